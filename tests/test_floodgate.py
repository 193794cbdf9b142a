"""monitor.floodgate: floods are held with one message, and go out or not by one word."""

import random
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from builders import NOON, RULES, a_configuration, a_report, a_source, an_article
from monitor.archive.store import Store, looking
from monitor.archive.watchbook import Watchbook
from monitor.cli import main
from monitor.commands.explain import explain_archived
from monitor.deliver.holds import Hold, Holds
from monitor.deliver.ledger import Ledger
from monitor.deliver.outcome import Sent
from monitor.deliver.post import Later, Post, Ready
from monitor.pipeline import Pipeline
from spiders.contract import Article

CHAT, ADMIN = "-1001", "-1002"
HOUR = timedelta(hours=1)


def article(number: int, *, source: str = "sahel", flagged: bool = True, **fields: Any) -> Article:
    """An article that shares no word with another one but the place."""
    name = "طرطوس" if flagged else "حلب"
    chance = random.Random(number)
    words = ["".join(chance.choices("بتجحدرزسشصطعفقكلمنهو", k=6)) for _ in range(40)]
    defaults = {
        "source": source,
        "url": f"https://{source}.example/{number}",
        "title": f"{' '.join(words[:5])} في {name}",
        "body": f"{' '.join(words)} في {name}.",
    }
    return an_article(**defaults | fields)


class House:
    """A store, a pipeline, and what was told."""

    def __init__(self, path: Path, rules: str = RULES) -> None:
        self.path = path
        self.store = Store(path).open()
        chats = {"main": {"id": CHAT}, "admin": {"id": ADMIN}}
        self.sources = (a_source(), a_source(id="jabal", url="https://jabal.example/"))
        self.configuration = a_configuration(rules, sources=self.sources, chats=chats)
        self.pipeline = Pipeline(self.store, self.configuration, self.address)
        self.holds = Holds(self.ledger)

    def address(self, chat: str) -> str:
        """The destination of a chat."""
        return self.configuration.settings.chat_id(chat)

    @property
    def ledger(self) -> Ledger:
        """The posts as they stand."""
        return self.pipeline.ledger

    def crawl(self, articles: Sequence[Article], at: datetime, source: int = 0) -> list[Post]:
        """Store a crawl, then deliver what is not held; the posts that were sent."""
        dated = [
            one.model_copy(update={"published_at": at - HOUR / 60, "fetched_at": at})
            for one in articles
        ]
        report = a_report(
            source=self.sources[source].id,
            started_at=at,
            finished_at=at,
            articles=len(dated),
            links_new=len(dated),
        )
        taken = self.pipeline.take_in(self.sources[source], dated, report, now=at)
        assert len(taken) == len(dated)
        return self.deliver(at)

    def deliver(self, at: datetime, destination: str = CHAT) -> list[Post]:
        """Send all that a courier would."""
        sent = []
        while True:
            match self.ledger.take(destination, at):
                case Ready(post):
                    number = self.ledger.last_message_id(destination) + 1
                    self.ledger.record(post.id, Sent(number), at)
                    sent.append(post)
                case Later(then) if then - at < timedelta(minutes=2):
                    at = then
                case _:
                    return sent

    def told(self) -> list[str]:
        """The messages to the operator, as they stand."""
        self.deliver(NOON + 10_000 * HOUR, ADMIN)
        rows = self.store.db.query(
            "SELECT p.html FROM posts p WHERE p.kind = 'admin' ORDER BY p.id"
        )
        return [row["html"] for row in rows]

    def hold(self) -> Hold:
        """The one hold that is open."""
        [hold] = self.holds.open()
        return hold


@pytest.fixture
def house(tmp_path: Path) -> House:
    """An empty database, two outlets and the rule «place»."""
    return House(tmp_path / "m.sqlite3")


def live(house: House, days: int = 4) -> datetime:
    """Some ordinary days: five articles each, two of them flagged; the moment after them."""
    number = 1000
    for day in range(days):
        for hour in range(5):
            at = NOON + day * 24 * HOUR + hour * HOUR
            house.crawl([article(number, flagged=hour < 2)], at)
            number += 1
    assert house.holds.open() == []
    return NOON + days * 24 * HOUR


def test_an_ordinary_day_is_not_held(house: House) -> None:
    """Thirty stories of one outlet in one crawl are many, but no flood."""
    assert len(house.crawl([article(number) for number in range(30)], NOON)) == 30
    assert house.holds.open() == []


def test_a_flood_of_one_source_is_held_with_one_message(house: House) -> None:
    """What comes after it is held as well; the message keeps count and the others go out."""
    now = live(house)
    assert house.crawl([article(number) for number in range(30)], now) == []
    hold = house.hold()
    assert (hold.scope, hold.name, hold.posts) == ("source", "sahel", 30)
    assert house.crawl([article(30)], now + HOUR) == []
    assert house.hold().posts == 31
    assert len(house.crawl([article(31, source="jabal")], now + HOUR, source=1)) == 1
    [message] = house.told()
    assert "31 منشورًا موقوفًا الآن" in message
    assert "أظهر «الساحل اليوم» دفعة واحدة 30 مادة جديدة" in message
    assert f"marqab held release {hold.id}" in message


@pytest.mark.parametrize(
    ("flagged", "released", "told"),
    [
        (True, False, "marqab held release 1"),
        (True, True, "✔️ أرسل الموقوف"),
        (False, False, "سيل مفاجئ"),
    ],
)
def test_a_flood_is_one_message_whether_it_is_held_or_not(
    house: House, flagged: bool, released: bool, told: str
) -> None:
    """The question about a hold says it all; where no rule was met, the alarm of links does."""
    now = live(house)
    for hours in range(4 * 24):  # until its habits are known
        house.crawl([], now + hours * HOUR)
    now += 4 * 24 * HOUR
    house.crawl([article(number, flagged=flagged) for number in range(60)], now)
    if released:
        house.holds.close(house.hold().id, "released", now)
    for minutes in (5, 30):
        house.pipeline.keep_time(now + HOUR * minutes / 60)
    assert "flood" in {alarm.topic for alarm in Watchbook(house.store).open_alarms()}
    [message] = [html for html in house.told() if "حصاد" not in html]
    assert told in message


def test_the_first_day_is_held_to_a_constant(house: House) -> None:
    """An empty archive knows no better than the ceiling."""
    assert house.crawl([article(number) for number in range(40)], NOON) == []
    assert house.hold().reason == (
        "source sahel: 40 new posts in an hour, never more than 0 before"
    )


def test_released_goes_out_once_and_teaches(house: House) -> None:
    """What is released goes out once, in its order; almost as much is no flood an hour later."""
    now = live(house)
    house.crawl([article(number) for number in range(30)], now)
    house.holds.close(house.hold().id, "released", now)
    sent = house.deliver(now)
    assert [post.id for post in sent] == sorted(post.id for post in sent)
    assert len(sent) == 30
    assert house.holds.open() == []
    assert len(house.crawl([article(50)], now + HOUR / 4)) == 1
    later = now + 2 * HOUR
    assert len(house.crawl([article(number) for number in range(60, 85)], later)) == 25


def test_dropped_is_never_sent_and_counts_as_told(house: House) -> None:
    """A second outlet's report of a dropped story is no news; the next flood is one again."""
    now = live(house)
    flood = [article(number) for number in range(30)]
    house.crawl(flood, now)
    house.holds.close(house.hold().id, "dropped", now)
    assert house.deliver(now) == []
    again = flood[3].model_copy(
        update={"source": "jabal", "url": "https://jabal.example/3",
                "canonical_url": "https://jabal.example/3"}
    )  # fmt: skip
    assert house.crawl([again], now + HOUR, source=1) == []
    assert house.holds.open() == []
    house.crawl([article(number) for number in range(60, 95)], now + 2 * HOUR)
    assert house.hold().posts == 35


def test_a_source_whose_addresses_change_is_held(house: House) -> None:
    """The same texts under new addresses hold what else that crawl brings."""
    now = live(house)
    moved = [
        article(number, flagged=hour < 2).model_copy(
            update={"url": f"https://sahel.example/n/{number}",
                    "canonical_url": f"https://sahel.example/n/{number}"}
        )
        for number, hour in ((1000 + i, i % 5) for i in range(10))
    ]  # fmt: skip
    assert house.crawl([*moved, article(5)], now) == []
    assert house.hold().reason == (
        "source sahel: 10 of 11 new articles are archived under other addresses"
    )


def test_an_old_copy_of_the_database_is_held(house: House, tmp_path: Path) -> None:
    """What was told since the copy was made is not told again: it comes as a flood."""
    now = live(house)
    house.store.backup(tmp_path / "old.sqlite3")
    day = [article(number) for number in range(30)]
    for number, one in enumerate(day):
        house.crawl([one], now + number * HOUR / 2)
    restored = House(tmp_path / "old.sqlite3")
    assert restored.crawl(day, now + 15 * HOUR) == []
    assert restored.hold().scope == "source"


EVERYTHING = RULES.replace("[طرطوس, حميميم]", "[طرطوس, حميميم, حلب]")


def test_a_rule_that_an_edit_let_match_everything_is_held(house: House) -> None:
    """Long before an hour's ceiling: its share is far beyond what chance can do."""
    at = live(house, days=4)
    for number in range(200, 320):
        at += HOUR / 4
        house.crawl([article(number, flagged=number % 20 == 0)], at)
    edited = a_configuration(
        EVERYTHING, sources=house.sources, chats=house.configuration.settings.chats
    )
    house.pipeline.use(edited)
    sent = 0
    for number in range(400, 420):
        at += HOUR / 4
        sent += len(house.crawl([article(number, flagged=False)], at))
    assert house.hold().scope == "rule"
    assert house.hold().name == "place"
    assert sent <= 10
    assert len(house.told()) == 1


@pytest.mark.parametrize(
    ("change", "held", "new", "sent"),
    [
        (("[صافيتا]", "[حلب, طرطوس]"), [], 12, 12),
        (("[طرطوس, حميميم]", "[طرطوس, حميميم, حلب]"), ["place"], 20, 0),
    ],
)
def test_a_rule_in_shadow_neither_is_a_flood_nor_lets_one_pass(
    tmp_path: Path, change: tuple[str, str], held: list[str], new: int, sent: int
) -> None:
    """A rule in shadow that hits everything holds nothing, and lets no other rule's flood out."""
    rules = RULES.replace("[صافيتا]", "[حلب, طرطوس]") if held else RULES
    house = House(tmp_path / "m.sqlite3", rules)
    at = live(house)
    house.crawl([article(number, flagged=False) for number in range(200, 215)], at)
    house.pipeline.use(
        a_configuration(
            rules.replace(*change),
            sources=house.sources,
            chats=house.configuration.settings.chats,
        )
    )
    news = [article(400 + number, flagged=not held) for number in range(new)]
    assert len(house.crawl(news, at + HOUR)) == sent
    assert [hold.name for hold in house.holds.open()] == held


def test_a_rule_that_matches_everything_is_held_on_the_second_day(house: House) -> None:
    """Twenty articles before the edit say enough when every one after it is a hit."""
    for number in range(20):
        house.crawl([article(number, flagged=number % 10 == 0)], NOON + number * HOUR)
    house.pipeline.use(
        a_configuration(
            EVERYTHING, sources=house.sources, chats=house.configuration.settings.chats
        )
    )
    at, sent = NOON + 24 * HOUR, 0
    for crawl in range(8):
        at += HOUR / 6
        news = [article(100 + 3 * crawl + one, flagged=False) for one in range(3)]
        sent += len(house.crawl(news, at))
    assert (house.hold().scope, house.hold().name, sent) == ("rule", "place", 9)
    assert len(house.told()) == 1


def test_a_first_rule_that_matches_everything_is_not_held(house: House) -> None:
    """An outlet that writes of nothing but the place is no flood, and nothing was edited."""
    for number in range(40):
        assert len(house.crawl([article(number)], NOON + number * HOUR)) == 1
    assert house.holds.open() == []


def test_a_hold_survives_a_restart_and_is_seen(house: House) -> None:
    """A hold is kept in the database alone; `status` shows it and the commands end it."""
    house.crawl([article(number) for number in range(40)], NOON)
    house.store.close()

    def marqab(*arguments: str, code: int = 0) -> str:
        place = ("--config", str(house.path.parent), "--db", str(house.path))
        result = CliRunner().invoke(main, [*place, *arguments])
        assert result.exit_code == code, result.output
        return result.output

    assert "40 posts since 2026-01-15 09:00 UTC" in marqab("held")
    assert '"scope": "source"' in marqab("held", "list", "--json")
    assert marqab("held", "show", "1").count("https://sahel.example/") == 40
    assert marqab("held", "show", "1", "--json").count('"headline"') == 40
    assert "40 posts are held: source sahel" in marqab("status", code=1)
    assert marqab("posts").count(" held     post ") == 40
    # One word for one post, whichever command is asked; the noon of the tests is long past.
    listed = marqab("stories", "list", "--days", "3650").splitlines()
    assert {re.findall("held|told|planned", line)[0] for line in listed} == {"held"}
    with looking(house.path) as store:
        explanation = explain_archived(store, "1", None)
    assert explanation
    assert sum(" to main: held" in line for line in explanation.lines()) == 1
    first, second, *_ = [line.split()[0] for line in marqab("held", "show", "1").splitlines()]
    assert "post 9999 is not held in 1" in marqab("held", "drop", "1", first, "9999", code=1)
    said = marqab("held", "drop", "1", first, second, first)
    assert said == "2 posts are given up, 38 are still held\n"
    assert marqab("held", "release", "1") == "38 posts go out\n"
    assert "there is no open hold 1" in marqab("held", "drop", "1", code=1)
    assert marqab("held") == "nothing is held\n"
    again = House(house.path)
    assert len(again.deliver(NOON)) == 38


def test_without_an_admin_chat_a_hold_is_still_a_hold(tmp_path: Path) -> None:
    """The log and the status say it."""
    house = House(tmp_path / "m.sqlite3")
    house.pipeline.admin._destination = lambda _: ""
    assert house.crawl([article(number) for number in range(40)], NOON) == []
    assert house.hold().posts == 40
    assert house.told() == []
