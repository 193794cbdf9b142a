r"""May a text wake a rule at all? Asked of every article, before anything else.

In: the terms that wake rules (`monitor.match.waking`); then texts as published.
Out: yes for perhaps; no for certain, where no term has all of its words in the texts.
Knows nothing of rules or articles.

Only words that are met for the first time are folded, so this costs 0.7 of what folding all of
the text costs (measured 2026-11), and most articles need no more than this.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from monitor.match.arabic import FEWEST_LONE_LETTERS, fold, join_dodges, lone_letters
from monitor.match.finder import Finder, Remembered
from monitor.match.term import Term, patterns

#: Stands between texts, wider than what `join_dodges` joins over.
_APART = "\n\n\n"
#: One word of a pattern: the number of the pattern, and the index of the word in it.
_Part = tuple[int, int]


class _Heard(NamedTuple):
    """What one word as published holds."""

    #: Words of patterns that stand in it, with nothing around them that forbids it.
    parts: tuple[_Part, ...]
    #: How many letters stand alone.
    lone_letters: int


class Alarm:
    """The words that wake the rules of a file.

    >>> from monitor.match.term import read_term
    >>> alarm = Alarm([read_term("ميناء طرطوس"), read_term("حميميم")])
    >>> alarm.rings(["ميناء «طَرْطُـوس»"]), alarm.rings(["وحميميم"]), alarm.rings(["ميناء جبلة"])
    (True, True, False)
    """

    def __init__(self, waking: Iterable[Term]) -> None:
        self._patterns = [one for term in waking for one in patterns(0, term, {})]
        parts: dict[str, list[_Part]] = {}
        for number, pattern in enumerate(self._patterns):
            for i, word in enumerate(pattern.words):
                parts.setdefault(word, []).append((number, i))
        self._finder = Finder(parts)
        self._heard = Remembered(self._hear)

    def rings(self, texts: Iterable[str]) -> bool:
        """Whether a rule may be woken; the words of a term may stand in different texts."""
        words = join_dodges(_APART.join(texts)).split()
        parts: set[_Part] = set()
        lone = 0
        for heard in filter(None, self._heard.of(words)):
            parts.update(heard.parts)
            lone += heard.lone_letters
        if lone >= FEWEST_LONE_LETTERS:  # «ط ر ط و س» may be among them
            return True
        return any(not i and self._whole(number, parts) for number, i in parts)

    def _whole(self, number: int, parts: Collection[_Part]) -> bool:
        return all((number, i) in parts for i in range(1, len(self._patterns[number].words)))

    def _hear(self, word: str) -> _Heard | None:
        folded = fold(word)
        parts = tuple(
            (number, i)
            for (number, i), start, end in self._finder.find(folded)
            if self._patterns[number].fits(i, folded, start, end)
        )
        heard = _Heard(parts, lone_letters(word))
        return heard if any(heard) else None
