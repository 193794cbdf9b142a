r"""Read a YAML file that people write, and say all that is wrong with it at once.

In: a path or a text, and the pydantic model the file must follow.
Out: the filled model, or `Faults`: each one ``file:line:column: message`` in an editor's words.
Knows nothing of rules, outlets or settings; it is the one reader for all three files.

    text       from bytes to nodes
    nodes      from nodes to plain data
    slips      what somebody mistyped
    document   the data, where each part stands, and what is wrong

Stricter than YAML where YAML loses text without a word: a repeated key, an invisible mark in
a key, an Arabic comma between the items of ``[…]``.
"""

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml.error import YAMLError

from spiders.wording import did_you_mean, explain
from spiders.yamlfile.document import Document, Fault, Faults, Loc
from spiders.yamlfile.nodes import Reader
from spiders.yamlfile.text import (
    SIZE_LIMIT_BYTES,
    check_indentation,
    compose,
    opened,
    syntax,
    text_of,
)

__all__ = [
    "SIZE_LIMIT_BYTES",
    "Document",
    "Fault",
    "Faults",
    "Loc",
    "did_you_mean",
    "explain",
    "read_yaml",
    "validate",
]

M = TypeVar("M", bound=BaseModel)


def read_yaml(
    path_or_text: Path | str, *, name: str = "", prose: frozenset[str] = frozenset()
) -> Document:
    r"""The document in a file (a `Path`) or in a text (a `str`).

    Faults that leave the rest readable are collected in the document.
    `name` is the file's name in messages; without it the path as given.
    `prose` names the keys whose texts are quoted as published, hidden characters included.

    Raises:
        Faults: there is no such file, or it is no YAML.

    >>> read_yaml("any: [طرطوس]\n", name="rules.yaml").data
    {'any': ['طرطوس']}
    """
    name = name or (str(path_or_text) if isinstance(path_or_text, Path) else "text")
    text = text_of(path_or_text, name) if isinstance(path_or_text, Path) else path_or_text
    document = Document(name, text)
    check_indentation(document, text)
    try:
        root = compose(text)
    except YAMLError as error:
        slip = syntax(error, text)
        if (slip.line, slip.column) not in {(one.line, one.column) for one in document.faults}:
            document.faults.append(Fault(name, slip.line, slip.column, slip.message))
        Reader(document, text, prose).read_rest(slip, opened(error))
        raise Faults(document.faults) from None
    document.data = Reader(document, text, prose).read(root)
    return document


def validate(document: Document, model: type[M], *, at: Loc = ()) -> M:
    """The document's data, or the part at `at`, as the model.

    Raises:
        Faults: everything wrong with the document, the faults it already had included.
    """
    data = document.data
    for part in at:
        data = data.get(part) if isinstance(data, dict) else None
    result = None
    try:
        result = model.model_validate({} if data is None else data)
    except ValidationError as error:
        for loc, message in explain(error.errors(), model, data):
            document.fault(at + loc, message)
    document.check()
    assert result is not None  # a document without faults has a model
    return result
