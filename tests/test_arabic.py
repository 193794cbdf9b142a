"""Folding: what becomes what, and where it stood."""

# ruff: noqa: RUF001 look-alikes are what this is about

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.match.arabic import fold, fold_with_offsets

#: Texts that mix Arabic, its marks, its dodges and characters beyond the basic plane.
texts = st.text(
    st.one_of(
        st.sampled_from("طرسوحميأإآىةكیـ \n.،«»\u064b\u0651\u200f\u200c\u2060\ufeff\u00a0_-*·|●/"),
        st.sampled_from("ﻃﺮﷲﷺﹰ٣۴😀𝟙𞸁\U000e0101İıßáй"),
        st.characters(codec="utf-8"),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("published", "folded"),
    [
        ("طَرْطُـوس", "طرطوس"),
        ("آأإٱ", "اااا"),
        ("ىیئي", "يييي"),
        ("مؤتمر قاعدةٌ", "موتمر قاعده"),
        ("کتاب", "كتاب"),
        ("ﻃﺮﻃﻮﺱ ﷲ", "طرطوس الله"),
        ("پچژگ ء", "پچژگ ء"),
        ("٣١ ۴۵ १", "31 45 1"),
        ("،؛؟٪٫…", ",;?%...."),
        ("«a» “b” ‘c’ –d", '"a" "b" \'c\' -d'),
        ("#قاعدة_حميميم", "#قاعده حميميم"),
        ("a\r\nb\u2028c\td", "a \nb\nc d"),
        ("Tartús İIı Хмеймимский שָׁלוֹם", "tartus iii хмеимимскии שלום"),
        ("طر\u200fطو\u00adس\ufeff", "طرطوس"),
        ("ﹰ", ""),
        ("𝟙𝟚 𞸁 😀\U000e0101", "12 ب 😀"),
        ("a   b", "a b"),
    ],
)
def test_each_class_of_character_folds_as_the_table_says(published: str, folded: str) -> None:
    """Every class of the fold table becomes what it should."""
    assert fold(published) == folded


@pytest.mark.parametrize(
    "published",
    [
        "طـ ـرطـ ـوس",
        "طـ ـر ـطـ ـوس",
        "طـ.ـرطـ.ـوس",
        "طرطـ.وس",
        "طرط.ـوس",
        "طـ\u00a0ـرطوس",
        "طـ-ـرط·ـوس",
        "طـ\nـرطوس",
        "طـ/ـرطـ،ـوس",
        "ط.ر.ط.و.س",
        "ط-ر-ط-و-س",
        "ط_ر_ط_و_س",
        "ط  ر ط و س",
        "طر|طو|س",
        "طرط●وس",
        "طرـ*ـطوس",
    ],
)
def test_a_dodged_spelling_is_joined(published: str) -> None:
    """A name torn apart with tatweels, or with one mark all through it, folds to the name."""
    assert fold(published) == "طرطوس"


@pytest.mark.parametrize(
    "folded",
    [
        "ا.ف.ب",
        "د ب ا",
        "سوري-روسي",
        "لبنان/سوريا",
        "طرطوس•حمص",
        "حماه|حمص|حلب",
        "ا ب.ج د-ه",
        "م•ن",
    ],
)
def test_marks_between_words_join_nothing(folded: str) -> None:
    """Initials, pairs and lists of words keep their marks."""
    assert fold(folded) == folded


@pytest.mark.parametrize("published", ["بـ«ط.ر.ط.و.س» و", "حول  ح_م_ي_م_ي_م  أمس", "يا طرط●وس!"])
def test_a_torn_name_is_highlighted_with_its_marks(published: str) -> None:
    """The span of a torn name in the published text is all of it."""
    folded = fold_with_offsets(published)
    name = next(name for name in ("طرطوس", "حميميم") if name in folded.text)
    start = folded.text.index(name)
    begin, end = folded.span(start, start + len(name))
    assert fold(published[begin:end]) == name
    assert published[begin] == name[0]
    assert published[end - 1] == name[-1]


@pytest.mark.parametrize(
    ("published", "folded"),
    [
        ("1445هـ الموافق", "1445ه الموافق"),
        ("طرطوس ـ سانا", "طرطوس سانا"),
        ("طرطوس ـسانا", "طرطوس سانا"),
        ("انتهى. ـ ثم", "انتهي. ثم"),
    ],
)
def test_a_tatweel_that_is_no_dodge_joins_nothing(published: str, folded: str) -> None:
    """Year marks and tatweels used as dashes keep the words apart."""
    assert fold(published) == folded


@given(texts)
def test_folding_twice_changes_nothing(text: str) -> None:
    """The fold is idempotent."""
    assert fold(fold(text)) == fold(text)


@given(texts)
def test_canonically_equal_texts_fold_alike(text: str) -> None:
    """NFC and NFD of a text have the same fold."""
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert fold(composed) == fold(decomposed)


@given(texts)
@example("ﷲ  ـ ـ  ﹰ")
def test_offsets_lead_back_to_the_published_text(text: str) -> None:
    """The slow fold equals the fast one and has one never-falling offset a character."""
    folded = fold_with_offsets(text)
    assert folded.text == fold(text)
    assert len(folded.offsets) == len(folded.text) + 1
    assert folded.offsets == sorted(folded.offsets)
    assert folded.offsets[-1] == len(text)


@given(texts, st.data())
def test_a_span_covers_what_it_was_folded_from(text: str, data: st.DataObject) -> None:
    """The published text of a folded span folds to something that holds the span."""
    folded = fold_with_offsets(text)
    if folded.text:
        start = data.draw(st.integers(0, len(folded.text) - 1))
        end = data.draw(st.integers(start + 1, len(folded.text)))
        first, last = folded.span(start, end)
        assert 0 <= first < last <= len(text)
        assert folded.offsets[start] == first
        assert folded.offsets[end - 1] < last


def test_a_span_takes_the_marks_that_follow_its_last_letter() -> None:
    """Tashkeel and tatweel behind the last letter belong to the span, the quote does not."""
    folded = fold_with_offsets("في «طَرْطُـوسٍـ» أمس")
    start = folded.text.index("طرطوس")
    first, last = folded.span(start, start + 5)
    assert folded.published[first:last] == "طَرْطُـوسٍـ"


def test_every_character_of_unicode_folds_once_and_for_all() -> None:
    """No character at all folds to something that folds further."""
    for code in [*range(0xD800), *range(0xE000, 0x3134F), *range(0xE0000, 0xE0200)]:
        assert fold(fold(chr(code))) == fold(chr(code)), hex(code)
