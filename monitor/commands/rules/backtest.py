"""What would a changed rule file have done, beside the rules that are live?

In: two rule files, the archive.
Out: a `Comparison`: new, lost and moved alerts, by rule, day and outlet, with samples.

An alert is one article that is flagged by a rule which is not in shadow; several articles of one
story are several alerts. What the service held for other reasons is an alert here as well, but
marked.
Only the rules that differ are asked about every article; all rules are asked about the articles
on which those disagree.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from monitor.archive.scan import Archived, Work, scan
from monitor.commands.progress import progress
from monitor.commands.rules.changes import Changes, changes, only
from monitor.match.matcher import Match, match, match_both
from monitor.match.rulefile import RuleFile
from monitor.match.rules import RuleSet, compile_together

Kind = Literal["new", "lost", "moved"]
KINDS: tuple[Kind, ...] = ("new", "lost", "moved")

#: The newest of each kind are shown, and of each some words that were found: a screenful.
SAMPLES = 10
_SURFACES = 5


@dataclass(frozen=True, slots=True)
class Difference:
    """One article whose alert came, went, or goes elsewhere: by rules, severity or chats."""

    kind: Kind
    url: str
    source: str
    title: str
    at: datetime
    before: tuple[str, ...]
    after: tuple[str, ...]
    #: What the rules of the side that alerts found, as published.
    surfaces: tuple[str, ...]
    #: What rules that hit on both sides do otherwise: «port_trade low → normal».
    moves: tuple[str, ...] = ()
    #: Whether the service held it when it came, so that readers had no alert of it.
    held: bool = False


@dataclass
class Counts:
    """How many articles each differing rule hits on either side, and on one side only."""

    articles: int = 0
    #: The time of the first article; None while there is none.
    oldest: datetime | None = None
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    gained: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)

    def add(self, other: "Counts") -> None:
        """Take in what another piece of the archive showed."""
        self.articles += other.articles
        self.oldest = min(filter(None, (self.oldest, other.oldest)), default=None)
        self.before += other.before
        self.after += other.after
        self.gained += other.gained
        self.dropped += other.dropped
        self.differences += other.differences


@dataclass(frozen=True)
class Comparison:
    """The whole answer; the days are those of `zone`, from `since` to `until`."""

    changes: Changes
    counts: Counts
    since: datetime
    until: datetime
    zone: ZoneInfo
    #: Rules in shadow, which post nothing.
    shadow: frozenset[str]

    def total(self, kind: Kind) -> int:
        """How many alerts came, went or moved."""
        return sum(one.kind == kind for one in self.counts.differences)

    def lost_though_held(self) -> int:
        """How many of the lost alerts readers never had, because the service held them."""
        return sum(one.kind == "lost" and one.held for one in self.counts.differences)

    def by_day(self) -> dict[date, Counter[str]]:
        """Every day of the span, in order, with its differences by kind."""
        first, last = (at.astimezone(self.zone).date() for at in (self.since, self.until))
        days = {
            date.fromordinal(n): Counter[str]()
            for n in range(first.toordinal(), last.toordinal() + 1)
        }
        for one in self.counts.differences:
            # A page dated into the future stands on the last day.
            days[min(one.at.astimezone(self.zone).date(), last)][one.kind] += 1
        return days

    def by_outlet(self) -> dict[str, Counter[str]]:
        """Every outlet with a difference, the most first."""
        outlets: dict[str, Counter[str]] = {}
        for one in self.counts.differences:
            outlets.setdefault(one.source, Counter())[one.kind] += 1
        return dict(sorted(outlets.items(), key=lambda item: (-item[1].total(), item[0])))

    def samples(self, kind: Kind) -> list[Difference]:
        """The newest of a kind."""
        found = [one for one in self.counts.differences if one.kind == kind]
        return sorted(found, key=lambda one: one.at, reverse=True)[:SAMPLES]


def backtest(
    db: Path,
    live: RuleSet,
    candidate: RuleSet,
    *,
    since: datetime,
    until: datetime,
    zone: ZoneInfo,
) -> Comparison:
    """Run both rule sets over every article that was first seen since then.

    Where no rule differs, every rule is counted, and nothing is new or lost.

    Raises:
        StoreError: the database cannot be read.
    """
    found = changes(live, candidate)
    ids = {*found.added, *found.removed, *found.changed} or set(live.by_id)
    counts = Counts()
    make = partial(_comparing, live.file, candidate.file, frozenset(ids), same=not found)
    for part in progress(scan(db, since=since, make=make), "thousands of articles"):
        counts.add(part)
    return Comparison(found, counts, since, until, zone, live.shadow | candidate.shadow)


def _comparing(
    live: RuleFile, candidate: RuleFile, ids: frozenset[str], *, same: bool
) -> Work[Counts]:
    """The work on a piece of the archive, with the rules compiled in this process."""
    whole = compile_together(live, candidate)
    few = compile_together(*(only(rules, ids) for rules in whole))
    every = all(rules.by_id.keys() <= ids for rules in whole)

    def compare(articles: Iterator[Archived]) -> Counts:
        counts = Counts()
        for archived in articles:
            counts.articles += 1
            counts.oldest = min(counts.oldest or archived.at, archived.at)
            if same:
                before = after = _of(ids, match(archived.article, few[0]))
            else:
                before, after = (_of(ids, side) for side in match_both(archived.article, *few))
            if before or after:
                _count(counts, before, after)
                if not same and _outcome(before) != _outcome(after):
                    if not every:
                        before, after = match_both(archived.article, *whole)
                    counts.differences.append(_difference(archived, before, after))
        return counts

    return compare


def _of(ids: frozenset[str], matches: Sequence[Match]) -> list[Match]:
    """The matches of these rules, without those that are there because another needs them."""
    return [found for found in matches if found.rule in ids]


def _count(counts: Counts, before: Sequence[Match], after: Sequence[Match]) -> None:
    old, new = {found.rule for found in before}, {found.rule for found in after}
    counts.before.update(old)
    counts.after.update(new)
    counts.gained.update(new - old)
    counts.dropped.update(old - new)


def _outcome(matches: Sequence[Match]) -> Any:
    """What a set of matches does that readers see."""
    return {
        (found.rule, found.severity, found.chats, found.hashtags)
        for found in matches
        if not found.shadow
    }


def _difference(archived: Archived, old: Sequence[Match], new: Sequence[Match]) -> Difference:
    article = archived.article
    before, after = ([found for found in side if not found.shadow] for side in (old, new))
    kind: Kind = "moved" if before and after else "new" if after else "lost"
    shown = (one.surface for found in after or before for one in found.evidence)
    return Difference(
        kind,
        article.url,
        article.source,
        article.title,
        archived.at,
        before=tuple(found.rule for found in before),
        after=tuple(found.rule for found in after),
        surfaces=tuple(dict.fromkeys(shown))[:_SURFACES],
        moves=tuple(_moves(before, after)),
        held=archived.held,
    )


def _moves(before: Sequence[Match], after: Sequence[Match]) -> Iterator[str]:
    """What the rules of both sides do otherwise."""
    others = {found.rule: found for found in after}
    for found in before:
        other = others.get(found.rule, found)
        for old, new in (
            ([found.severity.value], [other.severity.value]),
            (found.chats, other.chats),
            (found.hashtags, other.hashtags),
        ):
            if set(old) != set(new):
                yield f"{found.rule} {_listed(old)} → {_listed(new)}"


def _listed(names: Sequence[str]) -> str:
    return " ".join(names) or "none"
