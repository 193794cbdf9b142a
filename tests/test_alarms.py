"""Which alarms begin, last and end, and which of them the operator is told."""

import itertools
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOON
from monitor.watch import news
from monitor.watch.alarms import FLAPPING, Alarm, Standing, common, due, follow, undisturbed
from monitor.watch.hours import Hour
from monitor.watch.signs import CAUSES, Sign, Signs, Topic

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAMASCUS = ZoneInfo("Asia/Damascus")

BAD = Signs({"reading": Sign("reading", "server", "http_503")}, frozenset({"reading"}))
GOOD = Signs({}, frozenset({"reading"}))
UNKNOWN = Signs({}, frozenset())


def an_alarm(**fields: Any) -> Alarm:
    """An alarm that began at noon and that nobody was told of."""
    defaults = {"source": "sahel", "topic": "reading", "cause": "server", "detail": "http_503"}
    return Alarm(**{**defaults, "began_at": NOON, "id": 1, **fields})


class Days:
    """One source through a sequence of signs, as the watchman follows it."""

    def __init__(self) -> None:
        self.alarms: list[Alarm] = []

    def see(self, signs: Signs, at: datetime) -> list[Alarm]:
        """What changed."""
        open_ones = {alarm.topic: alarm for alarm in self.alarms if alarm.ended_at is None}
        began: dict[Topic, int] = {}
        for alarm in self.alarms:
            if alarm.ended_at is None or at - alarm.began_at <= FLAPPING:
                began[alarm.topic] = began.get(alarm.topic, 0) + 1
        changed = follow("sahel", signs, open_ones, began, now=at)
        for alarm in changed:
            if alarm.id:
                self.alarms[alarm.id - 1] = alarm
            else:
                self.alarms.append(replace(alarm, id=len(self.alarms) + 1))
        return changed

    def story(self) -> list[tuple[datetime, datetime | None]]:
        """Beginning and end of each alarm."""
        return [(alarm.began_at, alarm.ended_at) for alarm in self.alarms]


def test_an_alarm_begins_with_its_sign_and_ends_with_the_first_good_one():
    """However long it lasts it is one alarm, and it tells what was seen last."""
    days = Days()
    for minute in range(5):
        days.see(BAD, NOON + minute * MINUTE)
    worse = Signs({"reading": Sign("reading", "moved", "http_404")}, frozenset({"reading"}))
    days.see(worse, NOON + 5 * MINUTE)
    (alarm,) = days.alarms
    assert (alarm.cause, alarm.detail, alarm.began_at) == ("moved", "http_404", NOON)
    days.see(GOOD, NOON + 6 * MINUTE)
    assert days.story() == [(NOON, NOON + 6 * MINUTE)]


def test_what_cannot_be_judged_stays_as_it_was():
    """An alarm about bodies outlasts hours in which nothing could be read."""
    days = Days()
    bodies = Signs({"bodies": Sign("bodies", "bodies", "8 of 8")}, frozenset({"bodies"}))
    days.see(bodies, NOON)
    assert days.see(UNKNOWN, NOON + HOUR) == []
    assert days.see(GOOD, NOON + 2 * HOUR) == []
    days.see(BAD, NOON + 3 * HOUR)
    assert [alarm.topic for alarm in days.alarms if not alarm.ended_at] == ["bodies", "reading"]


def test_a_flapping_source_does_not_spam():
    """A source that fails and recovers every ten minutes for a day begins a handful of alarms."""
    days = Days()
    for step in range(144):
        days.see(BAD if step % 2 == 0 else GOOD, NOON + step * 10 * MINUTE)
    assert len(days.alarms) <= 2
    # Two hours of each: every alarm needs longer to be believed over.
    days = Days()
    for step in range(288):
        days.see(BAD if step // 12 % 2 == 0 else GOOD, NOON + step * 10 * MINUTE)
    assert len(days.alarms) <= 6


def test_a_flapping_source_that_settles_is_well_in_the_end():
    """After the third beginning of a day four good hours end it; a day later all is forgotten."""
    days = Days()
    at = NOON
    for signs, minutes in [(BAD, 5), (GOOD, 5), (BAD, 5), (GOOD, 5), (GOOD, 70), (BAD, 5)]:
        days.see(signs, at)
        at += minutes * MINUTE
    assert len(days.alarms) == 2  # five good minutes did not end the second one
    days.see(GOOD, at)
    days.see(GOOD, at + 61 * MINUTE)
    assert days.alarms[-1].ended_at == at + 61 * MINUTE
    later = at + 2 * FLAPPING
    days.see(BAD, later)
    days.see(GOOD, later + MINUTE)
    assert days.story()[-1] == (later, later + MINUTE)


_TOPICS: list[Topic] = ["reading", "bodies", "news"]


@given(
    st.lists(
        st.tuples(
            st.sets(st.sampled_from(_TOPICS)),
            st.sets(st.sampled_from(_TOPICS)),
            st.integers(1, 60 * 30),
        ),
        max_size=40,
    )
)
def test_no_sequence_of_reports_begins_an_alarm_twice(steps: list[Any]):
    """Between two beginnings of one topic there is always an end, and it is not earlier."""
    days, at = Days(), NOON
    for found, judged, minutes in steps:
        signs = {topic: Sign(topic, "x", str(minutes)) for topic in found}
        days.see(Signs(signs, frozenset(found | judged)), at)
        at += minutes * MINUTE
    for topic in _TOPICS:
        spans = [(a.began_at, a.ended_at) for a in days.alarms if a.topic == topic]
        for (began, ended), (again, _) in itertools.pairwise(spans):
            assert ended is not None
            assert began <= ended <= again


def test_one_learns_from_what_was_well():
    """Nothing is learned in an alarm, nor in the silence before it, for four weeks at most."""
    day = [Hour(NOON + n * HOUR, HOUR, news=n < 4) for n in range(24)]
    silent = an_alarm(topic="news", began_at=NOON + 8 * HOUR, ended_at=NOON + 12 * HOUR)
    kept = [(hour.at - NOON) // HOUR for hour in undisturbed(day, [silent])]
    assert kept == [*range(4), *range(13, 24)]
    broken = an_alarm(began_at=NOON + 8 * HOUR)
    assert len(undisturbed(day, [broken])) == 8
    assert undisturbed(day, [replace(broken, topic="flood")]) == day
    assert undisturbed(day, [replace(broken, began_at=NOON - timedelta(days=40))]) == day


# --- many at once ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("affected", "of", "begins", "ends"),
    [
        (0, 10, False, True),
        (2, 2, False, False),  # of two sources nobody can say whose fault it is
        (2, 10, False, True),
        (3, 10, False, False),
        (5, 10, True, False),
        (3, 3, True, False),
        (0, 0, False, False),
    ],
)
def test_what_befalls_half_of_the_sources_is_one_alarm(
    affected: int, of: int, begins: bool, ends: bool
):
    """A storm begins with three sources that are half of all, and ends below a quarter."""
    common_now = {"reading": Standing(affected, of, "network")}
    began = common(common_now, {}, now=NOON)
    assert bool(began) == begins
    storm = an_alarm(source="", detail="9 of 10 sources")
    over = common(common_now, {"reading": storm}, now=NOON)
    assert [alarm.ended_at for alarm in over] == ([NOON] if ends else [])


def told(alarms: list[Alarm], *, at: datetime, **known: Any) -> tuple[list[str], list[str]]:
    """The sources whose alarms are told as begun, and as ended."""
    usual = {"storms": [], "last_began": None, "last_ended": None, "gather": True}
    begun, ended = due(alarms, now=at, **{**usual, **known})
    return [alarm.source for alarm in begun], [alarm.source for alarm in ended]


def test_what_begins_within_minutes_is_told_together():
    """The first alarm waits three minutes for company; then a quarter of an hour is quiet."""
    both = [an_alarm(), an_alarm(source="marfa", began_at=NOON + 2 * MINUTE)]
    assert told(both, at=NOON + 2 * MINUTE) == ([], [])
    assert told(both, at=NOON + 3 * MINUTE) == (["sahel", "marfa"], [])
    assert told(both, at=NOON + 3 * MINUTE, last_began=NOON - MINUTE) == ([], [])
    assert told(both, at=NOON + 14 * MINUTE, last_began=NOON - MINUTE) == (["sahel", "marfa"], [])
    assert told(both, at=NOON + 2 * MINUTE, gather=False) == (["sahel", "marfa"], [])


def test_in_a_storm_nobody_hears_of_single_sources():
    """The one alarm is told; those of its topic wait, and those of other topics do not."""
    storm = an_alarm(source="", topic="reading")
    alarms = [storm, an_alarm(), an_alarm(source="marfa", topic="dates")]
    assert told(alarms, at=NOON + HOUR, storms=[storm]) == (["", "marfa"], [])


def test_after_a_storm_the_rest_has_an_hour_to_recover():
    """An hour after a storm what still fails is told by name; what begins later, as ever."""
    storm = an_alarm(source="", told_at=NOON, ended_at=NOON + HOUR, end_told_at=NOON + HOUR)
    left, later = an_alarm(), an_alarm(source="marfa", began_at=NOON + HOUR + MINUTE)
    assert told([left, later], at=NOON + HOUR + 9 * MINUTE, storms=[storm]) == (["marfa"], [])
    assert told([left], at=NOON + 2 * HOUR, storms=[storm]) == (["sahel"], [])


def test_an_end_is_told_to_who_heard_the_beginning():
    """What ended before anybody heard of it is never told, and neither is the end of a flood."""
    over = an_alarm(ended_at=NOON + MINUTE)
    heard = replace(over, source="heard", told_at=NOON)
    flood = replace(heard, source="flood", topic="flood")
    done = replace(heard, source="done", end_told_at=NOON + 2 * MINUTE)
    assert told([over, heard, flood, done], at=NOON + HOUR) == ([], ["heard"])


# --- in words -------------------------------------------------------------------------------


NAMES = {"sahel": "الساحل اليوم", "marfa": "المرفأ"}


def test_one_alarm_is_told_with_its_cause_what_to_do_and_where_to_look():
    """The name, the probable cause, the advice, what was seen, and the command."""
    assert news.begun([an_alarm()], NAMES, DAMASCUS) == [
        "تعذّرت قراءة «الساحل اليوم».",
        "السبب المرجّح: خادم الموقع معطّل أو مثقل بالطلبات.",
        "تعود القراءة وحدها حين يُصلَح.",
        "http_503",
        "marqab status sahel",
    ]
    over = an_alarm(ended_at=NOON + HOUR)
    assert news.ended([over], NAMES, DAMASCUS) == [
        "استؤنفت قراءة «الساحل اليوم»، ودام الخلل من 12:00 إلى 13:00.",
        "marqab status sahel",
    ]


def test_several_alarms_are_one_list():
    """One message lists several alarms, each with its time; beyond twelve they are counted."""
    two = [an_alarm(), an_alarm(source="marfa", topic="dates", began_at=NOON + MINUTE)]
    assert news.begun(two, NAMES, DAMASCUS) == [
        "عطلان، ومع كل عطل سببه المرجّح:",
        "• تعذّرت قراءة «الساحل اليوم» (12:00). خادم الموقع معطّل أو مثقل بالطلبات.",
        "• أخبار «المرفأ» تصل بلا تاريخ (12:01). خادم الموقع معطّل أو مثقل بالطلبات.",
        "marqab status",
    ]
    many = [an_alarm(source=f"s{n}") for n in range(15)]
    lines = news.begun(many, NAMES, DAMASCUS)
    assert lines[0] == "15 عطلًا، ومع كل عطل سببه المرجّح:"
    assert "«s3»" in lines[4]
    assert lines[-2:] == ["و3 أعطال أخرى.", "marqab status"]
    over = [replace(alarm, ended_at=NOON + HOUR) for alarm in two]
    assert news.ended(over, NAMES, DAMASCUS)[:2] == [
        "انتهى ما كان من خلل:",
        "• استؤنفت قراءة «الساحل اليوم»، ودام الخلل من 12:00 إلى 13:00.",
    ]


def test_few_articles_are_not_called_none():
    """A source below its floor still brings something, and so do many."""
    few = an_alarm(topic="news", cause="few")
    for alarm in (few, replace(few, source="")):
        [headline, *_] = news.begun([alarm], NAMES, DAMASCUS)
        assert headline.startswith("قلّت أخبار")
    assert news.begun([replace(few, cause="silent")], NAMES, DAMASCUS)[0].startswith("لا جديد من")


@pytest.mark.parametrize(
    ("topic", "cause", "words"),
    [
        ("reading", "network", "شبكتنا"),
        ("reading", "server", "شبكتنا"),
        ("reading", "layout", "عندنا"),
        ("reading", "certificate", "ساعة الجهاز"),
        ("reading", "blocked", "حجبت عنواننا"),
        ("reading", "ours", "ساعة الجهاز"),
        ("news", "silent", "عطلة أو عيد"),
        ("dates", "dates", "ساعة الجهاز"),
    ],
)
def test_many_at_once_have_a_common_cause(topic: Topic, cause: str, words: str):
    """Our network, a protection that many use, a holiday, or our own fault."""
    storm = an_alarm(source="", topic=topic, cause=cause, detail="9 of 10 sources")
    lines = news.begun([storm], NAMES, DAMASCUS)
    assert words in lines[1]
    assert lines[1].startswith("السبب المرجّح: ")
    assert not any(word in lines[1][14:] for word in ("الأرجح", "غالبًا"))
    assert lines[2:] == ["9 of 10 sources", "marqab status"]
    assert news.ended([replace(storm, ended_at=NOON + HOUR)], NAMES, DAMASCUS)


@pytest.mark.parametrize(
    "cause",
    [
        *CAUSES,
        "server",
        "slow",
        "ours",
        "silent",
        "few",
        "bodies",
        "dates",
        "age",
        "language",
        "flood",
    ],
)
def test_every_cause_has_words(cause: str):
    """Every cause has words that fit the lines of the admin chat, which are cut at 160 letters."""
    _, why, advice, *_ = news.begun([an_alarm(cause=cause)], NAMES, DAMASCUS)
    assert why.startswith("السبب المرجّح: ")
    assert not any(word in why[14:] for word in ("الأرجح", "غالبًا"))
    assert max(len(why), len(advice)) <= 160


def test_a_line_of_the_status_says_what_and_since_when():
    """An alarm is one line in Latin letters for a terminal: what is wrong, and since when."""
    assert an_alarm().line() == "sahel: reading: http_503 (since 2026-01-15 09:00 UTC)"
    assert an_alarm(source="").line().startswith("many sources: reading: ")
