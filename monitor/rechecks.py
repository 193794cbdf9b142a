"""What has become of articles that readers were told of?

In: the time before a crawl, and its report.
Out: links to look at again; of those that are gone the archive knows and the story's post says
so, and of those that are back it no longer does.
Which are due and which are gone is decided in `monitor.watch.recheck`.
"""

import logging
from datetime import datetime, timedelta

from monitor.alert.act import Act
from monitor.alert.routing import Routes
from monitor.archive.removals import Removals
from monitor.archive.store import Store
from monitor.archive.storybook import Storybook
from monitor.deliver.tell import Teller
from monitor.watch.recheck import Shown, due, is_gone
from spiders.contract import CrawlReport, CrawlState, Link, Source

log = logging.getLogger(__name__)

#: How often one source's told articles are gone through; nothing is due more often than this.
_LOOK = timedelta(minutes=10)


class Rechecks:
    """Looks after the articles of one database that readers were told of."""

    def __init__(self, store: Store, stories: Storybook) -> None:
        self._store = store
        self._stories = stories
        self._removals = Removals(store)
        self._looked: dict[str, datetime] = {}

    def state(self, source: Source, now: datetime) -> CrawlState:
        """What the last crawls of this source left behind, and what to look at again."""
        state = self._store.crawl_state(source.id)
        last = self._looked.get(source.id)
        if last and timedelta() <= now - last < _LOOK:
            return state
        self._looked[source.id] = now
        again = due(self._removals.shown(source.id, now), now=now)
        links = tuple(Link(url=one.url, title=one.title) for one in again)
        return state.model_copy(update={"recheck": links})

    def settle(self, report: CrawlReport, teller: Teller, now: datetime) -> None:
        """Keep what a crawl saw of articles that are there, missing, gone or back."""
        asked = {*report.gone, *report.looked_at}
        if not asked:
            return
        for identity, article in self._removals.found(report.source, asked).items():
            word = report.gone.get(identity)
            if word is None:
                self._removals.save(article, checked_at=now)
                if article.removed_at:
                    self._tell(article, "restored", f"{report.source} has it again", teller, now)
            elif article.removed_at or not is_gone(article, now=now):
                self._removals.save(
                    article,
                    checked_at=now,
                    missing_since=article.missing_since or now,
                    removed_at=article.removed_at,
                    reason=word,
                )
            else:
                self._removals.save(
                    article,
                    checked_at=now,
                    missing_since=article.missing_since,
                    removed_at=now,
                    reason=word,
                )
                said = f"{report.source} removed its article ({word})"
                self._tell(article, "removed", said, teller, now)

    def _tell(self, article: Shown, kind: str, reason: str, teller: Teller, now: datetime) -> None:
        log.info("%s article=%s url=%s reason=%s", kind, article.article_id, article.url, reason)
        story = self._stories.story_of(article.article_id)
        told = teller.told(story) if story else None
        if story is None or told is None:
            return
        act = Act("edit", reason, told.severity, silent=True)
        number = article.article_id
        occasion = f"gone.{now.isoformat()}"  # one version may go and come back more than once
        teller.tell(act, story, number, Routes({}), now, occasion=occasion)
        self._store.save_decision(number, act=act.kind, reason=reason, now=now)
