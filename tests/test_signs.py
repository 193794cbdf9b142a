"""What is wrong with what a source brings, and what only looks like it."""

import math
import random
import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from builders import NOON, a_report, a_source
from monitor.watch.hours import HOUR, Hour, total
from monitor.watch.rhythm import learn
from monitor.watch.signs import CAUSES, LATELY, Sign, Signs, Topic, cause_of, read_signs
from spiders.contract import Source

DAY = timedelta(days=1)
#: Monday 2026-01-12 00:00 UTC: the end of every history here.
END = NOON.replace(day=12, hour=0)
SOURCE = a_source()

Rate = Callable[[datetime], float]


def daily(an_hour: float) -> Rate:
    """An outlet that works from 6 to 20 UTC, does a third on Fridays, and sleeps at night."""

    def rate(at: datetime) -> float:
        if not 6 <= at.hour < 20:
            return an_hour / 30
        return an_hour / 3 if at.weekday() == 4 else an_hour

    return rate


def _poisson(mean: float, dice: random.Random) -> int:
    limit, count, product = math.exp(-mean), 0, dice.random()
    while product > limit:
        count += 1
        product *= dice.random()
    return count


def history(
    rate: Rate, *, since: datetime, until: datetime, seed: int = 1, **each: Any
) -> list[Hour]:
    """Hours that were watched, with articles by chance at this rate; `each` holds shares of them."""
    dice = random.Random(f"{seed} {since}")
    hours = []
    for n in range((until - since) // HOUR):
        at = since + n * HOUR
        news = _poisson(rate(at), dice)
        lacking = {
            name: sum(dice.random() < share for _ in range(news)) for name, share in each.items()
        }
        hours.append(Hour(at, HOUR, news=news, read=news, **lacking))
    return hours


def judged(
    past: list[Hour],
    since: list[Hour],
    source: Source = SOURCE,
    *,
    failures: int = 0,
    **report: Any,
) -> Signs:
    """The signs at the end of `since`, for a source that was well in `past`."""
    every = [*past, *since]
    now = every[-1].at + HOUR
    last = max((hour.at for hour in every if hour.news), default=every[0].at)
    found = a_report(started_at=now, finished_at=now, **{"links_seen": 20} | report)
    return read_signs(
        source,
        found,
        learn(past, now=now),
        failures=failures,
        last_ok=now - timedelta(minutes=10),
        quiet=[hour for hour in every if hour.at >= min(last, now) - DAY],
        lately=[hour for hour in every if now - hour.at <= LATELY],
        usual=total(past),
    )


def silences(past: list[Hour], days: list[Hour]) -> list[datetime]:
    """The hours of these days in which the source counted as silent, polled every hour.

    Its rhythm is learned anew every other day, from what was no silence.
    """
    rhythm, usual = learn(past, now=days[0].at), total(past)
    every, found = [*past, *days], []
    for n in range(len(past) + 1, len(every) + 1):
        seen = every[max(0, n - 24 * 40) : n]
        last = max((k for k, hour in enumerate(seen) if hour.news), default=0)
        now = seen[-1].at + HOUR
        if n % 48 == 0 and not found:
            rhythm = learn(every[:n], now=now)
        signs = read_signs(
            SOURCE,
            a_report(started_at=now, finished_at=now, links_seen=20),
            rhythm,
            failures=0,
            last_ok=now - HOUR,
            quiet=seen[max(0, last - 24) :],
            lately=(),
            usual=usual,
        )
        if "news" in signs.found:
            found.append(now)
    return found


# --- silence --------------------------------------------------------------------------------

WEEKS = END - 6 * 7 * DAY


@pytest.mark.parametrize(
    ("an_hour", "latest"),
    [(30, 3 * HOUR), (6, 6 * HOUR), (2, 18 * HOUR), (0.5, 5 * DAY)],
)
def test_silence_is_noticed_by_what_was_expected(an_hour: float, latest: timedelta):
    """A busy outlet that falls silent on a weekday morning is noticed within hours."""
    past = history(daily(an_hour), since=WEEKS, until=END)
    morning = history(daily(an_hour), since=END, until=END + 8 * HOUR)
    silent = history(lambda _: 0, since=END + 8 * HOUR, until=END + 6 * DAY)
    noticed = silences(past, [*morning, *silent])
    assert noticed
    assert noticed[0] - (END + 8 * HOUR) <= latest
    assert noticed[-1] == END + 6 * DAY


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("an_hour", [20, 4, 0.6])
def test_nights_and_fridays_are_no_silence(an_hour: float, seed: int):
    """Two ordinary weeks of an outlet, polled every hour, give no alarm."""
    past = history(daily(an_hour), since=WEEKS, until=END, seed=seed)
    weeks = history(daily(an_hour), since=END, until=END + 14 * DAY, seed=seed)
    assert silences(past, weeks) == []


@pytest.mark.parametrize("seed", range(3))
def test_a_holiday_is_no_silence(seed: int):
    """Four days of Eid with a third of the usual news give no alarm."""
    usual = daily(6)
    past = history(usual, since=WEEKS, until=END, seed=seed)
    eve = history(usual, since=END, until=END + DAY, seed=seed)
    eid = history(lambda at: usual(at) / 3, since=END + DAY, until=END + 5 * DAY, seed=seed)
    assert silences(past, [*eve, *eid]) == []


def test_ramadan_turns_the_day_round_and_is_learned():
    """The first days of other hours may raise an alarm; after two weeks they raise none."""
    usual = daily(6)

    def fasting(at: datetime) -> float:
        return usual(at + 8 * HOUR)  # awake from 22 to 12 UTC

    past = [
        *history(usual, since=WEEKS, until=END),
        *history(fasting, since=END, until=END + 14 * DAY),
    ]
    month = history(fasting, since=END + 14 * DAY, until=END + 28 * DAY)
    assert silences(past, month) == []


def test_a_slow_outlet_may_be_silent_for_days():
    """An outlet with one article every other day may be silent for nine days."""
    past = history(lambda _: 1 / 48, since=WEEKS, until=END)
    quiet = history(lambda _: 0, since=END, until=END + 9 * DAY)
    assert silences(past, quiet) == []


def test_a_new_outlet_is_not_judged_by_habits():
    """Before three days were watched there is no silence, whatever the first hours brought."""
    first = history(lambda _: 20, since=END, until=END + DAY)
    silent = history(lambda _: 0, since=END + DAY, until=END + 2 * DAY)
    found = judged(first, silent)
    assert "news" not in found.judged | found.found.keys()


def test_hours_that_nobody_watched_are_no_silence():
    """After an outage of our own the first good crawl finds nothing wrong."""
    past = history(daily(6), since=WEEKS, until=END)
    outage = [Hour(END + n * HOUR) for n in range(48)]
    assert silences(past, outage) == []


@pytest.mark.parametrize(("links", "words"), [(20, "expected"), (0, "its list is empty")])
def test_silence_says_what_was_expected(links: int, words: str):
    """The operator reads since when, and whether the list still lists anything."""
    past = history(daily(6), since=WEEKS, until=END)
    silent = history(lambda _: 0, since=END, until=END + 14 * HOUR)
    sign = judged(past, silent, links_seen=links).found["news"]
    assert sign.cause == "silent"
    assert sign.detail.startswith("no new article since 2026-01-1")
    assert sign.detail.endswith(("were expected", "its list is empty")[links == 0])
    assert words in sign.detail


@pytest.mark.parametrize(("floor", "few"), [(60, False), (200, True)])
def test_a_floor_of_articles_holds_from_the_first_full_day(floor: int, few: bool):
    """Below `articles_per_day` in a watched day the source is reported, habits or not."""
    source = a_source(at_least={"articles_per_day": floor})
    day = history(daily(8), since=END, until=END + DAY)
    found = judged([], day, source)
    assert ("news" in found.found) == few
    assert "news" in found.judged
    if few:
        assert found.found["news"].cause == "few"
        assert f"articles_per_day is {floor}" in found.found["news"].detail
    assert judged([], day[:12], source).found == {}


# --- what the articles are like -------------------------------------------------------------


PAST = history(daily(6), since=WEEKS, until=END, without_body=0.02, without_time=0.02, old=0.03)


def recently(read: int, **bad: Any) -> list[Hour]:
    """The last hour: so many articles, and what they lack."""
    return [Hour(END, HOUR, news=read, read=read, **bad)]


@pytest.mark.parametrize(
    ("topic", "field"),
    [
        ("bodies", "without_body"),
        ("dates", "without_time"),
        ("age", "old"),
        ("language", "not_arabic"),
    ],
)
def test_a_share_that_jumps_is_a_sign(topic: Topic, field: str):
    """Eight articles of eight are; one or two of eight, and four of four, are not."""
    found = judged(PAST, recently(8, **{field: 8}), articles=8)
    assert {*found.found} == {topic}
    assert found.found[topic].detail.startswith("8 of the last 8 articles, usually ")
    for read, bad in ((8, 0), (8, 1), (12, 2)):
        assert judged(PAST, recently(read, **{field: bad}), articles=read).found == {}
    few = judged([], recently(4, **{field: 4}), articles=4)
    assert topic not in few.judged | few.found.keys()


def test_what_always_was_so_is_no_sign():
    """An outlet without dates, and one in Russian, are what they are."""
    russian = history(daily(6), since=WEEKS, until=END, without_time=1.0, not_arabic=1.0, old=0.5)
    lately = recently(9, without_time=9, not_arabic=9, old=6)
    assert judged(russian, lately, articles=9).found == {}


def test_a_new_outlet_is_judged_by_what_outlets_are_like():
    """Without any history, eight bodies of eight missing are a sign; so are old ones."""
    found = judged([], recently(8, without_body=8, old=8), articles=8)
    assert {*found.found} == {"bodies", "age"}


@pytest.mark.parametrize(
    ("bad", "broken"), [(0, False), (1, False), (2, False), (5, True), (10, True)]
)
def test_floors_of_body_and_time_hold_from_the_first_articles(bad: int, broken: bool):
    """Below the floor by more than an unlucky article, however usual that is."""
    source = a_source(at_least={"with_body": 0.9, "with_time": 0.9})
    poor = history(daily(6), since=WEEKS, until=END, without_body=0.9, without_time=0.9)
    found = judged(poor, recently(12, without_body=bad, without_time=bad), source, articles=12)
    assert ({*found.found} == {"bodies", "dates"}) == broken
    if broken:
        assert "at_least.with_body is 0.9" in found.found["bodies"].detail


@pytest.mark.parametrize(
    ("word", "cause"),
    [
        ("challenge", "challenge"),
        ("http_403", "blocked"),
        ("error_page", "not_found"),
        ("sent_home", "not_found"),
        ("stub", "layout"),
        ("listing", "layout"),
    ],
)
def test_pages_that_are_no_articles_are_a_sign(word: str, cause: str):
    """When most of the last pages are refused in one manner, though the list is read."""
    found = judged(PAST, recently(2, refused={word: 6}), refused={word: 6})
    assert found.found["reading"] == Sign(
        "reading", cause, f"6 of the last 8 pages were refused: {word}"
    )
    assert judged(PAST, recently(6, refused={word: 2}), refused={word: 2}).found == {}
    assert judged(PAST, recently(0, refused={word: 4}), refused={word: 4}).found == {}


def test_videos_without_text_are_usual_for_some():
    """An outlet, most of whose pages have always been refused, is as well as ever."""
    videos = [
        Hour(hour.at, HOUR, news=hour.news, read=hour.read, refused={"stub": 2 * hour.read})
        for hour in PAST
    ]
    assert judged(videos, recently(2, refused={"stub": 6}), refused={"stub": 6}).found == {}


def test_articles_that_are_gone_are_no_sign():
    """404 on pages says that articles were removed."""
    assert judged(PAST, recently(1, refused={"http_404": 9}), refused={"http_404": 9}).found == {}


@pytest.mark.parametrize(("new", "is_flood"), [(10, False), (24, False), (30, False), (200, True)])
def test_a_flood_is_more_than_the_busiest_hours_bring(new: int, is_flood: bool):
    """Two hours' worth at once happens; the archive of a month does not."""
    assert ("flood" in judged(PAST, recently(0), links_new=new).found) == is_flood


def test_after_an_outage_there_is_much_that_is_new():
    """What was published while nobody looked is no flood; and of a new outlet nothing is."""
    now = END + HOUR
    report = a_report(started_at=now, finished_at=now, links_new=90)
    rhythm = learn(PAST, now=now)
    common: dict[str, Any] = {"failures": 0, "quiet": (), "lately": (), "usual": total(PAST)}
    after = read_signs(SOURCE, report, rhythm, last_ok=now - DAY, **common)
    assert after.found == {}
    assert "flood" in read_signs(SOURCE, report, rhythm, last_ok=now - HOUR, **common).found
    assert read_signs(SOURCE, report, rhythm, last_ok=None, **common).found == {}
    assert read_signs(SOURCE, report, None, last_ok=now - HOUR, **common).found == {}


# --- failures -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("refused", "reason", "cause"),
    [
        ({"timeout": 1}, "finished", "network"),
        ({"dns": 2, "http_404": 1}, "finished", "network"),
        ({"http_503": 1}, "finished", "server"),
        ({"http_404": 1}, "finished", "moved"),
        ({"http_403": 1}, "finished", "blocked"),
        ({"challenge": 3}, "finished", "challenge"),
        ({"robots": 1}, "finished", "robots"),
        ({"tls": 1}, "finished", "certificate"),
        ({"not_a_feed": 1}, "finished", "layout"),
        ({"no_links": 1}, "finished", "layout"),
        ({"sent_home": 4}, "finished", "not_found"),
        ({}, "deadline", "slow"),
        ({"extract_crash": 4}, "finished", "ours"),
        ({}, "RuntimeError: x", "ours"),
    ],
)
def test_a_failure_has_a_probable_cause(refused: dict[str, int], reason: str, cause: str):
    """The commonest kind of refusal names it."""
    report = a_report(problem="x", refused=refused, finish_reason=reason)
    assert cause_of(report) == cause


def test_one_failure_tells_nothing_and_two_do():
    """While reading fails nothing else is judged: what was believed before stands."""
    report: dict[str, Any] = {"problem": "no way worked", "refused": {"http_503": 1}}
    assert judged(PAST, recently(0), failures=1, **report) == Signs({}, frozenset())
    found = judged(PAST, recently(0), failures=2, **report)
    assert found.judged == {"reading"}
    assert found.found["reading"] == Sign("reading", "server", "no way worked (2 in a row)")


def test_twelve_pages_that_are_walls_need_no_second_crawl():
    """Pages refused alike are counted, not crawls; a quiet poll after them changes nothing."""
    wall: dict[str, Any] = {"refused": {"challenge": 12}}
    found = judged(PAST, recently(0, **wall), failures=1, problem="not one of 12", **wall)
    assert found.found["reading"].cause == "challenge"
    later = judged(PAST, [*recently(0, **wall), Hour(END + HOUR, HOUR)])
    assert later.found["reading"].cause == "challenge"


def test_a_quiet_poll_while_pages_wait_proves_nothing():
    """A feed that answers 304 does not end the alarm about its pages."""
    waiting = {"pending": [{"url": "https://sahel.example/1", "attempts": 1}]}
    assert judged(PAST, recently(0), **waiting) == Signs({}, frozenset())


def kinds(signs: Iterable[Signs]) -> set[str]:
    """Every topic found."""
    return {topic for one in signs for topic in one.found}


def test_an_ordinary_day_shows_nothing():
    """Every hour of two weeks of an outlet with small faults is well."""
    weeks = history(
        daily(6), since=END, until=END + 14 * DAY, without_body=0.02, without_time=0.02, old=0.03
    )
    steps = range(6, len(weeks), 7)
    assert kinds(judged(PAST, weeks[:n], articles=weeks[n - 1].read) for n in steps) == set()


#: Words that say something of one entry or of a crawl that went on, never of a whole outlet.
OF_ONE_ENTRY = {
    "bad_link", "deleted", "gap", "gave_up", "http_304", "no_text", "off_site", "too_many",
}  # fmt: skip
#: Faults of the program itself.
OURS = {"unexpected", "discover_crash", "extract_crash"}


def test_every_word_of_refusal_has_a_cause() -> None:
    """Whatever word the spiders refuse by, its failure is not blamed on the program by default."""
    spiders = Path(__file__).parent.parent / "spiders"
    text = "\n".join(path.read_text("utf-8") for path in spiders.rglob("*.py"))
    words = set(re.findall(r'(?:reason=|Error, )"(\w+)"', text))
    for file in ("extract/refuse.py", "fetch/failures.py"):
        words |= set(re.findall(r'return "(\w+)"', (spiders / file).read_text("utf-8")))
    words = {word for word in words if word not in OF_ONE_ENTRY | OURS}
    assert {"no_browser", "too_large", "challenge", "stub"} <= words
    causes = set().union(*CAUSES.values())
    unknown = {word for word in words if word not in causes}
    assert unknown == set()
