"""What two outlets spell alike is one word to grouping."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.group.marks import read_marks
from monitor.group.terms import (
    COMPARED_WORDS,
    OPENING_WORDS,
    containment,
    fingerprint,
    normalise,
    read_terms,
    shingles,
    stem,
    words,
)

SENTENCE = "وصول ٣١٬٥٧٠ طناً من القمح إلى مرفأ طرطوس، وفق مدير المؤسسة"


def disguise(text: str, where: int) -> str:
    """The same text with a tatweel, a mark, an invisible character and other digits."""
    at = text.index("طر") + 1
    text = text[:at] + ["\u0640", "\u064e", "\u200f", "\u0640.\u0640", "\u2067"][where] + text[at:]
    return text.replace("٣١٬٥٧٠", "31,570").replace("ى", "ی")


@given(st.integers(0, 4))
def test_disguises_do_not_change_the_words(where: int) -> None:
    """Stretching, marks, dots inside words, bidi marks and digit systems leave no trace."""
    assert words(disguise(SENTENCE, where)) == words(SENTENCE)
    assert fingerprint(words(disguise(SENTENCE, where))) == fingerprint(words(SENTENCE))


@given(st.text())
@example("ء١،٢٣٤")
def test_normalising_twice_changes_nothing(text: str) -> None:
    """Whatever the text, its normal form is already normal word for word."""
    assert words(normalise(text)) == words(text)


def test_only_thousands_lose_their_mark() -> None:
    """A comma between other digits is punctuation."""
    assert words("31,570 و 1,2,3 و 1,2345") == ["31570", "و", "1", "2", "3", "و", "1", "2345"]


def test_a_decimal_stays_one_number() -> None:
    """The Arabic decimal mark is a point."""
    assert words("بقوة ٤\u066b٣ درجات") == ["بقوه", "4.3", "درجات"]


def test_words_that_every_report_holds_are_no_terms() -> None:
    """Particles, reporting verbs, months and single letters do not count; numbers do."""
    assert read_terms("قال مصدر في 5 أيار ب", "وأضاف أن").counts == {"5": 1}


def test_terms_come_from_the_opening_only() -> None:
    """What stands after the opening words of a body is background."""
    body = "في " * OPENING_WORDS + "انفجار"
    assert "انفجار" not in read_terms("حريق", body).surfaces.values()


def test_a_term_is_shown_as_its_shortest_published_word() -> None:
    """Readers never see a stem."""
    surfaces = read_terms(words("المستودعات"), words("والمستودع قرب مستودع")).surfaces
    assert "مستودع" in surfaces.values()
    assert "المستودعات" not in surfaces.values()


def test_an_empty_text_has_no_terms_and_no_shingles() -> None:
    """An empty text has no terms and no shingles."""
    assert read_terms("", "").counts == {}
    assert len(shingles([])) == 0
    assert containment(frozenset(), shingles(["a", "b"])) == 0.0


def test_containment_ignores_what_the_longer_text_adds() -> None:
    """A whole text inside a longer one is contained completely, whichever comes first."""
    short, long = shingles(words(SENTENCE)), shingles(words(f"عاجل {SENTENCE} وسوف يوزع"))
    assert containment(frozenset(short), long) == containment(frozenset(long), short) == 1.0


def test_a_hostile_length_is_cut() -> None:
    """A text of a hundred thousand words costs no more shingles than a long article."""
    endless = [str(number) for number in range(100_000)]
    assert len(shingles(endless)) == COMPARED_WORDS - 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *[("مسيّرات", "المسيّرة"), ("غارة", "الغارات"), ("كهرباء", "الكهربائي")],
        *[("والمحولات", "محولة"), ("وقود", "الوقود"), ("وزارة", "للوزارة"), ("بواخر", "البواخر")],
    ],
)
def test_forms_of_one_word_have_one_stem(one: str, other: str) -> None:
    """Articles and endings that Snowball takes off one form only are taken off every form."""
    assert stem(words(one)[0]) == stem(words(other)[0])


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("31,570 طناً من القمح", ("tonnes", 31570)),
        ("٢٧\u066b٥ ألف طن", ("tonnes", 27500)),
        ("27.500 طن", ("tonnes", 27500)),
        ("31 ألفاً و500 طن", ("tonnes", 31500)),
        ("1.2 مليون برميل", ("barrels", 1_200_000)),
        ("الناقلة تحمل مليون برميل", ("barrels", 1_000_000)),
        ("هزة بقوة 4.3 درجات", ("magnitude", 4.3)),
    ],
)
def test_a_load_is_read_however_it_is_written(text: str, measure: tuple[str, float]) -> None:
    """Digits of any script, thousands in words, and a bare million."""
    assert read_marks("", text).measures == {measure}


@pytest.mark.parametrize(
    "text", ["خمسة وعشرين مليون برميل", "بقوة 1500 جندي", "ألف طن", "طن واحد"]
)
def test_a_load_that_is_not_understood_is_none(text: str) -> None:
    """A wrong load would tell one event twice."""
    assert not read_marks("", text).measures


def test_short_quotations_are_names() -> None:
    """A ship is a name, a quoted sentence is none."""
    marks = read_marks("«ليدي ماريا» في طرطوس", "قال: «لن نرحل عن هذا الساحل أبداً».")
    assert marks.names == {"ليدي ماريا"}


@pytest.mark.parametrize(
    ("title", "body", "where"),
    [
        ("في ذكراها الخامسة", "", "title"),
        ("عشر سنوات على تفجير الكراج", "", "title"),
        ("عام على تفجير الكراج", "", "title"),
        ("بعد أشهر على الحريق.. الغابة تعود", "", "title"),
        ("في مثل هذا اليوم: غرق المركب", "", "title"),
        ("خروج العائلات من القاعدة بعد عام على لجوئها", "", ""),
        ("مدير عام علي الحسن يزور المرفأ", "", ""),
        ("شموع في طرطوس", "في السنوية العاشرة للتفجير", "opening"),
        ("حريق في طرطوس", "وذكر شهود أن النيران امتدت", ""),
    ],
)
def test_an_anniversary_is_known_by_its_words(title: str, body: str, where: str) -> None:
    """An anniversary is known by words of the title or the opening; «ذكر» alone is none."""
    assert read_marks(title, body).recalls == where


def test_a_claim_or_a_risen_toll_follows_something() -> None:
    """A claim or a risen toll follows something, by the title alone."""
    assert read_marks("ارتفاع حصيلة القتلى إلى 9", "").follows
    assert read_marks("جماعة تتبنى الهجوم", "").follows
    assert not read_marks("ارتفاع الأسعار في طرطوس", "ارتفع عدد القتلى").follows
