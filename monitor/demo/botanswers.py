"""What the double answers when it does not do what was asked, and how much it takes."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Answer:
    """Telegram's words when it does not do what was asked."""

    code: int
    description: str
    retry_after: int | None = None
    #: New id of a group that became a supergroup.
    migrate_to: int | None = None
    #: True to answer `description` itself instead of JSON, as a proxy between would.
    raw: bool = False


@dataclass(frozen=True, slots=True)
class Rate:
    """How much one chat takes before it answers 429; sends and edits share it.

    Telegram documents 20 a minute for a group, and its support says that channels have the same;
    the limit of a burst is our own guess.
    """

    per_minute: int = 20
    burst: int = 3
    burst_within: timedelta = timedelta(seconds=3)


class Refusal(Exception):  # noqa: N818 it is an answer, not a bug
    """What was asked is not done."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.description)
        self.answer = answer


def bad(description: str) -> Refusal:
    """A request that makes no sense, in Telegram's words."""
    return Refusal(Answer(400, f"Bad Request: {description}"))
