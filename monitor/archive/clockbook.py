"""What the database knows of this machine's clock: is it in doubt, and what is dated after now?

Methods run in the store's one thread, those that write in the caller's transaction.
"""

from datetime import datetime

from monitor.archive.store import Saved, Store

_NEWEST = (
    "SELECT max(finished_at) AS at FROM (SELECT finished_at FROM crawls ORDER BY id DESC LIMIT 50)"
)

#: Tables and columns that say when something was seen; decisions compare them with now.
_SEEN = (
    ("crawls", "started_at"),
    ("crawls", "finished_at"),
    ("sources", "last_crawl_at"),
    ("sources", "last_ok_at"),
    ("sources", "primed_at"),
    ("articles", "first_seen_at"),
    ("articles", "fetched_at"),
    ("known", "seen_at"),
)


class Clockbook:
    """The doubt about the clock, and the rows that a clock which was ahead has dated."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def newest(self) -> datetime | None:
        """The latest end of a crawl among the last that were stored; None before the first."""
        [row] = self._store.rows(_NEWEST)
        return datetime.fromisoformat(row["at"]) if row["at"] else None

    def held(self, now: datetime) -> list[Saved]:
        """The dated articles that a decision made after `now` held, the oldest first."""
        rows = self._store.rows(
            "SELECT id, version FROM articles "
            "WHERE act = 'hold' AND act_at > ? AND published_at IS NOT NULL ORDER BY published_at",
            now.isoformat(),
        )
        return [Saved(row["id"], row["version"], "new", now) for row in rows]

    def doubt(self) -> str | None:
        """Why no crawl is stored, in English; None while the clock is right."""
        row = self._store.row("SELECT said FROM clock_doubt")
        return row["said"] if row else None

    def keep_doubt(self, said: str | None) -> None:
        """Let `doubt` answer this from now on, also in other processes."""
        self._store.db.execute("DELETE FROM clock_doubt")
        if said is not None:
            self._store.db.execute("INSERT INTO clock_doubt (said) VALUES (?)", (said,))

    def bring_back(self, now: datetime) -> None:
        """Set every time at which something was seen back to `now`, where it lies later."""
        at = now.isoformat()
        for table, column in _SEEN:
            self._store.db.execute(
                f"UPDATE {table} SET {column} = ? WHERE {column} > ?",  # noqa: S608 our own names
                (at, at),
            )
