"""A day of sixty-eight articles, told as `docs/day.md` says."""

import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli import main

PROJECT = Path(__file__).parent.parent
DAY = PROJECT / "tests" / "quality" / "day.jsonl"


@pytest.fixture
def replay(tmp_path: Path):
    """`marqab replay` of the day with the shipped configuration."""

    def run(*options: str) -> str:
        place = ["--config", str(PROJECT / "config"), "--db", str(tmp_path / "unused.sqlite3")]
        result = CliRunner().invoke(main, [*place, "replay", str(DAY), *options])
        assert result.exit_code == 0, result.output
        return result.output

    return run


def test_the_day_is_told_as_the_transcript_says(replay) -> None:
    """Every act with its reason, and every story's post as it stands in the evening."""
    written = (PROJECT / "docs" / "day.md").read_text(encoding="utf-8")
    told = replay("--transcript")
    assert written.endswith(told), "run the command that docs/day.md names, and read what changed"


def test_the_day_has_everything_that_stories_can_do(replay) -> None:
    """Posts, edits, replies, holds and drops; tolls, a denial, a claim, an outcome, a correction."""
    rows = [json.loads(line) for line in replay("--json").splitlines()]
    assert len(rows) >= 60
    assert Counter(row["act"] for row in rows).keys() == {"post", "edit", "reply", "hold", "drop"}
    reasons = " ".join(row["reason"] for row in rows)
    for what in (
        "killed 2 -> 5", "news: denial", "news: claim", "news: confirmation", "old news",
        "about an anniversary", "correction: killed 2 -> 1", "not a word has changed", "(copy)",
        "news: resumed", "news: put out", "no rule matched",
    ):  # fmt: skip
        assert what in reasons, what


def test_one_of_two_forms_is_asked_for() -> None:
    """A transcript is no JSON."""
    result = CliRunner().invoke(main, ["replay", str(DAY), "--json", "--transcript"])
    assert result.exit_code == 2
    assert "one of --json and --transcript" in result.output
