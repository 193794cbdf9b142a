"""Does every post arrive once, and in order, when everything breaks?

One trial sends posts through python-telegram-bot to the strict Bot API double over real HTTP
(`bench.world`), in one weather (`bench.weather`), by one sender (`bench.senders`).
All senders live through the same faults, deaths, full disks, leaps of the clock, and another
person who writes in the channel meanwhile.
"""

import asyncio
from collections.abc import Iterator

from bench.senders import SENDERS
from bench.weather import Weather
from bench.world import Tally, open_world


async def trial(seed: int, sender: str, posts: int) -> Tally:
    """So many posts by this sender in the weather of this seed."""
    weather = Weather(seed)
    async with open_world(weather) as one:
        for method in ("sendMessage", "editMessageText"):
            one.api.script(*weather.faults(posts * 2), method=method)
        for method in ("forwardMessage", "deleteMessage"):
            one.api.script(*weather.faults(posts, stalls=0), method=method)
        return await SENDERS[sender](one, posts)


def table(tallies: dict[str, Tally]) -> Iterator[str]:
    """One line for each sender, below a heading."""
    columns = ("posts", "lost", "repeated", "disordered", "stale", "deaths", "requests")
    yield f"{'sender':10}" + "".join(f"{name:>12}" for name in columns)
    for sender, tally in tallies.items():
        yield f"{sender:10}" + "".join(f"{getattr(tally, name):12}" for name in columns)


def run(seeds: range, posts: int) -> dict[str, Tally]:
    """Every sender through the weather of every seed."""

    async def all_of(sender: str) -> Tally:
        tally = Tally()
        for seed in seeds:
            tally += await trial(seed, sender, posts)
        return tally

    return {sender: asyncio.run(all_of(sender)) for sender in SENDERS}
