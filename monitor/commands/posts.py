"""The queue: what is planned, failed or in doubt, and the end of a doubt by what a person saw."""

from collections.abc import Iterator
from datetime import datetime

from monitor.archive.store import Store
from monitor.deliver.ledger import Ledger
from monitor.deliver.outcome import NotSent, Refused, Sent

_BY_HAND = "settled by hand"


def open_posts(store: Store) -> Iterator[str]:
    """One or two lines for each post that is not settled or was refused, oldest first."""
    for post in Ledger(store.db).open_posts():
        yield f"{post.id:6} {post.state:8} {post.kind:6} {post.chat:8} {post.reason}"
        if post.error:
            yield f"       {post.error}"


def settle(
    store: Store, post_id: int, *, message_id: int | None, absent: bool, now: datetime
) -> None:
    """End a doubt: it stands under this number, else it is absent, else it is given up.

    A post that was refused may be given up too.

    Raises:
        MarqabError: there is no such post, it is not in doubt, or cannot have this number.
    """
    outcome: Sent | NotSent | Refused
    if message_id is not None:
        outcome = Sent(message_id)
    else:
        outcome = NotSent(_BY_HAND) if absent else Refused(_BY_HAND)
    Ledger(store.db).settle(post_id, outcome, now)
