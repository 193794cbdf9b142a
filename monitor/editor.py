"""The editor's hand: stories are merged and split, and taken apart or together again.

In: story and article numbers, who says so, `now`.
Out: the Correction, in one transaction with the posts that follow it.
Called by the command `marqab stories` and by the buttons of the admin chat; both may run beside
the service, on the same database.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from monitor.archive.corrections import Correction, Corrections
from monitor.archive.doubts import Doubts
from monitor.archive.store import Store
from monitor.archive.storybook import Storybook
from monitor.deliver.following import Followers
from monitor.deliver.ledger import Ledger
from monitor.deliver.tell import Teller


class Editor:
    """Corrects the stories of one store; `destination` names the address of a chat."""

    def __init__(
        self, store: Store, stories: Storybook, teller: Teller, destination: Callable[[str], str]
    ) -> None:
        self._store = store
        self._stories = stories
        self._corrections = Corrections(store)
        self._doubts = Doubts(store)
        self._followers = Followers(stories, Ledger(store.db), teller, destination)

    def merge(self, story_a: int, story_b: int, *, by: str, now: datetime) -> Correction:
        """Make one story of two, under the older; its post tells all, the other's points to it.

        Raises:
            MarqabError: one of them is no story, or was merged before; nothing was changed.
            StoreError: the database refuses; nothing was changed.
        """
        with self._store.transaction():
            older, younger = sorted((story_a, story_b), key=self._stories.age)
            told = self._followers.spoken(younger)
            done = self._corrections.merge(older, younger, by=by, now=now)
            self._followers.joined(done, told, now)
            self._followers.answers(done, now)
            return done

    def split(self, story: int, articles: Sequence[int], *, by: str, now: datetime) -> Correction:
        """Move articles out of a story into a new one, which gets a post where they were told.

        Raises:
            MarqabError: the story does not hold them, or holds nothing else; nothing was
                changed.
            StoreError: the database refuses; nothing was changed.
        """
        with self._store.transaction():
            told = self._followers.spoken(story)
            done = self._corrections.split(story, articles, by=by, now=now)
            self._followers.parted(done, told, now)
            self._followers.answers(done, now)
            return done

    def undo(self, number: int | None = None, *, by: str, now: datetime) -> Correction:
        """Take back a correction, or the newest that holds; posts follow as far as they can.

        Raises:
            MarqabError: there is none, or a later one must be undone first; nothing was changed.
            StoreError: the database refuses; nothing was changed.
        """
        with self._store.transaction():
            if number is None:
                number = self._corrections.latest().id
            before = self._corrections.correction(number)
            told = self._followers.spoken(before.other)
            done = self._corrections.undo(number, by=by, now=now)
            if done.action == "merge":
                self._followers.returned(done, now)
            else:
                self._followers.joined(done, told, now)
            self._followers.answers(done, now)
            return done

    def in_doubt(self, story: int) -> bool:
        """Whether nobody has said yet if this story is part of another."""
        return self._doubts.is_open(story)

    def keep_apart(self, story: int, *, now: datetime) -> None:
        """Say of a story that resembles another that it is one of its own; so does its post.

        Raises:
            MarqabError: it is in no doubt.
            StoreError: the database refuses; nothing was changed.
        """
        with self._store.transaction():
            self._doubts.deny(story, now)
            self._followers.kept_apart(story, now)
