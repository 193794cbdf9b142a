"""Lines that an outlet prints under everything: menus, appeals, «اقرأ أيضًا».

In: a body, and the lines that stood under other titles of its outlet.
Out: the body without them, and what was left out.
Knows nothing of storage, time or how often is often.

Extraction removes most of it; what slips through makes strangers alike: with a menu on half of
the pages the evaluation falls from .95 to .81, and without these lines it is .95 again
(docs/stories.md).
"""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from hashlib import blake2b

from monitor.group.terms import words

_DIGITS = re.compile(r"\d+")

#: In lines this short a number is a counter: «12 تعليقًا», «شوهد 340 مرة»; and what an outlet
#: writes again in so few words is a label, where a longer line may be told twice.
LABEL_WORDS = 8
#: Other titles a line must have stood under.
_TITLES, _TITLES_OF_A_LABEL = 2, 1


def line_hash(line: str) -> int | None:
    """What a line is known by, whatever its marks and counters; None for one without words.

    >>> line_hash("شوهد ٣٤٠ مرة") == line_hash("شوهد 12 مرةً")
    True
    >>> line_hash("* * *") is None
    True
    """
    found = words(line)
    if not found:
        return None
    text = " ".join(found)
    if len(found) <= LABEL_WORDS:
        text = _DIGITS.sub("0", text)
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little", signed=True)


@lru_cache(maxsize=1)  # asked for when an article is read, and when it is kept
def line_hashes(body: str) -> dict[int, str]:
    """The lines of a body by what each is known by."""
    return {known: line for line, known in _lines(body) if known is not None}


def is_furniture(line: str, titles: int) -> bool:
    """Whether a line that stood under so many other titles of its outlet is no news.

    >>> is_furniture("تابعونا على تلغرام", 1)
    True
    >>> is_furniture("وقال شهود إن النيران ما زالت مشتعلة في المستودع القديم قرب المرفأ", 1)
    False
    """
    return titles >= (_TITLES_OF_A_LABEL if len(words(line)) <= LABEL_WORDS else _TITLES)


def without(body: str, furniture: Collection[int]) -> tuple[str, tuple[str, ...]]:
    r"""The body without these lines, and the lines as published.

    A body of nothing else stays whole: it is all there is.

    >>> without("حريق في حراج القدموس.\nتابعونا على تلغرام", {line_hash("تابعونا على تلغرام")})
    ('حريق في حراج القدموس.', ('تابعونا على تلغرام',))
    """
    if not furniture:
        return body, ()
    kept: list[str] = []
    ignored: list[str] = []
    for line, known in _lines(body):
        (ignored if known in furniture else kept).append(line)
    if not any(words(line) for line in kept):
        return body, ()
    return "\n".join(kept), tuple(ignored)


def _lines(body: str) -> Iterator[tuple[str, int | None]]:
    for line in body.split("\n"):
        yield line, line_hash(line)
