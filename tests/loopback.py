"""A web site on loopback that does to its visitors whatever a test says.

Real sockets and bytes that the test writes itself, so that nothing between it and the crawl
corrects what is malformed.
"""

import asyncio
import contextlib
import gzip
import ssl
import sys
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from html import escape
from typing import Any

import brotli

from spiders.contract import Article, CrawlReport, CrawlState, Deferred, Source
from spiders.crawl import crawl
from spiders.fetch import robots
from spiders.fetch.limits import Limits
from spiders.urls import identity

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

#: Writes the whole answer, status line included; the connection is closed after it.
Answer = Callable[["Question", asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Question:
    """One request as the site got it; header names in lower case."""

    path: str
    headers: Mapping[str, str]


@dataclass
class Site:
    """A running site: its pages by path, and everything it was asked."""

    pages: dict[str, Answer]
    host: str = "127.0.0.1"
    scheme: str = "http"
    port: int = 0
    asked: list[Question] = field(default_factory=list)
    #: How many requests were being answered at once, at most.
    busiest: int = 0
    _busy: int = 0

    def url(self, path: str) -> str:
        """The address of a path of this site."""
        return f"{self.scheme}://{self.host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """The paths asked for, in order, without robots.txt."""
        return [question.path for question in self.asked if question.path != "/robots.txt"]

    def source(
        self, name: str = "outlet", *, allow_private: bool = True, **keys: object
    ) -> Source:
        """A source whose feed is ``/feed`` on this site."""
        return Source.model_validate(
            {
                "id": name,
                "name": "منبر",
                "url": self.url("/"),
                "discover": [{"feed": self.url("/feed")}],
                "allow_private": allow_private,
            }
            | keys
        )

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection."""
        self._busy += 1
        self.busiest = max(self.busiest, self._busy)
        # The visitor hangs up on many of these answers, which is their purpose.
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
            headers = dict(line.split(": ", 1) for line in head[1:] if line)
            question = Question(head[0].split()[1], {k.lower(): v for k, v in headers.items()})
            self.asked.append(question)
            answer = asyncio.ensure_future(self.answer(question, writer))
            hung_up = asyncio.ensure_future(reader.read())
            await asyncio.wait({answer, hung_up}, return_when=asyncio.FIRST_COMPLETED)
            answer.cancel()
            hung_up.cancel()
            await asyncio.gather(answer, hung_up, return_exceptions=True)
        self._busy -= 1
        writer.close()

    async def answer(self, question: Question, writer: asyncio.StreamWriter) -> None:
        """Write the page of a path; ``*`` is the page of every path without one."""
        await self.pages.get(question.path, self.pages.get("*", missing))(question, writer)
        await writer.drain()


@contextlib.asynccontextmanager
async def site(
    pages: dict[str, Answer], host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> AsyncIterator[Site]:
    """A site that runs inside the block; call it in the loop that crawls."""
    robots.forget()
    running = Site(pages, host, "https" if tls else "http")
    server = await asyncio.start_server(running.serve, host, 0, ssl=tls)
    running.port = server.sockets[0].getsockname()[1]
    try:
        yield running
    finally:
        server.close()
        await server.wait_closed()


async def crawled(
    source: Source,
    state: CrawlState | None = None,
    deadline: timedelta = timedelta(seconds=60),
    **limits: Any,
) -> tuple[list[Article], CrawlReport]:
    """Everything one crawl yields: the articles, and the report that comes last."""
    limited = Limits(**limits)
    crawling = crawl(source, state or CrawlState(), deadline, limits=limited)
    records = [record async for record in crawling]
    articles = [record for record in records if isinstance(record, Article)]
    report = records[-1]
    assert isinstance(report, CrawlReport)
    assert [*articles, report] == records
    return articles, report


async def polls(
    home: Site, count: int, pause: timedelta = timedelta(), **limits: Any
) -> list[CrawlReport]:
    """Crawl so many times, each time with what the crawl before has left behind.

    Between two crawls what was left behind grows older by `pause`.
    """
    state, reports = CrawlState(), []
    for _ in range(count):
        articles, report = await crawled(home.source(), state, **limits)
        known = {identity(a.url, home.source()): a.modified_at for a in articles}
        state = CrawlState(
            known=state.known | known,
            pending=report.pending,
            deferred={key: older(one, pause) for key, one in report.deferred.items()},
        )
        reports.append(report)
    return reports


def older(deferred: Deferred, by: timedelta) -> Deferred:
    """What a refused page is remembered by, so much later."""
    times = {"refused_at": deferred.refused_at - by}
    if deferred.again_at:
        times["again_at"] = deferred.again_at - by
    return deferred.model_copy(update=times)


# --- answers --------------------------------------------------------------------------------


def raw(data: bytes) -> Answer:
    """Exactly these bytes, then the end of the connection."""

    async def answer(_: Question, writer: asyncio.StreamWriter) -> None:
        writer.write(data)

    return answer


def reply(
    body: str | bytes = b"",
    status: int = 200,
    kind: str = "text/html; charset=utf-8",
    **headers: str,
) -> Answer:
    """An honest answer; header names with ``_`` for ``-``."""
    data = body.encode() if isinstance(body, str) else body
    lines = {"Content-Type": kind, "Content-Length": str(len(data)), "Connection": "close"}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = f"HTTP/1.1 {status} X\r\n" + "".join(f"{k}: {v}\r\n" for k, v in lines.items())
    return raw(head.encode() + b"\r\n" + data)


def missing(question: Question, writer: asyncio.StreamWriter) -> Awaitable[None]:
    """404, the answer to every path without a page."""
    return reply("no such page", 404)(question, writer)


def redirect(to: str, status: int = 302) -> Answer:
    """A redirect to an address, which may be relative."""
    return reply(status=status, Location=to)


def endless_redirects(question: Question, writer: asyncio.StreamWriter) -> Awaitable[None]:
    """Every answer leads to one more step: /loop, /loop1, /loop11."""
    return redirect(question.path + "1")(question, writer)


async def silence(_: Question, __: asyncio.StreamWriter) -> None:
    """No answer as long as the visitor waits."""
    await asyncio.Event().wait()


async def slow_drip(_: Question, writer: asyncio.StreamWriter) -> None:
    """One byte of a page every hundredth of a second, for ever."""
    writer.write(b"HTTP/1.1 200 X\r\nContent-Type: text/html\r\n\r\n")
    while True:
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(0.01)


async def endless(_: Question, writer: asyncio.StreamWriter) -> None:
    """A body that never ends, as fast as it is read."""
    writer.write(b"HTTP/1.1 200 X\r\nContent-Type: text/html\r\n\r\n")
    while True:
        writer.write(b"<p>" * 20_000)
        await writer.drain()


async def endless_head(_: Question, writer: asyncio.StreamWriter) -> None:
    """Header fields that never end, as fast as they are read."""
    writer.write(b"HTTP/1.1 200 X\r\n")
    while True:
        writer.write(b"X-More: %s\r\n" % (b"x" * 1000) * 20)
        await writer.drain()


async def reset(_: Question, writer: asyncio.StreamWriter) -> None:
    """A connection torn down in the middle of the headers."""
    writer.write(b"HTTP/1.1 200 X\r\nContent-")
    await writer.drain()
    writer.transport.abort()


def bomb(size_bytes: int, coding: str = "gzip") -> Answer:
    """A small answer that becomes this large, in a coding of HTTP or several after another."""
    compress = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "br": brotli.compress,
        "zstd": zstd.compress,
    }
    data = b"\0" * size_bytes
    for one in coding.split(", "):
        data = compress[one](data)
    return reply(data, Content_Encoding=coding)


def one_line(size_bytes: int) -> Answer:
    """One line of this length that does not say how long it is."""

    async def answer(__: Question, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 X\r\nContent-Type: text/html\r\n\r\n")
        for _ in range(size_bytes >> 16):
            writer.write(b"x" * (1 << 16))
            await writer.drain()

    return answer


# --- what an honest outlet sends ------------------------------------------------------------


def rss(links: Mapping[str, str], **headers: str) -> Answer:
    """A feed of these titles by address."""
    return reply(rss_text(links), kind="application/rss+xml; charset=utf-8", **headers)


def rss_text(links: Mapping[str, str]) -> str:
    """The text of that feed; every item is of the same morning."""
    items = "".join(
        f"<item><title>{escape(title)}</title><link>{escape(url)}</link>"
        "<pubDate>Sun, 22 Nov 2026 06:00:00 +0000</pubDate></item>"
        for url, title in links.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>منبر الساحل</title>{items}</channel></rss>"
    )


def article_text(title: str) -> str:
    """A page with one article of four paragraphs about nothing that happened."""
    body = "".join(
        f"<p>{sentence} {title}، وقالت مصادر محلية إن الحركة في المرفأ عادت إلى طبيعتها "
        "بعد ساعات من التوقف، فيما واصلت الفرق الفنية أعمال الصيانة حتى المساء.</p>"
        for sentence in ("شهدت المدينة صباح اليوم", "وأضافت", "وأوضح المجلس البلدي", "وختم")
    )
    return (
        '<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>"
        '<meta property="og:type" content="article">'
        '<meta property="article:published_time" content="2026-11-22T09:00:00+03:00"></head>'
        f"<body><article><h1>{escape(title)}</h1>{body}</article></body></html>"
    )


def article(title: str) -> Answer:
    """That page as an answer."""
    return reply(article_text(title))
