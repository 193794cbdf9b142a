r"""Match one article against the rules and keep the evidence.

In: an Article (text as published) and a RuleSet. Out: Matches, strongest first; for people,
Verdicts: every rule, fired or not, with the clause that decided.
Knows nothing of storage, time, settings, Telegram or HTML.
"""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from monitor.match.found import Evidence, Masked, Match, Verdict
from monitor.match.reading import Reading
from monitor.match.rules import Rule, RuleSet
from monitor.match.telling import Teller
from spiders.contract import Article

__all__ = [
    "Evidence",
    "Masked",
    "Match",
    "Reading",
    "Verdict",
    "as_dict",
    "match",
    "match_both",
    "matches_of",
    "newly_met",
    "verdict_of_text",
    "verdicts",
    "verdicts_of",
]


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
    return matches_of(Reading(article, ruleset))


def match_both(article: Article, one: RuleSet, other: RuleSet) -> tuple[list[Match], list[Match]]:
    """What `match` finds with each of two rule sets compiled together, for the price of one.

    Only which of two terms on the very same letters is named may differ.
    """
    reading = Reading(article, one)
    return matches_of(reading), matches_of(reading.under(other))


def matches_of(reading: Reading) -> list[Match]:
    """`match`, for whoever asks the same reading for its verdicts as well."""
    outcomes = [reading.judge(rule) for rule in reading.candidates()]
    fired = [outcome for outcome in outcomes if outcome.fired]
    if not fired:
        return []
    teller = Teller(reading)
    return sorted(map(teller.match, fired), key=lambda found: -found.severity.rank)


def newly_met(hits: Iterable[Match], before: Article, ruleset: RuleSet) -> list[Match]:
    """Those of the `hits` of a changed article whose rules its text `before` did not meet.

    A text that met a rule all along is no news because a word of it was changed.
    """
    met = {hit.rule for hit in match(before, ruleset)}
    return [hit for hit in hits if hit.rule not in met]


def verdicts(article: Article, ruleset: RuleSet) -> list[Verdict]:
    """Every rule of the file, in its order, with the clause that decided."""
    return verdicts_of(Reading(article, ruleset))


def verdicts_of(reading: Reading) -> list[Verdict]:
    """`verdicts`, by what the reading has worked out already."""
    teller = Teller(reading)
    return [teller.verdict(reading.judge(rule)) for rule in reading.ruleset.rules]


def verdict_of_text(article: Article, rule: Rule, ruleset: RuleSet) -> Verdict:
    """One rule's verdict on the text alone: outlet, language and `enabled` do not count."""
    reading = Reading(article, ruleset)
    return Teller(reading).verdict(reading.judge_text(rule))


def as_dict(found: Match) -> dict[str, Any]:
    """A match as the command line prints it."""
    return {
        "id": found.rule,
        "severity": found.severity.value,
        "evidence": [asdict(one) for one in found.evidence],
    }
