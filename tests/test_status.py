"""`marqab status`: what stands in the queue, and what counts as wrong."""

import json
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from builders import NOON, RULES, a_report, a_source
from monitor.archive.store import Store
from monitor.archive.watchbook import Watchbook
from monitor.commands.disk import trouble_of
from monitor.commands.status import Status, read_status
from monitor.deliver.ledger import Ledger
from monitor.deliver.outcome import Blocked, NotSent, Outcome, Refused, Sent
from monitor.deliver.post import Plan
from monitor.deliver.takeover import follow
from monitor.errors import StoreError
from monitor.watch.alarms import Alarm
from spiders.contract import Link, Source
from spiders.yamlfile import Faults

CHANNEL = "-1001000000001"
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A database in which the one outlet was polled well at noon, every ten minutes."""
    store = Store(tmp_path / "marqab.sqlite3").open()
    store.save_report(a_report(), next_due=NOON + 10 * MINUTE)
    yield store
    store.close()


def configured(folder: Path, source: Source, chats: dict[str, dict[str, str]]) -> Path:
    """A directory with one outlet and these chats; JSON is YAML as well."""
    folder.mkdir(exist_ok=True)
    sources = [source.model_dump(mode="json", exclude_defaults=True)]
    (folder / "sources.yaml").write_text(json.dumps({"sources": sources}), encoding="utf-8")
    (folder / "monitor.yaml").write_text(json.dumps({"chats": chats}), encoding="utf-8")
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    return folder


def status(store: Store, now: datetime, **chats: str) -> Status:
    """The status at this moment, with these chats in ``monitor.yaml``."""
    named = {name: {"id": chat} for name, chat in ({"main": "", "admin": ""} | chats).items()}
    path = Path(store.path)
    return read_status(configured(path.parent / "config", a_source(), named), path, now=now)


def post(store: Store, key: str, outcome: Outcome | None, *, to: str = CHANNEL) -> None:
    """A post that was planned at noon and came to this; None: it still waits."""
    plan = Plan(
        key=key, chat="main", destination=to, kind="post", html="…", severity="high", reason="new"
    )
    ledger = Ledger(store.db)
    with store.transaction():
        (filed,) = ledger.plan([plan], NOON)
    if outcome:
        ledger.record(filed.post_id, outcome, NOON)


def posts(found: Status) -> list[str]:
    """The lines about posts."""
    return [line for line in found.lines() if line.startswith("posts")]


def test_all_is_well_after_a_good_poll(store: Store):
    """After a good poll nothing is wrong, and there are no posts."""
    found = status(store, NOON + MINUTE)
    assert found.wrong == ()
    assert posts(found) == ["posts    none"]
    assert list(found.lines())[-1] == "all well"


def test_each_destination_has_a_line_with_its_counts(store: Store):
    """A chat is called as in monitor.yaml, with its id; the page has no other name."""
    for number in (1, 2):
        post(store, f"sent{number}", Sent(number))
    post(store, "waits", None)
    post(store, "page", Sent(1), to="page")
    post(store, "left", Sent(1), to="-100999")
    assert posts(status(store, NOON + MINUTE, main=CHANNEL)) == [
        f"posts    main({CHANNEL}): 1 planned, 2 sent",
        "posts    -100999: 1 sent",
        "posts    page: 1 sent",
    ]


def test_one_chat_under_two_names_is_one_line(store: Store):
    """A chat that has two names is one line, with both before its id."""
    post(store, "sent", Sent(1))
    assert posts(status(store, NOON, main=CHANNEL, admin=CHANNEL)) == [
        f"posts    main/admin({CHANNEL}): 1 sent"
    ]


def test_a_group_that_became_a_supergroup_is_wrong_until_it_is_written_down(store: Store):
    """Posts go there already, under the name of their chat; only monitor.yaml is out of date."""
    post(store, "1", Blocked("moved", moved_to="-1002"), to="-4001")
    follow(Ledger(store.db), NOON)
    found = status(store, NOON, main="-4001")
    assert posts(found) == ["posts    main(-1002): 1 planned"]
    assert found.wrong == (
        "chats.main is -1002 now, which -4001 has become; write that into monitor.yaml",
    )
    assert status(store, NOON, main="-1002").wrong == ()


def test_a_refused_post_is_wrong_for_a_day(store: Store):
    """One old failure does not make the exit code 1 for ever; the counts keep it."""
    post(store, "refused", Refused("Bad Request: chat not found"))
    store.save_report(a_report(finished_at=NOON + 24 * HOUR), next_due=NOON + 24 * HOUR)
    (wrong,) = status(store, NOON + 24 * HOUR).wrong
    assert wrong == "post 1 failed: Bad Request: chat not found"
    later = status(store, NOON + 24 * HOUR + MINUTE)
    assert later.wrong == ()
    assert posts(later) == [f"posts    {CHANNEL}: 1 failed"]


def test_a_telegram_that_cannot_be_reached_is_wrong(store: Store):
    """A chat is named as stuck once everything was tried in vain for ten minutes, not before."""
    post(store, "1", NotSent("httpx.ConnectError"))
    Ledger(store.db).db.execute("UPDATE posts SET attempts = 1, sending_at = planned_at")
    store.db.conn.commit()
    assert status(store, NOON + 9 * MINUTE, main=CHANNEL).wrong == ()
    assert status(store, NOON + 10 * MINUTE, main=CHANNEL).wrong == (
        f"main({CHANNEL}): nothing sent since 2026-01-15 09:00 UTC: httpx.ConnectError (1 wait)",
    )


def test_one_cause_that_blocks_every_chat_is_one_line(store: Store):
    """A token that was revoked is one thing to mend; each chat stands by its name."""
    why = "the bot's token is wrong or was revoked"
    for chat in (CHANNEL, "-1002"):
        post(store, chat, Blocked(why), to=chat)
    found = status(store, NOON + 20 * MINUTE, main=CHANNEL, admin="-1002")
    assert found.wrong == (f"main({CHANNEL}), admin(-1002): {why}",)


def test_the_status_changes_nothing(store: Store, tmp_path: Path):
    """`status` leaves an empty file empty, and does not bring an old database up to date."""
    store.db.execute(
        "DELETE FROM _sqlite_migrations WHERE id = (SELECT max(id) FROM _sqlite_migrations)"
    )
    store.db.conn.commit()
    with pytest.raises(StoreError, match="older Marqab"):
        status(store, NOON)
    (tmp_path / "empty").touch()
    with pytest.raises(StoreError, match="empty"):
        read_status(tmp_path / "config", tmp_path / "empty", now=NOON)
    assert (tmp_path / "empty").read_bytes() == b""


@pytest.mark.parametrize(
    ("free", "flags", "said"),
    [
        (10**9, 0, None),
        (3 * 10**6, 0, "3 MB are free on its disk"),
        (10**9, os.ST_RDONLY, "its disk can only be read"),
    ],
)
def test_a_disk_that_takes_nothing_is_wrong(free: int, flags: int, said: str | None):
    """Nearly full, or mounted to read only."""
    found = trouble_of(SimpleNamespace(f_bavail=free, f_frsize=1, f_flag=flags), "m.sqlite3")
    assert found is None if said is None else found and said in found


def test_a_poll_in_the_future_is_wrong(store: Store):
    """A clock that was set back is named, instead of a source that seems well."""
    (wrong,) = status(store, NOON - HOUR).wrong
    assert wrong == (
        "sahel: last polled in the future, 2026-01-15 09:00; was the clock of this machine set "
        "back?"
    )


def test_a_turn_too_far_in_the_future_is_wrong(store: Store):
    """Nobody is left alone longer than a server may ask for, or than any failure costs."""
    store.save_report(a_report(), next_due=NOON + 8 * HOUR)
    (wrong,) = status(store, NOON + MINUTE).wrong
    assert "sahel: not due before 2026-01-15 17:00; was the clock" in wrong


def test_an_outlet_that_asked_for_patience_is_not_wrong(store: Store):
    """Retry-After explains a turn that is far off."""
    until = NOON + 5 * HOUR
    store.save_report(a_report(retry_after=until), next_due=until)
    assert status(store, NOON + MINUTE).wrong == ()


def test_a_clock_that_was_corrected_by_a_second_is_not_wrong(store: Store):
    """Machines correct their clocks all the time."""
    assert status(store, NOON - timedelta(seconds=1)).wrong == ()


def test_a_source_that_nobody_asks_is_wrong(store: Store):
    """After three intervals without a poll the service is said not to run."""
    assert status(store, NOON + 40 * MINUTE).wrong == ()
    (wrong,) = status(store, NOON + 41 * MINUTE).wrong
    assert wrong.startswith("sahel: not polled for 31 min;")


def test_every_alarm_that_lasts_is_wrong(store: Store, tmp_path: Path):
    """What the admin chat was told is what the status says, until it ends; of watched sources."""
    book = Watchbook(store)
    book.save_alarm(Alarm("sahel", "dates", "dates", "8 of the last 8 articles", NOON))
    book.save_alarm(Alarm("", "reading", "network", "9 of 10 sources", NOON))
    book.save_alarm(Alarm("unknown", "news", "silent", "x", NOON))
    book.save_alarm(Alarm("sahel", "news", "silent", "x", NOON, ended_at=NOON))
    found = status(store, NOON + MINUTE)
    assert next(found.lines()).endswith("ALARM dates/dates")
    assert found.wrong == (
        "sahel: dates: 8 of the last 8 articles (since 2026-01-15 09:00 UTC)",
        "many sources: reading: 9 of 10 sources (since 2026-01-15 09:00 UTC)",
    )


def test_a_source_that_was_never_asked_is_wrong_unless_it_is_off(store: Store, tmp_path: Path):
    """A new outlet waits for the service; a disabled one waits for nobody."""
    for enabled, expected in ((True, ("new: never polled",)), (False, ())):
        chats = {"main": {"id": ""}, "admin": {"id": ""}}
        config = configured(tmp_path / "config", a_source(id="new", enabled=enabled), chats)
        found = read_status(config, tmp_path / "marqab.sqlite3", now=NOON)
        assert found.wrong == expected


def test_what_is_printed_for_programs_has_the_same_counts(store: Store):
    """Posts by destination and state, and the names of the chats."""
    post(store, "sent", Sent(1))
    told = status(store, NOON, main=CHANNEL).as_dict()
    assert told["posts"] == {CHANNEL: {"sent": 1}}
    assert told["chats"] == {CHANNEL: ["main"]}


def test_a_broken_file_is_wrong_and_hides_nothing_else(store: Store, tmp_path: Path):
    """While the service runs on, on its last good rules, its sources and queue are still told."""
    chats = {"main": {"id": CHANNEL}, "admin": {"id": ""}}
    config = configured(tmp_path / "config", a_source(), chats)
    (config / "rules.yaml").write_text("version: 1\nrules: [", encoding="utf-8")
    found = read_status(config, tmp_path / "marqab.sqlite3", now=NOON)
    assert [source.id for source in found.sources] == ["sahel"]
    (wrong,) = found.wrong
    assert "rules.yaml:2:" in wrong


def test_one_source_of_an_unreadable_file_gets_the_faults_of_the_file(
    store: Store, tmp_path: Path
):
    """Nobody is told that an outlet does not exist because its file has a slip in it."""
    config = configured(tmp_path / "config", a_source(), {"main": {"id": ""}, "admin": {"id": ""}})
    (config / "sources.yaml").write_text("sources: [", encoding="utf-8")
    with pytest.raises(Faults, match=r"sources\.yaml:1:"):
        read_status(config, tmp_path / "marqab.sqlite3", now=NOON, only="sahel")


def test_pages_that_are_asked_for_again_are_listed_with_their_time(store: Store):
    """The line counts them, and that of the one source tells each; what is over is not among them."""
    url = "https://sahel.example/{}"
    refused = {"reason": "empty", "times": 2, "refused_at": NOON}
    store.save_report(
        a_report(
            finished_at=NOON + MINUTE,
            discovery=None,
            pending=[Link(url=url.format(1)), Link(url=url.format(2), attempts=3)],
            deferred={
                "later": refused | {"again_at": NOON + HOUR},
                url.format(3): refused
                | {"again_at": NOON + MINUTE, "link": {"url": url.format(3)}},
                "over": refused,
            },
        ),
        next_due=NOON + 10 * MINUTE,
    )
    found = status(store, NOON + 2 * MINUTE)
    last = "refused 2 times, last at 2026-01-15T09:00: empty"
    assert "0 new, 0 refused, 4 waiting" in found.sources[0].line()
    assert [line.split(maxsplit=1)[1] for line in found.lines() if "  waiting " in line] == [
        f"{url.format(1)} not asked for yet; asked at the next poll",
        f"{url.format(2)} failed 3 times; asked again at the next poll",
        f"{url.format(3)} {last}; asked again from 2026-01-15T09:01",
        f"later {last}; asked again from 2026-01-15T10:00",
    ]
    assert "  found by  nothing: no way of discovery worked" in found.lines()
    assert json.loads(json.dumps(found.as_dict()))["sources"][0]["waits"][2]["times"] == 2


def test_of_many_pages_that_wait_ten_are_listed(store: Store):
    """The rest is counted."""
    links = tuple(Link(url=f"https://sahel.example/{n}") for n in range(13))
    store.save_report(a_report(pending=links), next_due=NOON + 10 * MINUTE)
    lines = [line for line in status(store, NOON).lines() if line.startswith("  waiting")]
    assert lines[10:] == ["  waiting   and 3 more; --json lists all"]
