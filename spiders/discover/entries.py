"""What every way of discovery makes of one entry, whatever it was read from.

In: addresses and markup as a feed, a list or a JSON answer gives them.
Out: Links with web addresses and plain text, each article once, and what was refused.
Knows nothing of formats.
"""

import json
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from spiders.contract import Link, Refused, Source
from spiders.dates import Dated, read_date
from spiders.decode import decode
from spiders.urls import canonical, identity, same_site

#: Linear on any text: no part of it runs over the next «<».
_TAG = re.compile(r"<!--[^<>]*>|</?([a-zA-Z][\w:-]*)(?:\s[^<>]*)?/?>")
_ENDS_A_WORD = re.compile("br|p|div|li|ul|ol|tr|td|th|h[1-6]|hr|img|figure")
#: The longest list in use holds 100; what is waiting for its page is stored at each poll.
_MOST_ENTRIES = 1000
#: In code points. Some feeds put whole articles into the summary.
_LONGEST_HINT = 300_000
_SURROGATE = re.compile(r"\\ud[89a-f]", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Discovered(NamedTuple):
    """An answer that was understood; both may be empty."""

    #: In the order of the answer, each article once.
    links: tuple[Link, ...]
    #: Entries that lead nowhere, one record each.
    refused: tuple[Refused, ...] = ()
    #: How long the list calls itself fresh; None: it does not say.
    ttl: timedelta | None = None
    #: Addresses that together hold what this one should list: the sitemaps of an index.
    parts: tuple[str, ...] = ()
    #: Where the list goes on with older articles.
    older: str | None = None


def web(base: str, address: str) -> str:
    """`address` as a web address, relative ones seen from `base`.

    Raises:
        ValueError: it leads to nothing on the web; the text says why.

    >>> web("https://shaam.org/news/syria-news?page=1", "../news/x")
    'https://shaam.org/news/x'
    """
    if not address.strip():
        raise ValueError("no address")
    url = urlsplit(urljoin(base, _CONTROL.sub("", address).strip())).geturl()
    canonical(url)
    return url


def plain(markup: str) -> str:
    """The text of a title or a lead, white space collapsed, else as published.

    >>> plain("وصول <b>سفينة</b>&nbsp;إلى ط<i>رطوس</i><br>اليوم &amp; أمس")
    'وصول سفينة إلى طرطوس اليوم & أمس'
    >>> plain("x < 5 > y")
    'x < 5 > y'
    """
    text = _TAG.sub(_gap, markup)
    return " ".join(_CONTROL.sub("", unescape(text)).split())


def _gap(tag: re.Match[str]) -> str:
    return " " if _ENDS_A_WORD.fullmatch((tag[1] or "").lower()) else ""


def dated(text: str, label: str, zone: str | None, now: datetime) -> Dated:
    """What `text` means; the reason begins with `label`, the place where it stands."""
    if not text.strip():
        return Dated(None, f"{label} missing")
    at, reason = read_date(text, zone=ZoneInfo(zone) if zone else None, now=now)
    return Dated(at, f"{label} {reason}")


def read_json(body: bytes, charset: str | None) -> Any:
    """What the JSON holds; half an emoji, which PHP's cutting leaves, is U+FFFD.

    Raises:
        ValueError: it is no JSON, or nested beyond reason; the text says where.
    """
    text = decode(body, charset, "json").text
    try:
        value = json.loads(text)
        if _SURROGATE.search(text):
            whole = json.dumps(value, ensure_ascii=False).encode("utf-16", "surrogatepass")
            value = json.loads(whole.decode("utf-16", "replace"))
        return value
    except RecursionError:
        raise ValueError("nested too deeply") from None


def listed_site(url: str, asked: str, source: Source) -> Refused | None:
    """Why an address does not belong to the site that lists it; None where it does."""
    if same_site(url, asked) or same_site(url, source.url):
        return None
    return Refused(url=url, reason="off_site", detail=f"listed on {asked}")


def gather(entries: Iterable[Link | Refused], source: Source) -> Discovered:
    """Every entry; an article that is listed twice keeps its place and the longer title.

    A picture and a headline that lead to one article are the usual twins.
    """
    links: dict[str, Link] = {}
    refused = []
    for number, entry in enumerate(entries):
        if number == _MOST_ENTRIES:
            detail = f"more than {_MOST_ENTRIES} entries; the rest is not read"
            refused.append(Refused(url=entry.url, reason="too_many", detail=detail))
            break
        if isinstance(entry, Link) and len(entry.title) + len(entry.summary) > _LONGEST_HINT:
            detail = f"title and summary of {len(entry.title) + len(entry.summary)} characters"
            entry = Refused(url=entry.url, reason="too_long", detail=detail)  # noqa: PLW2901
        if isinstance(entry, Refused):
            refused.append(entry)
            continue
        key = identity(entry.url, source)
        twin = links.setdefault(key, entry)
        if len(entry.title) > len(twin.title):
            links[key] = twin.model_copy(update={"title": entry.title})
    return Discovered(tuple(links.values()), tuple(refused))
