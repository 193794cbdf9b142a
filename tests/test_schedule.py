"""Who is polled when."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOON, a_source
from monitor import clock
from monitor.schedule import Schedule, next_on_grid, phase


@given(
    name=st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True),
    minutes=st.integers(1, 2000),
    later=st.integers(0, 10**6),
)
def test_a_source_keeps_its_phase_for_ever(name: str, minutes: int, later: int):
    """Whenever the service starts, a source's turns fall on one and the same grid."""
    source = a_source(id=name, every=timedelta(minutes=minutes))
    first = next_on_grid(source, NOON)
    again = next_on_grid(source, NOON + timedelta(seconds=later))
    assert (again - first) % source.every == timedelta()
    assert NOON < first <= NOON + source.every


def test_phases_spread_over_the_interval():
    """A hundred sources with one interval do not come in one heap."""
    turns = sorted(phase(a_source(id=f"outlet_{n}", every="10m")) for n in range(100))
    assert turns[0] < timedelta(minutes=1)
    assert turns[-1] > timedelta(minutes=9)
    assert len(set(turns)) > 80


@pytest.mark.anyio
async def test_a_removed_source_is_polled_no_more():
    """After a reload only the enabled sources of the new file have a turn."""

    async def poll(source: object) -> None:
        raise AssertionError(source)

    schedule = Schedule(poll)
    schedule.start()
    both = [a_source(id="stays"), a_source(id="goes")]
    schedule.set_sources(both, now=clock.now())
    schedule.set_sources([both[0], a_source(id="off", enabled=False)], now=clock.now())
    jobs = {job.id for job in schedule._scheduler.get_jobs()}
    schedule.close()
    assert jobs == {"poll:stays"}


@pytest.mark.anyio
async def test_catching_up_polls_at_once_and_only_once():
    """A source that is overdue at start is polled soon, outside its turn."""
    polled: list[str] = []
    done = asyncio.Event()

    async def poll(source: object) -> None:
        polled.append(source.id)  # type: ignore[attr-defined]
        done.set()

    schedule = Schedule(poll)
    schedule.start()
    source = a_source(every="1s")  # its phase is zero, so soon is now
    schedule.catch_up([source], now=clock.now())
    await asyncio.wait_for(done.wait(), 30)
    schedule.close()
    assert polled == ["sahel"]


@pytest.mark.anyio
async def test_turns_begin_anew_after_the_clock_was_set_back():
    """Turns that were planned by the clock of before would not come for as long as it was ahead."""

    async def nothing(*_: object) -> None:
        """Poll nothing."""

    schedule = Schedule(nothing)
    schedule.start()
    now = clock.now()
    source = a_source(every="5m")
    schedule.set_sources([source], now=now + timedelta(hours=3))
    schedule.every(timedelta(seconds=2), nothing)
    schedule.realign(now=now)
    turns = [job.next_run_time for job in schedule._scheduler.get_jobs()]
    schedule.close()
    assert len(turns) == 2
    assert max(turns) <= now + source.every
