"""Decide which open story a matched article belongs to, and say why.

In: one Item, the Stories it might belong to, and how common each stem is on this beat.
Out: a Placement: a copy of a member, a retelling of a story, or the first of a new one.
Knows nothing of storage, time, settings, rules or alerts.

The first layer that answers decides: what an editor said; the same words; nearly the same words;
the same event in other words, by the cosine of weighted stems and the hours between.
`monitor.archive.items` finds the stories worth asking about.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from monitor.group.frequencies import Frequencies
from monitor.group.items import Item, Story
from monitor.group.kinds import LOCATED
from monitor.group.marks import CITIES, SITES
from monitor.group.score import Compared, Vector, compare, weigh
from monitor.group.terms import containment
from monitor.group.vetoes import another_of_its_kind, veto
from monitor.group.word import EditorsWord

#: A story takes a retelling when its score is at least this: with the vetoes that there are,
#: .45 merges no more events than .50 on the project's two streams, and splits fewer.
JOIN_AT = 0.45

#: Below `JOIN_AT` but not below this, an article answers the story it resembles: on the
#: project's two streams 2 of 5 are of that story, of those between .25 and .35 none of 4.
MAYBE_AT = 0.35

#: What answers something told before joins from here: a claim, a toll that rises.
FOLLOWS_AT = 0.25

#: Who denies does it soon.
ANSWERED_WITHIN = timedelta(hours=6)

#: From here joins what names the same site and the same kind of incident within so many hours:
#: a flash has hardly a word in common with the report that follows it.
SAME_SITE_AT = {timedelta(hours=3): 0.05, timedelta(hours=12): 0.25}
#: One city has more than one accident a day.
SAME_CITY_AT = {timedelta(hours=3): 0.25}

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

#: Shorter texts are no copies, however equal: «نشرة الطقس في طرطوس» without a body comes daily.
FEWEST_COPY_WORDS = 12


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
    #: JSON: layer, zone, story, p, cos, gap_hours, containment, best_member, shared, veto.
    evidence: dict[str, Any]
    #: True for a copy of something that was news before the window: nobody should hear of it.
    reposted: bool = False


def place(
    item: Item,
    stories: Iterable[Story],
    frequencies: Frequencies,
    *,
    word: EditorsWord = _NOTHING_SAID,
    join_at: float = JOIN_AT,
    maybe_at: float = MAYBE_AT,
    window: timedelta = WINDOW,
) -> Placement:
    """The story an article belongs to, or a new one.

    `word` is what an editor said of this article; it goes before everything else.

    Members with the item's own `article_id` are ignored, so an article can be placed again to
    explain it.
    Copies join whatever their age; retellings join open stories only.
    """
    others = [story for story in stories if _others(item, story)]
    if word:
        said = word.joins(others)
        if said:
            return _as_said(*said)
        others = word.allowed(others)
    copy = _as_copy(item, others, window)
    if copy:
        return copy
    own = weigh(item.terms, frequencies)
    still_open = [story for story in others if _open(item, story, window)]
    compared = [
        compare(item, own, story.id, _others(item, story), frequencies) for story in still_open
    ]
    compared.sort(key=lambda one: -one.score)
    if not compared:
        return Placement(None, "first", 0.0, "no open story shares its words", {"zone": "new"})
    needed = min(join_at, FOLLOWS_AT) if item.marks.follows else join_at
    vetoes = []
    for one in compared:
        here = min(needed, _same_happening(item, one.members))
        if one.score < min(here, maybe_at):
            continue
        vetoes.append(veto(item, one.members, frequencies, located=here < needed))
        if vetoes[-1] is None:
            return _verdict(item, own, one, (here, maybe_at), None)
    return _verdict(item, own, compared[0], (needed, maybe_at), next(iter(vetoes), None))


def _same_happening(item: Item, members: Sequence[Item]) -> float:
    """The score from which it is the same incident, by where and when it happened."""
    needed = 1.0
    for member in members:
        if item.marks.denies and abs(item.at - member.at) <= ANSWERED_WITHIN:
            needed = FOLLOWS_AT
        if not item.marks.kinds & member.marks.kinds & LOCATED:
            continue
        shared = item.marks.title & member.marks.title
        table = SAME_SITE_AT if shared & SITES else SAME_CITY_AT if shared & CITIES else {}
        gap = abs(item.at - member.at)
        needed = min([needed, *(at for within, at in table.items() if gap <= within)])
    return needed


def _verdict(
    item: Item, own: Vector, best: Compared, zones: tuple[float, float], veto: str | None
) -> Placement:
    score, (needed, maybe) = best.score, zones
    joins = score >= needed and veto is None
    zone = "join" if joins else "maybe" if score >= maybe and veto is None else "new"
    evidence = {"layer": "score", "zone": zone, **_evidence(item, own, best), "veto": veto}
    against = f"story {best.story_id} scores {score:.2f}"
    if joins:
        reason = f"{against}, needs {needed:.2f}; nearest is article {best.member.article_id}"
        return Placement(best.story_id, "retelling", score, reason, evidence)
    why = veto or f"{against}, needs {needed:.2f}"
    return Placement(None, "first", score, f"no story is near enough: {why}", evidence)


def _as_said(story: Story, member: Item) -> Placement:
    evidence = {
        "layer": "editor",
        "zone": "join",
        "story": story.id,
        "best_member": member.article_id,
    }
    reason = f"an editor joined it with article {member.article_id}"
    return Placement(story.id, "retelling", 1.0, reason, evidence)


def _others(item: Item, story: Story) -> list[Item]:
    return [member for member in story.members if member.article_id != item.article_id]


def _open(item: Item, story: Story, window: timedelta) -> bool:
    members = _others(item, story)
    gap = min(abs(item.at - member.at) for member in members)
    return gap <= window and item.at - min(m.at for m in members) <= LONGEST_STORY


# --- the same words, or nearly -------------------------------------------------------------


def _as_copy(item: Item, stories: list[Story], window: timedelta) -> Placement | None:
    """A copy of the member it resembles most, or None."""
    best: tuple[float, Item, Story] | None = None
    own = frozenset(item.shingles)
    for story in stories:
        for member in _others(item, story):
            share = _likeness(item, own, member)
            if share < _copy_at(item, member) or (best and share <= best[0]):
                continue
            same = item.text_sha256 == member.text_sha256
            if same or not another_of_its_kind(item, member, window):
                best = (share, member, story)
    if best is None:
        return None
    share, original, story = best
    gap = abs(item.at - original.at)
    old = min(abs(item.at - member.at) for member in _others(item, story)) > window
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
    if min(item.words, member.words) < FEWEST_COPY_WORDS:
        return 0.0
    if item.text_sha256 == member.text_sha256:
        return 1.0
    return containment(own, member.shingles)


def _copy_at(item: Item, member: Item) -> float:
    return COPY_AT if min(item.words, member.words) >= LONG_TEXT_WORDS else SHORT_COPY_AT


def _evidence(item: Item, own: Vector, best: Compared) -> dict[str, Any]:
    told = own.weights
    shared = sorted(told.keys() & best.member.terms.keys(), key=lambda stem: (-told[stem], stem))
    return {
        "story": best.story_id,
        "score": best.score,
        "p": round(best.p, 4),
        "p_centroid": round(best.p_centroid, 4),
        "cos": round(best.cosine, 4),
        "gap_hours": _hours(abs(item.at - best.member.at)),
        "containment": round(containment(frozenset(item.shingles), best.member.shingles), 3),
        "best_member": best.member.article_id,
        "shared": [item.surfaces.get(stem, stem) for stem in shared[:10]],
    }


def _hours(gap: timedelta) -> float:
    return round(gap.total_seconds() / 3600, 2)
