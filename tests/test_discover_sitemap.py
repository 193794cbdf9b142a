"""Sitemaps, indexes of sitemaps and Google News sitemaps."""

import gzip
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import a_source
from spiders import discover
from spiders.contract import (
    Discovery,
    Link,
    NewsSitemapDiscovery,
    Refused,
    SitemapDiscovery,
)
from spiders.discover import Discovered

URL = "https://sahel.example/sitemap.xml"
NOW = datetime(2026, 11, 14, 10, tzinfo=UTC)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def urlset(*entries: str) -> str:
    """A sitemap of these entries."""
    return f"{HEAD}<urlset {SPACES}>{''.join(f'<url>{one}</url>' for one in entries)}</urlset>"


def index(*entries: str) -> str:
    """An index of these sitemaps."""
    body = "".join(f"<sitemap>{one}</sitemap>" for one in entries)
    return f"{HEAD}<sitemapindex {SPACES}>{body}</sitemapindex>"


def loc(path: str, lastmod: str = "") -> str:
    """An address on the site, with the time of its last change."""
    changed = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    return f"<loc>https://sahel.example{path}</loc>{changed}"


def news(path: str, title: str, date: str, lastmod: str = "") -> str:
    """An entry of a Google News sitemap, with a picture whose caption is no title."""
    return (
        f"{loc(path, lastmod)}<news:news><news:publication><news:name>الساحل</news:name>"
        f"<news:language>ar</news:language></news:publication>"
        f"<news:publication_date>{date}</news:publication_date><news:title>{title}</news:title>"
        "<news:keywords>طرطوس، مرفأ</news:keywords></news:news>"
        "<image:image><image:loc>https://sahel.example/i.jpg</image:loc>"
        "<image:title>صورة</image:title></image:image>"
    )


def read(body: str | bytes, way: Discovery | None = None, **options: Any) -> Discovered | Refused:
    """What the answer of the invented outlet's sitemap lists."""
    return discover.parse(
        body.encode() if isinstance(body, str) else body,
        url=URL,
        charset=None,
        source=a_source(),
        way=way or SitemapDiscovery(sitemap=URL, **options),
        now=NOW,
    )


def links(body: str | bytes, way: Discovery | None = None, **options: Any) -> list[Link]:
    """The links of an answer that was understood without any refusal."""
    found = read(body, way, **options)
    assert isinstance(found, Discovered), found
    assert found.refused == ()
    return list(found.links)


NEWS = NewsSitemapDiscovery(news_sitemap=URL)


def test_a_news_sitemap_keeps_title_and_date() -> None:
    """Title, date and keywords of a news entry come with the link; a picture's title does not."""
    [link] = links(urlset(news("/a/1", "مرفأ &amp; مطار", "2026-11-14T11:00:00+03:00")), NEWS)
    assert link == Link(
        url="https://sahel.example/a/1",
        title="مرفأ & مطار",
        published_at=datetime(2026, 11, 14, 8, tzinfo=UTC),
        published_reason="news:publication_date «2026-11-14T11:00:00+03:00»",
        tags=("طرطوس", "مرفأ"),
    )


@pytest.mark.parametrize(
    ("lastmod", "hour"),
    [("2026-11-14T12:00:00+03:00", 9), ("2026-11-14T11:00:00+03:00", None), ("قريبا", None)],
)
def test_only_a_change_after_publication_is_an_edit(lastmod: str, hour: int | None) -> None:
    """<lastmod> of the moment of publication, or of none, is no edit."""
    entry = news("/a/1", "أ", "2026-11-14T11:00:00+03:00", lastmod)
    [link] = links(urlset(entry), NEWS)
    assert link.modified_at == (hour and datetime(2026, 11, 14, hour, tzinfo=UTC))


def test_a_sitemap_gives_the_newest_first() -> None:
    """Entries come by time of change, undated ones last; the front page is none of them."""
    page = urlset(
        loc("/", "2026-11-14T09:59:00Z"),
        loc("/a/1", "2026-11-12T08:00:00Z"),
        loc("/a/2"),
        loc("/a/3", "2026-11-14"),
    )
    assert [link.url[-1] for link in links(page)] == ["3", "1", "2"]
    [third, *_] = links(page)
    # A bare day is the outlet's own midnight.
    assert third.modified_at == datetime(2026, 11, 13, 21, tzinfo=UTC)
    assert (third.published_at, third.published_reason) == (None, "")


def test_a_change_that_all_entries_share_is_the_files() -> None:
    """A sitemap that is written anew each night dates nothing."""
    page = urlset(*(loc(f"/a/{n}", "2026-11-14T00:00:07Z") for n in range(3)))
    assert [link.modified_at for link in links(page)] == [None] * 3
    assert all(link.modified_at for link in links(urlset(loc("/a/1", "2026-11-14T00:00:07Z"))))


@pytest.mark.parametrize(("dated", "kept"), [(True, range(1800, 2000)), (False, None)])
def test_of_a_long_sitemap_the_newest_are_taken(dated: bool, kept: range | None) -> None:
    """Of thousands of entries 200 come out: the newest, or without dates those at both ends."""
    minutes = [
        f"2026-11-{1 + n // 1440:02}T{n // 60 % 24:02}:{n % 60:02}:00Z" for n in range(2000)
    ]
    page = urlset(*(loc(f"/a/{n}", minutes[n] if dated else "") for n in range(2000)))
    numbers = sorted(int(link.url.rpartition("/")[2]) for link in links(page))
    assert numbers == list(kept or (*range(100), *range(1900, 2000)))


def test_only_addresses_of_articles_are_taken_where_a_pattern_says_which() -> None:
    """`articles` leaves sections and pages of the site about itself out."""
    page = urlset(loc("/section/news"), loc("/about"), loc("/article/7-x"))
    assert [link.url[-3:] for link in links(page, articles=r"/article/\d+")] == ["7-x"]


def test_dead_and_foreign_addresses_are_refused_and_counted() -> None:
    """An entry without an address, or with another site's, is refused with its reason."""
    page = urlset("<loc></loc>", "<loc>https://ads.example/1</loc>", loc("/a/1"))
    found = read(page)
    assert isinstance(found, Discovered)
    assert [link.url for link in found.links] == ["https://sahel.example/a/1"]
    assert [refused.reason for refused in found.refused] == ["bad_link", "off_site"]


def test_a_sitemap_without_entries_is_understood() -> None:
    """A news sitemap is empty on a day without news."""
    assert links(urlset(), NEWS) == []


@pytest.mark.parametrize(
    ("body", "way", "reason", "detail"),
    [
        ("<html><title>لحظة</title></html>", None, "not_a_sitemap", "«html»"),
        ("نص", None, "not_a_sitemap", "no element"),
        (urlset(loc("/a/1")), NEWS, "not_news", "none of 1"),
        (index(loc("/category-sitemap.xml")), None, "no_links", "none of 1 sitemaps"),
        (index(), None, "no_links", "none of 0 sitemaps"),
        (b"\x1f\x8b broken", None, "too_large", "damaged"),
        (gzip.compress(b"<urlset>" + b" " * (9 << 20)), None, "too_large", "8388608"),
        ("", None, "empty", "no content"),
    ],
)
def test_what_is_no_sitemap_of_articles_is_refused(
    body: str | bytes, way: Discovery | None, reason: str, detail: str
) -> None:
    """A page, a plain sitemap for news, an index of sections and a bomb are refused by name."""
    refused = read(body, way)
    assert isinstance(refused, Refused)
    assert (refused.url, refused.reason) == (URL, reason)
    assert detail in refused.detail


def test_a_gzipped_sitemap_is_read() -> None:
    """A file that is gzipped by itself, not by its server, is unpacked."""
    assert [link.url[-1] for link in links(gzip.compress(urlset(loc("/a/1")).encode()))] == ["1"]


def test_malformed_xml_and_entities_are_survived() -> None:
    """A cut sitemap gives what is whole, and an entity of its own is never resolved."""
    nested = '<!DOCTYPE urlset [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/hosts">]>'
    cut = urlset(loc("/a/1"), f"{loc('/a/2')}<news:news><news:title>&b;&c;", loc("/a/3"))[:-60]
    found = read(cut.replace(HEAD, HEAD + nested))
    assert isinstance(found, Discovered)
    assert [link.url[-1] for link in found.links][:2] == ["1", "2"]
    assert all("ha" not in link.title and "localhost" not in link.title for link in found.links)


def test_an_index_leads_to_its_newest_sitemaps_of_articles() -> None:
    """Sections, authors and pages are left out, and of hundreds the three newest are named."""
    months = [loc(f"/post-sitemap{n}.xml", f"2026-{n:02}-01") for n in range(1, 12)]
    others = [
        loc(f"/{name}-sitemap.xml", "2026-11-14")
        for name in ("category", "post_tag", "author", "page", "image")
    ]
    found = read(index(*months, *others, "<loc>https://ads.example/s.xml</loc>"))
    assert isinstance(found, Discovered)
    assert [part[-6:-4] for part in found.parts] == ["11", "10", "p9"]
    assert [refused.reason for refused in found.refused] == ["off_site"]
    assert found.links == ()


def test_an_index_without_dates_leads_to_both_its_ends() -> None:
    """Where no sitemap is dated the first and the last are named, one alone once."""
    names = [loc(f"/wp-sitemap-posts-post-{n}.xml") for n in range(1, 9)]
    found = read(index(*names, loc("/wp-sitemap-users-1.xml")))
    assert isinstance(found, Discovered)
    assert [part[-5] for part in found.parts] == ["1", "8"]
    one = read(index(loc("/news.xml")))
    assert isinstance(one, Discovered)
    assert len(one.parts) == 1


def test_the_sitemaps_of_an_index_may_be_chosen() -> None:
    """`children` says which sitemaps of an index are meant, whatever they are called."""
    found = read(index(loc("/s/ar-pages.xml"), loc("/s/en.xml")), children="/ar-")
    assert isinstance(found, Discovered)
    assert found.parts == ("https://sahel.example/s/ar-pages.xml",)
    bad = read(index("<loc>https://[</loc>", loc("/s.xml")))
    assert isinstance(bad, Discovered)
    assert [refused.reason for refused in bad.refused] == ["bad_link"]


@pytest.mark.parametrize(
    ("written", "today", "before"),
    [
        ("?yyyy={yyyy}&mm={m}&dd={d}", "?yyyy=2026&mm=3&dd=1", "?yyyy=2026&mm=2&dd=28"),
        ("/{yyyy}-{mm}-{dd}.xml", "/2026-03-01.xml", "/2026-02-28.xml"),
    ],
)
def test_a_sitemap_of_the_day_is_asked_by_the_outlets_own_day(
    written: str, today: str, before: str
) -> None:
    """Late in the evening in UTC it is tomorrow in Damascus; older articles are on the day before."""
    late = datetime(2026, 2, 28, 21, 30, tzinfo=UTC)
    way = SitemapDiscovery(sitemap=f"https://sahel.example/sitemap{written}")
    [address] = discover.requests(way, a_source(), late)
    assert address == f"https://sahel.example/sitemap{today}"
    found = discover.parse(
        urlset().encode(), url=address, charset=None, source=a_source(), way=way, now=late
    )
    assert isinstance(found, Discovered)
    assert found.older == f"https://sahel.example/sitemap{before}"


def test_a_sitemap_of_all_days_has_no_older_one() -> None:
    """Only a sitemap a day leads on to the day before."""
    found = read(urlset(loc("/a/1")))
    assert isinstance(found, Discovered)
    assert found.older is None


PIECES = st.sampled_from(
    ["<urlset>", "<sitemapindex>", "<url>", "<sitemap>", "<loc>", "/x", "https://[", "</loc>",
     "<lastmod>", "2026-11-14", "<news:news>", "<news:title>", "</url>", "<!--", "&a;", "\x00", "ط",
     "<!DOCTYPE x [<!ENTITY a 'b'>]>", "<![CDATA["]
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(st.lists(PIECES, max_size=15).map("".join) | st.binary(max_size=60), st.booleans())
def test_no_bytes_raise(body: str | bytes, is_news: bool) -> None:
    """Any bytes are understood or refused, as a plain and as a news sitemap."""
    assert isinstance(read(body, NEWS if is_news else None), Discovered | Refused)
