"""Another bot or another chat takes over from the ledger; nothing is lost, nothing repeated."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from builders import an_article
from couriers import ADMIN, CHANNEL, START, open_ledger, planned
from monitor.archive.store import Store
from monitor.cli import main
from monitor.config import Chat as Address
from monitor.deliver.ledger import Ledger
from monitor.deliver.outcome import Blocked, Sent
from monitor.deliver.post import Ready
from monitor.deliver.takeover import follow, move
from monitor.demo.botapi import Answer, BotApi
from monitor.demo.botrecords import Chat
from monitor.errors import MarqabError
from test_office import NO_TIME, House, settings

SECOND = "-1003333333333"
OTHER_TOKEN = "987654321:other-other-other-other-other-othe2"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """An empty database and a Telegram with two channels and an admin group."""
    store = Store(tmp_path / "m.sqlite3")
    await store.run(store.open)
    async with BotApi() as telegram:
        telegram.add_chat(Chat(int(CHANNEL)))
        telegram.add_chat(Chat(int(SECOND)))
        telegram.add_chat(Chat(int(ADMIN), "supergroup"))
        house = House(store, telegram, tmp_path)
        yield house
        for office in house.offices:
            await office.close()
    store.close()


async def deliver(house: House, **how: object) -> None:
    """A service from start to end."""
    office = house.office(**how)  # type: ignore[arg-type]
    await office.open()
    await office.deliver_all(NO_TIME)
    await office.close()


def to(chat: str) -> object:
    """Settings whose channel is this one."""
    return settings(chats={"main": Address(id=chat), "admin": Address(id=ADMIN)})


@pytest.mark.anyio
async def test_a_group_that_moves_is_followed_once_its_new_id_is_written_down(
    house: House,
) -> None:
    """Posts wait meanwhile, and the operator hears the new id."""
    moved = Answer(
        400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to=int(SECOND)
    )
    house.telegram.script(moved)
    await house.plan("في الطريق")
    await deliver(house)
    assert any(SECOND in text for text in house.texts(ADMIN))
    assert house.ledger.counts()[CHANNEL] == {"planned": 1}
    await deliver(house, wanted=to(SECOND))
    assert house.texts(SECOND) == ["في الطريق"]
    assert house.texts() == []
    assert house.ledger.troubles() == {}


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
    """One chat for both, or a chat nobody knows, is an error."""
    ledger = open_ledger(tmp_path / "m.sqlite3")
    with pytest.raises(MarqabError, match="are one chat"):
        move(ledger, CHANNEL, CHANNEL, START)
    with pytest.raises(MarqabError, match="nothing was ever planned for"):
        move(ledger, CHANNEL, SECOND, START)


def test_a_group_is_followed_only_where_the_settings_lead(tmp_path: Path) -> None:
    """An id that nobody wrote down gets nothing; a success forgets the move."""
    ledger = open_ledger(tmp_path / "m.sqlite3")
    ledger.plan([planned()], START)
    take(ledger)
    ledger.record(1, Blocked("moved", moved_to=SECOND), START)
    assert follow(ledger, [CHANNEL], START) == {}
    assert follow(ledger, [SECOND], START) == {CHANNEL: SECOND}
    assert follow(ledger, [SECOND], START) == {}
    step = ledger.take(SECOND, START + ledger.pace.gap)
    assert isinstance(step, Ready)
    ledger.record(step.post.id, Sent(2), START)
    assert ledger.counts() == {SECOND: {"sent": 1}}


def take(ledger: Ledger) -> None:
    """The post that is ready is being sent."""
    assert isinstance(ledger.take(CHANNEL, START), Ready)


OURS = "\u200f🟠 انقطاع المياه عن {}"


@pytest.mark.anyio
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


@pytest.mark.anyio
async def test_what_others_write_holds_nothing(house: House) -> None:
    """Nor does a post of ours that is known without its number."""
    await house.plan(OURS.format("طرطوس"))
    await deliver(house)
    house.telegram.chats.person_writes(house.telegram.chats.by_name[CHANNEL], "صباح الخير")
    await house.plan(OURS.format("بانياس"))
    await deliver(house)
    assert len(house.texts()) == 2
    assert house.texts(ADMIN) == []


def article(house: House) -> None:
    """One archived article, for what is held is news."""
    house.store.save_article(an_article(), identity="1", link_identity="1")
