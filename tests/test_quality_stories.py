"""How well grouping and updates do on the labelled stream; the floors only ever rise."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from rapidfuzz import fuzz

from bench.fit import begun_elsewhere, hidden, left_out
from bench.news import FITTED_ON, as_grouped, is_news, noticed
from bench.news import left_out as news_left_out
from bench.stream import (
    PARTS,
    QUALITY,
    Labelled,
    b_cubed,
    by_title,
    grouped,
    part,
    read_stream,
)
from monitor.web.reasons import arabic

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


@pytest.mark.parametrize("hand", [*PARTS, None])
def test_stories_are_grouped_as_a_person_would(hand: str | None) -> None:
    """Streaming B-cubed F1 at the shipped threshold stays above its floor on every part."""
    items = tuple(one for one in read_stream() if hand in (None, part(one)))
    f1, precision, _ = b_cubed(stories_of(items), [one.event for one in items])
    assert f1 >= FLOORS["b_cubed_f1"][hand or "all"]
    assert precision >= FLOORS["precision"][hand or "all"]


@pytest.mark.parametrize("hand", ["D", "J"])
def test_weights_of_other_parts_group_one_that_they_have_not_seen(hand: str) -> None:
    """The two hardest, grouped by what the others teach, words of the beat included."""
    items, placed = left_out(hand)
    f1, _, _ = b_cubed([story for story, _ in placed], [one.event for one in items])
    assert f1 >= FLOORS["left_out"][hand]
    assert begun_elsewhere(items, placed) <= FLOORS["left_out_begun_elsewhere"][hand]


def test_no_hard_negatives_of_one_day_are_merged() -> None:
    """One place, one kind or one affair within a day: no two such events share a story.

    The floors name the pairs that are merged all the same, and how few events of any kind are.
    """
    items = read_stream()
    members: dict[int, list[Labelled]] = {}
    for one, story in zip(items, stories_of(items), strict=True):
        members.setdefault(story, []).append(one)
    merged = {
        (one.event, other.event, one.family == other.family)
        for story in members.values()
        for one in story
        for other in story
        if one.event < other.event and abs(one.at - other.at) <= timedelta(days=1)
    }
    hard = sorted(f"{one} {other}" for one, other, kin in merged if kin)
    assert hard == FLOORS["hard_negatives_merged"]
    assert len(merged) <= FLOORS["merged_of_one_day"]


def test_few_events_are_hidden_inside_another() -> None:
    """At most one in a hundred never gets a story of its own; a few get theirs late."""
    items = read_stream()
    placed, events = grouped(items), len({one.event for one in items})
    assert hidden(items, placed) <= FLOORS["hidden"] * events
    assert begun_elsewhere(items, placed) <= FLOORS["begun_elsewhere"] * events


def test_hardly_an_event_is_kept_from_readers() -> None:
    """What is told inside another story is told aloud there: it has a post, or a reply, of its own."""
    items = read_stream()
    placed = grouped(items)
    joined = {told.one.article.url: told for told in as_grouped(items, placed)}
    aloud = {
        one.event
        for one in items
        if one.article.url not in joined or is_news(joined[one.article.url])
    }
    events = {one.event for one in items}
    assert len(events - aloud) <= FLOORS["never_told_aloud"] * len(events)


def test_every_reason_for_a_place_has_arabic_words() -> None:
    """Whatever joins or parts the articles of the stream, readers of the watch room are told."""
    reasons = {placement.reason for _, placement in grouped(read_stream())}
    assert len(reasons) > 300
    assert [reason for reason in reasons if arabic(reason, {}) is None] == []


TOPICS = "انفجار حريق قاعدة مرفأ باخرة طائرة مسيّرات مستودع قتيل جرحى قصف غارة وفد عقد حاوية جسر"


def menu(source: str) -> str:
    """Eight lines that one outlet prints under everything."""
    topics = TOPICS.split()
    start = sum(map(ord, source)) % len(topics)
    own = (topics[start:] + topics)[:8]
    return "\n".join(f"الأكثر قراءة في {source}: {word} في محافظات الساحل" for word in own)


def test_a_menu_that_slipped_through_joins_no_strangers(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a menu on half of the pages grouping is worth what it was; nothing left out, it is not.

    Lines that an outlet prints under everything are left out, and so are sentences that two share.
    """
    items = tuple(
        replace(one, article=one.article.model_copy(
            update={"body": f"{one.article.body}\n{menu(one.article.source)}"})) if number % 2 else one
        for number, one in enumerate(one for one in read_stream() if part(one) in "CFIL")
    )  # fmt: skip
    assert score(items, stories_of(items)) >= FLOORS["with_menus"]
    monkeypatch.setattr("monitor.archive.items.is_furniture", lambda *_: False)
    monkeypatch.setattr("monitor.group.score.apart", lambda item, members, _: (item, members))
    monkeypatch.setattr("monitor.group.placement._opens_as", lambda *_: True)
    blind = [story for story, _ in grouped(items, join_at=0.5000001)]
    assert score(items, blind) < FLOORS["with_menus"] - 0.04


def test_every_edited_copy_is_joined() -> None:
    """Cut, retitled and prefixed copies are known as such, and stand where their original does.

    The original is the report of its event whose words it shares most, wherever that was put.
    """
    items = read_stream()
    placed = grouped(items)
    copies = [n for n, one in enumerate(items) if one.update in ("copy", "repost")]
    assert len(copies) > 100
    for n in copies:
        own = [m for m in range(n) if items[m].event == items[n].event]
        original = max(own, key=lambda m: alike(items[m], items[n]))
        assert placed[n][1].kind == "copy", items[n]
        assert placed[n][0] == placed[original][0], items[n]


def alike(one: Labelled, other: Labelled) -> float:
    """By another measure than the one that is judged."""
    return fuzz.token_set_ratio(one.article.body, other.article.body)


def test_a_reposted_article_is_recognised() -> None:
    """The old texts with a new date are marked, and nothing else is."""
    items = read_stream()
    marked = [n for n, (_, placement) in enumerate(grouped(items)) if placement.reposted]
    assert [items[n].update for n in marked] == ["repost", "repost"]


def test_material_updates_are_noticed_and_retellings_are_not_news() -> None:
    """At least four of five updates answer their story, at most one of ten plain retellings."""
    items = read_stream()
    labels, news = Counter(one.update for one in items), noticed(items)
    assert news["update"] / labels["update"] >= FLOORS["updates_noticed"]
    assert news["retelling"] / labels["retelling"] <= FLOORS["retellings_called_new"]
    assert news["copy"] / labels["copy"] <= FLOORS["copies_called_new"]


def test_weights_of_other_parts_notice_the_news_of_one_that_they_have_not_seen() -> None:
    """Each of the last four parts, by what the others that weights are fitted on teach."""
    parts = [news_left_out(name) for name in FITTED_ON[-4:]]
    news, labels = (sum((part[n] for part in parts), Counter[str]()) for n in (0, 1))
    assert news["update"] / labels["update"] >= FLOORS["left_out_updates_noticed"]
    assert news["retelling"] / labels["retelling"] <= FLOORS["retellings_called_new"]


def test_the_method_is_worth_its_code() -> None:
    """It beats the best title similarity, tuned on the very same items, and no grouping at all."""
    items = read_stream()

    def same(one: str, other: str) -> float:
        return fuzz.ratio(one, other) / 100

    titles = max(score(items, by_title(items, same, at)) for at in (0.6, 0.7, 0.8))
    nothing = score(items, list(range(len(items))))
    assert nothing < titles < score(items, stories_of(items)) - 0.1
