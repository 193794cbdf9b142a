"""How much a report says that its story has not told.

In: an Item, the members of the story it joins, what each of its stems weighs.
Out: a Novelty.
Knows nothing of what turns a story, of thresholds, storage or time.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from monitor.group.differences import FLASH_WORDS, told_by_its_outlet
from monitor.group.items import Item


class Novelty(NamedTuple):
    """What speaks for and against news in a report of a story that was told before."""

    #: Since the story's newest report; not negative.
    since: timedelta
    #: Of the story so far, at least 1.
    reports: int
    #: Share of the weight of its stems that no report of the story holds; 0 to 1.
    new_words: float
    #: Whether its title gives a number that no report of the story holds.
    new_figure: bool
    #: Whether its outlet has told the story, in other words.
    told_by_its_outlet: bool
    #: Words that name who says so, among the first of the text.
    sourced: int
    #: Of its text.
    words: int
    #: Whether it is the first to tell at length what its story told in flashes alone.
    at_length: bool = False


def novelty(item: Item, members: Sequence[Item], weights: Mapping[str, float]) -> Novelty:
    """What a report says beside these members, at least one; `weights` are of its own stems."""
    known = frozenset[str]().union(*(member.terms for member in members))
    unheard = sum(weight for stem, weight in weights.items() if stem not in known)
    return Novelty(
        since=max(timedelta(0), item.at - max(member.at for member in members)),
        reports=len(members),
        new_words=unheard / (sum(weights.values()) or 1.0),
        new_figure=any(stem[0].isdigit() and stem not in known for stem in item.marks.title),
        told_by_its_outlet=bool(told_by_its_outlet(item, members)),
        sourced=item.marks.sourced,
        words=item.words,
        at_length=item.words >= FLASH_WORDS > max(member.words for member in members),
    )
