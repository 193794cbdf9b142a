"""What people set against too many messages: hours of quiet, so many in a time.

In: the texts of ``rules.yaml`` and ``monitor.yaml``, which were checked when they were read.
Out: Hours, Rates and, for each rule, its Limits.
Knows nothing of chats, storage or the clock.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.match.rulefile import Cooldown, RuleEntry

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True)
class Hours:
    """A part of every day; when both ends are one time, all of it."""

    start: time
    end: time

    @classmethod
    def read(cls, text: str) -> "Hours":
        """Hours as people write them.

        >>> Hours.read("23:00-07:00").end
        datetime.time(7, 0)
        """
        start, end = map(time.fromisoformat, text.split("-"))
        return cls(start, end)

    def end_after(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """When the hours in which `now` lies end; None where it lies outside of them.

        >>> night, damascus = Hours.read("23:00-07:00"), ZoneInfo("Asia/Damascus")
        >>> late = datetime.fromisoformat("2026-01-15T22:30:00+00:00")
        >>> night.end_after(late, damascus).isoformat()
        '2026-01-16T07:00:00+03:00'
        >>> night.end_after(late + timedelta(hours=6), damascus) is None
        True
        """
        there = now.astimezone(zone)
        clock = there.time().replace(tzinfo=None)
        if self.start < self.end:
            inside = self.start <= clock < self.end
        else:
            inside = clock >= self.start or clock < self.end
        if not inside:
            return None
        tomorrow = clock >= self.end
        return datetime.combine(there.date() + timedelta(days=tomorrow), self.end, zone)


@dataclass(frozen=True, slots=True)
class Rate:
    """At most so many in this time."""

    count: int
    per: timedelta

    @classmethod
    def read(cls, text: str) -> "Rate":
        """A rate as people write it; a unit alone means one of it.

        >>> Rate.read("5/1h") == Rate(5, timedelta(hours=1)), Rate.read("9/d").per
        (True, datetime.timedelta(days=1))
        """
        count, _, span = text.partition("/")
        return cls(int(count), timedelta(**{_UNITS[span[-1]]: int(span[:-1] or 1)}))

    def __str__(self) -> str:
        hours = self.per.total_seconds() / 3600
        return (
            f"{self.count} in {hours:g} h" if hours >= 1 else f"{self.count} in {hours * 60:g} min"
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """What one rule may tell."""

    quiet: Hours | None = None
    #: After a message about a story, the rule answers with news of it only then.
    same_story: timedelta | None = None
    #: Stories it may open: of one outlet, and of all.
    per_source: Rate | None = None
    per_rule: Rate | None = None

    @classmethod
    def of(cls, entry: RuleEntry) -> "Limits":
        """What the rule file says of this rule."""
        cooldown = entry.cooldown or Cooldown()
        return cls(
            quiet=Hours.read(entry.quiet_hours) if entry.quiet_hours else None,
            same_story=cooldown.same_story,
            per_source=Rate.read(cooldown.per_source) if cooldown.per_source else None,
            per_rule=Rate.read(cooldown.per_rule) if cooldown.per_rule else None,
        )
