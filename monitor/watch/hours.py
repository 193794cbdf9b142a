"""What did each hour of watching a source bring?

In: the report of a crawl and the articles that nobody had seen before.
Out: Hours to add to those that are kept.
Knows nothing of storage, the clock or what the counts are good for.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from spiders.contract import Article, CrawlReport

HOUR = timedelta(hours=1)

#: After a longer silence of ours an hour cannot be said to have been watched: what it brought may
#: have left the list again.
LONGEST_LOOK = timedelta(hours=3)


#: The fields of an Hour that are plain counts.
COUNTS = ("news", "read", "without_body", "without_time", "old", "not_arabic")


@dataclass(frozen=True, slots=True)
class Hour:
    """What one hour brought."""

    #: Its beginning.
    at: datetime
    #: How much of it the good crawls cover.
    watched: timedelta = timedelta()
    #: Articles of this hour, not old when they were first seen, and while it was watched.
    news: int = 0
    #: Articles read in this hour for the first time, those of a first sight among them.
    read: int = 0
    #: Of those read: without text, without a date that was understood, published long before they
    #: were first seen, and in a language that is known and not Arabic.
    without_body: int = 0
    without_time: int = 0
    old: int = 0
    not_arabic: int = 0
    #: Pages refused at the first attempt, by reason.
    refused: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: "Hour") -> "Hour":
        """Both together; they are of the same hour."""
        both = total([self, other])
        return replace(both, watched=min(both.watched, HOUR))


def beginning(at: datetime) -> datetime:
    """The beginning of the hour that holds this moment.

    >>> beginning(datetime(2026, 1, 15, 9, 59, 1, tzinfo=UTC)).isoformat()
    '2026-01-15T09:00:00+00:00'
    """
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def total(hours: Iterable[Hour]) -> Hour:
    """The sum of these hours, which may be any; its time is that of the first.

    >>> noon = datetime(2026, 1, 15, 12, tzinfo=UTC)
    >>> total([Hour(noon, HOUR, news=2), Hour(noon + HOUR, HOUR, news=3)]).news
    5
    """
    every = list(hours)
    refused: Counter[str] = Counter()
    for hour in every:
        refused.update(hour.refused)
    return Hour(
        every[0].at if every else datetime.min.replace(tzinfo=UTC),
        sum((hour.watched for hour in every), timedelta()),
        **{name: sum(getattr(hour, name) for hour in every) for name in COUNTS},
        refused=refused,
    )


def brought(
    report: CrawlReport, articles: Iterable[Article], *, last_ok: datetime | None, old: timedelta
) -> list[Hour]:
    """What this crawl adds, oldest hour first, each once.

    `articles` are those seen for the first time; `last_ok` is the end of the last good crawl, None
    before there was one.
    What was published longer than `old` before this crawl is no news.
    """
    now = report.finished_at
    # A crawl that failed has looked at nothing, but what it was refused counts.
    looked = report.problem is None and last_ok is not None and now - last_ok <= LONGEST_LOOK
    since = last_ok if looked and last_ok else now
    parts = [*_covered(since, now), Hour(beginning(now), refused=dict(report.new_refused))]
    for article in articles:
        aged = article.published_at is not None and now - article.published_at > old
        parts.append(_of(article, beginning(now), aged=aged and looked))
        if looked and not aged:
            at = min(max(article.published_at or now, since), now)
            parts.append(Hour(beginning(at), news=1))
    return _added(parts)


def _of(article: Article, at: datetime, *, aged: bool) -> Hour:
    return Hour(
        at,
        read=1,
        without_body="body" in article.missing,
        without_time="published_at" in article.missing,
        old=aged,
        not_arabic=article.language not in {None, "ar"},
    )


def _covered(since: datetime, until: datetime) -> Iterator[Hour]:
    at = since
    while at < until:
        end = min(until, beginning(at) + HOUR)
        yield Hour(beginning(at), watched=end - at)
        at = end


def _added(parts: Sequence[Hour]) -> list[Hour]:
    hours: dict[datetime, Hour] = {}
    for part in parts:
        hours[part.at] = hours[part.at] + part if part.at in hours else part
    return [hours[at] for at in sorted(hours)]
