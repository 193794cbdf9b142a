"""Articles that readers were told of are looked at again, and posts say what was taken down."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from builders import NOON, a_configuration, a_report, a_source, an_article
from loopback import article as a_page
from loopback import crawled, reply, rss, site
from monitor.archive.removals import Removals
from monitor.archive.store import Store
from monitor.deliver.ledger import Ledger
from monitor.deliver.post import Post
from monitor.pipeline import Pipeline
from monitor.watch.recheck import Shown, due
from reactor import run
from spiders.contract import Article, CrawlReport, Source

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
SAHEL, MARFA = a_source(), a_source(id="marfa", name="وكالة المرفأ", url="https://marfa.example/")
URL = "https://sahel.example/1"


@pytest.fixture
def pipeline(tmp_path: Path) -> Iterator[Pipeline]:
    """Two outlets that were seen before, one of them with an article that was posted."""
    store = Store(tmp_path / "marqab.sqlite3").open()
    pipeline = Pipeline(store, a_configuration(sources=(SAHEL, MARFA)), lambda _: "@chat")
    for source in (SAHEL, MARFA):
        crawl(pipeline, at=NOON - HOUR, source=source)
    crawl(pipeline, an_article(url=URL), at=NOON)
    yield pipeline
    store.close()


def crawl(
    pipeline: Pipeline, *articles: Article, at: datetime, source: Source = SAHEL, **report: Any
) -> None:
    """One crawl that takes no time."""
    found = a_report(
        source=source.id, started_at=at, finished_at=at, articles=len(articles), **report
    )
    pipeline.take_in(source, articles, found, now=at)


def asked(pipeline: Pipeline, at: datetime, source: Source = SAHEL) -> list[str]:
    """Addresses that a crawl at this time looks at again."""
    return [link.url for link in pipeline.rechecks.state(source, at).recheck]


def posts(pipeline: Pipeline) -> list[Post]:
    """Everything planned for the channel, in order."""
    return Ledger(pipeline.store.db).posts_where("p.chat = 'main' ORDER BY p.id")


def removed_at(pipeline: Pipeline) -> datetime | None:
    """When the archive believes the article to have been taken down."""
    return Removals(pipeline.store).shown("sahel", NOON)[0].removed_at


def test_told_articles_are_looked_at_after_as_long_again():
    """An article is looked at one hour after it was told, then two, four, eight and so on."""
    told, at, looks = Shown(1, URL, "", NOON), NOON, []
    while at <= NOON + 60 * HOUR:
        if due([told], now=at):
            looks.append((at - NOON) // HOUR)
            told = Shown(1, URL, "", NOON, checked_at=at)
        at += HOUR
    assert looks == [1, 2, 4, 8, 16, 32]


def test_one_that_is_missing_is_asked_for_again_soon():
    """Ten minutes later, until it is believed to be gone; and few at a time, the oldest first."""
    missing = Shown(1, URL, "", NOON, NOON + 8 * HOUR, missing_since=NOON + 8 * HOUR)
    assert due([missing], now=NOON + 8 * HOUR + 9 * MINUTE) == []
    assert due([missing], now=NOON + 8 * HOUR + 10 * MINUTE) == [missing]
    gone = Shown(1, URL, "", NOON, NOON + 8 * HOUR, NOON, removed_at=NOON + 8 * HOUR)
    assert due([gone], now=NOON + 9 * HOUR) == []
    many = [Shown(n, URL, "", NOON - n * MINUTE) for n in range(9)]
    assert [one.article_id for one in due(many, now=NOON + HOUR)] == [8, 7, 6, 5, 4]


def test_only_what_readers_were_told_is_looked_at(pipeline: Pipeline):
    """Only what readers were told in the last week is looked at, once in ten minutes at most."""
    unflagged = an_article(url="https://sahel.example/2", title="طقس", body="غائم جزئيًا.")
    crawl(pipeline, unflagged, at=NOON)
    assert asked(pipeline, NOON + 30 * MINUTE) == []
    assert asked(pipeline, NOON + HOUR) == [URL]
    assert asked(pipeline, NOON + HOUR + MINUTE) == []
    assert asked(pipeline, NOON + 2 * HOUR, MARFA) == []
    assert asked(pipeline, NOON + timedelta(days=8)) == []


def test_what_is_there_is_asked_for_later(pipeline: Pipeline):
    """A look that finds the article doubles the time to the next one."""
    assert asked(pipeline, NOON + HOUR) == [URL]
    crawl(pipeline, at=NOON + HOUR, looked_at=(URL,))
    assert asked(pipeline, NOON + HOUR + 50 * MINUTE) == []
    assert asked(pipeline, NOON + 2 * HOUR) == [URL]


def test_a_removed_article_is_said_in_its_post(pipeline: Pipeline):
    """A post says after the second look that an article is gone, until it is back."""
    crawl(pipeline, at=NOON + HOUR, gone={URL: "http_404"})
    assert removed_at(pipeline) is None
    assert len(posts(pipeline)) == 1
    for minutes in (10, 20):
        crawl(pipeline, at=NOON + HOUR + minutes * MINUTE, gone={URL: "http_404"})
    assert removed_at(pipeline) == NOON + HOUR + 10 * MINUTE
    post, edit = posts(pipeline)
    assert edit.reason == "sahel removed its article (http_404)"
    assert "حُذف الخبر" in post.html  # the edit was merged into what had not left yet
    assert pipeline.store.decision(1)["reason"] == edit.reason  # type: ignore[index]
    crawl(pipeline, at=NOON + 5 * HOUR, looked_at=(URL,))
    assert removed_at(pipeline) is None
    assert "حُذف الخبر" not in posts(pipeline)[0].html
    assert posts(pipeline)[-1].reason == "sahel has it again"
    for minutes in (0, 10):
        crawl(pipeline, at=NOON + 9 * HOUR + minutes * MINUTE, gone={URL: "http_410"})
    assert "حُذف الخبر" in posts(pipeline)[0].html


def test_a_site_that_is_being_repaired_has_removed_nothing(pipeline: Pipeline):
    """A page that is back at the second look was never gone."""
    crawl(pipeline, at=NOON + HOUR, gone={URL: "http_404"})
    crawl(pipeline, at=NOON + HOUR + 10 * MINUTE, looked_at=(URL,))
    crawl(pipeline, at=NOON + 3 * HOUR, gone={URL: "http_404"})
    assert removed_at(pipeline) is None
    assert len(posts(pipeline)) == 1


def test_an_article_nobody_was_told_of_is_only_marked(pipeline: Pipeline):
    """The archive knows that it is gone; no post does; an unknown identity is nobody's."""
    quiet = "https://sahel.example/2"
    crawl(pipeline, an_article(url=quiet, title="طقس", body="غائم جزئيًا."), at=NOON)
    for minutes in (0, 10):
        gone = {quiet: "http_410", "https://sahel.example/unknown": "http_404"}
        crawl(pipeline, at=NOON + HOUR + minutes * MINUTE, gone=gone)
    [row] = pipeline.store.db.query("SELECT url, removed_reason FROM articles WHERE removed_at")
    assert row == {"url": quiet, "removed_reason": "http_410"}
    assert len(posts(pipeline)) == 1


def test_a_page_taken_down_is_seen_by_a_real_crawl(tmp_path: Path):
    """The list still answers 304, as WordPress does; the page itself answers 410."""

    async def scene(pipeline: Pipeline) -> list[CrawlReport]:
        async with site({}) as home:
            source = home.source()
            pipeline.use(a_configuration(sources=(source,)))
            home.pages["/feed"] = rss({home.url("/1"): "انفجار في طرطوس"}, ETag='"1"')
            home.pages["/1"] = a_page("انفجار في طرطوس")
            reports = []
            for hours in (0, 1.5, 2):
                at = started + hours * HOUR
                state = pipeline.rechecks.state(source, at)
                articles, report = await crawled(source, state)
                then = report.model_copy(update={"started_at": at, "finished_at": at})
                pipeline.take_in(source, articles, then, now=at)
                reports.append(report)
                home.pages["/1"] = reply("gone", 410)
            return reports

    store = Store(tmp_path / "marqab.sqlite3").open()
    pipeline = Pipeline(store, a_configuration(max_age="3650d"), lambda _: "@chat")
    started = datetime.fromisoformat("2026-11-22T06:30:00+00:00")
    crawl(pipeline, at=started - HOUR, source=a_source(id="outlet"))
    _, second, third = run(scene(pipeline))
    assert [*second.gone.values()] == [*third.gone.values()] == ["http_410"]
    assert second.problem is None
    assert "حُذف الخبر" in posts(pipeline)[0].html
    store.close()


def test_a_live_page_is_one_article_of_many_versions(pipeline: Pipeline):
    """A page that grows all day stays one member of one story, and only new text counts."""
    for n in range(1, 7):
        at = NOON + n * 10 * MINUTE
        body = "\n".join(
            f"تحديث رقم {k}: وصلت فرق الصيانة إلى محطة الضخ في طرطوس." for k in range(n)
        )
        crawl(pipeline, an_article(url=URL, body=body, fetched_at=at, modified_at=at), at=at)
    archived = pipeline.store.article(1)
    assert archived.body.startswith("تحديث رقم 0")
    counts = pipeline.store.counts(("articles", "article_versions", "stories", "story_articles"))
    assert counts == {"articles": 1, "article_versions": 7, "stories": 1, "story_articles": 1}
    assert len(pipeline.store.matches(1)) == 1
    assert [post.kind for post in posts(pipeline)].count("post") == 1
