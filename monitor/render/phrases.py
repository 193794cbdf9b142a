"""Arabic for moments and numbers, as a Levantine newspaper writes them.

In: aware times and whole numbers.
Out: text that needs no direction mark: digits are ASCII, months are names.
Knows nothing of posts, markup or the clock.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

_WEEKDAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
_MONTHS = (
    "كانون الثاني",
    "شباط",
    "آذار",
    "نيسان",
    "أيار",
    "حزيران",
    "تموز",
    "آب",
    "أيلول",
    "تشرين الأول",
    "تشرين الثاني",
    "كانون الأول",
)
_CITIES = {
    "Asia/Damascus": "دمشق",
    "Asia/Beirut": "بيروت",
    "Asia/Baghdad": "بغداد",
    "Asia/Amman": "عمّان",
    "Asia/Riyadh": "الرياض",
    "Africa/Cairo": "القاهرة",
    "Europe/Istanbul": "إسطنبول",
    "UTC": "غرينتش",
}


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Day and time as people in `zone` say it.

    A zone without a name here is written as its distance from Greenwich.

    >>> moment(datetime.fromisoformat("2025-02-17T11:35:00+00:00"), ZoneInfo("Asia/Damascus"))
    'الاثنين 17 شباط 2025، 14:35 بتوقيت دمشق'
    """
    there = at.astimezone(zone)
    return f"{day(at, zone)}، {there:%H:%M} بتوقيت {_place(there, zone)}"


def _place(there: datetime, zone: ZoneInfo) -> str:
    if zone.key in _CITIES:
        return _CITIES[zone.key]
    offset = there.strftime("%z")
    side = "قبل" if offset.startswith("-") else "بعد"
    return f"{offset[1:3]}:{offset[3:5]} {side} غرينتش"


def day(at: datetime, zone: ZoneInfo) -> str:
    """The day with its name.

    >>> day(datetime.fromisoformat("2025-08-31T22:00:00+00:00"), ZoneInfo("Asia/Damascus"))
    'الاثنين 1 أيلول 2025'
    """
    there = at.astimezone(zone)
    return f"{_WEEKDAYS[there.weekday()]} {there.day} {_MONTHS[there.month - 1]} {there.year}"


def clock(at: datetime, zone: ZoneInfo, *, seen_from: datetime) -> str:
    """The time alone on the day of `seen_from`, else with its day.

    >>> noon = datetime.fromisoformat("2025-02-17T09:00:00+00:00")
    >>> later = datetime.fromisoformat("2025-02-18T09:30:00+00:00")
    >>> clock(noon, ZoneInfo("UTC"), seen_from=noon), clock(later, ZoneInfo("UTC"), seen_from=noon)
    ('09:00', '18 شباط 09:30')
    """
    there = at.astimezone(zone)
    if there.date() == seen_from.astimezone(zone).date():
        return f"{there:%H:%M}"
    return f"{there.day} {_MONTHS[there.month - 1]} {there:%H:%M}"


def counted(number: int, one: str, two: str, few: str, many: str, hundred: str) -> str:
    """A number with its noun in the form that Arabic grammar asks for.

    `one` and `two` are whole phrases; the other forms follow the number: `few` for 3 to 10,
    `many` for 11 to 99, `hundred` for round hundreds and the one or two after them.

    >>> [news(number) for number in (1, 2, 3, 11, 100, 103)]
    ['خبر واحد', 'خبران', '3 أخبار', '11 خبرًا', '100 خبر', '103 أخبار']
    """
    if number in (1, 2):
        return (one, two)[number - 1]
    rest = number % 100
    if 3 <= rest <= 10:  # noqa: PLR2004 grammar
        return f"{number} {few}"
    return f"{number} {many if rest > 10 else hundred}"  # noqa: PLR2004 grammar


def news(number: int) -> str:
    """So many news items."""
    return counted(number, "خبر واحد", "خبران", "أخبار", "خبرًا", "خبر")


def more_news(number: int) -> str:
    """So many news items beside those named.

    >>> [more_news(number) for number in (1, 2, 5, 20)]
    ['وخبر آخر', 'وخبران آخران', 'و5 أخبار أخرى', 'و20 خبرًا آخر']
    """
    return "و" + counted(number, "خبر آخر", "خبران آخران", "أخبار أخرى", "خبرًا آخر", "خبر آخر")


def articles(number: int) -> str:
    """So many articles.

    >>> [articles(number) for number in (0, 1, 2, 5, 348)]
    ['0 مادة', 'مادة واحدة', 'مادتان', '5 مواد', '348 مادة']
    """
    return counted(number, "مادة واحدة", "مادتان", "مواد", "مادة", "مادة")


def in_outlets(number: int) -> str:
    """So many outlets, as they stand behind a preposition.

    >>> [in_outlets(number) for number in (1, 2, 7, 12, 100)]
    ['موقع واحد', 'موقعين', '7 مواقع', '12 موقعًا', '100 موقع']
    """
    return counted(number, "موقع واحد", "موقعين", "مواقع", "موقعًا", "موقع")


def span(since: datetime | None, until: datetime | None, zone: ZoneInfo, *, day: datetime) -> str:
    """From when until when, as told on `day`; None stands for never before, and for still.

    >>> noon = datetime.fromisoformat("2025-02-17T09:00:00+00:00")
    >>> zone = ZoneInfo("UTC")
    >>> span(noon, noon, zone, day=noon), span(noon, None, zone, day=noon)
    ('من 09:00 إلى 09:00', 'منذ 09:00')
    >>> span(None, None, zone, day=noon)
    'حتى الآن'
    """
    if since is None:
        return "حتى الآن"
    begin = clock(since, zone, seen_from=day)
    if until is None:
        return f"منذ {begin}"
    return f"من {begin} إلى {clock(until, zone, seen_from=day)}"


def updates(number: int) -> str:
    """So many updates.

    >>> [updates(number) for number in (1, 2, 10, 11)]
    ['تحديث واحد', 'تحديثان', '10 تحديثات', '11 تحديثًا']
    """
    return counted(number, "تحديث واحد", "تحديثان", "تحديثات", "تحديثًا", "تحديث")


def outlets(number: int, *, independent: int | None = None) -> str:
    """So many sources, and how many of them speak for themselves where these are fewer.

    >>> [outlets(number) for number in (2, 4, 12)]
    ['مصدران', '4 مصادر', '12 مصدرًا']
    >>> [outlets(3, independent=number) for number in (3, 2, 1)]
    ['3 مصادر', '3 مصادر، اثنان منها مستقلان', '3 مصادر، كلها عن أصل واحد']
    >>> outlets(2, independent=1), outlets(20, independent=12)
    ('مصدران عن أصل واحد', '20 مصدرًا، 12 منها مستقلة')
    """
    all_of_them = counted(number, "مصدر واحد", "مصدران", "مصادر", "مصدرًا", "مصدر")
    if independent is None or independent >= number:
        return all_of_them
    if independent == 1:
        return f"{all_of_them}{'' if number == 2 else '، كلها'} عن أصل واحد"  # noqa: PLR2004 the dual
    few = "اثنان منها مستقلان" if independent == 2 else f"{independent} منها مستقلة"  # noqa: PLR2004
    return f"{all_of_them}، {few}"


def more_outlets(number: int) -> str:
    """So many sources beside those named.

    >>> [more_outlets(number) for number in (1, 2, 5, 20)]
    ['ومصدر آخر', 'ومصدران آخران', 'و5 مصادر أخرى', 'و20 مصدرًا آخر']
    """
    return "و" + counted(number, "مصدر آخر", "مصدران آخران", "مصادر أخرى", "مصدرًا آخر", "مصدر آخر")
