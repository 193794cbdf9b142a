"""Of several answers that have not left, what does one say for them all?

In: what each of them tells, in the order it became known.
Out: Gathered: from what readers know to what is known now, and which of them still has something
to say.
Knows nothing of storage, chats, time or how an answer looks.

Tolls follow each other as steps: 5 to 9 and 9 to 11 are 5 to 11, and 5 to 9 and back to 5 are
nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from monitor.alert.facts import Change, Facts
from monitor.alert.learned import Learned


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one answer says for all that wait."""

    #: What it says, in the order it became known; each fact once.
    changes: tuple[Change, ...]
    #: Which of them tells each change.
    places: tuple[int, ...]
    #: True where a number among them takes back one that readers know.
    corrects: bool
    #: Places of those that are not overtaken by later ones; empty: there is nothing left to tell.
    speaking: tuple[int, ...]

    def figures(self) -> tuple[Change, ...]:
        """The numbers that all of them add up to."""
        return tuple(change for change in self.changes if change.now is not None)

    def turns(self, places: Collection[int]) -> tuple[Change, ...]:
        """What those at these places say beyond figures: a denial needs its own title."""
        told = zip(self.changes, self.places, strict=True)
        return tuple(change for change, by in told if change.now is None and by in places)


@dataclass(frozen=True, slots=True)
class _Left:
    """One fact that is still to be told, and who told it last."""

    change: Change
    place: int
    corrects: bool = False


def gather(waiting: Sequence[Learned]) -> Gathered:
    """One answer for all that wait.

    What is news in words that no table holds is never overtaken: only its title tells it.

    >>> from datetime import datetime
    >>> at = datetime.fromisoformat("2025-02-17T11:35:00+00:00")
    >>> five_to_nine = Learned(1, at, (Change("killed", 5, 9),))
    >>> nine_to_eleven = Learned(2, at, (Change("killed", 9, 11), Change("denial")))
    >>> gather([five_to_nine, nine_to_eleven]).changes
    (Change(fact='killed', before=5, now=11), Change(fact='denial', before=None, now=None))
    >>> gather([five_to_nine, Learned(1, at, (Change("killed", 9, 5),), corrects=True)]).speaking
    ()
    """
    left: dict[str, _Left] = {}
    for place, one in enumerate(waiting):
        for change in one.changes:
            known = left.pop(change.fact, None)
            step = _step(known, change, place, corrects=one.corrects)
            if step:
                left[change.fact] = step
    unnamed = {place for place, one in enumerate(waiting) if not one.changes}
    return Gathered(
        changes=tuple(one.change for one in left.values()),
        places=tuple(one.place for one in left.values()),
        corrects=any(one.corrects for one in left.values()),
        speaking=tuple(sorted(unnamed | {one.place for one in left.values()})),
    )


def _step(known: _Left | None, change: Change, place: int, *, corrects: bool) -> _Left | None:
    """What is left to tell of a fact after one more report; None: what readers know."""
    if known is None:
        return _Left(change, place, corrects)
    before, then, now = known.change.before, known.change.now, change.now
    if now is None or then is None or (now <= then and not corrects):
        return known
    if now == before:
        return None
    fewer = before is not None and now < before
    return _Left(replace(known.change, now=now), place, fewer and (corrects or known.corrects))


def beyond(learned: Learned, told: Facts) -> Learned | None:
    """What is left of it for readers who were `told` as much; None: nothing.

    >>> from datetime import datetime
    >>> at = datetime.fromisoformat("2025-02-17T11:35:00+00:00")
    >>> risen = Learned(1, at, (Change("killed", 5, 9), Change("denial")))
    >>> beyond(risen, Facts(killed=7)).changes
    (Change(fact='killed', before=7, now=9), Change(fact='denial', before=None, now=None))
    >>> beyond(risen, Facts(killed=9, triggers=frozenset({"denial"}))) is None
    True
    """
    if learned.corrects or not learned.changes:
        return learned
    changes = tuple(filter(None, (_beyond(change, told) for change in learned.changes)))
    return replace(learned, changes=changes) if changes else None


def _beyond(change: Change, told: Facts) -> Change | None:
    if change.now is None:
        return None if change.fact in told.triggers else change
    known = told.tolls.get(change.fact)
    if known is None:
        return change
    return replace(change, before=known) if change.now > known else None
