"""The rule versions that were live: which, since when, what they changed; and back to one.

In: the archive's versions, the rule file on disk. Out: lines of a log; a file put back.
"""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.archive.rulebook import SHORT, Rulebook, Version
from monitor.commands.rules.changes import changes
from monitor.errors import MarqabError
from monitor.match.rules import RuleSet
from spiders.yamlfile import Faults


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of the log; `change` is against the version before it."""

    version: Version
    change: str

    def line(self) -> str:
        """For a terminal."""
        version = self.version
        when = f"{version.at:%Y-%m-%d %H:%M} UTC"
        return f"{version.name}  {when}  {version.matches:6} matches  {self.change}"

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        version = self.version
        return {
            "sha256": version.sha256,
            "at": version.at.isoformat(),
            "matches": version.matches,
            "change": self.change,
        }


def log(versions: Sequence[Version], *, limit: int) -> Iterator[Entry]:
    """The newest `limit` versions, newest first, each compared with the one before it."""
    read: dict[int, RuleSet | None] = {}

    def rules(version: Version) -> RuleSet | None:
        if version.number not in read:
            read[version.number] = _read(version)
        return read[version.number]

    for i, version in enumerate(versions[:limit]):
        before = versions[i + 1] if i + 1 < len(versions) else None
        if before is None:
            yield Entry(version, "the first")
            continue
        old, new = rules(before), rules(version)
        if version.sha256 == before.sha256:
            change = "comments or layout only"
        elif old is None or new is None:
            change = "one of the two cannot be read by this program"
        else:
            found = changes(old, new)
            change = str(found) if found else "names, notes or examples only"
        yield Entry(version, change)


def _read(version: Version) -> RuleSet | None:
    try:
        return version.compiled()
    except Faults:
        return None


def chosen(book: Rulebook, sha256: str) -> Version:
    """The one version that the beginning of a hash means; of several texts the newest.

    Raises:
        MarqabError: no version begins like this, or several do.
    """
    found = book.beginning_with(sha256)
    hashes = {version.sha256 for version in found}
    if not hashes:
        raise MarqabError(f"no rule version begins with «{sha256}»: see `marqab rules log`")
    if len(hashes) > 1:
        names = ", ".join(sorted(name[: SHORT + 4] for name in hashes))
        raise MarqabError(f"«{sha256}» is the beginning of several: {names}")
    return found[0]


def put_back(text: str, file: Path, known: Sequence[Version], now: datetime) -> Path | None:
    """Write a version over the rule file, in one step.

    Returns where the text that stood there was put aside; None where that text was live once,
    for it can be had again by its hash.
    """
    aside = None
    try:
        current = file.read_bytes()
    except FileNotFoundError:
        current = b""
    if current and current not in {version.text.encode() for version in known}:
        aside = file.with_name(f"{file.stem}.{now:%Y%m%d-%H%M%S}{file.suffix}")
        aside.write_bytes(current)
    write(text, file)
    return aside


def write(text: str, file: Path) -> None:
    """Write a whole file in one step, so that nobody reads half of it; its permissions stay."""
    target = file.resolve()  # a link stays a link
    part = target.with_name(f".{target.name}.part")
    part.write_bytes(text.encode())
    if target.exists():
        shutil.copymode(target, part)
    part.replace(target)
