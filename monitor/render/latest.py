"""What is known of a story by now, in a few lines below its title.

In: what readers were told that is new, in the order they were told it, and the titles that brought
it, as published.
Out: Latest, and its lines as escaped HTML.
Knows nothing of posts, storage or sending.

A post keeps the title and the quote of its first report; without these lines it would say for ever
that nobody was hurt.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from monitor.alert.facts import ENDINGS, Change
from monitor.render.changes import (
    CORRECTION,
    UNCONFIRMED,
    also_dead,
    figures,
    hearsay,
    in_arabic,
    labelled,
    labels,
)
from monitor.render.inline import inline
from monitor.render.known import CASUALTIES, Known
from monitor.render.phrases import clock

_HEADINGS = {
    "news": "📌 <b>آخر ما عُرف</b>",
    "before": "📌 <b>وعُرف من قبل</b>",
    "toll": "📌 <b>الحصيلة</b>",
    "correction": f"✏️ <b>{CORRECTION}</b>",
}


@dataclass(frozen=True, slots=True)
class Latest:
    """One line; `words` are as published."""

    kind: Literal["news", "before", "toll", "correction"]
    at: datetime
    words: str


def latest(known: Sequence[Known], mentioned: Sequence[Known], title: str) -> tuple[Latest, ...]:
    """The newest of what was learned, and what else is still known where that says nothing of it.

    That is how many were hurt, how it ended, and that it is denied where only figures were
    corrected since.
    `mentioned` is whom other reports count, such as the one that opened the story; `title` is the
    story's own, which no line repeats.

    >>> from monitor.alert.learned import Learned
    >>> at = datetime.fromisoformat("2025-02-17T11:35:00+00:00")
    >>> seven = Known(Learned(7, at, (Change("killed", 3, 7),)), "ارتفاع القتلى إلى 7")
    >>> [line.words for line in latest([seven], [], "")]
    ['7 قتلى']
    """
    if not known:
        return ()
    last = _last(known)
    newest = last.learned
    kind: Literal["news", "correction"] = "correction" if last.takes_back else "news"
    words = _words(last, title, _Beside(known, mentioned, last))
    lines = [Latest(kind, newest.at, words)] if words else []
    lines += (
        Latest("before", one.learned.at, _turned(one, known, title))
        for one in _still_known(known, last)
    )
    if not last.counts:
        counted = _last_counted(known)
        if counted:
            toll = [one for one in counted.learned.changes if one.fact in CASUALTIES]
            told = _tolls(counted, toll, _Beside(known, mentioned, counted))
            lines.append(Latest("toll", counted.learned.at, told))
    return tuple(lines)


def _last(known: Sequence[Known]) -> Known:
    """The newest; a turn that an outlet read late told hours ago is not, a higher toll always."""
    last = known[0]
    for one in known[1:]:
        if one.counts or one.learned.at >= last.learned.at:
            last = one
    return last


def _last_counted(known: Sequence[Known]) -> Known | None:
    """The last that counts the dead or the hurt, if no correction without a number came since."""
    for one in reversed(known):
        if one.counts:
            return one
        if one.takes_back:
            return None
    return None


def _still_known(known: Sequence[Known], last: Known) -> Iterator[Known]:
    """The last denial and the last ending that the newest report leaves as they are.

    A denial is not answered by a number that is corrected, or that nobody vouches for.
    """
    ended, denied = bool(last.turns & ENDINGS), "denial" in last.turns
    unanswered = True
    for one in reversed(known):
        if one.takes_back and not one.counts:
            return
        vague = hearsay(one.learned.changes, one.unconfirmed)
        unanswered &= one.takes_back or vague or "denial" in one.turns
        if one is last:
            continue
        if "denial" in one.turns and unanswered and not denied:
            denied = True
            yield one
        elif one.turns & ENDINGS and not ended:
            ended = True
            yield one


def _turned(known: Known, others: Sequence[Known], title: str) -> str:
    """A turn as it was told; without its title where a number in that was corrected since."""
    said = "، ".join(labels(known.learned.changes, known.title))
    corrected = any(one.learned.corrects for one in others[others.index(known) :])
    counts = any(change.now is not None for change in known.learned.changes)
    return said if known.title == title or (corrected and counts) else labelled(said, known.title)


def _is_denied(counted: Known, known: Sequence[Known]) -> bool:
    """Whether a denial came since, of whatever: its title says of what, and is not understood."""
    return any(
        "denial" in one.turns and one is not counted and one.learned.at >= counted.learned.at
        for one in known
    )


class _Beside:
    """The dead or the hurt that others counted, where a report counts the others only."""

    def __init__(self, known: Sequence[Known], mentioned: Sequence[Known], report: Known) -> None:
        counted: dict[str, tuple[Change, Known]] = {}
        for one in mentioned:
            for change in one.learned.changes:
                fact, now = change.fact, change.now or 0
                highest = counted[fact][0].now or 0 if fact in counted else 0
                if now > highest and one.learned.at <= report.learned.at:
                    counted[fact] = change, one
        for one in known:
            if one.takes_back and not one.counts:
                counted.clear()
            counted |= {
                c.fact: (c, one) for c in one.learned.changes if c.fact in CASUALTIES and c.now
            }
        anew = {change.fact for change in report.learned.changes}
        others = [found for fact, found in counted.items() if fact not in anew]
        #: The dead are no fewer now.
        self.dead = [
            change
            for change, one in others
            if change.fact == "killed"
            and not (_is_denied(one, known) or change.fact in one.unconfirmed)
        ]
        #: The hurt may have died since, and the dead of whom a denial speaks be none.
        self.before = [change for change, _ in others if change not in self.dead]
        self.denied = _is_denied(report, known)

    def mentioned(self) -> str:
        """Who was counted before, behind what is counted now."""
        return f"، وذُكر من قبل {figures(self.before)}" if self.before else ""


def latest_lines(
    lines: Sequence[Latest], zone: ZoneInfo, limit_utf16: int, *, seen_from: datetime
) -> list[str]:
    """As they stand below a title; a time of another day than `seen_from` names it."""
    return [
        f"{_HEADINGS[line.kind]} ({clock(line.at, zone, seen_from=seen_from)}): "
        f"{inline(line.words, limit_utf16)}"
        for line in lines
    ]


def _words(known: Known, title: str, beside: _Beside) -> str:
    changes = known.learned.changes
    if known.learned.corrects:
        return in_arabic(changes, corrects=True) + also_dead(beside.dead) + beside.mentioned()
    said = labels(changes, known.title)
    if any(change.now is not None for change in changes):
        counts = _tolls(known, changes, beside)
        words = "، ".join([counts, *said])
        # «نجاة» alone tells nothing: who was saved?
        return labelled(words, known.title) if said and known.title != title else words
    if known.takes_back:
        return known.title.removeprefix(CORRECTION).lstrip(" :|")
    if known.title == title:
        # The report that opened the story, told anew: its title stands above.
        return "، ".join(said)
    return labelled("، ".join(said) or in_arabic(()), known.title)


def _tolls(known: Known, changes: Sequence[Change], beside: _Beside) -> str:
    """What is counted, and what was before; by whom, where it was denied since."""
    if not known.counts:
        return figures(changes)
    source = UNCONFIRMED if hearsay(changes, known.unconfirmed) else ""
    if beside.denied:
        source = f"، بحسب {known.outlet}"
    return figures([*beside.dead, *changes]) + source + beside.mentioned()
