"""Write down what came of an attempt to send: the ledger's recording side.

In: a post that was ``sending``, and the outcome its channel reported.
Out: the post's next state, what its chat waits for, and a line the operator must hear.
Knows nothing of Telegram, and of when a post is taken.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from monitor.deliver.outcome import (
    Blocked,
    NotSent,
    Outcome,
    Part,
    Refusal,
    Refused,
    Sent,
    Unknown,
    Wait,
)
from monitor.deliver.planner import POINTS_ON, Planner
from monitor.deliver.post import Pace, Post, Remark
from monitor.deliver.postbook import as_text
from monitor.render.inline import plain_html

log = logging.getLogger(__name__)

#: What a refused edit says of its post for ever: one refusal, one line for the operator.
_LASTING = {
    Refusal.GONE: (Remark.DELETED, "deleted by a person"),
    Refusal.LOCKED: (Remark.LOCKED, "this bot may not edit it"),
}


class Recorder(Planner):
    """Posts and what became of them."""

    def __init__(self, db: Database, pace: Pace | None = None) -> None:
        super().__init__(db)
        self.pace = pace or Pace()

    def record(self, post_id: int, outcome: Outcome, now: datetime) -> str | None:
        """Write down what sending this post came to; return a line the operator must hear."""
        with self.transaction():
            post = self.post(post_id)
            news = self._record(post, outcome, now)
        if news and post.kind == "admin":
            # Told in the admin chat it could be refused as well, and told again, for ever.
            log.warning("%s", news)
            return None
        return news

    def _record(self, post: Post, outcome: Outcome, now: datetime) -> str | None:
        match outcome:
            case Sent(message_id):
                return self._sent(post, message_id, now)
            case Wait(patience):
                self._plan_again(post, "asked to wait", now)
                self.change_chat(post.destination, blocked_until=now + patience)
            case NotSent(reason):
                self._try_again(post, reason, now)
            case Blocked():
                self._plan_again(post, outcome.reason, now)
                return self._blocked(post, outcome, now)
            case Unknown(reason) if post.kind == "edit":
                # It may be repeated, but what still lands must not undo a newer one.
                self._plan_again(post, reason, now, not_before=now + self.pace.grace)
            case Unknown(reason) if post.kind == "admin":
                # It may be repeated; and nobody is to read the end of a trouble before it.
                self._try_again(post, reason, now)
            case Unknown(reason):
                self._doubt(post, reason, now)
            case Refused(reason, kind):
                return self._refused(post, reason, kind, now)
        return None

    def _sent(self, post: Post, message_id: int, now: datetime) -> str | None:
        self.change(post.id, state="sent", message_id=message_id, settled_at=now, error=None)
        self._number_before(post.destination, message_id, now)
        last = max(self.last_message_id(post.destination), message_id)
        self.change_chat(post.destination, last_message_id=last, blocked_until=None)
        places = {post.destination, _place(post, Part.TOPIC)}
        if post.kind == "edit":
            places.add(_place(post, Part.EDITS))
        mended = [place for place in places if self._chat(place)["trouble"]]
        for place in mended:
            self.change_chat(place, trouble=None, blocked_until=None)
        return f"{post.chat}: posts are delivered again" if mended else None

    def _number_before(self, destination: str, message_id: int, now: datetime) -> None:
        """Number a post that a person saw arrive, where only one number is left for it.

        The last edit that was planned for it meanwhile can be made now.
        """
        found = self.row(
            "SELECT id FROM posts WHERE destination = ? AND state = 'sent' "
            "AND message_id IS NULL AND kind <> 'edit' AND last_message_id = ?",
            destination,
            message_id - 2,
        )
        if found is None:
            return
        self.change(found["id"], message_id=message_id - 1, remark=None, error=None)
        self.db.execute(
            "UPDATE posts SET state = 'planned', settled_at = NULL, remark = NULL, error = NULL, "
            "planned_at = ? WHERE id = (SELECT max(id) FROM posts WHERE target_id = ? "
            "AND kind = 'edit' AND remark = ?)",
            (as_text(now), found["id"], Remark.UNNUMBERED),
        )

    def _try_again(self, post: Post, why: str, now: datetime) -> None:
        """Soon; the chat waits, so that order is kept."""
        self._plan_again(post, why, now)
        self.change_chat(post.destination, blocked_until=now + self._pause(post))

    def _plan_again(self, post: Post, why: str, now: datetime, **fields: Any) -> None:
        self.change(post.id, state="planned", error=why, **fields)
        newest = self.posts_where(
            "p.target_id = ? AND p.kind = 'edit' AND p.id > ? AND p.state = 'planned' "
            "ORDER BY p.id DESC LIMIT 1",
            post.target_id if post.kind == "edit" else post.id,
            post.id,
        )
        newer = newest[0] if newest else None
        if newer and post.kind == "edit":
            self._give_way(post, newer, now, **fields)
        elif newer and newer.key.startswith(f"{post.key}{POINTS_ON}"):
            # Another post tells the story, and nobody needs to be sent there from this one.
            self._end_edits(post.id, newer.reason, now)
            mark = newer.key.removeprefix(f"{post.key}{POINTS_ON}")
            self.withdraw(post.id, newer.reason, mark, now)
        elif newer:
            # It was planned while the post was on its way, and is its text now.
            self._merge(newer, self.post(post.id), now)

    def _give_way(
        self, edit: Post, newer: Post, now: datetime, *, not_before: datetime | None = None
    ) -> None:
        """End an edit that has not arrived: a newer one says more."""
        why = f"edit {newer.id} is newer"
        self.change(edit.id, state="superseded", settled_at=now, error=why)
        if not_before:  # what may still land must not land on top of the newer one
            later = max(newer.not_before or not_before, not_before)
            self.change(newer.id, not_before=later, attempts=edit.attempts)

    def _blocked(self, post: Post, blocked: Blocked, now: datetime) -> str | None:
        place = _place(post, blocked.part)
        before = self._chat(place)["trouble"]
        again = now + self.pace.recheck
        self.change_chat(place, trouble=blocked.reason, blocked_until=again)
        if blocked.moved_to:  # the office follows it, and says so
            self.change_chat(place, moved_to=blocked.moved_to)
            return None
        if before == blocked.reason:
            return None
        act = "edited" if blocked.part is Part.EDITS else "sent"
        where = f"{post.chat}/{post.topic}" if blocked.part is Part.TOPIC else post.chat
        return f"{where}: nothing can be {act}: {blocked.reason}"

    def _refused(self, post: Post, reason: str, kind: Refusal, now: datetime) -> str:
        bare = plain_html(post.html)
        if kind is Refusal.UNPARSABLE and post.html != bare:
            self._plan_again(post, reason, now, html=bare)
            return f"post {post.id} goes out as plain text: {reason}"
        self.change(post.id, state="failed", settled_at=now, error=reason)
        news = f"post {post.id} was refused: {reason}"
        lasting = _LASTING.get(kind)
        if lasting and post.target_id:
            remark, said = lasting
            self.change(post.target_id, remark=remark, error=said)
            news = f"post {post.target_id} in {post.chat} is edited no more, {said}: {reason}"
        self._end_edits(post.target_id if lasting else post.id, reason, now)
        # What it told together is told one by one.
        self.db.execute(
            "UPDATE posts SET state = 'planned', settled_at = NULL, error = ?, told_in = NULL, "
            "bundle_at = NULL, not_before = ? WHERE told_in = ?",
            (f"bundle {post.id} was refused", as_text(now), post.id),
        )
        return news

    def _doubt(self, post: Post, reason: str, since: datetime) -> None:
        self.change(post.id, state="unknown", error=reason, not_before=since + self.pace.grace)

    def _pause(self, post: Post) -> timedelta:
        return min(timedelta(seconds=2.0 ** min(post.attempts, 20)), self.pace.longest_pause)


def _place(post: Post, part: Part) -> str:
    """How the table of chats names this part of a post's chat."""
    name = {Part.CHAT: None, Part.EDITS: Part.EDITS, Part.TOPIC: post.topic}[part]
    return post.destination if name is None else f"{post.destination}/{name}"
