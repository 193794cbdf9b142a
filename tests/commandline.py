"""The command as a user types it, in a configuration of one rule, one outlet and defaults."""

from pathlib import Path

from click.testing import CliRunner, Result

from builders import RULES
from monitor.cli import main

SOURCES = """
sources:
  - id: sahel
    name: الساحل اليوم
    url: https://sahel.example/
    discover:
      - feed: https://sahel.example/feed
"""


def a_config(folder: Path, rules: str = RULES) -> Path:
    """The directory `config` in this folder, with its three files."""
    config = folder / "config"
    config.mkdir()
    (config / "rules.yaml").write_text(rules, encoding="utf-8")
    (config / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (config / "monitor.yaml").write_text("timezone: Asia/Damascus\n", encoding="utf-8")
    return config


def marqab(
    config: Path, *command: str, stdin: str | bytes | None = None, db: Path | None = None
) -> Result:
    """What the command prints and how it ends; an exception of ours fails the test.

    The database is beside the configuration, unless `db` names another.
    """
    options = ["--config", str(config), "--db", str(db or config.parent / "marqab.sqlite3")]
    result = CliRunner().invoke(main, [*options, *command], input=stdin)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result
