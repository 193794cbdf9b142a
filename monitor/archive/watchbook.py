"""What is remembered of watching the sources: what their hours brought, and their alarms.

Methods are named after the question they answer and are called in the store's one thread.
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from monitor.archive.connection import as_json
from monitor.archive.store import Store
from monitor.watch.alarms import Alarm
from monitor.watch.hours import COUNTS, Hour
from monitor.watch.rhythm import MEMORY
from spiders.contract import CrawlReport


class Watchbook:
    """The hours and alarms of one database."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, source: str, hours: Iterable[Hour]) -> None:
        """Add what these hours brought to what is kept of them."""
        table = self._store.db.table("hours")
        for hour in hours:
            kept = self.hours(source, since=hour.at, until=hour.at)
            table.upsert(_row(source, kept[0] + hour if kept else hour), pk=("source", "at"))

    def hours(self, source: str, *, since: datetime, until: datetime | None = None) -> list[Hour]:
        """What this source brought in the hours that begin in that time, oldest first."""
        last = until.isoformat() if until else "~"
        rows = self._store.rows(
            "SELECT * FROM hours WHERE source = ? AND at BETWEEN ? AND ? ORDER BY at",
            *(source, since.isoformat(), last),
        )
        return [_hour(row) for row in rows]

    def quiet_hours(self, source: str, now: datetime) -> list[Hour]:
        """The hours from a day before the last news until now, oldest first; `MEMORY` at most."""
        last = self._one("SELECT max(at) FROM hours WHERE source = ? AND news > 0", source)
        since = datetime.fromisoformat(last) if last else now - MEMORY
        return self.hours(source, since=max(since, now - MEMORY) - timedelta(days=1))

    # --- alarms -----------------------------------------------------------------------------

    def open_alarms(self, source: str | None = None) -> list[Alarm]:
        """Alarms that last, of all sources or of one; the source '' has those of many at once."""
        where = "" if source is None else "AND source = ?"
        values = () if source is None else (source,)
        return self._alarms(f"WHERE ended_at IS NULL {where}", *values)

    def untold_alarms(self) -> list[Alarm]:
        """Alarms that last and were not told, and those that were told and whose end was not."""
        return self._alarms(
            "WHERE (ended_at IS NULL AND told_at IS NULL) "
            "OR (ended_at IS NOT NULL AND told_at IS NOT NULL AND end_told_at IS NULL)"
        )

    def alarms_of(self, source: str, *, since: datetime) -> list[Alarm]:
        """Alarms of this source that began since then, or last."""
        at = since.isoformat()
        return self._alarms("WHERE source = ? AND (began_at >= ? OR ended_at IS NULL)", source, at)

    def storms(self, *, since: datetime) -> list[Alarm]:
        """Alarms of many sources at once that last, or ended since then."""
        return self._alarms(
            "WHERE source = '' AND (ended_at IS NULL OR ended_at >= ?)", since.isoformat()
        )

    def save_alarm(self, alarm: Alarm) -> None:
        """Keep an alarm, new or changed.

        Raises:
            sqlite3.IntegrityError: one of the same source and topic lasts already.
        """
        row = {name: _written(getattr(alarm, name)) for name in _ALARM_FIELDS}
        table = self._store.db.table("alarms")
        if alarm.id:
            table.update(alarm.id, row)
        else:
            table.insert(row, pk="id")

    def last_told(self) -> tuple[datetime | None, datetime | None]:
        """When the operator was last told of an alarm that began, and of one that ended."""
        began = self._one("SELECT max(told_at) FROM alarms")
        ended = self._one("SELECT max(end_told_at) FROM alarms")
        return tuple(datetime.fromisoformat(at) if at else None for at in (began, ended))  # type: ignore[return-value]

    def asked_since(self, at: datetime) -> dict[str, CrawlReport | None]:
        """The sources crawled since then, each with its last report if that one failed."""
        rows = self._store.db.execute(
            "SELECT s.id, CASE WHEN s.failures > 0 THEN (SELECT c.report FROM crawls c "
            "WHERE c.source = s.id AND c.problem IS NOT NULL ORDER BY c.id DESC LIMIT 1) END "
            "FROM sources s WHERE s.last_crawl_at >= ?",
            (at.isoformat(),),
        )
        return {
            source: CrawlReport.model_validate_json(report) if report else None
            for source, report in rows
        }

    def _alarms(self, where: str, *values: str) -> list[Alarm]:
        sql = f"SELECT * FROM alarms {where} ORDER BY began_at, id"  # noqa: S608 our own text
        return [_alarm(row) for row in self._store.rows(sql, *values)]

    def _one(self, sql: str, *values: str) -> str | None:
        found = self._store.db.execute(sql, values).fetchone()
        return found[0] if found else None


_TIMES = ("began_at", "well_since", "ended_at", "told_at", "end_told_at")
_ALARM_FIELDS = ("source", "topic", "cause", "detail", *_TIMES)


def _written(value: str | datetime | None) -> str | None:
    return value.isoformat() if isinstance(value, datetime) else value


def _alarm(row: dict[str, Any]) -> Alarm:
    times = {name: row[name] and datetime.fromisoformat(row[name]) for name in _TIMES}
    return Alarm(**row | times)


def _row(source: str, hour: Hour) -> dict[str, Any]:
    counts = {name: int(getattr(hour, name)) for name in COUNTS}
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
        **{name: row[name] for name in COUNTS},
    )
