r"""Write Arabic text, and every other script, in the one way that rules are compared in.

In: text as published, or a term of a rule.
Out: folded text; for a text that hit, the place in the published text of every folded character.
Knows nothing of rules, boundaries or articles.

Every character is folded by itself, so a table is enough and offsets come for free.
Only two steps look at neighbours: the censor-dodging «طـ ـرطـ ـوس» is joined before the table;
after it «ط.ر.ط.و.س» is, and runs of spaces shrink to one.
"""

# ruff: noqa: RUF001 the table below is made of look-alikes

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

TATWEEL = "\u0640"
#: Stands for one joined character, so that joining keeps every offset; the table deletes it.
_JOINED = "\u2060"

#: «لهـ ـجـ ـمـ ـات», «سـ.ـلاح»: up to two characters between tatweels, or one that is no space
#: between a tatweel and a letter, or a space between two such letters («ـر ـطـ»).
#: Seen in the feed of the Syrian Observatory; «هـ الموافق» and «طرطوس ـ سانا» are no dodges.
#: The mark comes first and what stands before it is looked at afterwards: five times faster.
_DODGE = re.compile(
    r"\u0640(?:[\W_]{1,2}(?=\u0640)|[.·•*_](?=[\u0621-\u064a])"
    r"|[\u0621-\u064a] (?=\u0640[\u0621-\u064a]))"
    r"|[.·•*_](?<=[\u0621-\u064a].)(?=\u0640)"
)
#: The same without tatweels, in folded text, with one and the same mark all through the word:
#: «ط ر ط و س» (five letters at least), «حم|يم|يم» (likewise, in pieces of two), «طرط●وس».
#: «أ.ف.ب», «حمص - حماة» and «سوريا/لبنان» are no dodges.
_TORN = re.compile(
    r"(?<!L)L(?: L){4,}(?!L)|(?<!L)L{1,2}(?:([.|/-])L{1,2})(?:\1L{1,2})+(?!L)"
    r"|(?<!L)L{1,3}(?:([·•●*])L{1,3})(?:\2L{1,3})*(?!L)".replace("L", "[\u0621-\u064a]")
)
_SHORTEST_TORN_LETTERS = 5
#: Of a word torn with spaces so many letters at least have a space on either side.
FEWEST_LONE_LETTERS = _SHORTEST_TORN_LETTERS - 2
_NO_LETTER = re.compile("[^\u0621-\u064a]")
#: What most texts lack, so that they are not looked through; both begin with what is rarer than
#: a letter, and so cost a tenth of what `_TORN` does.
_SPACED_LETTERS = re.compile(" [\u0621-\u064a] [\u0621-\u064a] ")
_MARKED_LETTERS = re.compile("[.|/·•●*-][\u0621-\u064a]")
_SPACES = re.compile(" {2,}")

_ONE_TO_ONE = {
    "ا": "أإآٱٲٳٵ\u0672\u0673",
    "ي": "ىیېےۍۑئۓێ\u0678\u063d\u063e\u063f\u0620",
    "و": "ؤۆۇۈۉۊۋٶٷ",
    "ه": "ةہھۀەۂۃ\u06ff",
    "ك": "کڪګڬڭڮ\u063b\u063c",
    "ف": "ڤڥ",
    "i": "ı",
    ",": "،٬",
    ";": "؛",
    "?": "؟",
    "%": "٪",
    ".": "٫۔",
    "*": "٭",
    '"': "«»“”„‟〝〞＂″﴾﴿",
    "'": "‘’‚‛‹›`´ʼʹ′＇\u1ffd",
    "-": "‐‑‒–—―−﹘﹣－",
    " ": "\t\r\v\f_\x1c\x1d\x1e\x1f",
    "\n": "\x85\u2028\u2029",
}
_FOLDED_TO = {character: to for to, characters in _ONE_TO_ONE.items() for character in characters}
#: Format characters and fillers that Unicode does not class as marks.
_INVISIBLE = re.compile(
    r"[\u0640\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    r"\U000e0000-\U000e01ef]"
)


def _fold_character(character: str) -> str:
    """What one character becomes; the empty text when it is deleted."""
    if character in _FOLDED_TO:
        return _FOLDED_TO[character]
    category = unicodedata.category(character)
    if category == "Mn" or _INVISIBLE.match(character):
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Zs":
        return " "
    bare = "".join(
        part
        for part in unicodedata.normalize("NFKD", character)
        if unicodedata.category(part) != "Mn"
    ).casefold()
    if bare == character:
        return character
    # An isolated mark such as U+FE70 decomposes to a space that carries it.
    return "" if bare == " " else "".join(map(_fold_character, bare))


@cache
def _table() -> list[str]:
    """What every character of the basic plane becomes, by code point.

    A list, because `str.translate` raises and catches an exception for every key that a dict
    lacks (2.3 times slower, measured 2026-11). Made once, at the first use.
    """
    return [_fold_character(chr(code)) for code in range(0x10000)]


class _Beyond(dict[int, str]):
    """The same for characters beyond the basic plane, each made when it is first seen."""

    def __missing__(self, code: int) -> str:
        self[code] = _fold_character(chr(code))
        return self[code]


_beyond = _Beyond()


def _has_beyond(text: str) -> bool:
    return len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text)


def join_dodges(text: str) -> str:
    """The same text, of the same length, with dodged words joined."""
    if TATWEEL not in text:
        return text
    return _DODGE.sub(lambda found: _NO_LETTER.sub(_JOINED, found[0]), text)


def fold(text: str) -> str:
    """The text, folded.

    Folding twice changes nothing, and NFC and NFD of a text fold alike.

    >>> fold("وبِـ«طَرْطُـوس» ٣١ أُسطُولاً")
    'وب"طرطوس" 31 اسطولا'
    >>> fold("ﻃﺮﻃﻮﺱ"), fold("حمیمیم"), fold("Tartús"), fold("طـ ـرطـ ـوس")
    ('طرطوس', 'حميميم', 'tartus', 'طرطوس')
    """
    text = join_dodges(text)
    folded = _by_table(text)
    if "  " in folded:
        folded = _SPACES.sub(" ", folded)
    if _SPACED_LETTERS.search(folded) or _MARKED_LETTERS.search(folded):
        folded = "".join(folded[part] for part in _left(folded, _marks_in_torn_words(folded)))
    return folded


def _by_table(text: str) -> str:
    return text.translate(_beyond if _has_beyond(text) else _table())


def lone_letters(word: str) -> int:
    """How many letters stand alone in what has no space as published.

    >>> [lone_letters(word) for word in ("طَ", "ط_ر", "طرطوس", "أ.")]
    [1, 2, 0, 0]
    """
    pieces = _by_table(word).split(" ")
    return sum(len(piece) == 1 and not _NO_LETTER.match(piece) for piece in pieces)


def _spare_spaces(folded: str) -> list[tuple[int, int]]:
    """Half-open spans of the spaces after the first of each run, in order."""
    return [(run.start() + 1, run.end()) for run in _SPACES.finditer(folded)]


def _marks_in_torn_words(folded: str) -> list[tuple[int, int]]:
    """Half-open spans of what stands between the letters of a torn word, in order."""
    return [
        mark.span()
        for word in _TORN.finditer(folded)
        if len(_NO_LETTER.sub("", word[0])) >= _SHORTEST_TORN_LETTERS
        for mark in _NO_LETTER.finditer(folded, *word.span())
    ]


def _left(text: str, cuts: Sequence[tuple[int, int]]) -> list[slice]:
    """What stands between the cuts, which are in order."""
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(text)]
    return list(map(slice, starts, ends))


@dataclass(frozen=True)
class Folded:
    """Folded text, and where it stands in the text as published.

    `offsets[i]` is the code point of the published text that folded character `i` came from;
    never falling, one longer than `text`, its last entry the length of the published text.
    """

    text: str
    offsets: list[int]
    published: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the published text that a non-empty folded span came from.

        Marks that follow its last letter belong to it.

        >>> found = fold_with_offsets("بـ«طَرْطُـوس»")
        >>> begin, end = found.span(2, 7)
        >>> found.published[begin:end]
        'طَرْطُـوس'
        """
        last = self.offsets[end - 1]
        after = bisect_left(self.offsets, last + 1, end - 1)
        stop = last + 1
        while stop < self.offsets[after] and not _folds_to(self.published[stop]):
            stop += 1
        return self.offsets[start], stop


def _folds_to(character: str) -> str:
    code = ord(character)
    return _table()[code] if code < 0x10000 else _beyond[code]  # noqa: PLR2004 end of the plane


@cache
def _length_table() -> list[str]:
    """How many characters each character of the basic plane becomes, as the character chr(n)."""
    return [chr(len(folded)) for folded in _table()]


class _LengthBeyond(dict[int, str]):
    """The same for characters beyond the basic plane."""

    def __missing__(self, code: int) -> str:
        self[code] = chr(len(_folds_to(chr(code))))
        return self[code]


_length_beyond = _LengthBeyond()
_ONE = "\x01"
_RUN_OF_ONES = re.compile("\x01+|[^\x01]")


def fold_with_offsets(text: str) -> Folded:
    """The folded text with its offsets; its `text` equals ``fold(text)``.

    >>> fold_with_offsets("ﷲ  طَ").text, fold_with_offsets("ﷲ  طَ").offsets
    ('الله ط', [0, 0, 0, 0, 1, 3, 5])
    """
    joined = join_dodges(text)
    beyond = _has_beyond(joined)
    folded = joined.translate(_beyond if beyond else _table())
    lengths = joined.translate(_length_beyond if beyond else _length_table())
    offsets: list[int] = []
    for run in _RUN_OF_ONES.finditer(lengths):
        if run[0][0] == _ONE:
            offsets.extend(range(run.start(), run.end()))
        else:
            offsets.extend([run.start()] * ord(run[0]))
    for find in (_spare_spaces, _marks_in_torn_words):
        if cuts := find(folded):
            parts = _left(folded, cuts)
            folded = "".join(folded[part] for part in parts)
            offsets = [offset for part in parts for offset in offsets[part]]
    return Folded(folded, [*offsets, len(text)], text)


_LINE_END = re.compile("[\n\x85\u2028\u2029]")


class Locator:
    r"""Finds in a published text what was found in the folded one, which is ``fold(published)``.

    As `Folded.span`, but only the lines that are asked for are worked out.

    >>> locator = Locator("سطر\nفي «طَرْطُـوس»", 'سطر\nفي "طرطوس"')
    >>> begin, end = locator.span(8, 13)
    >>> locator.published[begin:end]
    'طَرْطُـوس'
    """

    def __init__(self, published: str, folded: str) -> None:
        self.published = published
        joined = join_dodges(published)  # a line end between two tatweels is no line end
        self._ends = [found.start() for found in _LINE_END.finditer(joined)] + [len(joined)]
        self._folded_ends = [found.start() for found in re.finditer("\n", folded)]
        self._lines: dict[tuple[int, int], Folded] = {}

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the published text that a non-empty folded span came from."""
        line = bisect_left(self._folded_ends, start)
        last = max(line, bisect_left(self._folded_ends, end - 1))
        begin = self._ends[line - 1] + 1 if line else 0
        if (line, last) not in self._lines:
            text = self.published[begin : self._ends[last]]
            self._lines[line, last] = fold_with_offsets(text)
        base = self._folded_ends[line - 1] + 1 if line else 0
        first, stop = self._lines[line, last].span(start - base, end - base)
        return begin + first, begin + stop
