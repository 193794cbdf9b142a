"""Dates as outlets print them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.dates import read_date

#: A Monday.
NOW = datetime(2025, 12, 29, 9, 0, tzinfo=UTC)
DAMASCUS = ZoneInfo("Asia/Damascus")

#: The text, and the moment in UTC as `YYYY-MM-DD HH:MM`; a time of 21:00 on the day before is
#: midnight in Damascus, a bare day.
UNDERSTOOD = {
    # machine forms
    "2025-09-06T23:07:04+03:00": "2025-09-06 20:07",
    "2024-07-16 09:10:22 +03:00": "2024-07-16 06:10",
    "2020-06-03T03:01+0400": "2020-06-02 23:01",
    "2020-03-17T17:27:41Z": "2020-03-17 17:27",
    "2025-12-29T04:12:00.000Z": "2025-12-29 04:12",
    "2025-11-05T12:00:00-08:00": "2025-11-05 20:00",
    "2025-12-01 02:00:00": "2025-11-30 23:00",
    "2025-12-01": "2025-11-30 21:00",
    "٢٠٢٥-١١-٢٢": "2025-11-21 21:00",
    "٢٠٢٥-١١-٢٢T٠٦:٣٠:٠٠+٠٣:٠٠": "2025-11-22 03:30",
    "۲۰۲۵-۱۱-۲۲": "2025-11-21 21:00",
    "Sat, 28 Dec 2024 10:00:00 GMT": "2024-12-28 10:00",
    "Sat, 28 Dec 2024 10:00:00 +0400": "2024-12-28 06:00",
    "1761638400": "2025-10-28 08:00",
    "1761638400000": "2025-10-28 08:00",
    # numbers, day first
    "05/11/2025": "2025-11-04 21:00",
    "٠٥-١١-٢٠٢٥": "2025-11-04 21:00",
    "5.11.2025 14:30": "2025-11-05 11:30",
    "2025/12/28": "2025-12-27 21:00",
    "28 / 12 / 2025": "2025-12-27 21:00",
    "2025/12/22 - 01:30 م": "2025-12-22 10:30",
    # month names: Levantine, Egyptian, Maghrebi, both, English
    "الأحد 28 كانون الأول 2025 - 16:29": "2025-12-28 13:29",
    "23 كانون الأول 2024 - 20:01": "2024-12-23 17:01",
    "4 آب 2025": "2025-08-03 21:00",
    "3 كانون ثاني 2025": "2025-01-02 21:00",
    "5 تشرين2 2025": "2025-11-04 21:00",
    "5 تشرين 1 2025": "2025-10-04 21:00",
    "12 ك1 2025": "2025-12-11 21:00",
    "١٧ نوفمبر ٢٠٢٥": "2025-11-16 21:00",
    "فبراير 17, 2025": "2025-02-16 21:00",
    "17فبراير2025": "2025-02-16 21:00",
    "الأربعاء، 07 أكتوبر 2020 - 12:09 م": "2020-10-07 09:09",
    "28 جويلية 2025": "2025-07-27 21:00",
    "12 أوت 2025": "2025-08-11 21:00",
    "3 دجنبر 2025": "2025-12-02 21:00",
    "5 شتنبر 2025": "2025-09-04 21:00",
    "٢٨ أكتوبر/تشرين الأول ٢٠٢٥": "2025-10-27 21:00",
    "9 سبتمبر (أيلول) 2025": "2025-09-08 21:00",
    "24 نيسان / أبريل 2020 09:22 مساءً": "2020-04-24 18:22",
    "28 من شهر آذار عام 2025": "2025-03-27 21:00",
    "2025 تشرين الأول 28": "2025-10-27 21:00",
    "December 28, 2024 3:05 PM": "2024-12-28 12:05",
    "28th, December 2024": "2024-12-27 21:00",
    "5 نوفمبر 2025م": "2025-11-04 21:00",
    "5 نوفمبر\u200f 2025\u200e": "2025-11-04 21:00",
    "٥ تَشرين الثّاني ٢٠٢٥": "2025-11-04 21:00",
    "سبت, 12/27/2025 - 21:40": "2025-12-27 18:40",
    "12/11/2025": "2025-11-11 21:00",
    # no year: the nearest that is not in the future
    "17 من شباط": "2025-02-16 21:00",
    "الاثنين 17 من شباط": "2025-02-16 21:00",
    "30 كانون الأول": "2025-12-29 21:00",
    "31 كانون الأول": "2024-12-30 21:00",
    # halves of the day
    "28-12-2025 12:10 ص": "2025-12-27 21:10",
    "28-12-2025 12:10 ظهرا": "2025-12-28 09:10",
    "27-12-2025 11:10 ظهرا": "2025-12-27 08:10",
    "28-12-2025 1:10 ظهراً": "2025-12-28 10:10",
    "28-12-2025 9:10 ليلاً": "2025-12-28 18:10",
    "28-12-2025 2:10 ليلاً": "2025-12-27 23:10",
    "28-12-2025 الساعة 5 مساءً": "2025-12-28 14:00",
    "28-12-2025 17:10 م": "2025-12-28 14:10",
    # zones the text names
    "الأحد، 28 ديسمبر 2025 08:15 م بتوقيت غرينتش": "2025-12-28 20:15",
    "29 ديسمبر 2025 - 08:12 بتوقيت أبوظبي": "2025-12-29 04:12",
    "28 كانون الأول 2025 10:15 صباحاً بتوقيت بيروت": "2025-12-28 08:15",
    "28-12-2025 10:15 بتوقيت مكة المكرمة": "2025-12-28 07:15",
    "28-12-2025 10:15 بالتوقيت المحلي": "2025-12-28 07:15",
    "28-12-2025 10:15 (GMT+2)": "2025-12-28 08:15",
    "GMT 17:27 17.03.2020": "2020-03-17 17:27",
    "28-12-2025 10:15 ت.غ": "2025-12-28 10:15",
    # labels
    "آخر تحديث: 4 آذار 2025": "2025-03-03 21:00",
    "نشر في: 3 آذار 2025 10:15 ص آخر تحديث: 4 آذار 2025 11:00 م": "2025-03-03 07:15",
    "تاريخ النشر: 28th, December 2024 GMT": "2024-12-28 00:00",
    "كتبه المحرر | 28 أكتوبر 2025 | 153 مشاهدة": "2025-10-27 21:00",
    # Hijri
    "14 جمادى الأولى 1447 هـ الموافق 5 نوفمبر 2025م": "2025-11-04 21:00",
    "الأربعاء 5 نوفمبر 2025 - 14 جمادى الأولى": "2025-11-04 21:00",
    "14 جمادى الأولى 1447 هـ": "2025-11-04 21:00",
    "1447/05/14 هـ": "2025-11-04 21:00",
    "14-05-1447": "2025-11-04 21:00",
    # the clock named by its city alone
    "تاريخ النشر: 23.02.2025 | 15:42 دمشق": "2025-02-23 12:42",
    "22 يناير 2025 - 12:31 (بيروت)": "2025-01-22 10:31",
    # relative
    "منذ 3 ساعات": "2025-12-29 06:00",
    "منذ ساعة": "2025-12-29 08:00",
    "قبل ساعتين": "2025-12-29 07:00",
    "منذ ٥٠ دقيقة": "2025-12-29 08:10",
    "منذ يومين": "2025-12-27 09:00",
    "منذ ثلاثة أيام": "2025-12-26 09:00",
    "منذ أسبوع": "2025-12-22 09:00",
    "منذ شهر": "2025-11-29 09:00",
    "منذ 10 أشهر": "2025-02-28 09:00",
    "منذ سنتين": "2023-12-29 09:00",
    "منذ عام": "2024-12-29 09:00",
    "3 hours ago": "2025-12-29 06:00",
    "an hour ago": "2025-12-29 08:00",
    "أمس 18:30": "2025-12-28 15:30",
    "اليوم": "2025-12-28 21:00",
    "أول من أمس 10:00": "2025-12-27 07:00",
}
#: The text, and the reason behind it.
REFUSED = {
    "31 شباط 2025": "no such day",
    "2025-13-40": "no such day",
    "13/25/2025": "no such day",
    "30 شباط": "no such day",
    "31 رمضان 1446 هـ": "no such day",
    "14 جمادى الأولى": "Hijri without a year",
    "الثلاثاء 28 كانون الأول 2025": "another weekday",
    "28-12-2025 25:70": "no such time",
    "28-12-2025 15:00 ص": "no such time",
    "28-12-2025 10:15 28-12-2025 11:15": "two times",
    "من 5 آذار 2025 إلى 9 آذار 2025": "two days",
    "28 أكتوبر/تشرين الثاني 2025": "two months",
    "28-12-2025 10:15 بتوقيت طوكيو": "unknown zone",
    "28-12-2025 10:15 EST": "ambiguous zone abbreviation",
    "2025-12-28T10:15:00+25:00": "impossible offset",
    "2026-04-20T14:09:42": "in the future",
    "1970-01-01T00:00:00Z": "stands for no date",
    "منذ 9999 سنة": "stands for no date",
    "منذ ساعات": "no number",
    "منذ لحظات": "no date in it",
    "أكتوبر 2025": "no date in it",
    "2025": "no date in it",
    "عاجل": "no date in it",
    "": "no date in it",
    "28 ديسمبر 2025 " + "كلام " * 60: "too long for a date",
}


@pytest.mark.parametrize(("text", "expected"), UNDERSTOOD.items())
def test_date_is_read_as_the_moment_it_means(text: str, expected: str) -> None:
    """A date in any form outlets print becomes the moment it means, in UTC."""
    dated = read_date(text, zone=DAMASCUS, now=NOW)
    assert dated.at is not None, dated.reason
    assert f"{dated.at:%Y-%m-%d %H:%M}" == expected
    assert dated.at.tzinfo is UTC


@pytest.mark.parametrize(("text", "why"), REFUSED.items())
def test_what_is_not_understood_is_no_date(text: str, why: str) -> None:
    """A text that is not understood gives no date and says why."""
    dated = read_date(text, zone=DAMASCUS, now=NOW)
    assert dated.at is None
    assert dated.reason.endswith(f": {why}")


@pytest.mark.parametrize("text", ["2025-12-28 10:15", "28 كانون الأول 2025", "أمس", "10:15"])
def test_naive_time_without_a_zone_is_no_date(text: str) -> None:
    """Without the outlet's zone a naive time means nothing."""
    dated = read_date(text, zone=None, now=NOW)
    assert dated.at is None
    assert dated.reason.endswith((": naive time and no zone", ": no date in it"))


@pytest.mark.parametrize("text", ["2025-12-28T10:15:00Z", "منذ ساعة", "28-12-2025 GMT"])
def test_time_with_its_own_zone_needs_none(text: str) -> None:
    """A time that names its zone, or counts from now, is read without the outlet's zone."""
    assert read_date(text, zone=None, now=NOW).at is not None


def test_reason_says_what_is_rough() -> None:
    """The reason quotes the text and says when only a day, a span or a Hijri day was given."""

    def reason(text: str) -> str:
        return read_date(text, zone=DAMASCUS, now=NOW).reason

    assert reason("28 كانون الأول 2025") == "«28 كانون الأول 2025», day only"
    assert reason("منذ ساعة") == "«منذ ساعة», relative to the fetch"
    assert reason("أمس 18:30") == "«أمس 18:30», relative to the fetch"
    assert reason("17 من شباط") == "«17 من شباط», day only, year from the fetch"
    assert reason("1447/05/14 هـ") == "«1447/05/14 هـ», day only, Hijri by Umm al-Qura"
    assert reason("2025-12-28T10:15:00Z") == "«2025-12-28T10:15:00Z»"


def test_last_day_of_a_month_counts_back_to_a_shorter_one() -> None:
    """A month before 31 March is the last day of February."""
    now = datetime(2025, 3, 31, 12, tzinfo=UTC)
    assert read_date("منذ شهر", zone=DAMASCUS, now=now).at == datetime(2025, 2, 28, 12, tzinfo=UTC)


_PIECES = st.sampled_from(
    [
        "28",
        "٢٠٢٥",
        "2025",
        "كانون",
        "الأول",
        "تشرين",
        "منذ",
        "ساعات",
        "10:15",
        "م",
        "/",
        "-",
        "هـ",
        "محرم",
        "GMT",
        "+03:00",
        "T",
        "Z",
        "أمس",
        "بتوقيت",
        "دمشق",
        "،",
        "(",
        "9999",
        "شهر",
        "ago",
    ]
)


@given(st.one_of(st.text(), st.lists(_PIECES, max_size=12).map(" ".join)))
def test_no_text_raises_and_no_date_lies_in_the_future(text: str) -> None:
    """Whatever the text, the answer is a date that is not in the future, or none with a reason."""
    dated = read_date(text, zone=DAMASCUS, now=NOW)
    assert dated.reason
    if dated.at is not None:
        assert dated.at <= NOW + timedelta(days=1)
        assert dated.at.utcoffset() == timedelta(0)
