"""What SQLite refuses, in words that say what a person can do about it.

In: an error of SQLite. Out: a StoreError, whose kind says whether it is worth to wait.
"""

import os
import pwd

from monitor.errors import StoreError, UnfitError

#: SQLite's own number for a question that makes no sense to it, such as for a missing column.
_SQLITE_ERROR = 1

#: What a person can do about tables that were changed by hand.
UNFIT = (
    ": the file does not fit this program; stop the service and restore a copy "
    "(docs/operations.md)"
)


def refused(error: Exception, what: str) -> StoreError:
    """What SQLite said, as an error that tells what waits for room from what waits for nothing."""
    # What sqlite3 says of its own, and not SQLite, has no number.
    if getattr(error, "sqlite_errorcode", 0) & 0xFF == _SQLITE_ERROR:
        return UnfitError(f"{what}: {error}{UNFIT}")
    return StoreError(f"{what}: {error}{_way_out(error)}")


def is_damage(error: Exception) -> bool:
    """Whether the file itself is broken."""
    words = str(error)
    return "malformed" in words or "not a database" in words


def _way_out(error: Exception) -> str:
    """What a person can do about it; "" where SQLite's words say enough."""
    if is_damage(error):
        return ": it is damaged; stop the service and restore a copy (docs/operations.md)"
    if "readonly" in str(error) or "unable to open" in str(error):
        return f": this file, or its folder, is not one that user {_user()} can write here"
    if "disk I/O" in str(error):
        return ": is the disk full, or broken?"
    return ""


def _user() -> str:
    number = os.geteuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:  # a container may give its user a number only
        return str(number)
