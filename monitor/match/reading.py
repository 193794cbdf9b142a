r"""What every rule makes of one article: the deciding, without the telling.

In: an Article and a RuleSet. Out: for each rule an `Outcome` in folded offsets.
Knows nothing of evidence as published (`monitor.match.matcher`), storage, time or settings.
"""

import re
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import get_args

from monitor.match.arabic import fold
from monitor.match.clauses import Hits, Span
from monitor.match.lexicon import Places
from monitor.match.outline import Outline
from monitor.match.prose import FIELD_BREAK, Prose
from monitor.match.rulefile import FieldName
from monitor.match.rules import Rule, RuleSet
from monitor.match.selection import Selection
from monitor.match.spelling import Spellings
from spiders.contract import Article

#: The fields of an article, in reading order.
FIELDS: tuple[FieldName, ...] = get_args(FieldName)

#: Fields, and what masks them.
_Reach = tuple[frozenset[str], tuple[Selection, ...]]
#: The key of the rule that decided, and how.
Refusal = tuple[str, str]


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
    """One article, folded into one text, with the hits of every term.

    Each part is worked out when it is first asked for: most articles are never folded.
    """

    def __init__(self, article: Article, ruleset: RuleSet) -> None:
        self.article = article
        self.ruleset = ruleset
        self.published: dict[FieldName, str] = {
            "title": article.title,
            "lead": article.lead,
            "body": article.body,
            "tags": "\n".join(article.tags) if "tags" in ruleset.fields else "",
        }
        self._judged: dict[str, Outcome] = {}
        self._hits: dict[_Reach, Hits] = {}

    def under(self, ruleset: RuleSet) -> "Reading":
        """The same article under rules compiled together with these: what is found is shared."""
        other = copy(self)
        other.ruleset = ruleset
        other._judged = {}  # noqa: SLF001 its own kind
        return other

    @cached_property
    def text(self) -> str:
        """All fields, folded."""
        return FIELD_BREAK.join(map(fold, self.published.values()))

    @cached_property
    def fields(self) -> dict[FieldName, tuple[int, int]]:
        """Half-open spans of the fields in the folded text."""
        ends = [found.start() for found in re.finditer(FIELD_BREAK, self.text)]
        starts = [0, *(end + len(FIELD_BREAK) for end in ends)]
        return dict(zip(FIELDS, zip(starts, [*ends, len(self.text)], strict=True), strict=True))

    @cached_property
    def prose(self) -> Prose:
        """The layout of the folded text."""
        return Prose(self.text, {str(name): span for name, span in self.fields.items()})

    @cached_property
    def outline(self) -> Outline:
        """What may hold at all."""
        return Outline(self.prose, self.places)

    @cached_property
    def places(self) -> Places:
        """Where the terms stand."""
        return self.ruleset.lexicon.look(self.text)

    @cached_property
    def spellings(self) -> Spellings:
        """The words of the text, for those who look for misspelt ones."""
        return Spellings(self.text, self.ruleset.neighbours)

    @cached_property
    def _alarming(self) -> bool:
        return self.ruleset.alarm.rings(self.published.values())

    def candidates(self) -> list[Rule]:
        """Enabled rules that could fire by the terms that occur, in the order of the file."""
        if not self._alarming:
            return []
        waiting = self.ruleset.candidates
        found = {i for term in waiting.keys() & self.places.present for i in waiting[term]}
        return [self.ruleset.rules[i] for i in sorted(found)]

    def judge(self, rule: Rule) -> Outcome:
        """What a rule says of this article; worked out once."""
        if rule.id not in self._judged:
            refusal = self._refusal(rule)
            self._judged[rule.id] = _no(rule, *refusal) if refusal else self.judge_text(rule)
        return self._judged[rule.id]

    def _refusal(self, rule: Rule) -> Refusal | None:
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
        refusal = self._stands_back(rule) or self._lacks(rule)
        if refusal:
            return _no(rule, *refusal)
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
        refusal = self._ruled_out(rule, hits)
        if refusal:
            return _no(rule, *refusal)
        return Outcome(rule, True, rule.parts[-1][0], "found", spans)

    def _stands_back(self, rule: Rule) -> Refusal | None:
        if rule.entry.unless_rule:
            other = self.judge(self.ruleset.by_id[rule.entry.unless_rule])
            # A rule in shadow posts nothing, so it must not silence one that does.
            if other.fired and (rule.entry.shadow or not other.rule.entry.shadow):
                return "unless_rule", f"the rule {other.rule.id} fires"
        return None

    def _lacks(self, rule: Rule) -> Refusal | None:
        """What a rule cannot do without, the cheapest first: words, then clauses."""
        for clause, part in rule.parts:
            if not self._may_hold(part):
                return clause, "not found"
        bare = self._bare(rule.fields)
        for clause, part in rule.parts:
            # Before any mask: most articles fail here, and a mask only takes hits away.
            if part.nears and not bare.of(part):
                return clause, "not found"
        return None

    def _may_hold(self, part: Selection) -> bool:
        """Whether a part may be found at all; a yes costs a search, and decides nothing."""
        words = not part.terms.isdisjoint(self.places.present)
        return words or any(map(self.outline.may_hold, part.nears))

    def _ruled_out(self, rule: Rule, hits: Hits) -> Refusal | None:
        if hits.of(rule.none):
            return "none", "a term of none occurs"
        for exclusion in rule.exclusions:
            if hits.of(exclusion.none):
                return "exclude", f"the exclusion block {exclusion.name} holds"
        return None

    def hits(self, rule: Rule) -> Hits:
        """The hits a rule may use; worked out once for all rules of the same fields and masks."""
        masks = tuple(selection for _, selection in rule.masks)
        if (rule.fields, masks) not in self._hits:
            bare = self._bare(rule.fields)
            spans = (span for selection in masks for span in bare.of(selection))
            self._hits[rule.fields, masks] = bare.without(spans)
        return self._hits[rule.fields, masks]

    def _bare(self, fields: frozenset[str]) -> Hits:
        """What is found in these fields, shared by all rules that look there."""
        if (fields, ()) not in self._hits:
            filled = {name for name, text in self.published.items() if text}
            some = {str(name): span for name, span in self.fields.items() if name in fields}
            where = None if fields >= filled else some
            self._hits[fields, ()] = Hits(self.places, self.outline, where)
        return self._hits[fields, ()]

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
