"""The commands of whoever corrects stories: look, merge, split, take back."""

import getpass
from collections.abc import Callable
from datetime import timedelta

import click

from monitor.archive.corrections import Correction
from monitor.archive.store import changing, looking
from monitor.cli.place import JSON, NUMBER, Place, json_line, show
from monitor.commands.ending import reporting
from monitor.editor import Editor

BY = click.option("--by", default=getpass.getuser, show_default="you", help="Who says so.")


@click.group()
def stories() -> None:
    """Look at stories; merge them, split them, take that back."""


@stories.command("list")
@click.option("--days", type=click.IntRange(1, 3650), default=3, show_default=True,
              help="Stories with an article in this time.")  # fmt: skip
@click.option("--doubtful", is_flag=True, help="Only those that may be part of another.")
@JSON
@click.pass_obj
@reporting
def list_stories(place: Place, days: int, *, doubtful: bool, as_json: bool) -> None:
    """List the stories of the last days, the newest first."""
    from monitor.clock import now
    from monitor.commands.stories import stories_since

    with looking(place.db) as store:
        for one in stories_since(store, now() - timedelta(days=days), doubtful=doubtful):
            json_line(one.as_dict()) if as_json else click.echo(one.line())


@stories.command("show")
@click.argument("story", type=NUMBER)
@JSON
@click.pass_obj
@reporting
def show_command(place: Place, story: int, *, as_json: bool) -> None:
    """Show the articles of a STORY with reasons, and its posts."""
    from monitor.commands.stories import show as show_story

    with looking(place.db) as store:
        show(show_story(store, story), as_json=as_json)


@stories.command()
@click.argument("story_a", type=NUMBER)
@click.argument("story_b", type=NUMBER)
@BY
@JSON
@click.pass_obj
@reporting
def merge(place: Place, story_a: int, story_b: int, by: str, *, as_json: bool) -> None:
    """Make one story of two.

    The post of the younger then points to that of the older.
    """
    from monitor.clock import now

    _correct(place, lambda editor: editor.merge(story_a, story_b, by=by, now=now()), as_json)


@stories.command()
@click.argument("story", type=NUMBER)
@click.argument("articles", type=NUMBER, nargs=-1, required=True)
@BY
@JSON
@click.pass_obj
@reporting
def split(place: Place, story: int, articles: tuple[int, ...], by: str, *, as_json: bool) -> None:
    """Move ARTICLES out of a STORY into a new one.

    It gets a post of its own.
    """
    from monitor.clock import now

    _correct(place, lambda editor: editor.split(story, articles, by=by, now=now()), as_json)


@stories.command()
@click.argument("correction", type=NUMBER, required=False)
@BY
@JSON
@click.pass_obj
@reporting
def undo(place: Place, correction: int | None, by: str, *, as_json: bool) -> None:
    """Take back a CORRECTION, or the newest; posts follow."""
    from monitor.clock import now

    _correct(place, lambda editor: editor.undo(correction, by=by, now=now()), as_json)


@stories.command()
@click.argument("story", type=NUMBER)
@click.pass_obj
@reporting
def apart(place: Place, story: int) -> None:
    """Say of a STORY in doubt that it is not part of the other."""
    from monitor.clock import now
    from monitor.commands.stories import editor_of
    from monitor.credentials import read_secrets

    configuration = place.configuration()
    with changing(place.db) as store:
        editor_of(store, configuration, read_secrets()).keep_apart(story, now=now())


@stories.command()
@click.pass_obj
@reporting
def pairs(place: Place) -> None:
    """Print what editors said of pairs of articles, as JSON lines.

    Each line has both texts.
    """
    from monitor.commands.stories import labelled_pairs

    with looking(place.db) as store:
        for pair in labelled_pairs(store):
            json_line(pair)


def _correct(place: Place, do: Callable[[Editor], Correction], as_json: bool) -> None:
    from monitor.commands.stories import correction_dict, editor_of
    from monitor.credentials import read_secrets

    configuration = place.configuration()
    with changing(place.db) as store:
        done = do(editor_of(store, configuration, read_secrets()))
    if as_json:
        json_line(correction_dict(done))
    else:
        click.echo(f"{done.reason}; take it back with `marqab stories undo {done.id}`"
                   if not done.undone_at else done.reason)  # fmt: skip
