"""What is held back until a person has looked, and what is counted to find a flood.

A held post stays ``planned`` in the ledger, so that later reports of its story are in it; no
courier takes it and no bundle tells it while its hold is open.
In: what the breaker (`monitor.alert.breaker`) decided, and what a person said.
Out: rows of ``holds`` and ``held``, and the breaker's counts.
Methods run in the store's one thread; `now` is given.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from monitor.alert.breaker import JUDGED_UNTIL, Edited, Flow, Scope, Sighting
from monitor.deliver.ledger import Ledger
from monitor.deliver.post import Post
from monitor.deliver.postbook import as_text
from monitor.deliver.questions import Questions
from monitor.errors import MarqabError

#: How far back the fullest hour is looked for.
REMEMBERED = timedelta(days=30)

HOUR = timedelta(hours=1)

_ANSWERS = {"released": "release", "dropped": "drop"}


@dataclass(frozen=True, slots=True)
class Mark:
    """What was in the database before a crawl: the highest numbers."""

    post: int
    article: int


@dataclass(frozen=True, slots=True)
class Cause:
    """What is to be held, and why."""

    scope: Scope
    #: Of the source, the rule or the chat; "" for everything.
    name: str
    #: For a terminal and the log.
    reason: str
    #: The same for the admin chat, as published.
    text: str


@dataclass(frozen=True, slots=True)
class Hold:
    """One thing that is held."""

    id: int
    scope: Scope
    name: str
    reason: str
    #: The same for the admin chat, as published.
    text: str
    opened_at: datetime
    #: Posts that wait.
    posts: int


# What notifies readers of news, with its source and the rules that flagged it.
_NEWS = """
SELECT p.id, p.article_id, p.planned_at, p.destination, a.source,
       (SELECT json_group_array(DISTINCT rule) FROM matches WHERE article_id = a.id) AS rules
FROM posts p JOIN articles a ON a.id = p.article_id
LEFT JOIN held h ON h.post_id = p.id LEFT JOIN holds o ON o.id = h.hold_id
WHERE p.kind IN ('post', 'reply') AND p.chat <> 'admin'
"""

_LATELY = f"{_NEWS} AND p.planned_at > ? AND h.post_id IS NULL"
_BEFORE = (
    f"{_NEWS} AND p.planned_at > ? AND p.planned_at <= ? "
    "AND (h.post_id IS NULL OR o.outcome = 'released')"
)
_WAITING = f"{_NEWS} AND p.state = 'planned' AND h.post_id IS NULL"

_OPEN = """
SELECT o.id, o.scope, o.name, o.reason, o.text, o.opened_at,
       (SELECT count(*) FROM held_now h JOIN posts p ON p.id = h.post_id
        WHERE h.hold_id = o.id AND p.state = 'planned') AS posts
FROM holds o WHERE o.closed_at IS NULL
"""

_EDITED = """
WITH edited AS (SELECT id, at FROM rule_versions ORDER BY id DESC LIMIT 1),
     judged AS (
        SELECT a.id, a.first_seen_at >= (SELECT at FROM edited) AS after,
               EXISTS (SELECT 1 FROM matches m WHERE m.article_id = a.id AND m.version = 1
                       AND m.rule = :rule) AS hit
        FROM articles a WHERE a.first_seen_at > :since)
SELECT coalesce(sum(hit AND after), 0) AS hits, coalesce(sum(after), 0) AS of_,
       coalesce(sum(hit AND NOT after), 0) AS hits_before,
       coalesce(sum(NOT after), 0) AS of_before
FROM judged
"""

_SIGHTING = """
SELECT count(*) AS new, coalesce(sum(EXISTS (
    SELECT 1 FROM articles b
    WHERE b.source = a.source AND b.text_sha256 = a.text_sha256 AND b.id <= :article)), 0) AS known
FROM articles a WHERE a.source = :source AND a.id > :article
"""

# The day of the first sight brought everything at once.
_DAYS = """
SELECT count(*) AS days, coalesce(max(n), 0) AS most FROM (
    SELECT count(*) AS n FROM articles WHERE source = :source AND id <= :article
    GROUP BY substr(first_seen_at, 1, 10) ORDER BY min(first_seen_at) LIMIT -1 OFFSET 1)
"""


class Holds:
    """The holds of one database."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._questions = Questions(ledger)

    # --- what the breaker counts ------------------------------------------------------------

    def mark(self) -> Mark:
        """Where the database ends now."""
        [row] = self._ledger.rows(
            "SELECT (SELECT coalesce(max(id), 0) FROM posts) AS post, "
            "(SELECT coalesce(max(id), 0) FROM articles) AS article"
        )
        return Mark(**row)

    def news_since(self, mark: Mark) -> list[dict[str, Any]]:
        """The posts and answers planned since then, each with its source and rules."""
        return self._read(f"{_NEWS} AND p.id > ?", mark.post)

    def waiting(self) -> list[dict[str, Any]]:
        """The posts and answers that have not left and were never held, like `news_since`."""
        return self._read(_WAITING)

    def flows(self, sources: Iterable[str], rules: Iterable[str], now: datetime) -> list[Flow]:
        """How these sources and rules, and all together, flow now and flowed before."""
        asked: list[tuple[Scope, str]] = [("source", one) for one in sources]
        asked += [("rule", one) for one in rules]
        lately = self._read(_LATELY, as_text(now - HOUR))
        before = self._read(_BEFORE, as_text(now - REMEMBERED), as_text(now - HOUR))
        flows = []
        for scope, name in [*asked, ("all", "")]:
            fullest: dict[str, set[int]] = {}
            for row in before:
                if _is_of(row, scope, name):
                    fullest.setdefault(row["planned_at"][:13], set()).add(row["article_id"])
            # Times after `now` were written under a clock that was ahead; they count nowhere.
            recent = {
                row["article_id"]
                for row in lately
                if _is_of(row, scope, name) and row["planned_at"] <= as_text(now)
            }
            ever = max(map(len, fullest.values()), default=0)
            flows.append(Flow(scope, name, len(recent), ever))
        return flows

    def sighting(self, source: str, mark: Mark) -> Sighting:
        """What a crawl of this source brought since then."""
        asked = {"source": source, "article": mark.article}
        [seen] = self._ledger.rows(_SIGHTING, asked)
        [days] = self._ledger.rows(_DAYS, asked)
        return Sighting(source, seen["new"], seen["known"], days["most"], days["days"])

    def edited(self, rule: str, now: datetime) -> Edited:
        """What this rule made of new articles before and after the last edit of the rules."""
        beyond = "SELECT first_seen_at FROM articles ORDER BY id DESC LIMIT 1 OFFSET ?"
        edited = "SELECT at FROM rule_versions ORDER BY id DESC LIMIT 1"
        if self._ledger.rows(f"SELECT 1 WHERE ({beyond}) >= ({edited})", JUDGED_UNTIL):
            return Edited(rule, 0, JUDGED_UNTIL + 1, 0, 0)  # long ago, and many to count
        since = (now - REMEMBERED).isoformat()
        [row] = self._ledger.rows(_EDITED, {"rule": rule, "since": since})
        return Edited(rule, row["hits"], row["of_"], row["hits_before"], row["of_before"])

    # --- holding ----------------------------------------------------------------------------

    def open(self) -> list[Hold]:
        """What is held now, oldest first."""
        return [_hold(row) for row in self._ledger.rows(f"{_OPEN} ORDER BY o.id")]

    def speaks_of(self, source: str, since: datetime) -> bool:
        """Whether a hold of this source is open, or was begun since then."""
        asked = "SELECT 1 FROM holds WHERE scope = 'source' AND name = ?"
        return bool(
            self._ledger.rows(
                f"{asked} AND (closed_at IS NULL OR opened_at >= ?)", source, as_text(since)
            )
        )

    def is_open(self, hold_id: int) -> bool:
        """Whether this is still held."""
        return any(hold.id == hold_id for hold in self.open())

    def find(self, hold_id: int) -> Hold:
        """One open hold.

        Raises:
            MarqabError: there is none of this number, or it is closed.
        """
        found = [_hold(row) for row in self._ledger.rows(f"{_OPEN} AND o.id = ?", hold_id)]
        if not found:
            raise MarqabError(f"there is no open hold {hold_id}; see `marqab held`")
        return found[0]

    def posts(self, hold_id: int) -> list[Post]:
        """The posts that wait in this hold, oldest first."""
        return self._ledger.posts_where(
            "p.state = 'planned' AND p.id IN (SELECT post_id FROM held_now WHERE hold_id = ?) "
            "ORDER BY p.id",
            hold_id,
        )

    def begin(self, cause: Cause, now: datetime) -> Hold:
        """Open a hold; it holds nothing yet."""
        table = self._ledger.db.table("holds")
        table.insert(asdict(cause) | {"opened_at": as_text(now)}, pk="id")
        return self.open()[-1]

    def add(self, hold_id: int, post_ids: Iterable[int]) -> None:
        """Hold these posts too, which were never held."""
        rows = [{"post_id": post_id, "hold_id": hold_id} for post_id in post_ids]
        self._ledger.db.table("held").insert_all(rows, pk="post_id")

    def close(
        self, hold_id: int, outcome: Literal["released", "dropped"], now: datetime, *, by: str = ""
    ) -> list[Post]:
        """Let what is held go out, or give it up; the posts concerned.

        Raises:
            MarqabError: there is no such hold, or it is closed; nothing is changed.
        """
        with self._ledger.transaction():
            self.find(hold_id)
            posts = self.posts(hold_id)
            if outcome == "dropped":
                for post in posts:
                    self._ledger.give_up(post, "dropped by hand", now)
            self._questions.close("held", str(hold_id), _ANSWERS[outcome], now, by=by)
            fields = {"closed_at": as_text(now), "outcome": outcome}
            self._ledger.db.table("holds").update(hold_id, fields)
        return posts

    def _read(self, sql: str, *args: Any) -> list[dict[str, Any]]:
        return [row | {"rules": json.loads(row["rules"])} for row in self._ledger.rows(sql, *args)]


def concerned(news: Sequence[dict[str, Any]], holds: Iterable[Hold]) -> dict[int, list[int]]:
    """Which of these posts each hold holds, by the hold's number.

    A post whose article met a second rule that is not held goes out by that one.
    """
    holds = [*holds]
    rules = {hold.name for hold in holds if hold.scope == "rule"}
    found: dict[int, list[int]] = {}
    for row in news:
        for hold in holds:
            if hold.scope == "rule" and not rules.issuperset(row["rules"]):
                continue
            if _is_of(row, hold.scope, hold.name):
                found.setdefault(hold.id, []).append(row["id"])
                break
    return found


def _is_of(row: dict[str, Any], scope: Scope, name: str) -> bool:
    match scope:
        case "source":
            return bool(row["source"] == name)
        case "rule":
            return name in row["rules"]
        case "chat":
            return bool(row["destination"] == name)
        case "all":
            return True


def _hold(row: dict[str, Any]) -> Hold:
    return Hold(**row | {"opened_at": datetime.fromisoformat(row["opened_at"])})
