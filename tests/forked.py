"""Programs in processes of their own, without the second that each would spend on imports.

A server imports Marqab once and forks a process for each program, which then runs it as ``python``
would: with its own number, memory, environment and folder, and killed like any other.
Run as a program, this file is that server; requests come through its standard input.
"""

import asyncio
import atexit
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

PROJECT = Path(__file__).parent.parent

#: Whatever a service or a probe imports, sooner or later; never a reactor, of which every process
#: needs its own.
_USUAL = (
    "monitor.service",
    "monitor.cli",
    "monitor.commands.online",
    "monitor.commands.sources.probe",
    "monitor.commands.sources.add",
    "spiders.crawl",
    "spiders.fetch.download",
    "spiders.fetch.robots",
    "scrapy.core.downloader.handlers.http11",
)
_REQUEST_BYTES = 1 << 16


class Process:
    """A program that runs, as `asyncio.subprocess.Process` shows it; both outputs are pipes."""

    def __init__(self) -> None:
        self.pid = 0
        #: None while it runs; negative for the signal that ended it.
        self.returncode: int | None = None

    async def start(self, *program: str, env: Mapping[str, str], cwd: Path | None = None) -> None:
        """Run ``python PROGRAM…`` with exactly this environment."""
        pipes = [os.pipe() for _ in range(3)]
        order = {"program": program, "env": dict(env), "cwd": str(cwd or Path.cwd())}
        requests, _ = _server()
        socket.send_fds(requests, [json.dumps(order).encode()], [end for _, end in pipes])
        for _, end in pipes:
            os.close(end)
        self.stdout, self.stderr, self._status = [await _reader(start) for start, _ in pipes]
        self.pid = int(await self._status.readline())
        self._ended = asyncio.ensure_future(self._end())

    async def _end(self) -> int:
        self.returncode = int(await self._status.readline())
        await self._status.read()
        return self.returncode

    async def wait(self) -> int:
        """Its exit code, once it has ended."""
        return await asyncio.shield(self._ended)

    async def communicate(self) -> tuple[bytes, bytes]:
        """All that it printed, once it has ended."""
        printed, errors, _ = await asyncio.gather(
            self.stdout.read(), self.stderr.read(), self.wait()
        )
        return printed, errors

    def send_signal(self, number: int) -> None:
        """As `os.kill`, while it runs."""
        if self.returncode is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to stop."""
        self.send_signal(signal.SIGTERM)


async def start(*program: str, env: Mapping[str, str], cwd: Path | None = None) -> Process:
    """A process that runs ``python PROGRAM…`` with exactly this environment."""
    process = Process()
    await process.start(*program, env=env, cwd=cwd)
    return process


async def run(
    *program: str, env: Mapping[str, str], cwd: Path | None = None
) -> tuple[int, str, str]:
    """The exit code of ``python PROGRAM…``, what it printed, and what it said on the side."""
    process = await start(*program, env=env, cwd=cwd)
    printed, errors = await process.communicate()
    return await process.wait(), printed.decode(), errors.decode()


async def _reader(descriptor: int) -> asyncio.StreamReader:
    stream = asyncio.StreamReader()
    pipe: BinaryIO = os.fdopen(descriptor, "rb")
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stream), pipe)
    return stream


@cache
def _server() -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """The way to the one server of this test process, which ends with it, and that server."""
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    environment = {name: value for name, value in os.environ.items() if "MARQAB" not in name}
    server = subprocess.Popen(
        [sys.executable, __file__],
        stdin=there,
        env=environment | {"PYTHONPATH": str(PROJECT)},
        cwd=PROJECT,
    )
    there.close()

    @atexit.register
    def end() -> None:
        here.close()
        server.wait()

    return here, server


# --- the server -----------------------------------------------------------------------------


def _next_program(requests: socket.socket) -> tuple[str, ...]:
    """Fork a process for each request; returns in each of them, and never in the server."""
    added = _import_usual()
    request, (stdout, stderr, status) = _fork_for_each(requests)
    _leave_to_a_child(stdout, stderr, status)
    _print_to(stdout, stderr)
    order = json.loads(request)
    os.environ.clear()
    os.environ.update(added | order["env"])
    os.chdir(order["cwd"])
    return tuple(order["program"])


def _import_usual() -> dict[str, str]:
    """Import what programs need; the environment that the imports have set."""
    before = {*os.environ}
    for module in _USUAL:
        import_module(module)
    import_module("monitor.match.arabic").fold("طرطوس")
    assert "twisted.internet.reactor" not in sys.modules
    assert threading.active_count() == 1, "a fork would lose the others"
    # Such as how python-telegram-bot is to tell times: `monitor.deliver.bot` says so.
    return {name: value for name, value in os.environ.items() if name not in before}


def _fork_for_each(requests: socket.socket) -> tuple[bytes, list[int]]:
    """In each fork, its request with the pipes that came along; the server ends here."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a fork ended
    while True:
        request, pipes, _, _ = socket.recv_fds(requests, _REQUEST_BYTES, 3)
        if not request:
            sys.exit()
        if os.fork() == 0:
            requests.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            return request, pipes
        for pipe in pipes:
            os.close(pipe)


def _leave_to_a_child(stdout: int, stderr: int, status: int) -> None:
    """Fork once more; returns in the child, whose number and exit code its parent reports.

    A process cannot say itself how it was killed.
    """
    if child := os.fork():
        os.close(stdout)
        os.close(stderr)
        os.write(status, f"{child}\n".encode())
        _, ended = os.waitpid(child, 0)
        os.write(status, f"{os.waitstatus_to_exitcode(ended)}\n".encode())
        os._exit(0)
    os.close(status)


def _print_to(stdout: int, stderr: int) -> None:
    """Outputs as the interpreter opens them, into these pipes, and nothing to read."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for pipe, number in ((stdout, 1), (stderr, 2)):
        os.dup2(pipe, number)
        os.close(pipe)
    sys.stdout, sys.stderr = (
        open(number, "w", encoding="utf-8", errors=errors, closefd=False)  # noqa: SIM115
        for number, errors in ((1, "strict"), (2, "backslashreplace"))
    )


def _run(program: tuple[str, ...]) -> None:
    """As ``python PROGRAM…`` does."""
    name, *arguments = program
    if name == "-m":
        module, *arguments = arguments
        sys.argv, sys.path[0] = [module, *arguments], str(Path.cwd())
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    else:
        sys.argv = [name, *arguments]
        sys.path[0] = str(Path(name).parent)
        runpy.run_path(name, run_name="__main__")


if __name__ == "__main__":
    _run(_next_program(socket.socket(fileno=0)))
