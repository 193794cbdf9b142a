"""What editors did to stories: merges, splits, their undoing, and the pairs of articles in them.

Every SQL statement about them; methods run in the store's one thread, inside the caller's
transaction.
Knows nothing of posts (`monitor.editor` makes them follow) and reads no clock.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any, Literal

from monitor.archive.connection import as_json
from monitor.archive.doubts import Doubts
from monitor.archive.store import Store
from monitor.errors import MarqabError
from monitor.group.items import Item
from monitor.group.word import EditorsWord


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing that an editor did."""

    id: int
    action: Literal["merge", "split"]
    #: The story that stayed.
    story: int
    #: The one that was merged into it or split off it.
    other: int
    #: The articles that moved.
    articles: tuple[int, ...]
    by: str
    at: datetime
    undone_by: str | None
    undone_at: datetime | None

    @property
    def mark(self) -> str:
        """Names this act among all others, the undoing apart from the doing."""
        return f"{'u' if self.undone_at else 'c'}{self.id}"

    @property
    def reason(self) -> str:
        """What was done, for people, in Latin letters but for the name."""
        did = "merged into" if self.action == "merge" else "split off"
        undone = f", undone by {self.undone_by}" if self.undone_at else ""
        return f"story {self.other} {did} story {self.story} by {self.by}{undone}"

    @classmethod
    def read(cls, row: dict[str, Any]) -> "Correction":
        """A correction from its row."""
        return cls(
            id=row["id"],
            action=row["action"],
            story=row["story_id"],
            other=row["other_id"],
            articles=tuple(json.loads(row["articles"])),
            by=row["by"],
            at=datetime.fromisoformat(row["at"]),
            undone_by=row["undone_by"],
            undone_at=datetime.fromisoformat(row["undone_at"]) if row["undone_at"] else None,
        )


class Corrections:
    """The corrections of one database."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._doubts = Doubts(store)

    # --- the editor's word ------------------------------------------------------------------

    def word(self, item: Item) -> EditorsWord:
        """What editors said of an article, or of another one with the very same text."""
        texts = "SELECT article_id FROM items WHERE text_sha256 = ?"
        mine = {
            item.article_id,
            *(row["article_id"] for row in self._store.rows(texts, item.text_sha256)),
        }
        # As the view `said_of_pairs`, but by its indexes: this is asked for every article.
        rows = self._store.rows(
            "WITH mine (id) AS (SELECT value FROM json_each(?)) "
            "SELECT p.article_a, p.article_b, p.same, max(p.correction_id) "
            "FROM article_pairs p JOIN corrections c ON c.id = p.correction_id "
            "WHERE c.undone_at IS NULL AND (p.article_a IN mine OR p.article_b IN mine) "
            "GROUP BY p.article_a, p.article_b",
            as_json(sorted(mine)),
        )
        said: dict[int, set[int]] = {0: set(), 1: set()}
        for row in rows:
            said[row["same"]] |= {row["article_a"], row["article_b"]} - mine
        return EditorsWord(same=frozenset(said[1]), apart=frozenset(said[0]))

    def pairs(self) -> Iterator[dict[str, Any]]:
        """Every pair of articles that editors spoke of, as it stands now; the oldest word first.

        Each has the keys a, b, same, by and at; `same` is 1 for one event and 0 for two.
        """
        yield from self._store.db.query(
            "SELECT s.article_a AS a, s.article_b AS b, s.same, c.by, c.at FROM said_of_pairs s "
            "JOIN corrections c ON c.id = s.correction_id ORDER BY c.id, a, b"
        )

    # --- merging, splitting, undoing --------------------------------------------------------

    def merge(self, kept: int, gone: int, *, by: str, now: datetime) -> Correction:
        """Move every article of `gone` into `kept`.

        Raises:
            MarqabError: one of them is no story of its own; nothing was changed.
        """
        if kept == gone:
            raise MarqabError(f"story {kept} cannot be merged with itself")
        stays, moves = self._standing(kept), self._standing(gone)
        correction = self._log("merge", kept, gone, moves, by, now)
        self._say(correction, product(stays, moves), same=True)
        self._move(moves, of=gone, to=kept)
        self._store.db.execute("UPDATE stories SET merged_into = ? WHERE id = ?", (kept, gone))
        self._doubts.settle(kept, gone, "merged", now)
        return self.correction(correction)

    def split(self, story: int, articles: Sequence[int], *, by: str, now: datetime) -> Correction:
        """Move these articles out of a story, into a new one.

        Raises:
            MarqabError: the story does not hold them, or holds nothing else; nothing was
                changed.
        """
        members = self._standing(story)
        strange = [one for one in articles if one not in members]
        if strange:
            raise MarqabError(f"story {story} does not hold article {strange[0]}")
        stays = [one for one in members if one not in articles]
        if not stays or not articles:
            raise MarqabError(f"a split of story {story} must leave articles on both sides")
        new = self._open_like(story, articles[0])
        correction = self._log("split", story, new, articles, by, now)
        self._say(correction, product(stays, articles), same=False)
        self._move(articles, of=story, to=new)
        self._doubts.settle(story, new, "apart", now)
        return self.correction(correction)

    def undo(self, number: int, *, by: str, now: datetime) -> Correction:
        """Put the articles of a correction back, as far as no later one moved them.

        Raises:
            MarqabError: there is none, it was undone, or a later one must be undone first.
        """
        done = self.correction(number)
        if done.undone_at:
            raise MarqabError(f"correction {number} was undone already")
        later = self._store.row(
            "SELECT id FROM corrections WHERE id > ? AND undone_at IS NULL "
            "AND (story_id IN (?, ?) OR other_id IN (?, ?)) ORDER BY id DESC LIMIT 1",
            *(number, done.story, done.other, done.story, done.other),
        )
        if later:
            raise MarqabError(f"undo correction {later['id']} first: it is about the same story")
        if done.action == "merge":
            self._store.db.execute(
                "UPDATE stories SET merged_into = NULL WHERE id = ?", (done.other,)
            )
            self._move(done.articles, of=done.story, to=done.other)
        else:
            # What joined the new story since goes with it.
            self._move(self._standing(done.other), of=done.other, to=done.story)
            self._store.db.execute(
                "UPDATE stories SET merged_into = ? WHERE id = ?", (done.story, done.other)
            )
        self._store.db.execute(
            "UPDATE corrections SET undone_by = ?, undone_at = ? WHERE id = ?",
            (by, now.isoformat(), number),
        )
        self._doubts.reopen(done.other)
        return self.correction(number)

    def correction(self, number: int) -> Correction:
        """One of them.

        Raises:
            MarqabError: there is none with this number.
        """
        row = self._store.row("SELECT * FROM corrections WHERE id = ?", number)
        if row is None:
            raise MarqabError(f"there is no correction {number}")
        return Correction.read(row)

    def of(self, story: int) -> list[Correction]:
        """What was done to a story, oldest first."""
        sql = "SELECT * FROM corrections WHERE story_id = ? OR other_id = ? ORDER BY id"
        return [Correction.read(row) for row in self._store.rows(sql, story, story)]

    def latest(self) -> Correction:
        """The newest that holds.

        Raises:
            MarqabError: there is none.
        """
        row = self._store.row(
            "SELECT * FROM corrections WHERE undone_at IS NULL ORDER BY id DESC LIMIT 1"
        )
        if row is None:
            raise MarqabError("there is no correction to undo")
        return Correction.read(row)

    # --- rows -------------------------------------------------------------------------------

    def _standing(self, story: int) -> list[int]:
        """The articles of a story.

        Raises:
            MarqabError: there is none of this number, or it was merged into another.
        """
        row = self._store.row("SELECT merged_into FROM stories WHERE id = ?", story)
        if row is None:
            raise MarqabError(f"there is no story {story}")
        if row["merged_into"]:
            raise MarqabError(f"story {story} was merged into story {row['merged_into']}")
        sql = "SELECT article_id FROM story_articles WHERE story_id = ? ORDER BY rowid"
        return [row["article_id"] for row in self._store.rows(sql, story)]

    def _open_like(self, story: int, article: int) -> int:
        written = self._store.db.execute(
            "INSERT INTO stories (opened_at, last_at, headline, severity) "
            "SELECT m.at, m.at, a.title, s.severity FROM story_articles m "
            "JOIN articles a ON a.id = m.article_id JOIN stories s ON s.id = m.story_id "
            "WHERE m.article_id = ? AND m.story_id = ?",
            (article, story),
        )
        return int(written.lastrowid)  # type: ignore[arg-type] # it was an INSERT

    def _log(
        self,
        action: Literal["merge", "split"],
        story: int,
        other: int,
        articles: Sequence[int],
        by: str,
        now: datetime,
    ) -> int:
        written = self._store.db.execute(
            "INSERT INTO corrections (action, story_id, other_id, articles, by, at) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (action, story, other, as_json(list(articles)), by, now.isoformat()),
        )
        return int(written.lastrowid)  # type: ignore[arg-type] # it was an INSERT

    def _say(self, correction: int, pairs: Iterable[tuple[int, int]], *, same: bool) -> None:
        self._store.db.conn.executemany(
            "INSERT INTO article_pairs (correction_id, article_a, article_b, same) "
            "VALUES (?, ?, ?, ?)",
            [(correction, *sorted(pair), int(same)) for pair in pairs],
        )

    def _move(self, articles: Sequence[int], *, of: int, to: int) -> None:
        self._store.db.execute(
            "UPDATE story_articles SET story_id = ? "
            "WHERE article_id IN (SELECT value FROM json_each(?))",
            (to, as_json(list(articles))),
        )
        # A story without articles keeps its times: they are when it was a story.
        self._store.db.execute(
            "UPDATE stories SET (opened_at, last_at) = ("
            "SELECT min(at), max(at) FROM story_articles WHERE story_id = stories.id) "
            "WHERE id IN (?, ?) "
            "AND EXISTS (SELECT 1 FROM story_articles WHERE story_id = stories.id)",
            (of, to),
        )
