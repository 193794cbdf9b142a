"""The watch room over HTTP: addresses, headers, and pages made of what the database holds.

In: requests on a socket of this machine. Out: pages that no script, frame or site can misuse.
Reads through connections of its own and writes nothing, beside a service or without one.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Self

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor import clock
from monitor.archive.store import looking
from monitor.errors import MarqabError, StoreError
from monitor.web import article, rules, source, stories, story
from monitor.web import now as now_page
from monitor.web.access import Access
from monitor.web.room import Elsewhere, Files, NotHere, NotUnderstood, Room
from monitor.web.words import when

log = logging.getLogger(__name__)

#: The longest that the database may take for one page (our own choice).
LONGEST: Final = timedelta(seconds=5)
#: So many pages are made at one time (our own choice); further requests wait.
_AT_ONCE = 4

#: Nothing is loaded but our own stylesheet, nothing runs, nobody frames it.
_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Server": "marqab",
}

_Page = Callable[..., dict[str, Any]]

_TEMPLATES = Environment(
    loader=PackageLoader("monitor.web", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


_STYLE: Final = _TEMPLATES.get_template("style.css").render()


class WatchRoom:
    """The room of one database, while it is open; `async with` opens and closes it.

    Raises:
        OSError: the address cannot be listened on.
    """

    def __init__(
        self,
        config: Path,
        db: Path,
        access: Access,
        *,
        port: int = 0,
        command: tuple[str, ...] = ("marqab",),
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._files = Files(config)
        self._db = db
        self._access = access
        self._port = port
        self._command = command
        self._now = now
        self._busy = asyncio.Semaphore(_AT_ONCE)
        app = web.Application(middlewares=[self._guard])
        app.router.add_get("/", self._page("now", now_page.page))
        app.router.add_get("/stories", self._page("stories", stories.page))
        app.router.add_get(r"/stories/{id:\d{1,18}}", self._page("story", story.page, int))
        app.router.add_get("/articles", self._page("articles", stories.articles))
        app.router.add_get(r"/articles/{id:\d{1,18}}", self._page("article", article.page, int))
        app.router.add_get(r"/sources/{id:\w+}", self._page("source", source.page, str))
        app.router.add_get("/rules", self._page("rules", rules.page))
        app.router.add_get("/style.css", _stylesheet)
        self._runner = web.AppRunner(app, access_log=None)

    async def __aenter__(self) -> Self:
        """Start to listen; `address` then says where."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._access.host, self._port).start()
        except OSError:
            await self._runner.cleanup()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop to listen, and let what is being answered finish."""
        await self._runner.cleanup()

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        host, port = self._runner.addresses[0][:2]
        return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"

    # --- requests ---------------------------------------------------------------------------

    @web.middleware
    async def _guard(
        self,
        request: web.Request,
        handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        """Refuse who may not look, and send every answer with the headers that guard it."""
        headers = request.headers
        refused = self._access.refusal(headers.get("Host"), headers.get("Authorization"))
        try:
            if refused:
                answer: web.StreamResponse = _plain(refused, _REFUSED[refused])
            else:
                answer = await handler(request)
        except web.HTTPException as error:
            answer = _plain(error.status, _SAID[error.status])
            answer.headers.update({k: v for k, v in error.headers.items() if k == "Allow"})
        except Exception:
            log.exception("the page %s broke", request.path)
            answer = _plain(500, "تعذّر إعداد هذه الصفحة؛ التفاصيل في السجلّ.")
        answer.headers.update(_HEADERS)
        if refused == 401:  # noqa: PLR2004
            answer.headers["WWW-Authenticate"] = 'Basic realm="Marqab", charset="UTF-8"'
        return answer

    def _page(
        self, template: str, page: _Page, kind: type[int] | type[str] | None = None
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """The handler of an address; `kind` is that of the part of it that is named ``id``."""

        async def answer(request: web.Request) -> web.StreamResponse:
            given = (kind(request.match_info["id"]),) if kind else ()
            async with self._busy:
                try:
                    return await asyncio.to_thread(
                        self._render, template, page, given, dict(request.query)
                    )
                except Elsewhere as found:
                    return web.Response(status=303, headers={"Location": found.path})
                except NotHere as error:
                    return _plain(404, str(error))
                except NotUnderstood as error:
                    return _plain(400, str(error))
                except StoreError as error:
                    log.warning("no page: %s", error)
                    ended = str(error).endswith("interrupted")
                    return _plain(503, _TOO_LONG if ended else _UNREADABLE, str(error))
                except MarqabError as error:
                    return _plain(500, "تعذّر إعداد هذه الصفحة.", str(error))

        return answer

    def _render(
        self, template: str, page: _Page, given: tuple[int | str, ...], asked: Mapping[str, str]
    ) -> web.Response:
        files = self._files.read()
        with looking(self._db) as store:
            room = Room(store, files, self._now(), self._command, asked)
            room.browse.limit_time(LONGEST)
            context = page(room, *given)
        shown_at = when(room.now, room.zone, room.now)
        html = _TEMPLATES.get_template(f"{template}.html").render(
            page=template, shown_at=shown_at, at=room.now, known=room.sources, **context
        )
        return web.Response(text=html, content_type="text/html")


_REFUSED: Final = {
    401: "غرفة الرصد مقفلة: كلمة المرور هي رمزها.",
    421: "هذا الاسم ليس لهذا الجهاز: افتح الغرفة باسم 127.0.0.1 أو localhost.",
}


_TOO_LONG: Final = "طال الجواب فأُوقف: ضيّق السؤال."
_UNREADABLE: Final = "تعذّرت قراءة قاعدة البيانات."


class _Said(dict[int, str]):
    def __missing__(self, status: int) -> str:
        return f"تعذّر تنفيذ الطلب ({status})."


_SAID: Final = _Said({404: "لا صفحة بهذا العنوان.", 405: "هذه الغرفة للقراءة وحدها."})


def _plain(status: int, said: str, detail: str = "") -> web.Response:
    """A page that says what is wrong."""
    html = _TEMPLATES.get_template("error.html").render(
        page="error", said=said, detail=detail, status=status
    )
    return web.Response(status=status, text=html, content_type="text/html")


async def _stylesheet(_: web.Request) -> web.Response:
    return web.Response(text=_STYLE, content_type="text/css")
