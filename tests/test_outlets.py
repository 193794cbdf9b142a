"""Which outlet a name means that a text gives as its source."""

from pathlib import Path

import pytest

from monitor.alert.outlets import Outlets, is_named
from spiders.sources import read_sources

SOURCES = read_sources(Path(__file__).parents[1] / "config" / "sources.yaml")
SHIPPED = Outlets.of(SOURCES)

SAME = {
    "sana": ["سانا", "وكالة سانا", "وكالة الأنباء السورية (سانا)", "وكالة الأنباء السورية"],
    "alikhbariah": ["الإخبارية", "قناة الإخبارية", "قناة «الإخبارية» السورية"],
    "rt_arabic": ["RT", "قناة RT عربية", "روسيا اليوم", 'قناة "روسيا اليوم"', "آر تي"],
    "sohr": ["المرصد السوري", "المرصد السوري لحقوق الإنسان", "المرصد"],
    "syria_tv": ["تلفزيون سوريا", "موقع تلفزيون سوريا"],
    "al_arabiya": ["العربية", "قناة العربية", "العربية نت"],
    "aljazeera": ["الجزيرة", "قناة الجزيرة القطرية"],
    "bbc_arabic": ["بي بي سي", "BBC", "هيئة الإذاعة البريطانية"],
    "فرانس برس": ["أ ف ب", "أ.ف.ب", "AFP", "وكالة فرانس برس", "وكالة الصحافة الفرنسية"],
    "tass": ["وكالة تاس الروسية"],
    "اخبار": ["صحيفة الأخبار", "جريدة «الأخبار»"],
}
OTHERS = {
    "al_quds": "قناة القدس",
    "al_araby": "قناة الجديد",
    "alikhbariah": "الإخبارية السعودية",
    "al_arabiya": "الوكالة العربية السورية للأنباء",
    "syria_tv": "برافدا سوريا",
    "shaam": "شام إف إم",
    "rt_arabic": "قناة روسيا",
    "sky_news_arabia": "العربية",
    "sohr": "المرصد الأورومتوسطي",
    "aawsat": "قناة الشرق",
    "halab_today": "قناة حلب",
    "anadolu": "وكالة دوغان التركية",
}
NOBODY = ["وسائل إعلام", "وكالات", "وكالة الأنباء", "صحيفة سورية", "مواقع إخبارية", "صحيفة عربية"]


@pytest.mark.parametrize(
    ("outlet", "name"), [(outlet, name) for outlet, names in SAME.items() for name in names]
)
def test_an_outlet_is_known_by_any_form_of_its_name(outlet: str, name: str) -> None:
    """An outlet is known whatever kind of outlet or country stands beside its name."""
    assert SHIPPED.who(name) == outlet


@pytest.mark.parametrize(("outlet", "name"), OTHERS.items())
def test_a_name_that_only_looks_alike_is_anothers(outlet: str, name: str) -> None:
    """A word that two names share makes them not one."""
    assert SHIPPED.who(name) not in {None, outlet}


@pytest.mark.parametrize("name", NOBODY)
def test_some_media_are_nobody(name: str) -> None:
    """A name that means no outlet, such as «وسائل إعلام», sets none apart."""
    assert SHIPPED.who(name) is None


def test_readers_are_told_of_an_outlet_by_one_name() -> None:
    """Readers are told the name in the list; for an outlet outside it, the written one."""
    shown = [*map(SHIPPED.shown, ("وكالة سانا", "RT", "AFP", "صحيفة الوطن", "وكالات"))]
    assert shown == ["سانا", "آر تي عربي", "فرانس برس", "صحيفة الوطن", "وكالات"]


def test_a_watched_agency_keeps_the_name_of_the_list() -> None:
    """A watched agency keeps the name in the list, whatever else it is called."""
    assert Outlets({"afp": ["وكالة الصحافة الفرنسية"]}).shown("أ ف ب") == "وكالة الصحافة الفرنسية"


def test_the_shipped_outlets_have_no_name_in_common() -> None:
    """Each shipped outlet is known by its name and by every alias."""
    for source in SOURCES:
        assert {SHIPPED.who(name) for name in (source.name, *source.aliases)} == {source.id}


def test_a_name_of_nobody_stands_in_no_text() -> None:
    """Some media are named nowhere."""
    assert not is_named("وسائل إعلام", "قالت وسائل إعلام")
