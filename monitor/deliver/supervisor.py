"""Work that must not end is started again when it fails, and the operator hears of it.

What nobody foresaw may lie in the ledger itself. So what is said of it goes past the ledger,
straight to the admin chat; that it may arrive twice does no harm.
In: the work. Out: lines in the log and in the admin chat.
Knows nothing of posts and of storage.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from time import monotonic
from traceback import extract_tb

from monitor.deliver.outcome import Sent
from monitor.deliver.ports import Channel
from monitor.logs import redact
from monitor.render import layout

log = logging.getLogger(__name__)

#: How long work that failed is left alone; it may fail at once again.
RESTART_PAUSE = timedelta(seconds=30)

#: What goes on failing is said again after so long.
SAY_AGAIN = timedelta(hours=6)


class Supervisor:
    """Keeps the work of one service going."""

    def __init__(
        self,
        channel: Channel | None,
        place: Callable[[], tuple[str, int | None]],
        stop: asyncio.Event,
    ) -> None:
        """Make one; `place` is the admin chat, or "", and its topic. Without a channel it logs."""
        self._channel = channel
        self._place = place
        self._stop = stop
        self._said_at: dict[str, float] = {}
        #: Several couriers meet one cause at once.
        self._speaking = asyncio.Lock()

    async def keep(
        self,
        name: str,
        work: Callable[[], Awaitable[None]],
        mend: Callable[[Exception], Awaitable[None]] | None = None,
    ) -> None:
        """Let `work` run until the stop, `mend` before it begins again after a failure."""
        failure: Exception | None = None
        while not self._stop.is_set():
            try:
                if failure and mend:
                    await mend(failure)
                await work()
            except Exception as error:
                failure = error
                log.exception("%s failed and starts again", name)
                await self.failed(name, error)
                with suppress(TimeoutError):  # a stop need not wait for the pause
                    await asyncio.wait_for(self._stop.wait(), RESTART_PAUSE.total_seconds())

    async def failed(self, name: str, error: Exception) -> None:
        """Say that a part of the program failed; one cause once, whatever parts it befalls."""
        what = "خطأ في البرنامج نفسه أو في قاعدة بياناته: تعطّل جزء منه وتُعاد المحاولة."
        where = extract_tb(error.__traceback__)[-1:]
        key = f"{type(error).__name__} {[(frame.filename, frame.lineno) for frame in where]}"
        await self.say(key, [what, f"{name} failed", in_words(error), "marqab status"])

    async def say(self, key: str, lines: list[str]) -> None:
        """Say this in the admin chat, past the ledger; of one `key` once in `SAY_AGAIN`."""
        chat, topic = self._place()
        if not chat or self._channel is None:
            return
        async with self._speaking:
            said_at = self._said_at.get(key)
            if said_at is not None and monotonic() - said_at < SAY_AGAIN.total_seconds():
                return
            # The first line has no Arabic letter: where the admin chat is a channel as well, the
            # ledger must not take this for a post that it has lost (`layout.looks_ours`).
            html = layout.admin("marqab run", lines)
            try:
                outcome = await self._channel.send(chat, html, topic=topic)
            except Exception:
                # The channel may be what failed; whoever speaks here has to go on.
                log.exception("the operator is not told")
                return
            if isinstance(outcome, Sent):
                self._said_at[key] = monotonic()
            else:
                log.warning("the operator is not told: %s", outcome)


def in_words(error: Exception) -> str:
    """An error in one line, without a token.

    >>> in_words(KeyError("url"))
    "KeyError: 'url'"
    """
    return redact(f"{type(error).__name__}: {error}")
