"""What an editor may write in ``rules.yaml``, read strictly.

In: the path of the file. Out: a `RuleFile`, or `spiders.yamlfile.Faults` with all that is wrong.
Knows nothing of how a rule is applied to an article.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PrivateAttr, model_validator

from monitor.match.forms import Hashtag, Hours, Id, Language, Rate, Reach
from monitor.match.term import TermError, read_term
from spiders.contract import Record
from spiders.values import Duration
from spiders.yamlfile import Document, Fault, Loc, did_you_mean, read_yaml, validate

#: Keys whose texts are quoted from articles as published, invisible marks included.
PROSE = frozenset({"should_match", "should_not_match", "title", "lead", "body", "tags", "note"})
#: Keys that hold terms, lists of them, or near clauses.
CLAUSES = ("any", "all", "none", "ignore", "near", "none_near")


FieldName = Literal["title", "lead", "body", "tags"]
Texts = tuple[str, ...]


class TermList(Record):
    """A named list; the keys only sort its terms for the reader, script decides on matching."""

    note: str = ""
    #: Also found where a site dropped the space before or behind the word.
    glued: bool = False
    ar: Texts = ()
    fa: Texts = ()
    ku: Texts = ()
    latin: Texts = ()
    en: Texts = ()
    fr: Texts = ()
    de: Texts = ()
    es: Texts = ()
    tr: Texts = ()
    ru: Texts = ()
    he: Texts = ()
    other: Texts = ()

    @model_validator(mode="after")
    def _holds_terms(self) -> Self:
        if not any(self.terms()):
            raise ValueError("the list holds no terms")
        return self

    def terms(self) -> Iterator[tuple[Loc, str]]:
        """Every term with its place inside the list, by language."""
        for key, value in self:
            for i, term in enumerate(value if isinstance(value, tuple) else ()):
                yield (key, i), term


class NearClause(Record):
    """One hit of every item of `of`, close together."""

    within: Reach | None = None
    #: Most words from the first hit to the last; neighbours are one word apart.
    words: Annotated[int, Field(ge=1, le=100)] | None = None
    #: True when the hits must come in the order of `of`.
    ordered: bool = False
    of: Annotated[tuple["Item | SomeItems", ...], Field(min_length=1)]
    #: Must not stand between the first hit and the last.
    without: tuple["Item", ...] = ()
    #: What lies inside one of these does not count, as with the `ignore` of a rule.
    ignore: tuple["Item", ...] = ()

    @model_validator(mode="after")
    def _has_a_reach(self) -> Self:
        if self.within is None and self.words is None:
            raise ValueError("how near? write within: sentence, or words: 5")
        return self


Item = str | NearClause
Items = tuple[Item, ...]
SomeItems = Annotated[Items, Field(min_length=1)]


class Sources(Record):
    """Which outlets a rule listens to; all without it."""

    only: tuple[Id, ...] = ()
    except_: Annotated[tuple[Id, ...], Field(alias="except")] = ()

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if bool(self.only) == bool(self.except_):
            raise ValueError("write either only: [...] or except: [...]")
        return self


class Cooldown(Record):
    """Limits on posting."""

    same_story: Duration | None = None
    per_source: Rate | None = None
    per_rule: Rate | None = None


class ExampleText(Record):
    """An example that needs more than one field."""

    title: str = ""
    lead: str = ""
    body: str = ""
    tags: Texts = ()


Examples = tuple[str | ExampleText, ...]


class RuleEntry(Record):
    """One rule as the editor writes it."""

    id: Id
    name: str = ""
    note: str = ""
    severity: Literal["urgent", "high", "normal", "low"] = "normal"
    enabled: bool = True
    #: Runs and is counted, but never posts.
    shadow: bool = False
    in_: Annotated[
        tuple[FieldName, ...], Field(alias="in", min_length=1, default=("title", "lead", "body"))
    ]
    any: Items = ()
    all: tuple[Item | SomeItems, ...] = ()
    none: Items = ()
    near: NearClause | Annotated[tuple[NearClause, ...], Field(min_length=1)] = ()
    none_near: NearClause | None = None
    ignore: Items = ()
    min_mentions: Annotated[int, Field(ge=1)] = 1
    unless_rule: Id | None = None
    sources: Sources | None = None
    lang: tuple[Language, ...] = ()
    channels: Annotated[tuple[Id, ...], Field(min_length=1)] = ("main",)
    hashtags: tuple[Hashtag, ...] | dict[str, Hashtag | tuple[Hashtag, ...]] = ()
    cooldown: Cooldown | None = None
    quiet_hours: Hours | None = None
    should_match: Examples = ()
    should_not_match: Examples = ()

    @model_validator(mode="after")
    def _looks_for_something(self) -> Self:
        if not (self.any or self.all or self.near):
            raise ValueError("looks for nothing: write any, all or near")
        if self.min_mentions > 1 and not self.any:
            raise ValueError("min_mentions counts the hits of any: write any")
        return self


class RuleFile(Record):
    """A whole ``rules.yaml``."""

    version: Literal[1]
    lists: dict[Id, TermList | Annotated[Texts, Field(min_length=1)]] = Field(default_factory=dict)
    rules: tuple[RuleEntry, ...] = ()
    _document: Document = PrivateAttr(default_factory=lambda: Document("rules"))

    def fault(self, loc: Loc, message: str) -> Fault:
        """A fault at this place of the file."""
        return Fault(self._document.name, *self._document.position(loc), message)

    @property
    def name(self) -> str:
        """The file's name in messages."""
        return self._document.name

    @property
    def text(self) -> str:
        """The file as it was read, comments included."""
        return self._document.text

    def terms_of(self, name: str) -> list[str]:
        """The terms of a list, as written, in the order of the file."""
        entry = self.lists[name]
        return [term for _, term in entry.terms()] if isinstance(entry, TermList) else [*entry]

    def is_glued(self, name: str) -> bool:
        """Whether the terms of this list may be glued to the words around them."""
        entry = self.lists[name]
        return isinstance(entry, TermList) and entry.glued

    def without_effect(self) -> list[Fault]:
        """Keys that are checked but that the running service does not act on yet."""
        return [
            self.fault(("rules", i, key), f"{key} is not acted on yet")
            for i, rule in enumerate(self.rules)
            for key in ("cooldown", "quiet_hours")
            if getattr(rule, key) is not None
        ]


def read_rules(path_or_text: Path | str, *, name: str = "") -> RuleFile:
    r"""The rules in a file (a `Path`) or a text (a `str`).

    Inline examples are not run; see `monitor.match.examples.check_examples`.

    Raises:
        Faults: everything wrong with the file.

    >>> read_rules("version: 1\nrules:\n- {id: port, any: [طرطوس]}\n").rules[0].any
    ('طرطوس',)
    """
    document = read_yaml(path_or_text, name=name, prose=PROSE)
    _check_data(document)
    rulefile = validate(document, RuleFile)
    rulefile._document = document  # noqa: SLF001 its own private attribute
    return rulefile


# --- what the models cannot see: references between parts, asked of the raw data so that these
# --- faults come together with those of the models


def _check_data(document: Document) -> None:
    data = document.data if isinstance(document.data, dict) else {}
    lists: dict[str, Any] = data["lists"] if isinstance(data.get("lists"), dict) else {}
    rules: list[Any] = data["rules"] if isinstance(data.get("rules"), list) else []
    for loc, text in _texts(lists, ("lists",)):
        if loc[-2:] != (loc[1], "note") and len(loc) > 2:  # noqa: PLR2004 lists, name, place
            _check_term(document, loc, text, glued=_is_glued(lists[str(loc[1])]))
    ids: dict[str, int] = {}
    for i, rule in enumerate(rules):
        if isinstance(rule, dict):
            _check_rule(document, i, rule, lists)
            _check_id(document, ("rules", i, "id"), rule.get("id"), ids)
    unless = {rule.get("id"): rule.get("unless_rule") for rule in rules if _names_strings(rule)}
    for i, rule in enumerate(rules):
        if _names_strings(rule) and rule.get("unless_rule"):
            _check_unless(document, ("rules", i, "unless_rule"), rule, unless)


def _names_strings(rule: Any) -> bool:
    return isinstance(rule, dict) and all(
        isinstance(rule.get(key), str | None) for key in ("id", "unless_rule")
    )


def _is_glued(entry: Any) -> bool:
    return isinstance(entry, dict) and entry.get("glued") is True


def _check_rule(document: Document, i: int, rule: dict[str, Any], lists: dict[str, Any]) -> None:
    for key in CLAUSES:
        for loc, text in _texts(rule.get(key), ("rules", i, key)):
            if loc[-1] == "within":
                continue
            if text.startswith("$"):
                _check_list(document, loc, text, lists)
            else:
                _check_term(document, loc, text, glued=False)
    hashtags = rule.get("hashtags")
    for key in hashtags if isinstance(hashtags, dict) else ():
        loc = ("rules", i, "hashtags", key)
        if key.startswith("$"):
            _check_list(document, loc, key, lists)
        else:
            document.fault(loc, f"«{key}» is no list: write its name with $ before it")


def _texts(value: Any, loc: Loc) -> Iterator[tuple[Loc, str]]:
    if isinstance(value, str):
        yield loc, value
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(inner, (*loc, key))


def _check_list(document: Document, loc: Loc, text: str, lists: dict[str, Any]) -> None:
    if text[1:] not in lists:
        advice = did_you_mean(text, [f"${name}" for name in lists])
        document.fault(loc, f"there is no list «{text}»{advice}")


def _check_term(document: Document, loc: Loc, text: str, *, glued: bool) -> None:
    try:
        read_term(text, glued=glued)
    except TermError as error:
        document.fault(loc, str(error))


def _check_id(document: Document, loc: Loc, name: Any, seen: dict[str, int]) -> None:
    line = document.position(loc)[0]
    if isinstance(name, str) and seen.setdefault(name, line) != line:
        document.fault(loc, f"the rule «{name}» is already in line {seen[name]}")


def _check_unless(
    document: Document, loc: Loc, rule: dict[str, Any], unless: dict[Any, Any]
) -> None:
    other = rule["unless_rule"]
    if other not in unless:
        known = [name for name in unless if isinstance(name, str)]
        document.fault(loc, f"there is no rule «{other}»{did_you_mean(other, known)}")
        return
    seen = [rule.get("id")]
    while other is not None and other not in seen:
        seen.append(other)
        other = unless.get(other)
    if other == rule.get("id"):
        chain = " → ".join(map(str, [*seen, other]))
        document.fault(loc, f"rules exclude each other in a circle: {chain}")
