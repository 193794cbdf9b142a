"""Does the disk under the database still take anything?

In: what the file system says of the database's folder. Out: a line for people, or None.
Tried by no write: what is rolled back never reaches the disk, and whoever asks for the status may
be another user than the one who serves.
"""

import os
from pathlib import Path
from typing import Final

#: A week of crawls of forty outlets at some 10 KB an article, and the room to copy it aside.
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
