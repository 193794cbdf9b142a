"""Decide what readers are told of one matched article, and say why.

In: the article's facts, the rules that fired, its place among the stories, what was told of
that story so far, the ways to its readers (`monitor.alert.routing`), `now` and the policy.
Out: one Act.
Knows nothing of storage, the clock, how a post looks or how it is delivered.

Each event is told once, early; another outlet is a quiet edit, news is a reply that notifies,
and whatever is not told has a reason.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from monitor.alert.facts import Change, Facts
from monitor.alert.material import News, corrections, judge
from monitor.alert.patience import before_an_answer, before_an_edit, in_hours
from monitor.alert.routing import Routes
from monitor.group.outcomes import CIRCUMSTANCES
from monitor.group.placement import Placement
from monitor.match.matcher import Match
from monitor.match.rules import Severity


@dataclass(frozen=True, slots=True)
class Policy:
    """What a channel's owner may decide; the defaults suit a channel that is read all day."""

    #: Articles published longer ago are archived and never told.
    max_age: timedelta = timedelta(hours=24)
    #: At most one reply for each story in this time; news in between is one reply at its end.
    reply_gap: timedelta = timedelta(minutes=30)
    #: After so many edits the next one waits as long as the story has been told; replies go on.
    max_edits: int = 10
    #: What becomes of an old text that is posted again and was never told: ``label`` tells it,
    #: marked as old.
    old_news: Literal["hold", "label"] = "hold"


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
    #: Its title speaks of an anniversary.
    recalls: bool = False
    #: What the text before the change said, where that is known.
    before: Facts | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What readers know of a story that has a post."""

    #: The strongest severity it was posted or replied with.
    severity: Severity
    #: Of the articles behind its post, replies and edits; a reply that waits will tell it.
    facts: Facts
    #: Outlets that the post lists.
    outlets: frozenset[str]
    #: Chats that have the post.
    chats: frozenset[str]
    edits: int = 0
    #: When the last one left; None until there is one.
    last_reply_at: datetime | None = None
    #: When it was first posted; None for never.
    posted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """What to do with one article.

    A ``post`` goes to each of `chats`.
    An ``edit`` renews the story's post in every chat that has it, and posts in a chat of
    `chats` that has none.
    A ``reply`` does the same and then answers the post; one that `resembles` another story is
    the first post of its own, and answers that story's.
    """

    kind: Literal["post", "edit", "reply", "hold", "drop"]
    #: For people, in Latin letters; never empty.
    reason: str
    #: None for ``drop`` only.
    severity: Severity | None = None
    #: Names of monitor.yaml in rule order, each once; empty for ``hold`` and ``drop``.
    #: Whether one is told now or later, its route says.
    chats: tuple[str, ...] = ()
    #: In rule order, each once.
    hashtags: tuple[str, ...] = ()
    #: True: notify nobody, whatever the chat's own settings are.
    silent: bool = False
    #: What a reply says; else empty.
    changes: tuple[Change, ...] = ()
    #: What its title adds that is worth no answer: told from now on, so the post shows it.
    hardly: tuple[Change, ...] = ()
    #: True where `changes` take back what was told.
    corrects: bool = False
    #: The story that a reply says this one may be a part of.
    resembles: int | None = None
    #: When a reply, or the edit of a post that was edited often, may leave; None: at once.
    not_before: datetime | None = None


def decide(
    seen: Seen,
    matches: Sequence[Match],
    placement: Placement | None,
    told: Told | None,
    routes: Routes,
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
    if told is None:
        return _open(seen, placement, live, severity, routes)
    return _go_on(seen, placement, live, severity, told, routes, now=now, policy=policy)


def _open(
    seen: Seen,
    placement: Placement | None,
    live: Sequence[Match],
    severity: Severity,
    routes: Routes,
) -> Act:
    """Tell of a story that readers know nothing of."""
    if not routes.open:
        return Act("hold", routes.why_not_now(routes.by_chat), severity)
    waits = routes.why_not_now(routes.by_chat)
    first = Act(
        "post",
        "; ".join(filter(None, [_first(seen, placement), waits])),
        severity,
        chats=routes.open,
        hashtags=_each_once(tag for match in live for tag in match.hashtags),
        # What recalls something old is no alarm.
        silent=seen.recalls or (placement is not None and placement.reposted),
    )
    if placement is None or placement.resembles is None:
        return first
    return replace(
        first,
        kind="reply",
        reason=f"may be part of story {placement.resembles}; {first.reason}",
        resembles=placement.resembles,
    )


def _go_on(
    seen: Seen,
    placement: Placement | None,
    live: Sequence[Match],
    severity: Severity,
    told: Told,
    routes: Routes,
    *,
    now: datetime,
    policy: Policy,
) -> Act:
    """Tell more of a story that has a post."""
    corrected = corrections(seen.before, seen.facts, told.facts) if seen.changed else ()
    new = News(corrected, 1.0) if corrected else _news(seen, placement, told)
    changes = new.changes if new.material else ()
    what = [*map(_in_words, changes)]
    if new.material and not what:
        what.append(f"it says much that is new ({new.score:.2f})")
    rises = severity.rank > told.severity.rank
    if rises:
        what.append(f"severity {told.severity} -> {severity}")
    words = f"{'correction' if corrected else 'news'}: {', '.join(what)}"
    edit = Act(
        "edit",
        "",
        severity,
        chats=routes.open,
        hashtags=_each_once(tag for match in live for tag in match.hashtags),
        silent=True,
    )
    if what:
        wait = before_an_answer(
            told.posted_at,
            told.last_reply_at,
            gap=policy.reply_gap,
            same_story=routes.same_story,
            now=now,
        )
        if rises and severity is Severity.URGENT:
            wait = None
        why = [words, wait.reason if wait else "", routes.why_not_now(routes.by_chat)]
        return replace(
            edit,
            kind="reply",
            reason="; ".join(filter(None, why)),
            silent=False,
            changes=changes,
            corrects=bool(corrected),
            not_before=wait.until if wait else None,
        )
    quiet = _worth_an_edit(seen, placement, told, routes.open)
    if quiet is None:
        listed = f"{seen.source} is already listed and says nothing new"
        return Act("hold", "; ".join(filter(None, [listed, _hardly_news(new)])), severity)
    wait = before_an_edit(told.posted_at, told.edits, often=policy.max_edits, now=now)
    why = [quiet, _hardly_news(new), wait.reason if wait else ""]
    titled = (seen.facts.headlined | seen.facts.triggers) - CIRCUMSTANCES
    return replace(
        edit,
        reason="; ".join(filter(None, why)),
        hardly=tuple(change for change in new.changes if change.fact in titled),
        not_before=wait.until if wait else None,
    )


def _news(seen: Seen, placement: Placement | None, told: Told) -> News:
    """What the article says that readers were not told."""
    if placement is None:
        return judge(told.facts, seen.facts, None)
    copied = placement.kind == "copy"
    return judge(told.facts, seen.facts, placement.novelty, copied=copied)


def _hardly_news(new: News) -> str:
    """What is not told aloud though it was said nowhere before; "" where there is nothing."""
    said = ", ".join(map(_in_words, new.changes))
    return f"hardly news ({new.score:.2f}): {said}" if said else ""


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
    if placement and placement.reposted and (told or policy.old_news == "hold"):
        return f"old news: {placement.reason}"
    if seen.priming and not seen.dated:
        return "undated at first sight of its source"
    age = now - seen.at
    # A correction of something readers were told is worth it however old the article is.
    if age > policy.max_age and not (told and seen.changed):
        return f"published {in_hours(age)} ago, older than {in_hours(policy.max_age)}"
    return None


def _first(seen: Seen, placement: Placement | None) -> str:
    undated = "" if seen.dated else ", undated: time first seen"
    old = ", about an anniversary" if seen.recalls else ""
    if placement is None or placement.kind == "first":
        return f"first article of its story{undated}{old}"
    if placement.reposted:
        return f"old news, told as such: {placement.reason}"
    return f"first article of its story that may be told{undated}{old}"


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


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
