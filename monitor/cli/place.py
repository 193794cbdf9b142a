"""What every command shares: the global options, their checks, and ways to print.

People get short Latin lines, because terminals often show Arabic reversed; programs get UTF-8
JSON lines with real Arabic letters.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import click

from monitor.commands.lines import BadLine
from monitor.commands.progress import clear, waiting
from monitor.config import RULES_FILE, Configuration, read_configuration, read_ruleset
from monitor.match.rulefile import read_rules
from monitor.match.rules import RuleSet, compile_rules

RULES = click.option(
    "--rules", "rules_file", type=click.Path(path_type=Path), help="Another rules.yaml to use."
)

JSON = click.option("--json", "as_json", is_flag=True, help="The same as JSON lines.")

#: The number of a post, story or article; SQLite takes no larger one.
NUMBER = click.IntRange(1, 2**63 - 1)


@dataclass(frozen=True, slots=True)
class Place:
    """The global options: where the configuration and the database are."""

    config: Path
    db: Path

    def configuration(self, rules_file: Path | None = None) -> Configuration:
        """All three files, checked."""
        with waiting("reading the configuration"):
            return read_configuration(self.config, rules_file=rules_file)

    def ruleset(self, rules_file: Path | None) -> RuleSet:
        """The rules alone, checked."""
        with waiting("reading the rules"):
            return read_ruleset(rules_file or self.config / RULES_FILE)

    def draft(self, rules_file: Path | None) -> RuleSet:
        """The rules alone; whether their examples hold is not tried."""
        with waiting("reading the rules"):
            return compile_rules(read_rules(rules_file or self.config / RULES_FILE))


def json_line(value: Any) -> None:
    """Print one line for programs."""
    # As bytes, for a terminal or a pipe may be set to something other than UTF-8.
    click.echo(json.dumps(value, ensure_ascii=False).encode())


class Shown(Protocol):
    """What people are shown in lines, and programs as one JSON object."""

    def lines(self) -> Iterable[str]:
        """What people see: short Latin lines."""

    def as_dict(self) -> dict[str, Any]:
        """What programs read, as one JSON object."""


def show(found: Shown, *, as_json: bool) -> None:
    """Print it for programs, or else for people."""
    if as_json:
        json_line(found.as_dict())
    else:
        for line in found.lines():
            click.echo(line)


def complain(line: BadLine) -> None:
    """Print what is wrong with a line of input, without ending."""
    clear()
    click.echo(str(line), err=True)
