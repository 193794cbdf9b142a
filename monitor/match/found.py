"""What matching returns: hits as published, matches, and verdicts for people.

Only records; `monitor.match.telling` fills them.
"""

from dataclasses import dataclass

from monitor.match.rulefile import FieldName
from monitor.match.rules import Severity


@dataclass(frozen=True)
class Evidence:
    """One term in one field: ``published[start:end] == surface``.

    Offsets are code points of the field as published (tags joined by a line break); `term` is
    as the rule writes it.
    """

    field: FieldName
    term: str
    surface: str
    start: int
    end: int


@dataclass(frozen=True)
class Masked(Evidence):
    """A hit that does not count: `by` is the published text that masks it.

    `block` names the exclusion block that holds the mask, "" for the rule's own `ignore`.
    """

    by: str
    block: str


@dataclass(frozen=True)
class Match:
    """One rule that fired.

    `evidence` is in reading order, none inside another; where the rule has `near`, hits of `all`
    are not among it. `hashtags` and `chats` are in the order of the rule, each once.
    """

    rule: str
    name: str
    severity: Severity
    evidence: tuple[Evidence, ...]
    hashtags: tuple[str, ...]
    chats: tuple[str, ...]
    shadow: bool


@dataclass(frozen=True)
class Verdict:
    """Why one rule fired or did not.

    `clause` is the key of the rule that decided; `reason` says how, for people; `masked` is what
    `ignore` and exclusion blocks took out; `nearest` names the nearest miss of a rule that did
    not fire, "" when none was found.
    """

    rule: str
    name: str
    fired: bool
    clause: str
    reason: str
    evidence: tuple[Evidence, ...] = ()
    masked: tuple[Masked, ...] = ()
    nearest: str = ""
