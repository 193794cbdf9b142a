"""How much news does this source bring in each hour of the week?

In: what every hour of the last weeks brought, and how much of it was watched.
Out: a Rhythm: what to expect of any span of time, and how surprising a count is beside that.
Knows nothing of crawls, storage or the clock.

Nights, Fridays and the hours of Ramadan are in the counts themselves, so silence is measured in
articles that were expected and never in hours.
Hours of the week are those of UTC: a change to summer time is learned anew like any other habit.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from monitor.watch.hours import HOUR, Hour

_WEEK = 168
_MONDAY = datetime(2024, 1, 1, tzinfo=UTC)

#: History that counts; Ramadan lasts four weeks and begins to weigh in its first.
MEMORY = timedelta(weeks=8)
#: An hour weighs half after this long; the turned days of Ramadan are known in their third week.
_HALF_LIFE = timedelta(days=10)
#: Less watching than this teaches nothing: one weekend is no week.
LEAST_WATCHED = timedelta(days=3)
#: Watched hours that an hour of the day, and then an hour of the week, must bring to weigh as much
#: as what is known without it.
_TRUST_DAY, _TRUST_WEEK = 2.0, 1.0
#: The share of the busiest hours that count no more than the next: a night of war, or an archive
#: that came up by mistake, is no habit.
_BURSTS = 0.02
#: Bounds of `Rhythm.spread`: no outlet is as even as dice, and one that is ten times busier on
#: some days than on others cannot be silent in any way that one could notice.
_EVEN, _UNEVEN = 1 / 8, 1.0
#: Spread before a week of days has shown it.
_UNKNOWN_SPREAD = 1 / 4


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What to expect of a source."""

    #: Articles an hour for each hour of the week, Monday 00:00 UTC first; 168 of them.
    rates: tuple[float, ...]
    #: How much days differ beyond chance: the variance of a count with mean m is m + spread × m².
    spread: float

    def expected(self, since: datetime, until: datetime) -> float:
        """Articles expected in that time; 0 when it is empty.

        >>> even = Rhythm((2.0,) * 168, 0.25)
        >>> even.expected(_MONDAY, _MONDAY + timedelta(minutes=90))
        3.0
        """
        return sum(self.rates[hour] * share for hour, share in _pieces(since, until))

    def reached(self, wanted: float, since: datetime, latest: datetime) -> datetime:
        """The moment by which so many articles are expected, at `latest`.

        >>> even = Rhythm((2.0,) * 168, 0.25)
        >>> even.reached(0.5, _MONDAY, _MONDAY + HOUR).isoformat()
        '2024-01-01T00:15:00+00:00'
        """
        at = since
        for hour, share in _pieces(since, latest):
            here = self.rates[hour] * share
            if here >= wanted > 0:
                return at + HOUR * (share * wanted / here)
            wanted -= here
            at += HOUR * share
        return latest

    def chance_of_so_few(self, count: int, expected: float) -> float:
        """Probability of `count` or fewer articles where so many are expected.

        >>> even = Rhythm((2.0,) * 168, 0.125)
        >>> even.chance_of_so_few(0, 17.3) < 1e-4 < even.chance_of_so_few(0, 16)
        True
        """
        return _tail(count, expected, self.spread)


def learn(hours: Iterable[Hour], *, now: datetime) -> Rhythm | None:
    """The habits that these hours show; None while too little was watched to speak of habits."""
    known = [hour for hour in hours if hour.watched and now - hour.at <= MEMORY]
    watched = [hour.watched / HOUR for hour in known]
    if sum(watched) < LEAST_WATCHED / HOUR:
        return None
    most = _burst_limit([hour.news for hour in known])
    weights = [0.5 ** ((now - hour.at) / _HALF_LIFE) for hour in known]
    by_day = _Counts(24)
    by_week = _Counts(_WEEK)
    for hour, length, weight in zip(known, watched, weights, strict=True):
        at = hour_of_week(hour.at)
        for counts, place in ((by_day, at % 24), (by_week, at)):
            counts.add(place, weight * min(hour.news, most), weight * length)
    overall = sum(by_day.news) / sum(by_day.watched)
    days = [by_day.rate(place, overall, _TRUST_DAY) for place in range(24)]
    rates = tuple(by_week.rate(place, days[place % 24], _TRUST_WEEK) for place in range(_WEEK))
    return Rhythm(rates, _spread(known, rates, most))


class _Counts:
    """Weighed news and watched hours by place."""

    def __init__(self, places: int) -> None:
        self.news = [0.0] * places
        self.watched = [0.0] * places

    def add(self, place: int, news: float, watched: float) -> None:
        self.news[place] += news
        self.watched[place] += watched

    def rate(self, place: int, otherwise: float, trust: float) -> float:
        return (self.news[place] + trust * otherwise) / (self.watched[place] + trust)


def hour_of_week(at: datetime) -> int:
    """Which of the 168 hours of the week this is.

    >>> hour_of_week(_MONDAY + timedelta(days=4, hours=7, minutes=59))
    103
    """
    return int((at - _MONDAY) // HOUR) % _WEEK


def _pieces(since: datetime, until: datetime) -> Iterable[tuple[int, float]]:
    """The hours of the week in that time, each with the share of it that lies inside."""
    at = since
    while at < until:
        end = min(until, at + HOUR - (at - _MONDAY) % HOUR)
        yield hour_of_week(at), (end - at) / HOUR
        at = end


def _burst_limit(counts: Sequence[int]) -> int:
    return sorted(counts)[math.ceil(len(counts) * (1 - _BURSTS)) - 1]


def _spread(hours: Sequence[Hour], rates: Sequence[float], most: int) -> float:
    """How much whole days differ from what their hours promise, beyond chance."""
    days: dict[int, tuple[float, float]] = {}
    for hour in hours:
        expected = rates[hour_of_week(hour.at)] * (hour.watched / HOUR)
        day = (hour.at - _MONDAY).days
        before = days.get(day, (0.0, 0.0))
        days[day] = (before[0] + min(hour.news, most), before[1] + expected)
    squares = sum(expected**2 for _, expected in days.values())
    if len(days) < _WEEK // 24 or not squares:
        return _UNKNOWN_SPREAD
    beyond = sum((news - expected) ** 2 - expected for news, expected in days.values())
    return min(max(beyond / squares, _EVEN), _UNEVEN)


def _tail(count: int, expected: float, spread: float) -> float:
    """P(N ≤ count) of the negative binomial with this mean and spread."""
    if expected <= 0:
        return 1.0
    size = 1 / spread
    stay = expected / (size + expected)
    term = math.exp(-size * math.log1p(expected / size))
    total = term
    for k in range(count):
        term *= (size + k) / (k + 1) * stay
        total += term
    return min(total, 1.0)
