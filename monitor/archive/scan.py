"""Every archived article of a span of time, read beside a running service, by several processes.

In: the database file, a span, and what to do with each thousand articles.
Out: what was done with each thousand, in the order of the archive.
Only reads, on connections of its own; knows nothing of what is done with an article.

There is no index over the words. To read an article and to see that it can wake no rule takes
0.1 ms (bench row ``editing``), so 100 000 of them take five seconds on two cores. An index could
save no more than that: the other articles would have to be judged all the same, and every crawl
would pay for it.
"""

import json
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from monitor.archive.store import looking
from monitor.errors import StoreError
from spiders.contract import Article

T = TypeVar("T")

#: Articles in one piece of work: some tenths of a second, so that a line can show how far it is.
PIECE = 1000
#: A new process needs a second to begin (measured 2026-11); fewer pieces than this are done here.
_WORTH_PROCESSES = 4
#: As many as the two cores of the machine this is made for.
PROCESSES = 2

_COLUMNS = ("source", "url", "canonical_url", "title", "lead", "body", "tags", "language")
_READ = (
    "SELECT id, coalesce(published_at, first_seen_at), act = 'hold', source, url, canonical_url, "
    "title, lead, body, tags, language "
    "FROM articles WHERE id BETWEEN ? AND ? AND first_seen_at >= ?"
)


class Archived(NamedTuple):
    """One article as it stands in the archive, in its newest version."""

    number: int
    article: Article
    #: Its own time, or when it was first seen where it has none.
    at: datetime
    #: Whether it was held when it was last decided about; then it made no alert of its own.
    held: bool


class Piece(NamedTuple):
    """A run of article numbers, both ends included."""

    first: int
    last: int


#: Works on the articles of a piece; made once in each process.
Work = Callable[[Iterator[Archived]], T]


@dataclass(frozen=True)
class Scan(Generic[T]):
    """A scan that is still to be done: iterating does it; its length is the number of pieces."""

    db: Path
    since: datetime
    pieces: Sequence[Piece]
    make: Callable[[], Work[T]]
    processes: int = PROCESSES

    def __len__(self) -> int:
        return len(self.pieces)

    def __iter__(self) -> Iterator[T]:
        """What became of each piece.

        Raises:
            StoreError: the database cannot be read.
        """
        if self.processes < 2 or len(self.pieces) < _WORTH_PROCESSES:  # noqa: PLR2004 one is here
            work = self.make()
            for piece in self.pieces:
                yield work(read(self.db, piece, self.since))
            return
        spawn = multiprocessing.get_context("spawn")
        setup = (self.make, self.db, self.since)
        pool = ProcessPoolExecutor(
            self.processes, mp_context=spawn, initializer=_begin, initargs=setup
        )
        try:
            yield from pool.map(_do, self.pieces)
        except BrokenProcessPool as error:
            raise StoreError(
                f"{self.db}: a process that read it was ended from outside"
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


def scan(
    db: Path, *, since: datetime, make: Callable[[], Work[T]], processes: int = PROCESSES
) -> Scan[T]:
    """A scan of all articles first seen since then.

    `make` is called once in each process and must be picklable, what it returns need not.

    Raises:
        StoreError: the database cannot be read.
    """
    with looking(db, older=True) as store:
        # Answered by the index over (source, first_seen_at) alone.
        rows = store.db.execute(
            "SELECT id FROM articles WHERE first_seen_at >= ?", (since.isoformat(),)
        )
        numbers = sorted(number for (number,) in rows)
    starts = range(0, len(numbers), PIECE)
    pieces = [Piece(numbers[i], numbers[min(i + PIECE, len(numbers)) - 1]) for i in starts]
    return Scan(db, since, pieces, make, processes)


def read(db: Path, piece: Piece, since: datetime) -> Iterator[Archived]:
    """The articles of a piece whose own time is not before `since`.

    Raises:
        StoreError: the database cannot be read.
    """
    with looking(db, older=True) as store:
        for number, at, held, *values in store.db.execute(_READ, (*piece, since.isoformat())):
            when = datetime.fromisoformat(at)
            if when >= since:
                yield Archived(number, _article(values, when), when, bool(held))


def _article(values: list[Any], at: datetime) -> Article:
    """What the rules look at; it was checked when it was archived."""
    fields = dict(zip(_COLUMNS, values, strict=True))
    tags = tuple(json.loads(fields.pop("tags")))
    return Article.model_construct(**fields, tags=tags, published_at=at, fetched_at=at)


_work: tuple[Work[Any], Path, datetime]


def _begin(make: Callable[[], Work[Any]], db: Path, since: datetime) -> None:
    global _work  # noqa: PLW0603 what a process of a pool is set up with
    _work = (make(), db, since)


def _do(piece: Piece) -> Any:
    work, db, since = _work
    return work(read(db, piece, since))
