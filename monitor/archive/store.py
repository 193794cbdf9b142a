"""The archive of articles and matches; a `Store` is what all others ask a database through.

Methods are named after the question they answer and are called in the store's one thread
(`monitor.archive.connection`).
Stories and posts have files of their own, on the same connection.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from monitor.archive.connection import as_json
from monitor.archive.crawls import Crawls
from monitor.archive.rows import insert
from monitor.match.matcher import Evidence, Match
from spiders.contract import Article
from spiders.urls import canonical


@dataclass(frozen=True, slots=True)
class Saved:
    """What archiving an article did."""

    article_id: int
    version: int
    #: ``same`` means that nothing was written.
    kind: Literal["new", "changed", "same"]
    #: When an article was first seen here, whatever it was changed to since.
    first_seen_at: datetime
    #: The text before the change; None unless `kind` is ``changed``.
    before: Article | None = None


_KNOW = (
    "INSERT INTO known (source, identity, article_id, modified_at, seen_at) "
    "VALUES (?, ?, ?, ?, ?) ON CONFLICT (source, identity) DO UPDATE "
    "SET article_id = excluded.article_id, modified_at = excluded.modified_at, "
    "seen_at = excluded.seen_at"
)


def text_sha256(article: Article) -> str:
    """Fingerprint of what readers read: title, lead and body as published."""
    text = f"{article.title}\0{article.lead}\0{article.body}"
    return sha256(text.encode()).hexdigest()


class Store(Crawls):
    """The sources, crawls, articles and matches of one database."""

    def save_article(self, article: Article, *, identity: str, link_identity: str) -> Saved:
        """Archive an article: new, as a new version of a known one, or not at all.

        `identity` is that of its canonical address, `link_identity` of the address that the
        source lists; both are known from now on.
        """
        digest = text_sha256(article)
        row = self._listed(article, link_identity) or self._same_page(article, identity)
        if row and self._only_shares_an_address(row, article, link_identity):
            row, identity = None, link_identity
            article = article.model_copy(update={"canonical_url": canonical(article.url)})
        saved = self._save(article, row, identity, digest)
        seen = article.fetched_at.isoformat()
        modified = (article.modified_at or article.fetched_at).isoformat()
        for name in {identity, link_identity}:
            self.db.execute(_KNOW, (article.source, name, saved.article_id, modified, seen))
        return saved

    def _listed(self, article: Article, link_identity: str) -> dict[str, Any] | None:
        """The article this source listed under this address before."""
        return self.row(
            "SELECT a.* FROM known k JOIN articles a ON a.id = k.article_id "
            "WHERE k.source = ? AND k.identity = ?",
            article.source,
            link_identity,
        )

    def _same_page(self, article: Article, identity: str) -> dict[str, Any] | None:
        """The article with the same canonical address, whichever source brought it."""
        return self.row(
            "SELECT * FROM articles WHERE canonical_url = ? OR (source = ? AND identity = ?) "
            "ORDER BY id LIMIT 1",
            article.canonical_url,
            article.source,
            identity,
        )

    def _only_shares_an_address(
        self, row: dict[str, Any], article: Article, link_identity: str
    ) -> bool:
        """Whether an outlet gives two articles one canonical address, such as its section's."""
        if row["source"] != article.source or self._listed(article, link_identity):
            return False
        return bool(row["title"] != article.title and row["body"] != article.body)

    def _save(
        self, article: Article, row: dict[str, Any] | None, identity: str, digest: str
    ) -> Saved:
        fields = _columns(article) | {"text_sha256": digest}
        if row is None:
            fields |= {"identity": identity, "first_seen_at": fields["fetched_at"]}
            article_id = insert(self.db, "articles", fields)
            self._add_version(article_id, 1, article, digest)
            return Saved(article_id, 1, "new", article.fetched_at)
        article_id, version = row["id"], row["version"]
        first_seen_at = datetime.fromisoformat(row["first_seen_at"])
        # Two sources may read one page by other selectors; only its own makes a new version.
        if row["text_sha256"] == digest or row["source"] != article.source:
            return Saved(article_id, version, "same", first_seen_at)
        before = self.article(article_id)
        self.db.table("articles").update(article_id, fields | {"version": version + 1})
        self._add_version(article_id, version + 1, article, digest)
        return Saved(article_id, version + 1, "changed", first_seen_at, before)

    def _add_version(self, article_id: int, version: int, article: Article, digest: str) -> None:
        insert(
            self.db,
            "article_versions",
            {
                "article_id": article_id,
                "version": version,
                "fetched_at": article.fetched_at.isoformat(),
                "title": article.title,
                "lead": article.lead,
                "body": article.body,
                "text_sha256": digest,
            },
        )

    def article(self, article_id: int) -> Article:
        """The newest version of an archived article."""
        row = self.row("SELECT * FROM articles WHERE id = ?", article_id)
        assert row is not None, article_id
        return _article(row)

    def find_article(self, url_or_id: str) -> tuple[int, Article] | None:
        """An archived article by its number or by any address it is known under."""
        # What is not UTF-8 on the command line arrives as halves of characters; SQLite refuses it.
        if any("\ud800" <= letter <= "\udfff" for letter in url_or_id):
            return None
        try:
            address = canonical(url_or_id)
        except ValueError:
            address = url_or_id
        row = self.row(
            "SELECT * FROM articles WHERE CAST(id AS TEXT) = ? OR url = ? OR canonical_url = ? "
            "OR id IN (SELECT article_id FROM known WHERE identity = ?) "
            "ORDER BY CAST(id AS TEXT) = ? DESC, id LIMIT 1",
            *(url_or_id, url_or_id, address, address, url_or_id),
        )
        return (row["id"], _article(row)) if row else None

    def save_decision(self, article_id: int, *, act: str, reason: str, now: datetime) -> None:
        """Keep what was last decided about an article, and why."""
        decided = "UPDATE articles SET act = ?, act_reason = ?, act_at = ? WHERE id = ?"
        self.db.execute(decided, (act, reason, now.isoformat(), article_id))

    def decision(self, article_id: int) -> dict[str, Any] | None:
        """What was last decided about an article: act, reason, at."""
        return self.row(
            "SELECT act, act_reason AS reason, act_at AS at FROM articles "
            "WHERE id = ? AND act IS NOT NULL",
            article_id,
        )

    def save_matches(
        self, saved: Saved, matches: Iterable[Match], *, rules_sha256: str, now: datetime
    ) -> None:
        """Keep every match with its evidence and the rules that made it."""
        for match in matches:
            insert(
                self.db,
                "matches",
                {
                    "article_id": saved.article_id,
                    "version": saved.version,
                    "rule": match.rule,
                    "severity": match.severity.value,
                    "rules_sha256": rules_sha256,
                    "evidence": as_json([_evidence(found) for found in match.evidence]),
                    "at": now.isoformat(),
                },
            )

    def matches(self, article_id: int) -> list[dict[str, Any]]:
        """Every match ever made of an article, oldest first, with its evidence."""
        rows = self.rows("SELECT * FROM matches WHERE article_id = ? ORDER BY id", article_id)
        return [row | {"evidence": json.loads(row["evidence"])} for row in rows]

    def counts(self, tables: Sequence[str] = ("articles", "matches", "stories")) -> dict[str, int]:
        """How many rows each of these tables holds."""
        return {table: self.db.table(table).count for table in tables}


@contextmanager
def looking(db: Path, *, older: bool = False) -> Iterator[Store]:
    """A database to read only; with `older`, also one that an older Marqab made.

    Raises:
        StoreError: there is none yet, or it cannot be read.
    """
    store = Store(db)
    try:
        with store.refusals():
            yield store.look(older=older)
    finally:
        store.close()


@contextmanager
def changing(db: Path) -> Iterator[Store]:
    """A database to change something in it, also while a service works on it.

    Raises:
        StoreError: there is none yet, or it cannot be used.
    """
    store = Store(db)
    try:
        with store.refusals():
            yield store.join()
    finally:
        store.close()


def _evidence(found: Evidence) -> dict[str, Any]:
    return {
        "field": found.field,
        "term": found.term,
        "surface": found.surface,
        "start": found.start,
        "end": found.end,
    }


_LISTS = ("authors", "tags", "attribution")


def _columns(article: Article) -> dict[str, Any]:
    columns = article.model_dump(mode="json")
    for name in _LISTS:
        columns[name] = as_json(columns[name])
    return columns | {"missing": as_json(article.missing)}


def _article(row: dict[str, Any]) -> Article:
    fields = {name: row[name] for name in Article.model_fields}
    return Article(**fields | {name: json.loads(row[name]) for name in _LISTS})
