"""How many people stand right after a verb: «مقتل 7 أطفال و5 نساء»، «وفاة امرأة وطفلها».

In: the words of a sentence, normalised.
Out: a Group, or None where nobody is counted, or not all of them.
Knows nothing of which toll they are, of titles or of stories.
"""

from collections.abc import Sequence
from typing import NamedTuple

from monitor.alert.vocabulary import (
    AFTER_PEOPLE,
    CASES,
    DEFINITE,
    FILLERS,
    KIN,
    MANY,
    MANY_KIN,
    NO_PEOPLE,
    ONE_MORE,
    ONE_OF,
    OTHERS,
    PAIRS,
    PEOPLE,
    PERSON,
    PLURAL_SIGNS,
    PLURAL_TOO,
    TOLLS,
    TWO,
    TWO_KIN,
    YEARS,
)
from monitor.group.numerals import read_number


class Group(NamedTuple):
    """People that stand together."""

    number: int
    #: The index of the word after them.
    end: int
    #: A number says how many; else their nouns do.
    stated: bool
    #: They come on top of others: «أربعة آخرين».
    others: bool = False
    #: Their noun, taken for a dual, may be a plural: «سائقين».
    unsure: bool = False


def people_after(sentence: Sequence[str], at: int, *, any_noun: bool) -> Group | None:
    """The people from `sentence[at]` on, with all that «و» adds.

    `any_noun` counts whatever a number counts: only people are killed.

    >>> people_after("طفلتين وثلاثه رجال في حريق".split(), 0, any_noun=True)
    Group(number=5, end=3, stated=True, others=False, unsure=False)
    >>> people_after("ام واطفالها في حريق".split(), 0, any_noun=True) is None
    True
    """
    while at < len(sentence) and sentence[at] in FILLERS:
        if sentence[at] in MANY:
            return None
        at += 1
    found = _people(sentence, at, any_noun=any_noun) if at < len(sentence) else None
    if found is None:
        return None
    while more := (
        _and_people(sentence, found.end)
        or _and_people(sentence, _behind_attribute(sentence, found.end))
        or _and_farther_people(sentence, found.end)
    ):
        if not more.number:
            return None
        found = found._replace(
            number=found.number + more.number,
            end=more.end,
            stated=found.stated or more.stated,
            others=False,
        )
    return found


def pair(sentence: Sequence[str], at: int) -> Group | None:
    """Two people, told by a dual: «شخصين»; «سائقين» may be many, «مدنيين» is without «اثنين»."""
    word, end = sentence[at], at + 1
    two = end < len(sentence) and sentence[end] in TWO
    if word not in PAIRS and not (two and word in PEOPLE):
        return None
    if two:
        return Group(2, end + 1, stated=True)
    both = any(other.endswith("هما") for other in sentence)
    if word in PLURAL_TOO and not both:
        return None
    if word.endswith("ين") and not both and not PLURAL_SIGNS.isdisjoint(sentence):
        return None
    unsure = word in PEOPLE and word.endswith("ين") and not both
    return Group(2, end, stated=False, others=_others(sentence, end), unsure=unsure)


def of_people(sentence: Sequence[str], at: int) -> bool:
    """Whether a number that stands right before this place may count people."""
    if at >= len(sentence) or sentence[at] in PEOPLE or sentence[at] in AFTER_PEOPLE:
        return True
    bare = sentence[at].removeprefix("و")
    return not bare or any(bare in toll.verbs or bare in toll.plural for toll in TOLLS.values())


def _people(sentence: Sequence[str], at: int, *, any_noun: bool) -> Group | None:
    read = read_number(sentence, at)
    if read and _is_year(sentence, read):
        return None
    if read and of_people(sentence, read[1]):
        end = _behind_people(sentence, read[1])
        hurt = end < len(sentence) and sentence[end] in TOLLS["injured"].plural
        others = any(_others(sentence, at) for at in (read[1], end, end + hurt))
        return Group(read[0], end, stated=True, others=others)
    if read and any_noun and sentence[read[1]] not in NO_PEOPLE:
        end = read[1] + 1  # «مقتل 3 حجاج»: only people are killed
        return Group(read[0], end, stated=True, others=_others(sentence, end))
    return _few(sentence, at)


def _few(sentence: Sequence[str], at: int) -> Group | None:
    """One or two, told by their noun alone: «شخصين»، «طالبة»، «أحد الحراس»، «آخر»."""
    word = sentence[at]
    if word in ONE_OF and at + 1 < len(sentence) and not sentence[at + 1].startswith("عشر"):
        return Group(1, at + 2, stated=False)
    if word in TWO_KIN:
        return Group(2, at + 1, stated=False)
    if word in ONE_MORE and _nobody_follows(sentence, at + 1):
        return Group(1, at + 1, stated=False, others=True)
    if word in PERSON | KIN:
        return Group(1, at + 1, stated=False, others=_others(sentence, at + 1))
    return pair(sentence, at)


def _and_people(sentence: Sequence[str], at: int) -> Group | None:
    """The people whom «و» adds; a Group of 0 where nobody says how many, None for no people."""
    if at >= len(sentence) or not sentence[at].startswith("و"):
        return None
    if sentence[at] == "و":  # before digits
        rest, start = sentence, at + 1
    else:
        rest, start = [*sentence[:at], sentence[at][1:], *sentence[at + 1 :]], at
    if start >= len(rest):
        return None
    read = read_number(rest, start)
    if read:
        end = _behind_people(rest, read[1])
        if end == read[1] and _of_theirs(rest, end):
            end += 2
        return Group(read[0], end, stated=True) if end > read[1] else None
    return _more(rest, start)


def _and_farther_people(sentence: Sequence[str], at: int) -> Group | None:
    """«ضابط في الجيش السوري وثلاثة جنود»: a number of people that do nothing of their own."""
    for farther in range(at + 1, min(at + 5, len(sentence))):
        if sentence[farther].startswith("و"):
            group = _and_people(sentence, farther)
            ends = group and group.stated and of_people(sentence, group.end)
            return group if ends else None
    return None


def _more(rest: Sequence[str], start: int) -> Group | None:
    """Who stands behind «و» without a number, or with one of their own: «أطفالها الثلاثة»."""
    word = rest[start]
    if word in MANY_KIN:
        number = DEFINITE.get(rest[start + 1], 0) if start + 1 < len(rest) else 0
        return Group(number, start + 2, stated=True)
    if word in ONE_MORE or word.removesuffix("ا") in PERSON:
        return Group(1, start + 1, stated=False)
    few = _few(rest, start)
    if few or word not in MANY | PEOPLE - CASES or _are_others(rest, start):
        return few
    return Group(0, start + 1, stated=False)


def _are_others(sentence: Sequence[str], at: int) -> bool:
    """«وعدة جرحى»: they are of another toll."""
    behind = [word.removeprefix("ال") for word in sentence[at + 1 : at + 3]]
    others = (toll.plural for toll in TOLLS.values())
    return sentence[at] in MANY and any(not plural.isdisjoint(behind) for plural in others)


def _of_theirs(sentence: Sequence[str], at: int) -> bool:
    """«واثنين من مرافقيه»، «وثلاثة من أطفالها»."""
    if sentence[at : at + 1] != ["من"] or at + 1 >= len(sentence):
        return False
    whose = sentence[at + 1]
    return whose.endswith(("ه", "ها", "هم", "هما")) or whose.removeprefix("ال") in PEOPLE


def _nobody_follows(sentence: Sequence[str], at: int) -> bool:
    """«إصابة آخر بجروح»; «آخر المطلوبين» is the last."""
    return at >= len(sentence) or sentence[at] in AFTER_PEOPLE or sentence[at].startswith("ب")


def _others(sentence: Sequence[str], at: int) -> bool:
    return at < len(sentence) and sentence[at] in OTHERS


def _behind_attribute(sentence: Sequence[str], at: int) -> int:
    """The place behind «روسي» of «ضابط روسي وجنديان»; not behind «غرقا», «برصاص» or «في»."""
    if at >= len(sentence) or sentence[at] in AFTER_PEOPLE or sentence[at].endswith("ا"):
        return at
    return at if sentence[at].startswith(("ب", "و", "ل")) else at + 1


def _behind_people(sentence: Sequence[str], at: int) -> int:
    return at + 1 if at < len(sentence) and sentence[at] in PEOPLE else at


def _is_year(sentence: Sequence[str], read: tuple[int, int]) -> bool:
    """«توفي 2014 في دمشق»: nobody is counted."""
    number, end = read
    return number in YEARS and (end == len(sentence) or sentence[end] not in PEOPLE)
