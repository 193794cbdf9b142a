"""Which official bodies speak in a text.

In: the words of a title or a sentence, normalised.
Out: their names, without the article.
Knows nothing of stories, alerts, numbers or time.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from monitor.alert.vocabulary import (
    CAPITALS,
    HEADS,
    NO_OFFICE,
    OFFICES,
    OFFICIAL,
    SOURCES,
    STATEMENTS,
)
from monitor.group.outcomes import Trigger

#: Words between an official body and the verb it speaks with: «المتحدث باسم الداخلية فلان بن فلان
#: يكشف».
_NEAR: Final = 5
#: The longest name before the colon of «الدفاع الروسية: …».
_LONGEST_SPEAKER: Final = 4


def speaks(title: Sequence[str], colon: int) -> Iterator[Trigger]:
    """What a title of the form «speaker: words» turns; `colon` counts the words before it.

    >>> list(speaks("موسكو ما يجري تناوب لا انسحاب".split(), 1))
    ['denial']
    """
    if 0 < colon <= _LONGEST_SPEAKER and title[0] in SOURCES:
        yield "source"
    elif not any(speaker(title, colon)):
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


def states(title: Sequence[str]) -> Iterator[str]:
    """«أول تعليق رسمي على …»، «بيان رسمي حول …»: an official body that is not named.

    >>> list(states("اول تعليق رسمي علي الهجوم".split()))
    ['رسمي']
    """
    for at, word in enumerate(title[1:], 1):
        if word in OFFICIAL and title[at - 1] in STATEMENTS:
            yield word


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
