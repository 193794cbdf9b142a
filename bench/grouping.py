"""How long does one flagged article take to find its story, and how much memory does that hold?

Preparing it, finding candidates, judging them, and keeping it, against archives of different
sizes (`bench.archive`); beside what four usual ways take and hold.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.archive import ASKED, Archive, articles
from bench.corpus import Writer
from bench.holding import held_by_another, held_by_grouping
from bench.likeness import OTHERS
from bench.result import Result, paired

_ASKED_OF_OTHERS = 20
#: Megabytes; a process that takes less more does not know it.
_TELLING = 0.1


def measure(*, asked: int, items: int, fewer: int, more: int) -> list[Result]:
    """One item against `items` open ones, as a time and beside `fewer` open ones.

    And against `more`; and beside four usual ways, each against `fewer` and `items`.
    """
    writer = Writer(11)
    times: dict[int, list[float]] = {items: [], fewer: [], more: []}
    with TemporaryDirectory() as folder:
        files = {count: Path(folder) / f"{count}.sqlite3" for count in times}
        archives = {count: Archive(file) for count, file in files.items()}
        for count, archive in archives.items():
            archive.fill(writer, count)
        for number, article in articles(writer, asked, ASKED):
            for count in times if number % 2 else reversed(times):
                archive = archives[count]
                with archive.store.transaction():  # one for a whole crawl, so it is not timed
                    started = perf_counter()
                    archive.group(number, article)
                    times[count].append(perf_counter() - started)
        for archive in archives.values():
            archive.store.close()
        held = {
            count: max(_TELLING, held_by_grouping(files[count], asked)) for count in sorted(files)
        }
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
        Result(
            f"memory of grouping, {more:,} open items ÷ {items:,}",
            held[more] / held[items],
            f"{_series(held)}; after {asked} items",
            at_most=1.5,
        ),
        *_memory_beside(held),
    ]


def _beside(times: Mapping[int, Sequence[float]], asked: int) -> Iterator[Result]:
    """How long others take to find the most alike item; they judge and keep nothing."""
    few = min(asked, _ASKED_OF_OTHERS)
    questions = [article for _, article in articles(Writer(5), few, ASKED)]
    for name, method in OTHERS.items():
        likeness, held, told = method(), 0, []
        took = {}
        for count in sorted(times)[:2]:
            added = articles(Writer(13), count - held, held)
            likeness.add([article for _, article in added])
            held = count
            started = perf_counter()
            for one in questions:
                likeness.nearest(one)
            took[count] = (perf_counter() - started) / few
            told.append(f"{took[count] * 1000:.2f} ms against {count:,}")
        ours = median(times[held])
        yield Result(f"{name} ÷ ours, {held:,} open items", took[held] / ours, "; ".join(told))


def _memory_beside(ours: Mapping[int, float]) -> Iterator[Result]:
    fewer, items, _ = ours
    for name, method in OTHERS.items():
        theirs = {count: held_by_another(method(), count) for count in (fewer, items)}
        what = f"memory of {name} ÷ ours, {items:,}"
        yield Result(what, theirs[items] / ours[items], _series(theirs))


def _series(held: Mapping[int, float]) -> str:
    return ", ".join(f"{size:.1f} MB against {count:,}" for count, size in held.items())
