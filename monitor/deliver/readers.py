"""What the readers of a story know of it, from what was planned about it.

In: the archive of stories and the ledger.
Out: what they were told, the post as it stands, the articles it speaks of.
Writes nothing; `tell`, `answers` and `digest`, which extend it, plan what they are told next.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

from monitor.alert.decision import Seen, Told
from monitor.alert.facts import Facts, facts_of
from monitor.alert.learned import Learned
from monitor.alert.routing import Routes, Routing, Telling
from monitor.archive.store import Saved
from monitor.archive.storybook import Storybook
from monitor.deliver.ledger import Ledger
from monitor.deliver.post import Post
from monitor.deliver.postbook import as_text
from monitor.group.items import Item
from monitor.match.matcher import Match
from monitor.match.rules import Severity
from monitor.render.report import Report
from spiders.contract import Article

#: What a chat refused was not told.
_LEARNED = """
SELECT article_id, learned FROM posts WHERE learned IS NOT NULL AND state <> 'failed'
AND article_id IN (SELECT value FROM json_each(?)) ORDER BY id
"""

#: What a person gave up or holds back, or the chat refused, was not told; what stands in a
#: bundle was.
_TOLD_LATELY = """
SELECT p.planned_at, p.chat, p.kind, a.source,
       p.bundle_at IS NOT NULL OR p.told_in IS NOT NULL AS bundled,
       (SELECT json_group_array(DISTINCT rule) FROM matches WHERE article_id = p.article_id)
           AS rules
FROM posts p LEFT JOIN articles a ON a.id = p.article_id
WHERE p.chat IN (SELECT value FROM json_each(:chats)) AND p.planned_at > :since
AND p.kind IN ('post', 'reply', 'bundle') AND p.state <> 'failed'
AND (p.state <> 'superseded' OR p.told_in IS NOT NULL)
AND p.id NOT IN (SELECT post_id FROM held_now)
ORDER BY p.id
"""


def seen_of(article: Article, item: Item, saved: Saved, *, newly_hit: bool, priming: bool) -> Seen:
    """An article, as far as telling it depends on it."""
    return Seen(
        source=article.source,
        at=item.at,
        dated=article.published_at is not None,
        facts=facts_of(article),
        before=facts_of(saved.before) if saved.before else None,
        newly_hit=newly_hit,
        priming=priming,
        recalls=item.marks.recalls == "title",
    )


class Readers:
    """Those who read the stories; `destination` names the address of a chat."""

    def __init__(
        self, stories: Storybook, ledger: Ledger, destination: Callable[[str], str]
    ) -> None:
        self._stories = stories
        self._ledger = ledger
        self._destination = destination

    def told(self, story: int, saved: Saved | None = None) -> Told | None:
        """What readers know of a story; None while it has no post.

        A `saved` article that has just changed counts as it was before.
        """
        posts = self._posts(story)
        first = [post for post in posts if post.kind == "post"]
        if not first:
            return None
        # What an editor moved to another story, its readers are told of there.
        articles = {report.article_id: report.article for report in self._stories.reports(story)}
        if saved and saved.before:
            articles[saved.article_id] = saved.before
        replies = [self._left_at(post) for post in posts if post.kind == "reply"]
        return Told(
            # An edit notifies nobody, so what it says is not told yet.
            severity=max(
                (Severity(post.severity) for post in posts if post.kind != "edit"),
                key=lambda one: one.rank,
            ),
            facts=facts_told(posts, articles),
            outlets=frozenset(
                articles[post.article_id].source for post in posts if post.article_id in articles
            ),
            chats=frozenset(post.chat for post in first),
            edits=edits_of(posts),
            last_reply_at=max(filter(None, replies), default=None),
            posted_at=min(post.planned_at for post in first),
        )

    def routes(
        self,
        routing: Routing,
        matches: Collection[Match],
        source: str,
        told: Told | None,
        now: datetime,
    ) -> Routes:
        """The ways of an article of this outlet to its readers."""
        told_in = sorted(told.chats) if told else []
        named = [chat for match in matches for chat in match.chats or routing.default]
        lately = self._told_lately({*named, *told_in}, now - routing.memory)
        return routing.routes(matches, source, told_in, lately, now=now)

    def standing(self, story: int) -> str | None:
        """The story's post as it stands, planned edits included; None while there is none."""
        shown = [
            post
            for post in self._posts(story)
            if post.kind in {"post", "edit"} and (post.state != "superseded" or post.told_in)
        ]
        if not shown:
            return None
        last = shown[-1]
        return self._ledger.post(last.told_in).html if last.told_in else last.html

    def _posts(self, story: int) -> list[Post]:
        """What was planned about a story and still counts.

        What stood on a page, or in a chat that was replaced since, the readers of today's chat
        have not seen; a group that became a supergroup took them along.
        """
        return [
            post
            for post in self._ledger.about(story)
            if post.state != "failed" and self._is_read(post)
        ]

    def _told_lately(self, chats: Iterable[str], since: datetime) -> list[Telling]:
        """What was planned for these chats after `since`, oldest first, to count limits by."""
        asked = {"chats": json.dumps([*chats]), "since": as_text(since)}
        return [
            Telling(
                at=datetime.fromisoformat(row["planned_at"]),
                chat=row["chat"],
                opens=row["kind"] == "post",
                source=row["source"],
                rules=frozenset(json.loads(row["rules"])),
                bundled=bool(row["bundled"]),
            )
            for row in self._ledger.rows(_TOLD_LATELY, asked)
        ]

    def _left_at(self, post: Post) -> datetime | None:
        """When an answer left, by itself or in a bundle; None for one that waits or never did."""
        if post.has_left:
            return post.sending_at or post.settled_at
        told_in = self._ledger.post(post.told_in) if post.told_in else None
        return post.settled_at if told_in and told_in.kind == "bundle" else None

    def _visible(self, post: Post) -> Post | None:
        """The message that tells of this post: itself or its bundle; None where there is none."""
        if post.told_in:
            return self._ledger.post(post.told_in)
        return None if post.waits or post.state == "superseded" else post

    def _is_read(self, post: Post) -> bool:
        return post.destination in self._ledger.addresses(self._destination(post.chat))

    def _reports(self, story: int, new_article: int | None = None) -> list[Report]:
        """What readers are told of, the article of the first post first."""
        posts = self._posts(story)
        spoken = {post.article_id for post in posts} | {new_article}
        reports = [one for one in self._stories.reports(story) if one.article_id in spoken]
        first = next((post.article_id for post in posts if post.kind == "post"), new_article)
        return sorted(reports, key=lambda report: report.article_id != first)

    def _learned(self, reports: Iterable[Report]) -> list[Learned]:
        """What these reports added to their story, in the order it was told.

        Whatever story it was told in: an editor may have moved them since.
        """
        articles = json.dumps([report.article_id for report in reports])
        told = self._ledger.rows(_LEARNED, articles)
        return [Learned.from_json(row["article_id"], row["learned"]) for row in told]

    def _story_now(self, post: Post) -> int:
        """The story that a post's article belongs to: an editor may have moved it since."""
        assert post.article_id is not None, post.id
        story = self._stories.story_of(post.article_id)
        assert story is not None, post.id
        return story

    def _reports_of(self, post: Post, new_article: int | None = None) -> list[Report]:
        """What a line about this post speaks of; an answer, of its own article alone."""
        story = self._story_now(post)
        if post.kind == "post" and story == post.story_id:
            return self._reports(story, new_article)
        return [one for one in self._stories.reports(story) if one.article_id == post.article_id]


def facts_told(posts: Collection[Post], articles: Mapping[int, Article]) -> Facts:
    """What these messages say, and said, in the order they were planned.

    A number stays told when its outlet strikes it out, until readers are told that it is wrong:
    from then on the corrected one holds, and whoever repeats the other says nothing new.
    """
    told, numbers = Facts(), set[tuple[str, int]]()
    for post in posts:
        article = articles.get(post.article_id) if post.article_id else None
        if article is None:
            continue
        said = [facts_of(article)]
        if post.learned:
            said.append(post.learned.facts)
        for facts in said:
            numbers.update(facts.tolls.items())
            told = told.and_also(facts.without(told.withdrawn))
        if post.learned and post.learned.corrects:
            for change in post.learned.changes:
                told = told.corrected(change, numbers)
    return told


def edits_of(posts: Collection[Post]) -> int:
    """How often a story's post was edited, or will be; every chat gets its own edit."""
    chats = [post for post in posts if post.kind == "post"]
    edits = [post for post in posts if post.kind == "edit" and post.state != "superseded"]
    return len(edits) // len(chats)
