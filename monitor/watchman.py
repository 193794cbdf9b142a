"""After each crawl: when is its source asked next?

In: the report of a crawl and the articles it saw first.
Out: a Turn; what the hour brought is kept.
What is decided is decided in `monitor.watch`; this asks the store and tells it.
Runs in the store's thread, inside the transaction of the crawl.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from monitor.archive.store import Store
from monitor.archive.watchbook import Watchbook
from monitor.watch.hours import HOUR, beginning, brought
from monitor.watch.rhythm import MEMORY, Rhythm, learn
from monitor.watch.turn import Turn, furthest, next_turn
from spiders.contract import Article, CrawlReport, Source
from spiders.urls import host

#: Habits are learned anew this often; they change in weeks.
_LEARNING = timedelta(hours=6)


class Watchman:
    """Watches the sources of one database."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._book = Watchbook(store)
        self._rhythms: dict[str, tuple[datetime, Rhythm | None]] = {}
        self._patience: dict[str, datetime] | None = None
        self.use((), old=timedelta(hours=24))

    def use(self, sources: Sequence[Source], *, old: timedelta) -> None:
        """Watch these from now on; what is older than `old` when it is first seen is no news."""
        self._old = old
        self._siblings: dict[str, list[str]] = {}
        for source in sources:
            self._siblings.setdefault(_host(source), []).append(source.id)

    def attend(self, source: Source, report: CrawlReport, unseen: Iterable[Article]) -> Turn:
        """Keep what this crawl brought, and say when its source is asked next.

        Called before the report is stored.
        """
        last_ok = self._store.last_ok(source.id)
        self._book.add(source.id, brought(report, unseen, last_ok=last_ok, old=self._old))
        now = report.finished_at
        if report.retry_after:
            self._waiting()[source.id] = report.retry_after
        else:
            self._waiting().pop(source.id, None)
        this_hour = self._book.hours(source.id, since=beginning(now) - HOUR)
        return next_turn(
            source,
            report,
            self.rhythm(source.id, now),
            failures=self._store.failures(source.id) + 1,
            lately=max((hour.news for hour in this_hour), default=0),
            patience=self._asked(source),
        )

    def rhythm(self, source: str, now: datetime) -> Rhythm | None:
        """The habits of a source, as far as they are known."""
        learned_at, rhythm = self._rhythms.get(source, (None, None))
        if learned_at is None or not timedelta() <= now - learned_at < _LEARNING:
            rhythm = learn(self._book.hours(source, since=now - MEMORY), now=now)
            self._rhythms[source] = now, rhythm
        return rhythm

    def patience(self, source: Source, now: datetime) -> datetime | None:
        """Until when the host of this source asked to be left alone; None when it may be asked.

        Whichever source of the host it told so, even before a restart.
        """
        # What lies further off was written under another clock.
        asked = [until for until in self._asked(source) if now < until <= now + furthest(source)]
        return max(asked, default=None)

    def _asked(self, source: Source) -> list[datetime]:
        waiting = self._waiting()
        return [waiting[one] for one in self._siblings.get(_host(source), ()) if one in waiting]

    def _waiting(self) -> dict[str, datetime]:
        if self._patience is None:
            self._patience = self._store.patience()
        return self._patience


def _host(source: Source) -> str:
    try:
        return host(source.url)
    except ValueError:  # the crawl will say so
        return source.url
