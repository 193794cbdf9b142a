"""Where and by whom a text was written, as it says before it begins."""

import pytest

from monitor.render.dateline import datelines

NAMES = ["سانا", "الأناضول", "رويترز", "القدس العربي", "نورث برس", "بلدي نيوز", "الإخبارية", "تاس"]
NAMES += ["أ ف ب", "فرانس 24", "الشرق الأوسط", "INTERFAX.RU", "تلفزيون سوريا"]

DATELINES = [
    "حمص-سانا\n",
    "إدلب / الأناضول\n",
    "كوباني – نورث برس\n",
    "بلدي نيوز - حلب (سمير علي)\n",
    "بلدي نيوز\n",
    "الإخبارية – درعا\n",
    "الرقة ـ «القدس العربي»: ",
    "جبلة (سانا) - ",
    "(رويترز) - ",
    "موسكو، 3 أيار (تاس) — ",
    "دمشق 12 آذار/مارس (رويترز) - ",
    "طرابلس – رويترز: ",
    "اللاذقية - جبلة - (أ ف ب) - ",
    "سانا – بانياس: ",
    "فرانس24/ أ ف ب\n",
    "بيروت: «الشرق الأوسط»\n",
    "صافيتا - خاص\n",
    "خاص - تلفزيون سوريا\n",
    "Москва. 4 мая. INTERFAX.RU - ",
]
NONE = [
    "أعلنت سانا: عاد التيار.",
    "قالت رويترز إن السفن غادرت - ولم تزد.",
    "سانا تنفي الخبر - بيان",
    "محافظة حمص: تجمع عمال أمام البلدية.",
    "القاهرة: أُجّلت المباراة.",
    "نقلت وكالة سانا عن مصدر: عاد التيار.",
    "وقال المحافظ لسانا - وهو في المرفأ - إن العمل مستمر.",
    "دوي انفجار - بانياس\nسُمع دوي انفجار.",
    "تلفزيون سوريا الرسمي قطع بثه - مشاهدون.",
    "حمص-سانا",
    "",
]


@pytest.mark.parametrize("dateline", DATELINES)
def test_a_dateline_ends_where_the_text_begins(dateline: str) -> None:
    """A dateline ends at the text, whatever stands between place, day and outlet."""
    text = f"{dateline}وصلت سفينة إلى المرفأ."
    assert datelines(text, NAMES) == [(0, len(dateline))]


@pytest.mark.parametrize("text", NONE)
def test_what_says_something_is_no_dateline(text: str) -> None:
    """What says something is no dateline, nor is a text of nothing else."""
    assert datelines(text, NAMES) == []


def test_a_dateline_may_stand_below_a_standfirst() -> None:
    """A dateline may stand below a standfirst, as some agencies print it."""
    text = "قال إن الخط سيعمل في الصيف\nأنقرة / الأناضول\nقال وزير إن الخط سيعمل."
    [(start, end)] = datelines(text, NAMES)
    assert (text[start:end], text[end:]) == ("أنقرة / الأناضول\n", "قال وزير إن الخط سيعمل.")
