"""What a clause of a rule looks for; its terms are numbers here.

Only records: `monitor.match.rules` makes them, `monitor.match.clauses` looks for them.
"""

from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, eq=False)
class Selection:
    """Any one of these terms, or a hit of any of these near clauses.

    Two are equal only if they are one: what several rules use is looked for once.
    """

    terms: frozenset[int] = frozenset()
    nears: tuple["Near", ...] = ()
    #: The lists it was written as, for people; of equal ones, those that were read first.
    lists: tuple[str, ...] = field(default=(), compare=False)

    def __bool__(self) -> bool:
        return bool(self.terms or self.nears)

    @cached_property
    def leaves(self) -> frozenset[int]:
        """Every term that is looked for, however deep."""
        return self.terms.union(*(near.leaves for near in self.nears))


NOTHING = Selection()


@dataclass(frozen=True, eq=False)
class Near:
    """One hit of every member of `of`, close together; see `NearClause` for each key.

    `sentences` is how many neighbouring sentences count as one; `at_least` is 0 where all members
    must be found.
    """

    of: tuple[Selection, ...]
    within: str
    sentences: int = 1
    words: int | None = None
    ordered: bool = False
    at_least: int = 0
    #: None: the fields of the rule.
    fields: frozenset[str] | None = None
    without: Selection = NOTHING
    none: Selection = NOTHING
    ignore: Selection = NOTHING
    rivals: Selection = NOTHING

    @cached_property
    def leaves(self) -> frozenset[int]:
        """Every term of its members, however deep."""
        return frozenset().union(*(part.leaves for part in self.of))
