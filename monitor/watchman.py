"""After each crawl: when is its source asked next, and is it well?

In: the report of a crawl and the articles it saw first.
Out: a Turn; what the hour brought and the alarms are kept, and the operator is told of them.
What is decided is decided in `monitor.watch`; this asks the store and tells it.
Runs in the store's thread.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from monitor.archive.store import Store
from monitor.archive.watchbook import Watchbook
from monitor.deliver.admin import AdminChat
from monitor.watch import alarms as judged
from monitor.watch import news
from monitor.watch.alarms import AFTERMATH, FLAPPING, GETTING_USED, Alarm, Standing, undisturbed
from monitor.watch.hours import HOUR, Hour, beginning, brought, total
from monitor.watch.rhythm import MEMORY, Rhythm, learn
from monitor.watch.signs import LATELY, Topic, cause_of, read_signs
from monitor.watch.turn import Turn, furthest, next_turn
from spiders.contract import Article, CrawlReport, Source
from spiders.urls import host_or_address

log = logging.getLogger(__name__)

#: Habits are learned anew this often; they change in weeks.
_LEARNING = timedelta(hours=6)
_DAY = timedelta(days=1)

#: Crawls of this time say how many sources fail at the moment.
_MOMENT = timedelta(minutes=45)


class Habits(NamedTuple):
    """What is usual for a source."""

    rhythm: Rhythm | None
    #: The sum of what it brought while it was well.
    usual: Hour


class Watchman:
    """Watches the sources of one database."""

    def __init__(self, store: Store, admin: AdminChat) -> None:
        self._store = store
        self._admin = admin
        self._book = Watchbook(store)
        self._habits: dict[str, tuple[datetime, Habits]] = {}
        #: Until when the server of a source asked for a pause, by the source's id; None: not read.
        self._pauses: dict[str, datetime] | None = None

    def use(self, sources: Sequence[Source], *, old: timedelta, zone: ZoneInfo) -> None:
        """Watch these from now on.

        What is older than `old` when it is first seen is no news; messages show times in `zone`.
        """
        self._old, self._zone = old, zone
        self._names = {source.id: source.name for source in sources if source.enabled}
        self._siblings: dict[str, list[str]] = {}
        for source in sources:
            self._siblings.setdefault(host_or_address(source.url), []).append(source.id)

    # --- after a crawl ----------------------------------------------------------------------

    def attend(self, source: Source, report: CrawlReport, unseen: Iterable[Article]) -> Turn:
        """Keep what this crawl brought and what is wrong; say when its source is asked next.

        Called in the transaction of the crawl, before the report is stored.
        """
        last_ok = self._store.last_ok(source.id)
        failures = self._store.failures(source.id) + 1
        self._book.add(source.id, brought(report, unseen, last_ok=last_ok, old=self._old))
        self._judge(source, report, failures, last_ok)
        return self._turn(source, report, failures)

    def _judge(
        self, source: Source, report: CrawlReport, failures: int, last_ok: datetime | None
    ) -> None:
        now = report.finished_at
        habits = self._usual(source.id, now)
        open_alarms = {alarm.topic: alarm for alarm in self._book.open_alarms(source.id)}
        brings = report.articles or report.new_refused or open_alarms
        signs = read_signs(
            source,
            report,
            habits.rhythm,
            failures=failures,
            last_ok=last_ok,
            quiet=self._book.quiet_hours(source.id, now),
            lately=self._book.hours(source.id, since=now - LATELY) if brings else (),
            usual=habits.usual,
        )
        if not signs.found and not open_alarms:
            return
        lately = self._book.alarms_of(source.id, since=now - FLAPPING)
        began = Counter(alarm.topic for alarm in lately)
        for alarm in judged.follow(source.id, signs, open_alarms, began, now=now):
            self._book.save_alarm(alarm)

    def _turn(self, source: Source, report: CrawlReport, failures: int) -> Turn:
        now = report.finished_at
        if report.retry_after:
            self._all_pauses()[source.id] = report.retry_after
        else:
            self._all_pauses().pop(source.id, None)
        this_hour = self._book.hours(source.id, since=beginning(now) - HOUR)
        return next_turn(
            source,
            report,
            self._usual(source.id, now).rhythm,
            failures=failures,
            lately=max((hour.news for hour in this_hour), default=0),
            patience=self._pauses_of_host(source),
        )

    def _usual(self, source: str, now: datetime) -> Habits:
        learned_at, habits = self._habits.get(source, (None, None))
        if learned_at is None or habits is None or not timedelta() <= now - learned_at < _LEARNING:
            habits = self._learn(source, now)
            self._habits[source] = now, habits
        return habits

    def _learn(self, source: str, now: datetime) -> Habits:
        """What is usual, from hours in which nothing was wrong, or had been wrong for weeks."""
        alarms = self._book.alarms_of(source, since=now - MEMORY - GETTING_USED)
        hours = undisturbed(self._book.hours(source, since=now - MEMORY), alarms)
        # Of today nobody knows yet whether it is usual.
        return Habits(learn(hours, now=now), total(hour for hour in hours if hour.at < now - _DAY))

    # --- patience ---------------------------------------------------------------------------

    def patience(self, source: Source, now: datetime) -> datetime | None:
        """Until when the host of this source asked to be left alone; None when it may be asked.

        Whichever source of the host it told so, even before a restart.
        """
        # What lies further off was written under another clock.
        latest = now + furthest(source)
        pauses = [until for until in self._pauses_of_host(source) if now < until <= latest]
        return max(pauses, default=None)

    def _pauses_of_host(self, source: Source) -> list[datetime]:
        pauses = self._all_pauses()
        siblings = self._siblings.get(host_or_address(source.url), ())
        return [pauses[one] for one in siblings if one in pauses]

    def _all_pauses(self) -> dict[str, datetime]:
        if self._pauses is None:
            self._pauses = self._store.patience()
        return self._pauses

    # --- the operator -----------------------------------------------------------------------

    def tell(self, now: datetime, *, gather: bool = True) -> None:
        """Tell the operator what began and what ended since the last message.

        Without `gather` nothing waits for what may begin in the next minutes.
        """
        with self._store.transaction():
            alarms = self._retire(now)
            storms = {alarm.topic: alarm for alarm in alarms if not alarm.source}
            for storm in judged.common(self._standings(alarms, now), storms, now=now):
                self._book.save_alarm(storm)
            last_began, last_ended = self._book.last_told()
            begun, ended = judged.due(
                [one for one in self._book.untold_alarms() if not self._asked_already(one)],
                self._book.storms(since=now - AFTERMATH),
                last_began=last_began,
                last_ended=last_ended,
                now=now,
                gather=gather,
            )
            self._say("told_at", begun, news.begun, now)
            self._say("end_told_at", ended, news.ended, now)

    def _asked_already(self, alarm: Alarm) -> bool:
        """Whether a flood is held: the question what is to become of it speaks of it too."""
        is_flood = alarm.topic == "flood"
        return is_flood and self._admin.speaks_of_flood(alarm.source, alarm.began_at)

    def _say(
        self,
        when: str,
        alarms: Sequence[Alarm],
        words: Callable[[Sequence[Alarm], dict[str, str], ZoneInfo], list[str]],
        now: datetime,
    ) -> None:
        if not alarms:
            return
        for alarm in alarms:
            said = "alarm" if alarm.ended_at is None else "over"
            log.warning("%s source=%s %s", said, alarm.source or "many", alarm.detail)
            self._book.save_alarm(replace(alarm, **{when: now}))  # type: ignore[arg-type]
        lines = words(alarms, self._names, self._zone)
        self._admin.tell(f"{when}.{alarms[0].id}.{now.isoformat()}", lines, now)

    def _retire(self, now: datetime) -> list[Alarm]:
        """The open alarms; those of sources that are watched no more end without a word."""
        alarms = self._book.open_alarms()
        for alarm in alarms:
            if alarm.source and alarm.source not in self._names:
                self._book.save_alarm(replace(alarm, ended_at=now, end_told_at=now))
        return [alarm for alarm in alarms if not alarm.source or alarm.source in self._names]

    def _standings(self, alarms: Sequence[Alarm], now: datetime) -> dict[Topic, Standing]:
        """How common each topic is; of reading also what failed only once so far."""
        standings = {}
        for topic in {alarm.topic for alarm in alarms}:
            causes = [one.cause for one in alarms if one.topic == topic and one.source]
            of = len(self._names)
            if topic == "reading":
                asked = self._book.asked_since(now - _MOMENT)
                last = [asked[source] for source in asked.keys() & self._names.keys()]
                causes, of = [cause_of(report) for report in last if report], len(last)
            standings[topic] = judged.standing(causes, of=of)
        return standings
