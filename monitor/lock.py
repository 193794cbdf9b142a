"""One service has a database, by whatever name and whoever removes its lock file."""

import fcntl
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from monitor.archive.connection import make_folder
from monitor.errors import StoreError


@contextmanager
def only_service(db: Path) -> Iterator[None]:
    """Hold the database as the one service that works on it.

    Raises:
        StoreError: another one does.
    """
    make_folder(db.parent)
    # By its name, for a copy may be moved there while another works on what stood there before;
    # and the file itself, for people remove lock files. Elsewhere than on Linux the second would
    # keep SQLite out as well.
    held = [Path(f"{db.resolve()}.lock"), *([db] if sys.platform == "linux" else [])]
    with ExitStack() as closing:
        for path in held:
            file = closing.enter_context(path.open("ab"))
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise StoreError(f"{db}: another marqab run works on this database") from error
        yield
