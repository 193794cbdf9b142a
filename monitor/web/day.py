"""The last day: what was read and what came of it, and what was not watched.

In: the archive's days. Out: a record for the first page.
The same questions as the day's digest asks (`monitor.deliver.digest`), up to this moment; what
only rules in shadow met is counted here too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from markupsafe import Markup

from monitor.archive.daybook import Daybook
from monitor.render.phrases import span
from monitor.watch.coverage import Gap, coverage, patience
from monitor.web.room import Room
from monitor.web.text import line

DAY: Final = timedelta(days=1)

#: Gaps that are named; what lasts stands first.
_NAMED: Final = 10


@dataclass(frozen=True, slots=True)
class LastDay:
    """What a day held until now."""

    #: Sources that are to be watched.
    watched: int
    read: int
    #: Met a rule, and of these how many were told to nobody.
    matched: int
    held: int
    gaps: Sequence[Markup]
    more_gaps: int


def last_day(room: Room) -> LastDay | None:
    """The last 24 hours, or what there was of them; None before the first crawl."""
    book = Daybook(room.store)
    began = book.began_at()
    if began is None:
        return None
    end, start = room.now, room.now - DAY
    watched = {source.id: source for source in room.files.sources if source.enabled}
    found = coverage(
        book.good_crawls(watched, max(start, began), end),
        {source.id: patience(source) for source in watched.values()},
        max(start, began),  # before the first crawl of all nothing was missed
        end,
    )
    matched, held = book.matched(start, end)
    return LastDay(
        watched=len(watched),
        read=book.read(watched, start, end),
        matched=matched,
        held=held,
        gaps=[_gap(gap, room) for gap in found.gaps[:_NAMED]],
        more_gaps=max(0, len(found.gaps) - _NAMED),
    )


def _gap(gap: Gap, room: Room) -> Markup:
    times = span(gap.since, gap.until, room.zone, day=room.now)
    if gap.source is None:
        return line(f"توقف الرصد كله {times}")
    return line(f"لم يُقرأ المصدر «{room.name(gap.source)}» {times}")
