"""A line that moves while something takes longer than two seconds on a terminal.

It stands on stderr, only where that is a terminal, and is gone when the work is done.
"""

import shutil
import sys
from collections.abc import Iterable, Iterator, Sized
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic
from typing import TypeVar

T = TypeVar("T")

#: Nothing is shown before this; most commands are done by then.
PATIENCE_SECONDS = 2.0

#: How often the line is written again.
_TICK_SECONDS = 0.2


def progress(things: Iterable[T], what: str) -> Iterator[T]:
    """The same things, one by one, with a line that counts them: ``what 7 of 9 (78%)``.

    Where nobody knows how many there will be, it only counts: ``what 7``.
    """
    if not sys.stderr.isatty():
        yield from things
        return
    total = len(things) if isinstance(things, Sized) else 0
    started = shown = monotonic()
    try:
        for done, thing in enumerate(things):
            now = monotonic()
            if now - started > PATIENCE_SECONDS and now - shown > _TICK_SECONDS:
                shown = now
                _show(
                    f"{what} {done} of {total} ({done / total:.0%})" if total else f"{what} {done}"
                )
            yield thing
    finally:
        if shown > started:
            clear()


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """One long call inside, with a line that counts its seconds: ``what … 7 s``."""
    if not sys.stderr.isatty():
        yield
        return
    done = Event()
    line = Thread(target=_count_seconds, args=(what, done), daemon=True)
    line.start()
    try:
        yield
    finally:
        done.set()
        line.join()


def clear() -> None:
    """Take the line away, for another one to be printed; it comes back by itself."""
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
        sys.stderr.flush()


def _count_seconds(what: str, done: Event) -> None:
    started = monotonic()
    if done.wait(PATIENCE_SECONDS):
        return
    while True:
        _show(f"{what} … {monotonic() - started:.0f} s")
        if done.wait(_TICK_SECONDS):
            break
    clear()


def _show(text: str) -> None:
    # What is wider than the terminal would go on in a second row, which "\r" does not reach.
    width = shutil.get_terminal_size().columns - 2
    sys.stderr.write(f"\r{text[:width]} ")
    sys.stderr.flush()
