"""Why an article must not join a story silently, however alike their words are.

In: an Item and the members of the story it resembles.
Out: the reason, or None.
Each veto is an error that words alone had made: another ship's load, what was only announced,
an anniversary, a place that is all two articles share.
"""

from collections.abc import Sequence
from datetime import timedelta

from monitor.group.frequencies import Frequencies
from monitor.group.items import Item
from monitor.group.terms import containment, independent

#: One outlet seldom tells one event twice within this time; with containment below
#: `UNLIKE` its two articles are two events.
SAME_OUTLET_GAP = timedelta(minutes=30)
UNLIKE = 0.3

#: Two articles that share fewer things are of one place, not of one event; texts with fewer
#: stems than `FEWEST_STEMS` cannot share more.
FEWEST_SHARED = 2
FEWEST_STEMS = 10
#: Weight of a stem from which it counts as a thing: held by fewer than one article in five.
TELLING = 1.6

#: Loads and magnitudes further apart than this are not two readings of one.
SAME_LOAD = 0.1
SAME_MAGNITUDE = 0.4

#: What is told so long after it was announced is the thing itself.
ANNOUNCED = timedelta(hours=12)


def veto(item: Item, members: Sequence[Item], frequencies: Frequencies) -> str | None:
    """Why the item must not join silently, however alike it looks."""
    for member in members:
        near = abs(item.at - member.at) <= SAME_OUTLET_GAP
        if item.source and item.source == member.source and near:
            share = containment(frozenset(item.shingles), member.shingles)
            if share < UNLIKE:
                return f"{item.source} told article {member.article_id} minutes apart"
    return (
        _other_amount(item, members)
        or _next_step(item, members)
        or _anniversary(item, members)
        or _only_a_place(item, members, frequencies)
    )


def _other_amount(item: Item, members: Sequence[Item]) -> str | None:
    """Another ship's load or another quake, though the words are the same."""
    names = frozenset[str]().union(*(member.marks.names for member in members))
    if names & item.marks.names:
        return None
    told = frozenset[tuple[str, float]]().union(*(member.marks.measures for member in members))
    for what in sorted({what for what, _ in item.marks.measures} & {what for what, _ in told}):
        own = [amount for of, amount in item.marks.measures if of == what]
        theirs = [amount for of, amount in told if of == what]
        if not any(_same_amount(what, one, other) for one in own for other in theirs):
            return f"{min(own):g} {what}, not {min(theirs):g}"
    return None


def _anniversary(item: Item, members: Sequence[Item]) -> str | None:
    """The memory of an event is not one of today's, though the place is the same."""
    titled = [member.marks.recalls == "title" for member in members]
    silent = [member.marks.recalls == "" for member in members]
    if item.marks.recalls == "" and all(titled):
        return f"article {members[-1].article_id} is about an anniversary"
    if item.marks.recalls == "title" and all(silent):
        return "it is about an anniversary"
    return None


def _only_a_place(item: Item, members: Sequence[Item], frequencies: Frequencies) -> str | None:
    """All they share is one phrase: «شاطئ الأحلام», «مشتى الحلو»."""
    told = frozenset[str]()
    for member in members:
        shared = item.terms.keys() & member.terms.keys()
        telling = {stem for stem in shared if frequencies.idf(stem) >= TELLING}
        told |= telling
        short = min(len(item.terms), len(member.terms)) < FEWEST_STEMS
        if short or independent(telling, item.phrases, member.phrases) >= FEWEST_SHARED:
            return None
    where = " ".join(sorted(item.surfaces.get(stem, stem) for stem in told))
    return f"all it shares is one phrase: {where}"


def _same_amount(what: str, one: float, other: float) -> bool:
    if what == "magnitude":
        return abs(one - other) <= SAME_MAGNITUDE
    return abs(one - other) <= SAME_LOAD * max(one, other)


def _next_step(item: Item, members: Sequence[Item]) -> str | None:
    """What was announced has come: news of its own."""
    late = item.at - max(member.at for member in members) >= ANNOUNCED
    if late and not item.marks.ahead and all(member.marks.ahead for member in members):
        return f"article {members[-1].article_id} announced what is told now"
    return None
