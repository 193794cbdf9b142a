"""Four other ways to tell whether two articles are of one event, as people usually build them.

In: articles. Out: for one of them, how alike each earlier one is, 0 to 1.
Each keeps what it needs of the earlier ones in memory.
"""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from datasketch import MinHash, MinHashLSH
from rapidfuzz import fuzz, process
from scipy.sparse import vstack
from sklearn.feature_extraction.text import HashingVectorizer
from typing_extensions import override

from monitor.group.terms import normalise, shingles, words
from spiders.contract import Article

#: Of MinHash; the usual number.
PERMUTATIONS = 128
#: LSH finds pairs that are rather more alike than this; lower, it finds nearly everything.
LSH_AT = 0.2
_BITS = 64


Matrix = np.ndarray[tuple[int, int], Any]


class Likeness(Protocol):
    """One way to compare; articles are added in bulk, then one is asked about."""

    def add(self, articles: Sequence[Article]) -> None:
        """Remember these articles."""

    def nearest(self, article: Article) -> tuple[int, float]:
        """The most alike of what was added, and how much; (-1, 0.0) for none."""

    def matrix(self, articles: Sequence[Article]) -> Matrix:
        """How alike each two are."""


def _text(article: Article) -> str:
    return f"{article.title}\n{article.body}"


class SimHash(Likeness):
    """64 bits of all words; alike is what differs in few of them."""

    def __init__(self) -> None:
        self._hashes = np.empty(0, dtype=np.uint64)

    @override
    def add(self, articles: Sequence[Article]) -> None:
        self._hashes = np.concatenate([self._hashes, self._of(articles)])

    @override
    def nearest(self, article: Article) -> tuple[int, float]:
        alike = self._alike(self._of([article])[0], self._hashes)
        best = int(alike.argmax())
        return best, float(alike[best])

    @override
    def matrix(self, articles: Sequence[Article]) -> Matrix:
        hashes = self._of(articles)
        return np.array([self._alike(one, hashes) for one in hashes])

    def _alike(self, one, others):
        return 1 - np.bitwise_count(others ^ one) / _BITS

    def _of(self, articles: Sequence[Article]):
        weights = 1 << np.arange(_BITS, dtype=np.uint64)
        found = []
        for article in articles:
            pairs = np.array([*shingles(words(_text(article)))] or [0], dtype=np.uint64)
            mixed = (pairs * np.uint64(0x9E3779B97F4A7C15))[:, None] & weights[None, :]
            votes = (mixed != 0).mean(axis=0) > 0.5
            found.append(int(weights[votes].sum()))
        return np.array(found, dtype=np.uint64)


class MinHashLsh(Likeness):
    """Estimated Jaccard of word pairs, found by locality-sensitive hashing (datasketch)."""

    def __init__(self) -> None:
        self._lsh = MinHashLSH(threshold=LSH_AT, num_perm=PERMUTATIONS)
        self._hashes: list[MinHash] = []

    @override
    def add(self, articles: Sequence[Article]) -> None:
        for one in self._of(articles):
            self._lsh.insert(len(self._hashes), one)
            self._hashes.append(one)

    @override
    def nearest(self, article: Article) -> tuple[int, float]:
        one = self._of([article])[0]
        found = [(one.jaccard(self._hashes[key]), key) for key in self._lsh.query(one)]
        alike, key = max(found, default=(0.0, -1))
        return key, alike

    @override
    def matrix(self, articles: Sequence[Article]) -> Matrix:
        values = np.array([one.hashvalues for one in self._of(articles)])
        return np.array([(values == one).mean(axis=1) for one in values])

    def _of(self, articles: Sequence[Article]) -> list[MinHash]:
        pairs = [
            [one.to_bytes(4, "little") for one in shingles(words(_text(a)))] for a in articles
        ]
        return list(MinHash.generator(pairs, num_perm=PERMUTATIONS, seed=1))


class TitleSimilarity(Likeness):
    """The shared words of two titles, however they are ordered (rapidfuzz)."""

    def __init__(self) -> None:
        self._titles: list[str] = []

    @override
    def add(self, articles: Sequence[Article]) -> None:
        self._titles += [normalise(article.title) for article in articles]

    @override
    def nearest(self, article: Article) -> tuple[int, float]:
        found = process.extractOne(
            normalise(article.title), self._titles, scorer=fuzz.token_set_ratio
        )
        return (found[2], found[1] / 100) if found else (-1, 0.0)

    @override
    def matrix(self, articles: Sequence[Article]) -> Matrix:
        titles = [normalise(article.title) for article in articles]
        return process.cdist(titles, titles, scorer=fuzz.token_set_ratio) / 100


class PlainTfIdf(Likeness):
    """The cosine of all words by how rare they are (scikit-learn)."""

    def __init__(self) -> None:
        self._vectorizer = HashingVectorizer(n_features=2**18, norm=None, alternate_sign=False)
        self._rows = None
        self._idf = None

    @override
    def add(self, articles: Sequence[Article]) -> None:
        rows = self._vectorizer.transform([normalise(_text(article)) for article in articles])
        self._rows = rows if self._rows is None else vstack([self._rows, rows])
        holding = np.asarray((self._rows > 0).sum(axis=0)).ravel()
        self._idf = np.log((1 + self._rows.shape[0]) / (1 + holding)) + 1
        self._weighted = self._weigh(self._rows)

    @override
    def nearest(self, article: Article) -> tuple[int, float]:
        one = self._weigh(self._vectorizer.transform([normalise(_text(article))]))
        alike = np.asarray((self._weighted @ one.T).todense()).ravel()
        best = int(alike.argmax())
        return best, float(alike[best])

    @override
    def matrix(self, articles: Sequence[Article]) -> Matrix:
        self.add(articles)
        return np.asarray((self._weighted @ self._weighted.T).todense())

    def _weigh(self, rows):
        weighted = rows.multiply(self._idf).tocsr()
        lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
        return weighted.multiply(1 / np.maximum(lengths, 1e-9)[:, None]).tocsr()


OTHERS = {
    "SimHash, 64 bits": SimHash,
    "MinHash-LSH (datasketch)": MinHashLsh,
    "title similarity (rapidfuzz)": TitleSimilarity,
    "plain TF-IDF (scikit-learn)": PlainTfIdf,
}
