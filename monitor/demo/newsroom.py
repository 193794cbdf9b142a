"""The demo's invented outlets: real HTTP on loopback, each built the way real ones are.

A feed, a WordPress-like REST interface, a listing page with Arabic-Indic dates, a site in
windows-1256 that declares something else, and one that breaks in round two.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Annotated, Self
from zoneinfo import ZoneInfo

import jinja2
from aiohttp import web
from pydantic import Field

from spiders.contract import Record
from spiders.yamlfile import read_yaml, validate

_DAMASCUS = ZoneInfo("Asia/Damascus")
_MONTHS = [
    *("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران"),
    *("تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول"),
]
_ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


class Piece(Record):
    """One version of one article."""

    outlet: str
    number: int
    slug: str
    minutes_old: Annotated[int, Field(ge=0)]
    since_round: int = 1
    #: A later version of the piece with the same number.
    edited: bool = False
    shows: str
    title: str
    paragraphs: tuple[str, ...]


class _Pieces(Record):
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Outlet:
    """One invented site, and how Marqab reads it."""

    id: str
    name: str
    #: What the first answer to a visitor looks like; the keys of ``discover``.
    kind: str
    charset: str = "utf-8"


OUTLETS = (
    Outlet("marfa", "وكالة المرفأ", "feed"),
    Outlet("sahel", "الساحل اليوم", "wordpress"),
    Outlet("banias", "بانياس الإخبارية", "listing"),
    Outlet("jabal", "صوت الجبل", "feed", charset="windows-1256"),
    Outlet("qasioun", "شبكة قاسيون", "feed"),
)

#: The outlet that answers with an error and a challenge page from round two on.
BROKEN = "qasioun"


def visible_date(at: datetime) -> str:
    """A date as Syrian sites print it.

    >>> visible_date(datetime(2025, 2, 17, 11, 35, tzinfo=ZoneInfo("UTC")))
    '١٧ شباط ٢٠٢٥ - ١٤:٣٥'
    """
    local = at.astimezone(_DAMASCUS)
    text = f"{local.day} {_MONTHS[local.month - 1]} {local.year} - {local:%H:%M}"
    return text.translate(_ARABIC_INDIC)


class Newsroom:
    """All outlets, each on a port of its own; `round` says what visitors find.

    `async with` starts and stops it.
    """

    def __init__(self, started: datetime) -> None:
        self.started = started
        self.begin(1, started)
        self.homes: dict[str, str] = {}
        self._runners: list[web.AppRunner] = []
        text = files("monitor.demo").joinpath("pieces.yaml").read_text(encoding="utf-8")
        self._pieces = validate(read_yaml(text, name="pieces.yaml"), _Pieces).pieces
        self._templates = jinja2.Environment(
            loader=jinja2.PackageLoader("monitor.demo"), autoescape=True
        )

    async def __aenter__(self) -> Self:
        """Start to serve; `homes` then says where."""
        for outlet in OUTLETS:
            app = web.Application()
            app.router.add_get("/{path:.*}", self._handler(outlet))
            runner = web.AppRunner(app, access_log=None)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            self._runners.append(runner)
            self.homes[outlet.id] = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop to serve."""
        for runner in self._runners:
            await runner.cleanup()

    def begin(self, number: int, now: datetime) -> None:
        """Open a round; what is edited in it, is edited now."""
        self.round = number
        self._edited_at = now

    def published(self, outlet: Outlet) -> list[Piece]:
        """What a visitor of this outlet finds now, newest first, each piece once."""
        newest: dict[int, Piece] = {}
        for piece in self._pieces:
            if piece.outlet == outlet.id and piece.since_round <= self.round:
                newest[piece.number] = piece
        return sorted(newest.values(), key=lambda piece: piece.minutes_old)

    def _at(self, piece: Piece) -> datetime:
        return self.started.replace(microsecond=0) - timedelta(minutes=piece.minutes_old)

    def _url(self, piece: Piece) -> str:
        return f"{self.homes[piece.outlet]}/{piece.number}/{piece.slug}/"

    def _handler(self, outlet: Outlet) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            if outlet.id == BROKEN and self.round > 1:
                return web.Response(status=503, text="<h1>Just a moment...</h1>")
            path = request.match_info["path"]
            if path.startswith("wp-json/wp/v2/posts") and outlet.kind == "wordpress":
                return web.json_response(self._posts(outlet))
            if path == "rss.xml" and outlet.kind == "feed":
                return self._feed(outlet)
            if path in {"", "news"}:
                return self._listing(outlet)
            for piece in self.published(outlet):
                if path.startswith(f"{piece.number}/"):
                    return self._page(outlet, piece)
            return web.Response(status=404, text="الصفحة غير موجودة")

        return handle

    def _render(self, outlet: Outlet, template: str, **values: object) -> bytes:
        text = self._templates.get_template(template).render(
            outlet=outlet, charset=outlet.charset, **values
        )
        return text.encode(outlet.charset, "xmlcharrefreplace")

    def _page(self, outlet: Outlet, piece: Piece) -> web.Response:
        template = "visible_date.html" if outlet.id in {"banias", "jabal"} else "jsonld.html"
        at = self._at(piece)
        page = self._render(
            outlet, template, piece=piece, url=self._url(piece), at=at, date=visible_date(at)
        )
        return web.Response(body=page, headers={"Content-Type": "text/html"})

    def _listing(self, outlet: Outlet) -> web.Response:
        entries = [
            (piece, self._url(piece), visible_date(self._at(piece)))
            for piece in self.published(outlet)
        ]
        page = self._render(outlet, "listing.html", entries=entries)
        return web.Response(body=page, headers={"Content-Type": "text/html"})

    def _feed(self, outlet: Outlet) -> web.Response:
        entries = [(p, self._url(p), self._at(p)) for p in self.published(outlet)]
        # The site in windows-1256 says UTF-8, as such sites do.
        feed = self._render(
            outlet, "feed.xml", entries=entries, home=self.homes[outlet.id], declared="utf-8"
        )
        return web.Response(body=feed, headers={"Content-Type": "application/rss+xml"})

    def _posts(self, outlet: Outlet) -> list[dict[str, object]]:
        posts = []
        for piece in self.published(outlet):
            changed = self._edited_at if piece.edited else self._at(piece)
            posts.append(
                {
                    "id": piece.number,
                    "date_gmt": f"{self._at(piece):%Y-%m-%dT%H:%M:%S}",
                    "modified_gmt": f"{changed:%Y-%m-%dT%H:%M:%S}",
                    "link": self._url(piece),
                    "title": {"rendered": piece.title},
                    "content": {
                        "rendered": "".join(f"<p>{text}</p>\n" for text in piece.paragraphs),
                        "protected": False,
                    },
                    "excerpt": {"rendered": f"<p>{piece.paragraphs[0]}</p>"},
                }
            )
        return posts
