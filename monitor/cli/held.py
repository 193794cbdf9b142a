"""The commands about floods, which are held back until a person has looked at them."""

import click

from monitor.archive.store import changing, looking
from monitor.cli.place import JSON, NUMBER, Place, json_line
from monitor.commands.ending import reporting
from monitor.deliver.holds import Holds
from monitor.deliver.ledger import Ledger

HOLD = click.argument("hold_id", type=NUMBER)


@click.group(invoke_without_command=True)
@click.pass_context
@reporting
def held(context: click.Context) -> None:
    """Show what is held back as a flood; release or drop it."""
    if context.invoked_subcommand is None:
        _list(context.obj, as_json=False)


@held.command("list")
@JSON
@click.pass_obj
@reporting
def list_command(place: Place, *, as_json: bool) -> None:
    """List what is held now, and why."""
    _list(place, as_json=as_json)


@held.command()
@HOLD
@JSON
@click.pass_obj
@reporting
def show(place: Place, hold_id: int, *, as_json: bool) -> None:
    """List the posts that wait in one hold."""
    from monitor.commands.held import post_dict, post_line

    with looking(place.db) as store:
        holds = Holds(Ledger(store.db))
        for post in holds.posts(holds.find(hold_id).id):
            if as_json:
                json_line(post_dict(post))
            else:
                click.echo(post_line(post))


@held.command()
@HOLD
@click.pass_obj
@reporting
def release(place: Place, hold_id: int) -> None:
    """Send what this hold holds, and hold its source or rule no more."""
    from monitor.clock import now

    with changing(place.db) as store:
        posts = Holds(Ledger(store.db)).close(hold_id, "released", now())
        click.echo(f"{len(posts)} posts go out")


@held.command()
@HOLD
@click.argument("posts", type=NUMBER, nargs=-1)
@click.pass_obj
@reporting
def drop(place: Place, hold_id: int, posts: tuple[int, ...]) -> None:
    """Never send what this hold holds; its stories count as told.

    With POSTS, give up these alone, and hold the others on.
    """
    from monitor.clock import now
    from monitor.commands.held import drop as drop_some

    with changing(place.db) as store:
        if posts:
            posts = tuple(dict.fromkeys(posts))
            left = drop_some(store, hold_id, posts, now())
            click.echo(f"{len(posts)} posts are given up, {left} are still held")
        else:
            dropped = Holds(Ledger(store.db)).close(hold_id, "dropped", now())
            click.echo(f"{len(dropped)} posts are given up")


def _list(place: Place, *, as_json: bool) -> None:
    from monitor.commands.held import as_dict, lines

    with looking(place.db) as store:
        holds = Holds(Ledger(store.db)).open()
        if as_json:
            for hold in holds:
                json_line(as_dict(hold))
        else:
            for line in lines(holds):
                click.echo(line)
