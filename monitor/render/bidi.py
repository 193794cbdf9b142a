r"""Text from anywhere made safe to stand in a right-to-left line.

Telegram lays out each line by its first strong letter, so a line that begins with a Latin
name would turn left-to-right, and ``17-2-2025`` after an Arabic word shows its groups in
reverse order (docs/posts.md).
In: text as published.
Out: text without any direction mark but ours, and where isolates must stand in it.
Spans are half-open offsets in code points into the text they come with.
Knows nothing of markup, posts or Telegram's limits.
"""

import html
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import regex

RLM = "\u200f"
FSI = "\u2068"
PDI = "\u2069"

Span = tuple[int, int]

#: Every bidirectional control of Unicode 15; a title could turn a whole line around with one.
BIDI_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)

#: Dropped beside them: what shows nothing and only hides or breaks words.
_INVISIBLE = frozenset("\u00ad\u200b\u2060\ufeff\ufffe\uffff\u2061\u2062\u2063\u2064")

#: More marks than that on one letter are no writing; fully vocalised Arabic has up to three.
_MARKS_ON_A_LETTER = 5

_ENTITY = regex.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

#: Addresses that Telegram would turn into links by itself although they are not of the web.
_APP_ADDRESS = regex.compile(r"(?i)(?<![a-z])(?!https?:)([a-z][a-z0-9+.-]*:)//")

_WORD = r"[\p{bc=L}\p{bc=EN}][\p{bc=L}\p{bc=EN}\p{bc=NSM}]*+"
# «يبدأ بـ https://»: the end of an address belongs to it.
_LATIN = regex.compile(rf"[@#]?{_WORD}(?:[-_./:@&'’+#%=?~]++{_WORD})*+(?:://|\+*)")
_LEFT_TO_RIGHT = regex.compile(r"\p{bc=L}")
_BETWEEN_LATIN = regex.compile(r" (?:& )?")
_NUMBERS = regex.compile(
    # A run that began inside «4.1-4.3» or «12:30-14:00» would turn only a half of it.
    r"(?<![0-9\p{bc=L}]|[0-9][.,:/])"
    r"(?:\+[0-9][0-9 -]*[0-9]|[-+\u2212][0-9]+"
    r"|[0-9]+(?:[.,:/][0-9]+)*(?:-[0-9]+(?:[.,:/][0-9]+)*)+)"
    r"(?:[.,:/][0-9]+)*%?"
)
_WORD_CHARACTER = regex.compile(r"[\p{L}\p{M}\p{N}_\u200c\u200d]")


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and the spans in it that matter, in order, not touching each other."""

    text: str
    spans: tuple[Span, ...] = ()


def clean(text: str, spans: Iterable[Span] = ()) -> Marked:
    r"""One line of text with nothing in it that could leave its place.

    Entities are decoded once, white space becomes single spaces, and direction marks,
    controls, invisible characters and heaps of marks are dropped.
    Spans follow their text and grow to whole words: Arabic letters join, and bold type that
    ends inside a word tears it apart.

    >>> clean("قصف\u202e  على\tطرطوس &amp; بانياس", [(12, 15)])
    Marked(text='قصف على طرطوس & بانياس', spans=((8, 13),))
    """
    out: list[str] = []
    # Where each code point of the input, and its end, has come to stand.
    moved = [0] * (len(text) + 1)
    at = marks = 0
    while at < len(text):
        entity = _ENTITY.match(text, at) if text[at] == "&" else None
        piece, after = (html.unescape(entity[0]), entity.end()) if entity else (text[at], at + 1)
        for place in range(at, after):
            moved[place] = len(out)
        for character in piece:
            kept = _kept(character, out)
            marks = marks + 1 if unicodedata.category(character).startswith("M") else 0
            if marks <= _MARKS_ON_A_LETTER:
                out.extend(kept)
        at = after
    moved[len(text)] = len(out)
    # A space keeps the number of characters, so the spans stay right.
    cleaned = _APP_ADDRESS.sub(r"\1 /", "".join(out))
    found = [_whole_words(cleaned, (moved[start], moved[end])) for start, end in spans]
    return Marked(cleaned.rstrip(), _merged(found))


def _kept(character: str, before: list[str]) -> str:
    """What stands for this character: itself, a space, or nothing."""
    category = unicodedata.category(character)
    if character.isspace() or category in ("Cc", "Zl", "Zp"):
        return " " if before and before[-1] != " " else ""
    if character in BIDI_CONTROLS or character in _INVISIBLE or category in ("Cs", "Co"):
        return ""
    return character


def _whole_words(text: str, span: Span) -> Span:
    start, end = span
    end = min(end, len(text.rstrip()))
    while start < end and not _WORD_CHARACTER.match(text, start):
        start += 1
    while end > start and not _WORD_CHARACTER.match(text, end - 1):
        end -= 1
    if start == end:
        return (0, 0)
    while start > 0 and _WORD_CHARACTER.match(text, start - 1):
        start -= 1
    while end < len(text) and _WORD_CHARACTER.match(text, end):
        end += 1
    return (start, end)


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def isolates(text: str) -> tuple[Span, ...]:
    """Where a left-to-right run needs an isolate of its own, in order, not overlapping.

    A Latin run is as long as it can be: two runs in one name would show as ``Baladi Enab``.
    Sentence punctuation stays outside.
    Signed numbers and groups joined by hyphens are runs too; ``17/2/2025`` and ``14:35`` keep
    their order by themselves.

    >>> text = "قالت Enab Baladi، والرقم +963-43-225 في 17/2/2025"
    >>> [text[start:end] for start, end in isolates(text)]
    ['Enab Baladi', '+963-43-225']
    """
    runs: list[Span] = []
    chain_end = -1  # of the last run, or of numbers that join it if a Latin word follows
    for found in _LATIN.finditer(text):
        start, end = found.span()
        joined = chain_end >= 0 and _BETWEEN_LATIN.fullmatch(text, chain_end, start) is not None
        latin = _LEFT_TO_RIGHT.search(text, start, end) is not None
        if latin and joined:
            runs[-1] = (runs[-1][0], end)
        elif latin:
            runs.append((start, end))
        chain_end = end if latin or joined else -1
    numbers = [found.span() for found in _NUMBERS.finditer(text)]
    apart = [span for span in numbers if not any(_overlap(span, run) for run in runs)]
    return tuple(sorted(runs + apart))


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def is_right_to_left(text: str) -> bool:
    """Whether a person would read this line from the right: it holds a right-to-left letter.

    >>> is_right_to_left("SANA: انقطاع المياه"), is_right_to_left("bot was kicked")
    (True, False)
    """
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)
