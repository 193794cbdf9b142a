"""What does each sign of one event weigh? ``python -m bench.fit`` fits and judges it.

Each part of the labelled stream is streamed by weights of the other parts and by the words that
are common in them: that is what to expect of news nobody has read.
The last line is fitted on all of them; `monitor.group.score.SHIPPED` holds it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from bench.prior import believed
from bench.stream import PARTS, Labelled, b_cubed, part, read_stream
from monitor.group.differences import contradiction
from monitor.group.frequencies import Frequencies
from monitor.group.items import Item, Story, prepare
from monitor.group.placement import JOIN_AT, WINDOW, Placement, place
from monitor.group.score import SHIPPED, Model, compare, pair, weigh

#: Weight of the ridge: large enough that no sign that is rare in the parts fitted on runs away.
RIDGE = 8.0


@dataclass(frozen=True)
class Choice:
    """What there is to choose from, at least one, each with its signs; and a person's choice.

    For an article: the stories that are open.
    """

    signs: Sequence[Sequence[float]]
    #: None: none of them; the article opens a story.
    chosen: int | None


class Archive:
    """What a stream has told so far, in memory: every open story is a candidate."""

    def __init__(self, believed: Frequencies) -> None:
        self._believed = believed
        self._documents = 0
        self._holding: dict[str, int] = {}
        self.stories: dict[int | str, list[Item]] = {}

    def frequencies(self) -> Frequencies:
        """As of now."""
        believed = self._believed.holding
        both = {stem: n + believed.get(stem, 0) for stem, n in self._holding.items()}
        return Frequencies(self._believed.documents + self._documents, {**believed, **both})

    def add(self, story: int | str, item: Item) -> None:
        """The item joins."""
        self.stories.setdefault(story, []).append(item)
        self._documents += 1
        for stem in item.terms:
            self._holding[stem] = self._holding.get(stem, 0) + 1


def choices(items: Sequence[Labelled], believed: Frequencies) -> Iterator[Choice]:
    """Every choice of a stream whose articles all land where a person puts them.

    A choice is among the stories that nothing contradicts and that the score alone decides about:
    not among those that an article may only answer (`Compared.unsure`).
    """
    archive = Archive(believed)
    for number, one in enumerate(items, 1):
        item, frequencies = prepare(number, one.article, one.at), archive.frequencies()
        stories = {name: Story(0, tuple(members)) for name, members in archive.stories.items()}
        near = [
            name
            for name, story in stories.items()
            if item.at - story.last_at <= WINDOW and not contradiction(item, story.members)
        ]
        if near and place(item, stories.values(), frequencies).kind != "copy":
            own = weigh(item, frequencies)
            sure = {}
            for name in near:
                compared = compare(pair(item, own, stories[name], frequencies), frequencies)
                if not compared.unsure:
                    sure[name] = compared.signs
            if sure:
                chosen = [*sure].index(one.event) if one.event in sure else None
                yield Choice([*sure.values()], chosen)
        archive.add(one.event, item)


def fitted(chosen: Sequence[Choice], ridge: float = RIDGE) -> list[float]:
    """The bias and the weights under which a person's choices are likeliest (conditional logit).

    `ridge` is what a weight costs, squared, for signs of one spread.
    Each of what there is to choose from has its odds and none of them has 1.
    """
    signs = np.array([one for choice in chosen for one in choice.signs], float)
    of = np.repeat(np.arange(len(chosen)), [len(choice.signs) for choice in chosen])
    first = np.cumsum([0, *(len(choice.signs) for choice in chosen)])
    right = [
        start + choice.chosen
        for start, choice in zip(first[:-1], chosen, strict=True)
        if choice.chosen is not None
    ]
    spread = signs.std(axis=0) + 1e-9
    signs = np.column_stack([np.ones(len(signs)), signs / spread])
    costs = np.array([0.0, *[ridge] * len(spread)])

    def unlikelihood(weights: np.ndarray) -> tuple[float, np.ndarray]:
        odds = np.exp(np.clip(signs @ weights, -50, 50))
        all_odds = 1 + np.bincount(of, odds, len(chosen))
        slope = signs.T @ (odds / all_odds[of]) - signs[right].sum(axis=0) + costs * weights
        loss = np.log(all_odds).sum() - (signs[right] @ weights).sum() + costs @ weights**2 / 2
        return loss, slope

    bias, *weights = minimize(unlikelihood, np.zeros(len(costs)), jac=True).x
    return [float(bias), *map(float, weights / spread)]


def learn(items: Sequence[Labelled], believed: Frequencies) -> Model:
    """The weights that these parts of the stream teach, each a stream of its own."""
    parts = ([one for one in items if part(one) == name] for name in PARTS)
    return Model(*fitted([choice for one in parts for choice in choices(one, believed)]))


def streamed(
    items: Sequence[Labelled], believed: Frequencies, model: Model, join_at: float = JOIN_AT
) -> list[tuple[int, Placement]]:
    """The story each item lands in, by these weights."""
    archive, placed = Archive(believed), []
    for number, one in enumerate(items, 1):
        item = prepare(number, one.article, one.at)
        stories = [Story(int(name), tuple(all_)) for name, all_ in archive.stories.items()]
        found = place(item, stories, archive.frequencies(), join_at=join_at, model=model)
        story = found.story_id or number
        archive.add(story, item)
        placed.append((story, found))
    return placed


def left_out(name: str) -> tuple[list[Labelled], list[tuple[int, Placement]]]:
    """One part, and where it lands by what the others teach."""
    items = [one for one in read_stream() if part(one) == name]
    others = [one for one in read_stream() if part(one) != name]
    prior = believed(others)
    learned = learn(others, prior)
    return items, streamed(items, prior, learned)


def hidden(items: Sequence[Labelled], placed: Sequence[tuple[int, Placement]]) -> int:
    """How many events never get a story of their own: no report of theirs opens one."""
    return len({one.event for one in items} - set(_opened(items, placed).values()))


def begun_elsewhere(items: Sequence[Labelled], placed: Sequence[tuple[int, Placement]]) -> int:
    """How many events have their first report in another's story: those hidden, and those late."""
    opened = _opened(items, placed)
    first: dict[str, int] = {}
    for one, (story, _) in zip(items, placed, strict=True):
        first.setdefault(one.event, story)
    return sum(opened[story] != event for event, story in first.items())


def _opened(items: Sequence[Labelled], placed: Sequence[tuple[int, Placement]]) -> dict[int, str]:
    """The event that opened each story."""
    opened: dict[int, str] = {}
    for one, (story, _) in zip(items, placed, strict=True):
        opened.setdefault(story, one.event)
    return opened


def main() -> None:
    """Print what is left out, and what is fitted on all."""
    for name in PARTS:
        items, placed = left_out(name)
        f1, precision, recall = b_cubed(
            [story for story, _ in placed], [one.event for one in items]
        )
        lost, late = hidden(items, placed), begun_elsewhere(items, placed)
        print(
            f"{name:4} F1 {f1:.3f} ({precision:.3f}/{recall:.3f});"
            f" of {len({one.event for one in items})} events {lost} are hidden,"
            f" {late} have their first report in another's story"
        )
    learned = learn(read_stream(), Frequencies.of_the_beat())
    print(f"on all: {learned}\nshipped: {SHIPPED}")


if __name__ == "__main__":
    main()
