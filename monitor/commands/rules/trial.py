"""Do the rules do what their own examples say? Rule by rule, for the person who edits them.

In: compiled rules whose examples were not tried yet. Out: one `Trial` for each rule.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from monitor.match.examples import as_article, check_examples
from monitor.match.matcher import verdict_of_text
from monitor.match.rules import Rule, RuleSet
from spiders.yamlfile import Fault


@dataclass(frozen=True, slots=True)
class Trial:
    """One rule's examples; `faults` are those that fail, in the order of the file."""

    rule: str
    should_match: int
    should_not_match: int
    faults: tuple[Fault, ...]

    def line(self) -> str:
        """For a terminal."""
        state = f"{len(self.faults)} fail" if self.faults else "ok"
        count = f"{self.should_match} should match, {self.should_not_match} should not"
        return f"{self.rule:28} {state:8} {count}"

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        failing = [
            {"line": fault.line, "column": fault.column, "message": fault.message}
            for fault in self.faults
        ]
        return {
            "rule": self.rule,
            "should_match": self.should_match,
            "should_not_match": self.should_not_match,
            "failing": failing,
        }


def trials(rules: RuleSet) -> Iterator[Trial]:
    """Every rule of the file, in its order."""
    failing = check_examples(rules)
    for i, rule in enumerate(rules.rules):
        mine = {
            rules.file.fault(("rules", i, key, k), "")
            for key in ("should_match", "should_not_match")
            for k in range(len(getattr(rule.entry, key)))
        }
        places = {(fault.line, fault.column) for fault in mine}
        yield Trial(
            rule.id,
            len(rule.entry.should_match),
            len(rule.entry.should_not_match),
            tuple(fault for fault in failing if (fault.line, fault.column) in places),
        )


def taken_by_others(rule: Rule, rules: RuleSet) -> Iterator[tuple[int, list[str]]]:
    """The examples, by index, that should match this rule and that only others match."""
    for k, example in enumerate(rule.entry.should_match):
        article = as_article(example, rule)
        if verdict_of_text(article, rule, rules).fired:
            continue
        others = [
            other.id
            for other in rules.rules
            if other is not rule and verdict_of_text(article, other, rules).fired
        ]
        if others:
            yield k, others
