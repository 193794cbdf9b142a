"""`marqab demo`: the service against the demo's outlets and Bot API, two rounds, then a page.

Only the outlets and Telegram's side are the demo's own; all between them is the real service.
"""

import logging
import shlex
import shutil
import sys
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from pydantic import SecretStr
from ruamel.yaml import YAML

from monitor import clock
from monitor.archive.store import Store
from monitor.config import RULES_FILE, SOURCES_FILE, read_configuration, read_ruleset
from monitor.credentials import Secrets
from monitor.deliver.office import PostOffice
from monitor.deliver.page import PAGE_TITLE, write_page
from monitor.demo.botanswers import Rate
from monitor.demo.botapi import BotApi
from monitor.demo.botrecords import Chat
from monitor.demo.newsroom import OUTLETS, Newsroom, Outlet
from monitor.errors import MarqabError
from monitor.reload import Watched
from monitor.service import Service
from monitor.settings import MONITOR_FILE
from monitor.web.access import Access
from monitor.web.open import command_here
from monitor.web.server import WatchRoom

CHANNEL = Chat(-1001000000001, title=PAGE_TITLE)
ADMIN = Chat(-1001000000002, "supergroup", title="إدارة مرقب")

#: Longer than any debounce and pause of the demo's settings, and than what Telegram may ask for.
_PATIENCE = timedelta(minutes=1)


async def play(out: Path, *, rules_file: Path, serve: bool) -> int:
    """Play two rounds in `out`, where an earlier demo is replaced; with `serve`, go on."""
    try:
        read_ruleset(rules_file)  # before anything is taken away
        _clear(out)
    except OSError as error:
        raise MarqabError(f"{out}: the demo cannot use this folder: {error.strerror}") from error
    logging.getLogger("monitor").setLevel(logging.ERROR)  # what is said here says it all
    async with Newsroom(clock.now()) as newsroom, BotApi(rate=Rate()) as telegram:
        for chat in (CHANNEL, ADMIN):
            telegram.add_chat(chat)
        configuration = read_configuration(_write_config(out / "config", newsroom, rules_file))
        secrets = Secrets(
            telegram_token=SecretStr(telegram.token), telegram_base_url=telegram.base_url
        )
        page = out / "channel.html"
        async with AsyncExitStack() as stack:
            store_file = out / "marqab.sqlite3"
            store = Store(store_file)
            stack.callback(store.close)
            await store.run(store.open)
            office = PostOffice(store, configuration.settings, secrets, page=page)
            stack.push_async_callback(office.close)
            await office.open()
            service = Service(configuration, store, office)
            for number in (1, 2):
                newsroom.begin(number, clock.now())
                await _play_round(newsroom, service, telegram)
            write_page(page, telegram.shown(CHANNEL), name=PAGE_TITLE, zone=service.zone)
            click.echo(f"\nthe channel as its readers see it: {page}")
            if serve:
                room = WatchRoom(
                    *(out / "config", store_file, Access("127.0.0.1")),
                    command=command_here(out / "config", store_file),
                )
                await stack.enter_async_context(room)
                click.echo(f"the watch room: {room.address}")
                click.echo("serving until Ctrl-C: " + " ".join(newsroom.homes.values()))
                office.start()
                await service.run(Watched(out / "config"))
    _, *options = command_here(out / "config", out / "marqab.sqlite3")
    command = [_called(sys.argv[0]), *options]
    click.echo(f"how it went, and what is wrong: {shlex.join([*command, 'status'])}")
    return 0


def _called(program: str) -> str:
    """How this command can be called again: by its path where no PATH leads to it.

    >>> _called("/nowhere/bin/pytest")
    'marqab'
    """
    named = Path(program).name == "marqab"
    return program if named and not shutil.which("marqab") else "marqab"


def _clear(out: Path) -> None:
    """Make the folder; take away what an earlier demo left, and nothing else that is there."""
    out.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(out / "config", ignore_errors=True)
    for left in (*out.glob("marqab.sqlite3*"), out / "channel.html"):
        left.unlink(missing_ok=True)


async def _play_round(newsroom: Newsroom, service: Service, telegram: BotApi) -> None:
    click.echo(f"\nround {newsroom.round}: {len(newsroom.homes)} outlets")
    before = {chat.id: _texts(telegram, chat) for chat in (CHANNEL, ADMIN)}
    taken = await service.polling.poll_all()
    if newsroom.round > 1:
        # One failure may be a restart of the site; the second is told to the operator.
        taken += await service.polling.poll_all()
    await service.keep_time(gather=False)
    for one in taken:
        piece = one.url.split("/", 3)[-1].split("/", maxsplit=1)[0]
        outlet = next(key for key, home in newsroom.homes.items() if one.url.startswith(home))
        story = f"story {one.story}" if one.story else ""
        click.echo(f"  {outlet:8}{piece:7}{one.act:6}{story:9}{one.reason}")
    await service.office.deliver_all(_PATIENCE)
    for chat, name in ((CHANNEL, "channel"), (ADMIN, "admin chat")):
        now = _texts(telegram, chat)
        edited = sum(before[chat.id].get(key, text) != text for key, text in now.items())
        new = len(now) - len(before[chat.id])
        click.echo(f"  -> {name}: {new} new, {edited} edited")


def _texts(telegram: BotApi, chat: Chat) -> dict[int, str]:
    return {shown.message_id: shown.html for shown in telegram.shown(chat)}


def _write_config(config: Path, newsroom: Newsroom, rules_file: Path) -> Path:
    """The shipped rules, and sources and settings that point at this machine."""
    config.mkdir(parents=True)
    shutil.copy(rules_file, config / RULES_FILE)
    yaml = YAML()
    sources = [_source(outlet, newsroom.homes[outlet.id]) for outlet in OUTLETS]
    yaml.dump({"sources": sources}, config / SOURCES_FILE)
    settings = {
        "chats": {"main": {"id": str(CHANNEL.id)}, "admin": {"id": str(ADMIN.id)}},
        "edit_debounce": "1s",
        "digest": {"chats": []},
        "pace": {"gap": "1s", "per_minute": 20},
    }
    yaml.dump(settings, config / MONITOR_FILE)
    return config


def _source(outlet: Outlet, home: str) -> dict[str, Any]:
    ways = {
        "feed": {"feed": f"{home}/rss.xml"},
        "wordpress": {"wordpress": f"{home}/"},
        "listing": {
            "listing": {
                "url": f"{home}/news",
                "card": "div.cat-item",
                "link": "a",
                "title": "div.item-title",
                "date": "span.item-date",
            }
        },
    }
    return {
        "id": outlet.id,
        "name": outlet.name,
        "url": f"{home}/",
        "timezone": "Asia/Damascus",
        "discover": [ways[outlet.kind]],
        "allow_private": True,
    }
