r"""May a clause hold in a text at all, judged by the sentences its words begin in?

In: the clauses of all rules; then the layout of one folded text and where terms stand in it.
Out: the clauses that may; the others cannot, these have to be looked into
(`monitor.match.clauses`).
Knows nothing of rules, articles or how terms are found.

Sentences are bits of a number, so that a look at a clause costs a few shifts. Only where all
members of a clause begin counts: order, words between and what forbids only take away.
First by the terms that every text is searched for, all others taken to be everywhere; then, in
the sentences that are left, by all terms.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from monitor.match.prose import Prose
from monitor.match.selection import Near, Selection, Step

#: Terms that begin between two places, with where.
BeginIn = Callable[[int, int], Iterable[tuple[int, int]]]

#: Numbers of this many bits are as good as free; a longer text is looked into without asking.
MOST_SENTENCES = 1000
_EVERYWHERE = -1

#: By selection, the sentences in which one of its terms begins.
_Beginnings = dict[Selection, int]
#: Terms of which one occurs wherever something is found; None where that is not known.
_Needs = frozenset[int] | None


class Outlines:
    """The clauses of a rule file, by the terms they look for; `early` are known in every text."""

    def __init__(self, rules: Iterable[Sequence[Selection]], early: AbstractSet[int]) -> None:
        self.uses: dict[int, list[Selection]] = {}
        seen: set[Selection] = set()
        asked = [part for parts in rules for part in parts]
        while asked:
            selection = asked.pop()
            if selection in seen:
                continue
            seen.add(selection)
            for term in selection.terms:
                self.uses.setdefault(term, []).append(selection)
            asked += [part for near in selection.nears for part in near.of]
        needs: dict[Selection, _Needs] = {}
        for one in seen:
            _find_needs(one, early, needs)
        #: Of which the early terms say nothing.
        self.vague = frozenset(one for one in seen if needs[one] is None)
        #: By clause: sets of early terms of which each is there in part wherever it holds.
        self.needs = {
            near: [terms for one in near.of if (terms := needs[one]) and not near.at_least]
            for selection in seen
            for near in selection.nears
        }


def _find_needs(
    selection: Selection, early: AbstractSet[int], known: dict[Selection, _Needs]
) -> _Needs:
    """What a selection needs; None where it may be found without any early term."""
    if selection not in known:
        needed: _Needs = selection.terms if selection.terms <= early else None
        for near in selection.nears:
            inner = [_find_needs(part, early, known) for part in near.of]
            told = [terms for terms in inner if terms is not None]
            if near.at_least and len(told) == len(inner):
                told = [frozenset().union(*told)]
            elif near.at_least:
                told = []
            least = min(told, key=len, default=None)
            needed = None if needed is None or least is None else needed | least
        known[selection] = needed
    return known[selection]


class Outline:
    """What may hold in one text; `early` are the places where early terms begin."""

    def __init__(
        self, outlines: Outlines, prose: Prose, early: Mapping[int, Sequence[tuple[int, int]]]
    ) -> None:
        self._outlines = outlines
        self._prose = prose
        self._known: _Beginnings = {}
        if prose.sentences <= MOST_SENTENCES:
            places = ((term, start) for term, spans in early.items() for start, _ in spans)
            self._enter(self._known, places)
        #: The early terms that are there.
        self._early = early.keys()
        self._first = self._look(self._known, outlines.vague)

    def hopeful(self, part: Selection, begin_in: BeginIn) -> Collection[Near]:
        """The clauses of a part that may hold."""
        if self._prose.sentences > MOST_SENTENCES:
            return part.nears
        begins = {near: found for near in part.nears if (found := self._first.near(near))}
        if not begins:
            return ()
        reach = 0
        for near, found in begins.items():
            reach |= self._reach(near, found)
        beginnings = dict(self._known)
        for start, end in self._stretches(reach):
            self._enter(beginnings, begin_in(start, end))
        look = self._look(beginnings, frozenset())
        return [near for near in begins if look.near(near)]

    def _look(self, beginnings: _Beginnings, vague: AbstractSet[Selection]) -> "_Look":
        return _Look(self._prose, beginnings, vague, self._outlines.needs, self._early)

    def _enter(self, beginnings: _Beginnings, places: Iterable[tuple[int, int]]) -> None:
        uses, sentence = self._outlines.uses, self._prose.sentence
        bits: dict[int, int] = {}
        for term, start in places:
            bits[term] = bits.get(term, 0) | 1 << sentence(start)
        for term, found in bits.items():
            for selection in uses.get(term, ()):
                beginnings[selection] = beginnings.get(selection, 0) | found

    def _reach(self, near: Near, begins: int) -> int:
        """The sentences in which any word of a clause may begin that begins in these."""
        reach = 0
        for path in near.paths:
            part = begins & ((1 << self._prose.sentences) - 1)
            for step in path:
                part = self._after(part, step)
            reach |= part
        return reach

    def _after(self, sentences: int, step: Step) -> int:
        within, count = step
        if within == "sentence":
            for _ in range(count - 1):
                sentences |= sentences << 1
            return sentences
        units = (unit for unit in self._prose.units(within) if unit & sentences)
        return sentences | _union(units)

    def _stretches(self, sentences: int) -> Iterator[tuple[int, int]]:
        """Half-open places of runs of sentences."""
        number = 0
        while sentences >> number:
            if sentences >> number & 1:
                first = number
                while sentences >> number & 1:
                    number += 1
                yield self._prose.stretch(first, number)
            number += 1


class _Look:
    """In which sentences clauses may begin, with what is known of their words."""

    def __init__(
        self,
        prose: Prose,
        beginnings: _Beginnings,
        vague: AbstractSet[Selection],
        needs: Mapping[Near, Sequence[frozenset[int]]],
        early: AbstractSet[int],
    ) -> None:
        self._prose = prose
        self._beginnings = beginnings
        self._vague = vague
        self._needs = needs
        self._early = early
        self._nears: dict[Near, int] = {}

    def of(self, selection: Selection) -> int:
        found = self._beginnings.get(selection, 0)
        for near in selection.nears:
            found |= self.near(near)
        return found

    def near(self, near: Near) -> int:
        if near not in self._nears:
            self._nears[near] = self._near(near)
        return self._nears[near]

    def _near(self, near: Near) -> int:
        for terms in self._needs[near]:
            if terms.isdisjoint(self._early):
                return 0
        return self._several(near) if near.at_least else self._together(near)

    def _several(self, near: Near) -> int:
        if not self._vague.isdisjoint(near.of):
            return _EVERYWHERE
        return _union(self.of(part) for part in near.of)

    def _together(self, near: Near) -> int:
        """The sentences of its members from which all others are in reach."""
        union, common = 0, _EVERYWHERE
        units = () if near.within == "sentence" else self._prose.units(near.within)
        for part in near.of:
            if part in self._vague:
                union = _EVERYWHERE
                continue
            found = self.of(part)
            union |= found
            if near.within == "sentence":
                for _ in range(near.sentences - 1):
                    found |= found >> 1
            else:
                found = _union(unit for unit in units if unit & found)
            common &= found
            if not common:
                return 0
        return union & common


def _union(sentences: Iterable[int]) -> int:
    union = 0
    for one in sentences:
        union |= one
    return union
