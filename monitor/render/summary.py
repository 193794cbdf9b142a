"""Many stories in one message: what waited for the end of quiet hours, and what a day brought.

In: a BundleContent or a DigestContent, whose texts are as published.
Out: escaped HTML that Telegram accepts, within its limits by construction; no line is lost.
Knows nothing of rules, storage or sending.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.render.inline import inline
from monitor.render.lines import EMOJI, SIZES, Size, fits, linked, name_link, right_to_left
from monitor.render.phrases import clock, news, outlets, updates

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
    #: True for an outlet on this machine, which may then be linked to.
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleContent:
    """What waited, at least one line and at most `MOST_LINES`."""

    lines: Sequence[StoryLine]


def bundle(content: BundleContent, zone: ZoneInfo) -> str:
    r"""The HTML of a message that tells what waited.

    >>> at = datetime.fromisoformat("2025-02-17T21:35:00+00:00")
    >>> lines = [
    ...     StoryLine(severity="low", title=title, url="", outlet="عنب بلدي", at=at)
    ...     for title in ("وصول باخرة قمح إلى مرفأ طرطوس", "صيانة طريق صافيتا")
    ... ]
    >>> html = bundle(BundleContent(lines=lines), ZoneInfo("Asia/Damascus"))
    >>> print(html.replace("\u200f", "|"))
    |🗞 <b>موجز: خبران</b>
    <BLANKLINE>
    |⚪ وصول باخرة قمح إلى مرفأ طرطوس
    |عنب بلدي — 00:35
    <BLANKLINE>
    |⚪ صيانة طريق صافيتا
    |عنب بلدي — 00:35
    """
    return _that_fits(lambda size, links: _bundle(content, zone, size, links=links))


def _bundle(content: BundleContent, zone: ZoneInfo, size: Size, *, links: bool) -> str:
    new = sum(not line.news for line in content.lines)
    counts = [news(new)] if new else []
    if new < len(content.lines):
        counts.append(updates(len(content.lines) - new))
    lines = [f"🗞 <b>موجز: {' و'.join(counts)}</b>"]
    latest = max(line.at for line in content.lines)
    for line in content.lines:
        lines += ["", *_story(line, zone, size, latest, links=links)]
    return right_to_left(lines)


def _story(
    line: StoryLine, zone: ZoneInfo, size: Size, latest: datetime, *, links: bool
) -> list[str]:
    title = inline(line.title, size.title // 2) or "خبر بلا عنوان"
    title = linked(title, line.url, private=line.private) if links else title
    if line.news:
        title = f"<b>{inline(line.news, size.title // 2)}</b> — {title}"
    outlet = name_link(line.outlet, "", size)
    more = f" · {outlets(line.outlets)}" if line.outlets > 1 else ""
    return [
        f"{EMOJI[line.severity]} {title}",
        f"{outlet} — {clock(line.at, zone, seen_from=latest)}{more}",
    ]


def _that_fits(build: Callable[[Size, bool], str]) -> str:
    """The largest version within every limit of Telegram; only hostile texts lose their links."""
    for size in SIZES:
        built = build(size, True)
        if fits(built):
            return built
    return build(SIZES[-1], False)
