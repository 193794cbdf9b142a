"""monitor.deliver.readback: what the numbers of a channel prove about a post, and what not.

The real python-telegram-bot talks to the Bot API double over real HTTP; only time is virtual.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from couriers import Office, open_office
from monitor.deliver.outcome import Found
from monitor.demo.botanswers import Rate
from monitor.demo.botapi import Answer, Drop, Late

pytestmark = pytest.mark.anyio
HOUR = timedelta(hours=1)
WATER = "\u200f🟠 انقطاع المياه عن طرطوس"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """A channel with one post of ours, an admin group, a ledger and a courier."""
    async with open_office(tmp_path) as office:
        office.plan("قبل")
        await office.deliver()
        yield office


def another_writes(office: Office, count: int = 1) -> list[int]:
    """Somebody else writes in the channel; the numbers."""
    return [office.api.chats.person_writes(office.channel, f"شخص {n}") for n in range(count)]


def delete(office: Office, *numbers: int) -> None:
    """Somebody deletes these messages."""
    for number in numbers:
        del office.channel.messages[number]


async def test_an_album_that_was_deleted_hides_no_post(office: Office) -> None:
    """Ten numbers without a message lie before ours, which is found behind them."""
    delete(office, *another_writes(office, 10))
    office.api.script(Drop("after"))
    office.plan("خبرنا")
    await office.deliver()
    assert office.texts() == ["قبل", "خبرنا"]
    assert office.told == []


async def test_a_post_that_was_deleted_while_in_doubt_stays_deleted(office: Office) -> None:
    """A number without a message before another one had one: only a person can say which."""
    office.api.script(Drop("after"))
    [post] = office.plan("خبرنا")
    await office.deliver(timedelta(seconds=30))
    delete(office, 3)
    another_writes(office)
    await office.deliver(HOUR)
    assert office.texts() == ["قبل"]
    assert office.state(post) == "unknown"
    [line] = office.told
    assert "a message before message 4 was deleted, which may have been this post" in line


@pytest.mark.parametrize("mark", ["🟠", "📊"])
async def test_a_post_that_somebody_corrected_while_in_doubt_is_not_repeated(
    office: Office, mark: str
) -> None:
    """A message in our layout whose words are none of ours may be the one looked for."""
    office.api.script(Drop("after"))
    [post] = office.plan(f"\u200f{mark} انقطاع المياه عن طرطوص")
    await office.deliver(timedelta(seconds=30))
    message = office.channel.messages[3]
    message.text = message.html = f"\u200f{mark} انقطاع المياه عن طرطوس"
    await office.deliver(HOUR)
    assert (len(office.texts()), office.state(post)) == (2, "unknown")
    assert "message 3 looks like ours and has other words" in office.told[0]


async def test_what_others_write_like_us_does_not_hide_the_post(office: Office) -> None:
    """The search goes on behind it."""
    office.api.chats.person_writes(office.channel, "\u200f🟠 خبر من مكان آخر")
    office.api.script(Drop("after"))
    office.plan(WATER)
    await office.deliver()
    assert office.texts() == ["قبل", WATER]
    assert office.told == []


async def test_a_post_of_ours_without_a_number_is_no_strangers(office: Office) -> None:
    """Its words stand in the ledger, so absence is proved behind it."""
    office.api.script(Drop("after"))
    [seen] = office.plan(WATER)
    await office.deliver(timedelta(seconds=30))
    office.ledger.db.execute(
        "UPDATE posts SET state = 'sent', message_id = NULL WHERE id = ?", [seen]
    )
    office.api.script(Drop("before"))
    office.plan("خبرنا")
    await office.deliver()
    assert office.texts() == ["قبل", WATER, "خبرنا"]


async def test_a_server_that_shows_markup_is_read_too(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a one is not Telegram; what it shows is our post all the same."""
    office.api.script(Drop("after"))
    office.plan("<b>خبرنا</b> &amp; غيره")
    await office.deliver(timedelta(seconds=30))

    async def raw(*_: object) -> Found:
        return Found("<b>خبرنا</b> &amp; غيره")

    monkeypatch.setattr(office.telegram, "probe", raw)
    await office.deliver()
    assert office.texts() == ["قبل", "خبرنا & غيره"]


async def test_a_search_through_a_busy_channel_keeps_to_what_the_admin_group_takes(
    tmp_path: Path,
) -> None:
    """Thirty forwards at twenty a minute: it ends, and leaves nothing behind."""
    async with open_office(tmp_path, Rate()) as office:
        office.plan("قبل")
        await office.deliver()
        another_writes(office, 30)
        await office.time.sleep(3600)
        office.api.script(Drop("after"))
        [post] = office.plan("خبرنا")
        await office.deliver(HOUR)
        assert office.state(post) == "sent"
        assert [one for one in office.admin.messages.values() if one.own] == []
        assert office.told == []


@pytest.mark.parametrize("patience", [50, 600])
async def test_a_search_waits_as_long_as_telegram_asks(office: Office, patience: int) -> None:
    """A little patience delays one number, a lot the whole search; nobody is asked."""
    office.api.script(Drop("after"))
    flood = Answer(429, f"Too Many Requests: retry after {patience}", patience)
    office.api.script(flood, method="forwardMessage")
    [post] = office.plan("خبرنا")
    began = office.time.now()
    await office.deliver()
    assert office.state(post) == "sent"
    least = min(timedelta(seconds=patience), office.ledger.pace.recheck)
    assert office.time.now() - began >= office.ledger.pace.grace + least
    assert office.told == []


async def test_a_message_that_is_deleted_as_soon_as_it_is_sent_is_sent_once(
    office: Office,
) -> None:
    """A moderation bot does that; the server's 500 says so, and the chat goes on."""
    gone = "Internal Server Error: sent message was immediately deleted and can't be returned"
    office.api.script(Answer(500, gone))
    post, after = office.plan("خبرنا", "بعده")
    await office.deliver(HOUR)
    assert (office.state(post), office.state(after)) == ("failed", "sent")
    assert sum(method == "sendMessage" for method, _ in office.api.calls) == 3
    [line] = office.told
    assert line == f"post {post} was refused: {gone}"


@pytest.mark.parametrize("restarted", [False, True])
async def test_a_late_edit_lands_before_the_newer_one_leaves_whatever_the_clock_does(
    office: Office, restarted: bool
) -> None:
    """Ten hours that nobody lived through do not end the wait, nor does a new process."""
    office.api.script(Late(timedelta(seconds=80)), method="editMessageText")
    office.plan("ثان", kind="edit", target_id=1)
    await office.deliver(timedelta(seconds=5))
    office.plan("ثالث", kind="edit", target_id=1)
    office.time.leap = 10 * HOUR
    if restarted:
        office.restart()
    await office.deliver(timedelta(seconds=20))
    assert office.texts() == ["قبل"]
    await office.time.sleep(80)
    office.api.land_due()
    assert office.texts() == ["ثان"]
    await office.deliver()
    assert office.texts() == ["ثالث"]


class Dying(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("about", ["a doubt", "a trouble"])
async def test_what_the_operator_must_hear_is_said_although_the_process_died(
    office: Office, monkeypatch: pytest.MonkeyPatch, about: str
) -> None:
    """State and line are stored together: who dies between finds neither, and does both again."""
    if about == "a doubt":
        office.api.script(Drop("after"))
        office.channel.protected = True
    else:
        office.channel.can_post = False
    office.plan("أ")

    def die(*_: object) -> None:
        raise Dying

    with monkeypatch.context() as patch:
        for name in ("hear", "ask"):
            patch.setattr(office.courier._operator, name, die)
        with pytest.raises(Dying):
            await office.deliver(HOUR)
    office.restart()
    await office.deliver(timedelta(minutes=20))
    assert len(office.told) == 1
