"""Lists that were written to harm their reader are read within limits, or refused."""

from datetime import timedelta
from typing import Any

import pytest

import loopback
from loopback import crawled, reply, site
from reactor import run
from spiders.contract import Article, CrawlReport

#: Nested so that they become ten to the eleventh letters.
LAUGHS = (
    "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    + '<!ENTITY file SYSTEM "file:///etc/passwd"><!ENTITY % more SYSTEM "http://127.0.0.1:9/x"> %more;'
)
FEED = '<rss version="2.0"><channel>{}</channel></rss>'
ITEM = "<item><title>{}</title><link>/1</link></item>"
MEGABYTE = "x" * (1 << 20)

#: A way of discovery, what its address answers, and how many articles come of it.
LISTS: dict[str, tuple[str, str, int]] = {
    "feed: entities": (
        "feed",
        f"<!DOCTYPE rss [{LAUGHS}]>" + FEED.format(ITEM.format("&a11;&file;")),
        1,
    ),
    "sitemap: entities": (
        "sitemap",
        f"<!DOCTYPE urlset [{LAUGHS}]><urlset><url><loc>/1</loc><x>&a11;&file;</x></url></urlset>",
        1,
    ),
    "feed: address of a megabyte": (
        "feed",
        FEED.format(f"<item><link>/{MEGABYTE}</link></item>"),
        0,
    ),
    "feed: title of a megabyte": ("feed", FEED.format(ITEM.format(MEGABYTE)), 0),
    "feed: nesting": ("feed", FEED.format("<a>" * 20_000), 0),
    "sitemap: nesting": ("sitemap", "<urlset>" + "<url>" * 300_000, 0),
    "sitemap: address of a megabyte": (
        "sitemap",
        f"<urlset><url><loc>/{MEGABYTE}</loc></url><url><loc>/1</loc></url></urlset>",
        1,
    ),
    "listing: nesting": ("listing", "<div>" * 300_000 + "<a class=story href=/1>x</a>", 0),
    "listing: attributes": ("listing", f"<a class=story href=/1 {'a=1 ' * 200_000}>x</a>", 1),
    "listing: null bytes": ("listing", "<a class=story\0 href=/1>x</a>" + "\0" * 99_999, 1),
    "api: nesting": ("api", "[" * 1_000_000, 0),
    "api: a number of a million digits": ("api", '[{"url": ' + "9" * 1_000_000 + "}]", 0),
    "api: every key twice": ("api", '[{"url": "/2", "url": "/1"}]', 1),
    "wordpress: nesting": ("wordpress", '{"a":' * 100_000, 0),
    "wordpress: no posts": ("wordpress", "[[], {}, null, 7, [[[]]]]", 0),
}


def ways(home: loopback.Site) -> dict[str, dict[str, Any]]:
    """Each way of discovery, on one address of a site."""
    url = home.url("/list")
    return {
        "feed": {"feed": url},
        "sitemap": {"sitemap": url},
        "listing": {"listing": {"url": url, "link": "a.story"}},
        "api": {"api": {"url": url, "link": "url"}},
        "wordpress": {"wordpress": home.url("/wp")},
    }


@pytest.mark.parametrize("case", LISTS)
def test_hostile_list_is_read_within_limits_or_refused(case: str) -> None:
    """Whatever a list holds, its crawl ends by itself; what cannot be read is counted."""
    kind, body, articles = LISTS[case]

    async def scene() -> tuple[list[Article], CrawlReport]:
        async with site(
            {"*": reply(body, kind="text/xml"), "/robots.txt": loopback.missing}
        ) as bad:
            bad.pages |= {"/1": loopback.article("المرفأ")}
            source = bad.source(discover=[ways(bad)[kind]])
            return await crawled(source, parsing=timedelta(seconds=5))

    found, report = run(scene())
    assert [article.title for article in found] == ["المرفأ"] * articles
    assert report.finish_reason == "finished"
    assert articles or report.refused or report.links_seen == 0
    assert "root:" not in report.model_dump_json()


@pytest.mark.parametrize("kind", ["feed", "listing", "api"])
def test_list_of_thousands_is_cut_and_says_so(kind: str) -> None:
    """A list without end cannot fill the memory of what waits: a thousand entries are read."""
    numbers = range(3000)
    bodies = {
        "feed": FEED.format("".join(f"<item><link>/{n}</link></item>" for n in numbers)),
        "listing": "".join(f"<a class=story href=/{n}>x</a>" for n in numbers),
        "api": "[" + ",".join(f'{{"url": "/{n}"}}' for n in numbers) + "]",
    }

    async def scene() -> CrawlReport:
        async with site({"/list": reply(bodies[kind])}) as bad:
            source = bad.source(discover=[ways(bad)[kind]])
            return (await crawled(source, pages=0))[1]

    report = run(scene())
    assert report.refused == {"too_many": 1}
    assert len(report.pending) == report.links_seen == 1000
