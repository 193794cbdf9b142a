"""monitor.timekeeper: while this machine's clock is wrong nothing is stored, and nothing is lost."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from builders import NOON, a_configuration, a_report, a_source
from monitor.archive.store import Store
from monitor.commands.status import status_of
from monitor.config import InPart
from monitor.credentials import Secrets
from monitor.deliver.office import PostOffice
from monitor.errors import ClockError
from monitor.service import Service
from monitor.taken import Taken
from monitor.web.reasons import arabic
from spiders.contract import Article, Source
from test_floodgate import House, article

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
RIGHT = timedelta(seconds=2)
#: The true time of these tests.
NOW = NOON + 6 * DAY


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Two outlets that were read an hour ago, by a clock that was right."""
    house = House(tmp_path / "m.sqlite3")
    for source in (0, 1):
        crawl(house, [], NOW - HOUR, RIGHT, source)
    return house


def crawl(
    house: House,
    articles: Sequence[Article],
    at: datetime,
    ahead: timedelta | None,
    source: int = 0,
) -> list[Taken]:
    """Take in a crawl at the time that our clock shows; the outlet's own says how far it is off."""
    outlet = house.sources[source]
    fetched = [one.model_copy(update={"fetched_at": at}) for one in articles]
    counts = {"articles": len(fetched), "links_new": len(fetched)}
    times = {"started_at": at, "finished_at": at, "clock_ahead": ahead}
    report = a_report(source=outlet.id, **counts, **times)
    return house.pipeline.take_in(outlet, fetched, report, now=at)


def refused(house: House, articles: Sequence[Article], at: datetime, source: int = 0) -> str:
    """Why a crawl is not taken in while our clock is off."""
    with pytest.raises(ClockError) as error:
        crawl(house, articles, at, at - NOW, source)
    return str(error.value)


def news(published_at: datetime, count: int = 10) -> list[Article]:
    """Articles that the rule flags, with the dates that their outlet gives them."""
    return [article(5000 + number, published_at=published_at) for number in range(count)]


@pytest.mark.parametrize("off", [-3 * DAY, -2 * DAY, -2 * HOUR, 2 * HOUR, 10 * DAY, 3650 * DAY])
def test_nothing_is_taken_in_by_a_wrong_clock(house: House, off: timedelta) -> None:
    """By a wrong clock nothing is archived or told; its begin and end are a message each."""
    before = house.store.counts(("articles", "crawls", "stories"))
    refused(house, news(NOW - HOUR), NOW + off)
    assert "2 outlets say so" in refused(house, [], NOW + off, source=1)
    refused(house, news(NOW - HOUR), NOW + off + HOUR / 12)
    assert house.store.counts(("articles", "crawls", "stories")) == before
    house.pipeline.keep_time(NOW + off + HOUR / 6)
    [message] = house.told()
    side = "متقدمة" if off > timedelta() else "متأخرة"
    assert f"ساعة هذا الجهاز {side}" in message
    assert {one.act for one in crawl(house, news(NOW - HOUR), NOW + HOUR, RIGHT)} == {"post"}
    crawl(house, [], NOW + HOUR, RIGHT, source=1)
    assert ["صحيحة من جديد" in html for html in house.told()] == [False, True]


def wrong(house: House, now: datetime) -> list[str]:
    """What `marqab status` says of the clock, each line with an Arabic one for the watch room."""
    configuration = house.configuration
    files = InPart(configuration.settings, configuration.sources, configuration.rules, ())
    lines = [one for one in status_of(house.store, files, now=now).wrong if "clock is" in one
             or "clock of this machine is" in one]  # fmt: skip
    assert None not in [arabic(line, {}) for line in lines]
    return lines


def test_the_status_names_the_doubt(house: House) -> None:
    """While it lasts, also in a process that has just begun; nothing else of it is stored."""
    at = NOW + 10 * DAY
    refused(house, [], at)
    doubt = "an outlet says that our clock is 240.0 h ahead; waiting for a second"
    assert wrong(house, at) == [f"{doubt}; nothing is stored meanwhile"]
    refused(house, [], at, source=1)
    doubt = "the clock of this machine is 240.0 h ahead, 2 outlets say so"
    assert wrong(House(house.path), at) == [f"{doubt}; nothing is stored meanwhile"]
    crawl(house, [], NOW, RIGHT)
    assert wrong(house, NOW) == []
    with pytest.raises(ClockError):
        crawl(house, [], NOW - 4 * HOUR, None)
    [line] = wrong(house, NOW)
    assert "4.0 h behind, the newest stored crawl says so" in line
    crawl(house, [], NOW, None)
    assert wrong(house, NOW) == []


def test_old_news_stays_old_when_the_clock_was_set_back(house: House) -> None:
    """An article that was two days old is two days old again once the clock is right."""
    refused(house, news(NOW - 2 * DAY), NOW - 2 * DAY)
    [reason] = {one.reason for one in crawl(house, news(NOW - 2 * DAY), NOW, RIGHT)}
    assert reason == "published 48 h ago, older than 24 h"


def test_one_outlet_may_be_wrong_itself(house: House) -> None:
    """One outlet's doubt waits for a second, which may show that the outlet itself is wrong."""
    hours = 3 * HOUR
    with pytest.raises(ClockError, match=r"an outlet says .* 3\.0 h ahead; waiting for a second"):
        crawl(house, news(NOW), NOW, hours)
    crawl(house, [], NOW, RIGHT, source=1)
    assert len(crawl(house, news(NOW), NOW, hours)) == 10
    assert house.told() == []
    # What it always said is no reason to believe it when it says something else.
    with pytest.raises(ClockError):
        crawl(house, [], NOW, -hours)


def test_outlets_that_contradict_each_other_prove_nothing(house: House) -> None:
    """Two clocks that are wrong by different times wait for one that is right, without alarm."""
    for source, ahead in ((0, 3 * HOUR), (1, -5 * HOUR), (0, None), (1, -5 * HOUR)):
        with pytest.raises(ClockError, match="waiting for a second"):
            crawl(house, [], NOW, ahead, source)
    assert house.told() == []
    crawl(house, [], NOW, RIGHT)
    assert crawl(house, [], NOW, -5 * HOUR, source=1) == []


def test_a_restart_tells_nothing_twice(house: House) -> None:
    """The message of before still stands; when the clock is right the new process says so."""
    for source in (0, 1):
        refused(house, [], NOW - 2 * DAY, source)
    house.store.close()
    again = House(house.path)
    for source in (1, 0):
        refused(again, [], NOW - 2 * DAY, source)
    assert len(again.told()) == 1
    crawl(again, [], NOW, RIGHT)
    assert len(again.told()) == 2


def test_what_was_judged_by_a_clock_ahead_is_judged_again(house: House) -> None:
    """Too old by a clock that nobody doubted, it is told when the clock is right; once."""
    late = NOW + 10 * DAY
    [reason] = {one.reason for one in crawl(house, news(NOW), late, None)}
    assert reason == "published 240 h ago, older than 24 h"
    told = crawl(house, [], NOW + HOUR, RIGHT, source=1)
    assert [(one.act, one.reason) for one in told] == [("post", "first article of its story")] * 10
    assert len(house.deliver(NOW + HOUR)) == 10
    assert crawl(house, [], NOW + 2 * HOUR, RIGHT) == []
    for table, column in (("crawls", "finished_at"), ("articles", "first_seen_at")):
        [row] = house.store.db.query(f"SELECT max({column}) AS at FROM {table}")
        assert datetime.fromisoformat(row["at"]) <= NOW + 2 * HOUR


def test_where_no_outlet_states_a_time_what_is_stored_does(house: House) -> None:
    """A clock before the newest crawl is wrong; one after it may be right."""
    with pytest.raises(ClockError, match=r"3\.0 h behind, the newest stored crawl says so"):
        crawl(house, news(NOW), NOW - 4 * HOUR, None)
    [message] = house.told()
    assert "متأخرة 3 ساعات" in message
    assert len(crawl(house, news(NOW), NOW, None)) == 10


def test_an_outlet_alone_is_believed_with_what_is_stored(tmp_path: Path) -> None:
    """The only outlet is believed that our clock is wrong if stored crawls agree."""
    house = House(tmp_path / "m.sqlite3")
    house.pipeline.timekeeper.watch(house.sources[:1])
    crawl(house, [], NOW, RIGHT)
    assert "one outlet says so" in refused(house, [], NOW - 2 * DAY)
    house.pipeline.timekeeper.set()
    assert crawl(house, [], NOW + 2 * DAY, 2 * DAY) == []


def test_after_the_clock_was_set_the_outlets_are_heard_anew(house: House) -> None:
    """What they said of the clock of before says nothing of this one."""
    refused(house, [], NOW - 2 * DAY)
    house.pipeline.timekeeper.set()
    assert house.pipeline.timekeeper.state == "unheard"
    assert crawl(house, [], NOW, None) == []
    assert house.pipeline.timekeeper.state == "right"


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    """A service of two outlets, without a bot, that has not begun."""
    sources = (a_source(), a_source(id="jabal", url="https://jabal.example/"))
    configuration = a_configuration(sources=sources)
    store = Store(tmp_path / "m.sqlite3")
    await store.run(store.open)
    office = PostOffice(store, configuration.settings, Secrets(), page=tmp_path / "page.html")
    yield Service(configuration, store, office)
    await office.close()
    store.close()


@pytest.mark.anyio
async def test_who_was_put_off_is_asked_again_in_the_same_round(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--once` loses no outlet because it was the first to be heard; one in doubt twice is lost."""
    asked: list[str] = []

    async def poll(source: Source) -> list[Taken]:
        asked.append(source.id)
        if len(asked) == 1 or source.id == "jabal":
            raise ClockError("the clock")
        return []

    monkeypatch.setattr(service.polling, "_poll", poll)
    assert await service.polling.poll_all() == []
    assert sorted(asked) == ["jabal", "jabal", "sahel", "sahel"]
    assert service.polling.lost == 1


@pytest.mark.anyio
async def test_nothing_is_pruned_before_the_clock_is_known_to_be_right(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a clock that is years ahead nothing would be young enough to keep."""
    store, keeper = service.store, service.pipeline.timekeeper
    source = service.configuration.sources[0]
    for at in (NOON, NOON + HOUR):
        report = a_report(source="sahel", started_at=at, finished_at=at, clock_ahead=RIGHT)
        await store.run(service.pipeline.take_in, source, [], report, now=at)
    monkeypatch.setattr("monitor.clock.now", lambda: NOON + 3650 * DAY)
    keeper.set()
    await service._prune()
    assert (await store.run(store.counts, ("crawls",))) == {"crawls": 2}
    keeper.state = "right"
    await service._prune()
    assert (await store.run(store.counts, ("crawls",))) == {"crawls": 1}
