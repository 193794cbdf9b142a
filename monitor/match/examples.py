r"""Whether the rules do what their own examples say.

In: a RuleSet. Out: a Fault, with its place in the file, for every example that fails.
Knows nothing of articles from outside.
"""

from datetime import UTC, datetime

from monitor.match.matcher import verdict_of_text
from monitor.match.rulefile import ExampleText
from monitor.match.rules import Rule, RuleSet
from spiders.contract import Article
from spiders.yamlfile import Fault

#: An Article cannot do without; no rule looks at it.
_SOME_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def check_examples(ruleset: RuleSet) -> list[Fault]:
    r"""One fault for every example that a rule judges otherwise, in the order of the file.

    Switched-off rules and rules in shadow are tried as well; `sources` and `lang` do not count.

    >>> from monitor.match.rulefile import read_rules
    >>> from monitor.match.rules import compile_rules
    >>> text = "version: 1\nrules:\n- id: port\n  any: [طرطوس]\n  should_match: [الطرطوسي]\n"
    >>> [fault] = check_examples(compile_rules(read_rules(text, name="rules.yaml")))
    >>> fault.line, fault.message[:32]
    (5, '«port» should match «الطرطوسي», ')
    """
    faults: list[Fault] = []
    for i, rule in enumerate(ruleset.rules):
        for key, wanted in (("should_match", True), ("should_not_match", False)):
            for k, example in enumerate(getattr(rule.entry, key)):
                if message := _failure(rule, ruleset, example, wanted=wanted):
                    faults.append(ruleset.file.fault(("rules", i, key, k), message))
    return sorted(faults)


def _failure(rule: Rule, ruleset: RuleSet, example: str | ExampleText, *, wanted: bool) -> str:
    verdict = verdict_of_text(as_article(example, rule), rule, ruleset)
    if verdict.fired == wanted:
        return ""
    should = "should match" if wanted else "should not match"
    shown = example if isinstance(example, str) else example.title or example.lead or example.body
    nearest = f" ({verdict.nearest})" if verdict.nearest else ""
    return f"«{rule.id}» {should} «{shown[:60]}», but: {verdict.reason}{nearest}"


def as_article(example: str | ExampleText, rule: Rule) -> Article:
    """An example as an article; a bare text stands in the first field the rule looks at."""
    if isinstance(example, str):
        first = rule.entry.in_[0]
        fields: dict[str, object] = {first: (example,) if first == "tags" else example}
    else:
        fields = example.model_dump()
    return Article.model_validate(
        {"url": "https://example.invalid/", "fetched_at": _SOME_TIME, **fields}
    )
