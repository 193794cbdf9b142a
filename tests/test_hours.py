"""What each hour of watching a source brought."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from builders import NOON, a_report, an_article
from monitor.archive.store import Store
from monitor.archive.watchbook import Watchbook
from monitor.watch.hours import HOUR, Hour, beginning, brought

MINUTE = timedelta(minutes=1)
DAY = timedelta(hours=24)


def hours(*articles: dict[str, Any], ago: timedelta | None, **report: Any) -> list[Hour]:
    """What a crawl that ends at 09:00 UTC adds, the last good one having ended so long before."""
    return brought(
        a_report(**report),
        [an_article(**fields) for fields in articles],
        last_ok=None if ago is None else NOON - ago,
        old=DAY,
    )


def test_a_good_crawl_has_watched_since_the_one_before():
    """The time between two good crawls is watched, hour by hour."""
    assert [(hour.at, hour.watched) for hour in hours(ago=90 * MINUTE)] == [
        (NOON - 2 * HOUR, 30 * MINUTE),
        (NOON - HOUR, HOUR),
        (NOON, timedelta()),
    ]


@pytest.mark.parametrize(
    ("ago", "report"),
    [(None, {}), (4 * HOUR, {}), (HOUR, {"problem": "timeout", "new_refused": {"timeout": 1}})],
)
def test_what_nobody_looked_at_was_not_watched(ago: timedelta | None, report: dict[str, Any]):
    """At first sight, after a long outage and in a failed crawl nothing counts as news."""
    (hour,) = hours({}, ago=ago, **report)
    assert (hour.watched, hour.news, hour.read) == (timedelta(), 0, 1)
    assert hour.refused == report.get("new_refused", {})


@pytest.mark.parametrize(
    ("published", "counted_at"),
    [
        (NOON - 70 * MINUTE, NOON - 2 * HOUR),
        (NOON - 5 * HOUR, NOON - 2 * HOUR),  # it was listed late
        (NOON + 5 * MINUTE, NOON),  # its clock is ahead
        (None, NOON),
    ],
)
def test_an_article_counts_in_the_hour_in_which_it_appeared(published: Any, counted_at: Any):
    """Its own time counts as far as it can be true, and the time it was seen otherwise."""
    found = hours({"published_at": published}, ago=90 * MINUTE)
    assert [hour.at for hour in found if hour.news] == [counted_at]
    assert found[-1].read == 1
    assert found[-1].without_time == (published is None)


def test_old_articles_are_no_news():
    """What was published days ago is counted as old; at first sight everything may be."""
    days_ago = {"published_at": NOON - 3 * DAY}
    assert [(hour.news, hour.old) for hour in hours(days_ago, ago=HOUR)][-1] == (0, 1)
    assert [(hour.news, hour.old) for hour in hours(days_ago, ago=None)] == [(0, 0)]


def test_what_articles_lack_is_counted():
    """Text, date and the language, where it is known."""
    lacking = {"body": "", "published_at": None, "language": "en"}
    (_, hour) = hours(lacking, {"url": "https://sahel.example/2", "language": None}, ago=HOUR)
    assert (hour.read, hour.without_body, hour.without_time, hour.not_arabic) == (2, 1, 1, 1)


def test_hours_that_are_stored_add_up(tmp_path: Path):
    """Two crawls within one hour are one row, and no hour is longer than an hour."""
    store = Store(tmp_path / "marqab.sqlite3").open()
    book = Watchbook(store)
    part = Hour(NOON, 40 * MINUTE, news=1, read=2, old=1, refused={"stub": 1})
    book.add("sahel", [part, Hour(NOON + HOUR, MINUTE)])
    book.add("sahel", [part])
    book.add("marfa", [part])
    both = Hour(NOON, HOUR, news=2, read=4, old=2, refused={"stub": 2})
    assert book.hours("sahel", since=NOON) == [both, Hour(NOON + HOUR, MINUTE)]
    assert book.hours("sahel", since=NOON - HOUR, until=NOON) == [both]
    store.close()


def test_an_hour_begins_at_its_first_moment():
    """Whatever the zone of a time, its hour is that of UTC."""
    assert beginning(NOON + 59 * MINUTE) == NOON
