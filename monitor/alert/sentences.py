"""How many of each toll does one sentence count, and how surely?

In: the words of a sentence that tells of this event, normalised.
Out: Counts, by the name of their toll.
Knows nothing of titles, of other sentences, stories or time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from monitor.alert.headcount import of_people, pair, people_after
from monitor.alert.revised import falls, not_but, settles
from monitor.alert.vocabulary import (
    AFFIRMING,
    CORRECTING,
    COUNTING,
    DEATH,
    DEFINITE,
    DENYING,
    FILLERS,
    KIN,
    NEGATIONS,
    NO_TOLL,
    ONE_OF,
    OTHER_TOLLS,
    OTHERS,
    PEOPLE,
    PERSON,
    TOLLS,
    TOTAL,
    TWO_CASES,
    Toll,
)
from monitor.group.numerals import read_number
from monitor.group.statements import words_of

_PARTS = ONE_OF | words_of("الآخرين الآخرون الأخرى")
#: What the dead are counted by besides.
_SUMS = DEATH | COUNTING | TOTAL | words_of("حتفه حتفهما مصرعه مصرعهما")


def _telling(toll: Toll) -> frozenset[str]:
    bare = toll.words | {f"ال{word}" for word in toll.plural}
    bare |= _SUMS if toll is TOLLS["killed"] else frozenset()
    return bare | {f"و{word}" for word in bare}


#: The words that may tell of a toll, as they stand; few words of a text do.
_TELLING = {name: _telling(toll) for name, toll in TOLLS.items()}


class Rank(IntEnum):
    """How surely a number is the toll; what is surer goes first."""

    #: A dual that may be a plural: «مقتل سائقين».
    UNSURE = 0
    #: A noun alone: «وفاة طفل».
    NOUN = 1
    #: A number: «3 قتلى».
    STATED = 2
    #: What it adds up to by now: «ليصبح العدد ستة».
    TOTAL = 3
    #: A number that replaces another: «9 لا 13».
    REVISED = 4


@dataclass(frozen=True, slots=True)
class Count:
    """How many of a toll."""

    number: int
    rank: Rank
    #: The text says that it has risen.
    rises: bool = False
    #: What a revised number replaces; None where the text does not say.
    before: int | None = None
    #: Nobody vouches for it: «أنباء عن سقوط قتيلين».
    hearsay: bool = False


def count(words: Sequence[str], *, others: bool, rises: bool) -> dict[str, list[Count]]:
    """The numbers of one sentence, by toll.

    `others` says that an earlier sentence counted hurt, missing or held people, `rises` that this
    one says a toll has risen.
    """
    words, denied = not_but(words)
    revised = [one for one in (denied, falls(words)) if one]
    found: dict[str, list[Count]] = {}
    for name in TOLLS:
        counts = [*_counts(words, name, others=others)]
        replaced = {one.before for one in revised if one.fact == name}
        found[name] = [
            Count(count.number, count.rank, rises=rises, before=count.before)
            for count in counts
            if count.number not in replaced
        ]
    for one in revised:
        found[one.fact].append(Count(one.now, Rank.REVISED, before=one.before))
    if settles(words):
        found = {
            name: [Count(count.number, Rank.REVISED, before=count.before) for count in counts]
            for name, counts in found.items()
        }
    return {name: counts for name, counts in found.items() if counts}


def _counts(sentence: Sequence[str], name: str, *, others: bool) -> Iterator[Count]:
    """Every number of these people that the words of one sentence state."""
    refused: list[int] = []
    dead, toll, telling = name == "killed", TOLLS[name], _TELLING[name]
    for at, word in enumerate(sentence):
        if word not in telling:
            continue
        bare = word if toll.names(word) else word.removeprefix("و")
        counts = [*_at(sentence, at, toll, more=dead and not _others_before(sentence, at, others))]
        if dead:
            counts += _dead_in_other_words(sentence, at)
        before = sentence[max(0, at - 4) : at]
        if NEGATIONS.isdisjoint(_affirmed(before)):
            for count in counts:
                replaced = next((one for one in refused if one > count.number), None)
                rank = count.rank if replaced is None else Rank.REVISED
                yield Count(count.number, rank, before=replaced)
        elif not DENYING.isdisjoint(before) and bare in toll.verbs | toll.plural:
            refused += [count.number for count in counts if count.rank >= Rank.STATED]


def _affirmed(words: Sequence[str]) -> Sequence[str]:
    """What follows the last word that affirms: «ينفي 13 ويؤكد تسعة»."""
    last = max((at for at, word in enumerate(words) if word in AFFIRMING), default=-1)
    return words[last + 1 :]


def _others_before(sentence: Sequence[str], at: int, others: bool) -> bool:
    """«إصابة 7 ومقتل 3 آخرين»: others than those who were hurt."""
    return others or any(
        toll.names(word.removeprefix("و")) for toll in OTHER_TOLLS for word in sentence[:at]
    )


def _at(sentence: Sequence[str], at: int, toll: Toll, *, more: bool) -> Iterator[Count]:
    """What one word of a sentence counts; `more` leaves out «4 جثث أخرى», which add to others."""
    word = sentence[at]
    bare = word if toll.names(word) else word.removeprefix("و")
    # «فقد شقيقه»: he mourns him.
    mourns = toll is TOLLS["missing"] and not KIN.isdisjoint(sentence[at + 1 : at + 2])
    if bare in toll.verbs and not mourns:
        group = people_after(sentence, at + 1, any_noun=toll is TOLLS["killed"])
        if group and not (more and group.others):
            noun = Rank.UNSURE if group.unsure else Rank.NOUN
            yield Count(group.number, Rank.STATED if group.stated else noun)
    if bare.removeprefix("ال") in toll.plural:
        yield from _risen_to(sentence, at + 1)
        if bare not in toll.verbs:
            yield from _listed(sentence, at)
    if not toll.names(bare) or (more and {*sentence[at + 1 : at + 2]} & OTHERS):
        return
    if toll is TOLLS["injured"] and _die(sentence, at):
        return
    # In «11 شخصاً وإصابة» the number belongs to what stands before the «و».
    before = _number_before(sentence, at) if bare == word else None
    if before is not None and bare in toll.plural | toll.one:
        yield Count(before, Rank.STATED)
    elif before is None and bare in toll.one and not _behind_digits(sentence, at):
        yield Count(1, Rank.NOUN)
    elif bare in toll.two:
        yield Count(2, Rank.NOUN)


def _behind_digits(sentence: Sequence[str], at: int) -> bool:
    """«1.200 قتيل» are more than one, whatever that number is."""
    return at > 0 and sentence[at - 1][0].isdigit()


def _die(sentence: Sequence[str], at: int) -> bool:
    """«وفاة أربعة جرحى»، «وفاة جريح»: they are hurt no more."""
    verb = next(
        (word for word in reversed(sentence[max(0, at - 4) : at]) if not _counting(word)), ""
    )
    return verb.removeprefix("و") in TOLLS["killed"].verbs or verb in TOLLS["killed"].verbs


def _counting(word: str) -> bool:
    return read_number([word.removeprefix("و")], 0) is not None or word in FILLERS | {
        "عشر",
        "عشره",
    }


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


def _listed(sentence: Sequence[str], at: int) -> Iterator[Count]:
    """«القتلى: 39»، «الضحايا التسعة»، «عدد قتلى الحريق تسعة»، and nothing else that is counted."""
    behind = sentence[at + 1 : at + 2]
    if sentence[at].removeprefix("و").startswith("ال"):
        # «أحد الجرحى الثلاثة»، «المصابين الثلاثة الآخرين»: there are more, or fewer.
        part = {*sentence[max(0, at - 1) : at], *sentence[at + 2 : at + 3]}
        if behind and behind[0] in DEFINITE and not _PARTS.intersection(part):
            yield Count(DEFINITE[behind[0]], Rank.STATED)
        within = 1
    else:
        within = 6 if at == 0 or sentence[at - 1] in CORRECTING | {"عدد"} else 0
    yield from _number_within(sentence, at + 1, within)


def _number_within(sentence: Sequence[str], at: int, within: int) -> Iterator[Count]:
    """A number among so many words that nothing but people follows."""
    for start in range(at, min(at + within, len(sentence))):
        read = read_number(sentence, start)
        if read and _ends(sentence, read[1]) and sentence[start - 1] not in NO_TOLL:
            yield Count(read[0], Rank.STATED)
            return


def _dead_in_other_words(sentence: Sequence[str], at: int) -> Iterator[Count]:
    """«39 شخصاً لقوا حتفهم»، «مدنيان يلقيان مصرعهما»، «حصيلة الانفجار ترتفع إلى 39»."""
    word = sentence[at]
    if word in DEATH and at > 0 and sentence[at - 1] == "لقوا":
        before = _number_before(sentence, at - 1)
        if before is not None:
            yield Count(before, Rank.STATED)
    if word in ("حتفهما", "مصرعهما"):
        yield Count(2, Rank.NOUN)
    if word in ("حتفه", "مصرعه") and not PERSON.isdisjoint(sentence[:at]):
        yield Count(1, Rank.NOUN)
    if word == "وفاه" and not TWO_CASES.isdisjoint(sentence[max(0, at - 1) : at]):
        yield Count(2, Rank.STATED)
    word = word.removeprefix("و")
    if word not in COUNTING | TOTAL or _counts_others(sentence, at, word):
        return
    if word in COUNTING:
        yield from _risen_to(sentence, at + 1)
    # «العدد» is that of whoever was named before.
    elif not any(TOLLS["killed"].names(one) for one in sentence[:at]):
        return
    # «العدد ستة»، «العدد الإجمالي يصل إلى ستة».
    for count in _number_within(sentence, at + 1, 2 if word in COUNTING else 4):
        yield Count(count.number, Rank.TOTAL)


def _counts_others(sentence: Sequence[str], at: int, word: str) -> bool:
    """Whether a sum is one of the hurt, the missing or the held."""
    return any(
        one.removeprefix("ال") in toll.plural | toll.verbs
        for toll in OTHER_TOLLS
        for one in (sentence if word in TOTAL - COUNTING else sentence[at:])
    )


def _risen_to(sentence: Sequence[str], at: int) -> Iterator[Count]:
    """«القتلى إلى 12», «ضحايا المركب الذي غرق إلى ثلاثة قتلى», «إلى حالتي وفاة»."""
    for to in range(at, min(at + 12, len(sentence) - 1)):
        if sentence[to] != "الي":
            continue
        read = read_number(sentence, to + 1)
        if read and _ends(sentence, read[1]):
            yield Count(read[0], Rank.TOTAL)
        elif sentence[to + 1] in TWO_CASES | TOLLS["killed"].two or pair(sentence, to + 1):
            yield Count(2, Rank.TOTAL)


def _ends(sentence: Sequence[str], at: int) -> bool:
    """Whether the number before is one of people: «إلى سبعة والدفاع تتحدث …» goes on otherwise."""
    return of_people(sentence, at) or sentence[at].startswith("و")
