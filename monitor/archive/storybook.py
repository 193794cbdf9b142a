"""The archive of stories: every SQL statement about which article belongs to which event.

Methods are named after the question they answer and run in the store's one thread.
Knows nothing of posts, the clock or how a story is found (`monitor.group.placement`).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from monitor.archive.connection import as_json
from monitor.archive.doubts import Doubts
from monitor.archive.rows import insert
from monitor.archive.store import Saved, Store
from monitor.errors import MarqabError
from monitor.group.items import Item
from monitor.group.placement import Placement
from monitor.group.rewriting import is_another
from monitor.render.report import Report
from spiders.attribution import attribution
from spiders.contract import Article

_REPORTS = (
    "SELECT s.article_id, s.kind, s.reason, s.score, s.joined_at, a.first_seen_at, "
    "a.version, a.removed_at, a.replaced_in, s.at, "
    "(SELECT v.fetched_at FROM article_versions v "
    "WHERE v.article_id = a.id AND v.version = a.replaced_in) AS replaced_at, "
    "CASE s.kind WHEN 'copy' THEN json_extract(s.evidence, '$.best_member') END AS copy_of "
    "FROM story_articles s JOIN articles a ON a.id = s.article_id"
)

#: A story as a list shows it; what follows groups by ``s.id``.
LISTED = (
    "SELECT s.*, count(m.article_id) AS articles, count(DISTINCT a.source) AS outlets, "
    "(SELECT f.url FROM story_articles o JOIN articles f ON f.id = o.article_id "
    "WHERE o.story_id = s.id ORDER BY o.rowid LIMIT 1) AS url, "
    "(SELECT count(*) FROM posts p WHERE p.story_id = s.id AND p.kind = 'post' "
    "AND (p.state NOT IN ('failed', 'superseded') OR p.told_in)) AS told "
    "FROM stories s LEFT JOIN story_articles m ON m.story_id = s.id "
    "LEFT JOIN articles a ON a.id = m.article_id"
)


class Storybook:
    """The stories of one database."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def open(self, item: Item, article: Article, *, severity: str) -> int:
        """Open a story with its first article; return its number."""
        at = item.at.isoformat()
        row = {"opened_at": at, "last_at": at, "headline": article.title, "severity": severity}
        return insert(self._store.db, "stories", row)

    def join(self, story_id: int, item: Item, placement: Placement, *, now: datetime) -> None:
        """Add an article to a story, with the reason and its evidence."""
        insert(
            self._store.db,
            "story_articles",
            {
                "story_id": story_id,
                "article_id": item.article_id,
                "kind": placement.kind,
                "reason": placement.reason,
                "score": placement.score if placement.story_id else None,
                "evidence": as_json(placement.evidence),
                "at": item.at.isoformat(),
                "joined_at": now.isoformat(),
            },
        )
        self._store.db.execute(
            "UPDATE stories SET last_at = max(last_at, ?) WHERE id = ?",
            (item.at.isoformat(), story_id),
        )

    def raise_severity(self, story_id: int, severity: str) -> None:
        """Note that a stronger rule now matches."""
        self._store.db.table("stories").update(story_id, {"severity": severity})

    def severity(self, story_id: int) -> str:
        """The strongest severity of a story's matches."""
        return str(self.about(story_id)["severity"])

    def age(self, story_id: int) -> tuple[str, int]:
        """What orders stories by their first article, the oldest first.

        Raises:
            MarqabError: there is no such story.
        """
        return str(self.about(story_id)["opened_at"]), story_id

    def story_of(self, article_id: int) -> int | None:
        """The story an article belongs to."""
        rows = self._store.db.execute(
            "SELECT story_id FROM story_articles WHERE article_id = ?", (article_id,)
        ).fetchall()
        return rows[0][0] if rows else None

    def article(self, article_id: int) -> Article:
        """The newest version of an article."""
        return self._store.article(article_id)

    def in_doubt(self, story_id: int) -> bool:
        """Whether nobody has said yet if this story is part of another."""
        return Doubts(self._store).is_open(story_id)

    def follow(self, saved: Saved, article: Article, *, matched: bool) -> bool:
        """Whether an article is still the report that was put into its story.

        A change after which it meets no rule, and shares next to nothing with what it was, gave
        its address to another report: readers are told what it was, until that is back.
        """
        if not saved.before:
            return True
        before = self._version(saved.article_id, self._replaced_in(saved.article_id))
        if not matched and is_another(before or saved.before, article):
            if not before:
                self._replace(saved.article_id, saved.version)
            return False
        self._replace(saved.article_id, None)
        return True

    def _replaced_in(self, article_id: int) -> int | None:
        asked = "SELECT replaced_in FROM articles WHERE id = ?"
        row = self._store.row(asked, article_id)
        return row["replaced_in"] if row else None

    def _replace(self, article_id: int, version: int | None) -> None:
        self._store.db.table("articles").update(article_id, {"replaced_in": version})

    def _version(self, article_id: int, replaced_in: int | None) -> Article | None:
        """An article as it was before another took its address; None where none did."""
        row = self._store.row(
            "SELECT fetched_at, title, lead, body FROM article_versions "
            "WHERE article_id = ? AND version = ? - 1",
            *(article_id, replaced_in),
        )
        if row is None:
            return None
        told = row | {"fetched_at": datetime.fromisoformat(row["fetched_at"])}
        named = attribution(f"{row['title']}\n{row['body']}")
        return self._store.article(article_id).model_copy(update=told | {"attribution": named})

    def reports(self, story_id: int) -> list[Report]:
        """The articles of a story in the order they joined; never empty."""
        return list(self._reports("WHERE s.story_id = ? ORDER BY s.rowid", story_id))

    def recent(self, since: datetime) -> list[dict[str, Any]]:
        """Stories with an article since then, the newest first, and those they were merged into.

        Each with id, opened_at, last_at, headline, severity, merged_into, articles, outlets,
        url (of the first article) and told (how many posts stand or wait for it).
        """
        where = "WHERE s.last_at >= ? GROUP BY s.id ORDER BY s.last_at DESC, s.id DESC"
        return list(self._store.db.query(f"{LISTED} {where}", (since.isoformat(),)))

    def about(self, story_id: int) -> dict[str, Any]:
        """A story's row: id, opened_at, last_at, headline, severity, merged_into.

        Raises:
            MarqabError: there is no such story.
        """
        rows = self._store.db.query("SELECT * FROM stories WHERE id = ?", (story_id,))
        row = next(iter(rows), None)
        if row is None:
            raise MarqabError(f"there is no story {story_id}")
        return row

    def why(self, article_id: int) -> dict[str, Any] | None:
        """Why an article is where it is: story, kind, reason, score, evidence (JSON)."""
        rows = self._store.db.query(
            "SELECT story_id, kind, reason, score, evidence FROM story_articles "
            "WHERE article_id = ?",
            (article_id,),
        )
        return next(iter(rows), None)

    def _reports(self, where: str, *args: Any) -> Iterator[Report]:
        rows = self._store.db.query(f"{_REPORTS} {where}", args)
        for row in rows:
            told = self._version(row["article_id"], row["replaced_in"])
            if told and told.published_at:  # as it was stated then
                told = told.model_copy(update={"published_at": datetime.fromisoformat(row["at"])})
            yield Report(
                article_id=row["article_id"],
                article=told or self._store.article(row["article_id"]),
                replaced_at=row["replaced_at"] and datetime.fromisoformat(row["replaced_at"]),
                kind=row["kind"],
                reason=row["reason"],
                score=row["score"],
                joined_at=datetime.fromisoformat(row["joined_at"]),
                first_seen_at=datetime.fromisoformat(row["first_seen_at"]),
                version=row["version"],
                removed_at=row["removed_at"] and datetime.fromisoformat(row["removed_at"]),
                copy_of=row["copy_of"],
            )
