"""How much each stem tells on this beat.

In: how many flagged articles hold each stem. Out: a weight for each stem, and the rarest of them.
Knows nothing of texts, stories, storage or time.

Counts flagged articles only: among them «طرطوس» says nothing and «مستودع» a lot, which is the
other way round in general news.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import log

_DOCUMENTS = 100
# The roots that at least twenty events of six hands hold on the labelled stream, in percent of
# articles (``python -m bench.prior`` prints them): without them the first day would take «طرطوس»
# itself for a rare word.
_BEAT = {
    55: "طرطس",
    34: "سور",
    27: "عمل",
    24: "ثلث مدن",
    22: "سحل قرب",
    20: "ربع",
    19: "حفظ",
    17: "دفع عام عشر مين",
    16: "روس ريف قدم",
    15: "بحر دخل دمشق قتل مدر",
    14: "جنب حمل زيار سبع قبل",
    13: "اصاب امن تصل خمس صدر غلق قعد",
    12: "احد اول تقف جدد حدث حممم طرق عدد نطق",
    11: "جمع سفن شمل طلب عسكر عقد فرق محط محل نزل وصل",
    10: "اخر بدا بلغ بنس حدد خرج رفع رييس سبق ستمر شخص شرق علم عود قرر قطع كثر نظم نقل",
    9: "الف جبل حقق شرك ضبط طلق عدم عرض فجر كبر مسل مشف يوم",
    8: "تبع حال خدم دور سجل سقط سلط طلع لقا مجر معد مقع ميا نفذ هجوم",
    7: "اثن بحث تسع تقع حرق درج رتفع رصف ركز زرع سلم سيار شحن شرع صول غدر غرق قدر لجن نصف واحد",
    6: "انت تعد ثان جوي حرك حكم حمص دلر دول رحل شكل طاير عايل غرب فتح فرغ فقد قري قوا كمل لمذ"
    " ليل متن مسر مكن نار نها يان",
    5: "ادار ارض ارواد اقل بلد تجر ترب ترد تسط جلس جود حصل حضر خبر خمد درس دقق رجل رسم رصد رقب"
    " ركب ساع ستدع سته سعد شاح شرط شهر صحب صحه ضرر طفل عثر عرف عظم علق عنصر قر قمح قود لذق مثل"
    " مجل مصر ملي نتظر نقط واصاب واصيب وفد يار",
    4: "ابن اجر الاف بتج بسل بشر تجز تضم جزر جهه حتجج حجز حرب حرج حفل خسر خلف ذخر راس رجح رجع"
    " رفق زير سبب ستقبل سحب سفر سمع سند شاط شتب شتر شغل شيخ صاف صغر صلح صنع طاق طن عبر عدل عمر"
    " فرع فصل قو قياد كبتغ كرب كشف كلف كلمتر كمي لحق متر مدد مرر مشر مطر ملف نتج نسب نشر هيي ودع"
    " وضع وطن وقع يات",
    3: "11 12 14 5 اخل اسم اضاف اظهر اعاد بدل بقا تثر تجل تحد تحل تدل تزع تشر تظر تعا تلق تهم"
    " ثما ثمن جرا جرح جمر جو جول جيش حاو حتج حذر حرر حلل حما حمد خصص خطر خطط خطف خلج دام دركش"
    " دلع ذكر ربط رست رسل رمل رياح رياس ريق سايق ستقل ستمع ستن سرع سطر سعر سعف سلح سوق سير شدد"
    " شهود صرف صور صياد صيان طرف ظهر عتبر عتد عصر عصف عطل عكر علن عيد عين فرد فعل فني فور قايد"
    " قترب قدمس قصف قضا قطر قلل كتب كثف كرنش لاد لبن لبنن ماد مال مبن متج مسس مسم ملح منش منع"
    " موج ميه نايب نتصف نجم نحو ندس نسق نقذ نوع واب واوقف وجا وصف وعد يضم يعود",
    2: "15 17 18 200 22 25 3 4 40 60 7 9 ابواب اتج اثار اثر احي اخير اد اراض اصو اطار امر انب"
    " اهل بد بدر برد بسم بعد بقي بلا تات تام تاهيل تبد تبن تتب تتج تتل تحدث تخر ترس ترط ترك تزد"
    " تزم تسترد تشل تضرر تعض تفا تفق تقل تقن تكف تكن تلف تمل تنف تنل توج ثمر جار جدل جرت جرف جسر"
    " جنا جند جهاز جيد حاج حاول حترق حرس حسب حطم حلب حلق حمر حوض حي حيا خاص ختص ختم خرب خزن خشب"
    " خضع خط خفر خفض خفف خلل داير دبلمس دخن درب دعم رتب رفض رقم زال زيت سايل ست سترد ستعد ستقر"
    " ستنف سدس سرب سرل سطل سما سمح سنو سهل سوال سياح سياد شاب شاهد شبك شجر شرف شعر شقق شوهد صبح"
    " صحف صرج صرخ صعد صفح صمع صندق صيد صيف ضرب ضعف طبب طبع طبق طرح طرن عال عده عرب عصم عقب علج"
    " عمد عمق عنف غاب غرف فان فتتح فتش فرض فن فوج فيا قان قايم قبرص قذف قسم قصر قضي قفل قلب قلص"
    " قلع قوع قوي قيم كتر كسر كفح كلم كمر لبحث لجر لجم لدن لستك لصلح لعب لق لنقل لوح لير ماس مبر"
    " متد متز متم مجب محا محر محم مده مرح مرض مره مسح مسف مشط مصف مضد مظف ملد منح موق ناج ندر"
    " نشط نطلق نظر نف نفط نقب نياب هدف هوي واد واسع واقع وانب وبد وجه وحد ورد ورش يبد يرو يصل"
    " يعد يقل",
    1: "6 برز تدع تضح ختر خلص ساح صدم طويل غذا فضل كتف لجس لحظ لمد ليب مخب مرس مست مفض نشد هاتف"
    " هجم",
}  # fmt: skip


class _Weights(dict[str, float]):
    """The weight of every stem that an article holds, and of any other."""

    def __init__(self, documents: int, holding: Mapping[str, int]) -> None:
        every = documents + 1
        # Of a thousand stems most are held by as many articles as another; by no more than all.
        weight = {held: log(every / (held + 0.5)) for held in {*holding.values()}}
        super().__init__(zip(holding, map(weight.__getitem__, holding.values()), strict=True))
        self._unheld = log(every / 0.5)

    def __missing__(self, stem: str) -> float:
        return self._unheld


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How many flagged articles hold each stem, at the moment of one decision."""

    documents: int
    holding: Mapping[str, int]
    #: The weight of any stem, as `idf` says.
    weights: Mapping[str, float] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Reckon from these numbers."""
        object.__setattr__(self, "weights", _Weights(self.documents, self.holding))

    def idf(self, stem: str) -> float:
        """The weight of a stem, next to 0 for one that every article holds.

        >>> beat = Frequencies.of_the_beat()
        >>> beat.idf("طرطس") < beat.idf("مين")
        True
        """
        return self.weights[stem]

    def rarest(self, stems: Iterable[str], most: int) -> list[str]:
        """The stems that tell most, at most so many, the rarest first.

        Without those that no article holds: nothing is found by them.

        >>> Frequencies.of_the_beat().rarest(["طرطس", "حممم", "زعتر"], 1)
        ['حممم']
        """
        known = (stem for stem in stems if self.holding.get(stem))
        return sorted(known, key=self.weights.__getitem__, reverse=True)[:most]

    @staticmethod
    def of_the_beat() -> "Frequencies":
        """What an empty archive starts from: a hundred articles that were never written."""
        return Frequencies.believing(
            {stem: share for share, stems in _BEAT.items() for stem in stems.split()}
        )

    @staticmethod
    def believing(shares: Mapping[str, int]) -> "Frequencies":
        """A hundred articles that were never written, of which these percentages hold a stem."""
        return Frequencies(_DOCUMENTS, shares)
