"""When is this source asked next, and why then?

In: the source, the report of the crawl that just ended, how many in a row have failed, and what
is known of its rhythm. Out: a Turn.
Knows nothing of storage, the clock or other sources.

A turn comes when half an article is expected: never more often than `every`, never later than
`slowest`.
Of what asks for a later turn (a server's patience, its caches, a failure) the latest wins.
Pages that wait to be asked again want it sooner, but not before `every` has passed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from zlib import crc32

from monitor.watch.hours import HOUR
from monitor.watch.rhythm import Rhythm
from spiders.contract import CrawlReport, Source

#: Articles expected between two turns. One an hour is then asked for every half hour; a reader
#: waits for half of that on average (docs/bench.md, row `week`).
_EXPECTED = 0.5

Failure = Literal["temporary", "soft", "hard"]

#: Refusals, as `CrawlReport.refused` names them, by which a site keeps us out, maybe for a while.
_SOFT: Final = frozenset({"challenge", "http_401", "http_403", "http_429", "http_451"})
#: Refusals because what was asked for is gone, or is something else than it was.
_HARD: Final = frozenset(
    {
        *("http_400", "http_404", "http_405", "http_406", "http_410", "robots", "tls"),
        *("private_address", "bad_address", "redirect_loop", "too_large", "not_a_feed"),
        *("no_links", "not_json", "wrong_shape", "rest_closed", "not_html", "empty"),
        *("listing", "stub", "error_page", "off_site", "sent_home", "not_found"),
        *("not_a_sitemap", "not_news", "no_preview", "too_deep", "too_long", "no_browser"),
    }
)

#: The growth of the interval with each failure in a row, and the longest it gets.
#: A site that restarts is back in minutes; one that blocks should not be pressed; an address that
#: is gone needs a person, and still comes back now and then.
BACK_OFF: Final[dict[Failure, tuple[float, timedelta]]] = {
    "temporary": (1.5, timedelta(minutes=30)),
    "soft": (2.0, timedelta(hours=2)),
    "hard": (3.0, timedelta(hours=6)),
}
#: Above the longest back-off and the longest Retry-After that is believed
#: (`spiders.fetch.limits.Limits.patience`), both six hours.
_LONGEST = timedelta(hours=7)


@dataclass(frozen=True, slots=True)
class Turn:
    """The next time a source is asked."""

    at: datetime
    #: Why then, for people in Latin letters.
    reason: str


def next_turn(
    source: Source,
    report: CrawlReport,
    rhythm: Rhythm | None,
    *,
    failures: int,
    lately: int = 0,
    patience: Iterable[datetime] = (),
) -> Turn:
    """When to ask again after this crawl.

    `failures` counts the crawls in a row that failed, this one included; `lately` the articles of
    the hour that ends with it; `patience` holds moments before which its host must not be asked,
    whichever source it told so.
    """
    started = report.started_at
    found = _by_rhythm(source, rhythm, started, lately)
    if report.problem is not None:
        found = _later(found, _back_off(source, report, failures))
    found = Turn(on_grid(source, found.at), found.reason)
    if report.fresh_until and source.pace == "adaptive" and report.problem is None:
        fresh = min(report.fresh_until, started + longest(source))
        found = _later(found, Turn(fresh, "the outlet calls its list fresh until then"))
    if report.problem is None:
        found = _sooner(found, _for_pages(source, report))
    for until in filter(None, (report.retry_after, *patience)):
        found = _later(found, Turn(until, "its server asked for patience (Retry-After)"))
    return found


def longest(source: Source) -> timedelta:
    """The longest interval of a source that works."""
    return source.every if source.pace == "fixed" else max(source.every, source.slowest)


def furthest(source: Source) -> timedelta:
    """The longest that a turn can lie ahead; a later one was written under another clock.

    It leaves room for the longest pause that a server may ask for.
    """
    return max(_LONGEST, longest(source)) + source.every / 2


def _by_rhythm(source: Source, rhythm: Rhythm | None, started: datetime, lately: int) -> Turn:
    soonest, latest = started + source.every, started + longest(source)
    if source.pace == "fixed":
        return Turn(soonest, "its pace is fixed")
    if rhythm is None:
        return Turn(soonest, "its rhythm is not known yet")
    at = rhythm.reached(_EXPECTED, started, latest)
    if lately:  # news is seldom alone
        at = min(at, started + HOUR * (_EXPECTED / lately))
    an_hour = max(rhythm.expected(started, started + HOUR), lately)
    return Turn(max(at, soonest), f"{an_hour:.1f} articles an hour are expected")


def failure_of(report: CrawlReport) -> Failure:
    """The mildest class of what was refused: while one way may work soon, it is worth a try.

    Pages may be whole soon where only they are refused, and their list works.
    """
    words = report.refused.keys()
    if words and words <= _HARD and report.discovery:
        return "temporary"
    if words and words <= _HARD:
        return "hard"
    return "soft" if words and words <= _HARD | _SOFT else "temporary"


def _back_off(source: Source, report: CrawlReport, failures: int) -> Turn:
    kind = failure_of(report)
    growth, most = BACK_OFF[kind]
    # The exponent is bounded, or a year of failures would not fit into a float.
    wait = min(source.every * growth ** min(failures, 20), max(most, source.every))
    return Turn(report.started_at + wait, f"{kind} failure, {failures} in a row")


def _for_pages(source: Source, report: CrawlReport) -> Turn | None:
    """When the next page is to be asked for that failed or was refused; None where none is."""
    started = report.started_at
    again = [one.again_at for one in report.deferred.values() if one.again_at]
    # What is overdue waits for a list that names it.
    moments = [at for at in again if at > started] + [started] * bool(report.pending)
    if not moments:
        return None
    at = max(min(moments), started + source.every)
    return Turn(on_grid(source, at), "pages wait to be asked again")


def _sooner(one: Turn, other: Turn | None) -> Turn:
    return other if other and other.at < one.at else one


def _later(one: Turn, other: Turn) -> Turn:
    return other if other.at > one.at else one


def phase(source: Source) -> timedelta:
    """The place of a source inside its interval, the same after every restart.

    A hash spreads sources evenly and never drifts.
    APScheduler's jitter adds up instead: 30 s on 60 s gave a mean period of 75 s
    (measured 2026-11).
    """
    return timedelta(seconds=crc32(source.id.encode()) % max(1, int(source.every.total_seconds())))


def on_grid(source: Source, at: datetime) -> datetime:
    """The moment of the source's own grid that is nearest to `at`.

    So sources stay spread however their intervals change.
    """
    off = (timedelta(seconds=at.timestamp()) - phase(source)) % source.every
    return at - off if off < source.every / 2 else at - off + source.every
