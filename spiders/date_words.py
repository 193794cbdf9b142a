"""Which words do Arabic outlets use for months, weekdays, spans of time and clocks?

Tables for `spiders.dates`, and how their words are found in a text.
Every name is folded as `spiders.dates` folds a text: bare alef, ه for ة, ي for ى, no marks,
Latin in lower case; names of one thing are separated by ``|`` and are regular expressions.
Sources: Unicode CLDR (ar-SY, ar-LB, ar-EG, ar-MA, ar-DZ), and pages of the watched outlets.
"""

import re
import unicodedata

#: January to December: Levantine, Egyptian and Gulf, Maghrebi, English.
MONTHS = (
    "كانون الثاني|كانون ثاني|كانون ?2|ك ?2|يناير|جانفي|january|jan",
    "شباط|فبراير|فيفري|february|feb",
    "اذار|مارس|march|mar",
    "نيسان|ابريل|افريل|april|apr",
    "ايار|مايو|ماي|may",
    "حزيران|يونيو|يونيه|جوان|june|jun",
    "تموز|يوليو|يوليه|يوليوز|جويليه|july|jul",
    "اب|اغسطس|اوت|غشت|august|aug",
    "ايلول|سبتمبر|شتنبر|september|sept|sep",
    "تشرين الاول|تشرين اول|تشرين ?1|ت ?1|اكتوبر|october|oct",
    "تشرين الثاني|تشرين ثاني|تشرين ?2|ت ?2|نوفمبر|نونبر|november|nov",
    "كانون الاول|كانون اول|كانون ?1|ك ?1|ديسمبر|دجنبر|december|dec",
)
#: Muharram to Dhu al-Hijja.
HIJRI_MONTHS = (
    "محرم|المحرم",
    "صفر",
    "ربيع الاول|ربيع اول",
    "ربيع الاخر|ربيع الثاني|ربيع اخر|ربيع ثاني",
    "جمادي الاولي|جمادي الاول|جمادي اول",
    "جمادي الاخره|جمادي الثانيه|جمادي الاخر|جمادي الثاني",
    "رجب",
    "شعبان",
    "رمضان",
    "شوال",
    "ذو القعده|ذي القعده|ذوالقعده",
    "ذو الحجه|ذي الحجه|ذوالحجه",
)
#: Monday to Sunday, as `date.weekday` counts.
WEEKDAYS = (
    "الاثنين|monday|mon",
    "الثلاثاء|الثلاثا|tuesday|tue",
    "الاربعاء|الاربعا|wednesday|wed",
    "الخميس|thursday|thu",
    "الجمعه|friday|fri",
    "السبت|saturday|sat",
    "الاحد|sunday|sun",
)
#: Seconds of one; months and years, 0, are counted on the calendar instead.
#: In Arabic the singular, the dual and the rest; the first two carry their number in them.
UNITS = {
    "ثانيه|ثانيتين|ثوان|ثواني|seconds?|secs?": 1,
    "دقيقه|دقيقتين|دقائق|دقايق|minutes?|mins?": 60,
    "ساعه|ساعتين|ساعات|hours?": 3600,
    "يوم|يومين|ايام|يوما|days?": 86400,
    "اسبوع|اسبوعين|اسابيع|اسبوعا|weeks?": 604800,
    "شهر|شهرين|اشهر|شهور|شهرا|months?": 0,
    "سنه|سنتين|سنوات|سنين|years?": 0,
    "عام|عامين|اعوام|عاما": 0,
}
#: Words for a day seen from today.
DAYS_AGO = {"اليوم": 0, "today": 0, "امس": 1, "البارحه": 1, "yesterday": 1, "اول امس": 2}
DAYS_AGO["امس الاول"] = DAYS_AGO["اول من امس"] = 2
#: Written numbers, before ه or not.
COUNTS = {"ثلاث": 3, "اربع": 4, "خمس": 5, "ست": 6, "سبع": 7, "ثماني": 8, "تسع": 9, "عشر": 10}
#: What follows «بتوقيت».
CLOCKS = {
    "UTC": "غرينتش|غرينيتش|جرينتش|جرينيتش|العالمي",
    "Asia/Damascus": "دمشق|سوريا|سوريه",
    "Asia/Beirut": "بيروت|لبنان",
    "Asia/Riyadh": "مكه|مكه المكرمه|الرياض|السعوديه",
    "Asia/Baghdad": "بغداد|العراق",
    "Asia/Amman": "عمان|الاردن",
    "Asia/Jerusalem": "القدس|القدس المحتله|فلسطين",
    "Africa/Cairo": "القاهره|مصر",
    "Asia/Dubai": "ابوظبي|ابو ظبي|دبي|الامارات",
    "Asia/Qatar": "الدوحه|قطر",
    "Europe/Istanbul": "اسطنبول|انقره|تركيا",
    "Europe/Moscow": "موسكو|روسيا",
    "Europe/London": "لندن",
}
#: Abbreviations that mean different zones in different countries, or none we know.
OTHER_ZONES = "est|edt|cst|cdt|pst|pdt|cet|cest|eet|eest|bst|ast|msk|ist"


def word_of(names: str) -> str:
    """A pattern of these whole words, longest first; a digit may touch one, a letter may not.

    >>> import re
    >>> [bool(re.search(word_of("اب|شباط"), text)) for text in ("4اب", "ابن")]
    [True, False]
    """
    longest_first = sorted(names.split("|"), key=len, reverse=True)
    return rf"(?<![^\W\d_])(?:{'|'.join(longest_first)})(?![^\W\d_])"


_INVISIBLE = re.compile(
    "[\u00ad\u0610-\u061a\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_FOLDED = str.maketrans("أإآٱىیةکھۀ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "ااااييهكهه01234567890123456789")
_SEPARATORS = re.compile(r"[،,؛;|•·–—_()\[\]«»\"“”'’]|(?<!\d)[-/]|[-/](?!\d)")


def plain(text: str) -> str:
    """`text` folded: ASCII digits, bare letters, separators only inside numbers."""
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).lower().translate(_FOLDED)
    text = re.sub(r"(?<=\d)\s*/\s*(?=\d)", "/", text)
    return " ".join(_SEPARATORS.sub(" ", text).split())
