"""How surely an article tells a story's event: one cosine and one clock.

In: an Item, the members of a Story, how much each stem tells.
Out: a score between 0 and 1, and what it is made of.
Knows nothing of thresholds, vetoes, storage or time.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from math import exp, log, sqrt
from operator import mul
from typing import NamedTuple

from monitor.group.frequencies import Frequencies
from monitor.group.items import Item

#: Share of a story's members that must hold a stem for it to count in the centroid.
CENTROID_SHARE = 0.34

#: Logistic fit of "same event" on 576 of 1 274 pairs within 72 h (docs/stories.md).
_BIAS, _PER_ROOT_COSINE, _PER_72_HOURS, _LONGEST_GAP_HOURS = -5.86, 17.4, -5.8, 96.0


class _Tells(dict[int, float]):
    """How much more a stem tells that a text says so often."""

    def __missing__(self, count: int) -> float:
        told = self[count] = 1 + log(count)
        return told


_TELLS = _Tells()


class Vector(NamedTuple):
    """Weighted stems, and the length of them all."""

    weights: Mapping[str, float]
    length: float


@dataclass(frozen=True, slots=True)
class Compared:
    """How alike an item and one story are."""

    story_id: int
    members: Sequence[Item]
    #: Half of each of the next two.
    score: float
    p: float
    p_centroid: float
    #: With the most alike member.
    cosine: float
    member: Item


def compare(
    item: Item, own: Vector, story_id: int, members: Sequence[Item], frequencies: Frequencies
) -> Compared:
    """Half the story's most alike member, half what its members share.

    `members` is not empty; `own` is the item's vector.
    """
    compared = []
    for member in members:
        cosine = _cosine(own, _told(member.terms), frequencies)
        compared.append((probability(cosine, abs(item.at - member.at)), cosine, member))
    p, cosine, best = max(compared, key=lambda one: one[0])
    gap = min(abs(item.at - member.at) for member in members)
    p_centroid = probability(_cosine(own, _centroid(members), frequencies), gap)
    score = round((p + p_centroid) / 2, 4)
    return Compared(story_id, members, score, p, p_centroid, cosine, best)


def probability(cosine: float, gap: timedelta) -> float:
    """How likely two articles tell one event, 0 to 1.

    >>> [round(probability(0.2, timedelta(hours=h)), 2) for h in (0, 24, 72)]
    [0.87, 0.5, 0.02]
    """
    hours = min(gap.total_seconds() / 3600, _LONGEST_GAP_HOURS)
    return 1 / (1 + exp(-(_BIAS + _PER_ROOT_COSINE * sqrt(cosine) + _PER_72_HOURS * hours / 72)))


def weigh(terms: Mapping[str, int], frequencies: Frequencies) -> Vector:
    """The stems of a text by how much each tells; said twice, it tells a little more."""
    told, known = _told(terms), frequencies.weights
    weights = {stem: told[stem] * known[stem] for stem in told}
    return Vector(weights, _length(weights.values()))


def _told(terms: Mapping[str, int]) -> Mapping[str, float]:
    """How much a text tells of each of its stems."""
    return dict(zip(terms, map(_TELLS.__getitem__, terms.values()), strict=True))


def _centroid(members: Sequence[Item]) -> Mapping[str, float]:
    """The share of the members that tell each stem, where they are enough."""
    if len(members) == 1:  # most stories
        return dict.fromkeys(members[0].terms, 1.0)
    holding = Counter(chain.from_iterable(member.terms for member in members))
    fewest = CENTROID_SHARE * len(members)
    return {stem: count / len(members) for stem, count in holding.items() if count >= fewest}


def _cosine(own: Vector, told: Mapping[str, float], frequencies: Frequencies) -> float:
    """Of the item, and of what tells each of these stems so much."""
    mine, known = own.weights, frequencies.weights
    lengths = own.length * _length([*map(mul, told.values(), map(known.__getitem__, told))])
    # Most of the time goes into the length: few stems are shared.
    dot = sum(mine[stem] * (told[stem] * known[stem]) for stem in mine.keys() & told.keys())
    return min(1.0, dot / lengths) if lengths else 0.0


def _length(weights: Collection[float]) -> float:
    return sqrt(sum(map(mul, weights, weights)))
