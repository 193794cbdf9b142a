"""Run the command line and die by SIGKILL at one step between fetch and sent.

``python killed_at.py STEP ARGUMENTS…``: everything is the real thing; only at the named step the
process is gone, without a chance to tidy up. ``nowhere`` is no step: the process lives.
Reading a channel back does not wait a second between two numbers.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any

from monitor.archive.store import Store
from monitor.archive.storybook import Storybook
from monitor.cli import main
from monitor.deliver import readback
from monitor.deliver.channel import TelegramChannel
from monitor.deliver.ledger import Ledger
from monitor.pipeline import Pipeline

#: Step → class, method, and whether death comes before the call or after it; in the order in
#: which an article passes them.
STEPS: dict[str, tuple[type, str, str]] = {
    "fetched, nothing stored": (Pipeline, "take_in", "before"),
    "article written, not committed": (Store, "save_article", "after"),
    "matches written, not committed": (Store, "save_matches", "after"),
    "story written, not committed": (Storybook, "join", "after"),
    "posts planned, not committed": (Ledger, "plan", "after"),
    "validators written, not committed": (Store, "save_report", "after"),
    "everything committed": (Pipeline, "take_in", "after"),
    "about to send": (TelegramChannel, "send", "before"),
    "sent, answer not written down": (TelegramChannel, "send", "after"),
    "answer written down": (Ledger, "record", "after"),
}


def die() -> None:
    """Be gone."""
    os.kill(os.getpid(), signal.SIGKILL)


def _deadly(method: Callable[..., Any], when: str) -> Callable[..., Any]:
    if iscoroutinefunction(method):

        @wraps(method)
        async def run_async(*args: Any, **kwargs: Any) -> None:
            if when == "after":
                await method(*args, **kwargs)
            die()

        return run_async

    @wraps(method)
    def run(*args: Any, **kwargs: Any) -> None:
        if when == "after":
            method(*args, **kwargs)
        die()

    return run


if __name__ == "__main__":
    readback.pause_after = lambda *_: timedelta(0)
    if (step := sys.argv.pop(1)) != "nowhere":
        owner, name, when = STEPS[step]
        setattr(owner, name, _deadly(getattr(owner, name), when))
    main()
