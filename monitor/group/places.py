"""Where a text says that it happened: towns, capitals, and sites within a town.

In: normalised words of title and lead.
Out: names, as stems; capitals as they are written.
Knows nothing of stories, scores, storage or time.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Final

from monitor.group.terms import STOP_WORDS, stem, words

# Of the coast and of Syria; none that stands for a government or for the country around it.
_TOWNS: Final = tuple(
    tuple(map(stem, words(name)))
    for name in (
        "صافيتا", "الدريكيش", "بانياس", "القدموس", "الشيخ بدر", "مشتى الحلو", "الحميدية",
        "أرواد", "يحمور", "خربة المعزة", "دوير الشيخ سعد", "المنطار", "العريضة", "القرداحة",
        "الحفة", "كسب", "جبلة", "حمص", "حماة", "حلب", "إدلب", "درعا", "السويداء", "دير الزور",
        "الرقة", "الحسكة", "القامشلي", "تدمر", "مصياف", "تلكلخ", "وادي النصارى", "الكفرون",
        "برمانة المشايخ", "السودا", "عين التينة", "رأس الشغري", "القنيطرة", "طرابلس",
        "حميميم", "المرفأ",
    )
)  # fmt: skip
_TOWNS_BY_FIRST_STEM: Final = {
    first: tuple(town for town in _TOWNS if town[0] == first) for first, *_ in _TOWNS
}

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
    """
    roots = tuple(map(stem, said))
    for at, root in enumerate(roots):
        for name in _TOWNS_BY_FIRST_STEM.get(root, ()):
            if roots[at : at + len(name)] == name:
                yield " ".join(name)
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
