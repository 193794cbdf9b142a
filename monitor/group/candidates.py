"""Which stories are worth comparing an article with.

In: the members of every remembered story. Out: for an Item, the few Stories it could belong to.
Held in memory and rebuilt from the store at start; knows nothing of storage, time or scores.
Finding is generous and judging is strict: what is missed here no threshold can win back.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from heapq import nlargest

from monitor.group.frequencies import Frequencies
from monitor.group.items import Item, Story
from monitor.group.placement import WINDOW

#: Stems asked for, the rarest first: 20 find every same-event article of the tuning set among
#: the first ten (docs/stories.md).
ASKED_STEMS = 20

#: Members that share the most weight with an item, and of these how many are compared: from
#: inside the window, and of any age, for copies.
RANKED = 100
NEAREST = 15
NEAREST_EVER = 5

#: Entries read for one item at most, so that an odd text cannot make it slow; about 2 ms.
READ_AT_MOST = 8_000


class Index:
    """The remembered stories by their stems, and how common each stem is.

    Build it anew after a split or merge, and from time to time to forget what is old.
    """

    def __init__(self, stories: Iterable[Story] = ()) -> None:
        self._stories: dict[int, Story] = {}
        self._members: list[tuple[Item, int]] = []
        self._holding: defaultdict[str, list[int]] = defaultdict(list)
        self._by_text: dict[str, int] = {}
        self._story_of: dict[int, int] = {}
        self.frequencies = Frequencies.of_the_beat()
        for story in stories:
            for member in story.members:
                self.add(member, story.id)

    def add(self, item: Item, story_id: int) -> None:
        """Remember an article after it was placed; `story_id` may be new."""
        self._enter(item, story_id)
        self.frequencies.add(item.terms)

    def story_of(self, article_id: int) -> Story | None:
        """The story that already holds this article."""
        story_id = self._story_of.get(article_id)
        return None if story_id is None else self._stories[story_id]

    def candidates(self, item: Item, *, window: timedelta = WINDOW) -> list[Story]:
        """The stories that `item` may belong to, the likeliest first, each once.

        Among them is every story with the very same text.
        """
        scores = self._shared_weight(item)
        ranked = [self._members[at] for at in nlargest(RANKED, scores, key=scores.__getitem__)]
        recent = [story_id for member, story_id in ranked if abs(member.at - item.at) <= window]
        found = recent[:NEAREST] + [story_id for _, story_id in ranked[:NEAREST_EVER]]
        if item.text_sha256 in self._by_text:
            found.insert(0, self._by_text[item.text_sha256])
        return [self._stories[story_id] for story_id in dict.fromkeys(found)]

    def _shared_weight(self, item: Item) -> dict[int, float]:
        known = (stem for stem in item.terms if stem in self._holding)
        rarest = nlargest(ASKED_STEMS, known, key=self.frequencies.idf)
        scores: defaultdict[int, float] = defaultdict(float)
        read = 0
        for stem in rarest:
            weight = self.frequencies.idf(stem) ** 2
            # The newest, where there are too many.
            for at in self._holding[stem][-(READ_AT_MOST - read) :]:
                scores[at] += weight
            read += len(self._holding[stem])
            if read >= READ_AT_MOST:
                break
        return scores

    def _enter(self, item: Item, story_id: int) -> None:
        story = self._stories.get(story_id, Story(story_id, ()))
        self._stories[story_id] = Story(story_id, (*story.members, item))
        for stem in item.terms:
            self._holding[stem].append(len(self._members))
        self._members.append((item, story_id))
        self._by_text.setdefault(item.text_sha256, story_id)
        self._story_of[item.article_id] = story_id
