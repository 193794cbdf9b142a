"""What moment does a date, as an outlet prints it, mean?

In: the text of one date (an attribute, a JSON value or a visible line), the outlet's zone, now.
Out: a `Dated`, an aware UTC time or None, always with the reason.
Knows nothing of pages, feeds or outlets; never raises and never guesses: a text that names two
days, an impossible day, a wrong weekday or an unknown zone is no date.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hijridate import Hijri

from spiders import date_words
from spiders.date_words import word_of


class Dated(NamedTuple):
    """A moment in UTC, or None where the text gives none, and why."""

    at: datetime | None
    reason: str


#: Notes of a reason that say: only who knows when the text was written may trust this.
RELATIVE, YEARLESS = ", relative to the fetch", ", year from the fetch"
#: Note of a reason that names no hour.
DAY_ONLY = ", day only"


Groups = dict[str, str | None]


class _UnclearError(Exception):
    """The text is not understood; the message says what is wrong with it."""


_NOON, _DAWN = 12, 6
#: Longer texts are paragraphs that happen to hold a date.
_LONGEST_CODE_POINTS = 200
#: Clocks of outlets run ahead, and a date of tomorrow's paper is common.
_AHEAD = timedelta(days=1)
#: Nothing on the watched sites is older; 1970-01-01 and 0001-01-01 stand for "no date".
_FIRST_YEAR = 1995

_MONTH = word_of("|".join(date_words.MONTHS))
_MONTHS = rf"(?P<month>{_MONTH}(?:\s+{_MONTH})*)"
_DAY = r"(?<![\d:.])(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d:])"
_YEAR = r"(?<!\d)(?P<year>\d{4})(?!\d)"
_OF = r"\s*(?:من\s+)?(?:شهر\s+)?"
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<!\d)(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)",
        # «12/27/2025» of Drupal, which has no other reading.
        r"(?<!\d)(?P<month>0?[1-9]|1[0-2])/(?P<day>1[3-9]|[23]\d)/(?P<year>\d{4})(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2})([-/.])(?P<month>\d{1,2})\2(?P<year>\d{4})(?!\d)",
        rf"{_YEAR}\s+{_MONTHS}\s+{_DAY}",
        rf"{_DAY}{_OF}{_MONTHS}(?:\s*(?:من\s+)?(?:عام\s+|سنه\s+)?{_YEAR})?",
        rf"{_MONTHS}\s*{_DAY}(?:\s+{_YEAR})?",
    )
)
_HIJRI_MONTH = rf"(?P<month>{word_of('|'.join(date_words.HIJRI_MONTHS))})"
_HIJRI = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_DAY}{_OF}{_HIJRI_MONTH}(?:\s*(?P<year>1[345]\d\d)(?!\d))?(?:\s*ه\b)?",
        r"(?<!\d)(?P<year>1[345]\d\d)([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)(?:\s*ه\b)?",
        r"(?<!\d)(?P<day>\d{1,2})([-/.])(?P<month>\d{1,2})\2(?P<year>1[345]\d\d)(?!\d)(?:\s*ه\b)?",
    )
)
_HALF_OF_DAY = (
    r"(?P<half>صباحا|ص|فجرا|ظهرا|عصرا|مساء|م|ليلا|بعد الظهر|بعد منتصف الليل|[ap]\.?m)(?![^\W\d_])"
)
_TIME = re.compile(
    r"(?<![\d:])(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?(?![\d:])"
    rf"(?:\s*{_HALF_OF_DAY})?"
)
_HOUR_ONLY = re.compile(rf"الساعه\s+(?P<hour>\d{{1,2}})(?![\d:])\s*{_HALF_OF_DAY}")
_OFFSET = re.compile(
    r"(?:(?<=\d)\s*|\b(?:gmt|utc)\s*)(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?![\d/.:-])"
)
_UTC_WORD = re.compile(r"(?<![a-z])(?:gmt|utc)(?![a-z])|(?<=\d)\s*z\b|(?<!\w)ت\s?\.?\s?غ(?!\w)")
_CLOCK = re.compile(r"(?:بتوقيت|توقيت)\s+(?P<place>[^\W\d_]+(?:\s+[^\W\d_]+)?)")
#: «15:42 دمشق», «12:31 (بيروت)».
_PLACE = re.compile(
    r"(?<![\d:])\d{1,2}:\d{2}(?:\s*[صم])?\s+"
    rf"(?P<place>{word_of('|'.join(date_words.CLOCKS.values()))})\s*$"
)
_OTHER_ZONE = re.compile(rf"\b(?:{date_words.OTHER_ZONES})\b")
_UNIT = "|".join(f"(?:{word_of(names)})" for names in date_words.UNITS)
_COUNT = (
    rf"(?:(?P<count>\d{{1,4}}|(?:{'|'.join(date_words.COUNTS)})ه?|an?|one)\s+)?(?P<unit>{_UNIT})"
)
_AGO = (re.compile(rf"(?:منذ|قبل)\s+(?:نحو\s+|حوالي\s+)?{_COUNT}"), re.compile(rf"{_COUNT}\s+ago"))
_RELATIVE_DAY = re.compile(word_of("|".join(date_words.DAYS_AGO)))
_UPDATED = re.compile(r"(?:اخر\s+)?(?:تحديث|التحديث|تعديل)|حدثت?|last update|updated|modified")
_EPOCH = re.compile(r"\s*(\d{10})(?:\d{3})?\s*")


def read_date(text: str, *, zone: ZoneInfo | None, now: datetime) -> Dated:
    """The moment `text` means; None with the reason where it is not understood.

    A time without a zone is read in `zone`; a bare day is its midnight there, and noted.
    A day without a year is the nearest one that is not in the future of `now`.

    >>> now = datetime(2025, 12, 29, 9, 0, tzinfo=UTC)
    >>> beirut = ZoneInfo("Asia/Beirut")
    >>> read_date("الأحد 28 كانون الأول 2025 - 16:29", zone=beirut, now=now).at.isoformat()
    '2025-12-28T14:29:00+00:00'
    >>> read_date("٣١ شباط ٢٠٢٥", zone=beirut, now=now)
    Dated(at=None, reason='«٣١ شباط ٢٠٢٥»: no such day')
    >>> read_date("2025-12-01 02:00:00", zone=None, now=now).reason
    '«2025-12-01 02:00:00»: naive time and no zone'
    """
    shown = f"«{' '.join(text[:_LONGEST_CODE_POINTS].split())[:80]}»"
    try:
        at, note = _read(text, zone, now)
    except _UnclearError as why:
        return Dated(None, f"{shown}: {why}")
    return Dated(at.astimezone(UTC), f"{shown}{note}")


def _read(text: str, zone: ZoneInfo | None, now: datetime) -> tuple[datetime, str]:
    """The moment and a note on how it was read."""
    if len(text) > _LONGEST_CODE_POINTS:
        raise _UnclearError("too long for a date")
    at, note = _moment(date_words.plain(text), zone, now)
    if at.year < _FIRST_YEAR:
        raise _UnclearError("stands for no date")
    if at > now + _AHEAD:
        raise _UnclearError("in the future")
    return at, note


def _moment(text: str, zone: ZoneInfo | None, now: datetime) -> tuple[datetime, str]:
    if epoch := _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(epoch[1]), UTC), ", seconds since 1970"
    # «نشر في: … آخر تحديث: …»: what follows the update label is another date.
    first, *_ = _UPDATED.split(text)
    text = first if re.search(r"\d", first) else text
    hijri, rest = _take(_HIJRI, text)
    days, rest = _take(_DATES, rest)
    ago = next(filter(None, (pattern.search(rest) for pattern in _AGO)), None)
    if ago and not days and not hijri:
        return _before(now, ago), RELATIVE
    clock, rest = _clock(rest, zone)
    when, rest = _time(rest)
    if clock is None:
        raise _UnclearError("naive time and no zone" if days or hijri or when else "no date in it")
    day = _day(days, hijri, rest, now.astimezone(clock).date())
    _agree_with_weekday(day, text)
    note = "" if when else DAY_ONLY
    if not days and not hijri:
        note += RELATIVE
    elif days and not any(groups["year"] for groups in days):
        note += YEARLESS
    note += ", Hijri by Umm al-Qura" if hijri and not days else ""
    return datetime.combine(day, when or time(), clock), note


def _take(patterns: tuple[re.Pattern[str], ...], text: str) -> tuple[list[Groups], str]:
    """The named groups of every match, and the text without them."""
    found = []
    for pattern in patterns:
        found += [match.groupdict() for match in pattern.finditer(text)]
        text = pattern.sub(" ", text)
    return found, text


def _clock(text: str, zone: ZoneInfo | None) -> tuple[tzinfo | None, str]:
    """The zone the text itself names, else the outlet's; and the text without it."""
    if _OTHER_ZONE.search(text):
        raise _UnclearError("ambiguous zone abbreviation")
    if offset := _OFFSET.search(text):
        minutes = int(offset["hours"]) * 60 + int(offset["minutes"] or 0)
        if minutes > 14 * 60:
            raise _UnclearError("impossible offset")
        delta = timedelta(minutes=minutes if offset["sign"] == "+" else -minutes)
        return timezone(delta), text[: offset.start()] + " " + text[offset.end() :]
    if _UTC_WORD.search(text):
        return UTC, _UTC_WORD.sub(" ", text)
    named = _CLOCK.search(text) or _PLACE.search(text)
    if not named or re.match("(?:ال)?محلي", named["place"]):
        return zone, text
    for name, places in date_words.CLOCKS.items():
        if re.match(word_of(places), named["place"]):
            return ZoneInfo(name), text
    raise _UnclearError("unknown zone")


def _time(text: str) -> tuple[time | None, str]:
    """The one time of day in the text, and the text without it."""
    found, rest = _take((_TIME, _HOUR_ONLY), text)
    times = {_time_of_day(groups) for groups in found}
    if len(times) > 1:
        raise _UnclearError("two times")
    return (times.pop() if times else None), rest


def _time_of_day(groups: Groups) -> time:
    hour, half = int(groups["hour"] or 0), groups["half"] or ""
    if half == "ليلا":  # «1 ليلا» is after midnight, «9 ليلا» before
        half = "ص" if hour % _NOON < _DAWN else "م"
    elif half == "ظهرا":
        half = "ص" if hour == _NOON - 1 else "م"
    if half.startswith(("ص", "ف", "a", "بعد منتصف")):
        if hour > _NOON:
            raise _UnclearError("no such time")
        hour %= _NOON
    elif half and hour < _NOON:
        hour += _NOON
    try:
        return time(hour, int(groups.get("minute") or 0), int(groups.get("second") or 0))
    except ValueError:
        raise _UnclearError("no such time") from None


def _day(days: list[Groups], hijri: list[Groups], rest: str, today: date) -> date:
    """The one day named; a Hijri date counts only where no Gregorian one stands beside it."""
    named = {_gregorian(groups, today) for groups in days} or {_hijri(groups) for groups in hijri}
    if not named:
        relative = _RELATIVE_DAY.findall(rest)
        if len(relative) != 1:
            raise _UnclearError("no date in it")
        return today - timedelta(days=date_words.DAYS_AGO[relative[0]])
    if len(named) > 1:
        raise _UnclearError("two days")
    return named.pop()


def _gregorian(groups: Groups, today: date) -> date:
    month = _number(groups["month"] or "", date_words.MONTHS)
    day, year = int(groups["day"] or 0), groups["year"]
    try:
        if year:
            return date(int(year), month, day)
        # «17 من شباط»: this year's, or, where that is still to come, last year's.
        this_year = date(today.year, month, day)
        return this_year if this_year <= today + _AHEAD else date(today.year - 1, month, day)
    except ValueError:
        raise _UnclearError("no such day") from None


def _hijri(groups: Groups) -> date:
    if not groups["year"]:
        raise _UnclearError("Hijri without a year")
    month = _number(groups["month"] or "", date_words.HIJRI_MONTHS)
    try:
        found = Hijri(int(groups["year"]), month, int(groups["day"] or 0)).to_gregorian()
    except (ValueError, OverflowError):
        raise _UnclearError("no such day") from None
    return date(found.year, found.month, found.day)


def _number(month: str, names: tuple[str, ...]) -> int:
    """The month, 1 to 12, as a number or by its names; «أكتوبر/تشرين الأول» are two of one."""
    if month.isdigit():
        return int(month)
    numbers = {n for n, of_it in enumerate(names, 1) if re.search(word_of(of_it), month)}
    if len(numbers) != 1:
        raise _UnclearError("two months")
    return numbers.pop()


def _agree_with_weekday(day: date, text: str) -> None:
    named = {n for n, names in enumerate(date_words.WEEKDAYS) if re.search(word_of(names), text)}
    if len(named) == 1 and day.weekday() not in named:
        raise _UnclearError("another weekday")


def _before(now: datetime, ago: re.Match[str]) -> datetime:
    """`now` less what «منذ …» says."""
    unit = ago["unit"]
    names, seconds = next(
        item for item in date_words.UNITS.items() if re.fullmatch(word_of(item[0]), unit)
    )
    count = _count(ago["count"], unit, names)
    try:
        if seconds:
            return now - timedelta(seconds=count * seconds)
        months = now.year * 12 + now.month - 1 - (count if "شهر" in names else 12 * count)
        last = monthrange(months // 12, months % 12 + 1)[1]
        return now.replace(year=months // 12, month=months % 12 + 1, day=min(now.day, last))
    except (ValueError, OverflowError):
        raise _UnclearError("stands for no date") from None


def _count(count: str | None, unit: str, names: str) -> int:
    if count and count.isdigit():
        return int(count)
    if count:
        return next((n for word, n in date_words.COUNTS.items() if count.startswith(word)), 1)
    if unit not in names.split("|")[:2]:
        raise _UnclearError("no number")  # «منذ ساعات»
    return 1 + names.split("|").index(unit)
