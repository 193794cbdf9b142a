"""What does a source's own rhythm save, and what does it cost the reader?

A week of virtual time: outlets of different sizes, awake by day, quieter on Fridays, publish by
chance.
The same week is polled three times by the decisions of `monitor.watch`: with a fixed interval,
fixed with validators, and adaptively with validators; the habits are learned from four weeks
before it.
Nothing is fetched: a poll costs one request, and the bytes of a list or of a 304.
"""

import random
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import median

from bench.result import Result
from monitor.watch.hours import HOUR, Hour, beginning
from monitor.watch.rhythm import Rhythm, learn
from monitor.watch.turn import next_turn
from spiders.contract import CrawlReport, Source

START = datetime(2026, 1, 12, tzinfo=UTC)
_DAY = timedelta(days=1)
_HISTORY = timedelta(weeks=4)

#: Articles an hour by day: a news agency, three large outlets, the usual ones, two small ones.
SIZES = (12, 6, 5, 4, 2, 2, 1.5, 1.5, 1, 1, 0.7, 0.5, 0.3, 0.1)
#: A feed of fifty items, and a 304 with its header fields.
LIST_BYTES, UNCHANGED_BYTES = 47_000, 300


@dataclass
class Polled:
    """A week of one source."""

    requests: int = 0
    changed: int = 0
    #: From publication to the poll that found it.
    waits: list[timedelta] = field(default_factory=list)


def measure(*, days: int, rounds: int) -> list[Result]:
    """Requests, bytes and waits of adaptive polling beside those of a fixed interval."""
    fixed, adaptive = Polled(), Polled()
    for seed in range(rounds):
        for number, an_hour in enumerate(SIZES):
            dice = random.Random(f"{seed} {number}")
            times = _published(an_hour, START - _HISTORY, START + days * _DAY, dice)
            for pace, polled in (("fixed", fixed), ("adaptive", adaptive)):
                _poll(_source(number, pace), times, days, polled)
    return _results(fixed, adaptive)


def _source(number: int, pace: str) -> Source:
    return Source.model_validate(
        {
            "id": f"outlet_{number}",
            "name": "منبر",
            "url": f"https://outlet{number}.example/",
            "discover": [{"feed": f"https://outlet{number}.example/feed"}],
            "every": "5m",
            "pace": pace,
        }
    )


def _published(
    an_hour: float, since: datetime, until: datetime, dice: random.Random
) -> list[datetime]:
    """Moments of publication, by chance at the rate of each hour."""
    times, at = [], since
    while at < until:
        at += timedelta(hours=dice.expovariate(an_hour))
        by_day = 4 <= at.hour < 20
        share = (0.4 if at.weekday() == 4 else 1.0) if by_day else 0.06
        if dice.random() < share and at < until:
            times.append(at)
    return times


def _poll(source: Source, times: Sequence[datetime], days: int, polled: Polled) -> None:
    """Poll one source for so many days, learning anew each midnight."""
    at, seen = START, bisect_right(times, START)
    rhythm: Rhythm | None = None
    learned = START - _DAY
    while at < START + days * _DAY:
        if at - learned >= _DAY:
            rhythm, learned = learn(_hours(times, at), now=at), at
        listed = bisect_right(times, at)
        polled.requests += 1
        polled.changed += listed > seen
        polled.waits += [at - published for published in times[seen:listed]]
        seen = listed
        lately = max(_count(times, beginning(at) - HOUR), _count(times, beginning(at), at))
        report = CrawlReport(
            source=source.id, started_at=at, finished_at=at, finish_reason="finished"
        )
        at = next_turn(source, report, rhythm, failures=0, lately=lately).at


def _hours(times: Sequence[datetime], now: datetime) -> list[Hour]:
    start = beginning(now) - _HISTORY
    count = int(_HISTORY / HOUR)
    return [Hour(at, HOUR, _count(times, at)) for at in (start + n * HOUR for n in range(count))]


def _count(times: Sequence[datetime], since: datetime, until: datetime | None = None) -> int:
    return bisect_left(times, until or since + HOUR) - bisect_left(times, since)


def _results(fixed: Polled, adaptive: Polled) -> list[Result]:
    always, ours = fixed.requests * LIST_BYTES, _bytes(adaptive)
    waits = f"{_waits(adaptive)} (fixed: {_waits(fixed)})"
    megabytes = f"{ours / 1e6:.0f} MB ÷ {always / 1e6:.0f} MB"
    return [
        Result(
            "requests of a week, adaptive ÷ every 5 minutes",
            adaptive.requests / fixed.requests,
            f"{adaptive.requests:,} ÷ {fixed.requests:,}; {len(fixed.waits):,} articles, {waits}",
            at_most=0.6,
        ),
        Result(
            "bytes of a week, adaptive with validators ÷ fixed without",
            ours / always,
            f"{megabytes}; validators alone {_bytes(fixed) / 1e6:.0f} MB",
            at_most=0.4,
        ),
    ]


def _bytes(polled: Polled) -> int:
    unchanged = polled.requests - polled.changed
    return polled.changed * LIST_BYTES + unchanged * UNCHANGED_BYTES


def _waits(polled: Polled) -> str:
    minutes = sorted(wait / timedelta(minutes=1) for wait in polled.waits)
    most = minutes[len(minutes) * 9 // 10]
    return f"found after {median(minutes):.0f} min, 9 of 10 within {most:.0f}"
