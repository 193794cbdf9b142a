"""The extraction pool: a page costs nothing but itself."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from spiders.contract import Article, Refused
from spiders.pool import Pool, WorkerCrashError

pytestmark = pytest.mark.anyio

WORK = "pool_jobs:work"
AMPLE = timedelta(seconds=60)
SHORT = timedelta(seconds=0.2)


@asynccontextmanager
async def a_pool(workers: int = 1) -> AsyncIterator[Pool]:
    """A pool that is closed at the end."""
    pool = Pool(workers)
    try:
        yield pool
    finally:
        await pool.close()


async def test_article_comes_back_as_it_left() -> None:
    """Arabic text and times survive the way to a worker and back."""
    async with a_pool() as pool:
        article = await pool.run(WORK, AMPLE, page="حميميم", url="https://example.org/7")
    assert article == Article(
        url="https://example.org/7",
        title="حميميم",
        fetched_at=datetime(2026, 11, 22, 6, tzinfo=UTC),
    )


async def test_time_limit_ends_only_the_guilty_page() -> None:
    """A page that burns CPU is refused at its limit, and those behind it are still extracted."""
    async with a_pool() as pool:
        await pool.run(WORK, AMPLE, page="warm")
        guilty = asyncio.ensure_future(pool.run(WORK, SHORT, page="burn"))
        waiting = [asyncio.ensure_future(pool.run(WORK, AMPLE, page=f"{n}")) for n in range(3)]
        with pytest.raises(TimeoutError):
            await guilty
        assert [article.title for article in await asyncio.gather(*waiting)] == ["0", "1", "2"]


async def test_waiting_for_a_worker_does_not_count() -> None:
    """A page may wait longer for its turn than its own limit allows for work."""
    async with a_pool() as pool:
        await pool.run(WORK, AMPLE, page="warm")
        first = asyncio.ensure_future(pool.run(WORK, AMPLE, page="sleep 3"))
        await asyncio.sleep(0)
        second = await pool.run(WORK, timedelta(seconds=2), page="second")
        await first
    assert second.title == "second"


async def test_worker_that_dies_is_replaced() -> None:
    """A worker that ends in the middle of a page is a crash of that page alone."""
    async with a_pool() as pool:
        with pytest.raises(WorkerCrashError, match="code 7"):
            await pool.run(WORK, AMPLE, page="die")
        assert (await pool.run(WORK, AMPLE, page="next")).title == "next"


async def test_worker_killed_while_idle_is_replaced() -> None:
    """A worker that something else has killed meanwhile fails no page."""
    async with a_pool() as pool:
        pid = int((await pool.run(WORK, AMPLE, page="pid")).detail)
        worker = psutil.Process(pid)
        worker.kill()
        await asyncio.to_thread(_gone, worker)
        await asyncio.sleep(0.1)
        assert (await pool.run(WORK, AMPLE, page="next")).title == "next"


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
async def test_signal_to_the_group_leaves_the_workers_to_their_parent(
    name: signal.Signals,
) -> None:
    """Ctrl-C or a stop of the service does not end a worker that its parent still needs."""
    async with a_pool() as pool:
        before = await pool.run(WORK, AMPLE, page="pid")
        assert isinstance(before, Refused)
        os.kill(int(before.detail), name)
        assert await pool.run(WORK, AMPLE, page="pid") == before


async def test_exception_is_a_crash_with_its_text() -> None:
    """What the function raises arrives with its traceback, and the worker stays."""
    async with a_pool() as pool:
        before = await pool.run(WORK, AMPLE, page="pid")
        with pytest.raises(WorkerCrashError, match="ValueError: سطر"):
            await pool.run(WORK, AMPLE, page="raise سطر")
        assert await pool.run(WORK, AMPLE, page="pid") == before


async def test_cancelled_page_does_not_answer_the_next() -> None:
    """A cancelled call leaves no answer behind for the call after it."""
    async with a_pool() as pool:
        await pool.run(WORK, AMPLE, page="warm")
        cancelled = asyncio.ensure_future(pool.run(WORK, AMPLE, page="sleep 30"))
        await asyncio.sleep(0.05)
        cancelled.cancel()
        with pytest.raises(asyncio.CancelledError):
            await cancelled
        assert (await pool.run(WORK, AMPLE, page="next")).title == "next"


async def test_printing_does_not_disturb() -> None:
    """A library that prints in a worker does not write into the answers."""
    async with a_pool() as pool:
        assert (await pool.run(WORK, AMPLE, page="print {}")).title == "print {}"


async def test_worker_stays_slim() -> None:
    """A worker that extracts has imported neither Scrapy nor Twisted nor anything of monitor."""
    async with a_pool() as pool:
        loaded = (
            await pool.run("pool_jobs:extract_then_name_modules", AMPLE, page="<p>نص")
        ).detail.split()
    assert "spiders.extract" in loaded
    assert not {"scrapy", "twisted", "monitor", "telegram"} & set(loaded)


async def test_secrets_stay_in_the_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker does not get the environment that may hold a token."""
    monkeypatch.setenv("MARQAB_TELEGRAM_TOKEN", "12345:abc")
    async with a_pool() as pool:
        assert (
            await pool.run(WORK, AMPLE, page="secret MARQAB_TELEGRAM_TOKEN")
        ).detail == "absent"


async def test_workers_run_side_by_side_and_start_when_needed() -> None:
    """One page at a time needs one worker; two at once get two."""
    async with a_pool(workers=2) as pool:
        one = {(await pool.run(WORK, AMPLE, page="pid")).detail for _ in range(3)}
        assert len(one) == 1
        slow = asyncio.ensure_future(pool.run(WORK, AMPLE, page="sleep 30"))
        await asyncio.sleep(0)
        other = (await pool.run(WORK, AMPLE, page="pid")).detail
        slow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await slow
    assert other not in one


async def test_unknown_function_is_a_crash() -> None:
    """A function that does not exist is a crash of the page, not a hang."""
    async with a_pool() as pool:
        with pytest.raises(WorkerCrashError, match="No module named 'no_such_module'"):
            await pool.run("no_such_module:extract", AMPLE, page="x")


async def test_worker_that_cannot_start_is_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no worker can be started every page is a crash with its exit code."""
    monkeypatch.setattr(sys, "executable", "/bin/false")
    async with a_pool() as pool:
        with pytest.raises(WorkerCrashError, match="code 1"):
            await pool.run(WORK, AMPLE, page="x")


def test_workers_die_with_their_parent() -> None:
    """A worker that is burning CPU does not outlive a parent that was killed."""
    script = (
        "import asyncio, datetime, os\n"
        "from spiders.pool import Pool\n"
        "async def main():\n"
        "    pool = Pool(1)\n"
        "    minute = datetime.timedelta(minutes=1)\n"
        "    print((await pool.run('pool_jobs:work', minute, page='pid')).detail, flush=True)\n"
        "    await pool.run('pool_jobs:work', minute, page='burn')\n"
        "asyncio.run(main())\n"
    )
    here = Path(__file__).parent
    path = os.pathsep.join([str(here), str(here.parent)])
    command = [sys.executable, "-c", script]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path}
    ) as parent:
        assert parent.stdout
        worker = psutil.Process(int(parent.stdout.readline()))
        parent.send_signal(signal.SIGKILL)
    assert _gone(worker)


def _gone(process: psutil.Process) -> bool:
    try:
        process.wait(10)
    except psutil.TimeoutExpired:
        return False
    except psutil.NoSuchProcess:
        pass
    return True
