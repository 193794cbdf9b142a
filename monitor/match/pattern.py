r"""Does one spelling of a term stand at a place of a folded text?

In: a `Pattern`; a folded text, and the place of the pattern's rarest word in it.
Out: the span of the whole term, or None.
Knows nothing of what a term means (`monitor.match.term`), rules or articles.

A word ends where the neighbour is no letter of the same script, so digits, «#», «_», quotes and
other scripts bound it.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

#: Of the particles before an Arabic word: «وبال».
LONGEST_BEFORE_LETTERS = 4
#: What may stand between two words of a phrase, at most this many characters of it; no full
#: stop: «… إلى الميناء. طرطوس …» is no phrase.
_GAP = frozenset(" \n\"'`,-:()[]{}<>*/|#~=+&\u2022\u00b7")
GAP_LIMIT = 6


class _Scripts(dict[str, str]):
    """The script of a folded letter or digit; "" for everything else."""

    def __missing__(self, character: str) -> str:
        self[character] = found = _script(character)
        return found


def _script(character: str) -> str:
    if character.isdecimal():
        return "digit"
    if not character.isalnum():
        return ""
    name = unicodedata.name(character, "").split(" ", 1)[0]
    return name if name in {"ARABIC", "LATIN", "CYRILLIC", "HEBREW"} else "other"


SCRIPT = _Scripts()


@dataclass(frozen=True)
class Pattern:
    """One spelling of a term: its words, and what may touch it on either side.

    `anchor` is the index of the word the automaton looks for.
    """

    term: int
    words: tuple[str, ...]
    anchor: int
    before: frozenset[str]
    after: re.Pattern[str] | None
    prefix: bool = False
    glued: bool = False
    #: What stands before `after` is no word by itself: «قاعد» of قاعدة.
    stem: bool = False
    #: The letters before it are part of it, as those of a verb's persons are: «سيغادر».
    from_word_start: bool = False

    @cached_property
    def _before_anchor(self) -> tuple[str, ...]:
        """The words before it, the nearest first."""
        return self.words[: self.anchor][::-1]

    @cached_property
    def _behind_anchor(self) -> tuple[str, ...]:
        return self.words[self.anchor + 1 :]

    def find(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """The span of the whole term whose anchor word stands at ``text[start:end]``."""
        for word in self._before_anchor:
            if text.find(word, max(0, start - GAP_LIMIT - len(word)), start) < 0:
                return None  # asked first because most phrases end here
            edge = _gap_before(text, start)
            if (edge == start and not self.glued) or not text.endswith(word, 0, edge):
                return None
            start = edge - len(word)
        for word in self._behind_anchor:
            if text.find(word, end, end + GAP_LIMIT + len(word)) < 0:
                return None
            edge = _gap_after(text, end)
            if (edge == end and not self.glued) or not text.startswith(word, edge):
                return None
            end = edge + len(word)
        if not (self._may_begin(text, start) and self._may_end(text, end)):
            return None
        if self.from_word_start:
            start = word_start(text, start)
        return start, _word_end(text, end) if self.prefix or self.stem else end

    def fits(self, i: int, text: str, start: int, end: int) -> bool:
        """Whether its word number `i` may stand there, by what touches it alone.

        Of a pattern of one word that is all there is to ask.
        """
        if i == 0:
            begins = self._may_begin(text, start)
        else:
            begins = self.glued or not start or text[start - 1] in _GAP
        if i == len(self.words) - 1:
            return begins and self._may_end(text, end)
        return begins and (self.glued or end == len(text) or text[end] in _GAP)

    def _may_begin(self, text: str, start: int) -> bool:
        touched = start > 0 and SCRIPT[text[start - 1]] == SCRIPT[text[start]]
        return not touched or self._may_precede(text, start)

    def _may_end(self, text: str, end: int) -> bool:
        touched = end < len(text) and SCRIPT[text[end]] == SCRIPT[text[end - 1]]
        return self.prefix or not (touched or self.stem) or self._may_follow(text, end)

    def _may_precede(self, text: str, start: int) -> bool:
        """Whether the letters before the term are particles it takes."""
        script = SCRIPT[text[start]]
        if self.glued and script == "ARABIC":
            return True
        for length in range(1, min(start, LONGEST_BEFORE_LETTERS) + 1):
            at = start - length
            if at == 0 or SCRIPT[text[at - 1]] != script:
                return text[at:start] in self.before
        return False

    def _may_follow(self, text: str, end: int) -> bool:
        """Whether the letters after the term are an ending it takes."""
        if self.glued and SCRIPT[text[end - 1]] == "ARABIC":
            return text.startswith("ال", end)
        if self.after is None:
            return False
        return bool(self.after.fullmatch(text, end, _word_end(text, end, limit=8)))


def _gap_before(text: str, end: int) -> int:
    at = end
    while at and end - at < GAP_LIMIT and text[at - 1] in _GAP:
        at -= 1
    return at


def _gap_after(text: str, start: int) -> int:
    at = start
    while at < len(text) and at - start < GAP_LIMIT and text[at] in _GAP:
        at += 1
    return at


def word_start(text: str, at: int) -> int:
    """Where a word begins, looking no further back than the longest particles reach."""
    stop = max(0, at - LONGEST_BEFORE_LETTERS)
    while at > stop and SCRIPT[text[at - 1]] == SCRIPT[text[at]]:
        at -= 1
    return at


def _word_end(text: str, at: int, limit: int = 40) -> int:
    script, stop = SCRIPT[text[at - 1]], min(len(text), at + limit)
    while at < stop and SCRIPT[text[at]] == script:
        at += 1
    return at
