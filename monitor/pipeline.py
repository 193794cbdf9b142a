"""From the articles of one crawl to planned posts, in one transaction.

    time      is this machine's clock right?                 timekeeper
    archive   the article, as new or as a new version        store
    match     which rules it meets, and where                pure
    group     which story it belongs to                      grouping
    alert     what readers are to be told, and why           pure
    plan      the posts, edits and replies that say it       ledger, render
    watch     what is gone; when to ask again; is it well?   rechecks, watchman
    hold      is it a flood that a person is to look at?     floodgate

The one place that sees both what decides and what is stored.
Runs in the store's thread; whatever breaks, a crawl is stored whole or not at all.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from monitor.alert.act import Act
from monitor.alert.decision import UNMATCHED, decide, severity_of
from monitor.archive.daybook import Daybook
from monitor.archive.rulebook import Rulebook
from monitor.archive.store import Saved, Store
from monitor.archive.storybook import Storybook
from monitor.config import Configuration
from monitor.deliver.admin import AdminChat
from monitor.deliver.digest import Digests
from monitor.deliver.ledger import Ledger
from monitor.deliver.readers import seen_of
from monitor.deliver.tell import Teller
from monitor.editor import Editor
from monitor.errors import StoreError
from monitor.floodgate import Floodgate
from monitor.grouping import Grouping
from monitor.match.matcher import Match, Reading, match, matches_of, newly_met, verdicts_of
from monitor.outages import Outages
from monitor.rechecks import Rechecks
from monitor.render.compose import Composer
from monitor.taken import Taken
from monitor.timekeeper import Timekeeper
from monitor.watchman import Watchman
from spiders.contract import Article, CrawlReport, Deferred, Source
from spiders.urls import identity

log = logging.getLogger(__name__)

#: What breaks a stage breaks it again until the program is mended.
_UNTIL_MENDED = timedelta(days=1)


class Pipeline:
    """The stages behind the crawl, on one store.

    `destination` names the address of a chat, or "" for a chat that cannot be written to.
    """

    def __init__(
        self, store: Store, configuration: Configuration, destination: Callable[[str], str]
    ) -> None:
        self.store = store
        self.stories = Storybook(store)
        self.rulebook = Rulebook(store)
        self.grouping = Grouping(store, self.stories)
        self.ledger = Ledger(store.db)
        self.admin = AdminChat(self.ledger, destination)
        self.watchman = Watchman(store, self.admin)
        self.rechecks = Rechecks(store, self.stories)
        self.floodgate = Floodgate(self.ledger, self.admin)
        self.outages = Outages(self.ledger, self.admin)
        self.timekeeper = Timekeeper(store, self.admin)
        self._destination = destination
        self.use(configuration)

    def use(self, configuration: Configuration) -> None:
        """Work by this configuration from now on."""
        settings, sources = configuration.settings, configuration.sources
        self.rules = configuration.rules
        self.sources = {source.id: source for source in sources}
        self.policy = settings.policy
        self.routing = configuration.routing
        self.grouping.use(settings)
        composer = Composer(self.rules, sources)
        told = (self.stories, self.ledger, composer, settings, self._destination)
        self.teller = Teller(*told)
        self.digests = Digests(*told, sources, Daybook(self.store, self.rules.shadow))
        self.editor = Editor(self.store, self.stories, self.teller, self._destination)
        self.watchman.use(sources, old=settings.max_age, zone=settings.zone)
        self.timekeeper.watch(sources)
        self.floodgate.use(sources, self.rules)
        self.admin.topic = settings.topic("admin")

    def keep_time(self, now: datetime, *, gather: bool = True) -> list[Exception]:
        """Plan what has waited for its time; to be called again and again.

        Bundles, then alarms, then digests, each in a transaction of its own; one that breaks is
        logged, keeps none of the others, and is among the failures that are returned.
        Without `gather` alarms wait for no others; while the clock is wrong everything waits.

        Raises:
            StoreError: what was not planned yet is planned by the next call.
        """
        failures: list[Exception] = []
        if self.timekeeper.state == "wrong":
            return failures
        tell = partial(self.watchman.tell, gather=gather)
        for plan in (self.teller.plan_bundles, tell, self.digests.plan_due):
            try:
                with self.store.transaction():
                    plan(now)
            except StoreError:
                raise
            except Exception as error:
                log.exception("not planned: what has waited for its time")
                failures.append(error)
        return failures

    # --- one crawl --------------------------------------------------------------------------

    def take_in(
        self, source: Source, articles: Iterable[Article], report: CrawlReport, *, now: datetime
    ) -> list[Taken]:
        """Store a crawl and everything that follows from it; all of it, or nothing.

        What became of each article, in the order of publication; first those that are judged
        again because a wrong clock had judged them. One that breaks is left out and logged.

        Raises:
            StoreError: nothing was stored; the next crawl brings the same articles again.
            ClockError: one of them, because this machine's clock is wrong.
        """
        self.timekeeper.hear(source, report, now)
        # In the order of publication, so that the first to report opens the story.
        in_order = sorted(articles, key=lambda one: one.published_at or one.fetched_at)
        self.grouping.catch_up()
        try:
            with self.store.transaction():
                self.rulebook.keep(self.rules, now)  # before a match names them
                mark = self.floodgate.mark()
                again = [
                    self._safely(self.store.article(saved.article_id), now, again=saved)
                    for saved in self.timekeeper.mend(now)
                ]
                since = now - self.policy.max_age
                priming = not self.store.is_primed(source.id, since=since)
                found = {self._link_identity(one): one for one in in_order}
                unseen = self.store.unseen(source.id, found)
                taken = [self._safely(one, now, priming=priming) for one in in_order]
                lost = [one for one, outcome in zip(in_order, taken, strict=True) if not outcome]
                report = _without(report, [self._link_identity(one) for one in lost])
                self.rechecks.settle(report, self.teller, now)
                turn = self.watchman.attend(source, report, unseen)
                self.store.save_report(report, next_due=turn.at, due_reason=turn.reason)
                self.floodgate.watch(source.id, mark, now)
                return [outcome for outcome in (*again, *taken) if outcome]
        except BaseException:
            self.grouping.forget()
            raise

    def _safely(
        self, article: Article, now: datetime, *, priming: bool = False, again: Saved | None = None
    ) -> Taken | None:
        """As `take`; an article that breaks a stage is lost, and costs none of the others.

        Otherwise one odd page would silence its whole source, at every poll anew.
        """
        try:
            with self.store.transaction():
                return self.take(article, now=now, priming=priming, again=again)
        except StoreError:
            raise
        except Exception:
            log.exception("not stored source=%s url=%s", article.source, article.url)
            self.grouping.forget()
            return None

    def take(
        self, article: Article, *, now: datetime, priming: bool = False, again: Saved | None = None
    ) -> Taken:
        """One article through every stage, inside the caller's transaction.

        `priming` says that its source is seen for the first time, or after a long silence.
        `again` is how it is archived, with its matches, when a wrong clock has judged it before.
        """
        saved = again or self._archive(article)
        number = saved.article_id
        if saved.kind == "same":
            return self._unchanged(article, saved, now)
        reading = Reading(article, self.rules)
        hits = matches_of(reading)
        new = newly_met(hits, saved.before, self.rules) if saved.before else hits
        if not again:
            self.store.save_matches(saved, new, rules_sha256=self.rules.sha256, now=now)
            if new:
                self.rulebook.save_verdicts(saved, verdicts_of(reading), self.rules)
        story = self.stories.story_of(number)
        placement = html = None
        if story is None and not new:
            act = UNMATCHED
        else:
            item = self.grouping.read(article, saved)
            if saved.before and new:
                item = replace(item, at=now)  # the hit is as new as the change
            if story is None:
                story, placement = self.grouping.put(item, article, severity_of(new), now)
            elif self.stories.follow(saved, article, matched=bool(hits)):
                self.grouping.change(item, article)
            told = self.teller.told(story, saved)
            # Readers of an article hear of its change, whatever a rule in shadow makes of that.
            fresh, met = (_live(new), _live(hits)) if told and saved.before else (new, hits)
            seen = seen_of(article, item, saved, newly_hit=bool(fresh), priming=priming)
            matches = fresh or met
            routes = self.teller.routes(self.routing, matches, article.source, told, now)
            act = decide(seen, matches, placement, told, routes, now=now, policy=self.policy)
            if told and act.severity and act.severity.rank > told.severity.rank:
                self.stories.raise_severity(story, act.severity)
            html = self.teller.tell(act, story, number, routes, now, occasion=str(saved.version))
            if act.resembles:
                titles = (article.title, self.stories.about(act.resembles)["headline"])
                self.admin.report_doubt(story, act.resembles, titles, now)
        self.store.save_decision(number, act=act.kind, reason=act.reason, now=now)
        return Taken.of(article, now, act, story, hits, placement, html)

    def _archive(self, article: Article) -> Saved:
        source = self.sources.get(article.source)
        return self.store.save_article(
            article,
            identity=identity(article.canonical_url, source),
            link_identity=self._link_identity(article),
        )

    def _link_identity(self, article: Article) -> str:
        return identity(article.url, self.sources.get(article.source))

    def _unchanged(self, article: Article, saved: Saved, now: datetime) -> Taken:
        story = self.stories.story_of(saved.article_id)
        act = Act("hold" if story else "drop", "archived before, and not a word has changed")
        html = self.teller.standing(story) if story else None
        found = match(article, self.rules) if story else ()
        return Taken.of(article, now, act, story, found, None, html)


def _live(matches: Sequence[Match]) -> list[Match]:
    return [match for match in matches if not match.shadow]


def _without(report: CrawlReport, lost: Sequence[str]) -> CrawlReport:
    """The report of a crawl whose articles under these identities could not be stored.

    They wait a day, or they would be fetched and lost again at every poll.
    """
    if not lost:
        return report
    at = report.finished_at
    waits = Deferred(reason="not_stored", refused_at=at, again_at=at + _UNTIL_MENDED)
    return report.model_copy(
        update={
            "refused": report.refused | {"not_stored": len(lost)},
            "deferred": report.deferred | dict.fromkeys(lost, waits),
        }
    )
