"""Is a story what a person would call one? Beside four usual ways, on the labelled stream.

Each way joins an article to the story of the most alike earlier article within 72 hours, from
a threshold on; its threshold is the best on the half it is tuned on, and its other half is what
counts.
Ours runs as shipped.
"""

from collections.abc import Sequence
from datetime import timedelta

from bench.likeness import OTHERS
from bench.result import Result
from bench.stream import Labelled, b_cubed, grouped, read_stream
from monitor.group.placement import WINDOW

_STEPS = 40


def measure(*, items: int) -> list[Result]:
    """B-cubed F1 on the held-out half, beside the half tuned on; of the first so many items."""
    tune, held_out = (read_stream(half)[:items] for half in ("tune", "held_out"))
    results = [_result("ours", *(_score(half, _ours(half)) for half in (tune, held_out)), None)]
    for name, method in OTHERS.items():
        alike = [method().matrix([one.article for one in half]) for half in (tune, held_out)]
        scores = {
            at / _STEPS: _score(tune, _joined(tune, alike[0], at / _STEPS))
            for at in range(1, _STEPS)
        }
        best = max(scores, key=scores.__getitem__)
        results.append(
            _result(name, scores[best], _score(held_out, _joined(held_out, alike[1], best)), best)
        )
    nothing = [_score(half, list(range(len(half)))) for half in (tune, held_out)]
    return [*results, _result("nothing is ever grouped", *nothing, None)]


def _result(name: str, tuned: float, held_out: float, at: float | None) -> Result:
    threshold = "" if at is None else f", best threshold there {at:.2f}"
    return Result(
        f"stories as a person sees them: {name}",
        held_out,
        f"B-cubed F1 on the held-out half; on the half tuned on {tuned:.3f}{threshold}",
        at_least=0.94 if name == "ours" else None,
        unit="F1",
    )


def _score(items: Sequence[Labelled], stories: Sequence[int]) -> float:
    return b_cubed(stories, [one.event for one in items])[0]


def _ours(items: Sequence[Labelled]) -> list[int]:
    return [story for story, _ in grouped(tuple(items))]


def _joined(items: Sequence[Labelled], alike, at: float, window: timedelta = WINDOW) -> list[int]:
    stories: list[int] = []
    for number, one in enumerate(items):
        near = [n for n in range(number) if one.at - items[n].at <= window]
        best = max(near, key=lambda n: alike[number][n], default=None)
        joins = best is not None and alike[number][best] >= at
        stories.append(stories[best] if joins and best is not None else number)
    return stories
