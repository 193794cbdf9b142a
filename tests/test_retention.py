"""What is too old leaves the database, and what must stay stays."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from builders import NOON, a_configuration, a_report, a_source, an_article
from monitor.archive.retention import STEP, prune
from monitor.archive.store import Store
from monitor.archive.watchbook import Watchbook
from monitor.pipeline import Pipeline
from monitor.settings import Retention
from monitor.watch.alarms import Alarm
from monitor.watch.hours import HOUR, Hour

DAY = timedelta(days=1)
RETENTION = Retention()
WEATHER = {"title": "طقس غائم", "body": "غائم جزئيًا فوق المرتفعات الساحلية."}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty archive."""
    store = Store(tmp_path / "marqab.sqlite3").open()
    yield store
    store.close()


def everything(store: Store) -> dict[str, int]:
    """Prune to the end; how much was taken."""
    sums: dict[str, int] = {}
    while taken := prune(store, RETENTION, NOON):
        sums = {kind: sums.get(kind, 0) + taken.get(kind, 0) for kind in sums | taken}
    return sums


def test_old_crawls_go_and_the_last_of_each_source_stays(store: Store):
    """However long ago an outlet was read last, the status shows it."""
    for days in (90, 60, 20):
        at = NOON - days * DAY
        store.save_report(a_report(started_at=at, finished_at=at), next_due=at)
    old = NOON - 300 * DAY
    last = a_report(source="closed", started_at=old, finished_at=old, retry_after=old)
    store.save_report(last, next_due=old)
    assert everything(store) == {"crawls": 2}
    kept = [
        row["started_at"][:10]
        for row in store.db.query("SELECT started_at FROM crawls ORDER BY id")
    ]
    assert kept == [f"{NOON - 20 * DAY:%Y-%m-%d}", f"{old:%Y-%m-%d}"]
    assert [row["id"] for row in store.source_rows() if row["report"]] == ["closed", "sahel"]
    assert store.patience() == {"closed": old}


def test_old_hours_and_alarms_go_and_open_alarms_stay(store: Store):
    """An alarm that has lasted for years still lasts."""
    book = Watchbook(store)
    book.add("sahel", [Hour(NOON - n * 100 * DAY, HOUR) for n in range(7)])
    ages_ago = NOON - 900 * DAY
    book.save_alarm(Alarm("sahel", "news", "silent", "x", ages_ago, ended_at=ages_ago + DAY))
    book.save_alarm(Alarm("sahel", "reading", "moved", "x", ages_ago))
    assert everything(store) == {"hours": 2, "alarms": 1}
    assert [alarm.topic for alarm in book.open_alarms()] == ["reading"]
    assert len(book.hours("sahel", since=ages_ago)) == 5


def test_texts_that_nobody_asked_for_go_and_their_articles_stay(store: Store):
    """Pruned, an article is still known and unchanged; a flagged one keeps every version."""
    pipeline = Pipeline(store, a_configuration(), lambda _: "@chat")
    long_ago = NOON - 200 * DAY
    dull = an_article(
        url="https://sahel.example/2", published_at=long_ago, fetched_at=long_ago, **WEATHER
    )
    flagged = an_article(published_at=long_ago, fetched_at=long_ago)
    recent = an_article(url="https://sahel.example/3", **WEATHER)

    def crawl(*articles: object, at: object) -> list[str]:
        report = a_report(started_at=at, finished_at=at, articles=len(articles))
        return [one.act for one in pipeline.take_in(a_source(), articles, report, now=at)]  # type: ignore[arg-type]

    crawl(dull, flagged, at=long_ago)
    crawl(recent, at=NOON)
    assert everything(store) == {"crawls": 1, "texts": 1}
    [row] = store.db.query("SELECT title, lead, body FROM articles WHERE body = ''")
    assert row == {"title": "طقس غائم", "lead": "", "body": ""}
    assert store.counts(("articles", "article_versions")) == {"articles": 3, "article_versions": 2}
    [again] = pipeline.take_in(
        a_source(), [dull.model_copy(update={"fetched_at": NOON})], a_report(), now=NOON
    )
    assert again.reason == "archived before, and not a word has changed"


def test_a_step_holds_the_database_for_a_moment(store: Store):
    """Much is pruned in many steps, each of them bounded."""
    Watchbook(store).add("sahel", [Hour(NOON - 500 * DAY - n * HOUR) for n in range(STEP + 1)])
    assert prune(store, RETENTION, NOON) == {"hours": STEP}
    assert prune(store, RETENTION, NOON) == {"hours": 1}
    assert prune(store, RETENTION, NOON) == {}
