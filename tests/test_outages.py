"""What does not work for a while: a chat to which nothing goes, a disk that takes nothing."""

import logging
import re
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from builders import NOON, a_configuration
from monitor import clock
from monitor.archive.store import Store
from monitor.credentials import Secrets
from monitor.deliver.admin import AdminChat
from monitor.deliver.holds import Cause, Holds
from monitor.deliver.ledger import Ledger
from monitor.deliver.office import PostOffice
from monitor.deliver.outcome import Blocked, NotSent, Outcome, Part, Sent, Unknown, Wait
from monitor.deliver.post import Kind, Plan
from monitor.deliver.stuck import stuck, tried_in_vain
from monitor.outages import Outages
from monitor.schedule import Schedule
from monitor.service import Service

CHANNEL = "-1001"
MINUTE = timedelta(minutes=1)
DOWN = NotSent("httpx.ConnectError: All connection attempts failed")
DAMASCUS = ZoneInfo("Asia/Damascus")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger."""
    store = Store(tmp_path / "marqab.sqlite3").open()
    yield Ledger(store.db)
    store.close()


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    """A service without a bot that does nothing of its own."""
    store = Store(tmp_path / "marqab.sqlite3").open()
    configuration = a_configuration()
    office = PostOffice(store, configuration.settings, Secrets(), page=tmp_path / "channel.html")
    yield Service(configuration, store, office)
    await office.close()
    store.close()


@pytest.fixture
def heard(service: Service, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What the supervisor of this service has to say, by its key."""
    said: dict[str, list[str]] = {}

    async def say(key: str, lines: list[str]) -> None:
        said[key] = lines

    monkeypatch.setattr(service.office.supervisor, "say", say)
    return said


def plan(
    ledger: Ledger, key: str, *, minute: int = 0, kind: Kind = "post", **fields: object
) -> int:
    """A post of a high severity, planned so long after noon; its number."""
    plan = Plan(
        key=key, chat="main", destination=CHANNEL, kind=kind, html="…", severity="high",
        reason="new", **fields,
    )  # fmt: skip
    [filed] = ledger.plan([plan], NOON + minute * MINUTE)
    return filed.post_id


def attempt(ledger: Ledger, outcome: Outcome, minute: int) -> None:
    """Send what is to leave next, so long after noon, which comes to this."""
    now = NOON + minute * MINUTE
    waiting = ledger.waiting(CHANNEL, now)
    assert waiting
    post, _ = waiting
    ledger._begin(post, now)
    ledger.record(post.id, outcome, now)


def test_a_chat_is_stuck_once_every_try_failed_for_ten_minutes(ledger: Ledger):
    """Since when, how many wait and what the last try came to; nothing before, nothing after."""
    plan(ledger, "1")
    plan(ledger, "2", minute=3)
    attempt(ledger, DOWN, 1)
    assert stuck(ledger, NOON + 9 * MINUTE) == []
    attempt(ledger, NotSent("httpx.ConnectTimeout"), 9)
    [found] = stuck(ledger, NOON + 10 * MINUTE)
    assert found.line("main") == (
        "main: nothing sent since 2026-01-15 09:00 UTC: httpx.ConnectTimeout (2 wait)"
    )
    attempt(ledger, Sent(1), 11)
    attempt(ledger, DOWN, 12)
    assert stuck(ledger, NOON + 20 * MINUTE) == []
    assert len(stuck(ledger, NOON + 21 * MINUTE)) == 1


def test_what_waits_as_it_should_is_not_stuck(ledger: Ledger):
    """A post that is not due, waits for a bundle, is held or was never tried is not stuck."""
    later = NOON + 300 * MINUTE
    plan(ledger, "later", not_before=later + MINUTE)
    plan(ledger, "together", bundle_at=later + MINUTE)
    held = plan(ledger, "held")
    attempt(ledger, DOWN, 0)
    holds = Holds(ledger)
    with ledger.transaction():
        holds.add(holds.begin(Cause("all", "", "too much", "كثير"), NOON).id, [held])
    while ledger.waiting(CHANNEL, NOON):
        attempt(ledger, Sent(1), 0)
    assert stuck(ledger, later) == []


@pytest.mark.parametrize("waits", [{}, {"not_before": NOON}, {"bundle_at": NOON}])
def test_what_is_due_and_was_never_tried_is_stuck(ledger: Ledger, waits: dict[str, datetime]):
    """As where the couriers stand still, or the channel cannot be looked at before the first."""
    plan(ledger, "1", minute=-3, **waits)
    assert stuck(ledger, NOON + 6 * MINUTE) == []
    [found] = stuck(ledger, NOON + 10 * MINUTE)
    assert (found.posts, found.reason) == (1, "not tried; the log of `marqab run` says why")


def test_what_a_doubt_holds_up_is_not_stuck(ledger: Ledger):
    """The doubt is a complaint of its own."""
    plan(ledger, "1")
    attempt(ledger, Unknown("lost"), 0)
    plan(ledger, "2")
    assert stuck(ledger, NOON + 30 * MINUTE) == []


def test_an_answer_that_is_lost_again_and_again_is_stuck(ledger: Ledger):
    """A message to the operator is due a little later each time, and counts from its planning."""
    plan(ledger, "1", kind="admin")
    for minute in (1, 6, 11):
        attempt(ledger, Unknown("the answer was lost"), minute)
    assert len(stuck(ledger, NOON + 12 * MINUTE)) == 1


def test_what_a_person_must_mend_first_is_not_stuck(ledger: Ledger):
    """A right to edit that is missing is a trouble of its own, and posts go out all the same."""
    plan(ledger, "1")
    attempt(ledger, Sent(1), 0)
    plan(ledger, "2", kind="edit", target_id=1)
    attempt(ledger, Blocked("not enough rights to edit", part=Part.EDITS), 0)
    assert stuck(ledger, NOON + 20 * MINUTE) == []
    assert tried_in_vain(ledger, NOON) == [f"{CHANNEL}/edits: not enough rights to edit"]


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Sent(1), []),
        (DOWN, [f"{CHANNEL}: nothing sent since 2026-01-15 09:00 UTC: {DOWN.reason} (1 wait)"]),
        (Wait(MINUTE), [f"{CHANNEL}: nothing sent since 2026-01-15 09:00 UTC: asked to wait (1 wait)"]),
        (Blocked("kicked"), [f"{CHANNEL}: kicked"]),
        (Unknown("lost"), [f"{CHANNEL}: a post may or may not have arrived: lost"]),
    ],
)  # fmt: skip
def test_what_one_round_could_not_deliver_has_its_reason(
    ledger: Ledger, outcome: Outcome, said: list[str]
):
    """What one round could not deliver is listed with its reason."""
    plan(ledger, "1")
    attempt(ledger, outcome, 0)
    assert tried_in_vain(ledger, NOON) == said


def test_a_stuck_chat_is_logged_when_it_begins_and_when_it_ends(
    ledger: Ledger, caplog: pytest.LogCaptureFixture
):
    """A stuck chat is one line when it begins and one when it ends, however often it is looked."""
    outages = Outages(ledger, AdminChat(ledger, lambda _: ""))
    plan(ledger, "1")
    attempt(ledger, DOWN, 0)
    caplog.set_level(logging.WARNING, "monitor.outages")
    for minute in (9, 10, 11, 12):
        outages.tell(DAMASCUS, NOON + minute * MINUTE)
    assert [record.message for record in caplog.records] == [
        f"deliver: {CHANNEL}: nothing sent since 2026-01-15 09:00 UTC: {DOWN.reason} (1 wait)"
    ]
    attempt(ledger, Sent(1), 13)
    caplog.clear()
    for minute in (13, 14):
        outages.tell(DAMASCUS, NOON + minute * MINUTE)
    assert [record.message for record in caplog.records] == [
        f"deliver: {CHANNEL}: what waited does not wait any more"
    ]


def test_the_admin_chat_hears_of_a_gap_once_it_is_over(ledger: Ledger):
    """After a gap the admin chat hears from when to when, why, and whose crawls were lost."""
    outages = Outages(ledger, AdminChat(ledger, lambda chat: f"@{chat}"))
    outages.stored(NOON)
    outages.not_stored("database or disk is full", NOON, "الساحل")
    outages.not_stored("database is locked", NOON + MINUTE, "المرفأ")
    outages.tell(DAMASCUS, NOON + 2 * MINUTE)
    assert ledger.open_posts() == []
    for minute in (3, 4):
        outages.stored(NOON + minute * MINUTE)
        outages.tell(DAMASCUS, NOON + minute * MINUTE)
    [told] = ledger.open_posts()
    assert told.destination == "@admin"
    text = re.sub("[\u2066-\u2069]", "", told.html)
    assert "من 2026-01-15 12:00 إلى 2026-01-15 12:03" in text
    assert "database or disk is full" in text
    assert "الساحل، المرفأ" in text


def test_a_gap_that_goes_on_is_one(ledger: Ledger):
    """A write that succeeds in between, and is not told yet, does not end it."""
    outages = Outages(ledger, AdminChat(ledger, lambda chat: f"@{chat}"))
    outages.not_stored("full", NOON)
    outages.stored(NOON + MINUTE)
    outages.not_stored("full", NOON + 2 * MINUTE, "الساحل")
    outages.tell(DAMASCUS, NOON + 3 * MINUTE)
    assert ledger.open_posts() == []
    outages.stored(NOON + 4 * MINUTE)
    outages.tell(DAMASCUS, NOON + 5 * MINUTE)
    [told] = ledger.open_posts()
    assert "12:04" in told.html


def test_a_gap_that_lasts_is_said_while_it_lasts(ledger: Ledger):
    """After ten minutes, with its reason; the ledger takes nothing, so others say it."""
    outages = Outages(ledger, AdminChat(ledger, lambda chat: f"@{chat}"))
    assert outages.lasting(DAMASCUS, NOON) == []
    outages.not_stored("database or disk is full", NOON)
    assert outages.lasting(DAMASCUS, NOON + 9 * MINUTE) == []
    said, reason, _ = outages.lasting(DAMASCUS, NOON + 10 * MINUTE)
    assert "منذ 2026-01-15 12:00" in said
    assert reason == "database or disk is full"
    outages.stored(NOON + 11 * MINUTE)
    assert outages.lasting(DAMASCUS, NOON + 30 * MINUTE) == []


@pytest.mark.anyio
async def test_a_service_that_cannot_write_says_so_at_its_start(
    service: Service, caplog: pytest.LogCaptureFixture
):
    """Before the first crawl is lost, and goes on; once a crawl is stored, the gap is told."""
    service.store.db.execute("PRAGMA query_only=ON")
    await service._try_disk()
    assert "nothing can be stored" in caplog.text
    await service._follow(Schedule(service.polling.poll))
    assert "the rules are noted with the next crawl" in caplog.text
    service.store.db.execute("PRAGMA query_only=OFF")
    service.pipeline.outages.stored(NOON)
    await service.keep_time()
    assert "nothing could be stored from" in caplog.text


@pytest.mark.anyio
async def test_a_file_that_is_taken_away_from_a_running_service_is_said(
    service: Service, heard: dict[str, list[str]], tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    """SQLite would go on writing into it, and at the next start nothing of that is there."""
    await service.keep_time()
    assert heard == {}
    (tmp_path / "marqab.sqlite3").rename(tmp_path / "old.sqlite3")
    await service.keep_time()
    assert "was taken away; what is stored now is lost" in caplog.text
    Store(tmp_path / "marqab.sqlite3").open().close()
    heard.clear()
    await service.keep_time()
    _, path = heard["taken away"]
    assert path == str(tmp_path / "marqab.sqlite3")


@pytest.mark.anyio
async def test_the_operator_hears_of_what_could_not_be_planned(
    service: Service, heard: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
):
    """Of each failure while time is kept, such as that of a bundle."""
    broken = [ValueError("no bundle"), KeyError("no digest")]
    monkeypatch.setattr(service.pipeline, "keep_time", lambda *_, **__: broken)
    await service.keep_time()
    assert [lines[1:3] for lines in heard.values()] == [
        ["keeping time failed", "ValueError: no bundle"],
        ["keeping time failed", "KeyError: 'no digest'"],
    ]


@pytest.mark.anyio
async def test_the_operator_hears_that_time_cannot_be_kept_by_such_tables(
    service: Service, heard: dict[str, list[str]], caplog: pytest.LogCaptureFixture
):
    """At once, for no wait helps; what can be said is said past the ledger."""
    service.store.db.execute("ALTER TABLE alarms RENAME TO away")
    await service.keep_time()
    [(_, name, error, _)] = heard.values()
    assert (name, "no such table: alarms" in error) == ("keeping time failed", True)
    assert "no such table: alarms" in caplog.text


@pytest.mark.anyio
async def test_each_gap_that_lasts_is_said_though_time_can_be_kept(
    service: Service, heard: dict[str, list[str]]
):
    """A disk that takes no crawl takes an empty plan; a second gap is no repetition."""
    outages = service.pipeline.outages
    for hours in (3, 1):
        outages.not_stored("database or disk is full", clock.now() - timedelta(hours=hours))
        await service.keep_time()
        outages.stored(clock.now())
        await service.keep_time()
    assert [lines[1] for lines in heard.values()] == ["database or disk is full"] * 2
