r"""Read a YAML file that people write, and say all that is wrong with it at once.

In: a path or a text, and the pydantic model the file must follow.
Out: the filled model, or `Faults`: each one ``file:line:column: message`` in an editor's words.
Knows nothing of rules, outlets or settings; it is the one reader for all three files.

Stricter than YAML where YAML loses text without a word: a repeated key, an invisible mark in
a key, an Arabic comma between the items of ``[…]``.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from spiders.wording import did_you_mean, explain

__all__ = ["Document", "Fault", "Faults", "Loc", "did_you_mean", "read_yaml", "validate"]

#: Longest file read, in bytes; ruamel composes about 0.4 MB a second (measured 2026-11-22).
SIZE_LIMIT_BYTES = 4_000_000
#: Deepest nesting read; the deepest a shipped model goes is 8.
DEPTH_LIMIT = 40

#: A path into the data: keys and 0-based indices, the empty tuple for the whole.
Loc = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)

#: Characters nobody sees: format marks, odd spaces, fillers.
_HIDDEN = re.compile(
    r"[\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u180e\u2000-\u200f\u2028-\u202f"
    r"\u205f-\u206f\u3000\u3164\ufeff\uffa0\U000e0000-\U000e007f]"
)
#: Of these, the two that spelling needs: Persian plurals and joined emoji.
_SPELLING = "\u200c\u200d"
_PLAIN_TAGS = {
    f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "timestamp")
}


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in one place; line and column count from 1."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class Faults(Exception):  # noqa: N818 the name of what it holds
    """All that is wrong with a file; never empty, in the order of the lines.

    ``str()`` has one fault a line.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: list[Fault] = sorted(set(faults))
        super().__init__("\n".join(map(str, self.faults)))


@dataclass
class Document:
    """A file that could be parsed: plain data, and where each part of it stands.

    `faults` collects what is wrong so far; `check` raises it.
    """

    name: str
    data: Any = None
    faults: list[Fault] = field(default_factory=list)
    #: Line and column of every key and item that is in the file.
    places: dict[Loc, tuple[int, int]] = field(default_factory=dict)

    def position(self, loc: Loc) -> tuple[int, int]:
        r"""Line and column, from 1, of a key or an item.

        Parts of `loc` that are not in the file are left out: a missing key stands where its
        parent does.

        >>> read_yaml("a:\n  - x\n  - y\n").position(("a", 1))
        (3, 5)
        """
        known: Loc = ()
        for part in loc:
            if (*known, part) in self.places:
                known = (*known, part)
        return self.places.get(known, (1, 1))

    def fault(self, loc: Loc, message: str) -> None:
        """Add what the caller found wrong at this place."""
        self.faults.append(Fault(self.name, *self.position(loc), message))

    def check(self) -> None:
        """Raise `Faults` if anything wrong has been found so far."""
        if self.faults:
            raise Faults(self.faults)


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
    text = _text_of(path_or_text, name) if isinstance(path_or_text, Path) else path_or_text
    document = Document(name)
    _check_indentation(document, text)
    try:
        root = _compose(text)
    except YAMLError as error:
        line, column, message = _syntax(error, text)
        document.faults.append(Fault(name, line, column, message))
        _Reader(document, text, prose).read_rest(line, _opened(error))
        raise Faults(document.faults) from None
    document.data = _Reader(document, text, prose).read(root)
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


# --- from bytes to nodes -------------------------------------------------------------------


def _text_of(path: Path, name: str) -> str:
    def refuse(message: str, line: int = 1, column: int = 1) -> Faults:
        return Faults([Fault(name, line, column, message)])

    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise refuse("there is no such file") from None
    except IsADirectoryError:
        raise refuse("this is a directory, a file is needed") from None
    except OSError as error:
        raise refuse(f"cannot be read: {error.strerror}") from None
    if len(raw) > SIZE_LIMIT_BYTES:
        raise refuse(f"larger than {SIZE_LIMIT_BYTES // 1_000_000} MB")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refuse("saved as UTF-16: save it as UTF-8")
    if raw.startswith(b"\xef\xbb\xbf"):
        raise refuse("begins with a byte order mark: save it as UTF-8 without BOM")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode().split("\n")
        place = (len(before), len(before[-1]) + 1)
        raise refuse("not UTF-8 from here on: save the file as UTF-8", *place) from None


def _compose(text: str) -> Node | None:
    yaml = YAML(typ="safe", pure=True)
    yaml.max_depth = DEPTH_LIMIT
    yaml.composer.warn_double_anchors = False
    node: Node | None = yaml.compose(text)
    return node


def _check_indentation(document: Document, text: str) -> None:
    """A line indented with a space that is none looks right and is read as another level."""
    for number, line in enumerate(text.split("\n"), 1):
        indent = line[: len(line) - len(line.lstrip())]
        if found := re.search(r"[^ \t\r]", indent):
            message = f"indented with {_named(found[0])}: use plain spaces"
            document.faults.append(Fault(document.name, number, found.start() + 1, message))
        elif "\t" in indent and line.strip():
            column = indent.index("\t") + 1
            message = "indented with a tab: use spaces"
            document.faults.append(Fault(document.name, number, column, message))


def _syntax(error: YAMLError, text: str) -> tuple[int, int, str]:
    if not isinstance(error, MarkedYAMLError):
        found = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-]", text)
        assert found  # the reader refuses a text for nothing else
        before = text[: found.start()].split("\n")
        return len(before), len(before[-1]) + 1, f"a control character, {_named(found[0])}"
    mark: StringMark = error.problem_mark or error.context_mark
    problem = (error.problem or error.context or "not YAML").split("\n")[0]
    if "maximum depth" in str(error):
        problem = "nested too deeply"
    elif problem == "mapping values are not allowed here":
        problem = "a colon inside a text: put the text in quotes"
    elif error.context and error.context_mark and error.problem:
        problem = f"{problem} ({error.context} from line {error.context_mark.line + 1})"
    return mark.line + 1, mark.column + 1, f"not YAML: {problem}"


def _opened(error: YAMLError) -> int:
    """The line in which the list or mapping begins that could not be read to its end."""
    mark = getattr(error, "context_mark", None)
    return mark.line + 1 if mark else 1


def _named(character: str) -> str:
    return f"{unicodedata.name(character, '')} (U+{ord(character):04X})".strip()


# --- from nodes to plain data, with the faults only the nodes can show -----------------------


@dataclass
class _Reader:
    document: Document
    text: str
    prose: frozenset[str]
    _seen: set[int] = field(default_factory=set)
    _scalars: YAML = field(default_factory=lambda: YAML(typ="safe", pure=True))

    def read(self, node: Node | None) -> Any:
        return None if node is None else self._value(node, (), "", flow=False)

    def read_rest(self, broken: int, opened: int) -> None:
        """Find the faults of a broken file outside what is broken.

        `broken` is the line of the error, `opened` where the part that holds it begins.
        """
        lines = self.text.split("\n")
        without_line = [*lines[: broken - 1], "", *lines[broken:]]
        # What stands before the part that was opened is whole, so the last try succeeds.
        for rest in (without_line, lines[: broken - 1], lines[: opened - 1]):  # pragma: no branch
            try:
                self.text = "\n".join(rest)
                self.read(_compose(self.text))
            except YAMLError:
                continue
            return

    def _value(self, node: Node, loc: Loc, key: str, *, flow: bool) -> Any:
        if loc not in self.document.places:
            self._place(loc, node)
        if id(node) in self._seen or node.anchor:
            self._fault(node, "anchors (&) and aliases (*) are not supported: write it out")
            return None
        self._seen.add(id(node))
        if isinstance(node, MappingNode):
            return self._mapping(node, loc)
        if isinstance(node, SequenceNode):
            items = enumerate(node.value)
            flow = bool(node.flow_style)
            return [self._value(item, (*loc, i), key, flow=flow) for i, item in items]
        assert isinstance(node, ScalarNode)  # there is no fourth kind
        return self._scalar(node, key, flow=flow)

    def _mapping(self, node: MappingNode, loc: Loc) -> dict[str, Any]:
        data: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self._fault(key_node, "a key must be one word")
                continue
            key = _HIDDEN.sub("", key_node.value)
            line = key_node.start_mark.line + 1
            for found in _HIDDEN.finditer(key_node.value):
                self._fault(key_node, f"hidden character {_named(found[0])} in the key «{key}»")
            if key in lines:
                self._fault(
                    key_node,
                    f"the key «{key}» is already in line {lines[key]}: keep one of the two",
                )
                continue
            lines[key] = line
            self._place((*loc, key), key_node)
            data[key] = self._value(value_node, (*loc, key), key, flow=bool(node.flow_style))
        return data

    def _scalar(self, node: ScalarNode, key: str, *, flow: bool) -> Any:
        # An escape such as "\u200f" in quotes is meant; the raw mark was pasted unseen.
        source = self.text[node.start_mark.index : node.end_mark.index]
        hidden = _HIDDEN.search(source.translate(dict.fromkeys(map(ord, _SPELLING))))
        if hidden and key not in self.prose:
            value = _HIDDEN.sub("", node.value)
            self._fault(node, f"hidden character {_named(hidden[0])} in «{value}»")
        if flow and node.style is None and "،" in node.value:
            self._fault(
                node,
                f"«{node.value}» is one item: write a Latin comma «,» between items, "
                "or put the text in quotes",
            )
        if node.tag not in _PLAIN_TAGS:
            self._fault(node, f"«{node.tag}» is not supported: write the value alone")
            return None
        try:
            return self._scalars.constructor.construct_object(node)
        except (ValueError, YAMLError):
            self._fault(node, f"«{node.value}» cannot be read: put it in quotes")
            return None

    def _place(self, loc: Loc, node: Node) -> None:
        mark = node.start_mark
        self.document.places[loc] = (mark.line + 1, mark.column + 1)

    def _fault(self, node: Node, message: str) -> None:
        mark = node.start_mark
        self.document.faults.append(
            Fault(self.document.name, mark.line + 1, mark.column + 1, message)
        )
