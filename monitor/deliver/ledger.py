"""Every post that was ever planned: which is to leave next, and whether it arrived.

``planned → sending → sent | failed | unknown``; ``superseded`` for what a newer text replaced.
``sending`` is on disk before the request leaves, so whatever breaks, each post is known to
have left, not to have left, or to be in doubt.
In: what was planned (`planner`) and what attempts came to (`recorder`).
Out: what a courier is to do next, and lines an operator must hear.
Methods run in the store's one thread; `now` is given, the clock is never read.
Knows nothing of Telegram, the network or what a text says.
"""

from datetime import datetime, timedelta
from math import ceil

from monitor.deliver.outcome import Arrived, Cannot, NotSent, Refused, Sent
from monitor.deliver.post import PAGE, Doubt, Later, Post, Ready, Remark, Step
from monitor.deliver.postbook import as_text
from monitor.deliver.recorder import Recorder
from monitor.errors import MarqabError

_ENDED = "the courier ended while sending"
_UNNUMBERED = "a person saw it arrive; its number is not known"

#: A wait longer than that was begun by a clock that was ahead: Telegram asks for less. A search
#: that can prove nothing is repeated no earlier, for it floods the admin chat with forwards.
_LONGEST_WAIT = timedelta(days=1)


#: A chat's numbers follow each other; one this far above all that are known is a slip.
FAR = 1000


class Ledger(Recorder):
    """The posts and chats of one database."""

    # --- what next --------------------------------------------------------------------------

    def next_for(self, destination: str, now: datetime) -> Step:
        """What a courier of this chat is to do; writes nothing."""
        unsettled = self.posts_where(
            "p.destination = ? AND p.state IN ('sending', 'unknown') ORDER BY p.id",
            destination,
        )
        for post in unsettled:
            if post.state == "sending":
                raise MarqabError(f"post {post.id} is being sent by another courier or process")
            if post.not_before and post.not_before > now:
                return Later(post.not_before)
            return Doubt(post)
        waiting = self.waiting(destination, now)
        if waiting is None:
            return None
        post, due = waiting
        at = max(self.free_at(destination, now, self.pace), due)
        return Later(at) if at > now else Ready(post)

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
        self.change(
            post.id,
            state="sending",
            sending_at=now,
            attempts=post.attempts + 1,
            last_message_id=self.last_message_id(post.destination),
        )
        return self.post(post.id)

    def recover(self, now: datetime, destination: str | None = None) -> list[Post]:
        """Put what was ``sending`` when its courier ended into doubt; return what is in doubt.

        Of all chats, or of this one; there no wait of an earlier clock lasts more than a day.
        Every doubt gets a whole grace period again: what the clock did meanwhile nobody knows.
        Edits and admin messages may be repeated, and a page shows only the ledger: these are
        planned again.
        """
        where = "p.destination = coalesce(?, p.destination) AND p.state"
        landed = now + self.pace.grace
        with self.transaction():
            self._shorten_waits(now, destination)
            for post in self.posts_where(f"{where} IN ('sending', 'unknown')", destination):
                if post.state == "unknown":
                    self.change(post.id, not_before=landed)
                elif post.destination == PAGE or post.kind == "admin":
                    self._plan_again(post, _ENDED, now)
                elif post.kind == "edit":
                    self._plan_again(post, _ENDED, now, not_before=landed)
                else:
                    self._doubt(post, _ENDED, now)
            return self.posts_where(f"{where} = 'unknown' ORDER BY p.id", destination)

    def _shorten_waits(self, now: datetime, destination: str | None) -> None:
        """End the waits that an earlier process began under a clock that was far ahead."""
        asked = {"now": as_text(now), "far": as_text(now + _LONGEST_WAIT), "chat": destination}
        here = "destination = coalesce(:chat, destination)"
        self.db.execute(
            "UPDATE posts SET not_before = :now "  # noqa: S608 our own words
            f"WHERE state = 'planned' AND not_before > :far AND {here}",
            asked,
        )
        self.db.execute(
            "UPDATE chats SET blocked_until = NULL "  # noqa: S608 our own words
            f"WHERE blocked_until > :far AND {here}",
            asked,
        )

    def saw(self, destination: str, message_id: int) -> None:
        """A message of this number stands in the chat, whoever wrote it."""
        last = max(self.last_message_id(destination), message_id)
        self.change_chat(destination, last_message_id=last)

    def clock_moved(self, by: timedelta) -> None:
        """The wall clock was set, forwards or (negative) back: waits stay as long as they were.

        A clock that was a day ahead would else silence every chat for a day; one that leaps over
        a grace period would have a chat read back before everything has landed.
        """
        with self.transaction():
            for row in self.rows(
                "SELECT id, not_before FROM posts WHERE state IN ('planned', 'unknown') "
                "AND not_before IS NOT NULL "
                "AND (? OR state = 'unknown' OR (kind = 'edit' AND attempts > 0))",
                by < timedelta(0),
            ):
                self.change(row["id"], not_before=datetime.fromisoformat(row["not_before"]) + by)
            for row in self.rows("SELECT * FROM chats WHERE blocked_until IS NOT NULL"):
                until = datetime.fromisoformat(row["blocked_until"]) + by
                self.change_chat(row["destination"], blocked_until=until)

    def note_failure(self, destination: str, why: str) -> None:
        """The courier of this chat failed; a person should look, until something arrives again."""
        with self.transaction():
            self.change_chat(destination, trouble=why)

    # --- doubt ------------------------------------------------------------------------------

    def still_unknown(self, post_id: int, why: Cannot, now: datetime) -> str | None:
        """Leave a doubt for later; return a line for the operator, once.

        What may pass is told when a second search has failed as well: most often it settles it.
        """
        post = self.post(post_id)
        if post.state != "unknown":  # settled by a person during the search
            return None
        again = now + (_LONGEST_WAIT if why.final else self.pace.recheck)
        if why.passing and post.remark is None:
            error = f"not read back yet: {why.reason}"
            self.change(post_id, remark=Remark.SEARCHED, error=error, not_before=again)
            return None
        error = f"cannot be read back: {why.reason}"
        self.change(post_id, remark=Remark.ASKED, error=error, not_before=again)
        if post.remark is Remark.ASKED:
            return None
        return (
            f"post {post_id} may or may not have arrived in {post.chat}, and {why.reason}; "
            "nothing new is sent there until you look and settle it"
        )

    def settle(
        self, post_id: int, outcome: Sent | Arrived | NotSent | Refused, now: datetime
    ) -> str | None:
        """End a doubt: it arrived under this number or another, it did not, or it is given up.

        A post that was refused for good may be given up too, which ends the complaint about it,
        and so may one that is planned, which is never sent then.

        Raises:
            MarqabError: the post is not in doubt, or cannot have this number; nothing is
                changed.
        """
        with self.transaction():
            post = self.post(post_id)
            gives_up = isinstance(outcome, Refused)
            if post.state != "unknown" and not (gives_up and post.state in ("planned", "failed")):
                raise MarqabError(f"post {post_id} is not in doubt, it is {post.state}")
            match outcome:
                case Sent(message_id):
                    self._check_number(post, message_id)
                    return self._sent(post, message_id, now)
                case Arrived():
                    why, remark = _UNNUMBERED, Remark.UNNUMBERED
                    self.change(post.id, state="sent", settled_at=now, error=why, remark=remark)
                    # The last of them is planned again when the number is known.
                    self._end_edits(post.id, why, now, remark)
                case NotSent(reason):
                    self._plan_again(post, reason, now, not_before=None)
                case Refused(reason):
                    self.give_up(post, reason, now)
        return None

    def found(self, post_id: int, what: Sent | NotSent, now: datetime) -> str | None:
        """`settle` by what a search found, unless a person has settled it during the search."""
        if self.post(post_id).state != "unknown":
            return None
        return self.settle(post_id, what, now)

    def settle_by_hand(
        self, post_id: int, outcome: Sent | Arrived | NotSent | Refused, now: datetime
    ) -> str | None:
        """`settle` by what a person saw; that it is not there proves nothing for a while.

        Raises:
            MarqabError: as `settle`, or the request may still land; nothing is changed.
        """
        post = self.post(post_id)
        if isinstance(outcome, NotSent) and post.state == "unknown" and not post.remark:
            until = post.not_before
            if until and until > now:
                raise MarqabError(
                    f"post {post_id} may still arrive: its answer was lost a moment ago; look "
                    f"again in {ceil((until - now).total_seconds())} s"
                )
        return self.settle(post_id, outcome, now)

    def give_up(self, post: Post, why: str, now: datetime) -> None:
        """Never send this post; its story counts as told in that chat."""
        why = f"{why}: {post.error}" if post.error else why
        self.change(post.id, state="superseded", settled_at=now, error=why)
        self._end_edits(post.id, why, now)

    def _check_number(self, post: Post, message_id: int) -> None:
        """Refuse a number that a post in doubt cannot have: one slip misleads every search after.

        Raises:
            MarqabError: it is no number of a message, was there before the post left, is another
                post's, or lies more than `FAR` above every number known in the chat.
        """
        if message_id < 1:
            raise MarqabError(f"message {message_id}: numbers begin with 1")
        if message_id in self.numbers(post.destination):
            raise MarqabError(f"message {message_id} in {post.chat} is another post of ours")
        if message_id <= (post.last_message_id or 0):
            raise MarqabError(
                f"message {message_id} stood in {post.chat} before this post left: "
                f"{post.last_message_id} was known then"
            )
        known = self.last_message_id(post.destination)
        # Of a chat where nothing was ever sent no number is known.
        if known and message_id > known + FAR:
            raise MarqabError(
                f"message {message_id} is far above {known}, the highest number known in "
                f"{post.chat}; look again, or give the post up"
            )
