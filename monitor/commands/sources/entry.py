"""The text of ``sources.yaml``: a new entry with comments, and a date in an old one.

In and out: text, and the file that holds it.
What people wrote, comments, order and quotes, stays as it is.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from monitor.alert.outlets import key_of
from monitor.errors import MarqabError
from spiders.sources import read_sources
from spiders.yamlfile import read_yaml

#: The zone of a host's country. A guess, shown as a comment only: outlets also write other times.
ZONES = {
    "sy": "Asia/Damascus", "lb": "Asia/Beirut", "jo": "Asia/Amman", "iq": "Asia/Baghdad",
    "eg": "Africa/Cairo", "sa": "Asia/Riyadh", "ae": "Asia/Dubai", "qa": "Asia/Qatar",
    "kw": "Asia/Kuwait", "tr": "Europe/Istanbul", "ru": "Europe/Moscow", "ir": "Asia/Tehran",
}  # fmt: skip
#: The key of the list, and the signs of an empty one.
_BEGINNING = re.compile(r"^sources:(?:[ \t]*(?:\[[ \t]*\]|null|~))?", re.MULTILINE)
_VALUE = re.compile(r"(verified:\s*)(?:[\w-]+|'[^']*'|\"[^\"]*\")")


def entry_text(fields: dict[str, Any], comments: Sequence[str]) -> str:
    """One entry as it stands in the file: two spaces in, comments first.

    >>> print(entry_text({"id": "sahel", "name": "الساحل"}, ["tried on 2026-11-22"]))
      # tried on 2026-11-22
      - id: sahel
        name: الساحل
    <BLANKLINE>
    """
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 4096
    buffer = StringIO()
    yaml.dump({"sources": [fields]}, buffer)
    lines = buffer.getvalue().splitlines()[1:]
    return "\n".join([*(f"  # {one}" for one in comments), *lines]) + "\n"


def with_entry(text: str, entry: str) -> str:
    r"""The file with one more entry at its end, which may be its first.

    >>> print(with_entry("# outlets\nsources: []  # none yet\n", "  - id: sahel\n"))
    # outlets
    sources:  # none yet
    <BLANKLINE>
      - id: sahel
    <BLANKLINE>
    """
    begun, found = _BEGINNING.subn("sources:", text, count=1)
    if not found:
        begun = f"{text}\nsources:".lstrip()
    return begun.rstrip("\n") + "\n\n" + entry


def with_verified(text: str, day: date, ids: Sequence[str], *, name: str) -> str:
    r"""The file with ``verified: day`` in the entries of `ids`; no other letter is changed.

    Raises:
        spiders.yamlfile.Faults: it cannot be read.
        MarqabError: an entry is written in a way that has no place for it, on one line.

    >>> print(with_verified(
    ...     "sources:\n  - id: sana  # الوكالة\n    verified: never\n",
    ...     date(2026, 11, 22), ["sana"], name="sources.yaml"))
    sources:
      - id: sana  # الوكالة
        verified: 2026-11-22
    <BLANKLINE>
    """
    document = read_yaml(text, name=name)
    document.check()
    lines = text.splitlines(keepends=True)
    # From the last to the first, or a line that is added would move those below it.
    for number, entry in reversed(list(enumerate(document.data["sources"]))):
        if entry["id"] not in ids:
            continue
        key = "verified" if "verified" in entry else "id"
        row, column = document.position(("sources", number, key))
        line = lines[row - 1]
        if key == "verified":
            changed, count = _VALUE.subn(rf"\g<1>{day}", line, count=1)
            if not count:
                raise MarqabError(f"{name}:{row}:{column}: cannot write «verified» here")
            lines[row - 1] = changed
        elif line.lstrip(" -").startswith("id:"):
            lines.insert(row, " " * (line.index("id:")) + f"verified: {day}\n")
        else:
            raise MarqabError(f"{name}:{row}:{column}: give this entry a line `verified: {day}`")
    return "".join(lines)


def ids_in(path: Path) -> list[str]:
    """The ids of the outlets in the file; none where there is no file, or no outlet in it yet.

    Raises:
        spiders.yamlfile.Faults: it cannot be read.
    """
    if not path.exists():
        return []
    document = read_yaml(path)
    document.check()
    if document.data in (None, {}, {"sources": None}, {"sources": []}):
        return []
    return [source.id for source in read_sources(path)]


def append_entry(path: Path, entry: str) -> None:
    """Put one more entry at the end of the file, which is left as it was when that is wrong.

    Raises:
        spiders.yamlfile.Faults: the file would not be right with it.
        MarqabError: the file cannot be written.
    """
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    text = with_entry(before, entry)
    read_sources(text, name=str(path), key_of=key_of)
    _replace(path, text)


def record_verified(path: Path, day: date, ids: Sequence[str]) -> None:
    """Write the day of a good try into the entries of `ids`.

    Raises:
        spiders.yamlfile.Faults: the file cannot be read.
        MarqabError: it cannot be written, or an entry has no place for it.
    """
    _replace(path, with_verified(path.read_text(encoding="utf-8"), day, ids, name=str(path)))


def _replace(path: Path, text: str) -> None:
    # In one step: a running service must never read half a file.
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise MarqabError(f"{path}: cannot be written: {error.strerror}") from error


def zone_hint(host: str) -> Iterator[str]:
    """A comment that names the zone of a host's country, where that is known.

    >>> list(zone_hint("sana.sy"))
    ['timezone: Asia/Damascus  (guessed from .sy; write it if the printed times are in it)']
    """
    country = host.rpartition(".")[2]
    if country in ZONES:
        yield (
            f"timezone: {ZONES[country]}  (guessed from .{country}; write it if the printed "
            "times are in it)"
        )
