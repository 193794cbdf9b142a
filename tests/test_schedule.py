"""Who is polled when."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from builders import NOON, a_source
from monitor import clock
from monitor.schedule import CATCH_UP, Schedule, first_turn
from spiders.contract import Source

HOUR = timedelta(hours=1)


async def nothing(*_: object) -> None:
    """Do nothing."""


@pytest.mark.anyio
async def test_what_fails_for_a_reason_nobody_foresaw_is_heard_and_comes_again():
    """Of a poll and of what is done every so often; the next turn stands."""
    heard: list[str] = []

    async def hear(what: str, error: Exception) -> None:
        heard.append(f"{what}: {error}")

    async def broken(*_: object) -> datetime:
        raise ValueError("nobody foresaw this")

    schedule = Schedule(broken, hear)
    schedule.start()
    schedule.set_sources([a_source()], {}, now=clock.now())
    schedule.every(timedelta(hours=1), broken, "pruning")
    for job in schedule._scheduler.get_jobs():
        job.modify(next_run_time=clock.now())
    async with asyncio.timeout(10):
        while len(heard) < 2:  # noqa: ASYNC110 the scheduler makes it so
            await asyncio.sleep(0.01)
    assert sorted(heard) == [
        f"polling {a_source().id}: nobody foresaw this",
        "pruning: nobody foresaw this",
    ]
    assert all(at > clock.now() for at in turns(schedule).values())
    schedule.close()


async def unpolled(source: Source) -> datetime:
    """A poll whose turn is not to come in this test."""
    raise AssertionError(source)


@asynccontextmanager
async def running(poll: Callable[..., object]) -> AsyncIterator[Schedule]:
    """A schedule at work."""
    schedule = Schedule(poll)  # type: ignore[arg-type]
    schedule.start()
    try:
        yield schedule
    finally:
        schedule.close()


def turns(schedule: Schedule) -> dict[str, datetime]:
    """The next turn of each job."""
    return {job.id: job.next_run_time for job in schedule._scheduler.get_jobs()}


@given(seconds=st.integers(-(10**7), 10**7))
@example(seconds=7 * 3600 + 150)
@example(seconds=7 * 3600 + 151)
def test_a_turn_that_was_decided_survives_a_restart(seconds: int):
    """What is due within seven hours and half an interval comes then; anything else comes soon."""
    source = a_source(every="5m")
    due = NOON + timedelta(seconds=seconds)
    turn = first_turn(source, due, NOON)
    if 0 < seconds <= 7 * 3600 + 150:
        assert turn == due
    else:
        assert NOON <= turn <= NOON + CATCH_UP


@pytest.mark.anyio
async def test_a_removed_source_is_polled_no_more():
    """After a reload only the enabled sources of the new file have a turn."""
    async with running(unpolled) as schedule:
        both = [a_source(id="stays"), a_source(id="goes")]
        due = clock.now() + HOUR
        schedule.set_sources(both, dict.fromkeys(("stays", "goes"), due), now=clock.now())
        schedule.set_sources(
            [both[0], a_source(id="off", enabled=False)], {"stays": due}, now=clock.now()
        )
        assert turns(schedule) == {"poll:stays": due}


@pytest.mark.anyio
async def test_a_source_that_its_operator_changed_is_tried_soon():
    """Whoever has just repaired an entry does not wait for the end of its back-off."""
    async with running(unpolled) as schedule:
        now = clock.now()
        dues = {"sahel": now + 5 * HOUR}
        schedule.set_sources([a_source()], dues, now=now)
        schedule.set_sources([a_source(note="الرابط الجديد")], dues, now=now + HOUR)
        assert turns(schedule)["poll:sahel"] <= now + HOUR + CATCH_UP


@pytest.mark.anyio
async def test_the_poll_says_when_the_next_one_is():
    """An overdue source is polled at once, and then when its poll said."""
    polled = asyncio.Event()
    next_due = clock.now() + 3 * HOUR

    async def poll(source: Source) -> datetime:
        polled.set()
        return next_due

    async with running(poll) as schedule:
        source = a_source(every="1s")  # its phase is zero, so soon is now
        schedule.set_sources([source], {}, now=clock.now())
        async with asyncio.timeout(30):
            await polled.wait()
            while turns(schedule)["poll:sahel"] != next_due:  # noqa: ASYNC110 the job's last line
                await asyncio.sleep(0.01)


@pytest.mark.anyio
async def test_turns_begin_anew_after_the_clock_was_set_back():
    """Turns that were planned by the clock of before would not come for as long as it was ahead."""
    async with running(unpolled) as schedule:
        now = clock.now()
        ahead = now + 3 * HOUR
        source = a_source(every="5m")
        schedule.set_sources([source], {source.id: ahead + HOUR}, now=ahead)
        schedule.every(timedelta(seconds=2), nothing, "nothing")
        schedule.realign(now=now)
        assert len(turns(schedule)) == 2
        assert max(turns(schedule).values()) <= now + source.every
