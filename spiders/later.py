"""When is a page that was refused asked for again?

In: why and how often it was refused, and the Limits. Out: a Deferred, with the moment.
A newsroom lists an article before its page is whole, and a page may answer 404 for some minutes
after publication: that must cost minutes. What is dead for good must not be asked for ever.
Knows nothing of crawls.
"""

from datetime import datetime, timedelta
from typing import Final

from spiders.contract import Deferred, Link
from spiders.fetch.limits import Limits

#: The article is archived, and had no text yet.
NO_BODY: Final = "no_body"
#: What will be the same in an hour.
_LASTING: Final = {"http_410", "deleted", "robots", "redirect_loop", "bad_address"} | {
    "too_large", "too_long",
}  # fmt: skip
#: What an outlet dates further back is no news any more, and in no hurry.
_FRESH: Final = timedelta(days=1)
#: Turns come on a grid and begin a moment early or late.
_EARLY: Final = timedelta(seconds=20)


def defer(
    link: Link, reason: str, at: datetime, *, times: int, asked_at: datetime, limits: Limits
) -> Deferred:
    """When to ask for this page again, which has been refused so many times.

    `at` is when it was refused, `asked_at` when the crawl began that asked for it.

    >>> at = datetime.fromisoformat("2026-11-22T06:00:00Z")
    >>> link, limits = Link(url="https://sahel.example/1"), Limits()
    >>> for times in (1, 3, 8, 9):
    ...     found = defer(link, "empty", at, times=times, asked_at=at, limits=limits)
    ...     print(found.again_at and found.again_at - at)
    0:01:00
    0:10:00
    1 day, 0:00:00
    None
    >>> old = link.model_copy(update={"published_at": at - timedelta(days=2)})
    >>> print(defer(old, "empty", at, times=1, asked_at=at, limits=limits).again_at - at)
    1 day, 0:00:00
    """
    stated = max(filter(None, (link.published_at, link.modified_at)), default=at)
    hurry = reason not in _LASTING and at - stated <= _FRESH
    pauses = limits.again if hurry else limits.again[-1:]
    again_at = asked_at + pauses[times - 1] if times <= len(pauses) else None
    kept = link.model_copy(update={"html": None})
    return Deferred(link=kept, reason=reason, times=times, refused_at=at, again_at=again_at)


def is_due(deferred: Deferred, now: datetime) -> bool:
    """Whether it is time to ask for the page again."""
    return deferred.again_at is not None and now >= deferred.again_at - _EARLY


def is_edited(deferred: Deferred, link: Link) -> bool:
    """Whether its outlet says that the article was edited since its page was refused.

    A time in the future, from an outlet's wrong clock, says so once and not at every poll.
    """
    before = deferred.link and deferred.link.modified_at
    latest = max(deferred.refused_at, before or deferred.refused_at)
    return bool(link.modified_at and link.modified_at > latest)
