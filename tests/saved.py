"""Saved pages and what the extractor makes of them, for tests and benchmarks.

One folder a case, `tests/pages/<source>/<case>/`: `page.html` (structure of the outlet, invented
text), `meta.json` (what the fetch knew) and `expected.json` (the Article, or the refusal).
`_generic` holds pages of no outlet, `_refused` what is no article.
"""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from spiders.contract import Article, Link, Refused
from spiders.extract import extract
from spiders.sources import read_sources

PAGES = Path(__file__).parent / "pages"
CASES = sorted(path.parent for path in PAGES.glob("*/*/page.html"))
NAMES = [f"{case.parent.name}/{case.name}" for case in CASES]
SOURCES = {
    source.id: source
    for source in read_sources(Path(__file__).parent.parent / "config" / "sources.yaml")
}


@cache
def read_page(case: Path) -> Article | Refused:
    """What the extractor makes of one saved page."""
    meta = json.loads((case / "meta.json").read_text("utf-8"))
    page: bytes | str = (case / "page.html").read_bytes()
    link = None
    if meta.get("discovered"):
        # Discovery already carried the whole article: a REST answer, a listing, an API.
        page = (case / "page.html").read_text("utf-8")
        link = Link(url=meta["url"], html=page, **meta["link"])
    elif "link" in meta:
        link = Link(url=meta["url"], **meta["link"])
    return extract(
        page,
        url=meta["url"],
        source=SOURCES[meta["source"]] if meta["source"] else None,
        link=link,
        fetched_at=datetime.fromisoformat(meta["fetched_at"]),
        charset=meta.get("charset"),
        status=meta.get("status", 200),
    )


def expected(case: Path) -> dict[str, Any]:
    """The fields that the case states."""
    stated: dict[str, Any] = json.loads((case / "expected.json").read_text("utf-8"))
    return stated
