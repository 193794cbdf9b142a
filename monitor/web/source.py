"""One source: how it is, what it brought each day, how its last crawls went, its articles.

In: what `marqab status ID` tells, of the same code, and what is kept of its hours and crawls.
Out: records for ``source.html``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from markupsafe import Markup

from monitor.archive.watchbook import Watchbook
from monitor.commands.status import SourceStatus, status_of
from monitor.watch.alarms import Alarm
from monitor.watch.hours import Hour, total
from monitor.watch.news import CAUSES
from monitor.web.chart import bars, by_day
from monitor.web.entries import entry
from monitor.web.now import HEALTH, due, how_long_ago, state_of
from monitor.web.room import NotHere, Room
from monitor.web.text import line, link, reason
from monitor.web.words import TOPICS, span, when
from spiders.contract import Source

#: Days of the picture and of the alarms below it, and how many crawls stand there (our choice).
DAYS, CRAWLS = 14, 15


@dataclass(frozen=True, slots=True)
class Crawl:
    """One look at the source."""

    at: str
    well: bool
    said: Markup
    seen: int
    new: int
    articles: int
    refused: str
    way: Markup


@dataclass(frozen=True, slots=True)
class Trouble:
    """One alarm, that lasts or has ended."""

    topic: str
    cause: Markup
    detail: Markup
    when: str
    lasts: bool


def page(room: Room, source_id: str) -> dict[str, Any]:
    """What the template shows.

    Raises:
        NotHere: the file names no such source.
    """
    source = room.sources.get(source_id)
    if source is None:
        raise NotHere(f"لا مصدر باسم «{source_id}» في sources.yaml.")
    files = replace(room.files, sources=(source,))
    [status] = status_of(room.store, files, now=room.now).sources
    book = Watchbook(room.store)
    since = room.now - timedelta(days=DAYS)
    hours = book.hours(source_id, since=since)
    alarms = book.alarms_of(source_id, since=since)
    rows, _ = room.browse.articles(source=source_id)
    state = state_of(status)
    return {
        "id": source_id,
        "name": line(source.name),
        "link": link(source.url, private=source.allow_private),
        "state": state,
        "said": HEALTH[state],
        "problem": line(status.problem) if status.problem else None,
        "note": line(source.note),
        "facts": list(_facts(source, status, room)),
        "picture": _picture(hours, source, room),
        "quality": list(_quality(hours, source)),
        "alarms": [_alarm(one, room) for one in alarms[::-1]],
        "crawls": [_crawl(one, room) for one in room.browse.crawls(source_id, CRAWLS)],
        "articles": [entry(row, room) for row in rows],
        "commands": [room.typed("status", source_id), room.typed("sources", "probe", source_id)],
    }


def _facts(source: Source, status: SourceStatus, room: Room) -> Iterator[tuple[str, str]]:
    """What is known of the source at this moment: each fact with its name."""
    yield "آخر قراءة", how_long_ago(status.last_crawl_at, room)
    yield "آخر قراءة سليمة", how_long_ago(status.last_ok_at, room)
    if source.enabled:
        yield "القراءة التالية", due(status, room)
    if status.waits:
        yield "صفحات لم تُقرأ بعد وتُطلب من جديد", str(len(status.waits))
    if status.failures:
        yield "محاولات فاشلة متتالية", str(status.failures)
    yield "يُقرأ", f"كل {span(source.every)}"
    yield "طرق الاكتشاف", "، ".join(next(iter(type(way).model_fields)) for way in source.discover)
    verified = source.verified
    yield "جُرّب على الشبكة", "لم يُجرَّب" if verified == "never" else f"{verified:%Y-%m-%d}"


# --- what it brought ------------------------------------------------------------------------


def _picture(hours: list[Hour], source: Source, room: Room) -> Markup:
    last = room.now.astimezone(room.zone).date()
    counts = by_day({hour.at: hour.news for hour in hours}, room.zone, last, DAYS)
    floor = source.at_least.articles_per_day
    return bars(counts, last, f"أخبار {source.name} في كل يوم من آخر {DAYS} يومًا", floor=floor)


def _quality(hours: list[Hour], source: Source) -> Iterator[tuple[str, str, bool]]:
    """What was read and how well: each a name, a figure, and whether it is below its floor."""
    sums, floors = total(hours), source.at_least
    yield "قُرئ", str(sums.read), False
    if sums.read:
        shares = (
            ("بنص", 1 - sums.without_body / sums.read, floors.with_body),
            ("بتاريخ", 1 - sums.without_time / sums.read, floors.with_time),
        )
        for name, share, floor in shares:
            least = f" (الحدّ {floor:.0%})" if floor else ""
            yield name, f"{share:.0%}{least}", share < floor
    if floors.articles_per_day:
        yield "الحدّ اليومي", str(floors.articles_per_day), False
    for why, count in sorted(sums.refused.items(), key=lambda one: -one[1]):
        yield f"رُفض ({why})", str(count), False


def _alarm(alarm: Alarm, room: Room) -> Trouble:
    began = when(alarm.began_at, room.zone, room.now)
    ended = when(alarm.ended_at, room.zone, room.now)
    return Trouble(
        topic=TOPICS[alarm.topic],
        cause=line(CAUSES[alarm.cause][0]),
        detail=reason(alarm.detail, room.names),
        when=f"من {began} إلى {ended}" if alarm.ended_at else f"منذ {began}",
        lasts=alarm.ended_at is None,
    )


def _crawl(row: Mapping[str, Any], room: Room) -> Crawl:
    report = row["report"]
    problem = row["problem"]
    unchanged = "لم يتغيّر شيء" if report.get("not_modified") else "سليمة"
    refused = report.get("refused", {})
    return Crawl(
        at=when(row["finished_at"], room.zone, room.now),
        well=problem is None,
        said=line(problem) if problem else Markup(unchanged),  # noqa: S704 our own words
        seen=report.get("links_seen", 0),
        new=report.get("links_new", 0),
        articles=report.get("articles", 0),
        refused="، ".join(f"{why} {count}" for why, count in refused.items()),
        way=line(report.get("discovery") or "—"),
    )
