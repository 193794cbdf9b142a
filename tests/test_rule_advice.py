"""Advice on a rule file: each piece names its place and what to do."""

import re
from datetime import timedelta

import pytest

from monitor.commands.rules.advice import Advice, advise, advise_by_hits
from monitor.commands.rules.terms import swallowed
from monitor.match.rulefile import read_rules
from monitor.match.rules import RuleSet, compile_rules
from monitor.match.term import read_term

EXAMPLES = "should_match: [في طرطوس], should_not_match: [في دمشق]"


def compiled(text: str) -> RuleSet:
    """The rules of a text, examples not tried."""
    return compile_rules(read_rules(f"version: 1\n{text}", name="rules.yaml"))


def advice(text: str) -> list[tuple[str, int, int]]:
    """Kind and place of all advice on a text that begins in line 2."""
    return [(one.kind, one.fault.line, one.fault.column) for one in advise(compiled(text))]


NAMES = """\
lists:
  fuel: [بنزين, fuel]
  more: [fuel, $fuel]
  words: {en: [fuel], clauses: [{words: 2, of: [مرفأ, [more]]}]}
exclusions:
  crisis: {none: [$words, {within: title, of: [words]}]}
rules:
- id: a
  any: [طرطوس, fuel, the fuel]
  all: [$more, [fuel $words, $fuel more]]
  near: {words: 3, of: [$fuel, مازوت], without: [crisis, words]}
  exclude: [crisis]
  should_match: [fuel]
  should_not_match: [x]
"""


def test_the_name_of_a_list_without_its_dollar_is_pointed_at():
    """Wherever a list could stand.

    A phrase in Latin letters, a language key and the words of the list itself are left alone.
    """
    lines = ["version: 1", *NAMES.split("\n")]
    found = [one.fault for one in advise(compiled(NAMES)) if one.kind == "no-dollar"]
    words = [
        (one.line, re.match(r"[$\w ]+", lines[one.line - 1][one.column - 1 :])) for one in found
    ]
    assert [(line, word and word[0]) for line, word in words] == [
        (4, "fuel"),
        (5, "more"),
        (7, "words"),
        (10, "fuel"),
        (11, "fuel $words"),
        (11, "$fuel more"),
        (12, "words"),
    ]
    said = next(one for one in advise(compiled(NAMES)) if one.kind == "no-dollar")
    assert said.fault.message.endswith("did you mean «$fuel»?")


def test_a_good_rule_gets_no_advice():
    """A good rule gets no advice."""
    assert advice(f"rules:\n- {{id: port, any: [طرطوس, حميميم], {EXAMPLES}}}\n") == []


@pytest.mark.parametrize(
    ("terms", "useless"),
    [
        (["طرطوس", "ميناء طرطوس"], ["ميناء طرطوس"]),
        (["استثمار*", "استثماري", "الاستثمار"], ["استثماري", "الاستثمار"]),
        (["طرطوس", "طَرطوس"], ["طَرطوس"]),
        (["طرطوس", "=طرطوس"], ["=طرطوس"]),
        (["=طرطوس", "طرطوس"], ["=طرطوس"]),
        (["قاعدة", "قاعدة روسي*"], ["قاعدة روسي*"]),
        (["طرطوس", "طرطوس*"], ["طرطوس"]),
        (["=ميناء", "ميناء طرطوس"], []),
        (["=طرطوس", "ميناء طرطوس القديم"], []),
        (["سفن حربية", "السفن الحربية"], ["السفن الحربية"]),
        (["السفن الحربية", "سفن حربية"], ["السفن الحربية"]),
        (["=سفن حربية", "السفن الحربية"], []),
        (["عبد الله غازي", "عبدالله غازي"], ["عبدالله غازي"]),
        (["أبا قصرة", "أبو قصرة"], ["أبو قصرة"]),
        (["عبد", "عبدالله"], []),
        (["~مبني", "~مبنى"], ["~مبني"]),
        (["~مسئول", "مسؤول أمني"], ["مسؤول أمني"]),
        (["ميناء طرطوس", "طرطوس الميناء"], []),
        (["Syria", "Syria's"], ["Syria's"]),
        (["قمح", "صوامع القمح"], ["صوامع القمح"]),
        (["=قمح", "صوامع القمح"], []),
        (["القمح", "صوامع قمح"], []),
        (["~قاعدة", "قاعدة"], ["قاعدة"]),
        (["قاعدة", "~قاعدة"], ["قاعدة"]),
    ],
)
def test_a_term_that_another_finds_is_named(terms: list[str], useless: list[str]):
    """A phrase around a term, a word under a wildcard, a spelling that folds alike."""
    read = [read_term(term) for term in terms]
    assert [terms[i] for i, _ in swallowed(read)] == useless


def test_a_glued_term_is_not_swallowed_by_a_whole_word():
    """A glued term finds more than the whole word, so it is not swallowed: «ميناءطرطوس»."""
    assert not list(swallowed([read_term("طرطوس", glued=True)], [read_term("طرطوس")]))
    assert list(swallowed([read_term("طرطوس")], [read_term("طرطوس", glued=True)]))


def test_a_term_beside_the_list_that_holds_it_is_named():
    """`any: [$places, طرطوس]` says it twice; the advice stands at the term."""
    text = f"lists:\n  places: [طرطوس]\nrules:\n- {{id: a, any: [$places, طرطوس], {EXAMPLES}}}\n"
    assert advice(text) == [("swallowed", 5, 26)]


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("(طر)?طوس", "regular expression"),
        ("بانياس.?", "regular expression"),
        ("طر?طوس", "regular expression"),
        ("طرطوس؛ بانياس", "write two items"),
        ("طرطوس/بانياس", "write two items"),
        ("طرطوس OR بانياس", "write two items"),
    ],
)
@pytest.mark.parametrize(
    "place", ["any: ['{}']", "any: [قمح], ignore: [{{words: 2, of: ['{}']}}]"]
)
def test_a_term_that_nobody_writes_so_is_named(term: str, said: str, place: str):
    """It would never be found, or only as a whole phrase; wherever it stands."""
    [one] = advise(compiled(f"rules:\n- {{id: a, {place.format(term)}, {EXAMPLES}}}\n"))
    assert (one.kind, one.level) == ("odd-term", "advice")
    assert one.fault.message.startswith(f"«{term}» ")
    assert said in one.fault.message


def test_signs_that_belong_to_a_name_are_left_alone():
    """A question, a number, brackets around a word of their own."""
    text = f"rules:\n- {{id: a, any: ['طرطوس (سوريا)', أين الأسد؟, إس-400, and/or], {EXAMPLES}}}\n"
    assert [one.fault.message[:8] for one in advise(compiled(text))] == ["«and/or»"]


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        ("all: [طرطوس, بانياس], none: [طرطوس]", "none"),
        ("all: [ميناء طرطوس], none: [طرطوس]", "none"),
        ("any: [طرطوس], ignore: [طرطوس]", "ignore"),
        ("any: [$town, حميميم], exclude: [out], ignore: [حميميم]", "ignore"),
        ("near: {words: 2, of: [قمح, [$town]]}, none: [$town]", "none"),
        ("near: [{words: 2, of: [قمح, طرطوس]}], ignore: [قمح]", "ignore"),
        ("any: [طرطوس, بانياس], none: [طرطوس]", ""),
        ("any: [ميناء طرطوس], ignore: [طرطوس]", ""),
        ("any: [طرطوس], ignore: [ميناء طرطوس]", ""),
        ("any: [طرطوس], none: [=طرطوس]", ""),
        ("near: [{words: 2, of: [قمح, طرطوس]}, {words: 2, of: [سكر, طرطوس]}], none: [قمح]", ""),
        ("near: {within: title, at_least: 2, of: [[قمح, سكر, بن]]}, ignore: [قمح, سكر, بن]", ""),
        ("any: [طرطوس, {words: 1, of: [قمح, سكر]}], ignore: [طرطوس]", ""),
    ],
)
def test_a_rule_that_cannot_fire_is_named(rule: str, key: str):
    """The advice stands at the key that takes away all that some part of the rule must find."""
    text = (
        "lists: {town: [طرطوس]}\nexclusions: {out: {ignore: [$town]}}\n"
        f"rules:\n- {{id: a, {rule}, {EXAMPLES}}}\n"
    )
    found = [one.fault for one in advise(compiled(text)) if one.kind == "never"]
    assert [re.findall("`(.*)`", one.message) for one in found] == ([[key]] if key else [])
    assert all(one.line == 5 and one.column > len("- {id: a, ") for one in found)


def test_terms_of_ignore_may_contain_each_other():
    """How far a mask reaches matters there: «حميميم» masks less than «واد حميميم»."""
    text = f"rules:\n- {{id: a, any: [طرطوس], ignore: [حميميم, واد حميميم], {EXAMPLES}}}\n"
    assert advice(text) == []


def test_a_wildcard_of_two_letters_and_the_article_is_short():
    """«الحم*» has four letters, and finds every word that begins with «حم»."""
    assert advice(f"rules:\n- {{id: a, any: [طرطوس, الحم*], {EXAMPLES}}}\n") == [
        ("short-wildcard", 3, 24)
    ]


@pytest.mark.parametrize(
    ("clause", "is_bare"),
    [
        ("any: [القاعدة]", True),
        ("any: [$base]", True),
        ("any: [القاعدة], all: [روسيا]", False),
        ("near: {within: sentence, of: [[القاعدة], [روسيا], [سوريا]]}", True),
        ("near: {words: 2, of: [[القاعدة], [روسية]]}", False),
        ("near: {within: sentence, of: [{words: 1, of: [[القاعدة], [روسية]]}, [سوريا]]}", False),
        ("any: [طرطوس], ignore: [القاعدة]", False),
        ("any: [القاعدة الجوية]", False),
    ],
)
def test_a_bare_base_is_al_qaeda(clause: str, is_bare: bool):
    """«القاعدة» needs something beside it, or close to it, that makes it a base."""
    used = (
        ""
        if "$base" in clause
        else "  - {id: b, shadow: true, all: [$base], any: [طرطوس], should_match: [قاعدة في طرطوس], should_not_match: [لا]}\n"
    )
    text = f"lists:\n  base: [قاعدة]\nrules:\n  - {{id: a, {clause}, should_match: [], should_not_match: [لا]}}\n{used}"
    assert ("bare-base" in {kind for kind, *_ in advice(text)}) is is_bare


def test_two_rules_that_do_the_same_are_named():
    """Two rules that differ in names, notes or order only are duplicates; in severity, not."""
    text = (
        "lists:\n  places: [حميميم, طرطوس]\nrules:\n"
        f"- {{id: a, name: أ, any: [طرطوس, حميميم], {EXAMPLES}}}\n"
        f"- {{id: b, any: [$places], {EXAMPLES}}}\n"
        f"- {{id: c, any: [$places], severity: low, {EXAMPLES}}}\n"
    )
    assert advice(text) == [("duplicate-rule", 6, 4)]


def test_a_list_that_no_rule_uses_is_named():
    """A list that no rule uses is named, for it may have been meant elsewhere."""
    assert advice(f"lists:\n  old: [بحر]\nrules:\n- {{id: a, any: [طرطوس], {EXAMPLES}}}\n") == [
        ("unused", 3, 3)
    ]


def test_a_list_that_another_list_or_a_block_uses_is_used():
    """A list is used by name, in a phrase, and as the key of a hashtag."""
    text = (
        "lists:\n  a: [بحر]\n  b: [$a, نهر]\n  c: [سد]\n  d: [جسر]\n"
        "exclusions:\n  x: {none: [$b]}\n"
        f"rules:\n- {{id: r, any: [ماء, قرب $c], hashtags: {{$d: '#جسر'}}, exclude: [x], {EXAMPLES}}}\n"
    )
    assert advice(text) == []


def test_a_rule_without_examples_is_named_once_for_each_kind():
    """A rule needs examples of both kinds, and is named once for each that is missing."""
    assert advice("rules:\n- {id: a, any: [طرطوس]}\n") == [("no-examples", 3, 4)] * 2


def test_an_example_that_only_another_rule_matches_is_an_error():
    """An example that only another rule matches stands under the wrong rule, which is an error."""
    text = (
        "rules:\n- {id: a, any: [طرطوس], should_match: [طرطوس, حميميم], should_not_match: [لا]}\n"
        "- {id: b, any: [حميميم], should_match: [حميميم], should_not_match: [لا]}\n"
    )
    [found] = advise(compiled(text))
    assert (found.kind, found.level, found.fault.column) == ("other-rule", "error", 47)
    assert "«b»" in found.fault.message


def by_hits(hits: dict[str, int], **how: object) -> list[Advice]:
    """Advice of an archive on a rule, one switched off among others."""
    rules = compiled(
        "rules:\n- {id: a, any: [طرطوس]}\n- {id: off, enabled: false, any: [حميميم]}\n"
    )
    return advise_by_hits(rules, hits, **{"articles": 900, "span": timedelta(days=60)} | how)  # type: ignore[arg-type]


def test_a_rule_without_a_hit_in_sixty_days_is_dead():
    """Said of a full archive only, and not of a rule that is switched off."""
    [found] = by_hits({})
    assert (found.kind, found.fault.line) == ("dead", 3)
    assert by_hits({}, span=timedelta(days=59)) == []
    assert by_hits({"a": 1}) == []


def test_a_rule_that_hits_more_than_twice_an_hour_is_too_frequent():
    """The count and what to do are said."""
    [found] = by_hits({"a": 49}, span=timedelta(days=1))
    assert found.kind == "too-often"
    assert "49 times a day (49 of 900 articles)" in str(found)
    assert by_hits({"a": 48}, span=timedelta(days=1)) == []
