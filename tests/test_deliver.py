"""monitor.deliver.courier and monitor.deliver.readback: nothing lost, nothing repeated, whatever breaks.

The real python-telegram-bot talks to the Bot API double over real HTTP; only time is virtual.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from couriers import ADMIN, CHANNEL, START, Office, open_office
from monitor.deliver.outcome import Sent
from monitor.deliver.readback import LONGEST_SEARCH
from monitor.demo.botanswers import Rate
from monitor.demo.botapi import (
    BAD_GATEWAY,
    INTERNAL_ERROR,
    Answer,
    Drop,
    Fault,
    Late,
    Stall,
)
from monitor.errors import StoreError

pytestmark = pytest.mark.anyio
HOUR = timedelta(hours=1)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """A channel, an admin group, a ledger and a courier."""
    async with open_office(tmp_path) as office:
        yield office


async def test_posts_leave_in_order_and_paced(office: Office) -> None:
    """Twenty posts arrive once each, in order, at least 1.2 s apart and 15 a minute."""
    texts = [f"خبر {number}" for number in range(20)]
    office.plan(*texts)
    await office.deliver()
    assert office.texts() == texts
    times = [message.at for message in office.channel.messages.values() if message.own]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert min(gaps) >= timedelta(seconds=1.2)
    assert times[15] - times[0] >= timedelta(minutes=1)


async def test_a_post_its_edit_and_a_reply(office: Office) -> None:
    """An edit changes the message, a reply answers it; neither is a new story."""
    [post] = office.plan("أول")
    await office.deliver()
    office.plan("أول، محدث", kind="edit", target_id=post)
    office.plan("تحديث", kind="reply", target_id=post, silent=True)
    await office.deliver()
    assert office.texts() == ["أول، محدث", "تحديث"]
    reply = office.channel.messages[3]
    assert (reply.reply_to, reply.silent) == (2, True)


@pytest.mark.parametrize(
    ("fault", "patience"),
    [
        (Answer(429, "Too Many Requests: retry after 50", 50), 50),
        (INTERNAL_ERROR, 90),
        (BAD_GATEWAY, 90),
        (Drop("before"), 90),
        (Drop("after"), 90),
        (Stall("before"), 90),
        (Stall("after"), 90),
    ],
)
async def test_each_fault_costs_time_and_nothing_else(
    office: Office, fault: Fault, patience: int
) -> None:
    """The post arrives once, the next one after it, and nothing new before the doubt is over."""
    office.plan("قبل")
    await office.deliver()
    if isinstance(fault, Stall):
        await office.lose_patience()
    office.api.script(fault)
    office.plan("المتأثر", "بعده")
    began = office.time.now()
    await office.deliver()
    assert office.texts() == ["قبل", "المتأثر", "بعده"]
    assert office.channel.messages[office.channel.last_id].at - began >= timedelta(
        seconds=patience
    )
    assert [message for message in office.admin.messages.values() if message.own] == []
    assert office.told == []


async def test_a_late_landing_is_not_repeated(office: Office) -> None:
    """A request that is carried out a minute after its connection broke is found in time."""
    office.plan("قبل")
    await office.deliver()
    office.api.script(Late())
    [post] = office.plan("المتأخر")
    await office.deliver(timedelta(seconds=60))
    assert office.state(post) == "unknown"
    assert office.api.land_late() == 1
    await office.deliver()
    assert office.texts() == ["قبل", "المتأخر"]
    assert office.state(post) == "sent"


async def test_a_clock_that_leaps_does_not_end_the_grace_period(office: Office) -> None:
    """Ten hours that nobody lived through prove nothing: the channel is not read back early."""
    office.plan("قبل")
    await office.deliver()
    office.api.script(Late())
    [post] = office.plan("المتأخر")
    await office.deliver(timedelta(seconds=30))
    office.time.leap = timedelta(hours=10)
    await office.deliver(timedelta(seconds=30))
    assert office.state(post) == "unknown"
    office.api.land_late()
    await office.deliver()
    assert office.texts() == ["قبل", "المتأخر"]


async def test_an_edit_that_was_asked_to_wait_waits_no_longer(office: Office) -> None:
    """What Telegram answered with 429 it did not do, and a start a moment ago changes nothing."""
    [post] = office.plan("أول")
    await office.deliver()
    office.plan("ثان", kind="edit", target_id=post)
    office.api.script(Answer(429, "Too Many Requests: retry after 3", 3), method="editMessageText")
    await office.deliver(timedelta(seconds=20))
    assert office.texts() == ["ثان"]


async def test_a_late_edit_does_not_undo_a_newer_one(office: Office) -> None:
    """A newer text waits until the lost one can land no more."""
    [post] = office.plan("أول")
    await office.deliver()
    office.api.script(Late(timedelta(seconds=80)), method="editMessageText")
    office.plan("ثان", kind="edit", target_id=post)
    await office.deliver(timedelta(seconds=5))
    office.plan("ثالث", kind="edit", target_id=post)
    await office.deliver(timedelta(seconds=70))
    assert office.texts() == ["أول"]
    await office.time.sleep(80)
    office.api.land_due()
    assert office.texts() == ["ثان"]
    await office.deliver()
    assert office.texts() == ["ثالث"]


async def test_the_first_post_of_a_new_channel_can_be_read_back(office: Office) -> None:
    """A channel that begins with its service message proves absence from its first number on."""
    office.api.script(Drop("before"))
    office.plan("أول")
    await office.deliver()
    assert office.texts() == ["أول"]


async def test_absence_is_not_proved_where_the_numbering_is_unknown(office: Office) -> None:
    """In an old channel whose first messages are deleted, an empty search proves nothing."""
    office.channel.messages.clear()
    office.channel.last_id = 5000
    office.api.script(Drop("before"))
    [post] = office.plan("أول")
    await office.deliver(10 * HOUR)
    assert office.state(post) == "unknown"
    assert office.texts() == []
    [line] = office.told
    assert "nothing is known yet of the channel's numbering" in line


async def test_another_persons_messages_do_not_mislead(office: Office) -> None:
    """Posts of an editor between ours are passed over, also after a lost answer."""
    office.plan("قبل")
    await office.deliver()
    for number in range(10):
        office.api.chats.person_writes(office.channel, f"شخص آخر {number}")
    office.api.script(Drop("after"))
    office.plan("خبرنا", "التالي")
    await office.deliver()
    assert office.texts() == ["قبل", "خبرنا", "التالي"]


async def test_a_busy_chat_is_not_searched_for_ever(office: Office) -> None:
    """More messages than a search may read leave the doubt to the operator."""
    office.plan("قبل")
    await office.deliver()
    for number in range(LONGEST_SEARCH):
        office.api.chats.person_writes(office.channel, f"شخص {number}")
    office.api.script(Drop("before"))
    [post] = office.plan("خبرنا")
    await office.deliver(timedelta(minutes=10))
    assert office.state(post) == "unknown"
    assert "more than 60 messages follow" in office.told[0]


async def test_two_posts_with_the_same_words_are_two_posts(office: Office) -> None:
    """A message that belongs to another row is not taken for the one in doubt."""
    office.plan("نفس النص")
    await office.deliver()
    # As if numbering had been forgotten: the search begins before our own first post.
    office.ledger.db.execute("UPDATE chats SET last_message_id = 1")
    office.api.script(Drop("before"))
    office.plan("نفس النص")
    await office.deliver()
    assert office.texts() == ["نفس النص", "نفس النص"]


async def test_a_message_that_cannot_be_forwarded_leaves_the_doubt(office: Office) -> None:
    """Behind an unreadable message nothing is proved."""
    office.plan("قبل")
    await office.deliver()
    office.api.chats.person_writes(office.channel, "pinned", service=True)
    office.api.script(Drop("before"))
    [post] = office.plan("خبرنا")
    await office.deliver(timedelta(minutes=30))
    assert office.state(post) == "unknown"
    assert "message 3 cannot be forwarded" in office.told[0]


async def test_without_an_admin_chat_the_operator_decides(office: Office) -> None:
    """The operator is told once; the chat waits and goes on when the doubt is settled."""
    office.courier = office.hire(admin=None)
    office.plan("قبل")
    await office.deliver()
    office.api.script(Drop("after"))
    lost, following = office.plan("ضائع", "بعده")
    await office.deliver(HOUR)
    assert (office.state(lost), office.state(following)) == ("unknown", "planned")
    [line] = office.told
    assert f"post {lost} may or may not have arrived in main" in line
    office.ledger.settle(lost, Sent(3), office.time.now())
    await office.deliver()
    assert office.texts() == ["قبل", "ضائع", "بعده"]


async def test_a_broken_admin_chat_is_not_taken_for_absence(office: Office) -> None:
    """While reading back fails nothing is sent; when it works again the doubt ends."""
    office.plan("قبل")
    await office.deliver()
    office.admin.status = "kicked"
    office.api.script(Drop("after"))
    [post] = office.plan("خبرنا")
    await office.deliver(timedelta(minutes=20))
    assert office.state(post) == "unknown"
    office.admin.status = "administrator"
    await office.deliver()
    assert office.texts() == ["قبل", "خبرنا"]
    assert len(office.told) == 1


async def test_messages_to_the_operator_keep_their_order(office: Office) -> None:
    """An answer that is lost does not let the end of a trouble overtake its beginning."""
    courier = office.hire(destination=ADMIN)
    office.api.script(Drop("before"), Drop("before"))
    office.plan("لا يصل شيء", "عادت", destination=ADMIN, chat="admin", kind="admin")
    await courier.deliver_all(HOUR)
    assert [m.text for m in office.admin.messages.values() if m.own] == ["لا يصل شيء", "عادت"]


async def test_a_search_that_can_prove_nothing_is_not_repeated(office: Office) -> None:
    """The operator is asked once, and the admin chat is not flooded with forwards meanwhile."""
    office.plan("قبل")
    await office.deliver()
    office.api.script(Drop("before"))
    office.plan("خبرنا")
    office.channel.last_id += 1  # somebody deletes a message of theirs, and writes twenty
    for number in range(20):
        office.api.chats.person_writes(office.channel, f"تعليق {number}")
    await office.deliver(timedelta(hours=20))
    forwards = [method for method, _ in office.api.calls].count("forwardMessage")
    assert len(office.told) == 1
    assert forwards < 100


@pytest.mark.parametrize(("failures", "told"), [(1, 0), (2, 1), (3, 1)])
async def test_a_search_that_meets_a_bad_network_is_repeated_before_anybody_is_asked(
    office: Office, failures: int, told: int
) -> None:
    """The next search settles it most often; from the second failure on the operator hears."""
    office.plan("قبل")
    await office.deliver()
    office.api.script(Drop("after"))
    office.api.script(*[Drop("before")] * failures, method="forwardMessage")
    office.plan("خبرنا", "بعده")
    await office.deliver(HOUR)
    assert office.texts() == ["قبل", "خبرنا", "بعده"]
    assert sum("may or may not have arrived" in line for line in office.told) == told


async def test_rights_taken_and_given_back_lose_nothing(office: Office) -> None:
    """Posts wait while the bot may not write; the operator hears of both."""
    office.channel.can_post = False
    office.plan("أول", "ثان")
    await office.deliver(timedelta(minutes=30))
    assert office.texts() == []
    office.channel.can_post = True
    await office.deliver()
    assert office.texts() == ["أول", "ثان"]
    assert office.told == [
        "main: nothing can be sent: Need administrator rights in the channel chat",
        "main: posts are delivered again",
    ]


async def test_markup_that_nobody_can_parse_goes_out_plain(office: Office) -> None:
    """The words arrive although our markup was broken."""
    office.plan("<b>طرطوس")
    await office.deliver()
    assert office.texts() == ["طرطوس"]
    assert "as plain text" in office.told[0]


async def test_telegrams_own_rate_limit_is_never_met(tmp_path: Path) -> None:
    """Sends and edits together stay below what a channel takes."""
    async with open_office(tmp_path, Rate()) as office:
        posts = office.plan(*(f"خبر {number}" for number in range(12)))
        await office.deliver()
        for post in posts:
            office.plan(f"محدث {post}", kind="edit", target_id=post)
        await office.deliver()
    assert [text.split()[0] for text in office.texts()] == ["محدث"] * 12
    written = [
        method for method, _ in office.api.calls if method in ("sendMessage", "editMessageText")
    ]
    assert len(written) == 24


@pytest.mark.parametrize("seed", range(4))
async def test_exactly_once_under_every_fault(office: Office, seed: int) -> None:
    """Forty posts through scripted faults, restarts and another writer: none lost, none twice."""
    chance = random.Random(seed)
    faults: list[Fault | None] = [
        *(None,) * 6,
        Drop("before"),
        Drop("after"),
        Late(),
        INTERNAL_ERROR,
        BAD_GATEWAY,
        Answer(429, "Too Many Requests: retry after 9", 9),
    ]
    office.plan("البداية")
    await office.deliver()
    expected = ["البداية"]
    for number in range(40):
        office.api.script(chance.choice(faults))
        if chance.random() < 0.2:
            office.api.script(chance.choice([BAD_GATEWAY, None]), method="forwardMessage")
        text = f"خبر {seed}-{number}"
        expected.append(text)
        office.plan(text)
        await office.deliver(timedelta(seconds=chance.choice([1, 30, 80])))
        if chance.random() < 0.3:
            office.api.chats.person_writes(office.channel, "شخص آخر")
        # Before the grace period ends, or what is late may land after the search.
        office.api.land_late()
        if chance.random() < 0.2:
            office.restart()
    await office.deliver(48 * HOUR)
    assert office.texts() == expected
    assert office.ledger.counts()[CHANNEL] == {"sent": 41}


@pytest.mark.parametrize("landed", [False, True])
async def test_a_kill_while_sending_is_settled_by_reading_back(
    office: Office, landed: bool
) -> None:
    """A process that dies between commit and answer leaves a doubt, and the next one settles it."""
    office.plan("قبل")
    await office.deliver()
    [post] = office.plan("عند القتل")
    await office.time.sleep(60)
    taken = office.ledger.take(CHANNEL, office.time.now())
    if landed:
        await office.telegram.send(CHANNEL, "عند القتل")
    office.restart()
    assert taken is not None
    assert office.state(post) == "unknown"
    await office.deliver()
    assert office.texts() == ["قبل", "عند القتل"]


async def test_the_worker_wakes_for_what_is_planned_and_stops_cleanly(office: Office) -> None:
    """A courier sleeps without work, wakes when something is planned, and ends when told to."""
    stop, delivered = asyncio.Event(), asyncio.Event()

    async def watched(do: Any, *args: Any) -> Any:
        done = do(*args)
        if args[:1] == (office.ledger.record,):
            delivered.set()
        return done

    courier = office.hire(run=watched)
    worker = asyncio.create_task(courier.work(stop))
    await asyncio.sleep(0)
    office.plan("أول")
    courier.wake.set()
    await delivered.wait()
    stop.set()
    await asyncio.wait_for(worker, 20)
    assert office.ledger.counts() == {CHANNEL: {"sent": 1}}


async def test_a_stop_finishes_the_request_in_flight(office: Office) -> None:
    """What has left is written down before the worker ends; what has not stays planned."""
    first, second = office.plan("أول", "ثان")
    stop = asyncio.Event()

    class Stopping:
        async def send(self, *args: Any, **kwargs: Any) -> object:
            stop.set()
            return await office.telegram.send(*args, **kwargs)

    await office.hire(channel=Stopping(), admin=None).work(stop)
    assert (office.state(first), office.state(second)) == ("sent", "planned")


async def test_a_stop_ends_a_search_without_a_verdict(office: Office) -> None:
    """The doubt is still a doubt for the next process, and nobody is bothered."""
    office.plan("قبل")
    await office.deliver()
    office.api.script(Drop("before"))
    [post] = office.plan("خبرنا")
    await office.deliver(timedelta(seconds=5))
    stop = asyncio.Event()
    telegram = office.telegram

    class Stopping:
        async def probe(self, *args: Any) -> object:
            stop.set()
            return await telegram.probe(*args)

    await office.time.sleep(90)
    await office.hire(channel=Stopping()).deliver_all(HOUR, stop)
    assert office.state(post) == "unknown"
    assert office.told == []
    office.restart()
    await office.deliver()
    assert office.texts() == ["قبل", "خبرنا"]


async def test_a_full_disk_delays_and_repeats_nothing(office: Office) -> None:
    """What left is written down as soon as that is possible; until then nothing else leaves."""
    refusals = {"record": 2, "take": 1}

    async def full(do: Any, *args: Any) -> Any:
        name = do.__name__.replace("_written", "record")
        if refusals.get(name):
            refusals[name] -= 1
            raise StoreError("disk is full")
        return do(*args)

    office.plan("أول", "ثان")
    await office.hire(run=full).deliver_all(HOUR)
    assert office.texts() == ["أول", "ثان"]
    assert refusals == {"record": 0, "take": 0}
    assert office.time.now() - START >= timedelta(seconds=15)


async def test_a_stop_does_not_wait_for_a_disk_that_stays_full(office: Office) -> None:
    """After one more try the courier ends; the next one finds a doubt and repeats nothing."""
    office.plan("قبل")
    await office.deliver()
    [post] = office.plan("عند الإيقاف")
    stop = asyncio.Event()
    tries = []

    async def full(do: Any, *args: Any) -> Any:
        if args[:1] == (office.ledger.record,):
            tries.append(do)
            stop.set()
            raise StoreError("disk is full")
        return do(*args)

    await office.time.sleep(60)
    await asyncio.wait_for(office.hire(run=full).work(stop), 20)
    assert len(tries) == 2
    assert office.state(post) == "sending"
    office.restart()
    await office.deliver()
    assert office.texts() == ["قبل", "عند الإيقاف"]


async def test_delivering_all_waits_no_longer_than_its_patience(office: Office) -> None:
    """What is due later than that is left for another time."""
    office.plan("الآن")
    office.plan("لاحقًا", not_before=START + 2 * HOUR)
    await office.deliver(HOUR)
    assert office.texts() == ["الآن"]
    await office.deliver(3 * HOUR)
    assert office.texts() == ["الآن", "لاحقًا"]
