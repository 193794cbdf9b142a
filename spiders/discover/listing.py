"""What does this page list?

In: the bytes of a page that lists articles, and the CSS that finds them on it. Out: Links.
The last resort, for outlets without feed or interface; what a card says is a hint, unless the
source says that its text is the `whole` article.
Knows nothing of articles' own pages.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from parsel import Selector, SelectorList

from spiders.contract import Link, Listing, ListingDiscovery, Refused, Source
from spiders.decode import decode
from spiders.discover.entries import Discovered, dated, gather, listed_site, plain, web

#: lxml stops at the first of these.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_Selectors = SelectorList[Selector]


def requests(way: ListingDiscovery) -> tuple[str, ...]:
    """The page's address."""
    return (way.listing.url,)


def parse(
    body: bytes,
    *,
    url: str,
    charset: str | None,
    source: Source,
    way: ListingDiscovery,
    now: datetime,
    page: int = 1,
) -> Discovered | Refused:
    """Every entry of the page; never empty of both links and refusals.

    Never raises on any bytes. Refuses ``no_links`` where a selector finds nothing, which says
    that the outlet has changed its pages or sent another one, such as a challenge.
    """
    listing = way.listing
    text = _CONTROL.sub("", decode(body, charset, "html").text)
    tree = Selector(text=text or " ", type="html")
    first = listing.card or listing.link
    entries = tree.css(first)
    if not entries:
        title = plain(tree.css("title").get(""))
        detail = f"nothing matches «{first}» on the page «{title[:80]}»"
        return Refused(url=url, reason="no_links", detail=detail)
    base = _base(tree, url)
    found = gather(_entries(entries, listing, base, source, now), source)
    return found._replace(older=_older(tree, listing, base, page))


def _older(tree: Selector, listing: Listing, base: str, page: int) -> str | None:
    """The address of the page after this one, where the source says how to find it."""
    if listing.pages:
        return listing.pages.replace("{page}", str(listing.first + page))
    links = tree.css(listing.next) if listing.next else ()
    try:
        older = web(base, links[0].attrib.get("href", "")) if links else None
    except ValueError:
        return None
    # The last page's link often leads to itself, or to «#».
    return None if older == base else older


def _base(tree: Selector, url: str) -> str:
    try:
        return web(url, tree.css("base::attr(href)").get(""))
    except ValueError:
        return url


def _entries(
    entries: _Selectors, listing: Listing, base: str, source: Source, now: datetime
) -> Iterator[Link | Refused]:
    for entry in entries:
        link = _link(entry, listing)
        if link is None:
            detail = f"no «{listing.link}» in a card «{plain(entry.get())[:80]}»"
            yield Refused(url=base, reason="bad_link", detail=detail)
            continue
        address = link.attrib.get("href", "")
        try:
            url = web(base, address)
        except ValueError as error:
            yield Refused(url=base, reason="bad_link", detail=str(error))
            continue
        if elsewhere := listed_site(url, listing.url, source):
            yield elsewhere
            continue
        yield _read(entry, link, url, listing, source, now)


def _link(entry: Selector, listing: Listing) -> Selector | None:
    if listing.card is None:
        return entry
    inside = entry.css(listing.link)
    return inside[0] if inside else None


def _read(
    entry: Selector, link: Selector, url: str, listing: Listing, source: Source, now: datetime
) -> Link:
    title = _first(entry, listing.title) or plain(link.get()) or link.attrib.get("title", "")
    label = f"listing {listing.date}"
    when = dated(_first(entry, listing.date), label, source.timezone, now)
    texts = entry.css(listing.text) if listing.text else SelectorList([])
    return Link(
        url=url,
        title=plain(title),
        published_at=when.at,
        published_reason=when.reason if listing.date else "",
        html="\n".join(texts.getall()) or None if listing.whole else None,
        summary="\n".join(filter(None, (plain(text.get()) for text in texts))),
    )


def _first(entry: Selector, selector: str | None) -> str:
    """Text of the first element that has any; "" where the selector finds none."""
    found = entry.css(selector) if selector else ()
    return next(filter(None, (plain(element.get()) for element in found)), "")
