"""monitor.deliver.desk and what is around it: an operator answers by one tap."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from unittest.mock import ANY, create_autospec

import pytest
from pydantic import SecretStr

from builders import a_configuration
from couriers import ADMIN, CHANNEL, planned
from monitor import clock
from monitor.answers import matters
from monitor.archive.store import Store
from monitor.credentials import Secrets
from monitor.deliver import desk as desk_module
from monitor.deliver.bot import TelegramBot
from monitor.deliver.desk import DEAF_PAUSE, Desk
from monitor.deliver.holds import Cause, Holds
from monitor.deliver.office import PostOffice
from monitor.deliver.presses import Deaf, Press, Presses
from monitor.deliver.questions import KINDS, PAYLOAD_LIMIT_BYTES, Questions
from monitor.demo.botanswers import Answer
from monitor.demo.botapi import DEMO_TOKEN, BotApi, Drop
from monitor.demo.botrecords import Chat
from monitor.editor import Editor
from monitor.pipeline import Pipeline
from monitor.settings import Pace

pytestmark = pytest.mark.anyio

NO_TIME = timedelta(0)
RULER, STRANGER = 77, 78
SOON = timedelta(seconds=1)


@dataclass
class House:
    """A whole Marqab but for its crawls, and its Telegram."""

    store: Store
    telegram: BotApi
    channel: Chat
    admin: Chat
    office: PostOffice
    pipeline: Pipeline

    @property
    def desk(self) -> Desk:
        """Where presses are heard."""
        assert self.office.desk
        return self.office.desk

    async def deliver(self) -> None:
        """Hear what was pressed and send what is planned."""
        await self.office.deliver_all(SOON)

    def asked(self) -> int:
        """The number of the newest message to the operator."""
        return max(number for number, one in self.admin.messages.items() if one.own)

    def press(self, label: str, person: int = RULER) -> str:
        """Press a button under it; the number of the press."""
        return self.telegram.chats.press(self.admin, self.asked(), label, person)

    def answers(self) -> list[str]:
        """What pressing was answered, in that order."""
        return [*self.telegram.chats.answers.values()]

    def texts(self) -> list[str]:
        """What readers see."""
        return [message.text for message in self.channel.messages.values() if message.own]

    async def flood(self) -> None:
        """Three posts are held."""

        def hold() -> None:
            ledger, now = self.pipeline.ledger, clock.now()
            with ledger.transaction():
                filed = ledger.plan([planned(f"خبر {number}") for number in range(3)], now)
                holds = Holds(ledger)
                flood = holds.begin(Cause("source", "sahel", "a flood", "المصدر sahel"), now)
                self.pipeline.admin.ask_about_hold(flood, now)
                holds.add(flood.id, [one.post_id for one in filed])
                self.pipeline.admin.count_held(holds.find(flood.id), now)

        await self.store.run(hold)
        await self.deliver()

    async def doubt(self) -> int:
        """A post in doubt that cannot be read back."""
        await self.store.run(self.pipeline.ledger.plan, [planned("قبل")], clock.now())
        await self.deliver()
        self.telegram.script(Drop("after"))
        forbidden = Answer(400, "Bad Request: not enough rights to forward")
        self.telegram.script(*[forbidden] * 20, method="forwardMessage")
        [filed] = await self.store.run(
            self.pipeline.ledger.plan, [planned("المشكوك فيه")], clock.now()
        )
        await self.deliver()
        return filed.post_id


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """No pause anywhere, and one person who has a say in the admin chat."""
    configuration = a_configuration(chats={"main": {"id": CHANNEL}, "admin": {"id": ADMIN}})
    pace = Pace.model_construct(gap=NO_TIME, per_minute=10_000)
    grace = timedelta(milliseconds=10)
    settings = configuration.settings.model_copy(update={"pace": pace, "unknown_grace": grace})
    store = Store(tmp_path / "m.sqlite3")
    await store.run(store.open)
    async with BotApi() as telegram:
        channel = telegram.add_chat(Chat(int(CHANNEL)))
        admin = telegram.add_chat(Chat(int(ADMIN), "supergroup", rulers=(RULER,)))
        secrets = Secrets(
            telegram_token=SecretStr(DEMO_TOKEN), telegram_base_url=telegram.base_url
        )
        office = PostOffice(store, settings, secrets, page=tmp_path / "page.html")
        pipeline = Pipeline(store, configuration, office.destination)
        assert office.desk
        office.desk.matters = matters(pipeline)
        await office.open()
        yield House(store, telegram, channel, admin, office, pipeline)
        await office.close()
    store.close()


async def test_a_flood_is_released_by_one_tap(house: House) -> None:
    """The posts go out, the message says who answered, and its buttons are gone."""
    await house.flood()
    message = house.admin.messages[house.asked()]
    assert "3 منشورات موقوفة الآن" in message.text
    assert [[one["text"] for one in row] for row in message.markup["inline_keyboard"]] == [
        ["أرسل الموقوف", "ألغِ إرساله"]
    ]
    assert house.texts() == []
    house.press("أرسل الموقوف")
    await house.deliver()
    assert len(house.texts()) == 3
    assert message.text.endswith(f"✔️ أرسل الموقوف (شخص {RULER})")
    assert message.markup is None
    assert house.answers() == ["✔️ أرسل الموقوف"]


async def test_a_flood_is_dropped_by_one_tap(house: House) -> None:
    """Nothing goes out, now or later."""
    await house.flood()
    house.press("ألغِ إرساله")
    await house.deliver()
    await house.deliver()
    assert house.texts() == []
    assert Holds(house.pipeline.ledger).open() == []


async def test_the_first_answer_counts(house: House) -> None:
    """A second press of two people, or of a message that lags behind, changes nothing."""
    await house.flood()
    house.press("ألغِ إرساله")
    house.press("أرسل الموقوف")
    await house.deliver()
    assert house.texts() == []
    assert house.answers() == ["✔️ ألغِ إرساله", "أُجيب عنه من قبل: ألغِ إرساله"]


async def test_only_who_has_a_say_may_press(house: House) -> None:
    """A member of the group is refused, and so is the same button in another chat."""
    await house.flood()
    house.press("أرسل الموقوف", STRANGER)
    data = house.admin.messages[house.asked()].markup["inline_keyboard"][0][0]["callback_data"]
    house.channel.rulers = (RULER,)
    number = house.telegram.chats.person_writes(house.channel, "رسالة")
    house.telegram.chats.press_anything(house.channel, number, data, RULER)
    await house.deliver()
    assert house.texts() == []
    assert house.answers() == ["هذا الزر لمشرفي مجموعة الإدارة"] * 2


@pytest.mark.parametrize("payload", ["", "1", "1.x.release", "9.x.release", "²..", "1.{}.explode"])
async def test_a_payload_that_is_made_up_does_nothing(house: House, payload: str) -> None:
    """Numbers can be guessed, the secret cannot, and a choice must be one."""
    await house.flood()
    [row] = house.store.db.query("SELECT secret FROM questions")
    made_up = payload.format(row["secret"])
    house.telegram.chats.press_anything(house.admin, house.asked(), made_up, RULER)
    await house.deliver()
    assert house.answers() == ["زر غير معروف"]
    assert house.texts() == []


async def test_an_old_question_expires(house: House) -> None:
    """After a week only the command line answers it, and nothing is polled for it."""
    await house.flood()
    house.press("أرسل الموقوف")
    house.store.db.execute("UPDATE questions SET expires_at = '2020-01-01T00:00:00+00:00'")
    before = len(house.telegram.calls)
    await house.deliver()
    assert [name for name, _ in house.telegram.calls[before:]] == []
    # Another question that is open brings the old press along.
    await house.store.run(
        Questions(house.pipeline.ledger).ask,
        *("held", "99", planned("؟", chat="admin", destination=ADMIN, kind="admin"), clock.now()),
    )
    house.desk.matters = {}
    await house.deliver()
    assert house.answers() == ["انتهت مدة هذا السؤال، استعمل سطر الأوامر"]


async def test_a_post_that_cannot_be_read_back_is_asked_about(house: House) -> None:
    """It arrived, says one tap; the chat goes on, and the next post shows its number."""
    post = await house.doubt()
    assert "المشكوك فيه" in house.admin.messages[house.asked()].text
    await house.store.run(house.pipeline.ledger.plan, [planned("بعده")], clock.now())
    await house.deliver()
    assert house.texts() == ["قبل", "المشكوك فيه"]
    house.press("وصل")
    await house.deliver()
    assert house.texts() == ["قبل", "المشكوك فيه", "بعده"]
    # One number was left for it between its neighbours.
    assert house.pipeline.ledger.post(post).message_id == 3
    edit = planned("محدث", kind="edit", target_id=post)
    await house.store.run(house.pipeline.ledger.plan, [edit], clock.now())
    await house.deliver()
    assert house.texts() == ["قبل", "محدث", "بعده"]


async def test_a_post_that_did_not_arrive_is_sent_again(house: House) -> None:
    """By the word of somebody who looked."""
    post = await house.doubt()
    del house.channel.messages[3]
    house.press("لم يصل")
    await house.deliver()
    assert house.texts() == ["قبل", "المشكوك فيه"]
    assert house.pipeline.ledger.post(post).state == "sent"


async def test_a_question_that_settles_itself_is_asked_no_more(house: House) -> None:
    """The channel can be read back again, and the message says that nobody need answer."""
    post = await house.doubt()
    house.telegram._faults["forwardMessage"].clear()
    house.store.db.execute("UPDATE posts SET not_before = planned_at WHERE id = ?", [post])
    await house.deliver()
    assert house.pipeline.ledger.post(post).state == "sent"
    await house.deliver()
    assert house.admin.messages[house.asked()].text.endswith("✔️ حُسم من غير هذا الزر")


async def test_two_stories_are_merged_or_not_by_one_tap(house: House) -> None:
    """The editor's two commands, without a command line."""
    editor = create_autospec(Editor, instance=True)
    editor.in_doubt.return_value = True
    house.pipeline.editor = editor
    house.desk.matters = matters(house.pipeline)
    report = house.pipeline.admin.report_doubt
    for story, label in ((8, "ادمج الخبرين"), (9, "خبران مختلفان")):
        await house.store.run(report, story, 3, ["أول", "ثان"], clock.now())
        await house.deliver()
        house.press(label)
        await house.deliver()
    editor.merge.assert_called_once_with(3, 8, by=f"شخص {RULER}", now=ANY)
    editor.keep_apart.assert_called_once_with(9, now=ANY)


async def test_an_answer_that_fails_says_why_and_stays_open(house: House) -> None:
    """Nothing of it is written, and the question can still be answered."""
    await house.flood()
    house.press("أرسل الموقوف")
    house.store.db.execute("UPDATE holds SET closed_at = opened_at, outcome = 'dropped'")
    kept = house.desk.matters["held"]
    house.desk.matters["held"] = desk_module.Matter(kept.settle, lambda _: True)
    await house.deliver()
    [answer] = house.answers()
    assert "there is no open hold 1" in answer
    assert Questions(house.pipeline.ledger).about("held", "1") is not None


async def test_another_poller_is_said_loudly_once(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Two programs on one bot may also post twice; the end of it is told too."""
    await house.flood()
    conflict = Answer(409, "Conflict: terminated by other getUpdates request")
    house.telegram.script(
        conflict, conflict, *[Answer(502, "Bad Gateway")] * 2, method="getUpdates"
    )
    for _ in range(4):
        assert await house.desk.turn(NO_TIME) == DEAF_PAUSE
    await house.desk.turn(NO_TIME)
    await house.deliver()
    told = [message.text for message in house.admin.messages.values() if message.own]
    assert sum("another program reads the updates of this bot" in text for text in told) == 1
    assert sum("buttons are heard again" in text for text in told) == 1
    assert caplog.text.count("presses cannot be heard: Bad Gateway") == 1


async def test_two_pollers_at_once_are_a_conflict(house: House) -> None:
    """The double answers as Telegram does: the first of two long polls ends with 409."""
    assert house.office._telegram
    presses = Presses(house.office._telegram)
    first = asyncio.ensure_future(presses.hear(timedelta(seconds=5)))
    while not house.telegram._polls:  # noqa: ASYNC110 the poll makes it so
        await asyncio.sleep(0.01)
    await presses.hear(NO_TIME)
    heard = await first
    assert isinstance(heard, Deaf)
    assert heard.conflict


async def test_presses_are_heard_while_the_service_runs(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The long poll of the desk wakes the couriers, and ends with the service."""
    await house.flood()
    house.press("أرسل الموقوف")
    house.office.start()
    async with asyncio.timeout(60):
        while len(house.texts()) < 3:  # noqa: ASYNC110 the office makes it so
            await asyncio.sleep(0.01)
    await asyncio.wait_for(house.office.close(), 20)


async def test_who_has_a_say_in_a_private_chat_and_when_nobody_can_tell(house: House) -> None:
    """The owner of a private chat is alone there; a failure of Telegram lets nobody in."""
    assert house.office._telegram
    presses = Presses(house.office._telegram)

    def press(**changes: object) -> Press:
        parts = {"id": "1", "update": 1, "payload": "", "chat": "5", "chat_name": "@Boss"}
        parts |= {"user_id": 5, "user_name": "x", "private": True}
        return Press(**parts | changes)  # type: ignore[arg-type]

    assert await presses.may(press())
    assert not await presses.may(press(user_id=6))
    assert press().is_in("@boss")
    assert press().is_in("5")
    assert not press(chat_name="").is_in("")
    house.telegram.script(Answer(502, "Bad Gateway"), method="getChatAdministrators")
    assert not await presses.may(press(private=False, chat=ADMIN, user_id=RULER))
    await presses.answer(press(id="999"), "too late")  # is only logged


def test_every_button_fits() -> None:
    """Telegram takes back 64 bytes, whatever number a question has."""
    for choices in KINDS.values():
        for choice in choices:
            assert len(f"{2**63}.{'x' * 12}.{choice}".encode()) <= PAYLOAD_LIMIT_BYTES


async def test_the_bot_is_usable_at_once() -> None:
    """Nobody is asked who it is."""
    bot = TelegramBot(DEMO_TOKEN, "http://127.0.0.1:1")
    await bot.close()
