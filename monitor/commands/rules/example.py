"""Add a labelled example to a rule, and disturb nothing else in the file.

In: the text of a rule file, a rule, an example. Out: the text with the example in it.
The file is parsed only to find the place. The example is put in there and no other letter is
touched, so comments, order, quotes and line ends stay as the editor left them.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from monitor.errors import MarqabError
from monitor.match.examples import as_article
from monitor.match.matcher import Verdict, verdict_of_text
from monitor.match.rulefile import ExampleText, RuleFile, read_rules
from monitor.match.rules import Rule, RuleSet, compile_rules
from spiders.contract import Article
from spiders.yamlfile.text import compose

Key = Literal["should_match", "should_not_match"]

#: Letters that a reader of the file would not see: they are written as escapes.
_UNSEEN = re.compile(
    r"[\x7f-\xa0\u00ad\u034f\u061c\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\ufe00-\ufe0f\ufeff]"
)


@dataclass(frozen=True, slots=True)
class Added:
    """A file with one example more."""

    text: str
    line: int
    column: int
    #: What the rule makes of the example now.
    verdict: Verdict


def add_example(file: RuleFile, rule_id: str, key: Key, example: str | ExampleText) -> Added:
    """The file with this example behind the other examples of the rule.

    Raises:
        MarqabError: there is no such rule, the example is there already, or it does not fit in
            without disturbing something; nothing has been written.
    """
    i = _index(file, rule_id)
    for other in ("should_match", "should_not_match"):
        if example in getattr(file.rules[i], other):
            at = file.fault(("rules", i, other, getattr(file.rules[i], other).index(example)), "")
            raise MarqabError(f"{at.file}:{at.line}:{at.column}: it is already under {other}")
    text = _inserted(file.text, i, key, _quoted(example))
    changed = read_rules(text, name=file.name)
    if not _only_adds(file, changed, i, key, example):
        raise MarqabError(
            f"{file.name}: the rule «{rule_id}» is written in a way that nothing can be added to "
            f"safely: write it under {key} yourself: {_quoted(example)}"
        )
    rules = compile_rules(changed)
    place = changed.fault(("rules", i, key, len(getattr(changed.rules[i], key)) - 1), "")
    rule = rules.rules[i]
    verdict = verdict_of_text(as_article(example, rule), rule, rules)
    return Added(text, place.line, place.column, verdict)


def example_of(article: Article, rule: Rule, rules: RuleSet) -> ExampleText:
    """The shortest part of an article that the rule judges as it judges the whole.

    Of an article that does not match, all is kept: nobody knows which part should have matched.
    """
    whole = ExampleText(
        title=article.title, lead=article.lead, body=article.body, tags=article.tags
    )
    verdict = verdict_of_text(article, rule, rules)
    if not verdict.fired:
        return whole
    for part in _parts(article, verdict):
        shorter = article.model_copy(update=part.model_dump())
        if verdict_of_text(shorter, rule, rules).fired:
            return part
    return whole


def _parts(article: Article, verdict: Verdict) -> Iterator[ExampleText]:
    """Parts of an article that hold evidence, the shortest first."""
    fields = {found.field for found in verdict.evidence}
    if "title" in fields:
        yield ExampleText(title=article.title)
    if "lead" in fields:
        yield ExampleText(title=article.title, lead=article.lead)
    if fields == {"tags"}:
        yield ExampleText(title=article.title, tags=article.tags)
    starts = [found.start for found in verdict.evidence if found.field == "body"]
    kept, at = [], 0
    for paragraph in article.body.split("\n"):
        if any(at <= start < at + len(paragraph) + 1 for start in starts):
            kept.append(paragraph)
        at += len(paragraph) + 1
    yield ExampleText(body="\n".join(kept))
    yield ExampleText(title=article.title, lead=article.lead, body="\n".join(kept))


def _index(file: RuleFile, rule_id: str) -> int:
    for i, rule in enumerate(file.rules):
        if rule.id == rule_id:
            return i
    raise MarqabError(f"{file.name}: there is no rule «{rule_id}»")


def _only_adds(
    before: RuleFile, after: RuleFile, i: int, key: Key, example: str | ExampleText
) -> bool:
    wanted = before.model_dump()
    added = example if isinstance(example, str) else example.model_dump()
    wanted["rules"][i][key] = (*wanted["rules"][i][key], added)
    return after.model_dump() == wanted


# --- YAML text ------------------------------------------------------------------------------


def _quoted(example: str | ExampleText) -> str:
    r"""The example as YAML of one line.

    >>> _quoted("قال: «نعم»\u200f")
    '"قال: «نعم»\\u200f"'
    """
    if isinstance(example, str):
        escaped = json.dumps(example, ensure_ascii=False)
        return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped)
    parts = [f"{name}: {_quoted(text)}" for name, text in example if name != "tags" and text]
    if example.tags:
        parts.append(f"tags: [{', '.join(map(_quoted, example.tags))}]")
    return "{" + ", ".join(parts) + "}"


def _inserted(text: str, i: int, key: Key, item: str) -> str:
    rule = _value(_value(compose(text), "rules"), i)
    assert isinstance(rule, MappingNode)  # the file has been read as rules before
    found = next((pair for pair in rule.value if pair[0].value == key), None)
    end = "\r\n" if "\r\n" in text else "\n"
    if found is None:
        if rule.flow_style:
            return _put(text, rule.value[-1][1].end_mark.index, f", {key}: [{item}]")
        indent = " " * rule.value[0][0].start_mark.column
        return _put_lines(text, rule, f"{indent}{key}:{end}{indent}  - {item}{end}", end)
    examples = found[1]
    assert isinstance(examples, SequenceNode)
    if examples.flow_style:
        if not examples.value:
            return _put(text, examples.end_mark.index - 1, item)
        return _put(text, examples.value[-1].end_mark.index, f", {item}")
    last = examples.value[-1]
    line_start = text.rfind("\n", 0, last.start_mark.index) + 1
    dash = text.rfind("-", line_start, last.start_mark.index)
    return _put_lines(text, examples, f"{' ' * (dash - line_start)}- {item}{end}", end)


def _value(node: Node | None, key: str | int) -> Node:
    if isinstance(node, SequenceNode) and isinstance(key, int):
        item: Node = node.value[key]
        return item
    assert isinstance(node, MappingNode)
    value: Node = next(value for name, value in node.value if name.value == key)
    return value


def _last(node: Node) -> Node:
    """The innermost node that ends last: a block list or mapping reaches to the next key."""
    while isinstance(node, MappingNode | SequenceNode) and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return node


def _put(text: str, at: int, piece: str) -> str:
    return text[:at] + piece + text[at:]


def _put_lines(text: str, behind: Node, piece: str, end: str) -> str:
    """The text with this piece, whole lines, put behind the line in which a node ends."""
    last = _last(behind)
    at = last.end_mark.index
    if isinstance(last, ScalarNode) and last.style in {"|", ">"}:
        return _put(text, at - last.end_mark.column, piece)
    stop = text.find("\n", at)
    if stop < 0:
        return f"{text}{end}{piece}"
    return _put(text, stop + 1, piece)
