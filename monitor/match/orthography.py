r"""How else may the words of a term be written?

In: a term as an editor writes it, or its folded words. Out: its folded words in every way that
newspapers write them, the given one first.
Knows nothing of particles, endings or how a word is found.

Folding makes one letter of what are always the same; these are one word in a few places alone:
«مسؤول» and «مسئول», «عبد الله» and «عبدالله», «أبو قصرة» in its three cases and «أبوقصرة»,
«إس 400» and «إس400».
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from monitor.match.arabic import TATWEEL, fold

Words = tuple[str, ...]

#: The son's name stays, the father's changes: «سلّم أبا قصرة», «لأبي قصرة».
_KUNYA = ("ابو", "ابا", "ابي")
_SERVANT = "عبد"
_SERVANT_OF = re.compile("عبد(?=ال..)")
_DIGITS_OR_LETTERS = re.compile(r"\d+|\D+")
_HAMZA_BEFORE_WAW = re.compile("[ئؤ]و")


def hamza_seats(written: str) -> list[str]:
    """The folded text, and where a hamza stands before و, the same with its other seat.

    Folded, both seats have lost the hamza, so they are told apart before.

    >>> hamza_seats("شُؤُون"), hamza_seats("داوود")
    (['شوون', 'شيون'], ['داوود'])
    """
    composed = unicodedata.normalize("NFKC", written)
    bare = "".join(
        letter for letter in composed if unicodedata.category(letter) != "Mn" and letter != TATWEEL
    )
    seats = (_HAMZA_BEFORE_WAW.sub(seat + "و", bare) for seat in "ؤئ")
    return list(dict.fromkeys([fold(written), *map(fold, seats)]))


def writings(words: Words, *, cases: bool) -> Iterator[Words]:
    """The words as they are, then with other spaces, and with `cases` in other cases.

    >>> [" ".join(words) for words in writings(("عبد", "الله"), cases=True)]
    ['عبد الله', 'عبدالله']
    >>> [" ".join(words) for words in writings(("اس400",), cases=True)]
    ['اس400', 'اس 400']
    """
    apart = [part for word in words for part in _parts(word)]
    yield from dict.fromkeys([words, *_written(apart, cases=cases)])


def _parts(word: str) -> Iterator[str]:
    for part in _DIGITS_OR_LETTERS.findall(word):
        if _SERVANT_OF.match(part):
            yield from (_SERVANT, part.removeprefix(_SERVANT))
        else:
            yield part


def _written(words: Sequence[str], *, cases: bool) -> Iterator[Words]:
    if not words:
        yield ()
        return
    first, rest = words[0], words[1:]
    for head in _KUNYA if cases and rest and first in _KUNYA else (first,):
        for tail in _written(rest, cases=cases):
            yield (head, *tail)
            if tail and _may_touch(head, tail[0]):
                yield (head + tail[0], *tail[1:])


def _may_touch(word: str, following: str) -> bool:
    if word in _KUNYA or word[-1].isdigit() != following[0].isdigit():
        return True
    return word == _SERVANT and following.startswith("ال")
