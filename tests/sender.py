"""Deliver all that is planned in a database, as the service does, with hardly any pause.

``python sender.py DATABASE TELEGRAM``: says `ready` once it delivers; ends when nothing is left.
For tests that kill it.
"""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr

from couriers import ADMIN, CHANNEL
from monitor.archive.store import Store
from monitor.credentials import Secrets
from monitor.deliver.office import PostOffice
from monitor.demo.botapi import DEMO_TOKEN
from monitor.lock import only_service
from monitor.settings import Chat, Pace, Settings

#: Of an answer that is lost with its process: by then it has landed on this machine.
GRACE = timedelta(seconds=0.5)


async def deliver(db: Path, telegram: str) -> None:
    """Deliver until nothing is left."""
    settings = Settings.model_construct(
        chats={"main": Chat(id=CHANNEL), "admin": Chat(id=ADMIN)},
        pace=Pace.model_construct(gap=timedelta(seconds=0.01), per_minute=10_000),
        unknown_grace=GRACE,
    )
    secrets = Secrets(telegram_token=SecretStr(DEMO_TOKEN), telegram_base_url=telegram)
    with only_service(db):
        store = Store(db)
        await store.run(store.open)
        office = PostOffice(store, settings, secrets, page=db.parent / "page.html")
        await office.open()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await office.deliver_all(timedelta(seconds=60))
        await office.close()
        store.close()


if __name__ == "__main__":
    asyncio.run(deliver(Path(sys.argv[1]), sys.argv[2]))
