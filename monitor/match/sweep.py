"""Which hits of several groups stand closest together?

In: groups of spans, which are anything that has a `start` and an `end`.
Out: for each way the groups come together, one span of each, in the order of the groups.
Knows nothing of text; the caller asks whether close is close enough.

One pass over the spans sorted by their ends, so that hostile text costs no more than its hits.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar


class _Spanning(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


S = TypeVar("S", bound=_Spanning)


def any_order(groups: Sequence[Iterable[S]]) -> list[tuple[S, ...]]:
    """For each span the latest span of every group up to it, once all groups have one.

    >>> from collections import namedtuple
    >>> At = namedtuple("At", "start end")
    >>> any_order([[At(0, 1), At(5, 6)], [At(3, 4)]])
    [(At(start=0, end=1), At(start=3, end=4)), (At(start=5, end=6), At(start=3, end=4))]
    """
    if len(groups) == 1:
        return [(span,) for span, _ in _events(groups)]
    latest: list[S | None] = [None] * len(groups)
    missing = len(groups)
    found: list[tuple[S, ...]] = []
    for span, k in _events(groups):
        before = latest[k]
        if before is None:
            missing -= 1
        if before is None or span.start >= before.start:
            latest[k] = span
        if not missing:
            found.append(tuple(latest))  # type: ignore[arg-type]  # none is missing
    return found


def in_order(groups: Sequence[Iterable[S]]) -> list[tuple[S, ...]]:
    """For each span of the last group the chain of one span of every group that leads to it.

    Each span of a chain begins no earlier than the one before; the chain begins as late as it can.
    """
    chains: dict[int, tuple[S, ...]] = {}
    found: list[tuple[S, ...]] = []
    for span, k in _events(groups):
        before = chains.get(k - 1, ())
        if k and not (before and before[-1].start <= span.start):
            continue
        chain = (*before, span)
        if k not in chains or chain[0].start >= chains[k][0].start:
            chains[k] = chain
        if k == len(groups) - 1:
            found.append(chain)
    return found


def _events(groups: Sequence[Iterable[S]]) -> list[tuple[S, int]]:
    events = [(span, k) for k, group in enumerate(groups) for span in group]
    return sorted(events, key=lambda event: (event[0].end, event[0].start, event[1]))
