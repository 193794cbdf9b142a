"""Which boxes of a page lead to other articles?

In: the tree of a page, the element that shows the article's title, the page's address.
Out: the same tree without the cards of other articles and without the headings above them.
A card is told by its make, whatever the page calls it: it begins with a headline that leads to
another page of the site, says little more than an excerpt, and seldom stands alone.
Knows nothing of class names, dates or how a body is found.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from spiders.extract.page import (
    INLINE,
    KICKER_CODE_POINTS,
    SENTENCE_CODE_POINTS,
    blocks,
    drop,
)
from spiders.extract.phrases import BODY_NAMES, READ_ON
from spiders.skeleton import skeleton
from spiders.urls import same_site

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
#: Words of a headline; names and sections have fewer.
_HEADLINE_WORDS = 3
#: A card says no more outside its links.
_CARD_CODE_POINTS = 600
#: Lines of sentences in an excerpt, and the most that any card has.
_EXCERPT, _LONGEST_EXCERPT = 1, 3
#: So many boxes of one make are a list, even where a single one is no sure card.
_LIST = 3
#: What is left of a list without its cards when it was nothing else. Code points.
_EMPTY_CODE_POINTS = 60
_LETTER = re.compile(r"[^\W\d_]")
#: Files and lists are no articles.
_NO_ARTICLE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|pdf|docx?|xlsx?|mp[34]|zip)$"
    r"|/(?:tags?|authors?|categor(?:y|ies)|topics?|search)/[^/]+/?$",
    re.IGNORECASE,
)


class _Headline(NamedTuple):
    """The headline of another article."""

    #: The heading, or the link that stands where one would.
    element: HtmlElement
    #: The page it leads to; the text of one that is no link itself.
    target: str
    #: It is a headline's length of words and a link.
    sure: bool


class _Card(NamedTuple):
    """The box of a headline."""

    headline: _Headline
    box: HtmlElement
    #: Lines of sentences in it, beside the headline.
    sentences: int


def drop_cards(
    tree: HtmlElement, title: HtmlElement | None, url: str, keep: Collection[HtmlElement]
) -> None:
    """Take the cards of other articles out; nothing that holds the title or one of `keep`.

    >>> from spiders.extract.page import parse
    >>> card = '<li><h3><a href="/{0}">حريق في مرفأ المدينة</a></h3><p>نص.</p></li>'
    >>> tree = parse(f"<h1>ندوة</h1><p>نص الخبر.</p><ul>{card.format(1)}{card.format(2)}</ul>")
    >>> drop_cards(tree, tree.find(".//h1"), "https://x.example/7", ())
    >>> tree.text_content()
    'ندوةنص الخبر.'
    """
    own = {above for element in (title, *keep) if element is not None for above in _up(element)}
    own |= {tree}
    headlines = list(_headlines(tree, own, url))
    inside: dict[HtmlElement, set[str]] = defaultdict(set)
    for headline in headlines:
        for above in _up(headline.element):
            inside[above].add(headline.target)
    cards = [card for headline in headlines if (card := _card(headline, inside, own))]
    doomed = [card.box for card in _among_others(cards, url)]
    for run in _runs(cards, own):
        doomed += run
    lists = {parent for box in doomed if (parent := box.getparent()) is not None}
    drop(doomed)
    for parent in lists:
        _drop_empty(parent, own)


def _up(element: HtmlElement) -> Iterator[HtmlElement]:
    yield element
    yield from element.iterancestors()


def _said(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _headlines(tree: HtmlElement, own: Collection[HtmlElement], url: str) -> Iterator[_Headline]:
    """What may be the headline of a card, in document order."""
    for element in tree.iter(*_HEADINGS, "a"):
        if element in own:
            continue
        text = _said(element)
        words = text.count(" ") + 1
        if element.tag == "a":
            if not text or READ_ON.fullmatch(skeleton(text)) or not _is_line(element):
                continue
            if target := _elsewhere(element, url):
                yield _Headline(element, target, words > _HEADLINE_WORDS)
            continue
        links = [*element.iter("a"), *element.iterancestors("a")]
        target = next(filter(None, (_elsewhere(link, url) for link in links)), "")
        if target or (not links and words >= _HEADLINE_WORDS):
            yield _Headline(element, target or text, bool(target) and words >= _HEADLINE_WORDS)


def _is_line(link: HtmlElement) -> bool:
    """Whether a link is all of its line, and neither in a heading nor around one."""
    if next(link.iter(*_HEADINGS), next(link.iterancestors(*_HEADINGS), None)) is not None:
        return False
    at = link
    while True:
        above, before, behind = at.getparent(), at.getprevious(), at.getnext()
        if above is None:
            return True
        lead = above.text if before is None else before.tail
        if (lead or "").strip() or (at.tail or "").strip():
            return False
        beside = (one for one in (before, behind) if one is not None and one.tag in INLINE)
        if any(_LETTER.search(_said(one)) for one in beside):  # the number of an entry is none
            return False
        if above.tag not in INLINE:
            return True
        at = above


def _elsewhere(link: HtmlElement, url: str) -> str:
    """The other article of the site that a link leads to; "" where it leads to none."""
    try:
        full = urljoin(url, (link.get("href") or "").strip())
        there, here = urlsplit(full), urlsplit(url)
        # Nearly every link names the host as the page does; asking more costs fifty times that.
        if there.netloc != here.netloc and not same_site(full, url):
            return ""
    except ValueError:
        return ""
    path, own = there.path.rstrip("/"), here.path.rstrip("/")
    if path == own:
        # «show.php?id=7» on «show.php?id=5».
        other = bool(here.query and there.query) and not there.query.startswith(here.query)
    else:
        # The entries of a live blog have addresses below its own.
        below = bool(own) and path.startswith(f"{own}/")
        other = bool(path) and not below and not _NO_ARTICLE.search(path)
    return full if other else ""


def _card(
    headline: _Headline, inside: dict[HtmlElement, set[str]], own: Collection[HtmlElement]
) -> _Card | None:
    """The largest box around a headline that holds no other and says no more than a card."""
    card = None
    for box in _up(headline.element):
        if box in own or len(inside[box]) > 1:
            break
        sentences = _sentences(box, headline)
        if sentences is None:
            break
        card = _Card(headline, box, sentences)
    return card


def _sentences(box: HtmlElement, headline: _Headline) -> int | None:
    """How many sentences' lines a box has below its headline; None where it is no card."""
    name = skeleton(_said(headline.element))
    sentences = said = before = 0
    begun = False
    for block in blocks(box):
        said += round(len(block.text) * (1 - block.linked))
        if not begun:
            begun = name in skeleton(block.text)
            before += 0 if begun else len(block.text)
        elif block.linked < 1 and len(block.text) >= SENTENCE_CODE_POINTS:
            sentences += 1
    if not begun or before > KICKER_CODE_POINTS or said > _CARD_CODE_POINTS:
        return None
    return sentences if sentences <= _LONGEST_EXCERPT else None


def _among_others(cards: Sequence[_Card], url: str) -> list[_Card]:
    """The cards that are such beyond doubt: by their number, their make or their picture."""
    beside = Counter(card.box.getparent() for card in cards if card.headline.sure)
    alike = Counter((card.headline.sure, *_make(card.box)) for card in cards)

    def is_one(card: _Card) -> bool:
        if card.box is card.headline.element:
            return False
        many = alike[(card.headline.sure, *_make(card.box))]
        if not card.headline.sure:
            return many >= _LIST and card.sentences == _EXCERPT and _leads_on(card, url)
        if many > 1 or beside[card.box.getparent()] > 1:
            return True
        if card.box.tag == "article":
            return not _says_most(card.box)
        return card.sentences <= _EXCERPT and _shows_picture(card, url)

    return [card for card in cards if is_one(card)]


def _says_most(box: HtmlElement) -> bool:
    """Whether a box holds more than half of what the page says outside links: then it is its text.

    A short article may begin with a link to an earlier report, and its title stand outside.
    """
    page = box.getroottree().getroot().find("body")
    return page is not None and 2 * _unlinked(box) > _unlinked(page)


def _unlinked(element: HtmlElement) -> float:
    return sum(len(block.text) * (1 - block.linked) for block in blocks(element))


def _make(box: HtmlElement) -> tuple[str, str | HtmlElement | None]:
    """What boxes of one make share: «post-71 card» and «post-72 card» are one."""
    named = re.sub(r"\d+", "", box.get("class", ""))
    return str(box.tag), named or box.getparent()


def _leads_on(card: _Card, url: str) -> bool:
    """Whether a box is a link to its page: by its headline, a button, a script or a cover."""
    if "location" in card.box.get("onclick", ""):
        return True
    for link in card.box.iter("a"):
        if _elsewhere(link, url):
            text = skeleton(_said(link))
            if not text or link is card.headline.element or READ_ON.fullmatch(text):
                return True
    return False


def _shows_picture(card: _Card, url: str) -> bool:
    """Whether the picture in a box leads where its headline does."""
    pictured = (image.iterancestors("a") for image in card.box.iter("img"))
    links = (next(around, None) for around in pictured)
    return any(
        link is not None and _elsewhere(link, url) == card.headline.target for link in links
    )


def _runs(cards: Sequence[_Card], own: Collection[HtmlElement]) -> Iterator[list[HtmlElement]]:
    """Lists whose headlines and excerpts stand side by side, without a box around each pair."""
    flat: dict[HtmlElement, list[HtmlElement]] = defaultdict(list)
    for card in cards:
        parent = card.box.getparent()
        if card.headline.sure and not card.sentences and parent is not None:
            flat[parent].append(card.box)
    for parent, heads in flat.items():
        if len(heads) < _LIST or parent in own or _is_named_body(parent):
            continue
        runs: list[list[HtmlElement]] = [[]]
        for child in parent:
            if child in heads:
                runs.append([])
            runs[-1].append(child)
        before, *pairs = (list(map(_said, run)) for run in runs)
        if len(" ".join(before)) <= KICKER_CODE_POINTS and all(
            sum(len(text) >= SENTENCE_CODE_POINTS for text in pair[1:]) <= _EXCERPT
            for pair in pairs
        ):
            yield [child for run in runs[1:] for child in run]


def _is_named_body(element: HtmlElement) -> bool:
    names = (element.get("class") or "").lower().split()
    return "articleBody" in element.get("itemprop", "") or not BODY_NAMES.keys().isdisjoint(names)


def _drop_empty(element: HtmlElement, own: Collection[HtmlElement]) -> None:
    """Drop what held nothing but cards, and the heading that stood above them."""
    while element not in own and len(_said(element)) <= _EMPTY_CODE_POINTS:
        above, before = element.getparent(), element.getprevious()
        if above is None:
            return
        drop([element])
        if before is not None and before.tag in _HEADINGS and before not in own:
            drop([before])
        element = above
