"""What an editor may write in rules.yaml, and what is said about the rest."""

from pathlib import Path

import pytest

from monitor.match.rulefile import RuleFile, read_rules
from spiders.yamlfile import Faults


def said(text: str) -> list[str]:
    """What is wrong with a rule file, without its name."""
    try:
        read_rules(text, name="r")
    except Faults as faults:
        return [str(fault).removeprefix("r:") for fault in faults.faults]
    return []


def of_rule(rule: str, lists: str = "lists: {places: [طرطوس]}\n") -> list[str]:
    """What is wrong with one rule in flow style, in line 4, without the place."""
    text = f"version: 1\n{lists}rules:\n- {{{rule}}}\n"
    return [fault.split(": ", 1)[1] for fault in said(text)]


def test_the_shipped_file_reads() -> None:
    """config/rules.yaml is a good file with the rules it promises."""
    rules = read_rules(Path("config/rules.yaml"))
    assert [(rule.id, rule.severity, rule.shadow) for rule in rules.rules] == [
        ("tartus_hmeimim", "high", False),
        ("bases_attacked", "urgent", False),
        ("russian_bases_unnamed", "high", False),
        ("port_trade", "low", False),
        ("coast_incidents", "normal", True),
    ]
    assert set(rules.exclusions) == {"sport", "weather", "datelines", "obituaries"}
    assert rules.without_effect() == []


def test_every_key_of_the_language_is_accepted() -> None:
    """One rule with every key at once is read."""
    text = """\
version: 1
lists:
  places: {note: n, glued: true, ar: [طرطوس], ru: [Тартус]}
  who: [روسيا]
rules:
  - id: first
    any: [طرطوس]
  - id: all_of_it
    name: كل شيء
    note: تجربة
    severity: urgent
    enabled: no
    shadow: true
    in: [title, lead, body, tags]
    any: [$places, =ميناء, استثمار*, {words: 3, of: [$who, قاعدة]}]
    all: [$who, [قاعدة, قواعد]]
    none: [السودان]
    near:
      - {within: 2 sentences, words: 9, ordered: true, of: [$who, [ميناء, $places]], without: [لا]}
      - {within: title, of: [$who], ignore: [ميناء]}
    none_near: {within: paragraph, of: [أوكرانيا]}
    ignore: [واد حميميم]
    min_mentions: 2
    unless_rule: first
    sources: {except: [sana]}
    lang: [ar]
    channels: [main, economy]
    hashtags: {$places: ["#طرطوس", "#الساحل"]}
    cooldown: {same_story: 12h, per_source: 5/1h, per_rule: 9/d}
    quiet_hours: 23:00-07:00
    should_match: [نص]
    should_not_match: [{title: ع, lead: م, body: ن, tags: [و]}]
"""
    rules = read_rules(text, name="r")
    assert rules.rules[1].in_ == ("title", "lead", "body", "tags")
    assert rules.terms_of("places") == ["طرطوس", "Тартус"]
    assert rules.terms_of("who") == ["روسيا"]
    assert (rules.is_glued("places"), rules.is_glued("who")) == (True, False)
    assert [str(note) for note in rules.without_effect()] == [
        "r:30:5: quiet_hours has no effect: urgent news is told at any hour",
    ]


def test_faults_of_every_kind_come_at_once() -> None:
    """Unknown keys, lists and rules, bad terms and repeated ids are named in one go."""
    text = """\
version: 2
lists:
  tartus: {ar: [طرطوس، حميميم], arr: [xy]}
rules:
  - id: a
    anny: [طرطوس]
    any: [$tartuss, "*", x, {words: 2, of: [$nowhere]}]
    unless_rule: c
  - id: a
    any: [طرطوس]
    hashtags: {$tartu: "#ok", plain: "#ok"}
    severity: urgant
"""
    assert said(text) == [
        "1:1: «version» must be 1, not «2»",
        (
            "3:17: «طرطوس، حميميم» is one item: write a Latin comma «,» between items, "
            "or put the text in quotes"
        ),
        "3:33: unknown key «arr», did you mean «ar»?",
        "6:5: unknown key «anny», did you mean «any»?",
        "7:11: there is no list «$tartuss», did you mean «$tartus»?",
        "7:21: «*» holds no letter and no digit",
        "7:26: «x» is one letter: a term needs two at least",
        "7:45: there is no list «$nowhere»",
        "8:5: there is no rule «c» (named by rule «a»)",
        "9:5: the rule «a» is already in line 5",
        "11:16: there is no list «$tartu», did you mean «$tartus»?",
        "11:31: «plain» is no list: write its name with $ before it",
        "12:5: «urgant» is none of urgent, high, normal, low, did you mean «urgent»?",
    ]


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("id: A-b, any: [طرطوس]", "«A-b» must be Latin small letters, digits and _"),
        ("id: a", "looks for nothing: write any, all or near"),
        ("id: a, any: []", "looks for nothing: in `any` stands nothing"),
        ("id: a, all: [[]]", "must hold at least 1"),
        ("id: a, all: [طرطوس], min_mentions: 2", "min_mentions counts the hits of any"),
        ("id: a, any: طرطوس", "must be a list: [one, two], or one item a line"),
        ("id: a, any: [2011]", "must be text: put it in quotes"),
        ("id: a, any: [حمي*]", "«حمي*»: * may only end a term, and needs 4 letters before it"),
        ("id: a, any: [=حميم*]", "«=حميم*»: * may only end a term"),
        ("id: a, any: [حم*يم]", "«حم*يم»: * may only end a term"),
        ("id: a, any: ['طرطوس.*']", "«طرطوس.*» looks like a regular expression"),
        ("id: a, any: ['(a|b)']", "«(a|b)» looks like a regular expression"),
        ("id: a, any: ['🚀']", "«🚀» holds no letter and no digit"),
        ("id: a, any: ['ـًـ']", "«ـًـ» holds no letter and no digit"),
        ("id: a, any: [T\u0430rtus]", "«T\u0430rtus» mixes letters of CYRILLIC and LATIN"),
        ("id: a, any: ['طرطوسus']", "«طرطوسus» mixes letters of ARABIC and LATIN"),
        ("id: a, any: ['اLBCI']", "«اLBCI» mixes letters of ARABIC and LATIN"),
        ("id: a, near: {of: [طرطوس]}", "how near? write within: sentence, or words: 5"),
        ("id: a, near: {within: page, of: [طرطوس]}", "«page» is no reach: write sentence"),
        ("id: a, near: {words: 0, of: [طرطوس]}", "must be at least 1"),
        ("id: a, near: {words: 101, of: [طرطوس]}", "must be at most 100"),
        ("id: a, near: {words: 3, of: []}", "must hold at least 1"),
        ("id: a, near: {words: 3, off: [طرطوس]}", "unknown key «off», did you mean «of»?"),
        ("id: a, near: []", "must hold at least 1"),
        ("id: a, any: [طرطوس], in: [titel]", "«titel» is none of title, lead, body, tags"),
        ("id: a, any: [طرطوس], hashtags: [طرطوس]", "«طرطوس» is no hashtag: write #"),
        ("id: a, any: [طرطوس], hashtags: ['#a-b']", "«#a-b» is no hashtag"),
        ("id: a, any: [طرطوس], lang: [arabic]", "«arabic» is no language: write two letters"),
        ("id: a, any: [طرطوس], cooldown: {per_rule: often}", "«often» is no rate: write one"),
        ("id: a, any: [طرطوس], cooldown: {same_story: x}", "«x» is no duration: write a number"),
        ("id: a, any: [طرطوس], quiet_hours: night", "«night» are no hours: write them like"),
        ("id: a, any: [طرطوس], sources: {}", "write either only: [...] or except: [...]"),
        ("id: a, any: [طرطوس], sources: {only: [a], except: [b]}", "write either only: [...]"),
        ("id: a, any: [طرطوس], channels: []", "must hold at least 1"),
        ("id: a, any: [طرطوس], min_mentions: 0", "must be at least 1"),
        ("id: a, any: [طرطوس], unless_rule: a", "rules exclude each other in a circle: a → a"),
        ("id: [a], any: [طرطوس]", "must be one text"),
        ("id: a, any: [طرطوس], unless_rule: [a]", "must be one text"),
        ("id: a, any: [$places, $plces]", "there is no list «$plces», did you mean «$places»?"),
    ],
)
def test_a_wrong_rule_is_explained(rule: str, message: str) -> None:
    """Each thing an editor may get wrong has its own sentence, and only one."""
    [fault] = of_rule(rule)
    assert fault.startswith(message)


@pytest.mark.parametrize(
    ("lists", "message"),
    [
        ("lists: {a: []}\n", "must hold at least 1"),
        ("lists: {a: {note: x}}\n", "the list holds no terms"),
        ("lists: {A: [طرطوس]}\n", "«A» must be Latin small letters"),
        ("lists: {a: طرطوس}\n", "must hold keys and values, or must be a list"),
        ("lists: {a: ['$b']}\n", "there is no list «$b»"),
        ("lists: {b: [طرطوس], a: {ar: ['$b']}}\n", "«$b» is a list: write it under clauses"),
        ("lists: {a: ['$a']}\n", "a list cannot hold itself: $a → $a"),
        (
            "lists: {a: ['$b'], b: [{words: 2, of: [طرطوس, ميناء $c]}], c: [$a]}\n",
            "a list cannot hold itself: $a → $b → $c → $a",
        ),
        ("lists: [a]\n", "must hold keys and values"),
    ],
)
def test_a_wrong_list_is_explained(lists: str, message: str) -> None:
    """Lists without terms, without a good name or that are no lists are refused."""
    assert any(fault.startswith(message) for fault in of_rule("id: a, any: [طرطوس]", lists))


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("any: [طرطوس], exclude: [spot]", "there is no exclusion block «spot», did you mean"),
        ("any: [$b x1]", "there is no list «$b»"),
        ("any: [طرطوس], near: {within: page, of: [ab]}", "«page» is no reach"),
        ("near: {within: sentence, of: [ab], rivals: [cd]}", "rivals of whom?"),
        ("near: {within: sentence, words: 3, at_least: 2, of: [ab, cd]}", "at_least goes with"),
        ("near: {within: 2 sentences, at_least: 2, of: [ab, cd]}", "at_least counts within"),
    ],
)
def test_a_clause_without_sense_is_explained(rule: str, message: str) -> None:
    """Names that are not there and keys that do not go together are refused."""
    blocks = "exclusions: {sport: {none: [مباراة]}}\n"
    assert any(message in fault for fault in of_rule(f"id: a, {rule}", blocks))


def test_an_exclusion_block_takes_something_out() -> None:
    """An empty block is a mistake; terms in a block are checked like all others."""
    faults = of_rule("id: a, any: [طرطوس]", "exclusions: {a: {note: x}, b: {none: [ط]}}\n")
    assert any("takes nothing out" in fault for fault in faults)
    assert any("is one letter" in fault for fault in faults)


def test_rules_that_exclude_each_other_are_a_circle() -> None:
    """A chain of unless_rule that comes back to its start is refused in each of its rules."""
    rule = "- {{id: {}, any: [طرطوس], unless_rule: {}}}\n"
    text = "version: 1\nrules:\n" + rule.format("a", "b") + rule.format("b", "a")
    assert said(text) == [
        "3:25: rules exclude each other in a circle: a → b → a",
        "4:25: rules exclude each other in a circle: b → a → b",
    ]


@pytest.mark.parametrize("text", ["[]", "rules: 5", "lists: 5\nrules: {a: b}", "rules: [5]"])
def test_a_file_of_the_wrong_shape_is_faults_and_no_traceback(text: str) -> None:
    """Whatever stands where rules and lists should, the answer is faults."""
    assert said(text)


def test_examples_may_hold_what_nobody_sees() -> None:
    """Text quoted as published keeps its invisible marks; a term may not hold them."""
    rule = "- {{id: a, any: [طرطوس{}], should_match: [طرطوس\u200f]}}\n"
    assert said("version: 1\nrules:\n" + rule.format("")) == []
    [fault] = said("version: 1\nrules:\n" + rule.format("\u200f"))
    assert fault == "3:17: hidden character RIGHT-TO-LEFT MARK (U+200F) in «طرطوس»"


def test_a_file_without_rules_is_a_good_file() -> None:
    """An editor may switch everything off by removing it."""
    assert read_rules("version: 1\n").rules == ()
    assert RuleFile(version=1).fault((), "x").file == "rules"
