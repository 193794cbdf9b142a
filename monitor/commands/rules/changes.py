"""Which rules differ between two rule files, so far as readers would notice.

In: two compiled RuleSets. Out: `Changes`, by rule id.
Comments, order, notes, examples and the names of lists do not count; the terms in a list do.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from monitor.match.rulefile import RuleFile
from monitor.match.rules import Rule, RuleSet

#: Keys that an editor writes for people and for tests, not for the service.
_SILENT = {"id", "name", "note", "should_match", "should_not_match"}
#: Compiled into the parts of a `Rule`, where lists are filled in.
_COMPILED = {"any", "all", "none", "near", "none_near", "ignore", "hashtags", "exclude"}


@dataclass(frozen=True)
class Changes:
    """Ids of rules; `changed` also holds those that depend on a changed one by `unless_rule`."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    def __str__(self) -> str:
        """Short, for people: ``+new ~changed -gone``.

        >>> str(Changes(added=("port",), changed=("bases",)))
        '+port ~bases'
        """
        marked = (("+", self.added), ("~", self.changed), ("-", self.removed))
        return " ".join(sign + rule for sign, ids in marked for rule in ids) or "no rule changed"


def changes(before: RuleSet, after: RuleSet) -> Changes:
    r"""What the second file does otherwise than the first.

    >>> from monitor.match.rulefile import read_rules
    >>> from monitor.match.rules import compile_rules
    >>> def rules(terms): return compile_rules(read_rules(
    ...     "version: 1\nrules:\n- {id: port, any: [" + terms + "]}\n- {id: sea, any: [بحر]}"))
    >>> str(changes(rules("طرطوس"), rules("طرطوس, مرفأ")))
    '~port'
    >>> bool(changes(rules("طرطوس, مرفأ"), rules("مرفأ, طرطوس")))
    False
    """
    old, new = _essences(before), _essences(after)
    differing = {name for name in old.keys() & new.keys() if old[name] != new[name]}
    moved = differing | (old.keys() ^ new.keys())
    for rules in (before, after):
        moved = _with_dependents(rules, moved)
    return Changes(
        added=tuple(name for name in new if name not in old),
        removed=tuple(name for name in old if name not in new),
        changed=tuple(name for name in new if name in old and name in moved),
    )


def only(rules: RuleSet, ids: AbstractSet[str]) -> RuleFile:
    """These rules alone, and those that their `unless_rule` needs."""
    wanted = set(ids)
    for name in ids & rules.by_id.keys():
        other = rules.by_id[name].entry.unless_rule
        while other and other not in wanted:
            wanted.add(other)
            other = rules.by_id[other].entry.unless_rule
    entries = tuple(entry for entry in rules.file.rules if entry.id in wanted)
    return rules.file.model_copy(update={"rules": entries})


def same_effect(one: Rule, one_set: RuleSet, other: Rule, other_set: RuleSet) -> bool:
    """Whether two rules look for the same and do the same."""
    return bool(_essence(one, one_set) == _essence(other, other_set))


def _with_dependents(rules: RuleSet, moved: set[str]) -> set[str]:
    moved = set(moved)
    while True:
        more = {r.id for r in rules.rules if r.entry.unless_rule in moved} - moved
        if not more:
            return moved
        moved |= more


def _essences(rules: RuleSet) -> dict[str, Any]:
    return {rule.id: _essence(rule, rules) for rule in rules.rules}


def _essence(rule: Rule, rules: RuleSet) -> Any:
    entry = rule.entry.model_dump(exclude=_SILENT | _COMPILED)
    parts = {f.name: getattr(rule, f.name) for f in fields(rule) if f.name != "entry"}
    return entry, _spelt(parts, rules)


def _spelt(value: Any, rules: RuleSet) -> Any:
    """The value with terms in place of their numbers, which stand only in frozen sets."""
    if isinstance(value, frozenset):
        return frozenset(rules.terms[i] if isinstance(i, int) else i for i in value)
    if is_dataclass(value):
        return {f.name: _spelt(getattr(value, f.name), rules) for f in fields(value)}
    if isinstance(value, Mapping):
        return {key: _spelt(inner, rules) for key, inner in value.items()}
    if isinstance(value, tuple):
        return tuple(_spelt(inner, rules) for inner in value)
    return value
