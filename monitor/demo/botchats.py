"""The chats behind the Bot API double, and what each method does to them.

In: a method's name and its parameters as they came over HTTP.
Out: the ``result`` of Telegram's answer, or a `Refusal` with Telegram's own words.
Text is judged by TDLib's parser; message numbers follow each other.
Knows nothing of HTTP, tokens or faults.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil
from typing import Any, Literal

from monitor.deliver.markup import Entity, Rejected, judge
from monitor.deliver.post import Shown
from monitor.demo.botanswers import Answer, Rate, Refusal, bad
from monitor.demo.botrecords import (
    Chat,
    Json,
    Message,
    brief_json,
    full_json,
    member_json,
    message_json,
    ruler_json,
)
from monitor.demo.botupdates import Updates, keyboard

#: What each method takes; required parameters stand first, before the bar.
_METHODS = {
    "getMe": "|",
    "getChat": "chat_id|",
    "getChatMember": "chat_id user_id|",
    "sendMessage": "chat_id text|parse_mode disable_notification reply_parameters "
    "link_preview_options message_thread_id reply_markup",
    "editMessageText": "chat_id message_id text|parse_mode link_preview_options reply_markup",
    "forwardMessage": "chat_id from_chat_id message_id|disable_notification",
    "deleteMessage": "chat_id message_id|",
    "getChatAdministrators": "chat_id|",
    "getUpdates": "|offset limit timeout allowed_updates",
    "answerCallbackQuery": "callback_query_id|text show_alert",
}
_STRUCTURES = {"reply_parameters", "link_preview_options", "allowed_updates", "reply_markup"}
_NUMBERS = {"message_id", "message_thread_id", "user_id", "offset", "limit", "timeout"}
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)


class Chats(Updates):
    """Everything the double remembers, for one bot."""

    def __init__(self, bot_id: int, rate: Rate | None, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.by_name: dict[str, Chat] = {}
        self._bot_id = bot_id
        self._rate = rate
        self._now = now

    def add_chat(self, chat: Chat) -> Chat:
        """Open a chat, which begins with its service message as in life."""
        self.by_name[str(chat.id)] = chat
        if chat.username:
            self.by_name[f"@{chat.username}"] = chat
        self.person_writes(chat, "created", service=True)
        return chat

    def migrate(self, group: Chat, to: int) -> Chat:
        """Make a group a supergroup, whose numbers begin anew.

        As in the source of telegram-bot-api (2026-11): who writes to the group or asks for its
        members is told where it is now; what stands in it can still be forwarded and edited.
        """
        group.became = to
        self.person_writes(group, f"migrated to {to}", service=True)
        return self.add_chat(
            Chat(to, "supergroup", group.title, status=group.status, rulers=group.rulers)
        )

    def person_writes(self, chat: Chat, text: str, *, service: bool = False) -> int:
        """A message that is not the bot's; returns its number."""
        chat.last_id += 1
        chat.messages[chat.last_id] = Message(
            chat.last_id, text, text, (), self._now(), own=False, service=service
        )
        return chat.last_id

    def shown(self, chat: Chat) -> list[Shown]:
        """The bot's posts as readers see them, oldest first."""
        return [
            Shown(
                message_id=message.message_id,
                html=message.html,
                at=message.at,
                edited_at=message.edited_at,
                reply_to=message.reply_to,
            )
            for message in chat.messages.values()
            if message.own
        ]

    def call(self, method: str, parameters: dict[str, str]) -> Any:
        """What a method returns, after it has been carried out.

        Raises:
            Refusal: nothing was changed.
        """
        if method not in _METHODS:
            raise Refusal(Answer(404, "Not Found: method not found"))
        required, optional = (names.split() for names in _METHODS[method].split("|"))
        for name in required:
            if not parameters.get(name):
                what = "message text is empty" if name == "text" else f"{name} is empty"
                raise bad(what)
        unknown = parameters.keys() - {*required, *optional}
        if unknown:
            raise bad(f"the double does not know {method}({', '.join(sorted(unknown))})")
        act: Callable[[Json], Any] = getattr(self, f"_{method}")
        return act({name: _value(name, value) for name, value in parameters.items()})

    # --- methods ----------------------------------------------------------------------------

    def _getMe(self, _: Json) -> Json:  # noqa: N802
        return self._me() | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    def _me(self) -> Json:
        return {
            "id": self._bot_id,
            "is_bot": True,
            "first_name": "Marqab",
            "username": "marqab_bot",
        }

    def _getChat(self, given: Json) -> Json:  # noqa: N802
        return full_json(self._chat(given["chat_id"]))

    def _getChatMember(self, given: Json) -> Json:  # noqa: N802
        chat = self._today(given["chat_id"])
        if given["user_id"] != self._me()["id"]:
            raise bad("user not found")
        return member_json(chat, self._me())

    def _sendMessage(self, given: Json) -> Json:  # noqa: N802
        chat = self._writable(given["chat_id"], "can_post")
        text, entities = _parsed(given)
        topic = given.get("message_thread_id")
        if topic is not None and topic not in chat.topics:
            raise bad("message thread not found")
        reply_to = self._answered(chat, given.get("reply_parameters"))
        self._pace(chat)
        chat.last_id += 1
        message = chat.messages[chat.last_id] = Message(
            chat.last_id,
            given["text"],
            text,
            entities,
            self._now(),
            reply_to=reply_to,
            silent=given.get("disable_notification") == "true",
            preview=given.get("link_preview_options"),
            markup=keyboard(given),
            topic=topic,
        )
        return message_json(chat, message)

    def _editMessageText(self, given: Json) -> Json:  # noqa: N802
        chat = self._writable(given["chat_id"], "can_edit")
        message = chat.messages.get(given["message_id"])
        if message is None:
            raise bad("message to edit not found")
        if not message.own:
            raise bad("message can't be edited")
        text, entities = _parsed(given)
        preview, markup = given.get("link_preview_options"), keyboard(given)
        before = (message.text, message.entities, message.preview, message.markup)
        if (text, entities, preview, markup) == before:
            raise bad(_NOT_MODIFIED)
        self._pace(chat)
        message.markup = markup
        message.text, message.entities, message.preview = text, entities, preview
        message.html, message.edited_at = given["text"], self._now()
        return message_json(chat, message)

    def _forwardMessage(self, given: Json) -> Json:  # noqa: N802
        origin = self._chat(given["from_chat_id"])
        chat = self._writable(given["chat_id"], "can_post")
        message = origin.messages.get(given["message_id"])
        if message is None:
            raise bad("message to forward not found")
        if message.service or origin.protected:
            raise bad("message can't be forwarded")
        self._pace(chat)
        chat.last_id += 1
        copy = chat.messages[chat.last_id] = Message(
            chat.last_id, message.html, message.text, message.entities, self._now(), silent=True
        )
        return message_json(chat, copy) | {
            "forward_origin": {
                "type": "channel",
                "date": int(message.at.timestamp()),
                "chat": brief_json(origin),
                "message_id": message.message_id,
            }
        }

    def _deleteMessage(self, given: Json) -> bool:  # noqa: N802
        chat = self._today(given["chat_id"])
        if chat.messages.pop(given["message_id"], None) is None:
            raise bad("message to delete not found")
        return True

    def _getChatAdministrators(self, given: Json) -> list[Json]:  # noqa: N802
        chat = self._today(given["chat_id"])
        if chat.type == "private":
            raise bad("there are no administrators in the private chat")
        return [ruler_json(number) for number in chat.rulers]

    # --- parts ------------------------------------------------------------------------------

    def _chat(self, chat_id: str) -> Chat:
        if chat_id not in self.by_name:
            raise bad("chat not found")
        chat = self.by_name[chat_id]
        if chat.status == "kicked":
            raise Refusal(Answer(403, f"Forbidden: bot was kicked from the {chat.type} chat"))
        return chat

    def _today(self, chat_id: str) -> Chat:
        chat = self._chat(chat_id)
        if chat.became:
            text = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refusal(Answer(400, text, migrate_to=chat.became))
        return chat

    def _writable(self, chat_id: str, right: Literal["can_post", "can_edit"]) -> Chat:
        chat = self._today(chat_id) if right == "can_post" else self._chat(chat_id)
        if chat.status == "left":
            raise Refusal(Answer(403, f"Forbidden: bot is not a member of the {chat.type} chat"))
        if chat.type == "channel" and (chat.status == "member" or not getattr(chat, right)):
            raise bad("need administrator rights in the channel chat")
        return chat

    def _answered(self, chat: Chat, reply: Json | None) -> int | None:
        if reply is None:
            return None
        if reply["message_id"] in chat.messages:
            return int(reply["message_id"])
        if not reply.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")
        return None

    def _pace(self, chat: Chat) -> None:
        now = self._now()
        if self._rate:
            for limit, within in (
                (self._rate.per_minute, timedelta(minutes=1)),
                (self._rate.burst, self._rate.burst_within),
            ):
                recent = [at for at in chat.written_at if at > now - within]
                if len(recent) >= limit:
                    wait = max(1, ceil((recent[-limit] + within - now).total_seconds()))
                    text = f"Too Many Requests: retry after {wait}"
                    raise Refusal(Answer(429, text, retry_after=wait))
        chat.written_at.append(now)


def _value(name: str, value: str) -> Any:
    try:
        if name in _STRUCTURES:
            return json.loads(value)
        return int(value) if name in _NUMBERS else value
    except ValueError:
        raise bad(f"can't parse {name}") from None


def _parsed(given: Json) -> tuple[str, tuple[Entity, ...]]:
    mode = given.get("parse_mode")
    if mode not in (None, "HTML"):
        raise bad("unsupported parse_mode")
    html = given["text"] if mode else given["text"].replace("&", "&amp;").replace("<", "&lt;")
    verdict = judge(html)
    if isinstance(verdict, Rejected):
        raise Refusal(Answer(verdict.code, verdict.message))
    return verdict.text, verdict.entities
