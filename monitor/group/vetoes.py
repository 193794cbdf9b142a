"""Why an article must not join a story silently, however alike their words are.

In: an Item and the members of the story it resembles.
Out: the reason, or None.
Each veto is an error that words alone had made: another ship's load, other goods, another town,
what was only announced, an anniversary, a place that is all two articles share.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from monitor.group.frequencies import Frequencies
from monitor.group.items import Item
from monitor.group.kinds import REACTIONS, STRIKING, TARGET_NAMES
from monitor.group.terms import containment, independent

#: One outlet seldom tells one event twice within this time; with containment below
#: `UNLIKE` its two articles are two events.
SAME_OUTLET_GAP = timedelta(minutes=30)
UNLIKE = 0.3

#: Nor within this time under a title of which the other text says less than `COVERED`: its
#: earliest second text on the project's stream came after 7.5 h, on other events after 1.5 h.
SAME_OUTLET_LONG_GAP = timedelta(hours=3)
COVERED = 0.5

#: Two articles that share fewer things are of one place, not of one event; texts with fewer
#: stems than `FEWEST_STEMS` cannot share more.
FEWEST_SHARED = 2
FEWEST_STEMS = 10
#: Weight of a stem from which it counts as a thing: held by fewer than one article in five.
TELLING = 1.6

#: Loads and magnitudes further apart than this are not two readings of one.
SAME_LOAD = 0.1
SAME_MAGNITUDE = 0.4

#: What happens now or again is no news of a story that began so long before.
SAME_HAPPENING = timedelta(hours=6)

#: What is told so long after it was announced is the thing itself.
ANNOUNCED = timedelta(hours=12)


def veto(
    item: Item, members: Sequence[Item], frequencies: Frequencies, *, located: bool = False
) -> str | None:
    """Why the item must not join silently, however alike it looks.

    `located` where it is known to be of the same kind, place and hours.
    """
    return (
        _told_already(item, members, frequencies)
        or _other_amount(item, members)
        or _other_thing(item, members)
        or _other_kind(item, members)
        or _once_more(item, members)
        or _next_step(item, members)
        or _anniversary(item, members)
        or (None if located else _only_a_place(item, members, frequencies))
    )


def another_of_its_kind(item: Item, member: Item, window: timedelta) -> bool:
    """Whether nearly the same words tell of something else: a form that is filled in anew.

    «وصول باخرة محملة بـ … طن» is written once and published for every ship, the price list for
    every day; a copy has the numbers of its original.
    """
    if _other_amount(item, [member]) or _other_thing(item, [member]):
        return True
    own, theirs = _numbers(item), _numbers(member)
    return abs(item.at - member.at) > window and bool(own - theirs and theirs - own)


def _numbers(item: Item) -> set[str]:
    return {stem for stem in item.terms if stem[0].isdigit()}


def _told_already(item: Item, members: Sequence[Item], frequencies: Frequencies) -> str | None:
    """An outlet that has another text so soon has another event, or says that it goes on."""
    for member in members:
        gap = abs(item.at - member.at)
        if not item.source or item.source != member.source or gap > SAME_OUTLET_LONG_GAP:
            continue
        if containment(frozenset(item.shingles), member.shingles) >= UNLIKE:
            continue
        if gap <= SAME_OUTLET_GAP:
            return f"{item.source} told article {member.article_id} minutes apart"
        covered = max(_cover(item, member, frequencies), _cover(member, item, frequencies))
        if covered < COVERED and not (item.marks.follows or item.marks.answers):
            return f"{item.source} told article {member.article_id} under another title"
    return None


def _cover(one: Item, other: Item, frequencies: Frequencies) -> float:
    """How much of one article's title the other's opening says."""
    weights = frequencies.weights
    whole = sum(weights[stem] for stem in one.marks.title)
    said = sum(weights[stem] for stem in one.marks.title if stem in other.terms)
    return said / whole if whole else 1.0


def _other_thing(item: Item, members: Sequence[Item]) -> str | None:
    """Other goods seized, or another town, and neither text knows of the other's."""
    for what in ("goods", "places"):
        own = getattr(item.marks, what)
        telling = [member for member in members if getattr(member.marks, what)]
        if not own or not telling:
            continue
        theirs = frozenset[str]().union(*(getattr(member.marks, what) for member in telling))
        if own & theirs or _knows(item, theirs) or any(_knows(one, own) for one in telling):
            continue
        return f"other {what}: {' '.join(sorted(own))}, not {' '.join(sorted(theirs))}"
    return None


def _other_kind(item: Item, members: Sequence[Item]) -> str | None:
    """A crash is no withdrawal, and the fire of a market none of a depot."""
    reaction = item.marks.kinds & REACTIONS
    if reaction and not any(reaction & member.marks.mentioned for member in members):
        return f"it is a {min(reaction)} about the story"
    for what in ("kinds", "targets"):
        own = getattr(item.marks, what)
        theirs = frozenset[str]().union(*(getattr(member.marks, what) for member in members))
        if what == "targets" and not theirs:
            mentioned = frozenset[str]().union(*(member.marks.mentioned for member in members))
            theirs = mentioned & TARGET_NAMES
        if not own or not theirs:
            continue
        if theirs & item.marks.mentioned or any(own & one.marks.mentioned for one in members):
            continue
        return f"other {what}: {' '.join(sorted(own))}, not {' '.join(sorted(theirs))}"
    return None


def _once_more(item: Item, members: Sequence[Item]) -> str | None:
    """What happens again, or now, is not what happened hours ago."""
    since = item.at - min(member.at for member in members)
    if since < SAME_HAPPENING or item.marks.follows or item.marks.answers:
        return None
    if item.marks.again and not any(member.marks.again for member in members):
        return "it says that it happened again"
    if item.marks.now and item.marks.mentioned & STRIKING:
        return "it happens now, and the story is older"
    return None


def _knows(item: Item, things: Iterable[str]) -> bool:
    return any(item.terms.keys() >= set(thing.split()) for thing in things)


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
