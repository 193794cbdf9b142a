r"""What did somebody mean whose text is no YAML?

In: the lines of a text, and the error of the parser. Out: a `Slip`: where the mistake really
is, in words for people who know no YAML, and the line as it was meant where that is plain.
Knows nothing of files, keys or what they mean.

The parser says what it expected, and often says it lines later. A person looks at the line, so
that is done here: at the one it stopped in, and at the one where that began.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ruamel.yaml.error import MarkedYAMLError

#: What stands before the value of a line: dashes, and a key.
_BEFORE_VALUE = re.compile(r"\s*(?:-\s+)*(?:[A-Za-z_$][\w$]*:\s+)?(?:-\s+)*")
_FULL_WIDTH_COLON = re.compile(r"\s*(?:-\s+)*[A-Za-z_$]\w*\s*\uff1a")
_NO_SPACE_BEHIND_COLON = re.compile(r"\s*(?:-\s+)*([a-z_]+:)(?=[^\s/])")
_NO_SPACE_BEHIND_DASH = re.compile(r"\s*-(?=[^\s-])")
_KEY = re.compile(r"[A-Za-z_$][\w$]*:(?:\s|$)")
_FIRST_WORD = re.compile(r"[\w$]*")
_QUOTED = re.compile(r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')""")
#: Behind a value only a comment, or a colon: then it is a key.
_NOTHING_MORE = re.compile(r"\s*(?:$|\s#|:(?:\s|$))")
#: Each begins something that is no text.
_SPECIAL = "@%`*!&|>"
_BLOCK_TEXT = re.compile(r"[|>][-+0-9]*\s*(?:#.*)?$")
#: A hash behind a space or the begin of a list, before a letter: a hashtag, not a comment.
HIDES = re.compile(r"(?:\s+|(?<=[\[{,]))#(?=\w)")
BEHIND_HASH = "what stands behind « #» is a comment: put the text in quotes, or write «# »"
COLON_INSIDE = "a colon inside a text: put the text in quotes"
_BRACKETS = {"[": "]", "{": "}"}


@dataclass(frozen=True)
class Slip:
    """One slip; line and column count from 1. `meant` is the line mended, "" if it must go."""

    line: int
    column: int
    message: str
    meant: str = ""


def find_slip(lines: Sequence[str], error: MarkedYAMLError) -> Slip | None:
    """The slip behind an error; None when nothing plain is found."""
    mark = error.problem_mark or error.context_mark
    began = error.context_mark or mark
    line, column, first = mark.line + 1, mark.column + 1, began.line + 1
    if max(line, first) > len(lines):  # line ends that only YAML knows
        return None
    problem, context = error.problem or "", error.context or ""
    if "quoted scalar" in context:
        return Slip(first, began.column + 1, "the quote that begins here has no end")
    for number in dict.fromkeys((line, first)):
        for at, message, meant in _in_line(lines[number - 1]):
            return Slip(number, at + 1, message, meant)
    if problem.startswith("could not find expected"):
        return Slip(first, began.column + 1, "neither «key: value» nor «- » and a text")
    if "',' or" in problem or "flow" in context:
        return _at_mark(lines[line - 1], line, column) or _left_open(lines, line)
    return _at_mark(lines[line - 1], line, column) or _indented(lines, error)


def _in_line(text: str) -> Iterator[tuple[int, str, str]]:
    """Offset of a slip, the message, and the line as it was meant."""
    start = len(text) - len(text.lstrip())
    if text.startswith("#", start):
        return
    if found := _FULL_WIDTH_COLON.match(text):
        at = found.end() - 1
        message = "«\uff1a» is no colon to YAML: write «:» and a space"
        yield at, message, text[:at].rstrip() + ": " + text[at + 1 :].lstrip()
    elif found := _NO_SPACE_BEHIND_COLON.match(text):
        at = found.end()
        yield found.start(1), f"write a space behind «{found[1]}»", f"{text[:at]} {text[at:]}"
    elif found := _NO_SPACE_BEHIND_DASH.match(text):
        yield start, "write a space behind «-»", f"{text[: found.end()]} {text[found.end() :]}"
    else:
        at = _value_at(text)
        if text[:at].strip():  # else it may go on a list between brackets
            yield from ((at, message, "") for message in _in_value(text[at:]))


def _value_at(text: str) -> int:
    before = _BEFORE_VALUE.match(text)
    assert before  # it may be empty
    return before.end()


def _in_value(value: str) -> Iterator[str]:
    first = value[:1]
    if quoted := _QUOTED.match(value):
        if not _NOTHING_MORE.match(value, quoted.end()):
            yield "the text goes on behind its quotes: put all of it in quotes"
    elif first in _BRACKETS:
        end = _closed(value)
        if end and value[end:].strip() in _BRACKETS.values():
            yield f"one «{value[end:].strip()}» too many"
        elif end and not _NOTHING_MORE.match(value, end):
            yield f"a text cannot begin with «{first}»: put it in quotes"
    elif first and first in _SPECIAL and not _BLOCK_TEXT.match(value):
        yield f"a text cannot begin with «{first}»: put it in quotes"


def _closed(value: str) -> int:
    """How far the bracket reaches that a value begins with; 0 if it stays open."""
    open_: list[str] = []
    at = 0
    while at < len(value):
        if quoted := _QUOTED.match(value, at):
            at = quoted.end()
            continue
        if HIDES.match(value, at):
            return 0
        if value[at] in _BRACKETS:
            open_.append(_BRACKETS[value[at]])
        elif open_ and value[at] == open_[-1]:
            open_.pop()
            if not open_:
                return at + 1
        at += 1
    return 0


def _at_mark(text: str, line: int, column: int) -> Slip | None:
    """What the place of the error itself shows, in lists between brackets."""
    rest, before = text[column - 1 :], text[: column - 1].rstrip()
    if rest[:1] and rest[0] in _SPECIAL:
        return Slip(line, column, f"a text cannot begin with «{rest[0]}»: put it in quotes")
    if rest[:1] == "\t":
        return Slip(line, column, "a tab between words: use a space")
    if rest and before.endswith(('"', "'")):
        return Slip(line, column, "the text goes on behind its quotes: put all of it in quotes")
    if rest[:1] and rest[0] in _BRACKETS.values():
        return Slip(line, column, f"one «{rest[0]}» too many")
    if rest and before.endswith((*_BRACKETS.values(),)):
        message = f"behind «{before[-1]}» a comma is missing, or the whole text needs quotes"
        return Slip(line, column, message)
    return None


def _left_open(lines: Sequence[str], line: int) -> Slip | None:
    """The list between brackets that is open where the error is."""
    for number in range(min(line, len(lines)), 0, -1):
        text = lines[number - 1]
        at = _value_at(text)
        if text[at : at + 1] in _BRACKETS and not _closed(text[at:]):
            for within in range(number, min(line, len(lines)) + 1):
                if hidden := HIDES.search(lines[within - 1]):
                    return Slip(within, hidden.end(), BEHIND_HASH)
            return Slip(number, at + 1, f"the «{text[at]}» that begins here has no end")
    return None


def _indented(lines: Sequence[str], error: MarkedYAMLError) -> Slip | None:
    """A line that begins beside its neighbours."""
    mark = error.problem_mark
    text = lines[mark.line].lstrip(" ")
    spaces = len(lines[mark.line]) - len(text)
    kind = _begins(text)
    if not kind or not _FIRST_WORD.fullmatch(text, 0, mark.column - spaces):
        return None
    known = [at for above in lines[: mark.line] for of, at in _columns(above) if of == kind]
    if not known:
        return None
    below = lines[mark.line + 1]
    fits = _fits(kind, text, len(below) - len(below.lstrip(" ")), spaces)
    meant = min(reversed(known), key=lambda at: (abs(at - spaces), not fits(at)))
    message = f"indented with {spaces_of(spaces)}, the lines it belongs to with {meant}"
    return Slip(mark.line + 1, spaces + 1, message, " " * meant + text)


def _fits(kind: str, text: str, below: int, spaces: int) -> Callable[[int], bool]:
    """Whether a line may begin there, by where the next one does."""
    if kind == "item":
        return lambda at: below < spaces or below == at + len("- ")
    if text.rstrip().endswith(":"):
        return lambda at: below > at
    return lambda at: below == at


def spaces_of(count: int) -> str:
    """So many, in words."""
    return "1 space" if count == 1 else f"{count} spaces"


def _begins(text: str) -> str:
    if text.startswith("- "):
        return "item"
    return "key" if _KEY.match(text) else ""


def _columns(line: str) -> Iterator[tuple[str, int]]:
    """Where a line holds an item or a key, from 0."""
    text = line.lstrip(" ")
    at = len(line) - len(text)
    while kind := _begins(text):
        yield kind, at
        if kind == "key":
            return
        text = text[1:].lstrip(" ")
        at = len(line) - len(text)
