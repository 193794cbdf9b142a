"""Put pydantic's errors into the words of the person who wrote the file.

In: the errors of one failed validation, the model, and the data as it was read.
Out: pairs of a path into the data and a message; of a union, what its likeliest member says.
Knows nothing of YAML, files or positions.
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

Loc = tuple[str | int, ...]

#: What is said of a word that was not one of a list of one.
_ONE_WORD = re.compile(r"^none of (\S+)$")

#: By the type of pydantic's error; its context and input fill the braces.
_WORDS = {
    "missing": "«{key}» is missing",
    "string_type": "must be text: put it in quotes",
    "list_type": "must be a list: [one, two], or one item a line after «- »",
    "tuple_type": "must be a list: [one, two], or one item a line after «- »",
    "dict_type": "must hold keys and values",
    "model_type": "must hold keys and values",
    "model_attributes_type": "must hold keys and values",
    "int_type": "must be a whole number",
    "int_parsing": "«{input}» is no whole number",
    "int_from_float": "«{input}» is no whole number",
    "float_type": "must be a number",
    "float_parsing": "«{input}» is no number",
    "bool_type": "must be true or false",
    "bool_parsing": "«{input}» is neither true nor false",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "too_short": "must hold at least {min_length}, and holds {actual_length}",
    "too_long": "must hold at most {max_length}",
    "string_too_short": "must not be empty",
    "string_pattern_mismatch": "«{input}» is not of the form {pattern}",
    "date_from_datetime_parsing": "«{input}» is no date like 2026-11-22",
    "datetime_from_date_parsing": "«{input}» is no time like 2026-01-15T09:00:00+03:00",
    "datetime_parsing": "«{input}» is no time like 2026-01-15T09:00:00+03:00",
    "timezone_aware": "«{input}» names no zone: write +03:00 or Z behind it",
    "value_error": "{error}",
}
#: Errors of a value that should have been a mapping.
_KEYED = frozenset({"dict_type", "model_type", "model_attributes_type"})


def explain(errors: list[ErrorDetails], model: type, data: Any) -> Iterator[tuple[Loc, str]]:
    """One place and message for each error; of a union, only what its likeliest member says.

    What follows from another error is left out: the missing key that was misspelt, the list too
    short because its items are wrong.
    """
    kept: list[ErrorDetails] = []
    split = [(*_split_union(error, data), error) for error in errors]
    for (prefix, is_union), group in groupby(split, key=lambda item: (item[0], bool(item[1]))):
        said: dict[str, list[ErrorDetails]] = {}
        for _, member, error in group:
            said.setdefault(member, []).append(error)
        best = min(_distance(one, prefix) for one in said.values())
        likely = [one for one in said.values() if _distance(one, prefix) == best]
        if is_union and len(likely) > 1:
            yield _undecided(prefix, likely, model)
        else:
            kept += likely[0]
    meant = {_meant(error, model) for error in kept if _is_foreign(error)}
    parents = {error["loc"][:-1] for error in kept}
    for error in kept:
        follows = (error["type"] == "missing" and error["loc"] in meant) or (
            error["type"] == "too_short" and error["loc"] in parents
        )
        if not follows:
            yield error["loc"], _message(error, model) + _keys_wanted(error, model)


def _meant(error: ErrorDetails, model: type) -> Loc:
    """The path of the key that an unknown key resembles most."""
    *parent, key = error["loc"]
    near = difflib.get_close_matches(str(key), sorted(_keys_at(model, tuple(parent))), n=1)
    return (*parent, *near)


def _distance(errors: list[ErrorDetails], prefix: Loc) -> tuple[bool, int, int]:
    """How far the data is from a member of a union: another kind, foreign keys, all errors."""
    inside = [error["loc"][len(prefix) + 1 :] for error in errors]
    foreign = [
        e for e, loc in zip(errors, inside, strict=True) if _is_foreign(e) and len(loc) == 1
    ]
    first = errors[0]
    is_bare_word = first["type"] == "string_type" and not isinstance(first["input"], list | dict)
    other_kind = first["type"].endswith("_type") and not inside[0] and not is_bare_word
    return other_kind, len(foreign), len(errors)


def _is_foreign(error: ErrorDetails) -> bool:
    return error["type"] == "extra_forbidden"


def _undecided(prefix: Loc, likely: list[list[ErrorDetails]], model: type) -> tuple[Loc, str]:
    """No member of the union is likelier than another: a wrong key, else a wrong kind of value."""
    for error in likely[0]:
        if _is_foreign(error):
            loc = (*prefix, error["loc"][-1])
            return loc, _unknown_key(str(loc[-1]), _keys_at(model, prefix))
    first, *others = dict.fromkeys(_message(errors[0], model) for errors in likely)
    said = f"«{likely[0][0]['input']}» is "
    if first.startswith(said) and all(other.startswith(said) for other in others):
        ends = (other.removeprefix(said) for other in others)
        return prefix, " and ".join([first, *(_ONE_WORD.sub(r"not «\1»", end) for end in ends)])
    return prefix, ", or ".join([first, *others])


def _split_union(error: ErrorDetails, data: Any) -> tuple[Loc, str]:
    """The path to the union an error is inside of, and the member it speaks for."""
    path = error["loc"][:-1] if error["type"] == "missing" else error["loc"]
    for depth, part in enumerate(path):
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return path[:depth], str(part)
    return (), ""


def _message(error: ErrorDetails, model: type) -> str:
    kind, loc = error["type"], error["loc"]
    if _is_foreign(error):
        return _unknown_key(str(loc[-1]), _keys_at(model, loc[:-1]))
    if kind in {"literal_error", "enum"}:
        expected = error["ctx"]["expected"]
        allowed = re.findall(r"'([^']*)'", expected)
        if not allowed:  # the one number: «version: 1»
            return f"«{loc[-1]}» must be {expected}, not «{error['input']}»"
        return f"«{error['input']}» is none of {', '.join(allowed)}" + did_you_mean(
            str(error["input"]), allowed
        )
    if kind == "string_type" and isinstance(error["input"], list | dict):
        return "must be one text"
    words = _WORDS.get(kind)
    if words is None:
        return error["msg"]
    if error["input"] is None and kind.endswith("_type"):
        return "is empty"
    return words.format(key=loc[-1] if loc else "", input=error["input"], **error.get("ctx", {}))


def _keys_wanted(error: ErrorDetails, model: type) -> str:
    """The keys that might stand in place of something that is no mapping, in brackets."""
    keys = _keys_at(model, error["loc"]) if error["type"] in _KEYED and error["input"] else None
    return f" (known here: {', '.join(sorted(keys))})" if keys else ""


def _unknown_key(key: str, known: Iterable[str]) -> str:
    known = sorted(known)
    advice = did_you_mean(key, known)
    return f"unknown key «{key}»" + (advice or f" (known here: {', '.join(known)})")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``, did you mean «…»?`` for the nearest known word, or the empty text.

    >>> did_you_mean("anny", ["any", "all"])
    ', did you mean «any»?'
    """
    near = difflib.get_close_matches(word, list(known), n=1)
    return f", did you mean «{near[0]}»?" if near else ""


def _keys_at(annotation: Any, loc: Loc) -> set[str]:
    """Every key that the models allow at this place."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = {info.alias or name: info for name, info in annotation.model_fields.items()}
        if not loc:
            return set(fields)
        info = fields.get(str(loc[0]))
        if info:
            return _keys_at(info.annotation, loc[1:])
        # Of a union pydantic writes the member, bare or as function-after[check(), Member].
        return _keys_at(annotation, loc[1:]) if annotation.__name__ in str(loc[0]) else set()
    inner: tuple[Any, ...] = tuple(a for a in get_args(annotation) if a is not Ellipsis)
    origin = get_origin(annotation)
    if origin is Annotated:
        inner = inner[:1]
    elif origin not in {Union, UnionType}:
        inner, loc = inner[-1:], loc[1:]
    return set().union(*(_keys_at(a, loc) for a in inner))
