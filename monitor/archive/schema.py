"""Does a file have all the tables and columns that this program asks for?

The migrations that a file names say what was done to it once; a person with another program, or a
copy that was put together by hand, may have undone it.
"""

from functools import cache

from sqlite_utils import Database

from monitor.archive.migrations import migrations

#: Without what SQLite and sqlite-utils keep for themselves, and may keep otherwise in another
#: version of theirs. A view has no columns here, for one of a missing table cannot be asked.
_COLUMNS = """
SELECT l.name, coalesce(p.name, '') FROM pragma_table_list l
LEFT JOIN pragma_table_info(iif(l.type = 'view', '', l.name)) p
WHERE l.schema = 'main' AND l.type <> 'shadow' AND l.name NOT LIKE '%sqlite\\_%' ESCAPE '\\'
"""


def missing(db: Database) -> list[str]:
    """What an up-to-date file lacks, such as ``posts.remark``; of a whole table its name alone."""
    found = _columns(db)
    tables = {table for table, _ in found}
    lacking = _wanted() - found
    return sorted({f"{t}.{column}" if t in tables else t for t, column in lacking})


@cache
def _wanted() -> frozenset[tuple[str, str]]:
    db = Database(memory=True)
    migrations.apply(db)
    return _columns(db)


def _columns(db: Database) -> frozenset[tuple[str, str]]:
    return frozenset((table, column) for table, column in db.execute(_COLUMNS))
