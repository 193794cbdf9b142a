r"""What does one term of a rule mean?

In: a term as an editor writes it. Out: a `Term`, and its spellings as `Pattern`s.
Knows nothing of rules, articles or files, nor of how a pattern is found.

Before an Arabic word its one-letter particles and the article may stand.
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

from monitor.match.orthography import hamza_seats, writings
from monitor.match.pattern import SCRIPT, Pattern

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
#: Marks, tatweels and signs may stand behind it.
_MAQSUR = re.compile(r"ى(?:[\W_]|\u0640)*$")
_ARABIC_BEFORE = re.compile(r"[\u0621-\u064a]+(?=[^\W\d\u0600-\u06ff])")
_REGEX_LIKE = re.compile(r"\.\*|\\.|[\[\]{}|^+$]")

_SHORT = [a + b for a in ("", "و", "ف") for b in ("", "ب", "ل", "ك")]
_ARTICLE = ["ال", "وال", "فال", "بال", "وبال", "فبال", "كال", "وكال", "لل", "ولل", "فلل"]
_BEFORE_PLAIN = frozenset(_SHORT + _ARTICLE)
_BEFORE_ARTICLE = frozenset(_SHORT)
#: ل and ال melt into لل, so a term written with ال is also looked for with لل.
_BEFORE_MELTED = frozenset(["", "و", "ف"])
_NOTHING = frozenset([""])
_HEBREW = "ובלכמהש"
_BEFORE_HEBREW = frozenset(["", *_HEBREW, *(a + b for a in _HEBREW for b in _HEBREW)])

_PRONOUN = "(?:ها|هما?|هن|ه|نا|ي|كما?|كن|ك)"
#: How a noun or adjective goes on; all on folded text, so ة is ه and «ئها», «ؤها» are يها, وها.
_AFTER_NOUN = re.compile(f"(?:ا|ان|ين|ون|و|ي|ات|تان|تين|تا|تي|ت)?{_PRONOUN}?")
_AFTER_FEMININE = re.compile(f"ه|(?:ات|تان|تين|تا|تي|ت){_PRONOUN}?")
_AFTER_HAMZA = re.compile(f"ء(?:ا|ان|ين|ات)?{_PRONOUN}?|[وي]{_PRONOUN}")
_AFTER_VERB = re.compile(f"(?:ت|تا|وا|و|ا|ان|ون|ين|ن|نا)?{_PRONOUN}?")
_AFTER_MAQSUR = re.compile(_PRONOUN)
_AND_THEN = ("", "و", "ف")
#: How a noun goes on that has an owner: «قاعدتها», «قاعدتي موسكو», «قواتنا».
_AFTER_OWNED_NOUN = re.compile(f"(?:ا|ي|و|ات|تا|تي|ت)?{_PRONOUN}")
_AFTER_OWNED_FEMININE = re.compile(f"(?:ات|تا|تي|ت){_PRONOUN}")
_AFTER_OWNED_HAMZA = re.compile(f"[ءوي](?:ات?|ي)?{_PRONOUN}")
#: «سيغادر», «لتغادر», «يغادر», «انتشر» for ينتشر, «غادر» for يغادر.
_BEFORE_VERB = frozenset(
    [a + b + c for a in _AND_THEN for b in ("", "س", "ل") for c in "يتنا"] + [*_AND_THEN]
)

#: Case endings glued to a name: Turkish «Tartustaki», Russian «Тартусской».
_AFTER_LATIN = re.compile("t[ae]n?|t[ae]ki|d[ae]n?|d[ae]ki|[uiae]|[ui]n|s")
#: Behind o and u Turkish has no i: «Tartusi», «Tartoussi» are surnames, as «طرطوسي» is.
_AFTER_LATIN_ROUND = re.compile("t[ae]n?|t[ae]ki|d[ae]n?|d[ae]ki|[uae]|un|s")
_ROUND = re.compile("[ou][^aeiouy]*$")
#: Nor does Russian decline with и what ends in a hard consonant: «ат-Тартуси».
_AFTER_CYRILLIC = re.compile("[ауеыи]|ом|ои|ск[а-я]{1,4}")  # noqa: RUF001 Cyrillic is meant
_AFTER_CYRILLIC_HARD = re.compile("[ауеы]|ом|ои|ск[а-я]{1,4}")  # noqa: RUF001
_HARD = re.compile("[бвдзлмнпрстфц]$")
LATIN_ENDING_LETTERS = 5


class TermError(ValueError):
    """A term that means nothing; the message says why, in an editor's words."""


@dataclass(frozen=True)
class Term:
    """One term; `words` are folded and never empty.

    `spellings` are all the ways to write them that are looked for, `words` first.
    """

    written: str
    words: tuple[str, ...]
    spellings: tuple[tuple[str, ...], ...]
    exact: bool = False
    prefix: bool = False
    glued: bool = False
    inflected: bool = False
    owned: bool = False
    #: Ends in ى, which is ا before a pronoun: «مبناها» of ~مبنى. Folded, it is ي.
    maqsur: bool = False


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
    seats = [tuple(map(_without_article, _WORD.findall(one))) for one in hamza_seats(core)]
    words = seats[0]
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
    spellings = seats
    if not inflected:
        spellings = [other for one in seats for other in writings(one, cases=not exact)]
    glued = glued and not exact and len("".join(words)) >= SHORTEST_GLUED_LETTERS
    maqsur = inflected and bool(_MAQSUR.search(unicodedata.normalize("NFKC", core)))
    return Term(written, words, tuple(spellings), exact, prefix, glued, inflected, owned, maqsur)


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

    >>> _stem("قاعده")[0], _stem("بقاء")[0], _stem("يغادر")[0]
    ('قاعد', 'بقا', 'غادر')
    """
    if word.startswith("ي") and not owned:
        return word[1:], _AFTER_VERB, _BEFORE_VERB
    if word.endswith("ه"):
        return word[:-1], _AFTER_OWNED_FEMININE if owned else _AFTER_FEMININE, _BEFORE_PLAIN
    if word.endswith("اء"):
        return word[:-1], _AFTER_OWNED_HAMZA if owned else _AFTER_HAMZA, _BEFORE_PLAIN
    return word, _AFTER_OWNED_NOUN if owned else _AFTER_NOUN, _BEFORE_PLAIN


def patterns(number: int, term: Term, rarity: Mapping[str, int]) -> Iterator[Pattern]:
    """Every spelling of a term, anchored at its rarest word.

    `number` identifies the term in its `RuleSet`; `rarity` counts the terms each word is in.
    """

    def pattern(words: tuple[str, ...], before: frozenset[str]) -> Pattern:
        anchor = min(range(len(words)), key=lambda i: _frequency(words[i], rarity))
        after = None if term.exact else _endings(words[-1])
        return Pattern(
            number, words, anchor, before, after, term.prefix, term.glued, definite=not term.exact
        )

    for words in term.spellings:
        first, rest = words[0], words[1:]
        script = SCRIPT[first[0]]
        if term.inflected:
            yield from _inflections(number, first, term)
        elif term.exact or script not in {"ARABIC", "HEBREW"}:
            yield pattern(words, _NOTHING)
        elif script == "HEBREW":
            yield pattern(words, _BEFORE_HEBREW)
        elif first.startswith("ال") and len(first) > len("ال") + 1:
            yield pattern(words, _BEFORE_ARTICLE)
            yield pattern(("ل" + first[1:], *rest), _BEFORE_MELTED)
            if first.startswith("الل"):  # اللاذقية becomes للاذقية, with two ل
                yield pattern((first[1:], *rest), _BEFORE_MELTED)
        else:
            yield pattern(words, _BEFORE_PLAIN)


def _inflections(number: int, word: str, term: Term) -> Iterator[Pattern]:
    stem, after, before = _stem(word, owned=term.owned)
    stems = {stem: after}
    if term.maqsur:
        stems[stem[:-1] + "ا"] = _AFTER_MAQSUR
    for one, behind in stems.items():
        verb = before is _BEFORE_VERB
        yield Pattern(number, (one,), 0, before, behind, stem=True, from_word_start=verb)


def _frequency(word: str, rarity: Mapping[str, int]) -> tuple[bool, int, int]:
    """Orders words by how often news is likely to hold them: particles are short."""
    return len(word) <= PARTICLE_LETTERS, rarity.get(word, 0), -len(word)


def _endings(word: str) -> re.Pattern[str] | None:
    """What a case may put behind a word; None where its script has none.

    >>> [bool(_endings("tartus").fullmatch(ending)) for ending in ("taki", "u", "i")]
    [True, True, False]
    >>> bool(_endings("hmeimim").fullmatch("i")), bool(_endings("طرطوس"))
    (True, False)
    """
    script = SCRIPT[word[-1]]
    if script == "LATIN" and len(word) >= LATIN_ENDING_LETTERS:
        return _AFTER_LATIN_ROUND if _ROUND.search(word) else _AFTER_LATIN
    if script == "CYRILLIC":
        return _AFTER_CYRILLIC_HARD if _HARD.search(word) else _AFTER_CYRILLIC
    return None
