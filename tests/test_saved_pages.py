"""Every saved page is read as its `expected.json` says, field by field; see `saved`."""

from pathlib import Path

import pytest

from saved import CASES, NAMES, PAGES, SOURCES, expected, read_page
from spiders.contract import Article, Refused, Source

FIELDS = [
    pytest.param(case, field, id=f"{name}:{field}")
    for case, name in zip(CASES, NAMES, strict=True)
    for field in expected(case)
]


@pytest.mark.parametrize(("case", "field"), FIELDS)
def test_field_of_a_saved_page_is_as_expected(case: Path, field: str) -> None:
    """A saved page gives the field its case states."""
    result = read_page(case)
    if field == "refused":
        assert isinstance(result, Refused)
        assert result.reason == expected(case)["refused"]
    else:
        assert isinstance(result, Article)
        assert result.model_dump(mode="json")[field] == expected(case)[field]


@pytest.mark.parametrize("case", [c for c in CASES if c.parent.name != "_refused"], ids=str)
def test_saved_article_states_every_field(case: Path) -> None:
    """A case that is an article states all fields, so that none goes unwatched."""
    assert set(expected(case)) == set(Article.model_fields)


@pytest.mark.parametrize("source", [s for s in SOURCES.values() if s.enabled], ids=lambda s: s.id)
def test_enabled_source_has_its_fixtures(source: Source) -> None:
    """Every enabled source has a saved answer to discovery and two saved articles."""
    folder = PAGES / source.id
    assert any((folder / "discovery").glob("*")), f"tests/pages/{source.id}/discovery is missing"
    articles = [case for case in CASES if case.parent == folder]
    assert len(articles) >= 2, f"tests/pages/{source.id} has fewer than two articles"
