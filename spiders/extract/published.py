"""When was the article of a page published?

In: the page's metadata, its tree without furniture, discovery's hints, the outlet's zone.
Out: a `Dated`; the reason names the place the date was read from.
Only what the page states of this article counts; the times of related items do not, and nothing
is guessed.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from spiders.contract import Link
from spiders.dates import DAY_ONLY, RELATIVE, YEARLESS, Dated, read_date
from spiders.extract.metadata import Metadata
from spiders.extract.page import between, select
from spiders.extract.stated_dates import machine_dates, read_machine
from spiders.skeleton import skeleton

_DATE_NAME = re.compile(
    r"(?:^|[^a-z])(?:date|time|datetime|published?|pubdate|posted|posted-on|timestamp|created|tarikh"
    r"|tie-date|post-date|article-date|news-date|meta-date)(?:$|[^a-z])",
    re.IGNORECASE,
)
_UPDATE_NAME = re.compile(r"updat|modif|edit", re.IGNORECASE)
#: WordPress calls the one time of an unchanged post «entry-date published updated».
_ENTRY_DATE = re.compile(r"entry-date|publish|post-date", re.IGNORECASE)
_LABELLED = re.compile(
    r"^\W*(?:تاريخ النشر|نشرت? بواسط[ةه]|نشر في|نُشر في|نشر بتاريخ|نُشر بتاريخ|تم النشر|نُشرت?|تاريخ"
    r"|published|posted)\b"
)
_PUBLISHED_LABEL = re.compile(r"(?:تاريخ النشر|تم النشر|نُشرت?|نشرت?)(?= |:)")
_UPDATE_LABEL = re.compile(
    r"\W*(?:(?:آ|ا)خر )?(?:تحديث|تعديل|حُ?دِّ?ثت?|last update|updated|modified)"
)
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)")
#: Longer lines are prose.
_LONGEST_CODE_POINTS = 120
#: So much text may stand between the title and the date, a lead for example.
_HEAD_CODE_POINTS = 600
_DATE_LIKE = re.compile(r"\d|منذ|قبل|أمس|اليوم")
#: A line that is a date though nothing calls it one: a day, a month and a year, or both clocks.
_DATE_LINE = re.compile(
    r"\d{1,2}\D{1,20}(?:\d{1,2}\D{1,3})?\d{4}|\d{4}[/-]\d{1,2}[/-]\d{1,2}|^\W*(?:منذ|قبل) "
)
_CLOCK_LINE = re.compile(r"\d{1,2}:\d{2}(?:\s*[صم]|\s*[ap]\.?m\.?)?", re.IGNORECASE)


def read_published(
    metadata: Metadata,
    tree: HtmlElement,
    title: HtmlElement | None,
    first_line: str,
    *,
    entry_date: str = "",
    selector: str | None,
    link: Link,
    url: str,
    zone: ZoneInfo | None,
    now: datetime,
    fresh: bool = True,
) -> Dated:
    """The time of publication; None with the reasons where the page does not say it.

    `entry_date` is what `read_entry_date` found before the furniture went.

    Where the page is not `fresh`, `now` says nothing of the day it was fetched.
    """
    failures: list[str] = []
    day_only: Dated | None = None
    stated = _dates(
        metadata,
        tree,
        _head(tree, title, first_line),
        entry_date=entry_date,
        selector=selector,
        link=link,
        url=url,
        zone=zone,
        now=now,
    )
    for name, found in stated:
        if found.at is None:
            failures.append(f"{name} {found.reason}")
            continue
        if not fresh and found.reason.endswith((RELATIVE, YEARLESS)):
            failures.append(f"{name} {found.reason}, which nobody knows")
            continue
        dated = Dated(found.at, f"{name} {found.reason}".strip())
        if DAY_ONLY not in dated.reason:
            if day_only is None or _same_day(day_only, dated, zone):
                return dated
        elif day_only is None:
            day_only = dated
    return day_only or Dated(None, "; ".join(failures[:3]) or "not stated")


def _same_day(one: Dated, other: Dated, zone: ZoneInfo | None) -> bool:
    return bool(one.at and other.at and abs(other.at - one.at) < timedelta(days=1)) and (
        zone is None or one.at.astimezone(zone).date() == other.at.astimezone(zone).date()  # type: ignore[union-attr]
    )


def _dates(
    metadata: Metadata,
    tree: HtmlElement,
    head: Sequence[HtmlElement],
    *,
    entry_date: str,
    selector: str | None,
    link: Link,
    url: str,
    zone: ZoneInfo | None,
    now: datetime,
) -> Iterator[tuple[str, Dated]]:
    """Every date the page states for its article, most trustworthy first, read."""
    yield from machine_dates(metadata, zone, now)
    for text in _own_times(head):
        yield "time", read_machine(text, zone, now)
    if entry_date:
        yield "entry", read_machine(entry_date, zone, now)
    if link.published_at:
        yield "link", Dated(link.published_at, link.published_reason)
    if selector:
        for element in select(tree, selector)[:1]:
            yield f"{selector}", read_date(_date_text(element), zone=zone, now=now)
    for text in islice(_visible(head), 3):
        yield "text", read_date(text, zone=zone, now=now)
    if day := _URL_DAY.search(url):
        yield "address", read_date("-".join(day.groups()), zone=zone, now=now)


def _own_times(zone_of_title: Sequence[HtmlElement]) -> list[str]:
    """The moment of the article's own ``<time>``; more than one moment is nobody's."""
    found = [
        element
        for element in zone_of_title
        if element.tag == "time"
        and not _names_update(f"{element.get('class')} {element.get('itemprop')}")
    ]
    marked = [e for e in found if e.get("itemprop") == "datePublished" or "pubdate" in e.attrib]
    texts = [e.get("datetime") or _spaced(e) for e in marked or found]
    # Elementor shows the day and the clock in two elements.
    clock = len(texts) > 1 and _CLOCK_LINE.fullmatch(texts[1])
    return [" ".join(texts[:2])] if clock else texts[:1]


def _names_update(name: str) -> bool:
    """Whether a class says that a time is that of the last change."""
    return bool(_UPDATE_NAME.search(name)) and not _ENTRY_DATE.search(name)


def _head(tree: HtmlElement, title: HtmlElement | None, first_line: str) -> list[HtmlElement]:
    """The elements around the title, up to the first line of the body: the article's own head.

    Times behind the body belong to related items (sana.sy, syria.tv).
    """
    before = []
    if title is not None:
        above = (title, *title.iterancestors())
        levels = above[1 : above.index(tree) + 1][:2] if tree in above else ()
        order = list(levels[-1].iter()) if levels else []
        before = order[: order.index(title)] if title in order else []
        before = [e for e in before if e not in levels and title not in e.iter()]
    wanted = skeleton(first_line)[:40]
    behind = []
    for element, said in between(title, tree):
        text = "".join(said)
        if len(text) > _HEAD_CODE_POINTS or (wanted and wanted in skeleton(text)):
            break
        behind.append(element)
    return [*behind, *reversed(before)]


def _date_text(element: HtmlElement) -> str:
    return element.get("datetime") or element.get("content") or _spaced(element)


def _spaced(element: HtmlElement) -> str:
    """The text inside an element with a gap between its parts.

    «<span>08:15 م</span><a>أخبار</a>» is evening, «08:15 مأخبار» would be morning.
    """
    return " ".join(" ".join(map(str, element.itertext())).split())


def _visible(head: Sequence[HtmlElement]) -> Iterator[str]:
    """The lines in the article's head that a reader takes for its date, likeliest first."""
    plain = []
    for element in head:
        name = f"{element.get('class', '')} {element.get('id', '')} {element.get('itemprop', '')}"
        text = element.text_content()
        if not 0 < len(text) <= 3 * _LONGEST_CODE_POINTS or not _DATE_LIKE.search(text):
            continue
        text = _spaced(element)
        if len(text) > _LONGEST_CODE_POINTS or _names_update(name):
            continue
        if _UPDATE_LABEL.match(text):
            *_, own = _PUBLISHED_LABEL.split(text)
            if own == text:
                continue
            text = own
        if _DATE_NAME.search(name) or _LABELLED.search(text):
            yield text
        elif not any(child.text_content() for child in element) and _DATE_LINE.search(text):
            plain.append(text)
    yield from plain[:3]
