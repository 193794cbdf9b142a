"""Telegram: posts, edits and reading back.

In: escaped HTML and a chat's id.
Out: what the attempt came to (`monitor.deliver.outcome`).
No method raises for anything that Telegram or the network does, and no text holds the token.
Knows nothing of stories, pacing or storage.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Final

from telegram import (
    ChatMember,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken

from monitor.deliver.bot import FAILURES, TelegramBot
from monitor.deliver.markup import Rejected, judge
from monitor.deliver.outcome import (
    Blocked,
    Cannot,
    Found,
    Missing,
    Outcome,
    Part,
    Probe,
    Refusal,
    Refused,
    Sent,
    Unreadable,
    Wait,
)

log = logging.getLogger(__name__)

#: Refusals that concern what stands beside a text.
_EXTRA: Final = re.compile(
    "http url|webpage_|wrong file identifier|message to be replied|replied message",
    re.IGNORECASE,
)

#: When a forward that could not be deleted is tried again, and the most patience that Telegram may
#: ask for there.
_REMOVE_AGAIN = timedelta(seconds=2)
_LONGEST_ASIDE = timedelta(seconds=30)


class TelegramChannel(TelegramBot):
    """A bot that posts to chats."""

    #: May be replaced; waits so many seconds.
    sleep: Callable[[float], Awaitable[object]] = staticmethod(asyncio.sleep)

    async def send(
        self,
        destination: str,
        html: str,
        *,
        silent: bool = False,
        reply_to: int | None = None,
        preview_url: str | None = None,
        topic: int | None = None,
        buttons: Sequence[tuple[str, str]] = (),
    ) -> Outcome:
        """Post a message; `reply_to` may have been deleted, then it stands alone.

        `topic` is a forum's ``message_thread_id``; a button has a label and what it sends back.
        """
        refused = _judged(html)
        if refused:
            return refused

        async def call(preview_url: str | None, reply_to: int | None) -> Outcome:
            answered = reply_to and ReplyParameters(reply_to, allow_sending_without_reply=True)
            try:
                async with self.patience():
                    message = await self.api.send_message(
                        destination,
                        html,
                        parse_mode=ParseMode.HTML,
                        disable_notification=silent,
                        reply_parameters=answered or None,
                        link_preview_options=_preview(preview_url),
                        message_thread_id=topic,
                        reply_markup=_keyboard(buttons),
                    )
                return Sent(message.message_id)
            except FAILURES as error:
                return self.outcome(error)

        outcome = await call(preview_url, reply_to)
        if (preview_url or reply_to) and _minds_an_extra(outcome):
            outcome = await call(None, None)
        return outcome

    async def edit(
        self,
        destination: str,
        message_id: int,
        html: str,
        *,
        preview_url: str | None = None,
        buttons: Sequence[tuple[str, str]] = (),
    ) -> Outcome:
        """Change a message; one that says so already counts as `Sent`.

        Without `buttons` those that it had are gone.
        """
        refused = _judged(html)
        if refused:
            return refused

        async def call(preview_url: str | None) -> Outcome:
            try:
                async with self.patience():
                    await self.api.edit_message_text(
                        html,
                        chat_id=destination,
                        message_id=message_id,
                        parse_mode=ParseMode.HTML,
                        # An edit without it would bring the preview back.
                        link_preview_options=_preview(preview_url),
                        reply_markup=_keyboard(buttons),
                    )
            except BadRequest as error:
                return self._edit_refused(message_id, error)
            except FAILURES as error:
                return self.outcome(error)
            return Sent(message_id)

        outcome = await call(preview_url)
        return await call(None) if preview_url and _minds_an_extra(outcome) else outcome

    def _edit_refused(self, message_id: int, error: BadRequest) -> Outcome:
        match self.outcome(error):
            case Refused(reason) if "is not modified" in reason:
                return Sent(message_id)
            case Blocked(reason):  # posts may leave all the same; one that may not says so itself
                return Blocked(reason, part=Part.EDITS)
            case outcome:
                return outcome

    async def probe(self, destination: str, message_id: int, admin: str) -> Probe:
        """What stands under this number, read by forwarding it silently to `admin` and back.

        A bot cannot read its own posts in any other way: updates never hold them.
        """
        try:
            async with self.patience():
                forward = await self.api.forward_message(
                    admin, destination, message_id, disable_notification=True
                )
            text = forward.text or forward.caption or ""
        except BadRequest as error:
            # «Chat not found» says nothing about the message: only these texts do.
            if error.message.lower() == "message to forward not found":
                return Missing()
            if error.message.lower().endswith("message can't be forwarded"):
                return Unreadable()
            return Cannot(self.safe(error.message))
        except FAILURES as error:
            outcome = self.outcome(error)
            if isinstance(outcome, Wait):
                return outcome
            if isinstance(outcome, Blocked):
                return Cannot(outcome.reason, moved_to=outcome.moved_to)
            return Cannot(self.why(error), passing=True)
        await self._remove(admin, forward.message_id)
        return Found(text)

    async def _remove(self, admin: str, message_id: int) -> None:
        """Delete a forward, once more if the first time fails."""
        for last in (False, True):
            try:
                async with self.patience():
                    await self.api.delete_message(admin, message_id)
                return
            except FAILURES as error:
                outcome, why = self.outcome(error), self.why(error)
            if last or isinstance(outcome, Refused | Blocked):
                log.warning("probe: a forward stays in the admin chat: %s", why)
                return
            asked = outcome.patience if isinstance(outcome, Wait) else _REMOVE_AGAIN
            await self.sleep(min(asked, _LONGEST_ASIDE).total_seconds())

    async def check(self, destination: str) -> list[str]:
        """What keeps this bot from posting and editing there, a line each; empty when nothing."""
        try:
            async with self.patience():
                me = await self.api.get_me()
        except InvalidToken:
            return ["the bot's token is wrong or was revoked; ask @BotFather for a new one"]
        except FAILURES as error:
            return [f"Telegram cannot be reached: {self.why(error)}"]
        try:
            async with self.patience():
                chat = await self.api.get_chat(destination)
                member = await self.api.get_chat_member(destination, me.id)
        except ChatMigrated as error:  # posts follow it
            return await self.check(str(error.new_chat_id))
        except (BadRequest, Forbidden) as error:
            reason = self.safe(error.message)
            return [f"@{me.username} does not see the chat {destination}: {reason}; add it there"]
        except FAILURES as error:
            return [f"the chat {destination} cannot be looked at: {self.why(error)}"]
        problems = [
            f"@{me.username} {lack} in {destination}" for lack in _lacks(member, chat.type)
        ]
        if chat.has_protected_content:
            problems.append(
                f"{destination} restricts saving content, so a post whose answer was lost "
                "cannot be read back; switch that off"
            )
        return problems


def _minds_an_extra(outcome: Outcome) -> bool:
    """Whether the preview or the answered message is refused: a post can do without both."""
    return isinstance(outcome, Refused | Blocked) and _EXTRA.search(outcome.reason) is not None


def _judged(html: str) -> Refused | None:
    verdict = judge(html)
    # Plain text is short enough too, so every such refusal may be tried as that.
    return Refused(verdict.message, Refusal.UNPARSABLE) if isinstance(verdict, Rejected) else None


def _keyboard(buttons: Sequence[tuple[str, str]]) -> InlineKeyboardMarkup | None:
    if not buttons:
        return None
    row = [InlineKeyboardButton(label, callback_data=data) for label, data in buttons]
    return InlineKeyboardMarkup([row])


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
