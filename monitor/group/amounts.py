"""How much of what does a text tell: a ship's load, a quake's magnitude, years of prison?

In: a normalised text.
Out: pairs of what and how much.
Knows nothing of stories, scores, storage or time.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from monitor.group.numerals import read_number
from monitor.group.terms import cut, words

_SCALES: Final = {"الف": 1e3, "الفا": 1e3, "الاف": 1e3, "مليون": 1e6}
_LOAD = re.compile(
    r"(?:(?P<number>\d+(?:\.\d+)?) ?|(?=مليون )(?<!\w)(?<!ين )(?<!ون )(?<!ميه ))"
    rf"(?P<scale>{'|'.join(_SCALES)})?(?: و(?P<more>\d+))?"
    r" (?P<of>طن|طنا|اطنان|برميل|برميلا|براميل)(?!\w)"
)
_DOTTED_THOUSANDS = re.compile(r"\d{1,3}\.\d{3}")
_MAGNITUDE = re.compile(
    r"\bو?(?:ب?قوه|قوتها|شدتها|بشده) (?:بلغت )?(?P<number>\d(?:\.\d)?)(?![\d.])"
)

#: A text that holds none of these, as most do, is not searched.
_OF_LOADS: Final = ("طن", "برميل", "براميل")
_OF_QUAKES: Final = ("قوه", "قوت", "شدت", "شده")
_OF_COURTS: Final = ("سجن", "حبس", "الموبد", "الاعدام")
_PRISON = re.compile(r"و?[بل]?(?:ال)?(?:سجن|حبس)|و?ب?ال(?:موبد|اعدام)")
#: The rest of a life counts for more years than any, and its end for more than that.
_WHOLE: Final = {"موبد": 100.0, "اعدام": 1000.0}
_IN_YEARS: Final = dict.fromkeys(words("سنوات أعوام سنة عاما عام"), 1.0) | dict.fromkeys(
    words("أشهر شهرا شهر"), 1 / 12
)
_TWO: Final = dict.fromkeys(words("سنتين عامين"), 2.0) | dict.fromkeys(words("شهرين"), 1 / 6)
#: What follows is no sentence: «خرج من السجن قبل سبع سنوات».
_NO_TERM: Final = frozenset(words("قبل منذ بعد خلال"))
#: Words between the prison and its years: «سجن ضابط سابق مدة سبع سنوات».
_TERM_WITHIN: Final = 4


def amounts(text: str) -> Iterator[tuple[str, float]]:
    """Tonnes and barrels, magnitudes, years of prison.

    >>> list(amounts("27 الفا و500 طن")), list(amounts("هزه بقوه 4.3 درجات"))
    ([('tonnes', 27500.0)], [('magnitude', 4.3)])
    >>> list(amounts("بالسجن خمسه عشر عاما")), list(amounts("السجن الموبد لضابط"))
    ([('years', 15.0)], [('years', 100.0)])
    """
    if _holds(_OF_LOADS, text):
        for found in _LOAD.finditer(text):
            yield "barrels" if found["of"].startswith("برميل") else "tonnes", _amount(found)
    if _holds(_OF_QUAKES, text):
        for found in _MAGNITUDE.finditer(text):
            yield "magnitude", float(found["number"])
    if _holds(_OF_COURTS, text):
        yield from (("years", years) for years in _years(cut(text)))


def _holds(any_of: Sequence[str], text: str) -> bool:
    return any(part in text for part in any_of)


def _amount(found: "re.Match[str]") -> float:
    """Of «27 ألفاً و500», «1.2 مليون», «27.500»; three digits after a dot are no fraction."""
    number = found["number"] or "1"
    if _DOTTED_THOUSANDS.fullmatch(number):
        number = number.replace(".", "")
    scale = _SCALES.get(found["scale"] or "", 1.0)
    return float(number) * scale + float(found["more"] or 0)


def _years(said: Sequence[str]) -> Iterator[float]:
    """What courts pass: «السجن سبع سنوات», «بالسجن لـ12 عاماً», «الحبس ستة أشهر», «المؤبد»."""
    for at, word in enumerate(said):
        if _PRISON.fullmatch(word):
            yield from (years for whole, years in _WHOLE.items() if word.endswith(whole))
            yield from _term(said[at + 1 :])


def _term(said: Sequence[str]) -> Iterator[float]:
    """The years that follow a prison, if any do; of «بين ثلاثة أعوام و12 عاماً» both."""
    at, last = 0, 0
    while at < len(said) and at - last <= _TERM_WITHIN and said[at] not in _NO_TERM:
        number, end = read_number(said, at) or (0, at)
        years = _TWO.get(said[at], 0.0)
        if number and end < len(said):
            years = number * _IN_YEARS.get(said[end], 0.0)
        if years:
            yield years
            last = at = end + 1
        else:
            at += 1
