"""Which lines of a body are the article's?

In: the blocks of a body. Out: its lines as published, without the title again, headings of
related items with what belongs to them, share texts, counters, stamps, credits and small print.
Knows nothing of trees, dates, outlets or how a body is found.
"""

import re
from collections.abc import Collection, Sequence

from spiders.attribution import is_credit, signature
from spiders.extract import phrases
from spiders.extract.page import Block
from spiders.skeleton import skeleton

#: Longer lines are sentences of the article, however they begin.
_LONGEST_CODE_POINTS = 200
#: What may follow the phrase in a heading: «اقرأ أيضاً في سوريا».
_REST_CODE_POINTS = 12
#: A heading, as opposed to a sentence that begins alike.
_HEADING_CODE_POINTS = 45
_LABEL_CODE_POINTS = 70
_KICKER_CODE_POINTS = 25
#: So many links in a row are a list; a link of more words than this is a headline.
_LIST = 3
#: What is left of a video or a post that WordPress could not embed.
_ADDRESS = re.compile(r"https?://\S+")
#: The headline of a video or of another article within the text: «شاهد: لحظة وصول السفينة».
_POINTER = re.compile(r"\W*(?:شاهد|شاهدوا|بالفيديو|فيديو|[إا]قر[أا]|طالع)\s*:\s*\S")
#: Share of link text from which a line is a link to something else.
_LINK = 0.85


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
            ended = after == at and not _is_headline(body, at - 2)
            if kept and ended and _is_heading(block, words):
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
    if _ADDRESS.fullmatch(block.text) or is_credit(block.text):
        return True
    if len(block.text) <= _LABEL_CODE_POINTS and _POINTER.match(block.text):
        return True
    if len(block.text) <= _LONGEST_CODE_POINTS and phrases.LINE.match(words):
        return True
    if len(block.text) <= _LABEL_CODE_POINTS and _is_stamp(block.text, words):
        return True
    # «20 ديسمبر, 10:10 GMT» below the headline of another article is that one's date.
    if at > 0 and body[at - 1].linked > _LINK and phrases.DATE_LINE.fullmatch(words):
        return True
    if block.linked <= _LINK:
        return _is_kicker(block) and _is_headline(body, at + 1)
    in_a_row = _after_links(body, at) - at
    while at > 0 and body[at - 1].linked > _LINK:
        at, in_a_row = at - 1, in_a_row + 1
    return in_a_row >= _LIST or words.count(" ") >= _LIST


def _is_headline(body: Sequence[Block], at: int) -> bool:
    """Whether one line is the linked headline of another article."""
    found = body[at] if 0 <= at < len(body) else None
    return found is not None and found.linked > _LINK and found.text.count(" ") >= _LIST


def _is_kicker(block: Block) -> bool:
    """Whether a line can be the name of a section above a headline, and no subheading."""
    ends = block.text.endswith((".", "!", "؟", "…", ":"))
    return block.tag == "div" and len(block.text) <= _KICKER_CODE_POINTS and not ends


def _is_stamp(text: str, words: str) -> bool:
    """Whether a short line is but a date, or whose picture it stands below."""
    if text.lstrip().startswith("©") or words.startswith(("صدر الصوره", "مصدر الصوره")):
        return True
    return bool(re.search(r"\d{4}", words) and phrases.DATE_LINE.fullmatch(words))
