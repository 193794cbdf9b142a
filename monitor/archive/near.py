"""Which stories are near an article.

SQLite's FTS5 finds them by their rarest stems, so nothing large stands in memory, a start costs
nothing, and years of archive cost a disk page or two more.
Finding is generous and judging is strict: what is missed here no threshold can win back.
Runs in the store's one thread; knows nothing of scores, posts or the clock.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nlargest
from typing import Any

from monitor.archive.connection import as_json
from monitor.archive.items import Items, item_of
from monitor.archive.store import Store
from monitor.group.frequencies import Frequencies
from monitor.group.items import Item, Story
from monitor.group.placement import WINDOW

#: Stems asked for, the rarest first, of items inside the window and of older ones: with more of
#: either nothing changes on the project's own stream (docs/stories.md).
ASKED = 12
ASKED_OLDER = 8
#: Items compared, likewise.
NEAREST = 12
NEAREST_OLDER = 4
#: The newest items, compared whatever they share: a flash has few words, and none that is rare.
NEWEST = 8
#: Items with the very same text that are looked at.
SAME_TEXT = 3

#: Different items read for one search, the newest: bounds what it may cost; about 1 ms.
READ_AT_MOST = 2000

#: Members of one story that are compared: the first and the newest, and what was found.
MOST_MEMBERS = 40

#: Above every number of an item.
_NO_ITEM = 2**62

_MEMBERS = """
SELECT * FROM (
    SELECT i.*, s.story_id, s.rowid AS place,
        row_number() OVER (PARTITION BY s.story_id ORDER BY s.rowid) AS from_first,
        row_number() OVER (PARTITION BY s.story_id ORDER BY s.rowid DESC) AS from_last
    FROM story_articles s JOIN items i ON i.article_id = s.article_id
    WHERE s.story_id IN (SELECT value FROM json_each(?))
) WHERE from_first = 1 OR from_last < ? OR id IN (SELECT value FROM json_each(?)) ORDER BY place
"""


@dataclass(frozen=True, slots=True)
class Near:
    """What one article is to be compared with."""

    #: The likeliest first, each once; their members in the order they joined.
    stories: Sequence[Story]
    #: Of the item's stems and of all of theirs.
    frequencies: Frequencies


class Search:
    """Looks through the items of one database."""

    def __init__(self, store: Store, items: Items) -> None:
        self._db = store.db
        self._items = items

    def near(self, item: Item, *, window: timedelta = WINDOW) -> Near:
        """The stories that an article may belong to, and how much each stem tells.

        Among them is the first with the very same text, whatever its age.
        """
        own = self._items.frequencies(item.terms)
        same = self._numbers(
            "SELECT id FROM items WHERE text_sha256 = ? ORDER BY id LIMIT ?",
            (item.text_sha256, SAME_TEXT),
        )
        first = self._first_since(item.at - window)
        asked = own.rarest(item.terms, ASKED)
        recent = self._found(asked, own.idf, range(first, _NO_ITEM), NEAREST)
        older = self._found(asked[:ASKED_OLDER], own.idf, range(first - 1), NEAREST_OLDER)
        newest = self._numbers(
            "SELECT id FROM items WHERE id >= ? ORDER BY id DESC LIMIT ?", (first, NEWEST)
        )
        stories = self._stories(list(dict.fromkeys([*same, *recent, *older, *newest])))
        stems = {stem for story in stories for member in story.members for stem in member.terms}
        return Near(stories, self._items.frequencies(stems | item.terms.keys()))

    def _first_since(self, since: datetime) -> int:
        """Number of the first item that joined then or later; an article joins when it is seen."""
        sql = "SELECT id FROM items WHERE joined_at >= ? ORDER BY joined_at LIMIT 1"
        return next(iter(self._numbers(sql, (since.isoformat(),))), _NO_ITEM)

    def _found(
        self, stems: Sequence[str], weight: Callable[[str], float], rows: range, most: int
    ) -> list[int]:
        """The items in these rows that share most weight with the stems, rarest stem first."""
        scores: defaultdict[int, float] = defaultdict(float)
        for stem in stems:
            # Letters and digits; quoted, none of them is an operator.
            sharing = self._numbers(
                "SELECT rowid FROM item_stems WHERE item_stems MATCH ? "
                "AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?",
                (f'"{stem}"', rows.start, rows.stop, READ_AT_MOST - len(scores)),
            )
            for one in sharing:
                scores[one] += weight(stem) ** 2
            if len(scores) >= READ_AT_MOST:
                break
        return nlargest(most, scores, key=scores.__getitem__)

    def _stories(self, found: Sequence[int]) -> list[Story]:
        numbers = as_json(found)
        of = dict(
            self._db.execute(
                "SELECT i.id, s.story_id FROM items i "
                "JOIN story_articles s ON s.article_id = i.article_id "
                "WHERE i.id IN (SELECT value FROM json_each(?))",
                (numbers,),
            )
        )
        ordered = list(dict.fromkeys(of[one] for one in found if one in of))
        members: dict[int, list[Item]] = {story: [] for story in ordered}
        for row in self._db.query(_MEMBERS, (as_json(ordered), MOST_MEMBERS, numbers)):
            members[row["story_id"]].append(item_of(row))
        return [Story(story, tuple(items)) for story, items in members.items()]

    def _numbers(self, sql: str, args: tuple[Any, ...]) -> list[int]:
        return [number for (number,) in self._db.execute(sql, args)]
