"""One article of a story, as far as posts show it.

In: an archived article, and what has become of it since.
Out: Report, with its times as readers are told them.
Knows nothing of other reports, posts or storage.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.render.lines import Undated
from spiders.contract import Article

#: Outlets' clocks run ahead a little.
CLOCK_SKEW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Report:
    """One article of a story, as archived."""

    article_id: int
    article: Article
    kind: str
    reason: str
    score: float | None
    joined_at: datetime
    first_seen_at: datetime
    #: Of the article, from 1.
    version: int = 1
    #: When the outlet was seen to have taken it down.
    removed_at: datetime | None = None
    #: The article whose text it carries.
    copy_of: int | None = None
    #: When another report was seen at its address; `article` is what stood there before.
    replaced_at: datetime | None = None

    @property
    def changed_at(self) -> datetime | None:
        """When the outlet was seen to have changed it after it joined the story."""
        later = self.version > 1 and self.article.fetched_at > self.joined_at
        return self.article.fetched_at if later else None

    @property
    def at(self) -> datetime:
        """When it was published, or first seen; never later than that."""
        published = self.article.published_at
        if published is None or self.undated:
            return self.first_seen_at
        return min(published, self.first_seen_at)

    @property
    def undated(self) -> Undated | None:
        """Why nobody knows when it was published."""
        published = self.article.published_at
        if published is None:
            return "unstated"
        return "ahead" if published > self.first_seen_at + CLOCK_SKEW else None
