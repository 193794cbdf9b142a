"""When are captions the article's text?

In: the tree of a page, first whole, then without furniture. Out: the same with the captions of a
gallery as paragraphs.
In «بالصور» the pictures' captions tell the story and are its text; the caption of a picture
beside a text is often that of another day («أرشيف») and is not.
Knows nothing of titles, dates or how a body is found.
"""

from collections.abc import Collection

from lxml.html import HtmlElement

from spiders.extract.page import SENTENCE_CODE_POINTS, blocks, drop, text_of
from spiders.extract.phrases import HUMP
from spiders.skeleton import skeleton

#: Shorter texts of pictures («صورة», «طرطوس») may well be lines of the article too.
_LABEL_WORDS = 2
#: Fewer pictures are no gallery.
_GALLERY = 3
#: What may be called a caption.
_TAGS = ("figcaption", "dd", "p", "div", "span")


def captions_of(tree: HtmlElement) -> frozenset[str]:
    """The `skeleton`s of what stands under or behind pictures; outlets print it again as text."""
    found = [text_of(element) for element in tree.iter("figcaption")]
    found += [image.get("alt", "") for image in tree.iter("img")]
    return frozenset(skeleton(text) for text in found if len(text.split()) > _LABEL_WORDS)


def set_aside(tree: HtmlElement, title: HtmlElement | None) -> list[HtmlElement]:
    """The captions of a page with a gallery, made paragraphs so that they do not go as furniture.

    Those that are links, or stand outside the ``<article>`` of the title, belong to other pages.
    """
    around = title.iterancestors("article", "main") if title is not None else iter(())
    scope = next(around, tree)
    found = [element for element in scope.iter(*_TAGS) if _is_caption(element)]
    inner = [one for one in found if not any(above in found for above in one.iterancestors())]
    if len({element.text_content().strip() for element in inner}) < _GALLERY:
        return []
    for caption in inner:
        caption.tag = "p"
        caption.attrib.clear()
        for figure in caption.iterancestors("figure"):
            figure.tag = "div"
    return inner


def _is_caption(element: HtmlElement) -> bool:
    names = HUMP.split(element.get("class", "").lower())
    if element.tag != "figcaption" and "caption" not in names:
        return False
    if next(element.iterancestors("a"), next(element.iter("a"), None)) is not None:
        return False
    return bool(element.text_content().strip())


def settle(captions: Collection[HtmlElement], tree: HtmlElement) -> frozenset[str]:
    """Drop the captions that went along with more text than they have.

    Returns the `skeleton`s of those that stay.

    >>> from spiders.extract.page import parse
    >>> figures = "".join(f"<figure><figcaption>صورة {n}</figcaption></figure>" for n in "123")
    >>> tree = parse(f"<p>ثلاث صور.</p>{figures}")
    >>> len(settle(set_aside(tree, None), tree)), [block.text for block in blocks(tree)]
    (3, ['ثلاث صور.', 'صورة 1', 'صورة 2', 'صورة 3'])
    """
    left = [one for one in captions if tree in one.iterancestors()]
    texts = {skeleton(one.text_content()) for one in left}
    if len(texts) >= _GALLERY and sum(map(len, texts)) > _told(tree, texts):
        return frozenset(texts)
    drop(left)
    return frozenset()


def _told(tree: HtmlElement, captions: Collection[str]) -> int:
    """How much text there is beside the captions, in code points."""
    return sum(
        len(block.text)
        for block in blocks(tree)
        if len(block.text) >= SENTENCE_CODE_POINTS
        and block.linked == 0
        and skeleton(block.text) not in captions
    )
