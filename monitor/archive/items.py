"""What grouping compares of every article in a story, kept beside it.

Derived from the text, and made anew whenever the reading of texts changes, so that a decision
reads a few rows and a start reads nothing.
Methods run in the store's one thread; knows nothing of scores, posts or the clock, nor which
items are near each other (`monitor.archive.near`).
"""

import json
from array import array
from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from monitor.archive.connection import as_json
from monitor.archive.store import Store
from monitor.group.frequencies import Frequencies
from monitor.group.furniture import is_furniture, line_hash, line_hashes
from monitor.group.items import Item, Story, outlet_of, prepare
from monitor.group.marks import Marks
from spiders.contract import Article

#: Version of everything that `monitor.group.items.prepare` reads from a text. Raise it with any
#: change there: what older versions made is made anew at the next start.
READING = 18

#: What an outlet wrote longer ago says nothing of what it writes under everything.
FURNITURE_TIME = timedelta(days=30)

#: Counts of stems kept in memory; about 3 MB.
MOST_COUNTS = 20_000
#: Items kept in memory: the newest are compared with every article, those of a running story with
#: many.
MOST_ITEMS = 250

_BEAT = Frequencies.of_the_beat()


class Items:
    """The items of one database."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._db = store.db
        #: How many articles hold what was asked for since the start, the beat's included.
        self._counts: dict[str, int] = {}
        #: What was read since, by number.
        self._read: dict[int, Item] = {}

    # --- reading one article ----------------------------------------------------------------

    def read(self, article_id: int, article: Article, seen_at: datetime) -> Item:
        """The item of an article, without the lines its outlet prints under everything."""
        return prepare(article_id, article, seen_at, self._furniture(article, seen_at))

    def _furniture(self, article: Article, at: datetime) -> set[int]:
        lines = line_hashes(article.body)
        seen = self._db.execute(
            "SELECT line, count(*) FROM outlet_lines WHERE source = ? AND at >= ? AND title <> ? "
            "AND line IN (SELECT value FROM json_each(?)) GROUP BY line",
            (
                *(outlet_of(article), (at - FURNITURE_TIME).isoformat(), _title(article)),
                as_json(list(lines)),
            ),
        )
        return {line for line, titles in seen if is_furniture(lines[line], titles)}

    # --- keeping it -------------------------------------------------------------------------

    def add(self, item: Item, article: Article, now: datetime) -> None:
        """Keep an article that has just joined a story."""
        self._insert(item, now)
        self._count_lines(article, item.at)

    def change(self, item: Item, article: Article) -> None:
        """Keep what a changed article says now; its time stays."""
        old = self._row(item.article_id)
        if old is None:
            return
        self._forget(old)
        kept = _columns(item) | {"at": old["at"], "joined_at": old["joined_at"]}
        self._write(kept | {"id": old["id"]})
        self._count_lines(article, item.at)

    def _insert(self, item: Item, now: datetime) -> None:
        self._write(_columns(item) | {"joined_at": now.isoformat()})

    def _write(self, row: dict[str, Any]) -> None:
        names = ", ".join(row)
        marks = ", ".join("?" * len(row))
        written = self._db.execute(
            f"INSERT INTO items ({names}) VALUES ({marks})",  # noqa: S608 our own names
            tuple(row.values()),
        )
        number = row.get("id") or written.lastrowid or 0
        self._read.pop(number, None)
        self._db.execute(
            "INSERT INTO item_stems (rowid, stems) VALUES (?, ?)", (number, row["stems"])
        )
        self._count(row["stems"], 1)

    def _forget(self, row: Mapping[str, Any]) -> None:
        self._db.execute(
            "INSERT INTO item_stems (item_stems, rowid, stems) VALUES ('delete', ?, ?)",
            (row["id"], row["stems"]),
        )
        self._db.execute("DELETE FROM items WHERE id = ?", (row["id"],))
        self._count(row["stems"], -1)

    def _count(self, stems: str, by: int) -> None:
        for stem in ("", *stems.split()):
            if stem in self._counts:
                self._counts[stem] += by
        self._db.execute(
            "INSERT INTO stem_counts (stem, items) SELECT value, ? FROM json_each(?) WHERE true "
            "ON CONFLICT (stem) DO UPDATE SET items = items + excluded.items",
            (by, as_json(["", *stems.split()])),
        )

    def _count_lines(self, article: Article, at: datetime) -> None:
        source, title = outlet_of(article), _title(article)
        lines = as_json(list(line_hashes(article.body)))
        self._db.execute(
            "INSERT INTO outlet_lines (source, line, title, at) "
            "SELECT ?, value, ?, ? FROM json_each(?) WHERE true "
            "ON CONFLICT DO UPDATE SET at = max(at, excluded.at)",
            (source, title, at.isoformat(), lines),
        )
        forgotten = (at - FURNITURE_TIME).isoformat()
        self._db.execute("DELETE FROM outlet_lines WHERE at < ?", (forgotten,))

    # --- what is kept -----------------------------------------------------------------------

    def story(self, story_id: int) -> Story:
        """All of one story."""
        rows = self._db.query(
            "SELECT i.* FROM story_articles s JOIN items i ON i.article_id = s.article_id "
            "WHERE s.story_id = ? ORDER BY s.rowid",
            (story_id,),
        )
        return Story(story_id, tuple(map(item_of, rows)))

    def numbered(self, numbers: Iterable[int]) -> Mapping[int, Item]:
        """The items with these numbers, perhaps among others."""
        if len(self._read) > MOST_ITEMS:
            self._read.clear()
        unread = [number for number in numbers if number not in self._read]
        rows = self._db.query(
            "SELECT * FROM items WHERE id IN (SELECT value FROM json_each(?))", (as_json(unread),)
        )
        self._read |= {row["id"]: item_of(row) for row in rows}
        return self._read

    def frequencies(self, stems: Collection[str]) -> Frequencies:
        """How many articles hold each of these stems, the beat's included; of no other."""
        counts = self._counts
        if len(counts) > MOST_COUNTS:
            counts.clear()
        unknown = {"", *stems}.difference(counts)
        if unknown:
            found = dict(
                self._db.execute(
                    "SELECT stem, items FROM stem_counts "
                    "WHERE stem IN (SELECT value FROM json_each(?))",
                    (as_json(list(unknown)),),
                )
            )
            beat = _BEAT.holding
            counts |= {stem: found.get(stem, 0) + beat.get(stem, 0) for stem in unknown}
        holding = {stem: counts[stem] for stem in stems}
        return Frequencies(_BEAT.documents + counts[""], holding)

    def forget(self) -> None:
        """Ask the database anew: what was kept and counted since was rolled back."""
        self._counts.clear()
        self._read.clear()

    def _row(self, article_id: int) -> dict[str, Any] | None:
        return next(
            iter(self._db.query("SELECT * FROM items WHERE article_id = ?", (article_id,))), None
        )

    # --- after an upgrade -------------------------------------------------------------------

    def catch_up(self) -> int:
        """Read again what an older version read, or none did; how many articles that were.

        In steps of their own, so that other writers get their turn; cheap when nothing is old.
        """
        done = 0
        while batch := self._outdated():
            with self._store.transaction():
                for row in batch:
                    self._read_again(row)
            done += len(batch)
        return done

    def _outdated(self) -> list[dict[str, Any]]:
        return list(
            self._db.query(
                "SELECT s.article_id, s.at, s.joined_at FROM story_articles s "
                "LEFT JOIN items i ON i.article_id = s.article_id "
                "WHERE i.reading IS NULL OR i.reading <> ? ORDER BY s.rowid LIMIT 500",
                (READING,),
            )
        )

    def _read_again(self, row: dict[str, Any]) -> None:
        article = self._store.article(row["article_id"])
        at = datetime.fromisoformat(row["at"])
        item = self.read(row["article_id"], article, at)
        old = self._row(item.article_id)
        number = {}
        if old:
            self._forget(old)
            number = {"id": old["id"]}
        self._write(_columns(item) | {"at": row["at"], "joined_at": row["joined_at"]} | number)
        self._count_lines(article, at)


def _title(article: Article) -> int:
    return line_hash(article.title) or 0


def _columns(item: Item) -> dict[str, Any]:
    return {
        "article_id": item.article_id,
        "reading": READING,
        "source": item.source,
        "at": item.at.isoformat(),
        "stems": " ".join(item.terms),
        # Most stand there once, and are read thirty times for every time they are written.
        "terms": as_json({stem: count for stem, count in item.terms.items() if count > 1}),
        "text_sha256": item.text_sha256,
        "words": item.words,
        "shingles": array("I", sorted(item.shingles)).tobytes(),
        "marks": as_json(_said(item.marks)),
        "ignored": as_json(item.ignored),
    }


def _said(marks: Marks) -> dict[str, Any]:
    """The marks that say something."""
    said = {each.name: getattr(marks, each.name) for each in fields(marks)}
    return {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in said.items()
        if value
    }


def item_of(row: Mapping[str, Any]) -> Item:
    """The item that a row of the table ``items`` keeps, without words for people."""
    terms = dict.fromkeys(row["stems"].split(), 1)
    repeated, marks, ignored = json.loads(f"[{row['terms']},{row['marks']},{row['ignored']}]")
    terms.update(repeated)
    return Item(
        article_id=row["article_id"],
        source=row["source"],
        at=datetime.fromisoformat(row["at"]),
        terms=terms,
        surfaces={},
        lead={},
        text_sha256=row["text_sha256"],
        words=row["words"],
        shingles=array("I", row["shingles"]),
        marks=_marks(marks),
        ignored=tuple(ignored),
    )


#: Marks that are pairs of what and how much.
_PAIRS = frozenset({"measures", "loads"})


def _marks(said: dict[str, Any]) -> Marks:
    for mark in _PAIRS & said.keys():
        said[mark] = [(what, amount) for what, amount in said[mark]]
    sets = {name: frozenset(value) for name, value in said.items() if isinstance(value, list)}
    return Marks(**said | sets)
