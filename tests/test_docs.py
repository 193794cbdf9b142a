"""What the documents claim is what the program does."""

import re
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from monitor.archive.store import Store
from monitor.cli import main
from monitor.service import PATIENCE_AT_STOP
from monitor.settings import Chat, Crawling, Digest, Pace, Retention, Settings, Telegram
from spiders.contract import (
    Api,
    AtLeast,
    Discovery,
    Listing,
    Selectors,
    Source,
)

PROJECT = Path(__file__).parent.parent
DOCUMENTS = sorted(
    [*PROJECT.glob("*.md"), *PROJECT.glob("docs/*.md"), *PROJECT.glob("config/*.md")]
)


def rows(document: str) -> dict[str, str]:
    """First column of every table row that begins with code → second column."""
    text = (PROJECT / document).read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `([^`]+)`[^|]*\| ([^|]*?) *\|", text, re.MULTILINE))


def default(model: type[BaseModel], name: str) -> Any:
    """A field's default as JSON would show it."""
    field = model.model_fields[name]
    return field.get_default(call_default_factory=True)


def test_every_key_of_a_source_is_documented():
    """The tables of config/README.md name the keys of `Source` and no others."""
    documented = rows("config/README.md")
    ways = {next(iter(way.model_fields)) for way in get_args(Discovery)}
    assert ways <= set(documented)
    files = {"rules.yaml", "sources.yaml", "monitor.yaml"}
    assert set(documented) - ways - files == set(Source.model_fields)


@pytest.mark.parametrize("model", [Listing, Api, Selectors, AtLeast, *get_args(Discovery)])
def test_every_key_below_a_source_is_documented(model: type[BaseModel]):
    """Each key of a listing, an API, the selectors and the floors stands in config/README.md."""
    text = (PROJECT / "config" / "README.md").read_text(encoding="utf-8")
    for name in model.model_fields:
        assert re.search(rf"`{name}\b", text), name


def test_every_key_of_monitor_yaml_is_documented_with_its_default():
    """The table of docs/operations.md and `Settings` agree, defaults included."""
    documented = rows("docs/operations.md")
    nested = {"digest": Digest, "telegram": Telegram, "pace": Pace, "crawling": Crawling}
    nested["retention"] = Retention
    for name in Settings.model_fields.keys() - {"chats"} - nested.keys():
        assert shown(default(Settings, name)) == documented[name].strip("`"), name
    for group, model in nested.items():
        for name in model.model_fields:
            assert shown(default(model, name)) == documented[f"{group}.{name}"].strip("`"), name
    assert {"chats.main.id", "chats.admin.id"} < documented.keys()
    for name in Chat.model_fields.keys() - {"id"}:
        value = default(Chat, name)
        written = "none" if value is None else shown(value)
        assert written == documented[f"chats.NAME.{name}"].strip("`"), name


def shown(value: Any) -> str:
    """A default as YAML writes it."""
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    if hasattr(value, "total_seconds"):
        seconds = int(value.total_seconds())
        if seconds % 86400 == 0 and seconds > 7 * 86400:
            return f"{seconds // 86400}d"
        for unit, size in (("h", 3600), ("m", 60)):
            if seconds % size == 0 and seconds > size:
                return f"{seconds // size}{unit}"
        return f"{seconds}s"
    return str(value)


def test_the_nightly_copy_is_made_as_the_document_says(tmp_path: Path):
    """The line for the crontab, run by a shell, leaves a copy by its date, and once a day."""
    Store(tmp_path / "data" / "marqab.sqlite3").open().close()
    text = (PROJECT / "docs/operations.md").read_text(encoding="utf-8")
    [line] = re.findall(r"^15 4 \* \* \* (.*)$", text, re.MULTILINE)
    command = line.replace(r"\%", "%").replace("/srv/marqab", str(tmp_path))
    command = command.replace(".venv/bin/marqab", f"{sys.executable} -m monitor.cli")
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    [copy] = (tmp_path / "backups").iterdir()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d\.sqlite3", copy.name)


def test_the_documented_unit_never_gives_up():
    """Each setting stands in the section in which systemd reads it; seconds are enough to stop."""
    text = (PROJECT / "docs/operations.md").read_text(encoding="utf-8")
    unit = ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(text.split("```ini\n")[1].split("```")[0])
    assert unit["Unit"]["StartLimitIntervalSec"] == "0"
    assert int(unit["Service"]["RestartSec"]) > 0
    patience = PATIENCE_AT_STOP + Settings().telegram.read_timeout
    assert int(unit["Service"]["TimeoutStopSec"]) > patience.total_seconds()


def test_every_command_that_a_document_names_exists():
    """`marqab NAME` in a document is a command of the program."""
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        for name in re.findall(r"`(?:\.venv/bin/)?marqab ([a-z]+)", text):
            assert name in main.commands, f"{document.name}: marqab {name}"


def test_every_shipped_rule_is_described_with_its_severity():
    """The first table of docs/shipped-rules.md has the rules of the file and their severities."""
    rules = (PROJECT / "config/rules.yaml").read_text(encoding="utf-8")
    shipped = re.findall(r"^  - id: (\w+)\n(?:    .*\n)*?    severity: (\w+)", rules, re.MULTILINE)
    text = (PROJECT / "docs/shipped-rules.md").read_text(encoding="utf-8").partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \| (\w+) ", text, re.MULTILINE) == shipped


def test_every_helper_of_the_tests_is_listed():
    """CONTRIBUTING.md says of each file in tests/ that holds no tests what it gives."""
    text = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for file in (PROJECT / "tests").glob("*.py"):
        if not file.name.startswith(("test_", "conftest")):
            assert f"`tests/{file.name}`" in text, file.name


def test_every_link_between_documents_leads_somewhere():
    """A relative link names a file that is there."""
    for document in DOCUMENTS:
        for target in re.findall(
            r"\]\((?!https?:)([^)#]+)\)", document.read_text(encoding="utf-8")
        ):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_every_file_that_a_document_names_exists():
    """A path in backticks that looks like one of the project's is there."""
    pattern = r"`((?:spiders|monitor|config|tests|bench|docs)/[\w./-]*)`"
    for document in DOCUMENTS:
        for path in re.findall(pattern, document.read_text(encoding="utf-8")):
            assert (PROJECT / path).exists(), f"{document.name}: {path}"
