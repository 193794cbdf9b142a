"""What does an outlet list at the moment?

In: the bytes that one address of discovery answered. Out: Links, or why there are none.
One module for each way of discovery; each tells the addresses to ask, and reads the answers.
Knows nothing of requests, of what is already known, and of articles' pages.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from spiders.contract import (
    ApiDiscovery,
    Discovery,
    FeedDiscovery,
    Link,
    ListingDiscovery,
    NewsSitemapDiscovery,
    Refused,
    SitemapDiscovery,
    Source,
    TelegramDiscovery,
    WordPressDiscovery,
    WordPressEditsDiscovery,
)
from spiders.discover import api, feed, listing, sitemap, telegram, wordpress
from spiders.discover.entries import Discovered as Discovered


def name(way: Discovery) -> str:
    """The key under which ``sources.yaml`` names this way.

    >>> name(TelegramDiscovery(telegram="sana_gov"))
    'telegram'
    """
    return next(iter(type(way).model_fields))


def requests(way: Discovery, source: Source, now: datetime) -> tuple[str, ...]:
    """The addresses to ask, at least one; the next only where the one before was refused.

    >>> sana = Source(id="sana", name="سانا", url="https://sana.sy/", timezone="Asia/Damascus",
    ...     discover=[{"sitemap": "https://sana.sy/sitemap.xml?d={yyyy}-{mm}-{dd}"}])
    >>> requests(sana.discover[0], sana, datetime(2026, 11, 21, 22, tzinfo=UTC))
    ('https://sana.sy/sitemap.xml?d=2026-11-22',)
    """
    match way:
        case FeedDiscovery():
            return feed.requests(way)
        case WordPressDiscovery():
            return wordpress.requests(way)
        case WordPressEditsDiscovery():
            return wordpress.edits(way.wordpress_edits, now)
        case SitemapDiscovery() | NewsSitemapDiscovery():
            return sitemap.requests(way, _local(source, now))
        case ListingDiscovery():
            return listing.requests(way)
        case ApiDiscovery():
            return api.requests(way)
        case TelegramDiscovery():
            return telegram.requests(way)


def besides(way: Discovery, address: str, now: datetime) -> str | None:
    """What is asked as well where `address` worked, each time: the edits of a WordPress site."""
    return (
        wordpress.edits_beside(way, address, now) if isinstance(way, WordPressDiscovery) else None
    )


def parse(
    body: bytes,
    *,
    url: str,
    charset: str | None,
    source: Source,
    way: Discovery,
    now: datetime,
    page: int = 1,
) -> Discovered | Refused:
    """What the answer of `url` lists; `charset` is the one its header declares.

    `page` is the number of the page where a list goes on over several, from 1.

    Never raises on any bytes.
    A `Discovered` without links is a good answer where it refused nothing either: the outlet
    lists nothing. Where it has refusals only, the next way should be tried.
    """
    if not body.strip():
        return Refused(url=url, reason="empty", detail="the answer has no content")
    match way:
        case FeedDiscovery():
            return feed.parse(
                body, url=url, charset=charset, source=source, way=way, now=now, page=page
            )
        case WordPressDiscovery() | WordPressEditsDiscovery():
            return wordpress.parse(
                body, url=url, charset=charset, source=source, way=way, now=now, page=page
            )
        case SitemapDiscovery() | NewsSitemapDiscovery():
            found = sitemap.parse(body, url=url, charset=charset, source=source, way=way, now=now)
            older = sitemap.day_before(way, _local(source, now), page)
            return found._replace(older=older) if isinstance(found, Discovered) else found
        case ListingDiscovery():
            return listing.parse(
                body, url=url, charset=charset, source=source, way=way, now=now, page=page
            )
        case ApiDiscovery():
            return api.parse(
                body, url=url, charset=charset, source=source, way=way, now=now, page=page
            )
        case TelegramDiscovery():
            return telegram.parse(body, url=url, charset=charset, source=source, now=now)


def parse_article(
    body: bytes, *, link: Link, charset: str | None, source: Source, now: datetime
) -> Link | Refused:
    """The link with its article as `html`, read from the answer of its `data_url`.

    Never raises on any bytes. Where it refuses, the article's page is still there to be asked,
    but for the reason ``deleted``.
    """
    url = link.data_url or link.url
    if telegram.is_message(link.url):
        return telegram.parse_article(body, link=link, charset=charset, source=source, now=now)
    if wordpress.is_rest(url):
        return wordpress.parse_article(body, link=link, charset=charset, source=source, now=now)
    return api.parse_article(body, link=link, charset=charset, source=source)


def again(link: Link) -> Link:
    """The link as it is to be asked for when it is looked at again, not listed anew."""
    if telegram.is_message(link.url):
        return link.model_copy(update={"data_url": telegram.single(link.url), "html": None})
    return link.model_copy(update={"html": None})


def carries_text(source: Source) -> bool:
    """Whether discovery brings the articles' texts, so that their pages read differently."""
    match source.discover[0]:
        case FeedDiscovery(whole=whole):
            return whole
        case ListingDiscovery(listing=page):
            return page.whole
        case ApiDiscovery(api=answer):
            return bool(answer.text or answer.body)
        case WordPressDiscovery():
            return True
        case _:
            return False


def _local(source: Source, now: datetime) -> datetime:
    return now.astimezone(ZoneInfo(source.timezone) if source.timezone else UTC)
