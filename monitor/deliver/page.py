"""The channel as a page on this machine, for as long as there is no bot; and for looking.

In: messages as they stand in the ledger.
Out: one file of HTML that needs nothing beside it and no network.
`PageChannel` stands where `monitor.deliver.channel.TelegramChannel` would: writing is delivering.
Knows nothing of Telegram.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import groupby
from pathlib import Path
from tempfile import NamedTemporaryFile
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from monitor.deliver.outcome import Cannot, NotSent, Outcome, Probe, Sent
from monitor.deliver.ports import Run
from monitor.deliver.post import PAGE, Shown
from monitor.deliver.postbook import PostBook
from monitor.render.bidi import Marked
from monitor.render.excerpt import clip
from monitor.render.inline import visible
from monitor.render.phrases import counted, day

_PAGE = Environment(
    loader=PackageLoader("monitor.deliver", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
).get_template("channel.html")

#: What stands above the posts.
PAGE_TITLE = "مرقب"

#: A post holds nothing else; whatever is not one of these is shown as text.
_TAG = re.compile(
    r'(</?(?:b|i)>|<a href="https?://[^"<>]*">|</a>|<blockquote(?: expandable)?>|</blockquote>)'
)
_HASHTAG = re.compile(r"(?<![\w#])#\w+")
_LINK_START = "<a href="
#: Telegram shows three lines of an expandable quote; shorter ones need no arrow.
_FOLDED_FROM = 160


@dataclass(frozen=True, slots=True)
class _Bubble:
    """One message as the template shows it."""

    message_id: int
    body: Markup
    time: str
    edited: bool
    #: Number and first line of the message it answers, where that is on the page.
    answers: tuple[int, str] | None


def write_page(
    path: Path, posts: Sequence[Shown], *, name: str, zone: ZoneInfo, bare: bool = False
) -> None:
    """Write the page, whole or not at all; `posts` stand oldest first and may be none.

    With `bare` there is only the messages, for a picture of one.

    Raises:
        OSError: the disk refuses; the page is as it was.
    """
    html = _PAGE.render(
        name=name,
        days=list(_days(posts, zone)),
        count=counted(len(posts), "منشور واحد", "منشوران", "منشورات", "منشورًا", "منشور"),
        bare=bare,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
        part = Path(file.name)
    try:
        part.write_text(html, encoding="utf-8")
        part.chmod(0o644)
        part.replace(path)
    finally:
        # A disk that stays full would otherwise hold one more of them after every try.
        part.unlink(missing_ok=True)


def _days(posts: Iterable[Shown], zone: ZoneInfo) -> Iterator[tuple[str, list[_Bubble]]]:
    seen: dict[int, str] = {}
    for date, of_day in groupby(posts, key=lambda post: day(post.at, zone)):
        bubbles = []
        for post in of_day:
            bubbles.append(
                _Bubble(
                    post.message_id,
                    message_body(post.html),
                    f"{(post.edited_at or post.at).astimezone(zone):%H:%M}",
                    post.edited_at is not None,
                    (post.reply_to, seen[post.reply_to]) if post.reply_to in seen else None,
                )
            )
            first_line = visible(post.html).split("\n", 1)[0]
            seen[post.message_id] = clip(Marked(first_line), 80).text
        yield date, bubbles


def message_body(html: str) -> Markup:
    """A post's HTML as the page's own: its few tags rebuilt, everything else as text."""
    out: list[str] = []
    linked = False
    for piece in _TAG.split(re.sub(r"\s*(</?blockquote[^>]*>)\s*", r"\1", html)):
        if piece.startswith("<blockquote"):
            out.append("<blockquote>")
        elif _TAG.fullmatch(piece):
            linked = piece.startswith(_LINK_START) or (linked and piece != "</a>")
            out.append(
                piece.replace(_LINK_START, '<a target="_blank" rel="noopener noreferrer" href=')
            )
        else:
            out.append(_text(unescape(piece), linked=linked))
    return Markup(_folding("".join(out)))  # noqa: S704 every piece is a known tag or escaped


def _text(text: str, *, linked: bool) -> str:
    """Escaped; hashtags, looked for before an apostrophe becomes «&#39;», are shown as such."""
    out, end = [], 0
    for tag in () if linked else _HASHTAG.finditer(text):
        out.append(f'{escape(text[end : tag.start()])}<span class="tag">{tag[0]}</span>')
        end = tag.end()
    return "".join([*out, str(escape(text[end:]))])


def _folding(html: str) -> str:
    """Long quotes get an arrow that unfolds them."""

    def fold(found: re.Match[str]) -> str:
        if len(visible(found[1])) < _FOLDED_FROM:
            return f"<blockquote><p>{found[1]}</p></blockquote>"
        return f'<blockquote><label><input type="checkbox"><p>{found[1]}</p></label></blockquote>'

    return re.sub(r"<blockquote>(.*?)</blockquote>", fold, html, flags=re.DOTALL)


class PageChannel:
    """Delivers to a page: each message gets the next number, and the page is written anew."""

    def __init__(
        self, path: Path, posts: PostBook, run: Run, *, name: str, zone: ZoneInfo
    ) -> None:
        self._path = path
        self._posts = posts
        self._run = run
        self._name = name
        #: Of the times that the page shows; may be changed at any time.
        self.zone = zone

    async def send(
        self,
        destination: str,  # noqa: ARG002 there is one page
        html: str,  # noqa: ARG002 the ledger holds it
        *,
        silent: bool = False,  # noqa: ARG002
        reply_to: int | None = None,  # noqa: ARG002
        preview_url: str | None = None,  # noqa: ARG002
        topic: int | None = None,  # noqa: ARG002 a page has no topics
        buttons: Sequence[tuple[str, str]] = (),  # noqa: ARG002 nor buttons
    ) -> Outcome:
        """Show the post that the ledger is sending."""
        last = await self._run(self._posts.last_message_id, PAGE)
        return await self._write(last + 1)

    async def edit(
        self,
        destination: str,  # noqa: ARG002
        message_id: int,
        html: str,  # noqa: ARG002
        *,
        preview_url: str | None = None,  # noqa: ARG002
        buttons: Sequence[tuple[str, str]] = (),  # noqa: ARG002
    ) -> Outcome:
        """Show the edit that the ledger is sending."""
        return await self._write(message_id)

    async def probe(self, destination: str, message_id: int, admin: str) -> Probe:  # noqa: ARG002
        """Nothing on a page is ever in doubt."""
        return Cannot("a page is written from the ledger")

    async def _write(self, message_id: int) -> Outcome:
        posts = await self._run(self._posts.posts_for_page, PAGE)
        try:
            write_page(self._path, posts, name=self._name, zone=self.zone)
        except OSError as error:
            return NotSent(f"{self._path}: {error.strerror}")
        return Sent(message_id)
