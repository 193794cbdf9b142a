"""Outlets that a text names as its source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.extract.attribution import attribution

NAMED = {
    "قالت وكالة الأنباء السورية (سانا) إن القافلة وصلت": ["وكالة الأنباء السورية سانا"],
    "وبحسب صحيفة الوطن، فإن العمل مستمر": ["صحيفة الوطن"],
    "نقلاً عن وكالة رويترز عن مسؤول لم تسمه": ["وكالة رويترز"],
    "وفقًا لوكالة سبوتنيك للأنباء": ["وكالة سبوتنيك"],
    "ذكر المرصد السوري لحقوق الإنسان أن": ["المرصد السوري لحقوق الإنسان"],
    "وقالت قناة «الميادين» إن": ["قناة الميادين"],
    "نقلت رويترز عن مصدرين": ["رويترز"],
    "وأفاد تلفزيون سوريا بأن": ["تلفزيون سوريا"],
    "وفق ما نقلت شبكة شام الإخبارية عن": ["شبكة شام الإخبارية"],
    "وبَحَسَب صَحيفة الوَطن فإن": ["صحيفة الوطن"],
    "المصدر: الجزيرة + وكالات": ["الجزيرة", "وكالات"],
    "نص الخبر.\nالمصدر : عربي21": ["عربي21"],
    "نقلت وكالة تاس عن مصدر، ثم قالت وكالة تاس إن، وبحسب رويترز": ["وكالة تاس", "رويترز"],
}
NOT_NAMED = [
    "قال وزير الدفاع إن القاعدة باقية",
    "بحسب مصادر محلية في طرطوس",
    "بحسب موقع الحادث",
    "أعلنت وكالة الطاقة الذرية",
    "بحسب وكالة أنباء محلية",
    "قالت الوكالة إن الشحنة وصلت",
    "المصدر: وزارة الدفاع",
    "المصدر: " + "جملة طويلة عن مصدر الخبر " * 5,
    "",
]


@pytest.mark.parametrize(("text", "outlets"), NAMED.items())
def test_outlet_named_as_source_is_found(text: str, outlets: list[str]) -> None:
    """An outlet that a text gives as its source is named as written, each once, in order."""
    assert list(attribution(text)) == outlets


@pytest.mark.parametrize("text", NOT_NAMED)
def test_persons_bodies_and_unnamed_sources_are_no_outlets(text: str) -> None:
    """Persons, ministries, places and unnamed sources are not taken for outlets."""
    assert attribution(text) == ()


@given(st.text())
def test_any_text_has_an_attribution(text: str) -> None:
    """No text raises, and no outlet is named twice."""
    found = attribution(text)
    assert len(set(found)) == len(found)
