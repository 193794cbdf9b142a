"""No rule and no text make matching cost more than its length, counted in steps."""

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import an_article
from monitor.match.matcher import match, verdicts
from monitor.match.rulefile import read_rules
from monitor.match.rules import RuleSet, compile_rules
from spiders.contract import Article

TERMS = [
    "aa",
    "bb",
    "cc",
    "aaaa*",
    "=aa",
    "aa bb",
    "bb aa bb",
    "قاعدة",
    "~قاعدة",
    "قاعدة~",
    "القاعدة",
]
terms = st.sampled_from(TERMS)
UNITS = [
    "aa bb ",
    "a",
    "aa. bb\n",
    "aa((((",
    "aa bb cc ",
    "قاعدتها ",
    "للقاعدة.",
    "ـ ـا",
    "؟!",
    "\n",
]


def clauses(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Near clauses with every key there is, over these items."""
    some = st.lists(inner, min_size=1, max_size=3)
    loose = {
        "within": st.sampled_from(["sentence", "3 sentences", "paragraph", "opening", "article"]),
        "words": st.none() | st.sampled_from([1, 7, 100]),
        "ordered": st.booleans(),
        "of": st.lists(some, min_size=2, max_size=3),
        "without": st.lists(inner, max_size=2),
        "none": st.lists(terms, max_size=1),
        "ignore": st.lists(inner, max_size=2),
        "rivals": st.lists(terms, max_size=2),
    }
    counted = {
        "within": st.sampled_from(["sentence", "paragraph", "article"]),
        "at_least": st.integers(2, 4),
        "of": some,
        "ignore": st.lists(terms, max_size=1),
    }
    return st.fixed_dictionaries(loose) | st.fixed_dictionaries(counted)


items = st.recursive(terms, clauses, max_leaves=6)
rules = st.fixed_dictionaries(
    {
        "id": st.just("a"),
        "any": st.lists(items, min_size=1, max_size=2),
        "near": clauses(items),
        "ignore": st.lists(items, max_size=1),
        "none": st.lists(clauses(terms), max_size=1),
        "min_mentions": st.integers(1, 3),
    },
    optional={"all": st.lists(items, max_size=1), "none_near": clauses(terms)},
)


def compiled(rule: dict[str, Any]) -> RuleSet:
    """A rule set of one rule; JSON is YAML."""
    return compile_rules(read_rules(json.dumps({"version": 1, "rules": [_without_none(rule)]})))


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_none(inner) for key, inner in value.items() if inner is not None}
    return [_without_none(inner) for inner in value] if isinstance(value, list) else value


def steps(work: Callable[[], object]) -> int:
    """How many calls some work takes, of Python and of C."""
    count = 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def of_length(unit: str, letters: int) -> Article:
    """An article of one unit, again and again."""
    return an_article(title="", lead="", body=(unit * (letters // len(unit) + 1))[:letters])


@settings(max_examples=30, deadline=None)
@given(rules, st.lists(st.sampled_from(UNITS), min_size=1, max_size=3).map("".join))
def test_eight_times_any_text_costs_about_eight_times_the_work(
    rule: dict[str, Any], unit: str
) -> None:
    """Whatever an editor writes and a site prints, the steps grow as the text does."""
    ruleset = compiled(rule)
    few, many = of_length(unit, 250), of_length(unit, 2000)
    match(few, ruleset)  # what is made once is made here
    once = steps(lambda: verdicts(few, ruleset))
    assert steps(lambda: verdicts(many, ruleset)) < 10 * once + 3_000


@pytest.mark.parametrize("unit", ["a", "aa((((((", "ـ ـ", "قاعدة" + "(" * 40])
def test_a_megabyte_takes_a_few_steps_a_letter(unit: str) -> None:
    """A body of a million letters is one more article."""
    ruleset = compiled({"id": "a", "near": {"words": 100, "of": ["bbbb*", "aa", "قاعدة"]}})
    article = of_length(unit, 1_000_000)
    assert steps(lambda: match(article, ruleset)) < 4_000_000
