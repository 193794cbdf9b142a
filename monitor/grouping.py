"""Puts an article into its story, and keeps why.

    read      what grouping compares of it               items, furniture
    near      the stories it may belong to               near
    word      what an editor said of it                  corrections
    place     which of them, or a new one                pure
    keep      the story, the item, a doubt               storybook, items, doubts

Runs in the store's thread, inside the caller's transaction.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from monitor.archive.corrections import Corrections
from monitor.archive.doubts import Doubts
from monitor.archive.items import Items
from monitor.archive.near import Search
from monitor.archive.store import Saved, Store
from monitor.archive.storybook import Storybook
from monitor.group.items import Item
from monitor.group.placement import Placement, place
from monitor.settings import Settings
from spiders.contract import Article

log = logging.getLogger(__name__)


class Grouping:
    """The stories of one store, as they grow."""

    def __init__(self, store: Store, stories: Storybook) -> None:
        self._stories = stories
        self._items = Items(store)
        self._search = Search(store, self._items)
        self._corrections = Corrections(store)
        self._doubts = Doubts(store)
        self._caught_up = False
        self._place: Callable[..., Placement] = place

    def use(self, settings: Settings) -> None:
        """Decide by these thresholds from now on."""
        self._window = settings.story_window
        self._place = partial(
            place,
            join_at=settings.join_at,
            maybe_at=settings.maybe_at,
            window=settings.story_window,
        )

    def catch_up(self) -> None:
        """Read again what an older version read of the archive, once after each start.

        In transactions of its own: the first start after an upgrade may take a minute.
        """
        if not self._caught_up:
            count = self._items.catch_up()
            if count:
                log.info("read again articles=%s", count)
            self._caught_up = True

    def forget(self) -> None:
        """Ask the database anew: what was kept since was rolled back."""
        self._items.forget()

    def read(self, article: Article, saved: Saved) -> Item:
        """What is compared of an archived article."""
        return self._items.read(saved.article_id, article, saved.first_seen_at)

    def put(
        self, item: Item, article: Article, severity: str, now: datetime
    ) -> tuple[int, Placement]:
        """Put an article into its story, which may be new; its number, and why."""
        near = self._search.near(item, window=self._window)
        word = self._corrections.word(item)
        placement = self._place(item, near.stories, near.frequencies, word=word)
        story = placement.story_id or self._stories.open(item, article, severity=severity)
        self._stories.join(story, item, placement, now=now)
        self._items.add(item, article, now)
        if placement.resembles is not None:
            self._doubts.keep(story, item, placement, now)
        return story, placement

    def change(self, item: Item, article: Article) -> None:
        """Compare others with what a changed article says now; it stays where it is."""
        self._items.change(item, article)
