"""The commands of whoever edits the rules: try, check, compare, go back."""

from datetime import timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import click

from monitor.archive.store import looking
from monitor.cli.place import JSON, RULES, Place, json_line
from monitor.commands.ending import reporting
from monitor.commands.progress import waiting
from monitor.config import RULES_FILE

Key = Literal["should_match", "should_not_match"]
UTC = ZoneInfo("UTC")


@click.group()
def rules() -> None:
    """Try rules, get advice, compare with the past, go back."""


@rules.command()
@click.argument("rule_id", required=False)
@RULES
@JSON
@click.pass_obj
@reporting
def test(place: Place, rule_id: str | None, rules_file: Path | None, *, as_json: bool) -> int:
    """Run the examples of every rule, or of RULE_ID.

    Exit code 1 when one fails.
    """
    from monitor.commands.rules.trial import trials

    found = [trial for trial in trials(place.draft(rules_file)) if rule_id in (None, trial.rule)]
    if rule_id and not found:
        raise click.UsageError(f"there is no rule «{rule_id}»")
    for trial in found:
        if as_json:
            json_line(trial.as_dict())
            continue
        click.echo(trial.line())
        for fault in trial.faults:
            click.echo(f"  {fault}")
    return int(any(trial.faults for trial in found))


@rules.command()
@RULES
@JSON
@click.option("--strict", is_flag=True, help="Exit code 1 also for advice.")
@click.option("--no-archive", is_flag=True, help="Do not ask the archive how often rules hit.")
@click.pass_obj
@reporting
def lint(
    place: Place,
    rules_file: Path | None,
    *,
    as_json: bool,
    strict: bool,
    no_archive: bool,
) -> int:
    """Give advice: what never hits, hits too much, or is missing."""
    from monitor.clock import now
    from monitor.commands.rules.advice import DEAD_AFTER, advise, advise_by_hits, misplaced
    from monitor.commands.rules.backtest import backtest as compare
    from monitor.config import unknown_names

    draft = place.draft(rules_file)
    found = sorted([*advise(draft), *misplaced(unknown_names(draft, place.config))])
    if place.db.exists() and not no_archive:
        until = now()
        # A day more than is asked for, or an archive would never be old enough.
        since = until - DEAD_AFTER - timedelta(days=1)
        counts = compare(place.db, draft, draft, since=since, until=until, zone=UTC).counts
        span = until - (counts.oldest or until)
        found += advise_by_hits(draft, counts.before, articles=counts.articles, span=span)
        found.sort()
    for advice in found:
        json_line(advice.as_dict()) if as_json else click.echo(str(advice))
    if not as_json:
        errors = sum(advice.level == "error" for advice in found)
        click.echo(f"{errors} errors, {len(found) - errors} pieces of advice")
    return int(any(strict or advice.level == "error" for advice in found))


@rules.command()
@click.argument("file", type=click.Choice(["rules", "sources", "monitor"]), default="rules")
@click.option("--write", is_flag=True, help="Write all three beside the files they describe.")
@click.pass_obj
@reporting
def schema(place: Place, file: str, *, write: bool) -> None:
    """Print the JSON Schema by which editors check a file.

    They complete keys and underline what is wrong as it is typed.
    """
    from monitor.commands.rules.schema import schema_text, write_schemas

    if write:
        for path in write_schemas(place.config):
            click.echo(str(path))
    else:
        click.echo(schema_text(file).encode(), nl=False)


@rules.command()
@click.argument("sha256", required=False)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@JSON
@click.pass_obj
@reporting
def log(place: Place, sha256: str | None, limit: int, *, as_json: bool) -> None:
    """List the rule versions that were live, newest first.

    With SHA256, print the text of that one.
    """
    from monitor.archive.rulebook import Rulebook
    from monitor.commands.rules import history

    with looking(place.db) as store:
        if sha256:
            click.echo(history.chosen(Rulebook(store), sha256).text.encode(), nl=False)
            return
        for entry in history.log(Rulebook(store).versions(), limit=limit):
            json_line(entry.as_dict()) if as_json else click.echo(entry.line())


@rules.command()
@click.argument("sha256")
@click.pass_obj
@reporting
def rollback(place: Place, sha256: str) -> None:
    """Put an earlier version back into rules.yaml.

    A running service takes it up by itself.
    """
    from monitor.archive.rulebook import Rulebook
    from monitor.clock import now
    from monitor.commands.rules import history
    from monitor.config import check_rules

    file = place.config / RULES_FILE
    with looking(place.db) as store:
        book = Rulebook(store)
        version = history.chosen(book, sha256)
        with waiting("checking the version"):
            check_rules(version.text, place.config)
        aside = history.put_back(version.text, file, book.versions(), now())
    click.echo(f"{file}: now {version.name}, live since {version.at:%Y-%m-%d}")
    if aside:
        click.echo(f"{aside}: what stood there before, which was never live")


@rules.command()
@RULES
@click.option("--days", type=click.IntRange(1, 3650), default=30, show_default=True,
              help="How far back into the archive.")  # fmt: skip
@click.option(
    "--against", metavar="SHA256", help="A version of `rules log`, not the last live one."
)
@click.option("--picture", type=click.Path(path_type=Path, dir_okay=False, writable=True),
              help="Also draw bars per day into this PNG.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
@click.pass_obj
@reporting
def backtest(
    place: Place,
    rules_file: Path | None,
    days: int,
    against: str | None,
    picture: Path | None,
    *,
    as_json: bool,
) -> None:
    """Show what changed rules would have flagged in the past.

    They are rules.yaml or another file, and are compared with the rules that are live.
    """
    from monitor.archive.rulebook import Rulebook
    from monitor.clock import now
    from monitor.commands.rules import history, report
    from monitor.commands.rules.backtest import backtest as compare
    from monitor.match.examples import check_examples
    from monitor.settings import read_settings

    candidate = place.draft(rules_file)
    if failing := check_examples(candidate):
        count = f"{len(failing)} of its examples fail, so it could not go live; the first:"
        click.echo(f"{count}\n{failing[0]}", err=True)
    with looking(place.db) as store:
        book = Rulebook(store)
        version = history.chosen(book, against) if against else book.latest()
    live = version.compiled() if version else place.draft(None)
    zone, until = read_settings(place.config).zone, now()
    since = until - timedelta(days=days)
    found = compare(place.db, live, candidate, since=since, until=until, zone=zone)
    if as_json:
        json_line(report.as_dict(found))
    else:
        for line in report.lines(found):
            click.echo(line)
    if picture:
        from monitor.commands.rules.picture import draw

        draw(found, picture)


@rules.command()
@click.argument("rule_id")
@click.argument("url_or_text")
@click.option("--match", "key", flag_value="should_match", help="The rule must find it.")
@click.option("--no-match", "key", flag_value="should_not_match", help="It must leave it alone.")
@click.pass_obj
@reporting
def example(place: Place, rule_id: str, url_or_text: str, key: Key | None) -> int:
    """Add an article or a text to the examples of a rule.

    Nothing else in rules.yaml changes. Exit code 1 while the rule judges the example otherwise:
    until the rule is mended, a running service keeps the rules it has.
    """
    from monitor.commands.rules.example import add_example, example_of
    from monitor.commands.rules.history import write
    from monitor.commands.sought import archived_or_fetched

    if key is None:
        raise click.UsageError("say one of --match and --no-match")
    draft = place.draft(None)
    if rule_id not in draft.by_id:
        raise click.UsageError(f"there is no rule «{rule_id}»")
    article = archived_or_fetched(url_or_text, place.config, place.db)
    text = example_of(article, draft.by_id[rule_id], draft) if article else url_or_text
    added = add_example(draft.file, rule_id, key, text)
    write(added.text, place.config / RULES_FILE)
    click.echo(f"{draft.file.name}:{added.line}:{added.column}: added to {key} of «{rule_id}»")
    if added.verdict.fired == (key == "should_match"):
        return 0
    nearest = f" ({added.verdict.nearest})" if added.verdict.nearest else ""
    click.echo(f"«{rule_id}» judges it otherwise so far: {added.verdict.reason}{nearest}")
    click.echo("a running service keeps the rules it has until the rule is mended")
    return 1


@rules.command()
@click.argument("rule_id", required=False)
@RULES
@click.option("--days", type=click.IntRange(1, 3650), default=30, show_default=True,
              help="How far back into the archive.")  # fmt: skip
@JSON
@click.pass_obj
@reporting
def suggest(
    place: Place, rule_id: str | None, rules_file: Path | None, days: int, *, as_json: bool
) -> None:
    """Suggest words that rules nearly found, or that come with hits.

    Of every rule, or of RULE_ID.
    """
    from monitor.clock import now
    from monitor.commands.rules import suggest as suggesting

    draft = place.draft(rules_file)
    if rule_id and rule_id not in draft.by_id:
        raise click.UsageError(f"there is no rule «{rule_id}»")
    until = now()
    since = until - timedelta(days=days)
    ids = {rule_id} if rule_id else set(draft.by_id)
    found = suggesting.suggest(place.db, draft, ids, since=since, until=until)
    if as_json:
        for suggestions in found.values():
            for one in suggestions:
                json_line(one.as_dict())
    else:
        for line in suggesting.lines(found, days=days):
            click.echo(line)
