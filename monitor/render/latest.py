"""What is known of a story by now, in a line or two below its title.

In: what readers were told that is new, in the order they were told it, and the titles that brought
it, as published.
Out: Latest, and its lines as escaped HTML.
Knows nothing of posts, storage or sending.

A post keeps the title and the quote of its first report; without these lines it would say for ever
that nobody was hurt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from monitor.alert.facts import Change
from monitor.alert.learned import Learned
from monitor.render.changes import CASUALTIES, CORRECTION, figures, in_arabic, labelled, labels
from monitor.render.inline import inline
from monitor.render.phrases import clock

_HEADINGS = {
    "news": "📌 <b>آخر ما عُرف</b>",
    "toll": "📌 <b>الحصيلة</b>",
    "correction": f"✏️ <b>{CORRECTION}</b>",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What was learned, and the title of the report that told it."""

    learned: Learned
    title: str


@dataclass(frozen=True, slots=True)
class Latest:
    """One line; `words` are as published."""

    kind: Literal["news", "toll", "correction"]
    at: datetime
    words: str


def latest(known: Sequence[Known], title: str) -> tuple[Latest, ...]:
    """The newest of what was learned, and how many were hurt where that says nothing of it.

    `title` is the story's own, which no line repeats.

    >>> from monitor.alert.facts import Change
    >>> at = datetime.fromisoformat("2025-02-17T11:35:00+00:00")
    >>> [line.words for line in latest([Known(Learned(7, at, (Change("killed", 3, 7),)), "")], "")]
    ['7 قتلى']
    """
    if not known:
        return ()
    last = _last(known)
    newest = last.learned
    kind: Literal["news", "correction"] = "correction" if takes_back(newest) else "news"
    words = _words(last, title, _beside(known, last))
    lines = [Latest(kind, newest.at, words)] if words else []
    if kind == "news" and not _counts(newest):
        counted = _last_counted(known)
        if counted:
            toll = [one for one in counted.learned.changes if one.fact in CASUALTIES]
            told = _tolls(toll, _beside(known, counted))
            lines.append(Latest("toll", counted.learned.at, told))
    return tuple(lines)


def _last(known: Sequence[Known]) -> Known:
    """The newest; a turn that an outlet read late told hours ago is not, a higher toll always."""
    last = known[0]
    for one in known[1:]:
        if _counts(one.learned) or one.learned.at >= last.learned.at:
            last = one
    return last


def _last_counted(known: Sequence[Known]) -> Known | None:
    """The last that counts the dead or the hurt, if no correction without a number came since."""
    for one in reversed(known):
        if _counts(one.learned):
            return one
        if takes_back(one.learned):
            return None
    return None


def _beside(known: Sequence[Known], last: Known) -> list[Change]:
    """The dead or the hurt that were counted before, where this report counts the others only."""
    counted: dict[str, Change] = {}
    for one in known:
        if takes_back(one.learned) and not _counts(one.learned):
            counted.clear()
        counted |= {c.fact: c for c in one.learned.changes if c.fact in CASUALTIES and c.now}
    anew = {change.fact for change in last.learned.changes}
    return [change for fact, change in counted.items() if fact not in anew]


def takes_back(learned: Learned) -> bool:
    """Whether it corrects what was told, in figures or in so many words."""
    return learned.corrects or [change.fact for change in learned.changes] == ["corrected"]


def latest_lines(
    lines: Sequence[Latest], zone: ZoneInfo, limit_utf16: int, *, seen_from: datetime
) -> list[str]:
    """As they stand below a title; a time of another day than `seen_from` names it."""
    return [
        f"{_HEADINGS[line.kind]} ({clock(line.at, zone, seen_from=seen_from)}): "
        f"{inline(line.words, limit_utf16)}"
        for line in lines
    ]


def _words(known: Known, title: str, beside: Sequence[Change]) -> str:
    changes = known.learned.changes
    if known.learned.corrects:
        return in_arabic(changes, corrects=True)
    said = labels(changes, known.title)
    if any(change.now is not None for change in changes):
        counts = _tolls(changes, beside if _counts(known.learned) else ())
        words = "، ".join([counts, *said])
        # «نجاة» alone tells nothing: who was saved?
        return labelled(words, known.title) if said and known.title != title else words
    if takes_back(known.learned):
        return known.title.removeprefix(CORRECTION).lstrip(" :|")
    if known.title == title:
        # The report that opened the story, told anew: its title stands above.
        return "، ".join(said)
    return labelled("، ".join(said) or in_arabic(()), known.title)


def _counts(learned: Learned) -> bool:
    return any(c.fact in CASUALTIES and c.now is not None for c in learned.changes)


def _tolls(changes: Sequence[Change], beside: Sequence[Change]) -> str:
    """What is counted, and what was before: the dead are no fewer now, the hurt may have died."""
    dead = [change for change in beside if change.fact == "killed"]
    hurt = figures([change for change in beside if change.fact != "killed"])
    return figures([*dead, *changes]) + (f"، وذُكر من قبل {hurt}" if hurt else "")
