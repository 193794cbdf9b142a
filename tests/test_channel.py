"""monitor.deliver.channel: the real python-telegram-bot against the Bot API double, over real HTTP."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta

import pytest

from couriers import ADMIN, CHANNEL
from monitor.deliver.channel import TelegramChannel
from monitor.deliver.outcome import (
    Blocked,
    Cannot,
    Found,
    Missing,
    NotSent,
    Outcome,
    Part,
    Refusal,
    Refused,
    Sent,
    Unknown,
    Unreadable,
    Wait,
)
from monitor.demo.botapi import (
    BAD_GATEWAY,
    DEMO_TOKEN,
    INTERNAL_ERROR,
    Answer,
    BotApi,
    Drop,
    Fault,
    Stall,
)
from monitor.demo.botrecords import Chat
from monitor.errors import MarqabError

pytestmark = pytest.mark.anyio
TEXT = "\u200f🔴 <b>انقطاع المياه عن طرطوس</b>"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A double with one channel and one group."""
    async with BotApi() as api:
        api.add_chat(Chat(int(CHANNEL), username="marqab_test"))
        api.add_chat(Chat(int(ADMIN), "supergroup"))
        yield api


@pytest.fixture
async def channel(api: BotApi) -> AsyncIterator[TelegramChannel]:
    """A bot of that double."""
    channel = TelegramChannel(DEMO_TOKEN, api.base_url, read_timeout=timedelta(seconds=5))
    yield channel
    await channel.close()


async def test_a_post_arrives_as_it_was_written(api: BotApi, channel: TelegramChannel) -> None:
    """Text, entities, silence, reply and preview reach the chat, and its number comes back."""
    assert await channel.send(CHANNEL, TEXT) == Sent(2)
    link = "https://x.example/1"
    assert await channel.send(CHANNEL, TEXT, silent=True, reply_to=2, preview_url=link) == Sent(3)
    first, second = (api.chats.by_name[CHANNEL].messages[number] for number in (2, 3))
    assert first.text == "\u200f🔴 انقطاع المياه عن طرطوس"
    assert [entity.type for entity in first.entities] == ["bold"]
    assert (first.silent, first.preview) == (False, {"is_disabled": True})
    assert (second.silent, second.reply_to) == (True, 2)
    assert second.preview == {"url": link, "prefer_small_media": True}


async def test_a_post_arrives_in_its_topic(api: BotApi, channel: TelegramChannel) -> None:
    """A forum's topic is named with every post; one that is gone stops what belongs there."""
    forum = api.add_chat(Chat(-1003, "supergroup", topics=frozenset({12})))
    assert await channel.send("-1003", TEXT, topic=12) == Sent(2)
    assert forum.messages[2].topic == 12
    assert await channel.send("-1003", TEXT) == Sent(3)
    assert forum.messages[3].topic is None
    gone = await channel.send("-1003", TEXT, topic=13)
    assert gone == Blocked("Message thread not found", part=Part.TOPIC)


async def test_a_chat_is_known_by_its_name_too(channel: TelegramChannel) -> None:
    """A destination may be the channel's public name."""
    assert await channel.send("@marqab_test", TEXT) == Sent(2)


async def test_a_reply_to_a_deleted_message_stands_alone(
    api: BotApi, channel: TelegramChannel
) -> None:
    """News is delivered although the message it answers is gone."""
    assert await channel.send(CHANNEL, TEXT, reply_to=77) == Sent(2)
    assert api.chats.by_name[CHANNEL].messages[2].reply_to is None


async def test_an_edit_changes_the_message(api: BotApi, channel: TelegramChannel) -> None:
    """The same number carries the new text."""
    await channel.send(CHANNEL, TEXT)
    assert await channel.edit(CHANNEL, 2, "جديد") == Sent(2)
    assert api.chats.by_name[CHANNEL].messages[2].text == "جديد"


async def test_an_edit_that_changes_nothing_is_a_success(channel: TelegramChannel) -> None:
    """«Message is not modified» says that the reader sees what was wanted."""
    await channel.send(CHANNEL, TEXT)
    assert await channel.edit(CHANNEL, 2, TEXT) == Sent(2)


async def test_an_edit_of_a_deleted_message_is_refused_for_good(
    channel: TelegramChannel,
) -> None:
    """A post that a person deleted is not brought back."""
    assert await channel.edit(CHANNEL, 44, TEXT) == Refused(
        "Message to edit not found", Refusal.GONE
    )


async def test_what_tdlib_cannot_parse_never_leaves(api: BotApi, channel: TelegramChannel) -> None:
    """Our own mistake is found before the request, for posts and edits alike."""
    for outcome in (
        await channel.send(CHANNEL, "<b>طرطوس"),
        await channel.edit(CHANNEL, 2, "<p>طرطوس</p>"),
        await channel.send(CHANNEL, "ط" * 4097),
    ):
        assert isinstance(outcome, Refused)
        assert outcome.kind is Refusal.UNPARSABLE
    assert api.calls == []


async def test_nobody_listening_means_not_sent() -> None:
    """A refused connection is surely not delivered and may be tried again."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    channel = TelegramChannel(DEMO_TOKEN, f"http://127.0.0.1:{port}")
    outcome = await channel.send(CHANNEL, TEXT)
    edited = await channel.edit(CHANNEL, 2, TEXT)
    await channel.close()
    assert isinstance(outcome, NotSent)
    assert isinstance(edited, NotSent)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Answer(429, "Too Many Requests: retry after 7", 7), Wait(timedelta(seconds=7))),
        (Answer(429, "Too Many Requests"), Wait(timedelta(seconds=30))),
        (INTERNAL_ERROR, Unknown("Internal Server Error")),
        (BAD_GATEWAY, Unknown("Bad Gateway")),
        (Answer(500, "Internal Server Error: sent message was immediately deleted"), Refused),
        (Answer(409, "Conflict: terminated by other getUpdates request"), Unknown),
        (Drop("before"), Unknown),
        (Drop("after"), Unknown),
        (Answer(400, "Bad Request: can't parse entities: x"), Refusal.UNPARSABLE),
        (Answer(400, "Bad Request: message is too long"), Refusal.OTHER),
        (Answer(400, "Bad Request: chat not found"), Blocked),
        (Answer(400, "Bad Request: need administrator rights in the channel chat"), Blocked),
        (Answer(400, "Bad Request: CHAT_WRITE_FORBIDDEN"), Blocked),
        (Answer(400, "Bad Request: CHAT_SEND_PLAIN_FORBIDDEN"), Blocked),
        (Answer(400, "Bad Request: CHANNEL_PRIVATE"), Blocked),
        (Answer(400, "Bad Request: USER_BANNED_IN_CHANNEL"), Blocked),
        (Answer(400, "Bad Request: have no write access to the chat"), Blocked),
        (Answer(400, "Bad Request: message to be replied not found"), Blocked),
        (Answer(400, "Bad Request: TOPIC_CLOSED"), Blocked),
        (Answer(400, "Bad Request: TOPIC_DELETED"), Blocked),
        (Answer(400, "Bad Request: MESSAGE_THREAD_INVALID"), Blocked),
        (Answer(400, "Bad Request: message thread not found"), Blocked),
        (Answer(403, "Forbidden: bot was kicked from the channel chat"), Blocked),
        (Answer(401, "Unauthorized"), Blocked("the bot's token is wrong or was revoked")),
        (Answer(404, "Not Found"), Blocked("the bot's token is wrong or was revoked")),
    ],
)
async def test_every_error_says_whether_the_message_was_delivered(
    api: BotApi, channel: TelegramChannel, fault: Fault, expected: object
) -> None:
    """Each answer becomes the outcome that decides what may happen next; edits agree."""
    await channel.send(CHANNEL, TEXT)
    api.script(fault)
    api.script(fault, method="editMessageText")
    for outcome in (await channel.send(CHANNEL, TEXT), await channel.edit(CHANNEL, 2, "جديد")):
        if isinstance(expected, Refusal):
            assert isinstance(outcome, Refused)
            assert outcome.kind is expected
        elif isinstance(expected, type):
            assert isinstance(outcome, expected)
        else:
            assert outcome == expected


async def test_a_group_that_moved_names_its_new_id(api: BotApi, channel: TelegramChannel) -> None:
    """The post waits until it is sent there."""
    api.script(Answer(400, "Bad Request: group chat was upgraded", migrate_to=-100777))
    assert await channel.send(CHANNEL, TEXT) == Blocked(
        "the group has become the supergroup -100777", moved_to="-100777"
    )


@pytest.mark.parametrize(
    ("status", "body"),
    [
        *((status, "<html>blocked by your provider</html>") for status in (200, 400, 403, 404)),
        *((status, '{"message": "no route"}') for status in (400, 401, 403, 404)),
        (502, "[]"),
        (200, '{"ok": true, "result": true}'),
        (200, '{"ok": true, "result": {"message_id": 3, "date": "x"}}'),
        (200, "[" * 100_000),
        (200, '{"ok": true, "result": {"message_id": 3,'),
    ],
    ids=[
        *(f"page {status}" for status in (200, 400, 403, 404)),
        *(f"json {status}" for status in (400, 401, 403, 404)),
        *("list", "true", "no date", "deep", "cut off"),
    ],
)
async def test_an_answer_that_is_not_telegrams_proves_nothing(
    api: BotApi, channel: TelegramChannel, status: int, body: str
) -> None:
    """A proxy's page or JSON, whatever its status, and what is no message, leave it unknown."""
    broken = Answer(status, body, raw=True)
    for method in ("sendMessage", "editMessageText", "forwardMessage"):
        api.script(broken, method=method)
    assert isinstance(await channel.send(CHANNEL, TEXT), Unknown)
    if body != '{"ok": true, "result": true}':  # what an edit of another chat's message answers
        assert isinstance(await channel.edit(CHANNEL, 2, TEXT), Unknown)
    assert isinstance(await channel.probe(CHANNEL, 2, ADMIN), Cannot)


@pytest.mark.parametrize(
    "refusal",
    ["Wrong HTTP URL specified", "failed to get HTTP URL content", "WEBPAGE_URL_INVALID"],
)
async def test_a_preview_that_is_refused_costs_no_post(
    api: BotApi, channel: TelegramChannel, refusal: str
) -> None:
    """The text leaves, and is edited, without it."""
    refused = Answer(400, f"Bad Request: {refusal}")
    api.script(refused)
    api.script(refused, method="editMessageText")
    link = "https://x.example/1"
    assert await channel.send(CHANNEL, TEXT, preview_url=link) == Sent(2)
    assert await channel.edit(CHANNEL, 2, "جديد", preview_url=link) == Sent(2)
    [message] = [one for one in api.chats.by_name[CHANNEL].messages.values() if one.own]
    assert (message.text, message.preview) == ("جديد", {"is_disabled": True})


async def test_an_answer_to_what_cannot_be_answered_stands_alone(
    api: BotApi, channel: TelegramChannel
) -> None:
    """A bot that sees no messages of the group is refused although it may stand alone."""
    api.script(Answer(400, "Bad Request: message to be replied not found"))
    assert await channel.send(CHANNEL, TEXT, reply_to=1) == Sent(2)
    assert api.chats.by_name[CHANNEL].messages[2].reply_to is None


async def test_an_answer_that_never_ends_ends() -> None:
    """A byte now and then renews every time limit but our own."""
    heard = []

    async def dribble(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(asyncio.current_task())
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        with suppress(ConnectionError):
            while not writer.is_closing():
                writer.write(b"1\r\n \r\n")
                await writer.drain()
                await asyncio.sleep(0.02)
        with suppress(ConnectionError):
            writer.close()
            await writer.wait_closed()

    async with await asyncio.start_server(dribble, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        moment = timedelta(seconds=0.1)
        channel = TelegramChannel(
            DEMO_TOKEN, f"http://127.0.0.1:{port}", read_timeout=moment, connect_timeout=moment
        )
        assert await channel.send(CHANNEL, TEXT) == Unknown("the answer did not end")
        assert await channel.edit(CHANNEL, 2, TEXT) == Unknown("the answer did not end")
        assert isinstance(await channel.probe(CHANNEL, 2, ADMIN), Cannot)
        await channel.close()
        await asyncio.gather(*filter(None, heard))
    assert len(heard) == 3


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_stalled_answer_is_unknown(api: BotApi, when: str) -> None:
    """A read timeout looks the same whether or not the message was posted."""
    channel = TelegramChannel(DEMO_TOKEN, api.base_url, read_timeout=timedelta(seconds=0.2))
    api.script(Stall(when))
    outcome = await channel.send(CHANNEL, TEXT)
    await channel.close()
    assert outcome == Unknown("Timed out")
    assert len(api.shown(api.chats.by_name[CHANNEL])) == (when == "after")


async def test_a_post_is_read_back_without_a_trace(api: BotApi, channel: TelegramChannel) -> None:
    """Forwarding silently to the admin chat shows what stands under a number."""
    await channel.send(CHANNEL, TEXT)
    found = await channel.probe(CHANNEL, 2, ADMIN)
    assert found == Found("\u200f🔴 انقطاع المياه عن طرطوس")
    assert [one for one in api.chats.by_name[ADMIN].messages.values() if one.own] == []


async def test_only_a_missing_message_is_missing(api: BotApi, channel: TelegramChannel) -> None:
    """«Chat not found» or a network error proves nothing about the message."""
    await channel.send(CHANNEL, TEXT)
    assert await channel.probe(CHANNEL, 99, ADMIN) == Missing()
    assert await channel.probe(CHANNEL, 1, ADMIN) == Unreadable()
    assert await channel.probe(CHANNEL, 2, "-1009") == Cannot("Chat not found")
    api.script(BAD_GATEWAY, method="forwardMessage")
    assert await channel.probe(CHANNEL, 2, ADMIN) == Cannot("Bad Gateway", passing=True)


@pytest.mark.parametrize(
    ("fault", "passing"),
    [
        (Drop("before"), True),
        (Answer(403, "Forbidden: bot was kicked from the supergroup chat"), False),
        (Answer(401, "Unauthorized"), False),
        (Answer(400, "Bad Request: CHAT_FORWARDS_RESTRICTED"), False),
    ],
)
async def test_what_the_network_does_may_pass(
    api: BotApi, channel: TelegramChannel, fault: Fault, passing: bool
) -> None:
    """What the network does may pass, as may a pause that Telegram asks for; other lacks last."""
    await channel.send(CHANNEL, TEXT)
    api.script(fault, method="forwardMessage")
    found = await channel.probe(CHANNEL, 2, ADMIN)
    assert isinstance(found, Cannot)
    assert found.passing is passing


async def test_patience_that_telegram_asks_for_says_nothing_of_a_number(
    api: BotApi, channel: TelegramChannel
) -> None:
    """A number is looked at again once the pause that Telegram asked for has passed."""
    await channel.send(CHANNEL, TEXT)
    api.script(Answer(429, "Too Many Requests: retry after 9", 9), method="forwardMessage")
    assert await channel.probe(CHANNEL, 2, ADMIN) == Wait(timedelta(seconds=9))


@pytest.mark.parametrize(
    ("fault", "slept"),
    [
        (BAD_GATEWAY, 2),
        (Drop("before"), 2),
        (Answer(429, "Too Many Requests: retry after 3", 3), 3),
        (Answer(429, "Too Many Requests: retry after 600", 600), 30),
    ],
)
async def test_a_forward_that_could_not_be_deleted_is_deleted_a_moment_later(
    api: BotApi, channel: TelegramChannel, slept: int, fault: Fault
) -> None:
    """The answer counts, and the admin chat shows nothing of it."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    channel.sleep = sleep
    await channel.send(CHANNEL, "نص")
    api.script(fault, method="deleteMessage")
    assert await channel.probe(CHANNEL, 2, ADMIN) == Found("نص")
    assert waits == [slept]
    assert [one for one in api.chats.by_name[ADMIN].messages.values() if one.own] == []


@pytest.mark.parametrize(
    "faults", [(BAD_GATEWAY, BAD_GATEWAY), (Answer(400, "Bad Request: message can't be deleted"),)]
)
async def test_a_forward_that_cannot_be_deleted_is_still_read(
    api: BotApi,
    channel: TelegramChannel,
    faults: tuple[Fault, ...],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The answer counts; the copy left behind is logged."""

    async def sleep(_: float) -> None:
        pass

    channel.sleep = sleep
    await channel.send(CHANNEL, "نص")
    api.script(*faults, method="deleteMessage")
    assert await channel.probe(CHANNEL, 2, ADMIN) == Found("نص")
    assert "a forward stays in the admin chat" in caplog.text


async def test_a_bot_with_every_right_has_no_problem(
    api: BotApi, channel: TelegramChannel
) -> None:
    """Nothing is listed for a channel's administrator, its owner, and a member of a group."""
    assert await channel.check(CHANNEL) == []
    api.chats.by_name[ADMIN].status = "member"
    assert await channel.check(ADMIN) == []
    api.chats.by_name[CHANNEL].status = "creator"
    assert await channel.check(CHANNEL) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"status": "left"}, "@marqab_bot is not a member in -1001111111111"),
        ({"status": "member"}, "@marqab_bot is no administrator in -1001111111111"),
        ({"can_post": False}, "@marqab_bot has no right to post messages in -1001111111111"),
        ({"can_edit": False}, "@marqab_bot has no right to edit messages in -1001111111111"),
        ({"protected": True}, "restricts saving content"),
        ({"status": "kicked"}, "bot was kicked from the channel chat; add it there"),
        ({"type": "supergroup", "status": "restricted"}, "@marqab_bot may not write in"),
    ],
)
async def test_check_names_what_is_missing(
    api: BotApi, channel: TelegramChannel, change: dict[str, object], problem: str
) -> None:
    """Each lack is one line that says what to mend."""
    for name, value in change.items():
        setattr(api.chats.by_name[CHANNEL], name, value)
    [line] = await channel.check(CHANNEL)
    assert problem in line


async def test_check_names_an_unknown_chat(channel: TelegramChannel) -> None:
    """An id that is wrong is told apart from a lack of rights."""
    [line] = await channel.check("-1009")
    assert line == "@marqab_bot does not see the chat -1009: Chat not found; add it there"


async def test_check_names_a_wrong_token_and_an_unreachable_server(api: BotApi) -> None:
    """Token, server and chat are three different things to mend."""
    wrong = TelegramChannel("999:wrong-wrong-wrong-wrong-wrong", api.base_url)
    assert await wrong.check(CHANNEL) == [
        "the bot's token is wrong or was revoked; ask @BotFather for a new one"
    ]
    await wrong.close()
    channel = TelegramChannel(DEMO_TOKEN, api.base_url)
    api.script(BAD_GATEWAY, method="getMe")
    assert await channel.check(CHANNEL) == ["Telegram cannot be reached: Bad Gateway"]
    api.script(BAD_GATEWAY, method="getChat")
    [line] = await channel.check(CHANNEL)
    assert line == f"the chat {CHANNEL} cannot be looked at: Bad Gateway"
    await channel.close()


@pytest.mark.parametrize("method", ["getMe", "getChat"])
async def test_check_survives_an_answer_that_means_nothing(
    api: BotApi, channel: TelegramChannel, method: str
) -> None:
    """A server that answers something else is one more thing to mend, not a crash."""
    api.script(Answer(200, '{"ok": true, "result": {"id": 5}}', raw=True), method=method)
    [line] = await channel.check(CHANNEL)
    assert "the answer cannot be understood" in line


@pytest.mark.parametrize("token", ["", " \n\t"])
async def test_blanks_are_no_token(token: str) -> None:
    """The error names the variable to mend."""
    with pytest.raises(MarqabError, match="MARQAB_TELEGRAM_TOKEN holds no bot token"):
        TelegramChannel(token)


async def test_the_token_is_in_no_text(api: BotApi, caplog: pytest.LogCaptureFixture) -> None:
    """Errors that quote the address, even with a token of an odd shape, do not show it."""
    caplog.set_level(logging.DEBUG, logger="monitor")
    token = "77:odd\n"
    channel = TelegramChannel(token, "http://127.0.0.1:1/\u0000bad")
    outcomes: list[Outcome | list[str]] = [
        await channel.send(CHANNEL, TEXT),
        await channel.check(CHANNEL),
    ]
    await channel.close()
    assert isinstance(outcomes[0], NotSent)
    assert "77:odd" not in repr(outcomes) + caplog.text
