"""What grouping compares: an Item for each matched article, a Story for each event.

In: an Article and when it was first seen.
Out: the Item that stands for it.
Knows nothing of scores, storage or time.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlsplit

from monitor.group.furniture import without
from monitor.group.marks import Marks, read_marks
from monitor.group.terms import fingerprint, read_terms, shingles, words
from spiders.contract import Article


@dataclass(frozen=True, slots=True)
class Item:
    """What grouping knows of one matched article."""

    article_id: int
    #: The outlet; the host where the article names none.
    source: str
    #: When the article was published, or first seen where that is earlier or unknown.
    at: datetime
    #: Stem to count, of title and opening.
    terms: Mapping[str, int]
    #: A published word, normalised, for each of them; empty for an item from the archive.
    surfaces: Mapping[str, str] = field(repr=False)
    #: Stem to count, of title and lead; empty for an item from the archive.
    lead: Mapping[str, int] = field(repr=False)
    #: Of title, lead and body, normalised.
    text_sha256: str
    #: Words of that text.
    words: int
    #: Of that text; see `monitor.group.terms.shingles`. Each once; a set for the article that is
    #: compared, and for those it is compared with an array, which takes a twentieth of the memory.
    shingles: Collection[int] = field(repr=False)
    marks: Marks = field(default_factory=Marks)
    #: Lines of the body that were left out as the outlet's furniture, as published.
    ignored: tuple[str, ...] = ()
    #: As published, without those lines; empty for an item from the archive.
    title: str = field(default="", repr=False)
    body: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Story:
    """An event and the articles that tell it."""

    id: int
    #: At least one, in the order they joined.
    members: tuple[Item, ...]

    @property
    def opened_at(self) -> datetime:
        """Time of the earliest member."""
        return min(member.at for member in self.members)

    @property
    def last_at(self) -> datetime:
        """Time of the latest member."""
        return max(member.at for member in self.members)


def prepare(
    article_id: int, article: Article, seen_at: datetime, furniture: Collection[int] = ()
) -> Item:
    """What grouping compares of an article first seen at `seen_at`.

    A publication time after that is a mistake of the outlet's clock or zone.
    `furniture` holds the hashes of lines to leave out (`monitor.group.furniture`).
    """
    own, ignored = without(article.body, furniture)
    lead = "" if article.lead in own else article.lead
    at = min(article.published_at or seen_at, seen_at)
    return _read(article_id, outlet_of(article), at, article.title, f"{lead}\n{own}", ignored)


def saying(item: Item, body: str) -> Item:
    """An item whose text is at hand, as if its body were this part of it."""
    less = _read(item.article_id, item.source, item.at, item.title, body, item.ignored)
    # Words that come to stand in the opening only now are of unknown weight.
    return replace(
        less,
        terms={stem: n for stem, n in less.terms.items() if stem in item.terms},
        lead={stem: n for stem, n in less.lead.items() if stem in item.terms},
    )


def _read(
    article_id: int, source: str, at: datetime, title: str, body: str, ignored: tuple[str, ...]
) -> Item:
    head, rest = words(title), words(body)
    text = head + rest
    terms = read_terms(head, rest)
    return Item(
        article_id=article_id,
        source=source,
        at=at,
        terms=terms.counts,
        surfaces=terms.surfaces,
        lead=terms.lead,
        text_sha256=fingerprint(text),
        words=len(text),
        shingles=shingles(text),
        marks=read_marks(title, body),
        ignored=ignored,
        title=title,
        body=body,
    )


def outlet_of(article: Article) -> str:
    """The outlet of an article, or the host of one that names none."""
    return article.source or urlsplit(article.url).hostname or ""
