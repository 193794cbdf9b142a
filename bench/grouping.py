"""How long does one flagged article take to find its story among many open ones?

Preparing it, finding candidates, judging them, and remembering it, against an index of items
that all lie inside the window and each open a story; beside the same against a tenth of them.
The vocabulary of the fixtures is small, so stems are held by more items than in real news and
the search reads as much as it is ever allowed to.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from statistics import median, quantiles
from time import perf_counter

from bench.corpus import MORNING, Text, Writer
from bench.result import Result, paired
from monitor.group.candidates import Index
from monitor.group.items import Story, prepare
from monitor.group.placement import place
from spiders.contract import Article

_WORDS = 120
_OUTLETS = 12
#: All items lie within this time, which is less than the window.
_SPAN = timedelta(hours=60)
_NUMBER_OF_ASKED = 10_000_000


def measure(*, asked: int, items: int, fewer: int) -> list[Result]:
    """One item against `items` open ones, as a time and beside `fewer` open ones."""
    writer = Writer(11)
    many, few = (_index(writer, count) for count in (items, fewer))
    times: dict[int, list[float]] = {items: [], fewer: []}
    for number, article in _articles(writer, asked, _NUMBER_OF_ASKED):
        sides = ((items, many), (fewer, few))
        for count, index in sides if number % 2 else reversed(sides):
            started = perf_counter()
            _group(index, number, article)
            times[count].append(perf_counter() - started)
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
    ]


def _group(index: Index, number: int, article: Article) -> None:
    item = prepare(number, article, article.fetched_at)
    placement = place(item, index.candidates(item), index.frequencies)
    index.add(item, placement.story_id or number)


def _index(writer: Writer, count: int) -> Index:
    prepared = (
        prepare(number, article, article.fetched_at)
        for number, article in _articles(writer, count, 1)
    )
    return Index(Story(item.article_id, (item,)) for item in prepared)


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
