"""What is held back as a flood: giving up single posts of it, and showing it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from monitor.archive.store import Store
from monitor.deliver.holds import Hold, Holds
from monitor.deliver.ledger import Ledger
from monitor.deliver.post import Post
from monitor.errors import MarqabError


def drop(store: Store, hold_id: int, post_ids: Sequence[int], now: datetime) -> int:
    """Give up these posts of a hold and no others; how many are still held.

    The hold stays open: further posts go on joining it until it is released or dropped.

    Raises:
        MarqabError: there is no such hold, or one of them is not held there; nothing is changed.
    """
    ledger = Ledger(store.db)
    holds = Holds(ledger)
    with store.transaction():
        held = {post.id: post for post in holds.posts(holds.find(hold_id).id)}
        for post_id in post_ids:
            if post_id not in held:
                raise MarqabError(
                    f"post {post_id} is not held in {hold_id}; see `marqab held show`"
                )
            ledger.give_up(held.pop(post_id), "dropped by hand", now)
    return len(held)


def lines(holds: list[Hold]) -> Iterator[str]:
    """For a terminal: short and Latin."""
    for hold in holds:
        yield f"{hold.id:6} {hold.posts:4} posts since {hold.opened_at:%Y-%m-%d %H:%M} UTC"
        yield f"       {hold.reason}"
    if not holds:
        yield "nothing is held"


def post_line(post: Post) -> str:
    """One held post, Latin but for its address."""
    return f"{post.id:6} {post.kind:6} {post.chat:8} {post.preview_url or post.reason}"


def as_dict(hold: Hold) -> dict[str, Any]:
    """For programs."""
    return {
        "id": hold.id,
        "scope": hold.scope,
        "name": hold.name,
        "reason": hold.reason,
        "opened_at": hold.opened_at.isoformat(),
        "posts": hold.posts,
    }


def post_dict(post: Post) -> dict[str, Any]:
    """One held post for programs, with the words readers would see."""
    return {
        "id": post.id,
        "kind": post.kind,
        "chat": post.chat,
        "url": post.preview_url,
        "headline": post.headline,
        "html": post.html,
        "reason": post.reason,
    }
