"""What is done after each crawl: its hour is counted, its source gets its next turn."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from builders import NOON, a_configuration, a_report, a_source, an_article
from monitor.archive.store import Store
from monitor.archive.watchbook import Watchbook
from monitor.pipeline import Pipeline
from monitor.watch.hours import HOUR, Hour
from spiders.contract import Article, Source

MINUTE = timedelta(minutes=1)
SAHEL = a_source(every="5m")
SPORT = a_source(id="sport", url="https://www.sahel.example/sport")
MARFA = a_source(id="marfa", url="https://marfa.example/")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty archive."""
    store = Store(tmp_path / "marqab.sqlite3").open()
    yield store
    store.close()


def a_pipeline(store: Store) -> Pipeline:
    """Three outlets, two of them on one host; a second one is a restart."""
    return Pipeline(store, a_configuration(sources=(SAHEL, SPORT, MARFA)), lambda _: "")


def crawl(
    pipeline: Pipeline, *articles: Article, at: datetime, source: Source = SAHEL, **report: Any
) -> datetime:
    """One crawl that takes no time; when its source is due next."""
    found = a_report(
        source=source.id, started_at=at, finished_at=at, articles=len(articles), **report
    )
    pipeline.take_in(source, articles, found, now=at)
    due = pipeline.store.next_due(source.id)
    assert due is not None
    return due


def number(n: int, at: datetime, **fields: Any) -> Article:
    """An article of its own, published and fetched at once."""
    url = f"https://sahel.example/{n}"
    return an_article(url=url, published_at=at, fetched_at=at, **fields)


def test_only_what_was_never_listed_counts(store: Store):
    """An edited article is no second one, and a first sight is no news."""
    pipeline = a_pipeline(store)
    crawl(pipeline, number(1, NOON), at=NOON)
    later = NOON + 10 * MINUTE
    edited = number(1, NOON, body="نص آخر عن صافيتا لم يكن هنا من قبل.", modified_at=later)
    crawl(pipeline, edited, number(2, later), at=later)
    (hour,) = Watchbook(store).hours("sahel", since=NOON)
    assert (hour.news, hour.read, hour.watched) == (1, 2, 10 * MINUTE)


def test_a_known_rhythm_decides_the_next_turn(store: Store):
    """A source that has been quiet for a week is left alone for half an hour."""
    quiet = [Hour(NOON - n * HOUR, HOUR) for n in range(1, 169)]
    Watchbook(store).add("sahel", quiet)
    assert crawl(a_pipeline(store), at=NOON) - NOON > 25 * MINUTE
    assert crawl(a_pipeline(store), at=NOON, source=MARFA) - NOON < 16 * MINUTE
    [marfa, sahel] = store.source_rows()
    assert sahel["due_reason"] == "0.0 articles an hour are expected"
    assert marfa["due_reason"] == "its rhythm is not known yet"


def test_patience_holds_for_the_host_and_after_a_restart(store: Store):
    """Every source of a host waits when one was asked to, and no other one does."""
    pipeline = a_pipeline(store)
    until = NOON + 2 * HOUR
    due = crawl(pipeline, at=NOON, problem="http_429", refused={"http_429": 1}, retry_after=until)
    assert due == until
    for asked in (pipeline, a_pipeline(store)):
        assert asked.watchman.patience(SPORT, NOON) == until
        assert asked.watchman.patience(MARFA, NOON) is None
        assert asked.watchman.patience(SPORT, until) is None
        # Told under a clock that was far ahead.
        assert asked.watchman.patience(SPORT, NOON - 24 * HOUR) is None
    assert crawl(pipeline, at=NOON + MINUTE, source=SPORT) == until
    crawl(pipeline, at=until)
    assert pipeline.watchman.patience(SPORT, NOON) is None


def test_failures_in_a_row_put_the_next_turn_off(store: Store):
    """The fourth 404 in a row waits for hours, and the first good crawl ends that."""
    pipeline = a_pipeline(store)
    gone = {"problem": "http_404", "refused": {"http_404": 1}}
    waits = []
    for n in range(4):
        at = NOON + n * HOUR
        waits.append(crawl(pipeline, at=at, **gone) - at)
    assert waits == sorted(waits)
    assert waits[-1] > 5 * HOUR
    assert crawl(pipeline, at=NOON + 4 * HOUR) - (NOON + 4 * HOUR) < 10 * MINUTE


def test_an_address_that_is_none_is_a_host_of_its_own(store: Store):
    """A source whose address cannot be read breaks nothing; its crawl says what is wrong."""
    odd = a_source(id="odd", url="https://[::bad/")
    pipeline = Pipeline(store, a_configuration(sources=(odd,)), lambda _: "")
    assert pipeline.watchman.patience(odd, NOON) is None
