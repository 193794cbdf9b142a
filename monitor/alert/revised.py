"""Which number does a sentence take back, and which one does it give instead?

In: the words of one sentence, normalised.
Out: Revised: a toll, its number and the one that it replaces; and the words without the latter.
Knows nothing of what readers were told.

«9 لا 13»، «القتلى تسعة وليس ثلاثة عشر»، «تخفض الحصيلة من 13 إلى 9»، «الحصيلة النهائية 9».
A lower number without any of that may be an early report that was read late.
"""

from collections.abc import Sequence
from typing import NamedTuple

from monitor.alert.vocabulary import (
    AFFIRMING,
    CORRECTED,
    CORRECTING,
    COUNTING,
    FALLING,
    FINAL,
    INSTEAD,
    NO_PEOPLE,
    NO_TOLL,
    NOT,
    NOT_FINAL,
    OTHER_TOLLS,
    PEOPLE,
    TOLLS,
)
from monitor.group.numerals import read_number

#: Words between a toll and its number, or what is said of it.
_NEAR = 10
#: Words of what a number counts: «9 قتلى فقط».
_NOUN_WORDS = 2


class Revised(NamedTuple):
    """A number that holds instead of another."""

    #: The name of its toll.
    fact: str
    now: int
    #: None where the text does not say it.
    before: int | None


def not_but(words: Sequence[str]) -> tuple[list[str], Revised | None]:
    """«9 قتلى لا 13»، «ليسوا 13 بل 9»: the words without what is denied.

    >>> not_but("عدد القتلي تسعه وليس ثلاثه عشر كما ذكر".split())
    (['عدد', 'القتلي', 'تسعه', 'كما', 'ذكر'], Revised(fact='killed', now=9, before=13))
    >>> not_but("الطابق 9 لا 13 وفيه قتلي".split())[1]
    """
    for at in range(len(words)):
        start = _denied_from(words, at)
        read = _number_of_people(words, start) if 0 < start < len(words) else None
        if read is None:
            continue
        before, end = read
        while end < len(words) and words[end] in PEOPLE | _NOUNS:
            end += 1
        rest = [*words[:at], *words[end:]]
        instead = _number_before(words, at) or _number_affirmed(words, end)
        if instead is None:
            continue
        number, place = instead
        fact = _toll_of(words, place, end)
        if fact:
            return rest, Revised(fact, number, before)
    return [*words], None


def falls(words: Sequence[str]) -> Revised | None:
    """«خفض حصيلة … من 13 إلى 9»، «عدد القتلى يتراجع إلى 9».

    The hurt may also become fewer because they were sent home; only the dead do not.

    >>> falls("انخفاض عدد قتلي الحريق من 13 الي 9".split())
    Revised(fact='killed', now=9, before=13)
    >>> falls("تراجع اسعار السمك الي 9".split())
    """
    for at, word in enumerate(words):
        if word not in FALLING or not _is_of_the_dead(words, at):
            continue
        before = None
        for to in range(at + 1, min(at + 1 + _NEAR, len(words) - 1)):
            read = _number_of_people(words, to + 1)
            if read is None:
                continue
            if words[to] == "من":
                before = read[0]
            if words[to] == "الي":
                return Revised("killed", read[0], before)
    return None


def settles(words: Sequence[str]) -> bool:
    """Whether its numbers go before any others: «الحصيلة النهائية»، «صححت الوزارة عدد القتلى».

    >>> settles("الحصيله النهاييه 9 قتلي".split()), settles("بانتظار الحصيله النهاييه".split())
    (True, False)
    """
    for at, word in enumerate(words):
        around = words[max(0, at - 6) : at]
        if word in FINAL and not _COUNTS.isdisjoint(around) and NOT_FINAL.isdisjoint(around):
            return True
        if word.removeprefix("و") in CORRECTING and not CORRECTED.isdisjoint(
            words[at + 1 : at + 6]
        ):
            return True
    return False


_NOUNS = frozenset[str]().union(*(toll.plural | toll.one | toll.two for toll in TOLLS.values()))
_COUNTS = COUNTING | CORRECTED
#: «تراجع عدد القتلى», «خفض الحصيلة».
_BETWEEN = ("عدد", "في", "اجمالي", "اعداد", "من")


def _denied_from(words: Sequence[str], at: int) -> int:
    """Where what is denied begins; 0: nothing is."""
    if words[at] in NOT:
        return at + 1
    if words[at] not in INSTEAD:
        return 0
    return at + 2 if words[at + 1 : at + 2] in (["من"], ["عن"]) else at + 1


def _number_of_people(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """As `read_number`, but None for a number of hours, tonnes and the like."""
    read = read_number(words, at)
    return None if read and words[read[1] : read[1] + 1] and words[read[1]] in NO_PEOPLE else read


def _number_before(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """The number that ends before `at`, or before the noun it counts there; and its place."""
    end = at
    while end > 0 and at - end <= _NOUN_WORDS:
        for start in range(max(0, end - 6), end):
            read = read_number(words, start)
            if read and read[1] == end:
                of_what = words[start - 1] if start else ""
                return None if of_what in NO_TOLL else (read[0], start)
        word = words[end - 1]
        for toll in TOLLS.values():
            if word in toll.two:
                return 2, end - 1
        if word not in PEOPLE | _NOUNS | {"فقط"}:
            return None
        end -= 1
    return None


def _number_affirmed(words: Sequence[str], end: int) -> tuple[int, int] | None:
    """The number that follows what is denied, «… بل خمسة قتلى», and its place."""
    for at in range(end, min(end + 4, len(words) - 1)):
        if words[at] in AFFIRMING and (read := read_number(words, at + 1)):
            return read[0], at + 1
    return None


def _toll_of(words: Sequence[str], at: int, end: int) -> str | None:
    """Whom a number counts: the noun behind it, or the nearest before it."""
    behind = words[at : end + 4] if end > at else words[at : at + 5]
    for near in (behind, [*reversed(words[max(0, at - _NEAR) : at])]):
        for word in near:
            for name, toll in TOLLS.items():
                if any(toll.names(form) for form in _forms(word)):
                    return name
            if word in COUNTING:
                return "killed"
    return None


def _is_of_the_dead(words: Sequence[str], at: int) -> bool:
    """Whether what falls is the toll of the dead: right behind the word, or before it."""
    after = at + 1
    while after < len(words) and words[after] in _BETWEEN:
        after += 1
    if after < len(words) and _counts_dead(words[after]):
        return after + 1 == len(words) or not _counts_others(words[after + 1])
    # «خفضت مديرية الصحة عدد ضحايا …»
    for later in range(at + 1, min(at + 6, len(words) - 1)):
        counts = words[later] == "عدد" and _counts_dead(words[later + 1])
        if counts or words[later] in COUNTING:
            return not any(map(_counts_others, words[at:later]))
    before = words[max(0, at - _NEAR) : at]
    return any(map(_counts_dead, before[:2])) and not any(map(_counts_others, before))


def _counts_dead(word: str) -> bool:
    return word in COUNTING or not TOLLS["killed"].plural.isdisjoint(_forms(word))


def _counts_others(word: str) -> bool:
    return any(form in toll.plural | toll.verbs for toll in OTHER_TOLLS for form in _forms(word))


def _forms(word: str) -> tuple[str, str, str]:
    """«والقتلى», «القتلى» and «قتلى», but «وفيات» as it is."""
    joined = word.removeprefix("و")
    return word, joined, joined.removeprefix("ال")
