"""What does this RSS or Atom feed list?

In: the bytes of a feed, however damaged. Out: Links with what the feed says of each.
A feed's text is a hint and no article, unless the source says `whole`: feeds carry summaries,
and names of places often stand deep in the body (seen at Enab Baladi and SANA, 2026-11).
Knows nothing of pages.
"""

import html
import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import feedparser

from spiders.contract import FeedDiscovery, Link, Refused, Source
from spiders.dates import Dated
from spiders.decode import decode
from spiders.discover.entries import Discovered, dated, gather, plain, web

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*?\?>")
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CDATA = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.DOTALL)
#: An ampersand that XML does not know by itself, with the HTML entity or number it begins.
_AMPERSAND = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)(#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]*;)?"
)
#: One attribute of a tag; a second of the same name is what makes SANA's feed no XML.
_ATTRIBUTE = re.compile(r"""\s+([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')""")
_OPENING_TAG = re.compile(r"""<[A-Za-z][\w:.-]*(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))+""")
#: The answer ends inside an address: half an address is another article's.
_CUT_ADDRESS = re.compile(r"<(?:link|guid|id)\b[^<]*(?:<!\[CDATA\[[^\]<]*)?\]{0,2}\Z")
#: Elements that hold text and none of each other, and those that hold them.
_LEAF_OR_HOLDER = re.compile(
    r"<(?P<end>/?)(?:(?P<leaf>title|link|guid|id|pubDate|description|summary|published|updated"
    r"|category|comments|content:encoded|dc:creator|dc:date)|item|entry|channel|feed|rss)"
    r"(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)
_ROOT_END = re.compile(r"</(?:rss|feed|(?:\w+:)?RDF)\s*>|/>\s*\Z", re.IGNORECASE)


def requests(way: FeedDiscovery) -> tuple[str, ...]:
    """The feed's address."""
    return (way.feed,)


def parse(
    body: bytes,
    *,
    url: str,
    charset: str | None,
    source: Source,
    way: FeedDiscovery,
    now: datetime,
    page: int = 1,
) -> Discovered | Refused:
    """Every entry of the feed; none where the feed is whole and lists none.

    Never raises on any bytes. Refuses ``not_a_feed``, and ``truncated`` where the answer ends
    before the first entry.
    """
    text = clean(decode(body, charset, "xml").text)
    tree = _tree(text)
    if tree.get("bozo"):
        tree = _tree(close_tags(text))
    if not tree.entries and not tree.get("version"):
        return Refused(
            url=url, reason="not_a_feed", detail=f"it begins «{plain(text[:400])[:80]}»"
        )
    if not tree.entries and not _ROOT_END.search(text):
        return Refused(url=url, reason="truncated", detail="it ends before the first entry")
    found = gather(_entries(tree.entries, url, source, way, now), source)
    return found._replace(ttl=_ttl(tree), older=_older(tree, way, url, page))


def _ttl(tree: Any) -> timedelta | None:
    """What ``<ttl>`` says, in minutes.

    ``sy:updatePeriod`` is not read: WordPress writes «hourly» into every feed, whatever the site
    publishes.
    """
    said = str(tree.feed.get("ttl", "")).strip()
    minutes = int(said) if re.fullmatch(r"[0-9]{1,5}", said) else 0
    return timedelta(minutes=minutes) if minutes else None


def _older(tree: Any, way: FeedDiscovery, url: str, page: int) -> str | None:
    """Where older entries are: as RFC 5005 says, or as WordPress answers without saying it."""
    for link in tree.feed.get("links", ()):
        if link.get("rel") == "next":
            try:
                return web(url, link.get("href", ""))
            except ValueError:
                return None
    if "wordpress.org" not in tree.feed.get("generator", "") or not tree.entries:
        return None
    return f"{way.feed}{'&' if '?' in way.feed else '?'}paged={page + 1}"


def _tree(text: str) -> Any:
    return feedparser.parse(
        io.BytesIO(text.encode()),
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )


def clean(text: str) -> str:
    r"""XML that is well-formed as far as characters go; what stands in CDATA is left alone.

    Drops the declaration, characters that XML forbids, repeated attributes and an address that
    the end of the text cuts; resolves HTML's entities.

    >>> clean('<?xml version="1.0"?><a b="1" b="2">طرطوس&nbsp;&<![CDATA[&nbsp;]]></a>')
    '<a b="1">طرطوس\xa0&amp;<![CDATA[&nbsp;]]></a>'
    """
    text = _ILLEGAL.sub("", _DECLARATION.sub("", text, count=1)).lstrip()
    text = _CUT_ADDRESS.sub("", text)
    parts = _CDATA.split(text)
    parts[::2] = [
        _OPENING_TAG.sub(_each_attribute_once, _AMPERSAND.sub(_character, part))
        for part in parts[::2]
    ]
    return "".join(parts)


def close_tags(text: str) -> str:
    """The same with every title, link, date … ended where the next one begins.

    Without it one forgotten end tag costs feedparser the titles of the whole feed.

    >>> close_tags("<item><title>طرطوس<link>/x</link></item>")
    '<item><title>طرطوس</title><link>/x</link></item>'
    """
    parts = _CDATA.split(text)
    open_leaf = ""

    def close(tag: re.Match[str]) -> str:
        nonlocal open_leaf
        leaf, before = tag["leaf"] or "", open_leaf
        if tag[0].endswith("/>"):
            return tag[0]
        if leaf and tag["end"]:
            open_leaf = ""
            return tag[0] if before == leaf else f"</{before}>" if before else ""
        open_leaf = leaf
        return f"</{before}>{tag[0]}" if before else tag[0]

    parts[::2] = [_LEAF_OR_HOLDER.sub(close, part) for part in parts[::2]]
    return "".join(parts)


def _character(ampersand: re.Match[str]) -> str:
    name = ampersand[1] or ""
    character = html.unescape(f"&{name}") if name else ""
    if not character or character == f"&{name}":
        return f"&amp;{name}"
    return html.escape(_ILLEGAL.sub("", character), quote=False)


def _each_attribute_once(tag: re.Match[str]) -> str:
    seen: set[str] = set()

    def keep(attribute: re.Match[str]) -> str:
        first = attribute[1] not in seen
        seen.add(attribute[1])
        return attribute[0] if first else ""

    return _ATTRIBUTE.sub(keep, tag[0])


def _entries(
    entries: list[Any], url: str, source: Source, way: FeedDiscovery, now: datetime
) -> Iterator[Link | Refused]:
    for entry in entries:
        title = plain(entry.get("title", ""))
        address = entry.get("feedburner_origlink") or entry.get("link", "")
        try:
            link = web(url, address)
        except ValueError as error:
            yield Refused(url=url, reason="bad_link", detail=f"«{title[:80]}»: {error}")
            continue
        published, modified = _times(entry, source, now)
        yield Link(
            url=link,
            title=title,
            published_at=published.at,
            published_reason=published.reason,
            modified_at=modified,
            html=_whole(entry) if way.whole else None,
            summary=plain(entry.get("summary", "")),
            tags=_unique(tag.get("term") for tag in entry.get("tags", ())),
            authors=_unique(author.get("name") for author in entry.get("authors", ())),
            image_url=_image(entry, url),
        )


def _times(entry: Any, source: Source, now: datetime) -> tuple[Dated, datetime | None]:
    """When it was published, and when it was changed after that, where the feed says both.

    `in` is asked first because feedparser answers ``updated`` with the other time and a warning.
    """
    updated = entry["updated"] if "updated" in entry else ""  # noqa: SIM401 see above
    if "published" not in entry and updated:
        # RSS 1.0 has only dc:date, and many an Atom feed only <updated>.
        return dated(updated, "feed updated", source.timezone, now), None
    published = dated(entry.get("published", ""), "feed pubDate", source.timezone, now)
    modified = dated(updated, "feed updated", source.timezone, now).at
    later = published.at and modified and modified > published.at
    return published, modified if later else None


def _whole(entry: Any) -> str | None:
    contents = [content.get("value", "") for content in entry.get("content", ())]
    longest = max(contents, key=len, default="") or entry.get("summary", "")
    return longest if plain(longest) else None


def _image(entry: Any, url: str) -> str | None:
    pictures = [
        *(media for media in entry.get("media_content", ()) if _is_picture(media)),
        *entry.get("media_thumbnail", ()),
        *(file for file in entry.get("enclosures", ()) if _is_picture(file)),
    ]
    for picture in pictures:
        try:
            return web(url, picture.get("url") or picture.get("href") or "")
        except ValueError:
            continue
    return None


def _is_picture(file: Any) -> bool:
    return file.get("medium") == "image" or str(file.get("type", "")).startswith("image/")


def _unique(texts: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (plain(text or "") for text in texts))))
