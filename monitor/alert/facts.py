"""What a text says that can grow or turn: how many were killed, and who denies or claims it.

In: title and opening as published.
Out: Facts, and the difference between what was told and what is said now.
Knows nothing of stories, alerts, rules or time.

Reads digits of any script and numbers in words.
What is not understood is not a fact: a missed number costs one update, an invented one a false
alarm.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from monitor.alert.sentences import Rank
from monitor.alert.speakers import speaker, speaking, speaks, states
from monitor.alert.tolls import deadly, tolls
from monitor.alert.vocabulary import (
    ADMITTING,
    BY_THE_WAY,
    LOOKS_BACK,
    SAYING,
    SENTENCE_END,
    STATING,
    TOLLS,
    WORD,
)
from monitor.group.outcomes import CIRCUMSTANCES, Trigger
from monitor.group.statements import DENIAL
from monitor.group.terms import normalise
from monitor.group.turns import figures, triggers
from spiders.contract import Article

#: Code points of a text that are read; what follows its opening is about other days.
OPENING_LENGTH = 1000
_OPENING = re.compile(rf".{{0,{OPENING_LENGTH}}}(?!\S)", re.DOTALL)

#: Paragraphs that are read for tolls; what follows is background, often of other days.
OPENING_PARAGRAPHS = 3

#: «تصحيح: …», «(تصويب) …», «مدير المشفى يصحح: …».
_CORRECTS = re.compile(r"^\W*(?:تصحيح|تصويب)\s*[:|)\]\-–—]|\b[يت]صحح:")

#: A denial stands among so many words at the start of a sentence; a dateline may come first.
OPENING_WORDS = 6

#: Later sentences name other days and other affairs by the way.
LEAD_SENTENCES = 3


#: How an event ends; that it has ended is known whatever is learned of it later.
ENDINGS: frozenset[Trigger] = frozenset(
    {"put out", "resumed", "freed", "home", "found", "cancelled", "postponed", "ended"}
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What was said, as far as it was understood."""

    #: How many, by the names of `monitor.alert.vocabulary.TOLLS`; None where nobody was counted.
    killed: int | None = None
    injured: int | None = None
    missing: int | None = None
    arrested: int | None = None
    #: The tolls that the title counts, or speaks of: «الانفجار يوقع قتلى» over the number.
    headlined: frozenset[str] = frozenset()
    #: Which of them the text says have risen.
    rising: frozenset[str] = frozenset()
    #: Numbers that by the text's own words replace others: «9 لا 13»; where ``before`` is None,
    #: any higher number: «الحصيلة النهائية 9».
    revised: frozenset["Change"] = frozenset()
    #: The tolls that nobody vouches for: «أنباء عن سقوط قتيلين».
    unconfirmed: frozenset[str] = frozenset()
    #: Numbers that readers were told and that were taken back since, each with its toll.
    withdrawn: frozenset[tuple[str, int]] = frozenset()
    #: What turns the story, by the title.
    triggers: frozenset[Trigger] = frozenset()
    #: The same by the title or any sentence; what texts name by the way only in the first ones.
    mentioned: frozenset[Trigger] = frozenset()
    #: Official bodies that the title lets admit or confirm something, and that it lets speak.
    admitting: frozenset[str] = frozenset()
    stating: frozenset[str] = frozenset()
    #: Official bodies that speak anywhere.
    officials: frozenset[str] = frozenset()

    @property
    def tolls(self) -> dict[str, int]:
        """The numbers that were understood, by the names of `monitor.alert.vocabulary.TOLLS`.

        >>> Facts(killed=2, missing=1).tolls
        {'killed': 2, 'missing': 1}
        """
        numbers = {name: getattr(self, name) for name in TOLLS}
        return {name: number for name, number in numbers.items() if number is not None}

    @property
    def upends(self) -> frozenset[Trigger]:
        """The denial and the ends of an event that it tells, be it by the way."""
        return (self.triggers | self.mentioned) & (ENDINGS | {"denial"})

    def and_also(self, other: "Facts") -> "Facts":
        """The highest numbers of both, all their triggers and all that was taken back.

        >>> Facts(killed=2).and_also(Facts(killed=5, injured=1)).tolls
        {'killed': 5, 'injured': 1}
        """
        one, two = self.tolls, other.tolls
        highest: Any = {name: max(one.get(name, 0), two.get(name, 0)) for name in one | two}
        return Facts(
            **highest,
            headlined=self.headlined | other.headlined,
            withdrawn=self.withdrawn | other.withdrawn,
            triggers=self.triggers | other.triggers,
            mentioned=self.mentioned | other.mentioned,
            admitting=self.admitting | other.admitting,
            stating=self.stating | other.stating,
            officials=self.officials | other.officials,
        )

    def without(self, withdrawn: Collection[tuple[str, int]]) -> "Facts":
        """The same facts without these numbers, each given with its toll."""
        gone: Any = dict.fromkeys(one[0] for one in self.tolls.items() if one in withdrawn)
        return replace(self, **gone)

    def corrected(self, change: "Change", numbers: Iterable[tuple[str, int]]) -> "Facts":
        """The same facts with the number that holds now, and without the higher ones.

        Of the `numbers` that readers were told, each with its toll, higher ones are taken back.

        >>> told = Facts(killed=13).corrected(Change("killed", 13, 9), [("killed", 13)])
        >>> told.killed, sorted(told.withdrawn)
        (9, [('killed', 13)])
        """
        wrong = {
            (name, number)
            for name, number in numbers
            if name == change.fact and change.now is not None and number > change.now
        }
        now: Any = {change.fact: change.now}
        return replace(self, **now, withdrawn=self.withdrawn | wrong)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is news beside what was told."""

    #: ``killed``, ``injured``, ``missing``, ``arrested`` or a Trigger.
    fact: str
    #: None where no number was told, and for a trigger.
    before: int | None = None
    now: int | None = None


def facts_of(article: Article) -> Facts:
    """The facts an article opens with."""
    opening = article.body.split("\n")[:OPENING_PARAGRAPHS]
    return read_facts(article.title, "\n".join([article.lead, *opening]))


def read_facts(title: str, opening: str = "") -> Facts:
    """The facts of one text; a number in the title goes before those of the opening.

    Of several numbers in the opening the highest counts; sentences that look back («وكانت …»)
    do not, nor what follows the first `OPENING_LENGTH` code points.

    >>> facts = read_facts("مقتل ٣٢ شخصاً في هجوم", "وأصيب أربعة آخرون، أعمارهم دون 18 عاماً.")
    >>> facts.killed, facts.injured, facts.missing
    (32, 4, None)
    """
    headline, text = normalise(_opening(title)), normalise(_opening(opening))
    head = WORD.findall(headline)
    rest = [WORD.findall(sentence) for sentence in SENTENCE_END.split(text)]
    told = [sentence for sentence in rest if sentence and sentence[0] not in LOOKS_BACK]
    corrects = _CORRECTS.search(normalise(title)) is not None
    said, in_title = tolls(headline, text, corrects=corrects)
    colon = len(WORD.findall(normalise(title.partition(":")[0]))) if ":" in title else 0
    turns = frozenset([*triggers(head), *figures(" ".join(head))])
    # «الصحة: القتلى 9 لا 13» denies no event.
    if all(count.before is None for count in said.values()):
        turns |= {*speaks(head, colon)}
    if corrects:
        turns |= {"corrected"}
    if deadly(headline):
        turns |= {"dead"}
    if title.rstrip().endswith(("؟", "?")):
        turns = frozenset()  # «إمداد أم إخلاء؟» says neither
    if told and _denies(told[0]):
        turns |= {"denial"}  # «نفى مصدر عسكري …», under whatever title
    lead = told[:LEAD_SENTENCES]
    counts: Any = {name: count.number for name, count in said.items()}
    return Facts(
        **counts,
        headlined=frozenset(in_title) | _named(head, said),
        rising=frozenset(name for name, count in said.items() if count.rises),
        revised=frozenset(
            Change(name, count.before, count.number)
            for name, count in said.items()
            if count.rank is Rank.REVISED
        ),
        unconfirmed=frozenset(name for name, count in said.items() if count.hearsay),
        triggers=turns,
        mentioned=turns | _turns(lead) | (_turns(rest) - BY_THE_WAY),
        admitting=frozenset(speaking(head, ADMITTING)),
        stating=frozenset(speaking(head, STATING)).union(speaker(head, colon), states(head)),
        officials=frozenset(
            body for said in (head, *rest) for body in speaking(said, SAYING, before=4)
        ).union(speaker(head, colon)),
    )


def _named(title: Sequence[str], tolls: Iterable[str]) -> frozenset[str]:
    """The tolls that a title speaks of without their number."""
    return frozenset(name for name in tolls if not TOLLS[name].plural.isdisjoint(title))


def _denies(sentence: Sequence[str]) -> bool:
    """Whether a sentence is a denial from its first words on."""
    return not DENIAL.isdisjoint(sentence[:OPENING_WORDS])


def _turns(sentences: Iterable[Sequence[str]]) -> frozenset[Trigger]:
    return frozenset(
        turn for said in sentences for turn in (*triggers(said), *figures(" ".join(said)))
    )


def _opening(text: str) -> str:
    """The text cut between words: half of «39» would be another toll."""
    cut = _OPENING.match(text)
    return cut[0] if cut else ""


def news(told: Facts, now: Facts, *, copied: bool = False) -> list[Change]:
    """What `now` says beyond what was `told`, tolls first; empty when it is nothing.

    In a text that was `copied` only another number is news, not another headline.

    A toll is news when it rises (to a number that was taken back, where the text says that it
    rose), and when nothing was counted before or it counts the dead:
    another outlet that also mentions the injured is none.
    A trigger is news when it stands in the title and was told nowhere before, and so is an
    official body that confirms what others told, or that speaks where none was heard.

    >>> news(read_facts("5 قتلى في طرطوس"), read_facts("ارتفاع القتلى إلى 8"))
    [Change(fact='killed', before=5, now=8)]
    """
    known = told.tolls
    changes = []
    for name, number in now.tolls.items():
        if (name, number) in told.withdrawn and name not in now.rising:
            continue
        before = known.get(name)
        is_first = before is None and (not known or name == "killed")
        if is_first or (before is not None and number > before):
            changes.append(Change(name, before, number))
    if copied:
        return changes
    turns: set[str] = {*now.triggers - told.mentioned}
    if now.admitting - told.officials:
        turns.add("confirmation")
    elif now.stating and not told.officials:
        turns.add("statement")
    return changes + [Change(turn) for turn in sorted(turns - _redundant(told, now))]


def titled(told: Facts, now: Facts) -> list[Change]:
    """The turns in the title of `now` that an earlier text mentioned, and no earlier title told.

    «طلب فدية» that a report of other kidnappings mentioned is told when it comes.

    >>> by_the_way = Facts(mentioned=frozenset({"ransom"}))
    >>> titled(by_the_way, read_facts("الخاطفون يطلبون فدية"))
    [Change(fact='ransom', before=None, now=None)]
    """
    turns = (now.triggers & told.mentioned) - told.triggers - CIRCUMSTANCES
    return [Change(turn) for turn in sorted(turns - _redundant(told, now))]


def _redundant(told: Facts, now: Facts) -> set[str]:
    """Turns that add nothing to what was told, or to others that are told with them."""
    redundant = {"heard"}
    if "corrected" in now.triggers:
        redundant |= {"denial", "confirmation", "statement", "source"}
    if "denial" in now.triggers:
        redundant |= {"confirmation", "statement", "source", "attack"}
    if "home" in told.mentioned:
        redundant.add("freed")
    if "freed" in told.mentioned:
        redundant.add("home")
    # A number says more than «سقوط قتلى».
    if told.killed is not None or now.killed is not None:
        redundant.add("dead")
    # «هجوم» is the cause of blasts that were heard, and in other stories a word by the way.
    if "heard" not in told.mentioned:
        redundant.add("attack")
    return redundant
