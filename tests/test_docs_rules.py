"""Every YAML example in the rule documentation is a good rule file whose examples hold."""

import re
from pathlib import Path

import pytest

from monitor.match.examples import check_examples
from monitor.match.rulefile import read_rules
from monitor.match.rules import compile_rules

DOCUMENTS = ("docs/rules.md", "README.ar.md")
EXAMPLES = [
    pytest.param(block, id=f"{name}-{i}")
    for name in DOCUMENTS
    for i, block in enumerate(
        re.findall(r"^```yaml\n(.*?)^```", Path(name).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    )
]


@pytest.mark.parametrize("text", EXAMPLES)
def test_a_documented_example_is_a_rule_file_whose_examples_hold(text: str) -> None:
    """Every documented example can be pasted as a rule file, and its examples hold."""
    ruleset = compile_rules(read_rules(text, name="example"))
    assert ruleset.rules
    assert check_examples(ruleset) == []
    for rule in ruleset.rules:
        assert rule.entry.should_match


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_document_shows_several_examples(name: str) -> None:
    """Both documents teach by example."""
    assert sum(param.id is not None and param.id.startswith(name) for param in EXAMPLES) >= 4


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_holds_no_character_that_nobody_sees(name: str) -> None:
    """No document holds an invisible mark that the rule file would refuse."""
    assert not re.search(
        r"[\u00a0\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", Path(name).read_text("utf-8")
    )


def test_the_reference_names_every_key_of_a_rule() -> None:
    """docs/rules.md leaves out no key of the language."""
    from monitor.match.rulefile import NearClause, RuleEntry, TermList

    text = Path("docs/rules.md").read_text("utf-8")
    for model in (RuleEntry, NearClause, TermList):
        for key, info in model.model_fields.items():
            assert re.search(rf"\b{info.alias or key}\b", text), key


def test_the_reasons_shown_are_the_reasons_given() -> None:
    """`marqab explain` says of that text what docs/rules.md shows."""
    from builders import an_article
    from monitor.commands.explain import Explanation
    from monitor.match.matcher import verdicts

    text = Path("docs/rules.md").read_text("utf-8")
    body, block = re.findall(
        r"^Of «(.+)» it says:\n\n```text\n(.*?)^```", text, re.MULTILINE | re.DOTALL
    )[0]
    article = an_article(title="", lead="", body=body)
    rules = compile_rules(read_rules(Path("config/rules.yaml")))
    said = list(Explanation(article, verdicts(article, rules)).lines())
    shown = block.splitlines()
    at = said.index(shown[0])
    assert said[at : at + len(shown)] == shown
