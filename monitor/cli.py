"""The command `marqab`: options, output and exit codes; what is done stands elsewhere.

Exit codes: 0 good, 1 something the user must fix, 2 wrong usage (click's own), 130 Ctrl-C.
People get short Latin lines, because terminals often show Arabic reversed; programs get UTF-8
JSON lines with real Arabic letters.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO

import click

from monitor.archive.store import Store
from monitor.commands.ending import reporting
from monitor.commands.lines import BadLine, GoodLines
from monitor.commands.progress import clear, progress, waiting
from monitor.config import (
    RULES_FILE,
    SOURCES_FILE,
    Configuration,
    read_configuration,
    read_ruleset,
)
from monitor.errors import StoreError
from monitor.logs import configure_logging
from monitor.match.rules import RuleSet
from spiders.contract import Refused
from spiders.sources import read_sources

_RULES = click.option(
    "--rules", "rules_file", type=click.Path(path_type=Path), help="Another rules.yaml to use."
)

#: The largest that SQLite takes.
_NUMBER = click.IntRange(1, 2**63 - 1)


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

    @contextmanager
    def existing_store(self) -> Iterator[Store]:
        """The opened database, closed in the end.

        Raises:
            StoreError: there is none yet, or it cannot be used.
        """
        if not self.db.exists():
            raise StoreError(f"{self.db}: there is no database yet; start `marqab run`")
        store = Store(self.db)
        try:
            yield store.open()
        finally:
            store.close()


def _json_line(value: Any) -> None:
    # As bytes, for a terminal or a pipe may be set to something other than UTF-8.
    click.echo(json.dumps(value, ensure_ascii=False).encode())


def _complain(line: BadLine) -> None:
    clear()
    click.echo(str(line), err=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96})
@click.option("--config", type=click.Path(path_type=Path), default="config", show_default=True,
              help="Directory of rules.yaml, sources.yaml and monitor.yaml.")  # fmt: skip
@click.option("--db", type=click.Path(path_type=Path), default="data/marqab.sqlite3",
              show_default=True, help="The database file.")  # fmt: skip
@click.option("--verbose", is_flag=True, help="Log every step.")
@click.version_option(package_name="marqab")
@click.pass_context
def main(context: click.Context, config: Path, db: Path, *, verbose: bool) -> None:
    """Watch Arabic news sites by keyword rules; one living Telegram post per story."""
    if isinstance(sys.stdout, TextIOWrapper):
        # A terminal that knows no Arabic gets escapes, not a traceback.
        sys.stdout.reconfigure(errors="backslashreplace")
    configure_logging(verbose=verbose)
    context.obj = Place(config, db)


@main.command()
@click.option("--serve", is_flag=True, help="Keep site and service running instead of ending.")
@click.option("--out", type=click.Path(path_type=Path), default="data/demo", show_default=True,
              help="Where the demo keeps its database and its page.")  # fmt: skip
@click.pass_obj
@reporting
def demo(place: Place, out: Path, *, serve: bool) -> int:
    """The whole way on this machine: invented outlets, real crawl, real posts, two rounds."""
    from monitor.demo.play import play
    from spiders.crawl import run

    return run(lambda: play(out, rules_file=place.config / RULES_FILE, serve=serve))


@main.command()
@click.option("--once", is_flag=True, help="Poll every enabled source once, deliver, and end.")
@click.pass_obj
@reporting
def run(place: Place, *, once: bool) -> int:
    """The service: poll, match, post, until it is told to stop."""
    from monitor.service import serve
    from spiders import crawl

    return crawl.run(lambda: serve(place.config, place.db, once=once))


@main.command()
@click.option("--online", is_flag=True, help="Also try every source and the bot's rights.")
@click.pass_obj
@reporting
def check(place: Place, *, online: bool) -> int:
    """Validate every file and run every rule example."""
    configuration = place.configuration()
    sources = configuration.sources
    enabled = sum(source.enabled for source in sources)
    click.echo(f"rules    ok  {len(configuration.rules.rules)} rules, every example holds")
    click.echo(f"sources  ok  {len(sources)} outlets, {enabled} enabled")
    click.echo("monitor  ok")
    for note in configuration.rules.file.without_effect():
        click.echo(f"note     {note}")
    if not online:
        return 0
    from monitor.commands.online import check_online
    from spiders.crawl import run

    def say(line: str) -> None:
        clear()
        click.echo(line)

    with waiting("asking Telegram and every outlet"):
        return run(lambda: check_online(configuration, say))


@main.command()
@click.argument("file_or_url")
@click.option("--url", help="The address a saved page was read from.")
@click.option("--source", "source_id", help="The outlet, when its address does not tell.")
@click.pass_obj
@reporting
def extract(place: Place, file_or_url: str, url: str | None, source_id: str | None) -> int:
    """Turn one page into an Article, as JSON; or say why it is none."""
    from monitor.commands.pages import extract_page

    sources = read_sources(place.config / SOURCES_FILE)
    outcome = extract_page(file_or_url, sources=sources, url=url, source_id=source_id)
    if isinstance(outcome, Refused):
        _json_line({"refused": outcome.reason, "detail": outcome.detail, "url": outcome.url})
        return 1
    _json_line(outcome.model_dump(mode="json"))
    return 0


@main.command("match")
@click.argument("file", type=click.File("rb"))
@_RULES
@click.pass_obj
@reporting
def match_command(place: Place, file: BinaryIO, rules_file: Path | None) -> int:
    """Which rules each article of a JSON-lines FILE (- for stdin) matches, and where."""
    from monitor.match.matcher import as_dict, match

    ruleset = place.ruleset(rules_file)
    lines = GoodLines(file, _complain)
    # On the terminal itself the output shows how far it is.
    for article in lines if sys.stdout.isatty() else progress(lines, "matched"):
        found = [as_dict(one) for one in match(article, ruleset)]
        _json_line({"url": article.url, "rules": found})
    return lines.exit_code


@main.command()
@click.argument("url_or_id")
@_RULES
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
@click.pass_obj
@reporting
def explain(place: Place, url_or_id: str, rules_file: Path | None, *, as_json: bool) -> int:
    """Why an article did or did not become an alert: the reason of every stage."""
    from monitor.commands.explain import explain_article

    explanation = explain_article(url_or_id, place.configuration(rules_file), place.db)
    if as_json:
        _json_line(explanation.as_dict())
    else:
        for line in explanation.lines():
            click.echo(line)
    return explanation.exit_code


@main.command()
@click.argument("file", type=click.File("rb"))
@_RULES
@click.option("--json", "as_json", is_flag=True, help="One JSON line for each article.")
@click.pass_obj
@reporting
def replay(place: Place, file: BinaryIO, rules_file: Path | None, *, as_json: bool) -> int:
    """Run dated articles through match, group, alert and render on a virtual clock."""
    from monitor.commands.replay import replay_articles

    configuration = place.configuration(rules_file)
    lines = GoodLines(file, _complain)
    for step in replay_articles(lines, configuration):
        if as_json:
            _json_line(step.as_dict())
        else:
            click.echo(step.line())
    return lines.exit_code


@main.command()
@click.argument("source_id", required=False)
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
@click.pass_obj
@reporting
def status(place: Place, source_id: str | None, *, as_json: bool) -> int:
    """Sources, last polls, the queue, and what is wrong; exit code 1 when something is."""
    from monitor.clock import now
    from monitor.commands.status import read_status

    found = read_status(place.config, place.db, now=now(), only=source_id)
    if as_json:
        _json_line(found.as_dict())
    else:
        for line in found.lines():
            click.echo(line)
    return 1 if found.wrong else 0


@main.group(invoke_without_command=True)
@click.pass_context
@reporting
def posts(context: click.Context) -> None:
    """What is planned, failed or in doubt; `settle` ends a doubt."""
    from monitor.commands.posts import open_posts

    if context.invoked_subcommand is None:
        with context.obj.existing_store() as store:
            for line in open_posts(store):
                click.echo(line)


@posts.command()
@click.argument("post_id", type=_NUMBER)
@click.option("--sent", "message_id", type=_NUMBER, metavar="NUMBER",
              help="It stands in the chat under this number.")  # fmt: skip
@click.option("--absent", is_flag=True, help="It never arrived: send it.")
@click.option("--give-up", is_flag=True, help="Do not send it again, whatever became of it.")
@click.pass_obj
@reporting
def settle(
    place: Place, post_id: int, message_id: int | None, *, absent: bool, give_up: bool
) -> None:
    """End the doubt about a post by what you saw in the chat, or give up a refused one."""
    from monitor.clock import now
    from monitor.commands import posts

    if (message_id is not None) + absent + give_up != 1:
        raise click.UsageError("say one of --sent NUMBER, --absent and --give-up")
    with place.existing_store() as store:
        posts.settle(store, post_id, message_id=message_id, absent=absent, now=now())


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
@reporting
def backup(place: Place, file: Path) -> int:
    """Write a consistent copy of the database to a new FILE, also while the service runs."""
    with place.existing_store() as store, waiting(f"copying {place.db}"):
        store.backup(file)
    click.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    main()
