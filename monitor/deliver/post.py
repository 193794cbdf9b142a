"""What a post is in the ledger: as it is planned, and as it stands.

The records that the pipeline, the ledger and the courier hand to each other.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal

from monitor.alert.learned import Learned
from monitor.settings import Settings

#: What holds where nobody sets anything else.
_SHIPPED = Settings()

#: The destination of posts while there is no bot: a page on this machine.
PAGE = "page"

#: A ``bundle`` tells in one message what waited, a ``digest`` what a day brought, a ``note``
#: stands for itself and belongs to no story.
Kind = Literal["post", "edit", "reply", "admin", "bundle", "digest", "note"]
State = Literal["planned", "sending", "sent", "unknown", "failed", "superseded"]


class Remark(StrEnum):
    """What is known of a post beside its state; it ends with that state."""

    #: Sent, and a person deleted it.
    DELETED = "deleted"
    #: Sent, by another bot: this one may not edit it.
    LOCKED = "locked"
    #: Sent, for a person saw it; its number is not known, so that it cannot be edited. Of an edit:
    #: superseded for that reason alone.
    UNNUMBERED = "unnumbered"
    #: In doubt, and searched for once; what kept it from being found may pass.
    SEARCHED = "searched"
    #: In doubt, and the operator was asked.
    ASKED = "asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One thing to say to one chat, as the pipeline decided it."""

    #: Names the act itself; planning the same key again changes nothing.
    key: str
    #: Name of the chat in ``monitor.yaml``.
    chat: str
    #: Telegram's id of that chat, or `PAGE`.
    destination: str
    kind: Kind
    #: Escaped.
    html: str
    severity: str
    #: Why it is said, for people.
    reason: str
    story_id: int | None = None
    article_id: int | None = None
    #: The post that an edit changes or a reply answers; an edit needs one.
    target_id: int | None = None
    preview_url: str | None = None
    silent: bool = False
    not_before: datetime | None = None
    #: Of a forum; None where the chat has none.
    topic: int | None = None
    #: What it says in a few words, as published; a line of a bundle or a digest.
    headline: str = ""
    #: Waits to be told with others at this time; no courier takes it before.
    bundle_at: datetime | None = None
    #: What its article added to the story.
    learned: Learned | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """What planning did.

    ``planned``: it waits for its turn.
    ``merged``: the post it edits had not left yet and now carries the new text.
    ``repeated``: the key was known, nothing changed.
    ``pointless``: the post it edits never appeared, or a person deleted it.
    """

    post_id: int
    how: Literal["planned", "merged", "repeated", "pointless"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One row of the ledger."""

    id: int
    key: str
    story_id: int | None
    article_id: int | None
    chat: str
    destination: str
    topic: int | None
    kind: Kind
    target_id: int | None
    headline: str
    html: str
    preview_url: str | None
    silent: bool
    severity: str
    reason: str
    state: State
    attempts: int
    not_before: datetime | None
    bundle_at: datetime | None
    #: The bundle that took its place.
    told_in: int | None
    planned_at: datetime
    sending_at: datetime | None
    settled_at: datetime | None
    #: Highest message number known in the chat when the last request left.
    last_message_id: int | None
    #: Of an edit: the number of the message it changed.
    message_id: int | None
    #: Why it is not sent, or what was unusual about it; for people, nothing is decided by it.
    error: str | None
    #: Message number of `target_id`; None while that has not been sent.
    target_message_id: int | None
    #: What one tap answers: label and what it sends back.
    buttons: tuple[tuple[str, str], ...] = ()
    #: What its article added to the story.
    learned: Learned | None = None
    remark: Remark | None = None
    #: Of a superseded one that an editor kept from leaving: the `Correction.mark` of that act.
    withdrawn_for: str | None = None

    @property
    def has_left(self) -> bool:
        """Whether readers have seen it, or may have."""
        return self.state in {"sending", "sent", "unknown"}

    @property
    def waits(self) -> bool:
        """Whether it waits to be told with others."""
        return self.state == "planned" and self.bundle_at is not None

    @property
    def due_at(self) -> datetime | None:
        """When all that it waits for is over; None for one that waits for no time."""
        return max(filter(None, [self.not_before, self.bundle_at]), default=None)

    @classmethod
    def read(cls, row: dict[str, Any]) -> "Post":
        """A post from a row of the table ``posts`` with its ``target_message_id``."""
        times = ("not_before", "bundle_at", "planned_at", "sending_at", "settled_at")
        read: dict[str, Any] = {
            name: datetime.fromisoformat(row[name]) if row[name] else None for name in times
        }
        read["silent"] = bool(row["silent"])
        read["buttons"] = tuple((label, data) for label, data in json.loads(row["buttons"]))
        if row["remark"]:
            read["remark"] = Remark(row["remark"])
        if row["learned"]:
            read["learned"] = Learned.from_json(row["article_id"], row["learned"])
        return cls(**row | read)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One message of a channel as it stands now, oldest first in a page."""

    message_id: int
    #: Escaped.
    html: str
    at: datetime
    #: None when it was never edited.
    edited_at: datetime | None = None
    #: Number of the message it answers.
    reply_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast one chat is written to, and how long a doubt is left alone.

    Telegram's FAQ allows about one message a second to one chat, and twenty a minute to a
    group or channel; sends and edits share both (read 2026-11, see docs/delivery.md).
    """

    gap: timedelta = _SHIPPED.pace.gap
    per_minute: int = _SHIPPED.pace.per_minute
    #: A request whose answer was lost may still land; the chat is not read back before.
    grace: timedelta = _SHIPPED.unknown_grace
    #: How long until something that a person must mend is tried again.
    recheck: timedelta = timedelta(minutes=5)
    #: Longest pause between tries; they begin at 2 s and double.
    longest_pause: timedelta = timedelta(minutes=5)


# --- what a courier is to do next -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ready:
    """This post may be sent now."""

    post: Post


@dataclass(frozen=True, slots=True)
class Doubt:
    """Nothing new may be sent before it is known whether this post arrived."""

    post: Post


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing may be sent before `at`."""

    at: datetime


#: None: nothing is planned.
Step = Ready | Doubt | Later | None
