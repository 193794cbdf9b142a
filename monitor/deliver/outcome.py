"""What one attempt to deliver, or to look for, a message came to.

A channel (`channel`, `page`) produces these, the ledger writes them down.
The words decide what may happen next: only `NotSent` and `Wait` may be tried again at once.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Sent:
    """The chat shows the message; an edit that changed nothing counts too."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Arrived:
    """A person saw the message in the chat, and its number is not known."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Surely not delivered: the server asked for patience (429)."""

    patience: timedelta


@dataclass(frozen=True, slots=True)
class NotSent:
    """Surely not delivered: the request never left this machine."""

    reason: str


class Refusal(StrEnum):
    """Why a message was refused for good."""

    #: Telegram cannot parse the text: our mistake; tried once more as plain text.
    UNPARSABLE = "unparsable"
    #: A person deleted the post that was to be edited; it stays deleted.
    GONE = "gone"
    #: This bot may not edit that post: another bot or a person wrote it.
    LOCKED = "locked"
    #: Anything else, for example a text that is too long.
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Refused:
    """Surely not delivered, and this message never will be as it is."""

    reason: str
    kind: Refusal = Refusal.OTHER


class Part(StrEnum):
    """How much of a chat a lasting trouble concerns."""

    CHAT = "chat"
    #: Posts leave all the same.
    EDITS = "edits"
    #: The other topics of that forum are open.
    TOPIC = "topic"


@dataclass(frozen=True, slots=True)
class Blocked:
    """Surely not delivered: nothing reaches this part of a chat until a person mends `reason`."""

    reason: str
    #: The chat that took its place, if Telegram says so.
    moved_to: str | None = None
    part: Part = Part.CHAT


@dataclass(frozen=True, slots=True)
class Unknown:
    """Delivered or not: the answer was lost, and a second try could repeat the message."""

    reason: str


Outcome = Sent | Wait | NotSent | Refused | Blocked | Unknown


@dataclass(frozen=True, slots=True)
class Found:
    """A message stands under this number; `text` is what readers see, without markup."""

    text: str


@dataclass(frozen=True, slots=True)
class Missing:
    """No message stands under this number."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something stands under this number that cannot be forwarded, like a service message."""


@dataclass(frozen=True, slots=True)
class Cannot:
    """Reading back is impossible at the moment; nothing is known."""

    reason: str
    #: True for what the network does, which a later search may well not meet.
    passing: bool = False
    #: True for what no later search proves either: the numbers are as they are.
    final: bool = False
    #: The chat that took the place of the admin chat, if Telegram says so.
    moved_to: str | None = None


#: `Wait`: the number was not looked at, and may be after so long.
Probe = Found | Missing | Unreadable | Cannot | Wait
