"""`marqab explain` on archived articles: what was decided, and why."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from builders import NOON, a_configuration, an_article
from monitor.archive.store import Store
from monitor.commands.explain import Explanation, explain_article
from monitor.pipeline import Pipeline
from spiders.contract import Article

CONFIGURATION = a_configuration()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty database."""
    store = Store(tmp_path / "marqab.sqlite3").open()
    yield store
    store.close()


def explained(store: Store, *articles: Article) -> Explanation:
    """The explanation of the last of these, after they went through every stage."""
    pipeline = Pipeline(store, CONFIGURATION, destination=lambda chat: chat)
    for article in articles:
        with store.transaction():
            pipeline.take(article, now=NOON)
    return explain_article(articles[-1].url, CONFIGURATION, Path(store.path))


def alert(explanation: Explanation) -> tuple[dict[str, Any], str]:
    """What was decided, as JSON and as the line for people."""
    (line,) = (line for line in explanation.lines() if line.startswith("alert"))
    return explanation.as_dict()["alert"], line


def test_what_was_decided_about_an_alert_is_shown(store: Store):
    """The act, its time and its reason stand there."""
    told, line = alert(explained(store, an_article()))
    assert told["act"] == "post"
    assert told["at"] == NOON.isoformat()
    assert line == f"alert    post at 2026-01-15T09:00 UTC: {told['reason']}"


def test_why_an_article_was_silent_is_shown(store: Store):
    """Of an article in no story, the decision is all there is."""
    silent = an_article(title="لا شيء", body="لا شيء")
    told, line = alert(explained(store, silent))
    assert (told["act"], told["reason"]) == ("drop", "no rule matched")
    assert line.endswith("no rule matched")


def test_the_decision_is_the_articles_own(store: Store):
    """A second outlet's report has another decision than the story's first."""
    second = an_article(url="https://marfa.example/7", source="marfa")
    told, _ = alert(explained(store, an_article(), second))
    assert told["act"] == "edit"


def test_an_article_whose_decision_was_not_written_down_says_so(store: Store):
    """There is nothing to show, and that is said."""
    store.save_article(an_article(), identity="1", link_identity="1")
    explanation = explain_article(an_article().url, CONFIGURATION, Path(store.path))
    assert alert(explanation) == (None, "alert    no decision was written down")
