"""In which words does a text say whom it has its news from?

In: the names of outlets, besides those that everybody knows. Out: Quoting, the patterns that find
one of them, or any outlet that is called one («وكالة …»), where it is named as a source.
Knows nothing of whole articles, and of who is meant by a name.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

MARKS = re.compile(
    "[\u0610-\u061a\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060-\u206f]"
)

#: What an outlet's name begins with.
NOUN = (
    "وكالة|وكالات|صحيفة|صحيفتي|جريدة|مجلة|قناة|قناتي|فضائية|موقع|تلفزيون|التلفزيون|شبكة|[إا]ذاعة"
    "|راديو|مرصد|المرصد|منصة|هيئة الإذاعة|هيئة البث"
)
#: Outlets known by their bare name, without a word such as «وكالة» before it.
KNOWN = (
    "سانا|رويترز|[أا]سوشي?يتد برس|فرانس برس|الأناضول|الاناضول|سبوتنيك|تاس|نوفوستي|[إا]نترفاكس|"
    "شينخوا"
    "|بلومبرغ|بلومبيرغ|الجزيرة نت|الجزيرة|العربية نت|العربية|سكاي نيوز عربية|سكاي نيوز|بي بي سي"
    "|سي [إا]ن [إا]ن|روسيا اليوم|حلب اليوم|الشرق الأوسط|عنب بلدي|بلدي نيوز|القدس العربي|عربي ?21"
    "|تلفزيون سوريا|نورث برس|واشنطن بوست|نيويورك تايمز|وول ستريت جورنال|فايننشال تايمز"
    "|الغارديان|يديعوت [أا]حرونوت|هآرتس|الميادين|[أا]كسيوس|بوليتيكو|دويتشه فيله|فرانس ?24"
    "|لبنان ديبايت|الإخبارية السورية|الإخبارية"
    # «الوكالة العربية السورية للأنباء»; «الوكالة» alone is the one just named.
    r"|الوكالة(?: ال\w+){1,2} لل[إاأ](?:نباء|علام)"
    r"|[أا]\.? ?ف\.? ?ب|د\.? ?ب\.? ?[أا]|RT|CNN|BBC|AFP|AP|Reuters|Bloomberg|Axios"
)
#: Names that end in «اليوم», which behind any other name says when: «قالت قناة العربية اليوم إن».
TODAY = "(?:روسيا|حلب|سوريا|لبنان|ليبيا|العراق|المصري|[إا]سرائيل) اليوم"
#: Whose own site may be watched as an outlet; by the bare name it is they who speak.
_OFFICE = re.compile(
    r"(?:ال)?(?:وزار|رئاس|محافظ|مديري|بلدي[ةه]|حكوم|مجلس|كرملين|بنتاغون|جيش|قياد[ةه]|شرط[ةه])"
    r"|(?:البيت الأبيض|الأمم المتحدة|الدفاع|الداخلية|الخارجية)"
)
_ACCORDING = (
    "نقلا عن|بحسب ما|حسب ما|حسبما|بحسب|حسب|وفق ما|وفقا لما|وفق|وفقا|كما|مثلما|استنادا [إا]لى"
    "|(?<=[،,] )على ما|(?:على )?حد قول|على ذمة|طبقا لما|طبقا"
    "|في (?:حديث|تصريح|مقابلة|تقرير|بيان) مع"
)
#: What outlets do with news, and nobody else does.
_REPORTS = (
    "ذكرته?|ذكره?|[أا]فادت|[أا]فاد|نقلته?|نقله?|نشرته?|نشره?|[أا]وردته?|[أا]ورده?|بثته?|بثه?|كتبت"
    "|علمت|رصدت|تحدثت"
)
_VERB = (
    f"{_REPORTS}|قالته?|قاله?|[أا]علنت|كشفت|كشف|[أا]كدت|[أا]شارت|لفتت|[أا]وضحت|[أا]ضافت"
)  # fmt: skip
#: Who tells an outlet something: «قال مصدر لسانا», «في تصريح لمراسل سانا».
_TELLS = (
    "قال|قالت|قوله|قولها|قالوا|ذكر|ذكرت|[أا]وضح|[أا]وضحت|صرح|صرحت|تصريح|تصريحات|[أا]كد|[أا]كدت|بين"
    "|بينت|[أا]فاد|[أا]فادت|كشف|كشفت|[أا]شار|[أا]شارت|لفت|لفتت|[أا]ضاف|[أا]ضافت|[أا]علن|[أا]علنت"
    "|حديث|حديثه|حديثها|تحدث|تحدثت|مقابلة|لقاء|اتصال|روى|روت|نفى|نفت"
)
#: Countries speak too: «أعلنت روسيا اليوم أن» is of Russia, «ذكرت روسيا اليوم أن» of the channel.
COUNTRY_SPEAKS = re.compile(
    rf"(?:قالت|[أا]علنت|كشفت|[أا]كدت|[أا]شارت|لفتت|[أا]وضحت|[أا]ضافت)\s+{TODAY}(?!\w)"
)
_SAID = rf"(?:{_ACCORDING})(?:\s+(?:{_VERB})(?:\sبها?)?)?|(?:{_VERB})"
_PLACE = r"[^\W_]+(?:\s[^\W_]+){0,2}"
_DASH = r"\s*[-–—/|،,]\s*"
_OPEN, _CLOSE = r"[«\"“(']", r"[»\"”)']"
_NEVER = r"(?!)"

#: Letters that outlets write in more than one way.
_SPELLINGS = dict.fromkeys("اأإآ", "[اأإآ]") | dict.fromkeys("ىي", "[ىي]")
_DIGIT_EDGE = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])|\s+(?=\d)|(?<=\d)\s+")


class Quoting(NamedTuple):
    """How texts name their sources.

    A pattern finds a name as ``known`` or ``quoted``, or a ``noun`` with the ``rest`` of the line.
    """

    #: «بحسب …», «ذكرت …», «قال مصدر ل…», «نقل … عن …».
    sources: tuple[re.Pattern[str], ...]
    #: Where a text or a title begins with who says it: «طرطوس (سانا) -», «عاجل | رويترز:».
    dateline: re.Pattern[str]
    #: How many a text ends: «… وعاد التيار. (سانا)».
    ending: re.Pattern[str]
    #: «للأناضول» for «ل الأناضول»: written so, the name stands whole.
    joined: re.Pattern[str]
    #: A name and nothing else.
    name: re.Pattern[str]
    #: A name with which a text goes on, quoted or not.
    bare: re.Pattern[str]
    #: Any of the names that were given; where it finds nothing, they change nothing.
    given: re.Pattern[str]


@lru_cache(maxsize=16)
def quoting(names: tuple[str, ...] = ()) -> Quoting:
    """The patterns for the outlets that everybody knows and those of these names.

    A name of one common word («المدن») is one where only an outlet can stand: in quotes, behind
    «نقلاً عن» and verbs of reporting, in an attribution that commas set apart.
    An office that is watched as an outlet («الكرملين») is quoted by its site only.

    >>> quoting(("نبأ الساحل",)).sources[0].search("ذكرت نبا الساحل أن")["known"]
    'نبا الساحل'
    """
    others = [name for one in names if (name := _plain(one)) and not re.fullmatch(KNOWN, name)]
    named = [name for name in others if not _OFFICE.match(name)]
    alone = [name for name in named if _is_a_word(name)]
    whole = [name for name in named if name not in alone]
    # «شام» of «شبكة شام», which without quotes is a country.
    short = [match[1] for one in whole if (match := re.fullmatch(rf"(?:{NOUN})\s+(.+)", one))]
    known = rf"(?:{_one_of(whole)}|{KNOWN})"
    every = rf"(?:{_one_of(whole + alone)}|{KNOWN})"
    quoted = _one_of(alone + short)
    outlet = (
        rf"(?:(?P<open>{_OPEN})?\s?(?P<noun>{NOUN})\s+(?=(?P<rest>[^\n]{{1,90}}))"
        rf"|{_OPEN}?(?P<known>{known})(?!\w)|{_OPEN}\s?(?P<quoted>{quoted})\s?{_CLOSE})"
    )
    said = rf"(?<!\w)[وف]?(?:{_SAID})\s+(?:مراسل(?:ة|ي)?\s+)?(?:ل\s?)?{outlet}"
    told = rf"(?<!\w)[وف]?(?:{_TELLS})(?!\w)[^\n.؛!؟]{{0,70}}?(?<!\w)ل\s?(?:مراسلة?\s+)?{outlet}"
    # «عن وكالة سانا» says whose a report is after «نشر» and the like, or where it begins a phrase.
    passed = (
        rf"(?:^|[،,(\n]|(?<!\w)[وف]?(?:نشر|نشرت|نقل|نقلت|خبرا?|[أا]نباء|صورا?|منقول)(?!\w)"
        rf"[^\n.؛!؟]{{0,40}}?(?<!\w))\s*عن\s+{outlet}"
    )
    dateline = (
        rf"\W*(?:(?:{_PLACE}{_DASH}){{0,3}}{_OPEN}?|(?:{_PLACE}{_DASH}){{0,2}}{_PLACE}\s*[(«])"
        rf"(?P<known>{every})(?!\w)\s*{_CLOSE}?\s*(?:[-–—:|/]|$)"
    )
    ending = rf"(?<=[\w.!؟»])\s*\((?P<known>{every})\)\s*\.?\s*$"
    definite = [name.removeprefix("ال") for name in whole if name.startswith("ال")]
    definite_words = [name.removeprefix("ال") for name in alone if name.startswith("ال")]
    joined = (
        r"(?<!\w)لل(?=وكالة ال|(?:[أا]ناضول|جزيرة|عربية|شرق الأوسط|غارديان|ميادين|إخبارية|تلفزيون"
        rf"|مرصد|{_one_of(definite)})(?!\w)|(?:{_one_of(definite_words)})(?=\s+[إأا]ن))"
    )
    sources = (said, told, passed, *(_one_word(_one_of(alone)) if alone else ()))
    return Quoting(
        sources=tuple(map(re.compile, sources)),
        dateline=re.compile(dateline),
        ending=re.compile(ending, re.MULTILINE),
        joined=re.compile(joined),
        name=re.compile(every),
        bare=re.compile(rf"{_OPEN}?(?:{TODAY}|{_one_of([*whole, *alone, *short])}|{KNOWN})(?!\w)"),
        given=re.compile(_one_of([*whole, *alone, *short])),
    )


def _one_word(word: str) -> tuple[str, ...]:
    """Where a name that is a word of the language is one."""
    # A definite word that follows makes it another name: «المرصد الوطني للزلازل».
    reporting = (
        rf"(?<!\w)[وف]?(?:نقلا عن|استنادا [إا]لى|(?:(?:{_ACCORDING})\s+)?(?:{_REPORTS})"
        rf"(?:\s+مراسلة?)?)\s+(?P<known>{word})(?!\w)(?!\s+ال)"
    )
    told_that = (
        rf"(?<!\w)[وف]?(?:(?:{_TELLS})(?!\w)[^\n.؛!؟]{{0,70}}?(?<!\w)ل\s?"
        rf"|نقلت?\s[^\n.؛!؟]{{0,40}}عن\s+)(?P<known>{word})(?=\s+[إأا]ن)"
    )
    set_apart = (
        r"(?:^|[،,.؛!؟\n]\s*)[وف]?(?:بحسب|حسب|وفق|عن|(?:على )?حد قول|على ذمة)"
        rf"\s+(?P<known>{word})(?=\s*(?:[،,.؛!؟\n]|$))"
    )
    return reporting, told_that, set_apart


def _plain(name: str) -> str:
    return " ".join(MARKS.sub("", name).split())


def _is_a_word(name: str) -> bool:
    """Whether a name is one Arabic word, which may mean something else."""
    return re.fullmatch(r"[\u0621-\u064a]+", name) is not None and not re.fullmatch(NOUN, name)


def _one_of(names: Iterable[str]) -> str:
    longest_first = sorted(set(names), key=lambda name: (-len(name), name))
    return "|".join(map(_spelt, longest_first)) or _NEVER


def _spelt(name: str) -> str:
    """A pattern for a name, however its letters and spaces are written.

    >>> bool(re.fullmatch(_spelt("عربي21"), "عربي 21")), bool(re.fullmatch(_spelt("أ ب"), "اب"))
    (True, False)
    """
    pieces = (piece for piece in _DIGIT_EDGE.split(name) if piece)
    return r"\s*".join(
        r"\s+".join(
            "".join(_SPELLINGS.get(letter) or re.escape(letter) for letter in word)
            for word in piece.split()
        )
        for piece in pieces
    )
