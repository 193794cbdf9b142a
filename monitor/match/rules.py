r"""What a rule is once it is ready to be applied.

In: a `RuleFile`. Out: a `RuleSet`: rules whose words are numbers, one `Lexicon` that finds the
words of all rules at once, and for each word the rules that cannot fire without it.
Knows nothing of articles, files or time.
"""

import hashlib
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar, cast

from monitor.match.alarm import Alarm
from monitor.match.lexicon import Lexicon
from monitor.match.rulefile import Item, Items, NearClause, RuleEntry, RuleFile
from monitor.match.selection import Near, Selection
from monitor.match.spelling import Neighbours
from monitor.match.term import Term, read_term
from monitor.match.waking import rules_by_term


class Severity(StrEnum):
    """How much a hit matters; `rank` orders them.

    >>> Severity.URGENT.rank > Severity.HIGH.rank
    True
    """

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"

    @property
    def rank(self) -> int:
        """0 for low … 3 for urgent."""
        return list(Severity).index(self)


@dataclass(frozen=True)
class Exclusion:
    """What one named block of `exclusions` takes out."""

    name: str
    ignore: Selection
    none: Selection


@dataclass(frozen=True)
class Rule:
    """One rule; terms are numbers into `RuleSet.terms`."""

    entry: RuleEntry
    severity: Severity
    fields: frozenset[str]
    any: Selection
    all: tuple[Selection, ...]
    none: Selection
    near: tuple[Near, ...]
    none_near: Near | None
    ignore: Selection
    exclusions: tuple[Exclusion, ...]
    #: Each hashtag with the terms that earn it; None: every match does.
    hashtags: tuple[tuple[str, frozenset[int] | None], ...]

    @property
    def id(self) -> str:
        """The id that the file gives it."""
        return self.entry.id

    @property
    def name(self) -> str:
        """What people call it; the id where the file gives no name."""
        return self.entry.name or self.entry.id

    @cached_property
    def parts(self) -> list[tuple[str, Selection]]:
        """What must all be found, under the key it is written; never empty."""
        parts = [("any", self.any), *(("all", part) for part in self.all)]
        parts.append(("near", Selection(nears=self.near)))
        return [(key, part) for key, part in parts if part]

    @cached_property
    def masks(self) -> list[tuple[str, Selection]]:
        """What is taken out of the text, by exclusion block; "" for the rule's own `ignore`."""
        named = [("", self.ignore), *((one.name, one.ignore) for one in self.exclusions)]
        return [(name, selection) for name, selection in named if selection]


@dataclass(frozen=True)
class _Shared:
    """What rule sets compiled together have in common."""

    terms: tuple[Term, ...]
    #: Whether a text can wake a rule at all.
    alarm: Alarm
    lexicon: Lexicon
    #: The fields that some rule looks at.
    fields: frozenset[str]


@dataclass(frozen=True)
class RuleSet(_Shared):
    """Compiled rules, in the order of the file."""

    file: RuleFile
    #: The hash of what the rules say; comments and layout do not count.
    sha256: str
    rules: tuple[Rule, ...]
    #: By term: the indices of the enabled rules that it may wake. No rule can fire in a text that
    #: holds none of the terms it stands under.
    candidates: dict[int, tuple[int, ...]]
    by_id: dict[str, Rule]

    @cached_property
    def shadow(self) -> frozenset[str]:
        """Ids of the rules that are counted and never post."""
        return frozenset(rule.id for rule in self.rules if rule.entry.shadow)

    @cached_property
    def neighbours(self) -> Neighbours:
        """What words have in common with the terms of one word."""
        return Neighbours(term.words[0] for term in self.terms if len(term.words) == 1)


P = TypeVar("P", Selection, Near)


@dataclass
class _Compiler:
    file: RuleFile
    numbers: dict[Term, int]
    #: The one Selection or Near that stands for all equal ones, so that each is looked for once.
    alike: dict[Hashable, Any]
    lists: dict[str, Selection] = field(default_factory=dict)
    exclusions: dict[str, Exclusion] = field(default_factory=dict)

    def one_for_all(self, part: P) -> P:
        key = (type(part), *(getattr(part, one.name) for one in fields(part) if one.compare))
        return cast("P", self.alike.setdefault(key, part))

    def term(self, written: str, *, glued: bool = False) -> int:
        return self.numbers.setdefault(read_term(written, glued=glued), len(self.numbers))

    def list(self, name: str) -> Selection:
        if name not in self.lists:
            glued = self.file.is_glued(name)
            terms = {self.term(written, glued=glued) for written in self.file.terms_of(name)}
            inner = self.selection(self.file.clauses_of(name))
            both = Selection(inner.terms | terms, inner.nears, (name,))
            self.lists[name] = self.one_for_all(both)
        return self.lists[name]

    def selection(self, items: Item | Items) -> Selection:
        items = items if isinstance(items, tuple) else (items,)
        if len(items) == 1 and isinstance(items[0], str) and _is_list(items[0]):
            return self.list(items[0][1:])
        terms: set[int] = set()
        nears: list[Near] = []
        lists: list[str] = []
        for item in items:
            if isinstance(item, NearClause):
                nears.append(self.near(item))
            elif _is_list(item):
                listed = self.list(item[1:])
                terms |= listed.terms
                nears += listed.nears
                lists += listed.lists
            elif "$" in item:
                nears.append(self.phrase(item.split()))
            else:
                terms.add(self.term(item))
        return self.one_for_all(Selection(frozenset(terms), tuple(nears), tuple(lists)))

    def phrase(self, words: Sequence[str]) -> Near:
        """Words and lists, each right behind the one before, in one sentence."""
        *before, last = words
        nested = Selection(nears=(self.phrase(before),)) if before[1:] else None
        first = self.one_for_all(nested) if nested else self.selection(before[0])
        near = Near((first, self.selection(last)), "sentence", words=1, ordered=True)
        return self.one_for_all(near)

    def near(self, clause: NearClause) -> Near:
        within, sentences = clause.within or "paragraph", 1
        if within.endswith("sentences"):
            within, sentences = "sentence", int(within.split()[0])
        near = Near(
            of=tuple(self.selection(item) for item in clause.of),
            within=within,
            sentences=sentences,
            words=clause.words,
            ordered=clause.ordered,
            at_least=clause.at_least or 0,
            fields=frozenset(clause.in_) or None,
            without=self.selection(clause.without),
            none=self.selection(clause.none),
            ignore=self.selection(clause.ignore),
            rivals=self.selection(clause.rivals),
        )
        return self.one_for_all(near)

    def exclusion(self, name: str) -> Exclusion:
        if name not in self.exclusions:
            entry = self.file.exclusions[name]
            self.exclusions[name] = Exclusion(
                name, self.selection(entry.ignore), self.selection(entry.none)
            )
        return self.exclusions[name]

    def rule(self, entry: RuleEntry) -> Rule:
        near = entry.near if isinstance(entry.near, tuple) else (entry.near,)
        return Rule(
            entry=entry,
            severity=Severity(entry.severity),
            fields=frozenset(entry.in_),
            any=self.selection(entry.any),
            all=tuple(self.selection(item) for item in entry.all),
            none=self.selection(entry.none),
            near=tuple(self.near(clause) for clause in near),
            none_near=self.near(entry.none_near) if entry.none_near else None,
            ignore=self.selection(entry.ignore),
            exclusions=tuple(self.exclusion(name) for name in entry.exclude),
            hashtags=tuple(self.hashtags(entry)),
        )

    def hashtags(self, entry: RuleEntry) -> Iterable[tuple[str, frozenset[int] | None]]:
        if isinstance(entry.hashtags, tuple):
            yield from ((tag, None) for tag in entry.hashtags)
            return
        for name, tags in entry.hashtags.items():
            for tag in tags if isinstance(tags, tuple) else (tags,):
                yield tag, self.list(name[1:]).leaves


def _is_list(item: str) -> bool:
    return item.startswith("$") and " " not in item


def compile_rules(file: RuleFile) -> RuleSet:
    r"""The rules of a file, ready for `monitor.match.matcher`.

    >>> from monitor.match.rulefile import read_rules
    >>> text = "version: 1\nrules:\n- {id: port, any: [ميناء طرطوس]}"
    >>> ruleset = compile_rules(read_rules(text))
    >>> [rule.id for rule in ruleset.rules], [term.words for term in ruleset.terms]
    (['port'], [('ميناء', 'طرطوس')])
    """
    return compile_together(file)[0]


def compile_together(*files: RuleFile) -> list[RuleSet]:
    """The rules of several files, so that what they share is looked for once in an article.

    See `monitor.match.matcher.match_both`.
    """
    numbers: dict[Term, int] = {}
    alike: dict[Hashable, Any] = {}
    compilers = [_Compiler(file, numbers, alike) for file in files]
    compiled = [tuple(map(one.rule, one.file.rules)) for one in compilers]
    terms = tuple(numbers)
    waiting = [rules_by_term(list(map(_needed, rules)), terms) for rules in compiled]
    looked_at = (rule.fields for rules in compiled for rule in rules)
    shared = _Shared(
        terms=terms,
        alarm=Alarm(terms[number] for number in frozenset().union(*waiting)),
        lexicon=Lexicon(terms),
        fields=frozenset().union(*looked_at),
    )
    return [
        RuleSet(
            file=file,
            sha256=hashlib.sha256(file.model_dump_json(by_alias=True).encode()).hexdigest(),
            rules=rules,
            candidates=candidates,
            by_id={rule.id: rule for rule in rules},
            **vars(shared),
        )
        for file, rules, candidates in zip(files, compiled, waiting, strict=True)
    ]


def _needed(rule: Rule) -> list[Selection]:
    """What must all be found for a rule to fire; nothing for one that is switched off."""
    return [part for _, part in rule.parts] if rule.entry.enabled else []
