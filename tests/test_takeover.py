"""Another bot or another chat takes over from the ledger; nothing is lost, nothing repeated."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from click.testing import CliRunner

from couriers import ADMIN, CHANNEL, START, open_ledger
from monitor import clock
from monitor.cli import main
from monitor.deliver import office as office_module
from monitor.deliver import readback
from monitor.deliver.office import PostOffice
from monitor.deliver.outcome import Blocked, NotSent
from monitor.deliver.takeover import move
from monitor.demo.botapi import Answer, Drop
from monitor.demo.botchats import Chats
from monitor.demo.botrecords import Chat
from monitor.errors import MarqabError, StoreError
from monitor.settings import Chat as Address
from monitor.settings import Pace
from test_office import NO_TIME, SECONDS, House, a_house, settings, until

SECOND = "-1003333333333"
OTHER_TOKEN = "987654321:other-other-other-other-other-othe2"


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers are looked at one after the other, without a second between."""
    monkeypatch.setattr(readback, "pause_after", lambda *_: NO_TIME)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Two channels and an admin group."""
    async with a_house(tmp_path, CHANNEL, SECOND) as house:
        yield house


async def deliver(house: House, **how: object) -> None:
    """A service from start to end."""
    office = house.office(**how)  # type: ignore[arg-type]
    await office.open()
    await office.deliver_all(NO_TIME)
    await office.close()


def to(chat: str) -> object:
    """Settings whose channel is this one."""
    return settings(chats={"main": Address(id=chat), "admin": Address(id=ADMIN)})


GROUP, ADMIN_GROUP, ADMIN_NOW = "-4001", "-4002", "-1004444444444"


def in_groups(main: str = GROUP, admin: str = ADMIN_GROUP) -> object:
    """Settings whose chats are these."""
    chats = {"main": Address(id=main), "admin": Address(id=admin)}
    pace = Pace.model_construct(gap=NO_TIME, per_minute=20, recheck=NO_TIME)
    # Longer than a slow machine needs to end the service that began the doubt.
    return settings(chats=chats, pace=pace, unknown_grace=timedelta(seconds=0.5))


@pytest.fixture
def groups(house: House) -> Chats:
    """The chats of Telegram, with two groups among them."""
    house.telegram.add_chat(Chat(int(GROUP), "group"))
    house.telegram.add_chat(Chat(int(ADMIN_GROUP), "group"))
    return house.telegram.chats


async def no_doubts(house: House) -> None:
    """Wait until every doubt is settled; asked in the store's own thread."""
    async with asyncio.timeout(SECONDS):
        while await house.store.run(house.ledger.unsettled):  # noqa: ASYNC110 a courier ends them
            await asyncio.sleep(0.01)


@pytest.mark.anyio
async def test_a_group_that_becomes_a_supergroup_is_followed_at_once(
    house: House, groups: Chats
) -> None:
    """What waits for a group goes to its supergroup in order; what stands stays."""
    here: dict[str, Any] = {"destination": GROUP}
    post = await house.plan("قبل", **here)
    await deliver(house, wanted=in_groups())
    groups.migrate(groups.by_name[GROUP], int(SECOND))
    await house.plan("ينتظر", **here)
    await house.plan("رد", kind="reply", target_id=post, **here)
    await house.plan("تعديل", kind="edit", target_id=post, **here)
    await deliver(house, wanted=in_groups())
    assert house.texts(GROUP) == ["قبل"]
    assert house.texts(SECOND) == ["ينتظر", "رد"]
    messages = groups.by_name[SECOND].messages.values()
    assert [message.reply_to for message in messages if message.own] == [None, None]
    assert house.ledger.troubles() == {}
    # What is planned for the old address from now on goes to the new one as well.
    await house.plan("رد آخر", kind="reply", target_id=post, **here)
    await house.plan("تعديل آخر", kind="edit", target_id=post, **here)
    assert house.ledger.counts()[GROUP] == {"sent": 1, "superseded": 2}
    await deliver(house, wanted=in_groups(SECOND))
    assert house.texts(SECOND) == ["ينتظر", "رد", "رد آخر"]
    assert house.texts(GROUP) == ["قبل"]


@pytest.mark.anyio
async def test_the_operator_hears_once_of_a_group_that_has_moved(
    house: House, groups: Chats
) -> None:
    """The operator gets the line to write once, whatever restarts or is written."""
    groups.migrate(groups.by_name[GROUP], int(SECOND))
    await house.plan("ينتظر", destination=GROUP)
    for wanted in (in_groups(), in_groups(), in_groups(SECOND), in_groups(SECOND)):
        await deliver(house, wanted=wanted)
    [told] = house.texts(ADMIN_GROUP)
    assert "صارت «\u2068main\u2069» مجموعة كبيرة (\u2068supergroup\u2069)" in told
    assert told.endswith(f'main: {{id: "{SECOND}"}}')
    assert house.texts(SECOND) == ["ينتظر"]


@pytest.mark.anyio
async def test_an_admin_group_that_moves_is_followed_too(house: House, groups: Chats) -> None:
    """What it was to hear arrives in the new one, and doubts are read back through that."""
    groups.migrate(groups.by_name[ADMIN_GROUP], int(ADMIN_NOW))
    await house.plan("تنبيه", chat="admin", kind="admin", destination=ADMIN_GROUP)
    house.telegram.script(None, Drop("after"))
    await house.plan("في شك", destination=GROUP)
    office = house.office(wanted=in_groups())
    await office.open()
    office.start()
    line = f'admin: {{id: "{ADMIN_NOW}"}}'
    await until(lambda: any(line in text for text in house.texts(ADMIN_NOW)))
    await until(lambda: "تنبيه" in house.texts(ADMIN_NOW))
    await no_doubts(house)
    assert office.destination("admin") == ADMIN_NOW
    assert house.texts(GROUP) == ["في شك"]
    assert sum(line in text for text in house.texts(ADMIN_NOW)) == 1


@pytest.mark.anyio
async def test_a_doubt_about_the_old_group_is_settled_there(house: House, groups: Chats) -> None:
    """Its messages can still be forwarded: what arrived is not sent again to the new group."""
    house.telegram.script(Drop("after"))
    await house.plan("وصل", destination=GROUP)
    await deliver(house, wanted=in_groups())
    groups.migrate(groups.by_name[GROUP], int(SECOND))
    office = house.office(wanted=in_groups())
    await office.open()
    office.start()
    await no_doubts(house)
    await office.close()
    assert house.texts(GROUP) == ["وصل"]
    assert house.ledger.counts()[GROUP] == {"sent": 1}
    assert house.texts(SECOND) == []


def in_one_group() -> object:
    """Settings whose operators read in the chat that posts go to."""
    return in_groups(main=GROUP, admin=GROUP)


async def doubt(house: House, fault: Drop) -> int:
    """A post to that group whose answer was lost, behind another; its number."""
    await house.plan("قبل", destination=GROUP)
    await deliver(house, wanted=in_one_group())
    house.telegram.script(fault)
    post = await house.plan("في شك", destination=GROUP)
    await deliver(house, wanted=in_one_group())
    return post


async def working(house: House) -> PostOffice:
    """A service in that group, which goes on working."""
    office = house.office(wanted=in_one_group())
    await office.open()
    office.start()
    return office


def is_asked(house: House) -> bool:
    """Whether the operators are asked about a post in the group that it has become."""
    return any("هل وصل هذا المنشور" in text for text in house.texts(SECOND))


@pytest.mark.anyio
async def test_a_group_that_reads_back_through_itself_and_moves_is_still_read(
    house: House, groups: Chats
) -> None:
    """The search hears of the new address, looks through that, and finds the post in doubt."""
    await doubt(house, Drop("after"))
    await house.plan("بعده", destination=GROUP)
    groups.migrate(groups.by_name[GROUP], int(SECOND))
    office = await working(house)
    await no_doubts(house)
    await until(lambda: "بعده" in house.texts(SECOND))
    await office.close()
    assert house.texts(GROUP) == ["قبل", "في شك"]
    [told] = [text for text in house.texts(SECOND) if text != "بعده"]
    assert f'main: {{id: "{SECOND}"}}' in told


@pytest.mark.anyio
async def test_what_a_group_that_moved_cannot_prove_is_asked_in_the_new_one(
    house: House, groups: Chats
) -> None:
    """Behind the last message stands that it moved; what did not arrive goes to the new group."""
    post = await doubt(house, Drop("before"))
    groups.migrate(groups.by_name[GROUP], int(SECOND))
    office = await working(house)
    await until(lambda: is_asked(house))
    await house.store.run(house.ledger.settle, post, NotSent("a person looked"), clock.now())
    office.wake()
    await until(lambda: "في شك" in house.texts(SECOND))
    await office.close()
    assert house.texts(GROUP) == ["قبل"]


@pytest.mark.anyio
async def test_what_nobody_could_be_asked_in_the_group_is_asked_where_it_has_moved(
    house: House, groups: Chats, caplog: pytest.LogCaptureFixture
) -> None:
    """There the question would have stood behind the post; only the log said it."""
    groups.by_name[GROUP].protected = True
    await doubt(house, Drop("after"))
    office = await working(house)
    await until(lambda: "nothing new is sent there until you look" in caplog.text)
    await office.close()
    assert house.texts(GROUP) == ["قبل", "في شك"]
    groups.migrate(groups.by_name[GROUP], int(SECOND))
    # After a start the next search is due when the grace period ends.
    await working(house)
    await until(lambda: is_asked(house))


@pytest.mark.anyio
async def test_a_full_disk_delays_what_a_search_has_heard(
    house: House, groups: Chats, caplog: pytest.LogCaptureFixture
) -> None:
    """The group's new address is written down, and looked through, at the next search."""
    await doubt(house, Drop("after"))
    groups.migrate(groups.by_name[GROUP], int(SECOND))
    with patch.object(office_module, "became", side_effect=StoreError("disk full")):
        office = await working(house)
        await until(lambda: f"{SECOND} now is not written down: disk full" in caplog.text)
        await office.close()
    await working(house)
    await no_doubts(house)


@pytest.mark.anyio
async def test_a_move_that_was_only_written_down_is_followed_at_the_next_start(
    house: House, groups: Chats
) -> None:
    """The process died between hearing of it and acting on it."""
    groups.migrate(groups.by_name[GROUP], int(SECOND))
    post = await house.plan("ينتظر", destination=GROUP)
    house.ledger.take(GROUP, START)
    house.ledger.record(post, Blocked("moved", moved_to=SECOND), START)
    assert house.ledger.counts()[GROUP] == {"planned": 1}
    await deliver(house, wanted=in_groups())
    assert house.texts(SECOND) == ["ينتظر"]
    assert len(house.texts(ADMIN_GROUP)) == 1


@pytest.mark.anyio
async def test_a_full_disk_delays_a_move(house: House, groups: Chats) -> None:
    """On a full disk a move is followed at the next try, and the courier goes on."""
    groups.migrate(groups.by_name[GROUP], int(SECOND))
    await house.plan("ينتظر", destination=GROUP)
    with patch.object(office_module, "follow", side_effect=StoreError("disk full")):
        await deliver(house, wanted=in_groups())
    assert house.texts(SECOND) == []
    await deliver(house, wanted=in_groups())
    assert house.texts(SECOND) == ["ينتظر"]


@pytest.mark.anyio
async def test_a_standby_bot_takes_over_with_a_new_token(house: House) -> None:
    """What the revoked one left planned goes out; posts of the old bot are edited, if allowed."""
    first = await house.plan("من البوت الأول")
    await deliver(house)
    house.telegram.token = OTHER_TOKEN
    await house.plan("ينتظر")
    await deliver(house)
    assert "revoked" in house.ledger.troubles()[CHANNEL]
    house.store.db.execute("UPDATE chats SET blocked_until = NULL")
    await deliver(house, token=OTHER_TOKEN)
    assert house.texts() == ["من البوت الأول", "ينتظر"]
    await house.plan("محدث", kind="edit", target_id=first)
    await deliver(house, token=OTHER_TOKEN)
    assert house.texts() == ["محدث", "ينتظر"]


@pytest.mark.anyio
async def test_a_bot_that_may_not_edit_anothers_post_says_so_once(house: House) -> None:
    """Later edits of it are pointless, and nobody hears of each."""
    post = await house.plan("من غيره")
    await deliver(house)
    refusal = Answer(400, "Bad Request: message can't be edited")
    house.telegram.script(refusal, method="editMessageText")
    for text in ("تعديل", "تعديل آخر"):
        await house.plan(text, kind="edit", target_id=post)
        await deliver(house)
    assert sum("can't be edited" in text for text in house.texts(ADMIN)) == 1
    assert house.ledger.counts()[CHANNEL] == {"sent": 1, "failed": 1, "superseded": 1}


@pytest.mark.anyio
async def test_a_second_channel_takes_over_by_one_command(house: House) -> None:
    """Planned posts go there, living ones stay, and a doubt stays where it can be looked at."""
    living = await house.plan("حي")
    await deliver(house)
    await house.plan("تعديل لن يظهر", kind="edit", target_id=living)
    await house.plan("جواب", kind="reply", target_id=living)
    await house.plan("جديد")
    db = str(house.folder / "m.sqlite3")
    run = CliRunner().invoke(main, ["--db", db, "posts", "move", CHANNEL, SECOND])
    assert run.output == f"2 posts go to {SECOND}\n"
    await deliver(house, wanted=to(SECOND))
    assert house.texts() == ["حي"]
    assert house.texts(SECOND) == ["جواب", "جديد"]


def test_nothing_moves_by_a_slip(tmp_path: Path) -> None:
    """A move to the same chat, or from a chat nobody knows, is an error."""
    ledger = open_ledger(tmp_path / "m.sqlite3")
    with pytest.raises(MarqabError, match="are one chat"):
        move(ledger, CHANNEL, CHANNEL, START)
    with pytest.raises(MarqabError, match="nothing was ever planned for"):
        move(ledger, CHANNEL, SECOND, START)
