"""The queue: which posts are planned, failed or in doubt; and how a person ends a doubt."""

from collections.abc import Collection, Iterator
from datetime import datetime

from monitor.archive.store import Store
from monitor.deliver.holds import Holds
from monitor.deliver.ledger import Ledger
from monitor.deliver.outcome import NotSent, Refused, Sent
from monitor.deliver.post import Post

_BY_HAND = "settled by hand"
_GIVEN_UP = "given up by hand"
#: So many that a person gave up are listed, the last ones.
_SHOWN_GIVEN_UP = 5


def open_posts(store: Store) -> Iterator[str]:
    """Up to three lines for each post that is not settled or was refused, oldest first.

    Behind them stand the last that a person gave up.
    """
    ledger = Ledger(store.db)
    held = held_posts(ledger)
    for post in ledger.open_posts():
        state = standing(post, held)
        yield f"{post.id:6} {state:8} {post.kind:6} {post.chat:8} {post.reason}"
        if due := due_of(post, state):
            yield f"       {due}"
        if post.error:
            yield f"       {post.error}"
    for post in ledger.given_up(_GIVEN_UP, _SHOWN_GIVEN_UP):
        yield f"{post.id:6} given up {post.kind:6} {post.chat:8} {post.reason}"
        yield f"       {post.settled_at:%Y-%m-%d %H:%M} UTC: {post.error}"


def held_posts(ledger: Ledger) -> set[int]:
    """The numbers of the posts that wait in a flood that is held (`marqab held`)."""
    holds = Holds(ledger)
    return {post.id for hold in holds.open() for post in holds.posts(hold.id)}


def standing(post: Post, held: Collection[int]) -> str:
    """Its state in one word: ``held`` for one that waits until a person looks at its flood."""
    return "held" if post.id in held else post.state


def due_of(post: Post, state: str) -> str:
    """When a planned post leaves, where a rule or a chat lets it wait; "" for any other."""
    if state != "planned" or post.due_at is None:
        return ""
    return f"due {post.due_at:%Y-%m-%d %H:%M} UTC"


def settle(
    store: Store, post_id: int, *, message_id: int | None, absent: bool, now: datetime
) -> str:
    """End the doubt about a post: it stands under `message_id`, or is absent, or is given up.

    A post that Telegram refused, or that is still planned, may be given up too.
    Returns what that means, in one line.

    Raises:
        MarqabError: there is no such post, it is not in doubt, cannot have this number, or may
            still arrive.
    """
    outcome: Sent | NotSent | Refused
    if message_id is not None:
        outcome = Sent(message_id)
    else:
        outcome = NotSent(_BY_HAND) if absent else Refused(_GIVEN_UP)
    Ledger(store.db).settle_by_hand(post_id, outcome, now)
    match outcome:
        case Sent():
            return f"post {post_id} is sent: message {message_id}"
        case NotSent():
            return f"post {post_id} is planned again"
        case Refused():
            return f"post {post_id} is never sent, and what it tells counts as told; no undo"
