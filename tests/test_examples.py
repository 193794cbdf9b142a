"""The examples inside a rule file are tests of its rules."""

from pathlib import Path

import pytest

from monitor.match.examples import as_article, check_examples
from monitor.match.matcher import verdict_of_text
from monitor.match.rulefile import read_rules
from monitor.match.rules import compile_rules

SHIPPED = compile_rules(read_rules(Path("config/rules.yaml")))
EXAMPLES = [
    (rule.id, key, i)
    for rule in SHIPPED.rules
    for key in ("should_match", "should_not_match")
    for i in range(len(getattr(rule.entry, key)))
]


@pytest.mark.parametrize(("rule_id", "key", "i"), EXAMPLES)
def test_a_shipped_rule_does_what_its_example_says(rule_id: str, key: str, i: int) -> None:
    """Each inline example of config/rules.yaml holds."""
    rule = SHIPPED.by_id[rule_id]
    verdict = verdict_of_text(as_article(getattr(rule.entry, key)[i], rule), rule, SHIPPED)
    assert verdict.fired is (key == "should_match"), verdict


def test_every_shipped_rule_has_ten_examples_of_each_kind() -> None:
    """A rule that ships shows at least ten hits and ten near misses."""
    for rule in SHIPPED.rules:
        assert len(rule.entry.should_match) >= 10
        assert len(rule.entry.should_not_match) >= 10
    assert check_examples(SHIPPED) == []


def test_failing_examples_are_faults_with_their_place() -> None:
    """Each failing example is named with line, text and reason, whatever rule it is in."""
    text = """\
version: 1
rules:
  - id: one
    any: [طرطوس]
    enabled: no
    in: [tags, title]
    lang: [fa]
    sources: {only: [nobody]}
    should_match:
      - طرطوس
      - حميميم
    should_not_match: [طرطوس]
  - id: two
    near: {within: title, of: [طرطوس, ميناء]}
    should_match:
      - {title: ميناء طرطوس}
      - {lead: ميناء طرطوس}
      - ميناء طرطوس
"""
    faults = check_examples(compile_rules(read_rules(text, name="r")))
    assert [str(fault) for fault in faults] == [
        "r:11:9: «one» should match «حميميم», but: none of «طرطوس»",
        "r:12:24: «one» should not match «طرطوس», but: found «طرطوس»",
        (
            "r:17:9: «two» should match «ميناء طرطوس», but: «طرطوس», «ميناء»: "
            "not close enough, out of order, or kept apart"
        ),
    ]
