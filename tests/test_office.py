"""monitor.deliver.office: the couriers of a whole Marqab, their start, failures and end."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from couriers import ADMIN, CHANNEL, planned
from monitor import clock
from monitor.archive.store import Store
from monitor.credentials import Secrets
from monitor.deliver import courier as courier_module
from monitor.deliver import supervisor as supervisor_module
from monitor.deliver.ledger import Ledger
from monitor.deliver.office import PostOffice, telegram_channel
from monitor.deliver.outcome import Refused
from monitor.demo.botapi import DEMO_TOKEN, Answer, BotApi, Stall
from monitor.demo.botrecords import Chat
from monitor.errors import MarqabError, StoreError
from monitor.render.layout import looks_ours
from monitor.settings import Chat as Address
from monitor.settings import Crawling, Pace, Settings, Telegram

pytestmark = pytest.mark.anyio

NO_TIME = timedelta(0)
MOMENT = timedelta(milliseconds=10)

#: Nothing takes this long; it only ends a test that would hang.
SECONDS = 60


def settings(**changes: Any) -> Settings:
    """Two chats, and no pause anywhere."""
    parts: dict[str, Any] = {
        "chats": {"main": Address(id=CHANNEL), "admin": Address(id=ADMIN)},
        "pace": Pace.model_construct(gap=NO_TIME, per_minute=20),
        "unknown_grace": MOMENT,
    }
    return Settings.model_construct(**parts | changes)


@dataclass
class House:
    """A store, a Telegram, and the offices that were opened on them."""

    store: Store
    telegram: BotApi
    folder: Path
    offices: list[PostOffice] = field(default_factory=list)

    def office(self, wanted: Settings | None = None, token: str | None = DEMO_TOKEN) -> PostOffice:
        """A new office, as after a restart."""
        secrets = Secrets(
            telegram_token=token and SecretStr(token), telegram_base_url=self.telegram.base_url
        )
        page = self.folder / "channel.html"
        self.offices.append(PostOffice(self.store, wanted or settings(), secrets, page=page))
        return self.offices[-1]

    @property
    def ledger(self) -> Ledger:
        """The posts as they stand."""
        return Ledger(self.store.db)

    async def plan(self, html: str, **fields: Any) -> int:
        """Plan a post; its number."""
        plans = [planned(html, **fields)]
        [filed] = await self.store.run(self.ledger.plan, plans, clock.now())
        return filed.post_id

    def texts(self, chat: str = CHANNEL) -> list[str]:
        """What readers of a chat see of ours, in order."""
        messages = self.telegram.chats.by_name[chat].messages.values()
        return [message.text for message in messages if message.own]


@asynccontextmanager
async def a_house(folder: Path, *channels: str) -> AsyncIterator[House]:
    """An empty database and a Telegram with these channels and an admin group."""
    store = Store(folder / "m.sqlite3")
    await store.run(store.open)
    async with BotApi() as telegram:
        for channel in channels:
            telegram.add_chat(Chat(int(channel)))
        telegram.add_chat(Chat(int(ADMIN), "supergroup"))
        house = House(store, telegram, folder)
        yield house
        for office in house.offices:
            await office.close()
    store.close()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A channel and an admin group."""
    async with a_house(tmp_path, CHANNEL) as house:
        yield house


async def until(happened: Callable[[], object]) -> None:
    """Wait until something has happened."""
    async with asyncio.timeout(SECONDS):
        while not happened():  # noqa: ASYNC110 a courier makes it happen
            await asyncio.sleep(0.01)


async def until_sent(house: House, count: int) -> None:
    """Wait until so many posts to the channel are settled; asked in the store's own thread."""
    async with asyncio.timeout(SECONDS):
        while (await house.store.run(house.ledger.counts)).get(CHANNEL) != {"sent": count}:  # noqa: ASYNC110 a courier makes it so
            await asyncio.sleep(0.01)


async def checked(office: PostOffice) -> None:
    """Wait until the look at the chats is over."""
    assert office._checking is not None
    await asyncio.wait_for(asyncio.wait([office._checking]), SECONDS)


# --- chats that are left --------------------------------------------------------------------


async def test_what_waits_for_a_chat_that_is_gone_from_the_settings_is_delivered(
    house: House,
) -> None:
    """A restart after a chat's id has changed strands nothing."""
    house.telegram.add_chat(Chat(-100555))
    await house.plan("للقناة القديمة", destination="-100555")
    office = house.office()
    await office.open()
    await office.deliver_all(NO_TIME)
    assert house.texts("-100555") == ["للقناة القديمة"]


async def test_without_a_token_what_waits_for_telegram_goes_on_waiting(house: House) -> None:
    """A page is no substitute for the chat a post was planned for."""
    post = await house.plan("نص")
    office = house.office(token=None)
    await office.open()
    await office.deliver_all(NO_TIME)
    assert house.ledger.post(post).state == "planned"
    assert office._checking is None


# --- failures -------------------------------------------------------------------------------


async def test_a_courier_that_fails_starts_again_and_repeats_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What it was sending is in doubt and found in the channel; the next post follows."""
    monkeypatch.setattr(supervisor_module, "RESTART_PAUSE", MOMENT)
    office = house.office()
    record = office._ledger.record
    failures = [RuntimeError("nobody foresaw this"), ZeroDivisionError("nor this")]

    def failing(*args: Any) -> str | None:
        if failures:
            raise failures.pop()
        return record(*args)

    monkeypatch.setattr(office._ledger, "record", failing)
    await house.plan("أول")
    await house.plan("ثان")
    await office.open()
    office.start()
    await until_sent(house, 2)
    await office.close()
    assert house.texts() == ["أول", "ثان"]
    assert caplog.text.count(f"the courier of {CHANNEL} failed and starts again") == 2
    assert "nobody foresaw this" in caplog.text


async def test_the_operator_hears_that_the_program_fails_past_the_ledger(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once, however many couriers a missing column stops; all is sent when it is there again.

    Until something arrives `status` has the reason of an error that the ledger could note.
    """
    monkeypatch.setattr(supervisor_module, "RESTART_PAUSE", MOMENT)
    await house.plan("خبر")
    office = house.office()
    await office.open()
    await house.store.run(house.store.db.execute, "ALTER TABLE posts RENAME topic TO away")
    office.start()
    await until(lambda: house.texts(ADMIN))
    await asyncio.sleep(0.1)  # three couriers fail again and again
    [told] = house.texts(ADMIN)
    assert "no such column" in told
    assert not looks_ours(told)
    await house.store.run(house.store.db.execute, "ALTER TABLE posts RENAME away TO topic")
    await until_sent(house, 1)
    assert house.texts() == ["خبر"]


async def test_a_channel_that_fails_itself_silences_no_chat(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What cannot be said to the operator either is logged, and the courier starts again."""
    monkeypatch.setattr(supervisor_module, "RESTART_PAUSE", MOMENT)
    office = house.office()
    assert office._telegram
    send = office._telegram.send
    failures = [RuntimeError("the channel"), RuntimeError("the channel once more")]

    async def failing(*args: Any, **options: Any) -> Any:
        if failures:
            raise failures.pop()
        return await send(*args, **options)

    monkeypatch.setattr(office._telegram, "send", failing)
    await house.plan("خبر")
    await office.open()
    office.start()
    await until_sent(house, 1)
    assert house.texts() == ["خبر"]
    assert "the operator is not told" in caplog.text


async def test_a_courier_that_failed_is_a_trouble_until_something_arrives(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `status` shows it, without the token; then the operator hears that it works again."""
    monkeypatch.setattr(supervisor_module, "RESTART_PAUSE", MOMENT)
    office = house.office()
    next_for, broken = office._ledger.next_for, True

    def failing(destination: str, *args: Any) -> Any:
        if broken and destination == CHANNEL:
            raise KeyError(f"bot{DEMO_TOKEN}")
        return next_for(destination, *args)

    monkeypatch.setattr(office._ledger, "next_for", failing)
    await house.plan("خبر")
    await office.open()
    office.start()
    async with asyncio.timeout(SECONDS):
        while not (found := await house.store.run(house.ledger.troubles)):  # noqa: ASYNC110 a courier makes it so
            await asyncio.sleep(0.01)
    assert found[CHANNEL].startswith("the courier failed: KeyError: 'bot")
    assert DEMO_TOKEN not in found[CHANNEL]
    broken = False
    await until_sent(house, 1)
    await until(lambda: len(house.texts(ADMIN)) == 2)
    assert "posts are delivered again" in house.texts(ADMIN)[1]
    assert await house.store.run(house.ledger.troubles) == {}


async def test_what_the_operator_could_not_be_told_is_said_at_the_next_failure(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """It is repeated then only after hours."""
    office = house.office()
    house.telegram.script(Answer(429, "Too Many Requests: retry after 9", 9))
    for _ in range(3):
        await office.supervisor.say("disk", ["the disk is full"])
    assert len(house.texts(ADMIN)) == 1
    assert "the operator is not told: Wait" in caplog.text


async def test_a_stop_does_not_wait_for_a_courier_that_rests_after_a_failure(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The pause of 30 s ends with the service."""
    office = house.office()

    def failing(*_: Any) -> None:
        raise RuntimeError("nobody foresaw this")

    monkeypatch.setattr(office._ledger, "take", failing)
    await office.open()
    office.start()
    await until(lambda: "nobody foresaw this" in caplog.text)
    await asyncio.wait_for(office.close(), 20)


async def test_a_line_and_what_it_is_about_are_stored_together(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A disk that is full delays both; a refusal that nobody hears of is never on disk."""
    monkeypatch.setattr(courier_module, "DISK_PAUSE", MOMENT)
    office = house.office()
    plan, refusals = office._ledger.plan, [StoreError("the disk is full")] * 2

    def full(*args: Any) -> Any:
        if refusals:
            raise refusals.pop()
        return plan(*args)

    monkeypatch.setattr(office._ledger, "plan", full)
    house.telegram.script(Answer(400, "Bad Request: message is too long"))
    failed = await house.plan("طويل")
    await house.plan("قصير")
    await office.open()
    await office.deliver_all(NO_TIME)
    assert house.texts() == ["قصير"]
    assert caplog.text.count("is not written down: the disk is full") == 2
    [told] = house.texts(ADMIN)
    assert f"post {failed} was refused: Message is too long" in told


async def test_a_refused_message_to_the_operator_is_the_last_one(house: House) -> None:
    """A refusal is told once; the refusal of that is not told again."""
    too_long = Answer(400, "Bad Request: message is too long")
    house.telegram.script(too_long, too_long, too_long)
    await house.plan("خبر")
    office = house.office()
    await office.open()
    for _ in range(3):
        await office.deliver_all(NO_TIME)
    assert house.ledger.counts() == {CHANNEL: {"failed": 1}, ADMIN: {"failed": 1}}


async def test_one_chat_that_fails_takes_nothing_from_the_others(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Delivering all finishes every chat, then raises the first failure and logs the rest."""
    office = house.office()
    await house.plan("خبر")
    await office.open()
    take = office._ledger.take

    def failing(destination: str, *args: Any) -> Any:
        if destination != CHANNEL:
            raise RuntimeError(f"no {destination}")
        return take(destination, *args)

    monkeypatch.setattr(office._ledger, "take", failing)
    with pytest.raises(RuntimeError, match=f"no {ADMIN}"):
        await office.deliver_all(NO_TIME)
    assert house.texts() == ["خبر"]
    assert "while delivering: no page" in caplog.text


# --- the look at the chats ------------------------------------------------------------------


async def test_a_healthy_telegram_is_not_worth_a_word(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is logged and nothing planned for the operator."""
    office = house.office()
    await office.open()
    await checked(office)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert house.ledger.counts() == {}


async def test_a_missing_right_is_told_when_the_service_starts(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """The operator need not wait for the first story; a restart on the same day adds nothing."""
    house.telegram.chats.by_name[CHANNEL].can_post = False
    for _ in range(2):
        office = house.office()
        await office.open()
        await checked(office)
        await office.deliver_all(NO_TIME)
    [line] = house.texts(ADMIN)
    assert f"@marqab_bot has no right to post messages in {CHANNEL}" in line
    assert caplog.text.count("no right to post messages") == 2


async def test_an_operator_who_cannot_be_reached_reads_the_log(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is planned for an admin chat that the bot is not in; each chat is one line."""
    for chat in (CHANNEL, ADMIN):
        house.telegram.chats.by_name[chat].status = "left"
    office = house.office()
    await office.open()
    await checked(office)
    for chat in (CHANNEL, ADMIN):
        assert caplog.text.count(f"@marqab_bot is not a member in {chat}") == 1
    assert house.ledger.counts() == {}


async def test_a_wrong_token_is_said_once(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """A token that is wrong for every chat is one line, which does not show it."""
    office = house.office(token="999:wrong-wrong-wrong-wrong-wrong")
    await office.open()
    await checked(office)
    assert caplog.text.count("token is wrong or was revoked") == 1
    assert "wrong-wrong" not in caplog.text


async def test_a_telegram_that_is_down_stops_no_start(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """The line says so, and the posts stay planned."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        house.telegram.base_url = f"http://127.0.0.1:{free.getsockname()[1]}"
    post = await house.plan("نص")
    office = house.office()
    await office.open()
    await checked(office)
    await office.deliver_all(NO_TIME)
    assert caplog.text.count("Telegram cannot be reached") == 1
    assert house.ledger.post(post).state == "planned"


async def test_the_look_delays_nothing_and_ends_with_the_service(house: House) -> None:
    """A Telegram that never answers holds up neither the start nor the end."""
    house.telegram.script(Stall("before"), method="getMe")
    office = house.office()
    await asyncio.wait_for(office.open(), 20)
    await until(lambda: house.telegram.calls)
    await house.plan("نص")
    await office.deliver_all(NO_TIME)
    assert house.texts() == ["نص"]
    await asyncio.wait_for(office.close(), 20)
    assert office._checking is not None
    assert office._checking.cancelled()


async def test_a_look_that_fails_is_logged_at_the_end(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing disappears, and the service ends as it should."""
    office = house.office()

    async def failing(*_: Any) -> list[str]:
        raise RuntimeError("nobody foresaw this")

    monkeypatch.setattr(office._telegram, "check", failing)
    await office.open()
    await checked(office)
    await office.close()
    assert "while delivering: nobody foresaw this" in caplog.text


# --- settings and secrets -------------------------------------------------------------------


async def test_a_saved_pace_zone_and_chat_take_effect(house: House) -> None:
    """New posts go to the new chat, at the new pace; the page shows times of the new zone."""
    office = house.office()
    await office.open()
    await office.use(
        settings(
            chats={"main": Address(id="-100777"), "admin": Address(id="")},
            pace=Pace.model_construct(gap=timedelta(seconds=9), per_minute=3),
            timezone="Europe/Istanbul",
        )
    )
    assert (office.destination("main"), office.destination("admin")) == ("-100777", "")
    assert (office._ledger.pace.gap, office._ledger.pace.per_minute) == (timedelta(seconds=9), 3)
    assert office._page.zone.key == "Europe/Istanbul"
    assert "-100777" in office._couriers
    assert {courier.admin for courier in office._couriers.values()} == {None}


async def test_a_setting_that_needs_a_restart_says_so_once(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Each change is one line; taking it back is none."""
    office = house.office()
    changed = settings(
        telegram=Telegram(base_url="http://127.0.0.1:1", read_timeout=timedelta(seconds=9)),
        crawling=Crawling(at_once=3),
    )
    for wanted in (settings(), changed, changed, settings()):
        await office.use(wanted)
    assert [record.getMessage() for record in caplog.records] == [
        f"monitor.yaml: {name} has changed; that needs a restart"
        for name in ("telegram.base_url", "telegram.read_timeout", "crawling.at_once")
    ]


def test_a_token_of_blanks_is_a_clear_error() -> None:
    """A token of blanks names its variable, without a chain of tracebacks."""
    secrets = Secrets(telegram_token=SecretStr("  \n"))
    with pytest.raises(MarqabError, match="MARQAB_TELEGRAM_TOKEN") as caught:
        telegram_channel(settings(), secrets)
    assert caught.value.__suppress_context__


async def test_a_given_up_post_leaves_its_chat_free(house: House) -> None:
    """Posts behind a doubt that is given up go out."""
    office = house.office(settings(chats={"main": Address(id=CHANNEL), "admin": Address(id="")}))
    house.telegram.script(Answer(502, "Bad Gateway"))
    lost = await house.plan("ضائع")
    await house.plan("التالي")
    await office.open()
    await office.deliver_all(timedelta(seconds=5))
    assert house.texts() == []
    await house.store.run(house.ledger.settle, lost, Refused("settled by hand"), clock.now())
    await office.deliver_all(timedelta(seconds=5))
    assert house.texts() == ["التالي"]
