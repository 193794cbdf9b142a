"""How long must news of a story wait, so that its readers are not told too often?

In: when the story was told and answered last, how often its post was edited, `now`.
Out: a Wait with its reason, or None.
Knows nothing of what is new, chats, storage or how an answer is delivered.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Wait:
    """A reason not to tell something now."""

    until: datetime
    #: Why, for people in Latin letters.
    reason: str


def before_an_answer(
    posted_at: datetime | None,
    replied_at: datetime | None,
    *,
    gap: timedelta,
    same_story: timedelta | None,
    now: datetime,
) -> Wait | None:
    """Until when a story may not be answered; None when it may be now.

    `gap` counts from its last answer, `same_story`, the cooldown of its rules, from the last
    message about it.
    A time after `now` was written by a clock that has been set back, and binds nobody.

    >>> now = datetime.fromisoformat("2025-02-17T14:35:00+03:00")
    >>> said = now - timedelta(minutes=20)
    >>> gap = timedelta(minutes=30)
    >>> before_an_answer(None, said, gap=gap, same_story=None, now=now).reason
    'the last reply is too recent, told in 10 min'
    >>> before_an_answer(said, None, gap=gap, same_story=None, now=now) is None
    True
    """
    told = [at for at in (posted_at, replied_at) if at and at <= now]
    waits = []
    if replied_at and replied_at in told:
        waits.append(Wait(replied_at + gap, "the last reply is too recent"))
    if told and same_story:
        why = f"cooldown: the same story once in {in_hours(same_story)}"
        waits.append(Wait(max(told) + same_story, why))
    last = max(waits, key=lambda one: one.until, default=None)
    if last is None or last.until <= now:
        return None
    return Wait(last.until, f"{last.reason}, told in {_in_minutes(last.until - now)}")


def before_an_edit(
    posted_at: datetime | None, edits: int, *, often: int, now: datetime
) -> Wait | None:
    """Until when a post waits that was edited `often` times; None for one edited less.

    The next edit waits as long as the story has been told, so each one doubles the story's age:
    in three days few more follow, and the last of them counts all of its outlets.
    """
    if edits < often:
        return None
    age = max(now - (posted_at or now), timedelta())
    return Wait(now + age, f"edited {edits} times, again in {_in_minutes(age)}")


def in_hours(span: timedelta) -> str:
    """A span of time for people.

    >>> in_hours(timedelta(minutes=119))
    '2 h'
    """
    return f"{span.total_seconds() / 3600:.0f} h"


def _in_minutes(span: timedelta) -> str:
    return f"{-(-span // timedelta(minutes=1))} min"
