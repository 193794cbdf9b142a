"""A small world for a whole Marqab: one outlet, a Telegram, and a configuration for both."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from forked import Process, start
from monitor import clock
from monitor.archive.store import Store
from monitor.demo.botapi import BotApi
from monitor.demo.botrecords import Chat
from monitor.demo.newsroom import Newsroom

#: The outlet's one story is about the bases, without their names.
RULES = "version: 1\nrules:\n  - {id: bases, name: قواعد, any: [القاعدتين الروسيتين]}\n"

#: Nothing takes this long; it only ends a test that would hang.
SECONDS = 60


@dataclass
class World:
    """The parts of it, and how to run Marqab in it."""

    telegram: BotApi
    channel: Chat
    admin: Chat
    folder: Path

    @property
    def db(self) -> Path:
        """The database of the service."""
        return self.folder / "marqab.sqlite3"

    async def start(
        self, *arguments: str, program: tuple[str, ...] = ("-m", "monitor.cli"), token: str = ""
    ) -> Process:
        """Start `marqab run` in a process of its own, with the Telegram's own token by default."""
        environment = {name: value for name, value in os.environ.items() if "MARQAB" not in name}
        environment |= {
            "MARQAB_TELEGRAM_BASE_URL": self.telegram.base_url,
            "MARQAB_TELEGRAM_TOKEN": token or self.telegram.token,
        }
        if token == "none":
            del environment["MARQAB_TELEGRAM_TOKEN"]
        options = ("--config", str(self.folder), "--db", str(self.db))
        return await start(*program, *options, "run", *arguments, env=environment, cwd=self.folder)

    async def run_once(self, **how: Any) -> tuple[int | None, str]:
        """Run `marqab run --once` to its end; its exit code, negative for a signal, and its log."""
        process = await self.start("--once", **how)
        _, errors = await asyncio.wait_for(process.communicate(), SECONDS)
        return process.returncode, errors.decode()

    def rows(self, sql: str) -> list[tuple[str, ...]]:
        """What the database answers; nothing before it has been made."""
        with sqlite3.connect(self.db) as db:
            made = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'crawls'").fetchall()
            return db.execute(sql).fetchall() if made else []


@asynccontextmanager
async def a_world(folder: Path, **settings: Any) -> AsyncIterator[World]:
    """One outlet in windows-1256 that has one story to tell, polled every second.

    Its database was made before, or the admin chat would hear first of all that it is new.
    """
    Store(folder / "marqab.sqlite3").open().close()
    async with Newsroom(clock.now()) as newsroom, BotApi() as telegram:
        channel = telegram.add_chat(Chat(-1001, title="مرقب"))
        admin = telegram.add_chat(Chat(-1002, "supergroup", title="إدارة"))
        home = newsroom.homes["jabal"]
        source = {
            "id": "jabal",
            "name": "صوت الجبل",
            "url": f"{home}/",
            "discover": [{"feed": f"{home}/rss.xml"}],
            "allow_private": True,
            "every": "1s",
        }
        # A digest at nine in the evening would be one message more.
        settings = {"digest": {"chats": []}, "pace": {"gap": "1s"}} | settings
        chats = {"main": {"id": channel.id}, "admin": {"id": admin.id}}
        YAML().dump({"sources": [source]}, folder / "sources.yaml")
        YAML().dump({"chats": chats} | settings, folder / "monitor.yaml")
        (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
        yield World(telegram, channel, admin, folder)
