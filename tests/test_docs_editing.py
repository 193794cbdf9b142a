"""What the documents for editors show is what happens."""

import re
import shlex
from pathlib import Path
from typing import get_args

import pytest

import editing_round
from builders import NOON, an_article
from commandline import SOURCES, marqab
from monitor.archive.rulebook import Rulebook
from monitor.archive.store import Store
from monitor.cli.rules import rules as group
from monitor.commands.rules.advice import TOO_OFTEN_A_DAY, Kind
from monitor.match.rulefile import read_rules
from monitor.match.rules import compile_rules

EDITING = Path("docs/editing.md").read_text(encoding="utf-8")
ARABIC = Path("README.ar.md").read_text(encoding="utf-8")
COMMANDS = sorted(
    {
        *re.findall(r"^\$ marqab (.*)$", EDITING, re.MULTILINE),
        *re.findall(r"<code dir=\"ltr\">marqab ((?:rules|explain) [^<]*)</code>", ARABIC),
    }
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The configuration of the editing round, a draft, and an archive with one live version."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "rules.yaml").write_text(editing_round.RULES, encoding="utf-8")
    (tmp_path / "config" / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (tmp_path / "config" / "monitor.yaml").write_text("timezone: Asia/Damascus\n", "utf-8")
    (tmp_path / "new.yaml").write_text(editing_round.MENDED, encoding="utf-8")
    store = Store(tmp_path / "marqab.sqlite3").open()
    Rulebook(store).keep(compile_rules(read_rules(editing_round.RULES)), NOON)
    article = an_article(title="شحنة قمح تغادر مرفأ طرطوس", body="")
    store.save_article(article, identity="1", link_identity="1")
    store.close()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_is_shown_works(folder: Path, command: str):
    """Exit code 0, in the configuration of the editing round."""
    sha256 = compile_rules(read_rules(editing_round.RULES)).sha256
    words = shlex.split(command.replace("HASH", sha256[:8]))
    result = marqab(folder / "config", *words, stdin="وصلت باخرة قمح إلى مرفأ طرطوس")
    assert result.exit_code == 0, result.output


def test_both_documents_show_commands():
    """The two documents together show every command of the group."""
    assert len(COMMANDS) > 12
    for name in group.commands:
        assert any(command.startswith(f"rules {name}") for command in COMMANDS), name


def test_every_kind_of_advice_is_explained():
    """The table of docs/editing.md has the kinds of the program, and no others."""
    table = EDITING[EDITING.index("| kind |") : EDITING.index("The last two ask")]
    assert set(re.findall(r"^\| `([a-z-]+)`", table, re.MULTILINE)) == set(get_args(Kind))
    assert f"more than {TOO_OFTEN_A_DAY} hits a day" in table


@pytest.mark.anyio
async def test_the_editing_round_is_still_what_running_it_gives(tmp_path: Path):
    """docs/editing-round.md, run again: `make round`."""
    assert await editing_round.run(tmp_path) == editing_round.PAGE.read_text(encoding="utf-8")
