"""Virtual time and bad weather: what a network and a machine do to a sender, by a seed.

In: a seed. Out: a clock that moves only when somebody sleeps, faults for each request to the
Bot API double, and deaths of the process, the same in every run and for every sender.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from monitor.demo.botapi import (
    BAD_GATEWAY,
    INTERNAL_ERROR,
    Answer,
    Drop,
    Fault,
    Late,
    Stall,
)
from monitor.errors import StoreError

P = ParamSpec("P")
T = TypeVar("T")

START = datetime(2025, 2, 17, 11, 35, tzinfo=UTC)

#: Sleeps this long let a request that is under way reach the server, as in life.
_LONG = 5.0


class VirtualTime:
    """A clock that moves only when somebody sleeps; the wall clock beside it may leap."""

    def __init__(self) -> None:
        #: What nobody can move: the clock of the server, too.
        self.at = START
        #: How far the wall clock of the sender's machine is off.
        self.leap = timedelta(0)

    def now(self) -> datetime:
        """What the wall clock says."""
        return self.at + self.leap

    def true(self) -> datetime:
        """What the server's clock says."""
        return self.at

    def steady(self) -> float:
        """Seconds since the start, whatever the wall clock does."""
        return (self.at - START).total_seconds()

    async def sleep(self, seconds: float) -> None:
        """Move the clock, and let others run."""
        self.at += timedelta(seconds=seconds)
        for _ in range(10 if seconds > _LONG else 1):
            await asyncio.sleep(0)


class Killed(BaseException):
    """The process is gone: nothing that follows in it happens."""


class Weather:
    """Faults and deaths, drawn from one seed."""

    #: What may befall a request; most are spared.
    FAULTS: tuple[Callable[[random.Random], Fault | None], ...] = (
        *(lambda _: None,) * 12,
        lambda _: Drop("before"),
        lambda _: Drop("after"),
        lambda chance: Late(timedelta(seconds=chance.uniform(1, 80))),
        lambda chance: Late(timedelta(seconds=chance.uniform(1, 80))),
        lambda _: INTERNAL_ERROR,
        lambda _: BAD_GATEWAY,
        lambda chance: _flood(chance.randint(1, 40)),
    )

    #: Steps that end in death, and those that find the disk full.
    DEATHS = 0.03
    FULL = 0.02

    def __init__(self, seed: int, *, fair: bool = False) -> None:
        self.chance = random.Random(seed)
        #: Nothing happens at all.
        self.fair = fair
        #: How often the process died.
        self.deaths = 0

    def faults(self, count: int, *, stalls: int = 1) -> Iterator[Fault | None]:
        """What happens to so many requests; a stall costs real time, so there are few."""
        stalling = set(self.chance.sample(range(count), stalls))
        storm = range(start := self.chance.randrange(count), start + 4)
        for number in range(count):
            if number in stalling:
                yield Stall(self.chance.choice(("before", "after")))
            elif number in storm:
                yield _flood(5)
            else:
                yield self.chance.choice(self.FAULTS)(self.chance)

    def mortal(self, act: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
        """`act` in a process that may die right before or right after it."""

        @wraps(act)
        async def risky(*args: P.args, **kwargs: P.kwargs) -> T:
            fate = 0.5 if self.fair else self.chance.random()
            if fate < self.DEATHS / 2:
                self._die()
            done = await act(*args, **kwargs)
            if fate > 1 - self.DEATHS / 2:
                self._die()
            return done

        return risky

    async def on_disk(self, do: Callable[..., Any], *args: Any) -> Any:
        """`do(*args)` on a disk that may be full, in a process that may die."""
        if not self.fair and self.chance.random() < self.FULL:
            raise StoreError("the disk is full")
        return await self.mortal(_called)(do, *args)

    def leap(self) -> timedelta:
        """How far the wall clock is set now, forwards or back; most of the time not at all."""
        if self.chance.random() < 0.3:
            return timedelta(minutes=self.chance.choice((-600, -11, 3, 600)))
        return timedelta(0)

    def _die(self) -> None:
        self.deaths += 1
        raise Killed


async def _called(do: Callable[..., Any], *args: Any) -> Any:
    return do(*args)


def _flood(seconds: int) -> Answer:
    return Answer(429, f"Too Many Requests: retry after {seconds}", seconds)
