"""What does this WordPress site list?

In: the answer of its REST interface, or of its feed where that is closed. Out: Links.
REST is better than any feed: whole articles, times in UTC, categories apart from tags
(measured on sites with WordPress 6.1, 6.8 and 7.1, 2026-11).
Knows nothing of themes.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from spiders.contract import FeedDiscovery, Link, Refused, Source, WordPressDiscovery
from spiders.dates import Dated
from spiders.discover import feed
from spiders.discover.entries import Discovered, dated, gather, plain, read_json, web

#: Posts asked for at once. A whole one takes some 15 KB, and REST offers no way to ask only for
#: what is new, so this is a compromise: SANA, the busiest, writes about ten an hour.
_POSTS = 30
_QUERY = f"per_page={_POSTS}&_embed=author,wp:term,wp:featuredmedia"
#: Ends an excerpt that a site gives in place of the text.
_MORE = re.compile(r"(?:\[\s*(?:…|\.\.\.)\s*\]|…|\.\.\.)$")
#: What is left of a page builder whose plug-in does not work in REST, such as ``[vc_row]``.
_SHORTCODE = re.compile(r"\[/?[a-z]+_[a-z_]+(?:\s[^\]]*)?\]")


def requests(way: WordPressDiscovery) -> tuple[str, ...]:
    """REST, REST on a site with plain permalinks, the feed, the feed on such a site.

    >>> for address in requests(WordPressDiscovery(wordpress="https://thiqa-agency.com")):
    ...     print(address)
    https://thiqa-agency.com/wp-json/wp/v2/posts?per_page=30&_embed=author,wp:term,wp:featuredmedia
    https://thiqa-agency.com/?rest_route=/wp/v2/posts&per_page=30&_embed=author,wp:term,wp:featuredmedia
    https://thiqa-agency.com/feed/
    https://thiqa-agency.com/?feed=rss2
    """
    site = way.wordpress.rstrip("/") + "/"
    return (
        f"{site}wp-json/wp/v2/posts?{_QUERY}",
        f"{site}?rest_route=/wp/v2/posts&{_QUERY}",
        f"{site}feed/",
        f"{site}?feed=rss2",
    )


def parse(
    body: bytes, *, url: str, charset: str | None, source: Source, now: datetime
) -> Discovered | Refused:
    """Every post of the answer, or every entry where `url` is the feed's.

    Never raises on any bytes. Refuses ``rest_closed``, so that the next address is asked.
    """
    if "/wp-json/" not in url and "rest_route=" not in url:
        way = FeedDiscovery(feed=url)
        return feed.parse(body, url=url, charset=charset, source=source, way=way, now=now)
    try:
        posts = read_json(body, charset)
    except ValueError as error:
        return Refused(url=url, reason="rest_closed", detail=f"no JSON: {error}")
    if not isinstance(posts, list):
        code = _at(posts, "code") or f"a {type(posts).__name__}, not a list of posts"
        return Refused(url=url, reason="rest_closed", detail=str(code))
    return gather(_links(posts, url, source, now), source)


def _links(posts: list[Any], url: str, source: Source, now: datetime) -> Iterator[Link | Refused]:
    for post in posts:
        title = plain(_text(post, "title", "rendered"))
        try:
            address = web(url, _text(post, "link"))
        except ValueError as error:
            yield Refused(url=url, reason="bad_link", detail=f"«{title[:80]}»: {error}")
            continue
        published, modified = _times(post, source, now)
        categories = _names(post, "category")
        yield Link(
            url=address,
            title=title,
            published_at=published.at,
            published_reason=published.reason,
            modified_at=modified,
            html=_whole(post),
            summary=plain(_text(post, "excerpt", "rendered")),
            section=categories[0] if categories else None,
            tags=tuple(dict.fromkeys(_names(post, "post_tag") + categories)),
            authors=_authors(post),
            image_url=_image(post, url),
        )


def _at(value: Any, *path: str | int) -> Any:
    """What stands at a path; None where any part of it is missing or of another kind."""
    for key in path:
        if isinstance(value, dict) and isinstance(key, str):
            value = value.get(key)
        elif isinstance(value, list) and isinstance(key, int) and key < len(value):
            value = value[key]
        else:
            return None
    return value


def _text(value: Any, *path: str | int) -> str:
    found = _at(value, *path)
    return found if isinstance(found, str) else ""


def _list(value: Any, *path: str | int) -> list[Any]:
    found = _at(value, *path)
    return found if isinstance(found, list) else []


def _times(post: Any, source: Source, now: datetime) -> tuple[Dated, datetime | None]:
    # WordPress writes its UTC times without the Z, and its local ones without any zone.
    published = dated(_text(post, "date_gmt"), "rest date_gmt", "UTC", now)
    if published.at is None:
        local = dated(_text(post, "date"), "rest date", source.timezone, now)
        published = local if local.at else published
    modified = dated(_text(post, "modified_gmt"), "rest modified_gmt", "UTC", now).at
    later = published.at and modified and modified > published.at
    return published, modified if later else None


def _whole(post: Any) -> str | None:
    """The article's markup; None where it is locked, left to a page builder, or cut short."""
    markup = _text(post, "content", "rendered")
    text = plain(markup)
    if not text or _at(post, "content", "protected") or _SHORTCODE.search(text):
        return None
    excerpt = plain(_text(post, "excerpt", "rendered"))
    return None if _MORE.search(text) and text == excerpt else markup


def _names(post: Any, taxonomy: str) -> tuple[str, ...]:
    terms = [
        term
        for group in _list(post, "_embedded", "wp:term")
        if isinstance(group, list)
        for term in group
        if _at(term, "taxonomy") == taxonomy
    ]
    return tuple(dict.fromkeys(filter(None, (plain(_text(term, "name")) for term in terms))))


def _authors(post: Any) -> tuple[str, ...]:
    """Names of the authors; one whose record is closed to the public has none."""
    names = (plain(_text(author, "name")) for author in _list(post, "_embedded", "author"))
    return tuple(filter(None, names))


def _image(post: Any, url: str) -> str | None:
    try:
        return web(url, _text(post, "_embedded", "wp:featuredmedia", 0, "source_url"))
    except ValueError:
        return None
