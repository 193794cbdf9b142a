"""Chats and messages as the double keeps them, and as the Bot API writes them in JSON."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from monitor.deliver.markup import Entity

Json = dict[str, Any]
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]

_ENTITY_NAMES = {
    "text_url": "text_link",
    "block_quote": "blockquote",
    "expandable_block_quote": "expandable_blockquote",
}
_RIGHTS = (
    "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats "
    "can_restrict_members can_promote_members can_change_info can_invite_users "
    "can_post_stories can_edit_stories can_delete_stories can_manage_direct_messages"
)
_RESTRICTIONS = (
    "is_member can_change_info can_invite_users can_pin_messages can_send_messages "
    "can_send_polls can_send_other_messages can_add_web_page_previews can_manage_topics "
    "can_send_audios can_send_documents can_send_photos can_send_videos can_send_video_notes "
    "can_send_voice_notes can_edit_tag can_react_to_messages"
)


@dataclass(slots=True)
class Message:
    """One message of a chat."""

    message_id: int
    html: str
    text: str
    entities: tuple[Entity, ...]
    at: datetime
    edited_at: datetime | None = None
    reply_to: int | None = None
    silent: bool = False
    preview: Json | None = None
    #: The keyboard under it.
    markup: Json | None = None
    #: False for another person's message.
    own: bool = True
    #: True for what a client shows in the middle, like "Channel created"; cannot be forwarded.
    service: bool = False
    #: The topic of a forum that it stands in; None for the general one, and in other chats.
    topic: int | None = None


@dataclass(slots=True)
class Chat:
    """One chat and what the bot may do there."""

    id: int
    type: Literal["channel", "supergroup", "group", "private"] = "channel"
    title: str = ""
    username: str | None = None
    status: Status = "administrator"
    can_post: bool = True
    can_edit: bool = True
    protected: bool = False
    #: Persons who have a say there, by Telegram's number.
    rulers: tuple[int, ...] = ()
    #: The ``message_thread_id``s of a forum; empty for any other chat.
    topics: frozenset[int] = frozenset()
    #: The supergroup that a group has become.
    became: int | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    last_id: int = 0
    #: When messages were sent or edited, for `Rate`.
    written_at: deque[datetime] = field(default_factory=lambda: deque(maxlen=100))


def brief_json(chat: Chat) -> Json:
    """A chat inside another answer."""
    brief: Json = {"id": chat.id, "type": chat.type, "title": chat.title or "chat"}
    return brief | ({"username": chat.username} if chat.username else {})


def full_json(chat: Chat) -> Json:
    """A chat as getChat answers it."""
    return brief_json(chat) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "has_protected_content": chat.protected,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }


def member_json(chat: Chat, bot: Json) -> Json:
    """What the bot is in this chat."""
    member: Json = {"user": bot, "status": chat.status}
    if chat.status == "administrator":
        member |= dict.fromkeys(_RIGHTS.split(), False)
        member |= {"can_post_messages": chat.can_post, "can_edit_messages": chat.can_edit}
    elif chat.status == "creator":
        member |= {"is_anonymous": False}
    elif chat.status == "restricted":
        member |= dict.fromkeys(_RESTRICTIONS.split(), False) | {"until_date": 0}
    return member


def person_json(number: int) -> Json:
    """A person."""
    return {"id": number, "is_bot": False, "first_name": f"شخص {number}"}


def ruler_json(number: int) -> Json:
    """A person who has a say in a chat, without rights of any interest here."""
    rights = dict.fromkeys(_RIGHTS.split(), False)
    return {"user": person_json(number), "status": "administrator"} | rights


def message_json(chat: Chat, message: Message) -> Json:
    """A message as sending and editing answer it."""
    answer: Json = {
        "message_id": message.message_id,
        "date": int(message.at.timestamp()),
        "chat": brief_json(chat),
        "sender_chat": brief_json(chat),
        "text": message.text,
        "entities": [_entity(entity) for entity in message.entities],
    }
    if message.markup:
        answer["reply_markup"] = message.markup
    if message.edited_at:
        answer["edit_date"] = int(message.edited_at.timestamp())
    return answer


def _entity(entity: Entity) -> Json:
    name = _ENTITY_NAMES.get(entity.type, entity.type)
    found: Json = {"type": name, "offset": entity.offset, "length": entity.length}
    return found | ({"url": entity.url} if entity.url else {})
