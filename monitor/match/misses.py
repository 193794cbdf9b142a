r"""Why did a rule that did not fire nearly do so?

In: a `Reading`, a rule, and a way to show a place of the folded text as published.
Out: one line for people, "" when nothing came near.
Knows nothing of how rules are written down or told.

The nearest miss is the first of these: a hit in a field that the rule does not look at; hits that
stand too far apart; a term inside a longer word; a word one letter away; a short term in a word.
"""

from collections.abc import Callable, Iterator

from monitor.match.clauses import Hits, Span
from monitor.match.found import Evidence
from monitor.match.reading import FIELDS, Reading
from monitor.match.rules import Rule
from monitor.match.selection import Near, Selection
from monitor.match.spelling import SHORTEST_LETTERS
from monitor.match.sweep import any_order

#: Shows the folded half-open span of a term as published.
Show = Callable[[int, int, int], Evidence]

#: Letters of a longer word that are shown on either side of the term in it.
_SHOWN_LETTERS = 40


def nearest_miss(reading: Reading, rule: Rule, show: Show) -> str:
    """The nearest miss of a rule, in one line."""
    for look in (_other_field, _too_far, _in_a_longer_word, _misspelt, _in_any_word):
        for found in look(reading, rule, show):
            return found
    return ""


def _leaves(rule: Rule) -> frozenset[int]:
    return frozenset().union(*(part.leaves for _, part in rule.parts))


def _other_field(reading: Reading, rule: Rule, show: Show) -> Iterator[str]:
    inside = [reading.fields[name] for name in FIELDS if name in rule.fields]
    for term in sorted(_leaves(rule) & reading.places.present):
        for start, end in reading.places.of(term):
            if not any(first <= start and end <= last for first, last in inside):
                seen = show(start, end, term)
                yield f"«{seen.surface}» stands in the {seen.field}, which is not in `in`"


def _too_far(reading: Reading, rule: Rule, show: Show) -> Iterator[str]:
    hits = reading.hits(rule)
    for _, part in rule.parts:
        for near in part.nears:
            groups = [hits.of(member) for member in near.of]
            if near.at_least or len(groups) < 2 or not all(groups) or hits.near(near):  # noqa: PLR2004
                continue
            parts = min(any_order(groups), key=lambda parts: max(parts).start - min(parts).end)
            apart = _apart(hits, near, min(parts), max(parts))
            if apart:
                first, last = (show(*span.hits[0]).surface for span in (min(parts), max(parts)))
                yield f"«{first}» and «{last}» stand {apart}"


def _apart(hits: Hits, near: Near, first: Span, last: Span) -> str:
    """How far apart two hits are, where the clause fails by that; else ""."""
    prose = hits.prose
    sentences = prose.sentence(last.start) - prose.sentence(first.start)
    words = prose.word(last.start) - prose.word(first.end - 1)
    if near.within == "sentence" and sentences >= near.sentences:
        return f"{sentences} sentence{'s' * (sentences > 1)} apart"
    if near.within == "paragraph" and prose.paragraph(first.start) != prose.paragraph(last.start):
        return "in different paragraphs"
    if near.words is not None and words > near.words:
        return f"{words} words apart, not {near.words}"
    return ""


def _misspelt(reading: Reading, rule: Rule, show: Show) -> Iterator[str]:
    found = _leaves(rule) & reading.places.present
    right = {start for term in found for start, _ in reading.places.of(term)}
    hits = reading.hits(rule)
    parts = [part for key, part in rule.parts if key != "near"]
    parts += [one for near in rule.near for one in near.of]
    wanted = frozenset().union(*(_wanted(hits, part) for part in parts))
    for number in sorted(wanted - found):
        term = reading.ruleset.terms[number]
        # Who writes «=أعمال» wants no other spelling, so «عمال» is no slip for it.
        single = len(term.words) == 1 and not term.exact
        for start, end in reading.spellings.near(term.words[0]) if single else ():
            if start in right:
                continue
            seen = show(start, end, number)
            yield f"«{seen.surface}» in the {seen.field} is one letter away from «{seen.term}»"


def _wanted(hits: Hits, part: Selection) -> frozenset[int]:
    """The terms that a part lacks; of a clause in it of which nothing is found, none."""
    wanted = part.terms
    for near in part.nears:
        missing = [one for one in near.of if not hits.of(one)]
        if len(missing) < len(near.of):
            wanted = wanted.union(*(_wanted(hits, one) for one in missing))
    return wanted


def _in_a_longer_word(reading: Reading, rule: Rule, show: Show) -> Iterator[str]:
    return _inside(reading, rule, show, SHORTEST_LETTERS)


def _in_any_word(reading: Reading, rule: Rule, show: Show) -> Iterator[str]:
    return _inside(reading, rule, show, 1)


def _inside(reading: Reading, rule: Rule, show: Show, letters: int) -> Iterator[str]:
    """Terms of one word, of so many letters at least, with a letter too many around them."""
    leaves, text = _leaves(rule), reading.text
    groups = {group for _, part in rule.parts for group in _alternatives(part)}
    begun = {group: _starts(reading, group) for group in groups}
    for pattern, start, end in reading.places.anchors:
        if pattern.term not in leaves or len(pattern.words) > 1 or end - start < letters:
            continue
        first, last = start, end
        while first and start - first < _SHOWN_LETTERS and text[first - 1].isalnum():
            first -= 1
        while last < len(text) and last - end < _SHOWN_LETTERS and text[last].isalnum():
            last += 1
        whole = first == start or text[first:start] in pattern.before
        if not whole and end - start < SHORTEST_LETTERS:
            continue  # «سكر» in «عسكرية» is chance
        letters_here = range(first, last)
        if not all(
            starts.isdisjoint(letters_here)
            for group, starts in begun.items()
            if pattern.term in group
        ):
            continue  # «روس» in «روسية», where either would do
        if reading.ruleset.terms[pattern.term].exact and last != end:
            continue  # «=طبيب» is written to leave «طبيبة» out
        if (first, last) != (start, end) and not pattern.find(text, start, end):
            seen = show(first, last, pattern.term)
            yield f"«{seen.term}» only inside «{seen.surface}» in the {seen.field}"


def _alternatives(part: Selection) -> Iterator[frozenset[int]]:
    """Terms of which one is enough, however deep."""
    yield part.terms
    for near in part.nears:
        for member in near.of:
            yield from _alternatives(member)


def _starts(reading: Reading, terms: frozenset[int]) -> set[int]:
    """Where these terms begin."""
    return {at for term in terms & reading.places.present for at, _ in reading.places.of(term)}
