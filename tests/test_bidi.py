"""monitor.render.bidi: what is stripped, what is isolated, and that spans stay on their words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostile import texts, unhurried
from monitor.render.bidi import BIDI_CONTROLS, clean, is_right_to_left, isolates


def runs(text: str) -> list[str]:
    """The texts that would be isolated."""
    return [text[start:end] for start, end in isolates(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("بحسب Enab Baladi.", ["Enab Baladi"]),
        ("قالت SANA، ثم UNICEF", ["SANA", "UNICEF"]),
        ("قناة (Syria TV) أفادت", ["Syria TV"]),
        ("طائرة F-16 وطائرة 2F", ["F-16", "2F"]),
        ("شركة AT & T هنا", ["AT & T"]),
        ("مقاتلة Su 30 SM روسية", ["Su 30 SM"]),
        ("منظمة UN 5 مرات", ["UN"]),
        ("في 5 Enab Baladi", ["Enab Baladi"]),
        ("من UN 5 و UN", ["UN", "UN"]),
        ("بـSANA وAFP", ["SANA", "AFP"]),
        ("حساب @marqab_bot ووسم #Syria", ["@marqab_bot", "#Syria"]),
        ("قناة Canal+ الفرنسية", ["Canal+"]),
        ("الرقم +963-43-225-100 للطوارئ", ["+963-43-225-100"]),
        ("الرقم +963 43 225 للطوارئ", ["+963 43 225"]),
        ("يوم 17-2-2025 مساءً", ["17-2-2025"]),
        ("حرارة -5 ونسبة -3.5%", ["-5", "-3.5%"]),
        ("يوم 17/2/2025 عند 14:35 بنسبة 1.5 و60%", []),
        ("بين 2023–2024 فقط", []),
        ("هزة بقوة 4.1-4.3 درجات", ["4.1-4.3"]),
        ("من 10,000-12,000 ليرة", ["10,000-12,000"]),
        ("بين 12:30-14:00 ظهرًا", ["12:30-14:00"]),
        ("نحو 1.5-2 مليون", ["1.5-2"]),
        ("بين 3/5-2/6 من 2025-2026", ["3/5-2/6", "2025-2026"]),
        ("نسبة 4.5-5.5% و-2.5", ["4.5-5.5%", "-2.5"]),
        ("يجب أن يبدأ بـ https://", ["https://"]),
        ("F-16-17", ["F-16-17"]),
        ("", []),
    ],
)
def test_left_to_right_runs_are_as_long_as_they_can_be(text: str, expected: list[str]) -> None:
    """Latin names, signed numbers and hyphenated groups stand in isolates of their own."""
    assert runs(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  طرطوس \t\n و\u2028حميميم  ", "طرطوس و حميميم"),
        ("\u202eطر\u200fطوس\u2069", "طرطوس"),
        ("&#x202E;طرطوس&rlm;", "طرطوس"),
        ("a &lt;b&gt; &amp;amp; &nbsp;c &unknown; & d", "a <b> &amp; c &unknown; & d"),
        ("طر\x00طو\ufeffس\u200b\ud800\ue000", "طر طوس"),
        ("ط\u0651\u064e\u0650\u064f\u0652\u0653\u0654ر", "ط\u0651\u064e\u0650\u064f\u0652ر"),
        ("tg://user?id=1 HTTPS://x.example", "tg: /user?id=1 HTTPS://x.example"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
    ],
)
def test_cleaning(text: str, expected: str) -> None:
    """Marks, controls and app addresses go; words, emoji and web addresses stay."""
    assert clean(text).text == expected


@pytest.mark.parametrize(
    ("text", "span", "words"),
    [
        ("في بطرطوس اليوم", (4, 9), ["بطرطوس"]),
        ("«طَرطوس»", (0, 8), ["طَرطوس"]),
        ("طرطوس  &amp; بانياس", (0, 20), ["طرطوس & بانياس"]),
        ("طرطوس!", (5, 6), []),
        ("طرطوس", (9, 12), []),
        ("\u202eطرطوس", (0, 6), ["طرطوس"]),
        ("طرطوس  ", (0, 7), ["طرطوس"]),
    ],
)
def test_spans_follow_their_words(text: str, span: tuple[int, int], words: list[str]) -> None:
    """A span covers whole words of the cleaned text, or vanishes."""
    span = (min(span[0], len(text)), min(span[1], len(text)))
    cleaned = clean(text, [span])
    assert [cleaned.text[start:end] for start, end in cleaned.spans] == words


def test_overlapping_spans_become_one() -> None:
    """Two terms inside one word make one bold word."""
    assert clean("مرفأ طرطوس", [(5, 7), (8, 10), (0, 2)]).spans == ((0, 4), (5, 10))


@unhurried
@given(texts, st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=5))
def test_nothing_survives_cleaning_that_could_move_text(
    text: str, spans: list[tuple[int, int]]
) -> None:
    """No direction mark, control or line break is left, and spans are ordered and inside."""
    within = [(min(a, len(text)), min(b, len(text))) for a, b in spans]
    cleaned = clean(text, within)
    assert not BIDI_CONTROLS & set(cleaned.text)
    assert cleaned.text == cleaned.text.strip()
    assert not any(character in cleaned.text for character in "\n\r\t\x00\u2028")
    places = [place for span in cleaned.spans for place in span]
    assert places == sorted(set(places))
    assert all(0 <= place <= len(cleaned.text) for place in places)


@unhurried
@given(texts)
def test_isolates_never_overlap(text: str) -> None:
    """Isolates are in order, apart, not empty and without spaces at their ends."""
    cleaned = clean(text).text
    places = [place for span in isolates(cleaned) for place in span]
    assert places == sorted(places)
    for start, end in isolates(cleaned):
        assert start < end
        assert cleaned[start:end] == cleaned[start:end].strip()


def test_the_direction_of_a_line() -> None:
    """A line with any right-to-left letter is read from the right."""
    assert is_right_to_left("sana: عطل")
    assert is_right_to_left("עברית")
    assert not is_right_to_left("sana: 5 faults 🔴")
