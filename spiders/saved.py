"""A page or an article kept in a file, read like one that was just fetched.

In: the bytes of a page, and the address it came from where that is known.
Out: the address the page itself states; its Article, or why there is none.
"""

from datetime import datetime

from spiders.contract import Article, Refused, Source
from spiders.decode import decode
from spiders.extract import extract
from spiders.extract.page import parse, select

#: Stands for an address that nobody knows; RFC 2606 keeps the name free for ever.
#: It has a path, for the page at the root of a site is a home page and no article.
UNKNOWN = "https://unknown.invalid/saved-page"


def address_of(page: bytes) -> str | None:
    """The web address that a page gives as its own, or None."""
    tree = parse(decode(page, None).text)
    if tree is None:
        return None
    stated = [link.get("href") or "" for link in select(tree, "link[rel~=canonical]")]
    stated += [meta.get("content") or "" for meta in select(tree, "meta[property='og:url']")]
    return next((one for one in stated if one.startswith(("http://", "https://"))), None)


def read_saved(
    page: bytes, *, url: str, source: Source | None, fetched_at: datetime
) -> Article | Refused:
    """The Article on a saved page, or why there is none; `url` may be `UNKNOWN`.

    Nobody knows when the page was saved, so a time relative to that («منذ ساعتين») is not read.
    """
    return extract(page, url=url, source=source, link=None, fetched_at=fetched_at, fresh=False)
