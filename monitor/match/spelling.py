"""Which words of a folded text are one letter away from a word?

In: folded text. Out: `Spellings`, which knows the neighbours of a word.
Knows nothing of rules; particles before an Arabic word are taken off.

Two words are one letter away when one letter is missing, too many, another, or two neighbours
have changed places. Words of which one letter is left out are compared, so that a look costs
the length of a word, however long the text is.
"""

import re
from collections.abc import Iterator

#: One letter more or less makes another word of a shorter one.
SHORTEST_LETTERS = 5
#: No language has longer words.
_LONGEST_LETTERS = 40

_WORD = re.compile(r"[^\W\d_]+")
_PARTICLES = ("", "و", "ف", "ب", "ل", "ك", "ال", "وال", "بال")


class Spellings:
    """The words of a folded text by what is left of them without one letter."""

    def __init__(self, text: str) -> None:
        self._by_rest: dict[str, list[tuple[str, int]]] = {}
        seen: set[str] = set()
        for found in _WORD.finditer(text):
            whole = found[0]
            if whole in seen or not SHORTEST_LETTERS - 1 <= len(whole) <= _LONGEST_LETTERS:
                continue
            seen.add(whole)
            for particle in _PARTICLES:
                word = whole.removeprefix(particle)
                if whole.startswith(particle) and len(word) >= SHORTEST_LETTERS - 1:
                    for rest in (word, *_without_one(word)):
                        place = (word, found.start() + len(particle))
                        self._by_rest.setdefault(rest, []).append(place)

    def near(self, word: str) -> Iterator[tuple[int, int]]:
        """The half-open places of words one letter away from this one, first places alone.

        >>> text = "مرفأ طرطووس"
        >>> [text[start:end] for start, end in Spellings(text).near("طرطوس")]
        ['طرطووس']
        """
        if len(word) < SHORTEST_LETTERS:
            return
        rests = dict.fromkeys((word, *_without_one(word)))
        known = dict.fromkeys(place for rest in rests for place in self._by_rest.get(rest, ()))
        for other, start in known:
            if one_letter_away(word, other):
                yield start, start + len(other)


def one_letter_away(one: str, other: str) -> bool:
    """Whether one letter was lost, added or changed, or two changed places.

    >>> [one_letter_away("طرطوس", other) for other in ("طرطس", "طرطوش", "طرطسو", "طرسس")]
    [True, True, True, False]
    """
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    return (
        one[1:] == other[1:]
        or one[1:] == other
        or one == other[1:]
        or (one[:2] == other[1::-1] and one[2:] == other[2:])
    )


def _without_one(word: str) -> Iterator[str]:
    return (word[:i] + word[i + 1 :] for i in range(len(word)))
