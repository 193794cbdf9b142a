"""Does our extractor find more of the article, and less beside it, than the known ones?

Two sets are read by each: the pages that people have judged without knowing the extractor
(`tests/quality/pages/`), and our own fixtures, which were written beside it and flatter it; see
docs/bench.md.
"""

from collections.abc import Sequence
from functools import partial
from statistics import median

from bench.pages import Case, Total, fixture_pages, invented_page, judged_pages, total
from bench.readers import OTHERS, OURS, READERS, Reader, quiet
from bench.result import Result, paired
from bench.timing import Times, in_turn


def measure(*, rounds: int, pages: int | None = None) -> list[Result]:
    """Quality and time of each extractor beside ours; the first `pages` of each set, or all."""
    quiet()
    judged, fixtures = judged_pages()[:pages], fixture_pages()[:pages]
    articles = [case for case in fixtures if not case.truth.refused]
    times = in_turn(rounds, {name: partial(_all, r, articles) for name, r in READERS.items()})
    large = [invented_page()]
    large_times = in_turn(rounds, {name: partial(_all, r, large) for name, r in READERS.items()})
    return [
        *_quality("judged pages", judged),
        *_quality("fixtures", fixtures),
        *(_speed(name, times, large_times, len(articles)) for name in READERS if name != OURS),
    ]


def _all(reader: Reader, cases: Sequence[Case]) -> None:
    for case in cases:
        reader(case)


def _quality(what: str, cases: Sequence[Case]) -> list[Result]:
    """A line for each extractor: ours over the best of the others, the others over ours."""
    totals = {
        name: total([(read(case), case.truth) for case in cases]) for name, read in READERS.items()
    }
    best = max(OTHERS, key=lambda name: totals[name].f1)
    return [
        Result(
            f"F1 on {what}, {name} ÷ {best if name not in OTHERS else OURS}",
            one.f1 / totals[best if name not in OTHERS else OURS].f1,
            _told(one, cases),
            at_least=1 if name == OURS else None,
        )
        for name, one in totals.items()
    ]


def _told(one: Total, cases: Sequence[Case]) -> str:
    articles = sum(not case.truth.refused for case in cases)
    return (
        f"F1 {one.f1:.3f}, precision {one.precision:.3f}, recall {one.recall:.3f}; of {articles} "
        f"articles {one.titles:.0%} titles and {one.dates_right:.0%} dates right, "
        f"{one.dates_wrong} dates wrong, {one.furnished} with furniture; a text for {one.taken} "
        f"of {len(cases) - articles} pages that are none"
    )


def _speed(name: str, times: dict[str, Times], large: dict[str, Times], pages: int) -> Result:
    each = [median(times[side].cpu) / pages * 1000 for side in (name, OURS)]
    on_large = paired(large[name].cpu, large[OURS].cpu)
    large_each = [median(large[side].cpu) * 1000 for side in (name, OURS)]
    return Result(
        f"time on the fixtures, {name} ÷ {OURS}",
        paired(times[name].cpu, times[OURS].cpu),
        f"{each[0]:.2f} ms ÷ {each[1]:.2f} ms; on a page of 60 KB {on_large:.2f} × "
        f"({large_each[0]:.1f} ms ÷ {large_each[1]:.1f} ms)",
    )
