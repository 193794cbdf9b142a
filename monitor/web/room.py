"""The watch room while one request is answered: the files, the database, the moment.

In: the directory of the configuration, an opened database.
Out: a Room that the pages read from.
Knows nothing of HTTP or HTML.
"""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from zoneinfo import ZoneInfo

from monitor.archive.browse import Browse
from monitor.archive.store import Store
from monitor.config import RULES_FILE, SOURCES_FILE, InPart, read_in_part
from monitor.errors import MarqabError
from monitor.reload import Fingerprint, fingerprint
from monitor.settings import MONITOR_FILE
from spiders.contract import Source

#: The number of a page, as the room's own links write it; no list is 99 999 pages long.
_PAGE = re.compile("[1-9][0-9]{0,4}")


class NotHere(MarqabError):  # noqa: N818 it reads so
    """There is no such story, article, source or rule; the message is Arabic."""


class NotUnderstood(MarqabError):  # noqa: N818
    """The address asks for what cannot be; the message is Arabic."""


class Elsewhere(Exception):  # noqa: N818 it is no error
    """What is asked for has an address of its own."""

    def __init__(self, path: str) -> None:
        self.path = path


class Files:
    """The three files, read again when one was saved; the last good ones stand in for bad ones."""

    def __init__(self, config: Path) -> None:
        self._config = config
        self._seen: Fingerprint | None = None
        self._read: InPart
        self._lock = Lock()

    def read(self) -> InPart:
        """What is right in the files now, or else was right last; and what is wrong now."""
        with self._lock:
            seen = fingerprint(self._config)
            if seen != self._seen:
                found = read_in_part(self._config)
                if self._seen is not None:
                    found = _mended(found, self._read)
                self._read, self._seen = found, seen
            return self._read


def _mended(found: InPart, last: InPart) -> InPart:
    """What a running service would go on with: the last good content of each file."""
    bad = {Path(fault.file).name for fault in found.faults}
    return replace(
        found,
        settings=last.settings if MONITOR_FILE in bad else found.settings,
        sources=last.sources if SOURCES_FILE in bad else found.sources,
        rules=last.rules if RULES_FILE in bad else found.rules,
    )


@dataclass(frozen=True)
class Room:
    """Everything that a page is made of."""

    store: Store
    files: InPart
    now: datetime
    #: How the command is called here, with the options that name this configuration.
    command: tuple[str, ...] = ("marqab",)
    #: What the address says after its question mark.
    asked: Mapping[str, str] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the times that are shown."""
        return self.files.settings.zone

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The sources by id."""
        return {source.id: source for source in self.files.sources}

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of the sources by id."""
        return {source.id: source.name for source in self.files.sources}

    @property
    def shadow(self) -> frozenset[str]:
        """Ids of the rules that are counted and never post."""
        return self.files.rules.shadow if self.files.rules else frozenset()

    @cached_property
    def browse(self) -> Browse:
        """The archive, a page at a time."""
        return Browse(self.store)

    def name(self, source: str) -> str:
        """What people call a source; its id when it is no longer in the file."""
        return self.names.get(source, source)

    def is_private(self, source: str) -> bool:
        """Whether the outlet lives on this machine, so that links may lead here."""
        return source in self.sources and self.sources[source].allow_private

    def typed(self, *words: str | int) -> str:
        """A command as it is to be typed here."""
        return shlex.join([*self.command, *map(str, words)])

    def page(self) -> int:
        """Which page of a list is asked for, from 1."""
        text = self.asked.get("page", "1")
        if not _PAGE.fullmatch(text):
            raise NotUnderstood("رقم الصفحة غير مفهوم.")
        return int(text)

    def wanted(self) -> str:
        """What is searched for, as typed."""
        text = self.asked.get("q", "").strip()
        if len(text) > 200:  # noqa: PLR2004
            raise NotUnderstood("نص البحث أطول مما يجوز.")
        # Direction marks, controls, and the halves of characters that no UTF-8 becomes.
        return "".join(filter(str.isprintable, text))
