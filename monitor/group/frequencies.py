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
# The roots that at least five events of three hands hold on the labelled stream, in percent of
# articles (``python -m bench.prior`` prints them): without them the first day would take «طرطوس»
# itself for a rare word.
_BEAT = {
    50: "طرطس",
    28: "سور",
    24: "عمل",
    21: "مدن",
    20: "ثلث",
    19: "ربع سحل",
    17: "روس عشر قرب",
    16: "مين",
    15: "بحر قدم",
    14: "دفع ريف عام قعد مدر",
    13: "حممم دخل",
    12: "حمل دمشق صدر قتل",
    11: "تصل جنب حفظ زيار سفن غلق فرق قبل نطق",
    10: "احد اصاب اول جبل جدد جمع حدث خمس سبع طرق عسكر",
    9: "امن بدا بلغ تقف خرج رصف عدد محط محل نزل",
    8: "اخر دور رفع رييس سبق ستمر شحن شمل ضبط طلب عرض عقد غدر فجر قرر قطع مشف نظم نقل يوم",
    7: "الف بلد بنس حدد حقق ركز شخص شرك طلع طلق عدم علم عود فرغ مقع",
    6: "اثن ادار بحث تبع تسع تقع حرك خدم رتفع زرع سجل سقط سند سيار شرع صول كبر متن مجر مسل معد"
    " ميا هجوم وصل",
    5: "ارض القو تعد جوي حال حرق خمد درج دول رحل ساع سته سلط سلم شرط شرق شكل صحه طاير عايل عثر"
    " غرب غرق كثر لذق لقا ليل مجل مسر نصف نفذ واحد وفد وقع",
    4: "انت بشر تجر تسط ثان جهه حرج حصل حضر حكم حمص خبر درس دلر رجل رسم رصد ركب سحب شاح شهر صحب"
    " ضرر طفل طن عرف علق عمر عنصر فتح فقد قدر قري كرب كمل لجن لمذ مثل مصر مطر نار نتظر نها نير"
    " هيي واصيب وزار",
    3: "5 اجر ارواد اضاف اظهر اقل الب بتج بدل بسل بقا تثر تجز تخر ترب ترد تشر تضم ثما جزر جلس"
    " جند جود جول حاو حتجج حرب حفل حلل خطف خلج خلف دركش دقق دلع ذكر رجح رجع رفق رقب رمل ريق سبب"
    " ستدع ستقبل سرع سطر سعد سفر سلح سمع شاط شتب شغل شوهد صلح صنع صياد صيان طاق عبر عتد عصر عظم"
    " علن عين فرع فصل قايد قر قمح قو قياد كبتغ كتب كشف كلف كلمتر لبنن لصلح لمك مبن متر مدد مرر"
    " مسس مسم ملح ملف ملي موج نتج نجم نشر واصاب ودع وضع وطن يار يعود",
    2: "12 3 4 6 7 8 9 ابن اثار اثر اجهز احي اخل اد اراض اسم اسود اصو اطار اعاد الاف الجو الم"
    " انب اهل بدر برد بسم بضع بعد بلا بنفجر تام تبد تبن تتب تتج تتل تجل تحد تحدث تحل تدع تدل ترس"
    " تزع تشل تظر تعا تعض تقل تكن تلف تلق تنف تنل تهم توج ثمر ثمن ثنن جدل جرا جرح جمرك جنا جيد"
    " جيش حتج حجز حذر حرر حرس حسب حطم حما حمد حوض حي حيا خاص ختص ختم خزن خسر خشب خصص خط خطر خفض"
    " دام دنم ذخر راس ربط رتب رست رسل رفض رياح رياس زيت زير سايق ست ستعد ستقل ستمع ستن سرب سطل"
    " سعر سعف سما سنه سهل سوق شبك شتر شدد شعر شهود شيخ صاف صحف صرج صرخ صرف صغر صفح صمع صور صيد"
    " ضرب ضيف طبب طبق طرح طرف طير ظهر عتبر عدل عصم عطل عقب عكر علج عمق عنف عيد غاب فان فتتح فتش"
    " فرد فعل فني فوج فور قان قترب قدمس قصف قض قضا قطر قلب قلع قلل قوا قود قيم كتر كثف كرنش كسر"
    " كفح لتق لحق لسك لطر لق لقر لقعد لنقل لوح لير ماد ماس متج متد متز متم مجب مد مده مرح مرس"
    " مره مسح مشر مصب مضد مظف مكن ملد منح منع موان ميه نايب نتصف ندس نسب نشط نطلق نظر نفط نقذ"
    " نقش نقط نوع هدف واد واسع واقع واوقف وبد وجا وجه وجود ورش وصف وعد",
    1: "1 11 14 15 150 18 20 200 22 24 25 30 31 35 38 40 48 60 600 900 ابواب اتت اتج اجو اجور"
    " احوال اخير ادو اساس اعل ال الال الج الد الق امواج اهداف اواخر اود باب بحق بحي بد برم بعث"
    " بقو بقي بلطق بمي بنتظر بهذ بواب تات تبق تتر تتم تخذ تدر ترط ترك تزد تزم تسترد تسم تسو تضح"
    " تضرر تطر تعق تفا تفق تقط تقن تكد تكف تلت تلث تمد تمل توق ثقل جا جات جار جبر جثت جثم جرت"
    " جرف جزا جسر جمر جمل جهاز جو حاج حاد حاول حترز حترق حجر حجم حسبم حسم حصر حفر حقل حلق حلم"
    " حلو حمر ختر ختلف ختنق خرب خرطم خشي خضع خطط خطو خفر خفف خلص خلل داير دايم دبلمس دخن درب درع"
    " دعم ذرو ذوي را رختر رخص رخم ردر رمن رنمج زال زايد زعم زمل زمن زياد ساح سايل سبح ستبق ستجب"
    " سترد ستشد ستنف سدس سرح سكن سمح سمر سمك سمن سنو سو سوال سياح سياد سياس سير شاب شاهد شترك"
    " شجر شخصن شرب شرف شظا شعب شقق شمس شيع صبح صخر صدف صدم صرح صطدم صطف صعد صفصف صنبر صندق صيف"
    " ضخم ضعف ضيق طار طاول طب طبع طبي طربلس طرز طوال طوق طول طويل ظلم عاش عال عتصم عده عرب عزز"
    " عصب عصف عمد عنا عهد غذا غرف غواص غياب فحص فدي فرض فسف فضل فنق فيا قاع قايم قبر قبرص قتصد"
    " قتصر قذف قرا قرن قسم قصد قصر قضي قفل قلص قلق قمر قوع قول قوه قوي قيد كال كتشف كتف كلم كمي"
    " لاد لاف لبحث لبن لتحدد لترتفع لتطر لجر لجم لحر لحظ لحم لدخ لدرس لزم لسن لشر لطرطس لعب لعمل"
    " لغرم لكر لكل لكم لمد لمرف لهب ليب مال مبر متحن متنع مجا محا محر محم مخب مرج مرض مرع مرف"
    " مزر مست مسف مشت مشط مصف مضخ مطح معا معن مغط مفض مفق مقر مقس مكب مكد ملا منش منص مهل مهن"
    " مواد مود موق ناج نتشر نتشل نجح نحو نسق نسن نشب نشد نصب نف نفت نفجر نقب نقص نقض نهر نياب"
    " هجر هجم هزه هوي واب واح واخل واصل وال والق وانب وحم ورد وسط وصول وعز وقت وقود ونف وير يات"
    " يان يبد يرو يشك يصل يضم يعد يقض يقل يكف يهم",
}  # fmt: skip


class _Weights(dict[str, float]):
    """The weight of every stem that an article holds, and of any other."""

    def __init__(self, documents: int, holding: Mapping[str, int]) -> None:
        every = documents + 1
        super().__init__(
            {
                # Not below 0, which a call of `max` says at twice the cost.
                stem: log(rare) if (rare := every / (held + 0.5)) > 1 else 0.0
                for stem, held in holding.items()
            }
        )
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
        """The weight of a stem, 0 for one that nearly every article holds.

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
