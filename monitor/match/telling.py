r"""Puts what was found into published text and into words.

In: a `Reading` and its Outcomes. Out: Matches and Verdicts.
Knows nothing of how a rule is judged.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import chain

from monitor.match.arabic import Locator
from monitor.match.clauses import Hit, Hits, Mask, Span
from monitor.match.found import Evidence, Masked, Match, Verdict
from monitor.match.misses import nearest_miss
from monitor.match.reading import FIELDS, Outcome, Reading
from monitor.match.rulefile import FieldName
from monitor.match.rules import Rule
from monitor.match.selection import Near, Selection

#: Of a long list the first few words are enough.
_MOST_SHOWN = 4


class Teller:
    """Puts outcomes into published text and into words."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._locators: dict[FieldName, Locator] = {}
        self._starts = [start for start, _ in reading.fields.values()]

    def match(self, outcome: Outcome) -> Match:
        """The Match of a rule that fired."""
        rule = outcome.rule
        used = {hit.term for span in outcome.spans for hit in span.hits}
        tags = [tag for tag, terms in rule.hashtags if terms is None or not terms.isdisjoint(used)]
        return Match(
            rule=rule.id,
            name=rule.name,
            severity=rule.severity,
            evidence=self.evidence(outcome.spans),
            hashtags=tuple(dict.fromkeys(tags)),
            chats=tuple(dict.fromkeys(rule.entry.channels)),
            shadow=rule.entry.shadow,
        )

    def verdict(self, outcome: Outcome) -> Verdict:
        """The Verdict on any rule, for people who ask why."""
        rule = outcome.rule
        return Verdict(
            rule=rule.id,
            name=rule.name,
            fired=outcome.fired,
            clause=outcome.clause,
            reason=self._reason(outcome),
            evidence=self.evidence(outcome.spans),
            masked=tuple(self.masked(rule)),
            nearest="" if outcome.fired else nearest_miss(self.reading, rule, self.show),
        )

    # --- evidence ------------------------------------------------------------------------------

    def evidence(self, spans: Iterable[Span]) -> tuple[Evidence, ...]:
        """The hits of these spans as published, without those inside another."""
        return tuple(self.show(*hit) for hit in self.evidence_hits(spans))

    def evidence_hits(self, spans: Iterable[Span]) -> list[Hit]:
        """The hits of these spans in the folded text, without those inside another."""
        hits = {hit for span in spans for hit in span.hits}
        outer: list[Hit] = []
        for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.term)):
            if not outer or hit.end > outer[-1].end:
                outer.append(hit)
        return outer

    def show(self, start: int, end: int, term: int) -> Evidence:
        """A place of the folded text as published."""
        name = FIELDS[bisect_right(self._starts, start) - 1]
        published = self.reading.published[name]
        base, stop = self.reading.fields[name]
        if name not in self._locators:
            self._locators[name] = Locator(published, self.reading.text[base:stop])
        first, last = self._locators[name].span(start - base, end - base)
        written = self.reading.ruleset.terms[term].written
        return Evidence(name, written, published[first:last], first, last)

    def masked(self, rule: Rule) -> Iterator[Masked]:
        """The hits of a rule that `ignore` and its exclusion blocks take out, in reading order."""
        bare = self.reading.hits(rule).bare
        looked_for = Selection(frozenset().union(*(part.leaves for _, part in rule.parts)))
        found = [(block, span) for block, one in rule.masks for span in bare.of(one)]
        if not found:  # in most articles, and what is looked for need not be gathered
            return
        mask = Mask((span for _, span in found), self.reading.text)
        for hit in self.evidence_hits(bare.of(looked_for)):
            i = mask.covering(hit)
            if i is not None:
                block, span = found[i]
                by = self.show(span.start, span.end, hit.term).surface
                yield Masked(**asdict(self.show(*hit)), by=by, block=block)

    # --- reasons -------------------------------------------------------------------------------

    def _reason(self, outcome: Outcome) -> str:
        rule = outcome.rule
        if outcome.fired:
            surfaces = dict.fromkeys(one.surface for one in self.evidence(outcome.spans))
            return "found " + _quoted(surfaces)
        hits = self.reading.hits(rule)
        if outcome.clause == "none":
            return "ruled out by " + self._surfaces(hits.of(rule.none))
        if outcome.clause == "exclude":
            held = next(spans for e in rule.exclusions if (spans := hits.of(e.none)))
            return f"{outcome.reason}: {self._surfaces(held)}"
        missing = [
            part for name, part in rule.parts if name == outcome.clause and not hits.of(part)
        ]
        if outcome.reason != "not found" or not missing:
            return outcome.reason
        return self._lack(rule, missing[0])

    def _lack(self, rule: Rule, part: Selection) -> str:
        """What is missing for a part to be found."""
        if not part.terms:
            return self._nears_reason(rule, part)
        hits = self.reading.hits(rule)
        if there := hits.bare.of(part):
            return self._surfaces(there) + " only where it does not count"
        absent = self._absent(hits, part)
        if len(absent) <= _MOST_SHOWN or not part.lists:
            return "none of " + self._terms(absent)
        names = ", ".join(f"${name}" for name in part.lists)
        return f"none of {names}: {self._terms(absent)}"

    def _absent(self, hits: Hits, part: Selection) -> list[int]:
        """The words that would bring a part nearer to being found, its own before its clauses'.

        A clause needs no second word for a member that is found: where it asks for a town and
        one is there, no other town is missing.
        """
        absent = sorted(part.terms - self.reading.places.present)
        missing = (one for near in part.nears for one in near.of if not hits.of(one))
        return list(dict.fromkeys(chain(absent, *(self._absent(hits, one) for one in missing))))

    def _nears_reason(self, rule: Rule, part: Selection) -> str:
        """What is missing for the near clause that lacks the fewest of its members."""
        hits = self.reading.hits(rule)
        lacking = [sum(not hits.of(one) for one in near.of) for near in part.nears]
        least = part.nears[lacking.index(min(lacking))]
        more = f" (the nearest of {len(lacking)} clauses)" if len(lacking) > 1 else ""
        return self._near_reason(rule, least) + more

    def _near_reason(self, rule: Rule, near: Near) -> str:
        hits = self.reading.hits(rule)
        missing = [part for part in near.of if not hits.of(part)]
        if missing:
            return ", and ".join(self._lack(rule, part) for part in missing)
        surfaces = ", ".join(self._surfaces(hits.of(part)) for part in near.of)
        return f"{surfaces}: not close enough, out of order, or kept apart"

    def _surfaces(self, spans: Iterable[Span]) -> str:
        return _quoted(dict.fromkeys(one.surface for one in self.evidence(spans)))

    def _terms(self, terms: Iterable[int]) -> str:
        return _quoted(self.reading.ruleset.terms[term].written for term in terms)


def _quoted(texts: Iterable[str], most: int = _MOST_SHOWN) -> str:
    """The first few texts in «», a dot row for the rest."""
    texts = list(texts)
    return ", ".join(f"«{text}»" for text in texts[:most]) + (" …" if len(texts) > most else "")
