"""How long does each of these take, when they take turns?

A B A B …, and B A in every other round, so that neither always finds the caches warm.
"""

import gc
from collections.abc import Awaitable, Callable, Iterator, Mapping
from time import perf_counter, process_time
from typing import NamedTuple


class Times(NamedTuple):
    """Seconds of one side, a figure for each round; of two sides they pair up."""

    wall: list[float]
    #: Of this process alone, without the site it asks or the workers it employs.
    cpu: list[float]


def in_turn(rounds: int, sides: Mapping[str, Callable[[], object]]) -> dict[str, Times]:
    """Times of every side; one more round before them is not counted."""
    times = {name: Times([], []) for name in sides}
    for number, name in _turns(rounds, sides):
        wall, cpu = perf_counter(), process_time()
        sides[name]()
        if number:
            times[name].wall.append(perf_counter() - wall)
            times[name].cpu.append(process_time() - cpu)
    return times


async def in_turn_async(
    rounds: int, sides: Mapping[str, Callable[[], Awaitable[object]]]
) -> dict[str, Times]:
    """`in_turn` of coroutines; they never run at the same time."""
    times = {name: Times([], []) for name in sides}
    for number, name in _turns(rounds, sides):
        wall, cpu = perf_counter(), process_time()
        await sides[name]()
        if number:
            times[name].wall.append(perf_counter() - wall)
            times[name].cpu.append(process_time() - cpu)
    return times


def _turns(rounds: int, sides: Mapping[str, object]) -> Iterator[tuple[int, str]]:
    gc.collect()
    gc.freeze()  # what was there before is nobody's, and need not be looked through again
    for number in range(rounds + 1):
        for name in sides if number % 2 else reversed(list(sides)):
            gc.collect()  # so that nobody pays for the other's garbage
            yield number, name
    gc.unfreeze()
