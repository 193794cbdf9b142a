r"""Which hits satisfy one clause of a rule.

In: the hits of every term in one folded text, and a compiled `Selection` or `Near`.
Out: `Span`s: where the clause holds, and the hits it holds by.
Knows nothing of articles, files or the published text.

Every function is linear in the number of hits, but for sorting them.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from monitor.match.prose import Prose
from monitor.match.rules import Near, Selection
from monitor.match.term import LONGEST_BEFORE_LETTERS, SCRIPT


class Hit(NamedTuple):
    """One term at one place: half-open, in the folded text."""

    start: int
    end: int
    term: int


class Span(NamedTuple):
    """Where a clause holds, and the hits that make it hold."""

    start: int
    end: int
    hits: tuple[Hit, ...]


class Mask:
    """Spans of a folded text whose inside does not count.

    A span begins with its whole first word: what masks «قاعدة» masks «القاعدة» too.
    """

    def __init__(self, spans: Iterable[Span], text: str) -> None:
        self._spans = list(spans)
        self._text = text
        ordered = sorted((_word_start(text, span.start), span.end) for span in self._spans)
        self._starts = [start for start, _ in ordered]
        self._reach: list[int] = []
        for _, end in ordered:
            self._reach.append(max(end, self._reach[-1] if self._reach else 0))

    def widened(self, spans: Iterable[Span]) -> "Mask":
        """This mask and these spans."""
        return Mask([*self._spans, *spans], self._text)

    def covers(self, hit: Hit | Span) -> bool:
        """Whether a hit lies inside one masked span.

        >>> mask = Mask([Span(1, 11, ())], "وواد حميميم حميميم")
        >>> mask.covers(Hit(5, 11, 0)), mask.covers(Hit(12, 18, 0))
        (True, False)
        """
        before = bisect_left(self._starts, hit.start + 1)
        return before > 0 and self._reach[before - 1] >= hit.end


@dataclass
class Hits:
    """The hits that one rule may use: those in its fields and outside its masks."""

    by_term: Mapping[int, Sequence[tuple[int, int]]]
    #: The terms of `by_term`.
    present: frozenset[int]
    prose: Prose
    #: The title's half-open span.
    title: tuple[int, int]
    #: Half-open spans of the fields the rule looks at; None: all of the text.
    fields: Sequence[tuple[int, int]] | None = None
    mask: Mask = field(init=False)

    def __post_init__(self) -> None:
        self.mask = Mask((), self.prose.text)

    def of(self, selection: Selection) -> list[Span]:
        """Every place where a selection holds, in no order."""
        found = [
            Span(start, end, (Hit(start, end, term),))
            for term in selection.terms & self.present
            for start, end in self.by_term[term]
            if self._counts(start, end)
        ]
        found = [span for span in found if not self.mask.covers(span)]
        for near in selection.nears:
            found += self.near(near)
        return found

    def _counts(self, start: int, end: int) -> bool:
        if self.fields is None:
            return True
        return any(first <= start and end <= last for first, last in self.fields)

    def near(self, near: Near) -> list[Span]:
        """The smallest spans in which a near clause holds, in the order of their ends."""
        if not all(part.possible(self.present) for part in near.of):
            return []
        groups = [self.of(part) for part in near.of]
        if near.ignore and all(groups):
            inner = replace(self)  # its mask is empty: what ignore looks for is never masked
            inner.mask = self.mask.widened(inner.of(near.ignore))
            groups = [inner.of(part) for part in near.of]
        if not all(groups):
            return []
        events = sorted(
            ((span, k) for k, group in enumerate(groups) for span in group),
            key=lambda event: (event[0].end, event[0].start, event[1]),
        )
        chosen = (
            _in_order(events, len(groups)) if near.ordered else _any_order(events, len(groups))
        )
        barriers = sorted(span.start for span in self.of(near.without)) if near.without else []
        return [
            _joined(parts)
            for parts in chosen
            if self._reaches(near, parts) and not self._separated(parts, barriers)
        ]

    def _reaches(self, near: Near, parts: Sequence[Span]) -> bool:
        first, last = min(parts), max(parts)
        if near.words is not None:
            apart = self.prose.word(last.start) - self.prose.word(first.end - 1)
            if apart > near.words:
                return False
        low, high = self.unit(near, first.start), self.unit(near, last.start)
        return low is not None and high is not None and high - low < near.sentences

    def unit(self, near: Near, at: int) -> int | None:
        """The number of the unit of text that must hold all of a near clause.

        None where the clause does not look.
        """
        if near.within == "sentence":
            return self.prose.sentence(at)
        if near.within == "title":
            return 0 if self.title[0] <= at < self.title[1] else None
        return self.prose.paragraph(at)

    def _separated(self, parts: Sequence[Span], barriers: Sequence[int]) -> bool:
        first, last = min(parts), max(parts)
        i = bisect_left(barriers, first.end)
        return i < len(barriers) and barriers[i] < last.start

    def disturbed(self, spans: Iterable[Span], by: Near) -> list[Span]:
        """Those spans that stand near a hit of any member of `by.of`."""
        bad = [span for part in by.of for span in self.of(part)]
        units = sorted(u for span in bad if (u := self.unit(by, span.start)) is not None)
        words = sorted(self.prose.word(span.start) for span in bad)
        return [span for span in spans if self._beside(span, by, units, words)]

    def _beside(self, span: Span, by: Near, units: Sequence[int], words: Sequence[int]) -> bool:
        if by.words is not None:
            low = self.prose.word(span.start) - by.words
            high = self.prose.word(span.end - 1) + by.words
            if not _any_between(words, low, high):
                return False
        start, end = self.unit(by, span.start), self.unit(by, span.end - 1)
        if start is None or end is None:
            return False
        return _any_between(units, start - by.sentences + 1, end + by.sentences - 1)


def _word_start(text: str, at: int) -> int:
    """Where a word begins, looking no further back than the longest particles reach."""
    stop = max(0, at - LONGEST_BEFORE_LETTERS)
    while at > stop and SCRIPT[text[at - 1]] == SCRIPT[text[at]]:
        at -= 1
    return at


def _any_between(numbers: Sequence[int], low: int, high: int) -> bool:
    i = bisect_left(numbers, low)
    return i < len(numbers) and numbers[i] <= high


def _joined(parts: Sequence[Span]) -> Span:
    hits = tuple(sorted({hit for part in parts for hit in part.hits}))
    return Span(min(part.start for part in parts), max(part.end for part in parts), hits)


def _any_order(events: Iterable[tuple[Span, int]], count: int) -> Iterable[tuple[Span, ...]]:
    """For each event the latest span of every group up to it, once all groups have one."""
    latest: dict[int, Span] = {}
    for span, k in events:
        if k not in latest or span.start >= latest[k].start:
            latest[k] = span
        if len(latest) == count:
            yield tuple(latest.values())


def _in_order(events: Iterable[tuple[Span, int]], count: int) -> Iterable[tuple[Span, ...]]:
    """The chains of one span of every group in turn that begin as late as they can."""
    chains: dict[int, tuple[Span, ...]] = {}
    for span, k in events:
        before = chains.get(k - 1, ())
        if k and not (before and before[-1].start <= span.start):
            continue
        chain = (*before, span)
        if k not in chains or chain[0].start >= chains[k][0].start:
            chains[k] = chain
        if k == count - 1:
            yield chain
