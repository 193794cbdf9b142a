"""Articles against rules: what fires, by which evidence, and why not."""

import sys
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from builders import an_article
from monitor.match.matcher import Evidence, as_dict, match, verdicts
from monitor.match.rulefile import read_rules
from monitor.match.rules import RuleSet, compile_rules
from spiders.contract import Article
from test_rules import a_ruleset


def an_item(body: str = "", **fields: Any) -> Article:
    """An article with this body and nothing else to match."""
    return an_article(**{"title": "", "body": body, **fields})


def fires(ruleset: RuleSet, body: str = "", **fields: Any) -> list[str]:
    """The rules that fire on a body."""
    return [found.rule for found in match(an_item(body, **fields), ruleset)]


def fires_on(rule: str, body: str, **fields: Any) -> bool:
    """Whether one rule in flow style fires on a body."""
    return fires(a_ruleset(f"id: a, {rule}"), body, **fields) == ["a"]


PLACES = "any: [طرطوس, حميميم]"
texts = st.text(st.sampled_from("طرسوحميبال ـ\u064b\u200f«»\n.#31ﻃﺮﻃﻮﺱ😀xT"), max_size=60)


@given(texts, texts, texts, st.lists(texts, max_size=3))
@example("وبِـ«طَرْطُـوس»", "", "حمـ ـيميم", ["طرطوس\u200f"])
def test_evidence_is_a_slice_of_the_field_as_published(
    title: str, lead: str, body: str, tags: list[str]
) -> None:
    """Every span of every evidence cuts its surface out of its field."""
    ruleset = a_ruleset("id: a, any: [طرطوس, طرسوس, حمي, طر, '31'], in: [title, lead, body, tags]")
    article = an_article(title=title, lead=lead, body=body, tags=tags)
    fields = {"title": title, "lead": lead, "body": body, "tags": "\n".join(tags)}
    for found in match(article, ruleset):
        assert found.evidence
        for one in found.evidence:
            assert fields[one.field][one.start : one.end] == one.surface
            assert one.surface


def test_evidence_names_field_term_and_surface() -> None:
    """Evidence stands in reading order and keeps the term as the rule writes it."""
    ruleset = a_ruleset(f"id: a, {PLACES}, in: [title, body, tags]")
    [found] = match(an_article(title="طَرطوس", body="في «حمـيميم»", tags=["أ", "طرطوس"]), ruleset)
    assert found.evidence == (
        Evidence("title", "طرطوس", "طَرطوس", 0, 6),
        Evidence("body", "حميميم", "حمـيميم", 4, 11),
        Evidence("tags", "طرطوس", "طرطوس", 2, 7),
    )


def test_a_tag_is_part_of_the_article() -> None:
    """A rule without `in` looks at the tags too, each a sentence of its own."""
    rule = a_ruleset("id: a, any: [طرطوس], none: [طقس]")
    [found] = match(an_item(tags=["الساحل السوري", "#طرطوس"]), rule)
    assert found.evidence == (Evidence("tags", "طرطوس", "طرطوس", 15, 20),)
    assert fires(rule, "طرطوس", tags=["طقس"]) == []
    near = a_ruleset("id: a, near: {within: sentence, of: [روسيا, قاعدة]}")
    assert fires(near, tags=["روسيا", "قاعدة"]) == []
    assert fires(near, tags=["قاعدة روسيا"]) == ["a"]


def test_a_hit_inside_a_longer_hit_is_not_told_twice() -> None:
    """Of a phrase and a word in it the phrase is the evidence; hashtags count both."""
    lists = "{port: [ميناء طرطوس], city: [طرطوس]}"
    ruleset = a_ruleset(
        'id: a, any: [$port, $city], hashtags: {$port: ["#مرفأ", "#ب"], $city: "#ب"}', lists=lists
    )
    [found] = match(an_item("في ميناء طرطوس"), ruleset)
    assert [one.term for one in found.evidence] == ["ميناء طرطوس"]
    assert found.hashtags == ("#مرفأ", "#ب")


def test_a_match_says_what_the_command_line_prints() -> None:
    """Identity, severity and evidence are what a match is printed as."""
    ruleset = a_ruleset(
        f'id: a, name: ن, {PLACES}, severity: high, hashtags: ["#ط"], shadow: true'
    )
    [found] = match(an_item("طرطوس"), ruleset)
    assert (found.name, found.shadow, found.chats, found.hashtags) == (
        "ن",
        True,
        ("main",),
        ("#ط",),
    )
    evidence = {"field": "body", "term": "طرطوس", "surface": "طرطوس", "start": 0, "end": 5}
    assert as_dict(found) == {"id": "a", "severity": "high", "evidence": [evidence]}


def test_the_strongest_rule_comes_first() -> None:
    """Matches are sorted by severity, then as in the file."""
    ruleset = a_ruleset(
        "id: a, any: [طرطوس], severity: low",
        "id: b, any: [طرطوس]",
        "id: c, any: [طرطوس], severity: urgent",
        "id: d, any: [طرطوس]",
    )
    assert fires(ruleset, "طرطوس") == ["c", "b", "d", "a"]


@pytest.mark.parametrize(
    ("rule", "body", "hit"),
    [
        ("any: [طرطوس]", "لا شيء", False),
        ("all: [روسيا, [قاعدة, قواعد]]", "قواعد روسيا", True),
        ("all: [روسيا, [قاعدة, قواعد]]", "روسيا وحدها", False),
        ("any: [طرطوس], all: [روسيا]", "طرطوس", False),
        ("any: [طرطوس], none: [طقس]", "طقس طرطوس", False),
        ("any: [طرطوس], none: [طقس]", "طرطوس", True),
        ("any: [حميميم], ignore: [واد حميميم]", "بواد حميميم", False),
        ("any: [حميميم], ignore: [واد حميميم]", "واد حميميم ثم حميميم", True),
        ("any: [قاعدة], ignore: [{words: 1, of: [قاعدة, بيانات]}]", "القاعدة بيانات", False),
        ("any: [طرطوس], min_mentions: 2", "طرطوس", False),
        ("any: [طرطوس], min_mentions: 2", "طرطوس وطرطوس", True),
        ("any: [طرطوس], lang: [ar]", "طرطوس", True),
        ("any: [طرطوس], lang: [fa]", "طرطوس", False),
        ("any: [طرطوس], sources: {only: [sahel]}", "طرطوس", True),
        ("any: [طرطوس], sources: {only: [sana]}", "طرطوس", False),
        ("any: [طرطوس], sources: {except: [sahel]}", "طرطوس", False),
        ("any: [طرطوس], sources: {except: [sana]}", "طرطوس", True),
        ("any: [طرطوس], enabled: false", "طرطوس", False),
        ("any: [طرطوس], in: [title]", "طرطوس", False),
    ],
)
def test_each_clause_decides_as_it_says(rule: str, body: str, *, hit: bool) -> None:
    """any, all, none, ignore, min_mentions, lang, sources, enabled and in do what they say."""
    assert fires_on(rule, body) is hit


SENTENCE = "near: {within: sentence, of: [روسيا, قاعدة]}"


@pytest.mark.parametrize(
    ("rule", "body", "hit"),
    [
        (SENTENCE, "قاعدة لروسيا", True),
        (SENTENCE, "قاعدة. روسيا", False),
        (SENTENCE, "قاعدة\nروسيا", False),
        ("near: {within: 2 sentences, of: [روسيا, قاعدة]}", "قاعدة. روسيا", True),
        ("near: {within: 2 sentences, of: [روسيا, قاعدة]}", "قاعدة. لا. روسيا", False),
        ("near: {within: paragraph, of: [روسيا, قاعدة]}", "قاعدة. لا. روسيا", True),
        ("near: {within: paragraph, of: [روسيا, قاعدة]}", "قاعدة\nروسيا", False),
        ("near: {words: 2, of: [روسيا, قاعدة]}", "روسيا لها قاعدة", True),
        ("near: {words: 2, of: [روسيا, قاعدة]}", "روسيا لها اليوم قاعدة", False),
        ("near: {words: 2, of: [روسيا, قاعدة]}", "روسيا\nقاعدة", False),
        ("near: {words: 1, of: [روسيا, القاعدة الجوية]}", "القاعدة الجوية روسيا", True),
        ("near: {words: 3, ordered: true, of: [روسيا, قاعدة]}", "قاعدة روسيا", False),
        ("near: {words: 3, ordered: true, of: [روسيا, قاعدة]}", "قاعدة روسيا قاعدة", True),
        ("near: {words: 3, ordered: true, of: [a1, b1, c1]}", "a1 c1 b1 b1 c1", False),
        ("near: {words: 4, ordered: true, of: [a1, b1, c1]}", "a1 c1 b1 b1 c1", True),
        ("near: {words: 3, ordered: true, of: [a1, b1, c1]}", "b1 a1 a1 b1 c1", True),
        ("near: {words: 5, of: [روسيا, قاعدة], without: [لا]}", "روسيا لا قاعدة", False),
        ("near: {words: 5, of: [روسيا, قاعدة], without: [لا]}", "لا روسيا قاعدة لا", True),
        (
            "near: {words: 5, of: [روسيا, قاعدة], ignore: [قاعدة بيانات]}",
            "روسيا قاعدة بيانات",
            False,
        ),
        ("near: {words: 5, of: [روسيا, قاعدة], ignore: [قاعدة بيانات]}", "روسيا قاعدة", True),
        # what the rule ignores is still seen by the ignore of a clause
        (
            "ignore: [b1 c1], near: {words: 9, of: [a1, d1], ignore: [{words: 9, of: [c1, d1]}]}",
            "a1 b1 c1 d1",
            False,
        ),
        ("near: [{words: 1, of: [a1, b1]}, {words: 1, of: [c1, d1]}]", "d1 c1", True),
        ("near: [{words: 1, of: [a1, b1]}, {words: 1, of: [c1, d1]}]", "a1 d1", False),
        ("near: {words: 5, of: [{words: 1, of: [a1, b1]}, [c1, d1]]}", "a1 b1 x1 d1", True),
        ("near: {words: 5, of: [{words: 1, of: [a1, b1]}, [c1, d1]]}", "a1 x1 b1 d1", False),
        ("any: [{words: 1, of: [a1, b1]}, c1]", "b1 a1", True),
        ("any: [x1], near: {words: 1, of: [a1, b1]}", "a1 b1", False),
        ("any: [x1], near: {words: 1, of: [a1, b1]}", "a1 b1. x1", True),
    ],
)
def test_near_means_as_near_as_it_says(rule: str, body: str, *, hit: bool) -> None:
    """Sentence, neighbouring sentences, paragraph, words, order and barriers hold hits apart."""
    assert fires_on(rule, body) is hit


@pytest.mark.parametrize(
    ("near", "body", "hit"),
    [
        ("{within: sentence, of: [السودان]}", "قاعدة روسيا في السودان", False),
        ("{within: sentence, of: [السودان]}", "قاعدة روسيا. السودان", True),
        ("{within: sentence, of: [السودان, ليبيا]}", "قاعدة روسيا ليبيا", False),
        ("{within: sentence, of: [السودان]}", "قاعدة روسيا السودان. قاعدة روسيا", True),
        ("{within: 2 sentences, of: [السودان]}", "قاعدة روسيا. السودان", False),
        ("{words: 2, of: [السودان]}", "قاعدة روسيا في السودان", False),
        ("{words: 1, of: [السودان]}", "قاعدة روسيا في السودان", True),
        ("{words: 9, of: [السودان]}", "قاعدة روسيا\nالسودان", True),
        ("{within: title, of: [السودان]}", "قاعدة روسيا السودان", True),
    ],
)
def test_none_near_takes_hits_out_one_by_one(near: str, body: str, *, hit: bool) -> None:
    """A hit beside a forbidden term does not count; another one may."""
    rule = "near: {words: 3, of: [قاعدة, روسيا]}, none_near: " + near
    assert fires_on(rule, body) is hit


def test_none_near_without_near_is_about_the_hits_of_any() -> None:
    """Where a rule has no near clause, the hits of any are taken out."""
    rule = "any: [طرطوس], none_near: {words: 2, of: [طقس]}"
    assert not fires_on(rule, "طقس طرطوس")
    assert fires_on(rule, "طقس اليوم في مدينة طرطوس")
    assert fires_on(
        "any: [طرطوس], near: {words: 1, of: [a1]}, none_near: {words: 1, of: [طقس]}",
        "طقس طرطوس. a1",
    )


@pytest.mark.parametrize(
    ("rule", "body", "hit"),
    [
        # a phrase with lists: each right behind the one before, in one sentence
        ("any: [$base $russian]", "القاعدة الروسية", True),
        ("any: [$base $russian]", "القاعدة. الروسية", False),
        ("any: [$base $russian]", "القاعدة الجوية الروسية", False),
        ("any: [$base جوية $russian]", "قواعد جوية روسية", True),
        ("any: [$base جوية $russian]", "قواعد روسية جوية", False),
        # a list that holds clauses, phrases and other lists
        ("any: [$ours]", "القاعدة الروسية", True),
        ("any: [$ours]", "قاعدة هنا لموسكو", True),
        ("any: [$ours]", "ثكنة", True),
        ("any: [$ours]", "قاعدة في هذا المكان لموسكو", False),
        # rivals: who stands nearest is the owner
        (
            "near: {within: sentence, of: [$base, $russian], rivals: [أمريكية]}",
            "قاعدة روسية",
            True,
        ),
        (
            "near: {within: sentence, of: [$base, $russian], rivals: [أمريكية]}",
            "القواعد الأمريكية التي تراقبها طائرات روسية",
            False,
        ),
        (
            "near: {within: sentence, of: [$base, $russian], rivals: [أمريكية]}",
            "صحيفة أمريكية: مصير القواعد الروسية",
            True,
        ),
        (
            "near: {within: 2 sentences, of: [$base, $russian], rivals: [أمريكية]}",
            "مصادر روسية تتحدث. القواعد باقية في سوريا وفق صحيفة أمريكية",
            False,
        ),
        (
            "near: {within: 2 sentences, of: [$base, $russian], rivals: [أمريكية]}",
            "القواعد روسية. وقالت صحيفة أمريكية",
            True,
        ),
        # what the rule ignores is still a rival, what the clause ignores is none
        (
            (
                "ignore: [قوات أمريكية], near: "
                "{within: sentence, of: [$base, $russian], rivals: [أمريكية]}"
            ),
            "قاعدة بنتها قوات أمريكية ورحبت بها جهات روسية",
            False,
        ),
        (
            (
                "near: {within: sentence, of: [$base, $russian], rivals: [أمريكية], "
                "ignore: [صحيفة أمريكية]}"
            ),
            "قاعدة وصفتها صحيفة أمريكية بأنها روسية",
            True,
        ),
        # none: nowhere in the same reach
        (
            "near: {within: sentence, of: [$base, $russian], none: [قمح]}",
            "قاعدة روسية. قمح",
            True,
        ),
        ("near: {within: sentence, of: [$base, $russian], none: [قمح]}", "قمح قاعدة روسية", False),
        (
            "near: {within: 2 sentences, of: [$base, $russian], none: [قمح]}",
            "قاعدة قمح. روسية",
            False,
        ),
        (
            "near: {within: opening, of: [$base, $russian], none: [قمح]}",
            "قاعدة روسية\nقمح",
            True,
        ),
        # at_least: so many different words
        ("any: [{within: article, at_least: 2, of: [هدف, شوط, حكم]}]", "هدف. ثم\nشوط", True),
        ("any: [{within: article, at_least: 2, of: [هدف, شوط, حكم]}]", "هدف وهدف", False),
        ("any: [{within: sentence, at_least: 2, of: [[هدف, شوط]]}]", "هدف. شوط", False),
        ("any: [{within: opening, at_least: 2, of: [هدف, شوط]}]", "هدف\nشوط", False),
        ("any: [{within: article, at_least: 2, of: [$ours, هدف]}]", "هدف قاعدة روسية", True),
        (
            "any: [{within: article, at_least: 2, of: [هدف, شوط], ignore: [شوط كبير]}]",
            "هدف وشوط كبير",
            False,
        ),
        # the opening ends with the first paragraph
        ("near: {within: opening, of: [$base, $russian]}", "قاعدة. ثم هذا. روسية", True),
        ("near: {within: opening, of: [$base, $russian]}", "قاعدة\nروسية", False),
        ("near: {within: article, of: [$base, $russian]}", "قاعدة\nهنا\nروسية", True),
    ],
)
def test_clauses_compose(rule: str, body: str, *, hit: bool) -> None:
    """Phrases of lists, lists of clauses, rivals, counts and wider reaches do what they say."""
    lists = (
        "{base: [قاعدة, قواعد], russian: [روسية], "
        "ours: [ثكنة, $base $russian, {words: 2, of: [$base, موسكو]}]}"
    )
    assert (fires(a_ruleset(f"id: a, {rule}", lists=lists), body) == ["a"]) is hit


def test_a_clause_may_look_in_some_fields_only() -> None:
    """`in` inside a clause holds for that clause alone."""
    rule = "near: {within: article, of: [{within: title, in: [title], of: [سوريا]}, قاعدة]}"
    ruleset = a_ruleset(f"id: a, {rule}")
    assert fires(ruleset, "القاعدة", title="عن سوريا") == ["a"]
    assert fires(ruleset, "القاعدة في سوريا", title="خبر") == []


BLOCKS = """
version: 1
lists: {town: [طرطوس]}
exclusions:
  sport:
    none: [{within: article, at_least: 2, of: [مباراة, ~هدف, الدوري]}]
  datelines:
    ignore: [$town سانا]
rules:
- {id: a, any: [$town], exclude: [sport, datelines]}
- {id: b, any: [$town]}
"""


def test_a_rule_opts_into_exclusion_blocks_by_name() -> None:
    """A block masks spans or takes the article out, for the rules that name it alone."""
    ruleset = compile_rules(read_rules(BLOCKS))
    assert fires(ruleset, "حريق في طرطوس") == ["a", "b"]
    assert fires(ruleset, "طرطوس-سانا\nافتتح المعرض") == ["b"]
    assert fires(ruleset, "طرطوس-سانا\nافتتح المعرض في طرطوس") == ["a", "b"]
    assert fires(ruleset, "سجل هدفاً في مباراة طرطوس") == ["b"]
    [verdict, _] = verdicts(an_item("سجل هدفاً في مباراة طرطوس"), ruleset)
    assert (verdict.clause, verdict.reason) == (
        "exclude",
        "the exclusion block sport holds: «هدفاً», «مباراة»",
    )


def test_title_means_the_title() -> None:
    """A near clause within the title sees nothing else."""
    rule = a_ruleset("id: a, near: {within: title, of: [روسيا, قاعدة]}")
    assert fires(rule, "", title="روسيا: قاعدة") == ["a"]
    assert fires(rule, "قاعدة", title="روسيا") == []


def test_neighbouring_sentences_reach_from_the_title_into_the_text() -> None:
    """The title is the neighbour of the first sentence, with or without a lead."""
    rule = a_ruleset("id: a, near: {within: 2 sentences, of: [روسيا, قاعدة]}")
    assert fires(rule, "قاعدة هنا", title="روسيا") == ["a"]
    assert fires(rule, "قاعدة هنا", title="روسيا", lead="لا شيء") == []


def test_a_lead_that_the_body_repeats_is_one_mention() -> None:
    """Sites print the lead twice; min_mentions is not fooled."""
    rule = a_ruleset("id: a, any: [طرطوس], min_mentions: 2")
    assert fires(rule, "أمطار طرطوس اليوم", lead="أمطار طرطوس") == []
    assert fires(rule, "طرطوس اليوم", lead="أمطار طرطوس") == ["a"]


def test_a_rule_can_stand_back_for_another() -> None:
    """unless_rule silences a rule where the other one fires, but not for one in shadow."""
    other = "id: b, any: [طرطوس]"
    rule = "id: a, any: [روسيا], unless_rule: b"
    assert fires(a_ruleset(rule, other), "روسيا طرطوس") == ["b"]
    assert fires(a_ruleset(rule, other), "روسيا") == ["a"]
    assert fires(a_ruleset(rule, other + ", enabled: no"), "روسيا طرطوس") == ["a"]
    assert fires(a_ruleset(rule, other + ", shadow: yes"), "روسيا طرطوس") == ["a", "b"]
    assert fires(a_ruleset(rule + ", shadow: yes", other + ", shadow: yes"), "روسيا طرطوس") == [
        "b"
    ]


def test_an_article_without_a_language_is_matched_by_every_language() -> None:
    """A language the site does not state excludes nothing."""
    assert fires_on("any: [طرطوس], lang: [fa]", "طرطوس", language=None)


def test_a_file_without_rules_matches_nothing() -> None:
    """No rules, no matches, no verdicts, no trouble."""
    assert match(an_item("طرطوس"), a_ruleset()) == []
    assert verdicts(an_item("طرطوس"), a_ruleset()) == []


@pytest.mark.parametrize(
    ("rule", "body", "clause", "reason"),
    [
        ("any: [طرطوس, حميميم]", "وطرطوس", "any", "found «طرطوس»"),
        ("all: [طرطوس]", "طرطوس", "all", "found «طرطوس»"),
        ("any: [ab, cd, ef, gh, ij]", "x", "any", "none of «ab», «cd», «ef», «gh» …"),
        ("all: [طرطوس, روسيا]", "طرطوس", "all", "none of «روسيا»"),
        ("any: [طرطوس], none: [طقس]", "طقس طرطوس", "none", "ruled out by «طقس»"),
        ("any: [طرطوس], min_mentions: 2", "طرطوس", "min_mentions", "1 mentions, not 2"),
        ("any: [طرطوس], enabled: no", "طرطوس", "enabled", "the rule is switched off"),
        ("any: [طرطوس], lang: [fa]", "طرطوس", "lang", "the article is in «ar»"),
        ("any: [طرطوس], sources: {only: [x]}", "", "sources", "«sahel» is not among its outlets"),
        ("any: [طرطوس], sources: {except: [sahel]}", "", "sources", "«sahel» is excepted"),
        (
            "any: [طرطوس], none_near: {words: 3, of: [طقس]}",
            "طقس طرطوس",
            "none_near",
            "every hit stands near a term of none_near",
        ),
        (SENTENCE, "قاعدة", "near", "none of «روسيا»"),
        (
            SENTENCE,
            "قاعدة. روسيا",
            "near",
            "«روسيا», «قاعدة»: not close enough, out of order, or kept apart",
        ),
    ],
)
def test_a_verdict_says_which_clause_decided(
    rule: str, body: str, clause: str, reason: str
) -> None:
    """Every rule gives its reason in one line."""
    [verdict] = verdicts(an_item(body), a_ruleset(f"id: a, {rule}"))
    assert (verdict.clause, verdict.reason) == (clause, reason)
    assert verdict.fired is reason.startswith("found")


def test_a_verdict_names_the_rule_that_came_first() -> None:
    """A rule that stood back says for which."""
    ruleset = a_ruleset("id: a, any: [روسيا], unless_rule: b", "id: b, any: [طرطوس]")
    first, second = verdicts(an_item("روسيا طرطوس"), ruleset)
    assert (first.clause, first.reason) == ("unless_rule", "the rule b fires")
    assert second.fired


def test_a_verdict_shows_what_ignore_took_out() -> None:
    """Masked hits are shown as they stand in the text."""
    [verdict] = verdicts(
        an_item("في وادِ حميميم"), a_ruleset("id: a, any: [حميميم], ignore: [واد حميميم]")
    )
    assert not verdict.fired
    assert [one.surface for one in verdict.masked] == ["حميميم"]


@pytest.mark.parametrize(
    ("fields", "nearest"),
    [
        ({"body": "أبو بصير الطرطوسي"}, "«طرطوس» only inside «الطرطوسي» in the body"),
        ({"body": "وفي بطرطووس"}, "«طرطووس» in the body is one letter away from «طرطوس»"),
        ({"title": "مرفأ طرطش"}, "«طرطش» in the title is one letter away from «طرطوش»"),
        ({"body": "طرس"}, ""),
        ({"body": "رطوسط"}, ""),
        ({"body": "لا شيء"}, ""),
        (
            {"body": "لا شيء", "tags": ["طرطوس"]},
            "«طرطوس» stands in the tags, which is not in `in`",
        ),
    ],
)
def test_a_verdict_names_the_nearest_miss(fields: dict[str, Any], nearest: str) -> None:
    """A term inside a longer word or in another field is pointed at."""
    ruleset = a_ruleset(
        "id: a, any: [طرطوس, ميناء طرسوس, طرطوش], in: [title, lead, body]",
        "id: b, any: [xy], in: [tags]",
    )
    assert verdicts(an_item(**fields), ruleset)[0].nearest == nearest


@pytest.mark.parametrize(
    ("near", "body", "nearest"),
    [
        (
            "{within: sentence, of: [روسيا, قاعدة]}",
            "قاعدة. لا. روسيا",
            "«قاعدة» and «روسيا» stand 2 sentences apart",
        ),
        (
            "{within: 2 sentences, of: [روسيا, قاعدة]}",
            "روسيا. لا. قاعدة. لا. روسيا هنا",
            "«روسيا» and «قاعدة» stand 2 sentences apart",
        ),
        (
            "{words: 2, of: [روسيا, قاعدة]}",
            "قاعدة هنا وهناك لروسيا",
            "«قاعدة» and «روسيا» stand 3 words apart, not 2",
        ),
        (
            "{words: 2, of: [روسيا, قاعدة]}",
            "قاعدة\nروسيا",
            "«قاعدة» and «روسيا» stand in different paragraphs",
        ),
        ("{within: title, of: [روسيا, قاعدة]}", "قاعدة روسيا", ""),
        ("{within: sentence, ordered: true, of: [روسيا, قاعدة]}", "قاعدة روسيا", ""),
    ],
)
def test_a_verdict_says_how_far_apart_the_parts_stand(near: str, body: str, nearest: str) -> None:
    """A near clause whose parts are there names the two that stand too far apart."""
    assert verdicts(an_item(body), a_ruleset(f"id: a, near: {near}"))[0].nearest == nearest


def test_of_many_clauses_the_nearest_gives_the_reason() -> None:
    """A verdict names what the clause lacks that lacks least."""
    near = "[{words: 2, of: [a1, b1, c1]}, {words: 2, of: [d1, e1]}]"
    [verdict] = verdicts(an_item("d1 a1"), a_ruleset(f"id: a, near: {near}"))
    assert verdict.reason == "none of «e1» (the nearest of 2 clauses)"


def test_a_part_that_is_itself_a_clause_says_what_it_lacks() -> None:
    """The reason names the words that are missing, not those that are there."""
    near = "{words: 9, of: [{words: 2, of: [a1, b1]}, c1]}"
    [verdict] = verdicts(an_item("a1 c1"), a_ruleset(f"id: a, near: {near}"))
    assert verdict.reason == "none of «b1»"


@pytest.mark.parametrize(
    ("body", "reason", "nearest"),
    [
        ("تحليق طائرة روسية فوق جبلة", "none of «قمح»", ""),
        ("فوق جبلة", "none of «روس», «روسية», «سكر», «x1», and none of «قمح»", ""),
        ("فرقة عسكرية", "none of «روس», «روسية», «سكر», «جبلة» …, and none of «قمح»", ""),
        ("الروسي", "none of «روس», «روسية», «سكر», «جبلة» …, and none of «قمح»", "«روسي»"),
    ],
)
def test_what_is_there_is_not_told_as_missing(body: str, reason: str, nearest: str) -> None:
    """A word that is there is not missing, and one that another term finds is no near miss."""
    near = "{within: sentence, of: [[روس, روسية, سكر, {words: 1, of: [جبلة, x1]}], قمح]}"
    [verdict] = verdicts(an_item(body), a_ruleset(f"id: a, near: {near}"))
    assert verdict.reason == reason
    assert verdict.nearest.partition(" ")[0] == nearest


COMPOSED = """
version: 1
lists:
  town: [طرطوس, طرطوسية]
  attack:
    ar: [غارة, قصف, هجوم, اشتباك]
    clauses: [{words: 3, of: [يستهدف, $town]}]
rules:
  - id: attack
    near: {within: sentence, of: [$town, $attack]}
    ignore: [أي هجوم]
"""


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("حريق في طرطوس", "none of $attack: «غارة», «قصف», «هجوم», «اشتباك» …"),
        ("هجوم في حلب", "none of «طرطوس», «طرطوسية»"),
        ("نفى وقوع أي هجوم في طرطوس", "«هجوم» only where it does not count"),
    ],
)
def test_of_composed_lists_the_one_that_is_missing_is_named(body: str, reason: str) -> None:
    """A town that is there is not told as missing because a clause beside it could use another."""
    [verdict] = verdicts(an_item(body), compile_rules(read_rules(COMPOSED)))
    assert verdict.reason == reason


def test_a_masked_word_is_not_told_as_missing() -> None:
    """A word that is masked is told as there and not counted, not as missing."""
    near = "{within: sentence, of: [حميميم, قاعدة]}"
    rule = a_ruleset(f"id: a, near: {near}, ignore: [واد حميميم]")
    [verdict] = verdicts(an_item("قاعدة في واد حميميم"), rule)
    assert verdict.reason == "«حميميم» only where it does not count"


def test_a_word_that_is_right_is_no_misspelt_one() -> None:
    """What stands in the text as the rule writes it is not taken for another of its words."""
    near = "{words: 1, of: [روسيا, روسيان, قاعدة]}"
    [verdict] = verdicts(an_item("روسيا"), a_ruleset(f"id: a, near: {near}"))
    assert verdict.nearest == ""


@pytest.mark.parametrize(
    ("body", "nearest"),
    [
        ("رواية عن أعمالنا", ""),
        ("رواية عن مرفأ", "«رواية» in the body is one letter away from «روائي»"),
        ("بالأعمال", "«=أعمال» only inside «بالأعمال» in the body"),
        ("عمالة", ""),
    ],
)
def test_a_misspelt_word_matters_beside_what_is_found(body: str, nearest: str) -> None:
    """Of a clause in which nothing is found, and of an exact word, no slip is a near miss.

    Nor is a longer word that an exact one was written to leave out.
    """
    any_of = "[قمح, {words: 9, of: [[روائي, =أعمال, =عمال], مرفأ]}]"
    [verdict] = verdicts(an_item(body), a_ruleset(f"id: a, any: {any_of}"))
    assert verdict.nearest == nearest


def test_a_masked_hit_says_what_masks_it() -> None:
    """Masked hits come with their place, the span around them and its block."""
    ruleset = compile_rules(read_rules(BLOCKS))
    [verdict, _] = verdicts(an_item("قال: طرطوس-سانا"), ruleset)
    [masked] = verdict.masked
    assert (masked.surface, masked.start, masked.by, masked.block) == (
        "طرطوس",
        5,
        "طرطوس-سانا",
        "datelines",
    )


def test_a_phrase_that_is_not_whole_is_no_near_miss() -> None:
    """Only single words are pointed at inside longer ones."""
    ruleset = a_ruleset("id: a, any: [ميناء طرطوس]")
    assert verdicts(an_item("ميناء طرطوسي"), ruleset)[0].nearest == ""


HOSTILE = [
    "any: [aaaa*, aa, aaa, =aaaa, aa aa aa]",
    "near: {words: 100, of: [aa, aa, bb]}",
    "near: {within: sentence, ordered: true, of: [aa, aa, aa, aa], without: [cc]}",
    "near: {within: paragraph, of: [{words: 3, of: [aa, bb]}, {words: 3, of: [bb, aa]}]}",
    "any: [aa], none_near: {words: 9, of: [cc]}, ignore: [{words: 5, of: [aa, bb]}]",
    "any: [aa], min_mentions: 9, ignore: [aa bb]",
]


@pytest.mark.parametrize("rule", HOSTILE)
@pytest.mark.parametrize("unit", ["aa bb ", "a", "aa. bb\n", "aa((((", "aa bb cc "])
def test_eight_times_the_text_costs_about_eight_times_the_work(rule: str, unit: str) -> None:
    """No clause takes more than linear work, counted in calls, whatever the text."""
    ruleset = a_ruleset(f"id: a, {rule}")

    def calls(letters: int) -> int:
        article = an_item(unit * (letters // len(unit)))
        count = 0

        def counted(*_: object) -> None:
            nonlocal count
            count += 1

        sys.setprofile(counted)
        try:
            verdicts(article, ruleset)
        finally:
            sys.setprofile(None)
        return count

    calls(400)
    assert calls(6_400) < 10 * calls(800) + 2_000


def test_many_rules_find_what_they_look_for() -> None:
    """Of a thousand rules exactly those fire whose term stands in the text."""
    rules = [f"id: r{i}, any: [كلمة{i}]" for i in range(1000)]
    assert fires(a_ruleset(*rules), "كلمة7 وكلمة999 وكلمة1000") == ["r7", "r999"]
