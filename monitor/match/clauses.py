r"""Which hits satisfy one clause of a rule.

In: the places of every term in one folded text, and a compiled `Selection` or `Near`.
Out: `Span`s: where the clause holds, and the hits it holds by.
Knows nothing of articles, files or the published text.

Every function is linear in the number of hits, but for sorting them.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from monitor.match.lexicon import Places
from monitor.match.outline import Outline
from monitor.match.pattern import word_start
from monitor.match.selection import Near, Selection
from monitor.match.sweep import any_order, in_order


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


#: One hit of each member of a near clause, in the order of `of`.
_Parts = tuple[Span, ...]


class Mask:
    """Spans of a folded text whose inside does not count.

    A span begins with its whole first word: what masks «قاعدة» masks «القاعدة» too.
    """

    def __init__(self, spans: Iterable[Span], text: str) -> None:
        self.spans = list(spans)
        ordered = sorted(
            (word_start(text, span.start), span.end, i) for i, span in enumerate(self.spans)
        )
        self._starts = [start for start, _, _ in ordered]
        #: How far the spans up to each reach, and which of them does.
        self._reach = list(accumulate(((end, i) for _, end, i in ordered), max))

    def __bool__(self) -> bool:
        return bool(self.spans)

    def covers(self, hit: Hit | Span) -> bool:
        """Whether a hit lies inside one masked span.

        >>> mask = Mask([Span(1, 11, ())], "وواد حميميم حميميم")
        >>> mask.covers(Hit(5, 11, 0)), mask.covers(Hit(12, 18, 0))
        (True, False)
        """
        return self.covering(hit) is not None

    def covering(self, hit: Hit | Span) -> int | None:
        """The index of a span that a hit lies inside."""
        before = bisect_left(self._starts, hit.start + 1)
        if not before or self._reach[before - 1][0] < hit.end:
            return None
        return self._reach[before - 1][1]


class Hits:
    """The hits in some fields of an article, outside a mask; shared by the rules that look there.

    `fields` are half-open spans, None for all of the text. What was found is kept, so a list is
    looked for once, however many clauses use it.
    """

    def __init__(
        self,
        places: Places,
        outline: Outline,
        fields: Mapping[str, tuple[int, int]] | None,
        bare: "Hits | None" = None,
        masked: Iterable[Span] = (),
    ) -> None:
        self.places = places
        self.outline = outline
        self.prose = outline.prose
        self.fields = fields
        #: The same hits without the mask.
        self.bare = bare or self
        self.mask = Mask(masked, self.prose.text)
        self._words: dict[Selection, list[Span]] = {}
        self._selections: dict[Selection, list[Span]] = {}
        self._nears: dict[Near, list[Span]] = {}

    def without(self, spans: Iterable[Span]) -> "Hits":
        """These hits, without those that lie inside one of the spans."""
        spans = list(spans)
        if not spans:
            return self
        mask = [*self.mask.spans, *spans]
        return Hits(self.places, self.outline, self.fields, self.bare, mask)

    def within(self, fields: frozenset[str]) -> "Hits":
        """These hits, in these fields only."""
        known = self.prose.fields if self.fields is None else self.fields
        some = {name: span for name, span in known.items() if name in fields}
        return Hits(self.places, self.outline, some).without(self.mask.spans)

    def of(self, selection: Selection) -> list[Span]:
        """Every place where a selection holds, in no order."""
        if selection not in self._selections:
            found = self.bare.words(selection)
            if self.mask:
                found = [span for span in found if not self.mask.covers(span)]
            for near in selection.nears:
                found = found + self.near(near)
            self._selections[selection] = found
        return self._selections[selection]

    def words(self, selection: Selection) -> list[Span]:
        """The places of its terms alone, masked or not."""
        if selection not in self._words:
            found = [
                Span(start, end, (Hit(start, end, term),))
                for term in sorted(selection.terms & self.places.present)
                for start, end in self.places.of(term)
            ]
            if self.fields is not None:
                inside = self.fields.values()
                found = [
                    span
                    for span in found
                    if any(first <= span.start and span.end <= last for first, last in inside)
                ]
            self._words[selection] = found
        return self._words[selection]

    def near(self, near: Near) -> list[Span]:
        """The smallest spans in which a near clause holds, in the order of their ends."""
        if near not in self._nears:
            self._nears[near] = self._near(near) if self.outline.may_hold(near) else []
        return self._nears[near]

    def _near(self, near: Near) -> list[Span]:
        if near.fields is not None:
            return self.within(near.fields).near(replace(near, fields=None))
        found = self._together(near)
        against = self.bare
        if found and near.ignore:
            ignored = self.bare.of(near.ignore)  # what ignore looks for is never masked
            if ignored:
                found = self.without(ignored)._together(near)  # noqa: SLF001 its own kind
                against = self.bare.without(ignored)
        for forbids in (_barriers, _company, _rivals):
            found = found and forbids(found, near, against)
        return [_joined(parts) for parts in found]

    def _together(self, near: Near) -> list[tuple[Span, ...]]:
        """One hit of each member, close enough."""
        if near.at_least:
            return self._several(near)
        groups = []
        for part in near.of:
            groups.append(self.of(part))
            if not groups[-1]:
                return []
        chosen = (in_order if near.ordered else any_order)(groups)
        return [parts for parts in chosen if self._reaches(near, parts)]

    def _several(self, near: Near) -> list[tuple[Span, ...]]:
        """For each unit of text that holds enough different words of an `at_least`, one each."""
        single = [Selection(frozenset([term])) for part in near.of for term in part.terms]
        single += [Selection(nears=(inner,)) for part in near.of for inner in part.nears]
        units: dict[int, dict[Selection, Span]] = {}
        for selection in single:
            for span in self.of(selection):
                unit = self.prose.unit(near.within, span.start)
                if unit is not None:
                    units.setdefault(unit, {}).setdefault(selection, span)
        return [tuple(kinds.values()) for kinds in units.values() if len(kinds) >= near.at_least]

    def _reaches(self, near: Near, parts: Sequence[Span]) -> bool:
        first, last = min(parts), max(parts)
        low = self.prose.unit(near.within, first.start)
        high = self.prose.unit(near.within, last.start)
        if low is None or high is None or high - low >= near.sentences:
            return False
        if near.words is None:
            return True
        return self.prose.word(last.start) - self.prose.word(first.end - 1) <= near.words

    def disturbed(self, spans: Iterable[Span], by: Near) -> list[Span]:
        """Those spans that stand near a hit of any member of `by.of`."""
        bad = [span for part in by.of for span in self.of(part)]
        units = sorted(
            unit for span in bad if (unit := self.prose.unit(by.within, span.start)) is not None
        )
        words = sorted(self.prose.word(span.start) for span in bad)
        return [span for span in spans if self._beside(span, by, units, words)]

    def _beside(self, span: Span, by: Near, units: Sequence[int], words: Sequence[int]) -> bool:
        if by.words is not None:
            low = self.prose.word(span.start) - by.words
            high = self.prose.word(span.end - 1) + by.words
            if not _any_between(words, low, high):
                return False
        start = self.prose.unit(by.within, span.start)
        end = self.prose.unit(by.within, span.end - 1)
        if start is None or end is None:
            return False
        return _any_between(units, start - by.sentences + 1, end + by.sentences - 1)


def _barriers(found: list[_Parts], near: Near, against: Hits) -> list[_Parts]:
    """Those with nothing of `without` between the first hit and the last."""
    barriers = sorted(span.start for span in against.of(near.without))

    def separated(parts: _Parts) -> bool:
        i = bisect_left(barriers, min(parts).end)
        return i < len(barriers) and barriers[i] < max(parts).start

    return [parts for parts in found if not separated(parts)] if barriers else found


def _company(found: list[_Parts], near: Near, against: Hits) -> list[_Parts]:
    """Those with nothing of `none` in the same reach."""
    unit = against.prose.unit
    barred = sorted(
        number
        for span in against.of(near.none)
        if (number := unit(near.within, span.start)) is not None
    )

    def beside(parts: _Parts) -> bool:
        low, high = unit(near.within, min(parts).start), unit(near.within, max(parts).start)
        return low is not None and high is not None and _any_between(barred, low, high)

    return [parts for parts in found if not beside(parts)] if barred else found


def _rivals(found: list[_Parts], near: Near, against: Hits) -> list[_Parts]:
    """Those without a rival that stands nearer to the first part than the second part does."""
    rivals, prose = sorted(against.of(near.rivals)), against.prose

    def between(one: Span, other: Span) -> int:
        first, last = sorted((one, other))
        return prose.word(last.start) - prose.word(first.end - 1)

    def taken(parts: _Parts) -> bool:
        owned, owner = parts[0], parts[1]
        sentence = prose.sentence(owned.start)
        apart = between(owned, owner)
        here = prose.sentence(owner.start) == sentence
        i = bisect_left(rivals, owned)
        return any(
            prose.sentence(rival.start) == sentence and (not here or between(owned, rival) < apart)
            for rival in rivals[max(0, i - 1) : i + 1]
        )

    return [parts for parts in found if not taken(parts)] if rivals else found


def _any_between(numbers: Sequence[int], low: int, high: int) -> bool:
    i = bisect_left(numbers, low)
    return i < len(numbers) and numbers[i] <= high


def _joined(parts: Sequence[Span]) -> Span:
    if len(parts) == 1:
        return parts[0]
    hits = tuple(sorted({hit for part in parts for hit in part.hits}))
    return Span(min(part.start for part in parts), max(part.end for part in parts), hits)
