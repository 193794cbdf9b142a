"""Who pressed which button, as Telegram tells it, and whether they may.

In: long polls of a bot's updates. Nobody else may poll the same bot.
Out: each Press once it is there, or why nothing can be heard.
Knows nothing of questions and of what a press does.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from telegram import CallbackQuery
from telegram.error import Conflict

from monitor.deliver.bot import FAILURES, TelegramBot

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Press:
    """One press of a button."""

    id: str
    #: What the button sends back; anybody may have made it up.
    payload: str
    #: Telegram's id of the chat, and its public name with "@" or "".
    chat: str
    chat_name: str
    user_id: int
    user_name: str
    #: True in a private chat, where nobody but its owner can press.
    private: bool

    def is_in(self, destination: str) -> bool:
        """Whether it was pressed in this chat, as ``monitor.yaml`` names it."""
        names = {self.chat, self.chat_name.lower()} - {""}
        return destination.lower() in names


@dataclass(frozen=True, slots=True)
class Deaf:
    """Nothing can be heard at the moment."""

    reason: str
    #: True when another program polls the same bot, or a webhook is set.
    conflict: bool = False


class Presses:
    """Hears the presses of one bot."""

    def __init__(self, bot: TelegramBot) -> None:
        self._bot = bot
        self._offset = 0

    async def hear(self, patience: timedelta) -> list[Press] | Deaf:
        """What was pressed; waits so long for the first."""
        try:
            async with self._bot.patience(patience):
                updates = await self._bot.api.get_updates(
                    offset=self._offset,
                    timeout=patience,
                    allowed_updates=["callback_query"],
                )
        except Conflict as error:
            return Deaf(self._bot.why(error), conflict=True)
        except FAILURES as error:
            return Deaf(self._bot.why(error))
        if updates:
            # Telegram then forgets what lies before it.
            self._offset = updates[-1].update_id + 1
        queries = [one.callback_query for one in updates]
        return [_press(query) for query in queries if query and query.message]

    async def answer(self, press: Press, text: str) -> None:
        """Show a text to whoever pressed; too late, it is only logged."""
        try:
            # 200 characters are allowed.
            async with self._bot.patience():
                await self._bot.api.answer_callback_query(press.id, text[:200], show_alert=True)
        except FAILURES as error:
            log.warning("a press is not answered: %s", self._bot.why(error))

    async def may(self, press: Press) -> bool:
        """Whether they have a say in that chat: its owner, its administrators."""
        if press.private:
            return press.chat == str(press.user_id)
        try:
            async with self._bot.patience():
                rulers = await self._bot.api.get_chat_administrators(press.chat)
        except FAILURES as error:
            log.warning("who may press is not known: %s", self._bot.why(error))
            return False
        return press.user_id in {member.user.id for member in rulers}


def _press(query: CallbackQuery) -> Press:
    assert query.message is not None
    chat = query.message.chat
    return Press(
        id=query.id,
        payload=query.data or "",
        chat=str(chat.id),
        chat_name=f"@{chat.username}" if chat.username else "",
        user_id=query.from_user.id,
        user_name=query.from_user.full_name,
        private=chat.type == "private",
    )
