"""How far a crawl goes to find what is new: indexes, older pages, edits."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import loopback
from loopback import article, crawled, reply, site
from reactor import run
from spiders.contract import Article, CrawlReport, CrawlState, Link, Source
from spiders.fetch.limits import Limits
from spiders.tally import Tally
from spiders.urls import identity

MORNING = datetime(2026, 11, 22, 6, tzinfo=UTC)
OLD = datetime(2026, 1, 1, tzinfo=UTC)


def listing(*names: str, older: str = "") -> loopback.Answer:
    """A page that lists these articles, and where older ones are."""
    links = "".join(f'<a class=story href="/{name}">{name}</a>' for name in names)
    more = f'<a rel=next href="{older}">أقدم</a>' if older else ""
    return reply(f"<html><body>{links}{more}</body></html>")


def listed(home: loopback.Site, **options: Any) -> dict[str, Any]:
    """The way of discovery that reads such pages."""
    return {"listing": {"url": home.url("/list"), "link": "a.story", **options}}


def known(home: loopback.Site, *names: str) -> CrawlState:
    """A state in which these articles are archived."""
    keys = [identity(home.url(f"/{name}"), home.source()) for name in names]
    return CrawlState(known=dict.fromkeys(keys, MORNING))


def surveyed(
    pages: dict[str, loopback.Answer], *met: str, option: str = "next", **limits: Any
) -> tuple[list[str], CrawlReport]:
    """The lists that a crawl asked for, and its report; every other path is an article."""

    async def scene() -> tuple[list[str], CrawlReport]:
        async with site({"*": article("خبر"), "/robots.txt": loopback.missing}) as home:
            home.pages |= pages
            how = (
                {"next": "a[rel=next]"}
                if option == "next"
                else {"pages": home.url("/list?p={page}")}
            )
            source = home.source(discover=[listed(home, **how)])
            _, report = await crawled(source, known(home, *met), **limits)
            return [path for path in home.paths() if path.startswith("/list")], report

    return run(scene())


# --- older pages ------------------------------------------------------------------------------


def test_after_an_outage_the_list_is_followed_to_what_is_known() -> None:
    """Page after page is read until one names a known article, and no page after that one."""
    pages = {
        "/list": listing("9", "8", older="/list?p=2"),
        "/list?p=2": listing("7", "6", older="/list?p=3"),
        "/list?p=3": listing("5", "4", older="/list?p=4"),
        "/list?p=4": listing("3"),
    }
    asked, report = surveyed(pages, "4", "3")
    assert asked == ["/list", "/list?p=2", "/list?p=3"]
    assert (report.links_seen, report.links_new, report.articles) == (6, 5, 5)
    assert report.refused == {}


@pytest.mark.parametrize("met", [(), ("8",)])
def test_only_the_first_page_is_asked_at_first_sight_and_when_nothing_was_missed(
    met: tuple[str, ...],
) -> None:
    """A source never seen has no gap to fill, and neither has one whose list names the known."""
    pages = {"/list": listing("9", "8", older="/list?p=2"), "/list?p=2": listing("7")}
    assert surveyed(pages, *met)[0] == ["/list"]


def test_a_gap_that_is_too_wide_is_counted() -> None:
    """After five pages of news the crawl stops, and says that it has not read everything."""
    pages = {f"/list?p={n}": listing(f"n{n}", older=f"/list?p={n + 1}") for n in range(2, 9)}
    asked, report = surveyed(pages | {"/list": listing("n1", older="/list?p=2")}, "old")
    assert len(asked) == 5
    assert report.refused == {"gap": 1}
    assert report.refusals[0].detail == "nothing known on 5 pages; what was older is not read"
    assert report.articles == 5


@pytest.mark.parametrize(
    ("beyond", "refused"),
    [
        (reply("no", 404), {}),
        (listing(), {}),
        (reply("no", 500), {"http_500": 1}),
        (reply("later", 503, Retry_After="60"), {"http_503": 1}),
    ],
)
def test_the_end_of_a_list_is_no_failure(beyond: loopback.Answer, refused: dict[str, int]) -> None:
    """A server that has no further page ends the list; one that fails is counted."""
    pages = {"/list": listing("9"), "/list?p=2": listing("8"), "/list?p=3": beyond}
    asked, report = surveyed(pages, "old", option="pages")
    assert asked == ["/list", "/list?p=2", "/list?p=3"]
    assert report.refused == refused
    assert report.discovery
    assert report.problem is None


def test_a_server_that_has_one_page_only_is_not_asked_again_and_again() -> None:
    """The same list under every number ends the search."""
    same = listing("9", "8")
    asked, report = surveyed({"/list": same, "/list?p=2": same}, "old", option="pages")
    assert asked == ["/list", "/list?p=2"]
    assert report.refused == {}


# --- sitemaps ---------------------------------------------------------------------------------


def sitemap(home: loopback.Site, **changed: datetime) -> loopback.Answer:
    """A sitemap of articles by name, each with the time of its last change."""
    entries = "".join(
        f"<url><loc>{home.url(f'/{name}')}</loc><lastmod>{at.isoformat()}</lastmod></url>"
        for name, at in changed.items()
    )
    return reply(f"<urlset>{entries}</urlset>", kind="application/xml")


def index(home: loopback.Site, *paths: str) -> loopback.Answer:
    """An index of sitemaps."""
    entries = "".join(f"<sitemap><loc>{home.url(path)}</loc></sitemap>" for path in paths)
    return reply(f"<sitemapindex>{entries}</sitemapindex>", kind="application/xml", ETag='"i"')


def test_an_index_is_followed_to_its_sitemaps() -> None:
    """The sitemaps of an index are read as one list, and asked for with their own validators."""

    async def scene() -> tuple[list[Article], list[CrawlReport], loopback.Site]:
        async with site({"*": article("خبر"), "/robots.txt": loopback.missing}) as home:
            home.pages["/map"] = index(home, "/s1.xml", "/s2.xml")
            home.pages["/s1.xml"] = sitemap(home, a=MORNING)
            home.pages["/s2.xml"] = sitemap(home, b=MORNING, c=OLD)
            source = home.source(discover=[{"sitemap": home.url("/map")}])
            articles, first = await crawled(source)
            home.asked.clear()
            _, second = await crawled(source, CrawlState(validators=first.validators))
            return articles, [first, second], home

    articles, (first, second), home = run(scene())
    assert len(articles) == 3
    assert first.discovery == f"sitemap {home.url('/map')}"
    # What an index leads to may change without it: it is always read.
    assert home.url("/map") not in first.validators
    assert home.paths() == ["/map", "/s1.xml", "/s2.xml"]
    assert second.not_modified


@pytest.mark.parametrize(
    ("pages", "refused"),
    [
        ({"/s1.xml": reply("no", 500), "/s2.xml": reply("no", 404)}, {"http_500": 1, "http_404": 1}),
        ({"/s1.xml": reply("<html>"), "/s2.xml": reply("<html>")}, {"not_a_sitemap": 2}),
    ],
)  # fmt: skip
def test_an_index_that_leads_nowhere_is_a_way_that_failed(
    pages: dict[str, loopback.Answer], refused: dict[str, int]
) -> None:
    """When no sitemap of an index can be read, the next way of discovery is tried."""

    async def scene() -> CrawlReport:
        async with site(pages | {"/feed": loopback.rss({})}) as home:
            home.pages["/map"] = index(home, "/s1.xml", "/s2.xml")
            ways = [{"sitemap": home.url("/map")}, {"feed": home.url("/feed")}]
            return (await crawled(home.source(discover=ways)))[1]

    report = run(scene())
    assert report.refused == refused
    assert report.discovery
    assert report.discovery.startswith("feed ")
    assert len(report.failed_ways) == 1


def test_one_failing_sitemap_does_not_hide_the_others() -> None:
    """What the readable sitemaps of an index list is read, and the failure is counted."""

    async def scene() -> CrawlReport:
        async with site({"*": article("خبر"), "/s1.xml": reply("no", 500)}) as home:
            home.pages["/map"] = index(home, "/s1.xml", "/s2.xml")
            home.pages["/s2.xml"] = sitemap(home, a=MORNING)
            return (await crawled(home.source(discover=[{"sitemap": home.url("/map")}])))[1]

    report = run(scene())
    assert (report.articles, report.refused) == (1, {"http_500": 1})


def test_an_index_of_indexes_has_an_end() -> None:
    """An index that leads to itself is refused."""

    async def scene() -> tuple[CrawlReport, int]:
        async with site({}) as home:
            home.pages["/map"] = index(home, "/map")
            report = (await crawled(home.source(discover=[{"sitemap": home.url("/map")}])))[1]
            return report, len(home.paths())

    report, asked = run(scene())
    assert report.refused == {"too_deep": 1}
    assert asked == 3


def test_a_live_blog_is_one_article_with_many_versions() -> None:
    """Each change that the sitemap dates brings the page again, under one identity."""

    async def scene() -> list[tuple[str, datetime | None]]:
        versions = []
        async with site({}) as home:
            source = home.source(discover=[{"sitemap": home.url("/map")}])
            state = CrawlState()
            for minutes in (0, 0, 10, 20):
                at = MORNING + timedelta(minutes=minutes)
                home.pages["/map"] = sitemap(home, live=at)
                home.pages["/live"] = article(f"تغطية {minutes}")
                articles, report = await crawled(source, state)
                versions += [(found.title, found.modified_at) for found in articles]
                met = {identity(found.url, source): found.modified_at for found in articles}
                state = CrawlState(known=state.known | met, validators=report.validators)
        return versions

    assert run(scene()) == [
        (f"تغطية {minutes}", MORNING + timedelta(minutes=minutes)) for minutes in (0, 10, 20)
    ]


# --- Telegram ----------------------------------------------------------------------------------


def test_a_channel_is_read_without_a_further_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages become articles by the page that lists them; one without text is counted."""

    def message(number: int, text: str) -> str:
        return (
            f'<div class="tgme_widget_message" data-post="sahel_today/{number}">'
            f'<div class="tgme_widget_message_text js-message_text">{text}</div>'
            '<a class="tgme_widget_message_date"><time datetime="2026-11-22T06:00:00+00:00"></time>'
            "</a></div>"
        )

    async def scene() -> tuple[list[Article], CrawlReport, list[str]]:
        page = message(6, "") + message(7, "عاجل: وصول سفينة") + message(8, "المرفأ<br/>تفاصيل")
        async with site({"/s/sahel_today": reply(page)}) as home:
            # Telegram's own address is the one thing here that is not real.
            ours = home.url("/s/sahel_today")
            monkeypatch.setattr("spiders.discover.telegram.requests", lambda _: (ours,))
            source = home.source(discover=[{"telegram": "sahel_today"}])
            return *await crawled(source), home.paths()

    articles, report, paths = run(scene())
    assert paths == ["/s/sahel_today"]
    assert sorted((found.url, found.title, found.body) for found in articles) == [
        ("https://t.me/sahel_today/7", "عاجل: وصول سفينة", "عاجل: وصول سفينة"),
        ("https://t.me/sahel_today/8", "المرفأ", "تفاصيل"),
    ]
    assert (report.refused, report.without_body, report.without_time) == ({"no_text": 1}, 0, 0)


# --- edits, and what has gone -----------------------------------------------------------------


def test_edits_that_no_feed_shows_are_caught() -> None:
    """An old article edited in WordPress is fetched again though the feed is unchanged."""

    async def scene() -> tuple[list[Article], CrawlReport]:
        async with site({"/feed": loopback.rss({}, ETag='"1"')}) as home:
            home.pages["/old"] = article("معدل")
            post = {
                "id": 7,
                "link": home.url("/old"),
                "date_gmt": "2026-11-20T06:00:00",
                "modified_gmt": "2026-11-22T08:00:00",
            }
            # Another old one, never met: an edit of the archive is no news.
            posts = [post, post | {"link": home.url("/never-met")}]
            home.pages["*"] = reply(json.dumps(posts), kind="application/json")
            home.pages["/robots.txt"] = loopback.missing
            source = home.source(also=[{"wordpress_edits": home.url("/")}])
            _, first = await crawled(source, known(home, "old", "other"))
            home.pages["/feed"] = loopback.raw(b"HTTP/1.1 304 X\r\n\r\n")
            state = known(home, "old").model_copy(update={"validators": first.validators})
            del state.validators[next(url for url in state.validators if "modified" in url)]
            return await crawled(source, state)

    articles, report = run(scene())
    assert [found.title for found in articles] == ["معدل"]
    assert articles[0].modified_at == datetime(2026, 11, 22, 8, tzinfo=UTC)
    assert not report.not_modified


def test_a_rest_site_is_asked_for_its_edits_by_number() -> None:
    """An edited post that is no longer on the list is read whole from REST, not from its page."""

    async def scene() -> tuple[list[Article], list[str]]:
        async with site({"/robots.txt": loopback.missing}) as home:
            old = {"id": 7, "link": home.url("/old"), "title": {"rendered": "المرفأ"},
                   "date_gmt": "2026-11-20T06:00:00", "modified_gmt": "2026-11-22T08:00:00"}  # fmt: skip
            whole = old | {
                "content": {"rendered": "<p>عادت الحركة في المرفأ إلى طبيعتها.</p>" * 5}
            }

            async def rest(question: loopback.Question, writer: Any) -> None:
                posts: Any = [old] if "modified_after" in question.path else []
                posts = whole if "/posts/7" in question.path else posts
                await reply(json.dumps(posts), kind="application/json")(question, writer)

            home.pages["*"] = rest
            source = home.source(discover=[{"wordpress": home.url("/")}])
            articles, _ = await crawled(source, known(home, "old"))
            return articles, home.paths()

    articles, paths = run(scene())
    assert [(found.title, found.extractor) for found in articles] == [("المرفأ", "discovery")]
    assert "/old" not in paths
    assert "/posts/7?" in paths[-1]


@pytest.mark.parametrize("status", [404, 410])
@pytest.mark.parametrize("listed_again", [True, False])
def test_an_article_that_is_gone_is_reported(status: int, listed_again: bool) -> None:
    """An archived article whose page answers 404 or 410 is named, listed as edited or asked for."""

    async def scene() -> tuple[CrawlReport, str]:
        async with site({"/a": reply("no", status)}) as home:
            home.pages["/map"] = sitemap(home, **({"a": MORNING} if listed_again else {}))
            source = home.source(discover=[{"sitemap": home.url("/map")}])
            key = identity(home.url("/a"), source)
            recheck = () if listed_again else (Link(url=home.url("/a")),)
            state = CrawlState(known={key: OLD}, recheck=recheck)
            return (await crawled(source, state))[1], key

    report, key = run(scene())
    assert report.gone == {key: f"http_{status}"}
    assert report.problem is None
    assert report.pending == ()
    assert bool(report.deferred) is listed_again


@pytest.mark.parametrize(
    ("answer", "gone"),
    [
        (loopback.redirect("/"), "sent_home"),
        (reply("<html><title>404</title><h1>الصفحة غير موجودة</h1><p>عذرا، الصفحة غير موجودة.</p>"),
         "error_page"),
        (reply("no", 500), None),
        (reply("no", 403), None),
        (loopback.reset, None),
    ],
    ids=["sent home", "404 with 200", "500", "403", "reset"],
)  # fmt: skip
def test_only_what_says_that_it_is_gone_is_gone(answer: loopback.Answer, gone: str | None) -> None:
    """A page that fails for the moment is not gone, and nobody keeps it pending."""

    async def scene() -> CrawlReport:
        async with site(
            {"/feed": loopback.rss({}), "/a": answer, "/": article("الرئيسية")}
        ) as home:
            state = known(home, "a").model_copy(update={"recheck": (Link(url=home.url("/a")),)})
            return (await crawled(home.source(), state))[1]

    report = run(scene())
    assert list(report.gone.values()) == ([gone] if gone else [])
    assert (report.looked_at, report.pending, report.deferred) == ((), (), {})
    assert sum(report.refused.values()) == 1


def test_an_article_that_is_looked_at_again_comes_as_it_is_now() -> None:
    """An article asked for again is fetched though no list names it, and reported as looked at."""

    async def scene() -> tuple[list[Article], CrawlReport, str]:
        async with site({"/feed": loopback.rss({}), "/a": article("نص معدل")}) as home:
            link = Link(url=home.url("/a"), title="قديم")
            state = known(home, "a").model_copy(update={"recheck": (link,)})
            return *await crawled(home.source(), state), identity(link.url, home.source())

    articles, report, key = run(scene())
    assert [found.title for found in articles] == ["نص معدل"]
    assert report.looked_at == (key,)
    assert (report.gone, report.links_seen, report.links_new) == ({}, 0, 0)


def test_a_page_that_stands_in_for_what_the_list_carried_is_no_edit() -> None:
    """Where discovery carries the texts, a look at the page says only that it is still there."""

    async def scene() -> tuple[list[Article], CrawlReport]:
        async with site({"/feed": loopback.rss({}), "/a": article("صفحة")}) as home:
            state = known(home, "a").model_copy(update={"recheck": (Link(url=home.url("/a")),)})
            source = home.source(discover=[{"feed": home.url("/feed"), "whole": True}])
            return await crawled(source, state)

    articles, report = run(scene())
    assert (articles, report.articles) == ([], 0)
    assert len(report.looked_at) == 1


def test_an_article_listed_as_edited_and_asked_for_again_is_fetched_once() -> None:
    """One look answers both an edit that is listed and a recheck that is due."""

    async def scene() -> tuple[list[Article], CrawlReport, list[str]]:
        async with site({"/a": article("معدل")}) as home:
            home.pages["/map"] = sitemap(home, a=MORNING)
            source = home.source(discover=[{"sitemap": home.url("/map")}])
            key, link = identity(home.url("/a"), source), Link(url=home.url("/a"))
            state = CrawlState(known={key: OLD}, recheck=(link,))
            return *await crawled(source, state), home.paths()

    articles, report, paths = run(scene())
    assert (len(articles), paths) == (1, ["/map", "/a"])
    assert len(report.looked_at) == 1


@pytest.mark.parametrize(
    ("minutes", "edited", "read"), [(15, True, True), (14, True, False), (60, False, False)]
)
def test_what_was_edited_nobody_knows_when_is_read_every_quarter_of_an_hour(
    minutes: int, edited: bool, read: bool
) -> None:
    """A message that Telegram only calls edited is read again when its last reading is old."""
    source = Source.model_validate(
        {"id": "x", "name": "x", "url": "https://t.me/", "discover": [{"telegram": "sahel_today"}]}
    )
    link = Link(url="https://t.me/sahel_today/7", edited=edited, html="<p>نص</p>")
    state = CrawlState(known={"7": MORNING})
    tally = Tally(source, state, Limits(), MORNING + timedelta(minutes=minutes))
    tally.plan([("7", link)], {}, {}, {})
    assert bool(tally.todo) is read
