"""What one row of the table says.

In: a figure and its goal. Out: a line for people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Result:
    """One figure beside its goal."""

    what: str
    #: A ratio, unless `unit` says something else.
    figure: float
    #: How it came about: what was compared, absolute figures, spread.
    detail: str
    at_most: float | None = None
    at_least: float | None = None
    #: ``×`` for a ratio, which nearly all figures are.
    unit: str = "×"

    @property
    def goal(self) -> str:
        """The goal as people write it; ``none`` for a figure that is there to compare.

        >>> Result("a poll", 1.2, "", at_most=1.3).goal
        '≤ 1.3 ×'
        """
        if self.at_most is not None:
            return f"≤ {self.at_most:g} {self.unit}"
        return "none" if self.at_least is None else f"≥ {self.at_least:g} {self.unit}"

    @property
    def verdict(self) -> str:
        """``met`` or ``MISSED``, of the figure before it is rounded; "" without a goal.

        >>> Result("a poll", 1.31, "", at_most=1.3).verdict
        'MISSED'
        """
        if self.at_most is None and self.at_least is None:
            return ""
        low = self.at_least is not None and self.figure < self.at_least
        high = self.at_most is not None and self.figure > self.at_most
        return "MISSED" if low or high else "met"


#: Names of the columns; `line` keeps to their widths.
HEADING = f"{'row':<58} {'ratio':>9}  {'goal':<9} {'':<6}  how"


def line(result: Result) -> str:
    """A result as one line of the table under `HEADING`."""
    figure = f"{result.figure:.2f} {result.unit}"
    return f"{result.what:<58} {figure:>9}  {result.goal:<9} {result.verdict:<6}  {result.detail}"


def paired(over: Sequence[float], under: Sequence[float]) -> float:
    """How many times `under` goes into `over`: the median over the rounds.

    Each round is divided by itself, so what slows the machine for a while slows both.

    >>> paired([2.0, 40.0, 2.2], [1.0, 20.0, 1.0])
    2.0
    """
    return median(a / b for a, b in zip(over, under, strict=True))
