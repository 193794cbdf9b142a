"""How surely an article tells a story's event: five signs, each with its weight.

In: an Item, the members of a Story, how much each stem tells.
Out: a score between 0 and 1, and the signs it is made of.
Knows nothing of thresholds, storage or time.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import exp, log, sqrt
from operator import mul
from typing import NamedTuple

from monitor.group.differences import contradiction, differences, same_site, told_already
from monitor.group.frequencies import Frequencies
from monitor.group.items import Item, Story

#: Likeness beyond this makes nothing surer: two events of a kind are told in the same words.
MOST_LIKENESS = 0.5


class Model(NamedTuple):
    """What each sign adds to the logarithm of the odds that two articles tell one event."""

    #: Where nothing speaks for or against.
    bias: float
    likeness: float
    #: For each day between the article and the nearest member.
    days_apart: float
    same_kind_and_place: float
    told_by_its_outlet: float
    #: For each of them.
    differences: float


class Signs(NamedTuple):
    """What speaks for and against one event; in the order of `Model`."""

    likeness: float = 0.0
    days_apart: float = 0.0
    same_kind_and_place: int = 0
    told_by_its_outlet: int = 0
    differences: int = 0


#: Logistic fit on the labelled stream, ``python -m bench.fit`` (docs/stories.md).
SHIPPED = Model(-10.6, 29.0, -1.6, 1.4, -2.9, -2.1)


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

    story: Story
    #: 0 to 1; 0 where something contradicts it.
    score: float
    signs: Signs
    #: For people: each difference and contradiction.
    against: Sequence[str]
    #: With the most alike member.
    cosine: float
    member: Item


def compare(
    item: Item, own: Vector, story: Story, frequencies: Frequencies, model: Model = SHIPPED
) -> Compared:
    """How surely the item tells the story's event; `own` is the item's vector."""
    members = story.members
    cosines = [_cosine(own, _told(member), frequencies) for member in members]
    best = max(range(len(members)), key=cosines.__getitem__)
    outlets_own = told_already(item, members)
    contradicted, against = contradiction(item, members), list(differences(item, members))
    # Half the most alike member, half all of them: one angle of a story is not the story.
    alike = (sqrt(cosines[best]) + sqrt(sum(cosines) / len(cosines))) / 2
    signs = Signs(
        min(alike, MOST_LIKENESS),
        min(abs(item.at - member.at) for member in members) / timedelta(days=1),
        same_site(item, members),
        bool(outlets_own),
        len(against),
    )
    if outlets_own:
        against.append(f"{item.source} told it in article {outlets_own}")
    if contradicted:
        against.insert(0, contradicted)
    score = 0.0 if contradicted else probability(signs, model)
    return Compared(story, score, signs, against, cosines[best], members[best])


def probability(signs: Signs, model: Model = SHIPPED) -> float:
    """How likely it is one event, 0 to 1.

    >>> probability(Signs(likeness=0.5)) > 0.9
    True
    >>> probability(Signs(likeness=0.5, differences=1, told_by_its_outlet=1)) < 0.5
    True
    """
    return logistic(model, signs)


def logistic(model: Sequence[float], signs: Iterable[float]) -> float:
    """The probability, 0 to 1, that a logistic model with a bias gives to its signs.

    >>> logistic([0.0, 2.0], [0.0]), logistic([0.0, 2.0], [1.0])
    (0.5, 0.8808)
    """
    bias, *weights = model
    odds = bias + sum(map(mul, weights, signs))
    return round(1 / (1 + exp(-odds)), 4)


def weigh(item: Item, frequencies: Frequencies) -> Vector:
    """The stems of a text by how much each tells; said twice or titled, it tells a little more."""
    told, known = _told(item), frequencies.weights
    weights = {stem: told[stem] * known[stem] for stem in told}
    return Vector(weights, _length(weights.values()))


def _told(item: Item) -> Mapping[str, float]:
    """How much a text tells of each of its stems."""
    titled = item.marks.title
    return {stem: _TELLS[count + (stem in titled)] for stem, count in item.terms.items()}


def _cosine(own: Vector, told: Mapping[str, float], frequencies: Frequencies) -> float:
    """Of the item, and of what tells each of these stems so much."""
    mine, known = own.weights, frequencies.weights
    lengths = own.length * _length([*map(mul, told.values(), map(known.__getitem__, told))])
    # Most of the time goes into the length: few stems are shared.
    dot = sum(mine[stem] * (told[stem] * known[stem]) for stem in mine.keys() & told.keys())
    return min(1.0, dot / lengths) if lengths else 0.0


def _length(weights: Collection[float]) -> float:
    return sqrt(sum(map(mul, weights, weights)))
