"""What kind of thing happened, to what, and whether a text says that it happened again.

In: normalised words of title and opening.
Out: names of kinds and of targets, and when the text says that it happens.
Knows nothing of stories, scores, storage or time.

Two fires share their words, a fire and a crash on one road share the road: what sets them apart
is what burns and what happened.
The tables are general vocabulary of news, none of a labelled set.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Final, Literal

from monitor.group.idioms import meant
from monitor.group.terms import cut, words

#: What a title says that a text is, other than the news of one event; for people.
Genre = Literal["a round-up", "an opinion", ""]


def table(**written: str) -> Mapping[str, frozenset[str]]:
    """Word, normalised, to the names of its lines; «مياه» may be of two."""
    found: dict[str, set[str]] = {}
    for name, said in written.items():
        for word in words(said):
            found.setdefault(word, set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}


#: Word to kind of event; words of many kinds («عملية»، «أعمال»، «آليات») are in none.
KINDS: Final = table(
    attack="هجوم هجمات هجوما استهداف استهدف استهدفت تستهدف يستهدف هاجم هاجمت تهاجم مهاجمة مسيرة"
    " مسيرات قصف غارة غارات كمين اشتباك اشتباكات اغتيال قذيفة قذائف صاروخ صواريخ انفجار انفجارات"
    " تفجير تفجيرات لغم ألغام عبوة مضادات مسلح مسلحون مسلحين قنبلة طيار اعتداء رصاص دوي عدوان"
    " مسيرتان مسيرتين تهاجمان غارتان غارتين صاروخان صاروخين انفجاران انفجارين هجومان هجومين",
    fire="حريق حرائق نيران حريقا احتراق محترق احترق احترقت يحترق تحترق إخماد إطفاء",
    crash="تصادم اصطدام اصطدم اصطدمت يصطدم تصطدم دهس دهست يدهس تدهس"
    " تدهور تدهورت انقلاب حادث حوادث",
    sinking="غرق يغرق يغرقون غرقى غارق غرقت غرقوا",
    quake="هزة هزات زلزال ارتدادية",
    collapse="انهيار انهار انهارت ينهار تنهار",
    seizure="ضبط تضبط ضبطت يضبط تهريب مهرب مخدرات مضبوطات مصادرة كبتاغون مهربة إحباط حبة قرص"
    " مخدر حجز",
    arrest="توقيف القبض اعتقال اعتقالات اعتقل اعتقلت اعتقلوا يعتقل تعتقل"
    " خلية متهمين مطلوب مطلوبين موقوف موقوفين موقوفي أوقفت",
    kidnap="خطف خطفت خطفوا خطفه خطفها يخطف يخطفون تخطف"
    " اختطاف اختطف اختطفت اختطفوا يختطف"
    " يختطفون تختطف فدية رهينة رهائن مخطوف مخطوفين خاطفيه خاطفين مختطف مختطفة مختطفين",
    deal="عقد استثمار مناقصة اتفاق اتفاقية مذكرة تفاهم",
    troops="انسحاب تناوب أرتال رتل عتاد مناورات مناورة",
    visit="زيارة يزور تزور زار وفد يلتقي لقاء يستقبل استقبل جولة مبعوث",
    weather="عاصفة أمطار سيول ثلوج رياح منخفض",
    power="كهرباء تقنين تيار ظلام",
    water="مياه الماء الشرب ضخ",
    sport="مباراة كأس منتخب بطولة لاعب تعادل يتعادل",
    culture="معرض مهرجان أمسية مسرحية",
    health="لقاح تلقيح تسمم كوليرا وباء",
    protest="يعتصمون يحتجون احتجاجا يتظاهرون وقفة إضراب يضربون أضرب أضربوا مضربون مضربين احتجاج"
    " احتجاجات مظاهرة تظاهرة اعتصام اعتصموا يتوقفون",
    probe="تحقيق تحقيقا التحقيق للتحقيق بالتحقيق",
    funeral="تشييع يشيعون يشيع تشيع شيعت شيع جنازة جنائز العزاء مأتم",
    schooling="امتحانات امتحان",
    office="تعيين إقالة استقالة",
    prices="أسعار سعر غلاء",
)  # fmt: skip

#: Word to what fire, blast, crash or collapse strikes.
TARGETS: Final = table(
    market="سوق محال محلات متجر متاجر دكان دكاكين",
    depot="مستودع مستودعات مخزن مخازن معمل مصنع صناعية ورشة",
    woods="غابة غابات أحراج حراج حرش بساتين بستان حراجية",
    school="مدرسة مدارس",
    bus="حافلة حافلات باص بولمان",
    boat="قارب مركب زورق قوارب مراكب زوارق",
    motorbike="دراجة دراجته",
    truck="شاحنة شاحنات",
    tanker="صهريج صهاريج",
    train="قطار",
    prison="سجن",
    checkpoint="حاجز",
    mosque="مسجد جامع",
    church="كنيسة",
    hospital="مشفى مستشفى مستوصف",
    bakery="فرن مخبز أفران",
    restaurant="مطعم مقهى مطاعم مقاهي",
    hotel="فندق",
    home="منزل منزلا منازل شقة بناية",
    farm="مزرعة مدجنة حظيرة",
)
#: Where the hurt are taken, and whose windows break: struck only where the title says so.
_NEARBY: Final = frozenset({"hospital", "home", "restaurant", "hotel"})
TARGET_NAMES: Final = frozenset().union(*TARGETS.values()) - _NEARBY
_DISCIPLINE = re.compile(r"\bل?كره (القدم|السله|اليد|الطايره)\b")
#: A protest against a thing, an inquiry into it or the burial of its dead is an event beside it.
REACTIONS: Final = frozenset({"protest", "probe", "funeral"})
#: Words of a title that lead it: «… وتشكيل لجنة تحقيق» ends one.
LEADING_WORDS: Final = 4
#: The answer to another kind where both are named: «توقيف خاطفين».
_ANSWERS: Final = frozenset({"arrest"})
#: What another kind may bring about.
CONSEQUENCES: Final = frozenset({"arrest", "water", "power"})
#: Nobody tells one of these without its name, as a sinking is told as a capsizing.
NAMED: Final = frozenset({"fire", "quake"})
#: What comes again in the words of the last time.
ROUTINE: Final = frozenset({"weather", "power", "water", "prices", "sport"})
STRIKING: Final = frozenset({"attack", "fire", "crash", "collapse", "quake", "sinking"})
#: What happens in one street; a quake or an outage is told of many.
LOCAL: Final = STRIKING - {"quake"} | {"arrest", "kidnap", "seizure"}

#: Kinds of event after a colon, joined by as many «و» but one, that make a title a list.
LISTED: Final = 3
#: Letters of a word whose last «ا» is as often its own as that of its case.
_SHORT: Final = 4
_PREFIXES = re.compile(r"^و?(?:لل|[بكف]?ال|[بل])(?=\w{3})|^و(?=\w{3})")
_AGAIN = re.compile(
    r"\b(?:ل|في )?(?:ل|ال)?مره (?:ال)?(?:ثاني|ثالث|رابع)\w*"
    r"|\b(?:هجوم|حريق|انفجار|حادث|زلزال|خرق|اعتدا|قصف|مركب|قارب|غرق|استهداف|تفجير)"
    r" (?:ثان|ثاني|ثالث|اخر|جديد|مماثل)\b"
    r"|\b(?:محاوله|غاره|هزه|ضربه|عمليه|موجه|دفعه|شحنه|باخره|سفينه|حادثه|عاصفه)"
    r" (?:ثانيه|ثالثه|اخري|جديده|مماثله)\b"
    r"|\bمجددا\b|\bمن جديد\b"
)
_ROUND_UP = re.compile(
    r"^(?:حصاد|موجز|ملخص|جرده|شريط|ابرز|اسبوع(?! علي )|يوميات)\b"
    # «ثاني هجوم في أسبوع» counts attacks.
    r"|^(?![^:.،]*\b(?:ال)?(?:اول|ثان|ثاني|ثالث|رابع|خامس|سادس|سابع|ثامن|تاسع|عاشر)ه?\b)"
    r"[^:.،]*\bفي (?:يوم|اسبوع|شهر|ليله|سطور)\s*(?:[:.،|]|$)"
    r"|^(?:سوريا|الساحل(?: السوري)?|طرطوس|اللاذقيه|المحافظه) (?:في|خلال) \d+ ساعه\s*[:|]"
    r"|\bتسلسل زمني\b|\b(?:ابرز|اهم) (?:ما|احداث|محطات|اخبار)\b"
)
_OPINION = re.compile(r"^(?:(?:تحليل|(?:مقال )?راي|مقال|افتتاحيه|وجهه نظر)\s*[:|]|قراه في\b)")
_NOW = re.compile(r"\bعاجل\b|\b(?:منذ|قبل) قليل\b|\bالان\b|\bحاليا\b|\bقبل لحظات\b")


def kinds(said: Sequence[str]) -> frozenset[str]:
    """The kinds of event that these normalised words, in their order, speak of.

    >>> sorted(kinds(words("حريق كبير بعد غارة على المرفأ")))
    ['attack', 'fire']
    >>> sorted(kinds(words("عقد اجتماع"))), sorted(kinds(words("عقد توريد")))
    ([], ['deal'])
    >>> sorted(kinds(words("انقلاب قارب"))), sorted(kinds(words("انقلاب شاحنة")))
    (['crash', 'sinking'], ['crash'])
    """
    found = named(KINDS, meant(said))
    if "crash" in found and "boat" in targets(said):
        return found | {"sinking"}
    return found


def reaction(title: str) -> str:
    """The reaction that a normalised title leads with, "" where something else comes first.

    Whose words they are does not count: «وزارة الدفاع: …»; what an inquiry says is no inquiry.

    >>> reaction("اطبا يعتصمون بعد خطف زميلهم")
    'protest'
    >>> reaction("وزاره الدفاع: لجنه للتحقيق في الهجوم")
    'probe'
    >>> reaction("خطف طبيب والنقابه تلوح بالاضراب"), reaction("تحقيق فوز كبير")
    ('', '')
    >>> reaction("التحقيق في حريق السوق: شراره من بطاريه")
    ''
    """
    speaker, colon, said = title.partition(":")
    told = kinds(cut(speaker)) if colon else frozenset()
    if "probe" in told:
        return ""
    leads = cut(said if colon and not told else title)
    leading = islice(meant(leads), LEADING_WORDS)
    first = next(filter(None, (named(KINDS, [word]) for word in leading)), frozenset())
    return min(first & REACTIONS, default="")


def strongest(found: frozenset[str]) -> frozenset[str]:
    """The kinds without those that only answer another of them.

    >>> sorted(strongest(frozenset({"arrest", "kidnap"})))
    ['kidnap']
    """
    return found - _ANSWERS or found


def targets(said: Iterable[str]) -> frozenset[str]:
    """What these normalised words say was struck.

    >>> sorted(targets(words("حريق بالسوق القديم")))
    ['market']
    """
    return named(TARGETS, said)


def named(names: Mapping[str, frozenset[str]], said: Iterable[str]) -> frozenset[str]:
    """What a `table` calls these normalised words, whatever stands before them."""
    found = _spelt(tuple(said)) & names.keys()
    return frozenset[str]().union(*map(names.__getitem__, found))


@lru_cache(maxsize=8)  # a title and an opening are looked up in six tables
def _spelt(said: tuple[str, ...]) -> frozenset[str]:
    """The words in every form that a table may hold."""
    return frozenset[str]().union(*map(_forms, said))


@lru_cache(maxsize=10_000)  # 390 bytes each
def _forms(word: str) -> frozenset[str]:
    forms = {word, _PREFIXES.sub("", word)}
    # «استهدف مستودعاً»; «سيراً على الأقدام» is no crash.
    return frozenset(forms | {form.removesuffix("ا") for form in forms if len(form) > _SHORT})


def genre(title: str) -> Genre:
    """What a normalised title announces other than the news of one event.

    >>> genre("حصاد الاسبوع علي الساحل"), genre("ثاني هجوم علي القاعده في اسبوع")
    ('a round-up', '')
    >>> genre("يوم طويل في طرطوس: انفجار وغرق وحرائق"), genre("انفجار وحريق يقطعان الكهرباء")
    ('a round-up', '')
    >>> genre("تحليل: من يربح من اغلاق المرفا؟"), genre("تحليل مياه النبع")
    ('an opinion', '')
    """
    if _ROUND_UP.search(title) or _lists(words(title.partition(":")[2])):
        return "a round-up"
    return "an opinion" if _OPINION.search(title) else ""


def _lists(said: Sequence[str]) -> bool:
    """Whether it is one kind of event and another and another, not one with what came of it."""
    joined = sum(word.startswith("و") and bool(named(KINDS, [word])) for word in said)
    return joined >= LISTED - 1 and len(kinds(said)) >= LISTED


def disciplines(text: str) -> frozenset[str]:
    """The ball games that a normalised text names.

    >>> disciplines("دوري كره اليد")
    frozenset({'اليد'})
    """
    return frozenset(_DISCIPLINE.findall(text))


def says_again(text: str) -> bool:
    """Whether a normalised text says that it is not the first time.

    >>> says_again("هجوم ثان علي القاعده"), says_again("هجوم علي القاعده")
    (True, False)
    """
    return bool(_AGAIN.search(text))


def says_now(text: str) -> bool:
    """Whether a normalised text says that it happens while it is written.

    >>> says_now("عاجل | حريق كبير")
    True
    """
    return bool(_NOW.search(text))
