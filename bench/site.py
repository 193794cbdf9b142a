"""A news site on loopback that costs as little as one can.

In: how to make its pages. Out: its address, while the block lasts.
It runs in a process of its own, so that its work is in nobody's figures; connections are kept,
and every answer is written from memory.
Knows nothing of Marqab.
"""

import asyncio
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from multiprocessing.connection import Connection

FEED = "/feed"


@dataclass(frozen=True)
class Page:
    """An article's page, and what the feed says of it."""

    path: str
    title: str
    published_at: datetime
    body: bytes


@dataclass(frozen=True)
class Plan:
    """What the site shows: the newest `listed` of the pages that are out, in its feed."""

    pages: Sequence[Page]
    listed: int
    #: Requests of the feed after which one more page is out; 0: all of them always are.
    new_after: int = 0


@contextmanager
def site(make: Callable[[], Plan]) -> Iterator[str]:
    """Serve until the block ends; the address ends without a slash.

    `make` runs in the site's process and must be picklable: what it leaves in memory is not to
    be found in a figure either.
    """
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=_main, args=(make, there), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}"
    finally:
        process.terminate()
        process.join()


def _main(make: Callable[[], Plan], parent: Connection) -> None:
    asyncio.run(_serve(make(), parent))


async def _serve(plan: Plan, parent: Connection) -> None:
    shown = _Shown(plan)
    server = await asyncio.get_running_loop().create_server(
        lambda: _Visitor(shown), "127.0.0.1", 0
    )
    shown.port = server.sockets[0].getsockname()[1]
    parent.send(shown.port)
    await server.serve_forever()


class _Shown:
    """Everything that can be asked for at the moment."""

    def __init__(self, plan: Plan) -> None:
        self.port = 0
        self._plan = plan
        self._answers = {page.path: _answer("text/html", page.body) for page in plan.pages}
        self._asked = 0
        self._feeds: dict[int, tuple[bytes, bytes]] = {}

    def answer(self, path: str, head: bytes) -> bytes:
        if path != FEED:
            return self._answers.get(path, _NOT_FOUND)
        etag, feed = self._feed()
        return _NOT_MODIFIED % etag if b"if-none-match: " + etag in head.lower() else feed

    def _feed(self) -> tuple[bytes, bytes]:
        plan = self._plan
        out = len(plan.pages)
        if plan.new_after:
            out = min(out, plan.listed + self._asked // plan.new_after)
            self._asked += 1
        if out not in self._feeds:
            etag = b'"v%d"' % out
            listed = list(reversed(plan.pages[:out]))[: plan.listed]
            body = _rss(f"http://127.0.0.1:{self.port}", listed)
            answer = _answer("application/rss+xml", body, b"ETag: %s\r\n" % etag)
            self._feeds = {out: (etag, answer)}
        return self._feeds[out]


class _Visitor(asyncio.Protocol):
    """One connection; a request here has no body."""

    def __init__(self, shown: _Shown) -> None:
        self._shown = shown
        self._read = b""
        self._to: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._to = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        while b"\r\n\r\n" in self._read:
            head, _, self._read = self._read.partition(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode("ascii")
            self._to.write(self._shown.answer(path, head))


_NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
_NOT_MODIFIED = b"HTTP/1.1 304 Not Modified\r\nETag: %s\r\n\r\n"


def _answer(kind: str, body: bytes, fields: bytes = b"") -> bytes:
    return (
        b"HTTP/1.1 200 OK\r\nContent-Type: %s; charset=utf-8\r\nContent-Length: %d\r\n%s\r\n"
        % (
            kind.encode(),
            len(body),
            fields,
        )
        + body
    )


def _rss(base: str, pages: Sequence[Page]) -> bytes:
    items = "".join(
        f"<item><title>{escape(page.title)}</title><link>{base}{page.path}</link>"
        f"<pubDate>{format_datetime(page.published_at)}</pubDate></item>"
        for page in pages
    )
    channel = f"<title>منبر</title><link>{base}</link>{items}"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{channel}</channel></rss>'.encode()
