"""What on a page is not the article?

In: the tree of a page, or the blocks of a body. Out: the same without menus, tickers, side bars,
related items, comments, share buttons, cookie bars, tags, captions and footers.
Knows nothing of dates, outlets or how a body is found.
"""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from lxml.html import HtmlElement

from spiders.extract import phrases
from spiders.extract.attribution import signature
from spiders.extract.page import INLINE, Block, between, blocks, drop, skeleton

#: Longer lines are sentences of the article, however they begin.
_LONGEST_CODE_POINTS = 200
#: What may follow the phrase in a heading: «اقرأ أيضاً في سوريا».
_REST_CODE_POINTS = 12
#: A heading, as opposed to a sentence that begins alike.
_HEADING_CODE_POINTS = 45
_LABEL_CODE_POINTS = 70
#: So many links in a row are a list; a link of more words than this is a headline.
_LIST = 3
#: What is left of a video or a post that WordPress could not embed.
_ADDRESS = re.compile(r"https?://\S+")
#: Share of link text from which a line is a link to something else.
_LINK = 0.85


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
    return "hidden" in element.attrib or bool(
        style and re.search(r"display\s*:\s*none|visibility\s*:\s*hidden", style)
    )


def clear(body: HtmlElement, keep: Collection[HtmlElement]) -> None:
    """Take the furniture out of a page.

    What holds one of the elements in `keep` stays, as does what holds more than half of the
    page's text outside links: a site that calls its article «sidebar» still has an article.
    """
    safe = {body} | {above for element in keep for above in (element, *element.iterancestors())}
    half = _unlinked(body) / 2
    doomed = [element for element in body.iter() if element not in safe and _is_furniture(element)]
    for element in doomed:
        if element.getparent() is not None and _unlinked(element) <= half:
            _leave_dates(element)
            drop([element])
    for heading in list(
        body.iter("h2", "h3", "h4", "h5", "h6", "strong", "b", "div", "span", "p", "a")
    ):
        if heading not in safe and _heads_furniture(heading):
            _drop_headed(heading, safe, half)


def _leave_dates(doomed: HtmlElement) -> None:
    """Put the times that stand among author and share buttons beside these."""
    if not phrases.HEAD_WORDS.search(f"{doomed.get('class', '')} {doomed.get('id', '')}"):
        return
    dates = [
        element
        for element in doomed.iterdescendants()
        if element.tag == "time" or phrases.DATE_WORDS.search(element.get("class", ""))
    ]
    for element in dates:
        if next(element.iterancestors("a"), None) is None and not _within(element, dates):
            doomed.addprevious(element)


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
        if not above.text_content().lstrip().startswith(text) or _unlinked(above) > half:
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
    name = f"{element.get('class', '')} {element.get('id', '')}"
    if name == " " or element.tag == "body":
        return False
    return _is_furniture_name(name) or (_is_label_name(name) and _is_short(element))


def _is_short(element: HtmlElement) -> bool:
    return not len(element) and len(element.text or "") <= _LABEL_CODE_POINTS


def _is_label_name(name: str) -> bool:
    words = {word.lower() for part in name.split() for word in phrases.HUMP.split(part)}
    return not phrases.LABEL_WORDS.isdisjoint(words)


def _unlinked(element: HtmlElement) -> int:
    """Code points of text outside links."""
    linked = sum(len(link.text_content()) for link in element.iter("a"))
    return len(element.text_content()) - linked


def trim(
    body: Sequence[Block],
    *,
    title: str,
    captions: Collection[str] = (),
    stop: Collection[str] = (),
    labels: Collection[str] = (),
) -> list[str]:
    """The lines of a body that are the article's, as published.

    `captions` are `skeleton`s of the texts of pictures, which many outlets print once more;
    `stop` are beginnings of the line that ends this outlet's articles; `labels` are the
    section and the authors, which often stand above the text.

    >>> lines = ["عنوان", "نص الخبر.", "اقرأ أيضاً:", "خبر آخر تماماً لا صلة له", "وسوم"]
    >>> trim([Block(line, 0.0, "p") for line in lines], title="عنوان")
    ['نص الخبر.']
    """
    kept: list[str] = []
    started = False
    seen = {skeleton(title)}
    at = _after_title(body, title)
    while at < len(body):
        block = body[at]
        words = skeleton(block.text)
        at += 1
        if any(words.startswith(skeleton(text)) for text in stop):
            break
        if _ends(block, words):
            if kept:
                break
        elif _is_related(block, words):
            after = _after_links(body, at)
            if kept and after == at and _is_heading(block, words):
                break
            at = after if _is_heading(block, words) else at
        elif not started and (_is_label(block.text, words) or block.text in labels):
            continue
        elif words and words not in seen and words not in captions and not _is_aside(body, at - 1):
            kept.append(block.text)
            started = started or len(block.text) > _LABEL_CODE_POINTS
            if len(words) >= _HEADING_CODE_POINTS:
                seen.add(words)
    return kept


def _after_title(body: Sequence[Block], title: str) -> int:
    """Where the body begins: behind its own title, if that stands near the top."""
    wanted = skeleton(title)
    for at, block in enumerate(body[:15]):
        if wanted and skeleton(block.text) == wanted:
            return at + 1
    return 0


def _is_label(text: str, words: str) -> bool:
    """Whether a line above the text is a date, an author or a source; «دمشق-سانا» is none."""
    if phrases.STAMP.match(words) and len(text) <= _LONGEST_CODE_POINTS:
        return True
    if len(text) > _LABEL_CODE_POINTS or text.endswith((".", "!", "؟")):
        return False
    return bool(phrases.LABEL.search(words)) or bool(phrases.CLOCK.search(text))


def _ends(block: Block, words: str) -> bool:
    return bool(phrases.SMALL_PRINT.match(words)) or (
        bool(phrases.END.match(words))
        and (len(block.text) <= 2 * _HEADING_CODE_POINTS or block.linked > _LINK)
    )


def _is_related(block: Block, words: str) -> bool:
    return (
        len(block.text) <= _LONGEST_CODE_POINTS
        and bool(phrases.RELATED.match(words))
        and (block.linked > 0 or ":" in block.text or len(words) <= _HEADING_CODE_POINTS)
    )


def _is_heading(block: Block, words: str) -> bool:
    """Whether the phrase stands alone, with the related item on the lines after it."""
    phrase = phrases.RELATED.match(words)
    return (
        phrase is not None
        and len(words) - phrase.end() <= _REST_CODE_POINTS
        and block.linked < _LINK
    )


def _after_links(body: Sequence[Block], at: int) -> int:
    while at < len(body) and body[at].linked > _LINK:
        at += 1
    return at


def _is_aside(body: Sequence[Block], at: int) -> bool:
    """Whether one line is share text, a counter, or a link to another article."""
    block = body[at]
    words = skeleton(block.text)
    if signature(block.text):
        return False  # «م.ع (د ب أ)» is of single letters, as buttons for sharing are
    if _ADDRESS.fullmatch(block.text):
        return True
    if len(block.text) <= _LONGEST_CODE_POINTS and phrases.LINE.match(words):
        return True
    if len(block.text) <= _LABEL_CODE_POINTS and _is_stamp(block.text, words):
        return True
    # «20 ديسمبر, 10:10 GMT» below the headline of another article is that one's date.
    if at > 0 and body[at - 1].linked > _LINK and phrases.DATE_LINE.fullmatch(words):
        return True
    if block.linked <= _LINK:
        return False
    in_a_row = _after_links(body, at) - at
    while at > 0 and body[at - 1].linked > _LINK:
        at, in_a_row = at - 1, in_a_row + 1
    return in_a_row >= _LIST or words.count(" ") >= _LIST


def _is_stamp(text: str, words: str) -> bool:
    """Whether a short line is but a date, or whose picture it stands below."""
    if text.lstrip().startswith("©") or words.startswith(("صدر الصوره", "مصدر الصوره")):
        return True
    return bool(re.search(r"\d{4}", words) and phrases.DATE_LINE.fullmatch(words))


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
