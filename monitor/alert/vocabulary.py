"""The words that facts are read by: people, tolls, officials.

All normalised, as `monitor.group.terms.normalise` does it.
Knows nothing of how they are put together.
"""

import re
from dataclasses import dataclass

from monitor.group import people
from monitor.group.outcomes import Trigger
from monitor.group.statements import words_of
from monitor.group.terms import normalise


def words_of_in_order(written: str) -> list[str]:
    """The words of a text, normalised, as they stand."""
    return normalise(written).split()


#: A number, with its fraction or per cent sign, or a word; of a text that is normalised.
WORD = re.compile(r"\d+(?:\.\d+)?%?|[\u0621-\u064a]+")
#: What ends a sentence; a point before a digit may be that of a number.
SENTENCE_END = re.compile(r"[.!?;\n]+(?!\d)")


@dataclass(frozen=True, slots=True)
class Toll:
    """The words that make a number one of these people; all normalised."""

    #: Counted: «3 قتلى».
    plural: frozenset[str]
    #: One and two need no number: «قتيل»، «قتيلان».
    one: frozenset[str]
    two: frozenset[str]
    #: Before the number: «مقتل 3»، «أصيب 3».
    verbs: frozenset[str]

    @property
    def words(self) -> frozenset[str]:
        """All of these."""
        return self.plural | self.one | self.two | self.verbs

    def names(self, word: str) -> bool:
        """Whether the word is one of these."""
        return word in self.plural or word in self.one or word in self.two or word in self.verbs


TOLLS = {
    "killed": Toll(
        words_of(
            "قتلى قتيلا قتيلة جثمانا جثمان شهداء شهيدا وفيات ضحايا ضحية جثث جثامين جثة وفاة"
            " متوفين متوفون"
        ),
        words_of("قتيل قتيلا قتيلة شهيد شهيدا"),
        words_of(
            "قتيلان قتيلين شهيدان شهيدين جثتان جثتين جثتا جثتي قتيلتان قتيلتين شهيدتان شهيدتين"
            " ضحيتان ضحيتين ضحيتا ضحيتي وفيتان وفيتين وفاتان وفاتين جثمانان جثمانين"
        ),
        words_of(
            "مقتل قتل قتلت قتلوا يقتل مصرع استشهاد استشهد استشهدت وفاة توفي توفيت لقي قضى بحياة"
        ),
    ),
    "injured": Toll(
        words_of("جرحى جريحا جريحة مصابين مصابون مصابو مصابي مصابا مصابة إصابة إصابات"),
        words_of("جريح جريحا جريحة مصاب"),
        words_of("جريحان جريحين مصابان إصابتان إصابتين جريحتان جريحتين مصابتان مصابتين"),
        words_of("إصابة أصيب أصيبت أصيبوا جرح جرحت يصاب"),
    ),
    "missing": Toll(
        words_of("مفقودين مفقودون مفقودو مفقودي مفقودا"),
        words_of("مفقود"),
        words_of("مفقودان"),
        words_of("فقدان فقد فقدوا"),
    ),
    "arrested": Toll(
        words_of("موقوفين موقوفون موقوفو موقوفا موقوفي معتقلين معتقلون معتقلا"),
        frozenset(),
        words_of("موقوفان معتقلان"),
        words_of("توقيف أوقف أوقفت اعتقال اعتقل اعتقلت القبض"),
    ),
}
#: The tolls of those who live, or may live.
OTHER_TOLLS = tuple(toll for name, toll in TOLLS.items() if name != "killed")
#: One person.
PERSON = words_of(
    "شخص الشخص مدني عنصر عسكري عامل مواطن عقيد عميد رائد نقيب ملازم مقدم رقيب عريف قيادي"
    " قائد راع راعي طالب مزارع جد جدة زوجة مصور حامل بائع مدرس خطيب خطيبة سجين مصطاف نجار"
    " حداد خباز شيخ إمام لاعب فنان فلاح معلم مسن مسنة موظف موظفة حارس متطوع مسعف إطفائي طيار"
    " بحار مهاجر لاجئ مسلح أم أب راكب راكبة سائقة عاملة مدنية ناشط ناشطة متظاهر محتج مقاتل"
    " حاج مصل نازح نازحة مريض مريضة زائر سائح سباح غواص ممرض محامي قاضي"
    " صبي صبية قاصر يافع لواء مجند ربان قبطان صائغ صراف"
) | {word for word in people.PERSON if not word.endswith("ا")}
_WHOSE = ("ه", "ها", "هما")
#: Who is named by another of the dead: «رجل وزوجته»، «مدني وسائقه».
KIN = frozenset(
    who + whose
    for who in words_of(
        "ابن ابنت زوج زوجت والد والدت شقيق شقيقت أخو أخت أم أبو أبا أبي طفل طفلت رضيع رضيعت حفيد"
        " حفيدت جدت خطيب خطيبت مرافق سائق حارس صديق صديقت"
    )
    for whose in _WHOSE
)
TWO_KIN = frozenset(
    who + whose
    for who in words_of("طفلي طفلتي ولدي ابني ابنتي شقيقي شقيقتي والدي حفيدي حفيدتي")
    for whose in _WHOSE
)
#: «وأطفالها الثلاثة»؛ without a number nobody knows how many.
MANY_KIN = frozenset(
    who + whose
    for who in words_of(
        "أطفال أبنائ أبناؤ أبناء أولاد بنات أحفاد أشقائ أشقاؤ مرافقي مرافقو ركاب جنين"
    )
    for whose in _WHOSE
)
#: «وعدد من مرافقيه», «عشرات».
MANY = words_of("عدد عدة عشرات مئات بعض عائلته عائلتها أسرته أسرتها أفراد")
#: «أطفالها الثلاثة»، «الضحايا التسعة».
DEFINITE = dict(
    zip(
        words_of_in_order("الاثنين الثلاثة الأربعة الخمسة الستة السبعة الثمانية التسعة العشرة"),
        range(2, 11),
        strict=True,
    )
) | dict(
    zip(
        words_of_in_order("الاثنتين الثلاث الأربع الخمس الست السبع الثماني التسع العشر"),
        range(2, 11),
        strict=True,
    )
)
#: «أحد عناصر الدورية».
ONE_OF = words_of("أحد إحدى")
TWO = words_of("اثنين اثنان اثنتين اثنتان")
#: Who is another in the dual: «أمين» is a name, «محامين» and «فتيان» are many.
_NO_PAIR = words_of("أم أب محام قاض راع فتى")
#: «عاملين»، «طفلتان»؛ and who comes in twos.
PAIRS = words_of("زوجين زوجان توأمين توأمان شقيقين شقيقان شقيقتين شقيقتان أخوين أخوان فتيين") | {
    word.removesuffix("ه") + ending
    for word in PERSON - _NO_PAIR - KIN
    for ending in (("تان", "تين") if word.endswith("ه") else ("ان", "ين", "تان", "تين"))
}
#: People of any number; a dual is among them only where it is the plural as well.
PEOPLE = (
    PERSON
    | (people.PEOPLE - PAIRS)
    | words_of(
        "أشخاص شخصا مدنيين مدنيا عناصر نساء رجال مسلحين مسلحا مهاجرين صيادين ركاب راكبا مواطنين"
        " مواطنا أفراد فردا مزارعين عسكريين مسعفين متظاهرين سوريين روس آخرين آخرون آخر حالة"
        " حالات متورطين مشتبها متهمين خاطفين فارين مهربين معلمين متطوعين موظفين حراس مهندسين"
        " طيارين طيارا سيدات فتيات إرهابيين إرهابيا نازحين لاجئين مصلين سائقين فلاحين ممرضين"
        " سباحين غواصين محتجين مقاتلين ناشطين صحفيين صحافيين مسنين قياديين مراهقين إطفائيين"
        " مرافقين أشقاء ركابها بحارتها متورطا مدرسين مجندين قاصرين"
        " فتيان فتية"
    )
)
#: People whose plural stands in news without a number: «مقتل مدنيين».
PLURAL_TOO = words_of(
    "مدنيين مسلحين مهاجرين لاجئين نازحين متظاهرين محتجين عسكريين مواطنين مقاتلين ناشطين صحفيين"
    " صحافيين مسنين مصلين موظفين معلمين مسعفين متطوعين قياديين مراهقين إطفائيين محامين"
)
#: «مدني وآخر».
ONE_MORE = words_of("آخر أخرى")
#: «3 حالات وفاة», but also «حالة هلع».
CASES = words_of("حالة حالات")
TWO_CASES = words_of("حالتا حالتي حالتين حالتان")
#: What speaks of more than two.
PLURAL_SIGNS = words_of("بينهم منهم جميعهم معظمهم عددهم أحدهم حتفهم مصرعهم بعضهم كانوا حاولوا")
#: Who comes on top of those that were told: «4 جثث أخرى»، «قتلى جدد».
OTHERS = words_of(
    "آخرين آخرون آخر أخرى أخريات آخران أخريين أخريان إضافية إضافيين إضافيون إضافي إضافيتين"
    " إضافيتان إضافيان جدد جديدة جديد جديدتين جديدتان جديدين جديدان ثانية ثان"
)
#: What may follow a number that stands for people: «مقتل 3 في هجوم»، «إصابة أربعة بجروح».
AFTER_PEOPLE = words_of(
    "من في على إثر جراء بينهم منهم بعد خلال قرب بـ بجروح بانفجار بهجوم بقصف منذ حتى"
    " بحسب حسب وفق فيما بينما كما عقب الآن اليوم"
)
FILLERS = words_of(
    "نحو حوالي قرابة زهاء أكثر من ما لا يقل عن على الأقل نحوا مصرعهم عدد عائلة أسرة مؤلفة مكونة"
)
DENYING = words_of("ينف نفى نفت تنفي ينفي نافيا نافية")
#: What follows is denied no more: «ينفي وفاة 13 ويؤكد وفاة تسعة».
AFFIRMING = words_of(
    "بل ويؤكد وتؤكد وأكد وأكدت يؤكد تؤكد مؤكدا مؤكدة إنما وإنما والصحيح الصحيح موضحا"
)
#: «9 لا 13»؛ «9 بدلاً من 13» too.
NOT = words_of("لا وليس وليست وليسوا ليس ليست ليسوا ولا")
INSTEAD = words_of("بدل بدلا عوضا")
#: What becomes fewer by these is the toll that follows them, or that stands before them.
FALLING = frozenset(
    prefix + word
    for prefix in ("", "و", "ب")
    for word in words_of(
        "تخفض يخفض خفض خفضت خفضوا تخفيض تراجع تراجعت يتراجع تتراجع انخفاض انخفض انخفضت ينخفض تنخفض"
        " تقلص تقلصت يقلص قلص قلصت تقليص يتقلص تعديل يعدل تعدل عدل عدلت"
    )
)
#: «الحصيلة النهائية».
FINAL = words_of("نهائية النهائية نهائي النهائي")
NOT_FINAL = words_of("بانتظار انتظار ليست ليس غير لم لن قبل حتى ريثما دون شبه لا صدور")
#: «صححت الوزارة حصيلة …».
CORRECTING = words_of("تصحيح تصحح يصحح صحح صححت تصويب صوبت")
CORRECTED = words_of("حصيلة الحصيلة حصيلتها حصيلته عدد العدد الرقم رقم خبر خبرا")
#: A number behind these is none of people.
NO_TOLL = words_of("الساعة ساعة الطابق عمر رقم يوم الشارع القطاع الرصيف المادة")
NEGATIONS = words_of("لا لم دون بدون عدم أي أية ينف نفى ولا نفت تنفي ينفي")
#: After a number and «قتل», «قضى» or «لقي»: how long or how much, not who.
NO_PEOPLE = words_of(
    "ساعة ساعات يوما أيام يوم ليلة ليال أسبوعا أسابيع شهرا أشهر عاما أعوام سنة سنوات دقيقة دقائق"
    " كيلومترا كيلومترات مترا أمتار طنا أطنان مليون ملايين مرة مرات مواقع منازل رأس رأسا رؤوس"
)
#: «39 شخصاً لقوا حتفهم».
DEATH = words_of("حتفهم مصرعهم")
#: «الحصيلة» of nobody else is that of the dead.
COUNTING = words_of("حصيلة الحصيلة حصيلته حصيلتها بحصيلة")
#: «ليصبح العدد ستة»: that of whoever its sentence counts.
TOTAL = words_of("العدد الإجمالي المجموع الحصيلة")

YEARS = range(1900, 2101)
#: A sentence that begins so looks back at another day.
LOOKS_BACK = words_of("وكان وكانت كان كانت وسبق سبق يذكر ويذكر يشار ويشار")

#: Who speaks for a state: by the office, and by what they head.
OFFICES = words_of(
    "الداخلية الخارجية الدفاع الأمن الكرملين الجيش الرئاسة الحكومة السفارة البنتاغون الأركان"
    " المحافظة الأسطول النيابة الشرطة الجمارك الموانئ الرقابة"
    " الطاقة النفط الصحة التربية الزراعة النقل الكهرباء الاتصالات العدل التموين الخزانة"
)
HEADS = words_of(
    "وزارة وزير لوزارة بوزارة مديرية مدير هيئة الهيئة قيادة إدارة سفارة حكومة رئاسة محافظ بلدية"
    " مركز المركز المديرية مؤسسة المؤسسة قائد مجلس الناطق المتحدث"
)
#: Who is not named: «مصدر عسكري: …».
SOURCES = words_of("مصدر مصادر")
#: «الدفاع المدني» rescues, «الدفاع الجوي» shoots: neither is the ministry.
NO_OFFICE = words_of("المدني الجوي الجوية")
ADMITTING = words_of("يؤكد تؤكد أكد أكدت يقر تقر أقر أقرت يعترف تعترف اعترف اعترفت")
STATING = ADMITTING | words_of(
    "يعلن تعلن أعلن أعلنت يوضح توضح أوضحت يدين تدين أدانت يعلق تعلق ترد يرد"
    " تكشف يكشف كشفت كشف تصدر يصدر أصدرت أصدر تفيد أفادت قالت تقول"
)
#: «أول تعليق رسمي على …», «بيان رسمي حول …»: somebody official speaks, whoever that is.
STATEMENTS = words_of("بيان تعليق توضيح رد تصريح")
OFFICIAL = words_of("رسمي رسمية")

#: Governments by their capitals, where they speak.
CAPITALS = words_of("موسكو دمشق أنقرة واشنطن طهران بيروت بغداد عمان روسيا")
#: Whoever was heard says nothing new by saying it again in a title.
SAYING = STATING | words_of(
    "قال قالت ذكر ذكرت صرح صرحت أفاد نفت نفى تنفي ينفي بحسب وفق وفقا أضاف أضافت لفت أشار أشارت"
    " كشف كشفت"
    " شدد شددت دعت دعا سجل سجلت"
)
#: What a body often names by the way, of another day or another affair: only a title tells it.
BY_THE_WAY: frozenset[Trigger] = frozenset(
    {
        "arrest", "found", "cancelled", "postponed", "agreed", "cause", "identified",
        "ended", "court", "dismissed", "decided", "aid",
    }
)  # fmt: skip
