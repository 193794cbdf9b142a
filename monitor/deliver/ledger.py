"""Every post that was ever planned, and what became of it: the ledger's writing side.

``planned → sending → sent | failed | unknown``; ``superseded`` for what a newer text replaced.
``sending`` is on disk before the request leaves, so whatever breaks, each post is known to
have left, not to have left, or to be in doubt.
In: what the pipeline plans and what a courier's attempts came to.
Out: what a courier is to do next, and lines an operator must hear.
Methods run in the store's one thread; `now` is given, the clock is never read.
Knows nothing of Telegram, the network or what a text says.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from monitor.deliver.outcome import (
    Arrived,
    Blocked,
    Cannot,
    NotSent,
    Outcome,
    Refusal,
    Refused,
    Sent,
    Unknown,
    Wait,
)
from monitor.deliver.planner import Planner
from monitor.deliver.post import PAGE, Doubt, Later, Pace, Post, Ready, Step
from monitor.deliver.postbook import DELETED, LOCKED, UNNUMBERED, as_text
from monitor.errors import MarqabError
from monitor.render.layout import plain_html

log = logging.getLogger(__name__)

#: Begins `error` of a post in doubt that the operator has been told about.
_TOLD = "cannot be read back: "

#: And of one whose first search met what may pass by itself.
_TRIED = "not read back yet: "

#: What a refused edit says of its post for ever: one refusal, one line for the operator.
_LASTING = {Refusal.GONE: DELETED, Refusal.LOCKED: LOCKED}

_ENDED = "the courier ended while sending"


class Ledger(Planner):
    """The posts and chats of one database."""

    def __init__(self, db: Database, pace: Pace | None = None) -> None:
        super().__init__(db)
        self.pace = pace or Pace()

    # --- what next --------------------------------------------------------------------------

    def next_for(self, destination: str, now: datetime) -> Step:
        """What a courier of this chat is to do; writes nothing."""
        open_ = self._posts(
            "WHERE p.destination = ? AND p.state IN ('sending', 'unknown') ORDER BY p.id",
            destination,
        )
        for post in open_:
            if post.state == "sending":
                raise MarqabError(f"post {post.id} is being sent by another courier or process")
            if post.not_before and post.not_before > now:
                return Later(post.not_before)
            return Doubt(post)
        waiting = self.waiting(destination, now)
        if waiting is None:
            return None
        at = max(self.free_at(destination, now, self.pace), waiting.not_before or now)
        return Later(at) if at > now else Ready(waiting)

    def take(self, destination: str, now: datetime) -> Step:
        """As `next_for`, but a post that is `Ready` is ``sending`` on disk when this returns."""
        # A kill loses nothing that is committed, a power cut may: there a post that has left
        # would be planned again. Only this one commit waits for the disk.
        self.db.execute("PRAGMA synchronous=FULL")
        try:
            with self.transaction():
                step = self.next_for(destination, now)
                return Ready(self._begin(step.post, now)) if isinstance(step, Ready) else step
        finally:
            self.db.execute("PRAGMA synchronous=NORMAL")

    def _begin(self, post: Post, now: datetime) -> Post:
        self._set(
            post.id,
            state="sending",
            sending_at=now,
            attempts=post.attempts + 1,
            last_message_id=self.last_message_id(post.destination),
        )
        return self.post(post.id)

    def recover(self, now: datetime, destination: str | None = None) -> list[Post]:
        """Put what was ``sending`` when its courier ended into doubt; return what is in doubt.

        Of all chats, or of this one.
        Every doubt gets a whole grace period again: what the clock did meanwhile nobody knows.
        Edits and admin messages may be repeated, and a page shows only the ledger: these are
        planned again.
        """
        where = "WHERE p.destination = coalesce(?, p.destination) AND p.state"
        landed = now + self.pace.grace
        with self.transaction():
            for post in self._posts(f"{where} IN ('sending', 'unknown')", destination):
                if post.state == "unknown":
                    self._set(post.id, not_before=landed)
                elif post.destination == PAGE or post.kind == "admin":
                    self._plan_again(post, _ENDED, now)
                elif post.kind == "edit":
                    self._plan_again(post, _ENDED, now, not_before=landed)
                else:
                    self._doubt(post, _ENDED, now)
            return self._posts(f"{where} = 'unknown' ORDER BY p.id", destination)

    def saw(self, destination: str, message_id: int) -> None:
        """A message of this number stands in the chat, whoever wrote it."""
        last = max(self.last_message_id(destination), message_id)
        self._set_chat(destination, last_message_id=last)

    def clock_moved(self, by: timedelta) -> None:
        """The wall clock was set, forwards or (negative) back: waits stay as long as they were.

        A clock that was a day ahead would else silence every chat for a day; one that leaps over
        a grace period would have a chat read back before everything has landed.
        """
        with self.transaction():
            for row in self._rows(
                "SELECT id, not_before FROM posts WHERE state IN ('planned', 'unknown') "
                "AND not_before IS NOT NULL "
                "AND (? OR state = 'unknown' OR (kind = 'edit' AND attempts > 0))",
                by < timedelta(0),
            ):
                self._set(row["id"], not_before=datetime.fromisoformat(row["not_before"]) + by)
            for row in self._rows("SELECT * FROM chats WHERE blocked_until IS NOT NULL"):
                until = datetime.fromisoformat(row["blocked_until"]) + min(by, timedelta(0))
                self._set_chat(row["destination"], blocked_until=until)

    # --- what an attempt came to ------------------------------------------------------------

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
                self._set_chat(post.destination, blocked_until=now + patience)
            case NotSent(reason):
                self._plan_again(post, reason, now)
                self._set_chat(post.destination, blocked_until=now + self._pause(post))
            case Blocked(reason, moved_to):
                self._plan_again(post, reason, now)
                return self._blocked(post.destination, reason, moved_to, now)
            case Unknown(reason) if post.kind == "edit":
                # It may be repeated, but what still lands must not undo a newer one.
                self._plan_again(post, reason, now, not_before=now + self.pace.grace)
            case Unknown(reason) if post.kind == "admin":
                self._plan_again(post, reason, now, not_before=now + self._pause(post))
            case Unknown(reason):
                self._doubt(post, reason, now)
            case Refused(reason, kind):
                return self._refused(post, reason, kind, now)
        return None

    def _sent(self, post: Post, message_id: int, now: datetime) -> str | None:
        self._set(post.id, state="sent", message_id=message_id, settled_at=now, error=None)
        chat = self._chat(post.destination)
        self._number_before(post.destination, message_id)
        last = max(chat["last_message_id"], message_id)
        self._set_chat(post.destination, last_message_id=last, trouble=None, blocked_until=None)
        return f"{post.chat}: posts are delivered again" if chat["trouble"] else None

    def _number_before(self, destination: str, message_id: int) -> None:
        """Number a post that a person saw arrive, where only one number is left for it."""
        self.db.execute(
            "UPDATE posts SET message_id = ?, error = NULL WHERE destination = ? "
            "AND state = 'sent' AND message_id IS NULL AND kind <> 'edit' "
            "AND last_message_id = ?",
            (message_id - 1, destination, message_id - 2),
        )

    def _plan_again(self, post: Post, why: str, now: datetime, **fields: Any) -> None:
        self._set(post.id, state="planned", error=why, **fields)
        newer = post.kind == "edit" and self._row(
            "SELECT id, not_before FROM posts WHERE target_id = ? AND kind = 'edit' AND id > ? "
            "AND state = 'planned'",
            post.target_id,
            post.id,
        )
        if newer:
            why = f"edit {newer['id']} is newer"
            self._set(post.id, state="superseded", settled_at=now, error=why)
            if "not_before" in fields:
                landed = as_text(fields["not_before"])
                not_before = max(newer["not_before"] or "", landed)
                self._set(newer["id"], not_before=not_before, attempts=post.attempts)

    def _blocked(
        self, destination: str, reason: str, moved_to: str | None, now: datetime
    ) -> str | None:
        before = self._chat(destination)["trouble"]
        again = now + self.pace.recheck
        self._set_chat(destination, trouble=reason, blocked_until=again)
        if moved_to:  # the office follows it, and says so
            self._set_chat(destination, moved_to=moved_to)
            return None
        return None if before == reason else f"{destination}: nothing can be sent: {reason}"

    def _refused(self, post: Post, reason: str, kind: Refusal, now: datetime) -> str:
        bare = plain_html(post.html)
        if kind is Refusal.UNPARSABLE and post.html != bare:
            self._plan_again(post, reason, now, html=bare)
            return f"post {post.id} goes out as plain text: {reason}"
        self._set(post.id, state="failed", settled_at=now, error=reason)
        lasting = _LASTING.get(kind)
        if lasting and post.target_id:
            self._set(post.target_id, error=lasting)
        self._end_edits(post.target_id if lasting else post.id, reason, now)
        return f"post {post.id} was refused: {reason}"

    def _end_edits(self, post_id: int | None, why: str, now: datetime) -> None:
        self.db.execute(
            "UPDATE posts SET state = 'superseded', settled_at = ?, error = ? "
            "WHERE target_id = ? AND kind = 'edit' AND state = 'planned'",
            (as_text(now), why, post_id),
        )

    # --- doubt ------------------------------------------------------------------------------

    def _doubt(self, post: Post, reason: str, since: datetime) -> None:
        self._set(post.id, state="unknown", error=reason, not_before=since + self.pace.grace)

    def still_unknown(self, post_id: int, why: Cannot, now: datetime) -> str | None:
        """Leave a doubt for later; return a line for the operator, once.

        What may pass is told when a second search has failed as well: most often it settles it.
        """
        post = self.post(post_id)
        if post.state != "unknown":  # settled by a person during the search
            return None
        before = post.error or ""
        waits = why.passing and not before.startswith((_TOLD, _TRIED))
        error = f"{_TRIED if waits else _TOLD}{why.reason}"
        self._set(post_id, error=error, not_before=now + self.pace.recheck)
        if waits or before.startswith(_TOLD):
            return None
        return (
            f"post {post_id} may or may not have arrived in {post.chat}, and {why.reason}; "
            "nothing new is sent there until you look and settle it"
        )

    def settle(
        self, post_id: int, outcome: Sent | Arrived | NotSent | Refused, now: datetime
    ) -> str | None:
        """End a doubt: it arrived under this number or another, it did not, or it is given up.

        A post that was refused for good may be given up too, which ends the complaint about it.

        Raises:
            MarqabError: the post is not in doubt, or cannot have this number; nothing is
                changed.
        """
        with self.transaction():
            post = self.post(post_id)
            gives_up = isinstance(outcome, Refused)
            if post.state != "unknown" and not (gives_up and post.state == "failed"):
                raise MarqabError(f"post {post_id} is not in doubt, it is {post.state}")
            match outcome:
                case Sent(message_id):
                    self.check_number(post, message_id)
                    return self._sent(post, message_id, now)
                case Arrived():
                    self._set(post.id, state="sent", settled_at=now, error=UNNUMBERED)
                    self._end_edits(post.id, UNNUMBERED, now)
                case NotSent(reason):
                    self._plan_again(post, reason, now, not_before=None)
                case Refused(reason):
                    self.give_up(post, reason, now)
        return None

    def give_up(self, post: Post, why: str, now: datetime) -> None:
        """Never send this post; its story counts as told in that chat."""
        why = f"{why}: {post.error}" if post.error else why
        self._set(post.id, state="superseded", settled_at=now, error=why)
        self._end_edits(post.id, why, now)

    def _pause(self, post: Post) -> timedelta:
        return min(timedelta(seconds=2.0 ** min(post.attempts, 20)), self.pace.longest_pause)
