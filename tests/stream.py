"""The labelled stream of `tests/quality/stories.jsonl`, and how well a grouping reads it."""

import json
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from monitor.group.candidates import Index
from monitor.group.items import prepare
from monitor.group.placement import JOIN_AT, Placement, place
from spiders.contract import Article

QUALITY = Path(__file__).parent / "quality"


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


def read_stream(split: str | None = None) -> list[Labelled]:
    """The items of one half, or all, in the order they were published."""
    items = []
    for line in (QUALITY / "stories.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = {key: row[key] for key in ("source", "url", "title", "body", "published_at")}
        article = Article(**text, fetched_at=row["published_at"])
        at = datetime.fromisoformat(row["published_at"])
        items.append(
            Labelled(article, at, row["event"], row["family"], row["update"], row["split"])
        )
    return [item for item in items if split in (None, item.split)]


def grouped(items: Sequence[Labelled], *, join_at: float = JOIN_AT) -> list[tuple[int, Placement]]:
    """The story each item lands in, one after the other, from an empty archive."""
    index, placed = Index(), []
    for number, one in enumerate(items):
        item = prepare(number, one.article, one.at)
        found = index.candidates(item)
        placement = place(item, found, index.frequencies, join_at=join_at)
        story = number if placement.story_id is None else placement.story_id
        index.add(item, story)
        placed.append((story, placement))
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
