"""Where does a rule file hold terms, and where the name of a list as if it were a word?

In: a rule file. Out: each such place, with what stands there.
Knows nothing of what is said about it.
"""

from collections.abc import Iterator
from typing import Any

from monitor.match.rulefile import CLAUSES, NearClause, RuleFile, TermList
from spiders.yamlfile import Loc

#: Keys of a near clause that hold items.
PARTS_OF_NEAR = ("of", "without", "none", "ignore", "rivals")


def without_dollar(file: RuleFile) -> Iterator[tuple[Loc, str]]:
    r"""Items, and words of phrases with lists, that are spelt like a list.

    A list may hold its own name, as a language key may: there only words can stand.

    >>> from monitor.match.rulefile import read_rules
    >>> text = "version: 1\nlists: {fuel: [بنزين]}\nrules:\n- {id: a, any: [بنزين, fuel]}\n"
    >>> list(without_dollar(read_rules(text)))
    [(('rules', 0, 'any', 1), 'fuel')]
    """
    for start, value in _clauses(file):
        for loc, item in _items(value, start):
            words = item.split() if "$" in item else [item]
            for word in words:
                if word in file.lists and start[:2] != ("lists", word):
                    yield loc, word


def terms_written(file: RuleFile) -> Iterator[tuple[Loc, str]]:
    r"""Every term, wherever it stands; phrases with lists in them are none.

    >>> from monitor.match.rulefile import read_rules
    >>> text = "version: 1\nlists: {a: {ar: [بنزين]}}\nrules:\n- {id: a, any: [$a, قمح]}\n"
    >>> list(terms_written(read_rules(text)))
    [(('lists', 'a', 'ar', 0), 'بنزين'), (('rules', 0, 'any', 1), 'قمح')]
    """
    for name, entry in file.lists.items():
        if isinstance(entry, TermList):
            yield from ((("lists", name, *at), term) for at, term in entry.terms())
    for start, value in _clauses(file):
        yield from ((loc, item) for loc, item in _items(value, start) if "$" not in item)


def _clauses(file: RuleFile) -> Iterator[tuple[Loc, Any]]:
    for name, entry in file.lists.items():
        if isinstance(entry, TermList):
            yield ("lists", name, "clauses"), entry.clauses
        else:
            yield ("lists", name), entry
    for name, block in file.exclusions.items():
        yield from ((("exclusions", name, key), getattr(block, key)) for key in ("ignore", "none"))
    for i, rule in enumerate(file.rules):
        yield from ((("rules", i, key), getattr(rule, key)) for key in CLAUSES)


def _items(value: Any, loc: Loc) -> Iterator[tuple[Loc, str]]:
    """Every term and phrase of a clause, with its place."""
    if isinstance(value, str):
        yield loc, value
    elif isinstance(value, NearClause):
        for key in PARTS_OF_NEAR:
            yield from _items(getattr(value, key), (*loc, key))
    elif isinstance(value, tuple):
        for k, item in enumerate(value):
            yield from _items(item, (*loc, k))
