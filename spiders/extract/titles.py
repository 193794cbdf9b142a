"""What is the article called, and what stands between its title and its text?

In: a page's metadata and tree. Out: the title, the element that shows it, the lead.
Knows nothing of dates or of how a body is found.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import islice, pairwise

from lxml.html import HtmlElement

from spiders.extract.metadata import Metadata
from spiders.extract.page import Block, blocks, select, text_of
from spiders.skeleton import skeleton

#: What stands between a title and the name of the site: « - سانا», «| عنب بلدي».
_JOINT = re.compile(r"\s+[-–—|·•:»«]+\s+|\s*[|•»]\s*")
_TITLE_NAME = re.compile(
    r"(?:^|[\s_-])(?:(?:entry|post|article|single|news|story|page|s|item|node|main)[_-]*title|headline"
    r"|title)(?:$|\s)"
)
_LEAD_NAME = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|standfirst|subhead|sub-head|subtitle|sub-title|sub_title|subheadline|sub-headline|tagline"
    r"|announce-text|chapo|teaser-text|summary|descriptioncolor|article-summary|article-intro|post-excerpt|entry-summary|deck|s-tagline|intro)(?:$|\s|__)"
)
#: Below these lengths a likeness is chance: of a beginning, of a whole title. Code points.
_CUT_OFF, _SHORT = 20, 8
#: Longer lines are no titles. Code points.
_LONGEST = 150
#: A lead shares at least this part of its words with the article, or it advertises the site.
_SHARED = 0.15


def read_title(
    metadata: Metadata,
    tree: HtmlElement,
    *,
    selector: str | None,
    hint: str,
    site_names: Iterable[str],
) -> str:
    """The title as published, without the site's name; "" where the page has none.

    The outlet's selector, JSON-LD, ``og:title``, ``<h1>``, ``<title>``, discovery's hint.
    """
    sites = metadata.site_names | {skeleton(name) for name in site_names if name}
    headings = [text_of(heading) for heading in tree.iter("h1") if not _leads_home(heading)]
    page = skeleton(metadata.page_title)
    own = [text for text in headings if len(skeleton(text)) >= _SHORT and skeleton(text) in page]
    if own:
        headings = [*own, *(text for text in headings if text not in own)]
    else:
        # An <h1> «القائمة», or the site's name, while the title is an <h2>.
        lesser = _lesser_headings(tree, metadata.page_title)
        named = [text for text in lesser if len(text) > _CUT_OFF and text in metadata.page_title]
        headings = [*named, *headings] or lesser
    headings = [text for text in headings if text and skeleton(text) not in sites]
    if selector and (found := [text for e in select(tree, selector) if (text := text_of(e))]):
        return found[0]
    stated = (
        _stated_headline(metadata, headings),
        metadata.first("og:title", "twitter:title", "headline"),
        *headings[:1],
        metadata.page_title,
        hint,
    )
    if len(_JOINT.split(metadata.page_title)) > 1 and not headings:
        headings = _parts_on_page(metadata.page_title, tree)
    for text in stated:
        if text and skeleton(text) not in sites and (cut := _without_site(text, headings, sites)):
            return cut
    return ""


def _leads_home(heading: HtmlElement) -> bool:
    """Whether a heading is the site's name with a link to its front page."""
    links = [link.get("href") or "#" for link in heading.iter("a")]
    return len(links) == 1 and re.fullmatch(r"(?:https?://[^/?#]+)?/?", links[0]) is not None


def _lesser_headings(tree: HtmlElement, page_title: str) -> list[str]:
    """The headings below ``<h1>``, where one is in ``<title>`` only such."""
    lesser = [text_of(heading) for heading in tree.iter("h2", "h3")]
    named = [text for text in lesser if len(text) > _CUT_OFF and text in page_title]
    return named or [text_of(heading) for heading in tree.iter("h2")]


def _stated_headline(metadata: Metadata, headings: list[str]) -> str:
    """The headline of JSON-LD, "" where ``<title>`` and ``<h1>`` agree on quite another one."""
    stated, page = metadata.stated("headline"), skeleton(metadata.page_title)
    agreed = any(len(skeleton(text)) >= _SHORT and skeleton(text) in page for text in headings)
    shown = {word for text in (page, *map(skeleton, headings)) for word in text.split()}
    return "" if agreed and shown.isdisjoint(skeleton(stated).split()) else stated


def _parts_on_page(page_title: str, tree: HtmlElement) -> list[str]:
    """The parts of ``<title>`` that the page shows as a line: old sites have no headings."""
    lines = {skeleton(block.text) for block in blocks(tree) if block.linked < 1}
    parts = [part.strip() for part in _JOINT.split(page_title)]
    return [part for part in parts if len(part) >= _CUT_OFF and skeleton(part) in lines]


def _without_site(text: str, headings: list[str], sites: Iterable[str]) -> str:
    """The text without the site's name; where a heading shows the same title, the heading's.

    >>> _without_site("حريق في طرطوس - سانا", [], {"سانا"})
    'حريق في طرطوس'
    >>> _without_site("حريق في طرطوس | أخبار | موقع ما", ["حريق في طرطوس"], set())
    'حريق في طرطوس'
    """
    words = skeleton(text)
    cut_off = text.rstrip().endswith(("…", "..."))
    for heading in headings:
        shown = skeleton(heading)
        if shown == words or (cut_off and len(words) > _CUT_OFF and shown.startswith(words)):
            return heading
        rest = (
            text.replace(heading, "", 1)
            if text.startswith(heading) or text.endswith(heading)
            else ""
        )
        if len(shown) >= _SHORT and re.match(r"\s*[-–—|·•:»«]|.*[-–—|·•:»«]\s*$", rest):
            return heading
    parts = _JOINT.split(text)
    joints = _JOINT.findall(text)
    while len(parts) > 1 and skeleton(parts[-1]) in sites:
        parts.pop()
        joints.pop()
    while len(parts) > 1 and skeleton(parts[0]) in sites:
        parts.pop(0)
        joints.pop(0)
    pieces = [piece for pair in zip(parts, [*joints, ""], strict=False) for piece in pair]
    return "".join(pieces).strip()


def title_element(tree: HtmlElement, title: str) -> HtmlElement | None:
    """The element of the page that shows the title; None where none is recognised."""
    wanted = skeleton(title)
    named = [
        element
        for element in tree.iter()
        if element.tag in ("h1", "h2", "h3")
        or element.get("itemprop") == "headline"
        or (
            element.tag in ("div", "span", "p", "strong")
            and _TITLE_NAME.search(element.get("class", ""))
        )
    ]
    same = [element for element in named if wanted and skeleton(text_of(element)) == wanted]
    heads = [element for element in same if element.tag == "h1"]
    alike = [e for e in named if e.tag == "h1" and _alike(skeleton(text_of(e)), wanted)]
    only = [element for element in named if element.tag == "h1"]
    if found := [*heads, *same, *alike]:
        return found[0]
    # Pages older than headings show the title as «<font size=4><b>», as a cell, as a division.
    plain = (e for e in tree.iter("td", "div", "p", "span", "font", "b") if _shows(e, wanted))
    return next(plain, only[0] if len(only) == 1 else None)


def _shows(element: HtmlElement, wanted: str) -> bool:
    """Whether an element outside links shows a title and nothing else."""
    text = element.text_content()
    if len(wanted) < _CUT_OFF or len(text) > 3 * len(wanted) or skeleton(text) != wanted:
        return False
    return next(element.iter("a"), next(element.iterancestors("a"), None)) is None


def title_above(metadata: Metadata, tree: HtmlElement, body: Sequence[Block]) -> str:
    """The line above the body where the page only names its site; "" where that is no title.

    Such a line says something of the text below it, which ``<title>`` does not.
    """
    if not body or metadata.stated("headline") or metadata.first("og:title", "twitter:title"):
        return ""
    told = _stems(skeleton(" ".join(block.text for block in body)))
    if told & _stems(skeleton(metadata.page_title)):
        return ""
    for line, below in pairwise(blocks(tree)):
        if below.text == body[0].text:
            fits = _CUT_OFF <= len(line.text) <= _LONGEST and not line.text.endswith(".")
            alike = len(told & _stems(skeleton(line.text))) > 1
            return line.text if fits and alike and line.linked == 0 else ""
    return ""


def _alike(shown: str, wanted: str) -> bool:
    one, other = set(shown.split()), set(wanted.split())
    return len(one & other) > 0.6 * max(len(one), len(other), 1)


def read_lead(
    metadata: Metadata,
    tree: HtmlElement,
    *,
    selector: str | None,
    hint: str,
    title: str,
    body: str,
) -> str:
    """The standfirst: text of this article that its body does not begin with; else "".

    The outlet's selector, an element named as a lead, the description.
    """
    selected = [text_of(e) for e in select(tree, selector)] if selector else []
    shown = (
        text_of(element)
        for element in tree.iter("p", "div", "h2", "h3", "h4", "span")
        if _LEAD_NAME.search(element.get("class", "").lower())
    )
    stated = (
        metadata.first("og:description", "description"),
        metadata.stated("description"),
        hint,
    )
    site = " ".join(metadata.site_names)
    leads = (
        *(text for text in selected if is_lead(text, title, body, named=True)),
        *(text for text in islice(shown, 1) if is_lead(text, title, body, shown=True)),
        *(text for text in stated if is_lead(text, title, body, site=site)),
    )
    return next(iter(leads), "")


def is_lead(
    text: str,
    title: str,
    body: str,
    *,
    shown: bool = False,
    named: bool = False,
    site: str = "",
) -> bool:
    """Whether a text says something of the article that title and body's beginning do not.

    One `shown` between title and text may repeat some of its words; one that stands where the
    outlet's entry has `named` the lead need share none with a short body.
    The names of the `site` are nothing that a lead and a text have in common.

    >>> is_lead("نص الخبر من طرط…", "عنوان", "نص الخبر من طرطوس كما نشر")
    False
    """
    words, whole = skeleton(text.rstrip(". …[]")), skeleton(body)
    named_again = title and skeleton(title) in words and len(skeleton(title)) > len(words) / 2
    if len(words) < _CUT_OFF or words in skeleton(title) or named_again:
        return False
    # An automatic description is the body's beginning, cut anywhere, title or dateline before it.
    third = len(words) // 3
    thirds = [words[at : at + third].strip() for at in (0, third, 2 * third)]
    repeats = any(part in whole[: 4 * len(words) + 200] for part in thirds)
    if words in whole or (repeats and not (shown or named)):
        return False
    own = _stems(words) - _stems(skeleton(site))
    told = _stems(f"{whole} {skeleton(title)}")
    return named or len(own & told) >= max(1 if shown else 2, _SHARED * len(own))


#: Words too common to make two texts alike.
_SMALL_WORDS = frozenset(
    ("في", "من", "عن", "ان", "الي", "علي", "ما", "لا", "قد", "كل", "مع", "هذا")
)


def _stems(words: str) -> set[str]:
    """The longer words without what Arabic writes before them: «لمدارس», «المدارس»."""
    return {
        re.sub("^[وف]?(?:ال|لل|[بلك])?(?=.{3})", "", word)
        for word in words.split()
        if word not in _SMALL_WORDS
    }
