r"""Match one article against the rules and keep the evidence.

In: an Article (text as published) and a RuleSet. Out: Matches, strongest first; for people,
Verdicts: every rule, fired or not, with the clause that decided.
Knows nothing of storage, time, settings, Telegram or HTML.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from monitor.match.arabic import Locator
from monitor.match.clauses import Hit, Mask, Span
from monitor.match.reading import FIELDS, FieldName, Outcome, Reading
from monitor.match.rules import Rule, RuleSet, Severity
from monitor.match.selection import Near, Selection
from spiders.contract import Article


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

    `clause` is the key of the rule that decided; `reason` says how, for people; `masked` is
    what `ignore` took out; `nearest` names the nearest miss, "" when none was found.
    """

    rule: str
    name: str
    fired: bool
    clause: str
    reason: str
    evidence: tuple[Evidence, ...] = ()
    masked: tuple[Evidence, ...] = ()
    nearest: str = ""


def match(article: Article, ruleset: RuleSet) -> list[Match]:
    r"""Every enabled rule that fires, strongest severity first, then in the order of the file.

    Rules in shadow are among them.

    >>> from datetime import UTC, datetime
    >>> from monitor.match.rulefile import read_rules
    >>> from monitor.match.rules import compile_rules
    >>> rules = compile_rules(read_rules("version: 1\nrules:\n- {id: port, any: [طرطوس]}"))
    >>> at = datetime(2026, 1, 1, tzinfo=UTC)
    >>> article = Article(url="https://a.example/1", title="وبـ«طَرْطُـوس»", fetched_at=at)
    >>> [found] = match(article, rules)
    >>> found.evidence[0].surface, found.evidence[0].start
    ('طَرْطُـوس', 4)
    """
    reading = Reading(article, ruleset)
    outcomes = [reading.judge(rule) for rule in reading.candidates()]
    fired = [outcome for outcome in outcomes if outcome.fired]
    teller = _Teller(reading)
    return sorted(map(teller.match, fired), key=lambda found: -found.severity.rank)


def verdicts(article: Article, ruleset: RuleSet) -> list[Verdict]:
    """Every rule of the file, in its order, with the clause that decided."""
    teller = _Teller(reading := Reading(article, ruleset))
    return [teller.verdict(reading.judge(rule)) for rule in ruleset.rules]


def verdict_of_text(article: Article, rule: Rule, ruleset: RuleSet) -> Verdict:
    """One rule's verdict on the text alone: outlet, language and `enabled` do not count."""
    reading = Reading(article, ruleset)
    return _Teller(reading).verdict(reading.judge_text(rule))


def as_dict(found: Match) -> dict[str, Any]:
    """A match as the command line prints it."""
    return {
        "id": found.rule,
        "severity": found.severity.value,
        "evidence": [asdict(one) for one in found.evidence],
    }


class _Teller:
    """Puts outcomes into published text and into words."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._locators: dict[FieldName, Locator] = {}
        self._starts = [start for start, _ in reading.fields.values()]

    def match(self, outcome: Outcome) -> Match:
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
        rule, reading = outcome.rule, self.reading
        mask = reading.hits(rule).mask
        looked_for = Selection(frozenset().union(*(part.leaves for _, part in rule.parts)))
        hits = reading.hits(rule)
        unmasked = hits.but(mask=Mask((), reading.text))
        masked = [span for span in unmasked.of(looked_for) if mask.covers(span)]
        return Verdict(
            rule=rule.id,
            name=rule.name,
            fired=outcome.fired,
            clause=outcome.clause,
            reason=self._reason(outcome),
            evidence=self.evidence(outcome.spans),
            masked=self.evidence(masked),
            nearest="" if outcome.fired else self._nearest(rule),
        )

    # --- evidence ------------------------------------------------------------------------------

    def evidence(self, spans: Iterable[Span]) -> tuple[Evidence, ...]:
        """The hits of these spans as published, without those inside another."""
        hits = {hit for span in spans for hit in span.hits}
        outer: list[Hit] = []
        for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.term)):
            if not outer or hit.end > outer[-1].end:
                outer.append(hit)
        return tuple(self._evidence(hit.start, hit.end, hit.term) for hit in outer)

    def _evidence(self, start: int, end: int, term: int) -> Evidence:
        name = FIELDS[bisect_right(self._starts, start) - 1]
        published = self.reading.published[name]
        base, stop = self.reading.fields[name]
        if name not in self._locators:
            self._locators[name] = Locator(published, self.reading.text[base:stop])
        first, last = self._locators[name].span(start - base, end - base)
        written = self.reading.ruleset.terms[term].written
        return Evidence(name, written, published[first:last], first, last)

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
        if outcome.clause == "near":
            return "; ".join(self._near_reason(rule, near) for near in missing[0].nears)
        return "none of " + self._terms(missing[0].leaves)

    def _near_reason(self, rule: Rule, near: Near) -> str:
        hits = self.reading.hits(rule)
        missing = [part for part in near.of if not hits.of(part)]
        if missing:
            return "none of " + ", and none of ".join(self._terms(p.leaves) for p in missing)
        surfaces = ", ".join(self._surfaces(hits.of(part)) for part in near.of)
        return f"{surfaces}: not close enough, out of order, or kept apart"

    def _nearest(self, rule: Rule) -> str:
        """Where a term of the rule almost counted: another field, or inside a longer word."""
        reading = self.reading
        leaves = frozenset().union(*(part.leaves for _, part in rule.parts))
        inside = [reading.fields[name] for name in FIELDS if name in rule.fields]
        for term in sorted(leaves & reading.places.present):
            for start, end in reading.places.of(term):
                if not any(first <= start and end <= last for first, last in inside):
                    near = self._evidence(start, end, term)
                    return f"«{near.surface}» stands in the {near.field}, which is not in `in`"
        for pattern, start, end in reading.places.anchors():
            if pattern.term in leaves and not pattern.find(reading.text, start, end):
                word = self._word_around(start, end)
                if len(pattern.words) == 1 and word != pattern.words[0]:
                    return f"«{reading.ruleset.terms[pattern.term].written}» only inside «{word}»"
        return ""

    def _word_around(self, start: int, end: int) -> str:
        text = self.reading.text
        while start and text[start - 1].isalnum():
            start -= 1
        while end < len(text) and text[end].isalnum():
            end += 1
        return text[start:end]

    def _surfaces(self, spans: Iterable[Span]) -> str:
        return _quoted(dict.fromkeys(one.surface for one in self.evidence(spans)))

    def _terms(self, terms: frozenset[int]) -> str:
        return _quoted(self.reading.ruleset.terms[term].written for term in sorted(terms))


def _quoted(texts: Iterable[str], most: int = 4) -> str:
    """The first few texts in «», a dot row for the rest."""
    texts = list(texts)
    return ", ".join(f"«{text}»" for text in texts[:most]) + (" …" if len(texts) > most else "")
