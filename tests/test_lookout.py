"""monitor.deliver.lookout: an old copy of the database was restored, and repeats nothing.

Real services against the Bot API double.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from builders import an_article
from couriers import ADMIN, CHANNEL, START
from monitor.archive.store import Store
from monitor.deliver import courier as courier_module
from monitor.deliver import readback
from monitor.deliver.holds import Holds
from monitor.deliver.outcome import Wait
from monitor.demo.botapi import BAD_GATEWAY
from test_office import MOMENT, NO_TIME, House, a_house

pytestmark = pytest.mark.anyio
OURS = "\u200f🟠 انقطاع المياه عن {}"


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers are looked at one after the other, and again at once."""
    monkeypatch.setattr(readback, "pause_after", lambda *_: NO_TIME)
    monkeypatch.setattr(courier_module, "LOOK_PAUSE", MOMENT)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A channel and an admin group."""
    async with a_house(tmp_path, CHANNEL) as house:
        yield house


async def deliver(house: House) -> None:
    """A service from start to end."""
    office = house.office()
    await office.open()
    await office.deliver_all(timedelta(seconds=1))
    await office.close()


async def copied(house: House) -> House:
    """A service on a copy of the database as it is now."""
    copy = house.folder / "old.sqlite3"
    house.store.backup(copy)
    old = House(Store(copy), house.telegram, house.folder)
    await old.store.run(old.store.open)
    return old


async def held(old: House) -> int:
    """How many posts are held after a service ran on the copy; it asked once."""
    await deliver(old)
    asked = sum("هل استُعيدت نسخة قديمة" in text for text in old.texts(ADMIN))
    [hold] = Holds(old.ledger).open()
    assert (asked, hold.scope) == (1, "chat")
    old.store.close()
    return hold.posts


def article(house: House) -> None:
    """One archived article, for what is held is news."""
    house.store.save_article(an_article(), identity="1", link_identity="1")


async def test_an_old_copy_of_the_database_repeats_nothing(house: House) -> None:
    """The channel shows what this ledger does not know: the chat is held, with one message."""
    await house.plan(OURS.format("طرطوس"), article_id=None)
    await deliver(house)
    copy = house.folder / "old.sqlite3"
    house.store.backup(copy)
    await house.plan(OURS.format("بانياس"))
    await deliver(house)
    old = House(Store(copy), house.telegram, house.folder)
    await old.store.run(old.store.open)
    article(old)
    post = await old.plan(OURS.format("بانياس"), article_id=1)
    for _ in range(2):
        await deliver(old)
    assert len(old.texts()) == 2
    assert old.ledger.post(post).state == "planned"
    assert sum("هل استُعيدت نسخة قديمة" in text for text in old.texts(ADMIN)) == 1
    old.store.close()


async def test_what_others_write_holds_nothing(house: House) -> None:
    """Neither other people's messages nor a post of ours without a number holds anything."""
    await house.plan(OURS.format("طرطوس"))
    await deliver(house)
    house.telegram.chats.person_writes(house.telegram.chats.by_name[CHANNEL], "صباح الخير")
    await house.plan(OURS.format("بانياس"))
    await deliver(house)
    assert len(house.texts()) == 2
    assert house.texts(ADMIN) == []


async def test_a_network_that_fails_during_the_look_does_not_end_it(house: House) -> None:
    """Nothing leaves before the chat was looked at."""
    await house.plan(OURS.format("طرطوس"))
    await deliver(house)
    old = await copied(house)
    for one in (house, old):
        await one.plan(OURS.format("بانياس"))
        house.telegram.script(BAD_GATEWAY, method="forwardMessage")
        await deliver(one)
    assert len(house.texts()) == 2
    assert await held(old) == 1


async def test_a_post_that_was_tried_before_the_copy_is_not_known_by_that(house: House) -> None:
    """A post that the copy knows as tried in vain had not arrived, and counts as unknown."""
    await house.plan(OURS.format("طرطوس"))
    await deliver(house)
    post = await house.plan(OURS.format("بانياس"))
    house.ledger.take(CHANNEL, START)
    house.ledger.record(post, Wait(NO_TIME), START)
    old = await copied(house)
    await deliver(house)
    assert len(house.texts()) == 2
    assert await held(old) == 1
    assert len(house.texts()) == 2


async def test_everything_that_waits_for_such_a_chat_is_held(house: House) -> None:
    """News or not; and what is planned later joins it, until a person releases it."""
    await house.plan(OURS.format("طرطوس"))
    await deliver(house)
    await house.plan(OURS.format("بانياس"), kind="bundle")
    old = await copied(house)
    await deliver(house)
    await deliver(old)
    await old.plan(OURS.format("جبلة"), kind="bundle")
    await deliver(old)
    assert len(house.texts()) == 2
    [hold] = Holds(old.ledger).open()
    assert hold.posts == 2
    Holds(old.ledger).close(hold.id, "released", START)
    await deliver(old)
    assert len(house.texts()) == 4
    old.store.close()


async def test_what_is_dropped_with_such_a_chat_never_leaves(house: House) -> None:
    """Posts, bundles and edits alike."""
    post = await house.plan(OURS.format("طرطوس"))
    await deliver(house)
    await house.plan(OURS.format("بانياس"), kind="bundle")
    await house.plan(OURS.format("طرطوس 2"), kind="edit", target_id=post)
    old = await copied(house)
    await deliver(house)
    await deliver(old)
    [hold] = Holds(old.ledger).open()
    assert len(Holds(old.ledger).close(hold.id, "dropped", START)) == 2
    before = house.texts()
    await deliver(old)
    assert house.texts() == before
    old.store.close()


async def test_an_old_edit_does_not_undo_a_newer_one(house: House) -> None:
    """Edits wait for the look as posts do, and are held with them."""
    post = await house.plan(OURS.format("طرطوس"))
    await deliver(house)
    await house.plan(OURS.format("طرطوس 2"), kind="edit", target_id=post)
    old = await copied(house)
    await house.plan(OURS.format("طرطوس 3"), kind="edit", target_id=post)
    await house.plan(OURS.format("بانياس"))
    await deliver(house)
    assert await held(old) == 1
    assert house.texts() == [OURS.format("طرطوس 3"), OURS.format("بانياس")]


async def test_a_copy_from_before_the_first_post_is_noticed(house: House) -> None:
    """The look begins with the chat's first number."""
    await house.plan(OURS.format("طرطوس"))
    old = await copied(house)
    await deliver(house)
    assert await held(old) == 1
    assert len(house.texts()) == 1


async def test_a_chat_that_cannot_be_looked_at_is_posted_to(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """A bot that may not write in the admin chat says so in the log."""
    await house.plan(OURS.format("طرطوس"))
    await deliver(house)
    house.telegram.chats.by_name[ADMIN].status = "kicked"
    await house.plan(OURS.format("بانياس"))
    await deliver(house)
    assert len(house.texts()) == 2
    assert f"cannot look ahead in {CHANNEL}: Forbidden" in caplog.text
