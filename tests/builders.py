"""Records for tests, with every field that a test does not care about filled in."""

from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.config import Configuration
from monitor.match.rulefile import read_rules
from monitor.match.rules import compile_rules
from monitor.settings import Settings
from spiders.contract import Article, CrawlReport, Source

#: A winter noon in Damascus.
NOON = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)


def an_article(**fields: Any) -> Article:
    """An article that was published an hour before it was fetched, at `NOON`."""
    url = fields.pop("url", "https://sahel.example/1")
    defaults = {
        "source": "sahel",
        "url": url,
        "canonical_url": url,
        "title": "انقطاع المياه عن أحياء في طرطوس",
        "body": "انقطعت المياه عن الأحياء الشرقية في مدينة طرطوس إثر عطل في محطة الضخ.",
        "published_at": NOON - timedelta(hours=1),
        "published_reason": "json-ld datePublished",
        "fetched_at": NOON,
        "language": "ar",
        "extractor": "selectors",
    }
    return Article.model_validate(defaults | fields)


def a_source(**fields: Any) -> Source:
    """An enabled outlet with a feed."""
    defaults = {
        "id": "sahel",
        "name": "الساحل اليوم",
        "url": "https://sahel.example/",
        "timezone": "Asia/Damascus",
        "discover": [{"feed": "https://sahel.example/feed"}],
    }
    return Source.model_validate(defaults | fields)


def a_report(**fields: Any) -> CrawlReport:
    """The report of a crawl that went well and ended at `NOON`."""
    defaults = {
        "source": "sahel",
        "started_at": NOON - timedelta(seconds=3),
        "finished_at": NOON,
        "finish_reason": "finished",
        "discovery": "feed https://sahel.example/feed",
        "requests": 1,
    }
    return CrawlReport.model_validate(defaults | fields)


RULES = """
version: 1
rules:
  - id: place
    name: طرطوس أو حميميم
    severity: high
    any: [طرطوس, حميميم]
    hashtags: ["#الساحل"]
  - id: quiet
    name: في الظل
    severity: low
    any: [صافيتا]
    shadow: true
"""


def a_configuration(
    rules: str = RULES, *, sources: tuple[Source, ...] = (), **settings: Any
) -> Configuration:
    """A configuration of the rule «place», one in shadow, and these outlets."""
    return Configuration(
        Settings.model_validate(settings),
        sources or (a_source(),),
        compile_rules(read_rules(rules, name="rules.yaml")),
    )
