"""Read the whole numbers people are counted with, in digits or in Arabic words.

In: normalised words (see `monitor.group.terms.normalise`), so «ثلاثمئة» is «ثلاثميه».
Out: a number and where it ends.
Knows nothing of what is counted.
"""

from collections.abc import Sequence

_ONES = {
    "واحد": 1, "واحدا": 1, "واحده": 1, "اثنان": 2, "اثنين": 2, "اثنتان": 2, "اثنتين": 2,
    "ثلاث": 3, "ثلاثه": 3, "اربع": 4, "اربعه": 4, "خمس": 5, "خمسه": 5, "ست": 6, "سته": 6,
    "سبع": 7, "سبعه": 7, "ثماني": 8, "ثمان": 8, "ثمانيه": 8, "تسع": 9, "تسعه": 9,
}  # fmt: skip
#: «أربع وفيات وليست خمساً».
_ONES |= {
    "ثلاثا": 3, "اربعا": 4, "خمسا": 5, "ستا": 6, "سبعا": 7, "ثمانيا": 8, "تسعا": 9,
}  # fmt: skip
#: The first word of «أحد عشر», «اثنتي عشرة», «ثلاثة عشر».
_BEFORE_TEN = _ONES | {"احد": 1, "احدي": 1, "اثنا": 2, "اثني": 2, "اثنتا": 2, "اثنتي": 2}
_TEN = ("عشر", "عشره")
_THREE_TO_NINE = ("ثلاث", "اربع", "خمس", "ست", "سبع", "ثمان", "تسع")
_TENS = {
    stem + ending: 10 * (2 + place)
    for place, stem in enumerate(("عشر", *_THREE_TO_NINE))
    for ending in ("ون", "ين")
}
_HUNDREDS = (
    dict.fromkeys(("ميه", "مايه"), 100)
    | dict.fromkeys(("ميتان", "ميتين", "ميتا", "ميتي", "مايتان", "مايتين"), 200)
    | {
        stem + hundred: 100 * (3 + place)
        for place, stem in enumerate(_THREE_TO_NINE)
        for hundred in ("ميه", "مايه")
    }
)
_HUNDRED = 100
_THOUSAND = ("الف", "الفا", "الاف")
_THOUSANDS = {"الف": 1000, "الفان": 2000, "الفين": 2000, "الفا": 2000, "الفي": 2000}
_PER_CENT = ("بالميه", "بالمايه", "الميه", "المايه")

#: Longer runs of digits are telephone numbers, not people.
_MOST_DIGITS = 7


def read_number(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """The number that begins at `words[at]`, and the position after it.

    None for anything else: ordinals, decimals, percentages, «عشرات».

    >>> read_number("مقتل خمسه وعشرين شخصا".split(), 1)
    (25, 3)
    >>> read_number("ميه واثني عشر قتيلا".split(), 0)
    (112, 3)
    >>> read_number("الفين وثلاثميه".split(), 0)
    (2300, 2)
    >>> read_number("12 بالميه".split(), 0) is None
    True
    """
    read = _digits(words, at) or _thousands(words, at) or _spelled(words, at)
    if read is None:
        return None
    number, end = read
    if end < len(words) and words[end] in _THOUSAND:
        number, end = _and_more(words, number * 1000, end + 1)
    if not {*words[end : end + 2]}.isdisjoint(_PER_CENT):
        return None
    return number, end


def _thousands(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """«ألف», «ألفان وخمسمئة»: a thousand or two that no number counts."""
    number = _THOUSANDS.get(words[at])
    return _and_more(words, number, at + 1) if number else None


def _and_more(words: Sequence[str], thousands: int, at: int) -> tuple[int, int]:
    """What «و» adds to thousands: less than one of them."""
    if at < len(words) and words[at].startswith("و"):
        more = _spelled([words[at][1:], *words[at + 1 :]], 0) if words[at] != "و" else None
        if more:
            return thousands + more[0], at + more[1]
    return thousands, at


def _digits(words: Sequence[str], at: int) -> tuple[int, int] | None:
    word = words[at]
    return (int(word), at + 1) if word.isdecimal() and len(word) <= _MOST_DIGITS else None


def _spelled(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """Hundreds, then ones or teens, then tens, joined by «و»."""
    read = _part(words, at, words[at])
    if read is None:
        return None
    number, end = read
    while end < len(words) and words[end].startswith("و"):
        more = _part(words, end, words[end][1:])
        if more is None or not _fits(number, more[0]):
            break
        number, end = number + more[0], more[1]
    # «الضحايا واحداً واحداً» counts nobody, «واحداً وعشرين» does.
    if number == 1 and words[at] == "واحدا":
        return None
    return number, end


def _fits(number: int, more: int) -> bool:
    """Whether «و» adds: «مئة وخمسة», «خمسة وعشرين», but not «عشرين وخمسة»."""
    if number in _HUNDREDS.values():
        return more not in _HUNDREDS.values()
    return number % _HUNDRED in _ONES.values() and more in _TENS.values()


def _part(words: Sequence[str], at: int, word: str) -> tuple[int, int] | None:
    following = words[at + 1] if at + 1 < len(words) else ""
    if word in _BEFORE_TEN and following in _TEN:
        return 10 + _BEFORE_TEN[word], at + 2
    if word in _TEN or word == "عشرا":
        return 10, at + 1
    number = _HUNDREDS.get(word) or _TENS.get(word) or _ONES.get(word)
    return None if number is None else (number, at + 1)
