"""What was watched in a time, and what was not.

In: when each source was read well, and how long it may be left alone.
Out: Coverage: the times in which nothing was read at all, and those of single sources.
Knows nothing of storage, the clock or who is told.

A source that was read late was not watched meanwhile: what it published and took down again, or
what its lists no longer held, was never seen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from spiders.contract import Source

#: A pause shorter than this is none, whatever a source says of its own pace.
SHORTEST_GAP = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which a source, or all of them, was not read."""

    #: Id of the source; None: all of them.
    source: str | None
    #: The last good crawl before; None: it was never read.
    since: datetime | None
    #: The first good crawl after; None: it lasts.
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How well the sources were watched."""

    #: How many sources there are to watch.
    sources: int
    #: First those of all sources together, then of single ones: those that last, then by age.
    gaps: tuple[Gap, ...] = ()


def patience(source: Source) -> timedelta:
    """How long a source may go unread before that is a gap: two turns missed, and some.

    >>> source = Source.model_validate({"id": "x", "name": "x", "url": "https://x.sy",
    ...     "discover": [{"feed": "https://x.sy/f"}], "every": "10m", "slowest": "45m"})
    >>> patience(source)
    datetime.timedelta(seconds=8100)
    """
    return max(SHORTEST_GAP, 3 * max(source.every, source.slowest))


def coverage(
    read: Mapping[str, Sequence[datetime]],
    patience: Mapping[str, timedelta],
    start: datetime,
    end: datetime,
) -> Coverage:
    """The gaps between `start` and `end`.

    `read` holds, by the id of each source to be watched, the ends of its good crawls in order:
    the last one before `start`, if there is one, and those until `end`.
    `patience` says how long each may go unread; it holds the same ids.
    """
    together = sorted(at for times in read.values() for at in times)
    shortest = min(patience.values(), default=SHORTEST_GAP)
    whole = _gaps(None, together, shortest, start, end) if read else []
    single = [
        gap
        for source, times in read.items()
        for gap in _gaps(source, times, patience[source], start, end)
        if _own(gap, whole, start, end) > patience[source]
    ]
    single.sort(key=lambda gap: (gap.until is not None, gap.since or start, gap.source))
    return Coverage(len(read), (*whole, *single))


def _gaps(
    source: str | None,
    times: Sequence[datetime],
    patience: timedelta,
    start: datetime,
    end: datetime,
) -> list[Gap]:
    if not times:
        return [Gap(source, None, None)]
    # What came before the first crawl of a source that is new is nobody's failure.
    gaps = [
        Gap(source, since, until)
        for since, until in pairwise(times)
        if until - since > patience and until > start
    ]
    if end - times[-1] > patience:
        gaps.append(Gap(source, times[-1], None))
    return gaps


def _own(gap: Gap, whole: Sequence[Gap], start: datetime, end: datetime) -> timedelta:
    """How much of a gap was not the fault of all: when nothing runs, no source is silent."""
    since, until = max(gap.since or start, start), gap.until or end
    shared = timedelta()
    for one in whole:
        overlap = min(until, one.until or end) - max(since, one.since or start)
        shared += max(timedelta(), overlap)
    return until - since - shared
