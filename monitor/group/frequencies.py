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
    54: "طرطس",
    33: "سور",
    27: "عمل",
    23: "ثلث سحل مدن",
    20: "ربع قرب",
    17: "حفظ عشر",
    16: "بحر دفع روس عام مين",
    15: "ريف قدم مدر",
    14: "جنب حمل دخل دمشق قبل قتل قعد",
    13: "تصل زيار سبع غلق",
    12: "احد اصاب امن حدث حممم خمس صدر طرق عدد فرق نطق",
    11: "اول تقف جدد جمع سفن عسكر",
    10: "اخر بلغ رييس ستمر شمل طلب عقد قرر محط محل نزل نقل وصل",
    9: "بدا بلد بنس جبل حدد حقق خرج رفع سبق شخص ضبط طلق عرض علم قطع مسل مشف نظم يوم",
    8: "الف دور رصف سلط شرق شرك طلع عدم عود فجر كثر مجر مقع هجوم",
    7: "اثن بحث تبع تسع حال حرك خدم درج رتفع ركز سجل سقط سيار شحن غدر غرق كبر لقا متن معد"
    " ميا نفذ",
    6: "ادار انت تقع ثان جوي حرق حمص رحل زرع سلم شرع شكل صول عايل غرب فتح فرغ فقد قدر قري"
    " لجن ليل مسر نصف نها واحد",
    5: "ارض القو بشر ترد تسط تعد جلس حصل حضر حكم خبر خمد درس دقق دلر دول رجل رسم ركب ساع سته"
    " سند شاح شرط صحب صحه ضرر طاير طفل عثر عرف عنصر كمل لذق لمذ مثل نار واصاب واصيب وزار",
    4: "ارواد اقل الب بتج بسل تجر ترب تضم جزر جهه حتجج حجز حرج حفل خلف راس رجح رجع رصد رفق"
    " رقب سبب ستدع ستقبل سحب سعد سفر سمع شاط شتب شغل شهر شيخ صاف صغر صلح صنع طاق طن عدل عظم"
    " علق عمر فرع قضا قمح قياد كبتغ كرب كشف كلمتر لبنن لحق لمك متر مجل مدد مرر مصر مطر ملف ملي"
    " نتج نتظر نسب نشر نقط نير هيي ودع وضع وطن وفد وقع يار",
    3: "11 12 14 5 ابن اجر اخل اسم اضاف اطار اظهر اعاد الاف بدل بقا تثر تجز تحد تدل ترس تشر"
    " تعا تلق ثمن جرا جرح جند جود جول حاو حتج حرب حرر حلل حما حمد خسر خصص خطر خطف دركش دلع ذخر"
    " ذكر ربط رست رسل رمل رياح رياس ريق زير ستقل ستمع سرع سطر سعف سلح سير شبك شتر شدد شهود صرف"
    " صياد صيان طرف عبر عتبر عتد عصر عطل عكر علن عين فرد فصل فعل فني قان قايد قترب قدمس قر قصف"
    " قلل قو قود كتب كرنش كلف لتق لقر لنقل ماد مبن متج مسس مسم مشر منح منش موج ميه نايب نتصف"
    " نجم ندس نوع واوقف وجا وجود وعد يعود",
    2: "22 3 4 40 7 9 ابواب احي اد اراض الجو اهل بد بدر برد بسم بعد بلا تات تبد تبن تتب تتل"
    " تجل تحدث تحل تخر تزع تسترد تظر تفق تقل تنل تهم ثما جار جدل جسر جنا جيش حذر حرس حسب حطم"
    " حمر حي خاص ختص ختم خرب خشب خط خطط خلج دام دبلمس رتب زال سايق سايل ستعد ستن ستنف سدس سرب"
    " سعر سمح سنو سهل سوق شاب شرف شعر شقق صحف صور صيد ضرب ضعف طبع طبق ظهر عرب عصف عصم علج عمد"
    " عمق عنف عيد غاب فان فتش فوج فور قبرص قطر قلب قوا قيم كتر كثف كمي لبحث لسك لق مال متد متم"
    " مجب مده مرح مره مسح مضد ملح منع موان موق نحو نسق نظر نفط نقذ نياب هدف هوي وبد وجه ورش"
    " وصف وقود يصل يضم",
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
