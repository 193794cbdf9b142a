"""monitor.demo.botapi: the double is as strict as Telegram, asked over plain HTTP."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from couriers import ADMIN, CHANNEL, VirtualTime
from monitor.demo.botanswers import Rate
from monitor.demo.botapi import DEMO_TOKEN, BotApi, Late
from monitor.demo.botrecords import Chat

pytestmark = pytest.mark.anyio


class Client:
    """A Bot API client without a library."""

    def __init__(self, api: BotApi, session: aiohttp.ClientSession) -> None:
        self.api = api
        self.session = session
        self.token = DEMO_TOKEN

    async def __call__(self, method: str, **parameters: Any) -> Any:
        """The result, or the error's description."""
        url = f"{self.api.base_url}/bot{self.token}/{method}"
        async with self.session.post(url, data=parameters) as response:
            answer = await response.json()
            assert answer["ok"] == (response.status == 200)
            if answer["ok"]:
                return answer["result"]
            assert answer["error_code"] == response.status
            return answer["description"]


@pytest.fixture
async def time() -> VirtualTime:
    """The clock of the double."""
    return VirtualTime()


@pytest.fixture
async def call(time: VirtualTime) -> AsyncIterator[Client]:
    """A client of a double with one channel and one group."""
    async with BotApi(now=time.now) as api, aiohttp.ClientSession() as session:
        api.add_chat(Chat(int(CHANNEL), title="مرقب", username="marqab_test"))
        api.add_chat(Chat(int(ADMIN), "supergroup"))
        yield Client(api, session)


async def test_numbers_follow_each_other(call: Client) -> None:
    """The first message is the service message, then every message is one more."""
    numbers = [
        (await call("sendMessage", chat_id=CHANNEL, text="نص"))["message_id"] for _ in "123"
    ]
    assert numbers == [2, 3, 4]
    assert await call("deleteMessage", chat_id=CHANNEL, message_id="4") is True
    assert (await call("sendMessage", chat_id="@marqab_test", text="نص"))["message_id"] == 5


async def test_html_is_parsed_and_offsets_are_utf16(call: Client) -> None:
    """The answer holds plain text and entities under the Bot API's names."""
    html = '🔴 <b>ط</b> <a href="https://x.example/">ر</a>\n<blockquote expandable>ط</blockquote>'
    sent = await call("sendMessage", chat_id=CHANNEL, text=html, parse_mode="HTML")
    assert sent["text"] == "🔴 ط ر\nط"
    assert sent["entities"] == [
        {"type": "bold", "offset": 3, "length": 1},
        {"type": "text_link", "offset": 5, "length": 1, "url": "https://x.example/"},
        {"type": "expandable_blockquote", "offset": 7, "length": 1},
    ]
    plain = await call("sendMessage", chat_id=CHANNEL, text="<b>ط</b> & &amp;")
    assert (plain["text"], plain["entities"]) == ("<b>ط</b> & &amp;", [])


@pytest.mark.parametrize(
    ("method", "parameters", "error"),
    [
        ("sendMessage", {"text": ""}, "Bad Request: message text is empty"),
        ("sendMessage", {"text": "ط" * 4097}, "Bad Request: message is too long"),
        (
            "sendMessage",
            {"text": "<b>ط", "parse_mode": "HTML"},
            "Bad Request: can't parse entities: Can't find end tag corresponding to start tag",
        ),
        ("sendMessage", {"text": "ط", "parse_mode": "Markdown"}, "unsupported parse_mode"),
        ("sendMessage", {"text": "ط", "reply_to_message_id": "1"}, "does not know sendMessage"),
        ("sendMessage", {"text": "ط", "reply_parameters": "{"}, "can't parse reply_parameters"),
        (
            "sendMessage",
            {"text": "ط", "reply_parameters": '{"message_id": 9}'},
            "Bad Request: message to be replied not found",
        ),
        ("sendMessage", {"text": "ط", "chat_id": "5"}, "Bad Request: chat not found"),
        ("editMessageText", {"text": "ط", "message_id": "9"}, "message to edit not found"),
        ("editMessageText", {"text": "ط", "message_id": "x"}, "can't parse message_id"),
        ("editMessageText", {"text": "ط", "message_id": "1"}, "message can't be edited"),
        ("deleteMessage", {"message_id": "9"}, "Bad Request: message to delete not found"),
        ("getChatMember", {"user_id": "1"}, "Bad Request: user not found"),
        ("getChatMember", {}, "Bad Request: user_id is empty"),
        ("sendPhoto", {"photo": "x"}, "Not Found: method not found"),
    ],
)
async def test_mistakes_are_refused(
    call: Client, method: str, parameters: dict[str, str], error: str
) -> None:
    """Each mistake gets Telegram's words, or the double's own where Telegram would be silent."""
    answer = await call(method, **{"chat_id": CHANNEL} | parameters)
    assert error in answer


async def test_an_edit_that_changes_nothing_is_an_error(call: Client) -> None:
    """Telegram's longest error text comes back as it is."""
    await call("sendMessage", chat_id=CHANNEL, text="ط")
    answer = await call("editMessageText", chat_id=CHANNEL, message_id=2, text="ط")
    assert answer == (
        "Bad Request: message is not modified: specified new message content and reply markup "
        "are exactly the same as a current content and reply markup of the message"
    )
    edited = await call("editMessageText", chat_id=CHANNEL, message_id=2, text="ر")
    assert (edited["text"], "edit_date" in edited) == ("ر", True)


async def test_a_forward_shows_where_it_came_from(call: Client) -> None:
    """The copy has a number of its own and names the original's."""
    await call("sendMessage", chat_id=CHANNEL, text="ط")
    asked = {"chat_id": ADMIN, "from_chat_id": CHANNEL}
    copy = await call("forwardMessage", message_id=2, **asked)
    assert (copy["message_id"], copy["forward_origin"]["message_id"]) == (2, 2)
    assert await call("forwardMessage", message_id=3, **asked) == (
        "Bad Request: message to forward not found"
    )
    assert await call("forwardMessage", message_id=1, **asked) == (
        "Bad Request: message can't be forwarded"
    )


async def test_tokens(call: Client) -> None:
    """A malformed token is not found, a wrong one unauthorised, and neither does anything."""
    call.token = "nonsense"
    assert await call("sendMessage", chat_id=CHANNEL, text="ط") == "Not Found"
    call.token = "1:wrong"
    assert await call("sendMessage", chat_id=CHANNEL, text="ط") == "Unauthorized"
    assert call.api.shown(call.api.chats.by_name[CHANNEL]) == []


async def test_rights(call: Client) -> None:
    """A bot without rights, that left, or that was kicked hears which."""
    chat = call.api.chats.by_name[CHANNEL]
    chat.can_post = False
    lacking = "Bad Request: need administrator rights in the channel chat"
    assert await call("sendMessage", chat_id=CHANNEL, text="ط") == lacking
    chat.can_post, chat.status = True, "left"
    left = "Forbidden: bot is not a member of the channel chat"
    assert await call("sendMessage", chat_id=CHANNEL, text="ط") == left
    chat.status = "kicked"
    kicked = "Forbidden: bot was kicked from the channel chat"
    assert await call("getChat", chat_id=CHANNEL) == kicked


async def test_sends_and_edits_share_one_limit(call: Client, time: VirtualTime) -> None:
    """The fourth message of a burst and the twenty-first of a minute must wait."""
    call.api.chats._rate = Rate()
    for _ in "12":
        await call("sendMessage", chat_id=CHANNEL, text="ط")
    await call("editMessageText", chat_id=CHANNEL, message_id=2, text="ر")
    refused = await call("sendMessage", chat_id=CHANNEL, text="ط")
    assert refused == "Too Many Requests: retry after 3"
    await time.sleep(1)
    for _ in range(17):
        await time.sleep(2)
        assert "message_id" in await call("sendMessage", chat_id=CHANNEL, text="ط")
    await time.sleep(3)
    refused = await call("sendMessage", chat_id=CHANNEL, text="ط")
    assert refused == "Too Many Requests: retry after 22"
    await time.sleep(22)
    assert "message_id" in await call("sendMessage", chat_id=CHANNEL, text="ط")


async def test_what_comes_late_lands_when_it_is_let(call: Client) -> None:
    """The connection breaks at once; the message appears only afterwards."""
    call.api.script(Late())
    with pytest.raises(aiohttp.ClientError):
        await call("sendMessage", chat_id=CHANNEL, text="ط")
    chat = call.api.chats.by_name[CHANNEL]
    assert call.api.shown(chat) == []
    assert (call.api.land_late(), call.api.land_late()) == (1, 0)
    assert [shown.html for shown in call.api.shown(chat)] == ["ط"]


async def test_a_bot_can_ask_who_it_is(call: Client) -> None:
    """getMe, getChat and getUpdates answer what a client needs to start."""
    assert (await call("getMe"))["username"] == "marqab_bot"
    assert (await call("getChat", chat_id=CHANNEL))["title"] == "مرقب"
    assert await call("getUpdates", offset=0, allowed_updates='["message"]') == []
    assert [method for method, _ in call.api.calls] == ["getMe", "getChat", "getUpdates"]
