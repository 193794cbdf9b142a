r"""Which of many strings stand in a text? And answers about words, remembered.

In: strings, each with what it stands for; then texts, and words.
Out: what is found, and where.
Knows nothing of terms, rules or what a word is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

import ahocorasick

T = TypeVar("T")

#: How many words are remembered, some 6 MB. Then all are forgotten; frequent ones soon come again.
MOST_WORDS = 40_000
#: Longer words are links and worse, and hardly ever come again.
LONGEST_WORD_LETTERS = 30


class Finder(Generic[T]):
    """One automaton for all strings, so that their number costs nothing.

    >>> list(Finder({"مرفأ": ["port"]}).find("بمرفأ"))
    [('port', 1, 5)]
    """

    def __init__(self, strings: Mapping[str, Sequence[T]]) -> None:
        self._automaton: Any = ahocorasick.Automaton()
        for string, found in strings.items():
            self._automaton.add_word(string, (len(string), tuple(found)))
        self._automaton.make_automaton()

    def find(self, text: str) -> Iterator[tuple[T, int, int]]:
        """What stands in a text, with its half-open place, also inside longer words."""
        if not len(self._automaton):  # one without words cannot be asked
            return
        for last, (length, found) in self._automaton.iter(text):
            for one in found:
                yield one, last + 1 - length, last + 1


class Remembered(dict[str, T]):
    """The answers to a question about words, which is asked once for each word that comes often.

    >>> lengths = Remembered(len)
    >>> lengths["مرفأ"], lengths
    (4, {'مرفأ': 4})
    """

    def __init__(self, ask: Callable[[str], T]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, word: str) -> T:
        answer = self._ask(word)
        if len(word) <= LONGEST_WORD_LETTERS:
            if len(self) >= MOST_WORDS:
                self.clear()
            self[word] = answer
        return answer

    def of(self, words: Sequence[str]) -> Iterator[T]:
        """The answer for each word."""
        return map(self.__getitem__, words)
