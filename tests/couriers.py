"""What several test files about delivery share: a ledger on a file, virtual time, a chat."""

from itertools import count
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3

from bench.weather import START, VirtualTime
from monitor.archive.migrations import migrations
from monitor.deliver.ledger import Ledger
from monitor.deliver.post import Pace, Plan

__all__ = ["ADMIN", "CHANNEL", "START", "VirtualTime", "open_ledger", "planned", "run"]

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


async def run(do: Any, *args: Any, **kwargs: Any) -> Any:
    """`Store.run` without a thread of its own."""
    return do(*args, **kwargs)
