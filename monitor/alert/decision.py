"""Decide what readers are told of one matched article, and say why.

In: the article's facts, the rules that fired, its place among the stories, what was told of
that story so far, `now` and the policy.
Out: one Act.
Knows nothing of storage, the clock, how a post looks or how it is delivered.

Each event is told once, early; another outlet is a quiet edit, news is a reply that notifies,
and whatever is not told has a reason.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from monitor.alert.facts import Change, Facts, news
from monitor.group.placement import Placement
from monitor.match.matcher import Match
from monitor.match.rules import Severity


@dataclass(frozen=True, slots=True)
class Policy:
    """What a channel's owner may decide; the defaults suit a channel that is read all day."""

    #: Articles published longer ago are archived and never told.
    max_age: timedelta = timedelta(hours=24)
    #: At most one reply for each story in this time; news in between is edited in.
    reply_gap: timedelta = timedelta(minutes=30)
    #: A post is frozen after so many edits; replies go on.
    max_edits: int = 10
    #: Where rules that name no channel are told; not empty.
    chats: tuple[str, ...] = ("main",)
    #: Severities up to this one notify nobody.
    silent_up_to: Severity = Severity.LOW


@dataclass(frozen=True, slots=True)
class Seen:
    """The article, as far as telling it depends on it."""

    #: The outlet.
    source: str
    #: As `monitor.group.placement.Item.at`: published, or first seen.
    at: datetime
    #: False when the outlet stated no date that was understood.
    dated: bool
    facts: Facts
    #: The text of an article that was archived before has changed.
    changed: bool = False
    #: Seen in the first crawl of its source.
    priming: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What readers know of a story that has a post."""

    #: The strongest severity it was posted or replied with.
    severity: Severity
    #: Of the articles it was posted or replied with: news that was only edited in still waits
    #: for its reply.
    facts: Facts
    #: Outlets that the post lists.
    outlets: frozenset[str]
    #: Chats that have the post.
    chats: frozenset[str]
    edits: int = 0
    #: None until there is one.
    last_reply_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """What to do with one article.

    A ``post`` goes to each of `chats`.
    An ``edit`` renews the story's post in every chat that has it, and posts in a chat of
    `chats` that has none.
    A ``reply`` does the same and then answers the post.
    """

    kind: Literal["post", "edit", "reply", "hold", "drop"]
    #: For people, in Latin letters; never empty.
    reason: str
    #: None for ``drop`` only.
    severity: Severity | None = None
    #: Names of monitor.yaml in rule order, each once; empty for ``hold`` and ``drop``.
    chats: tuple[str, ...] = ()
    #: In rule order, each once.
    hashtags: tuple[str, ...] = ()
    #: True: notify nobody.
    silent: bool = False
    #: What a reply says, or an edit made while the next reply waits; else empty.
    changes: tuple[Change, ...] = ()


def decide(
    seen: Seen,
    matches: Sequence[Match],
    placement: Placement | None,
    told: Told | None,
    *,
    now: datetime,
    policy: Policy,
) -> Act:
    """What to do with an article; never silence without a reason.

    `placement` is None for an article that no rule matched, and for a changed one that stays
    where it is; `told` is None while its story has no post.
    """
    if not matches:
        return Act("drop", "no rule matched")
    live = [match for match in matches if not match.shadow]
    severity = max((m.severity for m in live or matches), key=lambda severity: severity.rank)
    held = _held(seen, live, placement, told, now, policy)
    if held:
        return Act("hold", held, severity)

    chats = _each_once(chat for match in live for chat in match.chats or policy.chats)

    def act(
        kind: Literal["post", "edit", "reply"], reason: str, changes: Iterable[Change] = ()
    ) -> Act:
        return Act(
            kind,
            reason,
            severity,
            chats=chats,
            hashtags=_each_once(tag for match in live for tag in match.hashtags),
            silent=kind == "edit" or severity.rank <= policy.silent_up_to.rank,
            changes=tuple(changes),
        )

    if told is None:
        return act("post", _first(seen, placement))
    changes = news(told.facts, seen.facts)
    what = [*map(_in_words, changes)]
    if severity.rank > told.severity.rank:
        what.append(f"severity {told.severity} -> {severity}")
    if what and _may_reply(told, now, policy):
        return act("reply", f"news: {', '.join(what)}", changes)
    if told.edits >= policy.max_edits:
        return Act("hold", f"the post is frozen after {told.edits} edits", severity)
    if what:
        return act("edit", f"news: {', '.join(what)}; the last reply is too recent", changes)
    quiet = _worth_an_edit(seen, placement, told, chats)
    if quiet is None:
        return Act("hold", f"{seen.source} is already listed and says nothing new", severity)
    return act("edit", quiet)


def _held(
    seen: Seen,
    live: Sequence[Match],
    placement: Placement | None,
    told: Told | None,
    now: datetime,
    policy: Policy,
) -> str | None:
    """Why a matched article must not be told at all, or None."""
    if not live:
        return "only rules in shadow matched"
    if placement and placement.reposted:
        return f"old news: {placement.reason}"
    if seen.priming and not seen.dated:
        return "undated at first sight of its source"
    age = now - seen.at
    # A correction of something readers were told is worth it however old the article is.
    if age > policy.max_age and not (told and seen.changed):
        return f"published {_hours(age)} ago, older than {_hours(policy.max_age)}"
    return None


def _first(seen: Seen, placement: Placement | None) -> str:
    undated = "" if seen.dated else ", undated: time first seen"
    if placement is None or placement.kind == "first":
        return f"first article of its story{undated}"
    return f"first article of its story that may be told{undated}"


def _may_reply(told: Told, now: datetime, policy: Policy) -> bool:
    return told.last_reply_at is None or now - told.last_reply_at >= policy.reply_gap


def _worth_an_edit(
    seen: Seen, placement: Placement | None, told: Told, chats: tuple[str, ...]
) -> str | None:
    """Why the post should be renewed, or None."""
    if seen.changed:
        return f"{seen.source} changed its article"
    if seen.source not in told.outlets:
        how = placement.kind if placement else "article"
        return f"another outlet: {seen.source} ({how})"
    if not told.chats.issuperset(chats):
        return "another chat is to hear of it"
    return None


def _in_words(change: Change) -> str:
    if change.now is None:
        return change.fact
    return f"{change.fact} {'?' if change.before is None else change.before} -> {change.now}"


def _hours(span: timedelta) -> str:
    return f"{span.total_seconds() / 3600:.0f} h"


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
