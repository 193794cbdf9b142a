"""Is a report of a story news to those who read of it before?

In: the Facts that were told, those of the report, and its Novelty beside the story.
Out: News: what has changed, in words where it is understood, and how surely it is worth a reply.
Knows nothing of rules, chats, storage or the clock.

What turns a story is often said in the second report of the same hour, where it is no news, and
often in words that no table holds, where it is: so nine signs decide together.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import log1p
from typing import Final, NamedTuple

from monitor.alert.facts import Change, Facts, news, titled
from monitor.group.novelty import Novelty
from monitor.group.outcomes import CIRCUMSTANCES
from monitor.group.score import logistic

#: A report is news from this probability on.
NEWS_AT: Final = 0.5

#: For so long a title that repeats the toll readers know, and turns nothing, is no news.
SAME_HOURS: Final = timedelta(hours=6)

#: A report that names its sources more often than this says nothing more by it.
MOST_SOURCED: Final = 3


class Signs(NamedTuple):
    """What speaks for and against news; in the order of `Model`."""

    #: Its title turns the story; half, if it tells a circumstance of what happened, or what an
    #: earlier text told by the way.
    turn: float = 0.0
    #: It is the first to count the dead, or to count at all; half, if not in its title.
    toll: float = 0.0
    #: Logarithm of the hours since the newest report, and one.
    hours: float = 0.0
    #: Logarithm of the number of reports, and one.
    reports: float = 0.0
    #: This and the next three are as in `Novelty`, but `sourced` is at most `MOST_SOURCED`.
    new_words: float = 0.0
    #: Its title gives a number that no report of the story holds.
    new_figure: int = 0
    told_by_its_outlet: int = 0
    sourced: int = 0
    #: Logarithm of the number of its words, and one: a long text has new words anyway.
    words: float = 0.0


class Model(NamedTuple):
    """What each sign adds to the logarithm of the odds that a report is news."""

    #: Where nothing speaks for or against.
    bias: float
    turn: float
    toll: float
    hours: float
    reports: float
    new_words: float
    new_figure: float
    told_by_its_outlet: float
    sourced: float
    words: float


#: Logistic fit on the labelled stream, ``python -m bench.news`` (docs/stories.md).
SHIPPED: Final = Model(1.5, 4.0, 4.6, 1.5, 1.8, 8.4, 1.0, 2.4, 1.2, -3.5)


@dataclass(frozen=True, slots=True)
class News:
    """What a report says that was not told."""

    #: What is understood of it; may be empty in what is news, and full in what is none.
    changes: tuple[Change, ...]
    #: How surely it is news, 0 to 1.
    score: float

    @property
    def material(self) -> bool:
        """Whether it is worth a reply."""
        return self.score >= NEWS_AT


def judge(
    told: Facts,
    now: Facts,
    novelty: Novelty | None,
    *,
    copied: bool = False,
    model: Model = SHIPPED,
) -> News:
    """What a report says beyond what was told, and how surely that is news.

    Always news are a toll that rises and the first dead that a title tells of; without a
    `novelty`, as for a text that was changed or `copied`, every change is.
    Never news, within `SAME_HOURS`, is a title that counts the dead as readers know them.
    """
    changes = tuple(news(told, now, copied=copied))
    if novelty is None:
        return News(changes, float(bool(changes)))
    by_the_way = tuple(titled(told, now))
    dead = ({"killed"} & now.headlined) | {"dead"}
    if any(change.before is not None or change.fact in dead for change in changes):
        return News(changes + by_the_way, 1.0)
    known = now.killed is not None and now.killed == told.killed and "killed" in now.headlined
    if known and novelty.since < SAME_HOURS and not changes and not by_the_way:
        return News((), 0.0)
    found = signs(changes, by_the_way, now.headlined, novelty)
    return News(changes + by_the_way, probability(found, model))


def corrections(before: Facts | None, now: Facts, told: Facts) -> tuple[Change, ...]:
    """The numbers of dead and injured that a report takes back, where readers were told them.

    By its words («9 لا 13»), or because its outlet changed what stood there `before`.
    A lower number alone takes nothing back: it may be an early report that was read late.
    Fewer missing or arrested are news and no correction, and so are fewer injured when more are
    dead.

    >>> corrections(Facts(killed=7), Facts(killed=3), told=Facts(killed=7))
    (Change(fact='killed', before=7, now=3),)
    >>> nine = Facts(killed=9, revised=frozenset({Change("killed", 13, 9)}))
    >>> corrections(None, nine, told=Facts(killed=13))
    (Change(fact='killed', before=13, now=9),)
    """
    if (now.killed or 0) > ((before or told).killed or 0):
        return ()
    found = []
    for fact in ("killed", "injured"):
        known, since = getattr(told, fact), getattr(now, fact)
        replaced = [one.before for one in now.revised if one.fact == fact]
        if before and getattr(before, fact) is not None:
            replaced.append(getattr(before, fact))
        if known is None or since is None or since >= known:
            continue
        if any(number is None or number >= known for number in replaced):
            found.append(Change(fact, known, since))
    return tuple(found)


def signs(
    changes: Sequence[Change],
    by_the_way: Sequence[Change],
    headlined: Collection[str],
    novelty: Novelty,
) -> Signs:
    """What speaks for and against news.

    `by_the_way` was told so and is titled now; `headlined` are the tolls that the title gives.
    """
    tolls = {change.fact for change in changes if change.now is not None}
    turns = {change.fact for change in changes if change.now is None}
    return Signs(
        turn=1.0 if turns - CIRCUMSTANCES else 0.5 if turns or by_the_way else 0.0,
        toll=1.0 if tolls.intersection(headlined) else 0.5 if tolls else 0.0,
        hours=log1p(novelty.since / timedelta(hours=1)),
        reports=log1p(novelty.reports),
        new_words=novelty.new_words,
        new_figure=novelty.new_figure,
        told_by_its_outlet=novelty.told_by_its_outlet,
        sourced=min(novelty.sourced, MOST_SOURCED),
        words=log1p(novelty.words),
    )


def probability(signs: Signs, model: Model = SHIPPED) -> float:
    """How likely it is news, 0 to 1.

    >>> short = Signs(hours=2, reports=1, new_words=0.5, words=3.5)
    >>> probability(short) < NEWS_AT < probability(short._replace(turn=1))
    True
    """
    return logistic(model, signs)
