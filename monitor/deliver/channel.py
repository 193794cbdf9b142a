"""Telegram: posts, edits and reading back.

In: escaped HTML and a chat's id.
Out: what the attempt came to (`monitor.deliver.outcome`).
No method raises for anything that Telegram or the network does, and no text holds the token.
Knows nothing of stories, pacing or storage.
"""

import logging
from collections.abc import Sequence

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
    Probe,
    Refusal,
    Refused,
    Sent,
    Unreadable,
)

log = logging.getLogger(__name__)


class TelegramChannel(TelegramBot):
    """A bot that posts to chats."""

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
        answered = reply_to and ReplyParameters(reply_to, allow_sending_without_reply=True)
        try:
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
        except FAILURES as error:
            return self.outcome(error)
        return Sent(message.message_id)

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
        try:
            await self.api.edit_message_text(
                html,
                chat_id=destination,
                message_id=message_id,
                parse_mode=ParseMode.HTML,
                # An edit without it would bring the preview back.
                link_preview_options=_preview(preview_url),
                reply_markup=_keyboard(buttons),
            )
        except FAILURES as error:
            outcome = self.outcome(error)
            unchanged = isinstance(outcome, Refused) and "is not modified" in outcome.reason
            return Sent(message_id) if unchanged else outcome
        return Sent(message_id)

    async def probe(self, destination: str, message_id: int, admin: str) -> Probe:
        """What stands under this number, read by forwarding it silently to `admin` and back.

        A bot cannot read its own posts in any other way: updates never hold them.
        """
        try:
            forward = await self.api.forward_message(
                admin, destination, message_id, disable_notification=True
            )
        except BadRequest as error:
            # «Chat not found» says nothing about the message: only these texts do.
            if error.message.lower() == "message to forward not found":
                return Missing()
            if error.message.lower().endswith("message can't be forwarded"):
                return Unreadable()
            return Cannot(self.safe(error.message))
        except FAILURES as error:
            outcome = self.outcome(error)
            if isinstance(outcome, Blocked):
                return Cannot(outcome.reason, moved_to=outcome.moved_to)
            return Cannot(self.why(error), passing=True)
        try:
            await self.api.delete_message(admin, forward.message_id)
        except FAILURES as error:
            log.warning("probe: a forward stays in the admin chat: %s", self.why(error))
        return Found(forward.text or forward.caption or "")

    async def check(self, destination: str) -> list[str]:
        """What keeps this bot from posting and editing there, a line each; empty when nothing."""
        try:
            me = await self.api.get_me()
        except InvalidToken:
            return ["the bot's token is wrong or was revoked; ask @BotFather for a new one"]
        except FAILURES as error:
            return [f"Telegram cannot be reached: {self.why(error)}"]
        try:
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
