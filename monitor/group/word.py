"""What an editor said of pairs of articles: one event, or two.

The last layer of grouping, above every score: a pair that was split is not joined again, a pair
that was merged is.
What was said of a text holds for the same text under another address.
Knows nothing of who said it, storage or time.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from monitor.group.items import Item, Story


@dataclass(frozen=True, slots=True)
class EditorsWord:
    """What was said of one article, or of its exact copies: the numbers of the others."""

    same: Collection[int] = ()
    apart: Collection[int] = ()

    def __bool__(self) -> bool:
        return bool(self.same or self.apart)

    def joins(self, stories: Sequence[Story]) -> tuple[Story, Item] | None:
        """The story, and its member, that the article was said to tell."""
        for story in self.allowed(stories):
            for member in story.members:
                if member.article_id in self.same:
                    return story, member
        return None

    def allowed(self, stories: Sequence[Story]) -> list[Story]:
        """The stories without a member that the article was said not to tell."""
        return [
            story
            for story in stories
            if not any(member.article_id in self.apart for member in story.members)
        ]
