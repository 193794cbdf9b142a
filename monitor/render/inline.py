"""One piece of text inside a line of a post: cleaned, shortened, isolated, escaped; and back.

In: text as published, with the spans to be bold.
Out: escaped HTML without a line break; and from such HTML what a reader sees of it.
Knows nothing of the layout of a post.
"""

import html as entities
import re
from collections.abc import Iterable

import regex

from monitor.render.bidi import FSI, PDI, Marked, Span, clean, isolates
from monitor.render.excerpt import clip, utf16_length

#: Longest message in UTF-16 code units after entities are parsed.
#: core.telegram.org/bots/api#sendmessage says "characters"; the server counts code points,
#: UTF-16 is stricter.
MESSAGE_LIMIT_UTF16 = 4096

#: Readers look for the words, not for a page of bold type; far under Telegram's 100 entities.
HIGHLIGHTS = 30

_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_TAG = re.compile(r"<[^<>]*>")
_LINK = re.compile(r'<a href="([^"<>]*)">(.*?)</a>', re.DOTALL)
#: Vowel signs end a hashtag: ``#دِمشق`` links only ``#د``.
_NOT_IN_HASHTAG = regex.compile(r"[\p{M}\u0640]+")
_HASHTAG_BREAK = regex.compile(r"[^\p{L}\p{N}]+")


def inline(text: str, limit_utf16: int, bold: Iterable[Span] = ()) -> str:
    """Text as published, cleaned, shortened, isolated and escaped, in that order.

    `limit_utf16` is in UTF-16 code units of what readers see; `bold` are spans of `text`.
    """
    cut = clip(clean(text, bold), limit_utf16)
    return isolated(cut)


def isolated(marked: Marked) -> str:
    """Clean text with its isolates, bold spans and escapes.

    >>> isolated(Marked("بحسب Enab Baladi", ((0, 4),))).replace(FSI, "[").replace(PDI, "]")
    '<b>بحسب</b> [Enab Baladi]'
    """
    before: dict[int, str] = {}
    for start, end in isolates(marked.text):
        before[start] = before.get(start, "") + FSI
        before[end] = before.get(end, "") + PDI
    for start, end in marked.spans[:HIGHLIGHTS]:
        before[start] = before.get(start, "") + "<b>"
        # A span ends before whatever begins at the same place.
        before[end] = "</b>" + before.get(end, "")
    out = []
    for at, character in enumerate(marked.text):
        out += [before.get(at, ""), _ESCAPES.get(character, character)]
    return "".join([*out, before.get(len(marked.text), "")])


def escaped(text: str) -> str:
    """The four characters that mean something in Telegram's HTML, spelled out."""
    return "".join(_ESCAPES.get(character, character) for character in text)


def visible(html: str) -> str:
    """What a reader sees of a post: our HTML without its markup.

    >>> visible("<b>طرطوس</b> &amp; بانياس")
    'طرطوس & بانياس'
    """
    return entities.unescape(_TAG.sub("", html))


def plain(html: str) -> str:
    """A post without any markup, for when Telegram cannot parse it; addresses follow names.

    >>> plain('<a href="https://x.example/1">سانا</a>')
    'سانا (https://x.example/1)'
    """
    text = visible(_LINK.sub(r"\2 (\1)", html))
    return (
        text
        if utf16_length(text) <= MESSAGE_LIMIT_UTF16
        else clip(Marked(visible(html)), MESSAGE_LIMIT_UTF16).text
    )


def plain_html(html: str) -> str:
    """`plain`, escaped: the same for what it has made itself."""
    return escaped(plain(html))


def hashtag(name: str) -> str | None:
    """A hashtag that Telegram links as a whole, or None when nothing linkable is left.

    >>> hashtag("ريف دِمشق"), hashtag("#طرطوس"), hashtag("2025")
    ('#ريف_دمشق', '#طرطوس', None)
    """
    bare = _NOT_IN_HASHTAG.sub("", clean(name).text)
    tag = _HASHTAG_BREAK.sub("_", bare).strip("_")[:60].rstrip("_")
    return f"#{tag}" if regex.search(r"\p{L}", tag) else None
