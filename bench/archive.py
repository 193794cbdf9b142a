"""An archive of so many open items, and an article that looks for its story in it.

All items lie inside the window and each opens a story, which is the hardest case.
The vocabulary of the fixtures is small, so stems are held by more items than in real news, and
every search reads more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bench.corpus import MORNING, Text, Writer
from monitor.archive.items import Items
from monitor.archive.near import Search
from monitor.archive.store import Store
from monitor.group.items import Item
from monitor.group.placement import place
from spiders.contract import Article

#: Of the first article that is asked about; items of the archive count from 1.
ASKED = 10_000_000

_WORDS = 120
_OUTLETS = 12
#: All items lie within this time, which is less than the window.
_SPAN = timedelta(hours=60)
#: Beyond so many texts each is used again; only the asked ones are new.
_TEXTS = 10_000


class Archive:
    """An archive in a file, new or as it was left."""

    def __init__(self, path: Path) -> None:
        self.store = Store(path).open()
        # Grouping never looks at the articles themselves.
        self.store.db.execute("PRAGMA foreign_keys=OFF")
        self._items = Items(self.store)
        self._search = Search(self.store, self._items)

    def fill(self, writer: Writer, count: int) -> None:
        """Keep so many items."""
        texts = list(articles(writer, min(count, _TEXTS), 1))
        read = [self._items.read(number, one, one.fetched_at) for number, one in texts]
        with self.store.transaction():
            for number in range(1, count + 1):
                at = (number - 1) % len(texts)
                item = replace(read[at], article_id=number, text_sha256=str(number))
                self._join(item, texts[at][1], number)

    def group(self, number: int, article: Article) -> None:
        """Prepare an article, find its candidates, judge them, and keep it."""
        item = self._items.read(number, article, article.fetched_at)
        near = self._search.near(item)
        placement = place(item, near.stories, near.frequencies)
        self._join(item, article, placement.story_id or number)

    def _join(self, item: Item, article: Article, story: int) -> None:
        at = item.at.isoformat()
        self.store.db.execute(
            "INSERT INTO story_articles "
            "(story_id, article_id, kind, reason, evidence, at, joined_at) "
            "VALUES (?, ?, 'first', '', '{}', ?, ?)",
            (story, item.article_id, at, at),
        )
        self._items.add(item, article, article.fetched_at)


def articles(writer: Writer, count: int, first: int) -> Iterator[tuple[int, Article]]:
    """So many flagged articles and their numbers."""
    for number in range(first, first + count):
        at = MORNING + (number % 997) * _SPAN / 997
        text = _with_names(writer, writer.text(flagged=True, words=_WORDS))
        yield number, text.article(number, at, source=f"outlet{number % _OUTLETS}")


def _with_names(writer: Writer, text: Text) -> Text:
    """The text with three names that nobody else has: without any, no item is itself."""
    names: Sequence[str] = [writer.invented() for _ in range(3)]
    opening = f"{text.paragraphs[0]} {' '.join(names)}."
    return Text(text.title, (opening, *text.paragraphs[1:]), text.flagged)
