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

from monitor.group.terms import standing

# The commonest stems of news about the Syrian coast, in percent of articles: without them the
# first day would take «طرطوس» itself for a rare word (docs/stories.md).
_BEAT_DOCUMENTS = 100
_BEAT = {
    57: "سور", 52: "طرطوس", 43: "روس", 33: "حميميم", 30: "قاعد رييس", 26: "دفاع", 24: "لاذق",
    23: "جوي", 22: "موسك", 21: "عسكر", 20: "مدين ساحل", 19: "زار نظام", 17: "اسد دمشق",
    15: "مين امن محافظ", 14: "اتفاق", 13: "شرع بحر شار احمد طاير هجوم", 12: "ريف عمل كشف",
    11: "زير وقع استهدف غرب جديد سابق وتين مرصد", 10: "بلاد سقوط قواعد خارج مقتل",
    9: "عام قتل مطار لاديمير القو منطق داخل", 8: "اعلام",
}  # fmt: skip

# What else the project's own stream holds in many events (bench/prior.py): with these the first
# day of an empty archive is grouped at .93, without at .90, on a day not seen before
# (docs/stories.md).
_INCIDENTS = {
    15: "بحر", 12: "عشر", 11: "مدير", 10: "مرف", 9: "قرب خمس", 8: "بدا", 7: "جبل بانياس",
    6: "وصل شحن قري اخر اهال مدن قادم فرق",
    5: "ارض انفجار عدد الف ميا صحه اصاب ادار محط صول محمل طريق جنوب نير اطف سفين",
    4: "اشخاص قطع متن بحث حريق واصيب مجاور دور",
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
        >>> beat.idf("طرطوس") < beat.idf("مرف")
        True
        """
        return self.weights[stem]

    def rarest(self, stems: Iterable[str], most: int) -> list[str]:
        """The stems that tell most, at most so many, the rarest first.

        Without those that no article holds: nothing is found by them.

        >>> Frequencies.of_the_beat().rarest(["طرطوس", "حميميم", "زيتون"], 1)
        ['حميميم']
        """
        known = (stem for stem in stems if self.holding.get(stem))
        return nlargest(most, known, key=self.weights.__getitem__)

    @staticmethod
    def of_the_beat() -> "Frequencies":
        """What an empty archive starts from: a hundred articles that were never written."""
        holding: dict[str, int] = {}
        for table in (_BEAT, _INCIDENTS):
            for share, stems in table.items():
                for stem in map(standing, stems.split()):
                    holding[stem] = max(share, holding.get(stem, 0))
        return Frequencies(_BEAT_DOCUMENTS, holding)
