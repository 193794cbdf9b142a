r"""From the nodes of a YAML text to plain data, with the faults only the nodes can show.

In: the root node and its text. Out: plain data, and faults and places in the `Document`.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from spiders.yamlfile.document import Document, Fault, Loc
from spiders.yamlfile.slips import BEHIND_HASH, COLON_INSIDE, HIDES, Slip, spaces_of
from spiders.yamlfile.text import compose, named

#: Characters nobody sees: format marks, odd spaces, fillers.
_HIDDEN = re.compile(
    r"[\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u180e\u2000-\u200f\u2028-\u202f"
    r"\u205f-\u206f\u3000\u3164\ufeff\uffa0\U000e0000-\U000e007f]"
)
#: Of these, the two that spelling needs: Persian plurals and joined emoji.
_SPELLING = "\u200c\u200d"
#: What a key looks like; in a list, anything else before a colon is the begin of a text.
_KEY = re.compile(r"\$?[a-z][a-z0-9_]*")
#: A line of a text that was to be the next item: it begins further right than the one before.
_JOINED_ITEM = re.compile(r"\n\s*- ")
_TAG = re.compile(r"!\S*")
_PLAIN_TAGS = {
    f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "timestamp")
}


@dataclass
class Reader:
    """Turns nodes into data; `prose` names the keys whose texts may hold hidden characters."""

    document: Document
    text: str
    prose: frozenset[str]
    _seen: set[int] = field(default_factory=set)
    _scalars: YAML = field(default_factory=lambda: YAML(typ="safe", pure=True))

    def read(self, node: Node | None) -> Any:
        """The data of a whole file; None of an empty one."""
        return None if node is None else self._value(node, (), "", flow=False)

    def read_rest(self, slip: Slip, opened: int) -> None:
        """Find the faults of a broken file outside what is broken.

        `opened` is the line where the part begins that the slip broke.
        """
        lines = self.text.split("\n")
        before, opened = slip.line - 1, min(opened, slip.line)
        mended = [*lines[:before], slip.meant, *lines[slip.line :]]
        # What stands before the part that was opened is whole, so the last try succeeds.
        for rest in (mended, lines[:before], lines[: opened - 1]):  # pragma: no branch
            try:
                self.text = "\n".join(rest)
                self.read(compose(self.text))
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
        if not (isinstance(node, MappingNode) and _begins_with_key(node)):
            self._refuse_tag(node)
        if isinstance(node, MappingNode):
            return self._mapping(node, loc)
        if isinstance(node, SequenceNode):
            items = enumerate(node.value)
            flow = bool(node.flow_style)
            return [self._item(item, (*loc, i), key, flow=flow) for i, item in items]
        assert isinstance(node, ScalarNode)  # there is no fourth kind
        return self._scalar(node, key, flow=flow)

    def _item(self, node: Node, loc: Loc, key: str, *, flow: bool) -> Any:
        """An item of a list; «عاجل: خبر» was meant as a text."""
        if isinstance(node, MappingNode) and not flow and not node.flow_style:
            first = node.value[0][0]
            if isinstance(first, ScalarNode) and not _KEY.fullmatch(first.value):
                self._place(loc, node)
                self._fault(node, COLON_INSIDE)
                return self.text[node.start_mark.index : node.end_mark.index].strip()
        return self._value(node, loc, key, flow=flow)

    def _mapping(self, node: MappingNode, loc: Loc) -> dict[str, Any]:
        data: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self._fault(key_node, "a key must be one word")
                continue
            self._refuse_tag(key_node)
            key = _HIDDEN.sub("", key_node.value)
            line = key_node.start_mark.line + 1
            for found in _HIDDEN.finditer(key_node.value):
                self._fault(key_node, f"hidden character {named(found[0])} in the key «{key}»")
            if key in lines:
                self._fault(
                    key_node,
                    f"the key «{key}» is already in line {lines[key]}: keep one of the two",
                )
                continue
            lines[key] = line
            self._place((*loc, key), key_node)
            if value_node.start_mark.index == value_node.end_mark.index:
                self._behind(key_node, ":")  # no value is placed where the next thing begins
            data[key] = self._value(value_node, (*loc, key), key, flow=bool(node.flow_style))
        return data

    def _scalar(self, node: ScalarNode, key: str, *, flow: bool) -> Any:
        # An escape such as "\u200f" in quotes is meant; the raw mark was pasted unseen.
        source = self.text[node.start_mark.index : node.end_mark.index]
        hidden = _HIDDEN.search(source.translate(dict.fromkeys(map(ord, _SPELLING))))
        if hidden and key not in self.prose:
            value = _HIDDEN.sub("", node.value)
            self._fault(node, f"hidden character {named(hidden[0])} in «{value}»")
        if flow and node.style is None and "،" in node.value:
            self._fault(
                node,
                f"«{node.value}» is one item: write a Latin comma «,» between items, "
                "or put the text in quotes",
            )
        if node.style is None:
            self._plain(node, source)
        if self._tag(node):
            return node.value
        if node.tag not in _PLAIN_TAGS:
            self._fault(node, f"«{node.tag}» is not supported: write the value alone")
            return None
        try:
            return self._scalars.constructor.construct_object(node)
        except (ValueError, YAMLError):
            self._fault(node, f"«{node.value}» cannot be read: put it in quotes")
            return None

    def _plain(self, node: ScalarNode, source: str) -> None:
        """A text without quotes may end, or go on, where nobody meant it to."""
        self._behind(node, "")
        if joined := _JOINED_ITEM.search(source):
            line = node.start_mark.line + 2 + source.count("\n", 0, joined.start())
            spaces = len(joined[0]) - len("\n- ")
            message = (
                f"indented with {spaces_of(spaces)}: it is read as one text with the item above"
            )
            self.document.faults.append(Fault(self.document.name, line, spaces + 1, message))

    def _behind(self, node: Node, sign: str) -> None:
        """A hashtag behind a text, or behind a key and its colon, is cut off unseen."""
        start = node.end_mark.index
        end = self.text.find("\n", start)
        rest = self.text[start : end if end >= 0 else None]
        if HIDES.match(rest.removeprefix(sign)):
            self._fault(node, BEHIND_HASH)

    def _tag(self, node: Node) -> str:
        """The tag before a value: «!!str طرطوس», «!mine [طرطوس]»; "" without one."""
        start = node.start_mark.index
        return found[0] if (found := _TAG.match(self.text, start)) else ""

    def _refuse_tag(self, node: Node) -> None:
        if tag := self._tag(node):
            self._fault(node, f"«{tag}» is not supported: write the value alone")

    def _place(self, loc: Loc, node: Node) -> None:
        mark = node.start_mark
        self.document.places[loc] = (mark.line + 1, mark.column + 1)

    def _fault(self, node: Node, message: str) -> None:
        mark = node.start_mark
        self.document.faults.append(
            Fault(self.document.name, mark.line + 1, mark.column + 1, message)
        )


def _begins_with_key(node: MappingNode) -> bool:
    """Whether a mapping has no mark of its own before its first key, whose the tag there is."""
    return bool(node.value) and node.value[0][0].start_mark.index == node.start_mark.index
