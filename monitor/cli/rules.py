"""The commands of whoever edits the rules: try, check, compare, go back."""

from pathlib import Path

import click

from monitor.cli.place import RULES, Place, json_line
from monitor.commands.ending import reporting
from monitor.commands.progress import waiting
from monitor.config import RULES_FILE

JSON = click.option("--json", "as_json", is_flag=True, help="The same as JSON lines.")


@click.group()
def rules() -> None:
    """Try rules, get advice, see what a change would do, and go back to an earlier version."""


@rules.command()
@click.argument("rule_id", required=False)
@RULES
@JSON
@click.pass_obj
@reporting
def test(place: Place, rule_id: str | None, rules_file: Path | None, *, as_json: bool) -> int:
    """Run the examples of every rule, or of RULE_ID; exit code 1 when one fails."""
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
@click.pass_obj
@reporting
def lint(
    place: Place,
    rules_file: Path | None,
    *,
    as_json: bool,
    strict: bool,
) -> int:
    """Advice on a rule file: what never adds a hit, what hits too much, what is missing."""
    from monitor.commands.rules.advice import advise

    found = advise(place.draft(rules_file))
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
    """Print the JSON Schema that lets an editor complete and check a file as it is typed."""
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
    """The rule versions that were live, newest first; with SHA256 the text of that one."""
    from monitor.archive.rulebook import Rulebook
    from monitor.commands.rules import history

    with place.existing_store() as store:
        if sha256:
            found = Rulebook(store).beginning_with(sha256)
            click.echo(history.chosen(found, sha256).text.encode(), nl=False)
            return
        for entry in history.log(Rulebook(store).versions(), limit=limit):
            json_line(entry.as_dict()) if as_json else click.echo(entry.line())


@rules.command()
@click.argument("sha256")
@click.pass_obj
@reporting
def rollback(place: Place, sha256: str) -> None:
    """Put an earlier version back into rules.yaml; a running service takes it up by itself."""
    from monitor.archive.rulebook import Rulebook
    from monitor.clock import now
    from monitor.commands.rules import history
    from monitor.config import check_rules

    file = place.config / RULES_FILE
    with place.existing_store() as store:
        book = Rulebook(store)
        version = history.chosen(book.beginning_with(sha256), sha256)
        with waiting("checking the version"):
            check_rules(version.text, place.config)
        aside = history.put_back(version.text, file, book.versions(), now())
    click.echo(f"{file}: now {version.sha256[: history.SHORT]}, live since {version.at:%Y-%m-%d}")
    if aside:
        click.echo(f"{aside}: what stood there before, which was never live")
