"""How long does one flagged article take to find its story among many open ones?

Preparing it, finding candidates, judging them, and keeping it, against an archive of items that
all lie inside the window and each open a story; beside the same against a tenth of them.
The vocabulary of the fixtures is small, so stems are held by more items than in real news.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.corpus import MORNING, Text, Writer
from bench.likeness import OTHERS
from bench.result import Result, paired
from monitor.archive.items import Items
from monitor.archive.near import Search
from monitor.archive.store import Store
from monitor.group.items import Item
from monitor.group.placement import place
from spiders.contract import Article

_WORDS = 120
_OUTLETS = 12
#: All items lie within this time, which is less than the window.
_SPAN = timedelta(hours=60)
_NUMBER_OF_ASKED = 10_000_000
_ASKED_OF_OTHERS = 20
_TEXTS = 10_000


def measure(*, asked: int, items: int, fewer: int, more: int) -> list[Result]:
    """One item against `items` open ones, as a time and beside `fewer` open ones.

    And against `more`; and beside four usual ways, each against `fewer` and `items`.
    """
    writer = Writer(11)
    times: dict[int, list[float]] = {items: [], fewer: [], more: []}
    with TemporaryDirectory() as folder:
        archives = {count: _Archive(folder, writer, count) for count in times}
        for number, article in _articles(writer, asked, _NUMBER_OF_ASKED):
            for count in times if number % 2 else reversed(times):
                archive = archives[count]
                with archive.store.transaction():  # one for a whole crawl, so it is not timed
                    started = perf_counter()
                    _group(archive, number, article)
                    times[count].append(perf_counter() - started)
        for archive in archives.values():
            archive.store.close()
    took = median(times[items]) * 1000
    slow = quantiles(times[items], n=20)[-1] * 1000
    return [
        Result(
            f"grouping one item against {items:,} open ones",
            took,
            f"a time, not a ratio; 95th percentile {slow:.2f} ms; {asked} items",
            at_most=5,
            unit="ms",
        ),
        Result(
            f"grouping against {items:,} open items ÷ against {fewer:,}",
            paired(times[items], times[fewer]),
            f"{took:.2f} ms ÷ {median(times[fewer]) * 1000:.2f} ms",
        ),
        Result(
            f"grouping against {more:,} open items ÷ against {items:,}",
            paired(times[more], times[items]),
            f"{median(times[more]) * 1000:.2f} ms ÷ {took:.2f} ms",
        ),
        *_beside(times, asked),
    ]


def _beside(times: Mapping[int, Sequence[float]], asked: int) -> Iterator[Result]:
    """How long others take to find the most alike item; they judge and keep nothing."""
    few = min(asked, _ASKED_OF_OTHERS)
    questions = [article for _, article in _articles(Writer(5), few, _NUMBER_OF_ASKED)]
    for name, method in OTHERS.items():
        likeness, held, told = method(), 0, []
        took = {}
        for count in sorted(times)[:2]:
            articles = _articles(Writer(13), count - held, held)
            likeness.add([article for _, article in articles])
            held = count
            started = perf_counter()
            for one in questions:
                likeness.nearest(one)
            took[count] = (perf_counter() - started) / few
            told.append(f"{took[count] * 1000:.2f} ms against {count:,}")
        ours = median(times[held])
        yield Result(f"{name} ÷ ours, {held:,} open items", took[held] / ours, "; ".join(told))


class _Archive:
    """An archive in a file, whose every item opens a story of its own."""

    def __init__(self, folder: str, writer: Writer, count: int) -> None:
        self.store = Store(Path(folder) / f"{count}.sqlite3").open()
        # Grouping never looks at the articles themselves.
        self.store.db.execute("PRAGMA foreign_keys=OFF")
        self.items = Items(self.store)
        self.search = Search(self.store, self.items)
        texts = list(_articles(writer, min(count, _TEXTS), 1))
        read = [self.items.read(number, one, one.fetched_at) for number, one in texts]
        with self.store.transaction():
            for number in range(1, count + 1):
                # Beyond so many texts each is used again; only the asked ones are new.
                at = (number - 1) % len(texts)
                item = replace(read[at], article_id=number, text_sha256=str(number))
                self.join(item, texts[at][1], number)

    def join(self, item: Item, article: Article, story: int) -> None:
        at = item.at.isoformat()
        self.store.db.execute(
            "INSERT INTO story_articles "
            "(story_id, article_id, kind, reason, evidence, at, joined_at) "
            "VALUES (?, ?, 'first', '', '{}', ?, ?)",
            (story, item.article_id, at, at),
        )
        self.items.add(item, article, article.fetched_at)


def _group(archive: _Archive, number: int, article: Article) -> None:
    item = archive.items.read(number, article, article.fetched_at)
    near = archive.search.near(item)
    placement = place(item, near.stories, near.frequencies)
    archive.join(item, article, placement.story_id or number)


def _articles(writer: Writer, count: int, first: int) -> Iterator[tuple[int, Article]]:
    for number in range(first, first + count):
        at = MORNING + (number % 997) * _SPAN / 997
        text = _with_names(writer, writer.text(flagged=True, words=_WORDS))
        yield number, text.article(number, at, source=f"outlet{number % _OUTLETS}")


def _with_names(writer: Writer, text: Text) -> Text:
    """The text with three names that nobody else has: without any, no item is itself."""
    names: Sequence[str] = [writer.invented() for _ in range(3)]
    opening = f"{text.paragraphs[0]} {' '.join(names)}."
    return Text(text.title, (opening, *text.paragraphs[1:]), text.flagged)
