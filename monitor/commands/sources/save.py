"""Keep the pages of a source as they are now, so that its repair starts with a test.

In: a Source, and the web. Out: a folder laid out like ``tests/pages/<id>``.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.commands.sources.probe import PAGES_TRIED, Probe, probe
from monitor.errors import MarqabError
from spiders import crawl
from spiders.contract import RawPage, Refused, Source
from spiders.saved import read_saved
from spiders.urls import same_site

#: What an answer to discovery is called, by what it declares to be.
_ENDINGS = {"json": "json", "xml": "xml"}


@dataclass(frozen=True, slots=True)
class Kept:
    """What a source answered."""

    #: Each with its way and its number in the source's list of ways.
    lists: tuple[tuple[str, int, RawPage | Refused], ...]
    pages: tuple[RawPage | Refused, ...]


async def collect(source: Source, deadline: timedelta) -> Kept:
    """Ask every way of discovery and a few articles, those that cannot be read among them."""
    tried = await probe(source, deadline)
    lists = []
    for number, way in enumerate((*source.discover, *source.also), 1):
        only = source.model_copy(update={"discover": (way,), "also": ()})
        [answer] = await crawl.ask(crawl.addresses(only)[:1], source)
        lists.append((next(iter(way.model_dump(exclude_defaults=True))), number, answer))
    pages = await crawl.ask(_pages(source, tried), source)
    return Kept(tuple(lists), tuple(pages))


def save(kept: Kept, source: Source, folder: Path, now: datetime) -> Iterator[str]:
    """Write it all down; one line for each address.

    Raises:
        MarqabError: the folder is there already, or cannot be written.
    """
    if folder.exists():
        raise MarqabError(f"{folder}: is there already; name another with --to")
    for kind, number, answer in kept.lists:
        name = "discovery" if number == 1 else f"discovery_{kind}_{number}"
        yield _keep_list(folder / name, answer, kind, now)
    for number, answer in enumerate(kept.pages, 1):
        yield _keep_page(folder / f"page_{number}", answer, source, now)


def _pages(source: Source, tried: Probe) -> Sequence[str]:
    """Pages that could be read, and pages that could not; `PAGES_TRIED` of each at most."""
    read = [article.url for article in tried.articles]
    asked = set(crawl.addresses(source))
    refused = [one.url for way in tried.ways for one in way.refusals if one.url not in asked]
    own = [url for url in dict.fromkeys(refused) if same_site(url, source.url)]
    return list(dict.fromkeys([*read[:PAGES_TRIED], *own[:PAGES_TRIED]]))


def _keep_list(folder: Path, answer: RawPage | Refused, kind: str, now: datetime) -> str:
    if isinstance(answer, Refused):
        return f"no answer  {answer.reason}  {answer.url}"
    ending = next((one for word, one in _ENDINGS.items() if word in answer.content_type), "html")
    meta = {
        "url": answer.url,
        "way": kind,
        "content_type": answer.content_type,
        "now": now.isoformat(),
    }
    _write(folder, f"answer.{ending}", answer.body, meta, {"links": [], "refused": []})
    return f"{folder}  HTTP {answer.status}, {len(answer.body)} bytes"


def _keep_page(folder: Path, answer: RawPage | Refused, source: Source, now: datetime) -> str:
    if isinstance(answer, Refused):
        return f"no answer  {answer.reason}  {answer.url}"
    meta: dict[str, Any] = {
        "source": source.id,
        "fetched_at": now.isoformat(),
        "url": answer.url,
        "status": answer.status,
    }
    found = read_saved(answer.body, url=answer.url, source=source, fetched_at=now)
    if isinstance(found, Refused):
        expected, outcome = {"refused": found.reason}, f"refused as {found.reason}"
    else:
        expected, outcome = found.model_dump(mode="json"), "read as an article"
    _write(folder, "page.html", answer.body, meta, expected)
    return f"{folder}  HTTP {answer.status}, {len(answer.body)} bytes, {outcome}"


def _write(
    folder: Path, name: str, body: bytes, meta: dict[str, Any], expected: dict[str, Any]
) -> None:
    try:
        folder.mkdir(parents=True)
        (folder / name).write_bytes(body)
        for file, value in (("meta.json", meta), ("expected.json", expected)):
            text = json.dumps(value, ensure_ascii=False, indent=2)
            (folder / file).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise MarqabError(f"{folder}: cannot be written: {error.strerror}") from error
