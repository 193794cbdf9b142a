"""What a story's post and its answers say, as Telegram's HTML, right to left.

In: a PostContent or a ReplyContent, whose texts are as published.
Out: escaped HTML that Telegram accepts, within its limits by construction.
Every line begins with one right-to-left mark, Latin runs stand in isolates, matched words are
bold (see docs/posts.md).
Knows nothing of rules, stories, storage or sending.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import regex

from monitor.render.bidi import RLM, clean, is_right_to_left
from monitor.render.changes import CORRECTION, labelled
from monitor.render.excerpt import Excerpt, clip
from monitor.render.inline import escaped, inline, isolated
from monitor.render.latest import Latest, latest_lines
from monitor.render.lines import (
    EMOJI,
    Size,
    Undated,
    first_that_fits,
    hashtag_lines,
    name_link,
    quote_lines,
    right_to_left,
    title_line,
    when_line,
)
from monitor.render.phrases import clock, day, more_news, more_outlets, outlets, updates

_NOTHING_TO_QUOTE = Excerpt("")

#: How every message of ours begins.
_OURS = regex.compile(rf"{RLM}\p{{So}}")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One outlet that reports the story."""

    name: str
    url: str
    at: datetime
    #: Outlet it names as its own source, or None.
    attribution: str | None = None
    #: Outlet whose text it carries, or None.
    repeats: str | None = None
    #: True for an outlet on this machine, which may then be linked to.
    private: bool = False
    #: When it changed its report after we had told of it, and when it took it down; None: never.
    changed_at: datetime | None = None
    removed_at: datetime | None = None
    #: When another report was seen at its address.
    replaced_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostContent:
    """Everything a story's post says; texts are as published."""

    severity: str
    title: str
    excerpt: Excerpt
    #: Whose words the quote is, where they are not those of the report that gives the title.
    quoted: SourceLine | None = None
    #: In the order they are shown, at least one.
    sources: Sequence[SourceLine]
    first_at: datetime
    #: What is known since that first report; whole lines.
    latest: Sequence[Latest] = ()
    #: How many speak in them, where copies of one agency are one; None: as many.
    voices: int | None = None
    #: Why `first_at` is when we saw it; None where it is when it was published.
    undated: Undated | None = None
    #: When the post was last changed; None before the first change.
    updated_at: datetime | None = None
    #: With or without "#".
    hashtags: Sequence[str] = ()
    #: Whole Arabic lines for the reader.
    notes: Sequence[str] = ()
    #: When the text was first published, if that was long before; it is old news then.
    old_since: datetime | None = None
    #: Its title speaks of an anniversary.
    recalls: bool = False
    #: It answers the post of a story that it may be a part of.
    maybe: bool = False
    #: How many edits this post has had, when further ones will be rare; None before that.
    edits: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyContent:
    """A material change that answers the story's post and notifies; texts are as published."""

    severity: str
    #: What is new: figures, «القتلى 5 ← 8», or a label, «نفي».
    news: str
    title: str
    source: SourceLine
    excerpt: Excerpt = _NOTHING_TO_QUOTE
    undated: Undated | None = None
    hashtags: Sequence[str] = ()
    #: `news` gives figures.
    counts: bool = False
    #: It takes back what was told.
    corrects: bool = False
    #: Title and outlet of what else is new, that waited to be told with it.
    also: Sequence[tuple[str, SourceLine]] = ()

    @property
    def headline(self) -> str:
        """What is new and what kind of news it is; a label alone stands before its title."""
        if not self.counts:
            return self.news
        return f"{CORRECTION if self.corrects else 'تحديث'}: {self.news}"


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
    return first_that_fits(lambda size: _post(content, zone, size))


def _post(content: PostContent, zone: ZoneInfo, size: Size) -> str:
    old = content.old_since or content.recalls  # no alarm, whatever it tells of
    lines = [
        f"{EMOJI['low' if old else content.severity]} <b>{title_line(content.title, size)}</b>"
    ]
    lines += _standing(content, zone)
    lines += latest_lines(content.latest, zone, size.title // 2, seen_from=content.first_at)
    lines += _updated(content, zone)
    lines.append("")
    if not content.maybe:  # what was told already need not be read again at length
        lines += quote_lines(content.excerpt, size)
        if content.quoted and content.excerpt.text:
            lines.append(f"💬 من نص {_source(content.quoted, size)}")
    lines += _sources(content, zone, size)
    notes = [*_withdrawn(content, zone), *content.notes]
    lines += [f"📝 {inline(note, 200)}" for note in notes[: size.extras] if clean(note).text]
    lines.append(when_line(content.first_at, zone, undated=content.undated))
    if content.edits is not None:
        count = updates(content.edits)
        rare = f"تتباعد تعديلات هذا المنشور ({count} إلى الآن)؛ ما يستجدّ يأتي ردًّا عليه"
        lines.append(f"⏳ <i>{rare}</i>")
    return right_to_left([*lines, *hashtag_lines(content.hashtags, size)])


def _standing(content: PostContent, zone: ZoneInfo) -> list[str]:
    """What a reader must know of the post itself before reading on."""
    lines = []
    if content.maybe:
        lines.append("↩️ <i>قد يكون جزءًا من الخبر المشار إليه أعلاه</i>")
    if content.old_since:
        lines.append(f"🗂 <b>خبر قديم</b>: نُشر أول مرة يوم {day(content.old_since, zone)}")
    elif content.recalls:
        lines.append("🗂 <b>ذكرى حدث سابق</b>، وليس حدثًا جديدًا")
    return lines


def _updated(content: PostContent, zone: ZoneInfo) -> list[str]:
    """When the post was last changed, and who reports the story by now."""
    if content.updated_at is None:
        return []
    update = f"آخر تحديث {clock(content.updated_at, zone, seen_from=content.first_at)}"
    if len(content.sources) > 1:
        voices = len(content.sources) if content.voices is None else content.voices
        update += f" · {outlets(len(content.sources), independent=voices)}"
    return [f"🔄 <i>{update}</i>"]


def reply(content: ReplyContent, zone: ZoneInfo) -> str:
    """The HTML of an answer to a story's post."""
    return first_that_fits(lambda size: _reply(content, zone, size))


def _reply(content: ReplyContent, zone: ZoneInfo, size: Size) -> str:
    mark = "✏️" if content.corrects else EMOJI[content.severity]
    title = title_line(content.title, size)
    if content.counts:
        lines = [f"{mark} <b>{inline(content.headline, size.title)}</b>", title]
    else:
        # «نفي» alone would deny the event itself.
        label = inline(content.headline, size.title // 2)
        lines = [f"{mark} <b>{labelled(label, title)}</b>"]
    lines += [
        "",
        *quote_lines(content.excerpt, size),
        f"📰 المصدر: {_source(content.source, size)}",
        when_line(
            content.source.at,
            zone,
            undated=content.undated,
            changed_at=content.source.changed_at,
        ),
        *_also(content, zone, size),
        *hashtag_lines(content.hashtags, size),
    ]
    return right_to_left(lines)


def _also(content: ReplyContent, zone: ZoneInfo, size: Size) -> list[str]:
    """What came before it and was not told yet."""
    if not content.also:
        return []
    lines = ["📎 <b>واستجدّ قبله</b>"]
    for title, source in content.also[: size.extras]:
        said = inline(title, size.title // 2) or "خبر بلا عنوان"
        at = clock(source.changed_at or source.at, zone, seen_from=content.source.at)
        lines.append(f"• {said} — {_source(source, size)}، {at}")
    left = len(content.also) - size.extras
    return [*lines, f"• {more_news(left)}"] if left > 0 else lines


def looks_ours(text: str) -> bool:
    r"""Whether a message begins as our posts do; nobody types that mark before an emoji.

    >>> looks_ours("\u200f🟠 انقطاع المياه عن طرطوس"), looks_ours("صباح الخير")
    (True, False)
    >>> looks_ours("\u200f📊 حصاد الاثنين"), looks_ours("🟠 انقطاع المياه")
    (True, False)
    """
    return _OURS.match(text) is not None


def admin(headline: str, lines: Sequence[str] = ()) -> str:
    r"""The HTML of a message to the operator; at most thirty lines, each of them shortened.

    A line without an Arabic letter stays left to right.

    >>> admin("sana: nothing for 6 hours", ["last good crawl 09:00"])
    '⚙️ <b>sana: nothing for 6 hours</b>\nlast good crawl 09:00'
    """
    shown = [f"⚙️ <b>{_admin_line(headline)}</b>", *(_admin_line(line) for line in lines[:30])]
    return first_that_fits(
        lambda size: "\n".join(
            f"{RLM}{line}" if is_right_to_left(line) else line
            for line in shown[: size.sources * 3]
        )
    )


def _admin_line(text: str) -> str:
    cut = clip(clean(text), 160)
    return isolated(cut) if is_right_to_left(cut.text) else escaped(cut.text)


def _sources(content: PostContent, zone: ZoneInfo, size: Size) -> list[str]:
    if len(content.sources) == 1:
        only = content.sources[0]
        return [f"📰 المصدر: {_source(only, size)}{_changed(only, content, zone)}"]
    shown = content.sources[: size.sources]
    lines = ["📰 <b>المصادر</b>"]
    for source in shown:
        at = clock(source.at, zone, seen_from=content.first_at)
        told = _source(source, size, f" — {at}")
        lines.append(f"• {told}{_changed(source, content, zone)}")
    left = len(content.sources) - len(shown)
    return [*lines, f"• {more_outlets(left)}"] if left else lines


def _changed(source: SourceLine, content: PostContent, zone: ZoneInfo) -> str:
    if source.changed_at is None:
        return ""
    return f" (عُدّل {clock(source.changed_at, zone, seen_from=content.first_at)})"


def _withdrawn(content: PostContent, zone: ZoneInfo) -> Iterator[str]:
    for source in content.sources:
        name = clip(clean(source.name), 80).text
        if source.removed_at:
            at = clock(source.removed_at, zone, seen_from=content.first_at)
            yield f"حُذف الخبر من موقع «{name}» بعد نشره هنا (لوحظ الحذف عند {at})"
        elif source.replaced_at:
            at = clock(source.replaced_at, zone, seen_from=content.first_at)
            yield f"وضع موقع «{name}» خبرًا آخر مكان هذا الخبر بعد نشره هنا (لوحظ ذلك عند {at})"


def _source(source: SourceLine, size: Size, at: str = "") -> str:
    shown = name_link(source.name, source.url, size, private=source.private)
    origin = inline(source.attribution or "", size.name)
    if origin:
        return f"{shown}{at}، نقلًا عن {origin}"
    original = inline(source.repeats or "", size.name)
    return f"{shown}{at}، النص نفسه لدى {original}" if original else f"{shown}{at}"
