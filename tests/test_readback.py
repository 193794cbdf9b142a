"""monitor.deliver.readback: what the numbers of a channel prove about a post, and what not."""

import asyncio
from collections.abc import AsyncIterator, Container
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest

from couriers import CHANNEL, START, Office, open_ledger, open_office, planned
from monitor.deliver.lookout import Ahead, is_unknown, look_ahead
from monitor.deliver.outcome import (
    Cannot,
    Found,
    Missing,
    NotSent,
    Probe,
    Sent,
    Unreadable,
    Wait,
)
from monitor.deliver.readback import MISSES, Look, look_for
from monitor.demo.botanswers import Rate
from monitor.demo.botapi import Drop, Late

pytestmark = pytest.mark.anyio
HOUR = timedelta(hours=1)
WATER = "\u200f🟠 انقطاع المياه عن طرطوس"
BUNDLE = "\u200f📊 حصاد الليل"
OTHERS = Found("صباح الخير")
GONE = Missing()


class Channel:
    """What stands behind the last known message, number 9; then nothing."""

    def __init__(self, *messages: Probe) -> None:
        self._messages = [*messages]
        self.rested = timedelta(0)
        self.stop = asyncio.Event()

    async def probe(self, message_id: int) -> Probe:
        """What stands there; patience is asked for once."""
        at = message_id - 10
        if at < len(self._messages) and isinstance(wait := self._messages[at], Wait):
            del self._messages[at]
            return wait
        return self._messages[at] if at < len(self._messages) else Missing()

    async def rest(self, pause: timedelta) -> None:
        """Count how long a search takes."""
        self.rested += pause

    def look(self) -> Look:
        """A look at it."""
        return Look(self.probe, self.rest, self.stop)


async def search(channel: Channel, html: str = WATER, others: Container[int] = ()) -> object:
    """What becomes of a post in doubt, behind one that is known without its number."""
    ledger = open_ledger(":memory:")
    ledger.saw(CHANNEL, 9)
    ledger.plan([planned(BUNDLE), planned(html)], START)
    for number in (1, 2):
        ledger.take(CHANNEL, START + number * HOUR)
        ledger.record(number, Sent(8), START)
    post = ledger.post(2)

    async def is_foreign(text: str) -> bool:
        return is_unknown(ledger, CHANNEL, text)

    return await look_for(post, channel.look(), others=others, is_foreign=is_foreign)


ABSENT = NotSent("read back: it is not in the channel")
CORRECTED = Found("\u200f🟠 انقطاع المياه عن طرطوص")


@pytest.mark.parametrize(
    ("messages", "proved"),
    [
        ([], ABSENT),
        ([OTHERS, OTHERS], ABSENT),
        ([Found(WATER)], Sent(10)),
        ([*[GONE] * 10, Found(WATER)], Sent(20)),
        ([*[GONE] * (MISSES - 1), Found(WATER)], Sent(9 + MISSES)),
        ([GONE, OTHERS], "a message before message 11 was deleted"),
        ([OTHERS, GONE, OTHERS], "a message before message 12 was deleted"),
        ([OTHERS, GONE, Found(WATER)], Sent(12)),
        ([CORRECTED], "message 10 looks like ours and has other words"),
        ([CORRECTED, Found(WATER)], Sent(11)),
        ([Found(BUNDLE)], ABSENT),
        ([Found(WATER.replace("المياه", "<b>المياه</b>"))], Sent(10)),
        ([Unreadable()], "message 10 cannot be forwarded"),
        ([Wait(timedelta(seconds=50)), Found(WATER)], Sent(10)),
        ([Wait(HOUR), Found(WATER)], "Telegram asks to wait 1:00:00"),
        ([Cannot("the network")], "the network"),
        ([OTHERS] * 60, "more than 60 messages follow the last one known"),
    ],
)
async def test_what_the_numbers_prove(messages: list[Probe], proved: object) -> None:
    """Gaps before a message, and messages like ours, leave it to a person; words prove all."""
    channel = Channel(*messages)
    html = WATER.replace("المياه", "<b>المياه</b>")
    found = await search(channel, html)
    if isinstance(proved, str):
        assert isinstance(found, Cannot)
        assert proved in found.reason
    else:
        assert found == proved


async def test_a_number_that_is_another_post_of_ours_ends_a_gap() -> None:
    """Number 12 is known: what is missing before it was deleted."""
    found = await search(Channel(GONE, GONE, OTHERS), others={12})
    assert found == Cannot(
        "a message before message 12 was deleted, which may have been this post", final=True
    )


async def test_a_search_that_is_stopped_looks_at_nothing_more() -> None:
    """A search that is stopped proves nothing, and the next process begins anew."""
    channel = Channel()
    channel.stop.set()
    found = await search(channel)
    assert isinstance(found, Cannot)
    assert found.passing


async def test_a_search_takes_its_time_where_it_writes() -> None:
    """Forwards are what the admin group limits; a number without a message costs nothing."""
    quick, slow = Channel(), Channel(*[OTHERS] * 20)
    await search(quick)
    await search(slow)
    assert quick.rested < timedelta(seconds=10)
    assert slow.rested > timedelta(seconds=30)


@pytest.mark.parametrize(
    ("messages", "seen"),
    [
        ([], Ahead(9, None)),
        ([OTHERS, OTHERS], Ahead(11, None)),
        ([OTHERS, Found(WATER), OTHERS], Ahead(12, 11)),
        ([*[GONE] * 10, Found(WATER)], Ahead(20, 20)),
        ([*[GONE] * 11, Found(WATER)], Ahead(9, None)),
        ([Unreadable(), Found(WATER)], Ahead(11, 11)),
        ([Found(WATER)] * 70, Ahead(69, 69)),
        ([Found(WATER), Cannot("the network", passing=True)], Cannot("the network", passing=True)),
    ],
)
async def test_what_stands_behind_the_last_known_message(
    messages: list[Probe], seen: object
) -> None:
    """An album that was deleted does not end the look; a failure leaves it for later."""

    async def is_foreign(text: str) -> bool:
        return text == WATER

    assert await look_ahead(9, Channel(*messages).look(), is_foreign=is_foreign) == seen


# --- with a courier -------------------------------------------------------------------------


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """A channel with one post of ours, an admin group, a ledger and a courier."""
    async with open_office(tmp_path) as office:
        office.plan("قبل")
        await office.deliver()
        yield office


async def test_a_search_through_a_busy_channel_keeps_to_what_the_admin_group_takes(
    tmp_path: Path,
) -> None:
    """Thirty forwards at twenty a minute: it ends, and leaves nothing behind."""
    async with open_office(tmp_path, Rate()) as office:
        office.plan("قبل")
        await office.deliver()
        for number in range(30):
            office.api.chats.person_writes(office.channel, f"شخص {number}")
        await office.time.sleep(3600)
        office.api.script(Drop("after"))
        [post] = office.plan("خبرنا")
        await office.deliver(HOUR)
        assert office.state(post) == "sent"
        assert [one for one in office.admin.messages.values() if one.own] == []
        assert office.told == []


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


@pytest.mark.parametrize(
    ("when", "seen"), [("before", NotSent("a person looked")), ("after", Sent(3))]
)
async def test_a_doubt_that_a_person_settles_during_the_search_stays_as_they_said(
    tmp_path: Path,
    when: Literal["before", "after"],
    seen: NotSent | Sent,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The courier goes on, and each post stands in the channel once and in order."""
    async with open_office(tmp_path) as office:
        office.api.script(None, Drop(when))
        _, lost, _ = office.plan("1", "2", "3")
        probe = office.telegram.probe

        async def watched(chat: str, number: int, admin: str) -> Probe:
            found = await probe(chat, number, admin)
            if number == 3 and office.state(lost) == "unknown":
                office.ledger.settle(lost, seen, office.time.now())
            return found

        monkeypatch.setattr(office.telegram, "probe", watched)
        await office.deliver()
        assert office.texts() == ["1", "2", "3"]
        assert office.told == []
