"""Decide which open story a matched article belongs to, and say why.

In: one Item, the Stories it might belong to, and how common each stem is on this beat.
Out: a Placement: a copy of a member, a retelling of a story, or the first of a new one.
Knows nothing of storage, time, settings, rules or alerts.

The first layer that answers decides: what an editor said; the same words; nearly the same words;
the same event in other words, by ten signs (`monitor.group.score`).
`monitor.archive.near` finds the stories worth asking about.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from monitor.group.differences import another_of_its_kind
from monitor.group.frequencies import Frequencies
from monitor.group.items import Item, Story
from monitor.group.kinds import ROUTINE
from monitor.group.novelty import Novelty, novelty
from monitor.group.score import SHIPPED, Compared, Model, Weighed, compare, pair, weigh
from monitor.group.stock import begins_alike, tells_title
from monitor.group.terms import containment
from monitor.group.word import EditorsWord

#: A story takes a retelling when its score is at least this.
JOIN_AT = 0.75

#: Below `JOIN_AT` but not below this, an article answers the story it resembles, unless one of
#: the differences (`monitor.group.differences`) speaks against it.
MAYBE_AT = 0.3

_NOTHING_SAID = EditorsWord()

#: A story takes retellings until its last member is this old.
WINDOW = timedelta(hours=72)

#: A story takes retellings until it has been open this long, so that a running affair ends.
LONGEST_STORY = timedelta(days=10)

#: Containment from which two texts are one, for texts of at least `LONG_TEXT_WORDS` words:
#: precision 1.00 and recall .92 over 26 copies and 557 retellings (docs/stories.md).
COPY_AT = 0.55
SHORT_COPY_AT = 0.75
LONG_TEXT_WORDS = 40

#: Of a text older than the window: what is posted again is posted as it was, while an attack on
#: another checkpoint is told in the words of the last one.
OLD_COPY_AT = 0.9

#: Shorter texts are no copies, but for the very same words of an event that does not come daily.
FEWEST_COPY_WORDS = 12
FEWEST_SAME_WORDS = 7


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an article belongs, with everything the decision stood on."""

    #: None opens a story.
    story_id: int | None
    kind: Literal["first", "copy", "retelling"]
    #: 0 to 1: how surely it tells the story's event; for ``first``, that of the nearest story.
    score: float
    #: For people, in Latin letters.
    reason: str
    #: JSON: layer, zone, story, score, signs (as `monitor.group.score.Signs` names them),
    #: against, cos, gap_hours, containment, best_member, shared, new_words.
    evidence: dict[str, Any]
    #: True for a copy of something that was news before the window: nobody should hear of it.
    reposted: bool = False
    #: What it says beside its story; None for what opens one, and for a copy.
    novelty: Novelty | None = None
    #: The story that an article which opens one may be a part of; None: of none.
    resembles: int | None = None


def place(
    item: Item,
    stories: Iterable[Story],
    frequencies: Frequencies,
    *,
    word: EditorsWord = _NOTHING_SAID,
    join_at: float = JOIN_AT,
    maybe_at: float = MAYBE_AT,
    window: timedelta = WINDOW,
    model: Model = SHIPPED,
) -> Placement:
    """The story an article belongs to, or a new one.

    `word` is what an editor said of this article; it goes before everything else.

    Members with the item's own `article_id` are ignored, so an article can be placed again to
    explain it.
    Copies join whatever their age; retellings join open stories only.
    """
    others = list(_without(item, stories))
    if word:
        said = word.joins(others)
        if said:
            return _as_said(item, *said, frequencies)
        others = word.allowed(others)
    copy = _as_copy(item, others, frequencies, window)
    if copy:
        return copy
    own = weigh(item, frequencies)
    pairs = [pair(item, own, story, frequencies) for story in others if _open(item, story, window)]
    if not pairs:
        return Placement(None, "first", 0.0, "no open story shares its words", {"zone": "new"})
    # What something contradicts scores 0, and is compared only where nothing scores more.
    compared = [compare(one, frequencies, model) for one in pairs if not one.contradicted]
    if not any(one.score for one in compared):
        compared = [compare(one, frequencies, model) for one in pairs]
    best = max(
        compared,
        key=lambda one: (_joins(one, join_at), one.score, one.signs.likeness),
    )
    return _verdict(item, own, best, join_at, maybe_at)


def _joins(compared: Compared, join_at: float) -> bool:
    return compared.score >= join_at and not compared.unsure


def _verdict(
    item: Item, own: Weighed, best: Compared, join_at: float, maybe_at: float
) -> Placement:
    story, joins = best.pair.story, _joins(best, join_at)
    # What its own outlet goes on to tell may well belong to it; another load hardly does, nor a
    # flash about something else.
    other = best.signs.differences or (best.unsure and best.signs.doubts)
    maybe = best.score >= maybe_at and not other
    evidence = {
        "layer": "score",
        "zone": "join" if joins else "maybe" if maybe else "new",
        **_evidence(item, own, best),
    }
    scores = f"story {story.id} scores {best.score:.2f}, needs {join_at:.2f}"
    if joins:
        reason = f"{scores}; nearest is article {best.member.article_id}"
        new = novelty(item, story.members, own.text.weights)
        evidence["new_words"] = round(new.new_words, 3)
        return Placement(story.id, "retelling", best.score, reason, evidence, novelty=new)
    why = "; ".join([scores, *best.against])
    reason = f"no story is near enough: {why}"
    resembles = story.id if maybe else None
    return Placement(None, "first", best.score, reason, evidence, resembles=resembles)


def _as_said(item: Item, story: Story, member: Item, frequencies: Frequencies) -> Placement:
    evidence = {
        "layer": "editor",
        "zone": "join",
        "story": story.id,
        "best_member": member.article_id,
    }
    reason = f"an editor joined it with article {member.article_id}"
    new = novelty(item, story.members, weigh(item, frequencies).text.weights)
    return Placement(story.id, "retelling", 1.0, reason, evidence, novelty=new)


def _without(item: Item, stories: Iterable[Story]) -> Iterator[Story]:
    for story in stories:
        members = tuple(one for one in story.members if one.article_id != item.article_id)
        if members:
            yield Story(story.id, members)


def _open(item: Item, story: Story, window: timedelta) -> bool:
    gap = min(abs(item.at - member.at) for member in story.members)
    return gap <= window and item.at - story.opened_at <= LONGEST_STORY


# --- the same words, or nearly -------------------------------------------------------------


def _as_copy(
    item: Item, stories: list[Story], frequencies: Frequencies, window: timedelta
) -> Placement | None:
    """A copy of the member it resembles most, or None."""
    best: tuple[float, Item, Story] | None = None
    own = frozenset(item.shingles)
    for story in stories:
        for member in story.members:
            share = _likeness(item, own, member)
            if share < _copy_at(item, member, window) or (best and share <= best[0]):
                continue
            same = item.text_sha256 == member.text_sha256
            if same or (
                _opens_as(item, member, share, frequencies)
                and not another_of_its_kind(item, member, window)
            ):
                best = (share, member, story)
    if best is None:
        return None
    share, original, story = best
    gap = abs(item.at - original.at)
    old = min(abs(item.at - member.at) for member in story.members) > window
    same = item.text_sha256 == original.text_sha256
    how = "the same text as" if same else f"{share:.0%} of its word pairs are those of"
    reason = f"{how} article {original.article_id}"
    if old:
        reason += f", re-posted after {gap.days} days"
    evidence = {
        "layer": "same text" if same else "near copy",
        "zone": "join",
        "story": story.id,
        "containment": round(share, 3),
        "gap_hours": _hours(gap),
        "best_member": original.article_id,
    }
    return Placement(story.id, "copy", 1.0 if same else 0.99, reason, evidence, reposted=old)


def _likeness(item: Item, own: frozenset[int], member: Item) -> float:
    short = min(item.words, member.words) < FEWEST_COPY_WORDS
    if item.text_sha256 == member.text_sha256:
        return 0.0 if short and _comes_daily(item) else 1.0
    return 0.0 if short else containment(own, member.shingles)


def _opens_as(item: Item, member: Item, share: float, frequencies: Frequencies) -> bool:
    """Whether so large a share is no background that strangers borrow from one agency."""
    return begins_alike(item, member) or (
        share >= SHORT_COPY_AT and tells_title(item, member, frequencies)
    )


def _comes_daily(item: Item) -> bool:
    """Whether so few words are written anew for each: «نشرة الطقس في طرطوس», a cut, a flash.

    A blast that is told in the words of one of last year is told by others within the hour.
    """
    kinds = item.marks.kinds
    told = kinds and not kinds & ROUTINE and not item.marks.now
    return item.words < FEWEST_SAME_WORDS or not told


def _copy_at(item: Item, member: Item, window: timedelta) -> float:
    if abs(item.at - member.at) > window:
        return OLD_COPY_AT
    return COPY_AT if min(item.words, member.words) >= LONG_TEXT_WORDS else SHORT_COPY_AT


def _evidence(item: Item, own: Weighed, best: Compared) -> dict[str, Any]:
    told = own.text.weights
    shared = sorted(best.shared, key=lambda stem: (-told[stem], stem))
    return {
        "story": best.pair.story.id,
        "score": best.score,
        "signs": {name: round(value, 3) for name, value in best.signs._asdict().items() if value},
        "against": best.against,
        "cos": round(best.cosine, 4),
        "gap_hours": _hours(abs(item.at - best.member.at)),
        "containment": round(containment(frozenset(item.shingles), best.member.shingles), 3),
        "best_member": best.member.article_id,
        "shared": [item.surfaces.get(stem, stem) for stem in shared[:10]],
    }


def _hours(gap: timedelta) -> float:
    return round(gap.total_seconds() / 3600, 2)
