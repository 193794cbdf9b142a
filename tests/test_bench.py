"""The bench runs, and says what it compares; how fast anything is no test may ask."""

import re
import subprocess
import sys

import pytest

from bench.bare import crawl_bare
from bench.corpus import FLAGGED, MORNING, ROOT, WORDS, Writer, outlet, path_of
from bench.result import HEADING, Result, line, paired
from bench.rows import ROWS, measure
from bench.site import FEED, Page, Plan, site
from bench.timing import in_turn
from reactor import run

UNIT = "(?:×|ms|s|posts|F1)"
GOAL = rf"none|[≤≥] [\d.]+ {UNIT}"
GOALS = {
    "poll": {"≤ 1.3 ×"},
    "pipeline": {"≥ 0.5 ×"},
    "matching": {"≤ 2.2 ×", "≤ 4 ×", "≤ 3 s"},
    "extraction": {"≥ 1 ×"},
    "memory": {"≤ 1.15 ×"},
    "sources": {"≤ 1.3 ×", "≤ 1.5 ×"},
    "week": {"≤ 0.6 ×", "≤ 0.4 ×"},
    "grouping": {"≤ 5 ms", "≤ 1.5 ×"},
    "stories": {"≥ 0.94 F1"},
    "editing": {"≤ 60 s", "≤ 1 s"},
    "delivery": {"≥ 0.9 ×", "≥ 10 ×", "≤ 0 posts"},
}


def a_site() -> Plan:
    """One page, in a feed of one."""
    return Plan([Page("/news/1", "حريق في المرفأ", MORNING, b"<p>page</p>")], listed=1)


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The bench as `make bench` calls it."""
    return subprocess.run(
        [sys.executable, "-m", "bench", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )


def test_every_row_has_its_goals_here() -> None:
    """No row is left out of the test below."""
    assert GOALS.keys() == ROWS.keys()


@pytest.mark.parametrize("row", GOALS)
def test_row_prints_ratios_beside_their_goals(row: str) -> None:
    """Every row runs on tiny sizes and prints figures, among them those with a promised goal."""
    done = bench(row, "--quick")
    assert (done.returncode, done.stderr) == (0, "")
    heading, *lines, machine = done.stdout.splitlines()
    assert heading == HEADING
    assert machine.startswith("Python ")
    found = [re.search(rf" \d+\.\d\d {UNIT}  ({GOAL})", one) for one in lines]
    assert all(found), lines
    assert {goal[1] for goal in found if goal} - {"none"} == GOALS[row]


def test_unknown_row_is_named() -> None:
    """A row that does not exist is wrong usage, and the message lists those that do."""
    done = bench("speed")
    assert done.returncode == 2
    assert "no such row: speed" in done.stderr
    assert "poll" in done.stderr


def test_row_that_breaks_says_why() -> None:
    """Whatever goes wrong in a row comes out as text that names it."""
    with pytest.raises(RuntimeError, match=r"TypeError: .*unexpected keyword argument"):
        measure("week", {"nonsense": 1})


def test_verdict_is_of_the_figure_before_rounding() -> None:
    """A ratio that rounds to its goal but lies beyond it is missed."""
    assert Result("a", 1.3, "", at_most=1.3).verdict == "met"
    assert Result("a", 1.301, "", at_most=1.3).verdict == "MISSED"
    assert Result("a", 0.499, "", at_least=0.5).verdict == "MISSED"
    assert Result("a", 0.5, "", at_least=0.5).verdict == "met"
    assert Result("a", 7, "").verdict == ""


def test_line_keeps_to_the_columns() -> None:
    """A figure stands where the heading says, with its goal and verdict behind it."""
    printed = line(Result("an unchanged poll", 1.4, "how", at_most=1.3))
    assert printed.split() == ["an", "unchanged", "poll", "1.40", "×", "≤", "1.3", "×", "MISSED", "how"]  # fmt: skip
    assert printed.index("how") == HEADING.index("how")


def test_slow_moment_of_the_machine_cancels_out() -> None:
    """A round that was slow for both sides leaves the ratio as it was."""
    assert paired([2, 2, 200], [1, 1, 100]) == 2


def test_sides_take_turns() -> None:
    """Each side goes first in every other round, after a round that does not count."""
    seen: list[str] = []
    times = in_turn(3, {name: lambda name=name: seen.append(name) for name in "ab"})
    assert "".join(seen) == "ba" + "ab" + "ba" + "ab"
    assert [len(times[name].wall) for name in "ab"] == [3, 3]


def test_texts_are_the_same_in_every_run() -> None:
    """Two writers with one seed write the same, and only flagged texts name the place."""
    first, second = (Writer(4).texts(20) for _ in range(2))
    assert first == second
    for text in first:
        body = " ".join(text.paragraphs)
        assert (FLAGGED in body) is (FLAGGED in text.title) is text.flagged
        assert len(body.split()) == pytest.approx(WORDS, abs=30)
    assert sum(text.flagged for text in first) == 2


def test_pages_have_the_size_of_real_ones() -> None:
    """A page is about 60 KB, most of it furniture."""
    plan = outlet(2, listed=2, newest=MORNING)
    assert [page.path for page in plan.pages] == [path_of(1), path_of(2)]
    for page in plan.pages:
        assert len(page.body) == pytest.approx(60_000, rel=0.05)


def test_bare_crawl_that_misses_a_page_fails() -> None:
    """A bare crawl is only a measure when it was given every page."""
    with site(a_site) as base:
        run(crawl_bare([base + "/news/1", base + FEED]))
        with pytest.raises(RuntimeError, match="1 of 2 pages answered"):
            run(crawl_bare([base + "/news/1", base + "/news/2"]))


def test_site_knows_what_has_not_changed() -> None:
    """The feed answers 304 to its own validator, which the bare crawl takes for an answer."""
    looked: list[str] = []
    with site(a_site) as base:
        run(crawl_bare([base + FEED], {"If-None-Match": '"v1"'}, looked.append))
        run(crawl_bare([base + FEED], {"If-None-Match": '"v0"'}, looked.append))
    assert [text.count("<item>") for text in looked] == [0, 1]
