"""How well pages are read that people have judged; the floors only ever rise."""

import json
import re
from functools import cache

import pytest

from bench.pages import (
    QUALITY,
    Case,
    Reading,
    Total,
    Truth,
    faults,
    fixture_pages,
    judged_pages,
    score,
    total,
)
from bench.readers import OTHERS, OURS, READERS

PAGES = judged_pages()
ARTICLES = [case for case in PAGES if not case.truth.refused]
FLOORS = json.loads((QUALITY.parent / "page_floors.json").read_text(encoding="utf-8"))


@cache
def result(name: str) -> Total:
    """What an extractor's readings of all judged pages are worth."""
    return total([(READERS[name](case), case.truth) for case in PAGES])


def test_the_set_is_large_enough_to_judge() -> None:
    """No page has gone, and pages that are no article are among them."""
    assert len(PAGES) >= FLOORS["pages"]
    assert len(PAGES) - len(ARTICLES) >= FLOORS["no_articles"]


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case.name)
def test_a_truth_can_be_true(case: Case) -> None:
    """The text of a truth stands on its page, and its furniture stands there beside the text."""
    assert faults(case) == []
    assert len(case.raw) < 25_000


def test_a_truth_that_cannot_be_true_is_told() -> None:
    """Words that are not on the page, and furniture inside the article, are named."""
    truth = Truth(
        url="https://x.example/7",
        title="حريق",
        body=("أخمد الحريق",),
        furniture=("الحريق", "طرطوس"),
    )
    assert faults(Case("x", b"", "<p>أخمد</p>", None, truth)) == [
        "«أخمد الحريق» is not on the page",
        "«الحريق» is not on the page",
        "«طرطوس» is not on the page",
        "«الحريق» is in the article",
    ]


def test_the_example_in_the_readme_is_a_truth() -> None:
    """What the README shows can be written as it stands."""
    [example] = re.findall(
        r"```json\n(.*?)```", (QUALITY / "README.md").read_text("utf-8"), re.DOTALL
    )
    truth = Truth.model_validate_json(example)
    assert truth.body
    assert truth.published_at


@pytest.mark.parametrize("case", ARTICLES, ids=lambda case: case.name)
def test_no_furniture_is_read_and_no_date_is_wrong(case: Case) -> None:
    """No body holds a word of what stands around it, and a date is right or not there."""
    read = score(READERS[OURS](case), case.truth)
    assert read.furniture == ()
    assert read.date != "wrong"


@pytest.mark.parametrize("other", OTHERS)
def test_text_is_nearer_to_the_truth_than_that_of_others(other: str) -> None:
    """Our words are nearer to what people read than those of every known extractor."""
    assert result(OURS).f1 > result(other).f1


def test_pages_are_read_as_well_as_before() -> None:
    """Text, titles, dates and refusals stay above their floors."""
    ours = result(OURS)
    assert ours.f1 >= FLOORS["f1"]
    assert ours.titles >= FLOORS["titles"]
    assert ours.dates_right >= FLOORS["dates_right"]
    refused = 1 - ours.taken / max(1, len(PAGES) - len(ARTICLES))
    assert refused >= FLOORS["refused"]


def test_the_general_extractor_reads_every_outlets_fixtures() -> None:
    """Without an outlet's selectors no fixture gives a wrong date, and nearly all words are right."""
    reader = READERS["marqab, no selectors"]
    ours = total([(reader(case), case.truth) for case in fixture_pages()])
    assert ours.f1 >= 0.99
    assert ours.dates_wrong == 0
    assert ours.taken == 0


@pytest.mark.parametrize(
    ("found", "true", "verdict"),
    [
        ("2025-12-28T10:30:20+03:00", "2025-12-28T07:30:00+00:00", "right"),
        ("2025-12-28T10:30:00+00:00", "2025-12-28T10:30:00+03:00", "wrong"),
        ("2025-12-27T23:00:00+00:00", "2025-12-28", "right"),
        ("2025-12-26T23:00:00+00:00", "2025-12-28", "wrong"),
        (None, "2025-12-28", "none"),
        ("2025-12-28T10:30:00+03:00", None, "wrong"),
        (None, None, "right"),
    ],
)
def test_a_date_is_right_missing_or_wrong(
    found: str | None, true: str | None, verdict: str
) -> None:
    """Moments are compared to the minute; a day covers every moment that it is anywhere."""
    read = Truth.model_validate(
        {"url": "https://x.example/7", "title": "x", "body": ["y"], "published_at": found}
    )
    truth = read.model_validate(
        {"url": "https://x.example/7", "title": "x", "body": ["y"], "published_at": true}
    )
    assert score(Reading("y", "x", read.published_at), truth).date == verdict
