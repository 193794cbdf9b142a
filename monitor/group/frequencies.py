"""How much each stem tells on this beat.

In: how many flagged articles hold each stem. Out: a weight for each stem, and the rarest of them.
Knows nothing of texts, stories, storage or time.

Counts flagged articles only: among them «طرطوس» says nothing and «مستودع» a lot, which is the
other way round in general news.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import nlargest
from math import log

_DOCUMENTS = 100
# The roots that the labelled stream holds in at least five events, in percent of articles
# (``python -m bench.prior`` prints them): without them the first day would take «طرطوس» itself
# for a rare word.
_BEAT = {
    49: "طرطس",
    24: "سور",
    20: "عمل",
    18: "ربع روس",
    16: "ثلث عشر قرب مدن",
    15: "سحل مين",
    14: "بحر قعد",
    13: "حممم ريف مدر",
    12: "دفع قدم",
    11: "جبل حمل عام قبل قتل",
    10: "دخل دمشق سفن صدر غلق فرق نطق",
    9: "اصاب تصل جدد جمع جنب خمس رصف زيار طرق عدد عسكر",
    8: "احد اول بلغ تقف حدث حفظ خرج ريد سبع قطع محط نزل",
    7: "اخر الف امن بدا دور رفع رييس سقط شخص ضبط طلب طلق عرض عقد فجر مقع نقل",
    6: "اثن بحث بنس حدد رتفع زرع سبق ستمر سيار شحن شرك شمل علم عود فرغ قرر كبر متن محل مسل مشف"
    " نظم هجوم وصل",
    5: "ادار ارض القو بلد تبع تقع حرق حرك حقق خدم ركز ساع شرط شرع شرق صحه صول طاير طلع طن عدم"
    " غدر قري كثر ليل مجر مسر مطر معد ميا واحد يوم",
    4: "بشر ترب تسع تعد جهه جوي حال حاو حرج خمد درج درس دول رجل رحل رصد ركب سجل سحب سلط سلم شاح"
    " طفل عايل عثر غرب غرق فتح فقد لذق لمذ مجل نتظر نفذ نير واصيب وفد",
    3: "3 ارواد اقل انت بتج بسل تجر ترد تسط تشر تنف ثان جزر جند جول حرب حصل حكم حلل حمص خبر خطف"
    " خلف دلر رجح رسم رمل ريق سبب ستدع سته سرع سطر سفر سلح سمع شاط شكل شهر صحب صلح صياد ضرر عبر"
    " عتد عرف علق عمر عنصر فصل قايد قدر قر قمح كبتغ كرب كشف كلمتر كمل لبنن لقا مبن متج مدد مسس"
    " مصر ملي نار نصف نها هيي ودع وزار وطن وقع يار",
    2: "12 5 6 9 ابن اثر احي اراض اسم اضاف اطار اظهر الاف الب الجو الم انب بدر بدل برد بسم بضع"
    " بعد بقا بمي تبن تتب تثر تحدث تحل تخر تدل ترس تزع تشل تضم تعا تكف تكن تلف تنل ثما ثمن جرا"
    " جلس جمرك جود حتجج حرر حضر حطم حفل حلق حما حمد حيا خاص خزن خسر خط خلج دام دركش دقق دلع ذخر"
    " ذكر راس ربط رجع رست رسل رفض رفق رقب رياح رياس زيت زير سايق ستعد ستقبل ستن سعد سعر سعف سما"
    " سنه سهل شتب شدد شعب شغل شهود شوهد شيخ صاف صرج صرخ صرف صمع صنع صيان طاق طير ظلم ظهر عصر عصف"
    " عصم عطل عظم عكر عمق عيد عين غاب فتتح فرع فور قاس قترب قصف قضا قلب قلل قو قود قياد قيم كتب"
    " كسر كلف لاد لجن لحق لصلح لقر لقعد لمك لنقل لهب لوح لير متد متر مثل مد مرح مرر مرس مره مسم"
    " مشر مصب مكن ملح منح موان موج ميه نايب نتج نتصف نجم نسب نشر نظر نفت نفط نقذ نوع نيف هجر"
    " واصاب واوقف وبد وجه وجود وصف وضع",
    1: "14 4 40 600 7 ابواب اتت اثار اجر اجو احوال اخل اد اسود اصو الق امواج اهل اود باب برم بلا"
    " بنفجر تبد تتج تتل تجز تجل تحد تسترد تسم تطر تظر تعض تلث تلق تمد توج جثت جثم جدل جرح جسر"
    " جمر جنا جيد جيش حتج حجز حسب حسم حصر حفر حوض حي ختص خرب خشب خفر خفض داير دبلمس دخن دنم را"
    " رتب رنمج زمل ساح سايل سبح ست ستقل ستمع ستنف سدس سرب سطل سند سنو سو سوق سير شبك شجر شرب شظا"
    " شعر صال صبح صحف صغر صفح صنبر صور صيد ضرب ضعف ضيف طب طبب طبق طرح طرف طوق طول عتبر عتصم عدل"
    " عقب علج علن عهد غد فتش فرد فعل فني فوج قايم قدمس قرا قسم قطر قفل قلع قلق قوا قوي كال كتر"
    " كثف كرنش كلم كمي لاف لبحث لتطر لتق لجر لجم لدخ لزم لسك لسن لطر لطرطس لق ماس متحن متز مجب"
    " محر مده مرف مشط مصف مضد مطح مظف مغط ملد ملف منع موق ناج ندس نشط نصب نطلق نفجر نقش نقط واد"
    " والق وجا وعد وعز وير يصل يعود يقل",
}  # fmt: skip


class _Weights(dict[str, float]):
    """The weight of every stem that an article holds, and of any other."""

    def __init__(self, documents: int, holding: Mapping[str, int]) -> None:
        # Many stems are held equally often, so their logarithm is taken once.
        weights = {
            held: max(0.0, log((documents + 1) / (held + 0.5))) for held in {0, *holding.values()}
        }
        super().__init__(zip(holding, map(weights.__getitem__, holding.values()), strict=True))
        self._unheld = weights[0]

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
        return nlargest(most, known, key=self.weights.__getitem__)

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
