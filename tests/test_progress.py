"""A line that moves, on a terminal only."""

import io
import itertools
import sys
import threading

import pytest

from monitor.commands import progress as module
from monitor.commands.progress import clear, progress, waiting


class Terminal(io.StringIO):
    """A stderr that says it is a terminal."""

    def isatty(self) -> bool:
        """Yes."""
        return True


def test_nothing_is_printed_where_nobody_watches(monkeypatch: pytest.MonkeyPatch):
    """A pipe or a log gets no progress line, and the things all the same."""
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert list(progress([1, 2], "done")) == [1, 2]
    assert sys.stderr.getvalue() == ""


def test_a_quick_job_shows_no_line(monkeypatch: pytest.MonkeyPatch):
    """What is done within two seconds needs no progress."""
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert list(progress([1, 2], "done")) == [1, 2]
    assert sys.stderr.getvalue() == ""


def test_a_slow_job_shows_how_far_it_is_and_cleans_up(monkeypatch: pytest.MonkeyPatch):
    """On a terminal a line counts what is done, and is gone in the end."""
    monkeypatch.setattr(sys, "stderr", Terminal())
    clock = itertools.count(0, 1.5)
    monkeypatch.setattr(module, "monotonic", lambda: next(clock))
    assert list(progress([1, 2, 3, 4], "replayed")) == [1, 2, 3, 4]
    shown = sys.stderr.getvalue()
    assert "\rreplayed 2 of 4 (50%) " in shown
    assert shown.endswith("\r\033[K")


def test_where_nobody_knows_how_many_there_are_it_only_counts(monkeypatch: pytest.MonkeyPatch):
    """Lines of a pipe have no end that is known."""
    monkeypatch.setattr(sys, "stderr", Terminal())
    clock = itertools.count(0, 1.5)
    monkeypatch.setattr(module, "monotonic", lambda: next(clock))
    assert list(progress(iter([1, 2, 3]), "matched")) == [1, 2, 3]
    assert "\rmatched 2 \r" in sys.stderr.getvalue()


def test_a_job_that_is_broken_off_leaves_no_line(monkeypatch: pytest.MonkeyPatch):
    """Ctrl-C in the middle takes the line away."""
    monkeypatch.setattr(sys, "stderr", Terminal())
    clock = itertools.count(0, 3)
    monkeypatch.setattr(module, "monotonic", lambda: next(clock))
    things = progress([1, 2, 3], "replayed")
    assert next(things) == 1
    assert "replayed" in sys.stderr.getvalue()
    things.close()
    assert sys.stderr.getvalue().endswith("\r\033[K")


class Watched(Terminal):
    """A terminal that says when something was written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.written = threading.Event()

    def write(self, text: str) -> int:
        """Write and say so."""
        count = super().write(text)
        self.written.set()
        return count


def test_a_long_call_shows_that_it_goes_on_and_cleans_up(monkeypatch: pytest.MonkeyPatch):
    """On a terminal a line counts the seconds of a long call, and is gone in the end."""
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0)
    monkeypatch.setattr(sys, "stderr", Watched())
    with waiting("fetching https://sahel.example/1"):
        assert sys.stderr.written.wait(20)
    shown = sys.stderr.getvalue()
    assert shown.startswith("\rfetching https://sahel.example/1 … 0 s ")
    assert shown.endswith("\r\033[K")


def test_a_long_call_that_fails_leaves_no_line(monkeypatch: pytest.MonkeyPatch):
    """What the call raised comes out, after the line is gone."""
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0)
    monkeypatch.setattr(sys, "stderr", Watched())

    def call() -> None:
        with waiting("fetching"):
            assert sys.stderr.written.wait(20)
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        call()
    assert sys.stderr.getvalue().endswith("\r\033[K")


def test_a_quick_call_shows_no_line(monkeypatch: pytest.MonkeyPatch):
    """What is done within two seconds needs no line; a pipe never gets one."""
    for stderr in (Terminal(), io.StringIO()):
        monkeypatch.setattr(sys, "stderr", stderr)
        with waiting("fetching"):
            pass
        assert stderr.getvalue() == ""


def test_a_line_is_never_wider_than_the_terminal(monkeypatch: pytest.MonkeyPatch):
    """A second row could not be taken away again."""
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0)
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr(sys, "stderr", Watched())
    with waiting("fetching " + "x" * 200):
        assert sys.stderr.written.wait(20)
    assert max(map(len, sys.stderr.getvalue().split("\r"))) < 40


def test_another_line_takes_the_place_of_the_moving_one(monkeypatch: pytest.MonkeyPatch):
    """Before a message is printed on a terminal the row is emptied; a pipe gets no escapes."""
    for stderr, written in ((Terminal(), "\r\033[K"), (io.StringIO(), "")):
        monkeypatch.setattr(sys, "stderr", stderr)
        clear()
        assert stderr.getvalue() == written
