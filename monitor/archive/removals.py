"""Which archived articles are still at their outlets?

Methods are named after the question they answer and run in the store's one thread.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from monitor.archive.connection import as_json
from monitor.archive.store import Store
from monitor.watch.recheck import LOOKED_AFTER, Shown

_SHOWN = (
    "SELECT a.id, a.url, a.title, a.checked_at, a.missing_since, a.removed_at, "
    "coalesce(s.joined_at, a.first_seen_at) AS told_at "
    "FROM articles a LEFT JOIN story_articles s ON s.article_id = a.id"
)


class Removals:
    """The articles of one database that were looked at again."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def shown(self, source: str, now: datetime) -> list[Shown]:
        """Articles of this source in stories that readers were told of within `LOOKED_AFTER`."""
        since = (now - LOOKED_AFTER).isoformat()
        return self._articles(
            # From the few stories, not from all of the source's articles.
            "WHERE a.id IN (SELECT m.article_id FROM stories t JOIN story_articles m "
            "ON m.story_id = t.id WHERE t.last_at >= ? AND m.joined_at >= ? AND EXISTS "
            "(SELECT 1 FROM posts p WHERE p.story_id = t.id AND p.kind = 'post')) "
            "AND a.source = ?",
            *(since, since, source),
        )

    def found(self, source: str, identities: Iterable[str]) -> dict[str, Shown]:
        """Archived articles of this source by the identity it lists them under."""
        rows = self._store.db.execute(
            "SELECT k.identity, k.article_id FROM known k JOIN articles a ON a.id = k.article_id "
            "WHERE k.source = ? AND a.source = k.source "
            "AND k.identity IN (SELECT value FROM json_each(?))",
            (source, as_json([*identities])),
        )
        numbers = dict(rows.fetchall())
        wanted = "WHERE a.id IN (SELECT value FROM json_each(?))"
        articles = self._articles(wanted, as_json([*numbers.values()]))
        by_number = {article.article_id: article for article in articles}
        return {identity: by_number[number] for identity, number in numbers.items()}

    def save(
        self,
        article: Shown,
        *,
        checked_at: datetime,
        missing_since: datetime | None = None,
        removed_at: datetime | None = None,
        reason: str | None = None,
    ) -> None:
        """Keep what was seen of an article, and since when."""
        self._store.db.table("articles").update(
            article.article_id,
            {
                "checked_at": checked_at.isoformat(),
                "missing_since": missing_since and missing_since.isoformat(),
                "removed_at": removed_at and removed_at.isoformat(),
                "removed_reason": reason,
            },
        )

    def _articles(self, where: str, *values: Any) -> list[Shown]:
        return [_shown(row) for row in self._store.rows(f"{_SHOWN} {where}", *values)]


def _shown(row: dict[str, Any]) -> Shown:
    times = ("told_at", "checked_at", "missing_since", "removed_at")
    return Shown(
        row["id"],
        row["url"],
        row["title"],
        **{name: row[name] and datetime.fromisoformat(row[name]) for name in times},
    )
