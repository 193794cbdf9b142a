"""Which terms must a text hold before it is worth looking at a rule?

In: for each rule the selections that must all be found.
Out: the terms that wake rules: a rule cannot fire in a text that holds none of its own.
Knows nothing of texts, files or what else a rule says.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from monitor.match.selection import Selection
from monitor.match.term import Term

#: By rule, what must all be found; empty for a rule that is switched off.
Parts = Sequence[Sequence[Selection]]


def rules_by_term(rules: Parts, terms: Sequence[Term]) -> dict[int, tuple[int, ...]]:
    """By term: the indices of the rules that it may wake, as `RuleSet.candidates`."""
    cost = _costs(rules, terms)
    waiting: dict[int, list[int]] = {}
    for i, parts in enumerate(rules):
        for term in _rarest(parts, cost) if parts else ():
            waiting.setdefault(term, []).append(i)
    return {term: tuple(indices) for term, indices in waiting.items()}


def _costs(rules: Parts, terms: Sequence[Term]) -> list[float]:
    """How common each term may be in news: a guess by how many rules use it and how short it is.

    Each letter more is taken to make a term four times as rare.
    """
    uses = Counter(term for parts in rules for part in parts for term in part.leaves)
    return [uses[i] * 4.0 ** -len("".join(term.words)) for i, term in enumerate(terms)]


def _rarest(parts: Sequence[Selection], cost: Sequence[float]) -> frozenset[int]:
    """Terms of which one occurs wherever the rule fires, as rare as they can be chosen.

    Near clauses are asked only where the rule has neither `any` nor `all`. An editor who wants a
    rule of many clauses to be cheap writes what they share under `all`.
    """
    named = [part.terms for part in parts if part.terms and not part.nears]
    if named:
        return min(named, key=_sum_of(cost))
    return min((_needs(part, cost, frozenset()) for part in parts), key=_sum_of(cost))


def _needs(part: Selection, cost: Sequence[float], chosen: frozenset[int]) -> frozenset[int]:
    """The rarest set of terms of which one occurs wherever this is found.

    Terms that are `chosen` already cost nothing more, so alternatives come to need the same ones.
    """
    needed = part.terms
    for near in part.nears:
        if near.at_least:
            needed |= near.leaves
            continue
        known = chosen | needed
        members: list[frozenset[int]] = [_needs(one, cost, known) - known for one in near.of]
        needed |= min(members, key=_sum_of(cost))
    return needed


def _sum_of(cost: Sequence[float]) -> Callable[[Iterable[int]], float]:
    return lambda terms: sum(cost[term] for term in terms)
