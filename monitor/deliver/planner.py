"""Write down what is to be said: the ledger's planning side, and how any of its rows is written.

A key is planned once; an edit of a post that has not left yet becomes the text of that post; a
newer edit replaces an older one.
In: Plans, inside the caller's transaction.
Out: rows of ``posts``, all ``planned`` or, where nothing is left to do, ``superseded``.
Knows nothing of couriers and of what their attempts came to.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined] # pysqlite3 where there is one

from monitor.alert.learned import Learned
from monitor.archive.connection import transaction
from monitor.archive.refusals import refused
from monitor.deliver.post import Filed, Plan, Post, Remark
from monitor.deliver.postbook import PostBook, as_text
from monitor.match.rules import Severity

#: Follows the key of a post in that of an edit which only points to the post that tells its story.
POINTS_ON = ".on."

#: A post of which this is remarked is never edited.
_LASTING = (Remark.DELETED, Remark.LOCKED, Remark.UNNUMBERED)


class Planner(PostBook):
    """Posts, edits and replies as they are planned."""

    def plan(self, plans: Iterable[Plan], now: datetime) -> list[Filed]:
        """Write down what is to be said, inside the caller's transaction; what became of each.

        An edit of a post that has not left yet changes that post.
        A newer edit replaces an older one that has not left, and leaves when that one would have.

        Raises:
            ValueError: an edit names no post of its own chat.
        """
        with self.transaction():
            return [self._plan(plan, now) for plan in plans]

    def _plan(self, plan: Plan, now: datetime) -> Filed:
        known = self.row("SELECT id FROM posts WHERE key = ?", plan.key)
        if known:
            return Filed(known["id"], "repeated")
        if plan.kind != "edit":
            return Filed(self._insert(self._addressed(plan), now), "planned")
        target = next(iter(self.posts_where("p.id = ?", plan.target_id)), None)
        if target is None or target.destination != plan.destination or target.kind == "edit":
            raise ValueError(f"edit {plan.key}: there is no post {plan.target_id} to edit")
        if target.state in ("failed", "superseded") or target.remark in _LASTING:
            why = target.error or "its post never appeared"
            return Filed(self._insert(plan, now, why, target.remark), "pointless")
        if (new := self.now_at(target.destination)) != target.destination:
            why = f"its chat has become {new}"
            return Filed(self._insert(plan, now, superseded=why), "pointless")
        if target.state == "planned":
            self._merge(plan, target, now)
            why = f"post {target.id} had not left yet and took this text"
            return Filed(self._insert(plan, now, superseded=why), "merged")
        return Filed(self._insert_newest_edit(plan, now), "planned")

    def _addressed(self, plan: Plan) -> Plan:
        """The plan for its chat as it is today, and an answer only to what stands there."""
        destination = self.now_at(plan.destination)
        topic = plan.topic if destination == plan.destination else None
        target = self.post(plan.target_id) if plan.target_id else None
        answered = target.id if target and target.destination == destination else None
        return replace(plan, destination=destination, topic=topic, target_id=answered)

    def _merge(self, edit: Plan | Post, target: Post, now: datetime) -> None:
        """Put the text of an edit into its post, which has not left; no older edit follows it."""
        # What was planned as urgent and loud stays so, whatever a later edit adds to it.
        both = (Severity(target.severity), Severity(edit.severity))
        self.change(
            target.id,
            html=edit.html,
            severity=str(max(both, key=lambda one: one.rank)),
            silent=target.silent and edit.silent,
        )
        self._end_edits(target.id, f"post {target.id} had not left yet and took a newer text", now)

    def _end_edits(
        self, post_id: int | None, why: str, now: datetime, remark: Remark | None = None
    ) -> None:
        self.db.execute(
            "UPDATE posts SET state = 'superseded', settled_at = ?, error = ?, remark = ? "
            "WHERE target_id = ? AND kind = 'edit' AND state = 'planned'",
            (as_text(now), why, remark, post_id),
        )

    def _insert_newest_edit(self, plan: Plan, now: datetime) -> int:
        older = self.rows(
            "SELECT id, not_before, attempts FROM posts "
            "WHERE target_id = ? AND kind = 'edit' AND state = 'planned'",
            plan.target_id,
        )
        edit = self._insert(plan, now)
        for row in older:
            why = f"edit {edit} is newer"
            self.change(row["id"], state="superseded", settled_at=now, error=why)
            before, wanted = row["not_before"] or "", ""
            if plan.not_before:
                wanted = as_text(plan.not_before)
            # One that has left and may still land must not land on top of this one; a debounced
            # one keeps its turn, or a story that grows every minute would never be edited.
            may_land = row["attempts"] and before > as_text(now)
            not_before = (max if may_land else min)(before, wanted) or None
            self.change(edit, not_before=not_before, attempts=row["attempts"])
        return edit

    def _insert(
        self,
        plan: Plan,
        now: datetime,
        superseded: str | None = None,
        remark: Remark | None = None,
    ) -> int:
        fields = {name: getattr(plan, name) for name in Plan.__slots__}
        fields |= {"planned_at": now, "state": "planned"}
        if superseded:
            fields |= {"state": "superseded", "settled_at": now, "error": superseded}
            fields |= {"remark": remark}
        row = _row(**fields)
        number = self.db.execute(f"INSERT INTO posts {_values(row)}", row).lastrowid
        assert number is not None
        return number

    # --- when stories change hands ----------------------------------------------------------

    def hand_over(self, story_id: int, to: int, chat: str) -> None:
        """Let another story go on with all that was said about this one in a chat."""
        self.db.execute(
            "UPDATE posts SET story_id = ? WHERE story_id = ? AND chat = ?", (to, story_id, chat)
        )

    def withdraw(self, post_id: int, why: str, mark: str, now: datetime) -> bool:
        """Keep a post from leaving; False when it has left, or may have: nothing is changed.

        `mark` is the `Correction.mark` of what an editor did, `why` the same for people.
        """
        if self.post(post_id).state != "planned":
            return False
        self.change(
            post_id,
            state="superseded",
            settled_at=now,
            error=f"withdrawn: {why}",
            withdrawn_for=mark,
        )
        return True

    def restore(self, post_id: int, now: datetime) -> None:
        """Let a post leave that was withdrawn; no other is changed."""
        if self.post(post_id).withdrawn_for is not None:
            self.change(post_id, state="planned", settled_at=None, planned_at=now, error=None)

    # --- rows -------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what is written inside, or nothing; part of the caller's, if one is open.

        Raises:
            StoreError: the disk is full, or another process holds the file; nothing was
                written.
        """
        try:
            with transaction(self.db):
                yield
        except sqlite3.OperationalError as error:
            raise refused(error, "the ledger cannot be written") from error

    def change(self, post_id: int, **fields: Any) -> None:
        """Write these columns of a post; a moment, or what was learned, is given as it is.

        A new state ends what was remarked of the one before.
        """
        if "state" in fields:
            fields = {"remark": None, "withdrawn_for": None} | fields
        sets = ", ".join(f"{name} = :{name}" for name in fields)
        self.db.execute(
            f"UPDATE posts SET {sets} WHERE id = :id",  # noqa: S608 our own words
            _row(id=post_id, **fields),
        )

    def change_chat(self, destination: str, **fields: Any) -> None:
        """Write these columns of a chat, or of a part of one; it may be new."""
        row = _row(destination=destination, **fields)
        sets = ", ".join(f"{name} = :{name}" for name in fields)
        self.db.execute(f"INSERT INTO chats {_values(row)} ON CONFLICT DO UPDATE SET {sets}", row)


def _row(**fields: Any) -> dict[str, Any]:
    """Fields as the database keeps them."""
    return {name: _column(value) for name, value in fields.items()}


def _column(value: Any) -> Any:
    if isinstance(value, Learned):
        return value.as_json()
    return as_text(value) if isinstance(value, datetime) else value


def _values(row: dict[str, Any]) -> str:
    return f"({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})"
