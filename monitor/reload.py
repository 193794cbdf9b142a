"""Has someone saved a file in ``config/``? A bad one never replaces the last good ones."""

from pathlib import Path

from monitor.config import RULES_FILE, SOURCES_FILE, Configuration, read_configuration
from monitor.settings import MONITOR_FILE
from spiders.yamlfile import Faults

Fingerprint = tuple[tuple[int, int, int] | None, ...]


class Watched:
    """The directory of the configuration, looked at again and again."""

    def __init__(self, config: Path) -> None:
        self._config = config
        self._read = self._before = self._fingerprint()

    def look(self) -> Configuration | Faults | None:
        """The configuration after a change, or what is wrong with it; None: nothing new.

        A file that changed since the last look is left alone until the next: an editor may
        still be writing it.
        """
        now = self._fingerprint()
        settled, self._before = now == self._before, now
        if now == self._read or not settled:
            return None
        self._read = now
        try:
            return read_configuration(self._config)
        except Faults as faults:
            return faults

    def _fingerprint(self) -> Fingerprint:
        return fingerprint(self._config)


def fingerprint(config: Path) -> Fingerprint:
    """What changes whenever one of the three files does."""
    return tuple(_stamp(config / name) for name in (RULES_FILE, SOURCES_FILE, MONITOR_FILE))


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:  # deleted for a moment, as some editors save
        return None
    # The inode tells a file that was put in the place of another of the same age and size.
    return found.st_mtime_ns, found.st_size, found.st_ino
