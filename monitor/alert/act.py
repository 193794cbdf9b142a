"""What to do with one article: the record that deciding hands to rendering and delivery.

Knows nothing of why, of how a post looks or of how it is delivered.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from monitor.alert.facts import Change
from monitor.match.rules import Severity


@dataclass(frozen=True, slots=True)
class Act:
    """What to do with one article.

    A ``post`` goes to each of `chats`.
    An ``edit`` renews the story's post in every chat that has it, and posts in a chat of
    `chats` that has none.
    A ``reply`` does the same and then answers the post; one that `resembles` another story is
    the first post of its own story, and answers the other's.
    """

    kind: Literal["post", "edit", "reply", "hold", "drop"]
    #: Why, for people in Latin letters; never empty.
    reason: str
    #: None where no rule tells it: for ``drop``, and a ``hold`` because nothing new was hit.
    severity: Severity | None = None
    #: Names as in monitor.yaml, in rule order, each once; empty for ``hold`` and ``drop``.
    #: The route of each says whether it is told now or later.
    chats: tuple[str, ...] = ()
    #: Those of its rules, in rule order, each once.
    hashtags: tuple[str, ...] = ()
    #: True: notify nobody, whatever the chat's own settings are.
    silent: bool = False
    #: What a reply says; else empty.
    changes: tuple[Change, ...] = ()
    #: What its title adds that is not worth an answer: the post shows it from now on.
    minor: tuple[Change, ...] = ()
    #: True where `changes` take back what was told.
    corrects: bool = False
    #: The story that a reply says this one may be a part of.
    resembles: int | None = None
    #: When a reply, or the edit of a post that was edited often, may leave; None: at once.
    not_before: datetime | None = None
