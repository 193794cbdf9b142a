"""Answers that have not left yet: one speaks for all that wait in a chat for one story.

What is new of a story waits for the end of the gap after its last answer, of quiet hours, or of
whatever keeps its chat from being written to.
Each piece of news is a row of its own; of those that wait the last that still has something to say
is rewritten to tell it all, and the others point to it (``told_in``).
In: the rows of the ledger, inside the caller's transaction.
Out: one planned answer for each story and chat.
Decides nothing: what one says for several is `monitor.alert.waiting`'s, until when it waits
`monitor.alert.patience`'s and `monitor.alert.routing`'s.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby

from monitor.alert.act import Act
from monitor.alert.facts import Facts
from monitor.alert.learned import Learned
from monitor.alert.waiting import beyond, gather
from monitor.archive.corrections import Correction
from monitor.archive.storybook import Storybook
from monitor.deliver.ledger import Ledger
from monitor.deliver.post import Post
from monitor.deliver.postbook import as_text
from monitor.deliver.readers import Readers, facts_told
from monitor.match.rules import Severity
from monitor.render import layout
from monitor.render.compose import Composer
from monitor.settings import Settings

# An answer that waits, and those that are told in it; what a person holds back is his.
_UNREAD = """p.kind = 'reply' AND p.story_id IN (?, ?)
AND (p.state = 'planned' OR p.withdrawn_for = ?
     OR p.told_in IN (SELECT id FROM posts WHERE kind = 'reply' AND state = 'planned'))
AND coalesce(p.told_in, p.id) NOT IN (SELECT post_id FROM held_now) ORDER BY p.id"""

#: What is planned for later than that is dated by a clock that was wrong.
SLIP = timedelta(hours=1)

_MISDATED = """
UPDATE posts SET not_before = NULL WHERE kind = 'reply' AND state = 'planned' AND planned_at > ?
"""


class Answers(Readers):
    """The answers of one Marqab that wait; `destination` names the address of a chat."""

    def __init__(
        self,
        stories: Storybook,
        ledger: Ledger,
        composer: Composer,
        settings: Settings,
        destination: Callable[[str], str],
    ) -> None:
        super().__init__(stories, ledger, destination)
        self._composer = composer
        self._zone = settings.zone

    def gather(self, story: int, chat: str, now: datetime) -> None:
        """Let one answer tell all that waits for a story in a chat."""
        waiting = [post for post in self._unread(story, story) if post.chat == chat]
        if len(waiting) > 1:
            self._tell_in_one(story, waiting, now)

    def follow(self, done: Correction, now: datetime) -> None:
        """Let what waits go where its articles went, now that an editor moved some.

        What readers of that story know already is told there no more, and told after all when the
        editor takes it back.
        """
        stories = {done.story, done.other}
        waiting = self._unread(done.story, done.other, replace(done, undone_at=None).mark)
        keys = {post.id: (self._story_now(post), post.chat) for post in waiting}
        waiting.sort(key=lambda post: (keys[post.id], post.id))
        for (to, chat), group in groupby(waiting, key=lambda post: keys[post.id]):
            left = [
                moved
                for post in group
                if (moved := self._move(post, to, chat, stories, done, now))
            ]
            if left:
                self._tell_in_one(to, left, now)

    def unbind(self, now: datetime) -> None:
        """Let what a clock that was ahead has put off leave now."""
        self._ledger.db.execute(_MISDATED, (as_text(now + SLIP),))

    def tells_several(self, post: Post) -> bool:
        """Whether it shows more titles than its own."""
        if post.kind != "reply":
            return False
        parts = self._ledger.posts_where("? IN (p.told_in, p.id) ORDER BY p.id", post.id)
        return len(gather([_learned(part) for part in parts]).speaking) > 1

    def _unread(self, story: int, other: int, withdrawn_for: str | None = None) -> list[Post]:
        """The answers that no reader has seen, in the order they were planned.

        And those that were withdrawn for what an editor did, which this mark names.
        """
        found = self._ledger.posts_where(_UNREAD, story, other, withdrawn_for)
        posts = {post.id: post for post in found}
        # What is told in another goes wherever that one goes.
        return [
            post for post in posts.values() if self._is_read(posts.get(post.told_in or 0, post))
        ]

    # --- one for all ------------------------------------------------------------------------

    def _tell_in_one(self, story: int, waiting: Sequence[Post], now: datetime) -> None:
        told = gather([_learned(post) for post in waiting])
        if not told.speaking:
            self._rest(waiting, None, "taken back before it was told", now)
            return
        voice = waiting[told.speaking[-1]]
        places: dict[int, list[int]] = {}
        for place in told.speaking:
            places.setdefault(waiting[place].article_id or 0, []).append(place)
        own = places.pop(voice.article_id or 0)
        severities = [Severity(post.severity) for post in waiting]
        act = Act(
            "reply",
            voice.reason,
            max(severities, key=lambda one: one.rank),
            changes=told.figures() + told.turns(own),
            corrects=told.corrects,
        )
        reports = {report.article_id: report for report in self._stories.reports(story)}
        content = self._composer.reply(
            reports[voice.article_id or 0],
            act,
            # The post quotes its own article as it stands now.
            quoted=voice.article_id != self._reports(story)[0].article_id,
            also=[(reports[one], told.turns(by)) for one, by in places.items()],
        )
        first = min(waiting, key=lambda post: post.due_at or post.planned_at)
        self._ledger.change(
            voice.id,
            state="planned",
            settled_at=None,
            told_in=None,
            error=None,
            html=layout.reply(content, self._zone),
            headline=content.headline,
            severity=str(act.severity),
            silent=all(post.silent for post in waiting),
            not_before=first.not_before,
            bundle_at=first.bundle_at,
        )
        rest = [post for post in waiting if post.id != voice.id]
        self._rest(rest, voice.id, f"told in answer {voice.id}", now)

    def _rest(self, posts: Collection[Post], told_in: int | None, why: str, now: datetime) -> None:
        for post in posts:
            self._ledger.change(
                post.id, state="superseded", settled_at=now, told_in=told_in, error=why
            )

    # --- an editor --------------------------------------------------------------------------

    def _move(
        self, post: Post, to: int, chat: str, stories: set[int], done: Correction, now: datetime
    ) -> Post | None:
        """The answer as it is for the story that its article belongs to now; None: no more."""
        first = [one for one in self._posts(to) if one.kind == "post" and one.chat == chat]
        known = self._known_beside(post, to, stories)
        learned = beyond(_learned(post), known)
        if learned is None or any(_tells(one, post) for one in first):
            self._ledger.change(
                post.id,
                state="superseded",
                settled_at=now,
                told_in=None,
                error=f"withdrawn: {done.reason}",
                withdrawn_for=done.mark,
            )
            return None
        target = next(iter([*filter(None, map(self._visible, first)), *first]), None)
        target_id = target.id if target else post.target_id
        self._ledger.change(post.id, story_id=to, target_id=target_id, learned=learned)
        return replace(post, learned=learned)

    def _known_beside(self, post: Post, story: int, stories: set[int]) -> Facts:
        """What readers of a story were told aloud, but for what this answer is to tell."""
        left = [
            one
            for number in sorted(stories)
            for one in self._posts(number)
            if one.kind in {"post", "reply"} and one.has_left
            if one.article_id != post.article_id or one.id > post.id
        ]
        return facts_told(
            left, {one.article_id: one.article for one in self._stories.reports(story)}
        )


def _tells(first: Post, answer: Post) -> bool:
    """Whether a story's post says itself what an answer would: it waits, or was written later."""
    return first.waits or (first.article_id == answer.article_id and first.id > answer.id)


def _learned(post: Post) -> Learned:
    """What it adds to its story; of what was planned before that was kept, only its title."""
    return post.learned or Learned(post.article_id or 0, post.planned_at, ())
