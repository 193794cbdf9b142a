"""What is done after each crawl: its hour is counted, its source gets its next turn."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils.utils import sqlite3

from builders import NOON, a_configuration, a_report, a_source, an_article
from monitor.archive.store import Store
from monitor.archive.watchbook import Watchbook
from monitor.pipeline import Pipeline
from monitor.watch.alarms import Alarm
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


def a_pipeline(store: Store, sources: tuple[Source, ...] = (SAHEL, SPORT, MARFA)) -> Pipeline:
    """Three outlets, two of them on one host; a second one is a restart."""
    return Pipeline(store, a_configuration(sources=sources), lambda _: "@chat")


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
    """The fourth 404 of a list in a row waits for hours, and the first good crawl ends that."""
    pipeline = a_pipeline(store)
    gone = {"problem": "http_404", "refused": {"http_404": 1}, "discovery": None}
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


# --- alarms ---------------------------------------------------------------------------------

FAILS: dict[str, Any] = {"problem": "http_503", "refused": {"http_503": 1}, "discovery": None}


def told(store: Store) -> list[str]:
    """The headlines of what the operator was told, oldest first."""
    rows = store.db.query("SELECT html FROM posts WHERE chat = 'admin' ORDER BY id")
    return [row["html"].splitlines()[0] for row in rows]


def test_the_operator_hears_of_a_broken_source_once_and_of_its_return(store: Store):
    """Two failed crawls in a row are one message, the next good one is another.

    A restart after each step neither repeats nor forgets any of it.
    """
    for n, report in enumerate([{}, FAILS, FAILS, FAILS, FAILS, {}, {}]):
        at = NOON + n * 20 * MINUTE
        crawl(a_pipeline(store), at=at, **report)
        a_pipeline(store).watchman.tell(at + 5 * MINUTE)
        a_pipeline(store).watchman.tell(at + 6 * MINUTE)
    broken, back = told(store)
    assert "تعذّرت قراءة" in broken
    assert "استؤنفت قراءة" in back


def test_a_hiccup_is_told_to_nobody(store: Store):
    """Neither one failed crawl nor an alarm that ended before its message is told."""
    pipeline = a_pipeline(store)
    for n, report in enumerate([{}, FAILS, {}, FAILS, FAILS, {}]):
        crawl(pipeline, at=NOON + n * MINUTE, **report)
        pipeline.watchman.tell(NOON + n * MINUTE)
    pipeline.watchman.tell(NOON + HOUR)
    assert told(store) == []


def test_three_that_fail_in_their_own_ways_are_no_storm(store: Store):
    """Three sources that fail in three ways are one message, which blames no network."""
    sources = tuple(a_source(id=f"s{n}", url=f"https://s{n}.example/") for n in range(6))
    pipeline = a_pipeline(store, sources)
    words = ["http_503", "http_404", "http_403"]
    for minute in (0, 10, 20, 30):
        for n, source in enumerate(sources):
            word = words[n] if n < 3 and minute else ""
            failed = {"problem": word, "refused": {word: 1}, "discovery": None} if word else {}
            crawl(pipeline, at=NOON + minute * MINUTE, source=source, **failed)
        pipeline.watchman.tell(NOON + (minute + 5) * MINUTE)
    (message,) = told(store)
    assert "3 أعطال" in message


def test_the_whole_way_down_is_one_message(store: Store):
    """When most sources fail at once the operator hears of the network, and of its return."""
    sources = tuple(
        a_source(id=f"s{n}", url=f"https://s{n}.example/", every="10m") for n in range(12)
    )
    pipeline = a_pipeline(store, sources)
    network = {"problem": "dns", "refused": {"dns": 1}, "discovery": None}
    for minute in range(240):
        at = NOON + minute * MINUTE
        down = 60 <= minute < 150
        for n, source in enumerate(sources):
            if minute % 10 == n % 10:
                crawl(pipeline, at=at, source=source, **(network if down else {}))
        pipeline.watchman.tell(at)
    down, back = told(store)
    assert "تعذّرت قراءة كثير من المصادر معًا" in down
    assert "استؤنفت قراءة المصادر" in back


def test_a_source_that_stays_down_after_the_storm_is_told_by_its_name(store: Store):
    """What the network did not explain is the source's own."""
    sources = tuple(a_source(id=f"s{n}", url=f"https://s{n}.example/") for n in range(6))
    pipeline = a_pipeline(store, sources)
    for minute in range(0, 240, 10):
        at = NOON + minute * MINUTE
        for n, source in enumerate(sources):
            fails = 30 <= minute < 90 or (n == 0 and minute >= 90)
            crawl(pipeline, at=at, source=source, **(FAILS if fails else {}))
        for second in range(10):
            pipeline.watchman.tell(at + second * MINUTE)
    heard = "\n".join(told(store))
    assert heard.count("كثير من المصادر") == 1
    assert heard.count("استؤنفت قراءة المصادر") == 1
    assert heard.count("تعذّرت قراءة «الساحل اليوم»") == 1
    assert len(told(store)) == 3


def test_alarms_of_a_source_that_is_watched_no_more_end_without_a_word(store: Store):
    """Whoever disables a broken outlet has heard enough of it."""
    pipeline = a_pipeline(store)
    for n in range(3):
        crawl(pipeline, at=NOON + n * MINUTE, **FAILS)
    pipeline.watchman.tell(NOON + HOUR)
    pipeline.use(a_configuration(sources=(MARFA,)))
    pipeline.watchman.tell(NOON + 2 * HOUR)
    pipeline.watchman.tell(NOON + 9 * HOUR)
    assert len(told(store)) == 1
    assert Watchbook(store).open_alarms() == []


def test_when_most_fall_silent_at_once_it_is_one_message(store: Store):
    """Habits of a holiday's eve do not make one message for each outlet."""
    sources = tuple(a_source(id=f"s{n}", url=f"https://s{n}.example/") for n in range(8))
    pipeline = a_pipeline(store, sources)
    book = Watchbook(store)
    for source in sources:
        book.add(source.id, [Hour(NOON - n * HOUR, HOUR, news=4) for n in range(8, 300)])
        crawl(pipeline, at=NOON - 8 * HOUR, source=source, links_seen=20)
    for minute in range(0, 8 * 60, 10):
        at = NOON - 8 * HOUR + minute * MINUTE
        for source in sources:
            crawl(pipeline, at=at, source=source, links_seen=20)
        pipeline.watchman.tell(at)
    (silent,) = told(store)
    assert "لا جديد من مصادر كثيرة معًا" in silent


def test_an_alarm_cannot_be_stored_twice(store: Store):
    """The database itself refuses a second beginning without an end."""
    book = Watchbook(store)
    book.save_alarm(Alarm("sahel", "news", "silent", "x", NOON))
    with pytest.raises(sqlite3.IntegrityError):
        book.save_alarm(Alarm("sahel", "news", "silent", "x", NOON))


def test_emptied_bodies_are_noticed_and_not_taken_for_usual(store: Store):
    """A layout that loses the text is an alarm; what it brings does not become the habit."""
    book = Watchbook(store)
    before = [Hour(NOON - n * HOUR, HOUR, news=3, read=3) for n in range(2, 200)]
    book.add("sahel", before)
    pipeline = a_pipeline(store)
    crawl(pipeline, at=NOON - HOUR)
    empty = [number(n, NOON, body="") for n in range(12)]
    crawl(pipeline, *empty, at=NOON)
    (alarm,) = book.open_alarms("sahel")
    assert (alarm.topic, alarm.cause) == ("bodies", "bodies")
    assert alarm.detail.startswith("12 of the last ")
    days = [Hour(NOON + n * HOUR, HOUR, news=3, read=3, without_body=3) for n in range(1, 49)]
    book.add("sahel", days)
    later = NOON + 50 * HOUR
    crawl(a_pipeline(store), *[number(n, later, body="") for n in range(20, 26)], at=later)
    assert "usually 0%" in book.open_alarms("sahel")[0].detail
    full = [number(n, later + HOUR) for n in range(30, 42)]
    crawl(a_pipeline(store), *full, at=later + HOUR)
    assert book.open_alarms("sahel") == []
