"""Decide what readers are told of one matched article, and say why.

In: the article's facts, the rules that fired, its place among the stories, what was told of
that story so far, the ways to its readers (`monitor.alert.routing`), `now` and the policy.
Out: one Act.
Knows nothing of storage, the clock, how a post looks or how it is delivered.

Each event is told once, early; another outlet is a quiet edit, news is a reply that notifies,
and whatever is not told has a reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from monitor.alert.act import Act
from monitor.alert.facts import Change, Facts
from monitor.alert.material import News, corrections, judge
from monitor.alert.patience import before_an_answer, before_an_edit, in_hours
from monitor.alert.routing import Routes
from monitor.group.outcomes import CIRCUMSTANCES
from monitor.group.placement import Placement
from monitor.match.matcher import Match
from monitor.match.rules import Severity

#: The default of `Policy.max_age` (docs/operations.md).
MAX_AGE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Policy:
    """What a channel's owner may decide.

    The defaults suit a channel that is read all day; docs/posts.md says what each does.
    """

    #: Articles published longer ago are archived and never told.
    max_age: timedelta = MAX_AGE
    #: At most one reply for each story in this time; news in between is one reply at its end.
    reply_gap: timedelta = timedelta(minutes=30)
    #: After so many edits each further one waits as long as the story has been told by then;
    #: replies go on.
    max_edits: int = 10
    #: What becomes of an old text that is posted again and was never told: ``label`` tells it,
    #: marked as old.
    old_news: Literal["hold", "label"] = "hold"


@dataclass(frozen=True, slots=True)
class Seen:
    """The article, as far as telling it depends on it."""

    #: Id of the outlet.
    source: str
    #: When it was published, or else first seen, as in `monitor.group.items.Item.at`.
    at: datetime
    #: False when the outlet stated no date that was understood.
    dated: bool
    facts: Facts
    #: The facts of its earlier text, if the article has changed; else None.
    before: Facts | None = None
    #: False for an article that has changed and meets no rule that its earlier text did not meet.
    newly_hit: bool = True
    #: Whether it was seen in the first crawl of its source.
    priming: bool = False
    #: Whether its title speaks of an anniversary.
    recalls: bool = False

    @property
    def changed(self) -> bool:
        """Whether it was archived before, with another text."""
        return self.before is not None


@dataclass(frozen=True, slots=True)
class Told:
    """What readers know of a story that has a post."""

    #: The strongest severity it was posted or replied with.
    severity: Severity
    #: Those of the articles behind its post, replies and edits, replies that wait among them.
    facts: Facts
    #: Ids of the outlets that the post lists.
    outlets: frozenset[str]
    #: Names of the chats that have the post.
    chats: frozenset[str]
    edits: int = 0
    #: When the last reply left; None until there is one.
    last_reply_at: datetime | None = None
    #: When it was first posted; None for never.
    posted_at: datetime | None = None


#: What becomes of an article that no rule ever matched.
UNMATCHED = Act("drop", "no rule matched")


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

    `matches` are the rules that it meets; of a changed article only those that its text before
    did not meet, if there is one.
    `placement` is None for an article that was in a story before; `told` is None while its story
    has no post.
    """
    if seen.changed and not seen.newly_hit:
        if told is None:
            return Act("hold", "held before, and its change brought no new hit")
        if not matches:
            why = "the changed article no longer matches"
            return Act("edit", why, told.severity, silent=True)
    if not matches:
        return UNMATCHED
    live = [match for match in matches if not match.shadow]
    severity = severity_of(matches)
    held = _why_held(seen, live, placement, told, now, policy)
    if held:
        return Act("hold", held, severity)
    hashtags = tuple(dict.fromkeys(tag for match in live for tag in match.hashtags))
    if told is None:
        return _open(seen, placement, severity, hashtags, routes)
    corrected = corrections(seen.before, seen.facts, told.facts)
    new = News(corrected, 1.0) if corrected else _news(seen, placement, told)
    if new.material or severity.rank > told.severity.rank:
        answer = Act("reply", "", severity, routes.open, hashtags, corrects=bool(corrected))
        return _answer(answer, new, severity, told, routes, now, policy)
    edit = Act("edit", "", severity, routes.open, hashtags, silent=True)
    return _renew(edit, new, seen, placement, told, now, policy)


def severity_of(matches: Sequence[Match]) -> Severity:
    """The strongest severity of the rules that post; of all of them, where all are in shadow."""
    live = [match for match in matches if not match.shadow]
    return max((match.severity for match in live or matches), key=lambda one: one.rank)


def _why_held(
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


# --- a story that readers know nothing of -------------------------------------------------------


def _open(
    seen: Seen,
    placement: Placement | None,
    severity: Severity,
    hashtags: tuple[str, ...],
    routes: Routes,
) -> Act:
    """Post it, where a chat is open to it."""
    waits = routes.why_not_now
    if not routes.open:
        return Act("hold", waits, severity)
    # What recalls something old is no alarm.
    silent = seen.recalls or (placement is not None and placement.reposted)
    why = _why(_why_opened(seen, placement), waits)
    post = Act("post", why, severity, routes.open, hashtags, silent=silent)
    if placement is None or placement.resembles is None:
        return post
    why = f"may be part of story {placement.resembles}; {why}"
    return replace(post, kind="reply", reason=why, resembles=placement.resembles)


def _why_opened(seen: Seen, placement: Placement | None) -> str:
    undated = "" if seen.dated else ", undated: time first seen"
    old = ", about an anniversary" if seen.recalls else ""
    if placement is None or placement.kind == "first":
        return f"first article of its story{undated}{old}"
    if placement.reposted:
        return f"old news, told as such: {placement.reason}"
    return f"first article of its story that may be told{undated}{old}"


# --- a story that has a post --------------------------------------------------------------------


def _news(seen: Seen, placement: Placement | None, told: Told) -> News:
    """What the article says that readers were not told."""
    if placement is None:
        return judge(told.facts, seen.facts, None)
    copied = placement.kind == "copy"
    return judge(told.facts, seen.facts, placement.novelty, copied=copied)


def _answer(
    answer: Act,
    new: News,
    severity: Severity,
    told: Told,
    routes: Routes,
    now: datetime,
    policy: Policy,
) -> Act:
    """Answer the post with what is news, or with a stronger severity."""
    changes = new.changes if new.material else ()
    what = [*map(_in_words, changes)]
    if new.material and not what:
        what.append(f"it says much that is new ({new.score:.2f})")
    rises = severity.rank > told.severity.rank
    if rises:
        what.append(f"severity {told.severity} -> {severity}")
    wait = None
    if not (rises and severity is Severity.URGENT):
        wait = before_an_answer(
            told.posted_at,
            told.last_reply_at,
            gap=policy.reply_gap,
            same_story=routes.same_story,
            now=now,
        )
    said = f"{'correction' if answer.corrects else 'news'}: {', '.join(what)}"
    return replace(
        answer,
        reason=_why(said, wait.reason if wait else "", routes.why_not_now),
        changes=changes,
        not_before=wait.until if wait else None,
    )


def _renew(
    edit: Act,
    new: News,
    seen: Seen,
    placement: Placement | None,
    told: Told,
    now: datetime,
    policy: Policy,
) -> Act:
    """Edit the post where there is a reason to, and notify nobody."""
    said = ", ".join(map(_in_words, new.changes))
    minor = f"hardly news ({new.score:.2f}): {said}" if said else ""
    quiet = _worth_an_edit(seen, placement, told, edit.chats)
    if quiet is None:
        why = _why(f"{seen.source} is already listed and says nothing new", minor)
        return Act("hold", why, edit.severity)
    wait = before_an_edit(told.posted_at, told.edits, often=policy.max_edits, now=now)
    titled = (seen.facts.headlined | seen.facts.triggers) - CIRCUMSTANCES
    return replace(
        edit,
        reason=_why(quiet, minor, wait.reason if wait else ""),
        minor=tuple(change for change in new.changes if change.fact in titled),
        not_before=wait.until if wait else None,
    )


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
    if placement and placement.novelty and placement.novelty.at_length:
        return f"{seen.source} tells at length what was a flash"
    return None


def _in_words(change: Change) -> str:
    if change.now is None:
        return change.fact
    return f"{change.fact} {'?' if change.before is None else change.before} -> {change.now}"


def _why(*parts: str) -> str:
    return "; ".join(filter(None, parts))
