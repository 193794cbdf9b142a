"""The commands about posts that are planned, failed or in doubt."""

import click

from monitor.archive.store import changing, looking
from monitor.cli.place import NUMBER, Place
from monitor.commands.ending import reporting


@click.group(invoke_without_command=True)
@click.pass_context
@reporting
def posts(context: click.Context) -> None:
    """Show which posts wait, failed or are in doubt."""
    from monitor.commands.posts import open_posts

    if context.invoked_subcommand is None:
        with looking(context.obj.db) as store:
            for line in open_posts(store):
                click.echo(line)


@posts.command()
@click.argument("post_id", type=NUMBER)
@click.option("--sent", "message_id", type=NUMBER, metavar="NUMBER",
              help="It stands in the chat under this number.")  # fmt: skip
@click.option("--absent", is_flag=True, help="It never arrived: send it.")
@click.option("--give-up", is_flag=True, help="Never send it; this cannot be undone.")
@click.pass_obj
@reporting
def settle(
    place: Place, post_id: int, message_id: int | None, *, absent: bool, give_up: bool
) -> None:
    """End the doubt about a post, or stop a planned one.

    Of one in doubt, say what you saw in the chat.
    """
    from monitor.clock import now
    from monitor.commands.posts import settle as settle_post

    if (message_id is not None) + absent + give_up != 1:
        raise click.UsageError("say one of --sent NUMBER, --absent and --give-up")
    with changing(place.db) as store:
        click.echo(settle_post(store, post_id, message_id=message_id, absent=absent, now=now()))


@posts.command(context_settings={"ignore_unknown_options": True})  # ids begin with "-"
@click.argument("old")
@click.argument("new")
@click.pass_obj
@reporting
def move(place: Place, old: str, new: str) -> None:
    """Send to the chat NEW what is planned for the chat OLD.

    Both are ids as in monitor.yaml.
    """
    from monitor.clock import now
    from monitor.deliver.ledger import Ledger
    from monitor.deliver.takeover import move as move_posts

    with changing(place.db) as store:
        click.echo(f"{move_posts(Ledger(store.db), old, new, now())} posts go to {new}")
