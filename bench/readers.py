"""What do we, and what do the known extractors, say of a page?

In: a Case. Out: a Reading by each of `READERS`.
Ours reads the bytes; the others are handed correctly decoded text, the address and, where they
take one, the language, and run as their documentation advises.
"""

import logging
import warnings
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial

from lxml.html import fromstring
from readability import Document
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree
from trafilatura import bare_extraction

from bench.pages import Case, Reading
from spiders.contract import Article
from spiders.extract import extract

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the parts of it that no one asks for
    import newspaper

Reader = Callable[[Case], Reading]


def _marqab(case: Case, *, selectors: bool = True) -> Reading:
    found = extract(
        case.raw,
        url=case.truth.url,
        source=case.source if selectors else None,
        link=None,
        fetched_at=case.truth.fetched_at,
        status=case.truth.status,
        fresh=False,  # as `marqab extract` reads a saved page
    )
    if not isinstance(found, Article):
        return Reading("")
    return Reading(found.body, found.title, _stated(found.published_at, found.published_reason))


def _stated(at: datetime | None, reason: str) -> datetime | date | None:
    """A day where no more was read; its first moment in the outlet's zone stands for it."""
    if at is None or "day only" not in reason:
        return at
    # Midnight between UTC-12 and UTC+12 is the day that most of the earth has half a day later.
    return datetime.fromtimestamp(at.timestamp() + 12 * 3600, UTC).date()


def _trafilatura(case: Case, *, precision: bool = False) -> Reading:
    found = bare_extraction(
        case.text,
        url=case.truth.url,
        include_comments=False,
        favor_precision=precision,
        with_metadata=True,
    )
    if found is None or isinstance(found, dict):
        return Reading("")
    day = date.fromisoformat(found.date) if found.date else None
    return Reading(found.text or "", found.title or "", day)


def _readability(case: Case) -> Reading:
    if not case.text.strip():
        return Reading("")
    document = Document(case.text.replace("\0", ""))
    summary = document.summary(html_partial=True)
    text = " ".join(fromstring(summary).itertext()) if summary.strip() else ""
    return Reading(text, document.short_title() or "")


def _resiliparse(case: Case) -> Reading:
    text = extract_plain_text(
        case.text, main_content=True, alt_texts=False, links=False, comments=False
    )
    return Reading(text, HTMLTree.parse(case.text).title or "")


def _newspaper(case: Case) -> Reading:
    if not case.text.strip():
        return Reading("")
    article = newspaper.Article(case.truth.url, language="ar", fetch_images=False)
    article.download(input_html=case.text)
    article.parse()
    return Reading(article.text or "", article.title or "", article.publish_date)


OURS = "marqab"
READERS: dict[str, Reader] = {
    OURS: _marqab,
    "marqab, no selectors": partial(_marqab, selectors=False),
    "trafilatura": _trafilatura,
    "trafilatura, precision": partial(_trafilatura, precision=True),
    "readability-lxml": _readability,
    "resiliparse": _resiliparse,
    "newspaper4k": _newspaper,
}
#: Those that are not ours.
OTHERS = tuple(name for name in READERS if not name.startswith(OURS))


def quiet() -> None:
    """Silence the others: they warn about many a page."""
    logging.disable(logging.ERROR)
