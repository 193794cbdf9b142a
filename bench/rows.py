"""Which rows are there, and how large?

A module of its own because a new process cannot import `bench.__main__`.
"""

import importlib
from collections.abc import Mapping

from bench.result import Result

Sizes = dict[str, int | tuple[int, ...]]

#: Every row: what it is called with, and with ``--quick``, which shows only that it runs.
ROWS: Mapping[str, tuple[Sizes, Sizes]] = {
    "poll": ({"rounds": 150, "archived": 5000}, {"rounds": 1, "archived": 2, "listed": 2}),
    "pipeline": ({"rounds": 9, "pages": 60}, {"rounds": 1, "pages": 2}),
    "matching": (
        {"rounds": 15, "articles": 200},
        {"rounds": 1, "articles": 2, "terms": (20, 40), "rules": 4},
    ),
    "extraction": ({"rounds": 5}, {"rounds": 1, "pages": 2}),
    "memory": ({"early": 300, "late": 3000}, {"early": 1, "late": 2, "listed": 2}),
    "sources": (
        {"few": 50, "many": 1000, "rounds": 12, "weeks": 2},
        {"few": 1, "many": 2, "rounds": 1, "weeks": 1, "listed": 2, "at_once": 1},
    ),
    "week": ({"days": 7, "rounds": 2}, {"days": 1, "rounds": 1}),
    "editing": ({"articles": 20_000, "rounds": 9}, {"articles": 20, "rounds": 1}),
    "grouping": (
        {"asked": 200, "items": 10_000, "fewer": 1000, "more": 100_000},
        {"asked": 2, "items": 20, "fewer": 5, "more": 30},
    ),
    "stories": ({"items": 10_000}, {"items": 20}),
    "delivery": ({"seeds": 40, "posts": 50}, {"seeds": 1, "posts": 5}),
}


def measure(name: str, sizes: Sizes) -> list[Result]:
    """The results of one row, here; a second row that crawls needs another process."""
    module = importlib.import_module(f"bench.{name}")
    try:
        results: list[Result] = module.measure(**sizes)
    except Exception as error:
        # Not every exception survives the way to another process; its text does.
        raise RuntimeError(f"{type(error).__name__}: {error}") from error
    return results
