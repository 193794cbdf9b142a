r"""From the bytes of a file to the nodes of its YAML.

In: a path, or a text. Out: the text; its root node; for a text that is no YAML, what is wrong
with it in an editor's words.
"""

import re
import stat
import unicodedata
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLError
from ruamel.yaml.nodes import Node

from spiders.yamlfile.document import Document, Fault, Faults
from spiders.yamlfile.slips import COLON_INSIDE, Slip, find_slip

#: Longest file read, in bytes; ruamel composes about 0.4 MB a second (measured 2026-11-22).
SIZE_LIMIT_BYTES = 4_000_000
#: Deepest nesting read; the deepest a shipped model goes is 8.
DEPTH_LIMIT = 40


def text_of(path: Path, name: str) -> str:
    """The text of a file; a byte order mark, UTF-16 or anything but UTF-8 is refused.

    Raises:
        Faults: there is no such file, or it cannot be read as text.
    """

    def refuse(message: str, line: int = 1, column: int = 1) -> Faults:
        return Faults([Fault(name, line, column, message)])

    try:
        # A pipe or a device would be read for ever.
        if not stat.S_ISREG((found := path.stat()).st_mode):
            kind = "a directory" if stat.S_ISDIR(found.st_mode) else "no plain file"
            raise refuse(f"this is {kind}, a file is needed")
        raw = path.read_bytes() if found.st_size <= SIZE_LIMIT_BYTES else b""
    except FileNotFoundError:
        raise refuse("there is no such file") from None
    except OSError as error:
        raise refuse(f"cannot be read: {error.strerror}") from None
    if found.st_size > SIZE_LIMIT_BYTES:
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


def compose(text: str) -> Node | None:
    """The root node of a text; None of an empty one."""
    yaml = YAML(typ="safe", pure=True)
    yaml.max_depth = DEPTH_LIMIT
    yaml.composer.warn_double_anchors = False
    node: Node | None = yaml.compose(text)
    return node


def check_indentation(document: Document, text: str) -> None:
    """A line indented with a space that is none looks right and is read as another level."""
    for number, line in enumerate(text.split("\n"), 1):
        indent = line[: len(line) - len(line.lstrip())]
        if found := re.search(r"[^ \t\r]", indent):
            message = f"indented with {named(found[0])}: use plain spaces"
            document.faults.append(Fault(document.name, number, found.start() + 1, message))
        elif "\t" in indent and line.strip():
            column = indent.index("\t") + 1
            message = "indented with a tab: use spaces"
            document.faults.append(Fault(document.name, number, column, message))


def syntax(error: YAMLError, text: str) -> Slip:
    """Where and by what a text is no YAML, in an editor's words."""
    if not isinstance(error, MarkedYAMLError):
        found = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-]", text)
        assert found  # the reader refuses a text for nothing else
        before = text[: found.start()].split("\n")
        message = f"a control character, {named(found[0])}"
        return Slip(len(before), len(before[-1]) + 1, message)
    mark: StringMark = error.problem_mark or error.context_mark
    problem = (error.problem or error.context or "not YAML").split("\n")[0]
    if "maximum depth" in str(error):
        problem = "nested too deeply"
    elif slip := find_slip([*re.split("\r\n|\r|\n", text), ""], error):
        return slip
    elif problem == "mapping values are not allowed here":
        problem = COLON_INSIDE
    elif error.context and error.context_mark and error.problem:
        problem = f"{problem} ({error.context} from line {error.context_mark.line + 1})"
    return Slip(mark.line + 1, mark.column + 1, f"not YAML: {problem}")


def opened(error: YAMLError) -> int:
    """The line in which the list or mapping begins that could not be read to its end."""
    mark = getattr(error, "context_mark", None)
    return mark.line + 1 if mark else 1


def named(character: str) -> str:
    """The Unicode name and number of a character that nobody sees."""
    return f"{unicodedata.name(character, '')} (U+{ord(character):04X})".strip()
