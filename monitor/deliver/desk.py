"""What the operator answers by one tap, from the press to its effect.

    hear      a long poll, only while something is asked           presses
    gate      in the admin chat, by somebody who has a say         presses
    answer    the first counts; its effect and it in one           questions, matters
    say       to whoever pressed, and in the message that asked

In: the matters that can be asked about, each with what an answer does.
Knows nothing of what the matters are.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.deliver.ledger import Ledger
from monitor.deliver.ports import Run
from monitor.deliver.presses import Deaf, Press, Presses
from monitor.deliver.questions import KINDS, Questions
from monitor.errors import MarqabError

log = logging.getLogger(__name__)

#: How long one poll waits; Telegram allows 50 s.
POLL = timedelta(seconds=25)

#: How long nothing is asked of Telegram after it could not be heard.
DEAF_PAUSE = timedelta(seconds=30)

#: How often it is looked whether something is asked.
LOOK = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Matter:
    """What an answer to one kind of question does."""

    #: Subject, choice, who pressed, now; raises MarqabError with what is wrong.
    settle: Callable[[str, str, str, datetime], None]
    #: Whether there is still something to decide about a subject.
    is_open: Callable[[str], bool]


class Desk:
    """Hears presses and acts on them, for one bot and one admin chat."""

    def __init__(
        self,
        presses: Presses,
        ledger: Ledger,
        run: Run,
        *,
        now: Callable[[], datetime],
        admin: Callable[[], str],
        tell: Callable[[str], Awaitable[None]],
        wake: Callable[[], None],
    ) -> None:
        """Make a desk; `admin` names the admin chat.

        `tell` passes a line on to the operator, `wake` says that something may be planned.
        """
        self.matters: dict[str, Matter] = {}
        self._presses = presses
        self._questions = Questions(ledger)
        self._ledger = ledger
        self._run = run
        self._now = now
        self._admin = admin
        self._tell = tell
        self._wake = wake
        self._in_conflict = False
        #: Why nothing could be heard at the last poll; "" when it could.
        self._deaf_for = ""

    async def work(self, stop: asyncio.Event) -> None:
        """Hear and act until stopped."""
        while not stop.is_set():
            pause = await self.turn(POLL)
            try:
                await asyncio.wait_for(stop.wait(), pause.total_seconds())
            except TimeoutError:
                continue

    async def turn(self, patience: timedelta) -> timedelta:
        """Act on what was pressed, waiting so long for it; how long to rest then."""
        if not self._admin() or not await self._run(self._anything_open):
            return LOOK
        heard = await self._presses.hear(patience)
        if isinstance(heard, Deaf):
            await self._deaf(heard)
            return DEAF_PAUSE
        self._deaf_for = ""
        if self._in_conflict:
            self._in_conflict = False
            await self._tell("buttons are heard again")
        for press in heard:
            await self._presses.answer(press, await self._act(press))
            self._wake()
        return timedelta(0)

    async def _deaf(self, deaf: Deaf) -> None:
        if deaf.conflict and not self._in_conflict:
            self._in_conflict = True
            await self._tell(
                "another program reads the updates of this bot, or a webhook is set; buttons do "
                f"nothing until that ends, and posts may go out twice: {deaf.reason}"
            )
        elif deaf.reason != self._deaf_for:  # once, not at every poll
            log.warning("presses cannot be heard: %s", deaf.reason)
        self._deaf_for = deaf.reason

    async def _act(self, press: Press) -> str:
        """What to show to whoever pressed."""
        if not press.is_in(self._admin()) or not await self._presses.may(press):
            log.warning("a press by %s in %s is refused", press.user_id, press.chat)
            return "هذا الزر لمشرفي مجموعة الإدارة"
        try:
            return await self._run(self._settle, press.payload, press.user_name)
        except MarqabError as error:
            log.info("a press by %s changes nothing: %s", press.user_id, error)
            return str(error)

    def _settle(self, payload: str, by: str) -> str:
        now = self._now()
        with self._ledger.transaction():
            pressed = self._questions.pressed(payload, now)
            asked, choice = pressed.question, pressed.choice
            self.matters[asked.kind].settle(asked.subject, choice, by, now)
            self._questions.close(asked.kind, asked.subject, choice, now, by=by)
        log.info("answered: %s %s: %s by %s", asked.kind, asked.subject, choice, by)
        return f"✔️ {KINDS[asked.kind][choice]}"

    def _anything_open(self) -> bool:
        """Whether something is asked, after what was settled otherwise is asked no more."""
        now = self._now()
        with self._ledger.transaction():
            for asked in self._questions.open():
                matter = self.matters.get(asked.kind)
                if matter and not matter.is_open(asked.subject):
                    self._questions.close(asked.kind, asked.subject, "حُسم من غير هذا الزر", now)
        return self._questions.any_open(now)
