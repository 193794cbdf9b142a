"""How many people a text counts as dead, hurt, missing or held.

In: a title and the opening below it, normalised.
Out: for each toll the Count that is to be told, if there is one.
Knows nothing of stories, alerts or turns.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from monitor.alert.hearsay import hearsay_from
from monitor.alert.present import RISING, of_now
from monitor.alert.revised import settles
from monitor.alert.sentences import Count, Rank, count
from monitor.alert.vocabulary import MANY_KIN, NEGATIONS, PLURAL_TOO, SENTENCE_END, WORD

#: «تسعة و ثلاثون»: the «و» belongs to what follows it, but for digits, which are a word of theirs.
_LONE_AND = re.compile(r"(?<!\S)و (?=[\u0621-\u064a])")
#: «ما لا يقل عن 5»: what denies nothing.
_AT_LEAST = re.compile(r"\b(?:ما )?لا [يت]قل عن\b")
#: «12 بين قتيل ومفقود»: nobody knows how many of each.
_EITHER = re.compile(
    r"\b(?:ما )?بين (?:قتيل|قتلي|شهيد|شهداء|جريح|جرحي|مصاب|مصابين|مفقود|مفقودين|ميت)(?: \w+)?"
    r" و(?:قتيل|قتلي|شهيد|جريح|جرحي|مصاب|مصابين|مفقود|مفقودين)\b"
)
#: The dead of a title that nobody can count: «سقوط قتلى وجرحى»، «مقتل أم وأطفالها».
_DEADLY = re.compile(
    r"\bبين (?:قتيل|قتلي|شهيد|شهداء)\b"
    r"|\b(?:سقوط|يوقع|توقع|اوقع|اوقعت|يخلف|تخلف|خلف|خلفت) (?:عدد من |عشرات )?(?:ال)?"
    r"(?:قتلي|ضحايا|شهداء)\b"
    rf"|\b(?:مقتل|مصرع|استشهاد|وفاه) (?:عدد|عشرات|عده|{'|'.join(sorted(PLURAL_TOO))})\b"
    rf"|\b(?:مقتل|مصرع|استشهاد|وفاه) \w+ و(?:عدد|{'|'.join(sorted(MANY_KIN | PLURAL_TOO))})\b"
)

Counts = Mapping[str, Sequence[Count]]


def counted(text: str) -> Iterator[Counts]:
    """The numbers of each sentence that tells of this event, by the name of their toll.

    A mapping holds only the tolls that the sentence counts.

    >>> [told] = counted("مقتل 3 اشخاص واصابه 7")
    >>> told["killed"][0].number, told["injured"][0].number
    (3, 7)
    """
    others = False
    for number, sentence in enumerate(SENTENCE_END.split(text)):
        said = _EITHER.sub("", of_now(sentence, opens=number == 0))
        rises = RISING.search(said) is not None
        tolls = count(_words(said), others=others, rises=rises)
        doubtful = hearsay_from(said)
        if tolls and (doubtful is not None or hearsay_from(sentence) == 0):
            vouched = count(_words(said[: doubtful or 0]), others=others, rises=rises)
            tolls = {
                name: counts if name in vouched else [replace(one, hearsay=True) for one in counts]
                for name, counts in tolls.items()
            }
        others |= bool(tolls.keys() - {"killed"})
        yield tolls


def tolls(
    title: str, opening: str, *, corrects: bool = False
) -> tuple[dict[str, Count], set[str]]:
    """What is to be told of a text, and which tolls its title counts.

    A number of the title goes before those of the opening, unless it is one death of many: «وفاة
    طفل» over «لترتفع الحصيلة إلى سبعة».
    Of several in the opening the highest counts, but for a number that replaces another.
    Where the title `corrects`, every number does.

    >>> found, _ = tolls("وفاه طفل متاثرا بجراحه", "ما يرفع حصيله الانفجار الي سبعه.")
    >>> found["killed"].number
    7
    """
    in_title, below = _best(counted(title)), _best(counted(opening))
    found = below | {
        name: _vouched(titled, below.get(name))
        for name, titled in in_title.items()
        if not _outranks(below.get(name), titled)
    }
    if corrects or any(settles(_words(sentence)) for sentence in SENTENCE_END.split(title)):
        found = {
            name: Count(count.number, Rank.REVISED, before=count.before)
            for name, count in found.items()
        }
    return found, set(in_title)


def deadly(title: str) -> bool:
    """Whether a title tells of dead that it does not count.

    >>> deadly("12 بين قتيل ومفقود بغرق قارب"), deadly("انفجار دون سقوط ضحايا")
    (True, False)
    """
    said = of_now(title)
    found = _DEADLY.search(said)
    return found is not None and NEGATIONS.isdisjoint(said[: found.start()].split()[-4:])


def _outranks(below: Count | None, title: Count) -> bool:
    """Whether the opening is surer of a toll than a title that gives it by a noun."""
    if below is None or title.rank >= Rank.STATED or below.rank <= title.rank:
        return False
    return title.rank is Rank.UNSURE or (below.rank >= Rank.TOTAL and below.number > title.number)


def _vouched(title: Count, below: Count | None) -> Count:
    """«أنباء عن 3 قتلى» over «قُتل ثلاثة، وفق مديرية الصحة» is no hearsay."""
    sure = below is not None and below.number == title.number and not below.hearsay
    return replace(title, hearsay=False) if sure else title


def _best(sentences: Iterator[Counts]) -> dict[str, Count]:
    counts: dict[str, list[Count]] = {}
    for sentence in sentences:
        for name, found in sentence.items():
            counts.setdefault(name, []).extend(found)
    return {name: max(found, key=_weight) for name, found in counts.items()}


def _weight(count: Count) -> tuple[bool, bool, int, Rank, bool]:
    revised, sure = count.rank is Rank.REVISED, count.rank is not Rank.UNSURE
    return revised, sure, count.number, count.rank, not count.hearsay


def _words(text: str) -> list[str]:
    return WORD.findall(_LONE_AND.sub("و", _AT_LEAST.sub("", text)))
