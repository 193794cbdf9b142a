"""The door: what is new comes out, then one report, whatever happens."""

import asyncio
import gc
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy.core.downloader import Slot

import loopback
from loopback import Answer, Question, article, crawled, polls, reply, rss, site
from reactor import run
from spiders import crawl as door
from spiders import pool
from spiders.contract import Article, CrawlReport, CrawlState, Link, Refused, Validator
from spiders.crawl import crawl, read_page
from spiders.fetch import robots
from spiders.outlet import OutletSpider
from spiders.urls import identity

MORNING = datetime(2026, 11, 22, 6, tzinfo=UTC)


def outlet(running: loopback.Site, *names: str, **headers: str) -> None:
    """Fill a site with a feed and one article for each name."""
    running.pages["/feed"] = rss({running.url(f"/{name}"): name for name in names}, **headers)
    running.pages |= {f"/{name}": article(name) for name in names}


# --- what is new ------------------------------------------------------------------------------


def test_new_articles_come_out_and_one_report_ends_them() -> None:
    """A first crawl yields every article of the feed, and a report that counts them."""

    async def scene() -> tuple[list[Article], CrawlReport, loopback.Site]:
        async with site({}) as home:
            outlet(home, "1", "2", "3", ETag='"v1"')
            return *await crawled(home.source()), home

    articles, report, home = run(scene())
    assert sorted(a.title for a in articles) == ["1", "2", "3"]
    assert {a.source for a in articles} == {"outlet"}
    assert sorted(a.url for a in articles) == [home.url(f"/{n}") for n in "123"]
    assert (report.links_seen, report.links_new, report.articles) == (3, 3, 3)
    assert (report.without_title, report.without_body, report.without_time) == (0, 0, 0)
    assert report.finish_reason == "finished"
    assert report.discovery == f"feed {home.url('/feed')}"
    assert report.requests == len(home.asked) == 5
    assert report.started_at <= report.finished_at
    assert (report.refused, report.pending, report.problem) == ({}, (), None)
    assert report.validators == {home.url("/feed"): Validator(etag='"v1"')}


def test_known_article_is_not_asked_again() -> None:
    """Of a changed feed only what is not archived yet is fetched."""

    async def scene() -> tuple[list[str], CrawlReport]:
        async with site({}) as home:
            outlet(home, "1", "2", "3")
            source = home.source()
            known = {identity(home.url(f"/{n}"), source): None for n in "13"}
            _, report = await crawled(source, CrawlState(known=known))
            return home.paths(), report

    paths, report = run(scene())
    assert paths == ["/feed", "/2"]
    assert (report.links_seen, report.links_new) == (3, 1)


def test_link_named_twice_is_asked_once() -> None:
    """Two spellings of one address in a feed are one article."""

    async def scene() -> list[str]:
        async with site({}) as home:
            outlet(home, "1")
            home.pages["/feed"] = rss(
                {home.url("/1"): "one", home.url("/1?utm_source=rss"): "one again"}
            )
            await crawled(home.source())
            return home.paths()

    assert run(scene()) == ["/feed", "/1"]


@pytest.mark.parametrize(
    ("archived", "stated", "asked"),
    [
        (MORNING, MORNING + timedelta(minutes=1), True),
        (MORNING, MORNING, False),
        (MORNING, MORNING - timedelta(minutes=1), False),
        (MORNING, None, False),
        (None, MORNING, False),
    ],
)
def test_edited_article_is_asked_again(
    archived: datetime | None, stated: datetime | None, asked: bool
) -> None:
    """An archived article is fetched again only when its outlet says that it was edited since."""

    async def scene() -> bool:
        async with site({}) as home:
            outlet(home, "1")
            home.pages["/feed"] = reply(atom(home.url("/1"), stated), kind="application/atom+xml")
            source = home.source()
            known = {identity(home.url("/1"), source): archived}
            await crawled(source, CrawlState(known=known))
            return "/1" in home.paths()

    assert run(scene()) is asked


def test_edited_article_whose_page_fails_stays_pending() -> None:
    """A failed refetch of an edited article is tried again, though the article is archived."""

    async def scene() -> tuple[CrawlReport, list[Article], CrawlReport]:
        async with site({}) as home:
            edited = atom(home.url("/1"), MORNING + timedelta(minutes=1))
            home.pages["/feed"] = reply(edited, kind="application/atom+xml")
            home.pages["/1"] = reply("no", 500)
            source = home.source()
            known = {identity(home.url("/1"), source): MORNING}
            _, first = await crawled(source, CrawlState(known=known))
            home.pages["/1"] = article("edited")
            state = CrawlState(known=known, validators=first.validators, pending=first.pending)
            return first, *await crawled(source, state)

    first, articles, second = run(scene())
    assert len(first.pending) == 1
    # It says nothing of an outlet whose article was read before.
    assert first.problem is None
    assert second.not_modified
    assert [found.title for found in articles] == ["edited"]


def atom(url: str, modified: datetime | None) -> str:
    """An Atom feed of one entry, published before the morning and modified then."""
    updated = f"<updated>{modified.isoformat()}</updated>" if modified else ""
    published = (MORNING - timedelta(hours=1)).isoformat()
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>منبر</title><entry><title>خبر</title>'
        f'<link href="{url}"/><published>{published}</published>{updated}</entry></feed>'
    )


def test_markup_that_came_with_the_link_costs_no_request() -> None:
    """A link that carries the article's own markup is extracted without asking for its page."""

    async def scene() -> tuple[list[Article], list[str]]:
        async with site({}) as home:
            post = {
                "id": 7,
                "link": home.url("/7"),
                "title": {"rendered": "المرفأ"},
                "content": {"rendered": "<p>عادت الحركة في المرفأ إلى طبيعتها.</p>" * 5},
                "date_gmt": "2026-11-22T06:00:00",
            }
            home.pages["*"] = reply(json.dumps([post]), kind="application/json")
            home.pages["/robots.txt"] = loopback.missing
            source = home.source(discover=[{"wordpress": home.url("/")}])
            articles, _ = await crawled(source, pages=0)
            return articles, home.paths()

    articles, paths = run(scene())
    assert [found.title for found in articles] == ["المرفأ"]
    assert "إلى طبيعتها" in articles[0].body
    # Nothing was met before, so nothing can have been edited since.
    assert [path.partition("?")[0] for path in paths] == ["/wp-json/wp/v2/posts"]


def api(home: loopback.Site) -> dict[str, str]:
    """A JSON list whose articles stand in JSON as well."""
    return {
        "url": home.url("/list"),
        "items": "items",
        "link": home.url("/{id}"),
        "title": "title",
        "article": home.url("/data/{id}"),
        "body": "body",
    }


@pytest.mark.parametrize(
    ("data", "extra", "refused"),
    [
        (reply(json.dumps({"body": "<p>عادت الحركة في المرفأ إلى طبيعتها.</p>" * 9})), [], {}),
        (reply("{}"), ["/1"], {"wrong_shape": 1}),
        (reply("no", 404), ["/1"], {"http_404": 1}),
    ],
    ids=["there", "other shape", "missing"],
)
def test_article_is_read_from_its_data_and_else_from_its_page(
    data: loopback.Answer, extra: list[str], refused: dict[str, int]
) -> None:
    """An article that stands in JSON is taken from there; its page is asked where that fails."""

    async def scene() -> tuple[list[Article], CrawlReport, list[str]]:
        listed = json.dumps({"items": [{"id": 1, "title": "المرفأ"}]})
        pages = {"/list": reply(listed), "/data/1": data, "/1": article("المرفأ")}
        async with site(pages) as home:
            source = home.source(discover=[{"api": api(home)}])
            return *await crawled(source), home.paths()

    articles, report, paths = run(scene())
    assert [found.title for found in articles] == ["المرفأ"]
    assert paths == ["/list", "/data/1", *extra]
    assert report.refused == refused


def test_what_is_asked_besides_adds_its_links() -> None:
    """A section that is asked besides the main list adds what the main list lacks."""

    async def scene() -> tuple[list[Article], CrawlReport, CrawlReport]:
        async with site({}) as home:
            outlet(home, "1", "2")
            home.pages["/3"] = article("3")
            home.pages["/section"] = rss({home.url("/2"): "2", home.url("/3"): "3"})
            also = [{"feed": home.url("/section")}, {"feed": home.url("/broken")}]
            source = home.source(also=also)
            articles, first = await crawled(source)
            _, second = await crawled(source, CrawlState(validators=first.validators))
            return articles, first, second

    articles, first, second = run(scene())
    assert sorted(found.title for found in articles) == ["1", "2", "3"]
    assert first.refused == {"http_404": 1}
    assert first.problem is None
    assert second.not_modified


def test_articles_come_out_as_soon_as_they_are_ready() -> None:
    """An article reaches the caller while the page after it is still being fetched."""

    async def scene() -> list[str]:
        seen = asyncio.Event()

        async def late(question: loopback.Question, writer: asyncio.StreamWriter) -> None:
            await seen.wait()
            await article("late")(question, writer)

        async with site({}) as home:
            outlet(home, "early", "late")
            home.pages["/late"] = late
            titles = []
            crawling = crawl(home.source(), CrawlState(), timedelta(seconds=30))
            async for record in crawling:
                if isinstance(record, Article):
                    titles.append(record.title)
                    seen.set()
            return titles

    assert run(scene()) == ["early", "late"]


# --- what has changed -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "asked"),
    [
        ({"ETag": '"v1"'}, {"if-none-match": '"v1"'}),
        ({"ETag": 'W/"v1"'}, {"if-none-match": '"v1"'}),
        (
            {"Last_Modified": "Sun, 22 Nov 2026 06:00:00 GMT"},
            {"if-modified-since": "Sun, 22 Nov 2026 06:00:00 GMT"},
        ),
    ],
)
def test_unchanged_feed_is_asked_for_with_its_own_validators(
    sent: dict[str, str], asked: dict[str, str]
) -> None:
    """What a feed said of itself goes back with the next question, and 304 ends the crawl."""

    async def scene() -> tuple[CrawlReport, CrawlReport, loopback.Site]:
        async with site({}) as home:
            outlet(home, "1", **sent)
            _, first = await crawled(home.source())
            home.asked.clear()
            home.pages["/feed"] = loopback.raw(b"HTTP/1.1 304 Not Modified\r\n\r\n")
            _, second = await crawled(home.source(), CrawlState(validators=first.validators))
            return first, second, home

    first, second, home = run(scene())
    assert [question.path for question in home.asked] == ["/feed"]
    assert asked.items() <= home.asked[0].headers.items()
    assert second.not_modified
    assert (second.links_seen, second.articles, second.problem) == (0, 0, None)
    assert second.discovery == first.discovery
    assert second.validators == first.validators


@pytest.mark.parametrize(
    ("said", "ttl", "minutes"),
    [
        ("max-age=600", "", 10),
        ("max-age=600", "<ttl>30</ttl>", 30),
        ("no-cache", "<ttl>30</ttl>", 30),
        ("no-cache, max-age=600", "", None),
        ("max-age=999999999", "", 365 * 24 * 60),
    ],
)
def test_report_says_how_long_the_list_calls_itself_fresh(
    said: str, ttl: str, minutes: int | None
) -> None:
    """Cache-Control or the feed's own ttl, whichever is longer, also when 304 carries no body."""

    async def scene() -> tuple[CrawlReport, CrawlReport]:
        async with site({}) as home:
            links = {home.url("/1"): "1"}
            feed = loopback.rss_text(links).replace("<channel>", f"<channel>{ttl}")
            home.pages["/feed"] = reply(feed, ETag='"1"', Cache_Control=said)
            home.pages["/1"] = article("1")
            _, first = await crawled(home.source())
            head = f"HTTP/1.1 304 Not Modified\r\nCache-Control: {said}\r\n\r\n"
            home.pages["/feed"] = loopback.raw(head.encode())
            _, second = await crawled(home.source(), CrawlState(validators=first.validators))
            return first, second

    for report in run(scene()):
        fresh = report.fresh_until and report.fresh_until - report.started_at
        assert fresh == (timedelta(minutes=minutes) if minutes else None)


def test_lists_are_fresh_as_long_as_the_first_of_them_to_age() -> None:
    """A source is asked again when one of its lists may say something new."""

    async def scene() -> CrawlReport:
        async with site({}) as home:
            outlet(home, "1", Cache_Control="max-age=600")
            home.pages["/also"] = rss({home.url("/1"): "1"}, Cache_Control="max-age=60")
            also = [{"feed": home.url("/also")}]
            return (await crawled(home.source(also=also)))[1]

    report = run(scene())
    assert report.fresh_until == report.started_at + timedelta(minutes=1)


def test_same_body_counts_as_unchanged_where_a_server_offers_nothing_else() -> None:
    """A feed without ETag and Last-Modified is unchanged when its bytes are."""

    async def scene() -> list[CrawlReport]:
        async with site({}) as home:
            outlet(home, "1")
            _, first = await crawled(home.source())
            state = CrawlState(validators=first.validators)
            _, second = await crawled(home.source(), state)
            outlet(home, "1", "2")
            _, third = await crawled(home.source(), state)
            return [first, second, third]

    first, second, third = run(scene())
    (validator,) = first.validators.values()
    assert validator.body_sha256
    assert [first.not_modified, second.not_modified, third.not_modified] == [False, True, False]
    assert third.links_seen == 2


def test_304_that_nobody_asked_for_is_a_refusal() -> None:
    """A server that says «not modified» to a first question is refused, not believed."""

    async def scene() -> CrawlReport:
        async with site({"/feed": loopback.raw(b"HTTP/1.1 304 X\r\n\r\n")}) as home:
            return (await crawled(home.source()))[1]

    report = run(scene())
    assert report.refused == {"http_304": 1}
    assert not report.not_modified


def test_pending_links_are_fetched_though_the_feed_is_unchanged() -> None:
    """A page that failed last time is asked again also when the feed answers 304."""

    async def scene() -> tuple[list[Article], CrawlReport]:
        async with site({}) as home:
            outlet(home, "1", ETag='"v1"')
            home.pages["/1"] = reply("no", 503)
            _, first = await crawled(home.source())
            assert [link.attempts for link in first.pending] == [1]
            home.pages["/1"] = article("1")
            home.pages["/feed"] = loopback.raw(b"HTTP/1.1 304 X\r\n\r\n")
            state = CrawlState(validators=first.validators, pending=first.pending)
            return await crawled(home.source(), state)

    articles, second = run(scene())
    assert [a.title for a in articles] == ["1"]
    assert second.not_modified
    assert second.pending == ()


def test_pending_link_that_was_archived_meanwhile_is_dropped() -> None:
    """A link that another crawl has archived is no longer pending."""

    async def scene() -> tuple[list[str], CrawlReport]:
        async with site({"/feed": rss({})}) as home:
            source, link = home.source(), Link(url=home.url("/1"), attempts=2)
            state = CrawlState(known={identity(link.url, source): None}, pending=(link,))
            return home.paths(), (await crawled(source, state))[1]

    paths, report = run(scene())
    assert "/1" not in paths
    assert report.pending == ()


def test_attempts_survive_that_the_feed_names_the_link_again() -> None:
    """A failing link is counted on though it is both pending and in the feed."""

    async def scene() -> CrawlReport:
        async with site({}) as home:
            outlet(home, "1")
            home.pages["/1"] = reply("no", 500)
            state = CrawlState(pending=(Link(url=home.url("/1"), attempts=2),))
            return (await crawled(home.source(), state))[1]

    assert [link.attempts for link in run(scene()).pending] == [3]


def test_more_pages_than_one_crawl_may_fetch_wait_for_the_next() -> None:
    """Links beyond the limit stay pending, without an attempt counted; validators are kept."""

    async def scene() -> tuple[list[Article], CrawlReport, list[Article], CrawlReport]:
        async with site({}) as home:
            outlet(home, *"12345", ETag='"v1"')
            first = await crawled(home.source(), pages=2)
            home.pages["/feed"] = loopback.raw(b"HTTP/1.1 304 X\r\n\r\n")
            state = CrawlState(validators=first[1].validators, pending=first[1].pending)
            return *first, *await crawled(home.source(), state, pages=3)

    articles, report, later, last = run(scene())
    assert sorted(a.title for a in articles) == ["1", "2"]
    assert [(link.title, link.attempts) for link in report.pending] == [
        (name, 0) for name in ("3", "4", "5")
    ]
    assert len(report.validators) == 1
    assert sorted(a.title for a in later) == ["3", "4", "5"]
    assert last.pending == ()


# --- when it fails ----------------------------------------------------------------------------


def test_next_way_of_discovery_is_tried_when_one_fails() -> None:
    """A feed that is gone is counted, and the next way of discovery takes its place."""

    async def scene() -> tuple[list[Article], CrawlReport, loopback.Site]:
        async with site({}) as home:
            outlet(home, "1")
            home.pages["/new-feed"] = home.pages.pop("/feed")
            ways = [{"feed": home.url("/feed")}, {"feed": home.url("/new-feed")}]
            return *await crawled(home.source(discover=ways)), home

    articles, report, home = run(scene())
    assert len(articles) == 1
    assert report.refused == {"http_404": 1}
    assert report.discovery == f"feed {home.url('/new-feed')}"
    assert report.problem is None


def test_problem_names_every_way_that_failed() -> None:
    """When no way of discovery works, one line names each address with what it said."""

    async def scene() -> tuple[CrawlReport, loopback.Site]:
        async with site({"/b": reply("no", 500)}) as home:
            ways = [{"feed": home.url("/a")}, {"feed": home.url("/b")}]
            return (await crawled(home.source(discover=ways)))[1], home

    report, home = run(scene())
    assert report.problem == (
        f"no way of discovery worked: {home.url('/a')} http_404; {home.url('/b')} http_500"
    )


def test_failed_address_keeps_the_validators_it_had() -> None:
    """A feed that fails once is still asked with its old validators the time after."""

    async def scene() -> tuple[CrawlReport, dict[str, Validator]]:
        async with site({"/feed": reply("no", 500)}) as home:
            known = {home.url("/feed"): Validator(etag='"v1"')}
            gone = {home.url("/no-longer-configured"): Validator(etag='"v2"')}
            state = CrawlState(validators=known | gone)
            return (await crawled(home.source(), state))[1], known

    report, known = run(scene())
    assert report.validators == known


def test_problem_when_not_one_page_could_be_read() -> None:
    """A source whose feed works and whose every page fails has a problem."""

    async def scene() -> CrawlReport:
        async with site({}) as home:
            outlet(home, "1", "2", "3", "4")
            home.pages |= {f"/{n}": reply("no", 403) for n in "123"} | {"/4": reply("no", 404)}
            return (await crawled(home.source()))[1]

    problem = run(scene()).problem
    assert problem
    assert problem.endswith("not one of 4 pages could be read: http_403 3, http_404 1")


@pytest.mark.parametrize(
    ("statuses", "is_problem"),
    [
        ([503], True),
        ([503, 404], True),
        ([403], False),
        ([403, 503], False),
        ([403, 403, 503], True),
        ([403, 403, 404, 404], False),
        ([403, 403, 403, 200], False),
    ],
)
def test_few_refused_pages_are_no_problem(statuses: list[int], is_problem: bool) -> None:
    """Three pages, or the failure of the site itself, tell that an outlet cannot be read."""

    async def scene() -> CrawlReport:
        async with site({}) as home:
            outlet(home, *map(str, range(len(statuses))))
            for name, status in enumerate(statuses):
                home.pages[f"/{name}"] = reply(loopback.article_text("المرفأ"), status)
            return (await crawled(home.source()))[1]

    assert bool(run(scene()).problem) is is_problem


def test_old_failures_are_no_new_problem() -> None:
    """Pages that fail again say nothing of an outlet that has published nothing since."""

    async def scene() -> list[CrawlReport]:
        async with site({}) as home:
            outlet(home, *"1234")
            home.pages |= {f"/{n}": reply("no", 503) for n in "12"}
            home.pages |= {f"/{n}": reply("no", 403) for n in "34"}
            return await polls(home, 3, again=(timedelta(0),) * 3)

    first, *others = run(scene())
    assert first.problem
    assert [report.problem for report in others] == [None, None]
    assert [report.refused for report in others] == [{"http_403": 2, "http_503": 2}] * 2


def test_article_is_archived_under_the_time_of_change_that_its_outlet_lists() -> None:
    """An edit that the feed dates later than the page does is fetched once, not at every poll."""

    async def scene() -> tuple[list[str], list[CrawlReport]]:
        async with site({}) as home:
            listed = atom(home.url("/1"), MORNING + timedelta(hours=2))
            home.pages["/feed"] = reply(listed, kind="application/atom+xml")
            changed = (
                '<meta property="article:modified_time" content="2026-11-22T06:30:00Z"></head>'
            )
            page = loopback.article_text("المرفأ").replace("</head>", changed)
            home.pages["/1"] = reply(page)
            reports = await polls(home, 3)
            return home.paths(), reports

    paths, reports = run(scene())
    assert paths.count("/1") == 1
    assert [report.articles for report in reports] == [1, 0, 0]


def test_article_that_is_gone_is_no_problem_of_its_source() -> None:
    """A feed whose only new article was deleted meanwhile is healthy."""

    async def scene() -> CrawlReport:
        async with site({}) as home:
            outlet(home, "1")
            del home.pages["/1"]
            return (await crawled(home.source()))[1]

    report = run(scene())
    assert report.refused == {"http_404": 1}
    assert report.problem is None


@pytest.mark.parametrize(
    ("value", "least", "most"),
    [("120", 119, 121), ("999999999", 6 * 3600 - 1, 6 * 3600 + 1)],
)
def test_retry_after_is_reported_and_ends_the_questions(value: str, least: int, most: int) -> None:
    """A server that asks for patience gets no further question, and the report says until when."""

    async def scene() -> tuple[CrawlReport, list[str]]:
        async with site({}) as home:
            outlet(home, "busy", *"1234")
            home.pages["/busy"] = reply("later", 429, Retry_After=value)
            return (await crawled(home.source(), at_once=1))[1], home.paths()

    report, paths = run(scene())
    assert report.retry_after
    wait = (report.retry_after - report.finished_at).total_seconds()
    assert least - 5 <= wait <= most
    assert paths[:2] == ["/feed", "/busy"]
    assert len(report.pending) == 5 - report.articles
    assert [link.attempts for link in report.pending if link.title != "busy"] == [0] * (
        4 - report.articles
    )


@pytest.mark.parametrize(
    ("dates", "hours"),
    [
        ({}, None),
        ({"/feed": -3}, 3),
        ({"/feed": 48}, -48),
        # An answer that a cache has kept for days says nothing when another is fresh.
        ({"/feed": -70, "/1": 0}, 0),
    ],
)
def test_a_report_says_what_the_outlet_s_clock_shows(
    dates: dict[str, int], hours: int | None
) -> None:
    """A report has the latest Date of an outlet's answers; None where they state none."""

    async def scene() -> CrawlReport:
        async with site({}) as home:
            outlet(home, "1")
            for path, off in dates.items():
                at = format_datetime(door.now() + timedelta(hours=off), usegmt=True)
                home.pages[path] = dated(home.pages[path], at)
            return (await crawled(home.source()))[1]

    said = run(scene()).clock_ahead
    if hours is None:
        assert said is None
    else:
        assert said is not None
        assert abs(said - timedelta(hours=hours)) < timedelta(minutes=5)


def dated(answer: Answer, at: str) -> Answer:
    """The same answer with this Date."""

    async def write(question: Question, writer: asyncio.StreamWriter) -> None:
        plain = writer.write
        head = f"\r\nDate: {at}\r\n\r\n".encode()
        writer.write = lambda data: plain(data.replace(b"\r\n\r\n", head, 1))  # type: ignore[method-assign]
        await answer(question, writer)

    return write


def test_busy_feed_is_not_asked_for_in_other_ways() -> None:
    """After 503 with Retry-After no other way of discovery is tried."""

    async def scene() -> tuple[CrawlReport, list[str]]:
        async with site({"/a": reply("later", 503, Retry_After="60")}) as home:
            outlet(home, "1")
            ways = [{"feed": home.url("/a")}, {"feed": home.url("/feed")}]
            return (await crawled(home.source(discover=ways)))[1], home.paths()

    report, paths = run(scene())
    assert paths == ["/a"]
    assert report.retry_after
    assert report.problem


def test_fault_of_our_own_is_reported_and_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A crawl that a programming error ends still yields its one report, which says so."""

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("oops")

    monkeypatch.setattr(OutletSpider, "plan", broken)

    async def scene() -> tuple[list[Article], CrawlReport]:
        async with site({"/feed": rss({})}) as home:
            return await crawled(home.source())

    articles, report = run(scene())
    assert articles == []
    assert report.finish_reason == "start_error"
    assert report.validators == {}
    assert report.problem
    assert "start_error" in report.problem


@pytest.mark.parametrize("part", ["discover:parse", "extract:extract"])
def test_crashed_worker_is_counted_and_tried_again(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A parser that raises in its worker fails one answer, by a reason of its own."""
    real = pool.run

    async def crash(function: str, *rest: Any, **arguments: Any) -> pool.Record:
        if function == f"spiders.{part}":
            raise pool.WorkerCrashError("Traceback …\nValueError: oops")
        return await real(function, *rest, **arguments)

    monkeypatch.setattr(pool, "run", crash)

    async def scene() -> CrawlReport:
        async with site({}) as home:
            outlet(home, "1")
            return (await crawled(home.source()))[1]

    report = run(scene())
    assert report.refused == {f"{part.partition(':')[0]}_crash": 1}
    assert report.refusals[0].detail == "ValueError: oops"
    assert report.problem


def test_failure_that_nobody_foresaw_is_contained(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An exception that no list names fails one address, and is logged with its traceback."""

    async def broken(*_: Any) -> Any:
        raise LookupError("who would have thought")

    monkeypatch.setattr("spiders.fetch.download.GuardedDownloadHandler.download_request", broken)

    async def scene() -> CrawlReport:
        async with site({}) as home:
            return (await crawled(home.source()))[1]

    report = run(scene())
    assert report.refused == {"unexpected": 1}
    assert "who would have thought" in caplog.text


def test_reader_who_is_sent_to_the_front_page_is_told_no_article() -> None:
    """An article that redirects to the front page is refused, however much the front page says."""

    async def scene() -> CrawlReport:
        async with site({"/": article("كل الأخبار")}) as home:
            outlet(home, "1")
            home.pages["/1"] = loopback.redirect("/")
            return (await crawled(home.source()))[1]

    assert run(scene()).refused == {"sent_home": 1}


# --- when it takes too long -------------------------------------------------------------------


def test_articles_before_the_deadline_are_kept() -> None:
    """At the deadline what was extracted is out, and what was not is pending."""

    async def scene() -> tuple[list[Article], CrawlReport]:
        async with site({}) as home:
            outlet(home, "1", "never", ETag='"v1"')
            home.pages["/never"] = loopback.silence
            return await crawled(home.source(), deadline=timedelta(seconds=2))

    articles, report = run(scene())
    assert [a.title for a in articles] == ["1"]
    assert report.finish_reason == "deadline"
    assert [(link.title, link.attempts) for link in report.pending] == [("never", 0)]
    assert report.validators == {}


def test_crawl_that_does_not_let_go_is_ended_by_force(monkeypatch: pytest.MonkeyPatch) -> None:
    """A component that ignores its cancellation does not keep the report from coming."""
    released: list[asyncio.Event] = []

    async def stubborn(self: OutletSpider, link: Link) -> Refused:
        release = asyncio.Event()
        released.append(release)
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue
        return Refused(url=link.url, reason="stubborn")

    async def scene() -> tuple[list[Article], CrawlReport]:
        async with site({}) as home:
            outlet(home, "1")
            # Once without haste, so that the readers have started.
            await crawled(home.source())
            monkeypatch.setattr(OutletSpider, "article", stubborn)
            moment = timedelta(seconds=1)
            try:
                return await crawled(home.source(), deadline=moment, grace=moment / 5)
            finally:
                for event in released:
                    event.set()
                await asyncio.sleep(0.1)

    articles, report = run(scene())
    assert articles == []
    assert report.finish_reason == "deadline"
    assert [link.title for link in report.pending] == ["1"]


def test_caller_who_leaves_ends_the_crawl() -> None:
    """A generator closed after its first article fetches nothing more and frees its host."""

    async def scene() -> tuple[int, list[str]]:
        async with site({}) as home:
            outlet(home, *"123456789")
            crawling = crawl(home.source(), CrawlState(), timedelta(seconds=30))
            async for record in crawling:
                assert isinstance(record, Article)
                break
            await crawling.aclose()
            asked = len(home.asked)
            await asyncio.sleep(0.3)
            assert len(home.asked) == asked
            articles, _ = await crawled(home.source())
            return len(articles), home.paths()

    count, _ = run(scene())
    assert count == 9


# --- manners ----------------------------------------------------------------------------------


def test_one_crawl_of_a_host_at_a_time() -> None:
    """Two sources on one host are crawled one after the other, and the host is not kept in mind."""

    async def scene() -> tuple[loopback.Site, int]:
        async with site({}) as home:
            outlet(home, "1", "2")
            sources = [home.source("one"), home.source("two")]
            await asyncio.gather(*(crawled(source, at_once=1) for source in sources))
            gc.collect()
            return home, len(door._hosts)

    home, remembered = run(scene())
    assert home.paths() == ["/feed", "/1", "/2"] * 2
    assert home.busiest == 1
    assert remembered == 0


def test_no_more_than_two_requests_at_once() -> None:
    """A host gets two requests at the same time, never more."""

    async def scene() -> int:
        async def slow(question: loopback.Question, writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(0.05)
            await article(question.path)(question, writer)

        async with site({}) as home:
            outlet(home, *"12345678")
            home.pages |= {f"/{n}": slow for n in "12345678"}
            await crawled(home.source())
            return home.busiest

    assert run(scene()) == 2


ROBOTS = "User-agent: *\nDisallow: /\n\nUser-agent: Marqab\nDisallow: /private/\n"


def test_robots_txt_is_obeyed_and_shared_between_crawls() -> None:
    """What robots.txt forbids is refused unasked, and the file is fetched once for many crawls."""

    async def scene() -> tuple[list[CrawlReport], list[str]]:
        async with site({"/robots.txt": reply(ROBOTS, kind="text/plain")}) as home:
            outlet(home, "1", "private/2")
            reports = [(await crawled(home.source()))[1] for _ in range(3)]
            return reports, [question.path for question in home.asked]

    reports, asked = run(scene())
    assert [report.refused for report in reports] == [{"robots": 1}] * 3
    assert asked.count("/robots.txt") == 1
    assert "/private/2" not in asked


@pytest.mark.parametrize(
    ("asked", "kept", "pages"),
    [
        ("7", 7.0, 12),
        ("2.5", 2.5, 20),
        ("600", 30.0, 3),
        ("0", 0.0, 20),
        ("-1", 0.0, 20),
        ("nan", 0.0, 20),
        ("1e-9", 0.0, 20),
    ],
)
def test_a_pause_that_robots_txt_asks_for_is_kept(
    asked: str,
    kept: float,
    pages: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The downloader keeps the pause of robots.txt from the first request on, in every crawl.

    A crawl asks for as many pages as fit; the others wait for the next one. More than half a
    minute is not kept, and said once.
    """
    waits: list[tuple[float, float]] = []

    def remember(slot: Slot) -> float:
        waits.append((slot.delay, slot.jitter))
        return 0.0  # nobody waits here

    monkeypatch.setattr(Slot, "download_delay", remember)

    async def scene() -> tuple[CrawlReport, list[str], int]:
        text = f"User-agent: *\nCrawl-delay: {asked}\n"
        async with site({"/robots.txt": reply(text, kind="text/plain")}) as home:
            outlet(home, *map(str, range(20)))
            report = (await crawled(home.source()))[1]
            paths, first = home.paths(), len(waits)
            await crawled(home.source())
            return report, paths, first

    report, paths, first = run(scene())
    assert (len(paths) - 1, len(report.pending)) == (pages, 20 - pages)
    if kept:
        assert waits[0][0] == 0  # robots.txt itself
        assert {*waits[first:]} == {(kept, 0)}
    assert waits[first - 1][0] == kept
    assert caplog.text.count("asks for 600 s between requests, 30 are kept") == (kept == 30)


def test_pauses_take_half_of_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sets a short one gets fewer pages of a slow outlet, and no failure."""
    monkeypatch.setattr(Slot, "download_delay", lambda _: 0.0)

    async def scene() -> CrawlReport:
        text = "User-agent: *\nCrawl-delay: 5\n"
        async with site({"/robots.txt": reply(text, kind="text/plain")}) as home:
            outlet(home, *map(str, range(5)))
            deadline = timedelta(seconds=20)
            records = [one async for one in crawl(home.source(), CrawlState(), deadline)]
            assert isinstance(records[-1], CrawlReport)
            return records[-1]

    report = run(scene())
    assert (len(report.pending), report.problem) == (3, None)


def test_forbidden_feed_is_a_problem_that_names_robots() -> None:
    """A feed that robots.txt forbids is not asked for."""

    async def scene() -> tuple[CrawlReport, list[str]]:
        text = "User-agent: *\nDisallow: /feed\n"
        async with site({"/robots.txt": reply(text, kind="text/plain")}) as home:
            return (await crawled(home.source()))[1], home.paths()

    report, paths = run(scene())
    assert paths == []
    assert report.problem
    assert "robots" in report.problem


@pytest.mark.parametrize("status", [404, 403, 500])
def test_site_without_readable_robots_txt_is_crawled(status: int) -> None:
    """A missing, forbidden or broken robots.txt does not stop the crawl."""

    async def scene() -> list[Article]:
        async with site({"/robots.txt": reply("no", status)}) as home:
            outlet(home, "1")
            return (await crawled(home.source()))[0]

    assert len(run(scene())) == 1


def test_last_known_rules_hold_while_robots_txt_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules that have grown old hold on when they cannot be read anew."""
    monkeypatch.setattr(robots, "_KEPT_SECONDS", -1)

    async def scene() -> tuple[CrawlReport, int]:
        async with site({"/robots.txt": reply(ROBOTS, kind="text/plain")}) as home:
            outlet(home, "private/2")
            await crawled(home.source())
            home.pages["/robots.txt"] = reply("no", 500)
            report = (await crawled(home.source()))[1]
            return report, [question.path for question in home.asked].count("/robots.txt")

    report, asked = run(scene())
    assert report.refused == {"robots": 1}
    assert asked > 1


def test_robots_of_many_sites_are_forgotten_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory for robots.txt is bounded."""
    monkeypatch.setattr(robots, "_SITES", 2)

    async def scene() -> int:
        async with site({}) as one, site({}) as two, site({}) as three:
            for home in (one, two, three):
                await read_page(home.url("/1"), home.source())
            return len(robots._remembered)

    assert run(scene()) == 2


def test_request_says_who_asks_and_carries_no_cookie() -> None:
    """Every request names the program and a contact, prefers Arabic, and returns no cookie."""

    async def scene() -> list[loopback.Question]:
        async with site({}) as home:
            outlet(home, "1", "2", Set_Cookie="seen=1; Path=/")
            await crawled(home.source())
            return home.asked

    for question in run(scene()):
        assert question.headers["user-agent"].startswith("Marqab/")
        assert "(+" in question.headers["user-agent"]
        assert question.headers["accept-language"].startswith("ar")
        assert "cookie" not in question.headers


# --- one page ---------------------------------------------------------------------------------


def test_one_page_is_read_like_any_other() -> None:
    """A single page comes back as its Article, with its source's id or without one."""

    async def scene() -> tuple[Article | Refused, Article | Refused, list[str]]:
        async with site({"/1": article("المرفأ")}) as home:
            url = home.url("/1")
            found = await read_page(url, home.source()), await read_page(url)
            return *found, home.paths()

    known, unknown, paths = run(scene())
    assert isinstance(known, Article)
    assert (known.title, known.source) == ("المرفأ", "outlet")
    assert isinstance(unknown, Refused)
    assert unknown.reason == "private_address"
    assert paths == ["/1"]


def test_page_of_an_unknown_host_has_no_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page read without a source belongs to none."""
    monkeypatch.setattr("spiders.fetch.guard.why_private", lambda _: None)

    async def scene() -> Article | Refused:
        async with site({"/1": article("المرفأ")}) as home:
            return await read_page(home.url("/1"))

    found = run(scene())
    assert isinstance(found, Article)
    assert (found.title, found.source) == ("المرفأ", "")


@pytest.mark.parametrize("address", ["nonsense", "ftp://example.org/1", "http://"])
def test_address_that_is_none_is_refused(address: str) -> None:
    """What is no web address is a refusal like any other."""
    found = run(read_page(address))
    assert isinstance(found, Refused)
    assert found.reason == "bad_address"


def test_page_that_never_comes_is_refused() -> None:
    """A page that is not there after its time is a refusal, not a hang."""

    async def scene() -> Article | Refused:
        async with site({"/1": loopback.silence}) as home:
            limits = door.Limits(request=timedelta(seconds=0.3))
            return await read_page(home.url("/1"), home.source(), limits=limits)

    found = run(scene())
    assert isinstance(found, Refused)
    assert found.reason == "timeout"


# --- the command line's way in ----------------------------------------------------------------

ROOT = Path(__file__).parent.parent


def program(body: str) -> subprocess.Popen[str]:
    """A process whose `main` has this body, run through the door."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    code = f"import asyncio, os, signal\nfrom spiders.crawl import run\nasync def main():\n{lines}"
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", f"{code}\nraise SystemExit(run(main))"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


OWN_HANDLERS = """\
stop = asyncio.Event()
for name in (signal.SIGTERM, signal.SIGINT):
    asyncio.get_running_loop().add_signal_handler(name, stop.set)
os.kill(os.getpid(), signal.SIGTERM)
await asyncio.wait_for(stop.wait(), 20)
return 0"""


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        ("return 0", 0, ""),
        ("await asyncio.sleep(0.1)\nreturn 3", 3, ""),
        ("raise LookupError('no such source')", 1, "LookupError: no such source"),
        ("os.kill(os.getpid(), signal.SIGINT)\nawait asyncio.sleep(30)", -2, "KeyboardInterrupt"),
        ("os.kill(os.getpid(), signal.SIGTERM)\nawait asyncio.sleep(30)", -15, ""),
        (OWN_HANDLERS, 0, ""),
    ],
    ids=["ok", "code", "error", "ctrl-c", "sigterm", "own handlers"],
)
def test_run_ends_as_its_main_does(body: str, code: int, said: str) -> None:
    """The exit code, the exception and the signals of `main` are those of the process."""
    with program(body) as process:
        _, errors = process.communicate(timeout=60)
    assert process.returncode == code
    assert (said in errors) if said else (errors == "")


def test_door_imports_no_reactor() -> None:
    """Importing the door installs no reactor, so that the command line can choose its own."""
    check = "import sys, spiders.crawl; sys.exit('twisted.internet.reactor' in sys.modules)"
    subprocess.run([sys.executable, "-c", check], check=True, cwd=ROOT)
