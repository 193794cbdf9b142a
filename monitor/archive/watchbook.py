"""What is remembered of watching the sources: what their hours brought.

Methods are named after the question they answer and are called in the store's one thread.
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from monitor.archive.connection import as_json
from monitor.archive.store import Store
from monitor.watch.hours import Hour

_COUNTS = ("news", "read", "without_body", "without_time", "old", "not_arabic")


class Watchbook:
    """The hours of one database."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, source: str, hours: Iterable[Hour]) -> None:
        """Add these to what is kept of the same hours."""
        table = self._store.db.table("hours")
        for hour in hours:
            kept = self.hours(source, since=hour.at, until=hour.at)
            table.upsert(_row(source, kept[0] + hour if kept else hour), pk=("source", "at"))

    def hours(self, source: str, *, since: datetime, until: datetime | None = None) -> list[Hour]:
        """What this source brought in the hours that begin in that time, oldest first."""
        last = until.isoformat() if until else "~"
        rows = self._store.db.query(
            "SELECT * FROM hours WHERE source = ? AND at BETWEEN ? AND ? ORDER BY at",
            (source, since.isoformat(), last),
        )
        return [_hour(row) for row in rows]


def _row(source: str, hour: Hour) -> dict[str, Any]:
    counts = {name: int(getattr(hour, name)) for name in _COUNTS}
    return {
        "source": source,
        "at": hour.at.isoformat(),
        "watched_s": hour.watched.total_seconds(),
        "refused": as_json(hour.refused),
        **counts,
    }


def _hour(row: dict[str, Any]) -> Hour:
    return Hour(
        datetime.fromisoformat(row["at"]),
        timedelta(seconds=row["watched_s"]),
        refused=json.loads(row["refused"]),
        **{name: row[name] for name in _COUNTS},
    )
