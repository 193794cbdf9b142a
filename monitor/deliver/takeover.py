"""Another chat takes the place of one: what was planned for it goes there.

What stands in the old chat stays there and is edited no more; a doubt stays a doubt about the old
chat, for only there can it be looked at.
In: two addresses. Out: the ledger's rows.
Methods run in the store's one thread; `now` is given.
"""

from collections.abc import Iterable
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


def move(ledger: Ledger, old: str, new: str, now: datetime) -> int:
    """Send what is planned for `old` to `new`; how many posts that are.

    Raises:
        MarqabError: both are one, or nothing was ever planned for `old`.
    """
    if old == new:
        raise MarqabError(f"{old} and {new} are one chat")
    if old not in ledger.counts():
        raise MarqabError(f"nothing was ever planned for {old}; `marqab status` names the chats")
    with ledger.transaction():
        ledger.db.execute(_END_EDITS, (as_text(now), f"{new} took the place of {old}", old))
        moved = ledger.db.execute(_MOVE, (new, old)).rowcount
        ledger.db.execute(
            "UPDATE chats SET trouble = NULL, blocked_until = NULL, moved_to = NULL "
            "WHERE destination = ?",
            (old,),
        )
    return moved


def follow(ledger: Ledger, configured: Iterable[str], now: datetime) -> dict[str, str]:
    """Move what waits for groups that Telegram says have moved, once the settings name them.

    Returns which went where.
    """
    names = {*configured}
    rows = ledger.db.query("SELECT destination, moved_to FROM chats WHERE moved_to IS NOT NULL")
    moved = {row["destination"]: row["moved_to"] for row in rows if row["moved_to"] in names}
    for old, new in moved.items():
        move(ledger, old, new, now)
    return moved
