"""The first page: is everything watched, and what is wrong?

In: what `marqab status` tells, of the same code, and the posts that are not settled.
Out: records for ``now.html``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from monitor.archive.watchbook import Watchbook
from monitor.commands.status import SourceStatus, Status, status_of
from monitor.deliver.holds import Hold, Holds
from monitor.deliver.ledger import Ledger
from monitor.deliver.post import Post
from monitor.render.faults import in_arabic
from monitor.render.layout import visible
from monitor.watch import news
from monitor.watch.alarms import Alarm
from monitor.web.room import Room
from monitor.web.text import line, reason
from monitor.web.words import POSTS, STATES, ago, matters, when
from spiders.yamlfile import Fault

#: Posts of the queue that are shown; `marqab posts` lists all.
SHOWN_POSTS = 30


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that a person must look at: a headline, what is known, what to type."""

    headline: Markup
    details: Sequence[Markup] = ()
    commands: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One outlet at a glance."""

    id: str
    name: Markup
    #: ``ok``, ``failing``, ``alarm``, ``new`` or ``off``.
    state: str
    said: str
    last: str
    due: str
    brought: int
    refused: int


@dataclass(frozen=True, slots=True)
class Queued:
    """One post that is not settled, or was refused."""

    id: int
    story: int | None
    kind: str
    chat: str
    state: str
    said: str
    text: Markup
    why: Markup
    error: str


def page(room: Room) -> dict[str, Any]:
    """What the template shows."""
    status = status_of(room.store, room.files, now=room.now)
    ledger = Ledger(room.store.db)
    holds = Holds(ledger)
    opened = holds.open()
    held = {post.id for hold in opened for post in holds.posts(hold.id)}
    known = dict(_known(room, opened))
    wrong = [known.get(text) or _other(text, room) for text in status.wrong]
    failing = sum(source.problem is not None for source in status.sources)
    waiting = ledger.open_posts()
    return {
        "wrong": wrong,
        "verdict": _verdict(len(wrong), failing),
        "well": not wrong,
        "sources": sorted(
            (_source(one, room) for one in status.sources),
            key=lambda one: (_ORDER[one.state], one.id),
        ),
        "counts": list(_counts(status)),
        "queue": [_queued(post, held, room) for post in waiting[-SHOWN_POSTS:][::-1]],
        "more_queued": max(0, len(waiting) - SHOWN_POSTS),
        "commands": [room.typed("status"), room.typed("posts"), room.typed("held")],
        "archive": status.archive,
        "every_minute": room.asked.get("every") == "minute",
    }


def _verdict(wrong: int, failing: int) -> str:
    if wrong:
        return matters(wrong)
    if failing:
        return "تعذّرت قراءة بعض المصادر، ولم يطل ذلك بعد"
    return "كل شيء مرصود"


# --- what is wrong --------------------------------------------------------------------------


def _known(room: Room, holds: Iterable[Hold]) -> Iterator[tuple[str, Wrong]]:
    """Each line of `Status.wrong` that a record lies behind, with that record in Arabic."""
    for fault in room.files.faults:
        yield str(fault), _fault(fault, room)
    for alarm in Watchbook(room.store).open_alarms():
        yield alarm.line(), _alarm(alarm, room)
    for hold in holds:
        yield (
            f"{hold.posts} posts are held: {hold.reason}; see `marqab held`",
            Wrong(
                line("أُوقف النشر حتى ينظر فيه أحد"),
                [line(hold.text), line(f"الموقوف الآن: {hold.posts}")],
                [room.typed("held", what, hold.id) for what in ("show", "release", "drop")],
            ),
        )


def _fault(fault: Fault, room: Room) -> Wrong:
    return Wrong(line("في ملفات الإعداد خطأ"), [line(in_arabic(fault))], [room.typed("check")])


def _alarm(alarm: Alarm, room: Room) -> Wrong:
    # A headline, what is known, and last the command; several lines for one alarm.
    first, *details, _ = news.begun([alarm], room.names, room.zone)
    since = f"منذ {when(alarm.began_at, room.zone, room.now)}"
    *said, seen = details
    command = room.typed("status", *filter(None, [alarm.source]))
    return Wrong(line(first), [*map(line, [since, *said]), reason(seen, room.names)], [command])


def _other(text: str, room: Room) -> Wrong:
    settles = text.startswith("post ") and "may or may not" in text
    commands = [room.typed("posts")]
    if settles:
        number = text.split()[1]
        commands = [
            f"{room.typed('posts', 'settle', number)} --sent NUMBER",
            room.typed("posts", "settle", number, "--absent"),
        ]
    return Wrong(reason(text, room.names), (), commands if text.startswith("post ") else ())


# --- sources and posts ----------------------------------------------------------------------

_ORDER = {"failing": 0, "alarm": 1, "new": 2, "ok": 3, "off": 4}
HEALTH = {
    "failing": "تعذّرت قراءته",
    "alarm": "فيه خلل",
    "new": "لم يُقرأ بعد",
    "ok": "سليم",
    "off": "معطّل",
}


def state_of(source: SourceStatus) -> str:
    """In a word how this source is."""
    if not source.enabled:
        return "off"
    if not source.last_crawl_at:
        return "new"
    if source.problem:
        return "failing"
    return "alarm" if source.alarms else "ok"


def _source(source: SourceStatus, room: Room) -> SourceLine:
    state = state_of(source)
    return SourceLine(
        id=source.id,
        name=line(room.name(source.id)),
        state=state,
        said=HEALTH[state],
        last=_ago(source.last_crawl_at, room),
        due=due(source, room),
        brought=source.report.get("articles", 0),
        refused=sum(source.report.get("refused", {}).values()),
    )


def due(source: SourceStatus, room: Room) -> str:
    """When it is asked again, for people."""
    if not source.enabled or not source.next_due:
        return "—"
    at = datetime.fromisoformat(source.next_due)
    return ago(at, room.now) if at > room.now else "حان وقتها"


def _ago(at: str | None, room: Room) -> str:
    return ago(datetime.fromisoformat(at), room.now) if at else "—"


def _counts(status: Status) -> Iterator[tuple[str, Sequence[tuple[str, str, int]]]]:
    """Name of each chat, and of each state there: its key, its Arabic, how many."""
    for destination, states in status.posts.items():
        name = "، ".join(status.chats.get(destination, ())) or destination
        order = [state for state in STATES if state in states]
        yield name, [(state, STATES[state], states[state]) for state in order]


def _queued(post: Post, held: Iterable[int], room: Room) -> Queued:
    state = "held" if post.id in held else post.state
    return Queued(
        id=post.id,
        story=post.story_id,
        kind=POSTS[post.kind],
        chat=post.chat,
        state=state,
        said=STATES[state],
        text=line(first_line(post.html)),
        why=reason(post.reason, room.names),
        error=post.error or "",
    )


def first_line(html: str) -> str:
    """What a post says first, as text."""
    return visible(html).strip().split("\n", 1)[0]
