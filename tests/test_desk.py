"""monitor.deliver.desk and what is around it: an operator answers by one tap."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from builders import a_configuration, an_article
from couriers import ADMIN, CHANNEL, planned
from monitor import clock
from monitor.archive.corrections import Corrections
from monitor.archive.doubts import Doubts
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
from monitor.matters import matters
from monitor.pipeline import Pipeline
from monitor.settings import Pace
from spiders.contract import Article
from test_editor import PLAN
from test_tell import WATER

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

    def take(self, article: Article) -> None:
        """Take in one article, as a crawl that has just ended would."""
        with self.store.transaction():
            self.pipeline.take(article, now=clock.now())

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

    def is_held(self) -> bool:
        """Whether the three posts of the flood still wait for a word."""
        return [hold.posts for hold in Holds(self.pipeline.ledger).open()] == [3]

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
    chats = {"main": {"id": CHANNEL}, "admin": {"id": ADMIN}}
    # What resembles a story is in doubt, however much.
    configuration = a_configuration(chats=chats, join_at=0.999)
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
    """A flood that is dropped by one tap never goes out."""
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
    assert house.is_held()


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
    assert house.is_held()


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
    assert house.is_held()


async def test_a_post_that_cannot_be_read_back_is_asked_about(house: House) -> None:
    """A tap says that a post in doubt arrived, and the chat goes on."""
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
    """A post is sent again when somebody who looked says that it did not arrive."""
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


@pytest.mark.parametrize(
    ("label", "stories", "said"),
    [
        ("ادمج الخبرين", [1, 1], [f"story 2 merged into story 1 by شخص {RULER}"]),
        ("خبران مختلفان", [1, 2], []),
    ],
)
async def test_two_stories_are_merged_or_not_by_one_tap(
    house: House, label: str, stories: list[int], said: list[str]
) -> None:
    """A tap merges two stories or keeps them apart, and nobody is asked again."""
    for source, (title, body) in {"sahel": WATER, "marfa": PLAN}.items():
        url, now = f"https://{source}.example/1", clock.now()
        article = an_article(
            source=source, url=url, title=title, body=body, published_at=now, fetched_at=now
        )
        await house.store.run(house.take, article)
        await house.deliver()
    assert [*Doubts(house.store).open()] == [2]
    house.press(label)
    await house.deliver()
    assert house.answers() == [f"✔️ {label}"]
    assert Doubts(house.store).open() == {}
    assert [house.pipeline.stories.story_of(article) for article in (1, 2)] == stories
    assert [one.reason for one in Corrections(house.store).of(2)] == said


async def test_an_answer_that_fails_says_why_and_stays_open(house: House) -> None:
    """Of an answer that fails nothing is written, and the question can still be answered."""
    await house.flood()
    house.press("أرسل الموقوف")
    house.store.db.execute("UPDATE holds SET closed_at = opened_at, outcome = 'dropped'")
    kept = house.desk.matters["held"]
    house.desk.matters["held"] = desk_module.Matter(kept.settle, lambda _: True)
    await house.deliver()
    [answer] = house.answers()
    assert "there is no open hold 1" in answer
    assert Questions(house.pipeline.ledger).about("held", "1") is not None
    assert [row["outcome"] for row in house.store.db.query("SELECT outcome FROM holds")] == [
        "dropped"
    ]


async def test_another_poller_is_said_loudly_once(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """A second program on one bot is told once, for it may post twice; so is its end."""
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


async def test_presses_are_heard_while_the_service_runs(house: House) -> None:
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
        parts = {"id": "1", "payload": "", "chat": "5", "chat_name": "@Boss"}
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


async def test_every_button_fits(house: House) -> None:
    """Telegram takes back 64 bytes, whatever number a question has."""
    questions, now = Questions(house.pipeline.ledger), clock.now()
    await house.flood()
    house.desk.matters = {}  # or what these ask about would be looked up
    house.store.db.execute("UPDATE questions SET id = 9223372036854775000")  # SQLite counts on
    for kind in KINDS:
        questions.ask(kind, "99", planned("؟", chat="admin", destination=ADMIN), now)
    await house.deliver()
    shown = [one.markup for one in house.admin.messages.values() if one.own and one.markup]
    data = [button["callback_data"] for markup in shown[1:]
            for row in markup["inline_keyboard"] for button in row]  # fmt: skip
    assert len(data) == sum(map(len, KINDS.values()))
    assert max(len(one.encode()) for one in data) <= PAYLOAD_LIMIT_BYTES


async def test_the_bot_is_usable_at_once() -> None:
    """Nobody is asked who it is: a post is all that Telegram hears of it."""
    async with BotApi() as telegram:
        channel = telegram.add_chat(Chat(int(CHANNEL)))
        bot = TelegramBot(DEMO_TOKEN, telegram.base_url)
        await bot.api.send_message(channel.id, "نص")
        await bot.close()
        assert [name for name, _ in telegram.calls] == ["sendMessage"]
