"""How close do posts come to the pace that Telegram allows, and what is lost in bad weather?

The real courier, ledger and python-telegram-bot, against the strict Bot API double, which
answers 429 to whoever is faster than a channel allows; the clock is virtual, and the processor's
time is real.
"""

import asyncio
import logging
from collections.abc import Iterable
from datetime import timedelta
from time import process_time

from bench.faults import run
from bench.result import Result
from bench.senders import Ours
from bench.weather import Weather
from bench.world import Tally, open_world
from monitor.deliver.office import pace_of
from monitor.deliver.post import Pace
from monitor.settings import Settings

#: Of the senders that are no ledger, what each is for.
_OTHERS = {
    "no grace": "doubts read back at once",
    "retry": "whoever tries again",
    "once": "whoever never tries twice",
}


def measure(*, seeds: int, posts: int) -> list[Result]:
    """Posts a minute beside the limits, and what each sender lost and repeated."""
    logging.getLogger("monitor.deliver").setLevel(logging.ERROR)  # faults are what is wanted
    pace = pace_of(Settings())
    took, worked, refused = asyncio.run(_on_a_fine_day(posts, pace))
    per_minute = (posts - 1) / took * 60
    tallies = run(range(seeds), posts)
    ours = tallies["ledger"]
    return [
        Result(
            "posts a minute ÷ our pace for a chat",
            per_minute / pace.per_minute,
            f"{per_minute:.1f} of {pace.per_minute}; Telegram's limit is 20; {refused} times 429",
            at_least=0.9,
        ),
        Result(
            "posts a minute of processor time ÷ our pace for a chat",
            posts / worked * 60 / pace.per_minute,
            f"{1000 * worked / posts:.1f} ms a post, the double's part included",
            at_least=10,
        ),
        Result(
            f"lost, repeated, out of order or stale of {ours.posts:,}",
            _wrong(ours),
            f"{ours.deaths} deaths, {ours.requests:,} requests, {seeds} seeds",
            at_most=0,
            unit="posts",
        ),
        *_others(tallies.items()),
    ]


def _others(tallies: Iterable[tuple[str, Tally]]) -> Iterable[Result]:
    for sender, tally in tallies:
        if sender in _OTHERS:
            yield Result(
                f"the same, {_OTHERS[sender]}",
                _wrong(tally),
                f"{tally.lost} lost, {tally.repeated} repeated, {tally.disordered} out of order",
                unit="posts",
            )


def _wrong(tally: Tally) -> int:
    return tally.lost + tally.repeated + tally.disordered + tally.stale


async def _on_a_fine_day(posts: int, pace: Pace) -> tuple[float, float, int]:
    """Virtual seconds from the first post to the last, processor seconds, and answers of 429."""
    async with open_world(Weather(0, fair=True)) as world:
        sender = Ours(world, pace)
        started = process_time()
        for number in range(posts):
            sender.plan([(number, 0)])
        await sender.live(timedelta(days=1))
        worked = process_time() - started
        times = [message.at for message in world.channel.messages.values() if message.own]
    assert len(times) == posts, "a fine day loses nothing"
    took = (times[-1] - times[0]) / timedelta(seconds=1)
    return took, worked, len(world.api.calls) - posts
