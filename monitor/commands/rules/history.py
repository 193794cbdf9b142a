"""The rule versions that were live: which, since when, what they changed; and back to one.

In: the archive's versions, the rule file on disk. Out: lines of a log; a file put back.
"""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.archive.rulebook import Version
from monitor.commands.rules.changes import changes
from monitor.errors import MarqabError
from monitor.match.rulefile import read_rules
from monitor.match.rules import RuleSet, compile_rules
from spiders.yamlfile import Faults

#: As many letters of a hash as git shows; eight are unique for any number of versions.
SHORT = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of the log; `change` is against the version before it."""

    version: Version
    change: str

    def line(self) -> str:
        """For a terminal."""
        version = self.version
        when = f"{version.at:%Y-%m-%d %H:%M} UTC"
        return f"{version.sha256[:SHORT]}  {when}  {version.matches:6} matches  {self.change}"

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
    """The newest versions first; each is read again, so only as many as are asked for."""
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
        return compile_rules(read_rules(version.text, name=version.sha256[:SHORT]))
    except Faults:
        return None


def chosen(found: Sequence[Version], sha256: str) -> Version:
    """The one version that a beginning of a hash means; the newest text of it.

    Raises:
        MarqabError: no version begins like this, or several do.
    """
    hashes = {version.sha256 for version in found}
    if not hashes:
        raise MarqabError(f"no rule version begins with «{sha256}»: see `marqab rules log`")
    if len(hashes) > 1:
        names = ", ".join(sorted(name[: SHORT + 4] for name in hashes))
        raise MarqabError(f"«{sha256}» is the beginning of several: {names}")
    return found[0]


def put_back(text: str, file: Path, known: Sequence[Version], now: datetime) -> Path | None:
    """Write a version over the rule file, in one step; where the old text went, if anywhere.

    A text that was live can be had again by its hash; any other is kept beside the file.
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
    """Write a whole file in one step, so that nobody reads half of it; its rights stay."""
    target = file.resolve()  # a link stays a link
    part = target.with_name(f".{target.name}.part")
    part.write_bytes(text.encode())
    if target.exists():
        shutil.copymode(target, part)
    part.replace(target)
