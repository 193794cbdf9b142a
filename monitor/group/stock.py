"""Sentences that reports of different events share: an agency's background, an outlet's close.

In: an Item whose text is at hand, and members of a story.
Out: what they say besides; and whether they open alike.
Knows nothing of scores, storage or time.

«وأضاف المصدر أن التحقيقات جارية» and three lines on what a base is for stand under a fire, a
visit and a crash of one day, by four outlets that took them from one agency; no archive knows
them yet.
What two reports of one event have in common they say in title and opening as well.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from monitor.group.frequencies import Frequencies
from monitor.group.items import Item, saying
from monitor.group.terms import read_terms, shingles, words

#: Words of a sentence that is more than a turn of phrase.
FEWEST_WORDS = 6

#: Share of its word pairs that the other text holds: it may begin or end in another way.
SHARED = 0.8

#: Share of the weight of a title that a sentence says which tells the news.
TELLING = 0.5

#: Share of an opening that another text holds, by its word pairs, or by the weight of its title.
#: Of 390 edited copies all share more, of strangers with common sentences none more than .33.
OPENING = 0.5

_ENDS = re.compile(r"(?<=[.!؟?…])\s+|\n+")


def apart(
    item: Item, members: Sequence[Item], frequencies: Frequencies
) -> tuple[Item, Sequence[Item]]:
    """They without the sentences that they share; the very same where they share none.

    What opens the item stays, and what tells its title or that of the member.
    """
    text = _read(item.body)
    shared: set[str] = set()
    left: list[Item] = []
    for member in members:
        common = text.pairs.intersection(member.shingles) if text.pairs else text.pairs
        stock = [
            said
            for said in _within(common, text.later)
            if not any(_tells(said, one, frequencies) for one in (item, member))
        ]
        shared.update(stock)
        left.append(_less(member, stock) if stock else member)
    if not shared:
        return item, members
    kept = (said for said in text.later if said not in shared)
    return saying(item, "\n".join([text.first, *kept])), left


def begins_alike(item: Item, member: Item) -> bool:
    """Whether a member holds the first sentence of an item, or most of it."""
    opening = shingles(words(_read(item.body).first or item.title))
    return len(opening.intersection(member.shingles)) >= OPENING * len(opening)


def tells_title(item: Item, member: Item, frequencies: Frequencies) -> bool:
    """Whether an item says what a member's title says, but for sentences that both borrow."""
    bare, _ = apart(item, [member], frequencies)
    return titled(bare.terms, member, frequencies) >= OPENING


def titled(said: Collection[str], member: Item, frequencies: Frequencies) -> float:
    """Share of the weight of a member's title that these stems say, 0 to 1."""
    title, known = member.marks.title, frequencies.weights
    every = sum(map(known.__getitem__, title))
    return sum(known[stem] for stem in title if stem in said) / (every or 1.0)


class _Sentences(NamedTuple):
    """Of a body as published."""

    first: str
    #: Each with its word pairs.
    later: Mapping[str, frozenset[int]]
    #: Of all the later ones.
    pairs: frozenset[int]


@lru_cache(maxsize=2)  # the article that is placed is compared with many
def _read(body: str) -> _Sentences:
    first, *rest = _ENDS.split(body.strip())
    later = {said: shingles(words(said)) for said in rest}
    return _Sentences(first, later, frozenset[int]().union(*later.values()))


def _within(common: Collection[int], sentences: Mapping[str, frozenset[int]]) -> Iterator[str]:
    """The sentences whose word pairs are nearly all among these."""
    if len(common) >= SHARED * (FEWEST_WORDS - 1):
        for said, own in sentences.items():
            if len(own) >= FEWEST_WORDS - 1 and len(own.intersection(common)) >= SHARED * len(own):
                yield said


def _tells(text: str, item: Item, frequencies: Frequencies) -> bool:
    return titled(_stems(text), item, frequencies) >= TELLING


def _stems(text: str) -> Mapping[str, int]:
    return read_terms(words(text), ()).counts


def _less(member: Item, stock: Sequence[str]) -> Item:
    """A member as if it did not hold these sentences; its title stays."""
    left = Counter(member.terms)
    for text in stock:
        # It may stand below what the terms are read from, and say a word of the title.
        left.subtract(_stems(text))
    titled = dict.fromkeys(member.marks.title, 1)
    return replace(member, terms={**titled, **+left})
