r"""What every rule makes of one article: the deciding, without the telling.

In: an Article and a RuleSet. Out: for each rule an `Outcome` in folded offsets.
Knows nothing of evidence as published (`monitor.match.matcher`), storage, time or settings.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, get_args

from monitor.match.arabic import fold
from monitor.match.clauses import Hits, Mask, Span
from monitor.match.prose import FIELD_BREAK, Prose
from monitor.match.rules import Rule, RuleSet
from monitor.match.term import Pattern
from spiders.contract import Article

FieldName = Literal["title", "lead", "body", "tags"]
#: In reading order.
FIELDS: tuple[FieldName, ...] = get_args(FieldName)


@dataclass
class Outcome:
    """What one rule says of one article; `clause` is the key of the rule that decided."""

    rule: Rule
    fired: bool
    clause: str
    reason: str
    #: Where the rule holds; empty when it did not fire.
    spans: list[Span] = field(default_factory=list)


class Reading:
    """One article, folded into one text, with the hits of every term."""

    def __init__(self, article: Article, ruleset: RuleSet) -> None:
        self.article = article
        self.ruleset = ruleset
        self.published: dict[FieldName, str] = {
            "title": article.title,
            "lead": article.lead,
            "body": article.body,
            "tags": "\n".join(article.tags) if "tags" in ruleset.fields else "",
        }
        folded = [fold(text) if text else "" for text in self.published.values()]
        self.text = FIELD_BREAK.join(folded)
        #: Half-open spans of the fields in the folded text.
        self.fields: dict[FieldName, tuple[int, int]] = {}
        start = 0
        for name, text in zip(FIELDS, folded, strict=True):
            self.fields[name] = (start, start + len(text))
            start += len(text) + len(FIELD_BREAK)
        self._judged: dict[str, Outcome] = {}

    @cached_property
    def prose(self) -> Prose:
        """The layout of the folded text."""
        return Prose(self.text)

    @cached_property
    def by_term(self) -> dict[int, list[tuple[int, int]]]:
        """Half-open spans of every term that occurs."""
        return self._found_by(self.ruleset.automaton)

    @cached_property
    def present(self) -> frozenset[int]:
        """The terms that occur."""
        return frozenset(self.by_term)

    def _found_by(self, automaton: Any) -> dict[int, list[tuple[int, int]]]:
        text, found = self.text, dict[int, list[tuple[int, int]]]()
        for pattern, start, end in self.anchors(automaton):
            if span := pattern.find(text, start, end):
                found.setdefault(pattern.term, []).append(span)
        return found

    def anchors(self, automaton: Any) -> Iterator[tuple[Pattern, int, int]]:
        """Every pattern whose anchor word occurs, with the span of the word, lazily."""
        if not len(automaton):  # one without words cannot be asked
            return
        for last, (length, patterns) in automaton.iter(self.text):
            for pattern in patterns:
                yield pattern, last + 1 - length, last + 1

    def candidates(self) -> list[Rule]:
        """Enabled rules that could fire by the terms that occur, in the order of the file."""
        triggers = self._found_by(self.ruleset.triggers)
        found = {i for term in triggers for i in self.ruleset.candidates[term]}
        return [
            rule
            for rule in (self.ruleset.rules[i] for i in sorted(found))
            if all(part.possible(self.present) for _, part in rule.parts)
        ]

    def judge(self, rule: Rule) -> Outcome:
        """What a rule says of this article; worked out once."""
        if rule.id not in self._judged:
            refusal = self._refusal(rule)
            self._judged[rule.id] = _no(rule, *refusal) if refusal else self.judge_text(rule)
        return self._judged[rule.id]

    def _refusal(self, rule: Rule) -> tuple[str, str] | None:
        entry, article = rule.entry, self.article
        if not entry.enabled:
            return "enabled", "the rule is switched off"
        if entry.sources and entry.sources.only and article.source not in entry.sources.only:
            return "sources", f"«{article.source}» is not among its outlets"
        if entry.sources and article.source in entry.sources.except_:
            return "sources", f"«{article.source}» is excepted"
        if entry.lang and article.language and article.language not in entry.lang:
            return "lang", f"the article is in «{article.language}»"
        return None

    def judge_text(self, rule: Rule) -> Outcome:
        """What a rule says of the text alone: outlet, language and `enabled` do not count."""
        for clause, part in rule.parts:
            if not part.possible(self.present):
                return _no(rule, clause, "not found")
        if rule.entry.unless_rule:
            other = self.judge(self.ruleset.by_id[rule.entry.unless_rule])
            # A rule in shadow posts nothing, so it must not silence one that does.
            if other.fired and (rule.entry.shadow or not other.rule.entry.shadow):
                return _no(rule, "unless_rule", f"the rule {other.rule.id} fires")
        hits = self.hits(rule)
        spans: list[Span] = []
        for clause, part in rule.parts:
            found = hits.of(part)
            kept = self._undisturbed(rule, clause, found, hits)
            if found and not kept:
                return _no(rule, "none_near", "every hit stands near a term of none_near")
            if not kept:
                return _no(rule, clause, "not found")
            if clause == "any" and (n := self._mentions(kept)) < rule.entry.min_mentions:
                return _no(rule, "min_mentions", f"{n} mentions, not {rule.entry.min_mentions}")
            # Where hits must stand together, those that may stand anywhere show nothing.
            spans += [] if clause == "all" and rule.near else kept
        if hits.of(rule.none):
            return _no(rule, "none", "a term of none occurs")
        return Outcome(rule, True, rule.parts[-1][0], "found", spans)

    def hits(self, rule: Rule, *, masked: bool = True) -> Hits:
        """The hits a rule may use; with `masked` false also those that `ignore` takes out."""
        fields = None
        if not rule.fields >= {name for name, text in self.published.items() if text}:
            fields = [self.fields[name] for name in FIELDS if name in rule.fields]
        hits = Hits(self.by_term, self.present, self.prose, self.fields["title"], fields)
        if masked and rule.ignore:
            hits.mask = Mask(hits.of(rule.ignore), self.text)
        return hits

    def _undisturbed(self, rule: Rule, clause: str, found: list[Span], hits: Hits) -> list[Span]:
        if not rule.none_near or not found or (rule.near and clause != "near"):
            return found
        disturbed = set(hits.disturbed(found, rule.none_near))
        return [span for span in found if span not in disturbed]

    def _mentions(self, spans: Iterable[Span]) -> int:
        """Places with a hit; a lead that the body repeats does not count."""
        start, end = self.fields["lead"]
        repeated = self.text[start:end] in self.text[self.fields["body"][0] :]
        return len({span.end for span in spans if not (repeated and start <= span.start < end)})


def _no(rule: Rule, clause: str, reason: str) -> Outcome:
    return Outcome(rule, fired=False, clause=clause, reason=reason)
