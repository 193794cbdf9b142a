"""Where may a browser connect, when nobody can look into it?

In: the connections of one page in a browser that has no other way to the network.
Out: the same connections, each to an address that `spiders.fetch.guard` allows.
A check of addresses inside the browser comes before DNS, and a name may lead anywhere the second
time; here the very address that was judged is connected to.
Knows nothing of browsers, pages or sources.
"""

import asyncio
import ipaddress
import re
import socket
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
)

from spiders.fetch.failures import PrivateAddressError
from spiders.fetch.guard import why_private

#: A request line with its fields; the address in it is at most as long as one of ours.
_HEAD_BYTES = 64 << 10
_CHUNK_BYTES = 64 << 10
#: Fields between a browser and its proxy alone, and those that keep a connection.
_OF_THE_PROXY = re.compile(rb"(?:proxy-[\w-]+|connection|keep-alive):", re.IGNORECASE)


class _Asked(NamedTuple):
    """What the head of a browser's request asks for."""

    host: str
    port: int
    is_tunnel: bool
    #: For the server; empty for a tunnel.
    head: bytes


class GuardingProxy:
    """An HTTP proxy on this machine, for one page, that leads to public addresses only.

    With `loopback`, this machine's own addresses are allowed as well, and never its network's.
    One connection brings at most `size_bytes`.
    """

    def __init__(self, *, loopback: bool, size_bytes: int, connect_seconds: float) -> None:
        self._loopback = loopback
        self._size_bytes = size_bytes
        self._connect_seconds = connect_seconds
        #: Every host and port asked for, in order.
        self.asked: list[tuple[str, int]] = []
        #: Why hosts could not be connected to, or what they sent broke off; the last of each.
        self.failures: dict[str, Exception] = {}
        self._failed = asyncio.Event()

    async def failure(self, host: str) -> Exception:
        """What becomes of `host`, once that is a failure."""
        while host not in self.failures:
            await self._failed.wait()
            self._failed.clear()
        return self.failures[host]

    def _note(self, host: str, failure: Exception) -> None:
        self.failures[host] = failure
        self._failed.set()

    async def __aenter__(self) -> Self:
        """Listen on a free port of 127.0.0.1."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_HEAD_BYTES)
        self.port: int = self._server.sockets[0].getsockname()[1]
        self._open: set[asyncio.StreamWriter] = set()
        return self

    async def __aexit__(self, *_: object) -> None:
        """End every connection."""
        self._server.close()
        for writer in tuple(self._open):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            asked = _read_head(await reader.readuntil(b"\r\n\r\n"))
            if asked is None:
                return
            from_server, to_server = await self._connect(asked.host, asked.port)
            self._open.add(to_server)
            try:
                if asked.is_tunnel:
                    writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
                to_server.write(asked.head)
                await self._join(asked.host, reader, writer, from_server, to_server)
            finally:
                self._open.discard(to_server)
                to_server.close()
        except (
            OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, PrivateAddressError,
            CannotResolveHostError, DownloadConnectionRefusedError,
        ):  # fmt: skip
            pass  # noted by `_connect`; the browser sees a connection that ends
        finally:
            self._open.discard(writer)
            writer.close()

    async def _connect(
        self, host: str, port: int
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to the first address of a host that is allowed and answers.

        Raises:
            PrivateAddressError: every address of it is private; no socket was opened.
            CannotResolveHostError: it has none.
            DownloadConnectionRefusedError: none of them answered.
        """
        self.asked.append((host, port))
        try:
            async with asyncio.timeout(self._connect_seconds):
                return await self._connect_to_one(await _resolve(host, port), port)
        except (PrivateAddressError, CannotResolveHostError) as error:
            self._note(host, error)
            raise
        except (OSError, TimeoutError) as error:
            refused = DownloadConnectionRefusedError(f"{host}:{port} {error}".strip())
            self._note(host, refused)
            raise refused from None

    async def _connect_to_one(
        self, addresses: list[str], port: int
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        last: Exception = OSError("no address")
        for address in addresses:
            why = why_private(address)
            if why and not (self._loopback and ipaddress.ip_address(address).is_loopback):
                last = PrivateAddressError(why)
                continue
            try:
                return await asyncio.open_connection(address, port)
            except OSError as error:
                last = error
        raise last

    async def _join(
        self,
        host: str,
        from_browser: asyncio.StreamReader,
        to_browser: asyncio.StreamWriter,
        from_server: asyncio.StreamReader,
        to_server: asyncio.StreamWriter,
    ) -> None:
        """Carry bytes both ways until one side ends; an answer that breaks off is noted."""
        up = asyncio.ensure_future(_pump(from_browser, to_server, self._size_bytes))
        down = asyncio.ensure_future(_pump(from_server, to_browser, self._size_bytes))
        await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
        if down.done() and (broken := down.result()):
            self._note(host, broken)
            # Half an answer must not look like a whole one.
            to_browser.transport.abort()
        for task in (up, down):
            task.cancel()
        await asyncio.gather(up, down, return_exceptions=True)


async def _pump(
    source: asyncio.StreamReader, sink: asyncio.StreamWriter, most: int
) -> Exception | None:
    """Carry bytes one way until the source ends; why it did, unless that was its own will."""
    while most > 0:
        try:
            data = await source.read(_CHUNK_BYTES)
        except OSError as error:
            return DownloadFailedError(str(error))
        if not data:
            return None
        most -= len(data)
        sink.write(data)
        try:
            await sink.drain()
        except OSError:
            return None
    return DownloadCancelledError("more than a crawl reads")


async def _resolve(host: str, port: int) -> list[str]:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise CannotResolveHostError(f"no address for {host}: {error}") from None
    # A zone of a link-local address, as in fe80::1%eth0, is no part of it.
    return [str(address[0]).partition("%")[0] for *_, address in found]


def _read_head(head: bytes) -> _Asked | None:
    r"""What a request to a proxy asks for; None where it is none.

    >>> _read_head(b"CONNECT sana.sy:443 HTTP/1.1\r\n\r\n")
    _Asked(host='sana.sy', port=443, is_tunnel=True, head=b'')
    >>> _read_head(b"GET http://sana.sy/a?b HTTP/1.1\r\nProxy-Connection: x\r\n\r\n").head
    b'GET /a?b HTTP/1.1\r\nConnection: close\r\n\r\n'
    """
    first, *fields = head.rstrip(b"\r\n").split(b"\r\n")
    try:
        method, target, version = first.decode("ascii").split(" ")
        is_tunnel = method == "CONNECT"
        parts = urlsplit(f"//{target}" if is_tunnel else target)
        host, port = parts.hostname, parts.port or 80
    except ValueError:
        return None
    if not host or (not is_tunnel and parts.scheme != "http"):
        return None
    if is_tunnel:
        return _Asked(host, port, is_tunnel=True, head=b"")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    kept = [field for field in fields if not _OF_THE_PROXY.match(field)]
    lines = [f"{method} {path} {version}".encode(), *kept, b"Connection: close", b"", b""]
    return _Asked(host, port, is_tunnel=False, head=b"\r\n".join(lines))
