"""Which words of the archive might belong into a rule, and do not?

In: how often each word occurs, alone and with the hits of each rule. Out: `NearMiss`es, words one
letter away from a term, or with letters attached that no particle is; and `Companion`s, words that
occur with a rule's hits far more than elsewhere, rising ones marked.
Words are folded. Knows nothing of the archive.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

#: Shorter terms have too many neighbours that are words of their own.
SHORTEST_TERM = 5
#: A misspelling is rare beside the word it misspells; what is as frequent is another word.
RARE_BESIDE = 0.1
#: Fewer articles than this show nothing.
FEWEST = 2
#: How many times more often than in all articles a companion occurs with the hits.
LIFT = 5.0
#: How many times more often in the younger half of the time a rising word occurs.
RISING = 2.0
#: Particles that may stand before an Arabic word; a term matches with them already.
_PARTICLES = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ف", "ب", "ل", "ك")


@dataclass
class Words:
    """How many articles hold each word; `with_hits` by rule."""

    articles: int = 0
    everywhere: Counter[str] = field(default_factory=Counter)
    with_hits: dict[str, Counter[str]] = field(default_factory=dict)
    #: The same in the younger half of the time.
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


def near_misses(words: Words, rule: str, terms: Iterable[str]) -> Iterator[NearMiss]:
    """Words one letter from a one-word term of the rule, or a term with letters attached.

    What the rule finds already is for the caller to leave out.
    """
    known = {term for term in terms if len(term) >= SHORTEST_TERM}
    neighbours: dict[str, set[str]] = {}
    for term in known:
        for form in (term, *_shortened(term)):
            neighbours.setdefault(form, set()).add(term)
    for word, count in words.everywhere.items():
        if count < FEWEST or len(word) < SHORTEST_TERM - 1 or word in known:
            continue
        near = _nearest(word, neighbours)
        how = "one letter away"
        if near is None:
            near, how = _inside(word, known), "letters attached"
        if near and count <= max(FEWEST, RARE_BESIDE * _frequency(near, words)):
            yield NearMiss(rule, word, near, count, how, words.sample[word])


def companions(words: Words, rule: str) -> list[Companion]:
    """Words that occur with the hits of a rule far more than elsewhere, the rising ones first."""
    found = []
    hits, lately = words.hits[rule], words.hits_lately[rule]
    for word, count in words.with_hits.get(rule, Counter()).items():
        if count <= FEWEST or len(word) < SHORTEST_TERM - 1 or word.isdecimal():
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


def _shortened(word: str) -> list[str]:
    """The word with one letter left out, each in turn."""
    return [word[:i] + word[i + 1 :] for i in range(len(word))]


def _bare(word: str) -> Iterator[str]:
    """The word, and the word without the particles it may carry."""
    yield word
    for particle in _PARTICLES:
        if word.startswith(particle) and len(word) - len(particle) >= SHORTEST_TERM - 1:
            yield word[len(particle) :]


def _nearest(word: str, neighbours: Mapping[str, set[str]]) -> str | None:
    """The term that a word is one letter away from: left out, put in, changed or swapped.

    >>> terms = {form: {"طرطوس"} for form in ("طرطوس", *_shortened("طرطوس"))}
    >>> [_nearest(word, terms) for word in ("طرطووس", "وطرسوس", "طرطس", "رططوس", "دمشق")]
    ['طرطوس', 'طرطوس', 'طرطوس', 'طرطوس', None]
    """
    for bare in _bare(word):
        for form in (bare, *_shortened(bare)):
            for term in sorted(neighbours.get(form, ())):
                if bare != term and _one_letter(bare, term):
                    return term
    return None


def _one_letter(one: str, other: str) -> bool:
    if len(one) != len(other):
        longer, shorter = (one, other) if len(one) > len(other) else (other, one)
        return shorter in _shortened(longer)
    differing = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(differing) == 2:  # noqa: PLR2004 two neighbours that changed places
        i, k = differing
        return k == i + 1 and one[i] == other[k] and one[k] == other[i]
    return len(differing) == 1


def _inside(word: str, terms: Iterable[str]) -> str | None:
    """The longest term that a word contains, with letters attached."""
    return max((term for term in terms if term in word), key=len, default=None)


def _frequency(term: str, words: Words) -> int:
    return max((words.everywhere[particle + term] for particle in ("", *_PARTICLES)), default=0)


def ordered(misses: Sequence[NearMiss]) -> list[NearMiss]:
    """The most frequent first."""
    return sorted(misses, key=lambda one: (-one.articles, one.word))
