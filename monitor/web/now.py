"""The first page: is everything watched, and what is wrong?

In: what `marqab status` tells, of the same code, and the posts that are not settled.
Out: records for ``now.html``.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from monitor.commands.status import SourceStatus, Status, status_of
from monitor.deliver.holds import Holds
from monitor.deliver.ledger import Ledger
from monitor.deliver.post import Post
from monitor.render.inline import visible
from monitor.web.day import last_day
from monitor.web.room import Room
from monitor.web.text import line, reason
from monitor.web.words import POSTS, STATES, ago, matters
from monitor.web.wrong import what_is_wrong

#: So many posts of the queue are shown (our own choice); `marqab posts` lists all.
SHOWN_POSTS = 30


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One outlet at a glance."""

    id: str
    name: Markup
    #: A key of `HEALTH`.
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
    wrong = what_is_wrong(status, opened, room)
    failing = sum(source.problem is not None for source in status.sources)
    waiting = ledger.open_posts()
    sources = [_source(one, room) for one in status.sources]
    sources.sort(key=lambda one: ([*HEALTH].index(one.state), one.id))
    states = Counter(one.state for one in sources)
    return {
        "wrong": wrong,
        "verdict": _verdict(len(wrong), failing),
        "well": not wrong,
        "sources": sources,
        "health": [(state, HEALTH[state], states[state]) for state in HEALTH if states[state]],
        "counts": list(_counts(status)),
        "queue": [_queued(post, held, room) for post in waiting[-SHOWN_POSTS:][::-1]],
        "more_queued": max(0, len(waiting) - SHOWN_POSTS),
        "commands": [room.typed("status"), room.typed("posts"), room.typed("held")],
        "archive": status.archive,
        "day": last_day(room),
        "every_minute": room.asked.get("every") == "minute",
    }


def _verdict(wrong: int, failing: int) -> str:
    if wrong:
        return matters(wrong)
    if failing:
        return "تعذّرت قراءة بعض المصادر، ولم يطل ذلك بعد"
    return "كل شيء مرصود"


# --- sources and posts ----------------------------------------------------------------------

#: How a source is, the worst first.
HEALTH = {
    "failing": "تعذّرت قراءته",
    "alarm": "فيه خلل",
    "late": "تأخرت قراءته",
    "new": "لم يُقرأ بعد",
    "ok": "سليم",
    "off": "معطّل",
}


def state_of(source: SourceStatus) -> str:
    """In a word how this source is: a key of `HEALTH`."""
    if not source.enabled:
        return "off"
    if not source.last_crawl_at:
        return "new"
    if source.problem:
        return "failing"
    if source.alarms:
        return "alarm"
    return "late" if source.not_asked else "ok"


def _source(source: SourceStatus, room: Room) -> SourceLine:
    state = state_of(source)
    return SourceLine(
        id=source.id,
        name=line(room.name(source.id)),
        state=state,
        said=HEALTH[state],
        last=how_long_ago(source.last_crawl_at, room),
        due=due(source, room),
        brought=source.report.get("articles", 0),
        refused=sum(source.report.get("refused", {}).values()),
    )


def due(source: SourceStatus, room: Room) -> str:
    """When this source is asked again; a dash where nobody knows."""
    if not source.enabled or not source.next_due:
        return "—"
    at = datetime.fromisoformat(source.next_due)
    return ago(at, room.now) if at > room.now else "حان وقتها"


def how_long_ago(at: str | None, room: Room) -> str:
    """How long ago a moment of the database was; a dash for none."""
    return ago(datetime.fromisoformat(at), room.now) if at else "—"


def _counts(status: Status) -> Iterator[tuple[str, Sequence[tuple[str, str, int]]]]:
    """For each chat its name and its states: each with its key, its Arabic and how many posts."""
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
