"""A strict double of Telegram's Bot API on loopback, for the demo and for tests.

Real HTTP, Telegram's own error texts, and faults by script: requests are dropped, stall or land
late here as they do in life.
Stricter than Telegram in one thing: an unknown method or parameter is an error, not ignored.
In: requests of any Bot API client.
Out: answers as Telegram gives them; `BotApi.chats` holds what readers would see.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Self

from aiohttp import web

from monitor import clock
from monitor.deliver.post import Shown
from monitor.demo.botanswers import Answer, Rate, Refusal
from monitor.demo.botchats import Chats
from monitor.demo.botrecords import Chat, Json

__all__ = ["BAD_GATEWAY", "DEMO_TOKEN", "INTERNAL_ERROR", "Answer", "BotApi", "Chat", "Drop"]
__all__ += ["Fault", "Late", "Rate", "Stall"]

#: No token of anybody's: the number belongs to no bot and the rest says so.
DEMO_TOKEN = "123456789:demo-demo-demo-demo-demo-demo-demo1"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Drop:
    """Fault: the connection breaks, before or after the request was carried out."""

    when: Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Stall:
    """Fault: no answer ever comes, whether or not the request was carried out."""

    when: Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Late:
    """Fault: the connection breaks, and the request is carried out when `after` has passed.

    `BotApi.land_due` carries out what is due, `BotApi.land_late` everything.
    """

    after: timedelta = timedelta(0)


Fault = Answer | Drop | Stall | Late
_CONFLICT = Answer(
    409,
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is "
    "running",
)

#: How often a long poll looks for updates, in seconds: fast, for tests wait for it.
_LOOK = 0.02
INTERNAL_ERROR = Answer(500, "Internal Server Error")
BAD_GATEWAY = Answer(502, "Bad Gateway")


class BotApi:
    """The server and all its chats; `async with` starts and stops it."""

    def __init__(
        self,
        token: str = DEMO_TOKEN,
        *,
        rate: Rate | None = None,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self.token = token
        self.chats = Chats(int(token.partition(":")[0]), rate, now)
        #: Every request that arrived, faults included: method and parameters.
        self.calls: list[tuple[str, Json]] = []
        self.base_url = ""
        self._faults: dict[str, deque[Fault | None]] = defaultdict(deque)
        self._now = now
        self._late: list[tuple[datetime, Callable[[], Any]]] = []
        self._polls = 0
        self._stalled = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        """Listen on a free port of 127.0.0.1; `base_url` then says where."""
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.base_url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        """Let stalled requests go and stop."""
        self._stalled.set()
        assert self._runner is not None
        await self._runner.cleanup()

    def add_chat(self, chat: Chat) -> Chat:
        """Open a chat; see `Chats.add_chat`."""
        return self.chats.add_chat(chat)

    def shown(self, chat: Chat) -> list[Shown]:
        """The bot's posts as readers see them, oldest first."""
        return self.chats.shown(chat)

    def script(self, *faults: Fault | None, method: str = "sendMessage") -> None:
        """Let these befall the next requests of this method, one each; None lets one pass."""
        self._faults[method].extend(faults)

    def land_late(self) -> int:
        """Carry out all that `Late` has kept back; returns how many requests that were."""
        landed, self._late = self._late, []
        for _, act in landed:
            with suppress(Refusal):  # nobody is left to hear it
                act()
        return len(landed)

    def land_due(self) -> None:
        """Carry out what `Late` has kept back for long enough, by the double's own clock."""
        due = [late for late in self._late if late[0] <= self._now()]
        waiting = [late for late in self._late if late not in due]
        self._late = due
        self.land_late()
        self._late = waiting

    # --- HTTP -------------------------------------------------------------------------------

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        parameters = {name: str(value) for name, value in (await request.post()).items()}
        parameters |= request.query
        self.calls.append((method, dict(parameters)))
        try:
            self._check_token(request.match_info["token"])
            fault = self._faults[method].popleft() if self._faults[method] else None
            if method == "getUpdates" and fault is None:
                return web.json_response({"ok": True, "result": await self._poll(parameters)})
            return await self._with_fault(
                fault, request, lambda: self.chats.call(method, parameters)
            )
        except Refusal as refusal:
            return _refused(refusal.answer)

    async def _with_fault(
        self, fault: Fault | None, request: web.Request, act: Callable[[], Any]
    ) -> web.StreamResponse:
        match fault:
            case Answer():
                raise Refusal(fault)
            case Drop(when) | Stall(when):
                if when == "after":
                    act()
                if isinstance(fault, Stall):
                    await self._stalled.wait()
                return _broken(request)
            case Late(after):
                self._late.append((self._now() + after, act))
                return _broken(request)
            case None:
                return web.json_response({"ok": True, "result": act()})

    async def _poll(self, parameters: dict[str, str]) -> Any:
        """Updates as soon as there are any; a second poll ends the first with 409."""
        self._polls += 1
        mine, waited = self._polls, 0.0
        patience = float(parameters.get("timeout", 0))
        while not (found := self.chats.call("getUpdates", parameters)) and waited < patience:
            await asyncio.sleep(_LOOK)
            waited += _LOOK
            if self._polls != mine:
                raise Refusal(_CONFLICT)
        return found

    def _check_token(self, token: str) -> None:
        if token != self.token:
            number, _, secret = token.partition(":")
            well_formed = number.isdigit() and secret
            raise Refusal(Answer(401, "Unauthorized") if well_formed else Answer(404, "Not Found"))


def _refused(answer: Answer) -> web.Response:
    if answer.raw:
        return web.Response(text=answer.description, status=answer.code)
    body: Json = {"ok": False, "error_code": answer.code, "description": answer.description}
    if answer.retry_after is not None:
        body["parameters"] = {"retry_after": answer.retry_after}
    if answer.migrate_to is not None:
        body["parameters"] = {"migrate_to_chat_id": answer.migrate_to}
    return web.json_response(body, status=answer.code)


def _broken(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
