"""Make posts follow an editor who merged or split stories.

The post of a story that was merged into another sends its readers to that one's post; what was
split off gets a post of its own.
In: a Correction that has just been made or undone.
Out: edits and posts in the ledger, inside the caller's transaction.
Decides nothing; what a post says is the Teller's.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from monitor.alert.act import Act
from monitor.alert.routing import Routes
from monitor.archive.corrections import Correction
from monitor.archive.storybook import Storybook
from monitor.deliver.ledger import Ledger
from monitor.deliver.planner import POINTS_ON
from monitor.deliver.post import Plan, Post
from monitor.deliver.tell import Teller
from monitor.match.rules import Severity
from monitor.render.pointer import points_on
from monitor.render.report import Report

#: Nothing waits for a bundle: an editor wants to see what was done.
_AT_ONCE = Routes(by_chat={})


class Followers:
    """The posts of stories that an editor corrects."""

    def __init__(
        self,
        stories: Storybook,
        ledger: Ledger,
        teller: Teller,
        destination: Callable[[str], str],
    ) -> None:
        self._stories = stories
        self._ledger = ledger
        self._teller = teller
        self._destination = destination

    def posts(self, story: int) -> list[Post]:
        """The messages that tell of a story, where readers can see them or soon will."""
        return [
            post
            for post in self._ledger.about(story)
            if post.kind == "post"
            and post.state not in ("failed", "superseded")
            and post.destination in self._ledger.addresses(self._destination(post.chat))
        ]

    def spoken(self, story: int) -> set[int]:
        """The articles that readers were told of in this story's name."""
        return {post.article_id for post in self._ledger.about(story) if post.article_id}

    def joined(self, done: Correction, spoken: set[int], now: datetime) -> None:
        """After a merge: the story's post tells what the other's told, and that points to it.

        In a chat where only the other story has a post, that becomes the story's.
        `spoken` are the articles that readers of either story were told of.
        """
        story, other = done.story, done.other
        kept = {post.chat: post for post in self.posts(story)}
        for post in self.posts(other):
            if post.chat not in kept:
                self._ledger.hand_over(other, story, post.chat)
            elif not self._ledger.withdraw(post.id, done.reason, done.mark, now):
                self._point_on(post, kept[post.chat], done, now)
        for report in self._told(story, spoken):
            self._tell("edit", story, report, (), done, now)

    def parted(self, done: Correction, spoken: set[int], now: datetime) -> None:
        """After a split: what was split off gets a post of its own, where it had been told.

        Where nothing told is left in the old story, its posts become the new one's.
        """
        story, new = done.story, done.other
        posts = self.posts(story)
        moved, stayed = self._told(new, spoken), self._told(story, spoken)
        if not moved:
            return
        if not stayed:
            for post in posts:
                self._ledger.hand_over(story, new, post.chat)
            return
        chats = tuple(post.chat for post in posts)
        self._tell("post", new, moved[0], chats, done, now)
        for report in moved[1:]:
            self._tell("edit", new, report, (), done, now)
        self._tell("edit", story, stayed[0], (), done, now)

    def returned(self, done: Correction, now: datetime) -> None:
        """Undo `joined`: each story has its own post again."""
        story, other = done.story, done.other
        for post in self._ledger.about(other):
            if post.kind == "post":
                self._ledger.restore(post.id, now)
        for post in self.posts(story):
            if post.article_id in done.articles:  # it was the other's, and only it had one here
                self._ledger.hand_over(story, other, post.chat)
        for one in (story, other):
            for report in self._told(one, self.spoken(one))[:1]:
                self._tell("edit", one, report, (), done, now)

    def kept_apart(self, story: int, now: datetime) -> None:
        """Tell a story in full that an editor says is no part of the one its post answers."""
        for report in self._told(story, self.spoken(story))[:1]:
            act = Act(
                "edit", f"story {story} is one of its own", self._severity(story), silent=True
            )
            occasion = f"apart.{now.isoformat()}"  # it may be taken back and said again
            self._teller.tell(act, story, report.article_id, _AT_ONCE, now, occasion=occasion)

    def answers(self, done: Correction, now: datetime) -> None:
        """Let what waits to be told of either story follow its articles."""
        self._teller.follow(done, now)

    def _told(self, story: int, spoken: set[int]) -> list[Report]:
        """The articles of a story that readers know, in the order they joined."""
        return [one for one in self._stories.reports(story) if one.article_id in spoken]

    def _tell(
        self,
        kind: Literal["post", "edit"],
        story: int,
        report: Report,
        chats: tuple[str, ...],
        done: Correction,
        now: datetime,
    ) -> None:
        act = Act(kind, done.reason, self._severity(story), chats, silent=kind == "edit")
        occasion = f"{report.version}.{done.mark}"
        self._teller.tell(act, story, report.article_id, _AT_ONCE, now, occasion=occasion)

    def _severity(self, story: int) -> Severity:
        return Severity(self._stories.severity(story))

    def _point_on(self, post: Post, target: Post, done: Correction, now: datetime) -> None:
        article = self._stories.article(post.article_id) if post.article_id else None
        html = points_on(
            article.title if article else "",
            destination=target.destination,
            message_id=target.message_id,
            answers=post.target_id == target.id,
        )
        self._ledger.plan(
            [
                Plan(
                    key=f"{post.key}{POINTS_ON}{done.mark}",
                    chat=post.chat,
                    destination=post.destination,
                    topic=post.topic,
                    kind="edit",
                    html=html,
                    severity=post.severity,
                    reason=done.reason,
                    story_id=post.story_id,
                    article_id=post.article_id,
                    target_id=post.id,
                    silent=True,
                )
            ],
            now,
        )
