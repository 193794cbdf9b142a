"""Which saved pages are judged, and what counts as right?

In: the folders of `tests/quality/pages/`, each a page and a truth that a person wrote down, and
the fixtures of `tests/pages/`. Out: Cases, and what a reading of one is worth.
Words are compared as they are, with their number. A date may be missing, but not wrong.
Knows nothing of extractors.
"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from pathlib import Path
from statistics import mean
from typing import Literal, NamedTuple, Self

from pydantic import AwareDatetime, model_validator

from bench.corpus import MORNING, PAGES, ROOT, Writer
from spiders.contract import Source
from spiders.decode import decode
from spiders.extract.page import blocks, parse
from spiders.sources import read_sources
from spiders.values import Record, WebAddress

QUALITY = ROOT / "tests" / "quality" / "pages"
#: The widest that a day is, from its first moment in Kiribati to its last on Baker Island.
_EAST, _WEST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))


class Truth(Record):
    """What a person says of a page; `tests/quality/pages/README.md` explains every key."""

    url: WebAddress
    source: str | None = None
    fetched_at: AwareDatetime = datetime(2025, 12, 29, 9, tzinfo=UTC)
    status: int = 200
    #: The page is no article; nothing else is said of it then.
    refused: bool = False
    title: str = ""
    #: A standfirst that is set apart from the text: its words are neither demanded nor punished.
    lead: str = ""
    body: tuple[str, ...] = ()
    published_at: AwareDatetime | date | None = None
    #: Words and phrases that stand on the page, but not in its article.
    furniture: tuple[str, ...] = ()
    note: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        said = bool(self.title or self.lead or self.body or self.published_at or self.furniture)
        if self.refused and said:
            raise ValueError("a page that is refused has no title, text, date or furniture")
        if not self.refused and not (self.title and self.body):
            raise ValueError("an article has a title and a body")
        return self


@dataclass(frozen=True, slots=True)
class Case:
    """A page and the truth about it."""

    name: str
    raw: bytes
    #: Decoded by our own rules, because the others are not asked to guess.
    text: str
    source: Source | None
    truth: Truth


class Reading(NamedTuple):
    """What an extractor says of a page; without text it takes it for no article."""

    text: str
    title: str = ""
    #: A day where the extractor says no more.
    published: datetime | date | None = None


class Score(NamedTuple):
    """What one reading of an article is worth."""

    precision: float
    recall: float
    title: bool
    date: Literal["right", "none", "wrong"]
    #: Furniture that stands in the text.
    furniture: tuple[str, ...]


class Total(NamedTuple):
    """What an extractor's readings of all pages are worth."""

    f1: float
    precision: float
    recall: float
    titles: float
    dates_right: float
    dates_wrong: int
    #: Bodies with furniture in them.
    furnished: int
    #: Pages that are no article, and for which there is a text all the same.
    taken: int


def judged_pages() -> list[Case]:
    """The pages that people have judged, by name."""
    return [_judged(path.parent) for path in sorted(QUALITY.glob("*/truth.json"))]


def fixture_pages() -> list[Case]:
    """The fixtures that a crawl fetches as whole pages; what came by REST or API is left out."""
    folders = sorted(path.parent for path in PAGES.glob("*/*/page.html"))
    return [case for folder in folders if (case := _fixture(folder))]


def invented_page() -> Case:
    """One page of 60 KB."""
    writer = Writer(13)
    text = writer.text()
    truth = Truth(url="https://bench.example/news/1", title="x", body=tuple(text.paragraphs))
    raw = writer.page(text, MORNING)
    return Case("invented", raw, raw.decode(), None, truth)


@cache
def _sources() -> dict[str, Source]:
    return {one.id: one for one in read_sources(ROOT / "config" / "sources.yaml")}


def _judged(folder: Path) -> Case:
    truth = Truth.model_validate_json((folder / "truth.json").read_text(encoding="utf-8"))
    raw = (folder / "page.html").read_bytes()
    source = _sources()[truth.source] if truth.source else None
    return Case(folder.name, raw, decode(raw, None).text, source, truth)


def _fixture(folder: Path) -> Case | None:
    meta, said = (
        json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("meta", "expected")
    )
    if meta.get("discovered"):
        return None
    refused = "refused" in said or not (said["title"] and said["body"])
    truth = {"refused": True} if refused else _stated(said)
    raw = (folder / "page.html").read_bytes()
    return Case(
        f"{folder.parent.name}/{folder.name}",
        raw,
        decode(raw, meta.get("charset")).text,
        _sources().get(meta["source"] or ""),
        Truth(url=meta["url"], fetched_at=meta["fetched_at"], **truth),
    )


def _stated(said: dict[str, str]) -> dict[str, object]:
    at: str | None = said["published_at"]
    # The fixtures of a day alone state its first moment in the outlet's zone.
    day_only = at is not None and "day only" in said["published_reason"]
    return {
        "title": said["title"],
        "lead": said["lead"],
        "body": tuple(said["body"].split("\n")),
        "published_at": (datetime.fromisoformat(at) + timedelta(hours=12)).date()
        if day_only and at
        else at,
    }


def faults(case: Case) -> list[str]:
    """What cannot be true of a truth: words that are not on its page, furniture in its text."""
    tree = parse(case.text)
    shown = "\n".join(block.text for block in blocks(tree)) if tree is not None else ""
    truth = case.truth
    text = "\n".join((truth.title, truth.lead, *truth.body))
    missing = [line for line in truth.body if not set(line.split()) <= set(shown.split())]
    found = [f"«{line[:60]}» is not on the page" for line in missing]
    found += [f"«{f}» is not on the page" for f in truth.furniture if not holds(case.text, f)]
    found += [f"«{f}» is in the article" for f in truth.furniture if holds(text, f)]
    if not truth.refused and not truth.furniture:
        found.append("no furniture is named")
    return found


# --- the judgement --------------------------------------------------------------------------


def score(reading: Reading, truth: Truth) -> Score:
    r"""What a reading of an article is worth.

    >>> truth = Truth(url="https://x.example/7", title="حريق", body=("أخمد الحريق",),
    ...     published_at=date(2025, 12, 28), furniture=("الأكثر قراءة",))
    >>> score(Reading("أخمد الحريق\nالأكثر قراءة", "حريق", None), truth)
    Score(precision=0.5, recall=1.0, title=True, date='none', furniture=('الأكثر قراءة',))
    """
    have, want = Counter(reading.text.split()), Counter(" ".join(truth.body).split())
    right = have & want
    beside = (have - right) - Counter(truth.lead.split())
    return Score(
        right.total() / max(1, right.total() + beside.total()),
        right.total() / want.total(),
        " ".join(reading.title.split()) == " ".join(truth.title.split()),
        _date(reading.published, truth.published_at),
        tuple(phrase for phrase in truth.furniture if holds(reading.text, phrase)),
    )


def total(readings: Sequence[tuple[Reading, Truth]]) -> Total:
    """What readings of pages, some of them no articles, are worth together."""
    scores = [score(reading, truth) for reading, truth in readings if not truth.refused]
    precision = mean(one.precision for one in scores)
    recall = mean(one.recall for one in scores)
    return Total(
        2 * precision * recall / ((precision + recall) or 1),
        precision,
        recall,
        mean(one.title for one in scores),
        mean(one.date == "right" for one in scores),
        sum(one.date == "wrong" for one in scores),
        sum(bool(one.furniture) for one in scores),
        sum(bool(reading.text.strip()) for reading, truth in readings if truth.refused),
    )


def holds(text: str, phrase: str) -> bool:
    """Whether a text holds a phrase as whole words.

    >>> holds("في أنطرطوس القديمة", "طرطوس"), holds("مرفأ طرطوس.", "طرطوس")
    (False, True)
    """
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text) is not None


def _date(
    found: datetime | date | None, true: datetime | date | None
) -> Literal["right", "none", "wrong"]:
    """Whether a date is right; one that a page does not state is right when none is found.

    Where one side says but a day, the other need only lie in it somewhere on earth.
    """
    if found is None:
        return "right" if true is None else "none"
    if true is None:
        return "wrong"
    if isinstance(found, datetime) and isinstance(true, datetime):
        aware = found if found.tzinfo else found.replace(tzinfo=UTC)
        return "right" if abs(aware - true) < timedelta(minutes=1) else "wrong"
    if isinstance(found, datetime) or isinstance(true, datetime):
        moment, day = (found, true) if isinstance(found, datetime) else (true, found)
        return "right" if _in_day(moment, day) else "wrong"
    return "right" if found == true else "wrong"


def _in_day(moment: object, day: object) -> bool:
    assert isinstance(moment, datetime)
    assert isinstance(day, date)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    first = datetime.combine(day, time(), _EAST)
    last = datetime.combine(day, time.max, _WEST)
    return first <= aware <= last
