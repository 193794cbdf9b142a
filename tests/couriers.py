"""What several test files about delivery share: a ledger on a file, virtual time, a chat."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3

from bench.weather import START, VirtualTime
from monitor.archive.migrations import migrations
from monitor.deliver.channel import TelegramChannel
from monitor.deliver.courier import Courier
from monitor.deliver.ledger import Ledger
from monitor.deliver.post import Pace, Plan, Post
from monitor.demo.botanswers import Rate
from monitor.demo.botapi import DEMO_TOKEN, BotApi
from monitor.demo.botrecords import Chat

__all__ = ["ADMIN", "CHANNEL", "START", "Listener", "Office", "VirtualTime"]
__all__ += ["open_ledger", "open_office", "planned", "run"]

CHANNEL = "-1001111111111"
ADMIN = "-1002222222222"

_keys = count()


def open_ledger(path: Path | str, pace: Pace | None = None) -> Ledger:
    """A ledger on a real SQLite file, as the store opens it."""
    connection = sqlite3.connect(str(path), timeout=0.1, check_same_thread=False)
    db = Database(connection)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA foreign_keys=ON")
    migrations.apply(db)
    return Ledger(db, pace)


def planned(html: str = "\u200fانقطاع المياه عن طرطوس", **fields: Any) -> Plan:
    """A plan with everything filled in that a test does not care about."""
    defaults: dict[str, Any] = {
        "key": f"key-{next(_keys)}",
        "chat": "main",
        "destination": CHANNEL,
        "kind": "post",
        "html": html,
        "severity": "normal",
        "reason": "a rule matched",
    }
    return Plan(**defaults | fields)


class Listener:
    """An operator who hears everything, in this list."""

    def __init__(self, told: list[str]) -> None:
        self.told = told

    def hear(self, line: str, now: datetime) -> None:  # noqa: ARG002 it is their time
        """A line."""
        self.told.append(line)

    def ask(self, post: Post, line: str, now: datetime) -> None:  # noqa: ARG002
        """A question."""
        self.told.append(line)

    def hold_chat(self, destination: str, message_id: int, now: datetime) -> None:  # noqa: ARG002
        """A chat that shows more than the ledger knows."""
        self.told.append(f"{destination} shows {message_id}")

    def wake(self) -> None:
        """Nobody sleeps."""


async def run(do: Any, *args: Any, **kwargs: Any) -> Any:
    """`Store.run` without a thread of its own."""
    return do(*args, **kwargs)


class Office:
    """One channel, its ledger and its courier, on virtual time."""

    def __init__(self, path: Path, api: BotApi, time: VirtualTime) -> None:
        self.path = path
        self.api = api
        self.time = time
        self.channel = api.add_chat(Chat(int(CHANNEL)))
        self.admin = api.add_chat(Chat(int(ADMIN), "supergroup"))
        # Ample: a machine that pauses for a moment must not look like a server that stalls.
        self.telegram = TelegramChannel(
            DEMO_TOKEN, api.base_url, read_timeout=timedelta(seconds=60)
        )
        self.telegram.sleep = time.sleep
        self.told: list[str] = []
        self.restart()

    async def lose_patience(self) -> None:
        """From now on an answer that is not there within three seconds never comes."""
        await self.telegram.close()
        self.telegram = TelegramChannel(
            DEMO_TOKEN, self.api.base_url, read_timeout=timedelta(seconds=3)
        )
        self.telegram.sleep = self.time.sleep
        self.courier = self.hire()

    def restart(self, **changes: Any) -> None:
        """A new process on the same file."""
        self.ledger = open_ledger(self.path)
        self.ledger.recover(self.time.now())
        self.courier = self.hire(**changes)

    def hire(self, **changes: Any) -> Courier:
        """A courier of this channel."""
        parts: dict[str, Any] = {
            "destination": CHANNEL,
            "channel": self.telegram,
            "ledger": self.ledger,
            "run": run,
            "now": self.time.now,
            "steady": self.time.steady,
            "sleep": self.time.sleep,
            "operator": Listener(self.told),
            "admin": ADMIN,
        }
        return Courier(**parts | changes)

    def plan(self, *texts: str, **fields: Any) -> list[int]:
        """Plan these texts; the numbers of their posts."""
        plans = [planned(text, **fields) for text in texts]
        return [filed.post_id for filed in self.ledger.plan(plans, self.time.now())]

    async def deliver(self, patience: timedelta = timedelta(days=1)) -> None:
        """Deliver what is due within that time."""
        await self.courier.deliver_all(patience)

    def texts(self) -> list[str]:
        """What readers see of ours, in order."""
        return [m.text for m in self.channel.messages.values() if m.own]

    def state(self, post_id: int) -> str:
        """The state of a post."""
        return self.ledger.post(post_id).state


@asynccontextmanager
async def open_office(folder: Path, rate: Rate | None = None) -> AsyncIterator[Office]:
    """A channel, an admin group, a ledger and a courier; `rate` is how much each chat takes."""
    time = VirtualTime()
    async with BotApi(now=time.true, rate=rate) as api:
        office = Office(folder / "m.sqlite3", api, time)
        yield office
        await office.telegram.close()
