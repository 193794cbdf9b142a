"""Which stems does nearly every report of this beat hold? ``python -m bench.prior`` prints them.

Made from the labelled stream, by events, so that one much-reported event does not make its words
common; `monitor.group.frequencies` holds the result.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from bench.stream import Labelled, part, read_stream
from monitor.group.frequencies import Frequencies
from monitor.group.items import prepare

#: A stem of fewer events, or of fewer parts, is no word of the beat: of 5 to 60 events and 3 to 9
#: parts the best for parts left out (docs/stories.md).
FEWEST_EVENTS = 20
FEWEST_PARTS = 6
#: All reports of an event hold more stems than one does, and the stream more incidents than a day.
DISCOUNT = 0.6


def shares(items: Iterable[Labelled]) -> dict[str, int]:
    """Stem to the percentage of articles that a new archive believes to hold it."""
    events: dict[tuple[str, str], set[str]] = {}
    for one in items:
        stems = prepare(0, one.article, one.at).terms
        events.setdefault((part(one), one.event), set()).update(stems)
    holding = Counter(stem for stems in events.values() for stem in stems)
    told = {(stem, name) for (name, _), stems in events.items() for stem in stems}
    parts = Counter(stem for stem, _ in told)
    return {
        stem: max(1, round(100 * DISCOUNT * count / len(events)))
        for stem, count in holding.most_common()
        if count >= FEWEST_EVENTS and parts[stem] >= FEWEST_PARTS
    }


def believed(items: Iterable[Labelled]) -> Frequencies:
    """What a new archive would start from, had it been counted on these items only."""
    return Frequencies.believing(shares(items))


def table(held: Mapping[str, int]) -> str:
    """Lines for `monitor.group.frequencies`, the commonest first."""
    by_share = defaultdict(list)
    for stem, share in held.items():
        by_share[share].append(stem)
    return "\n".join(
        f'{share}: "{" ".join(sorted(by_share[share]))}",'
        for share in sorted(by_share, reverse=True)
    )


if __name__ == "__main__":
    print(table(shares(read_stream())))
