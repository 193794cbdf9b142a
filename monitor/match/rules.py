r"""What a rule is once it is ready to be applied.

In: a `RuleFile`. Out: a `RuleSet`: rules whose words are numbers, one automaton that finds the
words of all rules at once, and for each word the rules that cannot fire without it.
Knows nothing of articles, files or time.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

import ahocorasick

from monitor.match.rulefile import Item, Items, NearClause, RuleEntry, RuleFile
from monitor.match.term import Pattern, Term, patterns, read_term


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
class Selection:
    """Any one of these terms, or a hit of any of these near clauses."""

    terms: frozenset[int] = frozenset()
    nears: tuple["Near", ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms or self.nears)

    @cached_property
    def leaves(self) -> frozenset[int]:
        """Every term that is looked for, however deep."""
        parts = (part.leaves for near in self.nears for part in near.of)
        return self.terms.union(*parts)

    def possible(self, present: frozenset[int]) -> bool:
        """Whether this may be found in a text in which just these terms occur."""
        return not self.terms.isdisjoint(present) or any(
            all(part.possible(present) for part in near.of) for near in self.nears
        )


@dataclass(frozen=True)
class Near:
    """One hit of every member of `of`, close together.

    `within` is "sentence", "paragraph" or "title"; `sentences` how many neighbours count as one;
    `words` the most words from the first hit to the last.
    """

    of: tuple[Selection, ...]
    within: str
    sentences: int
    words: int | None
    ordered: bool
    without: Selection
    ignore: Selection


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
    #: Each hashtag with the terms that earn it; None: every match does.
    hashtags: tuple[tuple[str, frozenset[int] | None], ...]

    @property
    def id(self) -> str:
        """As the file says."""
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


@dataclass(frozen=True)
class RuleSet:
    """Compiled rules, in the order of the file."""

    file: RuleFile
    #: Of what the rules say; comments and layout do not count.
    sha256: str
    rules: tuple[Rule, ...]
    terms: tuple[Term, ...]
    #: Finds, in folded text, every word that anchors a term; its values are `Pattern` tuples.
    automaton: Any
    #: By term: the enabled rules, by index, that cannot fire without one of their terms here.
    candidates: dict[int, tuple[int, ...]]
    #: An automaton for the terms of `candidates` alone: most articles need no other look.
    triggers: Any
    #: The fields that some rule looks at.
    fields: frozenset[str]
    by_id: dict[str, Rule]


@dataclass
class _Compiler:
    file: RuleFile
    numbers: dict[Term, int] = field(default_factory=dict)
    lists: dict[str, frozenset[int]] = field(default_factory=dict)

    def term(self, written: str, *, glued: bool = False) -> int:
        return self.numbers.setdefault(read_term(written, glued=glued), len(self.numbers))

    def list(self, name: str) -> frozenset[int]:
        if name not in self.lists:
            glued = self.file.is_glued(name)
            self.lists[name] = frozenset(
                self.term(written, glued=glued) for written in self.file.terms_of(name)
            )
        return self.lists[name]

    def selection(self, items: Item | Items) -> Selection:
        terms: set[int] = set()
        nears: list[Near] = []
        for item in items if isinstance(items, tuple) else (items,):
            if isinstance(item, NearClause):
                nears.append(self.near(item))
            elif item.startswith("$"):
                terms |= self.list(item[1:])
            else:
                terms.add(self.term(item))
        return Selection(frozenset(terms), tuple(nears))

    def near(self, clause: NearClause) -> Near:
        within, sentences = clause.within or "paragraph", 1
        if within.endswith("sentences"):
            within, sentences = "sentence", int(within.split()[0])
        return Near(
            of=tuple(self.selection(item) for item in clause.of),
            within=within,
            sentences=sentences,
            words=clause.words,
            ordered=clause.ordered,
            without=self.selection(clause.without),
            ignore=self.selection(clause.ignore),
        )

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
            hashtags=tuple(self.hashtags(entry)),
        )

    def hashtags(self, entry: RuleEntry) -> Iterable[tuple[str, frozenset[int] | None]]:
        if isinstance(entry.hashtags, tuple):
            yield from ((tag, None) for tag in entry.hashtags)
            return
        for name, tags in entry.hashtags.items():
            for tag in tags if isinstance(tags, tuple) else (tags,):
                yield tag, self.list(name[1:])


def compile_rules(file: RuleFile) -> RuleSet:
    r"""The rules of a file, ready for `monitor.match.matcher`.

    >>> from monitor.match.rulefile import read_rules
    >>> text = "version: 1\nrules:\n- {id: port, any: [ميناء طرطوس]}"
    >>> ruleset = compile_rules(read_rules(text))
    >>> [rule.id for rule in ruleset.rules], [term.words for term in ruleset.terms]
    (['port'], [('ميناء', 'طرطوس')])
    """
    compiler = _Compiler(file)
    rules = tuple(compiler.rule(entry) for entry in file.rules)
    terms = tuple(compiler.numbers)
    rarity = Counter(word for term in terms for word in term.words)
    uses = Counter(term for rule in rules for _, part in rule.parts for term in part.leaves)
    # How rare a word is in news is guessed: not if many rules use it, nor if it is short.
    cost = [uses[i] * 2.0 ** -len("".join(term.words)) for i, term in enumerate(terms)]
    candidates: dict[int, list[int]] = {}
    for i, rule in enumerate(rules):
        for term in _trigger(rule, cost) if rule.entry.enabled else ():
            candidates.setdefault(term, []).append(i)
    return RuleSet(
        file=file,
        sha256=hashlib.sha256(file.model_dump_json(by_alias=True).encode()).hexdigest(),
        rules=rules,
        terms=terms,
        automaton=_automaton(terms, range(len(terms)), rarity),
        candidates={term: tuple(indices) for term, indices in candidates.items()},
        triggers=_automaton(terms, candidates, rarity),
        fields=frozenset().union(*(rule.fields for rule in rules)),
        by_id={rule.id: rule for rule in rules},
    )


def _trigger(rule: Rule, cost: Sequence[float]) -> frozenset[int]:
    """Terms of which one occurs wherever the rule fires, as rare as they can be chosen.

    Near clauses are asked only where the rule has neither `any` nor `all`: an editor who wants
    a rule of many clauses to be cheap names what they share in `all`.
    """
    named = [part.terms for _, part in rule.parts if part.terms and not part.nears]
    if named:
        return min(named, key=_sum_of(cost))
    return min((_needs(part, cost, frozenset()) for _, part in rule.parts), key=_sum_of(cost))


def _needs(part: Selection, cost: Sequence[float], chosen: frozenset[int]) -> frozenset[int]:
    """The rarest set of terms of which one occurs wherever this is found.

    What is `chosen` already costs nothing, so that alternatives come to need the same terms.
    """
    needed = part.terms
    for near in part.nears:
        known = chosen | needed
        members: list[frozenset[int]] = [_needs(part, cost, known) - known for part in near.of]
        needed |= min(members, key=_sum_of(cost))
    return needed


def _sum_of(cost: Sequence[float]) -> Callable[[Iterable[int]], float]:
    return lambda terms: sum(cost[term] for term in terms)


def _automaton(terms: Sequence[Term], numbers: Iterable[int], rarity: Mapping[str, int]) -> Any:
    anchors: dict[str, list[Pattern]] = {}
    for number in numbers:
        for pattern in patterns(number, terms[number], rarity):
            anchors.setdefault(pattern.words[pattern.anchor], []).append(pattern)
    automaton = ahocorasick.Automaton()
    for word, found in anchors.items():
        automaton.add_word(word, (len(word), tuple(found)))
    automaton.make_automaton()
    return automaton
