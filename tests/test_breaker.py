"""monitor.alert.breaker: what is out of all proportion, and what is only a great day."""

import pytest

from monitor.alert.breaker import (
    Edited,
    Flow,
    Scope,
    Sighting,
    judge_edited,
    judge_flow,
    judge_sighting,
)


@pytest.mark.parametrize(
    ("scope", "now", "ever", "held"),
    [
        ("source", 30, 0, False),
        ("source", 31, 0, True),
        ("source", 40, 20, False),
        ("source", 41, 20, True),
        ("rule", 40, 0, False),
        ("rule", 41, 0, True),
        ("all", 60, 9, False),
        ("all", 61, 9, True),
    ],
)
def test_more_than_ever_is_held(scope: Scope, now: int, ever: int, held: bool) -> None:
    """Twice the fullest hour and the constant both have to be passed."""
    trip = judge_flow(Flow(scope, "" if scope == "all" else "x", now, ever))
    assert (trip is not None) is held
    if trip:
        assert str(now) in trip.reason
        assert trip.seen == Flow(scope, trip.name, now, ever)


@pytest.mark.parametrize(
    ("new", "known_text", "most", "days", "held"),
    [
        (5, 5, 90, 9, True),
        (4, 4, 90, 9, False),
        (12, 5, 90, 9, False),
        (10, 5, 90, 9, True),
        (21, 0, 10, 3, True),
        (21, 0, 10, 2, False),
        (20, 0, 10, 9, False),
        (40, 0, 40, 9, False),
        (0, 0, 0, 0, False),
    ],
)
def test_what_was_seen_before_is_held(
    new: int, known_text: int, most: int, days: int, held: bool
) -> None:
    """Known texts under new addresses, or more in one crawl than in any day."""
    trip = judge_sighting(Sighting("x", new, known_text, most, days))
    assert (trip is not None) is held


@pytest.mark.parametrize(
    ("hits", "of", "hits_before", "of_before", "held"),
    [
        (10, 10, 5, 100, True),
        (10, 10, 5, 99, True),
        (10, 10, 0, 20, True),
        (10, 10, 2, 20, False),  # so little is known of before that twice as much may be usual
        (12, 12, 2, 20, True),
        (60, 60, 0, 0, False),  # nothing is known of before: the first rules of all
        (9, 9, 5, 100, False),  # too little was seen since
        (201, 201, 5, 100, False),  # long live: what it does now is what it does
        (10, 10, 50, 100, False),  # an outlet of one town: half of everything is a hit
        (4, 10, 3, 300, False),
        (9, 10, 3, 300, True),
    ],
)
def test_an_edited_rule_is_held_to_what_it_did(
    hits: int, of: int, hits_before: int, of_before: int, held: bool
) -> None:
    """Far more than chance can do, beside what is known."""
    trip = judge_edited(Edited("x", hits, of, hits_before, of_before))
    assert (trip is not None) is held
