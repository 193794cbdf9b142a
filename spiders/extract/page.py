"""What is on a page, before anybody asks what it says?

In: a page as text. Out: its tree, its blocks of text, and the tree without furniture.
Knows nothing of articles, outlets or dates.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from lxml import etree, html
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

#: Characters that no text means and lxml refuses; halves of characters are others.
_CONTROL = bytes({*range(0x20), 0x7F} - {*b"\t\n\r"})
_NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())
_REFERENCE = re.compile(rb"&#(?:x([0-9a-f]{1,8})|([0-9]{1,8}));?", re.IGNORECASE)
_DECLARATION = re.compile(rb"^\s*<\?xml[^>]*>", re.IGNORECASE)

#: Elements that never hold a reader's text.
_MUTE_TEXT = """
    script style noscript template svg iframe object embed canvas audio video select option
    textarea input button datalist map head title meta link
"""
MUTE = frozenset(_MUTE_TEXT.split())
#: Elements that do not end a line; everything else does.
_INLINE_TEXT = """
    a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q
    ruby s samp small span strike strong sub sup time tt u var wbr
"""
INLINE = frozenset(_INLINE_TEXT.split())
#: A line of so many code points may be a sentence of a text; a shorter one is a label.
SENTENCE_CODE_POINTS = 50
#: So many may stand before the headline of an article or of its card: a section, a day.
KICKER_CODE_POINTS = 45
#: Elements side by side: no new line, but no word runs through their edge either.
_SPACED = frozenset(("td", "th", "img"))


class Block(NamedTuple):
    """One line of a page: a paragraph, a heading, an entry of a list."""

    #: As published, white space collapsed; never empty.
    text: str
    #: How much of it is the text of links: 0 none, 1 all.
    linked: float
    #: The tag of the innermost block element around it.
    tag: str


def parse(text: str) -> HtmlElement | None:
    """The tree of a page or of a fragment of one; None where there is no markup or text at all.

    >>> parse("<p>مرفأ طرطوس").findtext(".//p")
    'مرفأ طرطوس'
    >>> parse(" ") is None
    True
    """
    page = _REFERENCE.sub(_sound_reference, _DECLARATION.sub(b"", _sound(text)))
    if not page.strip():
        return None
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        return html.document_fromstring(page, parser=parser, ensure_head_body=True)
    except etree.ParserError:
        return None


def _sound(text: str) -> bytes:
    """The text in UTF-8, without what lxml refuses.

    Bytes are looked through in a quarter of the time that a pattern takes for characters.
    """
    page = text.encode(errors="ignore").translate(None, _CONTROL)
    for refused in _NO_CHARACTERS:
        page = page.replace(refused, b"")
    return page


def _sound_reference(found: re.Match[bytes]) -> bytes:
    """A character reference, or nothing where it names what lxml refuses: ``&#0;``."""
    code = int(found[1], 16) if found[1] else int(found[2])
    return found[0] if code <= sys.maxunicode and _sound(chr(code)) else b""


@lru_cache(maxsize=256)
def _css(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")


def select(tree: HtmlElement, selector: str) -> list[HtmlElement]:
    """The elements a CSS selector finds, in document order, none of them inside another.

    Raises:
        cssselect.SelectorError: the selector is no CSS.
    """
    found: list[HtmlElement] = []
    for element in _css(selector)(tree):
        if not found or found[-1] not in element.iterancestors():
            found.append(element)
    return found


def drop(elements: Iterable[HtmlElement]) -> None:
    """Take elements out of their tree; the text behind them stays."""
    for element in elements:
        if element.getparent() is not None:
            element.drop_tree()


def text_of(element: HtmlElement) -> str:
    """All text inside an element on one line.

    >>> text_of(parse("<h1>قصف <b>على</b><br>طرطوس</h1>"))
    'قصف على طرطوس'
    """
    return " ".join(block.text for block in blocks(element))


def beginning(text: str, unwanted: Iterable[str], code_points: int) -> str:
    """What is to be read on a page, from its top: at least so much, or all of it.

    >>> beginning("<p>سطر<p>سطر<p>سطر", (), 5), beginning(" ", (), 5)
    ('سطر سطر', '')
    """
    tree = parse(text)
    if tree is None:
        return ""
    said: list[str] = []
    length = -1
    for block in blocks(readable(tree, unwanted)):
        said.append(block.text)
        length += 1 + len(block.text)
        if length >= code_points:
            break
    return " ".join(said)


def blocks(root: HtmlElement) -> Iterator[Block]:
    """The lines of text inside `root`, in order, as a reader sees them.

    Inline markup never breaks a word («و<b>طرطوس</b>»), block elements and ``<br>`` end a
    line, cells of a table row stand side by side.

    >>> [block.text for block in blocks(parse("<div>سطر<br>و<b>سطر</b><p>فقرة</div>"))]
    ['سطر', 'وسطر', 'فقرة']
    """
    pieces: list[str] = []
    linked = 0
    mute = links = 0
    line_tag = root.tag if isinstance(root.tag, str) else "div"

    def line() -> Iterator[Block]:
        nonlocal linked
        if text := " ".join("".join(pieces).split()):
            yield Block(text, min(1.0, linked / len(text)), line_tag)
        pieces.clear()
        linked = 0

    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag, begins = str(element.tag), event == "start"
        if tag in MUTE:
            mute += 1 if begins else -1
        elif tag == "a":
            links += 1 if begins else -1
        elif tag in _SPACED:
            pieces.append(" ")
        elif tag not in INLINE:
            if pieces:
                yield from line()
            line_tag = tag if begins else _block_tag(element.getparent(), root)
        text = element.text if begins else element.tail
        if text and not mute and (begins or element is not root):
            pieces.append(text)
            linked += len(" ".join(text.split())) if links else 0
    yield from line()


def _block_tag(element: HtmlElement | None, root: HtmlElement) -> str:
    while element is not None and element is not root and element.tag in INLINE:
        element = element.getparent()
    return str(element.tag) if element is not None else "div"


#: A cell with more text than this lays the page out, it holds no datum. Code points.
_DATUM_CODE_POINTS = 200


def readable(tree: HtmlElement, unwanted: Iterable[str] = ()) -> HtmlElement:
    """The ``<body>`` of a page, changed in place: no scripts, no layout tables, nothing unwanted.

    `unwanted` is CSS of what the outlet's entry drops.

    Raises:
        cssselect.SelectorError: it is no CSS.
    """
    body = tree.find("body")
    root = tree if body is None else body
    drop(list(root.iter(*MUTE)))
    for selector in unwanted:
        drop(select(root, selector))
    _flatten_tables(root)
    return root


def _flatten_tables(tree: HtmlElement) -> None:
    """Make tables that lay out a page divisions, so that their cells read as what they are."""
    for table in list(tree.iter("table")):
        cells = list(table.iter("td", "th"))
        if any(_lays_out(cell) for cell in cells):
            for element in table.iter("table", "tbody", "thead", "tfoot", "tr", "td", "th"):
                element.tag = "div"


def _lays_out(cell: HtmlElement) -> bool:
    if next(cell.iter("p", "div", "table", "ul", "h1", "h2"), None) is not None:
        return True
    return len(cell.text_content()) > _DATUM_CODE_POINTS or len(list(cell.iter("br"))) > 1


def between(
    start: HtmlElement | None, tree: HtmlElement
) -> Iterator[tuple[HtmlElement, list[str]]]:
    """The elements behind `start` (from the top without one), each with the text before it.

    The text comes in pieces, in one list that grows; join it where it is needed.

    >>> tree = parse("<h1>ا</h1>ب<p>ج</p>د<p>ه</p>")
    >>> [(element.tag, "".join(said)) for element, said in between(tree.find(".//h1"), tree)]
    [('p', 'ب'), ('p', 'بجد')]
    """
    said: list[str] = []
    inside = started = start is None
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if element is start:
            inside = event == "start"
            if not inside:
                started = True
                said.append(element.tail or "")
            continue
        if not started or (inside and start is not None):
            continue
        if event == "start":
            yield element, said
            said.append(element.text or "")
        elif element is not tree:
            said.append(element.tail or "")
