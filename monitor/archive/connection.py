"""The database file: opening, one thread that writes, transactions, copies.

There are three ways in: a service opens the file and brings it up to date (`open`), a command
that changes something joins it (`join`), and all others only look (`look`).
Knows nothing of what stands in the file.
"""

import asyncio
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal, ParamSpec, Self, TypeVar

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined] # pysqlite3 where there is one

from monitor.archive import rows
from monitor.archive.migrations import migrations
from monitor.archive.refusals import UNFIT, is_damage, refused
from monitor.archive.schema import missing
from monitor.errors import StoreError, UnfitError

P = ParamSpec("P")
T = TypeVar("T")

#: How long a writer waits for another process, for example `marqab backup` (Python's own default).
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
    """What is written inside is kept whole or not at all; inside another one, as that one is."""
    if db.conn.in_transaction:
        with db.atomic():
            yield
        return
    # Not deferred: of two writers that have both read, one would fail at once, without waiting.
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
        #: Whether `open` made its tables: then nothing that was ever told is known here.
        self.is_new = False
        #: Which file that was, where `open` found it.
        self._opened: tuple[int, int] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")

    async def run(self, do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of `do`, called in the one thread that writes.

        Raises:
            StoreError: the disk is full, or another process holds the file.
        """

        def refusing() -> T:
            with self.refusals():
                return do(*args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._thread, refusing)

    def open(self) -> Self:
        """Open the file, and create it or bring it up to date; for a service, and for tests.

        Raises:
            StoreError: it is no database, is newer than this program, is locked, or the disk
                refuses; the file is left as it was.
            UnfitError: brought up to date, it still lacks a table or a column.
        """
        with self.refusals():
            if isinstance(self.path, Path):
                make_folder(self.path.parent)
            self._connect(str(self.path))
            self._refuse_newer()
            self.is_new = not self.db.table_names()
            self._write_ahead()
            migrations.apply(self.db)
            self._refuse_unfit()
            self._opened = self._stands_there()
        return self

    def join(self) -> Self:
        """Open the file to change something, beside a service or without one.

        Nothing is created or brought up to date: a service that runs knows the tables it made.

        Raises:
            StoreError: as `look`.
        """
        with self.refusals():
            self._refuse_missing()
            self._connect(str(self.path))
            self._refuse_unready()
            self._write_ahead()
        return self

    def look(self, *, older: bool = False) -> Self:
        """Open the file to read only, beside whoever writes it; all that is read is of one moment.

        Nothing is created, changed or brought up to date. That works as well on a disk that is
        full or can only be read.
        With `older`, a file that an older Marqab made will do.

        Raises:
            StoreError: there is none yet, it is empty, it is no database, or is older or newer
                than this program.
        """
        with self.refusals():
            self._refuse_missing()
            address = f"{Path(self.path).absolute().as_uri()}?mode=ro"
            self._connect(address, uri=True)
            try:
                self.db.execute("SELECT 1 FROM sqlite_master")
            except sqlite3.OperationalError:
                # SQLite makes files beside the database for a reader too, and may not do so here.
                # A file that nobody can write never changes and needs none of them; unless a
                # writer has left its last changes in one.
                if self._is_unfinished():
                    raise
                self.db.conn.close()
                self._connect(f"{address}&immutable=1", uri=True)
            self._refuse_unready(older=older)
            self.db.execute("BEGIN")
        return self

    def _connect(self, address: str, *, uri: bool = False) -> None:
        connection = sqlite3.connect(
            address, uri=uri, timeout=BUSY_SECONDS, check_same_thread=False
        )
        self.db = rows.Database(connection)

    def _write_ahead(self) -> None:
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=NORMAL")
        self.db.execute("PRAGMA foreign_keys=ON")

    def _is_unfinished(self) -> bool:
        """Whether something stands in the ``-wal`` beside the file that is not in the file."""
        try:
            return Path(f"{self.path}-wal").stat().st_size > 0
        except OSError:
            return False

    def _refuse_missing(self) -> None:
        if not Path(self.path).exists():
            raise StoreError(f"{self.path}: there is no database yet; start `marqab run`")

    def _refuse_unready(self, *, older: bool = False) -> None:
        self._refuse_newer()
        if not self.db.table_names():
            raise StoreError(f"{self.path}: this file is empty; start `marqab run` to fill it")
        if not older and migrations.pending(self.db):
            raise StoreError(
                f"{self.path}: made by an older Marqab; `marqab run` brings it up to date when it "
                "is started anew"
            )
        if not older:
            self._refuse_unfit()

    def _refuse_unfit(self) -> None:
        if lacking := missing(self.db):
            raise UnfitError(f"{self.path}: {', '.join(lacking)} is missing{UNFIT}")

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

    def was_taken_away(self) -> bool:
        """Whether another file, or none, stands where `open` found this one.

        SQLite goes on writing into a file that has no name any more, and nobody finds it again.
        """
        return self._opened is not None and self._stands_there() != self._opened

    def _stands_there(self) -> tuple[int, int] | None:
        try:
            found = Path(self.path).stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def close(self) -> None:
        """Close the file and end the thread."""
        self._thread.shutdown()  # what it is doing, it finishes
        if hasattr(self, "db"):
            self.db.conn.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is written inside is kept whole or not at all.

        Raises:
            StoreError: the disk is full, or another process holds the file; nothing was
                written.
        """
        with self.refusals(), transaction(self.db):
            yield

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Turns what the file or its disk refuses inside into a StoreError that says what to do.

        Raises:
            StoreError: SQLite could not read or write.
        """
        try:
            yield
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
                raise
            raise refused(error, str(self.path)) from error

    def try_writing(self) -> None:
        """Write what changes nothing, to learn at once what a crawl would learn.

        Raises:
            StoreError: the disk is full or cannot be written, or another process holds the file.
        """
        [(version,)] = self.db.execute("PRAGMA user_version")
        with self.transaction():
            self.db.execute(f"PRAGMA user_version = {version}")

    def backup(self, target: Path) -> None:
        """A consistent copy of the whole database in a new file.

        Raises:
            StoreError: the file exists already, or the disk refuses.
        """
        if target.exists():
            raise StoreError(f"{target}: this file exists already; name a new one")
        part = target.with_name(f"{target.name}.part")
        self.db.conn.rollback()  # `look` began a transaction, in which nothing can be copied
        try:
            part.unlink(missing_ok=True)
            # Not Connection.backup(): beside a steady writer it starts over for ever.
            self.db.conn.execute("VACUUM INTO ?", (str(part),))
            part.rename(target)
        except (sqlite3.DatabaseError, OSError) as error:
            with suppress(OSError):  # that it cannot be taken away either is no further news
                part.unlink(missing_ok=True)
            if is_damage(error):
                raise refused(error, str(self.path)) from error
            raise StoreError(f"{target}: the copy cannot be written: {error}") from error

    def rows(self, sql: str, *args: Any) -> list[dict[str, Any]]:
        """The answer to a question, each row by the names of its columns."""
        return list(self.db.query(sql, args))

    def row(self, sql: str, *args: Any) -> dict[str, Any] | None:
        """The first row of the answer; None where there is none."""
        return next(iter(self.rows(sql, *args)), None)
