"""What a person who looks around asks of the archive, a page at a time.

Every question has an end: so many rows, and of a search so many seconds (`limit_time`).
Methods are named after the question they answer; they only read, on a connection of their own
(`monitor.archive.connection.Connection.look`).
"""

import json
from collections import Counter
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from monitor.archive.connection import as_json
from monitor.archive.store import Store
from monitor.archive.storybook import LISTED
from monitor.match.arabic import fold

#: Rows of one page (our own choice).
PAGE_ROWS = 30

#: SQLite asks for the time every so many of its instructions: about a hundred times a second.
_INSTRUCTIONS = 100_000

_SAYS = (
    "EXISTS (SELECT 1 FROM story_articles j JOIN articles x ON x.id = j.article_id "
    "WHERE j.story_id = s.id AND says(x.title, x.lead, x.body, ?))"
)
_IN_DOUBT = (
    "s.merged_into IS NULL AND s.id IN (SELECT story_id FROM story_maybes WHERE outcome IS NULL)"
)

_ARTICLE = (
    "SELECT a.id, a.source, a.title, a.url, a.published_at, a.first_seen_at, a.act, "
    "a.act_reason, a.removed_at, s.story_id"
)
_ALL = f"{_ARTICLE} FROM articles a LEFT JOIN story_articles s ON s.article_id = a.id"
#: CROSS makes SQLite begin with the articles in stories, which are few among all that are read.
_IN_STORIES = f"{_ARTICLE} FROM story_articles s CROSS JOIN articles a ON a.id = s.article_id"


class Browse:
    """Looks around in one database."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.db.conn.create_function("says", 4, _says, deterministic=True)

    def limit_time(self, longest: timedelta) -> None:
        """End every question that is unanswered after this time, with the database's own error."""
        end = monotonic() + longest.total_seconds()
        self._store.db.conn.set_progress_handler(lambda: monotonic() > end, _INSTRUCTIONS)

    def stories(
        self, *, page: int = 1, wanted: str = "", doubtful: bool = False
    ) -> tuple[list[dict[str, Any]], bool]:
        """One page of the stories, the newest first, and whether there are more.

        Each as `Storybook.recent` gives it. `wanted` are words as typed; all of them must stand in
        one article of the story, be it inside longer words. `doubtful` asks for stories in doubt.
        """
        words = " ".join(fold(wanted).split())
        where = [(_SAYS, (words,))] * bool(words) + [(_IN_DOUBT, ())] * doubtful
        clause = " AND ".join(sql for sql, _ in where) or "true"
        numbers = self._store.rows(
            f"SELECT s.id FROM stories s WHERE {clause} "  # noqa: S608 our own words
            "ORDER BY s.last_at DESC, s.id DESC LIMIT ? OFFSET ?",
            *(value for _, values in where for value in values),
            *_window(page),
        )
        rows = "WHERE s.id IN (SELECT value FROM json_each(?)) GROUP BY s.id"
        shown = as_json([row["id"] for row in numbers[:PAGE_ROWS]])
        found = self._store.rows(f"{LISTED} {rows} ORDER BY s.last_at DESC, s.id DESC", shown)
        return found, len(numbers) > PAGE_ROWS

    def articles(
        self, *, page: int = 1, source: str = "", wanted: str = "", held: bool = False
    ) -> tuple[list[dict[str, Any]], bool]:
        """One page of the articles, the newest first, and whether there are more.

        Each with its story and what was decided about it. `wanted` are words as typed; all of them
        must stand in the title. `held` asks for those that met a rule and were held.
        """
        words = " ".join(fold(wanted).split())
        where = [("a.source = ?", source)] * bool(source)
        where += [("says(a.title, '', '', ?)", words)] * bool(words)
        where += [("a.act = ?", "hold")] * held
        clause = " AND ".join(sql for sql, _ in where) or "true"
        order = "a.first_seen_at DESC, a.id DESC" if source else "a.id DESC"
        looked_through, order = (_IN_STORIES, "s.article_id DESC") if held else (_ALL, order)
        rows = self._store.rows(
            f"{looked_through} WHERE {clause} ORDER BY {order} LIMIT ? OFFSET ?",
            *(value for _, value in where),
            *_window(page),
        )
        return rows[:PAGE_ROWS], len(rows) > PAGE_ROWS

    def last_versions(self, article_id: int) -> list[dict[str, Any]]:
        """The two newest texts of an article, the newest first; one where it never changed."""
        return self._store.rows(
            "SELECT version, fetched_at, title, lead, body FROM article_versions "
            "WHERE article_id = ? ORDER BY version DESC LIMIT 2",
            article_id,
        )

    def crawls(self, source: str, limit: int) -> list[dict[str, Any]]:
        """The last crawls of a source, the newest first, each with its report."""
        rows = self._store.rows(
            "SELECT finished_at, finish_reason, problem, report FROM crawls WHERE source = ? "
            "ORDER BY started_at DESC, id DESC LIMIT ?",
            *(source, limit),
        )
        return [row | {"report": json.loads(row["report"])} for row in rows]

    def hits(self, since: datetime) -> dict[str, Counter[datetime]]:
        """How many articles met each rule, by the beginning of the hour; rules in shadow too."""
        rows = self._store.rows(
            "SELECT rule, substr(at, 1, 13) AS hour, count(DISTINCT article_id) AS n FROM matches "
            "WHERE at >= ? GROUP BY 1, 2",
            since.isoformat(),
        )
        found: dict[str, Counter[datetime]] = {}
        for row in rows:
            hour = datetime.fromisoformat(f"{row['hour']}:00:00+00:00")
            found.setdefault(row["rule"], Counter())[hour] += row["n"]
        return found

    def last_matches(self, rule: str, limit: int) -> list[dict[str, Any]]:
        """The articles that met a rule last, as `articles` gives them, with the evidence."""
        rows = self._store.rows(
            f"{_ARTICLE}, m.at, m.evidence "
            "FROM matches m JOIN articles a ON a.id = m.article_id "
            "LEFT JOIN story_articles s ON s.article_id = a.id "
            "WHERE m.rule = ? ORDER BY m.id DESC LIMIT ?",
            *(rule, limit),
        )
        return [row | {"evidence": json.loads(row["evidence"])} for row in rows]


def _window(page: int) -> tuple[int, int]:
    return PAGE_ROWS + 1, (page - 1) * PAGE_ROWS


def _says(title: str, lead: str, body: str, words: str) -> bool:
    """Whether every one of these folded words stands in the text.

    >>> _says("قصف حَميميم", "", "", "حميميم قصف"), _says("طرطوس", "", "", "حميميم")
    (True, False)
    """
    text = fold(f"{title}\n{lead}\n{body}")
    return all(word in text for word in words.split())
