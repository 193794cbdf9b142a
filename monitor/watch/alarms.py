"""Which alarms begin, last and end, and which of them is the operator told now?

In: the signs of a source, its open alarms, and how often each began lately; the alarms that nobody
was told of yet, and how many sources suffer from the same.
Out: alarms as they are from now on; what to tell.
Knows nothing of storage, the clock, words or chats.

An alarm is told once when it begins and once when it ends.
One that comes and goes is believed to be over ever later, so it is not told all day; what begins
within a few minutes is told together; and what befalls half of the sources is one alarm, a storm,
of the source ``""``: our network, a holiday, our own fault.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from monitor.watch.hours import HOUR, Hour
from monitor.watch.signs import Signs, Topic

#: How long a source must be well before its alarm ends, by how often this alarm has begun within
#: `FLAPPING`; the first one ends with the first good sign.
_PROBATION: Final = (timedelta(), timedelta(hours=1), timedelta(hours=4), timedelta(hours=12))
FLAPPING = timedelta(days=1)

#: After this an alarm is how things are: its hours are learned from again, and so it ends.
GETTING_USED = timedelta(weeks=4)

#: What begins within this time of the first alarm is told with it.
_GATHERING = timedelta(minutes=3)
#: After a message about alarms that began, or that ended, the next of its kind waits so long.
_PAUSE = timedelta(minutes=15)

#: For so long after a storm, a source that seems to suffer may only not have been asked again.
AFTERMATH = timedelta(hours=1)

#: Causes that count as another one when many sources suffer at once.
_KIN: Final = {"slow": "network", "challenge": "blocked"}

#: A storm begins with so many sources, if they are at least the first share of all; below the
#: second share it is over.
_MANY, _MOST, _FEW = 3, 1 / 2, 1 / 4


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that is, or was, wrong with a source."""

    #: "" for many sources at once.
    source: str
    topic: Topic
    #: As `monitor.watch.signs.Sign.cause`; of many sources at once, their commonest.
    cause: str
    #: What was seen last, in Latin letters.
    detail: str
    began_at: datetime
    #: Since when its sign has been gone; None while it is there.
    well_since: datetime | None = None
    #: None while it lasts.
    ended_at: datetime | None = None
    #: When the operator was told that it began, and that it ended; None: not (yet).
    told_at: datetime | None = None
    end_told_at: datetime | None = None
    #: 0 before it is stored.
    id: int = 0

    def line(self) -> str:
        """One line for a terminal."""
        since = f"{self.began_at:%Y-%m-%d %H:%M} UTC"
        return f"{self.source or 'many sources'}: {self.topic}: {self.detail} (since {since})"


def follow(
    source: str,
    signs: Signs,
    open_alarms: Mapping[Topic, Alarm],
    began: Mapping[Topic, int],
    *,
    now: datetime,
) -> list[Alarm]:
    """The alarms of a source that are new or different after these signs, each topic once.

    `began` counts how often an alarm of each topic began within `FLAPPING`, open ones included.
    """
    changed = []
    for topic, sign in signs.found.items():
        alarm = open_alarms.get(topic)
        if alarm is None:
            alarm = Alarm(source, topic, sign.cause, sign.detail, now)
            changed.append(alarm)
        elif (alarm.cause, alarm.detail, alarm.well_since) != (sign.cause, sign.detail, None):
            changed.append(replace(alarm, cause=sign.cause, detail=sign.detail, well_since=None))
    for topic in signs.judged - signs.found.keys():
        if topic in open_alarms:
            changed += _well(open_alarms[topic], began.get(topic, 1), now)
    return changed


def _well(alarm: Alarm, began: int, now: datetime) -> list[Alarm]:
    since = alarm.well_since or now
    wait = _PROBATION[min(began, len(_PROBATION)) - 1]
    if now - since >= wait:
        return [replace(alarm, well_since=since, ended_at=now)]
    return [replace(alarm, well_since=since)] if alarm.well_since is None else []


def undisturbed(hours: Sequence[Hour], alarms: Iterable[Alarm]) -> list[Hour]:
    """The hours from which one may learn what is usual: those in which nothing was wrong."""
    spans = [_disturbed(alarm, hours) for alarm in alarms if alarm.topic != "flood"]
    return [hour for hour in hours if not any(since < hour.at <= until for since, until in spans)]


def _disturbed(alarm: Alarm, hours: Sequence[Hour]) -> tuple[datetime, datetime]:
    since = alarm.began_at - HOUR
    if alarm.topic == "news":  # a silence began with the last news, long before its alarm
        earlier = [hour.at for hour in hours if hour.news and hour.at < alarm.began_at]
        since = max(earlier, default=since)
    until = alarm.began_at + GETTING_USED
    return since, min(alarm.ended_at or until, until)


@dataclass(frozen=True, slots=True)
class Standing:
    """How common a thing is at the moment, by its commonest cause."""

    #: Sources that suffer from that cause, among those that can be judged.
    affected: int
    of: int
    cause: str

    @property
    def is_common(self) -> bool:
        """Whether so many suffer that the cause is hardly theirs."""
        return self.affected >= max(_MANY, self.of * _MOST)

    @property
    def is_over(self) -> bool:
        """Whether those that still suffer have causes of their own."""
        return self.affected < self.of * _FEW


def standing(causes: Iterable[str], *, of: int) -> Standing:
    """How common the commonest of these causes is, one for each source that suffers.

    Half of the sources failing is no storm while one is blocked, one has moved and one is slow.

    >>> standing(["network", "slow", "moved"], of=4)
    Standing(affected=2, of=4, cause='network')
    """
    counts = Counter(_KIN.get(cause, cause) for cause in causes)
    cause, affected = max(counts.items(), key=lambda item: item[1], default=("many", 0))
    return Standing(affected, of, cause)


def common(
    standings: Mapping[Topic, Standing], storms: Mapping[Topic, Alarm], *, now: datetime
) -> list[Alarm]:
    """The alarms of many sources at once that begin or end now."""
    changed = []
    for topic, standing in standings.items():
        storm = storms.get(topic)
        detail = f"{standing.affected} of {standing.of} sources"
        if storm is None and standing.is_common:
            changed.append(Alarm("", topic, standing.cause, detail, now))
        elif storm and standing.is_over:
            changed.append(replace(storm, detail=detail, ended_at=now))
    return changed


def due(
    alarms: Iterable[Alarm],
    storms: Sequence[Alarm],
    *,
    last_began: datetime | None,
    last_ended: datetime | None,
    now: datetime,
    gather: bool,
) -> tuple[list[Alarm], list[Alarm]]:
    """Of these alarms, those to tell now as begun and those to tell as ended.

    `storms` are the alarms of many sources that last or ended within `AFTERMATH`: what began in
    them is not told one by one.
    `last_began` and `last_ended` are when the operator was last told of any; without `gather`
    nothing waits for company.
    An alarm that ended before it was told is never told, and neither is the end of a flood.
    """
    untold = list(alarms)
    begun = [
        alarm
        for alarm in untold
        if alarm.told_at is None
        and alarm.ended_at is None
        and not (alarm.source and any(_covers(storm, alarm, now) for storm in storms))
    ]
    ended = [
        alarm
        for alarm in untold
        if alarm.told_at and alarm.ended_at and not alarm.end_told_at and alarm.topic != "flood"
    ]
    starts = [alarm.began_at for alarm in begun]
    ends = [alarm.ended_at for alarm in ended if alarm.ended_at]
    return (
        begun if _ripe(starts, last_began, now, gather=gather) else [],
        ended if _ripe(ends, last_ended, now, gather=gather) else [],
    )


def _covers(storm: Alarm, alarm: Alarm, now: datetime) -> bool:
    if storm.topic != alarm.topic or storm.ended_at is None:
        return storm.topic == alarm.topic
    return alarm.began_at <= storm.ended_at and now - storm.ended_at < AFTERMATH


def _ripe(
    times: Sequence[datetime], last: datetime | None, now: datetime, *, gather: bool
) -> bool:
    if not times:
        return False
    waited = now - min(times) >= _GATHERING and (last is None or now - last >= _PAUSE)
    return waited or not gather
