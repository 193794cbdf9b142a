"""Tell in one message what waited for the end of quiet hours, or for a full hour.

In: posts with a time to be bundled (``bundle_at``), once that has come.
Out: one post of kind ``bundle`` that takes the place of several: they are ``superseded`` and name
it in ``told_in``. A post that waited alone leaves as it is.
All of it happens in one transaction: whatever breaks, each story is told once.
Decides nothing: what waits, and until when, is `monitor.alert.routing`'s.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter

from monitor.deliver.ledger import Ledger
from monitor.deliver.post import Plan, Post
from monitor.deliver.postbook import as_text
from monitor.match.rules import Severity
from monitor.render.summary import MOST_LINES, StoryLine

#: What waits longer than that was planned by a clock that was wrong: hours of quiet of a rule
#: may follow those of its chat, and both come every day.
LONGEST_WAIT = timedelta(days=2)

#: An answer may have to wait beyond the end of quiet hours, for the gap or for a cooldown.
_DUE = """p.state = 'planned' AND p.bundle_at IS NOT NULL
AND (p.bundle_at <= :now OR p.bundle_at > :far) AND coalesce(p.not_before, '') <= :now
AND p.id NOT IN (SELECT post_id FROM held_now) ORDER BY p.id"""

#: Writes the HTML of a bundle.
Write = Callable[[list[StoryLine]], str]


class Bundles:
    """The posts of one ledger that wait for each other."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def plan_due(
        self,
        line: Callable[[Post], StoryLine],
        write: Write,
        now: datetime,
        *,
        alone: Callable[[Post], bool],
    ) -> None:
        """Plan the bundles whose time has come.

        `line` tells a post in one line, `write` makes the HTML of a bundle of such lines; a post
        of which `alone` is true says more than a line holds and leaves by itself.
        Inside the caller's transaction.
        """
        due = self._ledger.posts_where(
            _DUE, {"now": as_text(now), "far": as_text(now + LONGEST_WAIT)}
        )
        together: list[Post] = []
        for post in due:
            if alone(post):
                self.release(post.id, now)
            else:
                together.append(post)
        together.sort(key=lambda post: (post.destination, post.chat, post.id))
        for _, group in groupby(together, key=attrgetter("destination", "chat")):
            waiting = [*group]
            if len(waiting) == 1:
                self.release(waiting[0].id, now)
                continue
            waiting.sort(key=lambda post: (-Severity(post.severity).rank, post.id))
            parts = [waiting[i : i + MOST_LINES] for i in range(0, len(waiting), MOST_LINES)]
            for part in parts:
                html = write([line(post) for post in part])
                # The first of several notifies for all.
                silent = part is not parts[0] or all(post.silent for post in waiting)
                self._bundle(part, html, now, silent=silent)

    def _bundle(self, posts: list[Post], html: str, now: datetime, *, silent: bool) -> None:
        first = posts[0]
        plan = Plan(
            # These posts wait no longer, so they are never bundled again.
            key=f"bundle.{first.chat}.{first.destination}.{min(post.id for post in posts)}",
            chat=first.chat,
            destination=first.destination,
            topic=first.topic,
            kind="bundle",
            html=html,
            severity=first.severity,
            reason=f"told together: {len(posts)} that waited",
            silent=silent,
        )
        [filed] = self._ledger.plan([plan], now)
        for post in posts:
            self._ledger.change(
                post.id,
                state="superseded",
                settled_at=now,
                told_in=filed.post_id,
                error=f"told in bundle {filed.post_id}",
            )

    def members(self, bundle_id: int) -> list[Post]:
        """The posts a bundle tells of, in the order it tells them."""
        found = self._ledger.posts_where("p.told_in = ? ORDER BY p.id", bundle_id)
        return sorted(found, key=lambda post: (-Severity(post.severity).rank, post.id))

    def release(self, post_id: int, now: datetime) -> None:
        """Let a post that waits leave by itself; it is due from now on."""
        self._ledger.change(post_id, bundle_at=None, not_before=now)
