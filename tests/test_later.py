"""When a page that was refused is asked for again: minutes later, ever more seldom, not for ever."""

import itertools
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import loopback
from builders import a_configuration
from loopback import article, crawled, older, polls, reply, rss, rss_text, site
from monitor.archive.store import Store
from monitor.pipeline import Pipeline
from monitor.taken import Taken
from reactor import run
from spiders import crawl as door
from spiders.contract import Article, CrawlReport, CrawlState, Deferred, Link, Source, Validator
from spiders.crawl import Limits
from spiders.later import defer, is_due
from spiders.urls import identity

MORNING = datetime(2026, 11, 22, 6, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
#: An empty page, and one whose CMS has filled in everything but the text.
EMPTY = reply("<p></p>")
HALF = reply(loopback.article_text("طبيبة").partition("<p>")[0] + "</article></body></html>")


def outlet(home: loopback.Site, *names: str, **headers: str) -> None:
    """Fill a site with a feed and one article for each name."""
    home.pages["/feed"] = rss({home.url(f"/{name}"): name for name in names}, **headers)
    home.pages |= {f"/{name}": article(name) for name in names}


def a_deferred(home: loopback.Site, path: str, ago: timedelta, **fields: object) -> Deferred:
    """A page refused so long ago, that is not to be asked for again."""
    link = Link(url=home.url(path))
    return Deferred.model_validate({"link": link, "refused_at": door.now() - ago} | fields)


def dated_today(home: loopback.Site, *paths: str) -> loopback.Answer:
    """A feed whose items are of this moment."""
    text = rss_text({home.url(path): path for path in paths})
    now = f"{door.now():%a, %d %b %Y %H:%M:%S +0000}"
    return reply(text.replace("Sun, 22 Nov 2026 06:00:00 +0000", now), kind="application/rss+xml")


# --- the pauses -------------------------------------------------------------------------------


def asked(reason: str, *, age: timedelta = timedelta(), every: timedelta = MINUTE) -> list[int]:
    """After how many minutes a page is asked for again that is refused so each time.

    It is polled so often, and was published so long before its first refusal.
    """
    link = Link(url="https://sahel.example/1", published_at=MORNING - age)
    limits, found = Limits(), []
    waits = defer(link, reason, MORNING, times=1, asked_at=MORNING, limits=limits)
    for n in range(1, 3 * 24 * 60):
        at = MORNING + n * every
        if is_due(waits, at):
            found.append(n * every // MINUTE)
            times = waits.times + 1
            waits = defer(link, reason, at, times=times, asked_at=at, limits=limits)
    return found


@pytest.mark.parametrize("reason", ["empty", "http_404", "not_html", "error_page", "stub", "tls"])
def test_a_fresh_page_is_asked_again_within_minutes(reason: str) -> None:
    """Eight times in a day and a half, with growing pauses, then never."""
    assert asked(reason) == [1, 6, 16, 36, 81, 201, 561, 2001]


def test_no_page_is_asked_more_often_than_its_source() -> None:
    """With a poll every ten minutes the short pauses are those of the polls."""
    assert asked("empty", every=10 * MINUTE) == [10, 20, 30, 50, 100, 220, 580, 2020]


@pytest.mark.parametrize(
    ("reason", "age"),
    [("empty", timedelta(hours=25)), ("http_410", timedelta()), ("too_large", timedelta())],
)
def test_what_is_in_no_hurry_is_asked_once_more_a_day_later(reason: str, age: timedelta) -> None:
    """An old article, or a page that will be the same in an hour, is asked for once more."""
    assert asked(reason, age=age) == [24 * 60]


def test_a_poll_that_begins_a_moment_early_asks() -> None:
    """Turns keep their grid to a few milliseconds, and a pause may end just after one."""
    waits = Deferred(refused_at=MORNING, again_at=MORNING + 5 * MINUTE)
    assert is_due(waits, MORNING + 5 * MINUTE - timedelta(seconds=1))
    assert not is_due(waits, MORNING + 4 * MINUTE)


# --- over HTTP --------------------------------------------------------------------------------


@pytest.mark.parametrize("at_first", [EMPTY, loopback.missing, HALF], ids=["empty", "404", "half"])
@pytest.mark.parametrize("listed", ["again", "unchanged", "no more"])
def test_article_listed_before_its_page_is_whole_comes_minutes_later(
    at_first: loopback.Answer, listed: str
) -> None:
    """It keeps the time of its publication, whether the list repeats it, answers 304, or moves on."""

    async def scene() -> tuple[list[Article], CrawlReport, CrawlReport]:
        async with site({}) as home:
            home.pages |= {"/feed": dated_today(home, "/1"), "/1": at_first}
            early, first = await crawled(home.source())
            home.pages["/1"] = article("طبيبة")
            if listed == "unchanged":
                home.pages["/feed"] = loopback.raw(b"HTTP/1.1 304 X\r\n\r\n")
            elif listed == "no more":
                home.pages |= {"/feed": dated_today(home, "/2"), "/2": article("2")}
            state = CrawlState(
                known={identity(one.url, home.source()): None for one in early},
                validators=first.validators,
                deferred={key: older(one, MINUTE) for key, one in first.deferred.items()},
            )
            articles, second = await crawled(home.source(), state)
            found = [one for one in articles if one.url.endswith("/1")]
            return found, first, second

    articles, first, second = run(scene())
    (waits,) = first.deferred.values()
    assert waits.again_at == first.started_at + MINUTE
    (found,) = articles
    assert "عادت إلى طبيعتها" in found.body
    assert found.published_at == MORNING  # as the page says
    assert second.deferred == {}


def test_half_written_article_is_handed_on_once_until_it_has_a_text() -> None:
    """It is matched by its title at once, and what stays without a text is no news each time."""

    async def scene() -> tuple[list[CrawlReport], list[str]]:
        async with site({}) as home:
            home.pages |= {"/feed": dated_today(home, "/1"), "/1": HALF}
            return await polls(home, 10, timedelta(days=1)), home.paths()

    reports, paths = run(scene())
    assert [report.articles for report in reports] == [1] + [0] * 9
    assert [report.without_body for report in reports] == [1] + [0] * 9
    assert paths.count("/1") == 9
    assert [one.again_at for one in reports[-1].deferred.values()] == [None]


def test_dead_page_is_not_asked_for_ever() -> None:
    """A page that stays empty is asked nine times in all, however long it is listed."""

    async def scene() -> tuple[list[CrawlReport], list[str]]:
        async with site({}) as home:
            outlet(home, "1", "video")
            home.pages |= {"/feed": dated_today(home, "/1", "/video"), "/video": EMPTY}
            return await polls(home, 11, timedelta(days=1)), home.paths()

    reports, paths = run(scene())
    assert paths.count("/video") == 9
    assert [report.refused.get("empty", 0) for report in reports] == [1] * 9 + [0] * 2
    assert [report.problem for report in reports] == [None] * 11
    assert [sum(report.new_refused.values()) for report in reports] == [1] + [0] * 10
    assert [report.links_new for report in reports] == [2] + [0] * 10


def test_page_that_always_fails_is_asked_at_five_polls_then_with_pauses() -> None:
    """What may pass is asked at five polls in a row; after that the longer pauses hold for it."""

    async def scene() -> tuple[list[CrawlReport], list[str]]:
        async with site({}) as home:
            home.pages |= {"/feed": dated_today(home, "/2"), "/2": reply("no", 503)}
            return await polls(home, 8, 44 * MINUTE), home.paths()

    reports, paths = run(scene())
    assert paths.count("/2") == 6  # the sixth time after 88 minutes
    assert [len(report.pending) for report in reports] == [1, 1, 1, 1, 0, 0, 0, 0]
    assert [report.refused.get("gave_up", 0) for report in reports] == [0, 0, 0, 0, 1, 0, 0, 0]
    (waits,) = reports[4].deferred.values()
    assert (waits.times, waits.again_at) == (5, reports[4].started_at + 45 * MINUTE)


def test_second_looks_of_one_crawl_are_bounded() -> None:
    """Ten refused pages are asked again in one crawl, the freshest first, after what is new."""

    async def scene() -> tuple[CrawlReport, list[str]]:
        async with site({}) as home:
            outlet(home, "new")
            home.pages |= {f"/{n}": EMPTY for n in range(14)}
            waits = {
                identity(home.url(f"/{n}"), home.source()): a_deferred(
                    home, f"/{n}", MINUTE, times=1 + (n < 7), again_at=door.now() - MINUTE
                )
                for n in range(14)
            }
            _, report = await crawled(home.source(), CrawlState(deferred=waits))
            return report, home.paths()

    report, paths = run(scene())
    assert paths[0] == "/feed"
    assert "/new" in paths[1:3]  # two are asked at once
    assert len(paths) == 2 + 10
    assert {f"/{n}" for n in range(7, 14)} <= set(paths)
    assert report.pending == ()
    assert sum(one.times == 1 for one in report.deferred.values()) == 0
    assert len(report.deferred) == 14


def test_second_look_that_a_server_has_no_patience_for_waits() -> None:
    """It stays deferred as it was, and does not become one of the pages asked at every poll."""

    async def scene() -> tuple[CrawlReport, dict[str, Deferred], list[str]]:
        async with site({}) as home:
            outlet(home)
            home.pages["/also"] = reply("no", 429, Retry_After="600")
            key = identity(home.url("/1"), home.source())
            waits = {key: a_deferred(home, "/1", MINUTE, again_at=door.now() - MINUTE)}
            source = home.source(also=[{"feed": home.url("/also")}])
            _, report = await crawled(source, CrawlState(deferred=waits))
            return report, waits, home.paths()

    report, waits, paths = run(scene())
    assert paths == ["/feed", "/also"]
    assert (report.pending, report.deferred) == ((), waits)


def test_text_that_comes_with_the_list_waits_for_a_new_list() -> None:
    """A page is not asked in its place; when the list has a text for it, it is an article."""

    async def scene() -> tuple[list[str], list[Article]]:
        async with site({}) as home:
            ways = [{"feed": home.url("/feed"), "whole": True}]
            source = home.source(discover=ways)
            key = identity(home.url("/1"), source)
            waits = {key: a_deferred(home, "/1", MINUTE, again_at=door.now() - MINUTE)}
            home.pages["/feed"] = loopback.raw(b"HTTP/1.1 304 X\r\n\r\n")
            tag = {home.url("/feed"): Validator(etag='"1"')}
            await crawled(source, CrawlState(deferred=waits, validators=tag))
            paths = home.paths()
            outlet(home, "1")
            return paths, (await crawled(source, CrawlState(deferred=waits)))[0]

    paths, articles = run(scene())
    assert paths == ["/feed"]
    assert [found.title for found in articles] == ["1"]


@pytest.mark.parametrize(
    ("edited", "archived", "asked"),
    [(1, False, True), (-1, False, False), (1, True, True), (-1, True, False)],
)
def test_deferred_page_is_asked_at_once_when_it_was_edited(
    edited: int, archived: bool, asked: bool
) -> None:
    """A refused page is asked for when its outlet says that it was edited since, archived or not.

    Its time of change may lie in the future; it is asked once all the same.
    """

    async def scene() -> tuple[list[str], CrawlReport]:
        async with site({"/1": EMPTY}) as home:
            waits = a_deferred(home, "/1", 10 * MINUTE)
            at = waits.refused_at + timedelta(hours=edited)
            entry = (
                f"<entry><title>المرفأ</title><link href='{home.url('/1')}'/><id>1</id>"
                f"<published>2026-11-22T06:00:00Z</published>"
                f"<updated>{at.isoformat()}</updated></entry>"
            )
            feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>منبر</title>{entry}</feed>'
            home.pages["/feed"] = reply(feed, kind="application/atom+xml")
            key = identity(home.url("/1"), home.source())
            known = {key: MORNING - timedelta(days=900)} if archived else {}
            _, first = await crawled(home.source(), CrawlState(known=known, deferred={key: waits}))
            later = {key: one.model_copy(update={"again_at": None})
                     for key, one in first.deferred.items()}  # fmt: skip
            _, second = await crawled(home.source(), CrawlState(known=known, deferred=later))
            return home.paths(), second

    paths, report = run(scene())
    assert paths.count("/1") == int(asked)
    assert len(report.deferred) == 1


@pytest.mark.parametrize(
    ("feed", "also", "kept"),
    [
        ("listed", None, ["1", "waits"]),
        ("other", None, ["waits"]),
        ("empty", None, ["1", "gone", "waits"]),
        ("unchanged", None, ["1", "gone", "waits"]),
        ("broken", None, ["1", "gone", "waits"]),
        ("other", "listed", ["1", "waits"]),
        ("other", "unchanged", ["1", "gone", "waits"]),
    ],
)
def test_what_is_asked_no_more_is_kept_as_long_as_it_may_be_listed(
    feed: str, also: str | None, kept: list[str]
) -> None:
    """It is forgotten only when every listing was read and none names it; what waits is kept."""

    async def scene() -> CrawlReport:
        async with site({}) as home:
            outlet(home, "2")
            listings = {
                "listed": rss({home.url("/1"): "1"}),
                "other": rss({home.url("/2"): "2"}),
                "empty": rss({}),
                "unchanged": loopback.raw(b"HTTP/1.1 304 X\r\n\r\n"),
                "broken": reply("no", 500),
            }
            home.pages |= {"/feed": listings[feed], "/also": listings[also or "listed"]}
            besides = [{"feed": home.url("/also")}] if also else []
            again = {"1": None, "gone": None, "waits": door.now() + MINUTE}
            waits = {
                identity(home.url(f"/{name}"), home.source()): a_deferred(
                    home, f"/{name}", MINUTE, again_at=at
                )
                for name, at in again.items()
            }
            tag = Validator(etag='"v1"')
            state = CrawlState(
                validators={home.url("/feed"): tag, home.url("/also"): tag}, deferred=waits
            )
            return (await crawled(home.source(also=besides), state))[1]

    names = [key.rpartition("/")[2] for key in run(scene()).deferred]
    assert sorted(names) == kept


def test_memory_of_refused_pages_is_bounded() -> None:
    """The newest 500 are remembered."""

    async def scene() -> CrawlReport:
        async with site({"/feed": rss({})}) as home:
            waits = {
                f"x.example/{n}": Deferred(refused_at=MORNING - n * MINUTE) for n in range(600)
            }
            return (await crawled(home.source(), CrawlState(deferred=waits)))[1]

    report = run(scene())
    assert len(report.deferred) == 500
    oldest = min(one.refused_at for one in report.deferred.values())
    assert oldest == MORNING - timedelta(minutes=499)


def test_pauses_grow() -> None:
    """Every pause is longer than the one before, up to a day."""
    pauses = Limits().again
    assert all(one < other for one, other in itertools.pairwise(pauses))
    assert pauses[-1] == timedelta(days=1)


@pytest.mark.parametrize("at_first", [EMPTY, HALF], ids=["empty", "half"])
def test_news_of_a_page_that_was_not_whole_is_told(
    tmp_path: Path, at_first: loopback.Answer
) -> None:
    """The next poll posts it, as news of the hour in which it was published."""
    published = door.now().replace(microsecond=0) - 5 * MINUTE
    whole = loopback.article_text("زورق في طرطوس")
    whole = whole.replace("2026-11-22T09:00:00+03:00", published.isoformat())
    sources = a_configuration().sources

    async def scene(pipeline: Pipeline) -> list[list[Taken]]:
        async with site({}) as home:
            outlet(home, "before")
            source = home.source(sources[0].id)
            found = [await poll(pipeline, source)]
            home.pages |= {"/feed": dated_today(home, "/1"), "/1": at_first}
            found.append(await poll(pipeline, source))
            home.pages |= {"/1": reply(whole), "/feed": loopback.raw(b"HTTP/1.1 304 X\r\n\r\n")}
            return [*found, await poll(pipeline, source)]

    with closing(Store(tmp_path / "m.sqlite3").open()) as store:
        *_, last = run(scene(Pipeline(store, a_configuration(), destination=lambda chat: chat)))
        [told] = last
        assert told.act == "post"
        [row] = store.db.query("SELECT published_at FROM articles WHERE url LIKE '%/1'")
    assert datetime.fromisoformat(row["published_at"]) == published


async def poll(pipeline: Pipeline, source: Source) -> list[Taken]:
    """One crawl of what is stored, a minute after the last, to the planned posts."""
    state = pipeline.store.crawl_state(source.id)
    later = {key: older(one, MINUTE) for key, one in state.deferred.items()}
    articles, report = await crawled(source, state.model_copy(update={"deferred": later}))
    return pipeline.take_in(source, articles, report, now=report.finished_at)
