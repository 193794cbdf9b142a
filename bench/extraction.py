"""Does our extractor find more of the article, and less beside it, than the known ones?

Every fixture that is a whole page is read by each; what should come out stands beside it.
Words are compared as they are, with their number: precision is the share of the found words
that belong to the article, recall the share of its words that were found, each the mean over
pages.
The fixtures were written together with the extractor, which flatters it: see docs/bench.md.
"""

import json
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from statistics import mean, median

from lxml.html import fromstring
from readability import Document
from resiliparse.extract.html2text import extract_plain_text
from trafilatura import extract as trafilatura_extract

from bench.corpus import MORNING, PAGES, ROOT, Writer
from bench.result import Result, paired
from bench.timing import Times, in_turn
from spiders.contract import Article, Source
from spiders.decode import decode
from spiders.extract import extract
from spiders.sources import read_sources


@dataclass(frozen=True, slots=True)
class Case:
    """A page, and the body it holds; "" for one that holds no article."""

    raw: bytes
    #: Decoded by our own rules, because the others are not asked to guess.
    text: str
    url: str
    source: Source | None
    fetched_at: datetime
    body: str


Reader = Callable[[Case], str]


def measure(*, rounds: int, pages: int | None = None) -> list[Result]:
    """Quality and time of each extractor beside ours; the first `pages` fixtures, or all."""
    logging.disable(logging.ERROR)  # the others warn about many a page
    cases = read_cases()[:pages]
    articles, others = ([c for c in cases if bool(c.body) is kind] for kind in (True, False))
    scores = {
        name: [_score(reader(c), c.body) for c in articles] for name, reader in READERS.items()
    }
    times = in_turn(rounds, {name: partial(_all, r, articles) for name, r in READERS.items()})
    large = [_large_case()]
    large_times = in_turn(rounds, {name: partial(_all, r, large) for name, r in READERS.items()})
    return [
        *(_quality(name, scores, others) for name in READERS),
        *(_speed(name, times, large_times, len(articles)) for name in READERS if name != OURS),
    ]


def read_cases() -> list[Case]:
    """The fixtures that a crawl fetches as whole pages; what came by REST or API is left out."""
    sources = {one.id: one for one in read_sources(ROOT / "config" / "sources.yaml")}
    cases = []
    for folder in sorted(path.parent for path in PAGES.glob("*/*/page.html")):
        meta, expected = (_json(folder / f"{name}.json") for name in ("meta", "expected"))
        if meta.get("discovered"):
            continue
        raw = (folder / "page.html").read_bytes()
        cases.append(
            Case(
                raw,
                decode(raw, meta.get("charset")).text,
                meta["url"],
                sources.get(meta["source"] or ""),
                datetime.fromisoformat(meta["fetched_at"]),
                expected.get("body", ""),
            )
        )
    return cases


def _json(path: Path) -> dict[str, str]:
    found = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def _large_case() -> Case:
    writer = Writer(13)
    text = writer.text()
    raw = writer.page(text, MORNING)
    url = "https://bench.example/news/1"
    return Case(raw, raw.decode(), url, None, MORNING, "\n".join(text.paragraphs))


# --- the readers ----------------------------------------------------------------------------


def _marqab(case: Case, *, selectors: bool = True) -> str:
    source = case.source if selectors else None
    found = extract(case.raw, url=case.url, source=source, link=None, fetched_at=case.fetched_at)
    return found.body if isinstance(found, Article) else ""


def _trafilatura(case: Case) -> str:
    return trafilatura_extract(case.text, include_comments=False, favor_precision=True) or ""


def _readability(case: Case) -> str:
    if not case.text.strip():
        return ""
    summary = Document(case.text.replace("\0", "")).summary(html_partial=True)
    return " ".join(fromstring(summary).itertext()) if summary.strip() else ""


def _resiliparse(case: Case) -> str:
    return extract_plain_text(
        case.text, main_content=True, alt_texts=False, links=False, comments=False
    )


OURS = "marqab"
READERS: dict[str, Reader] = {
    OURS: _marqab,
    "marqab, no selectors": partial(_marqab, selectors=False),
    "trafilatura": _trafilatura,
    "readability-lxml": _readability,
    "resiliparse": _resiliparse,
}


def _all(reader: Reader, cases: Sequence[Case]) -> None:
    for case in cases:
        reader(case)


# --- the judgement --------------------------------------------------------------------------


def _score(found: str, body: str) -> tuple[float, float]:
    """Word precision and recall of a text that should be `body`, each 0 to 1."""
    have, want = Counter(found.split()), Counter(body.split())
    right = (have & want).total()
    return right / max(1, have.total()), right / want.total()


def _means(scores: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """F1, precision and recall."""
    precision, recall = (mean(part) for part in zip(*scores, strict=True))
    return 2 * precision * recall / ((precision + recall) or 1), precision, recall


def _quality(
    name: str, scores: dict[str, list[tuple[float, float]]], others: Sequence[Case]
) -> Result:
    f1, precision, recall = _means(scores[name])
    said_something = sum(bool(READERS[name](case).strip()) for case in others)
    foreign = [key for key in scores if not key.startswith(OURS)]
    best = max(foreign, key=lambda key: _means(scores[key])[0])
    ours = name.startswith(OURS)
    rival = best if ours else OURS
    return Result(
        f"word F1 on the fixtures, {name} ÷ {rival}",
        f1 / _means(scores[rival])[0],
        f"F1 {f1:.3f}, precision {precision:.3f}, recall {recall:.3f} on {len(scores[name])} "
        f"pages; a text for {said_something} of {len(others)} pages that are no article",
        at_least=1 if ours else None,
    )


def _speed(name: str, times: dict[str, Times], large: dict[str, Times], pages: int) -> Result:
    each = [median(times[side].cpu) / pages * 1000 for side in (name, OURS)]
    on_large = paired(large[name].cpu, large[OURS].cpu)
    large_each = [median(large[side].cpu) * 1000 for side in (name, OURS)]
    return Result(
        f"time on the fixtures, {name} ÷ {OURS}",
        paired(times[name].cpu, times[OURS].cpu),
        f"{each[0]:.2f} ms ÷ {each[1]:.2f} ms; on a page of 60 KB {on_large:.2f} × "
        f"({large_each[0]:.1f} ms ÷ {large_each[1]:.1f} ms)",
    )
