"""What is not looked at could not have matched: the fast way and the plain way agree."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import an_article
from monitor.match import outline
from monitor.match.clauses import Hits
from monitor.match.matcher import match
from monitor.match.reading import Reading
from monitor.match.rulefile import read_rules
from monitor.match.rules import Rule, RuleSet, compile_rules
from monitor.match.selection import Selection
from monitor.match.telling import Teller
from spiders.contract import Article
from test_match_work import UNITS, compiled, rules

ITEMS = Path(__file__).parent / "quality" / "matching.jsonl"
#: Everything that keeps a rule from being looked at is for texts of more sentences too.
BREAKS = [" ", " ", " ", "\n", "\n", "، "]


class Plain(Reading):
    """Asks every enabled rule, and every clause of it, whatever the text holds."""

    def candidates(self) -> list[Rule]:
        """All that are switched on."""
        return [rule for rule in self.ruleset.rules if rule.entry.enabled]

    def may_hold(self, part: Selection, bare: Hits) -> bool:  # noqa: ARG002 whatever they are
        """Always."""
        return True


def found_plainly(article: Article, ruleset: RuleSet) -> list[Any]:
    """The matches of `match`, in its order, without anything that saves work."""
    reading = Plain(article, ruleset)
    outcomes = [reading.judge(rule) for rule in reading.candidates()]
    teller = Teller(reading)
    fired = [teller.match(outcome) for outcome in outcomes if outcome.fired]
    return sorted(fired, key=lambda one: -one.severity.rank)


def sentences() -> list[str]:
    """Every sentence of the labelled set."""
    rows = map(json.loads, filter(None, ITEMS.read_text("utf-8").split("\n")))
    texts = [row.get(name, "") for row in rows for name in ("title", "lead", "body")]
    return [one for text in texts for line in text.split("\n") for one in line.split(". ") if one]


def test_random_articles_of_the_labelled_sentences_match_alike_both_ways() -> None:
    """Twelve dozen articles of one to fifteen sentences, flagged by most rules."""
    random, known = Random(11), sentences()
    ruleset = compile_rules(read_rules(Path("config/rules.yaml")))
    fired = set()
    for _ in range(144):
        body = "".join(
            random.choice(known) + random.choice(".. ،") + random.choice(BREAKS)
            for _ in range(random.randint(1, 14))
        )
        article = an_article(title=random.choice(known), body=body)
        found = match(article, ruleset)
        assert found == found_plainly(article, ruleset)
        fired |= {one.rule for one in found}
    assert fired >= {"tartus_hmeimim", "russian_bases_unnamed", "coast_incidents"}


@settings(max_examples=80, deadline=None)
@given(
    rules, st.lists(st.sampled_from(UNITS), min_size=1, max_size=12).map("".join), st.booleans()
)
def test_any_rule_matches_alike_both_ways(rule: dict[str, Any], text: str, split: bool) -> None:
    """Whatever an editor writes."""
    ruleset = compiled(rule)
    article = an_article(title=text[: 5 * split], lead="", body=text[5 * split :] or "a")
    assert match(article, ruleset) == found_plainly(article, ruleset)


@pytest.mark.parametrize("sentences", [3, outline.MOST_SENTENCES + 3])
def test_a_text_of_any_number_of_sentences_is_matched(sentences: int) -> None:
    """Also one of more sentences than are counted as bits."""
    near = {"within": "3 sentences", "of": ["قاعدة", "روسيا"]}
    ruleset = compiled({"id": "a", "all": ["روسيا"], "near": near})
    for at, hit in ((2, True), (3, False)):
        body = "قاعدة. " + "لا. " * (at - 1) + "روسيا. " + "لا. " * sentences
        article = an_article(title="عنوان", lead="", body=body)
        assert bool(match(article, ruleset)) is hit
