"""The words of the watch room: what is kept as an English word, in Arabic; times and numbers.

In: words of the database, moments, counts. Out: Arabic as a newspaper writes it.
Knows nothing of pages, markup or storage.
"""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from monitor.render.phrases import clock, counted

SEVERITIES: Final = {"urgent": "عاجل", "high": "مهم", "normal": "عادي", "low": "قليل الأهمية"}

#: What was decided about an article, and what that means for readers.
ACTS: Final = {
    "post": "نُشر",
    "edit": "عُدّل به المنشور",
    "reply": "نُشر ردًّا",
    "hold": "حُجب",
    "drop": "لم يُنشر",
}

#: How an article belongs to its story.
KINDS: Final = {"first": "الأولى", "copy": "منقولة", "retelling": "بصياغة أخرى"}

POSTS: Final = {
    "post": "منشور",
    "edit": "تعديل",
    "reply": "ردّ",
    "admin": "رسالة إدارة",
    "bundle": "موجز",
    "digest": "حصاد",
    "note": "ملاحظة",
}

STATES: Final = {
    "planned": "ينتظر",
    "sending": "يُرسَل الآن",
    "sent": "أُرسل",
    "unknown": "مشكوك في وصوله",
    "failed": "رُفض",
    "superseded": "حلّ غيره محلّه",
    "held": "موقوف",
}

FIELDS: Final = {"title": "العنوان", "lead": "المقدمة", "body": "النص", "tags": "الوسوم"}

#: What happened, and what it struck.
HAPPENINGS: Final = {
    "attack": "هجوم", "fire": "حريق", "crash": "حادث سير", "sinking": "غرق", "quake": "هزة",
    "collapse": "انهيار", "seizure": "ضبط", "arrest": "توقيف", "kidnap": "خطف", "deal": "اتفاق",
    "troops": "تحرّك قوات", "visit": "زيارة", "weather": "طقس", "power": "كهرباء", "water": "مياه",
    "sport": "رياضة", "culture": "ثقافة", "health": "صحة", "protest": "احتجاج", "funeral": "تشييع",
    "probe": "تحقيق", "schooling": "تعليم", "office": "مناصب", "prices": "أسعار",
    "market": "سوق", "depot": "مستودع", "woods": "أحراج", "school": "مدرسة", "bus": "حافلة",
    "boat": "زورق", "motorbike": "دراجة", "truck": "شاحنة", "train": "قطار", "prison": "سجن",
    "checkpoint": "حاجز", "mosque": "مسجد", "church": "كنيسة",
    "tanker": "صهريج", "hospital": "مشفى", "bakery": "فرن", "restaurant": "مطعم", "hotel": "فندق",
    "home": "منزل", "farm": "مزرعة",
}  # fmt: skip

#: What an alarm is about.
TOPICS: Final = {
    "reading": "القراءة",
    "news": "انقطاع الأخبار",
    "bodies": "النصوص",
    "dates": "التواريخ",
    "age": "القِدَم",
    "language": "اللغة",
    "flood": "السيل",
}

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def ago(at: datetime, now: datetime) -> str:
    """How long ago that was; what lies ahead within a minute counts as now.

    >>> now = datetime.fromisoformat("2026-01-15T09:00:00+00:00")
    >>> [ago(now - timedelta(minutes=m), now) for m in (0, 2, 11, 60, 200, 3 * 1440)]
    ['الآن', 'قبل دقيقتين', 'قبل 11 دقيقة', 'قبل ساعة', 'قبل 3 ساعات', 'قبل 3 أيام']
    >>> ago(now + timedelta(minutes=5), now)
    'بعد 5 دقائق'
    """
    gap = abs(now - at)
    if gap < _MINUTE:
        return "الآن"
    return f"{'قبل' if at < now else 'بعد'} {span(gap)}"


def span(gap: timedelta) -> str:
    """A span of time as it stands after a preposition; never less than a minute.

    >>> span(timedelta(minutes=10)), span(timedelta(hours=2))
    ('10 دقائق', 'ساعتين')
    """
    gap = max(gap, _MINUTE)
    if gap < _HOUR:
        return counted(gap // _MINUTE, "دقيقة", "دقيقتين", "دقائق", "دقيقة", "دقيقة")
    if gap < 2 * _DAY:
        return hours(gap // _HOUR)
    return days(gap // _DAY)


def hours(number: int) -> str:
    """So many hours, as they stand behind a preposition.

    >>> hours(2), hours(70), hours(103)
    ('ساعتين', '70 ساعة', '103 ساعات')
    """
    return counted(number, "ساعة", "ساعتين", "ساعات", "ساعة", "ساعة")


def days(number: int) -> str:
    """So many days, as they stand behind a preposition."""
    return counted(number, "يوم", "يومين", "أيام", "يومًا", "يوم")


def when(at: datetime | str | None, zone: ZoneInfo, now: datetime) -> str:
    """The time alone today, else with its day; moments of the database are ISO 8601 text.

    >>> now = datetime.fromisoformat("2026-01-15T09:00:00+00:00")
    >>> when("2026-01-14T22:30:00+00:00", ZoneInfo("Asia/Damascus"), now)
    '01:30'
    >>> when("2025-02-17T11:00:00+00:00", ZoneInfo("UTC"), now), when(None, ZoneInfo("UTC"), now)
    ('17 شباط 2025، 11:00', 'بلا وقت')
    """
    if at is None:
        return "بلا وقت"
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    year = moment.astimezone(zone).year
    said = clock(moment, zone, seen_from=now)
    if year == now.astimezone(zone).year:
        return said
    day, _, time = said.rpartition(" ")
    return f"{day} {year}، {time}"


def matters(number: int) -> str:
    """So many things to look at.

    >>> [matters(number) for number in (1, 2, 4)]
    ['أمر واحد يحتاج إلى نظر', 'أمران يحتاجان إلى نظر', '4 أمور تحتاج إلى نظر']
    >>> matters(29)
    '29 أمرًا يحتاج إلى نظر'
    """
    things = counted(number, "أمر واحد", "أمران", "أمور", "أمرًا", "أمر")
    verb = "يحتاجان" if number == 2 else "تحتاج" if things.endswith("أمور") else "يحتاج"  # noqa: PLR2004 the dual
    return f"{things} {verb} إلى نظر"


def letters(number: int) -> str:
    """So many letters.

    >>> [letters(number) for number in (0, 2, 8, 348, 600)]
    ['0 حرف', 'حرفان', '8 أحرف', '348 حرفًا', '600 حرف']
    """
    return counted(number, "حرف واحد", "حرفان", "أحرف", "حرفًا", "حرف")
