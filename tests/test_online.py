"""`marqab check --online`: what keeps the service from working, named before it starts."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from builders import a_configuration
from forked import start
from loopback import article, rss, silence, site
from monitor.commands.online import check_online
from reactor import run
from world import SECONDS, World, a_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """An outlet that answers and a Telegram with two chats."""
    async with a_world(tmp_path) as world:
        yield world


async def check(world: World, token: str | None = None) -> tuple[int | None, str]:
    """The exit code and what was printed."""
    environment = {name: value for name, value in os.environ.items() if "MARQAB" not in name}
    environment["MARQAB_TELEGRAM_BASE_URL"] = world.telegram.base_url
    if token != "":
        environment["MARQAB_TELEGRAM_TOKEN"] = token or world.telegram.token
    command = ("-m", "monitor.cli", "--config", str(world.folder), "check", "--online")
    process = await start(*command, env=environment, cwd=world.folder)
    printed, _ = await asyncio.wait_for(process.communicate(), SECONDS)
    return process.returncode, printed.decode()


@pytest.mark.anyio
async def test_all_is_well(world: World):
    """A bot with its rights and an outlet with an article are exit code 0."""
    code, printed = await check(world)
    assert code == 0, printed
    assert "bot      ok" in printed
    assert "jabal                ok  1 link by feed" in printed


@pytest.mark.anyio
async def test_without_a_token_it_says_so(world: World):
    """No token is named, with what happens until there is one."""
    code, printed = await check(world, token="")
    assert code == 1
    assert "no token" in printed


@pytest.mark.anyio
async def test_a_wrong_token_is_named(world: World):
    """A token that Telegram refuses is named, and not shown."""
    code, printed = await check(world, token="123456:wrong-wrong-wrong-wrong-wrong-wr")
    assert code == 1
    assert "token is wrong" in printed
    assert "wrong-wrong" not in printed


@pytest.mark.anyio
async def test_a_missing_right_is_named(world: World):
    """A bot that may post but not edit is told to the operator before the first edit fails."""
    world.channel.can_edit = False
    code, printed = await check(world)
    assert code == 1
    assert "main" in printed
    assert "edit" in printed


@pytest.mark.anyio
async def test_a_source_that_does_not_answer_is_named(world: World):
    """An outlet whose feed is gone fails, with the address and the reason."""
    sources = world.folder / "sources.yaml"
    sources.write_text(sources.read_text().replace("rss.xml", "gone.xml"))
    code, printed = await check(world)
    assert code == 1
    assert "FAILED" in printed
    assert "gone.xml http_404" in printed


def test_whoever_reads_no_further_ends_the_tries_that_still_run() -> None:
    """After `| head` nothing goes on, and nothing is said of it."""

    def say(line: str) -> None:
        if line.startswith("good"):
            raise BrokenPipeError

    async def scene() -> set[asyncio.Task[object]]:
        async with site({"*": silence}) as slow, site({}) as good:
            good.pages |= {"/feed": rss({good.url("/1"): "1"}), "/1": article("1")}
            sources = (slow.source("slow"), good.source("good"))
            before = asyncio.all_tasks()
            with pytest.raises(BrokenPipeError):
                await check_online(a_configuration(sources=sources), say)
            names = ("_end_at", "probe", "crawl", "_report")
            left = asyncio.all_tasks() - before
            return {one for one in left if any(name in repr(one) for name in names)}

    assert run(scene()) == set()
