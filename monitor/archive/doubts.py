"""Stories in doubt: each was opened although it resembles another, and a person may say which.

Every SQL statement about them; methods run in the store's one thread, those that write inside the
caller's transaction.
Knows nothing of how a person is asked, and reads no clock.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from monitor.archive.store import Store
from monitor.errors import MarqabError
from monitor.group.items import Item
from monitor.group.placement import Placement


@dataclass(frozen=True, slots=True)
class Doubt:
    """A story that may be part of another."""

    story: int
    #: The other one.
    resembles: int
    #: The article that the story was opened with.
    article: int
    #: How alike the two are, 0 to 1.
    score: float
    #: Why the article was not simply put into the other story, in English.
    reason: str


class Doubts:
    """The doubts of one database."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, story: int, item: Item, placement: Placement, now: datetime) -> None:
        """Remember that a new story may be part of the one it resembles."""
        self._store.db.table("story_maybes").insert(
            {
                "story_id": story,
                "resembles": placement.resembles,
                "article_id": item.article_id,
                "score": placement.score,
                "reason": placement.reason,
                "at": now.isoformat(),
            }
        )

    def open(self) -> dict[int, Doubt]:
        """The doubts that nobody has settled, by the number of the story; the newest first."""
        rows = self._store.rows(
            "SELECT m.* FROM story_maybes m JOIN stories s ON s.id = m.story_id "
            "WHERE m.outcome IS NULL AND s.merged_into IS NULL ORDER BY m.at DESC, m.story_id DESC"
        )
        return {
            row["story_id"]: Doubt(
                story=row["story_id"],
                resembles=row["resembles"],
                article=row["article_id"],
                score=row["score"],
                reason=row["reason"],
            )
            for row in rows
        }

    def is_open(self, story: int) -> bool:
        """Whether nobody has settled the doubt about this story."""
        asked = "SELECT 1 FROM story_maybes WHERE story_id = ? AND outcome IS NULL"
        return self._store.row(asked, story) is not None

    def deny(self, story: int, now: datetime) -> None:
        """Say of a story in doubt that it is one of its own.

        Raises:
            MarqabError: it is in no doubt; nothing was changed.
        """
        settled = self._store.db.execute(
            "UPDATE story_maybes SET outcome = 'apart', settled_at = ? "
            "WHERE story_id = ? AND outcome IS NULL",
            (now.isoformat(), story),
        )
        if not settled.rowcount:
            raise MarqabError(f"story {story} is in no doubt")

    def settle(
        self, one: int, other: int, outcome: Literal["merged", "apart"], now: datetime
    ) -> None:
        """End the doubt about these two stories, if there is one, by what was done to them."""
        self._store.db.execute(
            "UPDATE story_maybes SET outcome = ?, settled_at = ? "
            "WHERE (story_id = ? AND resembles = ?) OR (story_id = ? AND resembles = ?)",
            (outcome, now.isoformat(), one, other, other, one),
        )

    def reopen(self, story: int) -> None:
        """Let a story be in doubt again, if it ever was: what settled it was taken back."""
        self._store.db.execute(
            "UPDATE story_maybes SET outcome = NULL, settled_at = NULL WHERE story_id = ?",
            (story,),
        )
