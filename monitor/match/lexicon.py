r"""Where the terms of all rules stand in a folded text.

In: the terms of a rule file, and which of them wake a rule; then folded texts.
Out: `Places`: the terms that occur, and for each that somebody asks for, where.
Knows nothing of rules, clauses or articles.

Two automata, and each reads the text once: the first finds the terms that wake rules, and for
most articles that is all; the second finds the rest when a rule that was woken asks for it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import ahocorasick

from monitor.match.term import Pattern, Term, patterns

#: A pattern, and the half-open place of its anchor word.
_Anchor = tuple[Pattern, int, int]


class Lexicon:
    """The terms of a rule file, ready to be found; each is known by its index.

    `waking` are those that every text is searched for.
    """

    def __init__(self, terms: Sequence[Term], waking: Collection[int]) -> None:
        rarity = Counter(word for term in terms for word in term.words)
        rest = [number for number in range(len(terms)) if number not in waking]
        self.waking = frozenset(waking)
        self._first = _automaton(terms, waking, rarity)
        self._second = _automaton(terms, rest, rarity)

    def look(self, text: str) -> "Places":
        """The terms in a folded text."""
        return Places(text, self)

    def waking_anchors(self, text: str) -> Iterator[_Anchor]:
        """Every place where a waking term may stand, inside longer words too."""
        return _anchors(self._first, text)

    def other_anchors(self, text: str) -> Iterator[_Anchor]:
        """The same for all other terms."""
        return _anchors(self._second, text)


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
        for pattern, start, end in lexicon.waking_anchors(text):
            if span := pattern.find(text, start, end):
                self._spans.setdefault(pattern.term, []).append(span)
        #: The waking terms that occur.
        self.woken = frozenset(self._spans)

    @cached_property
    def present(self) -> frozenset[int]:
        """The terms that may occur; of one that wakes no rule only its rarest word is sure to."""
        return self.woken | self._others.keys()

    def among(self, terms: frozenset[int]) -> frozenset[int]:
        """Those of these terms that may occur."""
        return terms & (self.woken if terms <= self._lexicon.waking else self.present)

    def of(self, term: int) -> list[tuple[int, int]]:
        """The half-open spans of a term."""
        if term not in self._spans:
            rest = () if term in self._lexicon.waking else self._others.get(term, ())
            found = (pattern.find(self._text, start, end) for pattern, start, end in rest)
            self._spans[term] = [span for span in found if span]
        return self._spans[term]

    def anchors(self) -> Iterator[_Anchor]:
        """Every place where a term may stand, inside longer words too."""
        yield from self._lexicon.waking_anchors(self._text)
        yield from self._lexicon.other_anchors(self._text)

    @cached_property
    def _others(self) -> dict[int, list[_Anchor]]:
        found: dict[int, list[_Anchor]] = {}
        for anchor in self._lexicon.other_anchors(self._text):
            found.setdefault(anchor[0].term, []).append(anchor)
        return found


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


def _anchors(automaton: Any, text: str) -> Iterator[_Anchor]:
    if not len(automaton):  # one without words cannot be asked
        return
    for last, (length, found) in automaton.iter(text):
        for pattern in found:
            yield pattern, last + 1 - length, last + 1
