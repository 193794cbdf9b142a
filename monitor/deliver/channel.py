"""Telegram: the only file that knows python-telegram-bot.

In: escaped HTML and a chat's id.
Out: what the attempt came to (`monitor.deliver.outcome`), decided from the cause of the error: an
answer that was lost is `Unknown`, for a drop before and a drop after delivery look alike.
No method raises for anything that Telegram or the network does, and no text holds the token.
Knows nothing of stories, pacing or storage.
"""

import logging
import os
import re
from datetime import timedelta
from typing import Final

import httpx
from telegram import Bot, ChatMember, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
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

from monitor.deliver.markup import Rejected, judge
from monitor.deliver.outcome import (
    Blocked,
    Cannot,
    Found,
    Missing,
    NotSent,
    Outcome,
    Probe,
    Refusal,
    Refused,
    Sent,
    Unknown,
    Unreadable,
    Wait,
)
from monitor.errors import MarqabError
from monitor.logs import redact

log = logging.getLogger(__name__)

# PTB's future default, in which a 429 names its patience as a timedelta and warns of nothing.
os.environ.setdefault("PTB_TIMEDELTA", "1")

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
    "chat_write_forbidden|chat_send_plain_forbidden|topic_closed|message thread not found",
    re.IGNORECASE,
)

#: Telegram answers a 429 without saying how long, so we wait this long.
_PATIENCE = timedelta(seconds=30)

#: What PTB raises; the last four when an answer of status 200 is not what it should be.
_FAILURES = (TelegramError, TypeError, ValueError, KeyError, AttributeError)


class TelegramChannel:
    """A bot that posts to chats; usable at once, without asking Telegram who it is."""

    def __init__(
        self,
        token: str,
        base_url: str = "https://api.telegram.org",
        *,
        read_timeout: timedelta = timedelta(seconds=30),
        connect_timeout: timedelta = timedelta(seconds=10),
    ) -> None:
        """Make a bot.

        Telegram may delay an edit by more than 6 s without saying so
        (github.com/tdlib/telegram-bot-api/issues/318); a short `read_timeout` turns such
        successes into `Unknown`.

        Raises:
            MarqabError: this is no token.
        """
        self._token = token.strip()
        self._request = HTTPXRequest(
            connection_pool_size=8,
            read_timeout=read_timeout.total_seconds(),
            write_timeout=read_timeout.total_seconds(),
            connect_timeout=connect_timeout.total_seconds(),
            pool_timeout=read_timeout.total_seconds(),
        )
        try:
            self._bot = Bot(
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

    async def send(
        self,
        destination: str,
        html: str,
        *,
        silent: bool = False,
        reply_to: int | None = None,
        preview_url: str | None = None,
        topic: int | None = None,
    ) -> Outcome:
        """Post a message; `reply_to` may have been deleted, then it stands alone.

        `topic` is a forum's ``message_thread_id``.
        """
        refused = _judged(html)
        if refused:
            return refused
        answered = reply_to and ReplyParameters(reply_to, allow_sending_without_reply=True)
        try:
            message = await self._bot.send_message(
                destination,
                html,
                parse_mode=ParseMode.HTML,
                disable_notification=silent,
                reply_parameters=answered or None,
                link_preview_options=_preview(preview_url),
                message_thread_id=topic,
            )
        except _FAILURES as error:
            return self._outcome(error)
        return Sent(message.message_id)

    async def edit(
        self, destination: str, message_id: int, html: str, *, preview_url: str | None = None
    ) -> Outcome:
        """Change a message; one that says so already counts as `Sent`."""
        refused = _judged(html)
        if refused:
            return refused
        try:
            await self._bot.edit_message_text(
                html,
                chat_id=destination,
                message_id=message_id,
                parse_mode=ParseMode.HTML,
                # An edit without it would bring the preview back.
                link_preview_options=_preview(preview_url),
            )
        except _FAILURES as error:
            outcome = self._outcome(error)
            unchanged = isinstance(outcome, Refused) and "is not modified" in outcome.reason
            return Sent(message_id) if unchanged else outcome
        return Sent(message_id)

    async def probe(self, destination: str, message_id: int, admin: str) -> Probe:
        """What stands under this number, read by forwarding it silently to `admin` and back.

        A bot cannot read its own posts in any other way: updates never hold them.
        """
        try:
            forward = await self._bot.forward_message(
                admin, destination, message_id, disable_notification=True
            )
        except BadRequest as error:
            # «Chat not found» says nothing about the message: only these texts do.
            if error.message.lower() == "message to forward not found":
                return Missing()
            if error.message.lower().endswith("message can't be forwarded"):
                return Unreadable()
            return Cannot(self._safe(error.message))
        except _FAILURES as error:
            return Cannot(self._why(error))
        try:
            await self._bot.delete_message(admin, forward.message_id)
        except _FAILURES as error:
            log.warning("probe: a forward stays in the admin chat: %s", self._why(error))
        return Found(forward.text or forward.caption or "")

    async def check(self, destination: str) -> list[str]:
        """What keeps this bot from posting and editing there, a line each; empty when nothing."""
        try:
            me = await self._bot.get_me()
        except InvalidToken:
            return ["the bot's token is wrong or was revoked; ask @BotFather for a new one"]
        except _FAILURES as error:
            return [f"Telegram cannot be reached: {self._why(error)}"]
        try:
            chat = await self._bot.get_chat(destination)
            member = await self._bot.get_chat_member(destination, me.id)
        except (BadRequest, Forbidden) as error:
            reason = self._safe(error.message)
            return [f"@{me.username} does not see the chat {destination}: {reason}; add it there"]
        except _FAILURES as error:
            return [f"the chat {destination} cannot be looked at: {self._why(error)}"]
        problems = [
            f"@{me.username} {lack} in {destination}" for lack in _lacks(member, chat.type)
        ]
        if chat.has_protected_content:
            problems.append(
                f"{destination} restricts saving content, so a post whose answer was lost "
                "cannot be read back; switch that off"
            )
        return problems

    def _outcome(self, error: Exception) -> Outcome:
        """What an error means for the message; BadRequest is a NetworkError and comes first."""
        reason = self._why(error)
        if isinstance(error.__cause__, TelegramError):
            # Some proxy answered, not Telegram: its status says nothing.
            return Unknown(reason)
        match error:
            case RetryAfter():
                return Wait(timedelta(seconds=_seconds(error.retry_after)))
            case InvalidToken():
                return Blocked("the bot's token is wrong or was revoked")
            case ChatMigrated():
                return Blocked(f"the group has moved; its id is now {error.new_chat_id}")
            case Forbidden():
                return Blocked(reason)
            case BadRequest():
                return _refusal(reason)
            case NetworkError() if isinstance(error.__cause__, _NEVER_LEFT):
                return NotSent(reason)
            case NetworkError() if reason.startswith("Too Many Requests"):
                return Wait(_PATIENCE)
        return Unknown(reason)

    def _why(self, error: Exception) -> str:
        known = isinstance(error, TelegramError)
        return self._safe(str(error) if known else f"the answer cannot be understood: {error!r}")

    def _safe(self, text: str) -> str:
        return redact(text.replace(self._token, "***"))


def _seconds(time: timedelta | int) -> float:
    # An operator's environment may say otherwise.
    return time.total_seconds() if isinstance(time, timedelta) else float(time)


def _judged(html: str) -> Refused | None:
    verdict = judge(html)
    # Plain text is short enough too, so every such refusal may be tried as that.
    return Refused(verdict.message, Refusal.UNPARSABLE) if isinstance(verdict, Rejected) else None


def _refusal(reason: str) -> Refused | Blocked:
    words = reason.lower()
    if "can't parse entities" in words:
        return Refused(reason, Refusal.UNPARSABLE)
    if "message to edit not found" in words or "message_id_invalid" in words:
        return Refused(reason, Refusal.GONE)
    if _CHAT_WIDE.search(reason):
        return Blocked(reason)
    return Refused(reason)


def _preview(url: str | None) -> LinkPreviewOptions:
    if url is None:
        return LinkPreviewOptions(is_disabled=True)
    return LinkPreviewOptions(url=url, prefer_small_media=True)


def _lacks(member: ChatMember, chat_type: str) -> list[str]:
    """What this member cannot do, in words that follow its name."""
    if member.status in (ChatMember.LEFT, ChatMember.BANNED):
        return ["is not a member"]
    if chat_type != "channel":
        muted = member.status == ChatMember.RESTRICTED and not member.can_send_messages  # type: ignore[attr-defined]
        return ["may not write"] if muted else []
    if member.status == ChatMember.OWNER:
        return []
    if member.status != ChatMember.ADMINISTRATOR:
        return ["is no administrator"]
    rights = {"post messages": "can_post_messages", "edit messages": "can_edit_messages"}
    return [
        f"has no right to {words}" for words, right in rights.items() if not getattr(member, right)
    ]
