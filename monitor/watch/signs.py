"""What is wrong with what this source brings?

In: the report of a crawl, the hours since the last news, the last articles, and what is usual.
Out: a Sign for each thing that is wrong, and the topics on which this crawl lets one judge.
Knows nothing of what was wrong before, of other sources, of storage or the clock.

Nothing is measured in hours of silence or in fixed shares where the source has habits of its own:
a sign is what would hardly ever happen by chance.
The floors of `Source.at_least` hold besides, from the first day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

from monitor.alert.breaker import chance_of_so_many
from monitor.watch.hours import HOUR, Hour, total
from monitor.watch.rhythm import Rhythm, hour_of_week
from spiders.contract import CrawlReport, Source

#: What an alarm is about; there is one at most for each topic of a source at a time.
Topic = Literal["reading", "news", "bodies", "dates", "age", "language", "flood"]

#: One failed crawl is often a restart of the site; two in a row seldom are.
FAILURES_IN_A_ROW = 2

#: A silence is a sign below this chance. At six articles an hour that is after some three hours;
#: a thousand sources are wrong about it once in many weeks.
_CHANCE_OF_SILENCE = 1e-4
#: The same for shares of a handful of articles, which are judged a few times a day.
_CHANCE_OF_SHARE = 1e-3
#: The same for a floor that people set; they mean it, give or take an unlucky article.
_CHANCE_OF_FLOOR = 0.02
#: The same for a flood; fewer new links than this are none.
_CHANCE_OF_FLOOD, _FLOOD = 1e-6, 25

#: The last articles that are judged, and the fewest of them from which anything follows.
_LATELY, _FEWEST = 8, 5
#: How far back they are looked for, for outlets that publish every other day.
LATELY = timedelta(days=14)
_DAY = timedelta(days=1)
#: A day counts against a floor only if so much of it was watched.
_WATCHED_DAY = timedelta(hours=20)

#: The cause that refusals of each kind point to; of two as frequent the first is told.
CAUSES: Final[dict[str, frozenset[str]]] = {
    "challenge": frozenset({"challenge"}),
    "blocked": frozenset({"http_401", "http_403", "http_429", "http_451"}),
    "robots": frozenset({"robots"}),
    "certificate": frozenset({"tls"}),
    "moved": frozenset({"http_404", "http_410"}),
    "not_found": frozenset({"error_page", "sent_home", "not_found"}),
    "layout": frozenset(
        {"stub", "empty", "listing", "not_html", "not_a_feed", "no_links", "not_json"}
        | {"wrong_shape", "rest_closed", "not_a_sitemap", "not_news", "no_preview", "too_deep"}
    ),
    "unreadable": frozenset(
        {"bad_response", "bad_encoding", "too_large", "too_long", "redirect_loop", "bad_address"}
        | {"discover_timeout", "extract_timeout"}
    ),
    "browser": frozenset({"no_browser"}),
    "network": frozenset({"dns", "connection", "timeout", "truncated", "private_address"}),
}
#: What a page may be besides an article; `moved` is not among them, for articles do go away.
_PAGES: Final = ("challenge", "blocked", "not_found", "layout")


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that is wrong."""

    topic: Topic
    #: A word for the probable cause: a key of `CAUSES`, ``server``, ``slow`` or ``ours``;
    #: ``silent`` or ``few``; or the topic itself.
    cause: str
    #: What was seen, for people, in Latin letters and figures.
    detail: str


class Signs(NamedTuple):
    """What a crawl shows."""

    found: dict[Topic, Sign]
    #: Topics on which this crawl says anything; on the others what was believed before stands.
    judged: frozenset[Topic]


def read_signs(
    source: Source,
    report: CrawlReport,
    rhythm: Rhythm | None,
    *,
    failures: int,
    last_ok: datetime | None,
    quiet: Sequence[Hour],
    lately: Sequence[Hour],
    usual: Hour,
) -> Signs:
    """Everything that is wrong with a source after this crawl.

    `failures` counts the crawls in a row that failed, this one included; `last_ok` is the end of
    the last one that did not.
    `quiet` holds the hours since a day before the last news, `lately` those of `LATELY`, both
    oldest first; `lately` may be empty when this crawl read no page and nothing is known to be
    wrong.
    `usual` is the sum of what the source brought while it was well, before the last day.
    """
    recent = _newest(lately)
    if report.problem is not None:
        # One failure alone says nothing: what was believed before stands.
        sign = _failure(report, failures) or _pages(recent, usual)
        return _signs(["reading"] if sign else [], [sign])
    if report.pending and not report.articles:  # a quiet poll while pages wait proves nothing
        return Signs({}, frozenset())
    judged: list[Topic] = ["reading", "flood"]
    found = [_flood(report, rhythm, last_ok)]
    if rhythm or source.at_least.articles_per_day:
        judged.append("news")
        found += [_silence(report, rhythm, quiet), _too_few(source, quiet, report)]
    if lately:
        found.append(_pages(recent, usual))
        if recent.read >= _FEWEST:
            judged += ["bodies", "dates", "age", "language"]
            found += [_share(share, source, recent, usual) for share in _SHARES]
    return _signs(judged, found)


def _signs(judged: Iterable[Topic], found: Iterable[Sign | None]) -> Signs:
    """The first sign of each topic."""
    signs: dict[Topic, Sign] = {}
    for sign in found:
        if sign:
            signs.setdefault(sign.topic, sign)
    return Signs(signs, frozenset(judged))


def _failure(report: CrawlReport, failures: int) -> Sign | None:
    if failures < FAILURES_IN_A_ROW:
        return None
    return Sign("reading", cause_of(report), f"{report.problem} ({failures} in a row)")


def cause_of(report: CrawlReport) -> str:
    """The word for why a crawl failed: the commonest kind of what it was refused."""
    counts = {cause: _of_kind(report.refused, cause) for cause in CAUSES}
    counts["server"] = sum(n for word, n in report.refused.items() if word.startswith("http_5"))
    cause = max(counts, key=lambda one: counts[one])
    if counts[cause]:
        return cause
    return "slow" if report.finish_reason == "deadline" else "ours"


def _of_kind(refused: Mapping[str, int], cause: str) -> int:
    """How many of these refusals are told under this key of `CAUSES`."""
    return sum(count for word, count in refused.items() if word in CAUSES[cause])


# --- silence --------------------------------------------------------------------------------


def _silence(report: CrawlReport, rhythm: Rhythm | None, quiet: Sequence[Hour]) -> Sign | None:
    """No article where so many were expected that chance hardly explains it.

    A day that was quieter than usual before it fell silent lowers what is expected: a holiday
    has a fraction of the news, and long gaps in it.
    """
    if rhythm is None:
        return None
    last = max((n for n, hour in enumerate(quiet) if hour.news), default=-1)
    gap = quiet[last + 1 :]
    before = quiet[: last + 1]
    news = sum(hour.news for hour in before)
    level = min(1.0, (news + _FEWEST) / (_expected(rhythm, before) + _FEWEST))
    expected = _expected(rhythm, gap) * level
    if rhythm.chance_of_so_few(0, expected) >= _CHANCE_OF_SILENCE:
        return None
    since = f"since {gap[0].at:%Y-%m-%d %H:%M} UTC, where {expected:.0f} were expected"
    listed = "" if report.links_seen or report.not_modified else "; its list is empty"
    return Sign("news", "silent", f"no new article {since}{listed}")


def _expected(rhythm: Rhythm, hours: Iterable[Hour]) -> float:
    return sum(rhythm.rates[hour_of_week(hour.at)] * (hour.watched / HOUR) for hour in hours)


def _too_few(source: Source, hours: Sequence[Hour], report: CrawlReport) -> Sign | None:
    floor = source.at_least.articles_per_day
    day = [hour for hour in hours if report.finished_at - hour.at <= _DAY]
    if not floor or sum((hour.watched for hour in day), timedelta()) < _WATCHED_DAY:
        return None
    news = sum(hour.news for hour in day)
    if news >= floor:
        return None
    return Sign("news", "few", f"{news} articles in 24 h, at_least.articles_per_day is {floor}")


def _flood(report: CrawlReport, rhythm: Rhythm | None, last_ok: datetime | None) -> Sign | None:
    """More new links at once than its two busiest hours bring, or the time nobody looked."""
    new = report.links_new
    if rhythm is None or last_ok is None or new < _FLOOD:
        return None
    since = max(last_ok, report.finished_at - LATELY)
    expected = max(2 * max(rhythm.rates), rhythm.expected(since, report.finished_at), 1.0)
    if 1 - rhythm.chance_of_so_few(new - 1, expected) >= _CHANCE_OF_FLOOD:
        return None
    return Sign("flood", "flood", f"{new} new links at once, {expected:.0f} are the most expected")


# --- what the articles are like -------------------------------------------------------------


class _Share(NamedTuple):
    """A share of the articles that may grow suddenly."""

    topic: Topic
    #: The field of `Hour` that counts them.
    field: str
    #: The share that is usual before the source has shown its own, with the weight of `_WEIGHT`.
    prior: float
    #: Below this share nobody needs to look.
    least: float
    #: The key of `Source.at_least` that bounds the other articles; "" where there is none.
    floor: str = ""


_SHARES: Final = (
    _Share("bodies", "without_body", 0.05, 0.3, "with_body"),
    _Share("dates", "without_time", 0.05, 0.3, "with_time"),
    _Share("age", "old", 0.1, 0.8),
    _Share("language", "not_arabic", 0.02, 0.6),
)
#: The share of pages that are no articles, before a source has shown its own.
_USUALLY_REFUSED = 0.1
#: Articles by which a source shows as much as was taken to be usual before.
_WEIGHT = 20


def _newest(hours: Sequence[Hour]) -> Hour:
    """The sum of the newest hours that hold enough pages to judge by."""
    taken: list[Hour] = []
    pages = 0
    for hour in reversed(hours):
        taken.append(hour)
        pages += hour.read + sum(_of_kind(hour.refused, cause) for cause in _PAGES)
        if pages >= _LATELY:
            break
    return total(taken)


def _pages(recent: Hour, usual: Hour) -> Sign | None:
    """Most of the pages are no articles, which is not usual."""
    counts = {cause: _of_kind(recent.refused, cause) for cause in _PAGES}
    cause = max(counts, key=lambda one: counts[one])
    bad, pages = counts[cause], counts[cause] + recent.read
    usually = _of_kind(usual.refused, cause)
    rate = _rate(usually, usually + usual.read, _USUALLY_REFUSED)
    if pages < _FEWEST or bad * 2 < pages:
        return None
    if chance_of_so_many(bad, pages, rate) >= _CHANCE_OF_SHARE:
        return None
    words = ", ".join(word for word in recent.refused if word in CAUSES[cause])
    return Sign("reading", cause, f"{bad} of the last {pages} pages were refused: {words}")


def _share(share: _Share, source: Source, recent: Hour, usual: Hour) -> Sign | None:
    bad, read = getattr(recent, share.field), recent.read
    seen = f"{bad} of the last {read} articles"
    if share.floor:
        floor = getattr(source.at_least, share.floor)
        allowed = 1 - floor
        if bad > read * allowed and chance_of_so_many(bad, read, allowed) < _CHANCE_OF_FLOOR:
            return Sign(share.topic, share.topic, f"{seen}, at_least.{share.floor} is {floor:g}")
    usually = _rate(getattr(usual, share.field), usual.read, share.prior)
    if bad < read * share.least or chance_of_so_many(bad, read, usually) >= _CHANCE_OF_SHARE:
        return None
    return Sign(share.topic, share.topic, f"{seen}, usually {usually:.0%}")


def _rate(bad: int, of: int, prior: float) -> float:
    """The share that is usual, by what was seen of it and by what is taken to be so before."""
    return (bad + prior * _WEIGHT) / (of + _WEIGHT)
