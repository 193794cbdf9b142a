"""Counts by day as a small picture: bars, newest at the left, as Arabic reads.

In: days with their counts. Out: SVG without script or style; colours are the stylesheet's.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

#: In the SVG's own units: a day, its bar, and above, behind and below the bars.
_STEP, _BAR, _TOP, _HEIGHT, _FOOT = 24, 16, 14, 64, 16


def by_day(counts: Mapping[datetime, int], zone: ZoneInfo, last: date, days: int) -> list[int]:
    """Counts of hours as counts of the last `days` days of `zone`, oldest first.

    >>> at = datetime.fromisoformat("2026-01-14T22:00:00+00:00")
    >>> by_day({at: 3}, ZoneInfo("Asia/Damascus"), date(2026, 1, 15), 3)
    [0, 0, 3]
    """
    found = [0] * days
    for at, count in counts.items():
        place = days - 1 - (last - at.astimezone(zone).date()).days
        if 0 <= place < days:
            found[place] += count
    return found


def bars(counts: Sequence[int], last: date, label: str, *, floor: int = 0) -> Markup:
    """One bar for each day, the last of them `last`; `floor` is a line, `label` is read aloud.

    >>> "<title>" in bars([1, 0], date(2026, 1, 15), "أخبار")
    True
    """
    width = len(counts) * _STEP
    tallest = max(1, floor, *counts) if counts else 1
    base = _TOP + _HEIGHT
    parts = [
        Markup(
            '<svg class="bars" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" '
            'aria-label="{label}">'
        ).format(w=width, h=base + _FOOT, label=label)
    ]
    for back, count in enumerate(reversed(counts)):
        day = last - timedelta(days=back)
        x = back * _STEP + (_STEP - _BAR) // 2
        height = round(count / tallest * _HEIGHT)
        middle = x + _BAR // 2
        parts.append(
            Markup(
                '<g><title>{day}: {n}</title><rect x="{x}" y="{y}" width="{b}" height="{h}"/>'
                '<text x="{m}" y="{t}">{over}</text>'
                '<text class="day" x="{m}" y="{f}">{d}</text></g>'
            ).format(
                day=f"{day.day}/{day.month}",
                n=count,
                over=count or "",
                x=x,
                y=base - height,
                b=_BAR,
                h=max(height, 1),
                m=middle,
                t=base - height - 3,
                f=base + _FOOT - 3,
                d=day.day,
            )
        )
    if floor:
        y = base - round(floor / tallest * _HEIGHT)
        parts.append(
            Markup('<line class="floor" x1="0" x2="{w}" y1="{y}" y2="{y}"/>').format(w=width, y=y)
        )
    return Markup("").join([*parts, Markup("</svg>")])
