"""One story: what readers see of it, its articles, why each is in it, and what may be done.

In: what `marqab stories show` tells, of the same code. Out: records for ``story.html``.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from monitor.archive.corrections import Correction
from monitor.archive.doubts import Doubt, Doubts
from monitor.commands.stories import Shown, show
from monitor.deliver.page import message_body
from monitor.deliver.post import Post
from monitor.errors import MarqabError
from monitor.render.phrases import articles, outlets
from monitor.render.report import Report
from monitor.render.weblink import message_link
from monitor.web.entries import UNTITLED
from monitor.web.room import NotHere, Room
from monitor.web.text import as_published, line, link, reason
from monitor.web.words import KINDS, POSTS, SEVERITIES, STATES, when
from spiders.contract import Article


@dataclass(frozen=True, slots=True)
class Member:
    """One article of the story."""

    id: int
    title: Markup
    source: str
    source_name: Markup
    link: str | None
    at: str
    kind: str
    why: Markup
    #: What the two texts share, and how near they are; empty for the first.
    shared: Markup
    removed: bool


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a chat, as it stands there now."""

    id: int
    kind: str
    chat: str
    state: str
    said: str
    body: Markup
    at: str
    edited: str
    link: str | None
    why: Markup
    error: str


@dataclass(frozen=True, slots=True)
class Step:
    """An edit that was planned, and what became of it."""

    id: int
    said: str
    at: str
    why: Markup
    error: Markup


def page(room: Room, number: int) -> dict[str, Any]:
    """What the template shows.

    Raises:
        NotHere: there is no such story.
    """
    try:
        shown = show(room.store, number)
    except MarqabError:
        raise NotHere(f"لا خبر بالرقم {number}.") from None
    row = shown.row
    members = [_member(report, why, room) for report, why in shown.reports]
    return {
        "id": number,
        "headline": line(row["headline"] or UNTITLED),
        "severity": row["severity"],
        "severity_said": SEVERITIES[row["severity"]],
        "opened": when(row["opened_at"], room.zone, room.now),
        "last": when(row["last_at"], room.zone, room.now),
        "counts": _counts(members),
        "merged_into": row["merged_into"],
        "doubt": _doubt(Doubts(room.store).open().get(number), room),
        "messages": [_message(post, shown.posts, room) for post in _messages(shown.posts)],
        "edits": [_step(post, room) for post in shown.posts if post.kind == "edit"],
        "members": members,
        "corrections": [_correction(one, room) for one in shown.corrections],
        "commands": list(_commands(shown, room)),
    }


def _counts(members: Sequence[Member]) -> str:
    """How many articles of how many outlets; "" for a story that was merged into another."""
    sources = {one.source for one in members}
    return f"{articles(len(members))} · {outlets(len(sources))}" if members else ""


def _doubt(doubt: Doubt | None, room: Room) -> dict[str, Any] | None:
    if doubt is None:
        return None
    return {
        "other": doubt.resembles,
        "why": reason(doubt.reason, room.names),
        "same": room.typed("stories", "merge", doubt.resembles, doubt.story),
        "apart": room.typed("stories", "apart", doubt.story),
    }


def _commands(shown: Shown, room: Room) -> Iterator[tuple[str, str]]:
    """What an editor may do here: in words, and as it is typed."""
    number = shown.row["id"]
    yield "عرض الخبر", room.typed("stories", "show", number)
    if shown.row["merged_into"]:
        return
    yield "ضمّ خبر آخر إليه", f"{room.typed('stories', 'merge', number)} NUMBER"
    if len(shown.reports) > 1:
        last = shown.reports[-1][0].article_id
        yield "فصل مادة عنه", room.typed("stories", "split", number, last)
    undoable = [one for one in shown.corrections if not one.undone_at]
    if undoable:
        yield "التراجع عن التصحيح", room.typed("stories", "undo", undoable[-1].id)


# --- members --------------------------------------------------------------------------------


def _member(report: Report, why: Mapping[str, Any], room: Room) -> Member:
    article = report.article
    return Member(
        id=report.article_id,
        title=line(article.title or UNTITLED),
        source=article.source,
        source_name=line(room.name(article.source)),
        link=link(article.url, private=room.is_private(article.source)),
        at=when(report.at, room.zone, room.now),
        kind=KINDS[report.kind],
        why=reason(report.reason, room.names),
        shared=_shared(why["evidence"], article) if report.kind != "first" else Markup(),
        removed=report.removed_at is not None,
    )


def _shared(kept: str, article: Article) -> Markup:
    """The words that two texts share, as this article writes them; `kept` is evidence in JSON.

    They are kept normalised («مسيره»), which is no spelling for people. A word that is no longer
    in the article, because it was edited or its text pruned, is left out.
    """
    text = f"{article.title}\n{article.lead}\n{article.body}"
    words = "، ".join(as_published(json.loads(kept).get("shared", ()), text))
    return line(f"ما يشتركان فيه: {words}") if words else Markup()


def _correction(done: Correction, room: Room) -> Markup:
    at = when(done.at, room.zone, room.now)
    did = "ضُمّ إلى" if done.action == "merge" else "فُصل عن"
    undone = f"، وتراجع عن ذلك {done.undone_by}" if done.undone_by else ""
    return line(f"{at}: الخبر {done.other} {did} الخبر {done.story} بيد {done.by}{undone}")


# --- messages -------------------------------------------------------------------------------


def _messages(posts: Sequence[Post]) -> list[Post]:
    """The posts that are messages of their own or lines of a bundle, told or still to be told."""
    answers = {post.id for post in posts if post.kind == "reply"}
    return [
        post
        for post in posts
        if post.kind in ("post", "reply")
        and (post.state != "superseded" or (post.told_in and post.told_in not in answers))
    ]


def living(post: Post, posts: Sequence[Post]) -> tuple[str, Post | None]:
    """The HTML of a message as it stands, and the edit that made it so."""
    edits = [one for one in posts if one.kind == "edit" and one.target_id == post.id]
    told = [one for one in edits if one.state == "sent"]
    return (told[-1].html, told[-1]) if told else (post.html, None)


def _message(post: Post, posts: Sequence[Post], room: Room) -> Message:
    html, edit = living(post, posts)
    edited = edit and (edit.settled_at or edit.planned_at)
    number = post.message_id
    state = "sent" if post.told_in else post.state
    return Message(
        id=post.id,
        kind=POSTS[post.kind],
        chat=post.chat,
        state=state,
        said="رُوي في موجز" if post.told_in else STATES[post.state],
        body=message_body(html),
        at=when(post.settled_at or post.planned_at, room.zone, room.now),
        edited=when(edited, room.zone, room.now) if edited else "",
        link=message_link(post.destination, number),
        why=reason(post.reason, room.names),
        error=post.error or "",
    )


def _step(post: Post, room: Room) -> Step:
    return Step(
        id=post.id,
        said=STATES[post.state],
        at=when(post.settled_at or post.planned_at, room.zone, room.now),
        why=reason(post.reason, room.names),
        error=reason(post.error, room.names) if post.error else Markup(),
    )
