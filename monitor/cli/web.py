"""The command of whoever looks around in a browser."""

from pathlib import Path

import click

from monitor.cli.place import Place
from monitor.commands.ending import reporting


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True,
              help="0 takes any that is free.")  # fmt: skip
@click.option("--token-file", type=click.Path(path_type=Path),
              help="File with the password that opens the room; or MARQAB_WEB_TOKEN.")  # fmt: skip
@click.pass_obj
@reporting
def web(place: Place, host: str, port: int, token_file: Path | None) -> int:
    """Open the watch room: stories, articles, sources, rules as pages.

    It only reads.
    """
    import asyncio

    from monitor.credentials import read_web_token
    from monitor.web.open import serve

    token = read_web_token(token_file)
    say = click.echo
    return asyncio.run(serve(place.config, place.db, host=host, port=port, token=token, say=say))
