"""The words that facts are read by: people, tolls, officials.

All normalised, as `monitor.group.terms.normalise` does it.
Knows nothing of how they are put together.
"""

import re
from dataclasses import dataclass

from monitor.group.outcomes import Trigger
from monitor.group.statements import words_of

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

    def names(self, word: str) -> bool:
        """Whether the word is one of these."""
        return word in self.plural or word in self.one or word in self.two or word in self.verbs


TOLLS = {
    "killed": Toll(
        words_of("قتلى قتيلا قتيلة جثمانا جثمان شهداء شهيدا وفيات ضحايا ضحية جثث جثامين جثة وفاة"),
        words_of("قتيل قتيلا قتيلة شهيد شهيدا"),
        words_of("قتيلان قتيلين شهيدان شهيدين جثتان جثتين جثتا جثتي"),
        words_of(
            "مقتل قتل قتلت قتلوا يقتل مصرع استشهاد استشهد استشهدت وفاة توفي توفيت لقي قضى بحياة"
        ),
    ),
    "injured": Toll(
        words_of("جرحى جريحا جريحة مصابين مصابون مصابا مصابة إصابة إصابات"),
        words_of("جريح جريحا جريحة مصاب"),
        words_of("جريحان جريحين مصابان إصابتان إصابتين"),
        words_of("إصابة أصيب أصيبت أصيبوا جرح جرحت يصاب"),
    ),
    "missing": Toll(
        words_of("مفقودين مفقودون مفقودا"),
        words_of("مفقود"),
        words_of("مفقودان"),
        words_of("فقدان فقد فقدوا"),
    ),
    "arrested": Toll(
        words_of("موقوفين موقوفون موقوفا موقوفي معتقلين معتقلون معتقلا"),
        frozenset(),
        words_of("موقوفان معتقلان"),
        words_of("توقيف أوقف أوقفت اعتقال اعتقل اعتقلت القبض"),
    ),
}
PERSON = words_of(
    "شخص الشخص شاب شابة رجل امرأة سيدة طفل طفلة مدني عنصر جندي ضابط عسكري عامل صياد مواطن فتاة"
    " عقيد عميد رائد نقيب ملازم مقدم رقيب عريف قيادي قائد راع راعي طالب طالبة تلميذ تلميذة مزارع"
    " فلاح سائق صحفي صحافي معلم معلمة طبيب طبيبة مهندس مختار مسن مسنة موظف موظفة حارس شرطي متطوع"
    " مسعف إطفائي طيار بحار مهاجر لاجئ رضيع رضيعة مسلح أم أب راكب راكبة سائقة عاملة مدنية ناشط"
    " ناشطة متظاهر محتج مقاتل حاج مصل نازح نازحة مراهق مريض مريضة زائر سائح سباح غواص ممرض ممرضة"
)
#: Who is named by another of the dead: «رجل وزوجته».
KIN = words_of(
    "ابنه ابنها ابنته ابنتها زوجته زوجها والده والدته والدها والدتها شقيقه شقيقته أخوه أمه أبوه"
)
TWO_KIN = words_of("طفليه طفليها ولديه ولديها ابنيه ابنيها ابنتيه ابنتيها شقيقيه والديه والديها")
#: «أحد عناصر الدورية».
ONE_OF = words_of("أحد إحدى")
TWO_PERSONS = words_of(
    "شخصين شخصان شابين رجلين امرأتين سيدتين طفلين طفلتين عنصرين جنديين ضابطين فتاتين شقيقين"
)
PEOPLE = PERSON | words_of(
    "أشخاص شخصا مدنيين مدنيا عناصر عنصرا جنود جنديا ضباط عمال عاملا أطفال طفلا نساء رجال شبان"
    " شابا مسلحين مسلحا مهاجرين مهاجرا صيادين صيادا ركاب راكبا مواطنين مواطنا طلاب طالبا أفراد"
    " فردا بحارة مزارعين عسكريين مسعفين متظاهرين سوريين روس آخرين آخرون آخر حالة حالات"
    " متورطين مشتبها متهمين سجناء خاطفين فارين مهربين"
    " تلاميذ معلمين متطوعين موظفين حراس مهندسين طيارين طيارا رجلا سيدات فتيات إرهابيين إرهابيا"
    " نازحين لاجئين مصلين سائقين رعاة أشقاء ركابها بحارتها"
)
#: What may follow a number that stands for people: «مقتل 3 في هجوم»، «إصابة أربعة بجروح».
AFTER_PEOPLE = words_of("من في على إثر جراء بينهم منهم بعد خلال قرب بـ بجروح بانفجار بهجوم بقصف")
FILLERS = words_of(
    "نحو حوالي قرابة زهاء أكثر من ما لا يقل عن على الأقل نحوا مصرعهم عدد عائلة أسرة مؤلفة مكونة"
)
NEGATIONS = words_of("لا لم دون بدون عدم أي أية ينف نفى ولا نفت تنفي ينفي")
#: After a number and «قتل», «قضى» or «لقي»: how long or how much, not who.
NO_PEOPLE = words_of(
    "ساعة ساعات يوما أيام يوم ليلة ليال أسبوعا أسابيع شهرا أشهر عاما أعوام سنة سنوات دقيقة دقائق"
    " كيلومترا كيلومترات مترا أمتار طنا أطنان مليون ملايين مرة مرات مواقع منازل رأس رأسا رؤوس"
)
#: «39 شخصاً لقوا حتفهم».
DEATH = words_of("حتفهم مصرعهم")
#: «الحصيلة» of nobody else is that of the dead.
COUNTING = words_of("حصيلة الحصيلة حصيلته حصيلتها")

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
