"""Which dates does a page state for machines?

In: the page's metadata, the element of the title, the outlet's zone. Out: the dates of
publication, read, most trustworthy first; the date of the last change.
Knows nothing of what a reader sees, and leaves the choice to `spiders.extract.published`.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from spiders.contract import Link
from spiders.dates import DAY_ONLY, Dated, read_date
from spiders.extract.metadata import Metadata

_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "datecreated",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
    "publish-date",
    "publishdate",
    "publish_date",
    "pubdate",
    "published_at",
    "article_date_original",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "date",
)
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "dateupdated")
#: Class names of an entry and of its date: hAtom's and microformats2's.
_ENTRIES = frozenset(("hentry", "h-entry"))
_PUBLISHED_NAMES = frozenset(("published", "dt-published"))
#: How long before the fetch a fresh article may be dated in the future by a wrong clock.
_CLOCK_SKEW = timedelta(minutes=10)


def machine_dates(
    metadata: Metadata, zone: ZoneInfo | None, now: datetime
) -> list[tuple[str, Dated]]:
    """The dates for machines, read; one that is the last change yields to an earlier one."""
    found = [(name, read_machine(text, zone, now)) for name, text in _machine(metadata)]
    understood = [dated.at for _, dated in found if dated.at]
    changed = {read_machine(text, zone, now).at for text in _changes(metadata)}
    if understood and understood[0] in changed and min(understood) < understood[0]:
        found.sort(key=lambda pair: pair[1].at or datetime.max.replace(tzinfo=UTC))
    return found


def _machine(metadata: Metadata) -> Iterator[tuple[str, str]]:
    """The dates for machines, most trustworthy first; a page is as old as its only post."""
    for key in ("datePublished", "dateCreated"):
        if text := metadata.stated(key):
            yield f"json-ld {key}", text
    for name in _PUBLISHED:
        if text := metadata.first(name):
            yield f"meta {name}", text
    if metadata.page_published:
        yield "json-ld WebPage", metadata.page_published
    if metadata.video_uploaded:
        yield "json-ld uploadDate", metadata.video_uploaded


def _changes(metadata: Metadata) -> list[str]:
    """What the page states as the time of the last change."""
    stated = [metadata.stated("dateModified"), *(metadata.first(name) for name in _MODIFIED)]
    return [text for text in stated if text]


def read_machine(text: str, zone: ZoneInfo | None, now: datetime) -> Dated:
    """A date for machines; local time labelled as UTC is told by lying in the future."""
    dated = read_date(text, zone=zone, now=now)
    if dated.at and zone and dated.at > now + _CLOCK_SKEW:
        local = re.sub(r"(?:Z|[+-]00:?00)\s*$", "", text.strip())
        again = read_date(local, zone=zone, now=now)
        if again.at and again.at <= now + _CLOCK_SKEW:
            return Dated(again.at, f"«{text}», local time labelled UTC")
    if dated.at and dated.at > now + _CLOCK_SKEW and DAY_ONLY not in dated.reason:
        return Dated(None, f"«{text}»: in the future")
    return dated


def read_entry_date(title: HtmlElement | None) -> str:
    """The one machine date of the entry around the title, by hAtom and microformats2; else "".

    Blogger's classic themes have no other: ``<abbr class="published" title="2026-11-22T…">``,
    at the foot of the entry, among what is furniture.
    """
    entry = _entry(title) if title is not None else None
    if entry is None:
        return ""
    stated = {
        element.get("datetime") or element.get("title") or ""
        for element in entry.iter("abbr", "time", "span")
        if not _PUBLISHED_NAMES.isdisjoint(element.get("class", "").split())
        and _entry(element) is entry
    }
    return stated.pop() if len(stated) == 1 else ""


def _entry(element: HtmlElement) -> HtmlElement | None:
    """The entry that an element stands in, the innermost."""
    around = element.iterancestors()
    return next((e for e in around if not _ENTRIES.isdisjoint(e.get("class", "").split())), None)


def read_modified(
    metadata: Metadata,
    published: datetime | None,
    *,
    link: Link,
    zone: ZoneInfo | None,
    now: datetime,
) -> datetime | None:
    """The time of the last change; None where it is not stated or lies before publication.

    Never before `link.modified_at`: what is archived under an earlier time than its outlet lists
    would count as edited, and be fetched again, at every poll.
    """
    stated = [read_machine(text, zone, now).at for text in _changes(metadata)]
    own = next((at for at in stated if at and (published is None or at >= published)), None)
    return max(filter(None, (own, link.modified_at)), default=None)
