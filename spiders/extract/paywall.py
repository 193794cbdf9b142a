"""Where does a page ask for a subscription?

In: the tree of a page. Out: the same without what is said to those who have not paid.
The words decide: sites call the offer «paywall», and the paid text as well, and JSON-LD only
says that there is some (``isAccessibleForFree``).
Knows nothing of titles, dates or how a body is found.
"""

from collections.abc import Collection, Sequence
from itertools import takewhile

from lxml.html import HtmlElement

from spiders.extract.page import INLINE, SENTENCE_CODE_POINTS, Block, blocks, drop
from spiders.extract.phrases import HUMP, OFFER, PAYWALL, PAYWALL_NAMES
from spiders.skeleton import skeleton

#: Longer lines are sentences of the article, however they begin.
_LINE_CODE_POINTS = 200


def drop_paywall(tree: HtmlElement, keep: Collection[HtmlElement]) -> None:
    """Take out the offers, each with the box around it; nothing that holds one of `keep`.

    >>> from spiders.extract.page import parse
    >>> offer = "<div><b>هذا المقال للمشتركين فقط</b><p>خمسة دولارات في الشهر.</p></div>"
    >>> tree = parse(f"<h1>ندوة</h1><p>عقدت الندوة أمس.</p>{offer}")
    >>> drop_paywall(tree, [tree.find(".//h1")])
    >>> tree.text_content()
    'ندوةعقدت الندوة أمس.'
    """
    own = {tree} | {above for element in keep for above in (element, *element.iterancestors())}
    for element in list(tree.iter()):
        if element in own or element.tag in INLINE - {"a", "b", "strong"}:
            continue
        text = element.text_content()
        if not text or next(element.iterancestors(), None) is None:
            continue
        if _is_named(element) and _offers(list(blocks(element))):
            drop([element])
        elif len(text) <= 2 * _LINE_CODE_POINTS and _asks(text):
            drop(_around(element, own))


def _asks(text: str) -> bool:
    """Whether a line asks for a subscription.

    >>> [_asks(text) for text in ("سجل الدخول لمتابعة القراءة", "سجل الدخل القومي تراجعاً")]
    [True, False]
    """
    words = " ".join(text.split())
    return len(words) <= _LINE_CODE_POINTS and bool(PAYWALL.match(skeleton(words)))


def _is_named(element: HtmlElement) -> bool:
    names = HUMP.split(element.get("class", "").lower())
    return not PAYWALL_NAMES.isdisjoint(names)


def _offers(lines: Sequence[Block]) -> bool:
    """Whether most lines are of an offer."""
    return sum(map(_is_offer, lines)) > len(lines) / 2


def _is_offer(line: Block) -> bool:
    """Whether a line speaks of accounts or prices; in a sentence one such word may be chance.

    >>> [_is_offer(Block(text, 0, "p")) for text in ("اشتراك سنوي: 30 دولاراً", "بيان مشترك " * 5)]
    [True, False]
    """
    words = skeleton(line.text)
    said = set(OFFER.findall(words))
    return bool(PAYWALL.match(words)) or len(said) > (len(line.text) >= SENTENCE_CODE_POINTS)


def _around(asking: HtmlElement, own: Collection[HtmlElement]) -> list[HtmlElement]:
    """The box that such a line stands at the top of, and the offers right behind it."""
    box = asking
    while (above := box.getparent()) is not None and above not in own:
        lines = list(blocks(above))
        first = skeleton(lines[0].text) if lines else ""
        strange = sum(
            len(line.text) >= SENTENCE_CODE_POINTS and not _is_offer(line) for line in lines
        )
        # Right around the line one sentence of praise may stand; further out only offers.
        if not PAYWALL.match(first) or strange > (box is asking):
            break
        box = above
    behind = takewhile(
        lambda one: one not in own and _offers(list(blocks(one))), box.itersiblings()
    )
    return [box, *behind]
