"""What does this WordPress site list?

In: the answer of its REST interface, or of its feed where that is closed. Out: Links.
REST is better than any feed: whole articles, times in UTC, categories apart from tags
(measured on sites with WordPress 6.1, 6.8 and 7.1, 2026-11).
Knows nothing of themes.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from spiders.contract import (
    FeedDiscovery,
    Link,
    Refused,
    Source,
    WordPressDiscovery,
    WordPressEditsDiscovery,
)
from spiders.dates import Dated
from spiders.discover import feed
from spiders.discover.entries import Discovered, dated, gather, plain, read_json, web

#: Posts asked for at once. A whole one takes some 15 KB, and REST offers no way to ask only for
#: what is new, so this is a compromise: SANA, the busiest, writes about ten an hour.
_POSTS = 30
_EMBED = "_embed=author,wp:term,wp:featuredmedia"
_QUERY = f"per_page={_POSTS}&{_EMBED}"
#: What is asked of edited posts: enough to know them by, not their texts. 100 is WordPress's most.
_EDITS = "per_page=100&orderby=modified&_fields=id,link,title,date,date_gmt,modified_gmt"
#: Edits older than this are no longer asked for; longer than most outages.
_EDITED_WITHIN = timedelta(days=1)
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
    site = _site(way.wordpress)
    return (
        f"{site}wp-json/wp/v2/posts?{_QUERY}",
        f"{site}?rest_route=/wp/v2/posts&{_QUERY}",
        f"{site}feed/",
        f"{site}?feed=rss2",
    )


def edits(address: str, now: datetime) -> tuple[str, ...]:
    """The posts edited of late, most recently first; in both spellings of REST.

    ``modified_after`` is understood since WordPress 5.7; its hour is a full one, so that a quiet
    site answers the same address with the same bytes.

    >>> edits("https://thiqa-agency.com", datetime(2026, 11, 22, 9, 41, tzinfo=UTC))[1]
    'https://thiqa-agency.com/?rest_route=/wp/v2/posts&modified_after=2026-11-21T09:00:00Z&\
per_page=100&orderby=modified&_fields=id,link,title,date,date_gmt,modified_gmt'
    """
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    query = f"modified_after={hour - _EDITED_WITHIN:%Y-%m-%dT%H:%M:%SZ}&{_EDITS}"
    site = _site(address)
    return f"{site}wp-json/wp/v2/posts?{query}", f"{site}?rest_route=/wp/v2/posts&{query}"


def edits_beside(way: WordPressDiscovery, address: str, now: datetime) -> str | None:
    """The edits in the spelling of REST in which `address` lists posts; None for the feed."""
    return dict(zip(requests(way), edits(way.wordpress, now), strict=False)).get(address)


def is_rest(url: str) -> bool:
    """Whether an address is one of WordPress's REST interface."""
    return "/wp-json/" in url or "rest_route=" in url


def parse(
    body: bytes,
    *,
    url: str,
    charset: str | None,
    source: Source,
    way: WordPressDiscovery | WordPressEditsDiscovery,
    now: datetime,
    page: int = 1,
) -> Discovered | Refused:
    """Every post of the answer, or every entry where `url` is the feed's.

    Never raises on any bytes. Refuses ``rest_closed``, so that the next address is asked.
    """
    if not is_rest(url):
        site_feed = FeedDiscovery(feed=re.sub(r"[?&]paged=\d+$", "", url))
        return feed.parse(
            body, url=url, charset=charset, source=source, way=site_feed, now=now, page=page
        )
    try:
        posts = read_json(body, charset)
    except ValueError as error:
        return Refused(url=url, reason="rest_closed", detail=f"no JSON: {error}")
    if not isinstance(posts, list):
        code = _at(posts, "code") or f"a {type(posts).__name__}, not a list of posts"
        return Refused(url=url, reason="rest_closed", detail=str(code))
    found = gather(_links(posts, url, source, now, way), source)
    if "modified_after=" in url:
        return found
    # A page that is not full is the last.
    older = re.sub(r"&page=\d+$", "", url) + f"&page={page + 1}"
    return found._replace(older=older if len(posts) == _POSTS else None)


def parse_article(
    body: bytes, *, link: Link, charset: str | None, source: Source, now: datetime
) -> Link | Refused:
    """The link with the post that its `data_url` answers; never raises on any bytes."""
    url = link.data_url or link.url
    try:
        post = read_json(body, charset)
    except ValueError as error:
        return Refused(url=url, reason="not_json", detail=str(error))
    found = next(_links([post], url, source, now, None))
    if isinstance(found, Refused):
        return found
    if found.html is None:
        return Refused(url=url, reason="empty", detail="the post has no text in REST")
    kept = {"attempts": link.attempts, "modified_at": found.modified_at or link.modified_at}
    return found.model_copy(update=kept)


def _single(url: str, number: object) -> str | None:
    """The address that answers one of the posts that `url` lists, whole."""
    head, _, _ = url.partition("modified_after=")
    joint = "&" if "rest_route=" in head else "?"
    return f"{head.rstrip('?&')}/{number}{joint}{_EMBED}" if isinstance(number, int) else None


def _site(address: str) -> str:
    return address.rstrip("/") + "/"


def _links(
    posts: list[Any],
    url: str,
    source: Source,
    now: datetime,
    way: WordPressDiscovery | WordPressEditsDiscovery | None,
) -> Iterator[Link | Refused]:
    # An edited text is read like the first one: from REST where that is what lists the posts.
    is_brief = isinstance(way, WordPressDiscovery) and "modified_after=" in url
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
            data_url=_single(url, _at(post, "id")) if is_brief else None,
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
