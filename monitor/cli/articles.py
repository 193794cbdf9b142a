"""The commands that look at single articles: what they are, what matches, what would be told."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from monitor.cli.place import RULES, Place, complain, json_line, show
from monitor.commands.ending import reporting
from monitor.commands.lines import GoodLines
from monitor.commands.progress import progress
from monitor.config import SOURCES_FILE
from spiders.contract import Refused
from spiders.sources import read_sources
from spiders.yamlfile import Faults

if TYPE_CHECKING:
    from monitor.commands.explain import Explanation


@click.command()
@click.argument("file_or_url")
@click.option("--url", help="The address a saved page was read from.")
@click.option("--source", "source_id", help="The outlet, when its address does not tell.")
@click.pass_obj
@reporting
def extract(place: Place, file_or_url: str, url: str | None, source_id: str | None) -> int:
    """Print the article on one page as JSON, or why there is none."""
    from monitor.commands.pages import extract_page

    sources = read_sources(place.config / SOURCES_FILE)
    outcome = extract_page(file_or_url, sources=sources, url=url, source_id=source_id)
    if isinstance(outcome, Refused):
        json_line({"refused": outcome.reason, "detail": outcome.detail, "url": outcome.url})
        return 1
    json_line(outcome.model_dump(mode="json"))
    return 0


@click.command("match")
@click.argument("file", type=click.File("rb"))
@RULES
@click.pass_obj
@reporting
def match_command(place: Place, file: BinaryIO, rules_file: Path | None) -> int:
    """Say which rules each article of a FILE matches, and where.

    FILE holds one article in JSON on each line; - is standard input.
    """
    from monitor.match.matcher import as_dict, match

    ruleset = place.ruleset(rules_file)
    lines = GoodLines(file, complain)
    # On the terminal itself the output shows how far it is.
    for article in lines if sys.stdout.isatty() else progress(lines, "matched"):
        found = [as_dict(one) for one in match(article, ruleset)]
        json_line({"url": article.url, "rules": found})
    return lines.exit_code


@click.command()
@click.argument("url_or_id")
@RULES
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
@click.pass_obj
@reporting
def explain(place: Place, url_or_id: str, rules_file: Path | None, *, as_json: bool) -> int:
    """Say why an article became an alert or not, stage by stage.

    URL_OR_ID is an address, an archived article's number, or - for a text on standard input.
    """
    explanation = _explained(place, url_or_id, rules_file)
    show(explanation, as_json=as_json)
    return explanation.exit_code


def _explained(place: Place, url_or_id: str, rules_file: Path | None) -> "Explanation":
    from monitor.commands.explain import explain_article, explain_meanwhile, explain_text
    from monitor.commands.sought import from_stdin

    try:
        configuration = place.configuration(rules_file)
    except Faults as faults:
        # A service that runs has kept its last good files, and decides by them.
        known = None
        if rules_file is None and url_or_id != "-":
            known = explain_meanwhile(url_or_id, faults, place.db)
        if known is None:
            raise
        return known
    if url_or_id == "-":
        return explain_text(from_stdin(), configuration)
    return explain_article(url_or_id, configuration, place.db)


@click.command()
@click.argument("file", type=click.File("rb"))
@RULES
@click.option("--json", "as_json", is_flag=True, help="One JSON line for each article.")
@click.option("--transcript", is_flag=True, help="As Markdown, with Arabic: the day, the channel.")
@click.pass_obj
@reporting
def replay(
    place: Place, file: BinaryIO, rules_file: Path | None, *, as_json: bool, transcript: bool
) -> int:
    """Show what would have become of the articles of a FILE.

    They go through match, group, alert and render on a virtual clock; nothing is sent.
    """
    from monitor.commands.replay import replay_articles
    from monitor.commands.transcript import transcribe

    if as_json and transcript:
        raise click.UsageError("say one of --json and --transcript")
    configuration = place.configuration(rules_file)
    lines = GoodLines(file, complain)
    if transcript:
        zone = configuration.settings.zone
        for text in transcribe(list(replay_articles(lines, configuration)), zone):
            click.echo(text.encode())
        return lines.exit_code
    for step in replay_articles(lines, configuration):
        if as_json:
            json_line(step.as_dict())
        else:
            click.echo(step.line())
    return lines.exit_code
