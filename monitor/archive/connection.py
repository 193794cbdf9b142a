"""The database file: opening, one thread that writes, transactions, copies.

Knows nothing of what stands in it.
"""

import asyncio
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, ParamSpec, Self, TypeVar

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined] # pysqlite3 where there is one

from monitor.archive.migrations import migrations
from monitor.errors import StoreError

P = ParamSpec("P")
T = TypeVar("T")

#: How long a writer waits for another process, for example `marqab backup`.
BUSY_SECONDS = 5.0


def make_folder(folder: Path) -> None:
    """Make the folder of the database, and those above it.

    Raises:
        StoreError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder}: this folder cannot be made: {error.strerror}") from error


def as_json(value: Any) -> str:
    """JSON with real letters.

    >>> as_json(["طرطوس"])
    '["طرطوس"]'
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """All of what is written inside, or nothing; part of an open transaction, if there is one."""
    if db.conn.in_transaction:
        with db.atomic():
            yield
        return
    # Deferred, two writers that have both read would fail at once, without waiting.
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.conn.rollback()
        raise
    db.conn.commit()


class Connection:
    """The database file of one Marqab, and the one thread that writes it."""

    def __init__(self, path: Path | Literal[":memory:"]) -> None:
        self.path = path
        self.db: Database
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")

    async def run(self, do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of `do`, called in the one thread that writes.

        Raises:
            StoreError: the disk is full, or another process holds the file.
        """

        def refusing() -> T:
            with self._refusals():
                return do(*args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._thread, refusing)

    def open(self) -> Self:
        """Open the file, create or bring it up to date.

        Raises:
            StoreError: it is no database, is newer than this program, is locked, or the disk
                refuses; the file is left as it was.
        """
        with self._refusals():
            if isinstance(self.path, Path):
                make_folder(self.path.parent)
            connection = sqlite3.connect(
                str(self.path), timeout=BUSY_SECONDS, check_same_thread=False
            )
            self.db = Database(connection)
            self._refuse_newer()
            self.db.execute("PRAGMA journal_mode=WAL")
            self.db.execute("PRAGMA synchronous=NORMAL")
            self.db.execute("PRAGMA foreign_keys=ON")
            migrations.apply(self.db)
        return self

    def look(self) -> Self:
        """Open the file to read only, beside whoever writes it; what is read is of one moment.

        Nothing is created, changed or brought up to date.

        Raises:
            StoreError: there is none yet, it is empty, it is no database, or is older or newer
                than this program.
        """
        with self._refusals():
            path = Path(self.path).absolute()
            if not path.exists():
                raise StoreError(f"{self.path}: there is no database yet; start `marqab run`")
            connection = sqlite3.connect(
                f"{path.as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS, check_same_thread=False
            )
            self.db = Database(connection)
            self.db.execute("PRAGMA query_only=ON")
            self._refuse_newer()
            if not self.db.table_names():
                raise StoreError(f"{self.path}: this file is empty; start `marqab run` to fill it")
            if migrations.pending(self.db):
                raise StoreError(
                    f"{self.path}: made by an older Marqab; `marqab run` or `marqab status` "
                    "brings it up to date"
                )
            self.db.execute("BEGIN")
        return self

    def _refuse_newer(self) -> None:
        # To an empty database every step that this program knows is pending.
        known = {step.name for step in migrations.pending(Database(memory=True))}
        newer = {step.name for step in migrations.applied(self.db)} - known
        if newer:
            raise StoreError(
                f"{self.path}: written by a newer Marqab (it knows «{min(newer)}»); "
                "update the program, or name another file with --db"
            )
        tables = set(self.db.table_names())
        if tables and "_sqlite_migrations" not in tables:
            raise StoreError(f"{self.path}: this is a database, but not one of Marqab's")

    def close(self) -> None:
        """Close the file and end the thread."""
        self._thread.shutdown()  # what it is doing, it finishes
        if hasattr(self, "db"):
            self.db.conn.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what is written inside, or nothing.

        Raises:
            StoreError: the disk is full, or another process holds the file; nothing was
                written.
        """
        with self._refusals(), transaction(self.db):
            yield

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
                raise
            raise StoreError(f"{self.path}: {error}") from error

    def backup(self, target: Path) -> None:
        """A consistent copy of the whole database in a new file.

        Raises:
            StoreError: the file exists already, or the disk refuses.
        """
        if target.exists():
            raise StoreError(f"{target}: this file exists already; name a new one")
        part = target.with_name(f"{target.name}.part")
        part.unlink(missing_ok=True)
        try:
            # Not Connection.backup(): beside a steady writer it starts over for ever.
            self.db.conn.execute("VACUUM INTO ?", (str(part),))
            part.rename(target)
        except (sqlite3.DatabaseError, OSError) as error:
            raise StoreError(f"{target}: the copy cannot be written: {error}") from error
        finally:
            part.unlink(missing_ok=True)

    def _rows(self, sql: str, *args: Any) -> list[dict[str, Any]]:
        return list(self.db.query(sql, args))

    def _row(self, sql: str, *args: Any) -> dict[str, Any] | None:
        return next(iter(self._rows(sql, *args)), None)
