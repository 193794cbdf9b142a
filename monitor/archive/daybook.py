"""What a day held: crawls, articles, matches.

Methods are named after the question they answer and are called in the store's one thread.
Knows nothing of posts or what is said of the day.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from monitor.archive.connection import as_json
from monitor.archive.store import Store

_GOOD_CRAWLS = """
SELECT finished_at FROM crawls WHERE source = :source AND problem IS NULL
AND started_at <= :end AND started_at >= coalesce((
    SELECT max(started_at) FROM crawls
    WHERE source = :source AND problem IS NULL AND started_at <= :start), '')
ORDER BY started_at
"""


def _text(at: datetime) -> str:
    # As the database keeps moments, whatever zone a day was counted in.
    return at.astimezone(UTC).isoformat()


class Daybook:
    """The days of one database; times are half open: after `start`, until `end`.

    `shadow` are ids of rules that do not count: what met no other counts as not matched.
    """

    def __init__(self, store: Store, shadow: Collection[str] = ()) -> None:
        self._db = store.db
        self._shadow = as_json([*shadow])

    def began_at(self) -> datetime | None:
        """When the first crawl of all ended; None before it has."""
        [(at,)] = self._db.execute("SELECT min(finished_at) FROM crawls").fetchall()
        return datetime.fromisoformat(at) if at else None

    def good_crawls(
        self, sources: Iterable[str], start: datetime, end: datetime
    ) -> dict[str, list[datetime]]:
        """When each of these sources was read well, in order; the last time before `start` too."""
        found = {}
        for source in sources:
            asked = {"source": source, "start": _text(start), "end": _text(end)}
            rows = self._db.execute(_GOOD_CRAWLS, asked).fetchall()
            found[source] = [datetime.fromisoformat(at) for (at,) in rows]
        return found

    def read(self, sources: Iterable[str], start: datetime, end: datetime) -> int:
        """How many articles of these sources were first seen in that time."""
        total = 0
        for source in sources:
            rows = self._db.execute(
                "SELECT count(*) FROM articles WHERE source = ? AND first_seen_at > ? "
                "AND first_seen_at <= ?",
                (source, _text(start), _text(end)),
            )
            total += rows.fetchone()[0]
        return total

    def matched(self, start: datetime, end: datetime) -> tuple[int, int]:
        """How many articles met a rule in that time, and how many of these were held."""
        [(matched, held)] = self._db.execute(
            "SELECT count(*), coalesce(sum(a.act = 'hold'), 0) FROM articles a WHERE a.id IN "
            "(SELECT article_id FROM matches WHERE at > ? AND at <= ? "
            "AND rule NOT IN (SELECT value FROM json_each(?)))",
            (_text(start), _text(end), self._shadow),
        ).fetchall()
        return matched, held
