r"""Where the terms of all rules stand in a folded text.

In: the terms of a rule file, and which of them wake or settle a rule; then folded texts.
Out: `Places`: the terms that occur, and for each that somebody asks for, where.
Knows nothing of rules, clauses or articles.

Two automata. The first reads every text once, and for most articles that is all; the second
finds the rest when a rule that was woken asks for it, in all of the text or in a few sentences.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import ahocorasick

from monitor.match.term import GAP_LIMIT, LONGEST_BEFORE_LETTERS, Pattern, Term, patterns

#: A pattern, and the half-open place of its anchor word.
_Anchor = tuple[Pattern, int, int]


class Lexicon:
    """The terms of a rule file, ready to be found; each is known by its index.

    Every text is searched for those that are `waking` or `settling`; see `monitor.match.waking`.
    """

    def __init__(
        self, terms: Sequence[Term], waking: Collection[int], settling: Collection[int] = ()
    ) -> None:
        rarity = Counter(word for term in terms for word in term.words)
        self.waking = frozenset(waking)
        self.first = self.waking.union(settling)
        #: No term reaches further, in folded letters.
        self.longest = max((_reach(term) for term in terms), default=0)
        self._first = _automaton(terms, sorted(self.first), rarity)
        rest = (number for number in range(len(terms)) if number not in self.first)
        self._second = _automaton(terms, rest, rarity)

    def look(self, text: str) -> "Places":
        """The terms in a folded text."""
        return Places(text, self)

    def first_anchors(self, text: str) -> Iterator[_Anchor]:
        """Every place where a waking or settling term may stand, inside longer words too."""
        return _anchors(self._first, text, 0, len(text))

    def other_anchors(self, text: str, start: int, end: int) -> Iterator[_Anchor]:
        """The same for all other terms, between these places of the text."""
        return _anchors(self._second, text, start, end)


class Places:
    """Where terms stand in one folded text; each is worked out when it is first asked for.

    >>> from monitor.match.term import read_term
    >>> places = Lexicon([read_term("طرطوس"), read_term("ميناء")], [0]).look("في ميناء طرطوس")
    >>> places.woken, places.of(0), places.of(1)
    (frozenset({0}), [(9, 14)], [(3, 8)])
    """

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self._text = text
        self._lexicon = lexicon
        self._spans: dict[int, list[tuple[int, int]]] = {}
        self._settling: dict[int, list[_Anchor]] = {}
        for anchor in lexicon.first_anchors(text):
            pattern, start, end = anchor
            if pattern.term not in lexicon.waking:
                self._settling.setdefault(pattern.term, []).append(anchor)
            elif span := pattern.find(text, start, end):
                self._spans.setdefault(pattern.term, []).append(span)
        #: The waking terms that occur.
        self.woken = frozenset(self._spans)

    @cached_property
    def early(self) -> frozenset[int]:
        """The waking and settling terms that occur."""
        return self.woken.union(term for term in self._settling if self.of(term))

    @cached_property
    def present(self) -> frozenset[int]:
        """The terms that may occur; only the rarest word of a late one is sure to."""
        return self.early | self._others.keys()

    def among(self, terms: frozenset[int]) -> frozenset[int]:
        """Those of these terms that may occur."""
        return terms & (self.early if terms <= self._lexicon.first else self.present)

    def of(self, term: int) -> list[tuple[int, int]]:
        """The half-open spans of a term."""
        if term not in self._spans:
            hits = (
                pattern.find(self._text, start, end)
                for pattern, start, end in self._anchored(term)
            )
            self._spans[term] = [span for span in hits if span]
        return self._spans[term]

    def _anchored(self, term: int) -> Sequence[_Anchor]:
        found = self._settling if term in self._lexicon.first else self._others
        return found.get(term, ())

    def begin_in(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Terms that neither wake nor settle and begin between these places, with where."""
        stop = min(len(self._text), end + self._lexicon.longest)
        for pattern, first, last in self._lexicon.other_anchors(self._text, start, stop):
            span = pattern.find(self._text, first, last)
            if span and start <= span[0] < end:
                yield pattern.term, span[0]

    def anchors(self) -> Iterator[_Anchor]:
        """Every place where a term may stand, inside longer words too."""
        yield from self._lexicon.first_anchors(self._text)
        yield from self._lexicon.other_anchors(self._text, 0, len(self._text))

    @cached_property
    def _others(self) -> dict[int, list[_Anchor]]:
        return _by_term(self._lexicon.other_anchors(self._text, 0, len(self._text)))


def _by_term(anchors: Iterable[_Anchor]) -> dict[int, list[_Anchor]]:
    found: dict[int, list[_Anchor]] = {}
    for anchor in anchors:
        found.setdefault(anchor[0].term, []).append(anchor)
    return found


def _reach(term: Term) -> int:
    """How many folded letters a term may take, with what stands between its words."""
    return sum(map(len, term.words)) + len(term.words) * GAP_LIMIT + LONGEST_BEFORE_LETTERS


def _automaton(terms: Sequence[Term], numbers: Iterable[int], rarity: Mapping[str, int]) -> Any:
    anchors: dict[str, list[Pattern]] = {}
    for number in numbers:
        for pattern in patterns(number, terms[number], rarity):
            anchors.setdefault(pattern.words[pattern.anchor], []).append(pattern)
    automaton = ahocorasick.Automaton()
    if anchors:
        # A letter's successors are tried in the order they were added: what is frequent first,
        # a space before all (a third faster, measured 2026-11). Nothing ends at this word.
        automaton.add_word(" \0", (0, ()))
    frequent = Counter("".join(anchors))
    for word in sorted(anchors, key=lambda word: [-frequent[letter] for letter in word]):
        automaton.add_word(word, (len(word), tuple(anchors[word])))
    automaton.make_automaton()
    return automaton


def _anchors(automaton: Any, text: str, start: int, end: int) -> Iterator[_Anchor]:
    if not len(automaton):  # one without words cannot be asked
        return
    for last, (length, found) in automaton.iter(text, start, end):
        for pattern in found:
            yield pattern, last + 1 - length, last + 1
