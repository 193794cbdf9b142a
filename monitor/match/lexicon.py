r"""Where the terms of all rules stand in a folded text.

In: the terms of a rule file; then folded texts.
Out: `Places`: every term that occurs, and where.
Knows nothing of rules, clauses or articles.

Words come again and again, so what a word holds is remembered. A word is what stands between two
spaces, punctuation included; when it is first met, the patterns of the terms are tried on it.
From then on a term of one word is known wherever that word stands. Of a phrase only the rarest
word is known so, and what stands beside it is asked each time.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from monitor.match.finder import Finder, Remembered
from monitor.match.pattern import Pattern
from monitor.match.prose import FIELD_BREAK
from monitor.match.term import Term, patterns

#: A pattern, and the half-open place of its anchor word.
Anchor = tuple[Pattern, int, int]


class _Held(NamedTuple):
    """What one word holds; places are half-open and count from its first letter."""

    #: Terms of one word.
    terms: tuple[tuple[int, int, int], ...]
    #: Anchors of phrases.
    phrases: tuple[Anchor, ...]


class Lexicon:
    """The terms of a rule file, ready to be found; each is known by its index."""

    def __init__(self, terms: Sequence[Term]) -> None:
        rarity = Counter(word for term in terms for word in term.words)
        anchors: dict[str, list[Pattern]] = {}
        for number, term in enumerate(terms):
            for pattern in patterns(number, term, rarity):
                anchors.setdefault(pattern.words[pattern.anchor], []).append(pattern)
        self._finder = Finder(anchors)
        #: What words hold; None for nothing.
        self.held = Remembered(self._hold)

    def look(self, text: str) -> "Places":
        """The terms in a folded text."""
        return Places(text, self)

    def anchors(self, text: str) -> Iterator[Anchor]:
        """Every place where a term may stand, inside longer words too."""
        return self._finder.find(text)

    def _hold(self, word: str) -> _Held | None:
        spans: list[tuple[int, int, int]] = []
        phrases: list[Anchor] = []
        for pattern, start, end in self.anchors(word):
            if len(pattern.words) == 1:
                if span := pattern.find(word, start, end):
                    spans.append((pattern.term, *span))
            elif pattern.fits(pattern.anchor, word, start, end):
                phrases.append((pattern, start, end))
        return _Held(tuple(spans), tuple(phrases)) if spans or phrases else None


class Places:
    """Where terms stand in one folded text.

    >>> from monitor.match.term import read_term
    >>> places = Lexicon([read_term("طرطوس"), read_term("ميناء")]).look("في ميناء طرطوس")
    >>> sorted(places.present), places.of(0), places.of(1)
    ([0, 1], [(9, 14)], [(3, 8)])
    """

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self._text = text
        self._lexicon = lexicon
        self._spans = spans = defaultdict[int, list[tuple[int, int]]](list)
        words = text.replace("\n", " ").replace(FIELD_BREAK, " ").split(" ")
        at = 0
        for word, held in zip(words, lexicon.held.of(words), strict=True):
            if held:
                terms, phrases = held
                for term, start, end in terms:
                    spans[term].append((at + start, at + end))
                for pattern, start, end in phrases:
                    if span := pattern.find(text, at + start, at + end):
                        spans[pattern.term].append(span)
            at += len(word) + 1
        #: The terms that occur.
        self.present = frozenset(self._spans)

    def of(self, term: int) -> Sequence[tuple[int, int]]:
        """The half-open spans of a term."""
        return self._spans.get(term, ())

    # Each rule that did not fire asks for them to say what it nearly fired on.
    @cached_property
    def anchors(self) -> tuple[Anchor, ...]:
        """Every place where a term may stand, inside longer words too."""
        return tuple(self._lexicon.anchors(self._text))
