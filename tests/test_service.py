"""The service as an operator runs it: started, fed, reloaded, stopped."""

import asyncio
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from forked import Process
from monitor.demo.botrecords import Chat
from monitor.errors import StoreError
from monitor.lock import only_service
from world import SECONDS, World, a_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """An outlet with one story about the bases."""
    async with a_world(tmp_path) as world:
        yield world


async def until(happened: Callable[[], object]) -> None:
    """Wait until something has happened."""
    async with asyncio.timeout(SECONDS):
        while not happened():  # noqa: ASYNC110 another process makes it happen
            await asyncio.sleep(0.05)


async def end(process: Process) -> tuple[int | None, str]:
    """Ask the service to stop; its exit code and what it logged."""
    process.send_signal(signal.SIGTERM)
    _, errors = await asyncio.wait_for(process.communicate(), SECONDS)
    return process.returncode, errors.decode()


@pytest.mark.anyio
async def test_a_saved_rule_is_live_and_a_bad_one_is_not(world: World):
    """A running service takes a good file, keeps the last good one, and says which line is bad.

    SIGTERM then ends it with exit code 0.
    """
    process = await world.start()
    await until(lambda: world.rows("SELECT 1 FROM crawls WHERE problem IS NULL"))
    rules = world.folder / "rules.yaml"
    rules.write_text("version: 1\nrules:\n  - id: bases\n    anny: [روسيا]\n", encoding="utf-8")
    await until(lambda: world.telegram.shown(world.admin))
    (fault,) = world.telegram.shown(world.admin)
    assert "السطر 4، العمود 5: مفتاح غير معروف" in fault.html
    assert process.returncode is None
    rules.write_text(
        "version: 1\nrules:\n  - {id: north, name: شمال, any: [حلب]}\n", encoding="utf-8"
    )
    await until(lambda: len(world.telegram.shown(world.admin)) > 1)
    code, errors = await end_after(process, world, "reloaded the configuration")
    assert code == 0
    assert "kept the last good configuration" in errors
    assert "صُحّحت الملفات" in world.telegram.shown(world.admin)[-1].html
    versions = world.rows("SELECT text FROM rule_versions ORDER BY id")
    assert ["حلب" in text for (text,) in versions] == [False, True]


async def end_after(process: Process, world: World, line: str) -> tuple[int | None, str]:
    """Stop the service once it has logged `line`."""
    logged = ""
    async with asyncio.timeout(SECONDS):
        while line not in logged:
            logged += (await process.stderr.readline()).decode()
    code, rest = await end(process)
    return code, logged + rest


@pytest.mark.anyio
async def test_a_post_goes_to_its_topic(tmp_path: Path):
    """A chat that is a topic of a forum is written to in that topic; the admin chat as well."""
    forum = Chat(-1003, "supergroup", topics=frozenset({12, 14}))
    chats = {"main": {"id": -1003, "topic": 12}, "admin": {"id": -1003, "topic": 14}}
    async with a_world(tmp_path, chats=chats) as world:
        world.telegram.add_chat(forum)
        code, _ = await world.run_once()
        assert code == 0
    assert [message.topic for message in forum.messages.values() if message.own] == [12]


@pytest.mark.anyio
async def test_what_waits_is_told_after_a_restart_when_its_time_has_come(tmp_path: Path):
    """A chat that is quiet all day gets nothing; once it is not, the next process tells it."""
    quiet = {"main": {"id": -1001, "quiet_hours": "00:00-00:00"}, "admin": {"id": -1002}}
    async with a_world(tmp_path, chats=quiet) as world:
        await world.run_once()
        assert world.telegram.shown(world.channel) == []
        with sqlite3.connect(world.db) as db:
            [(state, bundle_at, reason)] = db.execute(
                "SELECT state, bundle_at, reason FROM posts"
            ).fetchall()
            assert (state, "quiet hours until 00:00" in reason) == ("planned", True)
            assert bundle_at
            # Midnight comes.
            db.execute("UPDATE posts SET bundle_at = '2020-01-01T00:00:00+00:00'")
        await world.run_once()
        assert len(world.telegram.shown(world.channel)) == 1


@pytest.mark.anyio
async def test_a_second_service_on_the_same_database_refuses_to_start(world: World):
    """Two services would post everything twice; the second says so and ends with 1."""
    first = await world.start()
    await until(Path(f"{world.db}.lock").exists)
    second, errors = await world.run_once()
    code, _ = await end(first)
    assert (second, code) == (1, 0)
    assert "another marqab run works on this database" in errors


@pytest.mark.parametrize("how", ["by a link", "without its lock file", "on a copy in its place"])
def test_a_database_has_one_service_by_whatever_name(tmp_path: Path, how: str):
    """A link is the same file, people remove lock files, and a backup is moved into place."""
    db = tmp_path / "m.sqlite3"
    with only_service(db):
        if how == "by a link":
            (tmp_path / "elsewhere").mkdir()
            other = tmp_path / "elsewhere" / "link.sqlite3"
            other.symlink_to(db)
        else:
            other = db
        if how == "without its lock file":
            Path(f"{db}.lock").unlink()
        if how == "on a copy in its place":
            db.unlink()
            db.touch()
        with pytest.raises(StoreError, match="another marqab run"), only_service(other):
            raise AssertionError("two services")
    with only_service(other):
        pass


@pytest.mark.anyio
async def test_without_a_token_posts_go_to_a_page(world: World):
    """The main job works before a bot exists: `run --once` says so and writes the page."""
    code, errors = await world.run_once(token="none")
    assert code == 0, errors
    assert "no bot token" in errors
    page = (world.folder / "channel.html").read_text(encoding="utf-8")
    assert "موسكو تبحث مع دمشق" in page
    assert world.rows("SELECT destination, state FROM posts") == [("page", "sent")]
    assert world.telegram.calls == []


@pytest.mark.anyio
async def test_with_a_wrong_token_posts_stay_planned(world: World):
    """Nothing is lost while the token is wrong; the right one delivers what was planned."""
    code, errors = await world.run_once(token="123456:wrong-wrong-wrong-wrong-wrong-wr")
    assert code == 1
    assert "not delivered: -1001: the bot's token is wrong or was revoked" in errors
    assert "wrong-wrong" not in errors
    assert world.rows("SELECT state FROM posts WHERE kind = 'post'") == [("planned",)]
    with sqlite3.connect(world.db) as db:  # the operator need not wait for the next try
        db.execute("UPDATE chats SET blocked_until = NULL")
    assert (await world.run_once())[0] == 0
    assert len(world.telegram.shown(world.channel)) == 1


@pytest.mark.anyio
async def test_a_new_database_is_said_where_it_may_be_a_lost_one(world: World):
    """The log and the admin chat hear that nothing told before is known; once."""
    world.db.unlink()
    _, errors = await world.run_once()
    assert f"{world.db}: new database; nothing told before is known" in errors
    (told,) = world.telegram.shown(world.admin)
    assert "قاعدة البيانات جديدة" in told.html
    _, errors = await world.run_once()
    assert "new database" not in errors
    assert world.telegram.shown(world.admin) == [told]
