"""Hold a flood back before anybody is told, and tell the operator once.

    count    what this crawl planned, beside every hour before        deliver.holds
    judge    is it out of all proportion?                             alert.breaker, pure
    hold     what it concerns, and all of it that follows             deliver.holds
    tell     one message in the admin chat, which keeps count         watch.floods, admin

Runs at the end of a crawl, in its transaction: what is held was never there for a courier.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from monitor.alert.breaker import Trip, judge_edited, judge_flow, judge_sighting
from monitor.deliver.admin import AdminChat
from monitor.deliver.holds import Cause, Hold, Holds, Mark, concerned
from monitor.deliver.ledger import Ledger
from monitor.match.rules import RuleSet
from monitor.watch.floods import in_arabic
from spiders.contract import Source

log = logging.getLogger(__name__)


class Floodgate:
    """The holds of one Marqab, and who hears of them."""

    def __init__(self, ledger: Ledger, admin: AdminChat) -> None:
        self._holds = Holds(ledger)
        self._admin = admin
        #: The names of the sources by id, for messages.
        self._names: Mapping[str, str] = {}
        #: Ids of the rules in shadow, which post nothing, whatever they hit.
        self._shadow: Collection[str] = frozenset()

    def use(self, sources: Iterable[Source], rules: RuleSet) -> None:
        """Judge by these from now on."""
        self._names = {source.id: source.name for source in sources}
        self._shadow = rules.shadow

    def mark(self) -> Mark:
        """Where the database ends before a crawl is stored."""
        return self._holds.mark()

    def watch(self, source: str, mark: Mark, now: datetime) -> list[Hold]:
        """Hold what a crawl of this source planned since `mark`, if it is or joins a flood."""
        news = self._by_live_rules(self._holds.news_since(mark))
        if not news:
            return []
        before = self._holds.open()
        known = {(hold.scope, hold.name) for hold in before}
        for trip in self._trips(source, news, mark, now):
            if (trip.scope, trip.name) not in known:
                known.add((trip.scope, trip.name))
                log.warning("held: %s (see `marqab held`)", trip.reason)
                text = in_arabic(trip.seen, self._names)
                self._holds.begin(Cause(trip.scope, trip.name, trip.reason, text), now)
        waiting = self._by_live_rules(self._holds.waiting())
        for hold_id, posts in concerned(waiting, self._holds.open()).items():
            self._holds.add(hold_id, posts)
        begun = {hold.id for hold in self._holds.open()} - {hold.id for hold in before}
        changed = [hold for hold in self._holds.open() if hold not in before]
        for hold in changed:
            tell = self._admin.ask_about_hold if hold.id in begun else self._admin.count_held
            tell(hold, now)
        return changed

    def _by_live_rules(self, posts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """These posts, each with those of its rules that are not in shadow."""
        return [
            post | {"rules": [rule for rule in post["rules"] if rule not in self._shadow]}
            for post in posts
        ]

    def _trips(
        self, source: str, news: list[dict[str, Any]], mark: Mark, now: datetime
    ) -> Iterator[Trip]:
        rules = sorted({rule for row in news for rule in row["rules"]})
        found = [
            judge_sighting(self._holds.sighting(source, mark)),
            *(judge_edited(self._holds.edited(rule, now)) for rule in rules),
        ]
        yield from filter(None, found)
        tripped = {(trip.scope, trip.name) for trip in found if trip}
        for flow in self._holds.flows([source], rules, now):
            # What a narrower hold stops need not stop everybody.
            if not tripped and (trip := judge_flow(flow)):
                tripped.add((trip.scope, trip.name))
                yield trip
