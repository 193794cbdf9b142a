r"""Which hits satisfy one clause of a rule.

In: the places of every term in one folded text, and a compiled `Selection` or `Near`.
Out: `Span`s: where the clause holds, and the hits it holds by.
Knows nothing of articles, files or the published text.

Every function is linear in the number of hits, but for sorting them.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from monitor.match.lexicon import Places
from monitor.match.prose import Prose
from monitor.match.selection import Near, Selection
from monitor.match.sweep import any_order, in_order
from monitor.match.term import word_start


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
        self.spans = list(spans)
        self._text = text
        ordered = sorted((word_start(text, span.start), span.end) for span in self.spans)
        self._starts = [start for start, _ in ordered]
        self._reach: list[int] = []
        for _, end in ordered:
            self._reach.append(max(end, self._reach[-1] if self._reach else 0))

    def __bool__(self) -> bool:
        return bool(self.spans)

    def widened(self, spans: Iterable[Span]) -> "Mask":
        """This mask and these spans."""
        return Mask([*self.spans, *spans], self._text)

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

    places: Places
    prose: Prose
    #: By name, half-open spans of the fields of the article that the rule looks at.
    fields: Mapping[str, tuple[int, int]]
    mask: Mask
    #: Whether the fields are all there is, so that no hit need be asked where it stands.
    everywhere: bool = False
    # What was found before; a hit is looked for once however many clauses share it.
    _selections: dict[Selection, list[Span]] = field(default_factory=dict)
    _nears: dict[Near, list[Span]] = field(default_factory=dict)

    def but(self, *, mask: Mask | None = None, only: frozenset[str] | None = None) -> "Hits":
        """The same with another mask, or in some of the fields only."""
        narrowed = {
            name: span for name, span in self.fields.items() if only is None or name in only
        }
        return replace(
            self,
            mask=self.mask if mask is None else mask,
            fields=narrowed,
            everywhere=self.everywhere and only is None,
            _selections={},
            _nears={},
        )

    def of(self, selection: Selection) -> list[Span]:
        """Every place where a selection holds, in no order."""
        if selection not in self._selections:
            found = [
                Span(start, end, (Hit(start, end, term),))
                for term in self.places.among(selection.terms)
                for start, end in self.places.of(term)
            ]
            if not self.everywhere:
                found = [span for span in found if self._inside(span)]
            if self.mask:
                found = [span for span in found if not self.mask.covers(span)]
            for near in selection.nears:
                found += self.near(near)
            self._selections[selection] = found
        return self._selections[selection]

    def _inside(self, span: Span) -> bool:
        return any(
            first <= span.start and span.end <= last for first, last in self.fields.values()
        )

    def near(self, near: Near) -> list[Span]:
        """The smallest spans in which a near clause holds, in the order of their ends."""
        if near not in self._nears:
            possible = near.possible(self.places.present)
            self._nears[near] = self._near(near) if possible else []
        return self._nears[near]

    def _near(self, near: Near) -> list[Span]:
        if near.fields is not None:
            return self.but(only=near.fields).near(replace(near, fields=None))
        masked, unmasked = self, self.but(mask=Mask((), self.prose.text))
        if near.ignore and all(self.of(part) for part in near.of):
            # What ignore looks for is never masked, and neither are rivals but by it.
            ignored = unmasked.of(near.ignore)
            masked = self.but(mask=self.mask.widened(ignored))
            unmasked = self.but(mask=Mask(ignored, self.prose.text))
        if near.at_least:
            return masked.several(near)
        groups = []
        for part in near.of:
            groups.append(masked.of(part))
            if not groups[-1]:
                return []
        chosen = (in_order if near.ordered else any_order)(groups)
        chosen = [parts for parts in chosen if self._reaches(near, parts)]
        if chosen and near.without:
            barriers = sorted(span.start for span in self.of(near.without))
            chosen = [parts for parts in chosen if not _separated(parts, barriers)]
        if chosen and near.none:
            barred = sorted(
                unit for span in unmasked.of(near.none) for unit in self._units(near, span)
            )
            chosen = [parts for parts in chosen if not self._barred(near, parts, barred)]
        if chosen and near.rivals:
            rivals = sorted(unmasked.of(near.rivals))
            chosen = [parts for parts in chosen if not self._belongs_to(rivals, parts)]
        return [_joined(parts) for parts in chosen]

    def several(self, near: Near) -> list[Span]:
        """One span for each unit of text that holds enough different words of an `at_least`."""
        single = [Selection(frozenset([term])) for part in near.of for term in part.terms]
        single += [Selection(nears=(inner,)) for part in near.of for inner in part.nears]
        units: dict[int, dict[Selection, Span]] = {}
        for selection in single:
            for span in self.of(selection):
                unit = self.prose.unit(near.within, span.start)
                if unit is not None:
                    units.setdefault(unit, {}).setdefault(selection, span)
        return [
            _joined([*kinds.values()]) for kinds in units.values() if len(kinds) >= near.at_least
        ]

    def _reaches(self, near: Near, parts: Sequence[Span]) -> bool:
        first, last = min(parts), max(parts)
        if near.words is not None:
            apart = self.prose.word(last.start) - self.prose.word(first.end - 1)
            if apart > near.words:
                return False
        low = self.prose.unit(near.within, first.start)
        high = self.prose.unit(near.within, last.start)
        return low is not None and high is not None and high - low < near.sentences

    def _units(self, near: Near, span: Span) -> list[int]:
        unit = self.prose.unit(near.within, span.start)
        return [] if unit is None else [unit]

    def _barred(self, near: Near, parts: Sequence[Span], barred: Sequence[int]) -> bool:
        low, high = self._units(near, min(parts)), self._units(near, max(parts))
        return _any_between(barred, low[0], high[0])

    def _belongs_to(self, rivals: Sequence[Span], parts: Sequence[Span]) -> bool:
        """Whether a rival stands nearer to the first part than the second part does."""
        owned, owner = parts[0], parts[1]
        sentence = self.prose.sentence(owned.start)
        apart = self._between(owned, owner)
        here = self.prose.sentence(owner.start) == sentence
        i = bisect_left(rivals, owned)
        return any(
            self.prose.sentence(rival.start) == sentence
            and (not here or self._between(owned, rival) < apart)
            for rival in rivals[max(0, i - 1) : i + 1]
        )

    def _between(self, one: Span, other: Span) -> int:
        first, last = sorted((one, other))
        return self.prose.word(last.start) - self.prose.word(first.end - 1)

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


def _separated(parts: Sequence[Span], barriers: Sequence[int]) -> bool:
    first, last = min(parts), max(parts)
    i = bisect_left(barriers, first.end)
    return i < len(barriers) and barriers[i] < last.start


def _any_between(numbers: Sequence[int], low: int, high: int) -> bool:
    i = bisect_left(numbers, low)
    return i < len(numbers) and numbers[i] <= high


def _joined(parts: Sequence[Span]) -> Span:
    if len(parts) == 1:
        return parts[0]
    hits = tuple(sorted({hit for part in parts for hit in part.hits}))
    return Span(min(part.start for part in parts), max(part.end for part in parts), hits)
