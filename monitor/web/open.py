"""Opening the watch room, and keeping it open until a signal says stop.

In: where the files are, where to listen, and the token. Out: an exit code.
"""

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path

from monitor.archive.store import looking
from monitor.errors import MarqabError
from monitor.web.access import Access
from monitor.web.server import WatchRoom


def command_here(config: Path, db: Path) -> tuple[str, ...]:
    """How the command is called for this configuration: what is usual is left out.

    >>> command_here(Path("config"), Path("data/marqab.sqlite3"))
    ('marqab',)
    """
    options: list[str] = []
    if config != Path("config"):
        options += ["--config", str(config)]
    if db != Path("data/marqab.sqlite3"):
        options += ["--db", str(db)]
    return ("marqab", *options)


async def serve(
    config: Path, db: Path, *, host: str, port: int, token: str, say: Callable[[str], None]
) -> int:
    """Answer until SIGINT or SIGTERM; the exit code.

    Raises:
        MarqabError: others could look in without a token, there is no database that can be read,
            or the address is taken.
    """
    access = Access(host, token)
    with looking(db):  # what every page would say is said at once
        pass
    stop = asyncio.Event()
    room = WatchRoom(config, db, access, port=port, command=command_here(config, db))
    try:
        async with room:
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, stop.set)
            say(f"the watch room is open at {room.address}; Ctrl-C closes it")
            await stop.wait()
    except OSError as error:
        raise MarqabError(f"{host}:{port}: cannot listen there: {error.strerror}") from error
    return 0
