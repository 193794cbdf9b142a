"""What an editor may write in ``rules.yaml``, read strictly.

In: the path of the file. Out: a `RuleFile`, or `spiders.yamlfile.Faults` with all that is wrong.
Knows nothing of how a rule is applied to an article.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, PrivateAttr, model_validator

from monitor.match.forms import Hashtag, Hours, Id, Language, Rate, Reach
from monitor.match.references import CLAUSES, check_references
from spiders.contract import Record
from spiders.values import Duration
from spiders.yamlfile import Document, Fault, Loc, read_yaml, validate

__all__ = ["CLAUSES", "RuleFile", "read_rules"]

#: Keys whose texts are quoted from articles as published, invisible marks included.
PROSE = frozenset({"should_match", "should_not_match", "title", "lead", "body", "tags", "note"})
FieldName = Literal["title", "lead", "body", "tags"]
Texts = tuple[str, ...]


class TermList(Record):
    """A named list; the keys only sort its terms for the reader, script decides on matching.

    `clauses` are near clauses, phrases with lists in them, and other lists, which count as well.
    """

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
    clauses: tuple["Item", ...] = ()

    @model_validator(mode="after")
    def _holds_terms(self) -> Self:
        if not any(self.terms()) and not self.clauses:
            raise ValueError("the list holds no terms")
        return self

    def terms(self) -> Iterator[tuple[Loc, str]]:
        """Every term with its place inside the list, by language."""
        for key, value in self:
            if isinstance(value, tuple) and key != "clauses":
                yield from (((key, i), term) for i, term in enumerate(value))


class NearClause(Record):
    """One hit of every item of `of`, close together."""

    #: `opening` is title, lead and first paragraph; `article` is all of it.
    within: Reach | None = None
    #: Most words from the first hit to the last; neighbours are one word apart.
    words: Annotated[int, Field(ge=1, le=100)] | None = None
    #: True when the hits must come in the order of `of`.
    ordered: bool = False
    #: So many different words of all items together are enough.
    at_least: Annotated[int, Field(ge=2, le=20)] | None = None
    #: Looks only there.
    in_: Annotated[tuple[FieldName, ...], Field(alias="in")] = ()
    of: Annotated[tuple["Item | SomeItems", ...], Field(min_length=1)]
    #: Must not stand between the first hit and the last.
    without: tuple["Item", ...] = ()
    #: Must not stand anywhere in the same reach: the sentence, the opening, the article.
    none: tuple["Item", ...] = ()
    #: What lies inside one of these does not count, as with the `ignore` of a rule.
    ignore: tuple["Item", ...] = ()
    #: In the first item's sentence, must not stand nearer to it than the second item does.
    rivals: tuple["Item", ...] = ()

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.within is None and self.words is None:
            raise ValueError("how near? write within: sentence, or words: 5")
        if self.at_least and (self.words or self.ordered or self.without or self.rivals):
            raise ValueError("at_least goes with within, in and ignore only")
        if self.at_least and (self.within or "").endswith("sentences"):
            raise ValueError("at_least counts within a sentence, paragraph, opening or article")
        if self.rivals and len(self.of) < 2:  # noqa: PLR2004 the first and the second item
            raise ValueError("rivals of whom? write what and who: of: [[...], [...]]")
        return self


Item = str | NearClause
Items = tuple[Item, ...]
SomeItems = Annotated[Items, Field(min_length=1)]


class ExclusionBlock(Record):
    """What several rules may keep out by one name."""

    note: str = ""
    #: What lies inside one of these does not count.
    ignore: Items = ()
    #: An article with one of these is none of the rule's.
    none: Items = ()

    @model_validator(mode="after")
    def _takes_something_out(self) -> Self:
        if not (self.ignore or self.none):
            raise ValueError("takes nothing out: write ignore or none")
        return self


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
        tuple[FieldName, ...],
        Field(alias="in", min_length=1, default=("title", "lead", "body", "tags")),
    ]
    any: Items = ()
    all: tuple[Item | SomeItems, ...] = ()
    none: Items = ()
    near: NearClause | Annotated[tuple[NearClause, ...], Field(min_length=1)] = ()
    none_near: NearClause | None = None
    ignore: Items = ()
    #: Names of blocks in `exclusions`.
    exclude: tuple[Id, ...] = ()
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
            empty = [key for key in ("any", "all") if key in self.model_fields_set]
            what = f"in `{empty[0]}` stands nothing" if empty else "write any, all or near"
            raise ValueError(f"looks for nothing: {what}")
        if self.min_mentions > 1 and not self.any:
            raise ValueError("min_mentions counts the hits of any: write any")
        return self


class RuleFile(Record):
    """A whole ``rules.yaml``."""

    version: Literal[1]
    lists: dict[Id, TermList | SomeItems] = Field(default_factory=dict)
    exclusions: dict[Id, ExclusionBlock] = Field(default_factory=dict)
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
        if isinstance(entry, TermList):
            return [term for _, term in entry.terms()]
        return [item for item in entry if isinstance(item, str) and "$" not in item]

    def clauses_of(self, name: str) -> Items:
        """What a list holds besides terms: near clauses, phrases of lists, other lists."""
        entry = self.lists[name]
        items = entry.clauses if isinstance(entry, TermList) else entry
        return tuple(
            item
            for item in items
            if isinstance(entry, TermList) or not isinstance(item, str) or "$" in item
        )

    def is_glued(self, name: str) -> bool:
        """Whether the terms of this list may be glued to the words around them."""
        entry = self.lists[name]
        return isinstance(entry, TermList) and entry.glued

    def named_elsewhere(self) -> Iterator[tuple[Loc, Literal["chat", "outlet"], str]]:
        """Every chat and outlet that a rule names, with its place."""
        for i, rule in enumerate(self.rules):
            for k, name in enumerate(rule.channels):
                yield ("rules", i, "channels", k), "chat", name
            said = (
                {"only": rule.sources.only, "except": rule.sources.except_} if rule.sources else {}
            )
            for key, names in said.items():
                for k, name in enumerate(names):
                    yield ("rules", i, "sources", key, k), "outlet", name

    def without_effect(self) -> list[Fault]:
        """Keys that are right and yet change nothing."""
        why = "quiet_hours has no effect: urgent news is told at any hour"
        return [
            self.fault(("rules", i, "quiet_hours"), why)
            for i, rule in enumerate(self.rules)
            if rule.quiet_hours and rule.severity == "urgent"
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
    check_references(document)
    rulefile = validate(document, RuleFile)
    rulefile._document = document  # noqa: SLF001 its own private attribute
    return rulefile
