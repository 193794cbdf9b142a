r"""What is wrong with a file, and where each part of it stands.

Knows nothing of YAML: it is filled by `spiders.yamlfile.read_yaml`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

#: A path into the data: keys and 0-based indices, the empty tuple for the whole.
Loc = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in one place; line and column count from 1."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class Faults(Exception):  # noqa: N818 the name of what it holds
    """All that is wrong with a file; never empty, in the order of the lines.

    ``str()`` has one fault a line.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: list[Fault] = sorted(set(faults))
        super().__init__("\n".join(map(str, self.faults)))


@dataclass
class Document:
    """A file that could be parsed: plain data, and where each part of it stands.

    `faults` collects what is wrong so far; `check` raises it.
    """

    name: str
    #: The file as it was read, comments included.
    text: str = ""
    data: Any = None
    faults: list[Fault] = field(default_factory=list)
    #: Line and column of every key and item that is in the file.
    places: dict[Loc, tuple[int, int]] = field(default_factory=dict)

    def position(self, loc: Loc) -> tuple[int, int]:
        r"""Line and column, from 1, of a key or an item.

        Parts of `loc` that are not in the file are left out: a missing key stands where its
        parent does.

        >>> from spiders.yamlfile import read_yaml
        >>> read_yaml("a:\n  - x\n  - y\n").position(("a", 1))
        (3, 5)
        """
        known: Loc = ()
        for part in loc:
            if (*known, part) in self.places:
                known = (*known, part)
        return self.places.get(known, (1, 1))

    def fault(self, loc: Loc, message: str) -> None:
        """Add what the caller found wrong at this place."""
        self.faults.append(Fault(self.name, *self.position(loc), message))

    def check(self) -> None:
        """Raise `Faults` if anything wrong has been found so far."""
        if self.faults:
            raise Faults(self.faults)
