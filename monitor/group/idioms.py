"""Which words say something else before the word that follows them?

In: normalised words, in their order.
Out: those that mean what they say alone; and what two words say of how a story turns.
Knows nothing of what the words alone say (`monitor.group.kinds`, `monitor.group.outcomes`).

«عقد اجتماع» is no deal, «تحقيق فوز» no inquiry, «هيئة تحرير الشام» frees nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from monitor.group.outcomes import Trigger
from monitor.group.statements import words_of

_MARCHES = "حاشدة سلمية شعبية جماهيرية تضامنية احتجاجية مؤيدة طلابية كشفية شموع"

#: What names no kind of event, and before which words.
_NO_EVENTS: Iterable[tuple[str, str]] = (
    (
        "عقد وعقد لعقد بعقد",
        (
            "اجتماع اجتماعا اجتماعات اجتماعه اجتماعها الاجتماع جلسة جلسات جلسته مؤتمر مؤتمرا"
            " المؤتمر لقاء لقاءات ندوة ندوات دورة قران مباحثات محادثات"
        ),
    ),
    (
        "تحقيق وتحقيق لتحقيق بتحقيق",
        (
            "فوز فوزا الفوز نصر انتصار أرباح ربح مكاسب تقدم التقدم نجاح نجاحات إنجاز إنجازات"
            " أهداف هدف أهدافه أهدافها اكتفاء الاكتفاء إيرادات عائدات نمو رقم أرقام العدالة عدالة"
            " السلام الاستقرار استقرار التنمية تنمية التوازن التعادل مطالب مطالبهم المطالب"
            " التكامل إنتاج أعلى أكبر قفزة"
        ),
    ),
    (
        "تدهور وتدهور تدهورت لتدهور",
        (
            "أوضاع الأوضاع الوضع حالة حالته حالتها الحالة صحة صحته صحتها الصحة الليرة سعر قيمة"
            " القيمة الاقتصاد الخدمات الواقع واقع البيئة العلاقات"
        ),
    ),
    ("حجز وحجز لحجز", "موعد مواعيد المواعيد تذاكر تذكرة التذاكر مقعد مقاعد"),
    ("انقلاب الانقلاب وانقلاب", "عسكري العسكري شتوي الشتوي صيفي الصيفي"),
    ("مسيرة ومسيرة مسيرات ومسيرات", _MARCHES),
)

#: What turns a story otherwise than its first word does, or not at all.
_TURNS: Iterable[tuple[str, str, Sequence[Trigger]]] = (
    # Of a gang or of mosquitoes, not of a court.
    ("القضاء", "على", ()),
    # Of a prisoner, not of a village.
    ("إخلاء أخلت أخلى يخلي تخلي", "سبيل سبيله سبيلها سبيلهم سبيلهما", ("freed",)),
    # «هيئة تحرير الشام», «تحرير سعر الصرف», «تحرير 20 محضراً».
    (
        "تحرير",
        (
            "الشام سوريا سورية سعر أسعار الأسعار التجارة محضر محضرا محاضر ضبط ضبطا ضبوط"
            " مخالفة مخالفات الخبر الأخبار"
        ),
        (),
    ),
    # «فتح تحقيق في حريق المرفأ» opens no port, «فتح باب التسجيل في الجامعة» no university.
    (
        "فتح تفتح يفتح",
        "تحقيق تحقيقا التحقيق تحقيقات باب أبواب النار نار دعوى ملف",
        (),
    ),
    ("مسيرات", _MARCHES, ()),
)

_OTHERWISE = frozenset(
    (word, after)
    for said, before in _NO_EVENTS
    for word in words_of(said)
    for after in words_of(before)
)
_AMBIGUOUS = frozenset(word for word, _ in _OTHERWISE)

#: Two words to how they turn a story, whatever the first of them says alone.
TURNED: Mapping[tuple[str, str], Sequence[Trigger]] = {
    (first, second): turns
    for firsts, seconds, turns in _TURNS
    for first in words_of(firsts)
    for second in words_of(seconds)
}


def meant(said: Sequence[str]) -> Sequence[str]:
    """The words without those that name no event because of the word that follows.

    >>> meant("عقد اجتماع علي عقد المرفا".split())
    ['اجتماع', 'علي', 'عقد', 'المرفا']
    """
    if _AMBIGUOUS.isdisjoint(said):  # most texts
        return said
    return [pair[0] for pair in pairwise([*said, ""]) if pair not in _OTHERWISE]
