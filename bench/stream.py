"""The labelled streams of `tests/quality/`, and how well a grouping reads them."""

import json
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal

from monitor.archive.items import Items
from monitor.archive.near import Search
from monitor.archive.store import Store
from monitor.archive.storybook import Storybook
from monitor.group.placement import JOIN_AT, Placement, place
from spiders.contract import Article

QUALITY = Path(__file__).parent.parent / "tests" / "quality"


@dataclass(frozen=True)
class Labelled:
    """One item: an invented article and what a person says of it."""

    article: Article
    at: datetime
    #: The event it tells; unique in the file.
    event: str
    #: Events that are easily confused: one place, one kind, one affair.
    family: str
    #: What it is within its event; ``update`` tells something materially new.
    update: Literal["first", "copy", "retelling", "update", "repost"]
    split: Literal["tune", "held_out"]


#: What the items were written as, by the letter that their events begin with.
PARTS = ("own", *"ABCDEFGHIJKLMNOP")


def part(one: Labelled) -> str:
    """The part an item was written for: «A_fire» for A."""
    hand, _, rest = one.event.partition("_")
    return hand if rest and hand in PARTS else "own"


@cache
def read_stream(split: str | None = None, name: str = "stories") -> Sequence[Labelled]:
    """The items of one half, or all, in the order they were published."""
    items = []
    for line in (QUALITY / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = {key: row[key] for key in ("source", "url", "title", "body", "published_at")}
        # Addresses are the items' own: the set is about texts.
        article = Article(**text, canonical_url=row["url"], fetched_at=row["published_at"])
        at = datetime.fromisoformat(row["published_at"])
        items.append(
            Labelled(article, at, row["event"], row["family"], row["update"], row["split"])
        )
    return tuple(item for item in items if split in (None, item.split))


@cache
def grouped(
    items: Sequence[Labelled], *, join_at: float = JOIN_AT
) -> Sequence[tuple[int, Placement]]:
    """The story each item lands in, one after the other, from an empty archive."""
    store = Store(":memory:").open()
    book, known = Storybook(store), Items(store)
    search = Search(store, known)
    placed = []
    with store.transaction():
        for one in items:
            article = one.article
            saved = store.save_article(article, identity=article.url, link_identity=article.url)
            item = known.read(saved.article_id, article, one.at)
            near = search.near(item)
            placement = place(item, near.stories, near.frequencies, join_at=join_at)
            story = placement.story_id or book.open(item, article, severity="high")
            book.join(story, item, placement, now=one.at)
            known.add(item, article, one.at)
            placed.append((story, placement))
    store.close()
    return placed


def by_title(
    items: Sequence[Labelled], alike: Callable[[str, str], float], at: float
) -> list[int]:
    """A baseline: each item joins the story whose title resembles its own most."""
    stories: list[int] = []
    for number, one in enumerate(items):
        best = max(range(number), key=lambda n: alike(one.article.title, items[n].article.title),
                   default=None)  # fmt: skip
        near = best is not None and alike(one.article.title, items[best].article.title) >= at
        stories.append(stories[best] if near and best is not None else number)
    return stories


def b_cubed(found: Sequence[Hashable], wanted: Sequence[Hashable]) -> tuple[float, float, float]:
    """F1, precision and recall, averaged over items (Bagga and Baldwin, 1998)."""
    precision = recall = 0.0
    for story, event in zip(found, wanted, strict=True):
        with_it = [e for s, e in zip(found, wanted, strict=True) if s == story]
        of_it = [s for s, e in zip(found, wanted, strict=True) if e == event]
        precision += with_it.count(event) / len(with_it)
        recall += of_it.count(story) / len(of_it)
    precision, recall = precision / len(found), recall / len(found)
    return 2 * precision * recall / (precision + recall), precision, recall
