"""Plan the digest of a day: what was told, what was watched, and what was not.

In: the hour and the chats of ``monitor.yaml``, once the hour has come.
Out: one silent post of kind ``digest`` a day for each of these chats, whatever is run twice.
Silence is news: a day on which nothing happened has a digest too.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import chain

from monitor.archive.daybook import Daybook
from monitor.archive.storybook import Storybook
from monitor.deliver.ledger import Ledger
from monitor.deliver.post import Plan, Post
from monitor.deliver.postbook import as_text
from monitor.deliver.readers import Readers
from monitor.match.rules import Severity
from monitor.render import summary
from monitor.render.compose import Composer
from monitor.render.weblink import message_link
from monitor.settings import Settings
from monitor.watch.coverage import Gap, coverage, patience
from spiders.contract import Source

DAY = timedelta(days=1)

#: A digest that could not be planned for so long is not made up for; the next one states the gap.
LATEST = timedelta(hours=6)

#: When a story was told: with its bundle, or by itself.
_TOLD_AT = """coalesce(
    (SELECT b.planned_at FROM posts b WHERE b.id = p.told_in), p.sending_at, p.planned_at)"""
_TOLD_BETWEEN = f"""p.kind = 'post' AND (p.bundle_at IS NULL OR p.told_in IS NOT NULL)
AND p.state <> 'failed' AND (p.state <> 'superseded' OR p.told_in IS NOT NULL)
AND p.id NOT IN (SELECT post_id FROM held_now)
AND {_TOLD_AT} > ? AND {_TOLD_AT} <= ? ORDER BY p.id"""  # noqa: S608 our own words


class Digests(Readers):
    """The digests of one Marqab; `destination` names the address of a chat."""

    def __init__(
        self,
        stories: Storybook,
        ledger: Ledger,
        composer: Composer,
        settings: Settings,
        destination: Callable[[str], str],
        sources: Iterable[Source],
        daybook: Daybook,
    ) -> None:
        super().__init__(stories, ledger, destination)
        self._composer = composer
        self._settings = settings
        self._sources = {source.id: source for source in sources if source.enabled}
        self._daybook = daybook

    def plan_due(self, now: datetime) -> None:
        """Plan the digests whose hour has come, inside the caller's transaction."""
        end = last_occurrence(self._settings.digest.at, now, self._settings)
        if now - end > LATEST:
            return
        plans = []
        for chat in self._settings.digest.chats:
            destination = self._destination(chat)
            # A group that has become another since was told under its old address.
            known = self._ledger.addresses(destination)
            keys = [f"digest.{chat}.{address}.{end:%Y-%m-%d}" for address in known]
            if not destination or any(map(self._ledger.has, keys)):
                continue
            began = self._daybook.began_at()
            # A day of which nothing was watched has no digest.
            if began is None or began >= end:
                continue
            plans.append(
                Plan(
                    key=keys[0],
                    chat=chat,
                    destination=destination,
                    topic=self._settings.topic(chat),
                    kind="digest",
                    html=summary.digest(self._content(chat, began, end), self._settings.zone),
                    severity="low",
                    reason=f"the digest of {end:%Y-%m-%d}",
                    silent=True,
                )
            )
        self._ledger.plan(plans, now)

    def _content(self, chat: str, began: datetime, end: datetime) -> summary.DigestContent:
        start = max(end - DAY, began)
        told = self._told_in(chat, start, end)
        reports = [self._reports_of(post) for post in told]
        watched = began <= end - 2 * DAY
        read = self._daybook.good_crawls(self._sources, start, end)
        spans = {source.id: patience(source) for source in self._sources.values()}
        found = coverage(read, spans, start, end)
        matched, held = self._daybook.matched(start, end)
        return summary.DigestContent(
            at=end,
            stories=[self.line(post) for post in told],
            outlets=len({one.article.source for one in chain(*reports)}),
            told_before=len(self._told_in(chat, end - 2 * DAY, start)) if watched else None,
            watched=found.sources,
            read=self._daybook.read(self._sources, start, end),
            matched=matched,
            held=held,
            gaps=[self._gap_line(gap) for gap in found.gaps],
        )

    def _told_in(self, chat: str, start: datetime, end: datetime) -> list[Post]:
        """The stories told in that time, each once: to this chat, or to any for the operator.

        The strongest first, then in the order they were told.
        """
        stories: dict[int, Post] = {}
        for post in self._ledger.posts_where(_TOLD_BETWEEN, as_text(start), as_text(end)):
            if chat in (post.chat, "admin") and self._is_read(post):
                stories.setdefault(self._story_now(post), post)
        return sorted(stories.values(), key=lambda post: -Severity(post.severity).rank)

    def line(self, post: Post) -> summary.StoryLine:
        """A story in a digest, as it is known by now, leading to its message."""
        told = self._ledger.post(post.told_in) if post.told_in else post
        reports = self._reports_of(post)
        known = self._learned(reports)
        line = self._composer.line(reports, severity=post.severity, learned=known)
        link = message_link(told.destination, told.message_id)
        return replace(line, url=link) if link else line

    def _gap_line(self, gap: Gap) -> summary.GapLine:
        name = self._sources[gap.source].name if gap.source else None
        return summary.GapLine(outlet=name, since=gap.since, until=gap.until)


def last_occurrence(clock: str, now: datetime, settings: Settings) -> datetime:
    """When it was last this time of day, at `now` or before."""
    there = now.astimezone(settings.zone)
    today = datetime.combine(there.date(), time.fromisoformat(clock), settings.zone)
    return today if today <= there else today - DAY
