"""Where a text says that it happened: towns, capitals, and sites within a town.

In: normalised words of title and lead.
Out: names, as stems; capitals as they are written.
Knows nothing of stories, scores, storage or time.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from monitor.group.terms import STOP_WORDS, stem, words

#: Of the coast and of Syria; none that stands for a government or for the country around it.
_TOWNS: Final = (
    "صافيتا", "الدريكيش", "بانياس", "القدموس", "الشيخ بدر", "مشتى الحلو", "الحميدية",
    "أرواد", "يحمور", "خربة المعزة", "دوير الشيخ سعد", "المنطار", "العريضة", "القرداحة",
    "الحفة", "كسب", "جبلة", "حمص", "حماة", "حلب", "إدلب", "درعا", "السويداء", "دير الزور",
    "الرقة", "الحسكة", "القامشلي", "تدمر", "مصياف", "تلكلخ", "وادي النصارى", "الكفرون",
    "برمانة المشايخ", "السودا", "عين التينة", "رأس الشغري", "القنيطرة", "طرابلس",
    "حميميم", "المرفأ", "مرفأ", "الميناء", "ميناء", "المصفاة", "مصفاة",
)  # fmt: skip
#: «غارة تدمر جسراً», «كسب الرهان», «الخطوط العريضة», «السوق السوداء»: towns after one of `_NEAR`.
_WORDS_TOO: Final = frozenset(words("تدمر كسب العريضة السودا"))
_NEAR: Final = frozenset(
    words(
        "في إلى من قرب نحو باتجاه محيط داخل عند مدينة بمدينة بلدة ببلدة قرية بقرية ناحية بناحية"
        " منطقة بمنطقة ريف بريف بادية ببادية معبر بمعبر جسر طريق شرق غرب شمال جنوب شرقي غربي"
        " شمالي جنوبي أهالي سكان"
    )
)


class _Town(NamedTuple):
    """How a town is written after its first word, and known."""

    rest: Sequence[str]
    stems: str
    #: Whether it needs one of `_NEAR` before it.
    doubtful: bool


def _towns_by_first_word() -> Mapping[str, Sequence[_Town]]:
    """By words, not by roots: of «محمد» and «الحميدية», «معرض» and «العريضة» these are one."""
    found: dict[str, list[_Town]] = {}
    for first, *rest in map(words, _TOWNS):
        doubtful = first in _WORDS_TOO
        name = " ".join(map(stem, [first, *rest]))
        to = "لل" + first.removeprefix("ال") if first.startswith("ال") else "ل" + first
        for form in (first, "ب" + first, to):
            for written in (form, "و" + form):
                found.setdefault(written, []).append(_Town(rest, name, doubtful))
    return found


_BY_FIRST_WORD: Final = _towns_by_first_word()

#: A capital stands for its government («دمشق تندد», «تطلب من دمشق»), but after one of `_WHERE`.
_CAPITALS: Final = frozenset(
    words(
        "دمشق موسكو أنقرة بيروت بغداد عمان طهران واشنطن باريس بكين الرياض الدوحة القاهرة جنيف"
        " نيويورك بروكسل سوتشي أنطاليا أستانا إسطنبول"
    )
)
_WHERE: Final = frozenset(
    words(
        "في إلى يزور تزور زار زارت زيارة زيارته زيارتها يصل تصل وصل وصلت وصوله وصولها"
        " يغادر تغادر غادر غادرت مغادرة مغادرته مغادرتها"
    )
)
#: What may stand between: «في العاصمة الروسية موسكو».
_CAPITAL_OF: Final = frozenset(
    words(
        "العاصمة السورية الروسية التركية اللبنانية العراقية الأردنية الإيرانية الأميركية"
        " الأمريكية الفرنسية الصينية السعودية القطرية المصرية البلجيكية"
    )
)

#: What follows is the name of a part of a town, or of a village.
_QUARTERS: Final = frozenset(
    form for word in words("حي شارع قرية بلدة ساحة ضاحية") for form in (word, "ب" + word)
)
#: The same of what else in a town has a name of its own.
_SITES: Final = _QUARTERS | frozenset(
    form for word in words("سوق شاطئ سهل جزيرة مفرق دوار") for form in (word, "ب" + word)
)


def towns(said: Sequence[str]) -> Iterator[str]:
    """Towns, villages and quarters.

    >>> list(towns(words("حريق في حي الرمل قرب الشيخ بدر")))
    ['شيخ بدر', 'رمل']
    >>> list(towns(words("غارة تدمر جسراً"))), list(towns(words("حريق في تدمر")))
    ([], ['دمر'])
    """
    for before, (at, word) in zip(["", *said], enumerate(said), strict=False):
        for town in _BY_FIRST_WORD.get(word, ()):
            whole = said[at + 1 : at + 1 + len(town.rest)] == town.rest
            if whole and (before in _NEAR or not town.doubtful):
                yield town.stems
    yield from _named_after(_QUARTERS, said)


def capitals(said: Sequence[str]) -> Iterator[str]:
    """Capitals in which something happens, or to which somebody goes.

    >>> list(capitals(words("دمشق توفد وزيرين إلى موسكو"))), list(capitals(words("لقاء بدمشق")))
    (['موسكو'], ['دمشق'])
    >>> list(capitals(words("لقاء في العاصمة الروسية موسكو")))
    ['موسكو']
    """
    for before, word in pairwise(["", *(word for word in said if word not in _CAPITAL_OF)]):
        if before in _WHERE and word in _CAPITALS:
            yield word
        elif word.startswith("ب") and word[1:] in _CAPITALS:
            yield word[1:]


def sites(said: Sequence[str]) -> Iterator[str]:
    """Quarters, villages, streets, markets and beaches.

    >>> list(sites(words("غرق شاب قبالة شاطئ المنطار")))
    ['نطر']
    """
    return _named_after(_SITES, said)


def _named_after(what: Collection[str], said: Sequence[str]) -> Iterator[str]:
    """The word after each of these: «حي الرمل»."""
    for site, name in pairwise(said):
        if site in what and name not in STOP_WORDS:
            yield stem(name)
