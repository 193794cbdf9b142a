"""Plan what an Act says: the story's post, its edits and replies, in every chat concerned.

In: an Act, the story it is about, and the Routes of each chat.
Out: rows in the ledger, inside the caller's transaction, and the post as it then stands.
Decides nothing: whether, where and when to tell is `monitor.alert`'s, when to send the courier's.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.alert.act import Act
from monitor.alert.learned import Learned, learned
from monitor.alert.routing import Route, Routes
from monitor.archive.corrections import Correction
from monitor.archive.storybook import Storybook
from monitor.deliver.answers import Answers
from monitor.deliver.bundle import Bundles
from monitor.deliver.ledger import Ledger
from monitor.deliver.post import Kind, Plan, Post
from monitor.deliver.readers import Readers, edits_of
from monitor.match.rules import Severity
from monitor.render import layout, summary
from monitor.render.compose import Composer
from monitor.render.report import Report
from monitor.settings import Settings


@dataclass(frozen=True, slots=True)
class _Telling:
    """One article, as it is being told."""

    act: Act
    story: int
    article_id: int
    #: What sets it apart from what was told of the same article before.
    occasion: str
    routes: Routes
    #: What the story's post speaks of, the article among them.
    reports: list[Report]
    #: What was planned about the story before.
    known: list[Post]
    now: datetime

    def learned(self) -> Learned | None:
        """What the article adds to what readers know of the story."""
        if not self.known:
            return None
        new = self.report
        return learned(self.act, new.article_id, new.changed_at or new.at)

    @property
    def report(self) -> Report:
        """Its article, as archived."""
        return next(r for r in self.reports if r.article_id == self.article_id)

    def route(self, chat: str) -> Route:
        return self.routes.by_chat.get(chat, Route(chat, "now"))


class Teller(Readers):
    """Turns acts into planned posts; `destination` names the address of a chat."""

    def __init__(
        self,
        stories: Storybook,
        ledger: Ledger,
        composer: Composer,
        settings: Settings,
        destination: Callable[[str], str],
    ) -> None:
        super().__init__(stories, ledger, destination)
        self._bundles = Bundles(ledger)
        self._answers = Answers(stories, ledger, composer, settings, destination)
        self._composer = composer
        self._settings = settings
        self._zone = settings.zone
        self._max_edits = settings.policy.max_edits

    def tell(
        self,
        act: Act,
        story: int,
        article_id: int,
        routes: Routes,
        now: datetime,
        *,
        occasion: str,
    ) -> str | None:
        """Plan what `act` says about this article; return the post as it then stands.

        One `occasion` of an article, such as a version of it, is planned once, however often
        it is told.
        """
        if act.kind in {"hold", "drop"}:
            return self.standing(story)
        reports, known = self._reports(story, article_id), self._posts(story)
        telling = _Telling(act, story, article_id, occasion, routes, reports, known, now)
        posts = [post for post in telling.known if post.kind == "post"]
        shown_in = {post.chat for post in posts}
        self._ledger.plan([self._edit(telling, post) for post in posts], now)
        self._ledger.plan([self._open(telling, c) for c in act.chats if c not in shown_in], now)
        if act.kind == "reply":
            for post in posts:
                self._answer(telling, post)
        return self.standing(story)

    def plan_bundles(self, now: datetime) -> None:
        """Plan what has waited and waits no longer, inside the caller's transaction."""
        self._answers.unbind(now)
        alone = self._answers.tells_several
        self._bundles.plan_due(self._line, self._write_bundle, now, alone=alone)

    def follow(self, done: Correction, now: datetime) -> None:
        """Let answers that wait go where an editor moved their articles."""
        self._answers.follow(done, now)

    # --- the story's post -------------------------------------------------------------------

    def _open(self, telling: _Telling, chat: str) -> Plan:
        """The story's first message in a chat."""
        route = telling.route(chat)
        answered = self._resembled(telling.act.resembles, chat)
        article = telling.reports[0].article
        content = self._content(telling, None, answered)
        plan = self._plan(telling, "post", chat, layout.post(content, self._zone))
        return replace(
            plan,
            destination=self._destination(chat),
            topic=answered.topic if answered else self._settings.topic(chat),
            target_id=answered.id if answered else None,
            headline=article.title,
            preview_url=self._preview(content, telling),
            silent=telling.act.silent or route.silent,
            bundle_at=route.until,
        )

    def _resembled(self, story: int | None, chat: str) -> Post | None:
        """The message in this chat that tells of a story, where it can be answered."""
        posts = self._posts(story) if story else []
        today = self._ledger.now_at(self._destination(chat))
        told = [
            post
            for post in posts
            if (post.kind, post.chat, post.destination) == ("post", chat, today)
        ]
        return next(filter(None, map(self._visible, told)), None)

    def _edit(self, telling: _Telling, post: Post) -> Plan:
        """The message that tells of the story, as it is to be from now on."""
        if post.told_in:
            html = self._bundle_html(telling, post.told_in)
            target = self._ledger.post(post.told_in)
            preview = target.preview_url
        else:
            content, target = self._content(telling, post, None), post
            html = layout.post(content, self._zone)
            preview = post.preview_url or self._preview(content, telling)
        plan = self._plan(telling, "edit", post.chat, html)
        not_before = telling.now + self._settings.edit_debounce
        if telling.act.kind == "edit":
            not_before = max(not_before, telling.act.not_before or not_before)
        return replace(
            plan,
            destination=target.destination,
            topic=target.topic,
            target_id=target.id,
            preview_url=preview,
            silent=True,
            not_before=not_before,
        )

    def _content(
        self, telling: _Telling, post: Post | None, answered: Post | None
    ) -> layout.PostContent:
        """What the story's post says in one chat, where it is `post`, or a new one."""
        posts = [one for one in telling.known if one.kind == "post"]
        severities = [Severity(one.severity) for one in posts]
        if telling.act.severity:
            severities.append(telling.act.severity)
        unseen = post is None or self._visible(post) is None
        after = edits_of(telling.known) + _adds_an_edit(telling.known) if posts else 0
        answers = answered is not None or (post is not None and post.target_id is not None)
        return self._composer.post(
            telling.reports,
            severity=max(severities, key=lambda one: one.rank),
            updated_at=None if unseen else telling.now,
            began_at=min(one.at for one in self._stories.reports(telling.story)),
            maybe=answers and self._stories.in_doubt(telling.story),
            edits=after if after >= self._max_edits else None,
            learned=self._known(telling.reports, telling),
        )

    @staticmethod
    def _preview(content: layout.PostContent, telling: _Telling) -> str | None:
        """The address whose picture a post shows; a short answer needs none."""
        return None if content.maybe else telling.reports[0].article.url

    def _known(self, reports: list[Report], telling: _Telling | None) -> list[Learned]:
        """What these reports added to their story, the one that is being told among them."""
        new = telling.learned() if telling else None
        return [*self._learned(reports), *filter(None, [new])]

    # --- its answers ------------------------------------------------------------------------

    def _answer(self, telling: _Telling, post: Post) -> None:
        """Answer the post with the news; what still waits carries it itself."""
        act, route = telling.act, telling.route(post.chat)
        if post.waits:
            if route.how == "now" and act.not_before is None:
                self._bundles.release(post.id, telling.now)
            return
        # To a post that a person gave up the answer is planned too: it then stands alone.
        target = self._visible(post) or post
        new = telling.report
        # The post quotes its own article as it stands now.
        told_there = new.article_id == telling.reports[0].article_id and not post.told_in
        content = self._composer.reply(new, act, quoted=not told_there)
        plan = replace(
            self._plan(telling, "reply", post.chat, layout.reply(content, self._zone)),
            destination=target.destination,
            topic=target.topic,
            target_id=target.id,
            headline=content.headline,
            preview_url=target.preview_url,
            silent=act.silent or route.silent,
            not_before=act.not_before,
            bundle_at=route.until,
        )
        self._ledger.plan([plan], telling.now)
        self._answers.gather(telling.story, post.chat, telling.now)

    # --- bundles ----------------------------------------------------------------------------

    def _bundle_html(self, telling: _Telling, bundle_id: int) -> str:
        """A bundle as it is to be, now that the story it tells of has grown.

        A story that an editor merged into another of its lines stands there no more.
        """
        lines: dict[tuple[str, int], summary.StoryLine] = {}
        for post in self._bundles.members(bundle_id):
            story = self._story_now(post)
            if post.story_id == story or (post.kind, story) not in lines:
                told = telling if post.story_id == telling.story else None
                lines[post.kind, story] = self._line(post, told)
        return self._write_bundle([*lines.values()])

    def _line(self, post: Post, telling: _Telling | None = None) -> summary.StoryLine:
        """The post in a summary, with what is just being told of its story."""
        reports = self._reports_of(post, telling.article_id if telling else None)
        if post.kind == "reply":
            return self._composer.line(reports, severity=post.severity, news=post.headline)
        known = self._known(reports, telling)
        return self._composer.line(reports, severity=post.severity, learned=known)

    def _write_bundle(self, lines: list[summary.StoryLine]) -> str:
        return summary.bundle(lines, self._zone)

    # --- rows -------------------------------------------------------------------------------

    def _plan(self, telling: _Telling, kind: Kind, chat: str, html: str) -> Plan:
        """What all rows about one article have in common."""
        return Plan(
            key=f"{telling.story}.{chat}.{kind}.{telling.article_id}.{telling.occasion}",
            chat=chat,
            destination="",
            kind=kind,
            html=html,
            severity=str(telling.act.severity),
            reason=telling.act.reason,
            story_id=telling.story,
            article_id=telling.article_id,
            learned=telling.learned() if kind in {"edit", "reply"} else None,
        )


def _adds_an_edit(known: list[Post]) -> bool:
    """False while an edit still waits to leave: the next one takes its place."""
    return not any(post.kind == "edit" and post.state == "planned" for post in known)
