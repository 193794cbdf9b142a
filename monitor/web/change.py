"""What an outlet changed in its article.

In: two texts as published. Out: the paragraphs that differ, as HTML, with what went and what came.
Knows nothing of articles or versions.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from markupsafe import Markup

from monitor.web.text import LONGEST, line

#: So many paragraphs, and words of one place, are compared one by one, for the time may grow with
#: the square of their number. More of them are shown as one piece that went and one that came.
#: In a text of 200 words or more, difflib passes over words that come again and again (autojunk);
#: without that, one word repeated 800 times would take seven seconds.
_COMPARED: Final = 800


def changed(before: str, after: str) -> list[Markup]:
    r"""Each place that differs, in order, with the whole paragraphs around it.

    >>> [str(one) for one in changed("قُتل ثلاثة\nوهدأ الوضع", "قُتل سبعة\nوهدأ الوضع")]
    ['قُتل <del>ثلاثة</del> <ins>سبعة</ins>']
    >>> changed("خبر", "خبر")
    []
    """
    old, new = (_paragraphs(text) for text in (before, after))
    if max(len(old), len(new)) > _COMPARED:
        old, new = [" ".join(old)], [" ".join(new)]
    places = SequenceMatcher(None, old, new).get_opcodes()
    return [
        Markup(" ").join(_words(" ".join(old[a:b]).split(), " ".join(new[c:d]).split()))
        for same, a, b, c, d in places
        if same != "equal"
    ]


def _paragraphs(text: str) -> list[str]:
    return [one for one in text[:LONGEST].split("\n") if one.strip()]


def _words(old: Sequence[str], new: Sequence[str]) -> Iterator[Markup]:
    if max(len(old), len(new)) > _COMPARED:
        yield from _gone_and_come(old, new)
        return
    for same, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if same == "equal":
            yield line(" ".join(new[c:d]))
        else:
            yield from _gone_and_come(old[a:b], new[c:d])


def _gone_and_come(old: Sequence[str], new: Sequence[str]) -> Iterator[Markup]:
    for words, tag in ((old, "del"), (new, "ins")):
        if words:
            yield Markup("<{0}>{1}</{0}>").format(Markup(tag), line(" ".join(words)))  # noqa: S704 one of two
