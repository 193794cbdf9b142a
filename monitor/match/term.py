r"""What one term of a rule means, and whether it stands at a place of a folded text.

In: a term as an editor writes it; later a folded text and the place of the term's rarest word.
Out: a `Term` and its `Pattern`s; the span of the whole term, or None.
Knows nothing of rules, articles or files.

A word ends where the neighbour is no letter of the same script, so digits, «#», «_», quotes and
other scripts bound it; before an Arabic word its one-letter particles and the article may stand.
``~كلمة`` is the word in its regular inflections: dual, sound plural, feminine, pronoun suffixes;
``~يفعل`` is a verb in its persons, ``كلمة~`` a noun with a pronoun behind it. Broken plurals and
hollow verbs are other words.
Tables and their evidence: measured on 353 labelled excerpts and 41 038 articles, 2026-11.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from monitor.match.arabic import fold

#: A wildcard on a shorter stem matches half the dictionary: حمي* hit 92 articles, 91 wrongly.
SHORTEST_PREFIX_LETTERS = 4
#: Names shorter than this are too often the inside of other words to be searched glued.
SHORTEST_GLUED_LETTERS = 5
SHORTEST_TERM_LETTERS = 2
#: في، من، إلى: words this short are everywhere and anchor no phrase that has a longer one.
PARTICLE_LETTERS = 3
#: Endings on a shorter stem make other words of it: «عن» with «ها», «من» with «ا».
SHORTEST_INFLECTED_LETTERS = 3

_WORD = re.compile(r"[^\W_]+")
_ARABIC_BEFORE = re.compile(r"[\u0621-\u064a]+(?=[^\W\d\u0600-\u06ff])")
_REGEX_LIKE = re.compile(r"\.\*|\\.|[\[\]{}|^+$]")

_SHORT = [a + b for a in ("", "و", "ف") for b in ("", "ب", "ل", "ك")]
_ARTICLE = ["ال", "وال", "فال", "بال", "وبال", "فبال", "كال", "وكال", "لل", "ولل", "فلل"]
_BEFORE_PLAIN = frozenset(_SHORT + _ARTICLE)
_BEFORE_ARTICLE = frozenset(_SHORT)
#: ل and ال melt into لل, so a term written with ال is also looked for with لل.
_BEFORE_MELTED = frozenset(["", "و", "ف"])
#: «وبال»
LONGEST_BEFORE_LETTERS = 4
_NOTHING = frozenset([""])
_HEBREW = "ובלכמהש"
_BEFORE_HEBREW = frozenset(["", *_HEBREW, *(a + b for a in _HEBREW for b in _HEBREW)])

_PRONOUN = "(?:ها|هما?|هن|ه|نا|ي|كما?|كن|ك)"
#: How a noun or adjective goes on; all on folded text, so ة is ه and «ئها», «ؤها» are يها, وها.
_AFTER_NOUN = re.compile(f"(?:ا|ان|ين|ون|و|ي|ات|تان|تين|تا|تي|ت)?{_PRONOUN}?")
_AFTER_FEMININE = re.compile(f"ه|(?:ات|تان|تين|تا|تي|ت){_PRONOUN}?")
_AFTER_HAMZA = re.compile(f"ء(?:ا|ان|ين|ات)?{_PRONOUN}?|[وي]{_PRONOUN}")
_AFTER_VERB = re.compile(f"(?:ت|تا|وا|و|ا|ان|ون|ين|ن|نا)?{_PRONOUN}?")
_AND_THEN = ("", "و", "ف")
#: The same with an owner: «قاعدتها», «قاعدتي موسكو», «قواتنا».
_AFTER_OWNED_NOUN = re.compile(f"(?:ا|ي|و|ات|تا|تي|ت)?{_PRONOUN}")
_AFTER_OWNED_FEMININE = re.compile(f"(?:ات|تا|تي|ت){_PRONOUN}")
_AFTER_OWNED_HAMZA = re.compile(f"[ءوي](?:ات?|ي)?{_PRONOUN}")
#: «سيغادر», «لتغادر», «يغادر», «انتشر» for ينتشر, «غادر» for يغادر.
_BEFORE_VERB = frozenset(
    [a + b + c for a in _AND_THEN for b in ("", "س", "ل") for c in "يتنا"] + [*_AND_THEN]
)

#: Case endings glued to a name: Turkish «Tartustaki», Russian «Тартусской».
_AFTER_LATIN = re.compile("t[ae]n?|t[ae]ki|d[ae]n?|d[ae]ki|[uiae]|[ui]n|s")
_AFTER_CYRILLIC = re.compile("[ауеыи]|ом|ои|ск[а-я]{1,4}")  # noqa: RUF001 Cyrillic is meant
LATIN_ENDING_LETTERS = 5

#: What may stand between two words of a phrase, at most this many characters of it; no full
#: stop: «… إلى الميناء. طرطوس …» is no phrase.
_GAP = frozenset(" \n\"'`,-:()[]{}<>*/|#~=+&\u2022\u00b7")
GAP_LIMIT = 6


class TermError(ValueError):
    """A term that means nothing; the message says why, in an editor's words."""


class _Scripts(dict[str, str]):
    """The script of a folded letter or digit; "" for everything else."""

    def __missing__(self, character: str) -> str:
        self[character] = found = _script(character)
        return found


def _script(character: str) -> str:
    if character.isdecimal():
        return "digit"
    if not character.isalpha():
        return ""
    name = unicodedata.name(character, "").split(" ", 1)[0]
    return name if name in {"ARABIC", "LATIN", "CYRILLIC", "HEBREW"} else "other"


SCRIPT = _Scripts()


@dataclass(frozen=True)
class Term:
    """One term; `words` are folded and never empty."""

    written: str
    words: tuple[str, ...]
    exact: bool = False
    prefix: bool = False
    glued: bool = False
    inflected: bool = False
    owned: bool = False


@cache
def read_term(written: str, *, glued: bool = False) -> Term:
    """What an editor means by ``كلمة``, ``=كلمة``, ``كلمة*``, ``~كلمة``, ``كلمة~``, or a phrase.

    Raises:
        TermError: it means nothing.

    >>> read_term("ميناء طرطوس").words, read_term("قناة الـLBCI").words
    (('ميناء', 'طرطوس'), ('قناه', 'lbci'))
    >>> read_term("*طر")
    Traceback (most recent call last):
    monitor.match.term.TermError: «*طر»: * may only end a term, and needs 4 letters before it
    """
    if _REGEX_LIKE.search(written):
        raise TermError(f"«{written}» looks like a regular expression: terms are plain words")
    exact, prefix = written.startswith("="), written.endswith("*")
    inflected, owned = "~" in written, written.endswith("~")
    core = written.removeprefix("=").removesuffix("*")
    words = tuple(map(_without_article, _WORD.findall(fold(core))))
    if not words:
        raise TermError(f"«{written}» holds no letter and no digit")
    if "*" in core or (prefix and (exact or len(words[-1]) < SHORTEST_PREFIX_LETTERS)):
        raise TermError(
            f"«{written}»: * may only end a term, and needs {SHORTEST_PREFIX_LETTERS} letters "
            "before it"
        )
    if len("".join(words)) < SHORTEST_TERM_LETTERS:
        raise TermError(f"«{written}» is one letter: a term needs two at least")
    for word in words:
        scripts = {SCRIPT[character] for character in word} - {"digit", ""}
        if len(scripts) > 1:
            raise TermError(f"«{written}» mixes letters of {' and '.join(sorted(scripts))}")
    if inflected:
        _check_inflected(written, words)
    long_enough = len("".join(words)) >= SHORTEST_GLUED_LETTERS
    return Term(written, words, exact, prefix, glued and long_enough, inflected, owned)


def _without_article(word: str) -> str:
    """A word of another script without the Arabic particles before it: newspapers write «الـLBCI».

    Other scripts bound a word, so that LBCI is found there, and so is «الـLBCI» without them.
    """
    particles = _ARABIC_BEFORE.match(word)
    return word[particles.end() :] if particles and particles[0] in _BEFORE_PLAIN else word


def _check_inflected(written: str, words: tuple[str, ...]) -> None:
    if len(words) > 1 or not re.fullmatch("~[^~=*]*|[^~=*]*~", written):
        raise TermError(f"«{written}»: ~ stands before or behind one whole word, without = and *")
    if {SCRIPT[letter] for letter in words[0]} != {"ARABIC"}:
        raise TermError(f"«{written}»: ~ inflects Arabic words only")
    stem, after, _ = _stem(words[0])
    # «قوة» never stands without an ending, so its two letters are safe.
    if len(stem) + (after is _AFTER_FEMININE) < SHORTEST_INFLECTED_LETTERS:
        raise TermError(
            f"«{written}»: ~ needs {SHORTEST_INFLECTED_LETTERS} letters before the ending"
        )


def _stem(word: str, *, owned: bool = False) -> tuple[str, re.Pattern[str], frozenset[str]]:
    """The letters of an inflected word that stay, and what may stand behind and before them.

    >>> _stem(fold("قاعدة"))[0], _stem(fold("بقاء"))[0], _stem(fold("يغادر"))[0]
    ('قاعد', 'بقا', 'غادر')
    """
    if word.startswith("ي") and not owned:
        return word[1:], _AFTER_VERB, _BEFORE_VERB
    if word.endswith("ه"):
        return word[:-1], _AFTER_OWNED_FEMININE if owned else _AFTER_FEMININE, _BEFORE_PLAIN
    if word.endswith("اء"):
        return word[:-1], _AFTER_OWNED_HAMZA if owned else _AFTER_HAMZA, _BEFORE_PLAIN
    return word, _AFTER_OWNED_NOUN if owned else _AFTER_NOUN, _BEFORE_PLAIN


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
    prefix: bool
    glued: bool
    #: What stands before `after` is no word by itself: «قاعد» of قاعدة.
    stem: bool = False

    def find(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """The span of the whole term whose anchor word stands at ``text[start:end]``."""
        if len(self.words) > 1:
            for word in reversed(self.words[: self.anchor]):
                edge = _gap_before(text, start)
                if (edge == start and not self.glued) or not text.endswith(word, 0, edge):
                    return None
                start = edge - len(word)
            for word in self.words[self.anchor + 1 :]:
                edge = _gap_after(text, end)
                if (edge == end and not self.glued) or not text.startswith(word, edge):
                    return None
                end = edge + len(word)
        # Both comparisons stand here, not in a function: most hits of the automaton end at them.
        touched = end < len(text) and SCRIPT[text[end]] == SCRIPT[text[end - 1]]
        if (touched or self.stem) and not self.prefix and not self._may_follow(text, end):
            return None
        touched = start > 0 and SCRIPT[text[start - 1]] == SCRIPT[text[start]]
        if touched and not self._may_precede(text, start):
            return None
        if self.before is _BEFORE_VERB:
            start = word_start(text, start)
        return start, _word_end(text, end) if self.prefix or self.stem else end

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


def patterns(number: int, term: Term, rarity: Mapping[str, int]) -> Iterator[Pattern]:
    """Every spelling of a term, anchored at its rarest word.

    `number` identifies the term in its `RuleSet`; `rarity` counts the terms each word is in.
    """

    def pattern(words: tuple[str, ...], before: frozenset[str]) -> Pattern:
        anchor = min(range(len(words)), key=lambda i: _frequency(words[i], rarity))
        after = None if term.exact else _endings(words[-1])
        return Pattern(number, words, anchor, before, after, term.prefix, term.glued)

    first, rest = term.words[0], term.words[1:]
    if term.inflected:
        stem, after, before = _stem(first, owned=term.owned)
        yield Pattern(number, (stem,), 0, before, after, prefix=False, glued=False, stem=True)
        return
    script = SCRIPT[first[0]]
    if term.exact or script not in {"ARABIC", "HEBREW"}:
        yield pattern(term.words, _NOTHING)
    elif script == "HEBREW":
        yield pattern(term.words, _BEFORE_HEBREW)
    elif first.startswith("ال") and len(first) > len("ال") + 1:
        yield pattern(term.words, _BEFORE_ARTICLE)
        yield pattern(("ل" + first[1:], *rest), _BEFORE_MELTED)
        if first.startswith("الل"):  # اللاذقية becomes للاذقية, with two ل
            yield pattern((first[1:], *rest), _BEFORE_MELTED)
    else:
        yield pattern(term.words, _BEFORE_PLAIN)


def _frequency(word: str, rarity: Mapping[str, int]) -> tuple[bool, int, int]:
    """Orders words by how often news is likely to hold them: particles are short."""
    return len(word) <= PARTICLE_LETTERS, rarity.get(word, 0), -len(word)


def _endings(word: str) -> re.Pattern[str] | None:
    if SCRIPT[word[-1]] == "LATIN" and len(word) >= LATIN_ENDING_LETTERS:
        return _AFTER_LATIN
    return _AFTER_CYRILLIC if SCRIPT[word[-1]] == "CYRILLIC" else None
