"""What does each sign of news weigh? ``python -m bench.news`` fits and judges it.

Each part of the labelled stream is judged by weights of the other parts, in the stories that the
program puts it in; an update that opens a story of its own is noticed only where it answers one
of its event, as what may belong to it.
The last lines hold the weights of all fitted on, as `monitor.alert.material.SHIPPED` does, and
what they make of the whole stream.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bench.fit import Archive, Choice, fitted
from bench.stream import PARTS, Labelled, grouped, part, read_stream
from monitor.alert.facts import Facts, facts_of, news, titled
from monitor.alert.material import SHIPPED, Model, Signs, judge, signs
from monitor.group.frequencies import Frequencies
from monitor.group.items import prepare
from monitor.group.novelty import Novelty, novelty
from monitor.group.placement import Placement
from monitor.group.score import weigh

#: The parts that weights are fitted on: the words of turns were collected on the others, where
#: they seem to tell more than they do.
FITTED_ON = tuple("DEFGHIJKLMNOP")

#: Of the weights: there are fewer reports than choices of a story.
RIDGE = 1.0

#: What is judged; a copy has no novelty.
JUDGED = ("retelling", "update")


@dataclass(frozen=True)
class Told:
    """A report of a story that was told before, and what a person says of it."""

    one: Labelled
    before: Facts
    now: Facts
    novelty: Novelty | None
    copied: bool


@cache
def as_a_person_groups(name: str) -> Sequence[Told]:
    """The reports of one part that are no copies, each in the story a person puts it in."""
    return tuple(_reports([one for one in read_stream() if part(one) == name]))


def _reports(items: Sequence[Labelled]) -> Iterator[Told]:
    archive, told = Archive(Frequencies.of_the_beat()), dict[str, Facts]()
    for number, one in enumerate(items, 1):
        item, now = prepare(number, one.article, one.at), facts_of(one.article)
        if one.event in told and one.update in JUDGED:
            weights = weigh(item, archive.frequencies()).text.weights
            new = novelty(item, archive.stories[one.event], weights)
            yield Told(one, told[one.event], now, new, copied=False)
        archive.add(one.event, item)
        told[one.event] = told.get(one.event, Facts()).and_also(now)


def as_grouped(
    items: Sequence[Labelled], placed: Sequence[tuple[int, Placement]]
) -> Iterator[Told]:
    """The reports that join a story, each in the one it was put in."""
    told: dict[int, Facts] = {}
    for one, (story, placement) in zip(items, placed, strict=True):
        now = facts_of(one.article)
        if story in told:
            copied = placement.kind == "copy"
            yield Told(one, told[story], now, placement.novelty, copied)
        told[story] = told.get(story, Facts()).and_also(now)


def learn(parts: Iterable[str]) -> Model:
    """The weights that these parts of the stream teach."""
    reports = [told for name in parts for told in as_a_person_groups(name)]
    chosen = [Choice([_signs(told)], 0 if _is_update(told) else None) for told in reports]
    return Model(*fitted(chosen, RIDGE))


def _signs(told: Told) -> Signs:
    assert told.novelty, told.one
    before, now = told.before, told.now
    return signs(news(before, now), titled(before, now), now.headlined, told.novelty)


def _is_update(told: Told) -> bool:
    return told.one.update == "update"


def is_news(told: Told, model: Model = SHIPPED) -> bool:
    """Whether a report is told as news, by these weights."""
    return judge(told.before, told.now, told.novelty, copied=told.copied, model=model).material


def noticed(items: Sequence[Labelled], model: Model = SHIPPED) -> Counter[str]:
    """How many of each kind answer the post of their story, where the program puts them.

    As news by these weights, or as what may belong to it: both notify.
    """
    placed = grouped(tuple(items))
    as_news = {told.one.article.url for told in as_grouped(items, placed) if is_news(told, model)}
    events: dict[int | None, set[str]] = {}
    found: Counter[str] = Counter()
    for one, (story, placement) in zip(items, placed, strict=True):
        resembled = events.get(placement.resembles, ())
        found[one.update] += one.article.url in as_news or one.event in resembled
        events.setdefault(story, set()).add(one.event)
    return found


def left_out(name: str) -> tuple[Counter[str], Counter[str]]:
    """What is noticed of one part by what the others teach; how many there are of each kind."""
    items = [one for one in read_stream() if part(one) == name]
    model = learn(other for other in FITTED_ON if other != name)
    return noticed(items, model), Counter(one.update for one in items)


def main() -> None:
    """Print what is left out, and what is fitted on all."""
    for name in PARTS:
        _print(name, *left_out(name))
    stream = read_stream()
    print(f"fitted on {''.join(FITTED_ON)}: {learn(FITTED_ON)}\nshipped: {SHIPPED}")
    _print("all", noticed(stream), Counter(one.update for one in stream))


def _print(name: str, told: Counter[str], of: Counter[str]) -> None:
    kinds = ("update", "retelling", "copy")
    print(f"{name:4}", ", ".join(f"{kind} {told[kind]} of {of[kind]}" for kind in kinds))


if __name__ == "__main__":
    main()
