"""What does an outlet list at the moment?

In: the bytes that one address of discovery answered. Out: Links, or why there are none.
One module for each way of discovery; each tells the addresses to ask, and reads the answers.
Knows nothing of requests, of what is already known, and of articles' pages.
"""

from datetime import datetime

from spiders.contract import (
    ApiDiscovery,
    Discovery,
    FeedDiscovery,
    ListingDiscovery,
    Refused,
    Source,
    WordPressDiscovery,
)
from spiders.discover import api, feed, listing, wordpress
from spiders.discover.api import parse_article as parse_article
from spiders.discover.entries import Discovered as Discovered


def name(way: Discovery) -> str:
    """The key under which ``sources.yaml`` names this way."""
    match way:
        case FeedDiscovery():
            return "feed"
        case WordPressDiscovery():
            return "wordpress"
        case ListingDiscovery():
            return "listing"
        case ApiDiscovery():
            return "api"


def requests(way: Discovery) -> tuple[str, ...]:
    """The addresses to ask, at least one; the next only where the one before was refused.

    >>> requests(FeedDiscovery(feed="https://sana.sy/feed/"))
    ('https://sana.sy/feed/',)
    """
    match way:
        case FeedDiscovery():
            return feed.requests(way)
        case WordPressDiscovery():
            return wordpress.requests(way)
        case ListingDiscovery():
            return listing.requests(way)
        case ApiDiscovery():
            return api.requests(way)


def parse(
    body: bytes, *, url: str, charset: str | None, source: Source, way: Discovery, now: datetime
) -> Discovered | Refused:
    """What the answer of `url` lists; `charset` is the one its header declares.

    Never raises on any bytes.
    A `Discovered` without links is a good answer where it refused nothing either: the outlet
    lists nothing. Where it has refusals only, the next way should be tried.
    """
    if not body.strip():
        return Refused(url=url, reason="empty", detail="the answer has no content")
    match way:
        case FeedDiscovery():
            return feed.parse(body, url=url, charset=charset, source=source, way=way, now=now)
        case WordPressDiscovery():
            return wordpress.parse(body, url=url, charset=charset, source=source, now=now)
        case ListingDiscovery():
            return listing.parse(body, url=url, charset=charset, source=source, way=way, now=now)
        case ApiDiscovery():
            return api.parse(body, url=url, charset=charset, source=source, way=way, now=now)
