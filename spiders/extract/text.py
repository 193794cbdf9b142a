"""What does the article itself say?

In: the tree of a page without furniture. Out: the blocks of the body and the step that found it.
Knows nothing of dates, outlets' names or why a page may be refused.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from copy import deepcopy
from typing import NamedTuple

import trafilatura
from lxml.html import HtmlElement

from spiders.extract.neighbours import is_card
from spiders.extract.page import INLINE, Block, blocks, select, text_of
from spiders.extract.phrases import BODY_NAME, BODY_NAMES, LINE
from spiders.extract.refuse import has_own_text
from spiders.skeleton import skeleton


class Body(NamedTuple):
    """The blocks of a body and the step that found them; no blocks: none did."""

    blocks: tuple[Block, ...]
    step: str


#: Below this a block is a label, not a sentence.
_SENTENCE_CODE_POINTS = 25
_HALF = 0.5
#: So many elements of one name are the cards of a list, not bodies.
_CARDS = 4
_SUBHEADINGS = ("h2", "h3", "h4", "h5")
#: A body shorter than this is worth looking for a better one.
_SHORT_CODE_POINTS = 250


def find_body(
    tree: HtmlElement, title: HtmlElement | None, *, selector: str | None, stated: str
) -> Body:
    """The body of the article, by the first step that finds one.

    The outlet's selector; the ``articleBody`` of JSON-LD where it is whole; the element that is
    named as the body by schema.org or a known content management system; trafilatura with
    precision; the densest run of text.
    """
    if selector and (found := _selected(tree, selector)):
        return Body(found, "selectors")
    on_page = _on_page(tree, title)
    if stated and _is_whole(stated, on_page.blocks):
        return Body(_paragraphs(stated, on_page.blocks), "json-ld")
    return on_page


def _on_page(tree: HtmlElement, title: HtmlElement | None) -> Body:
    named = _named(tree, title)
    if _size(named) >= _SENTENCE_CODE_POINTS:
        return _unless_beside(Body(named, "markup"), tree, title)
    text = trafilatura.extract(
        deepcopy(tree), favor_precision=True, include_comments=False, with_metadata=False
    )
    read = _with_subheadings(_as_blocks(text or "", tree), tree)
    dense = densest(tree, title)
    if _says_no_more(read, dense):
        return Body(dense, "density")
    if _size(read) >= _SHORT_CODE_POINTS or _size(read) > _size(dense):
        return Body(read, "trafilatura")
    return Body(dense, "density") if dense else Body((), "")


def _unless_beside(named: Body, tree: HtmlElement, title: HtmlElement | None) -> Body:
    """What is named as a body; the text behind the title where the other is a box beside it.

    Drupal calls the text of every block «field--name-body», an advertisement's too.
    """
    if title is None or _size(named.blocks) >= _SHORT_CODE_POINTS:
        return named
    dense = densest(tree, title)
    if _prose(dense) < 2 * _SHORT_CODE_POINTS or named.blocks[0] in dense:
        return named
    whole = skeleton(tree.text_content())
    first = [whole.find(skeleton(blocks[0].text)) for blocks in (dense, named.blocks)]
    lines = [block.text for block in dense]
    behind_title = has_own_text(tree, title, lines, title.text_content())
    return Body(dense, "density") if behind_title and first[0] < first[1] else named


def _says_no_more(read: Sequence[Block], dense: Sequence[Block]) -> bool:
    """Whether one reading has all sentences of the other, which adds but headlines and labels."""
    inside = {skeleton(block.text) for block in dense}
    more = [block.text for block in read if skeleton(block.text) not in inside]
    if not more or not inside <= {skeleton(block.text) for block in read}:
        return False
    return bool(dense) and all(
        len(text) < 2 * _SENTENCE_CODE_POINTS + 20 and not text.endswith((".", "!", "؟"))
        for text in more
    )


def _selected(tree: HtmlElement, selector: str) -> tuple[Block, ...]:
    found = tuple(block for element in select(tree, selector) for block in blocks(element))
    return _with_subheadings(found, tree)


def _size(found: Sequence[Block]) -> int:
    """Code points outside links."""
    return sum(round(len(block.text) * (1 - block.linked)) for block in found)


def _named(tree: HtmlElement, title: HtmlElement | None) -> tuple[Block, ...]:
    """The blocks of the element that is named as the body."""
    found: list[tuple[int, HtmlElement]] = []
    for element in tree.iter():
        if "articleBody" in element.get("itemprop", ""):
            found.append((-1, element))
            continue
        names = f"{element.get('class', '')} {element.get('id', '')}".lower().split()
        if ranks := [rank for name in names if (rank := _rank(name)) is not None]:
            found.append((min(ranks), element))
    ranked = Counter(rank for rank, _ in found)
    found = [pair for pair in found if ranked[pair[0]] < _CARDS]
    if title is not None:
        found = [pair for pair in found if not is_card(pair[1], title)]
    if title is not None:
        # Related items use the same names; the article's own stands behind its title.
        order = {element: at for at, element in enumerate(tree.iter())}
        behind = [
            pair for pair in found if order[pair[1]] >= order[title] or title in pair[1].iter()
        ]
        found = behind or found
    best: tuple[Block, ...] = ()
    own: HtmlElement | None = None
    for _, element in sorted(found, key=lambda pair: pair[0]):
        if _prose(best) and own is not None and _is_next_article(element, own):
            continue
        candidate = tuple(blocks(element))
        if _size(candidate) > 1.3 * _size(best) + _SENTENCE_CODE_POINTS:
            if best and _prose(candidate) <= 1.3 * _prose(best):
                continue
            best, own = candidate, element
    return best


def _is_next_article(element: HtmlElement, body: HtmlElement) -> bool:
    """Whether another headline stands between the body and an element behind it."""
    inside = set(body.iter())
    headline = False
    for later in body.getroottree().getroot().iter():
        if later is body:
            headline = False
        elif later is element:
            return headline and later not in inside
        elif later.tag in ("h1", "h2") and later not in inside:
            headline = True
    return False


def _rank(name: str) -> int | None:
    """How certainly a class or id names the body, 0 most; None where it does not."""
    if name in BODY_NAMES:
        return BODY_NAMES[name]
    return len(BODY_NAMES) if BODY_NAME.fullmatch(name) else None


def _prose(found: Sequence[Block]) -> int:
    """Code points in blocks that are sentences."""
    return sum(
        len(block.text)
        for block in found
        if len(block.text) >= 2 * _SENTENCE_CODE_POINTS and block.linked < _HALF
    )


def densest(tree: HtmlElement, title: HtmlElement | None) -> tuple[Block, ...]:
    """The blocks of the element that holds the most text outside links, weighed by nearness.

    Text counts fully for the element around it and half for the one above, so that the body
    wins over the page; what stands before the title does not count.
    """
    scores: dict[HtmlElement, float] = defaultdict(float)
    started = title is None
    for element in tree.iter():
        if element is title or not started:
            started = started or element is title
            continue
        if element.tag in INLINE or next(element.iterancestors("a"), None) is not None:
            continue
        size = len(" ".join(_own_text(element).split()))
        if size < _SENTENCE_CODE_POINTS:
            continue
        for above, weight in zip(
            (element, *element.iterancestors()), (1, 1, 0.5, 0.25), strict=False
        ):
            scores[above] += size * weight
    if not scores:
        return ()
    best = max(scores, key=lambda element: scores[element])
    return tuple(blocks(best))


def _own_text(element: HtmlElement) -> str:
    """The text of an element outside links that stands in no block of its own inside it."""
    pieces = [element.text or ""]
    for child in element:
        if child.tag in INLINE and child.tag != "a":
            pieces.append(child.text_content())
        pieces.append(child.tail or "")
    return "".join(pieces)


def _as_blocks(text: str, tree: HtmlElement) -> tuple[Block, ...]:
    """The lines of a text, with what the page knows about each."""
    if not text:
        return ()
    known = {skeleton(block.text): block for block in blocks(tree)}
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return tuple(
        known.get(skeleton(line), Block(line, 0.0, "p"))._replace(text=line)
        for line in lines
        if line
    )


def _with_subheadings(read: tuple[Block, ...], tree: HtmlElement) -> tuple[Block, ...]:
    """The lines with the headings right above one of them.

    Trafilatura leaves short ones out, as do selectors of paragraphs: «div.content-article > p».
    """
    above: dict[str, Block] = {}
    for heading in tree.iter(*_SUBHEADINGS):
        # What a heading stands above is beside it; that of a box in the text stands above none.
        beside = next((one for one in heading.itersiblings() if one.text_content().strip()), None)
        line = next(blocks(beside), None) if beside is not None else None
        words = skeleton(line.text) if line else ""
        # A heading goes with its line where that is of no article: cookies (BBC).
        if words and not LINE.match(words) and next(heading.iter("a"), None) is None:
            above[words] = Block(text_of(heading), 0.0, str(heading.tag))
    taken = {skeleton(block.text) for block in read}
    found: list[Block] = []
    for block in read:
        subheading = above.get(skeleton(block.text)) if found else None
        if subheading and subheading.text and skeleton(subheading.text) not in taken:
            found.append(subheading)
        found.append(block)
    return tuple(found)


def _is_whole(stated: str, on_page: Sequence[Block]) -> bool:
    """Whether JSON-LD holds the whole body: many outlets cut it after 46 or 255 characters."""
    if stated.rstrip().endswith(("…", "...")):
        return False
    shown = len(skeleton(" ".join(block.text for block in on_page if block.linked < _HALF)))
    return len(skeleton(stated)) >= max(0.8 * shown, _SENTENCE_CODE_POINTS)


def _paragraphs(stated: str, on_page: Sequence[Block]) -> tuple[Block, ...]:
    """JSON-LD text in paragraphs: its own, else those of the page that it repeats."""
    lines = [" ".join(line.split()) for line in re.split(r"\n+", stated) if line.strip()]
    if len(lines) == 1:
        whole = skeleton(stated)
        same = [block for block in on_page if skeleton(block.text) in whole]
        if sum(len(skeleton(block.text)) + 1 for block in same) >= 0.95 * len(whole):
            return tuple(same)
    return tuple(Block(line, 0.0, "p") for line in lines)
