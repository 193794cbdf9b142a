"""What the crawls of each source have left behind, and when the source is to be asked again.

Methods are named after the question they answer and are called in the store's one thread.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from monitor.archive.connection import Connection, as_json
from spiders.contract import Article, CrawlReport, CrawlState, Validator

#: Articles of one source that a crawl is told are known. Ten times what the longest feeds list
#: (100; a listing page lists 30), so that no article counts as new again.
KNOWN_ARTICLES = 1000


class Crawls(Connection):
    """The sources of one database and their crawls."""

    def crawl_state(self, source: str) -> CrawlState:
        """What the crawls of this source have left behind."""
        known = self.db.execute(
            "SELECT identity, modified_at FROM known WHERE source = ? "
            "ORDER BY seen_at DESC LIMIT ?",
            (source, KNOWN_ARTICLES),
        )
        return self._left_behind(source, dict(known.fetchall()))

    def unread(self, source: str) -> CrawlState:
        """The same without what is archived: the articles that could not be read yet."""
        return self._left_behind(source, {})

    def _left_behind(self, source: str, known: dict[str, Any]) -> CrawlState:
        row = self._source(source)
        return CrawlState(
            known=known,
            validators=json.loads(row["validators"]),
            pending=tuple(json.loads(row["pending"])),
            deferred=json.loads(row["deferred"]),
        )

    def save_report(
        self, report: CrawlReport, *, next_due: datetime, due_reason: str = ""
    ) -> None:
        """Keep how a crawl went, its validators and the links to try again.

        `next_due` is when the source is asked again, and `due_reason` says in English why then.
        """
        ok = report.problem is None
        kept = self._source(report.source)
        # A poll that brings nothing while pages wait to be read proves neither good nor bad.
        undecided = ok and report.pending and not report.articles
        at = report.finished_at.isoformat()
        validators = _plain(report.validators)
        if not ok or report.finish_reason != "finished":
            validators = json.loads(kept["validators"]) | validators
        # A source is primed once every page it listed was looked at: what comes later is news.
        primed = at if ok and not report.pending else None
        fields = report.model_dump(mode="json", include={"pending", "deferred"})
        self.db.table("sources").upsert(
            {
                "id": report.source,
                "primed_at": kept["primed_at"] or primed,
                "next_due": next_due.isoformat(),
                "due_reason": due_reason,
                "lease_until": None,
                "last_crawl_at": at,
                "last_ok_at": at if ok else kept["last_ok_at"],
                "failures": kept["failures"] + (not ok) if undecided or not ok else 0,
                "problem": kept["problem"] if undecided else report.problem,
                "validators": as_json(validators),
                "pending": as_json(fields["pending"]),
                "deferred": as_json(fields["deferred"]),
            },
            pk="id",
        )
        self.db.table("crawls").insert(
            {
                "source": report.source,
                "started_at": report.started_at.isoformat(),
                "finished_at": report.finished_at.isoformat(),
                "finish_reason": report.finish_reason,
                "problem": report.problem,
                "report": as_json(
                    report.model_dump(mode="json", exclude={"validators", "pending", "deferred"})
                ),
            }
        )

    def _source(self, source: str) -> dict[str, Any]:
        """The row of a source, or what it would be before its first crawl."""
        empty = {
            "primed_at": None,
            "last_ok_at": None,
            "failures": 0,
            "problem": None,
            "next_due": None,
        }
        row = self.row("SELECT * FROM sources WHERE id = ?", source)
        return row or empty | {"validators": "{}", "pending": "[]", "deferred": "{}"}

    def is_primed(self, source: str, *, since: datetime) -> bool:
        """Whether every page of this source was seen once, and it was read well since then.

        After a long silence what it lists may be anything, as at first sight.
        """
        row = self._source(source)
        if row["primed_at"] is None:
            return False
        return datetime.fromisoformat(row["last_ok_at"]) >= since

    def failures(self, source: str) -> int:
        """How many crawls in a row have had a problem."""
        return int(self._source(source)["failures"])

    def last_ok(self, source: str) -> datetime | None:
        """End of the last crawl without a problem; None before the first."""
        at = self._source(source)["last_ok_at"]
        return datetime.fromisoformat(at) if at else None

    def unseen(self, source: str, articles: Mapping[str, Article]) -> list[Article]:
        """The articles that this source has never listed before, of these by their identity."""
        rows = self.db.execute(
            "SELECT identity FROM known WHERE source = ? "
            "AND identity IN (SELECT value FROM json_each(?))",
            (source, as_json([*articles])),
        )
        known = {identity for (identity,) in rows}
        return [article for identity, article in articles.items() if identity not in known]

    def patience(self) -> dict[str, datetime]:
        """Until when each source asked to be left alone in its last crawl (Retry-After)."""
        rows = self.db.execute(
            "SELECT s.id, (SELECT json_extract(report, '$.retry_after') FROM crawls "
            "WHERE source = s.id ORDER BY started_at DESC LIMIT 1) FROM sources s"
        )
        return {source: datetime.fromisoformat(at) for source, at in rows if at}

    def next_due(self, source: str) -> datetime | None:
        """When this source is to be asked again; None: at once."""
        due = self._source(source)["next_due"]
        return datetime.fromisoformat(due) if due else None

    def source_rows(self) -> list[dict[str, Any]]:
        """Every source ever crawled, with its last report under ``report``."""
        rows = self.rows(
            "SELECT s.*, c.report FROM sources s LEFT JOIN crawls c "
            "ON c.id = (SELECT id FROM crawls WHERE source = s.id "
            "ORDER BY started_at DESC, id DESC LIMIT 1) ORDER BY s.id"
        )
        return [row | {"report": json.loads(row["report"] or "{}")} for row in rows]


def _plain(validators: dict[str, Validator]) -> dict[str, Any]:
    return {url: found.model_dump(mode="json") for url, found in validators.items()}
