"""What turns a story besides numbers: who claims or denies, what has come of it.

In: the words of title and opening, normalised.
Out: the triggers a sentence holds.
Knows nothing of stories, alerts, numbers or time.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from monitor.group.idioms import TURNED
from monitor.group.outcomes import AT_WORK, NOT_YET, OUTCOMES, WOUNDS, Trigger
from monitor.group.returns import (
    AGAIN,
    AT_WORK_AGAIN,
    BACK,
    FAILURES,
    IN_SERVICE,
    OTHER_WORK,
    SUBJECTS,
    WORK,
)
from monitor.group.statements import (
    CLAIM,
    CLAIMED,
    CONFIRMED,
    CONFIRMING,
    DENIAL,
    DENIED,
    RANSOM,
    RESPONSIBILITY,
    SAYS,
    STRIKERS,
    STRIKES,
    UNFOUNDED,
    UNTRUE,
)

#: «خارج الخدمة»، «تخرج من الخدمة»، «تتوقف عن الخدمة».
_OUT_OF: Final = frozenset({"خارج", "من", "عن"})

_FIGURES: Final[Mapping[Trigger, "re.Pattern[str]"]] = {
    "magnitude": re.compile(r"\b[بو]*(?:قوه|قوتها|شدتها|شده) (?:[^\W\d]+ ){0,4}\d"),
    "value": re.compile(r"\b(?:مليون|ملايين|مليار|مليارات|الف) (?:دولار|يورو|ليره|درهم|ريال)\b"),
    "damaged": re.compile(
        r"\b(?:تضرر|تضررت|نفوق|احتراق|احترق|احترقت|اقتلاع|تلف|تدمير|دمر|دمرت|التهم|التهمت)"
        r" (?:(?:نحو|اكثر من|قرابه|حوالي|ما يزيد علي) )?"
        r"(?:\d+|الف|الفا|الفي|الاف|ميه|مايه|ميتي|ميات|عشرات|عشرين)\b"
        r"(?! (?:مسير|صاروخ|صواريخ|طاير))"
    ),
    "term": re.compile(r"\b(?:ل|لمده|مدي|مدته|مدتها) ?\d+ (?:عام|سن|شهر)"),
}


def triggers(sentence: Sequence[str]) -> Iterator[Trigger]:
    """Every trigger that the words of one sentence hold.

    >>> list(triggers("تعمل الفرق منذ الظهر علي اخماد الحريق".split()))
    []
    >>> sorted(set(triggers("وفاه جريح متاثرا بجراحه بعد اخماد الحريق".split())))
    ['death', 'put out']
    """
    for at, word in enumerate(sentence):
        bare, following = word.removeprefix("و"), frozenset(sentence[at + 1 : at + 5])
        if bare in RANSOM:
            yield "ransom"
        turned = [*_turned(sentence, at, bare, following)]
        if turned and not _is_to_come(sentence, at):
            yield from turned


def _turned(
    sentence: Sequence[str], at: int, bare: str, following: frozenset[str]
) -> Iterator[Trigger]:
    """What one word of a sentence turns; `bare` is that word without its «و»."""
    if _denies(bare, following):
        yield "denial"
    if bare in CONFIRMING and following & CONFIRMED:
        yield "confirmation"
    if _claims(sentence, at, bare, following):
        yield "claim"
    if bare.startswith("متاثر") and any(one.startswith(WOUNDS) for one in following):
        yield "death"
    # «تحرير 20 محضراً»
    after = next((one for one in sentence[at + 1 : at + 3] if not one.isdigit()), "")
    idiom = bare, after
    if idiom in TURNED:
        yield from TURNED[idiom]
        return
    for word in {bare, sentence[at]}:
        for name, about in OUTCOMES.get(word, ()):
            if not about or following & about:
                yield name
    if _works_again(sentence, at, bare):
        yield "resumed"
    yield from _after_its_subject(sentence, at)


def _works_again(sentence: Sequence[str], at: int, word: str) -> bool:
    """«عودة محطة بانياس الحرارية إلى العمل», «المحطة في الخدمة من جديد»."""
    before, further = sentence[max(0, at - 3) : at], sentence[at + 1 : at + 10]
    if word in BACK and FAILURES.isdisjoint(before) and before[-1:] != ["لا"]:
        for to, place in enumerate(further):
            direct = place in AT_WORK_AGAIN or (to == 0 and place in WORK)
            if direct or (place == "الي" and not WORK.isdisjoint(further[to + 1 : to + 2])):
                return OTHER_WORK.isdisjoint(further[to + 1 + (not direct) :][:1])
    in_service = word in IN_SERVICE and _OUT_OF.isdisjoint(before[-1:])
    return in_service and not AGAIN.isdisjoint(sentence[at + 1 : at + 3])


def _after_its_subject(sentence: Sequence[str], at: int) -> Iterator[Trigger]:
    """«المياه تعود إلى الحي», «القاتل يعترف»; neither is «انقطاع المياه يعود إلى عطل»."""
    before, word, following = (
        sentence[max(0, at - 2) : at],
        sentence[at],
        sentence[at + 1 : at + 3],
    )
    to = following if following[:1] == ["الي"] else ()
    fails = not FAILURES.isdisjoint([*before, *to])
    for name, (subjects, verbs) in SUBJECTS.items():
        if word in verbs and subjects.intersection(before[-1:]) and not fails:
            yield name


def _denies(word: str, following: frozenset[str]) -> bool:
    return bool(
        word in DENIAL
        or (word == "لا" and following & DENIED)
        or (word == "غير" and following & UNTRUE)
        or (word in UNFOUNDED and "الصحه" in following)
    )


def _claims(sentence: Sequence[str], at: int, word: str, following: frozenset[str]) -> bool:
    """«تتبنى الهجوم», «أعلنت جماعة تسمي نفسها … مسؤوليتها», «الجيش يعلن قصف …»."""
    if word in CLAIM and RESPONSIBILITY.intersection(sentence[at + 1 : at + 9]):
        return True
    # «تعلن الهجوم» and «تبنّي القرار» are none.
    if word in CLAIM and word.startswith(("تب", "يتب", "تتب")) and following & CLAIMED:
        return True
    strikers_speak = not STRIKERS.isdisjoint(sentence[max(0, at - 2) : at + 2])
    return bool(word in CLAIM | SAYS and strikers_speak and following & STRIKES)


def _is_to_come(sentence: Sequence[str], at: int) -> bool:
    """Whether what a word names is only hoped for: «لم تعلن», «تعمل منذ الظهر على إخماد»."""
    before = [word.removeprefix("و") for word in sentence[max(0, at - 12) : at]]
    if not NOT_YET.isdisjoint(before[-3:]):
        return True
    return before[-1:] == ["علي"] and not AT_WORK.isdisjoint(before)


def figures(text: str) -> Iterator[Trigger]:
    """Which figures a normalised text gives, be it how strong, how much or how long.

    >>> list(figures("هزه بقوه 4.3 درجات"))
    ['magnitude']
    """
    for name, pattern in _FIGURES.items():
        if pattern.search(text):
            yield name
