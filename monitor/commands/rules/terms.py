"""Which terms of one list find nothing that another term of it does not find already?

In: terms as an editor wrote them. Out: pairs of a useless term and the one that makes it so.
Knows nothing of files and rules.
"""

from collections.abc import Iterator, Mapping, Sequence

from monitor.match.term import SHORTEST_PREFIX_LETTERS, Term

#: Forms of «القاعدة» after folding; alone it is the organisation in three news of five
#: (measured on 41 038 articles, 2026-11).
_BASE = {("القاعده",), ("قاعده",)}


def swallowed(terms: Sequence[Term], by: Sequence[Term] = ()) -> Iterator[tuple[int, Term]]:
    """By index the terms that never add a hit, and which term finds all they find.

    `by` are further terms that are looked for at the same place.

    >>> from monitor.match.term import read_term
    >>> [(i, by.written) for i, by in swallowed([read_term("ميناء طرطوس"), read_term("طرطوس")])]
    [(0, 'طرطوس')]
    >>> list(swallowed([read_term("=طرطوس"), read_term("حميميم")]))
    []
    """
    found: dict[tuple[str, ...], list[Term]] = {}
    for term in (*terms, *by):
        found.setdefault(term.words, []).append(term)
    stems = {words for words, same in found.items() if any(term.prefix for term in same)}
    seen = {_meaning(term): term for term in by}
    for i, term in enumerate(terms):
        if twin := seen.get(_meaning(term)):
            yield i, twin
            continue
        seen[_meaning(term)] = term
        if other := next(_coverers(term, found, stems), None):
            yield i, other


def _coverers(
    term: Term, found: Mapping[tuple[str, ...], list[Term]], stems: set[tuple[str, ...]]
) -> Iterator[Term]:
    words = term.words
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            spelt = words[start:end]
            bare = (_without_article(spelt[0]), *spelt[1:])
            for other in (*found.get(spelt, ()), *(found.get(bare, ()) if bare != spelt else ())):
                if _covers(other, term, start, end) and (other.words == spelt or not other.exact):
                    yield other
            last = words[end - 1]
            for length in range(SHORTEST_PREFIX_LETTERS, len(last)):
                stem = (*words[start : end - 1], last[:length])
                for other in found[stem] if stem in stems else ():
                    if other.prefix and _covers(other, term, start, end):
                        yield other


def _without_article(word: str) -> str:
    """What a term without ال finds behind it."""
    return word[2:] if word.startswith("ال") and len(word) > SHORTEST_PREFIX_LETTERS else word


def _covers(other: Term, term: Term, start: int, end: int) -> bool:
    """Whether `other`, whose words stand at ``term.words[start:end]``, finds all of `term`."""
    if _meaning(other) == _meaning(term) or (term.glued and not other.glued):
        return False
    if term.prefix and end == len(term.words) and not other.prefix:
        return False
    if (term.inflected and not other.inflected) or (other.owned and not term.owned):
        return False
    inner = start > 0 and end < len(term.words)
    return not other.exact or term.exact or inner


def _meaning(term: Term) -> tuple[tuple[str, ...], bool, bool, bool, bool]:
    """What a term finds, however it is spelt."""
    return term.words, term.exact, term.prefix, term.glued, term.inflected or term.owned


def is_bare_base(term: Term) -> bool:
    """Whether a term is «القاعدة» alone, which in news is mostly al-Qaeda.

    >>> from monitor.match.term import read_term
    >>> is_bare_base(read_term("القاعدة")), is_bare_base(read_term("القاعدة الجوية"))
    (True, False)
    """
    return term.words in _BASE and not term.owned


def is_short_wildcard(term: Term) -> bool:
    """Whether a wildcard has fewer letters of its own than it needs, ال not counted.

    >>> from monitor.match.term import read_term
    >>> is_short_wildcard(read_term("الحم*")), is_short_wildcard(read_term("استثمار*"))
    (True, False)
    """
    return term.prefix and len(term.words[-1].removeprefix("ال")) < SHORTEST_PREFIX_LETTERS
