"""How is a question asked, and a row added, at the price of one statement?

What sqlite-utils does around them costs several times as much as SQLite itself, and an article
takes dozens of them.
Knows nothing of what stands in the database.
"""

from collections.abc import Generator, Mapping, Sequence
from typing import Any

import sqlite_utils


class Database(sqlite_utils.Database):
    """The database of sqlite-utils, without the savepoint it wraps around every question."""

    def query(
        self, sql: str, params: Sequence[Any] | dict[str, Any] | None = None
    ) -> Generator[dict[str, Any], None, None]:
        """The rows of the answer, by the names of their columns; asked at once."""
        cursor = self.execute(sql, params)
        names = [column[0] for column in cursor.description]
        return (dict(zip(names, row, strict=True)) for row in cursor)


def insert(db: sqlite_utils.Database, table: str, row: Mapping[str, Any]) -> int:
    """Add a row; its number.

    sqlite-utils would ask for the tables and their columns first.
    """
    columns, places = ", ".join(row), ", ".join("?" * len(row))
    sql = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 names of our own
    number = db.execute(sql, tuple(row.values())).lastrowid
    assert number is not None
    return number
