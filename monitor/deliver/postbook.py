"""What stands in the ledger: every question about posts and chats; nothing is written here.

Methods are named after the question they answer and run in the store's one thread.
Knows nothing of Telegram, the network or the clock.
"""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from monitor.deliver.outcome import Part
from monitor.deliver.post import PAGE, Pace, Post, Remark, Shown
from monitor.errors import MarqabError

#: A row as `Post.read` wants it.
_POST_ROW = (
    "SELECT p.*, t.message_id AS target_message_id, coalesce((SELECT q.buttons FROM questions q "
    "WHERE q.answer IS NULL "
    "AND q.post_id = CASE p.kind WHEN 'edit' THEN p.target_id ELSE p.id END), '[]') AS buttons "
    "FROM posts p LEFT JOIN posts t ON t.id = p.target_id"
)

#: Urgent before low; edits last, for they notify nobody. Then in the order of planning.
_ORDER = """CASE WHEN p.kind = 'edit' THEN 0 WHEN p.severity = 'urgent' THEN 4
    WHEN p.severity = 'high' THEN 3 WHEN p.severity = 'normal' THEN 2 ELSE 1 END DESC, p.id"""

#: An edit or a reply waits until the post it belongs to has a number;
#: a reply to a post that will never have one stands alone.
REACHABLE = """(p.target_id IS NULL OR t.message_id IS NOT NULL
    OR (p.kind = 'reply' AND t.state IN ('failed', 'superseded', 'sent')))"""

#: What is planned for a chat with the time that it waits for: its own, or that of a part of the
#: chat which is blocked. The first row leaves next, or is due soonest.
_WAITING = f"""
WITH waiting AS (
    SELECT p.*, max(coalesce(p.not_before, ''), coalesce(part.blocked_until, '')) AS due
    FROM posts p LEFT JOIN posts t ON t.id = p.target_id
    LEFT JOIN chats part ON part.destination = p.destination || '/' ||
        CASE p.kind WHEN 'edit' THEN '{Part.EDITS}' ELSE p.topic END
    WHERE p.destination = :chat AND p.state = 'planned' AND p.bundle_at IS NULL AND {REACHABLE}
    AND NOT EXISTS (SELECT 1 FROM held_now h WHERE h.post_id = p.id))
SELECT p.id, p.due FROM waiting p ORDER BY CASE WHEN p.due > :now THEN p.due ELSE '' END, {_ORDER}
LIMIT 1"""  # noqa: S608 our own words

#: A page shows what is being sent to it: writing it is the sending.
_SHOWN = f"""
SELECT coalesce(p.message_id, c.last_message_id + 1) AS message_id,
       coalesce(e.html, p.html) AS html, p.sending_at AS at, e.sending_at AS edited_at,
       t.message_id AS reply_to
FROM posts p
LEFT JOIN posts t ON t.id = p.target_id
LEFT JOIN chats c ON c.destination = p.destination
LEFT JOIN posts e ON e.id = (
    SELECT max(id) FROM posts WHERE target_id = p.id AND kind = 'edit'
    AND (state = 'sent' OR (state = 'sending' AND destination = :page)))
WHERE p.destination = :destination AND p.kind <> 'edit' AND p.remark IS NOT '{Remark.DELETED}'
AND (p.state = 'sent' OR (p.state = 'sending' AND p.destination = :page))
ORDER BY 1 DESC LIMIT :limit
"""  # noqa: S608 our own words


def as_text(at: datetime) -> str:
    """A moment as the database keeps it: such texts sort as the moments do.

    >>> as_text(datetime.fromisoformat("2025-02-17T14:35:00+03:00"))
    '2025-02-17T11:35:00+00:00'
    """
    return at.astimezone(UTC).isoformat()


class PostBook:
    """The posts and chats of one database, to read."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def post(self, post_id: int) -> Post:
        """One post.

        Raises:
            MarqabError: there is no such post.
        """
        found = self.posts_where("p.id = ?", post_id)
        if not found:
            raise MarqabError(f"there is no post {post_id}")
        return found[0]

    def has(self, key: str) -> bool:
        """Whether this was planned."""
        return self.row("SELECT 1 FROM posts WHERE key = ?", key) is not None

    def by_key(self, key: str) -> Post | None:
        """The post that was planned under this key."""
        return next(iter(self.posts_where("p.key = ?", key)), None)

    def about(self, story_id: int) -> list[Post]:
        """Everything ever planned about this story, for every chat, in that order."""
        return self.posts_where("p.story_id = ? ORDER BY p.id", story_id)

    def open_posts(self) -> list[Post]:
        """The posts that are not settled or were refused, oldest first."""
        return self.posts_where(
            "p.state IN ('planned', 'sending', 'unknown', 'failed') ORDER BY p.id"
        )

    def unsettled(self) -> list[Post]:
        """The posts whose arrival is in doubt, oldest first."""
        return self.posts_where("p.state = 'unknown' ORDER BY p.id")

    def failed(self, limit: int = 20) -> list[Post]:
        """The last posts that were refused for good, newest first."""
        return self.posts_where("p.state = 'failed' ORDER BY p.id DESC LIMIT ?", limit)

    def given_up(self, why: str, limit: int) -> list[Post]:
        """The last posts that were given up for this reason, oldest first.

        The edits that ended with a post are not among them.
        """
        newest = self.posts_where(
            "p.state = 'superseded' AND p.error LIKE ? || '%' AND t.error IS NOT p.error "
            "ORDER BY p.settled_at DESC, p.id DESC LIMIT ?",
            why,
            limit,
        )
        return newest[::-1]

    def destinations_with_work(self) -> list[str]:
        """Where something waits to be sent, or is in doubt."""
        rows = self.rows(
            "SELECT DISTINCT destination FROM posts "
            "WHERE state IN ('planned', 'sending', 'unknown') ORDER BY 1"
        )
        return [row["destination"] for row in rows]

    def counts(self) -> dict[str, dict[str, int]]:
        """How many posts are in each state, by destination."""
        counts: dict[str, dict[str, int]] = defaultdict(dict)
        for row in self.rows("SELECT destination, state, count(*) AS n FROM posts GROUP BY 1, 2"):
            counts[row["destination"]][row["state"]] = row["n"]
        return dict(counts)

    def troubles(self) -> dict[str, str]:
        """What an operator must mend, by destination; empty when all is well.

        "/" and the topic, or ``edits``, follow where it concerns that part of a chat alone.
        """
        rows = self.rows("SELECT destination, trouble FROM chats WHERE trouble IS NOT NULL")
        return {row["destination"]: row["trouble"] for row in rows}

    def now_at(self, destination: str) -> str:
        """The address of this chat today: a group that becomes a supergroup gets another.

        A supergroup stays what it is, so there is never a second step.
        """
        return self.moved().get(destination, destination)

    def moved(self) -> dict[str, str]:
        """Every group that is known to have become another, old address to new."""
        rows = self.rows("SELECT destination, moved_to FROM chats WHERE moved_to IS NOT NULL")
        return {row["destination"]: row["moved_to"] for row in rows}

    def addresses(self, destination: str) -> list[str]:
        """Every address that this chat has had, today's first; its readers read at all of them."""
        today = self.now_at(destination)
        return [today, *(old for old, new in self.moved().items() if new == today)]

    def last_message_id(self, destination: str) -> int:
        """The highest message number known in this chat; 0 when none is."""
        return int(self._chat(destination)["last_message_id"])

    def last_texts(self, destination: str, limit: int) -> list[str]:
        """The escaped texts that last left for this chat, edits among them.

        A post that was tried and is planned again has surely not arrived; an edit may have.
        """
        left = (
            "SELECT html FROM posts WHERE destination = ? AND attempts > 0 "
            "AND (state <> 'planned' OR kind = 'edit')"
        )
        rows = self.rows(f"{left} ORDER BY id DESC LIMIT ?", destination, limit)
        return [row["html"] for row in rows]

    def numbers(self, destination: str) -> set[int]:
        """The numbers of all messages that are known to be posts of ours."""
        asked = (
            "SELECT message_id FROM posts WHERE destination = ? AND message_id IS NOT NULL "
            "AND kind <> 'edit'"
        )
        return {row["message_id"] for row in self.rows(asked, destination)}

    def waiting(self, destination: str, now: datetime) -> tuple[Post, datetime] | None:
        """The post that is to leave next, and when: the first that is due, else the next."""
        row = self.row(_WAITING, {"chat": destination, "now": as_text(now)})
        if row is None:
            return None
        return self.post(row["id"]), datetime.fromisoformat(row["due"]) if row["due"] else now

    def free_at(self, destination: str, now: datetime, pace: Pace) -> datetime:
        """When the chat may be written to; a time that has passed means now."""
        chat = self._chat(destination)
        waits = [now]
        if chat["blocked_until"]:
            waits.append(datetime.fromisoformat(chat["blocked_until"]))
        if destination != PAGE:
            minute = timedelta(minutes=1)
            # Times after `now` were written before the clock was set back; they bind nobody.
            rows = self.rows(
                "SELECT sending_at FROM posts WHERE destination = ? AND sending_at > ? "
                "AND sending_at <= ? ORDER BY sending_at DESC LIMIT ?",
                destination,
                as_text(now - minute),
                as_text(now),
                pace.per_minute,
            )
            times = [datetime.fromisoformat(row["sending_at"]) for row in rows]
            if times:
                waits.append(times[0] + pace.gap)
            if len(times) == pace.per_minute:
                waits.append(times[-1] + minute)
        return max(waits)

    def posts_for_page(self, destination: str, limit: int = 200) -> list[Shown]:
        """The last messages of a chat as readers see them now, oldest first."""
        asked = {"destination": destination, "page": PAGE, "limit": limit}
        shown = []
        for row in self.rows(_SHOWN, asked):
            times = {
                name: row[name] and datetime.fromisoformat(row[name])
                for name in ("at", "edited_at")
            }
            shown.append(Shown(**row | times))
        return shown[::-1]

    # --- rows -------------------------------------------------------------------------------

    def posts_where(self, condition: str, *args: Any) -> list[Post]:
        """The posts that meet a condition in SQL, where `p` is the post and `t` its target."""
        return [Post.read(row) for row in self.rows(f"{_POST_ROW} WHERE {condition}", *args)]

    def rows(self, sql: str, *args: Any) -> list[dict[str, Any]]:
        """What a question in SQL finds in this database; a single dict names its arguments."""
        named = args[0] if args and isinstance(args[0], dict) else args
        found = self.db.execute(sql, named)
        columns = [column[0] for column in found.description]
        return [dict(zip(columns, row, strict=True)) for row in found]

    def row(self, sql: str, *args: Any) -> dict[str, Any] | None:
        """The first of such rows."""
        return next(iter(self.rows(sql, *args)), None)

    def _chat(self, destination: str) -> dict[str, Any]:
        row = self.row("SELECT * FROM chats WHERE destination = ?", destination)
        return row or {"last_message_id": 0, "blocked_until": None, "trouble": None}
