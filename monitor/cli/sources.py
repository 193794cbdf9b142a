"""The commands about outlets: what is watched, does it answer, how to add and repair one."""

from collections.abc import Sequence
from contextlib import aclosing
from pathlib import Path

import click

from monitor.archive.store import looking
from monitor.cli.place import Place, json_line, show
from monitor.commands.ending import reporting
from monitor.commands.progress import clear, waiting
from monitor.config import SOURCES_FILE
from monitor.errors import MarqabError
from monitor.settings import read_settings
from spiders.contract import Source
from spiders.sources import read_sources


@click.group()
def sources() -> None:
    """List outlets, try them live, add one, save pages for a repair."""


@sources.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON line for each outlet.")
@click.pass_obj
@reporting
def list_command(place: Place, *, as_json: bool) -> None:
    """List every outlet, and how its last poll went."""
    from monitor.commands.sources.table import table

    outlets = read_sources(place.config / SOURCES_FILE)
    if place.db.exists():
        with looking(place.db) as store:
            rows = table(outlets, store)
    else:
        rows = table(outlets, None)
    for row in rows:
        if as_json:
            json_line(row.as_dict())
        else:
            click.echo(row.line())


@sources.command("probe")
@click.argument("source_id", required=False)
@click.option("--all", "every", is_flag=True, help="Every outlet, disabled ones left out.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line for each outlet.")
@click.pass_obj
@reporting
def probe_command(place: Place, source_id: str | None, *, every: bool, as_json: bool) -> int:
    """Try an outlet on the web, stage by stage.

    When it works, the date goes into `verified` of its entry in sources.yaml; nothing is archived
    or posted.
    """
    from monitor.clock import now
    from monitor.commands.sources.entry import record_verified
    from monitor.commands.sources.probe import probe_all
    from spiders.crawl import run

    path = place.config / SOURCES_FILE
    chosen = _chosen(read_sources(path), source_id, every=every)
    settings = read_settings(place.config)

    async def show_all() -> list[str]:
        good = []
        async with aclosing(probe_all(chosen, settings.crawling)) as probes:
            async for found in probes:
                clear()
                show(found, as_json=as_json)
                if found.problem is None:
                    good.append(found.source)
        return good

    with waiting("asking the outlets"):
        good = run(show_all)
    if good:
        record_verified(path, now().astimezone(settings.zone).date(), good)
        click.echo(f"{path}: verified {len(good)} of {len(chosen)}", err=True)
    return 0 if len(good) == len(chosen) else 1


@sources.command()
@click.argument("url")
@click.option("--id", "source_id", help="Its short name in Latin letters.")
@click.option("--write", is_flag=True, help="Append the entry to sources.yaml.")
@click.option("--allow-private", is_flag=True, help="For a site on this machine.")
@click.pass_obj
@reporting
def add(
    place: Place, url: str, source_id: str | None, *, write: bool, allow_private: bool
) -> None:
    """Find out how the site at URL can be read.

    Prints its entry for sources.yaml.
    """
    from monitor.clock import now
    from monitor.commands.sources.add import find
    from monitor.commands.sources.entry import append_entry, ids_in
    from monitor.commands.sources.probe import article_line
    from spiders.crawl import run

    path = place.config / SOURCES_FILE
    known = ids_in(path)
    settings = read_settings(place.config)

    def say(line: str) -> None:
        clear()
        click.echo(line, err=True)

    with waiting(f"trying {url}"):
        found = run(
            lambda: find(
                url,
                taken=known,
                source_id=source_id,
                allow_private=allow_private,
                deadline=settings.crawling.deadline,
                say=say,
            )
        )
    for article in found.articles:
        say(article_line(article))
    entry = found.entry(now().astimezone(settings.zone).date())
    if write:
        append_entry(path, entry)
        click.echo(f"{path}: added «{found.source.id}»", err=True)
    click.echo(entry, nl=False)


@sources.command("save")
@click.argument("source_id")
@click.option("--to", type=click.Path(path_type=Path), help="A new folder; data/saved/ID if none.")
@click.pass_obj
@reporting
def save_command(place: Place, source_id: str, to: Path | None) -> None:
    """Keep the raw pages of an outlet as a test fixture.

    So a repair starts with a test.
    """
    from monitor.clock import now
    from monitor.commands.sources.save import collect, save
    from spiders.crawl import run

    [source] = _chosen(read_sources(place.config / SOURCES_FILE), source_id, every=False)
    settings = read_settings(place.config)
    folder = to or place.db.parent / "saved" / source.id
    with waiting(f"asking {source.id}"):
        kept = run(lambda: collect(source, settings.crawling.deadline))
    for line in save(kept, source, folder, now()):
        click.echo(line)
    click.echo(
        f"{folder}: the structure may be kept as a fixture, the text is its publisher's; "
        "write in each expected.json what a reader would say"
    )


def _chosen(outlets: Sequence[Source], source_id: str | None, *, every: bool) -> list[Source]:
    if every == (source_id is not None):
        raise click.UsageError("name one outlet, or say --all")
    if every:
        return [source for source in outlets if source.enabled]
    for source in outlets:
        if source.id == source_id:
            return [source]
    raise MarqabError(f"there is no source «{source_id}» in {SOURCES_FILE}")
