"""Many stories in one message: what waited for the end of quiet hours, and what a day brought.

In: StoryLines of a bundle, or a DigestContent; their texts are as published.
Out: escaped HTML that Telegram accepts, within its limits by construction; no line is lost.
Knows nothing of rules, storage or sending.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.render.inline import inline
from monitor.render.latest import Latest, latest_lines
from monitor.render.lines import (
    EMOJI,
    SIZES,
    Size,
    first_that_fits,
    fits,
    linked,
    name_link,
    right_to_left,
)
from monitor.render.phrases import (
    articles,
    clock,
    counted,
    day,
    in_outlets,
    more_news,
    news,
    outlets,
    span,
    updates,
)

#: Stories in one message; a longer bundle is told in several.
MOST_LINES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """One story, or what is new about one; texts are as published."""

    severity: str
    title: str
    url: str
    outlet: str
    at: datetime
    #: How many outlets have it.
    outlets: int = 1
    #: What is new, for example «تحديث: القتلى 5 ← 8»; "" for a story that was not told before.
    news: str = ""
    #: What is known since the report that gives the title.
    latest: Sequence[Latest] = ()
    #: `news` stands in the report since its outlet changed it, which was seen at `at`.
    changed: bool = False
    #: The outlet has taken its report down.
    removed: bool = False
    #: True for an outlet on this machine, which may then be linked to.
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GapLine:
    """A time in which an outlet was not read."""

    #: None: nothing was read at all.
    outlet: str | None
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestContent:
    """What a day brought, what was watched and what was not; texts are as published."""

    #: Its end.
    at: datetime
    #: Told that day, in the order they are to stand.
    stories: Sequence[StoryLine]
    #: Of all these stories.
    outlets: int
    #: How many were told the day before; None where that day was not watched.
    told_before: int | None
    #: Outlets that were to be watched, articles read there, what met a rule, what was held of it.
    watched: int
    read: int
    matched: int
    held: int
    gaps: Sequence[GapLine] = ()


def bundle(lines: Sequence[StoryLine], zone: ZoneInfo) -> str:
    r"""The HTML of a message that tells what waited: at least one line, at most `MOST_LINES`.

    >>> at = datetime.fromisoformat("2025-02-17T21:35:00+00:00")
    >>> lines = [
    ...     StoryLine(severity="low", title=title, url="", outlet="عنب بلدي", at=at)
    ...     for title in ("وصول باخرة قمح إلى مرفأ طرطوس", "صيانة طريق صافيتا")
    ... ]
    >>> html = bundle(lines, ZoneInfo("Asia/Damascus"))
    >>> print(html.replace("\u200f", "|"))
    |🗞 <b>موجز: خبران</b>
    <BLANKLINE>
    |⚪ وصول باخرة قمح إلى مرفأ طرطوس
    |عنب بلدي — 00:35
    <BLANKLINE>
    |⚪ صيانة طريق صافيتا
    |عنب بلدي — 00:35
    """
    return _that_fits(lambda size, links: _bundle(lines, zone, size, links=links))


def _bundle(stories: Sequence[StoryLine], zone: ZoneInfo, size: Size, *, links: bool) -> str:
    new = sum(not story.news for story in stories)
    counts = [news(new)] if new else []
    if new < len(stories):
        counts.append(updates(len(stories) - new))
    lines = [f"🗞 <b>موجز: {' و'.join(counts)}</b>"]
    latest = max(story.at for story in stories)
    for story in stories:
        lines += ["", *_story(story, zone, size, latest, links=links)]
    return right_to_left(lines)


def _story(
    line: StoryLine, zone: ZoneInfo, size: Size, latest: datetime, *, links: bool
) -> list[str]:
    title = inline(line.title, size.title // 2) or "خبر بلا عنوان"
    title = linked(title, line.url, private=line.private) if links else title
    if line.news and not line.title.startswith(line.news):
        title = f"<b>{inline(line.news, size.title // 2)}</b> — {title}"
    outlet = name_link(line.outlet, "", size)
    more = f" · {outlets(line.outlets)}" if line.outlets > 1 else ""
    more += " · حُذف من موقعه" if line.removed else ""
    at = f"{'عُدّل ' if line.changed else ''}{clock(line.at, zone, seen_from=latest)}"
    return [
        f"{EMOJI[line.severity]} {title}",
        *_latest(line, zone, size, latest),
        f"{outlet} — {at}{more}",
    ]


def _latest(line: StoryLine, zone: ZoneInfo, size: Size, seen_from: datetime) -> list[str]:
    """What is known by now; left out where hostile titles leave no room for it."""
    if size is SIZES[-1]:
        return []
    return latest_lines(line.latest, zone, size.title // 2, seen_from=seen_from)


def _that_fits(build: Callable[[Size, bool], str]) -> str:
    """The largest version within every limit of Telegram; only hostile texts lose their links.

    `build` is asked for a size, and whether titles are links.
    """
    built = first_that_fits(lambda size: build(size, True))
    return built if fits(built) else build(SIZES[-1], False)


#: Stories and gaps that a digest names; the rest it counts.
_NAMED = 10


def digest(content: DigestContent, zone: ZoneInfo) -> str:
    """The HTML of a day's digest; a day on which nothing happened has one too."""
    return _that_fits(lambda size, links: _digest(content, zone, size, links=links))


def _digest(content: DigestContent, zone: ZoneInfo, size: Size, *, links: bool) -> str:
    lines = [f"📊 <b>حصاد {day(content.at, zone)}</b>", _told(content)]
    if content.stories:
        lines += ["", "<b>أبرز الأخبار</b>"]
        for line in content.stories[:_NAMED]:
            title = inline(line.title, size.title // 2) or "خبر بلا عنوان"
            title = linked(title, line.url, private=line.private) if links else title
            more = f" · {outlets(line.outlets)}" if line.outlets > 1 else ""
            lines.append(f"{EMOJI[line.severity]} {title}{more}")
            lines += _latest(line, zone, size, content.at)
        left = len(content.stories) - _NAMED
        lines += [f"• {more_news(left)}"] if left > 0 else []
    lines += ["", "<b>ما رُصد وما لم يُرصد</b>", _read(content), *_gaps(content, zone, size)]
    return right_to_left([*lines, "#حصاد_يومي"])


def _told(content: DigestContent) -> str:
    told = len(content.stories)
    if not told and content.matched:
        return "لم يُنشر اليوم خبر جديد."
    if not told:
        return "لا جديد اليوم: لم يرد خبر يدخل في اهتمام القناة."
    change = ""
    if content.told_before is not None and told != content.told_before:
        more = "أكثر" if told > content.told_before else "أقل"
        by = news(abs(told - content.told_before)).replace("خبران", "خبرين")
        change = f"، {more} من أمس بـ{by}" if by[0].isdigit() else f"، {more} من أمس ب{by}"
    sources = outlets(content.outlets).replace("مصدران", "مصدرين")
    return f"{news(told)} من {sources}{change}."


def _read(content: DigestContent) -> str:
    if not content.watched:
        return "لا مصادر مفعّلة للرصد."
    where = in_outlets(content.watched)
    if not content.read:
        return f"لم تُقرأ مادة جديدة في {where}."
    new = "جديدتان" if content.read == 2 else "جديدة"  # noqa: PLR2004 grammar
    said = f"قُرئت {articles(content.read)} {new} في {where}"
    if content.matched:
        enter = "تدخلان" if content.matched == 2 else "تدخل"  # noqa: PLR2004 grammar
        said += f"، منها {articles(content.matched)} {enter} في اهتمام القناة"
    return f"{said}{_held(content)}."


def _held(content: DigestContent) -> str:
    """How much of what met a rule was told to nobody; why, the operator is told elsewhere."""
    if not content.held:
        return ""
    if content.held == content.matched:
        return "، ولم يُنشر منها شيء"
    some = counted(content.held, "واحدة", "اثنتان", "مواد", "مادة", "مادة")
    return f"، ولم تُنشر {some} منها"


def _gaps(content: DigestContent, zone: ZoneInfo, size: Size) -> list[str]:
    if not content.gaps:
        return ["✅ لم ينقطع الرصد."] if content.watched else []
    lines = [f"⚠️ {_gap(gap, content.at, zone, size)}" for gap in content.gaps[:_NAMED]]
    left = len(content.gaps) - _NAMED
    return [*lines, f"• وانقطاعات أخرى: {left}"] if left > 0 else lines


def _gap(gap: GapLine, at: datetime, zone: ZoneInfo, size: Size) -> str:
    name = None if gap.outlet is None else f"«{name_link(gap.outlet, '', size)}»"
    if gap.since is None and gap.until is None:
        return f"لم تُقرأ {name} بعد" if name else "لم يُقرأ أي مصدر بعد"
    when = span(gap.since, gap.until, zone, day=at)
    return f"تعذّرت قراءة {name} {when}" if name else f"توقف الرصد كله {when}"
