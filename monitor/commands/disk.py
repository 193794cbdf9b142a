"""Is there room on the disk under the database?

In: what the file system says of the database's folder. Out: a line for people, or None.
Nothing is written to find out: a write that is rolled back never reaches the disk, and whoever
asks for the status may be another user than the one who runs the service.
"""

import os
from pathlib import Path
from typing import Final

#: Our own choice: a week of forty outlets at some 10 KB an article, and room for a copy of that.
LITTLE_MB: Final = 100


def disk_trouble(db: Path) -> str | None:
    """What is wrong with the disk that this file stands on."""
    return trouble_of(os.statvfs(db.absolute().parent), str(db))


def trouble_of(found: os.statvfs_result, name: str) -> str | None:
    """The same, from what the system says of a file system.

    >>> trouble_of(os.statvfs("/proc"), "data/marqab.sqlite3")
    'data/marqab.sqlite3: 0 MB are free on its disk; what does not fit is not stored'
    """
    if found.f_flag & os.ST_RDONLY:
        return f"{name}: its disk can only be read; nothing is stored"
    free = found.f_bavail * found.f_frsize // 10**6
    if free < LITTLE_MB:
        return f"{name}: {free} MB are free on its disk; what does not fit is not stored"
    return None
