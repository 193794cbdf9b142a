"""What does this sitemap list?

In: the bytes of a sitemap, of an index of sitemaps, or of a Google News sitemap, gzipped or not.
Out: Links of its newest articles, or the sitemaps of an index that hold them.
A sitemap is asked for what feeds leave out: an old article that was edited moves to its top.
The format is that of sitemaps.org, 0.9, and of Google's news extension, 0.9 (read 2026-11).
Knows nothing of pages.
"""

import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from spiders.contract import Link, NewsSitemapDiscovery, Refused, SitemapDiscovery, Source
from spiders.dates import Dated
from spiders.decode import decode
from spiders.discover.entries import Discovered, dated, gather, listed_site, plain, web
from spiders.discover.feed import clean

Way = SitemapDiscovery | NewsSitemapDiscovery

#: Articles taken from one sitemap. SANA, the busiest, writes 240 a day; a sitemap holds up to
#: 50 000, and what is older than this was either read long ago or is no news.
_NEWEST = 200
#: Sitemaps taken from one index. The newest article stands in one; a second and a third may hold
#: another language or an edited article of last month.
_PARTS = 3
#: Of a sitemap that is gzipped by itself, as `Limits.size_bytes` is of any other answer.
_SIZE_BYTES = 8 << 20
#: So many entries changed in the same second were not: it is the file's time.
_TOO_MANY_AT_ONCE = 3
#: Sitemaps that list no articles, by names that WordPress, its plug-ins and Drupal give them.
_NO_ARTICLES = re.compile(
    r"categor|(?:post_)?tags?[-_.]|taxonom|author|users?[-_.]|pages?[-_.]|image|video|attachment"
    r"|product|section|topic|archive[-_.]|misc",
    re.IGNORECASE,
)
_GZIP = b"\x1f\x8b"


class _Entry(NamedTuple):
    """One <url> or <sitemap>, as it stands there."""

    address: str
    changed: str
    published: str
    title: str
    keywords: str
    is_news: bool


#: An entry, when it was last changed, when it was published.
_Dated = tuple[_Entry, datetime | None, Dated]


def requests(way: Way, now: datetime) -> tuple[str, ...]:
    """The sitemap's address; of one a day that of today, as `now` has it in its own zone."""
    return (_on(way, now),)


def day_before(way: Way, now: datetime, page: int) -> str | None:
    """Of one sitemap a day, that of `page` days ago; None where there is one for all days."""
    address = _on(way, now - timedelta(days=page))
    return None if address == _template(way) else address


def parse(
    body: bytes, *, url: str, charset: str | None, source: Source, way: Way, now: datetime
) -> Discovered | Refused:
    """The newest articles of a sitemap, newest first, or `Discovered.parts` of an index.

    Never raises on any bytes.
    Refuses ``not_a_sitemap``, ``no_links`` for an index without a sitemap of articles,
    ``not_news`` for a news sitemap without news, and ``too_large``.
    """
    plain_body = _unpacked(body)
    if plain_body is None:
        detail = f"gzip that is damaged or holds more than {_SIZE_BYTES} bytes"
        return Refused(url=url, reason="too_large", detail=detail)
    root = _tree(decode(plain_body, charset, "xml").text)
    kind = "" if root is None else _name(root)
    if root is None or kind not in ("urlset", "sitemapindex"):
        detail = f"its first element is «{kind}»" if kind else "no element in it"
        return Refused(url=url, reason="not_a_sitemap", detail=detail)
    entries = list(_entries(root))
    if kind == "sitemapindex":
        return _index(entries, url, source, way, now)
    if isinstance(way, NewsSitemapDiscovery) and entries and not any(e.is_news for e in entries):
        return Refused(
            url=url, reason="not_news", detail=f"none of {len(entries)} entries is news"
        )
    return _articles(entries, url, source, way, now)


def _template(way: Way) -> str:
    return way.sitemap if isinstance(way, SitemapDiscovery) else way.news_sitemap


def _on(way: Way, day: datetime) -> str:
    address = _template(way)
    parts = {
        "{yyyy}": f"{day.year}",
        "{mm}": f"{day.month:02}",
        "{m}": f"{day.month}",
        "{dd}": f"{day.day:02}",
        "{d}": f"{day.day}",
    }
    for hole, value in parts.items():
        address = address.replace(hole, value)
    return address


def _unpacked(body: bytes) -> bytes | None:
    """The body without its own gzip; None where that is damaged or would be too large."""
    if not body.startswith(_GZIP):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        text = unpacker.decompress(body, _SIZE_BYTES)
    except zlib.error:
        return None
    return text if unpacker.eof else None


def _tree(text: str) -> etree._Element | None:
    # Entities of a stranger's own are never resolved: nested ones would fill the memory.
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    return etree.fromstring(clean(text).encode() or b" ", parser)


def _name(element: etree._Element) -> str:
    """The tag without its namespace; "" for a comment, an instruction or an entity."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _entries(root: etree._Element) -> Iterator[_Entry]:
    for element in root:
        if _name(element) not in ("url", "sitemap"):
            continue
        said: dict[str, str] = {}
        news: dict[str, str] = {}
        for field in element.iter(etree.Element):
            around = (field, *field.iterancestors())
            in_news = any(_name(one) == "news" for one in around)
            (news if in_news else said).setdefault(_name(field), field.text or "")
        yield _Entry(
            said.get("loc", ""),
            said.get("lastmod", ""),
            news.get("publication_date", ""),
            plain(news.get("title", "")),
            news.get("keywords", ""),
            bool(news),
        )


# --- an index -------------------------------------------------------------------------------


def _index(
    entries: list[_Entry], url: str, source: Source, way: Way, now: datetime
) -> Discovered | Refused:
    found: dict[str, datetime | None] = {}
    refused = []
    for entry in entries:
        try:
            address = web(url, entry.address)
        except ValueError as error:
            refused.append(Refused(url=url, reason="bad_link", detail=str(error)))
            continue
        if not _is_wanted(address, way):
            continue
        if elsewhere := listed_site(address, url, source):
            refused.append(elsewhere)
            continue
        found[address] = dated(entry.changed, "", source.timezone, now).at
    if not found:
        detail = f"none of {len(entries)} sitemaps of the index is one of articles"
        return Refused(url=url, reason="no_links", detail=detail)
    return Discovered((), tuple(refused), parts=_newest_parts(found))


def _is_wanted(address: str, way: Way) -> bool:
    if way.children is not None:
        return bool(re.search(way.children, address))
    return not _NO_ARTICLES.search(urlsplit(address).path.rpartition("/")[2])


def _newest_parts(found: dict[str, datetime | None]) -> tuple[str, ...]:
    times = [at for at in found.values() if at]
    if len(set(times)) > 1 or len(found) == 1:
        oldest = datetime.min.replace(tzinfo=UTC)
        return tuple(sorted(found, key=lambda one: found[one] or oldest, reverse=True)[:_PARTS])
    # Without dates nothing says at which end of the index the newest stands.
    addresses = list(found)
    return tuple(dict.fromkeys((addresses[0], addresses[-1])))


# --- articles -------------------------------------------------------------------------------


def _articles(
    entries: list[_Entry], url: str, source: Source, way: Way, now: datetime
) -> Discovered:
    wanted = [e for e in entries if way.articles is None or re.search(way.articles, e.address)]
    changes = [dated(e.changed, "", source.timezone, now).at for e in wanted]
    times = [at for at in changes if at]
    if len(times) >= _TOO_MANY_AT_ONCE and len(set(times)) == 1:
        changes = [None] * len(wanted)
    label = "news:publication_date"
    published = [
        dated(e.published, label, source.timezone, now) if e.is_news else Dated(None, "")
        for e in wanted
    ]
    newest = _newest(list(zip(wanted, changes, published, strict=True)))
    return gather(_links(newest, url, source), source)


def _links(entries: list[_Dated], url: str, source: Source) -> Iterator[Link | Refused]:
    for entry, changed, published in entries:
        try:
            address = web(url, entry.address)
        except ValueError as error:
            yield Refused(url=url, reason="bad_link", detail=f"«{entry.title[:80]}»: {error}")
            continue
        if elsewhere := listed_site(address, url, source):
            yield elsewhere
            continue
        if not urlsplit(address).path.strip("/") and not urlsplit(address).query:
            continue  # the front page, which many a sitemap names first
        later = changed and (published.at is None or changed > published.at)
        yield Link(
            url=address,
            title=entry.title,
            published_at=published.at,
            published_reason=published.reason,
            modified_at=changed if later else None,
            tags=tuple(filter(None, map(plain, re.split("[,،]", entry.keywords)))),
        )


def _newest(entries: list[_Dated]) -> list[_Dated]:
    """The newest first; where nothing is dated, those at both ends."""
    if not any(changed or published.at for _, changed, published in entries):
        half = _NEWEST // 2
        return entries if len(entries) <= _NEWEST else entries[:half] + entries[-half:]
    oldest = datetime.min.replace(tzinfo=UTC)

    def time(entry: _Dated) -> datetime:
        return max(filter(None, (entry[1], entry[2].at)), default=oldest)

    return sorted(entries, key=time, reverse=True)[:_NEWEST]
