"""Every outlet, as ``sources.yaml`` has it and as its last crawl went.

In: the configuration, and the archive where there is one. Out: rows for people and programs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from monitor.archive.store import Store
from spiders.contract import Source


@dataclass(frozen=True, slots=True)
class Row:
    """One outlet."""

    id: str
    name: str
    url: str
    enabled: bool
    #: Names of its ways of discovery, in order of preference.
    ways: tuple[str, ...]
    #: ISO 8601 date, or ``never``.
    verified: str
    last_ok_at: str | None
    problem: str | None
    note: str

    def line(self) -> str:
        """One line for a terminal.

        >>> row = Row("sana", "سانا", "https://sana.sy/", True, ("feed", "listing"), "never",
        ...           None, None, "")
        >>> print(row.line())
        sana                 on   verified never       feed, listing         never polled
        """
        switch = "on " if self.enabled else "off"
        state = f"ok {self.last_ok_at[:16]}" if self.last_ok_at else "never polled"
        if self.problem:
            state = f"FAILING  {self.problem}"
        if not self.enabled:
            state = self.note
        ways = ", ".join(self.ways)
        return f"{self.id:20} {switch}  verified {self.verified:10}  {ways:20}  {state}".rstrip()

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self)


def table(sources: Sequence[Source], store: Store | None) -> list[Row]:
    """The outlets in the order of the file."""
    rows = {row["id"]: row for row in store.source_rows()} if store else {}
    return [_row(source, rows.get(source.id, {})) for source in sources]


def _row(source: Source, kept: Mapping[str, Any]) -> Row:
    return Row(
        id=source.id,
        name=source.name,
        url=source.url,
        enabled=source.enabled,
        ways=tuple(next(iter(way.model_dump())) for way in source.discover),
        verified=str(source.verified),
        last_ok_at=kept.get("last_ok_at"),
        problem=kept.get("problem"),
        note=source.note,
    )
