"""All that people set: the three files in ``config/``.

In: the files.
Out: frozen, checked records; every fault of every file at once, as
``file:line:column: message``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from monitor.alert.limits import Limits
from monitor.alert.outlets import key_of
from monitor.alert.routing import Routing
from monitor.match.examples import check_examples
from monitor.match.rulefile import read_rules
from monitor.match.rules import RuleSet, compile_rules
from monitor.settings import MONITOR_FILE, Settings, read_settings
from spiders.contract import Source
from spiders.sources import read_sources
from spiders.yamlfile import Fault, Faults, did_you_mean

T = TypeVar("T")

SOURCES_FILE = "sources.yaml"
RULES_FILE = "rules.yaml"


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything in ``config/``, checked, rule examples included."""

    settings: Settings
    sources: tuple[Source, ...]
    rules: RuleSet

    @property
    def routing(self) -> Routing:
        """What each chat takes, and what each rule may tell."""
        return Routing(
            chats={name: chat.policy for name, chat in self.settings.chats.items()},
            limits={rule.id: Limits.of(rule.entry) for rule in self.rules.rules},
            zone=self.settings.zone,
        )


def read_configuration(config: Path, *, rules_file: Path | None = None) -> Configuration:
    """All three files of the directory; `rules_file` stands in for its ``rules.yaml``.

    Raises:
        spiders.yamlfile.Faults: all faults of all files at once.
    """
    found = read_in_part(config, rules_file=rules_file)
    if found.faults or found.rules is None:
        raise Faults(found.faults)
    return Configuration(found.settings, found.sources, found.rules)


@dataclass(frozen=True, slots=True)
class InPart:
    """What is right in ``config/``, and what is wrong there."""

    #: The defaults where their file is wrong.
    settings: Settings
    #: Empty where their file is wrong.
    sources: tuple[Source, ...]
    #: None where their file is wrong.
    rules: RuleSet | None
    faults: tuple[Fault, ...] = ()


def read_in_part(config: Path, *, rules_file: Path | None = None) -> InPart:
    """The three files as far as they are right; `rules_file` stands in for ``rules.yaml``.

    For looking at a service that runs on, on the last good files.
    A chat or an outlet that no file names is a fault of ``rules.yaml``, and none of a file that
    stands in for it, which may be of another directory.
    """
    faults: list[Fault] = []

    def collect(read: Callable[[], T]) -> T | None:
        try:
            return read()
        except Faults as found:
            faults.extend(found.faults)
            return None

    settings = collect(lambda: read_settings(config))
    sources = collect(lambda: tuple(read_sources(config / SOURCES_FILE, key_of=key_of)))
    rules = collect(lambda: read_ruleset(rules_file or config / RULES_FILE))
    if settings and sources is not None and rules and rules_file is None:
        faults += _unknown_names(rules, settings, sources)
    return InPart(settings or Settings(), sources or (), rules, tuple(faults))


def _unknown_names(
    rules: RuleSet, settings: Settings, sources: tuple[Source, ...]
) -> Iterator[Fault]:
    """A fault for every chat and outlet that a rule names and the other two files do not."""
    known = {
        "chat": (MONITOR_FILE, settings.chats.keys()),
        "outlet": (SOURCES_FILE, {source.id for source in sources}),
    }
    for loc, kind, name in rules.file.named_elsewhere():
        file, names = known[kind]
        if name not in names:
            near = did_you_mean(name, names)
            yield rules.file.fault(loc, f"there is no {kind} «{name}» in {file}{near}")


def unknown_names(rules: RuleSet, config: Path) -> list[Fault]:
    """A fault for every chat and outlet of these rules that the other two files do not name.

    Raises:
        spiders.yamlfile.Faults: what is wrong with those files.
    """
    sources = tuple(read_sources(config / SOURCES_FILE))
    return list(_unknown_names(rules, read_settings(config), sources))


def check_rules(text: str, config: Path) -> RuleSet:
    """A text that is to be the ``rules.yaml`` of this directory, compiled.

    Raises:
        spiders.yamlfile.Faults: all that keeps it from being used there.
    """
    rules = read_ruleset(text)
    if faults := unknown_names(rules, config):
        raise Faults(faults)
    return rules


def read_ruleset(path: Path | str) -> RuleSet:
    """A rule file or a text, compiled; every example in it holds.

    Raises:
        spiders.yamlfile.Faults: all that is wrong with the file, failing examples included.
    """
    name = RULES_FILE if isinstance(path, str) else ""
    rules = compile_rules(read_rules(path, name=name))
    failing = check_examples(rules)
    if failing:
        raise Faults(failing)
    return rules
