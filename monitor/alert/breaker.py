"""Is this a flood that nobody should be told before a person has looked?

A source whose addresses change brings its whole list as news; a rule that an edit let match
everything flags every article; a database restored from an old copy has forgotten what was told.
In: counts of what was planned and of what was seen, now and before.
Out: a Trip for each thing that is out of all proportion, or nothing.
Knows nothing of storage, chats or the clock, nor of what the operator is told (`watch.floods`).
"""

from dataclasses import dataclass
from math import comb
from typing import Literal

Scope = Literal["source", "rule", "all", "chat"]

#: New stories an hour that are never a flood, for a young archive knows no better. The outlet
#: with the most articles of those shipped publishes some 200 a day on everything, nine an hour
#: (facts gathered 2026-11); thirty an hour about two places is no outlet's work.
#: Sixty an hour in all is one a minute, more than a reader of a channel can follow.
PER_HOUR: dict[Scope, int] = {"source": 30, "rule": 40, "all": 60}

#: More than so many times the most that was seen before is a flood: news has great days.
GREAT_DAY = 2

#: Fewer known texts than this under new addresses are a slip of the outlet, no flood.
SIGHTED_AGAIN = 5

#: A crawl with no more new articles than this is no flood, however quiet the days before were.
IN_ONE_CRAWL = 20

#: The fullest day says something only once the archive knows so many days.
DAYS_KNOWN = 3

#: An edited rule is judged once it has seen so many articles, and until it has seen so many.
SEEN_AFTER = 10
JUDGED_UNTIL = 200

#: Any rule may hit this share of the articles, however seldom it hit before.
SELDOM = 0.05

#: An edited rule is held when its hits would come about by chance less often than this.
BY_CHANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Flow:
    """How many new stories and answers one source, one rule, or all together bring."""

    scope: Scope
    name: str
    #: How many in the hour that ends now.
    now: int
    #: How many in the fullest hour before, without what was held or dropped.
    ever: int


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one crawl of a source brought that was not archived under the same address."""

    source: str
    new: int
    #: How many of these have a text that the source has published under another address.
    known_text: int
    #: The most that was new in one day before, without the first day.
    most_in_a_day: int
    #: Days of which that is known.
    days: int

    @property
    def shown_again(self) -> bool:
        """Whether so much of it is known that its addresses have changed."""
        return self.known_text >= max(SIGHTED_AGAIN, self.new / 2)


@dataclass(frozen=True, slots=True)
class Edited:
    """What a rule made of new articles before and after the rule file was last changed."""

    rule: str
    hits: int
    of: int
    hits_before: int
    of_before: int


@dataclass(frozen=True, slots=True)
class Trip:
    """Something that is held from now on."""

    scope: Scope
    #: The id of the source or the rule; "" for everything.
    name: str
    #: Why, for a terminal and the log.
    reason: str
    #: What was counted.
    seen: Flow | Sighting | Edited


def judge_flow(flow: Flow) -> Trip | None:
    """A flood is more in an hour than twice the fullest hour before, and than `PER_HOUR`.

    >>> judge_flow(Flow("source", "sana", now=12, ever=3))
    >>> judge_flow(Flow("source", "sana", now=34, ever=3)).reason
    'source sana: 34 new posts in an hour, never more than 3 before'
    >>> judge_flow(Flow("source", "sana", now=34, ever=18))
    """
    allowed = max(PER_HOUR[flow.scope], GREAT_DAY * flow.ever)
    if flow.now <= allowed:
        return None
    return Trip(
        flow.scope,
        flow.name,
        f"{_named(flow)}: {flow.now} new posts in an hour, never more than {flow.ever} before",
        flow,
    )


def judge_sighting(seen: Sighting) -> Trip | None:
    """A flood is a crawl of texts that are archived already, or of more than came in any day.

    >>> judge_sighting(Sighting("sana", new=8, known_text=1, most_in_a_day=40, days=9))
    >>> judge_sighting(Sighting("sana", new=8, known_text=7, most_in_a_day=40, days=9)).reason
    'source sana: 7 of 8 new articles are archived under other addresses'
    >>> judge_sighting(Sighting("sana", new=50, known_text=0, most_in_a_day=40, days=9)).reason
    'source sana: 50 new articles in one crawl, never more than 40 in a day before'
    """
    name = f"source {seen.source}"
    if seen.shown_again:
        return Trip(
            "source",
            seen.source,
            f"{name}: {seen.known_text} of {seen.new} new articles are archived under other "
            "addresses",
            seen,
        )
    if seen.days >= DAYS_KNOWN and seen.new > max(IN_ONE_CRAWL, seen.most_in_a_day):
        return Trip(
            "source",
            seen.source,
            f"{name}: {seen.new} new articles in one crawl, never more than "
            f"{seen.most_in_a_day} in a day before",
            seen,
        )
    return None


def judge_edited(rule: Edited) -> Trip | None:
    """Since its edit a rule hits far more than before, beyond what chance can do.

    >>> judge_edited(Edited("place", hits=3, of=20, hits_before=9, of_before=300))
    >>> judge_edited(Edited("place", hits=18, of=20, hits_before=9, of_before=300)).reason
    'rule place: 18 of 20 articles since the rules were changed, 9 of 300 before'

    The fewer articles came before, the larger a share counts as usual; after none, any does.

    >>> judge_edited(Edited("place", hits=12, of=12, hits_before=2, of_before=20)).reason
    'rule place: 12 of 12 articles since the rules were changed, 2 of 20 before'
    >>> judge_edited(Edited("place", hits=40, of=40, hits_before=0, of_before=0))
    """
    if not SEEN_AFTER <= rule.of <= JUDGED_UNTIL:
        return None
    # Laplace's rule of succession: 2 hits of 20 may well have been by chance.
    usual = max(SELDOM, GREAT_DAY * (rule.hits_before + 1) / (rule.of_before + 2))
    if chance_of_so_many(rule.hits, rule.of, usual) >= BY_CHANCE:
        return None
    return Trip(
        "rule",
        rule.rule,
        f"rule {rule.rule}: {rule.hits} of {rule.of} articles since the rules were changed, "
        f"{rule.hits_before} of {rule.of_before} before",
        rule,
    )


def chance_of_so_many(hits: int, of: int, chance: float) -> float:
    """The probability that `hits` or more `of` so many come about, each with this `chance`.

    A `chance` of 1 or above makes them certain.

    >>> chance_of_so_many(2, 2, 0.5), chance_of_so_many(9, 9, 1.4)
    (0.25, 1.0)
    """
    if chance >= 1:
        return 1.0
    below = sum(comb(of, k) * chance**k * (1 - chance) ** (of - k) for k in range(hits))
    return max(0.0, 1 - below)


def _named(flow: Flow) -> str:
    return f"{flow.scope} {flow.name}" if flow.name else "all together"
