"""Which chats get nothing, though something is due?

While Telegram cannot be reached nothing is refused: each try is surely not sent, and the next one
follows. Where not even a try is made, the service stands still, or cannot look into the channel
or write into its database. Only the time that has passed tells that something is wrong.
In: the posts of one database, and `now`. Out: a Stuck for each such chat.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.deliver.outcome import Part
from monitor.deliver.postbook import REACHABLE, PostBook, as_text

#: A router that starts anew and a server that is exchanged are back by then; until then a courier
#: has tried some eight times, and asks every five minutes.
PATIENCE = timedelta(minutes=10)

#: An edit whose answer was lost is due again a little later, for ever; so what was tried counts
#: from when it was planned.
#: What a person must mend first, of the chat or this part of it, is known as `PostBook.troubles`;
#: a doubt, which holds up its chat, as `PostBook.unsettled`.
_STUCK = f"""
WITH waiting AS (
    SELECT p.*, CASE WHEN p.attempts > 0 AND p.kind IN ('edit', 'admin') THEN p.planned_at
        ELSE max(coalesce(p.not_before, p.planned_at), coalesce(p.bundle_at, '')) END AS due_at
    FROM posts p LEFT JOIN posts t ON t.id = p.target_id
    WHERE p.state = 'planned' AND {REACHABLE}
    AND NOT EXISTS (SELECT 1 FROM held_now h WHERE h.post_id = p.id)
    AND NOT EXISTS (
        SELECT 1 FROM posts u WHERE u.destination = p.destination AND u.state = 'unknown')
    AND NOT EXISTS (
        SELECT 1 FROM chats c WHERE c.trouble IS NOT NULL AND c.destination IN (p.destination,
        p.destination || '/' || CASE p.kind WHEN 'edit' THEN '{Part.EDITS}' ELSE p.topic END)))
SELECT w.destination, count(*) AS posts, min(w.due_at) AS due_at,
       (SELECT error FROM waiting e WHERE e.destination = w.destination
        AND e.attempts > 0 AND e.error IS NOT NULL ORDER BY e.sending_at DESC LIMIT 1) AS reason,
       (SELECT max(settled_at) FROM posts s
        WHERE s.destination = w.destination AND s.state = 'sent') AS sent_at
FROM waiting w WHERE w.due_at <= :now GROUP BY w.destination
"""  # noqa: S608 our own words

#: Why nothing went, where no try was made.
UNTRIED = "not tried; the log of `marqab run` says why"


@dataclass(frozen=True, slots=True)
class Stuck:
    """A chat where every try failed for some time."""

    destination: str
    #: When something was last sent there, or the first that waits was due, whichever is later.
    since: datetime
    #: How many wait.
    posts: int
    #: What the last try came to; that there was none.
    reason: str

    def line(self, chat: str) -> str:
        """One line for people; `chat` is what they call it."""
        since = f"{self.since:%Y-%m-%d %H:%M} UTC"
        return f"{chat}: nothing sent since {since}: {self.reason} ({self.posts} wait)"


def stuck(book: PostBook, now: datetime, *, patience: timedelta = PATIENCE) -> list[Stuck]:
    """The chats where nothing went for longer than `patience`, though something was due.

    A chat that is blocked until a person mends it is `PostBook.troubles`, and not here.
    """
    found = []
    for row in book.rows(_STUCK, {"now": as_text(now)}):
        since = datetime.fromisoformat(max(row["due_at"], row["sent_at"] or ""))
        if now - since >= patience:
            reason = row["reason"] or UNTRIED
            found.append(Stuck(row["destination"], since, row["posts"], reason))
    return found


def tried_in_vain(book: PostBook, now: datetime) -> list[str]:
    """After all was tried once: why something has not arrived, a line each; empty when all has."""
    doubts = {post.destination: post.error or "" for post in book.unsettled()}
    at_work = book.destinations_with_work()
    return [
        *(one.line(one.destination) for one in stuck(book, now, patience=timedelta())),
        *(
            f"{part}: {trouble}"
            for part, trouble in book.troubles().items()
            if part.partition("/")[0] in at_work
        ),
        *(f"{chat}: a post may or may not have arrived: {why}" for chat, why in doubts.items()),
    ]
