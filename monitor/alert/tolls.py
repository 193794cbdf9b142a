"""How many people a text counts as dead, hurt, missing or held.

In: a title, or the opening of a text, normalised.
Out: the numbers it states of the event it tells, by kind.
Knows nothing of stories, alerts or turns.

A text that counts also recalls: «ومنذ بداية العام قتل 150»، «بعد أسبوع من مقتل 12 في حمص»; and
it expects: «وتوقع أن يرتفع العدد إلى عشرة». Neither is a number of this event.
"""

import re
from collections.abc import Iterator, Sequence

from monitor.alert.numerals import read_number
from monitor.alert.vocabulary import (
    AFTER_PEOPLE,
    COUNTING,
    DEATH,
    FILLERS,
    KIN,
    LOOKS_BACK,
    NEGATIONS,
    NO_PEOPLE,
    ONE_OF,
    PEOPLE,
    PERSON,
    SENTENCE_END,
    TOLLS,
    TWO_KIN,
    TWO_PERSONS,
    WORD,
    YEARS,
    Toll,
)

_CLAUSE = re.compile(r"[,،]+")
#: «تسعة و ثلاثون»: the «و» belongs to what follows it, but for digits, which are a word of theirs.
_LONE_AND = re.compile(r"(?<!\S)و (?=[\u0621-\u064a])")
#: «ما لا يقل عن 5»: what denies nothing.
_AT_LEAST = re.compile(r"\b(?:ما )?لا [يت]قل عن\b")

_TIME = r"(?:يوم|يومين|ايام|اسبوع|اسبوعين|اسابيع|شهر|شهرين|اشهر|عام|عامين|سنه|سنتين|سنوات|اعوام)"
_LONG_TIME = rf"(?:{_TIME}|يوما|اسبوعا|شهرا|عاما)"
_MONTH = (
    r"(?:كانون \w+|شباط|اذار|نيسان|ايار|حزيران|تموز|اب|ايلول|تشرين \w+|يناير|فبراير|مارس|ابريل"
    r"|مايو|يونيو|يوليو|اغسطس|سبتمبر|اكتوبر|نوفمبر|ديسمبر)"
)
_YEAR = r"(?:19|20)\d\d"
#: Another time or place: nothing of the clause is counted, nor of what follows it.
_ELSEWHEN = re.compile(
    "|".join(
        [
            rf"\b(?:[وف]?ال{_TIME}|{_MONTH})(?: \w+)? (?:الماضي|المنصرم|الفايت|السابق)ه?\b",
            rf"\bو?منذ (?:بدايه|مطلع|اندلاع|سقوط|(?:عام |سنه )?{_YEAR}|{_MONTH})\b",
            rf"\b(?:عام|سنه|{_MONTH}) {_YEAR}\b",
            r"\b(?:مماثل|مشابه)ه?\b",
        ]
    )
)
#: What stands before this in its clause is of now, what follows in the sentence is not.
_EARLIER = re.compile(rf"\bو?قبل (?:نحو |اكثر من )?(?:{_TIME}|\w+ {_LONG_TIME})\b")
#: The same, but for the next clause: «بعد أسبوع من مقتل 12، عاد …».
_AFTER_ANOTHER = re.compile(
    rf"\b(?:بعد (?:نحو |اكثر من |\w+ )?)?{_LONG_TIME} (?:واحده? )?(?:من|علي)\b"
)
#: What is feared or expected has not been counted.
_EXPECTED = re.compile(
    r"\bو?(?:توقع|يتوقع|توقعات|متوقعا|رجح|ترجيحات|مرجحا|يخشي|مخاوف|خشيه|احتمال|قد [يت]رتفع"
    r"|ان [يت]رتفع|مرشحه?)"
)
#: What rises is this event's, whenever that was: «ارتفع عدد قتلى تفجير الأسبوع الماضي إلى 12».
_RISING = re.compile(r"\b[ول]?(?:ارتفعت?|[يت]رتفع|ارتفاع|[يت]رفع)\b")


def counted(text: str) -> Iterator[dict[str, set[int]]]:
    """The numbers of each sentence that tells of this event, by the name of their toll.

    A dict holds only the tolls that the sentence counts.

    >>> list(counted("مقتل 3 اشخاص واصابه 7. ومنذ بدايه العام قتل 150 مدنيا"))
    [{'killed': {3}, 'injured': {7}}, {}]
    """
    for sentence in SENTENCE_END.split(text):
        words = _words(_of_now(sentence))
        tolls = {name: {*_counts(words, toll)} for name, toll in TOLLS.items()}
        yield {name: numbers for name, numbers in tolls.items() if numbers}


def _words(text: str) -> list[str]:
    return WORD.findall(_LONE_AND.sub("و", _AT_LEAST.sub("", text)))


def _of_now(sentence: str) -> str:
    """What a sentence says of this event, as far as can be told: no other day, no expectation."""
    expected = _EXPECTED.search(sentence)
    sentence = sentence[: expected.start()] if expected else sentence
    if _RISING.search(sentence):
        return sentence
    kept = []
    for clause in _CLAUSE.split(sentence):
        if clause.lstrip().partition(" ")[0] in LOOKS_BACK or _ELSEWHEN.search(clause):
            break
        earlier = _EARLIER.search(clause)
        other = earlier or _AFTER_ANOTHER.search(clause)
        kept.append(clause[: other.start()] if other else clause)
        if earlier:
            break
    return " ".join(kept)


def _counts(sentence: Sequence[str], toll: Toll) -> Iterator[int]:
    """Every number of these people that the words of one sentence state."""
    for at, bare in _telling(sentence, toll):
        if bare in toll.verbs:
            yield from _after_verb(sentence, at + 1, toll)
        if _definite(bare) in toll.plural:
            yield from _risen_to(sentence, at + 1)
            yield from _listed(sentence, at)
        if toll is TOLLS["killed"]:
            yield from _dead_in_other_words(sentence, at)
        if not toll.names(bare):
            continue
        # In «11 شخصاً وإصابة» the number belongs to what stands before the «و».
        before = _number_before(sentence, at) if bare == sentence[at] else None
        if before is not None and bare in toll.plural | toll.one:
            yield before
        elif before is None and bare in toll.one:
            yield 1
        elif bare in toll.two:
            yield 2


def _telling(sentence: Sequence[str], toll: Toll) -> Iterator[tuple[int, str]]:
    """Where a word may tell of these people, and the word without «و»; few words do."""
    others = DEATH | COUNTING if toll is TOLLS["killed"] else frozenset()
    for at, word in enumerate(sentence):
        bare = word if toll.names(word) else word.removeprefix("و")
        tells = toll.names(bare) or _definite(bare) in toll.plural or word in others
        if tells and NEGATIONS.isdisjoint(sentence[max(0, at - 4) : at]):
            yield at, bare


def _definite(word: str) -> str:
    """The noun of «القتلى» or «عدد قتلى», as the tables hold it."""
    return word.removeprefix("ال")


def _number_before(sentence: Sequence[str], at: int) -> int | None:
    """The number that ends just before a noun: «39 قتيلاً», «أربعة صيادين مفقودين»."""
    for end in (at, at - 1):
        if end < at and (end < 0 or sentence[end] not in PEOPLE):
            continue
        for start in range(max(0, end - 6), end):
            # «قتيلان وثلاثة جرحى»: the number may carry the «و».
            unjoined = [sentence[start].removeprefix("و"), *sentence[start + 1 : end]]
            for read in (read_number(sentence[start:end], 0), read_number(unjoined, 0)):
                if read and read[1] == end - start:
                    return read[0]
    return None


def _listed(sentence: Sequence[str], at: int) -> Iterator[int]:
    """«القتلى: 39»، and nothing else that could be counted."""
    read = read_number(sentence, at + 1) if at + 1 < len(sentence) else None
    if read and sentence[at].startswith("ال") and _ends(sentence, read[1]):
        yield read[0]


def _dead_in_other_words(sentence: Sequence[str], at: int) -> Iterator[int]:
    """«39 شخصاً لقوا حتفهم»، «حصيلة الانفجار ترتفع إلى 39»."""
    if sentence[at] in DEATH and at > 0 and sentence[at - 1] == "لقوا":
        before = _number_before(sentence, at - 1)
        if before is not None:
            yield before
    others = (toll for name, toll in TOLLS.items() if name != "killed")
    if sentence[at] in COUNTING and not any(
        _definite(word) in toll.plural | toll.verbs for toll in others for word in sentence[at:]
    ):
        yield from _risen_to(sentence, at + 1)


def _after_verb(sentence: Sequence[str], at: int, toll: Toll) -> Iterator[int]:
    """The people right after «مقتل», «إصابة», «أوقفت», all of «7 أطفال و5 نساء»."""
    while at < len(sentence) and sentence[at] in FILLERS:
        at += 1
    first = _people(sentence, at, toll) if at < len(sentence) else None
    if first is None:
        return
    number, at = first
    while more := _and_people(sentence, at):
        number, at = number + more[0], more[1]
    yield number


def _people(sentence: Sequence[str], at: int, toll: Toll) -> tuple[int, int] | None:
    """How many stand there, and where what tells them ends."""
    read = read_number(sentence, at)
    if read and _is_year(sentence, read):
        return None
    if read and _of_people(sentence, read[1]):
        return read[0], _behind_people(sentence, read[1])
    if read and toll is TOLLS["killed"] and sentence[read[1]] not in NO_PEOPLE:
        return read[0], read[1] + 1  # «مقتل 3 حجاج»: only people are killed
    return _few(sentence, at)


def _few(sentence: Sequence[str], at: int) -> tuple[int, int] | None:
    """One or two, told by their noun alone: «شخصين»، «طالبة»، «أحد الحراس»."""
    word = sentence[at]
    if word in TWO_PERSONS:
        return 2, at + 1
    if word in ONE_OF and at + 1 < len(sentence) and not sentence[at + 1].startswith("عشر"):
        return 1, at + 2
    return (1, at + 1) if word in PERSON else None


def _and_people(sentence: Sequence[str], at: int) -> tuple[int, int] | None:
    """Those whom «و» adds; only what is surely people."""
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
        return (read[0], end) if end > read[1] else None
    if rest[start] in TWO_KIN:
        return 2, start + 1
    if rest[start] in KIN:
        return 1, start + 1
    return _few(rest, start)


def _behind_people(sentence: Sequence[str], at: int) -> int:
    return at + 1 if at < len(sentence) and sentence[at] in PEOPLE else at


def _of_people(sentence: Sequence[str], at: int) -> bool:
    if at >= len(sentence) or sentence[at] in PEOPLE or sentence[at] in AFTER_PEOPLE:
        return True
    bare = sentence[at].removeprefix("و")
    return any(bare in toll.verbs | toll.plural | {""} for toll in TOLLS.values())


def _is_year(sentence: Sequence[str], read: tuple[int, int]) -> bool:
    """«توفي 2014 في دمشق»: nobody is counted."""
    number, end = read
    return number in YEARS and (end == len(sentence) or sentence[end] not in PEOPLE)


def _risen_to(sentence: Sequence[str], at: int) -> Iterator[int]:
    """«القتلى إلى 12», «ضحايا المركب الذي غرق إلى ثلاثة قتلى»."""
    for to in range(at, min(at + 12, len(sentence) - 1)):
        if sentence[to] == "الي":
            read = read_number(sentence, to + 1)
            if read and _ends(sentence, read[1]):
                yield read[0]


def _ends(sentence: Sequence[str], at: int) -> bool:
    """Whether the number before is one of people: «إلى سبعة والدفاع تتحدث …» goes on otherwise."""
    return _of_people(sentence, at) or sentence[at].startswith("و")
