r"""May a clause hold in a text at all, judged by the sentences its words begin in?

In: the layout of one folded text and where terms stand in it; then a clause.
Out: whether it may hold. Most clauses cannot; those that may are looked into by
`monitor.match.clauses`.
Knows nothing of rules, articles or how terms are found.

The sentences of a text are the bits of a number, so a look at a clause costs a few shifts.
It is only asked where the members of a clause begin. Their order, the words between them and what
is forbidden can only take hits away, so a no is certain without them.
"""

from monitor.match.lexicon import Places
from monitor.match.prose import Prose
from monitor.match.selection import Near, Selection

#: Numbers of so many bits cost next to nothing; in a longer text every clause may hold.
MOST_SENTENCES = 1000
_EVERYWHERE = -1


class Outline:
    """What may hold in one text; each look is taken once."""

    def __init__(self, prose: Prose, places: Places) -> None:
        self.prose = prose
        self._places = places
        self._endless = prose.sentences > MOST_SENTENCES
        self._terms: dict[int, int] = {}
        self._selections: dict[Selection, int] = {}
        self._nears: dict[Near, int] = {}

    def may_hold(self, near: Near) -> bool:
        """Whether a clause may hold somewhere."""
        return self._endless or bool(self._near(near))

    def _near(self, near: Near) -> int:
        """The sentences in which a member begins that has all other members in reach."""
        if near not in self._nears:
            look = self._several if near.at_least else self._together
            self._nears[near] = look(near)
        return self._nears[near]

    def _selection(self, selection: Selection) -> int:
        """The sentences in which one of its terms or clauses begins."""
        if selection not in self._selections:
            found = 0
            for term in selection.terms & self._places.present:
                found |= self._term(term)
            for near in selection.nears:
                found |= self._near(near)
            self._selections[selection] = found
        return self._selections[selection]

    def _term(self, term: int) -> int:
        if term not in self._terms:
            found, sentence = 0, self.prose.sentence
            for start, _ in self._places.of(term):
                found |= 1 << sentence(start)
            self._terms[term] = found
        return self._terms[term]

    def _several(self, near: Near) -> int:
        found = 0
        for part in near.of:
            found |= self._selection(part)
        return found

    def _together(self, near: Near) -> int:
        union, common = 0, _EVERYWHERE
        for part in near.of:
            found = self._selection(part)
            union |= found
            common &= self._reach(near, found)
            if not common:
                return 0
        return union & common

    def _reach(self, near: Near, found: int) -> int:
        """The sentences from which one of these is in reach."""
        if near.within == "sentence":
            for _ in range(near.sentences - 1):
                found |= found >> 1
            return found
        reach = 0
        for unit in self.prose.units(near.within):
            if unit & found:
                reach |= unit
        return reach
