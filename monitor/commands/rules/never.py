"""What can a rule never find? Terms that nobody writes so, and clauses that undo each other.

In: a term as written; a compiled rule. Out: what is wrong with it, in an editor's words.
Knows nothing of places in a file.
"""

import re
from collections.abc import Iterator, Sequence

from monitor.commands.rules.terms import swallowed
from monitor.match.rules import Rule
from monitor.match.selection import Selection
from monitor.match.term import Term

#: «(طر)?طوس», «طر?طوس»; a group in brackets alone may be a part of a name.
_REGEX = re.compile(r"[^\W_]\?|[^\W_]\(|\)[?\w]|\.\?")
_SEVERAL = re.compile(r"[؛;/]| (?:OR|AND|NOT) ")


def odd(written: str) -> str:
    """What is odd in a term that can hardly stand so in an article; "" for a plain one.

    >>> odd("طر?طوس"), odd("طرطوس؛ بانياس"), odd("ميناء طرطوس")
    ('looks like a regular expression, which terms are not: write each word out', \
'is one phrase to be found as a whole: write two items, with a comma «,» between them', '')
    """
    if _REGEX.search(written):
        return "looks like a regular expression, which terms are not: write each word out"
    if _SEVERAL.search(written):
        return (
            "is one phrase to be found as a whole: write two items, with a comma «,» between them"
        )
    return ""


def undone(rule: Rule, terms: Sequence[Term]) -> Iterator[str]:
    """The keys that take away all that some part of a rule must find.

    `terms` are those of its `RuleSet`.
    """
    forbidden = [rule.none, *(one.none for one in rule.exclusions)]
    masked = [selection for _, selection in rule.masks]
    for key, against, whole in (("none", forbidden, False), ("ignore", masked, True)):
        by = [terms[number] for one in against for number in sorted(one.terms)]
        leaves = frozenset().union(*(part.leaves for _, part in rule.parts))
        gone = frozenset(leaf for leaf in leaves if _found_by(terms[leaf], by, whole=whole))
        if any(_hopeless(part, gone) for _, part in rule.parts):
            yield key


def _found_by(term: Term, others: Sequence[Term], *, whole: bool) -> bool:
    """Whether one of the others stands wherever a term does; `whole`: over all of it."""
    words = len(term.words)
    by = [other for other in others if not whole or len(other.words) == words]
    return bool(by) and any(swallowed([term], by))


def _hopeless(part: Selection, gone: frozenset[int]) -> bool:
    """Whether a part needs one of the terms that are gone, however it is met."""
    return part.terms <= gone and all(
        not near.at_least and any(_hopeless(one, gone) for one in near.of) for near in part.nears
    )
