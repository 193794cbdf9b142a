"""How much news a source brings in each hour of the week."""

import itertools
import math
import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOON
from monitor.watch.hours import HOUR, Hour
from monitor.watch.rhythm import Rhythm, hour_of_week, learn

DAY = timedelta(days=1)

#: Monday 2026-01-12 00:00 UTC.
MONDAY = NOON.replace(day=12, hour=0)

EVEN = Rhythm((2.0,) * 168, 1 / 8)


def history(days: int, news: Callable[[datetime], int], *, until: datetime = MONDAY) -> list[Hour]:
    """Every hour of so many days, all of it watched."""
    start = until - days * DAY
    return [Hour(at, HOUR, news=news(at)) for at in (start + n * HOUR for n in range(days * 24))]


def by_day_only(at: datetime) -> int:
    """Six an hour from 6 to 18 UTC, none by night, one on Fridays."""
    if not 6 <= at.hour < 18:
        return 0
    return 1 if at.weekday() == 4 else 6


def learned(hours: list[Hour], *, now: datetime = MONDAY) -> Rhythm:
    """Their rhythm, which can be learned."""
    rhythm = learn(hours, now=now)
    assert rhythm is not None
    return rhythm


def test_two_days_teach_nothing():
    """Before three watched days nobody knows what is usual, and neither from time unwatched."""
    assert learn(history(2, by_day_only), now=MONDAY) is None
    blind = [Hour(hour.at, news=hour.news) for hour in history(30, by_day_only)]
    assert learn(blind, now=MONDAY) is None
    assert learn([], now=MONDAY) is None


def test_nights_and_fridays_are_learned():
    """After some weeks each hour of the week is expected to be what it has been."""
    rhythm = learned(history(42, by_day_only))
    noon = MONDAY + 12 * HOUR
    assert rhythm.expected(noon, noon + HOUR) == pytest.approx(6, rel=0.15)
    friday = noon + 4 * DAY
    assert rhythm.expected(friday, friday + HOUR) == pytest.approx(1, abs=1.7)
    assert rhythm.expected(MONDAY, MONDAY + 6 * HOUR) < 1
    assert rhythm.expected(friday, friday + HOUR) < rhythm.expected(noon, noon + HOUR) / 2


def test_three_days_already_know_the_night():
    """What is known of few hours is filled in from the same hour of other days."""
    rhythm = learned(history(4, by_day_only))
    saturday = MONDAY + 5 * DAY
    assert rhythm.expected(saturday, saturday + 5 * HOUR) < 5
    assert rhythm.expected(saturday + 10 * HOUR, saturday + 15 * HOUR) > 15


def test_recent_weeks_weigh_more():
    """A month of fasting changes what is expected before it ends."""
    change = MONDAY - 21 * DAY
    rhythm = learned(history(56, lambda at: 8 if at < change else 2))
    assert 2 < rhythm.expected(MONDAY, MONDAY + HOUR) < 5.2


def test_one_flood_is_no_habit():
    """An archive of a thousand articles that came up in one hour hardly changes what is usual."""
    flood = MONDAY - 10 * DAY + 12 * HOUR
    rhythm = learned(history(42, lambda at: 1000 if at == flood else by_day_only(at)))
    assert rhythm.expected(flood + 14 * DAY, flood + 14 * DAY + HOUR) < 8


def test_half_an_hour_watched_counts_half():
    """Three articles in half an hour are six an hour."""
    hours = [Hour(hour.at, HOUR / 2, news=3) for hour in history(14, by_day_only)]
    assert learned(hours).expected(MONDAY, MONDAY + HOUR) == pytest.approx(6)


def test_uneven_days_make_silence_less_surprising():
    """An outlet whose days differ by the mood of its editor may be silent for longer."""
    dice = random.Random(7)
    even = learned(history(42, lambda _: 4))
    uneven = learned(history(42, lambda at: 8 * (dice.random() < 0.5) if at.hour else 0))
    moods = {day: dice.choice((0, 1, 8)) for day in range(60)}
    moody = learned(history(42, lambda at: moods[(MONDAY - at).days]))
    assert even.spread == pytest.approx(1 / 8)
    assert moody.spread > 0.4 > uneven.spread
    assert moody.chance_of_so_few(0, 20) > 100 * even.chance_of_so_few(0, 20)


def test_a_source_that_never_brings_anything_has_a_rhythm():
    """Nothing is expected of it, and its silence is certain."""
    rhythm = learned(history(30, lambda _: 0))
    assert rhythm.expected(MONDAY, MONDAY + DAY) == 0
    assert rhythm.chance_of_so_few(0, 0) == 1
    assert rhythm.reached(0.5, MONDAY, MONDAY + DAY) == MONDAY + DAY


@given(
    start=st.integers(0, 10**6),
    first=st.integers(0, 10**5),
    second=st.integers(0, 10**5),
    seed=st.integers(0, 9),
)
def test_expectations_add_up(start: int, first: int, second: int, seed: int):
    """What is expected of two spans is what is expected of both together, however they are cut."""
    dice = random.Random(seed)
    rhythm = Rhythm(tuple(dice.random() * 9 for _ in range(168)), 0.25)
    since = MONDAY + timedelta(seconds=start)
    cut, until = since + timedelta(seconds=first), since + timedelta(seconds=first + second)
    both = rhythm.expected(since, cut) + rhythm.expected(cut, until)
    assert both == pytest.approx(rhythm.expected(since, until))
    reached = rhythm.reached(0.5, since, until)
    assert since <= reached <= until
    if reached < until:
        assert rhythm.expected(since, reached) == pytest.approx(0.5)


@given(count=st.integers(0, 60), expected=st.floats(0.01, 300), spread=st.floats(0.125, 1))
def test_a_chance_is_a_probability(count: int, expected: float, spread: float):
    """A chance lies between 0 and 1, grows with the count and falls with what was expected."""
    rhythm = Rhythm(EVEN.rates, spread)
    chance = rhythm.chance_of_so_few(count, expected)
    assert 0 <= chance <= rhythm.chance_of_so_few(count + 1, expected) <= 1
    assert chance >= rhythm.chance_of_so_few(count, expected * 2) - 1e-9


def test_the_chance_is_that_of_the_negative_binomial():
    """Its probabilities sum to one with the mean and the variance that were asked for."""
    rhythm = Rhythm(EVEN.rates, 0.25)
    steps = [rhythm.chance_of_so_few(count, 6.0) for count in range(200)]
    parts = [steps[0], *(b - a for a, b in itertools.pairwise(steps))]
    mean = sum(k * part for k, part in enumerate(parts))
    variance = sum((k - mean) ** 2 * part for k, part in enumerate(parts))
    assert math.isclose(sum(parts), 1, abs_tol=1e-9)
    assert mean == pytest.approx(6)
    assert variance == pytest.approx(6 + 0.25 * 36)


def test_hours_of_the_week_begin_on_monday():
    """There are 168 of them, and a week later it is the same one."""
    assert {hour_of_week(MONDAY + n * HOUR) for n in range(168)} == set(range(168))
    assert hour_of_week(MONDAY) == hour_of_week(MONDAY + 7 * DAY) == 0
