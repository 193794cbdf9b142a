"""What is not looked at could not have matched: the fast way and the plain way agree."""

import json
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import an_article
from monitor.match import finder
from monitor.match.arabic import fold
from monitor.match.lexicon import Lexicon
from monitor.match.matcher import Match, match, match_both
from monitor.match.outline import MOST_SENTENCES, Outline
from monitor.match.reading import Reading
from monitor.match.rulefile import read_rules
from monitor.match.rules import Rule, RuleSet, compile_rules, compile_together
from monitor.match.selection import Near
from monitor.match.telling import Teller
from monitor.match.term import read_term
from spiders.contract import Article
from test_match_work import TERMS, UNITS, compiled, rules

ITEMS = Path(__file__).parent / "quality" / "matching.jsonl"
#: Everything that keeps a rule from being looked at is for texts of more sentences too.
BREAKS = [" ", " ", " ", "\n", "\n", "، "]

#: What stands inside and between words as published, and folds away or to a space.
NOISE = [
    "ـ",
    "ـ.ـ",
    "\u200f",
    "\u00a0",
    "_",
    "ﷺ",
    "قاعـ ـدة",
    "ق ا ع د ة ",
    "ق_ا",
    " ع دة",
    "«",
    "௰",
    "روسيا",
    "\x1e",
]
texts = st.lists(st.sampled_from([*UNITS, *NOISE]), min_size=1, max_size=12).map("".join)


class Anything(Outline):
    """Sees no clause that could not hold."""

    def may_hold(self, near: Near) -> bool:  # noqa: ARG002 whatever it is
        """Always."""
        return True


class Plain(Reading):
    """Asks every enabled rule, and every clause of it, whatever the text holds."""

    def candidates(self) -> list[Rule]:
        """All that are switched on."""
        return [rule for rule in self.ruleset.rules if rule.entry.enabled]

    @cached_property
    def outline(self) -> Outline:
        """Of no help."""
        return Anything(self.prose, self.places)


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
@given(rules, texts, st.booleans())
def test_any_rule_matches_alike_both_ways(rule: dict[str, Any], text: str, split: bool) -> None:
    """Whatever rule an editor writes, the fast way finds what the slow way finds."""
    ruleset = compiled(rule)
    article = an_article(title=text[: 5 * split], lead="", body=text[5 * split :] or "a")
    assert match(article, ruleset) == found_plainly(article, ruleset)


@settings(max_examples=40, deadline=None)
@given(rules, rules, texts)
def test_two_files_compiled_together_match_as_each_does_alone(
    one: dict[str, Any], other: dict[str, Any], text: str
) -> None:
    """What they share is found once, and changes nothing."""
    files = [compiled(rule).file for rule in (one, other)]
    article = an_article(title=text[:5], lead=text, body=text)
    found = match_both(article, *compile_together(*files))
    alone = [match(article, compile_rules(file)) for file in files]
    assert list(map(surfaces, found)) == list(map(surfaces, alone))


def surfaces(matches: list[Match]) -> list[Any]:
    """What was found, whichever of two terms on the same letters is named."""
    return [(one.rule, [(at.field, at.start, at.end) for at in one.evidence]) for one in matches]


@pytest.mark.parametrize(
    "torn", ["قـ ـا ع د ة", "قال: ق ا ع د ة.", "ق_ا ع_د ة", "ق َا\u00a0ع  د_ة"]
)
def test_a_torn_word_rings_the_alarm(torn: str) -> None:
    """The letters of a torn word stand alone before folding, and ring the alarm."""
    ruleset = compiled({"id": "a", "any": ["قاعدة"]})
    article = an_article(title="عنوان", lead="", body=f"هنا {torn}")
    assert ruleset.alarm.rings([article.body])
    assert not ruleset.alarm.rings(["و هنا ـ قا ع"])
    assert match(article, ruleset) == found_plainly(article, ruleset)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(TERMS), min_size=1), st.booleans(), texts)
def test_words_that_are_remembered_hold_what_a_whole_look_finds(
    written: list[str], glued: bool, text: str
) -> None:
    """Every term is where its patterns find it in the whole text, however it is cut into words."""
    lexicon = Lexicon([read_term(one, glued=glued) for one in written])
    places = lexicon.look(fold(text))
    plainly = [
        (pattern.term, span)
        for pattern, start, end in lexicon.anchors(fold(text))
        if (span := pattern.find(fold(text), start, end))
    ]
    found = [(term, span) for term in places.present for span in places.of(term)]
    assert sorted(found) == sorted(plainly)


def test_words_are_forgotten_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many words are forgotten, long ones never kept; the answers stay the same."""
    monkeypatch.setattr(finder, "MOST_WORDS", 2)
    lengths = finder.Remembered(len)
    words = ["a", "bb", "c" * 31, "ccc"]
    assert list(lengths.of(words)) == [1, 2, 31, 3]
    assert lengths == {"ccc": 3}


@pytest.mark.parametrize("sentences", [3, MOST_SENTENCES + 3])
def test_a_text_of_any_number_of_sentences_is_matched(sentences: int) -> None:
    """A text with more sentences than are counted as bits is matched all the same."""
    near = {"within": "3 sentences", "of": ["قاعدة", "روسيا"]}
    ruleset = compiled({"id": "a", "all": ["روسيا"], "near": near})
    for at, hit in ((2, True), (3, False)):
        body = "قاعدة. " + "لا. " * (at - 1) + "روسيا. " + "لا. " * sentences
        article = an_article(title="عنوان", lead="", body=body)
        assert bool(match(article, ruleset)) is hit
