"""monitor.alert.routing and monitor.alert.limits: who is told when, and why not now."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.alert.limits import Hours, Limits, Rate
from monitor.alert.routing import ChatPolicy, Route, Routes, Routing, Telling
from monitor.match.matcher import Match
from monitor.match.rulefile import read_rules
from monitor.match.rules import Severity

DAMASCUS = ZoneInfo("Asia/Damascus")
#: 15:00 in Damascus, and 00:30.
NOON = datetime(2026, 5, 2, 12, tzinfo=UTC)
NIGHT = datetime(2026, 5, 2, 21, 30, tzinfo=UTC)
MORNING = datetime(2026, 5, 3, 7, tzinfo=DAMASCUS)
MINUTE = timedelta(minutes=1)
QUIET = ChatPolicy(quiet=Hours.read("23:00-07:00"))


def rule(
    name: str = "coast",
    severity: Severity = Severity.NORMAL,
    *chats: str,
    shadow: bool = False,
) -> Match:
    """A rule that fired."""
    return Match(name, name, severity, (), (), chats, shadow)


def a_telling(
    minutes_ago: float,
    *rules: str,
    now: datetime = NOON,
    chat: str = "main",
    source: str | None = "sahel",
    opens: bool = True,
    bundled: bool = False,
) -> Telling:
    """A message of a while ago."""
    at = now - minutes_ago * MINUTE
    return Telling(at, chat, opens, source, frozenset(rules or ("coast",)), bundled)


def routes(
    *matches: Match,
    chats: dict[str, ChatPolicy] | None = None,
    limits: dict[str, Limits] | None = None,
    told_in: tuple[str, ...] = (),
    lately: tuple[Telling, ...] = (),
    now: datetime = NOON,
) -> list[Route]:
    """Route an article of «sahel»."""
    routing = Routing(chats or {}, limits or {}, DAMASCUS)
    found = routing.routes(matches or (rule(),), "sahel", told_in, lately, now=now).by_chat
    assert list(found) == [route.chat for route in found.values()]
    return list(found.values())


def test_by_default_everything_is_told_at_once_and_low_is_silent() -> None:
    """A rule that names no chat is told in the main one."""
    assert routes() == [Route("main", "now")]
    assert routes(rule("a", Severity.LOW)) == [Route("main", "now", silent=True)]


def test_each_chat_hears_what_its_rules_found() -> None:
    """Chats stand in rule order; the severity of a chat is that of the rules that name it."""
    low = rule("trade", Severity.LOW, "trade", "main")
    high = rule("bases", Severity.HIGH, "main")
    assert routes(high, low) == [Route("main", "now"), Route("trade", "now", silent=True)]
    assert routes(rule("x", Severity.HIGH, "test", shadow=True)) == []


@pytest.mark.parametrize(
    ("loud_from", "silent"),
    [(None, True), (Severity.URGENT, True), (Severity.HIGH, False), (Severity.LOW, False)],
)
def test_a_chat_says_from_when_it_notifies(loud_from: Severity | None, *, silent: bool) -> None:
    """A chat may be silent always, or loud from some severity on."""
    [found] = routes(rule("a", Severity.HIGH), chats={"main": ChatPolicy(loud_from=loud_from)})
    assert found.silent is silent


def test_a_chat_takes_only_what_is_strong_enough() -> None:
    """What is too weak opens no story there, but follows one that was opened."""
    chats = {"main": ChatPolicy(at_least=Severity.HIGH)}
    assert routes(chats=chats) == [Route("main", "suppressed", "main takes high and above")]
    assert routes(chats=chats, told_in=("main",)) == [Route("main", "now")]


def test_in_quiet_hours_all_but_urgent_news_waits() -> None:
    """In quiet hours news waits for their end in the readers' zone, and may notify then."""
    chats = {"main": QUIET}
    [found] = routes(chats=chats, now=NIGHT)
    assert found == Route("main", "wait", "quiet hours until 07:00", MORNING)
    [urgent] = routes(rule("a", Severity.URGENT), chats=chats, now=NIGHT)
    assert urgent == Route("main", "now")
    assert routes(chats=chats) == [Route("main", "now")]
    [low] = routes(rule("a", Severity.LOW), chats=chats, now=NIGHT, told_in=("main",))
    assert (low.how, low.silent) == ("wait", True)


def test_a_rule_may_have_quiet_hours_of_its_own() -> None:
    """An article waits while every rule that found it is quiet, and until the first one ends."""
    limits = {
        "a": Limits(quiet=Hours.read("22:00-09:00")),
        "b": Limits(quiet=Hours.read("22:00-08:00")),
    }
    [found] = routes(rule("a"), limits=limits, now=NIGHT)
    assert found.reason == "quiet hours until 09:00"
    [found] = routes(rule("a"), rule("b"), limits=limits, now=NIGHT)
    assert found.reason == "quiet hours until 08:00"
    assert routes(rule("a"), rule("c"), limits=limits, now=NIGHT) == [Route("main", "now")]


def test_quiet_hours_of_chat_and_rule_add_up() -> None:
    """When the chat wakes at seven and the rule at nine, it is nine."""
    limits = {"a": Limits(quiet=Hours.read("06:00-09:00"))}
    [found] = routes(rule("a"), limits=limits, chats={"main": QUIET}, now=NIGHT)
    assert found.reason == "quiet hours until 09:00"
    [found] = routes(rule("b"), limits=limits, chats={"main": QUIET}, now=NIGHT)
    assert found.reason == "quiet hours until 07:00"


def test_a_rule_tells_of_one_outlet_only_so_often() -> None:
    """A rule opens only so many stories of one outlet in a chat; answers do not count."""
    limits = {"coast": Limits(per_source=Rate(2, timedelta(hours=1)))}
    two = (a_telling(5), a_telling(59))
    [found] = routes(limits=limits, lately=two)
    assert found == Route("main", "suppressed", "cooldown of coast: 2 in 1 h from sahel")
    for lately in (
        (a_telling(5), a_telling(60)),
        (a_telling(5), a_telling(9, source="marfa")),
        (a_telling(5), a_telling(9, opens=False)),
        (a_telling(5), a_telling(9, "other")),
        (a_telling(5), a_telling(9, chat="trade")),
    ):
        assert routes(limits=limits, lately=lately) == [Route("main", "now")]


def test_a_rule_tells_only_so_often_whoever_reports() -> None:
    """Another rule that found the article too tells it all the same."""
    limits = {"coast": Limits(per_rule=Rate(1, timedelta(minutes=30)))}
    lately = (a_telling(5, source="marfa", bundled=True),)
    [found] = routes(limits=limits, lately=lately)
    assert found == Route("main", "suppressed", "cooldown of coast: 1 in 30 min")
    assert routes(rule(), rule("bases"), limits=limits, lately=lately) == [Route("main", "now")]
    assert routes(limits=limits, lately=lately, told_in=("main",)) == [Route("main", "now")]


def test_after_an_hours_ceiling_low_severity_is_bundled() -> None:
    """Low severity waits for the full hour once a chat is full; what is stronger passes."""
    chats = {"main": ChatPolicy(per_hour=2)}
    lately = (a_telling(5), a_telling(30, opens=False))
    low = rule("a", Severity.LOW)
    now = NOON + 20 * MINUTE
    [found] = routes(low, chats=chats, lately=lately, now=now)
    assert (found.how, found.until) == ("wait", NOON + 60 * MINUTE)
    assert found.reason == "main had 2 in an hour, bundled at 16:00"
    assert routes(chats=chats, lately=lately) == [Route("main", "now")]
    waits = (a_telling(5), a_telling(9, bundled=True))
    assert routes(low, chats=chats, lately=waits, now=now)[0].how == "now"


def test_a_bundle_never_comes_in_quiet_hours() -> None:
    """The full hour may be quiet already; then it is told when the quiet ends."""
    chats = {"main": ChatPolicy(per_hour=1, quiet=Hours.read("16:00-18:00"))}
    [found] = routes(rule("a", Severity.LOW), chats=chats, lately=(a_telling(5),))
    assert found.reason == "main had 1 in an hour, bundled at 18:00"


def test_the_most_impatient_rule_decides_when_a_story_is_told_of_again() -> None:
    """One rule without a cooldown lifts it for all; rules in shadow say nothing."""
    hour = timedelta(hours=1)
    limits = {"a": Limits(same_story=12 * hour), "b": Limits(same_story=2 * hour)}

    def same_story(*matches: Match) -> timedelta | None:
        routing = Routing({}, limits, DAMASCUS)
        return routing.routes(matches, "sahel", (), (), now=NOON).same_story

    assert same_story(rule("a")) == 12 * hour
    assert same_story(rule("a"), rule("b")) == 2 * hour
    assert same_story(rule("a"), rule("c")) is None
    assert same_story(rule("a"), rule("c", shadow=True)) == 12 * hour
    assert same_story(rule("c", shadow=True)) is None


def test_a_decision_looks_back_as_far_as_the_longest_limit() -> None:
    """An hour at least, for the ceiling."""
    assert Routing({}, {"a": Limits()}, DAMASCUS).memory == timedelta(hours=1)
    limits = {"a": Limits(per_rule=Rate.read("20/2d"), per_source=Rate.read("5/h"))}
    assert Routing({}, limits, DAMASCUS).memory == timedelta(days=2)


def test_why_not_now_is_said_once_or_for_each_chat() -> None:
    """One reason that holds for all needs no names; chats that are told now say nothing."""
    quiet = "quiet hours until 07:00"
    both = {name: Route(name, "wait", quiet) for name in ("main", "test")}
    assert Routes(both).why_not_now == quiet
    free = {"free": Route("free", "now")}
    assert Routes(free).why_not_now == Routes({}).why_not_now == ""
    routes = Routes(both | free | {"no": Route("no", "suppressed", "x")})
    assert routes.why_not_now == f"main: {quiet}, test: {quiet}, no: x"
    assert routes.open == ("main", "test", "free")


def test_the_limits_of_a_rule_are_what_its_file_says() -> None:
    """Every key of a cooldown, and quiet hours."""
    text = (
        "version: 1\nrules:\n- {id: a, any: [طرطوس], quiet_hours: 23:00-07:00,\n"
        "   cooldown: {same_story: 12h, per_source: 5/1h, per_rule: 9/d}}\n- {id: b, any: [بانياس]}"
    )
    first, second = read_rules(text).rules
    assert Limits.of(first) == Limits(
        Hours.read("23:00-07:00"),
        timedelta(hours=12),
        Rate(5, timedelta(hours=1)),
        Rate(9, timedelta(days=1)),
    )
    assert Limits.of(second) == Limits()


@pytest.mark.parametrize(
    ("hours", "clock", "end"),
    [
        ("13:00-14:00", "12:59", None),
        ("13:00-14:00", "13:00", "02T14:00"),
        ("13:00-14:00", "14:00", None),
        ("23:00-07:00", "23:00", "03T07:00"),
        ("23:00-07:00", "06:59", "02T07:00"),
        ("23:00-07:00", "07:00", None),
        ("07:00-07:00", "06:59", "02T07:00"),
        ("07:00-07:00", "07:00", "03T07:00"),
    ],
)
def test_hours_may_pass_midnight(hours: str, clock: str, end: str | None) -> None:
    """Hours begin with their first minute and end before their last; equal ends are a day."""
    now = datetime.fromisoformat(f"2026-05-02T{clock}").replace(tzinfo=DAMASCUS)
    found = Hours.read(hours).end_after(now, DAMASCUS)
    assert (found and f"{found:%dT%H:%M}") == end
