"""The commands of whoever operates the service."""

from pathlib import Path

import click

from monitor.archive.store import looking
from monitor.cli.place import Place, show
from monitor.commands.counted import counted
from monitor.commands.ending import reporting
from monitor.commands.progress import clear, waiting
from monitor.config import RULES_FILE


@click.command()
@click.option("--serve", is_flag=True, help="Keep site, service and watch room running.")
@click.option("--out", type=click.Path(path_type=Path), default="data/demo", show_default=True,
              help="Where the demo keeps its database and its page.")  # fmt: skip
@click.pass_obj
@reporting
def demo(place: Place, out: Path, *, serve: bool) -> int:
    """Play the whole way on this machine, with invented outlets.

    The crawl, the rules and the posts are real; there are two rounds.
    """
    from monitor.demo.play import play
    from spiders.crawl import run

    return run(lambda: play(out, rules_file=place.config / RULES_FILE, serve=serve))


@click.command()
@click.option("--once", is_flag=True, help="Poll every enabled source once, deliver, and end.")
@click.pass_obj
@reporting
def run(place: Place, *, once: bool) -> int:
    """Run the service: poll, match and post until told to stop."""
    from monitor.service import serve
    from spiders import crawl

    return crawl.run(lambda: serve(place.config, place.db, once=once))


@click.command()
@click.option("--online", is_flag=True, help="Also try every source and the bot's rights.")
@click.pass_obj
@reporting
def check(place: Place, *, online: bool) -> int:
    """Validate every file and run every rule example."""
    from monitor.credentials import read_secrets

    configuration = place.configuration()
    secrets = read_secrets()
    sources = configuration.sources
    enabled = sum(source.enabled for source in sources)
    rules = counted(len(configuration.rules.rules), "rule")
    click.echo(f"rules    ok  {rules}, every example holds")
    click.echo(f"sources  ok  {counted(len(sources), 'outlet')}, {enabled} enabled")
    click.echo("monitor  ok")
    has_bot = secrets.telegram_token is not None
    click.echo(f"secrets  ok  {'a bot token' if has_bot else 'no bot token: posts go to a page'}")
    if not enabled:
        click.echo("note     no outlet is enabled, so nothing is watched")
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


@click.command()
@click.argument("source_id", required=False)
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
@click.pass_obj
@reporting
def status(place: Place, source_id: str | None, *, as_json: bool) -> int:
    """Show the sources, the queue and what is wrong.

    Exit code 1 when something is wrong.
    """
    from monitor.clock import now
    from monitor.commands.status import read_status

    found = read_status(place.config, place.db, now=now(), only=source_id)
    show(found, as_json=as_json)
    return 1 if found.wrong else 0


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
@reporting
def backup(place: Place, file: Path) -> int:
    """Copy the database to a new FILE, also while the service runs."""
    with looking(place.db, older=True) as store, waiting(f"copying {place.db}"):
        store.backup(file)
    click.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB")
    return 0
