"""How well grouping and updates do on the labelled stream; the floors only ever rise."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from rapidfuzz import fuzz

from bench.stream import QUALITY, Labelled, b_cubed, by_title, grouped, read_stream
from monitor.alert.facts import Facts, news, read_facts

FLOORS = json.loads((QUALITY / "story_floors.json").read_text(encoding="utf-8"))


def score(items: Sequence[Labelled], stories: list[int]) -> float:
    """B-cubed F1 against the labels."""
    return b_cubed(stories, [one.event for one in items])[0]


def stories_of(items: Sequence[Labelled]) -> list[int]:
    """Where the shipped method puts each item."""
    return [story for story, _ in grouped(items)]


def test_the_stream_is_large_and_varied_enough_to_judge() -> None:
    """At least 300 items of 100 events, with copies, updates and singletons, in two fair halves."""
    items = read_stream()
    sizes = Counter(one.event for one in items)
    assert len(items) >= 300
    assert len(sizes) >= 100
    assert sum(size == 1 for size in sizes.values()) >= 10
    assert Counter(one.update for one in items)["update"] >= 40
    halves = [{one.family for one in read_stream(half)} for half in ("tune", "held_out")]
    assert halves[0].isdisjoint(halves[1])
    assert len({one.article.url for one in items}) == len(items)
    assert [one.at for one in items] == sorted(one.at for one in items)


@pytest.mark.parametrize("half", ["tune", "held_out", None])
def test_stories_are_grouped_as_a_person_would(half: str | None) -> None:
    """Streaming B-cubed F1 at the shipped threshold stays above its floor on either half."""
    items = read_stream(half)
    assert score(items, stories_of(items)) >= FLOORS["b_cubed_f1"][half or "all"]


@pytest.mark.parametrize("half", ["tune", "held_out", None])
def test_few_events_are_hidden_inside_another(half: str | None) -> None:
    """At most one event of a hundred never gets a story of its own."""
    items = read_stream(half)
    stories = stories_of(items)
    opened: dict[int, str] = {}
    first: dict[str, int] = {}
    for one, story in zip(items, stories, strict=True):
        opened.setdefault(story, one.event)
        first.setdefault(one.event, story)
    hidden = [event for event, story in first.items() if opened[story] != event]
    assert len(hidden) <= FLOORS["hidden"] * len(first)
    precision = b_cubed(stories, [one.event for one in items])[1]
    assert precision >= FLOORS["precision"][half or "all"]


def test_no_two_events_of_one_day_are_merged() -> None:
    """The hard negatives: one place, one kind, one affair, within a day of each other."""
    items = read_stream()
    members: dict[int, list[Labelled]] = {}
    for one, story in zip(items, stories_of(items), strict=True):
        members.setdefault(story, []).append(one)
    merged = [
        (one.event, other.event)
        for story in members.values()
        for one in story
        for other in story
        if one.event < other.event and abs(one.at - other.at) <= timedelta(days=1)
    ]
    assert merged == []


TOPICS = "انفجار حريق قاعدة مرفأ باخرة طائرة مسيّرات مستودع قتيل جرحى قصف غارة وفد عقد حاوية جسر"


def menu(source: str) -> str:
    """Eight lines that one outlet prints under everything."""
    topics = TOPICS.split()
    start = sum(map(ord, source)) % len(topics)
    own = (topics[start:] + topics)[:8]
    return "\n".join(f"الأكثر قراءة في {source}: {word} في محافظات الساحل" for word in own)


def test_a_menu_that_slipped_through_joins_no_strangers(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a menu on half of the pages the filter keeps what grouping is worth; without, not."""
    items = tuple(
        replace(one, article=one.article.model_copy(
            update={"body": f"{one.article.body}\n{menu(one.article.source)}"})) if number % 2 else one
        for number, one in enumerate(read_stream())
    )  # fmt: skip
    assert score(items, stories_of(items)) >= FLOORS["with_menus"]
    monkeypatch.setattr("monitor.archive.items.is_furniture", lambda *_: False)
    blind = [story for story, _ in grouped(items, join_at=0.5000001)]
    assert score(items, blind) < FLOORS["with_menus"] - 0.05


def test_every_edited_copy_is_joined() -> None:
    """Cut, retitled and prefixed copies all land with their original."""
    items = read_stream()
    stories = stories_of(items)
    anchors = {one.event: story for one, story in reversed([*zip(items, stories, strict=True)])}
    copies = [n for n, one in enumerate(items) if one.update in ("copy", "repost")]
    placed = dict(enumerate(grouped(items)))
    with_kin = [n for n in copies if placed[n][1].kind == "copy"]
    assert len(with_kin) == len(copies)
    assert [stories[n] == anchors[items[n].event] for n in copies].count(False) == 0


def test_a_reposted_article_is_recognised() -> None:
    """The old texts with a new date are marked, and nothing else is."""
    items = read_stream()
    marked = [n for n, (_, placement) in enumerate(grouped(items)) if placement.reposted]
    assert [items[n].update for n in marked] == ["repost", "repost"]


def test_material_updates_are_noticed_and_retellings_are_not_news() -> None:
    """At least four of five updates are news, at most one of ten plain retellings."""
    items = read_stream()
    told: dict[int, Facts] = {}
    noticed: Counter[str] = Counter()
    for one, story in zip(items, stories_of(items), strict=True):
        facts = read_facts(one.article.title, one.article.body)
        before = told.get(story)
        noticed[one.update] += before is not None and bool(news(before, facts))
        told[story] = facts if before is None else before.and_also(facts)
    labels = Counter(one.update for one in items)
    assert noticed["update"] / labels["update"] >= FLOORS["updates_noticed"]
    assert noticed["retelling"] / labels["retelling"] <= FLOORS["retellings_called_new"]
    assert noticed["copy"] == 0


def test_the_method_is_worth_its_code() -> None:
    """It beats the best title similarity, tuned on the very same items, and no grouping at all."""
    items = read_stream()

    def alike(one: str, other: str) -> float:
        return fuzz.ratio(one, other) / 100

    titles = max(score(items, by_title(items, alike, at)) for at in (0.4, 0.5, 0.6))
    nothing = score(items, list(range(len(items))))
    assert nothing < titles < score(items, stories_of(items)) - 0.1
