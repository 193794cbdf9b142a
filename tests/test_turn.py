"""When a source is asked next, and why then."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOON, a_report, a_source
from monitor.watch.rhythm import Rhythm
from monitor.watch.turn import (
    BACK_OFF,
    Turn,
    failure_of,
    furthest,
    longest,
    next_turn,
    on_grid,
    phase,
)
from spiders.contract import Deferred, Link, Source

MINUTE = timedelta(minutes=1)
#: The next turns are close to NOON + n · every: the crawl began on the source's own grid.
SOURCE = a_source(every="5m", slowest="30m")
START = on_grid(SOURCE, NOON)


def turn(
    source: Source = SOURCE,
    rate: float | None = None,
    *,
    failures: int = 1,
    lately: int = 0,
    patience: tuple[Any, ...] = (),
    **report: Any,
) -> Turn:
    """The turn after a crawl that began at `START`."""
    rhythm = None if rate is None else Rhythm((rate,) * 168, 0.25)
    # Where the pages alone fail, the test says which list worked.
    works = {"discovery": None} if "problem" in report else {}
    times = {"started_at": START, "finished_at": START + timedelta(seconds=3)}
    found = a_report(**works | times | report)
    return next_turn(source, found, rhythm, failures=failures, lately=lately, patience=patience)


def minutes(found: Turn) -> float:
    """How long after the crawl it comes."""
    return (found.at - START) / MINUTE


@pytest.mark.parametrize(
    ("rate", "expected"),
    [(None, 5), (60, 5), (6, 5), (3, 10), (2, 15), (1, 30), (0.1, 30), (0, 30)],
)
def test_a_turn_comes_when_half_an_article_is_expected(rate: float | None, expected: int):
    """A turn lies between `every` and `slowest`; a source not known yet is asked every `every`."""
    assert minutes(turn(rate=rate)) == expected


def test_news_of_the_last_hour_quickens_the_next_turns():
    """When news breaks at night the source is asked as by day."""
    assert minutes(turn(rate=0.1)) == 30
    assert minutes(turn(rate=0.1, lately=2)) == 15
    assert minutes(turn(rate=0.1, lately=40)) == 5


def test_a_pinned_source_is_asked_at_its_pace():
    """`pace: fixed` knows no rhythm and no cache; `slowest` below `every` means nothing."""
    pinned = a_source(every="2m", pace="fixed")
    found = turn(pinned, rate=0.0, fresh_until=START + 20 * MINUTE)
    assert abs(minutes(found) - 2) <= 1
    assert found.reason == "its pace is fixed"
    assert longest(pinned) == 2 * MINUTE
    assert longest(a_source(every="1h", slowest="30m")) == 60 * MINUTE


@pytest.mark.parametrize(("fresh", "expected"), [(2, 5), (12, 12), (999, 30)])
def test_a_list_that_is_fresh_is_left_alone(fresh: int, expected: int):
    """No longer than `slowest`, or a cache set to a year would blind the monitor."""
    assert minutes(turn(fresh_until=START + fresh * MINUTE)) == expected


def test_a_failure_is_retried_however_fresh_the_list_was():
    """A page that fails is no reason to wait for a cache."""
    found = turn(fresh_until=START + 30 * MINUTE, problem="x", refused={"timeout": 3})
    assert minutes(found) < 15


@pytest.mark.parametrize(
    ("refused", "expected"),
    [
        ({}, "temporary"),
        ({"timeout": 2}, "temporary"),
        ({"http_503": 1, "http_404": 1}, "temporary"),
        ({"challenge": 1, "http_404": 1}, "soft"),
        ({"http_403": 1}, "soft"),
        ({"http_404": 1}, "hard"),
        ({"not_a_feed": 1, "robots": 1}, "hard"),
    ],
)
def test_the_mildest_failure_decides(refused: dict[str, int], expected: str):
    """As long as one of several ways may work soon, the source is asked soon."""
    assert failure_of(a_report(problem="x", discovery=None, refused=refused)) == expected


@pytest.mark.parametrize(
    ("word", "waits"),
    [
        ("timeout", [10, 10, 15, 25, 30, 30]),
        ("http_403", [10, 20, 40, 80, 120, 120]),
        ("http_404", [15, 45, 135, 360, 360, 360]),
    ],
)
def test_failures_in_a_row_wait_longer_by_their_kind(word: str, waits: list[int]):
    """A site that restarts is asked soon, one that keeps us out is not pressed, none is given up."""
    found = [
        minutes(turn(problem="x", refused={word: 1}, failures=n)) for n in range(1, len(waits) + 1)
    ]
    assert found == pytest.approx(waits, abs=2.5)


def test_pages_that_fail_do_not_slow_a_list_that_works():
    """Three pages listed before they are whole cost one turn no more than half as long again."""
    found = turn(problem="x", discovery="feed x", refused={"empty": 3})
    assert minutes(found) <= 10
    assert found.reason == "temporary failure, 1 in a row"


@pytest.mark.parametrize(
    ("again", "expected"), [(1, 5), (15, 15), (16, 15), (120, 30), (None, 30)]
)
def test_a_page_that_waits_quickens_the_next_turn(again: int | None, expected: int):
    """A quiet source is asked when a refused page is due, never more often than `every`."""
    at = START + again * MINUTE if again else None
    waits = {"https://sahel.example/1": Deferred(refused_at=START, again_at=at)}
    for quiet in (turn(rate=0.1, deferred=waits),
                  turn(rate=60, deferred=waits, fresh_until=START + 30 * MINUTE)):  # fmt: skip
        assert minutes(quiet) == expected
        assert (quiet.reason == "pages wait to be asked again") is (expected < 30)


def test_pages_left_over_quicken_the_next_turn():
    """What one crawl had no time for is not left to the slowest pace."""
    left = (Link(url="https://sahel.example/1"),)
    assert minutes(turn(rate=0.1, pending=left)) == 5
    assert minutes(turn(rate=0.1, pending=left, retry_after=START + 40 * MINUTE)) == 40


def test_what_is_overdue_quickens_nothing():
    """A page whose text comes with the list waits for the list to change."""
    waits = {"x": Deferred(refused_at=START - 60 * MINUTE, again_at=START - 10 * MINUTE)}
    assert minutes(turn(rate=0.1, deferred=waits)) == 30


def test_a_server_that_asks_for_patience_gets_it():
    """Retry-After is never undercut, also when another source of the host was told so."""
    until = START + 95 * MINUTE
    asked = turn(problem="x", refused={"http_429": 1}, retry_after=until)
    assert asked.at == until
    assert "Retry-After" in asked.reason
    assert turn(rate=60.0, patience=(until,)).at == until


@given(
    name=st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True),
    every=st.integers(1, 4 * 3600),
    slowest=st.integers(1, 4 * 3600),
    rate=st.none() | st.floats(0, 500),
    failures=st.integers(1, 10**6),
    word=st.sampled_from(["", "timeout", "http_403", "http_404"]),
    pace=st.sampled_from(["adaptive", "fixed"]),
    fresh=st.integers(0, 10**6),
)
def test_no_turn_is_lost_and_none_is_too_early(
    name: str,
    every: int,
    slowest: int,
    rate: float | None,
    failures: int,
    word: str,
    pace: str,
    fresh: int,
):
    """Whatever happens, the next turn is at least half of `every` away, and soon enough to be believed."""
    source = a_source(id=name, every=f"{every}s", slowest=f"{slowest}s", pace=pace)
    problem = {"problem": "x", "refused": {word: 1}} if word else {}
    found = turn(
        source, rate, failures=failures, fresh_until=START + timedelta(seconds=fresh), **problem
    )
    wait = found.at - START
    assert source.every / 2 <= wait <= furthest(source)
    assert found.reason
    if not word:
        assert wait <= longest(source) + source.every / 2


@given(name=st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True), later=st.integers(0, 10**6))
def test_a_source_keeps_its_phase_for_ever(name: str, later: int):
    """Whenever the service starts, a source's turns fall on one and the same grid."""
    source = a_source(id=name)
    first = on_grid(source, NOON)
    again = on_grid(source, NOON + timedelta(seconds=later))
    assert (again - first) % source.every == timedelta()
    assert abs(again - NOON - timedelta(seconds=later)) <= source.every / 2


def test_phases_spread_over_the_interval():
    """A hundred sources with one interval do not come in one heap."""
    turns = sorted(phase(a_source(id=f"outlet_{n}", every="10m")) for n in range(100))
    assert turns[0] < timedelta(minutes=1)
    assert turns[-1] > timedelta(minutes=9)
    assert len(set(turns)) > 80


def test_no_back_off_is_longer_than_the_longest():
    """What a restart believes is at least what was decided."""
    assert max(most for _, most in BACK_OFF.values()) < furthest(SOURCE)
