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

#: The longest particles before an Arabic word: «وبال».
LONGEST_BEFORE_LETTERS = 4
#: What may stand between two words of a phrase, at most this many characters of it; no full
#: stop: «… إلى الميناء. طرطوس …» is no phrase.
_GAP = frozenset(" \n\"'`,-:()[]{}<>*/|#~=+&\u2022\u00b7")
GAP_LIMIT = 6
ARTICLE = "ال"
#: How far from each other two words of a phrase may be.
_FURTHEST = GAP_LIMIT + len(ARTICLE)


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
    #: Its letters are a stem, no word without an ending: «قاعد» of قاعدة.
    stem: bool = False
    #: The letters before it are part of it, as those of a verb's persons are: «سيغادر».
    from_word_start: bool = False
    #: Its words behind the first may take the article: «السفن الحربية» of سفن حربية.
    definite: bool = False

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
            if text.find(word, max(0, start - _FURTHEST - len(word)), start) < 0:
                return None  # asked first because most phrases end here
            begin = self._word_before(word, text, start)
            if begin is None:
                return None
            start = begin
        for word in self._behind_anchor:
            if text.find(word, end, end + _FURTHEST + len(word)) < 0:
                return None
            stop = self._word_behind(word, text, end)
            if stop is None:
                return None
            end = stop
        if not (self._may_begin(text, start) and self._may_end(text, end)):
            return None
        if self.from_word_start:
            start = word_start(text, start)
        return start, _word_end(text, end) if self.prefix or self.stem else end

    def _word_before(self, word: str, text: str, start: int) -> int | None:
        """Where the word before another begins, if it stands right before `start`."""
        for behind in (start, self._before_article(text, start)):
            edge = _gap_before(text, behind)
            if (edge < behind or self.glued) and text.endswith(word, 0, edge):
                return edge - len(word)
        return None

    def _word_behind(self, word: str, text: str, end: int) -> int | None:
        """Where the word behind another ends, if it stands right behind `end`."""
        edge = _gap_after(text, end)
        if edge == end and not self.glued:
            return None
        if self.definite and text.startswith(ARTICLE + word, edge):
            edge += len(ARTICLE)
        return edge + len(word) if text.startswith(word, edge) else None

    def _before_article(self, text: str, start: int) -> int:
        """Where the article of a later word begins; where the word does that has none."""
        if self.definite and text.endswith(ARTICLE, 0, start):
            return start - len(ARTICLE)
        return start

    def fits(self, i: int, text: str, start: int, end: int) -> bool:
        """Whether its word number `i` may stand there, judged only by the letters that touch it.

        Of a pattern of one word there is nothing else to ask.
        """
        if i == 0:
            begins = self._may_begin(text, start)
        else:
            start = self._before_article(text, start)
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
