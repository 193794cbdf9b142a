"""What do the reports of a story tell, as far as its post says what is known by now?

In: each report's facts, title and outlet, and what readers were told that is new.
Out: Known, one for each thing they were told, and one for each report that only counts.
Knows nothing of posts, storage or how it is worded.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.alert.facts import Change, Facts
from monitor.alert.learned import Learned

#: How many casualties are known, whatever else has turned since.
CASUALTIES = frozenset({"killed", "injured"})


@dataclass(frozen=True, slots=True)
class Telling:
    """One report that stands; title and outlet as published."""

    article_id: int
    at: datetime
    title: str
    outlet: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Known:
    """What one report tells, its title and its outlet."""

    learned: Learned
    title: str
    outlet: str = ""
    #: The tolls that neither it nor another report vouches for.
    unconfirmed: frozenset[str] = frozenset()

    @property
    def turns(self) -> frozenset[str]:
        """What it turns."""
        return frozenset(one.fact for one in self.learned.changes if one.now is None)

    @property
    def counts(self) -> bool:
        """Whether it counts the dead or the hurt."""
        return any(one.fact in CASUALTIES and one.now is not None for one in self.learned.changes)

    @property
    def takes_back(self) -> bool:
        """Whether it corrects what was told, in figures or in so many words."""
        changes = [change.fact for change in self.learned.changes]
        return self.learned.corrects or changes == ["corrected"]


def known_by(
    reports: Sequence[Telling], learned: Iterable[Learned]
) -> tuple[list[Known], list[Known]]:
    """What was `learned` from these reports, in that order; and whom the others count.

    >>> at = datetime.fromisoformat("2025-02-17T11:35:00+00:00")
    >>> fire = Telling(1, at, "مقتل 3 وإصابة 9", "نور", Facts(killed=3, injured=9))
    >>> more = Telling(2, at, "ارتفاع القتلى إلى 4", "الساحل", Facts(killed=4))
    >>> known, mentioned = known_by([fire, more], [Learned(2, at, (Change("killed", 3, 4),))])
    >>> known[0].outlet, mentioned[0].learned.changes[-1].now
    ('الساحل', 9)
    """
    doubted = doubtful(report.facts for report in reports)

    def known(report: Telling, told: Learned) -> Known:
        unconfirmed = (
            fact for fact, number in report.facts.tolls.items() if (fact, number) in doubted
        )
        return Known(told, report.title, report.outlet, frozenset(unconfirmed))

    by_id = {report.article_id: report for report in reports}
    news = [known(by_id[one.article_id], one) for one in learned if one.article_id in by_id]
    telling = {one.learned.article_id for one in news}
    counting = [known(one, _counted(one)) for one in reports if one.article_id not in telling]
    return news, counting


def doubtful(reports: Iterable[Facts]) -> frozenset[tuple[str, int]]:
    """The numbers that none of these reports vouches for, each with its toll.

    >>> heard = Facts(injured=2, unconfirmed=frozenset({"injured"}))
    >>> doubtful([heard]), doubtful([heard, Facts(injured=2)])
    (frozenset({('injured', 2)}), frozenset())
    """
    heard, sure = set[tuple[str, int]](), set[tuple[str, int]]()
    for facts in reports:
        for toll in facts.tolls.items():
            (heard if toll[0] in facts.unconfirmed else sure).add(toll)
    return frozenset(heard - sure)


def _counted(report: Telling) -> Learned:
    """The dead and the hurt that a report counts, as if that were news."""
    tolls = report.facts.tolls
    counts = [Change(fact, None, tolls[fact]) for fact in ("killed", "injured") if tolls.get(fact)]
    return Learned(report.article_id, report.at, tuple(counts))
