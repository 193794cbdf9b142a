"""Which articles that readers were told of are looked at again now, and which of them are gone?

In: what is known of each, and the time.
Out: those that are due, and whether one that was missing is believed to be gone.
Knows nothing of pages, posts or storage.

An outlet that takes an article down leaves no trace in its list; only asking shows it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

#: Articles are looked at again for this long after they were told.
LOOKED_AFTER = timedelta(days=7)
#: The first look comes so long after an article was told; then each wait is as long as all before
#: it: looks are 1 h, 2 h, 4 h … after it was told.
_FIRST = timedelta(hours=1)
#: A page that is missing is asked for again so soon: a site that is just being repaired answers
#: 404 for minutes.
_AGAIN = timedelta(minutes=10)
#: Looks in one crawl; an outlet is not to be asked for all of a day's articles at once.
_AT_ONCE = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """An article in a story that readers were told of."""

    article_id: int
    url: str
    title: str
    #: When it joined its story.
    told_at: datetime
    #: When it was last seen to be there, or to be missing; None: not since it was told.
    checked_at: datetime | None = None
    #: Since when it is missing; None while it is there.
    missing_since: datetime | None = None
    #: When it was believed to be gone.
    removed_at: datetime | None = None


def due(articles: Iterable[Shown], *, now: datetime) -> list[Shown]:
    """The articles to look at in a crawl that begins now, the longest overdue first."""
    waiting = sorted((_turn(article), article.article_id, article) for article in articles)
    return [article for at, _, article in waiting if at <= now][:_AT_ONCE]


def _turn(article: Shown) -> datetime:
    last = article.checked_at or article.told_at
    if article.missing_since and not article.removed_at:
        return last + _AGAIN
    return last + max(_FIRST, last - article.told_at)


def is_gone(article: Shown, *, now: datetime) -> bool:
    """Whether an article that is missing again now has been so for long enough to be believed.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 1, 15, 12, tzinfo=UTC)
    >>> shown = Shown(1, "https://x.sy/1", "خبر", noon, missing_since=noon + timedelta(hours=1))
    >>> is_gone(shown, now=noon + timedelta(minutes=61))
    False
    >>> is_gone(shown, now=noon + timedelta(minutes=70))
    True
    """
    return article.missing_since is not None and now - article.missing_since >= _AGAIN
