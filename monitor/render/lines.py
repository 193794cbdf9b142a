"""The parts that every message is made of: lines, links and what fits.

In: texts as published, moments, addresses.
Out: escaped HTML of single lines, and of several the largest form that Telegram takes.
Knows nothing of stories, chats or what a message is about.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from monitor.render.bidi import FSI, PDI, RLM, clean, isolates
from monitor.render.excerpt import Excerpt, clip, utf16_length
from monitor.render.inline import MESSAGE_LIMIT_UTF16, escaped, hashtag, inline, visible
from monitor.render.phrases import moment
from monitor.render.weblink import web_link

#: Longest request text with its markup; undocumented, the server answers "Text is too long".
RAW_LIMIT_BYTES = 32_768

#: Why a time is that when an article was first seen: its outlet states none, or one to come.
Undated = Literal["unstated", "ahead"]
_UNDATED: dict[Undated, str] = {
    "unstated": "لم يذكر المصدر وقت النشر",
    "ahead": "ذكر المصدر وقتًا لم يأتِ بعد",
}

EMOJI = {"urgent": "🔴", "high": "🟠", "normal": "🟡", "low": "⚪"}


@dataclass(frozen=True, slots=True)
class Size:
    """How much of each part of a message is shown."""

    #: In UTF-16 code units, as are the next two.
    title: int
    quote: int
    #: Of an outlet.
    name: int
    #: How many outlets are named.
    sources: int
    #: How many notes, hashtags and older pieces of news.
    extras: int


#: The first one that fits is taken. Only hostile texts ever need the second; the third fits
#: whatever the texts are: shown units can double by isolates and take six bytes each.
SIZES = (Size(300, 650, 80, 12, 10), Size(200, 400, 40, 6, 5), Size(150, 250, 40, 2, 3))


def first_that_fits(build: Callable[[Size], str]) -> str:
    """The largest version within every limit of Telegram; the smallest is not measured."""
    *larger, smallest = SIZES
    for size in larger:
        built = build(size)
        if fits(built):
            return built
    return build(smallest)


def fits(html: str) -> bool:
    """Whether Telegram takes a message of this length."""
    shown_utf16, raw_bytes = utf16_length(visible(html)), len(html.encode())
    return shown_utf16 <= MESSAGE_LIMIT_UTF16 and raw_bytes <= RAW_LIMIT_BYTES


def right_to_left(lines: Iterable[str]) -> str:
    """Lines as one message, each of them right to left."""
    # One mark, not two: Telegram turns all but the last of a run into joiners.
    return "\n".join(
        f"{RLM}{line}" if line and not line.startswith("<blockquote") else line for line in lines
    )


def title_line(title: str, size: Size) -> str:
    """A headline, or words that stand for one."""
    return inline(title, size.title) or "خبر بلا عنوان"


def quote_lines(passage: Excerpt, size: Size) -> list[str]:
    """A quote that unfolds, with its evidence bold; none where there is nothing to quote."""
    text = inline(passage.text, size.quote, passage.spans)
    return [f"<blockquote expandable>{RLM}{text}</blockquote>"] if text else []


def name_link(name: str, url: str, size: Size, *, private: bool = False) -> str:
    """An outlet's name that leads to its article, where that may be linked."""
    shown = clip(clean(name), size.name).text or "مصدر بلا اسم"
    # A name that mixes scripts, «Syria TV — تلفزيون سوريا», is one thing with one direction.
    html = f"{FSI}{escaped(shown)}{PDI}" if isolates(shown) else escaped(shown)
    return linked(html, url, private=private)


def linked(html: str, url: str, *, private: bool = False) -> str:
    """Escaped HTML that leads somewhere, where that may be linked."""
    link = web_link(url, private=private)
    return f'<a href="{escaped(link)}">{html}</a>' if link else html


def when_line(
    at: datetime, zone: ZoneInfo, *, undated: Undated | None, changed_at: datetime | None = None
) -> str:
    """When an article was published, or seen where its outlet does not say.

    Of what stands in it since its outlet changed it, when that was seen.
    """
    if changed_at:
        return f"🕒 عُدّل {moment(changed_at, zone)}"
    if undated:
        return f"🕒 رُصد {moment(at, zone)} ({_UNDATED[undated]})"
    return f"🕒 {moment(at, zone)}"


def hashtag_lines(names: Sequence[str], size: Size) -> list[str]:
    """The hashtags that Telegram links, each once; none where there is none."""
    tags = dict.fromkeys(tag for name in names if (tag := hashtag(name)))
    return [" ".join(list(tags)[: size.extras])] if tags else []
