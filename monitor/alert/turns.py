"""What turns a story besides numbers: who speaks, who claims or denies, what has come of it.

In: the words of title and opening, normalised.
Out: the triggers a sentence holds, and the official bodies that speak in it.
Knows nothing of stories, alerts, numbers or time.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from monitor.alert.vocabulary import (
    AT_WORK,
    CAPITALS,
    CLAIM,
    CLAIMED,
    CONFIRMED,
    CONFIRMING,
    DENIAL,
    DENIED,
    HEADS,
    NO_OFFICE,
    NOT_YET,
    OFFICES,
    OUTCOMES,
    RESPONSIBILITY,
    UNFOUNDED,
    UNTRUE,
    WOUNDS,
    Trigger,
)

#: Words between an official body and the verb it speaks with.
_NEAR: Final = 3
#: The longest name before the colon of «الدفاع الروسية: …».
_LONGEST_SPEAKER: Final = 4

_FIGURES: Final[Mapping[Trigger, "re.Pattern[str]"]] = {
    "magnitude": re.compile(r"\b[بو]*(?:قوه|قوتها|شدتها|شده) (?:[^\W\d]+ ){0,4}\d"),
    "value": re.compile(r"\b(?:مليون|ملايين|مليار|مليارات|الف) (?:دولار|يورو|ليره|درهم|ريال)\b"),
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
        if _is_to_come(sentence, at):
            continue
        if bare in DENIAL or (bare == "لا" and following & DENIED):
            yield "denial"
        if (bare == "غير" and following & UNTRUE) or (bare in UNFOUNDED and "الصحه" in following):
            yield "denial"
        if bare in CONFIRMING and following & CONFIRMED:
            yield "confirmation"
        # «أعلنت جماعة تسمي نفسها … مسؤوليتها»
        whose = RESPONSIBILITY.intersection(sentence[at + 1 : at + 9])
        if bare in CLAIM and (whose or following & _claimed(bare)):
            yield "claim"
        if bare.startswith("متاثر") and any(one.startswith(WOUNDS) for one in following):
            yield "death"
        for name, signs, about in OUTCOMES:
            if (bare in signs or word in signs) and (not about or following & about):
                yield name


def _is_to_come(sentence: Sequence[str], at: int) -> bool:
    """Whether what a word names is only hoped for: «لم تعلن», «تعمل منذ الظهر على إخماد»."""
    before = [word.removeprefix("و") for word in sentence[max(0, at - 12) : at]]
    if not NOT_YET.isdisjoint(before[-2:]):
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


def speaks(title: Sequence[str], colon: int) -> Iterator[Trigger]:
    """What a title of the form «speaker: words» turns; `colon` counts the words before it.

    >>> list(speaks("موسكو ما يجري تناوب لا انسحاب".split(), 1))
    ['denial']
    """
    if not any(speaker(title, colon)):
        return
    # «لا قرارات بعد» denies nothing, «تناوب لا انسحاب» does.
    said = title[colon:]
    if "بل" in said or ("لا" in said[1:] and said[0] != "لا"):
        yield "denial"


def speaker(title: Sequence[str], colon: int) -> Iterator[str]:
    """The official bodies whose words a title gives after a colon."""
    if 0 < colon <= _LONGEST_SPEAKER:
        # «وفد في دمشق: …» gives nobody's words.
        yield from (body for at, body in officials(title[:colon]) if at == 0)


def officials(sentence: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Where each official body stands, and its name without the article."""
    for at, word in enumerate(sentence):
        following = sentence[at + 1] if at + 1 < len(sentence) else ""
        bare = word if word in HEADS else word.removeprefix("و")
        if bare in OFFICES | CAPITALS and following not in NO_OFFICE:
            yield at, bare.removeprefix("ال")
        elif bare in HEADS and following:
            yield at, following.removeprefix("ال")


def speaking(sentence: Sequence[str], verbs: frozenset[str], *, before: int = 1) -> Iterator[str]:
    """The official bodies that «الدفاع الروسية تؤكد» and «أكدت وزارة الدفاع» let speak.

    The verb stands at most so many words `before` them: «قال الناطق باسم الكرملين» has two.
    """
    for at, body in officials(sentence):
        around = [*sentence[max(0, at - before) : at], *sentence[at + 1 : at + 1 + _NEAR]]
        if not verbs.isdisjoint(around):
            yield body


def _claimed(verb: str) -> frozenset[str]:
    """«تبنّي الهجوم» is a claim; «تعلن الهجوم» and «تبنّي القرار» are none."""
    return CLAIMED if verb.startswith(("تب", "يتب", "تتب")) else frozenset()
