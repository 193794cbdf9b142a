"""Which stories are near an article.

SQLite's FTS5 finds them by their rarest stems, so nothing large stands in memory, a start costs
nothing, and years of archive cost a disk page or two more.
Finding is generous and judging is strict: what is missed here no threshold can win back.
Runs in the store's one thread; knows nothing of scores, posts or the clock.
"""

import json
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nlargest
from itertools import chain
from operator import neg
from typing import Any

from monitor.archive.connection import as_json
from monitor.archive.items import Items
from monitor.archive.store import Store
from monitor.group.frequencies import Frequencies
from monitor.group.items import Item, Story
from monitor.group.placement import WINDOW

#: Stems asked for, the rarest first, of items inside the window and of older ones: with 12 of the
#: first, a stranger's stream lost a story of four articles (docs/stories.md); with 20, .001 of F1
#: is gained on the project's own, for a tenth more of the time.
ASKED = 16
ASKED_OLDER = 8
#: Items compared, likewise.
NEAREST = 12
NEAREST_OLDER = 2
#: The newest items, compared whatever they share: a flash has few words, and none that is rare.
NEWEST = 8
#: Items with the very same text that are looked at.
SAME_TEXT = 3

#: Different items read for one search, the newest, and as many older ones: bounds what it may
#: cost; about 1 ms.
READ_AT_MOST = 2000

#: Members of one story that are compared: the first and the newest, and what was found.
MOST_MEMBERS = 40

#: Above every number of an item.
_NO_ITEM = 2**62

#: Newest first, in one value: a row costs five times a number of a list.
_SHARING = """
SELECT (
    SELECT json_group_array(rowid) FROM (
        SELECT rowid FROM item_stems WHERE item_stems MATCH stem.value
        AND rowid >= iif(stem.key < ?, 0, ?) ORDER BY rowid DESC LIMIT ?
    )
) FROM json_each(?) stem ORDER BY stem.key
"""

#: All of the stories that hold these items, in the order they joined.
_MEMBERS = """
SELECT s.story_id, i.id FROM story_articles s JOIN items i ON i.article_id = s.article_id
WHERE s.story_id IN (
    SELECT o.story_id FROM items f JOIN story_articles o ON o.article_id = f.article_id
    WHERE f.id IN (SELECT value FROM json_each(?))
) ORDER BY s.rowid
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
        recent, older = self._found(asked, own.weights, first)
        newest = self._numbers(
            "SELECT id FROM items WHERE id >= ? ORDER BY id DESC LIMIT ?", (first, NEWEST)
        )
        stories = self._stories(list(dict.fromkeys([*same, *recent, *older, *newest])))
        members = (member for story in stories for member in story.members)
        stems = set(item.terms).union(*(member.terms for member in members))
        return Near(stories, self._items.frequencies(stems))

    def _first_since(self, since: datetime) -> int:
        """Number of the first item that joined then or later; an article joins when it is seen."""
        sql = "SELECT id FROM items WHERE joined_at >= ? ORDER BY joined_at LIMIT 1"
        return next(iter(self._numbers(sql, (since.isoformat(),))), _NO_ITEM)

    def _found(
        self, stems: Sequence[str], weights: Mapping[str, float], first: int
    ) -> tuple[list[int], list[int]]:
        """The items that share most weight with the stems, the rarest stem asked for first.

        Of those inside the window, which begins with the item `first`, and of older ones.
        """
        recent: dict[int, float] = {}
        older: dict[int, float] = {}
        for stem, sharing in zip(stems, self._sharing(stems, first), strict=True):
            begins = bisect_right(sharing, -first, key=neg)
            weight = weights[stem] ** 2
            for scores, found in (recent, sharing[:begins]), (older, sharing[begins:]):
                for one in found[: READ_AT_MOST - len(scores)]:
                    scores[one] = scores.get(one, 0.0) + weight
        return (
            nlargest(NEAREST, recent, key=recent.__getitem__),
            nlargest(NEAREST_OLDER, older, key=older.__getitem__),
        )

    def _sharing(self, stems: Sequence[str], first: int) -> Iterator[list[int]]:
        """The items that hold each stem, the newest first; older ones of the rarest stems only."""
        # Letters and digits; quoted, none of them is an operator.
        quoted = as_json([f'"{stem}"' for stem in stems])
        args = (ASKED_OLDER, first, 2 * READ_AT_MOST, quoted)
        for (found,) in self._db.execute(_SHARING, args):
            yield json.loads(found)

    def _stories(self, found: Sequence[int]) -> list[Story]:
        members: dict[int, list[int]] = {}
        of: dict[int, int] = {}
        for story, number in self._db.execute(_MEMBERS, (as_json(found),)):
            members.setdefault(story, []).append(number)
            of[number] = story
        ordered = dict.fromkeys(of[one] for one in found if one in of)
        compared = {story: _compared(members[story], {*found}) for story in ordered}
        items = self._items.numbered(chain.from_iterable(compared.values()))
        return [
            Story(story, tuple(items[one] for one in numbers))
            for story, numbers in compared.items()
        ]

    def _numbers(self, sql: str, args: tuple[Any, ...]) -> list[int]:
        return [number for (number,) in self._db.execute(sql, args)]


def _compared(members: Sequence[int], found: Collection[int]) -> Sequence[int]:
    """The first and the newest members, and what was found."""
    if len(members) <= MOST_MEMBERS:
        return members
    newest = len(members) - MOST_MEMBERS + 1
    return [one for at, one in enumerate(members) if at == 0 or at >= newest or one in found]
