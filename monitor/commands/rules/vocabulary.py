"""Which words of the archive might belong into a rule, and do not?

In: how often each word occurs, in all articles and in those that each rule hits.
Out: `NearMiss`es, words one letter away from a term, or a term with letters attached that are no
particle; and `Companion`s, words that occur in a rule's hits far more often than elsewhere.
Words are folded. Knows nothing of the archive.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from monitor.match.spelling import SHORTEST_LETTERS, one_letter_away, rests

# The numbers are our own choices: few suggestions, most of them worth a look.

#: A misspelling is rare beside the word it misspells; what is as frequent is another word.
RARE_BESIDE = 0.1
#: A word in fewer articles than this shows nothing.
FEWEST = 2
#: How many times more often than in all articles a companion occurs with the hits.
LIFT = 5.0
#: How many times more often in the younger half of the time a rising word occurs.
RISING = 2.0
#: Particles that may stand before an Arabic word; a term matches with them already.
_PARTICLES = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ف", "ب", "ل", "ك")


@dataclass
class Words:
    """How many articles hold each word: all articles, and by rule those that it hits."""

    articles: int = 0
    everywhere: Counter[str] = field(default_factory=Counter)
    with_hits: dict[str, Counter[str]] = field(default_factory=dict)
    #: By rule, how many of its hits in the younger half of the time hold each word.
    lately: dict[str, Counter[str]] = field(default_factory=dict)
    hits: Counter[str] = field(default_factory=Counter)
    hits_lately: Counter[str] = field(default_factory=Counter)
    #: The first article that holds each word; by rule, the first that it hits.
    sample: dict[str, int] = field(default_factory=dict)
    sample_with_hit: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, other: "Words") -> None:
        """Take in the words of another piece of the archive."""
        self.articles += other.articles
        self.everywhere += other.everywhere
        for mine, theirs in ((self.with_hits, other.with_hits), (self.lately, other.lately)):
            for rule, counts in theirs.items():
                mine.setdefault(rule, Counter()).update(counts)
        self.hits += other.hits
        self.hits_lately += other.hits_lately
        self.sample = other.sample | self.sample
        for rule, samples in other.sample_with_hit.items():
            self.sample_with_hit[rule] = samples | self.sample_with_hit.get(rule, {})


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A word that a rule does not find, beside the term it looks like."""

    rule: str
    word: str
    term: str
    articles: int
    how: str
    sample: int


@dataclass(frozen=True, slots=True)
class Companion:
    """A word that comes with the hits of a rule."""

    rule: str
    word: str
    #: Articles with the word among those the rule hits, and among all.
    hits: int
    articles: int
    #: How many times its share among the hits is its share among all.
    lift: float
    rising: bool
    sample: int


def near_misses(words: Words, rule: str, terms: Iterable[str]) -> list[NearMiss]:
    """Words one letter from a one-word term of the rule, or a term with letters attached.

    The most frequent come first. The caller leaves out the words that the rule finds already.
    """
    found = []
    known = {term for term in terms if len(term) >= SHORTEST_LETTERS}
    neighbours: dict[str, set[str]] = {}
    for term in known:
        for form in rests(term):
            neighbours.setdefault(form, set()).add(term)
    for word, count in words.everywhere.items():
        if count < FEWEST or len(word) < SHORTEST_LETTERS - 1 or word in known:
            continue
        near = _nearest(word, neighbours)
        how = "one letter away"
        if near is None:
            near, how = _inside(word, known), "letters attached"
        if near and count <= max(FEWEST, RARE_BESIDE * _frequency(near, words)):
            found.append(NearMiss(rule, word, near, count, how, words.sample[word]))
    return sorted(found, key=lambda one: (-one.articles, one.word))


def companions(words: Words, rule: str) -> list[Companion]:
    """Words that occur with the hits of a rule far more than elsewhere, the rising ones first."""
    found = []
    hits, lately = words.hits[rule], words.hits_lately[rule]
    for word, count in words.with_hits.get(rule, Counter()).items():
        if count <= FEWEST or len(word) < SHORTEST_LETTERS - 1 or word.isdecimal():
            continue
        lift = (count / hits) / (words.everywhere[word] / words.articles)
        if lift < LIFT:
            continue
        young = words.lately.get(rule, Counter())[word]
        rising = _rises(young, lately, count - young, hits - lately)
        everywhere = words.everywhere[word]
        sample = words.sample_with_hit[rule][word]
        found.append(Companion(rule, word, count, everywhere, lift, rising, sample))
    return sorted(found, key=lambda one: (not one.rising, -one.hits, -one.lift, one.word))


def _rises(young: int, of_young: int, old: int, of_old: int) -> bool:
    """Whether a word's share among the younger hits is `RISING` times that among the older.

    >>> _rises(6, 10, 1, 10), _rises(2, 10, 1, 10), _rises(6, 60, 1, 10)
    (True, False, False)
    """
    return young > FEWEST and young * max(of_old, 1) >= RISING * max(old, 1) * of_young


def _bare(word: str) -> Iterator[str]:
    """The word, and the word without the particles it may carry."""
    yield word
    for particle in _PARTICLES:
        if word.startswith(particle) and len(word) - len(particle) >= SHORTEST_LETTERS - 1:
            yield word[len(particle) :]


def _nearest(word: str, neighbours: Mapping[str, set[str]]) -> str | None:
    """The term that a word is one letter away from: left out, put in, changed or swapped.

    >>> terms = {form: {"طرطوس"} for form in rests("طرطوس")}
    >>> [_nearest(word, terms) for word in ("طرطووس", "وطرسوس", "طرطس", "رططوس", "دمشق")]
    ['طرطوس', 'طرطوس', 'طرطوس', 'طرطوس', None]
    """
    for bare in _bare(word):
        for form in rests(bare):
            for term in sorted(neighbours.get(form, ())):
                if one_letter_away(bare, term):
                    return term
    return None


def _inside(word: str, terms: Iterable[str]) -> str | None:
    """The longest term that a word contains, with letters attached."""
    return max((term for term in terms if term in word), key=len, default=None)


def _frequency(term: str, words: Words) -> int:
    return max((words.everywhere[particle + term] for particle in ("", *_PARTICLES)), default=0)
