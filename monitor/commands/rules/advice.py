"""Is the rule file wise? What is right as YAML and as a rule, and still not what anyone wants.

In: compiled rules; for the last two questions how often each rule hit the archive.
Out: `Advice`, each with its place in the file and what to do.
Faults that keep a file from being used are not repeated here (`monitor.match.rulefile`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Literal

from monitor.commands.rules.changes import same_effect
from monitor.commands.rules.names import PARTS_OF_NEAR, terms_written, without_dollar
from monitor.commands.rules.never import odd, undone
from monitor.commands.rules.terms import is_bare_base, is_short_wildcard, swallowed
from monitor.commands.rules.trial import taken_by_others
from monitor.match.rulefile import CLAUSES, Item, NearClause, RuleEntry, RuleFile, TermList
from monitor.match.rules import RuleSet
from monitor.match.term import Term, read_term
from spiders.yamlfile import Fault, Loc

Kind = Literal[
    "swallowed", "odd-term", "never", "short-wildcard", "bare-base", "unused", "duplicate-rule",
    "no-examples", "other-rule", "unknown-name", "no-dollar", "dead", "too-often",
]  # fmt: skip
Level = Literal["advice", "error"]

#: A rule that hits more often than twice an hour is read by nobody (our own choice).
TOO_OFTEN_A_DAY = 48
#: A rule without a hit for this long looks for what nobody writes that way (our own choice).
DEAD_AFTER = timedelta(days=60)
#: Words further apart than this are not one phrase any more (our own choice).
_PHRASE_WORDS = 5
#: Keys under which terms take hits away.
_MASKS = frozenset({"ignore", "without", "rivals"})


@dataclass(frozen=True, order=True)
class Advice:
    """One thing to think about; an error is wrong whatever was meant."""

    fault: Fault
    kind: Kind
    level: Level = "advice"

    def __str__(self) -> str:
        place = f"{self.fault.file}:{self.fault.line}:{self.fault.column}"
        return f"{place}: {self.level}: {self.fault.message} [{self.kind}]"

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self.fault) | {"kind": self.kind, "level": self.level}


def advise(rules: RuleSet) -> list[Advice]:
    """Everything that can be said of the file alone, in the order of its lines."""
    file = rules.file
    parts = (
        *(_lists(file), _clauses(file), _odd(file), _bare(file), _bare_names(file)),
        *(_never(rules), _examples(rules), _twins(rules)),
    )
    return sorted({advice for part in parts for advice in part})


def misplaced(faults: Iterable[Fault]) -> list[Advice]:
    """What keeps a file, right in itself, from being used beside the others of its directory."""
    return [Advice(fault, "unknown-name", "error") for fault in faults]


def advise_by_hits(
    rules: RuleSet, hits: Mapping[str, int], *, articles: int, span: timedelta
) -> list[Advice]:
    """What the archive says: `hits` of each rule among `articles` that were seen in `span`.

    Whether a rule is dead can be said of an archive of `DEAD_AFTER` only.
    """
    found: list[Advice] = []
    days = max(span / timedelta(days=1), 1.0)
    for i, rule in enumerate(rules.rules):
        count = hits.get(rule.id, 0)
        if not rule.entry.enabled:
            continue
        if count == 0 and span >= DEAD_AFTER and articles:
            message = (
                f"«{rule.id}» hit none of {articles} articles in {days:.0f} days: "
                "look at `marqab rules suggest`, or switch it off"
            )
            found.append(_advice(rules.file, ("rules", i, "id"), message, "dead"))
        elif count / days > TOO_OFTEN_A_DAY:
            message = (
                f"«{rule.id}» hits {count / days:.0f} times a day ({count} of {articles} "
                "articles): ask for one thing more with all or near, or set shadow: true"
            )
            found.append(_advice(rules.file, ("rules", i, "id"), message, "too-often"))
    return found


def _advice(file: RuleFile, loc: Loc, message: str, kind: Kind, level: Level = "advice") -> Advice:
    return Advice(file.fault(loc, message), kind, level)


# --- terms ----------------------------------------------------------------------------------


def _lists(file: RuleFile) -> Iterator[Advice]:
    used = _named(file.model_dump())
    for name, entry in file.lists.items():
        loc: Loc = ("lists", name)
        if f"${name}" not in used:
            yield _advice(file, loc, f"no rule uses «${name}»: delete it, or use it", "unused")
        inside: Iterable[tuple[Loc, str]]
        if isinstance(entry, TermList):
            inside = entry.terms()
        else:
            inside = (
                ((i,), text)
                for i, text in enumerate(entry)
                if isinstance(text, str) and "$" not in text
            )
        glued = file.is_glued(name)
        placed = [((*loc, *at), read_term(text, glued=glued)) for at, text in inside]
        yield from _terms(file, placed, [])


def _clauses(file: RuleFile) -> Iterator[Advice]:
    for i, rule in enumerate(file.rules):
        for loc, items in _alternatives(rule, ("rules", i)):
            if _takes_away(loc):
                continue  # how far a mask reaches matters there, not only whether it hits
            placed = [
                ((*loc, k), read_term(item))
                for k, item in enumerate(items)
                if isinstance(item, str) and "$" not in item
            ]
            yield from _terms(file, placed, _of_lists(file, items))


def _terms(file: RuleFile, placed: Sequence[tuple[Loc, Term]], by: list[Term]) -> Iterator[Advice]:
    for i, other in swallowed([term for _, term in placed], by):
        loc, term = placed[i]
        if term.words == other.words and term.written != other.written:
            why = f"«{other.written}» finds the same"
        elif term.words == other.words:
            why = "it is already here"
        else:
            why = f"«{other.written}» finds it already"
        yield _advice(
            file, loc, f"«{term.written}» never adds a hit, {why}: delete it", "swallowed"
        )
    for loc, term in placed:
        if is_short_wildcard(term):
            stem = term.words[-1].removeprefix("ال")
            message = (
                f"«{term.written}» finds every word that begins with «{stem}»: write more letters"
            )
            yield _advice(file, loc, message, "short-wildcard")


def _odd(file: RuleFile) -> Iterator[Advice]:
    for loc, term in terms_written(file):
        if what := odd(term):
            yield _advice(file, loc, f"«{term}» {what}", "odd-term")


def _bare(file: RuleFile) -> Iterator[Advice]:
    message = (
        "«القاعدة» alone is al-Qaeda: add what makes it a base, such as «القاعدة الجوية», "
        "or near: {words: 2, of: [[قاعدة], [روسية]]}"
    )
    for i, rule in enumerate(file.rules):
        lone = not (rule.all or rule.near)
        for loc, items in _alternatives(rule, ("rules", i)):
            if _takes_away(loc) or loc[2] not in {"any", "near"} or (loc[2] == "any" and not lone):
                continue
            if loc[2] == "near" and _is_tight(rule, loc):
                continue
            for k, item in enumerate(items):
                if isinstance(item, str) and any(
                    is_bare_base(term) for term in _of_lists(file, [item], direct=True)
                ):
                    yield _advice(file, (*loc, k), message, "bare-base")


def _bare_names(file: RuleFile) -> Iterator[Advice]:
    for loc, name in without_dollar(file):
        message = f"«{name}» is a word here, and the name of a list: did you mean «${name}»?"
        yield _advice(file, loc, message, "no-dollar")


def _takes_away(loc: Loc) -> bool:
    return bool(_MASKS.intersection(loc)) or "none" in loc[3:]


def _is_tight(rule: RuleEntry, loc: Loc) -> bool:
    """Whether some near clause around this place asks for a phrase."""
    value: Any = rule
    for part in loc[2:]:
        if isinstance(value, NearClause) and (value.words or _PHRASE_WORDS + 1) <= _PHRASE_WORDS:
            return True
        value = value[part] if isinstance(part, int) else getattr(value, part)
    return False


def _of_lists(file: RuleFile, items: Sequence[Item], *, direct: bool = False) -> list[Term]:
    """The terms of the lists among these items; with `direct` also the items' own."""
    terms = []
    for item in items:
        if isinstance(item, str) and item.startswith("$") and " " not in item:
            glued = file.is_glued(item[1:])
            terms += [read_term(text, glued=glued) for text in file.terms_of(item[1:])]
        elif isinstance(item, str) and "$" not in item and direct:
            terms.append(read_term(item))
    return terms


def _alternatives(rule: RuleEntry, loc: Loc) -> Iterator[tuple[Loc, tuple[Item, ...]]]:
    """Every place of a rule where one of several items is enough, with the items."""
    for key in CLAUSES:
        value = getattr(rule, key)
        if key in {"any", "none", "ignore"}:
            yield (*loc, key), value
        yield from _inside(value, (*loc, key))


def _inside(value: Any, loc: Loc) -> Iterator[tuple[Loc, tuple[Item, ...]]]:
    if isinstance(value, NearClause):
        for key in PARTS_OF_NEAR:
            yield from _inside(getattr(value, key), (*loc, key))
    elif isinstance(value, tuple):
        for k, item in enumerate(value):
            if isinstance(item, tuple):
                yield (*loc, k), item
            yield from _inside(item, (*loc, k))


def _named(value: Any) -> set[str]:
    """Every ``$name`` in a file."""
    if isinstance(value, str):
        return {word for word in value.split() if word.startswith("$")}
    if isinstance(value, dict):
        return _named([*value, *value.values()])
    if isinstance(value, list | tuple):
        return set().union(*map(_named, value))
    return set()


# --- examples and whole rules ---------------------------------------------------------------


def _examples(rules: RuleSet) -> Iterator[Advice]:
    for i, rule in enumerate(rules.rules):
        for key, what in (
            ("should_match", "texts it must find"),
            ("should_not_match", "near misses it must leave alone"),
        ):
            if not getattr(rule.entry, key):
                message = f"«{rule.id}» has no {key}: write three {what}"
                yield _advice(rules.file, ("rules", i, "id"), message, "no-examples")
        for k, others in taken_by_others(rule, rules):
            names = ", ".join(f"«{other}»" for other in others)
            message = f"not «{rule.id}» but {names} matches this example: move it there"
            loc = ("rules", i, "should_match", k)
            yield _advice(rules.file, loc, message, "other-rule", "error")


def _never(rules: RuleSet) -> Iterator[Advice]:
    for i, rule in enumerate(rules.rules):
        for key in undone(rule, rules.terms):
            does = {"none": "forbids", "ignore": "takes out"}[key]
            message = f"«{rule.id}» never fires: `{key}` {does} all that it looks for"
            yield _advice(rules.file, ("rules", i, key), message, "never")


def _twins(rules: RuleSet) -> Iterator[Advice]:
    """Rules that look for the same and do the same; only those that need the same are compared."""
    alike: dict[Any, list[int]] = {}
    for i, rule in enumerate(rules.rules):
        leaves = frozenset().union(*(part.leaves for _, part in rule.parts))
        for k in alike.setdefault(leaves, []):
            if same_effect(rules.rules[k], rules, rule, rules):
                message = f"«{rule.id}» does just what «{rules.rules[k].id}» does: delete one"
                yield _advice(rules.file, ("rules", i, "id"), message, "duplicate-rule")
                break
        else:
            alike[leaves].append(i)
