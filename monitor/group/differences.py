"""What says that two articles tell two events, however alike their words are.

In: an Item and the members of the story it resembles.
Out: sentences, each one contradiction, difference or doubt.
Knows nothing of likeness, of how much a difference weighs, of storage or time.

A contradiction settles it: another load, place or kind, what was only announced, an anniversary,
a round-up, an opinion; how seldom it keeps an article from its own story, docs/stories.md says.
A difference weighs against likeness: other goods, another capital, or that it happens again.
A doubt weighs less: it does not say what the story is about.
Another street or market makes a short text no retelling, however alike it is.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Literal

from monitor.group.items import Item
from monitor.group.kinds import CONSEQUENCES, LOCAL, NAMED, STRIKING, TARGET_NAMES
from monitor.group.people import others
from monitor.group.terms import containment

#: Below this containment an outlet's second text is not the first one, edited.
UNLIKE = 0.3

#: What an outlet tells after fewer words than these is what it announced by them: on the labelled
#: streams 16 and 18 cost nothing, 20 and 24 an update or two.
FLASH_WORDS = 18

#: Loads and magnitudes further apart than this are not two readings of one.
SAME_LOAD = 0.1
SAME_MAGNITUDE = 0.4

#: What happens now or again is no news of a story that began so long before.
SAME_HAPPENING = timedelta(hours=6)

#: What is told so long after it was announced is the thing itself.
ANNOUNCED = timedelta(hours=12)


def differences(item: Item, members: Sequence[Item]) -> Iterator[str]:
    """It happened again, to other goods, or in another capital."""
    found = (
        _once_more(item, members),
        _other("goods", item, members),
        _other_capital(item, members),
    )
    yield from filter(None, found)


def contradiction(item: Item, members: Sequence[Item]) -> str | None:
    """Why it cannot be one event: something else happened, elsewhere, at another time."""
    return (
        _other_amount("loads", item, members)
        or _filled_in_anew(item, members)
        or _other("places", item, members)
        or _other_kind(item, members)
        or _next_step(item, members)
        or _anniversary(item, members)
        or _genre(item, members)
    )


def doubts(item: Item, members: Sequence[Item]) -> Iterator[str]:
    """It does not say what the story is about, says something else, or speaks of the future."""
    marks, first = item.marks, members[0].marks
    if first.kinds and not first.kinds & marks.mentioned:
        yield f"it says nothing of: {_listed(first.kinds)}"
    unheard = marks.kinds - {marks.reaction} - _all("mentioned", members)
    if unheard:
        yield f"nothing is told there of: {_listed(unheard)}"
    for what, mark in (("names", "names"), ("places", "where")):
        own, theirs = getattr(marks, mark), _all(mark, members)
        if own and theirs and not own & theirs:
            yield f"other {what}: {_listed(own)}, not {_listed(theirs)}"
    if marks.ahead and not any(member.marks.ahead for member in members):
        yield "it is about something to come"
    # «تنظيم للبقاء أم جدولة للرحيل؟» argues, and does not say so as «تحليل: …» does.
    if marks.asks and not first.asks:
        yield "its title asks"


def reaction_to(item: Item, members: Sequence[Item]) -> str | None:
    """A protest, an inquiry or a burial of which the story knows nothing.

    As many editors call it a part of the story as an event beside it.
    """
    reaction = item.marks.reaction
    if not reaction or reaction in _all("mentioned", members):
        return None
    return f"it is a {reaction} about the story"


def other_site(item: Item, members: Sequence[Item]) -> str | None:
    """The same kind of event in another street or market, or on another beach."""
    if not item.marks.kinds & LOCAL & _all("kinds", members):
        return None
    own = item.marks.sites or item.marks.where
    theirs = _all("sites", members) or _all("where", members)
    if not own or not theirs or own & theirs:
        return None
    if _knows(item, theirs) or any(_knows(one, own) for one in members):
        return None
    return f"other sites: {_listed(own)}, not {_listed(theirs)}"


def other_people(item: Item, members: Sequence[Item]) -> str | None:
    """A girl drowned, not a young man; for theft, not for a shooting."""
    own, theirs = item.marks.people, _all("people", members)
    if not others(own, item.marks.told_of, theirs, _all("told_of", members)):
        return None
    return f"other people: {_listed(own)}, not {_listed(theirs)}"


def told_already(item: Item, members: Sequence[Item]) -> int:
    """The article in which the item's outlet told the story; 0 for none, and for what goes on.

    A claim, a rising toll or a fire that is out says itself that it goes on.
    """
    marks = item.marks
    goes_on = marks.follows or marks.answers or marks.turns
    if goes_on:
        return 0
    return told_by_its_outlet(item, [one for one in members if one.words >= FLASH_WORDS])


def told_by_its_outlet(item: Item, members: Sequence[Item]) -> int:
    """The article in which the item's outlet told the story in other words; 0 for none.

    What edits the first text is the same news.
    """
    own = frozenset(item.shingles)
    for member in members:
        known = item.source and item.source == member.source
        if known and containment(own, member.shingles) < UNLIKE:
            return member.article_id
    return 0


def same_site(item: Item, members: Sequence[Item]) -> bool:
    """Whether the titles tell one kind of event, and one place is named."""
    kinds = _all("kinds", members)
    where = _all("where", members)
    return bool(item.marks.kinds & kinds and item.marks.where & where)


def another_of_its_kind(item: Item, member: Item, window: timedelta) -> bool:
    """Whether nearly the same words tell of something else: a form that is filled in anew.

    «وصول باخرة محملة بـ … طن» is written once and published for every ship, the price list for
    every day; a copy has the numbers of its original.
    """
    if _other_amount("measures", item, [member]):
        return True
    if _other("goods", item, [member]) or _other("places", item, [member]):
        return True
    if other_people(item, [member]):
        return True
    own, theirs = _numbers(item), _numbers(member)
    return abs(item.at - member.at) > window and bool(own - theirs and theirs - own)


def _numbers(item: Item) -> set[str]:
    return {stem for stem in item.terms if stem[0].isdigit()}


def _other(what: str, item: Item, members: Sequence[Item]) -> str | None:
    """Other goods seized, or another town titled, and neither text knows of the other's."""
    own = getattr(item.marks, what)
    telling = [member for member in members if getattr(member.marks, what)]
    if not own or not telling:
        return None
    theirs = _all(what, telling)
    if own & theirs or _knows(item, theirs) or any(_knows(one, own) for one in telling):
        return None
    return f"other {what}: {_listed(own)}, not {_listed(theirs)}"


def _other_capital(item: Item, members: Sequence[Item]) -> str | None:
    """The minister goes to Moscow; the delegation is in Damascus."""
    own, theirs = item.marks.capitals, _all("capitals", members)
    if not own or not theirs or own & theirs:
        return None
    return f"other capitals: {_listed(own)}, not {_listed(theirs)}"


def _other_kind(item: Item, members: Sequence[Item]) -> str | None:
    """A crash is no withdrawal, and the fire of a market none of a depot."""
    mentioned = _all("mentioned", members)
    if reaction_to(item, members):
        return None
    told = members[0].marks.reaction
    if told and item.marks.kinds and told not in item.marks.mentioned:
        return f"the story is a {told} about it"
    kinds = _all("kinds", members)
    targets = _all("targets", members)
    for what, own, theirs in (
        ("kinds", item.marks.kinds, kinds),
        ("targets", item.marks.targets, targets or mentioned & TARGET_NAMES),
    ):
        # A robbery is followed by arrests, a storm by a flood.
        if not own or not theirs or own <= CONSEQUENCES:
            continue
        if not theirs & item.marks.mentioned and not own & mentioned:
            return f"other {what}: {_listed(own)}, not {_listed(theirs)}"
    named = item.marks.kinds & NAMED
    if named and not item.marks.kinds & mentioned:
        return f"nothing is told there of: {_listed(named)}"
    return None


def _all(what: str, members: Sequence[Item]) -> frozenset[str]:
    """Of one mark, what any of the members has."""
    if len(members) == 1:  # most stories
        return frozenset(getattr(members[0].marks, what))
    return frozenset[str]().union(*(getattr(member.marks, what) for member in members))


def _listed(things: Iterable[str]) -> str:
    return " ".join(sorted(things))


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


def _filled_in_anew(item: Item, members: Sequence[Item]) -> str | None:
    """«حركة السفن ليوم الأحد» has other loads than that of Saturday, though behind the lead."""
    own = [one for one in members if one.source == item.source]
    return _other_amount("measures", item, own) if own else None


def _other_amount(
    mark: Literal["loads", "measures"], item: Item, members: Sequence[Item]
) -> str | None:
    """Another ship's load or another quake, though the words are the same."""
    said: frozenset[tuple[str, float]] = getattr(item.marks, mark)
    if not said or _all("names", members) & item.marks.names:
        return None
    told = frozenset[tuple[str, float]]().union(*(getattr(one.marks, mark) for one in members))
    for what in sorted({what for what, _ in said} & {what for what, _ in told}):
        own = [amount for of, amount in said if of == what]
        theirs = [amount for of, amount in told if of == what]
        if not any(_same_amount(what, one, other) for one in own for other in theirs):
            return f"{min(own):g} {what}, not {min(theirs):g}"
    return None


def _same_amount(what: str, one: float, other: float) -> bool:
    if what == "magnitude":
        return abs(one - other) <= SAME_MAGNITUDE
    return abs(one - other) <= SAME_LOAD * max(one, other)


def _next_step(item: Item, members: Sequence[Item]) -> str | None:
    """What was announced has come: news of its own."""
    late = item.at - max(member.at for member in members) >= ANNOUNCED
    announcing = [member for member in members if member.marks.ahead]
    if late and not item.marks.ahead and 2 * len(announcing) > len(members):
        return f"article {announcing[-1].article_id} announced what is told now"
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


def _genre(item: Item, members: Sequence[Item]) -> str | None:
    """What tells the week, or argues, shares the words of all that happened, and is none of it."""
    own, theirs = item.marks.genre, members[0].marks.genre
    if own == theirs:
        return None
    return f"it is {own}" if own else f"the story is {theirs}"
