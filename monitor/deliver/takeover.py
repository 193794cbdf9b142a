"""Another chat takes the place of one: what was planned for it goes there.

That happens by an operator's command, or because Telegram says that a group has become a
supergroup.
What stands in the old chat stays there and is edited no more; a doubt stays a doubt about the old
chat, for only there can it be looked at.
In: two addresses. Out: the ledger's rows.
Methods run in the store's one thread; `now` is given.
"""

from datetime import datetime

from monitor.deliver.ledger import Ledger
from monitor.deliver.postbook import as_text
from monitor.errors import MarqabError

# An edit of what stands in the old chat has nothing to edit in the new one.
_END_EDITS = """
UPDATE posts SET state = 'superseded', settled_at = ?, error = ?
WHERE destination = ? AND state = 'planned' AND kind = 'edit'
"""

# An answer whose post stays behind stands alone.
_MOVE = """
UPDATE posts SET destination = ?, topic = NULL, target_id = (
    SELECT t.id FROM posts t WHERE t.id = posts.target_id AND t.state = 'planned')
WHERE destination = ? AND state = 'planned'
"""

# Who could not be asked about a post, for the question would have stood behind it, can be now.
_ASK_AGAIN = """
UPDATE posts SET not_before = CASE WHEN remark IS NULL THEN not_before END, remark = NULL,
    error = ?
WHERE destination = ? AND state = 'unknown'
"""


def move(ledger: Ledger, old: str, new: str, now: datetime) -> int:
    """Send what is planned for `old` to `new`; how many posts that are.

    Raises:
        MarqabError: both are one, or nothing was ever planned for `old`.
    """
    if old == new:
        raise MarqabError(f"{old} and {new} are one chat")
    if old not in ledger.counts():
        raise MarqabError(f"nothing was ever planned for {old}; `marqab status` names the chats")
    return _carry_over(ledger, old, new, now)


def became(ledger: Ledger, old: str, new: str) -> None:
    """A group is known by a new address from now on; `follow` sends there what waits."""
    if ledger.now_at(old) == new:
        return
    with ledger.transaction():
        ledger.change_chat(old, moved_to=new)
        ledger.db.execute(_ASK_AGAIN, (f"the group has become {new}", old))


def follow(ledger: Ledger, now: datetime) -> dict[str, str]:
    """Send what waits for groups that have become others to their new addresses.

    Returns old address to new, of those where anything waited.
    """
    waiting = {*ledger.destinations_with_work()}
    moved = {old: new for old, new in ledger.moved().items() if old in waiting}
    # What is in doubt stays so, about the old group: messages there can still be forwarded.
    return {old: new for old, new in moved.items() if _carry_over(ledger, old, new, now)}


def last_address(ledger: Ledger, chat: str) -> str | None:
    """Where the newest post to this chat of monitor.yaml goes today; None before the first."""
    found = ledger.row(
        "SELECT destination FROM posts WHERE chat = ? ORDER BY id DESC LIMIT 1", chat
    )
    return ledger.now_at(found["destination"]) if found else None


def _carry_over(ledger: Ledger, old: str, new: str, now: datetime) -> int:
    with ledger.transaction():
        ledger.db.execute(_END_EDITS, (as_text(now), f"{new} took the place of {old}", old))
        moved = ledger.db.execute(_MOVE, (new, old)).rowcount
        ledger.change_chat(old, trouble=None, blocked_until=None)
    return moved
