"""Posts through every fault there is: none lost, none repeated, in order; and who else fails.

The real python-telegram-bot against the strict double over real HTTP; time is virtual but in the
last tests, where real processes are killed.
"""

import asyncio
import random
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

import forked
from bench.faults import table, trial
from bench.senders import SENDERS
from bench.world import Tally
from couriers import ADMIN, CHANNEL, planned
from monitor.archive.store import Store
from monitor.deliver.ledger import Ledger
from monitor.demo.botapi import BotApi
from monitor.demo.botrecords import Chat

pytestmark = pytest.mark.anyio

SENDER = Path(__file__).parent / "sender.py"
SECONDS = 60


@pytest.mark.parametrize("seed", range(20))
async def test_fifty_posts_arrive_once_and_in_order_in_any_weather(seed: int) -> None:
    """Drops, stalls, 5xx, 429 storms, late landings, deaths, a full disk, a clock that is set.

    The 49 edits among them, and those planned while their post is on its way, end with the last
    text of each post, and no 429 is our own fault.
    """
    tally = await trial(seed, "ledger", 50)
    assert tally.requests > 50
    assert (tally.posts, tally.lost, tally.repeated) == (50, 0, 0)
    assert (tally.disordered, tally.stale) == (0, 0)


async def test_the_weather_is_bad_enough() -> None:
    """In the same weather retrying repeats, not retrying loses, and haste repeats too.

    Where an old copy takes the place of our ledger, nothing is lost or repeated either.
    """
    tallies = dict.fromkeys(SENDERS, Tally())
    for seed in range(3):
        for sender in SENDERS:
            tallies[sender] += await trial(seed, sender, 12)
    sys.stdout.write("\n".join([*table(tallies), ""]))
    for sender, tally in tallies.items():
        assert tally.posts == 36, sender
    assert all(tallies[died].deaths for died in ("ledger", "restored", "no grace"))
    for ours in ("ledger", "restored"):
        assert (tallies[ours].lost, tallies[ours].repeated) == (0, 0)
    assert (tallies["retry"].lost, tallies["once"].repeated) == (0, 0)
    assert tallies["retry"].repeated >= 3
    assert tallies["once"].lost >= 3
    assert tallies["no grace"].repeated >= 1


def plan(db: Path, count: int) -> list[str]:
    """Plan so many posts; their texts."""
    store = Store(db).open()
    texts = [f"خبر {number}" for number in range(count)]
    Ledger(store.db).plan(map(planned, texts), datetime.now(UTC))  # noqa: TID251 a real process
    store.close()
    return texts


async def start(db: Path, api: BotApi) -> forked.Process:
    """A process that delivers."""
    return await forked.start(str(SENDER), str(db), api.base_url, env={})


async def test_a_real_process_killed_at_random_loses_and_repeats_nothing(tmp_path: Path) -> None:
    """SIGKILL at a random moment of its work, again and again, on one database file."""
    chance = random.Random(7)
    db = tmp_path / "m.sqlite3"
    texts = plan(db, 60)
    kills = 0
    async with BotApi() as api, asyncio.timeout(SECONDS):
        channel = api.add_chat(Chat(int(CHANNEL)))
        api.add_chat(Chat(int(ADMIN), "supergroup"))
        while True:
            process = await start(db, api)
            await process.stdout.readline()
            if kills == 4:
                assert await process.wait() == 0, (await process.stderr.read()).decode()
                break
            # By what it has sent, not by time: a slow machine is killed at work as well.
            enough = len(api.calls) + chance.randint(4, 12)
            while len(api.calls) < enough:  # noqa: ASYNC110 another process makes it happen
                await asyncio.sleep(0.001)
            process.send_signal(signal.SIGKILL)
            assert await process.wait() == -signal.SIGKILL
            kills += 1
    assert [message.text for message in channel.messages.values() if message.own] == texts


async def test_a_second_process_on_the_same_database_refuses_to_send(tmp_path: Path) -> None:
    """While one delivers, another ends at once and says why; nothing is sent twice."""
    db = tmp_path / "m.sqlite3"
    texts = plan(db, 30)
    async with BotApi() as api, asyncio.timeout(SECONDS):
        channel = api.add_chat(Chat(int(CHANNEL)))
        api.add_chat(Chat(int(ADMIN), "supergroup"))
        first = await start(db, api)
        await first.stdout.readline()
        first.send_signal(signal.SIGSTOP)  # it is at work for as long as this takes
        second = await start(db, api)
        _, errors = await second.communicate()
        first.send_signal(signal.SIGCONT)
        assert await first.wait() == 0
    assert second.returncode == 1
    assert "another marqab run works on this database" in errors.decode()
    assert [message.text for message in channel.messages.values() if message.own] == texts
