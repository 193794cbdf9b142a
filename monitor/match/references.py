r"""Do the parts of a rule file fit together: lists, exclusion blocks, rules, terms?

In: the raw data of the file, so that these faults come together with those of the models.
Out: faults, added to the document.
Knows nothing of how a rule is applied to an article.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from monitor.match.term import TermError, read_term
from spiders.yamlfile import Document, Loc, did_you_mean

#: Keys that hold terms, lists of them, or near clauses.
CLAUSES = ("any", "all", "none", "ignore", "near", "none_near")
#: Keys inside them whose texts are neither terms nor lists.
_WORDS = frozenset({"within", "in", "note", "glued"})


def check_references(document: Document) -> None:
    """Add a fault for every name that is not there, every circle and every term without sense."""
    data = document.data if isinstance(document.data, dict) else {}
    lists, blocks = _mapping(data, "lists"), _mapping(data, "exclusions")
    rules: list[Any] = data["rules"] if isinstance(data.get("rules"), list) else []
    for name, entry in lists.items():
        _check_entry(document, name, entry, lists)
    for name, block in blocks.items():
        _check_clauses(document, ("exclusions", name), block, ("ignore", "none"), lists)
    ids: dict[str, int] = {}
    for i, rule in enumerate(rules):
        if isinstance(rule, dict):
            _check_rule(document, i, rule, lists, blocks)
            _check_id(document, ("rules", i, "id"), rule.get("id"), ids)
    unless = {rule.get("id"): rule.get("unless_rule") for rule in rules if _names_strings(rule)}
    for i, rule in enumerate(rules):
        if _names_strings(rule) and rule.get("unless_rule"):
            _check_unless(document, ("rules", i, "unless_rule"), rule, unless)


def _mapping(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    return data[key] if isinstance(data.get(key), dict) else {}


def _names_strings(rule: Any) -> bool:
    return isinstance(rule, dict) and all(
        isinstance(rule.get(key), str | None) for key in ("id", "unless_rule")
    )


# --- lists ----------------------------------------------------------------------------------


def _check_entry(document: Document, name: str, entry: Any, lists: Mapping[str, Any]) -> None:
    loc = ("lists", name)
    if isinstance(entry, dict):
        glued = entry.get("glued") is True
        for inner, text in _texts({k: v for k, v in entry.items() if k != "clauses"}, loc):
            if "$" in text:
                document.fault(inner, f"«{text}» is a list: write it under clauses:")
            else:
                _check_term(document, inner, text, glued=glued)
        _check_items(document, entry.get("clauses"), (*loc, "clauses"), lists)
    elif not isinstance(entry, str):
        _check_items(document, entry, loc, lists)
    circle = _circle(name, lists)
    if circle:
        chain = " → ".join(f"${part}" for part in circle)
        document.fault(loc, f"a list cannot hold itself: {chain}")


def _circle(name: str, lists: Mapping[str, Any]) -> list[str]:
    """The lists by which a list comes to hold itself; empty when it does not."""
    came_from: dict[str, str] = {}
    asked = [name]
    while asked:
        holder = asked.pop()
        for held in _held(lists.get(holder)):
            if held == name:
                chain = [name]
                while holder != name:
                    chain.append(holder)
                    holder = came_from[holder]
                return [name, *reversed(chain)] if len(chain) > 1 else [name, name]
            if held not in came_from:
                came_from[held] = holder
                asked.append(held)
    return []


def _held(entry: Any) -> Iterator[str]:
    for _, text in _texts(entry, ()):
        yield from (word[1:] for word in text.split() if word.startswith("$"))


# --- rules ----------------------------------------------------------------------------------


def _check_rule(
    document: Document,
    i: int,
    rule: dict[str, Any],
    lists: Mapping[str, Any],
    blocks: Mapping[str, Any],
) -> None:
    _check_clauses(document, ("rules", i), rule, CLAUSES, lists)
    names = rule.get("exclude")
    for k, name in enumerate(names if isinstance(names, list) else ()):
        if isinstance(name, str) and name not in blocks:
            advice = did_you_mean(name, blocks)
            document.fault(
                ("rules", i, "exclude", k), f"there is no exclusion block «{name}»{advice}"
            )
    hashtags = rule.get("hashtags")
    for key in hashtags if isinstance(hashtags, dict) else ():
        loc = ("rules", i, "hashtags", key)
        if key.startswith("$"):
            _check_list(document, loc, key, lists)
        else:
            document.fault(loc, f"«{key}» is no list: write its name with $ before it")


def _check_clauses(
    document: Document, loc: Loc, entry: Any, keys: Iterable[str], lists: Mapping[str, Any]
) -> None:
    for key in keys if isinstance(entry, dict) else ():
        _check_items(document, entry.get(key), (*loc, key), lists)


def _check_items(document: Document, value: Any, loc: Loc, lists: Mapping[str, Any]) -> None:
    for inner, text in _texts(value, loc):
        if "$" not in text:
            _check_term(document, inner, text, glued=False)
            continue
        for word in text.split():
            if word.startswith("$"):
                _check_list(document, inner, word, lists)
            else:
                _check_term(document, inner, word, glued=False)


def _texts(value: Any, loc: Loc) -> Iterator[tuple[Loc, str]]:
    """Every text that is a term, a list or a phrase, with its place."""
    if isinstance(value, str):
        yield loc, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in _WORDS:
                yield from _texts(inner, (*loc, key))
    elif isinstance(value, list):
        for k, inner in enumerate(value):
            yield from _texts(inner, (*loc, k))


def _check_list(document: Document, loc: Loc, text: str, lists: Mapping[str, Any]) -> None:
    if text[1:] not in lists:
        advice = did_you_mean(text, [f"${name}" for name in lists])
        document.fault(loc, f"there is no list «{text}»{advice}")


def _check_term(document: Document, loc: Loc, text: str, *, glued: bool) -> None:
    try:
        read_term(text, glued=glued)
    except TermError as error:
        document.fault(loc, str(error))


def _check_id(document: Document, loc: Loc, name: Any, seen: dict[str, int]) -> None:
    line = document.position(loc)[0]
    if isinstance(name, str) and seen.setdefault(name, line) != line:
        document.fault(loc, f"the rule «{name}» is already in line {seen[name]}")


def _check_unless(
    document: Document, loc: Loc, rule: dict[str, Any], unless: dict[Any, Any]
) -> None:
    other = rule["unless_rule"]
    if other not in unless:
        known = [name for name in unless if isinstance(name, str)]
        named_by = f" (named by rule «{rule['id']}»)" if rule.get("id") else ""
        advice = did_you_mean(other, known)
        document.fault(loc, f"there is no rule «{other}»{advice}{named_by}")
        return
    seen = [rule.get("id")]
    while other is not None and other not in seen:
        seen.append(other)
        other = unless.get(other)
    if other == rule.get("id"):
        chain = " → ".join(map(str, [*seen, other]))
        document.fault(loc, f"rules exclude each other in a circle: {chain}")
