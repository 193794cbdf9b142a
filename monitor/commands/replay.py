"""What the channel would have looked like: articles on a virtual clock, in an empty store.

The same pipeline as the service, on a database in memory; nothing is fetched and nothing sent.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.archive.store import Store
from monitor.commands.progress import progress
from monitor.config import Configuration
from monitor.deliver.ledger import Ledger
from monitor.deliver.outcome import Sent
from monitor.pipeline import Pipeline
from monitor.taken import Taken
from spiders.contract import Article


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one article."""

    article: Article
    taken: Taken

    def as_dict(self) -> dict[str, Any]:
        """One line of ``marqab replay --json``."""
        taken = self.taken
        return {
            "url": taken.url,
            "at": taken.at.isoformat(),
            "act": taken.act,
            "story": taken.story,
            "rules": list(taken.rules),
            "severity": taken.severity,
            "chat": taken.chats[0] if taken.chats else None,
            "reason": taken.reason,
            "score": taken.score,
            "html": taken.html,
        }

    def line(self) -> str:
        """One line for a terminal, Latin but for the address."""
        taken = self.taken
        story = f"story {taken.story}" if taken.story else "-"
        return f"{taken.at:%Y-%m-%d %H:%M}  {taken.act:5} {story:10} {taken.url}  {taken.reason}"


def replay_articles(articles: Iterable[Article], configuration: Configuration) -> Iterator[Step]:
    """What becomes of each article, in the order given.

    They are taken in at their `fetched_at` and in that order, whatever their order in the file, so
    that the clock never runs backwards.
    """
    given = list(progress(articles, "read"))
    store = Store(":memory:").open()
    # Nothing leaves: each chat is addressed by its own name.
    pipeline = Pipeline(store, configuration, destination=lambda chat: chat)
    order = sorted(range(len(given)), key=lambda place: given[place].fetched_at)
    taken: dict[int, Taken] = {}
    for place in progress(order, "replayed"):
        now = given[place].fetched_at
        with store.transaction():
            pipeline.keep_time(now)
            _deliver(pipeline.ledger, now)
            taken[place] = pipeline.take(given[place], now=now)
    store.close()
    for place in range(len(given)):
        yield Step(given[place], taken[place])


def _deliver(ledger: Ledger, now: datetime) -> None:
    """Record all that is due by `now` as sent when its time came, to a chat that is never slow."""
    for post in ledger.open_posts():
        waits = post.bundle_at or (post.not_before and post.not_before > now)
        if post.state == "planned" and not waits:
            at = max(post.planned_at, post.not_before or post.planned_at)
            ledger.record(post.id, Sent(post.id), at)
