"""What does a parser make of this page or feed, without stopping everything else for it?

In: the name of a pure function and its arguments. Out: the record that it returns.
Parsing is the one thing here that costs real CPU, and what is parsed was written by strangers: it
runs in worker processes, with a time limit, and a worker that hangs or dies is replaced.
Knows nothing of Scrapy, sources or HTTP.
"""

import asyncio
import json
import os
import pickle
import sys
from contextlib import suppress
from datetime import timedelta
from typing import Any, Self

from pydantic import TypeAdapter

from spiders.contract import Article, Link, Refused
from spiders.discover.entries import Discovered
from spiders.worker import LENGTH, READY

Record = Article | Refused | Link | Discovered

#: Two keep up with 250 pages a second of an ordinary outlet (3.7 ms each, measured 2026-11).
_WORKERS = min(2, os.cpu_count() or 1)
_START = timedelta(seconds=60)
_KINDS: dict[str, TypeAdapter[Any]] = {
    kind.__name__: TypeAdapter(kind) for kind in (Article, Refused, Link, Discovered)
}
#: No token, no password: what a worker reads was written by strangers.
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SYSTEMROOT", "LD_LIBRARY_PATH")


class WorkerCrashError(Exception):
    """The worker died, or the function raised; the text says which."""


class Pool:
    """Worker processes, each started when it is first needed.

    Waiting for a free worker does not count towards the limit of the page that waits.
    """

    def __init__(self, workers: int = _WORKERS) -> None:
        # Last in, first out: a second worker starts only when the first one is busy.
        self._slots: asyncio.LifoQueue[_Worker | None] = asyncio.LifoQueue()
        self._size = workers
        for _ in range(workers):
            self._slots.put_nowait(None)

    async def run(self, function: str, limit: timedelta, **arguments: Any) -> Record:
        """What ``module:function`` returns for `arguments`, which must be picklable.

        Raises:
            TimeoutError: it took longer than `limit`; its worker is gone.
            WorkerCrashError: it raised, or its worker died; the next call works.
        """
        worker = await self._slots.get()
        try:
            if worker is None or not worker.alive:
                worker = await _Worker.start()
            async with asyncio.timeout(limit.total_seconds()):
                answer = await worker.ask(pickle.dumps((function, arguments)))
        except BaseException:
            # Also when cancelled: the worker would answer the next caller with this page.
            if worker:
                await worker.kill()
            worker = None
            raise
        finally:
            self._slots.put_nowait(worker)
        return _read(answer)

    async def close(self) -> None:
        """End every worker, after the pages they are busy with; the pool can be used again."""
        for _ in range(self._size):
            if worker := await self._slots.get():
                await worker.kill()
        for _ in range(self._size):
            self._slots.put_nowait(None)


class _Worker:
    """One process that answers one message at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        assert process.stdin
        assert process.stdout
        self._to, self._from = process.stdin, process.stdout

    @classmethod
    async def start(cls) -> Self:
        """A worker that has imported everything it needs.

        Raises:
            WorkerCrashError: it died before that; its own words are on standard error.
            TimeoutError: it took a minute.
        """
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        environment["PYTHONPATH"] = os.pathsep.join(path or "." for path in sys.path)
        worker = cls(
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "spiders.worker"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=environment,
            )
        )
        try:
            async with asyncio.timeout(_START.total_seconds()):
                ready = await worker.read()
        except BaseException:
            await worker.kill()
            raise
        assert ready == READY
        return worker

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    async def ask(self, message: bytes) -> bytes:
        self._to.write(LENGTH.pack(len(message)) + message)
        with suppress(ConnectionError):  # reading says why
            await self._to.drain()
        return await self.read()

    async def read(self) -> bytes:
        try:
            (length,) = LENGTH.unpack(await self._from.readexactly(LENGTH.size))
            return await self._from.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError):
            code = await self._process.wait()
            raise WorkerCrashError(f"the worker ended with code {code}") from None

    async def kill(self) -> None:
        if self.alive:
            with suppress(ProcessLookupError):
                self._process.kill()
        self._to.close()
        await self._process.wait()


def _read(answer: bytes) -> Record:
    message = json.loads(answer)
    if message["kind"] not in _KINDS:
        raise WorkerCrashError(message["record"])
    record: Record = _KINDS[message["kind"]].validate_python(message["record"])
    return record


_pool: Pool | None = None


def open_pool(workers: int = _WORKERS) -> None:
    """Decide how many workers there may be; each starts with the first page it is needed for.

    Not needed for the default; a pool that is open already stays as it is.
    """
    global _pool  # noqa: PLW0603 one pool a process: its size is a property of the machine
    if _pool is None:
        _pool = Pool(workers)


async def run(function: str, limit: timedelta, **arguments: Any) -> Record:
    """`Pool.run` of the one pool, opened if need be."""
    open_pool()
    assert _pool
    return await _pool.run(function, limit, **arguments)


async def close_pool() -> None:
    """End every worker; the next page opens the pool again."""
    global _pool
    if _pool:
        pool, _pool = _pool, None
        await pool.close()
