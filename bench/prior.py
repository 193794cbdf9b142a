"""Which stems does nearly every report of this beat hold? ``python -m bench.prior`` prints them.

Made from the half of the labelled stream that is tuned on, by events, so that one much-reported
event does not make its words common; `monitor.group.frequencies` holds the result beside what
was counted on real articles.
"""

from collections import Counter

from bench.stream import read_stream
from monitor.group.items import prepare

#: A stem of fewer events is no word of the beat.
FEWEST_EVENTS = 8
#: The stream is richer in incidents than the beat is.
DISCOUNT = 0.6


def shares() -> dict[str, int]:
    """Stem to the percentage of articles that a new archive believes to hold it."""
    events: dict[str, set[str]] = {}
    for one in read_stream("tune"):
        events.setdefault(one.event, set()).update(prepare(0, one.article, one.at).terms)
    holding = Counter(stem for stems in events.values() for stem in stems)
    return {
        stem: round(100 * DISCOUNT * count / len(events))
        for stem, count in holding.most_common()
        if count >= FEWEST_EVENTS
    }


if __name__ == "__main__":
    for stem, share in shares().items():
        print(share, stem)
