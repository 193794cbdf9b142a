"""A bot and what its calls come to: the making of it, and what each error means.

In: a token, an address, and what python-telegram-bot raised.
Out: what the attempt came to (`monitor.deliver.outcome`), decided from the cause of the error: an
answer that was lost is `Unknown`, for a drop before and a drop after delivery look alike.
No text holds the token.
"""

import asyncio
import os
import re
from datetime import timedelta
from typing import Final

import httpx
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest

from monitor.deliver.outcome import (
    Blocked,
    NotSent,
    Outcome,
    Part,
    Refusal,
    Refused,
    Unknown,
    Wait,
)
from monitor.errors import MarqabError
from monitor.logs import redact
from monitor.settings import Telegram

# PTB's future default, in which a 429 names its patience as a timedelta and warns of nothing.
os.environ.setdefault("PTB_TIMEDELTA", "1")

#: What holds where nobody sets anything else.
_SHIPPED: Final = Telegram()

#: The request never left: there was no connection to leave by.
_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)

#: Answers of status 400 that concern the whole chat, not one message.
_CHAT_WIDE: Final = re.compile(
    "chat not found|need administrator rights|not enough rights|no rights to|is not a member|"
    "group chat was|bot was kicked|peer_id_invalid|chat_admin_required|chat_restricted|"
    "chat_write_forbidden|chat_send_plain_forbidden|channel_private|have no write access|"
    "user_banned_in_channel|message to be replied not found|replied message not found",
    re.IGNORECASE,
)

#: And of one that concerns a topic of a forum.
_TOPIC: Final = re.compile(
    "topic_closed|topic_deleted|message thread not found|message_thread_invalid", re.IGNORECASE
)

#: How PTB names an answer of JSON that lacks Telegram's own words: a proxy wrote it.
_NOT_TELEGRAMS: Final = re.compile(r" \(\d{3}\)$")

#: The server's words for a message that a moderation bot deleted at once: an answer of status 500
#: in the source of telegram-bot-api (2026-11), though the message was there.
_DELETED_AT_ONCE = "sent message was immediately deleted"

#: Telegram answers a 429 without saying how long, so we wait this long.
_PATIENCE = timedelta(seconds=30)

#: What a call raises: PTB's own; what it stumbles over when an answer of status 200 is not what it
#: should be; and the end of `TelegramBot.patience`.
FAILURES = (
    TelegramError,
    TypeError,
    ValueError,
    KeyError,
    AttributeError,
    RecursionError,
    TimeoutError,
)


class TelegramBot:
    """A bot, usable at once, without asking Telegram who it is."""

    def __init__(
        self,
        token: str,
        base_url: str = _SHIPPED.base_url,
        *,
        read_timeout: timedelta = _SHIPPED.read_timeout,
        connect_timeout: timedelta = timedelta(seconds=10),
    ) -> None:
        """Make a bot.

        A short `read_timeout` turns slow successes into `Unknown` (`monitor.settings.Telegram`).

        Raises:
            MarqabError: this is no token.
        """
        self._token = token.strip()
        # Each of PTB's time limits begins anew with every byte: an answer that dribbles in would
        # hold a chat, and the end of the service, for ever.
        self._longest_call = (connect_timeout + 3 * read_timeout).total_seconds()
        self._request = HTTPXRequest(
            connection_pool_size=8,
            read_timeout=read_timeout.total_seconds(),
            write_timeout=read_timeout.total_seconds(),
            connect_timeout=connect_timeout.total_seconds(),
            pool_timeout=read_timeout.total_seconds(),
        )
        try:
            self.api = Bot(
                self._token,
                base_url=f"{base_url.rstrip('/')}/bot",
                request=self._request,
                get_updates_request=self._request,
            )
        except InvalidToken:
            raise MarqabError(
                "MARQAB_TELEGRAM_TOKEN holds no bot token; write the one that @BotFather gave, "
                "or remove the variable"
            ) from None

    async def close(self) -> None:
        """Close the connections."""
        await self._request.shutdown()

    def patience(self, polling: timedelta = timedelta(0)) -> asyncio.Timeout:
        """Ends a call that takes longer than all of its parts may together, with TimeoutError.

        `polling` is how long the server itself may wait.
        """
        return asyncio.timeout(self._longest_call + polling.total_seconds())

    def outcome(self, error: Exception) -> Outcome:
        """What an error means for the message; BadRequest is a NetworkError and comes first."""
        reason = self.why(error)
        if isinstance(error.__cause__, TelegramError) or _NOT_TELEGRAMS.search(reason):
            # Some proxy answered, not Telegram: its status says nothing.
            return Unknown(reason)
        match error:
            case RetryAfter():
                return Wait(timedelta(seconds=_seconds(error.retry_after)))
            case InvalidToken():
                return Blocked("the bot's token is wrong or was revoked")
            case ChatMigrated():
                new = str(error.new_chat_id)
                return Blocked(f"the group has become the supergroup {new}", moved_to=new)
            case Forbidden():
                return Blocked(reason)
            case BadRequest():
                return _refusal(reason)
            case NetworkError() if isinstance(error.__cause__, _NEVER_LEFT):
                return NotSent(reason)
            case NetworkError() if reason.startswith("Too Many Requests"):
                return Wait(_PATIENCE)
            case NetworkError() if _DELETED_AT_ONCE in reason:
                return Refused(reason)  # sent again, it would be deleted again
        return Unknown(reason)

    def why(self, error: Exception) -> str:
        """An error in words."""
        if isinstance(error, TimeoutError):
            return "the answer did not end"
        known = isinstance(error, TelegramError)
        return self.safe(str(error) if known else f"the answer cannot be understood: {error!r}")

    def safe(self, text: str) -> str:
        """A text without the token."""
        return redact(text.replace(self._token, "***"))


def _seconds(time: timedelta | int) -> float:
    # An operator's environment may say otherwise.
    return time.total_seconds() if isinstance(time, timedelta) else float(time)


def _refusal(reason: str) -> Refused | Blocked:
    words = reason.lower()
    if "can't parse entities" in words:
        return Refused(reason, Refusal.UNPARSABLE)
    if "message to edit not found" in words or "message_id_invalid" in words:
        return Refused(reason, Refusal.GONE)
    if "message can't be edited" in words:
        return Refused(reason, Refusal.LOCKED)
    if _TOPIC.search(reason):
        return Blocked(reason, part=Part.TOPIC)
    if _CHAT_WIDE.search(reason):
        return Blocked(reason)
    return Refused(reason)
