"""What a post says, as Telegram's HTML, right to left.

In: a PostContent or a ReplyContent, whose texts are as published.
Out: escaped HTML that Telegram accepts, within its limits by construction.
Every line begins with one right-to-left mark, Latin runs stand in isolates, matched words are
bold (see docs/delivery.md).
Knows nothing of rules, stories, storage or sending.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.render.bidi import FSI, PDI, RLM, clean, is_right_to_left, isolates
from monitor.render.excerpt import Excerpt, clip, excerpt, utf16_length
from monitor.render.inline import (
    MESSAGE_LIMIT_UTF16,
    escaped,
    hashtag,
    inline,
    isolated,
    plain,
    plain_html,
    visible,
)
from monitor.render.phrases import clock, moment, more_outlets, outlets
from monitor.render.weblink import web_link

__all__ = ["Excerpt", "PostContent", "ReplyContent", "SourceLine", "admin", "excerpt"]
__all__ += ["plain", "plain_html", "post", "reply", "visible"]

#: Longest request text with its markup; undocumented, the server answers "Text is too long".
RAW_LIMIT_BYTES = 32_768

_NOTHING_TO_QUOTE = Excerpt("")

_EMOJI = {"urgent": "🔴", "high": "🟠", "normal": "🟡", "low": "⚪"}


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One outlet that reports the story."""

    name: str
    url: str
    at: datetime
    #: Outlet it names as its own source, or None.
    attribution: str | None = None
    #: True for an outlet on this machine, which may then be linked to.
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PostContent:
    """Everything a story's post says; texts are as published."""

    severity: str
    title: str
    excerpt: Excerpt
    #: In order of appearance, at least one.
    sources: Sequence[SourceLine]
    first_at: datetime
    #: True when `first_at` is when we saw it, for the outlet states no time.
    undated: bool = False
    #: When the post was last changed; None before the first change.
    updated_at: datetime | None = None
    #: With or without "#".
    hashtags: Sequence[str] = ()
    #: Whole Arabic lines for the reader, for example that an outlet withdrew its report.
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyContent:
    """A material change that answers the story's post and notifies; texts are as published."""

    severity: str
    #: What is new, for example «القتلى 5 ← 8».
    news: str
    title: str
    source: SourceLine
    excerpt: Excerpt = _NOTHING_TO_QUOTE
    undated: bool = False
    hashtags: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Size:
    """How much of each part is shown, in UTF-16 code units or pieces."""

    title: int
    quote: int
    name: int
    sources: int
    extras: int


#: The first one that fits is taken. Only hostile texts ever need the second; the third fits
#: whatever the texts are: shown units can double by isolates and take six bytes each.
_SIZES = (_Size(300, 650, 80, 12, 10), _Size(200, 400, 40, 6, 5), _Size(150, 250, 40, 2, 3))


def post(content: PostContent, zone: ZoneInfo) -> str:
    """The HTML of a story's post.

    >>> at = datetime.fromisoformat("2025-02-17T11:35:00+00:00")
    >>> print(post(PostContent(severity="high", title="انقطاع المياه عن طرطوس",
    ...     excerpt=Excerpt(""), first_at=at, hashtags=["ريف دمشق"],
    ...     sources=[SourceLine("عنب بلدي", "https://x.example/1", at)],
    ... ), ZoneInfo("Asia/Damascus")).replace(RLM, "|"))
    |🟠 <b>انقطاع المياه عن طرطوس</b>
    <BLANKLINE>
    |📰 المصدر: <a href="https://x.example/1">عنب بلدي</a>
    |🕒 الاثنين 17 شباط 2025، 14:35 بتوقيت دمشق
    |#ريف_دمشق
    """
    return _first_that_fits(lambda size: _post(content, zone, size))


def _post(content: PostContent, zone: ZoneInfo, size: _Size) -> str:
    lines = [f"{_EMOJI[content.severity]} <b>{_title(content.title, size)}</b>"]
    if content.updated_at:
        update = f"آخر تحديث {clock(content.updated_at, zone, seen_from=content.first_at)}"
        if len(content.sources) > 1:
            update += f" · {outlets(len(content.sources))}"
        lines.append(f"🔄 <i>{update}</i>")
    lines += ["", *_quote(content.excerpt, size)]
    lines += _sources(content, zone, size)
    lines += [
        f"📝 {inline(note, 200)}" for note in content.notes[: size.extras] if clean(note).text
    ]
    lines.append(_when(content.first_at, zone, undated=content.undated))
    lines += _hashtags(content.hashtags, size)
    return _right_to_left(lines)


def reply(content: ReplyContent, zone: ZoneInfo) -> str:
    """The HTML of an answer to a story's post."""
    return _first_that_fits(lambda size: _reply(content, zone, size))


def _reply(content: ReplyContent, zone: ZoneInfo, size: _Size) -> str:
    lines = [
        f"{_EMOJI[content.severity]} <b>تحديث: {inline(content.news, size.title)}</b>",
        _title(content.title, size),
        "",
        *_quote(content.excerpt, size),
        f"📰 المصدر: {_source(content.source, size)}",
        _when(content.source.at, zone, undated=content.undated),
        *_hashtags(content.hashtags, size),
    ]
    return _right_to_left(lines)


def admin(headline: str, lines: Sequence[str] = ()) -> str:
    r"""The HTML of a message to the operator; at most thirty lines, each of them shortened.

    A line without an Arabic letter stays left to right.

    >>> admin("sana: nothing for 6 hours", ["last good crawl 09:00"])
    '⚙️ <b>sana: nothing for 6 hours</b>\nlast good crawl 09:00'
    """
    shown = [f"⚙️ <b>{_admin_line(headline)}</b>", *(_admin_line(line) for line in lines[:30])]
    return _first_that_fits(
        lambda size: "\n".join(
            f"{RLM}{line}" if is_right_to_left(line) else line
            for line in shown[: size.sources * 3]
        )
    )


def _admin_line(text: str) -> str:
    cut = clip(clean(text), 160)
    return isolated(cut) if is_right_to_left(cut.text) else escaped(cut.text)


# --- parts ----------------------------------------------------------------------------------


def _first_that_fits(build: Callable[[_Size], str]) -> str:
    """The largest version within every limit of Telegram."""
    *larger, smallest = _SIZES
    for size in larger:
        built = build(size)
        shown_utf16, raw_bytes = utf16_length(visible(built)), len(built.encode())
        if shown_utf16 <= MESSAGE_LIMIT_UTF16 and raw_bytes <= RAW_LIMIT_BYTES:
            return built
    return build(smallest)


def _right_to_left(lines: Iterable[str]) -> str:
    # One mark, not two: Telegram turns all but the last of a run into joiners.
    return "\n".join(
        f"{RLM}{line}" if line and not line.startswith("<blockquote") else line for line in lines
    )


def _title(title: str, size: _Size) -> str:
    return inline(title, size.title) or "خبر بلا عنوان"


def _quote(passage: Excerpt, size: _Size) -> list[str]:
    text = inline(passage.text, size.quote, passage.spans)
    return [f"<blockquote expandable>{RLM}{text}</blockquote>"] if text else []


def _sources(content: PostContent, zone: ZoneInfo, size: _Size) -> list[str]:
    if len(content.sources) == 1:
        return [f"📰 المصدر: {_source(content.sources[0], size)}"]
    shown = content.sources[: size.sources]
    lines = ["📰 <b>المصادر</b>"]
    for source in shown:
        at = clock(source.at, zone, seen_from=content.first_at)
        lines.append(f"• {_source(source, size, f' — {at}')}")
    left = len(content.sources) - len(shown)
    return [*lines, f"• {more_outlets(left)}"] if left else lines


def _source(source: SourceLine, size: _Size, at: str = "") -> str:
    name = clip(clean(source.name), size.name).text or "مصدر بلا اسم"
    # A name that mixes scripts, «Syria TV — تلفزيون سوريا», is one thing with one direction.
    shown = f"{FSI}{escaped(name)}{PDI}" if isolates(name) else escaped(name)
    link = web_link(source.url, private=source.private)
    if link:
        shown = f'<a href="{escaped(link)}">{shown}</a>'
    origin = inline(source.attribution or "", size.name)
    return f"{shown}{at}{f'، نقلًا عن {origin}' if origin else ''}"


def _when(at: datetime, zone: ZoneInfo, *, undated: bool) -> str:
    if undated:
        return f"🕒 رُصد {moment(at, zone)} (لم يذكر المصدر وقت النشر)"
    return f"🕒 {moment(at, zone)}"


def _hashtags(names: Sequence[str], size: _Size) -> list[str]:
    tags = dict.fromkeys(tag for name in names if (tag := hashtag(name)))
    return [" ".join(list(tags)[: size.extras])] if tags else []
