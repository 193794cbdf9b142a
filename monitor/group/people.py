"""Whom a text tells of: who drowned, who was arrested and for what, who protests.

In: normalised words of a title, or of an opening.
Out: names of what people are called in it.
Knows nothing of stories, scores, storage or time.

«غرق شاب في نهر الأبرش» and «غرق طفلة في نهر الأبرش» are told in the same words but one, and are
two events: what sets an arrest, a burial or a killing apart from the next is whom it befell.
"""

from collections.abc import Collection
from typing import Final

from monitor.group.kinds import named, table

# Words of another meaning are in none, or only with their article: «معلم» is also a landmark,
# «بحار» seas, «طالب» demanded.

#: Word to who somebody is by age and sex; who may be called either is of both.
_AGES: Final = table(
    boy="طفل طفلا طفلين طفلان طفليه طفليها طفلاه طفلاها طفلها ابنه ابنها أطفال أطفاله أطفالها"
    " رضيع رضيعا فتى يافع يافعا قاصر صبي صبيا",
    girl="طفلة طفلتين طفلتان طفلته طفلتها ابنة ابنته ابنتها طفليه طفليها طفلاه طفلاها أطفال"
    " أطفاله أطفالها رضيعة فتاة فتاتين فتاتان صبية قاصر",
    young_man="شاب شابا شابين شابان شبان فتى يافع يافعا قاصر",
    young_woman="شابة شابتين شابتان فتاة فتاتين فتاتان",
    woman="زوجته والدته والدتها امرأة امرأتين امرأتان سيدة سيدتين سيدتان مسنة شابة شابتين شابتان",
)  # fmt: skip

#: Word to what one person is, whatever else: no engineer is a woman who was taken yesterday.
#: Normalised, «والده» is his father and «والدة» too, «ابنه» his son and «ابنة» too.
_SEX: Final = table(
    man="رجل رجلا شاب شابا فتى مراهق طفل طفلا رضيع رضيعا تلميذ تلميذا الطالب طالبا سائق سائقا"
    " صياد صيادا طبيب طبيبا صيدلي صيدلاني مختار مختارا المعلم مهندس مهندسا عاملا المزارع مزارعا"
    " جندي جنديا ضابط ضابطا شرطي شرطيا صحفي صحفيا صحافي صحافيا إعلامي تاجر تاجرا محام محاميا"
    " قاض قاضيا زوجها والده والدها ابنه ابنها شقيقها",
    female="امرأة سيدة والدة زوجته والدته والدتها ابنة ابنته ابنتها شقيقته شقيقتها شابة فتاة"
    " مراهقة طفلة رضيعة تلميذة طالبة طبيبة صيدلانية ممرضة معلمة مهندسة مزارعة صحفية صحافية"
    " إعلامية محامية",
)  # fmt: skip

#: Word to what somebody does for a living, or is in the eyes of others.
_WORK: Final = table(
    driver="سائق سائقا سائقين سائقان سائقو سائقي",
    fisher="صياد صيادا صيادين صيادان صيادون صيادو صيادي",
    healer="طبيب طبيبا طبيبة طبيبين أطباء صيدلي صيدلاني صيادلة ممرض ممرضة ممرضين ممرضون"
    " مسعف مسعفين",
    mayor="مختار مختارا",
    teacher="المعلم معلما معلمة معلمين معلمون معلمو معلمي مدرسين مدرسون مدرسو مدرسي",
    engineer="مهندس مهندسا مهندسة مهندسين مهندسون",
    worker="عامل عاملا عاملين عاملان عمال عمالا",
    farmer="المزارع مزارعا مزارعين مزارعون مزارعو مزارعي فلاح فلاحين فلاحون فلاحو",
    shepherd="راع راعي راعيا رعاة",
    soldier="جندي جنديا جنديين جنود مجند مجندا مجندين ضابط ضابطا ضابطين ضابطان ضباط عميد عقيد"
    " لواء عنصر عنصرا عنصرين شرطي شرطيا شرطيين شرطيان",
    reporter="صحفي صحفيا صحفية صحفيين صحافي صحافيا صحافية صحافيين إعلامي إعلامية",
    trader="تاجر تاجرا تجار صائغ صراف",
    lawyer="محام محامي محاميا محامية محامين محامون محامو قاض قاضي قاضيا قضاة",
    student="الطالب طالبا طالبة طلاب طلبة طالبين طالبتين تلميذ تلميذا تلميذة تلاميذ",
    prisoner="سجين سجينا سجناء معتقل معتقلا معتقلين معتقلون معتقلي",
    sailor="البحار بحارين بحارة ربان قبطان",
    migrant="مهاجر مهاجرا مهاجرين مهاجرون لاجئ لاجئا لاجئين لاجئون",
)  # fmt: skip

#: Word to what somebody is accused of.
_GUILT: Final = table(
    theft="سارق سارقا سارقين سارقي لص لصا لصين لصوص سرقة سرقات سلب نشل سطو",
    killing="قاتل قاتلا قاتلي قتلة قتل جريمة",
    drugs="مروج مروجا مروجين مروجي مخدرات حشيش كبتاغون",
    forgery="مزور مزورا مزورين مزوري تزوير مزورة",
    shooting="مطلق مطلقي رصاص",
    smuggling="مهرب مهربا مهربين مهربي تهريب",
    corruption="اختلاس رشوة مرتش فساد مختلس",
    kidnapping="خاطف خاطفين خاطفي خطف اختطاف",
    old_regime="قيادي قياديا قائد عميد عقيد لواء ضابط ضابطا عنصر عنصرا فلول ميليشيا",
    terror="داعش إرهابي إرهابيا إرهابيين خلية خلايا متطرف",
)  # fmt: skip

#: Words that mean people where they stand without an article: one, and any number.
PERSON: Final = frozenset(word for word in _SEX if not word.startswith("ال"))
PEOPLE: Final = PERSON.union(
    word for word in _AGES.keys() | _WORK.keys() if not word.startswith("ال")
)

#: Of one of these no two names mean one person.
_SORTS: Final = tuple(
    frozenset[str]().union(*sort.values()) for sort in (_AGES, _SEX, _WORK, _GUILT)
)


def people(said: Collection[str]) -> frozenset[str]:
    """What people are called in these normalised words.

    >>> sorted(people("غرق طفله في نهر الابرش".split()))
    ['female', 'girl']
    """
    return named(_AGES, said) | named(_SEX, said) | named(_WORK, said)


def accused(said: Collection[str]) -> frozenset[str]:
    """What somebody is accused of in these normalised words; of no use but of an arrest.

    >>> sorted(accused("القبض علي سارق دراجات".split()))
    ['theft']
    """
    return named(_GUILT, said)


def others(
    own: Collection[str],
    told: Collection[str],
    theirs: Collection[str],
    they_tell: Collection[str],
) -> bool:
    """Whether a title names other people than another, and neither text tells of the other's.

    `own` and `theirs` are of titles, `told` and `they_tell` of titles and openings.

    >>> youth, girl = people(["شاب"]), people(["طفله"])
    >>> others(youth, youth, girl, girl), others(youth, youth | girl, girl, girl)
    (True, False)
    """
    for sort in _SORTS:
        mine, other = sort.intersection(own), sort.intersection(theirs)
        if mine and other and mine.isdisjoint(they_tell) and other.isdisjoint(told):
            return True
    return False
