"""Which words of a folded text are one letter away from a word?

In: the words that are asked for, as `Neighbours`, and folded text.
Out: `Spellings`, which knows the neighbours of such a word.
Knows nothing of rules; particles before an Arabic word are taken off.

Two words are one letter away from each other when one letter is missing, too many or another, or
when two neighbours have changed places. Words are compared by what is left of them without one
letter, so a question costs the length of a word, however long the text is.
"""

import re
from collections.abc import Iterable, Iterator

from monitor.match.finder import Remembered

#: One letter more or less makes another word of a shorter one.
SHORTEST_LETTERS = 5
#: No language has longer words.
_LONGEST_LETTERS = 40

_WORD = re.compile(r"[^\W\d_]+")
_PARTICLES = ("", "و", "ف", "ب", "ل", "ك", "ال", "وال", "بال")


class Neighbours:
    """What the words of texts have in common with the words that will be asked for.

    Words come again and again, and hardly any is like one of these, so each is looked at once.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._wanted = frozenset(rest for word in words for rest in rests(word))
        #: For each word of a text: what is left of it, as of one of those, with a letter less or
        #: none; the word without its particle; and the length of the particle.
        self.of = Remembered(lambda whole: tuple(self._look(whole)))

    def _look(self, whole: str) -> Iterator[tuple[str, str, int]]:
        if len(whole) > _LONGEST_LETTERS:
            return
        for particle in _PARTICLES:
            word = whole.removeprefix(particle)
            if whole.startswith(particle) and len(word) >= SHORTEST_LETTERS - 1:
                for rest in rests(word):
                    if rest in self._wanted:
                        yield rest, word, len(particle)


class Spellings:
    """The words of a folded text that are like one of those asked for."""

    def __init__(self, text: str, neighbours: Neighbours) -> None:
        self._by_rest: dict[str, list[tuple[str, int]]] = {}
        seen: set[str] = set()
        for found in _WORD.finditer(text):
            whole = found[0]
            if whole not in seen:
                seen.add(whole)
                for rest, word, skipped in neighbours.of[whole]:
                    place = (word, found.start() + skipped)
                    self._by_rest.setdefault(rest, []).append(place)

    def near(self, word: str) -> Iterator[tuple[int, int]]:
        """The half-open places of words one letter away from this one, first places alone.

        >>> text = "مرفأ طرطووس"
        >>> spellings = Spellings(text, Neighbours(["طرطوس"]))
        >>> [text[start:end] for start, end in spellings.near("طرطوس")]
        ['طرطووس']
        """
        if len(word) < SHORTEST_LETTERS:
            return
        known = dict.fromkeys(
            place for rest in rests(word) for place in self._by_rest.get(rest, ())
        )
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


def rests(word: str) -> Iterator[str]:
    """The word, and what is left of it without each of its letters in turn.

    >>> list(rests("مرفأ"))
    ['مرفأ', 'رفأ', 'مفأ', 'مرأ', 'مرف']
    """
    yield word
    for i in range(len(word)):
        yield word[:i] + word[i + 1 :]
