"""Which boxes of a page are other whole articles?

In: the element that shows the title. Out: its tree without the articles that stand beside its
own, headline, date, text and all, as pages that go on without end have them.
Knows nothing of cards, furniture or how a body is found.
"""

from lxml.html import HtmlElement

from spiders.extract.page import KICKER_CODE_POINTS, SENTENCE_CODE_POINTS, drop
from spiders.extract.phrases import ARTICLE_NAMES, BESIDE_ARTICLE, DATE_WORDS, HUMP, LIVE
from spiders.skeleton import skeleton

#: Where scripts that load the next article keep its address.
_ADDRESSES = ("data-url", "data-href", "data-permalink", "data-link")


def drop_neighbours(title: HtmlElement) -> None:
    """Take out the boxes beside one that holds the title which are made like it."""
    doomed = []
    box = title
    live = LIVE.search(skeleton(title.text_content()))
    while (above := box.getparent()) is not None:
        alike = (box.tag, box.get("class"))
        if box.get("class") or box.tag == "article":
            doomed += [
                other
                for other in above
                if other is not box
                and (other.tag, other.get("class")) == alike
                and (
                    _begins_an_article(other, title)
                    or (not live and _is_another_article(other, box))
                )
            ]
        box = above
    drop(doomed)


def _is_another_article(other: HtmlElement, own: HtmlElement) -> bool:
    """Whether a box like the article's own is an article too, and no section of it.

    Both have a headline and text, and the box is named or dated as an article is.
    """
    heading = next(other.iter("h1", "h2", "h3"), None)
    if heading is None or not (_has_text(own) and _has_text(other)):
        return False
    before = " ".join(other.text_content().split()).find(" ".join(heading.text_content().split()))
    if before > KICKER_CODE_POINTS:
        return False
    named = any(_is_article_name(name) for name in other.get("class", "").split())
    addressed = any(other.get(name) for name in _ADDRESSES)
    return other.tag == "article" or named or addressed or (_is_dated(own) and _is_dated(other))


def _is_article_name(name: str) -> bool:
    """Whether a class calls a box an article, and not a part of one.

    >>> [_is_article_name(name) for name in ("single", "news-item", "item", "story-section")]
    [True, True, False, False]
    """
    words = {word.lower() for word in HUMP.split(name) if word}
    return words <= ARTICLE_NAMES | BESIDE_ARTICLE and not words.isdisjoint(ARTICLE_NAMES)


def _has_text(box: HtmlElement) -> bool:
    return any(len(element.text_content()) >= SENTENCE_CODE_POINTS for element in box.iter("p"))


def _is_dated(box: HtmlElement) -> bool:
    return any(
        element.tag == "time" or DATE_WORDS.search(element.get("class", ""))
        for element in box.iter("time", "span", "div", "p")
    )


def _begins_an_article(box: HtmlElement, title: HtmlElement) -> bool:
    """Whether a box has a headline at its top that is a title, or a link to its own page."""
    heading = next(box.iter("h1", "h2", "h3", "h4"), None)
    if heading is None:
        return False
    if heading.tag == title.tag == "h1":
        return True
    around = heading.iterancestors("a")
    linked = next(heading.iter("a"), None) is not None or next(around, None) is not None
    text = " ".join(heading.text_content().split())
    before = " ".join(box.text_content().split()).find(text)
    return linked and bool(text) and before <= KICKER_CODE_POINTS


def is_card(box: HtmlElement, title: HtmlElement) -> bool:
    """Whether a box is the card of another article: a linked headline, below it a few words."""
    return title not in box.iter() and _begins_an_article(box, title)
