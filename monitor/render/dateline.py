r"""Where does a text say where and by whom it was written, before it begins?

In: the text of a field as published, and the names of the outlets that may stand there.
Out: the spans of its datelines: «طرطوس-سانا», «اللاذقية / الأناضول», «بيروت (رويترز) -».
Knows nothing of articles, rules or posts.
"""

from collections.abc import Iterable

import regex

from monitor.render.bidi import Span

#: Above it there may be a standfirst.
_LINES = 3

#: What stands where an outlet's name would.
_ANYBODY = ("خاص", "وكالات", "متابعات", "مراسلون", "رصد")
_PLACE = r"[^\W\d_]+(?: [^\W\d_]+){0,2}"
_DAY = r"\d{1,2} \w+(?:/\w+)?(?: \d{4})?"
_WHERE = rf"(?:{_PLACE}(?: {_DAY})?|{_DAY})"
_DASH = r"\s*[-–—ـ/|،,.:]\s*"


def datelines(text: str, names: Iterable[str]) -> list[Span]:
    r"""Half-open offsets in code points, of at most one in each of the first lines.

    Each reaches to the first word of what follows, which may be on the next line; a text that
    is nothing else has none.

    >>> text = "طرطوس-سانا\nاندلع حريق في المرفأ."
    >>> [text[end:] for _, end in datelines(text, ["سانا"])]
    ['اندلع حريق في المرفأ.']
    >>> datelines("أعلنت سانا: حريق في المرفأ.", ["سانا"])
    []
    """
    pattern = _pattern(tuple(dict.fromkeys([*names, *_ANYBODY])))
    found = []
    at = 0
    for line in text.split("\n")[:_LINES]:
        match = pattern.match(text, at)
        if match and text[match.end() :].strip():
            found.append(match.span())
        at += len(line) + 1
    return found


def _pattern(names: tuple[str, ...]) -> regex.Pattern[str]:
    """A dateline with one of these names in it; it ends with a line, a colon or a dash."""
    # «فرانس 24» is «فرانس24» too.
    name = "|".join(r"\s*".join(map(regex.escape, one.split())) for one in names if one.strip())
    return regex.compile(
        rf"[ \t]*(?:{_WHERE}{_DASH}){{0,3}}(?:{_WHERE}\s*(?=[(«\"“/]))?"
        rf"[(«\"“/ـ-]*\s*(?:وكالة |موقع |قناة )?(?:{name})(?!\w)\s*[)»\"”/]*"
        # Where it is written from may come last: «بلدي نيوز – إدلب (محمد أنس)».
        rf"(?:{_DASH}(?:{_PLACE}(?=\s*(?:\n|\())|[^\W\d_]+(?=\s*:)))?"
        r"(?:\s*\([^()\n]{1,30}\))?"
        r"[ \t]*(?:\n\s*|[-–—ـ:|.]+\s*)"
    )
