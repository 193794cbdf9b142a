"""Killed anywhere between fetch and sent, started again: nothing lost, nothing repeated."""

import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from killed_at import STEPS
from world import World, a_world

KILLER = Path(__file__).parent / "killed_at.py"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """One story to tell, and an admin chat through which a doubt can be read back at once."""
    settings = {"edit_debounce": "1s", "unknown_grace": "1s"}
    async with a_world(tmp_path, **settings) as world:
        yield world


@pytest.mark.anyio
@pytest.mark.parametrize("step", STEPS)
async def test_a_service_killed_at_any_step_loses_and_repeats_nothing(world: World, step: str):
    """Whatever the process had done when it died, the channel ends with the story once."""
    code, errors = await world.run_once(program=(str(KILLER), step))
    assert code == -signal.SIGKILL, errors
    shown_before = len(world.telegram.shown(world.channel))
    code, errors = await world.run_once(program=(str(KILLER), "nowhere"))
    assert code == 0, errors
    assert len(world.telegram.shown(world.channel)) == 1
    assert world.rows("SELECT state FROM posts WHERE kind = 'post'") == [("sent",)]
    # Dead after the answer came, the post stood there already, and nothing was sent again.
    assert shown_before == (step in {"sent, answer not written down", "answer written down"})
