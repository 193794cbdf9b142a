"""How surely an article tells a story's event: ten signs, each with its weight.

In: an Item, the members of a Story, how much each stem tells.
Out: a score between 0 and 1, and the signs it is made of.
Knows nothing of thresholds, storage or time.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import exp, log, log1p, sqrt
from operator import mul
from typing import NamedTuple

from monitor.group.differences import (
    contradiction,
    differences,
    doubts,
    other_people,
    other_site,
    reaction_to,
    same_site,
    told_already,
)
from monitor.group.frequencies import Frequencies
from monitor.group.items import Item, Story
from monitor.group.stock import apart, titled

#: Likeness beyond this makes nothing surer: two events of a kind are told in the same words.
MOST_LIKENESS = 0.55

#: Two texts of fewer stems are flashes, and short: in a flash nearly every word tells the event.
FLASH_STEMS = 18
SHORT_STEMS = 30

#: What flashes of different events of one town and day have in common: so few stems, and less of
#: a title.
FEW_STEMS = 3
HALF_A_TITLE = 0.5


class Signs(NamedTuple):
    """What speaks for and against one event; in the order of `Model`."""

    #: Of the article and the mean report of the story, 0 to `MOST_LIKENESS`.
    likeness: float = 0.0
    #: The same of the article's title and lead: what follows them tells what came before.
    lead: float = 0.0
    #: Share of the weight of a title that the article's text says: of the title it says most of.
    headline: float = 0.0
    days_apart: float = 0.0
    #: Logarithm of the hours since the story began, and one.
    hours_open: float = 0.0
    same_kind_and_place: int = 0
    turns: int = 0
    told_by_its_outlet: int = 0
    differences: int = 0
    doubts: int = 0


class Model(NamedTuple):
    """What each sign adds to the logarithm of the odds that two articles tell one event."""

    #: Where nothing speaks for or against.
    bias: float
    likeness: float
    lead: float
    headline: float
    #: For each day between the article and the nearest member.
    days_apart: float
    hours_open: float
    same_kind_and_place: float
    #: For each of what the title says has come of something.
    turns: float
    told_by_its_outlet: float
    #: For each of them.
    differences: float
    doubts: float


#: Logistic fit on the labelled stream, ``python -m bench.fit`` (docs/stories.md).
SHIPPED = Model(-8.1, 14.1, 10.0, 2.5, -1.1, -0.6, 1.1, 0.5, -2.4, -2.5, -0.65)


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


class Weighed(NamedTuple):
    """An item by how much each of its stems tells."""

    #: Of title and opening.
    text: Vector
    #: Of title and lead alone.
    lead: Vector


class Pair(NamedTuple):
    """An item and one story, both without the sentences that they borrow from one agency."""

    item: Item
    own: Weighed
    story: Story
    members: Sequence[Item]
    #: Why they cannot tell one event; for people.
    contradicted: str | None


def pair(item: Item, own: Weighed, story: Story, frequencies: Frequencies) -> Pair:
    """What is compared of an item and a story; `own` is the item, weighed."""
    # What they borrow says nothing of the event.
    bare, members = apart(item, story.members, frequencies)
    contradicted = contradiction(item, members)
    if bare is not item:
        contradicted = contradicted or contradiction(bare, members)
        own = weigh(bare, frequencies)
    return Pair(bare, own, story, members, contradicted)


@dataclass(frozen=True, slots=True)
class Compared:
    """How alike an item and one story are."""

    pair: Pair
    #: 0 to 1; 0 where something contradicts it.
    score: float
    signs: Signs
    #: With the most alike member, and which of them that is.
    cosine: float
    nearest: int
    #: For people: each difference and contradiction.
    differing: Sequence[str]

    # What follows is asked of the best story, and of those that could be joined.

    @property
    def member(self) -> Item:
        """The most alike member, whole."""
        return self.pair.story.members[self.nearest]

    @property
    def shared(self) -> Collection[str]:
        """The stems that both hold, but for those of sentences that they borrow."""
        return self.pair.item.terms.keys() & self.pair.members[self.nearest].terms.keys()

    @property
    def unsure(self) -> str | None:
        """Why it is not surely one event, whatever the score; for people."""
        item, _, _, members, _ = self.pair
        length = max(len(item.terms), len(members[self.nearest].terms))
        unsure = _unsure(length, len(self.shared), self.signs)
        if not unsure and length < SHORT_STEMS:
            unsure = other_site(item, members)
        return unsure or other_people(item, members) or reaction_to(item, members)

    @property
    def against(self) -> list[str]:
        """For people: all that speaks against it."""
        return [*self.differing, *filter(None, [self.unsure])]


def compare(pair: Pair, frequencies: Frequencies, model: Model = SHIPPED) -> Compared:
    """How surely the item tells the story's event."""
    item, own, story, members, contradicted = pair
    alike = [_cosines(own, member, frequencies) for member in members]
    nearest = max(range(len(members)), key=alike.__getitem__)
    outlets_own = told_already(item, members)
    different = list(differences(item, members))
    doubtful = [] if contradicted else list(doubts(item, members))
    signs = Signs(
        # Of all: one angle of a story is not the story.
        likeness=_likeness([text for text, _ in alike]),
        lead=_likeness([lead for _, lead in alike]),
        headline=max(titled(item.terms, member, frequencies) for member in members),
        days_apart=min(abs(item.at - member.at) for member in members) / timedelta(days=1),
        hours_open=log1p(abs(item.at - story.opened_at) / timedelta(hours=1)),
        same_kind_and_place=same_site(item, members),
        turns=len(item.marks.turns),
        told_by_its_outlet=bool(outlets_own),
        differences=len(different),
        doubts=len(doubtful),
    )
    differing = [*filter(None, [contradicted]), *different, *doubtful]
    if outlets_own:
        differing.append(f"{item.source} told it in article {outlets_own}")
    score = 0.0 if contradicted else probability(signs, model)
    return Compared(pair, score, signs, alike[nearest][0], nearest, differing)


def _unsure(length: int, shared: int, signs: Signs) -> str | None:
    """Why two texts, the longer of so many stems, share too little to be surely one event."""
    if length >= FLASH_STEMS:
        return None
    if signs.differences or (shared <= FEW_STEMS and signs.headline < HALF_A_TITLE):
        return f"two flashes that share {shared} words"
    return None


def probability(signs: Signs, model: Model = SHIPPED) -> float:
    """How likely it is one event, 0 to 1.

    >>> alike = Signs(likeness=0.5, lead=0.5)
    >>> probability(alike) > 0.9
    True
    >>> probability(alike._replace(differences=1, told_by_its_outlet=1)) < 0.5
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


def weigh(item: Item, frequencies: Frequencies) -> Weighed:
    """The stems of a text by how much each tells; said twice or titled, it tells a little more."""
    known, lead = frequencies.weights, {stem: _TELLS[n] for stem, n in item.lead.items()}
    return Weighed(*(_vector(told, known) for told in (_told(item), lead)))


def _vector(told: Mapping[str, float], known: Mapping[str, float]) -> Vector:
    weights = {stem: told[stem] * known[stem] for stem in told}
    return Vector(weights, _length(weights.values()))


def _told(item: Item) -> Mapping[str, float]:
    """How much a text tells of each of its stems."""
    told, terms = dict.fromkeys(item.terms, 1.0), item.terms
    # Most stems stand there once: only the others are looked up.
    for stem in item.marks.title.union([stem for stem, count in terms.items() if count > 1]):
        told[stem] = _TELLS[terms[stem] + (stem in item.marks.title)]
    return told


def _cosines(own: Weighed, member: Item, frequencies: Frequencies) -> tuple[float, float]:
    """Of the item's text, and of its lead, with the text of a member."""
    told, known, (text, lead) = _told(member), frequencies.weights, own
    # Most of the time goes into the length: few stems are shared.
    length = _length([*map(mul, told.values(), map(known.__getitem__, told))])
    shared = {stem: told[stem] * known[stem] for stem in text.weights.keys() & told.keys()}
    return _cosine(text, shared, length), _cosine(lead, shared, length)


def _cosine(mine: Vector, shared: Mapping[str, float], length: float) -> float:
    """With a text of this length; `shared` are its weights of the stems that both texts hold."""
    both = mine.weights.keys() & shared.keys()
    dot = sum(map(mul, map(mine.weights.__getitem__, both), map(shared.__getitem__, both)))
    return min(1.0, dot / (mine.length * length)) if dot else 0.0


def _likeness(cosines: Sequence[float]) -> float:
    return min(sqrt(sum(cosines) / len(cosines)), MOST_LIKENESS)


def _length(weights: Collection[float]) -> float:
    return sqrt(sum(map(mul, weights, weights)))
