"""Which elements of a page are not the article?

In: the tree of a page. Out: the same without menus, tickers, side bars, related items, comments,
share buttons, cookie bars, tags, captions and footers.
Lines that only their words give away are left to `spiders.extract.lines`.
Knows nothing of dates, outlets or how a body is found.
"""

import re
from collections.abc import Collection
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

from spiders.extract import phrases
from spiders.extract.page import INLINE, between, blocks, drop
from spiders.skeleton import skeleton

#: Attributes that hold an element's names.
_NAMING = ("class", "id", "aria-labelledby", "data-testid", "data-component")
#: One look for all links of an element: a page has a hundred, and each would cost as much.
_LINK_TEXTS = etree.XPath("descendant-or-self::a//text()", smart_strings=False)
#: What may follow the phrase in a heading: «اقرأ أيضاً في سوريا».
_REST_CODE_POINTS = 12
#: A heading, as opposed to a sentence that begins alike.
_HEADING_CODE_POINTS = 45
_LABEL_CODE_POINTS = 70
#: More text than this is in no row of buttons.
_WIDGET_CODE_POINTS = 400


@lru_cache(maxsize=8192)
def _is_furniture_name(name: str) -> bool:
    """Whether a class or id says furniture.

    >>> _is_furniture_name("single-post__shareBar"), _is_furniture_name("post-body has-sidebar")
    (True, False)
    """
    if not phrases.BODY_NAMES.keys().isdisjoint(name.lower().split()):
        return False  # «entry-content comments-open» is the body, comments or not
    for part in name.split():
        words = [word.lower() for word in phrases.HUMP.split(part) if word]
        if words[:1] in (["has"], ["with"], ["no"], ["without"], ["is"], ["layout"]):
            continue
        if phrases.WORDS.intersection(words) or phrases.PHRASES.search(" ".join(words)):
            return True
    return False


def _hidden(element: HtmlElement) -> bool:
    style = element.get("style", "")
    return element.get("hidden") is not None or bool(
        style and re.search(r"display\s*:\s*none|visibility\s*:\s*hidden", style)
    )


def clear(body: HtmlElement, keep: Collection[HtmlElement]) -> None:
    """Take the furniture out of a page.

    What holds one of the elements in `keep` stays, as does what holds more than half of the
    page's text outside links: a site that calls its article «sidebar» still has an article.
    """
    safe = {body} | {above for element in keep for above in (element, *element.iterancestors())}
    half = _unlinked(body) / 2
    waiting = [body]
    while waiting:
        element = waiting.pop()
        furniture = element not in safe and _is_furniture(element) and not _is_talkative(element)
        if furniture and not _says_more(element, half):
            waiting += _leave_dates(element)
            drop([element])
        else:
            # Only in what stays: a menu is one element, whatever is in it.
            waiting += reversed(element)
    for heading in list(
        body.iter("h2", "h3", "h4", "h5", "h6", "strong", "b", "div", "span", "p", "a")
    ):
        if heading not in safe and _heads_furniture(heading):
            _drop_headed(heading, safe, half)


def _is_talkative(element: HtmlElement) -> bool:
    """Whether an element that should be a row of buttons holds paragraphs instead."""
    words = {word.lower() for word in phrases.HUMP.split(_names(element))}
    if phrases.WIDGETS.isdisjoint(words):
        return False
    said = sum(len(p.text_content()) - _linked(p) for p in element.iter("p"))
    return said > _WIDGET_CODE_POINTS and said > len(element.text_content()) / 2


def _leave_dates(doomed: HtmlElement) -> list[HtmlElement]:
    """Put the times that stand among author and share buttons beside these, and return them."""
    if not phrases.HEAD_WORDS.search(_names(doomed)):
        return []
    dates = [
        element
        for element in doomed.iterdescendants()
        if element.tag == "time" or phrases.DATE_WORDS.search(element.get("class", ""))
    ]
    left = [
        element
        for element in dates
        if next(element.iterancestors("a"), None) is None and not _within(element, dates)
    ]
    for element in left:
        doomed.addprevious(element)
    return left


def _within(element: HtmlElement, others: Collection[HtmlElement]) -> bool:
    return any(above in others for above in element.iterancestors())


def _heads_furniture(element: HtmlElement) -> bool:
    """Whether an element is nothing but a heading such as «اقرأ أيضاً» or «الأكثر قراءة»."""
    text = element.text_content()
    if not 0 < len(text) <= 3 * _HEADING_CODE_POINTS:
        return False
    words = skeleton(text)
    phrase = phrases.RELATED.match(words) or phrases.END.match(words)
    return phrase is not None and len(words) - phrase.end() <= _REST_CODE_POINTS


def _drop_headed(heading: HtmlElement, safe: Collection[HtmlElement], half: float) -> None:
    """Drop the box that a heading of related items stands at the top of."""
    box = heading
    text = heading.text_content().strip()
    while (above := box.getparent()) is not None and above not in safe:
        if not above.text_content().lstrip().startswith(text) or _says_more(above, half):
            break
        box = above
    # A heading alone is left for `trim`, which looks at the lines behind it.
    if box is not heading and len(box.text_content().strip()) > len(text):
        drop([box])


def _is_furniture(element: HtmlElement) -> bool:
    if element.tag in phrases.TAGS or element.get("role") in phrases.ROLES or _hidden(element):
        return True
    if element.tag == "header":
        # The site's; that of an article holds its title, that of a card a headline.
        return not any(above.tag in ("article", "main") for above in element.iterancestors())
    name = _names(element)
    if not name or element.tag == "body":
        return False
    if element.tag == "a" and not len(element) and not element.text:
        return False  # «overlay»: it says nothing, and where it leads tells a card
    return _is_furniture_name(name) or (_is_label_name(name) and _is_short(element))


def _names(element: HtmlElement) -> str:
    """What a page calls an element; where classes are hashes, the other names still speak."""
    return " ".join(filter(None, map(element.get, _NAMING)))


def _is_short(element: HtmlElement) -> bool:
    return not len(element) and len(element.text or "") <= _LABEL_CODE_POINTS


def _is_label_name(name: str) -> bool:
    words = {word.lower() for part in name.split() for word in phrases.HUMP.split(part)}
    return not phrases.LABEL_WORDS.isdisjoint(words)


def _unlinked(element: HtmlElement) -> int:
    """Code points of text outside links."""
    return len(element.text_content()) - _linked(element)


def _linked(element: HtmlElement) -> int:
    return sum(map(len, _LINK_TEXTS(element)))


def _says_more(element: HtmlElement, code_points: float) -> bool:
    """Whether an element holds more text than this outside links; few hold so much in all."""
    return len(element.text_content()) > code_points and _unlinked(element) > code_points


def cut(body: HtmlElement, start: HtmlElement | None, stop: Collection[str]) -> str:
    """Take away what follows the line behind `start` that begins with one of `stop`.

    Returns that line, "" where there is none: an aggregator names its source in it.
    """
    ends = tuple(skeleton(text) for text in stop)
    if not ends:
        return ""
    for element, _ in between(start, body):
        if element.tag in INLINE or not skeleton(element.text_content().lstrip()[:80]).startswith(
            ends
        ):
            continue
        line = next(blocks(element)).text
        _drop_rest(element, body)
        return line
    return ""


def _drop_rest(element: HtmlElement, body: HtmlElement) -> None:
    """Drop an element and all that follows it inside `body`."""
    at = element
    while at is not body and (above := at.getparent()) is not None:
        for later in list(at.itersiblings()):
            above.remove(later)
        at.tail = None
        at = above
    drop([element])
