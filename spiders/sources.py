"""Which outlets are watched, and how?

In: the path of ``sources.yaml``. Out: its Sources, or every fault of the file at once.
Knows nothing of what the outlets answer; ``verified`` in the file says who has asked them.
"""

from collections.abc import Callable, Hashable, Iterator
from pathlib import Path
from typing import Any

from lxml.cssselect import CSSSelector, SelectorError

from spiders.contract import Record, Source
from spiders.yamlfile import Document, Loc, read_yaml, validate

#: Keys of `Listing` and of `Selectors` that hold CSS.
_LISTING_CSS = ("link", "card", "title", "date", "text", "next")
_EXTRACT_CSS = ("title", "lead", "body", "date", "section", "tags", "drop")


class SourcesFile(Record):
    """A whole ``sources.yaml``."""

    sources: tuple[Source, ...]


def read_sources(
    path: Path | str, *, name: str = "", key_of: Callable[[str], Hashable] | None = None
) -> list[Source]:
    """The outlets in the order of the file; never empty, every id once.

    A `str` is the text of such a file; `name` is what messages call it.
    With `key_of`, which gives what a name is compared by, an alias that is another outlet's too
    is a fault; None stands for a name that is nobody's.

    Raises:
        Faults: all that is wrong, each with its line and column.

    >>> [source] = read_sources('''
    ... sources:
    ...   - id: sana
    ...     name: سانا
    ...     url: https://sana.sy/
    ...     discover: [feed: https://sana.sy/feed/]
    ... ''')
    >>> source.name, source.discover[0].feed
    ('سانا', 'https://sana.sy/feed/')
    """
    document = read_yaml(path, name=name)
    entries = document.data.get("sources") if isinstance(document.data, dict) else None
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            _check_selectors(document, ("sources", number), entry)
    _check_ids(document, entries)
    if key_of:
        _check_aliases(document, entries, key_of)
    if entries == []:
        document.fault(
            ("sources",), "lists no outlet yet; `marqab sources add URL --write` writes one"
        )
    return list(validate(document, SourcesFile).sources)


def _check_ids(document: Document, entries: Any) -> None:
    lines: dict[str, int] = {}
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        name = entry.get("id") if isinstance(entry, dict) else None
        if not isinstance(name, str):
            continue
        loc = ("sources", number, "id")
        if name in lines:
            document.fault(loc, f"the id «{name}» is already in line {lines[name]}")
        else:
            lines[name] = document.position(loc)[0]


def _check_aliases(document: Document, entries: Any, key_of: Callable[[str], Hashable]) -> None:
    """An alias that is another outlet's too would give its reports to whichever stands first."""
    owners: dict[Hashable, tuple[int, int]] = {}
    # Every id and name first: an alias never takes one from the outlet that bears it.
    for keys in (("id", "name"), ("aliases",)):
        for number, entry in enumerate(entries if isinstance(entries, list) else ()):
            for loc, name in _texts(("sources", number), entry, keys):
                key, here = key_of(name), (number, document.position(loc)[0])
                owner, line = owners.setdefault(key, here) if key is not None else here
                if owner != number and keys == ("aliases",):
                    message = f"the alias «{name}» is already another outlet's in line {line}"
                    document.fault(loc, message)


def _check_selectors(document: Document, loc: Loc, entry: dict[str, Any]) -> None:
    for place, selector in _selectors(loc, entry):
        try:
            CSSSelector(selector, translator="html")
        except SelectorError as error:
            document.fault(place, f"«{selector}» is no CSS selector: {error}")


def _selectors(loc: Loc, entry: dict[str, Any]) -> Iterator[tuple[Loc, str]]:
    """Every text that should be CSS, and where it stands; other kinds are the model's to judge."""
    for key in ("discover", "also"):
        ways = entry.get(key)
        for number, way in enumerate(ways if isinstance(ways, list) else ()):
            listing = way.get("listing") if isinstance(way, dict) else None
            yield from _texts((*loc, key, number, "listing"), listing, _LISTING_CSS)
    yield from _texts((*loc, "extract"), entry.get("extract"), _EXTRACT_CSS)


def _texts(loc: Loc, holder: Any, keys: tuple[str, ...]) -> Iterator[tuple[Loc, str]]:
    for key in keys:
        value = holder.get(key) if isinstance(holder, dict) else None
        if isinstance(value, str):
            yield (*loc, key), value
        elif isinstance(value, list):
            yield from (
                ((*loc, key, i), text) for i, text in enumerate(value) if isinstance(text, str)
            )
