"""Terms, their boundaries, and rules made ready."""

import re
from typing import Any, Literal
from unicodedata import normalize

import pytest

from builders import an_article
from monitor.match.arabic import fold
from monitor.match.matcher import match
from monitor.match.prose import FIELD_BREAK, Prose
from monitor.match.rulefile import read_rules
from monitor.match.rules import RuleSet, Severity, compile_rules
from monitor.match.term import TermError, patterns, read_term

CLITICS = [
    *("و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل", "فك"),
    *("ال", "وال", "فال", "بال", "وبال", "فبال", "كال", "وكال", "لل", "ولل", "فلل"),
]


def a_ruleset(*rules: str, lists: str = "{}") -> RuleSet:
    """Rules written in flow style, compiled."""
    lines = "".join(f"\n- {{{rule}}}" for rule in rules)
    return compile_rules(read_rules(f"version: 1\nlists: {lists}\nrules:{lines or ' []'}"))


def found(term: str, text: str, rarest: str = "", **options: Any) -> list[str]:
    """The folded surfaces of a term in a text; a phrase is looked for at its `rarest` word."""
    rarity = dict.fromkeys(read_term(term).words, 9) | {rarest: 0}
    folded = FIELD_BREAK.join(map(fold, text.split(FIELD_BREAK)))
    spans = [
        pattern.find(folded, at.start(), at.start() + len(pattern.words[pattern.anchor]))
        for pattern in patterns(0, read_term(term, **options), rarity)
        for at in re.finditer(f"(?={re.escape(pattern.words[pattern.anchor])})", folded)
    ]
    return [folded[slice(*span)] for span in spans if span]


@pytest.mark.parametrize(
    "text",
    [
        *(clitic + "طرطوس" for clitic in CLITICS),
        "طرطوس31",
        "31طرطوس",
        "#طرطوس_الآن",
        "x_طرطوس",
        "لـ«طرطوس»",
        "{طرطوس}",
        "طرطوسhttps://a.example",
        "📷طرطوس",
        "طرطوس.وقال",
    ],
)
def test_a_plain_arabic_word_takes_particles_and_any_neighbour_but_letters(text: str) -> None:
    """Particles, the article, digits, signs and other scripts may touch a word."""
    assert found("طرطوس", text) == ["طرطوس"]


@pytest.mark.parametrize("text", ["الطرطوسي", "طرطوسية", "سطرطوس", "بوطرطوس", "أنطرطوس", "طرطوسپ"])
def test_other_letters_of_the_script_make_it_another_word(text: str) -> None:
    """A word inside a longer one is no hit."""
    assert found("طرطوس", text) == []


@pytest.mark.parametrize(
    ("term", "text", "hit"),
    [
        ("القاعدة", "والقاعدة", True),
        ("القاعدة", "للقاعدة", True),
        ("القاعدة", "وللقاعدة", True),
        ("القاعدة", "بللقاعدة", False),
        ("القاعدة", "قاعدة", False),
        ("القاعدة الروسية", "للقاعدة الروسية", True),
        ("اللاذقية", "للاذقية", True),
        ("اللاذقية", "لللاذقية", True),
        ("=القاعدة", "والقاعدة", False),
        ("=القاعدة", "«القاعدة»", True),
        ("استثمار*", "واستثماراتها", True),
        ("استثمار*", "مستثمار", False),
        ("الى", "الى", True),
        ("Tartus", "TARTUS’taki", True),
        ("Tartus", "Tartustaki", True),
        ("Tartus", "Tartusian", False),
        ("base", "basen", False),
        ("bases", "basesin", True),
        ("Tartus", "xTartus", False),
        ("Тартус", "в Тартусе, Тартусской", True),
        ("Тартус", "Тартусище", False),
        ("טרטוס", "ובטרטוס", True),
        ("טרטוס", "נטרטוס", False),
        ("2254", "القرار 2254", True),
        ("2254", "12254", False),
        ("мы", "мы", True),
        ("Ταρτούς", "στην Ταρτούς", True),
    ],
)
def test_each_kind_of_term_has_its_own_borders(term: str, text: str, *, hit: bool) -> None:
    """The article, exactness, wildcards and every script bound a term in their own way."""
    assert bool(found(term, text)) is hit


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("ميناء طرطوس", True),
        ("وبميناء طرطوس", True),
        ('ميناء "طرطوس"', True),
        ("ميناء\nطرطوس", True),
        ("ميناء (طرطوس)", True),
        ("ميناء، طرطوس", True),
        ("ميناء. طرطوس", False),
        ("ميناء في طرطوس", False),
        ("ميناءطرطوس", False),
        ("ميناء" + " «((( " + "طرطوس", True),
        ("ميناء" + "(" * 7 + "طرطوس", False),
        ("ميناء طرطوسي", False),
        (f"ميناء{FIELD_BREAK}طرطوس", False),
    ],
)
def test_a_phrase_bridges_line_ends_and_quotes_but_no_full_stop(text: str, *, hit: bool) -> None:
    """Words of a phrase may be apart by spaces, a line end and marks, not by a sentence end."""
    assert bool(found("ميناء طرطوس", text)) is hit


@pytest.mark.parametrize(
    ("term", "text", "hit"),
    [
        ("سفن حربية", "السفن الحربية", True),
        ("سفن حربية", "وبالسفن «الحربية»", True),
        ("سفن حربية", "للسفن الحربية", True),
        ("سفن حربية", "سفن «الحربية", True),
        ("سفن حربية", "السفن والحربية", False),
        ("سفن حربية", "السفنالحربية", False),
        ("سفن حربية", "السفن التحربية", False),
        ("=سفن حربية", "سفن الحربية", False),
        ("السفن الحربية", "سفن حربية", False),
        ("قاعدة جوية روسية", "القاعدة الجوية الروسية", True),
        ("حرس ثوري إيراني", "الحرس الثوري الإيراني", True),
        ("قناة LBCI", "قناة الـLBCI", True),
    ],
)
def test_every_word_of_a_phrase_takes_the_article(term: str, text: str, *, hit: bool) -> None:
    """An indefinite phrase is found definite, whichever word it is anchored at."""
    ruleset = a_ruleset(f"id: a, any: ['{term}']")
    assert bool(match(an_article(title=text), ruleset)) is hit
    for rarest in read_term(term).words:
        assert bool(found(term, text, rarest=rarest)) is hit


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("سوقطرطوس", True),
        ("ميناءطرطوسالساحلية", True),
        ("الطرطوسي", False),
        ("طرطوشة", False),
        ("سوقTartus", True),
    ],
)
def test_a_glued_name_is_found_without_its_spaces(text: str, *, hit: bool) -> None:
    """Letters before a glued name do not matter; behind it only the article may follow."""
    assert bool(found("طرطوس", text, glued=True) or found("Tartus", text, glued=True)) is hit


@pytest.mark.parametrize(
    ("term", "text", "surfaces"),
    [
        (
            "~قاعدة",
            "قاعدة وقاعدتها القاعدتين بقاعدتيها قاعدتا للقاعدة قاعد تقاعدت قواعد",
            "قاعده قاعدتها قاعدتين قاعدتيها قاعدتا قاعده",
        ),
        ("~قوة", "قواتها قوتنا القوات قوتين قو", "قواتها قوتنا قوات قوتين"),
        (
            "~عسكري",
            "عسكرية العسكريين عسكرياً وعسكرييها عسكر",
            "عسكريه عسكريين عسكريا عسكرييها",
        ),
        ("~بقاء", "بقاؤها ببقائه البقاء بقايا باق", "بقاوها بقايه بقاء"),
        (
            "~يغادر",
            "سيغادرون غادروا وغادرت مغادرة لتغادر غادرها",
            "سيغادرون غادروا وغادرت لتغادر غادرها",
        ),
        (
            "قاعدة~",
            "قاعدتها بقاعدتيهم قاعدتي قاعدتنا القاعدة قاعدة قاعدتين",
            "قاعدتها قاعدتيهم قاعدتي قاعدتنا",
        ),
        ("بقاء~", "بقاؤها وبقائهم البقاء", "بقاوها بقايهم"),
        ("قوات~", "قواتها قواته القوات قوات", "قواتها قواته"),
        ("~ينتشر", "انتشرت وتنتشر منتشر", "انتشرت وتنتشر"),
        ("~مبنى", "المبنى مبناها بمبناهم مبنيان مبانيها", "مبني مبناها مبناهم مبنيان"),
        ("~مُسْتَشْفَىً", "مستشفاهم مستشفياتهم مستشفا", "مستشفاهم مستشفياتهم"),
        ("مقهى~", "مقهاه والمقهى", "مقهاه"),
        ("~يتبنى", "تبناها ويتبناه تبنى", "تبناها ويتبناه تبني"),
        ("~مبني", "مبناها", ""),
        ("~مسؤول", "مسئول المسئولين ومسؤولوها", "مسوولوها مسيول مسيولين"),
    ],
)
def test_an_inflected_term_finds_its_regular_forms(term: str, text: str, surfaces: str) -> None:
    """Dual, sound plural, feminine, pronouns, and the persons of a verb given as يفعل."""
    assert sorted(found(term, text)) == sorted(surfaces.split())


@pytest.mark.parametrize(
    ("term", "message"),
    [
        ("~ميناء طرطوس", "~ stands before or behind one whole word"),
        ("=~طرطوس", "~ stands before or behind one whole word"),
        ("~=طرطوس", "~ stands before or behind one whole word"),
        ("~طرطوس*", "~ stands before or behind one whole word"),
        ("~طرطوس~", "~ stands before or behind one whole word"),
        ("~Tartus", "~ inflects Arabic words only"),
        ("~من", "~ needs 3 letters before the ending"),
    ],
)
def test_what_cannot_be_inflected_is_refused(term: str, message: str) -> None:
    """An inflected term is one Arabic word of some length."""
    with pytest.raises(TermError, match=message):
        read_term(term)


@pytest.mark.parametrize(
    ("term", "text", "hit"),
    [
        ("شؤون", "الشئون والشؤون", True),
        ("شئون", "شُؤُون", True),
        ("=شؤون", "شئون", True),
        ("داوود", "داويد", False),
        ("عبد الله غازي", "وعبدالله غازي", True),
        ("عبدالله", "عبد الله", True),
        ("عبد الرحمن", "عبد\nالرحمن", True),
        ("=عبد الله", "عبدالله", True),
        ("عبد الله", "عبداللهيان", False),
        ("عبد ربه", "عبدربه", False),
        ("أبو قصرة", "أبا قصرة", True),
        ("أبو قصرة", "لأبي قصرة", True),
        ("أبي قصرة", "أبوقصرة", True),
        ("مرهف أبو قصرة", "مرهف أبا قصرة", True),
        ("=أبو قصرة", "أبي قصرة", False),
        ("أبو", "أبي", False),
        ("أبو عبد الله", "أبي عبدالله", True),
        ("أبو 7", "أبو7", True),
        ("إس 400", "إس400", True),
        ("إس-400", "«إس400»", True),
        ("إس400", "إس 400", True),
        ("إس 400", "إس4000", False),
        ("S-400", "S400", True),
        ("قوة دفاع", "قوةدفاع", False),
    ],
)
def test_spellings_of_one_word_are_one(term: str, text: str, *, hit: bool) -> None:
    """The seat of a hamza before و, the case of a kunya, and spaces where papers differ."""
    assert bool(match(an_article(title=text), a_ruleset(f"id: a, any: ['{term}']"))) is hit


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("written", ["مسئُول", "مسـؤول"])
def test_the_seat_of_a_hamza_is_seen_under_marks(
    written: str, form: Literal["NFC", "NFD"]
) -> None:
    """However the letters of a term are put together."""
    assert set(read_term(normalize(form, written)).spellings) == {("مسوول",), ("مسيول",)}


def test_the_article_and_the_case_belong_to_the_span_as_published() -> None:
    """Evidence cuts out what was written, marks included."""
    ruleset = a_ruleset("id: a, any: [سفن حربية, أبو قصرة, إس 400, عبد الله]")
    body = "رَسَت «السُّفُن الحَرْبِيَّة» أمام أبِي قصرة وعبدالله و(إس400)."
    [found] = match(an_article(title="", body=body), ruleset)
    assert [one.surface for one in found.evidence] == [
        *("سُّفُن الحَرْبِيَّة", "أبِي قصرة", "عبدالله", "إس400")
    ]
    assert all(body[one.start : one.end] == one.surface for one in found.evidence)


def test_an_exact_term_is_never_glued() -> None:
    """«=» in a glued list means what it says."""
    assert not read_term("=طرطوسي", glued=True).glued
    lists = "{names: {glued: true, ar: [=طرطوسي, حميميم]}}"
    ruleset = a_ruleset("id: a, any: [$names]", lists=lists)
    assert not match(an_article(title="أبو بصير الطرطوسي"), ruleset)
    assert match(an_article(title="سوق طرطوسي"), ruleset)
    assert match(an_article(title="قاعدةحميميم"), ruleset)


def test_a_short_name_is_never_glued() -> None:
    """Four letters are too often the inside of another word."""
    assert not read_term("حمام", glued=True).glued
    assert read_term("قاعدة حميم الجوية", glued=True).glued
    assert found("قاعدة حميم الجوية", "فيقاعدةحميم الجوية", glued=True)


def test_a_phrase_is_anchored_at_its_rarest_word() -> None:
    """Particles never anchor a phrase, nor does a word that many terms share."""
    [pattern] = patterns(0, read_term("في سوريا"), {"في": 1, "سوريا": 50})
    assert pattern.anchor == 1
    [pattern] = patterns(0, read_term("ميناء طرطوس"), {"ميناء": 9, "طرطوس": 1})
    assert pattern.anchor == 1


def test_severities_have_an_order() -> None:
    """Low is below normal, normal below high, high below urgent."""
    assert [s.rank for s in (Severity.LOW, Severity.NORMAL, Severity.HIGH, Severity.URGENT)] == [
        0,
        1,
        2,
        3,
    ]


def test_the_hash_is_of_what_the_rules_say() -> None:
    """Comments and layout leave the hash alone; a changed term does not."""
    one = compile_rules(read_rules("version: 1\nrules:\n- {id: a, any: [طرطوس]}"))
    two = compile_rules(read_rules("# x\nversion: 1\nrules:\n  - id: a\n    any:\n    - طرطوس"))
    assert one.sha256 == two.sha256
    assert one.sha256 != a_ruleset("id: a, any: [حميميم]").sha256


def test_a_rule_waits_for_its_rarest_terms() -> None:
    """A rule is looked at only when a term of its rarest needed set occurs."""
    ruleset = a_ruleset(
        "id: a, near: {within: sentence, of: [[روسيا, موسكو], الاستثمارات]}",
        "id: b, any: [روسيا]",
        "id: c, any: [روسيا], enabled: no",
    )
    waiting = {ruleset.terms[term].written: rules for term, rules in ruleset.candidates.items()}
    assert waiting == {"الاستثمارات": (0,), "روسيا": (1,)}


def test_alternatives_come_to_wait_for_the_same_terms() -> None:
    """The second of two near clauses waits for the terms of the first, if it can."""
    near = "[{words: 3, of: [بوتين, ميناء]}, {words: 3, of: [بوتين, الاستثمارات]}]"
    ruleset = a_ruleset(f"id: a, near: {near}")
    assert [ruleset.terms[term].written for term in ruleset.candidates] == ["بوتين"]


def test_terms_of_a_list_are_shared_between_rules() -> None:
    """A list used twice costs its terms once."""
    lists = "{places: [طرطوس, حميميم]}"
    ruleset = a_ruleset(
        "id: a, any: [$places]", "id: b, none: [$places], any: [موسكو]", lists=lists
    )
    assert len(ruleset.terms) == 3
    assert ruleset.by_id["b"].name == "b"


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("قال د. احمد ان 3.5 بقيت. ثم غادر", ["قال د. احمد ان 3.5 بقيت", "ثم غادر"]),
        ('قال "نعم." ثم خرج', ['قال "نعم', "ثم خرج"]),
        ("هل عاد؟ نعم! حقا".replace("؟", "?"), ["هل عاد", "نعم", "حقا"]),
        ("توقف .. ثم تابع", ["توقف .. ثم تابع"]),
        ("عاد الى سوريا.وقال", ["عاد الى سوريا", "وقال"]),
        ("عنوان\nفقرة", ["عنوان", "فقرة"]),
        ("خطف شاب في بانياس; وفي ادلب هدوء", ["خطف شاب في بانياس", "وفي ادلب هدوء"]),
        ('قال "نعم;" ثم خرج', ['قال "نعم', "ثم خرج"]),
        ("عاجل | انفجار في المرفا | هدوء", ["عاجل | انفجار في المرفا", "هدوء"]),
        ("خبر اول عن الميناء • ثان\n• ثالث", ["خبر اول عن الميناء", "ثان", "ثالث"]),
        ("انفجار|في المرفا القديم اليوم|هدوء", ["انفجار|في المرفا القديم اليوم|هدوء"]),
        ("حميميم... هجوم بمسيرات", ["حميميم... هجوم بمسيرات"]),
        ("• حريق", ["• حريق"]),
        ("أ.ف.ب تقول", ["أ.ف.ب تقول"]),
        ("القاهرة (د.ب.ا) - قال", ["القاهرة (د.ب.ا) - قال"]),
        ("بلغ 5. وقال عام 2015. ثم 2024.واضاف", ["بلغ 5", "وقال عام 2015", "ثم 2024", "واضاف"]),
        ("1. اول الشروط\n12. ثانيها", ["1. اول الشروط", "12. ثانيها"]),
        ('"لن نرحل. هذا قرارنا." واضاف', ['"لن نرحل', "هذا قرارنا", "واضاف"]),
        ('في سوريا."وقال', ["في سوريا", "وقال"]),
        ("- متى عدت?\n- امس.\n- وحدك?!", ["متى عدت", "امس", "وحدك"]),
        ("ماذا بعد?لا شيء", ["ماذا بعد", "لا شيء"]),
        ("عنوان فرعي بلا نقطة\nوفي السياق", ["عنوان فرعي بلا نقطة", "وفي السياق"]),
        ("وصل gen. gray الى القاعدة", ["وصل gen. gray الى القاعدة"]),
        ("المساحة 3.5 كم2. اما", ["المساحة 3.5 كم2", "اما"]),
        (f"عنوان{FIELD_BREAK}{FIELD_BREAK}\n متن", ["عنوان", "متن"]),
    ],
)
def test_sentences_end_where_newspapers_end_them(text: str, sentences: list[str]) -> None:
    """Full stops end a sentence, but not in abbreviations, decimals and pauses."""
    prose = Prose(text)
    numbers = [prose.sentence(text.index(sentence)) for sentence in sentences]
    assert numbers == list(range(len(sentences)))
    ends = [prose.sentence(text.index(s) + len(s) - 1) for s in sentences]
    assert ends == numbers


def test_paragraphs_and_words_are_counted() -> None:
    """A line begins a paragraph; a run of letters and digits is a word."""
    prose = Prose("ا ب\n\nج-د")
    assert [prose.paragraph(at) for at in (0, 5)] == [0, 1]
    assert [prose.word(at) for at in (0, 2, 5, 7)] == [1, 2, 3, 4]
