"""Plan what an Act says: the story's post, its edits and replies, in every chat concerned.

In: an Act and the story it is about.
Out: rows in the ledger, inside the caller's transaction, and the post as it then stands.
Decides nothing: whether and where to tell is `monitor.alert`'s, when to send the courier's.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Literal
from zoneinfo import ZoneInfo

from monitor.alert.decision import Act, Told
from monitor.alert.facts import Facts, read_facts
from monitor.archive.store import Saved
from monitor.archive.storybook import Storybook
from monitor.deliver.ledger import Ledger
from monitor.deliver.post import Plan, Post
from monitor.match.rules import Severity
from monitor.render import layout
from monitor.render.compose import Composer, Report
from spiders.contract import Article

#: Paragraphs that are read for tolls; what follows is background, often of other days.
OPENING_PARAGRAPHS = 3

#: Ends the key of an edit whose news still waits for a reply.
_WAITS = ".waits"


def facts_of(article: Article) -> Facts:
    """The tolls and triggers an article opens with."""
    opening = article.body.split("\n")[:OPENING_PARAGRAPHS]
    return read_facts(article.title, "\n".join([article.lead, *opening]))


class Teller:
    """Turns acts into planned posts; `destination` and `topic` say where a chat is."""

    def __init__(
        self,
        stories: Storybook,
        ledger: Ledger,
        composer: Composer,
        *,
        zone: ZoneInfo,
        debounce: timedelta,
        destination: Callable[[str], str],
        topic: Callable[[str], int | None],
    ) -> None:
        self._stories = stories
        self._ledger = ledger
        self._composer = composer
        self._zone = zone
        self._debounce = debounce
        self._destination = destination
        self._topic = topic

    # --- what readers know ------------------------------------------------------------------

    def told(self, story: int, saved: Saved | None = None) -> Told | None:
        """What readers know of a story; None while it has no post.

        A `saved` article that has just changed counts as it was before.
        """
        posts = self._posts(story)
        first = [post for post in posts if post.kind == "post"]
        if not first:
            return None
        articles = {report.article_id: report.article for report in self._stories.reports(story)}
        if saved and saved.before:
            articles[saved.article_id] = saved.before
        facts = Facts()
        for post in posts:
            if post.article_id and not post.key.endswith(_WAITS):
                facts = facts.and_also(facts_of(articles[post.article_id]))
        replies = [post.planned_at for post in posts if post.kind == "reply"]
        edits = [post for post in posts if post.kind == "edit" and post.state != "superseded"]
        return Told(
            # An edit notifies nobody, so what it says is not told yet.
            severity=max(
                (Severity(post.severity) for post in posts if post.kind != "edit"),
                key=lambda one: one.rank,
            ),
            facts=facts,
            outlets=frozenset(articles[p.article_id].source for p in posts if p.article_id),
            chats=frozenset(post.chat for post in first),
            # Every chat gets its own edit.
            edits=len(edits) // len(first),
            last_reply_at=max(replies, default=None),
        )

    def standing(self, story: int) -> str | None:
        """The story's post as it stands, planned edits included; None while there is none."""
        shown = [
            post.html
            for post in self._posts(story)
            if post.kind in {"post", "edit"} and post.state != "superseded"
        ]
        return shown[-1] if shown else None

    def _posts(self, story: int) -> list[Post]:
        """What was planned about a story and still counts.

        What stood on a page, or in a chat that was replaced since, the readers of today's chat
        have not seen.
        """
        return [
            post
            for post in self._ledger.about(story)
            if post.state != "failed" and post.destination == self._destination(post.chat)
        ]

    # --- what they are told now -------------------------------------------------------------

    def tell(self, act: Act, story: int, saved: Saved, now: datetime) -> str | None:
        """Plan what `act` says about this article; return the post as it then stands."""
        if act.kind in {"hold", "drop"}:
            return self.standing(story)
        posts = [post for post in self._posts(story) if post.kind == "post"]
        reports = self._reports(story, saved.article_id)
        html = self._post_html(act, reports, posts, now)
        shown_in = {post.chat for post in posts}
        plan = partial(self._plan, act=act, story=story, saved=saved)
        new_chats = [chat for chat in act.chats if chat not in shown_in]
        soon = now + self._debounce
        plans = [plan("edit", post.chat, html, target=post, not_before=soon) for post in posts]
        plans += [plan("post", chat, html) for chat in new_chats]
        if act.kind == "reply":
            new = next(one for one in reports if one.article_id == saved.article_id)
            answer = layout.reply(self._composer.reply(new, act), self._zone)
            plans += [plan("reply", post.chat, answer, target=post) for post in posts]
        self._ledger.plan(plans, now)
        return html

    def _reports(self, story: int, new_article: int) -> list[Report]:
        """What readers are told of, the article of the first post first."""
        posts = self._posts(story)
        spoken = {post.article_id for post in posts} | {new_article}
        reports = [one for one in self._stories.reports(story) if one.article_id in spoken]
        first = next((post.article_id for post in posts if post.kind == "post"), new_article)
        return sorted(reports, key=lambda report: report.article_id != first)

    def _post_html(self, act: Act, reports: list[Report], posts: list[Post], now: datetime) -> str:
        severities = [Severity(post.severity) for post in posts]
        if act.severity:
            severities.append(act.severity)
        content = self._composer.post(
            reports,
            severity=max(severities, key=lambda one: one.rank),
            updated_at=now if posts else None,
        )
        return layout.post(content, self._zone)

    def _plan(
        self,
        kind: Literal["post", "edit", "reply"],
        chat: str,
        html: str,
        *,
        act: Act,
        story: int,
        saved: Saved,
        target: Post | None = None,
        not_before: datetime | None = None,
    ) -> Plan:
        waits = _WAITS if kind == "edit" == act.kind and act.changes else ""
        article = self._stories.article(saved.article_id)
        return Plan(
            key=f"{story}.{chat}.{kind}.{saved.article_id}.{saved.version}{waits}",
            chat=chat,
            destination=target.destination if target else self._destination(chat),
            topic=target.topic if target else self._topic(chat),
            kind=kind,
            html=html,
            severity=str(act.severity),
            reason=act.reason,
            story_id=story,
            article_id=saved.article_id,
            target_id=target.id if target else None,
            preview_url=target.preview_url if target else article.url,
            silent=act.silent,
            not_before=not_before,
        )
