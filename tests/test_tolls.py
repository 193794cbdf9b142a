"""How many a text counts, what it takes back, and what it counts of other days or other people."""

import pytest

from monitor.alert.facts import Change, Facts, news, read_facts
from monitor.alert.material import corrections, judge
from test_material import SOON

#: Two numbers each: of the dead and of the hurt.
Tolls = tuple[int | None, int | None]

TAKEN_BACK: list[tuple[Tolls, str, str, Tolls]] = [
    ((13, None), "الصحة: وفيات حريق المشفى ثمانٍ لا ثلاث عشرة", "", (8, None)),
    ((13, None), "عدد ضحايا غرق العبّارة ٩ وليس ١٣", "", (9, None)),
    ((6, None), "القتلى أربعة وليسوا ستة في انهيار البناء", "", (4, None)),
    ((22, None), "محافظ طرطوس: 17 وفاة وليست 22 في حادث الحافلة", "", (17, None)),
    ((8, None), "ليسوا ثمانية بل خمسة قتلى في حادث القطار", "", (5, None)),
    ((8, None), "5 قتلى بدلاً من 8 في حادث القطار", "", (5, None)),
    ((5, None), "صحة طرطوس: حصيلة الحادث أربع وفيات وليست خمساً", "", (4, None)),
    ((5, None), "أربعة قتلى بدل خمسة في هجوم الحاجز", "", (4, None)),
    ((21, None), "سبعة عشر قتيلاً وليس واحداً وعشرين في الانفجار", "", (17, None)),
    ((6, None), "قتيلان لا ستة في سقوط الرافعة", "", (2, None)),
    ((None, 6), "الصحة: مصابو حريق المعمل خمسة لا ستة", "", (None, 5)),
    ((4, 20), "الجرحى 15 وليسوا 20 في انهيار المدرج", "", (4, 15)),
    ((13, None), "حريق المشفى: 9 قتلى لا 13 قتيلاً", "", (9, None)),
    ((12, None), "خفّضت مديرية الصحة عدد ضحايا التسمم إلى ١٠ وفيات", "", (10, None)),
    ((7, None), "مدير الطبابة الشرعية يصحّح: القتلى أربعة", "", (4, None)),
    ((8, None), "الدفاع المدني يعدّل الحصيلة إلى ستة قتلى", "", (6, None)),
    ((5, None), "تصحيح | ضحيتا انهيار السقف اثنتان", "", (2, None)),
    ((5, None), "خفض حصيلة انفجار المرفأ إلى ثلاثة قتلى", "", (3, None)),
    ((14, None), "الدفاع المدني يخفّض عدد الوفيات في انهيار السد إلى 12", "", (12, None)),
    ((31, None), "حصيلة حريق السوق تتراجع إلى 27 قتيلاً", "", (27, None)),
    ((13, None), "الصحة تقلّص حصيلة حريق الفندق من 13 إلى 10 قتلى", "", (10, None)),
    ((10, None), "عن حريق المعمل", "تراجعت حصيلة القتلى إلى ثماني وفيات.", (8, None)),
    ((10, None), "ماذا جرى؟", "قالت المديرية إن عدد القتلى ستة لا عشرة كما ورد.", (6, None)),
    ((7, None), "الحصيلة النهائية لانفجار الصهريج خمسة قتلى", "", (5, None)),
    ((9, None), "تصويب: ضحايا غرق القارب سبعة", "", (7, None)),
    ((3, None), "تصحيح: وفاة شخصين في حادث جسر صافيتا", "", (2, None)),
    ((12, None), "حصيلة الحريق 11 لا 12", "", (11, None)),
    ((12, None), "الصحة تصحح عدد ضحايا الانفجار", "أودى الانفجار بحياة تسعة.", (9, None)),
    ((11, None), "مدير المشفى ينفي وفاة 11 شخصاً ويؤكد وفاة سبعة", "", (7, None)),
]


@pytest.mark.parametrize(("told", "title", "opening", "holds"), TAKEN_BACK)
def test_a_report_in_any_mouth_takes_a_number_back(
    told: Tolls, title: str, opening: str, holds: Tolls
) -> None:
    """«9 لا 13»، «تخفض … إلى 9»، «الحصيلة النهائية»، «تصحيح: …» correct what readers were told."""
    known = Facts(killed=told[0], injured=told[1])
    found = {one.fact: one for one in corrections(None, read_facts(title, opening), known)}
    names = ("killed", "injured")
    was, now = (dict(zip(names, numbers, strict=True)) for numbers in (told, holds))
    assert found == {
        name: Change(name, was[name], now[name]) for name in was if was[name] != now[name]
    }


NOT_TAKEN_BACK = [
    ("سبعة قتلى بحريق المشفى", "قتل سبعة أشخاص في الحريق."),
    ("لا قتلى جدد في حريق المشفى", ""),
    ("تراجع أسعار السمك إلى 9 آلاف بعد مقتل 13 صياداً", ""),
    ("انخفاض عدد الزوار إلى 9 بعد مقتل 13 في حريق الفندق", ""),
    ("وزير الصحة: 9 مشاف لا 13 استقبلت جرحى الحريق", ""),
    ("الضحية التاسعة لا الثالثة عشرة تشيّع اليوم", ""),
    ("عمر أصغر القتلى 9 أعوام لا 13 عاماً", ""),
    ("الانفجار وقع عند الساعة 9 لا 13 وقتل 13 شخصاً", ""),
    ("قتلى الطابق 9 لا 13", ""),
    ("عمر أصغر الضحايا 9 لا 13 عاماً", ""),
    ("عدد المشافي 9 لا 13", ""),
    ("تراجع عدد القتلى خلال 9 أيام", ""),
    ("ليس الأول: حريق المشفى يوقع قتلى", "وقتل سبعة أشخاص في حريق سابق في نيسان الماضي."),
    ("بانتظار الحصيلة النهائية لحريق المشفى", "انتُشلت تسع جثث حتى الظهر."),
    ("الحصيلة ليست نهائية: 9 قتلى حتى الآن", ""),
    ("خفض عقوبة قاتل 13 شخصاً إلى 9 سنوات", ""),
    ("تراجع عدد المصابين في المشفى إلى 4 بعد تماثل الباقين للشفاء", ""),
    ("تصحيح أوراق الامتحانات في طرطوس ومقتل 3 في حادث", ""),
    ("وكالة: 13 قتيلاً لا 9 في حريق المشفى", ""),
    ("توقعات بتراجع عدد القتلى إلى 9", ""),
    ("خفضت مديرية الصحة عدد الأسرة إلى 9", ""),
    ("ليس 9 بل 13 قتيلاً في حادث القطار", ""),
    ("الحصيلة الأولية كانت 9 قتلى ثم ارتفعت", ""),
    ("حصيلة الحريق: 7 قتلى لا 9", ""),
    ("خفض حصيلة الحريق من 11 إلى 9 قتلى", ""),
]


@pytest.mark.parametrize(("title", "opening"), NOT_TAKEN_BACK)
def test_a_lower_number_alone_takes_nothing_back(title: str, opening: str) -> None:
    """Neither a lower number nor a «لا» of something else takes a number back."""
    now = read_facts(title, opening)
    told = Facts(killed=13, injured=9)
    assert corrections(None, now, told) == ()
    assert not [change for change in news(told, now) if change.now is not None]


ON_TOP: list[tuple[int | None, str, str, int | None]] = [
    (2, "انتشال ثلاث جثث أخرى في بانياس", "انتُشلت ثلاث جثث أخرى، ليرتفع العدد إلى خمس.", 5),
    (3, "وفاة 4 مصابين آخرين بالانفجار", "توفي أربعة آخرون، لتبلغ الحصيلة سبع وفيات.", 7),
    (3, "أربعة قتلى جدد في جبلة", "قتل أربعة آخرون ما رفع العدد إلى سبعة.", 7),
    (5, "العثور على جثتين إضافيتين", "عثر عليهما، وبذلك يصبح عدد الضحايا سبعة.", 7),
    (2, "العثور على أربع جثث أخرى", "عثر على أربع جثث أخرى، ليصبح العدد ستة.", 6),
    (2, "العثور على أربع جثث أخرى", "عثر على أربع جثث أخرى وتستمر الأعمال.", 2),
    (1, "وفاة أحد الطفلين المصابين", "لترتفع حصيلة الحادث إلى حالتي وفاة.", 2),
    (6, "وفاة طفلة متأثرة بجراحها", "توفيت اليوم، ما يرفع حصيلة الانفجار إلى سبعة.", 7),
    (8, "استشهاد عنصرين آخرين", "استشهدا اليوم، لتصل الحصيلة إلى عشرة شهداء.", 10),
    (4, "مقتل خمسة آخرين في القصف والعدد يبلغ تسعة", "", 9),
    (3, "حصيلة الهجوم ترتفع إلى شهيدين", "", 3),
    (None, "إصابة 7 ومقتل 3 آخرين في حادث", "", 3),
    (None, "في حادث", "أصيب سبعة. وقتل ثلاثة آخرون.", 3),
    (None, "مقتل عنصر وأربعة آخرين في كمين", "", 5),
    (None, "حصيلة جديدة: 4 قتلى في انفجار المعمل", "", 4),
    (None, "4 قتلى في هجوم جديد قرب جبلة", "", 4),
    (3, "أصبح عدد الشاحنات العالقة ستة بعد مقتل 3 سائقين", "", 3),
    (None, "العدد الكلي للمراجعين وصل إلى 138 ولا وفيات", "", None),
]


@pytest.mark.parametrize(("told", "title", "opening", "holds"), ON_TOP)
def test_who_comes_on_top_of_others_is_no_total(
    told: int | None, title: str, opening: str, holds: int | None
) -> None:
    """«أربع جثث أخرى» are not four dead in all, «ليصبح العدد ستة» says how many are."""
    known, now = Facts(killed=told), read_facts(title, opening)
    rises = [change.now for change in news(known, now) if change.fact == "killed"]
    assert (rises or [told])[0] == holds


@pytest.mark.parametrize(
    "recalled",
    [
        "وهو أسوأ حادث منذ غرق عبارة أودى بحياة 60 شخصاً.",
        "وفي حادثة سابقة، توفي 15 شخصاً على الطريق نفسه.",
        "الأكثر دموية بعد حريق المشفى الذي أسفر عن 33 قتيلاً في 2016.",
        "ولم يشهد الساحل مثل ذلك منذ مصرع 22 بحاراً قبالة أرواد.",
        "وأسفر ذلك الهجوم آنذاك عن مقتل أربعين مدنياً.",
        "وقضى 213 مهاجراً هذا العام على الطريق نفسه.",
        "ما يرفع عدد ضحايا الألغام منذ مطلع العام إلى 213 قتيلاً.",
        "وبذلك ترتفع حصيلة حوادث الغرق في العام الجاري إلى 81 قتيلاً.",
        "وتقتل حوادث السير نحو 400 شخص سنوياً في البلاد.",
        "في حين سجلت حماة وفاة سبعة أشخاص في حوادث متفرقة.",
        "وهي ثاني كارثة من نوعها بعد حريق 2015 الذي قتل 70 شخصاً.",
        "وارتفع بذلك عدد ضحايا مخلفات الحرب منذ سقوط النظام إلى 700 قتيل.",
        "وفي حادث منفصل بإدلب قتل سبعة أشخاص.",
        "وقبل عقد من الزمن قضى 52 راكباً في المكان ذاته.",
        "وكانت الأعنف منذ مقتل ٩٤ شخصاً قبالة طرطوس قبل سنوات.",
        "غرقت العبّارة ليلاً. وبحسب ناشطين قُتل 94 شخصاً في المكان نفسه قبل سنوات.",
    ],
)
def test_the_dead_of_other_years_are_not_those_of_today(recalled: str) -> None:
    """However few the words are that say so."""
    assert read_facts("قصة العبّارة", recalled).killed is None


@pytest.mark.parametrize(
    ("opening", "killed"),
    [
        ("قتل تسعة أشخاص منذ صباح اليوم في الحادث.", 9),
        ("وارتفع عدد القتلى منذ فجر اليوم إلى 12.", 12),
        ("وبلغ عدد الضحايا 11 منذ وقوع الحادث.", 11),
        ("قُتل 3 أشخاص بانفجار لغم زُرع قبل سنوات في حقل.", 3),
        ("وسابقاً أُعلن عن سبعة، وبلغت الحصيلة الآن عشرة قتلى.", 10),
    ],
)
def test_a_time_word_alone_makes_nothing_past(opening: str, killed: int) -> None:
    """What has happened since this morning is of today, and so is an old mine that kills."""
    assert read_facts("قصة العبّارة", opening).killed == killed


FEW: list[tuple[str, Tolls]] = [
    ("مقتل حارسين اثنين وإصابة أحد عشر في انفجار", (2, 11)),
    ("مصرع عاملين في انهيار سقف", (2, None)),
    ("وفاة سائقين في تصادم شاحنتين", (2, None)),
    ("استشهاد مدنيين اثنين بقذيفة", (2, None)),
    ("لقي مهندسان حتفهما في انفجار الصهريج", (2, None)),
    ("مدنيان يلقيان مصرعهما بانفجار لغم", (2, None)),
    ("شاب يلقى حتفه غرقاً", (1, None)),
    ("ضحيتان في انهيار شرفة", (2, None)),
    ("وفيتان و6 إصابات في حادث سير", (2, 6)),
    ("تسجيل حالتي وفاة بالكوليرا", (2, None)),
    ("إصابة مسعفين اثنين في القصف", (None, 2)),
    ("جريحتان في حادث سير", (None, 2)),
    ("وفاة امرأة وطفلها في حريق", (2, None)),
    ("مقتل أم وأطفالها الثلاثة", (4, None)),
    ("وفاة أب وأبنائه الأربعة اختناقاً", (5, None)),
    ("مقتل زوجين وطفلهما", (3, None)),
    ("مقتل ضابط واثنين من مرافقيه", (3, None)),
    ("مقتل معلمة وثلاثة من تلاميذها", (4, None)),
    ("مقتل مدني وآخر في قصف", (2, None)),
    ("تشييع الضحايا التسعة في بانياس", (9, None)),
    ("المحافظ يعود الجرحى السبعة في المشفى", (None, 7)),
    ("مقتل شخصين وعدة جرحى", (2, None)),
    ("مقتل 3 مدنيين وعدد من الجرحى", (3, None)),
    ("مقتل ضابط روسي وجنديين", (3, None)),
    ("مقتل ضابط في الجيش السوري وثلاثة جنود في كمين", (4, None)),
    ("مقتل شاب بطعنة سكين وثلاثة أشخاص قيد التوقيف", (1, None)),
    ("مقتل شاب قرب جبلة وإصابة ثلاثة", (1, 3)),
    ("مصرع مهندستين بانفجار المرجل", (2, None)),
    ("مقتل تاجر وحارسه الشخصي", (2, None)),
    ("استشهاد قائد كتيبة ومرافقيه", (None, None)),
    ("وفاة طفل وإصابة شقيقتيه", (1, 2)),
    ("مقتل شاب طعناً وشقيقه متهم", (1, None)),
    ("مقتل شاب بطرطوس وشقيقه يروي", (1, None)),
    ("مقتل فتيين بانفجار لغم", (2, None)),
    ("مقتل رجل وفتى غرقاً", (2, None)),
    ("إصابة محاميين اثنين بحادث سير", (None, 2)),
    ("إصابة ثلاثة أطباء في قصف", (None, 3)),
    ("إصابة 4 محامين و3 فتيان", (None, 7)),
    ("مقتل شخص وإصابة آخر بإطلاق نار", (1, 1)),
    ("إصابة ثلاثة ومقتل آخر في طرطوس", (1, 3)),
    ("قتيل بحادث سير على الأوتوستراد كم 20", (1, None)),
    ("مقتل آخر قادة التنظيم", (None, None)),
    ("أكثر من 1.200 قتيل في الزلزال", (None, None)),
    # Whoever is not counted leaves the number open.
    ("مقتل مدنيين بقصف على ريف جبلة", (None, None)),
    ("مقتل ضابط ومدنيين بقصف", (None, None)),
    ("مقتل محامين في حمص", (None, None)),
    ("مقتل فتيان بانفجار لغم", (None, None)),
    ("مقتل ضابط وأطباء", (None, None)),
    ("وفاة عاملين بينهم نساء في معمل", (None, None)),
    ("وفاة أم وأطفالها في حريق", (None, None)),
    ("مقتل قيادي وعدد من مرافقيه", (None, None)),
    ("مقتل عدد من العمال", (None, None)),
    ("15 بين قتيل وجريح في انفجار", (None, None)),
    ("سقوط سبعة بين قتلى وجرحى", (None, None)),
    ("وفاة أحد الجرحى الثلاثة", (1, None)),
    ("وفاة أربعة جرحى بعد الانفجار", (4, None)),
    ("نجاة عاملين اثنين من حادث سقوط", (None, None)),
    ("ضحايا الانفجارات الثلاثة", (None, None)),
]


@pytest.mark.parametrize(("title", "told"), FEW)
def test_duals_and_families_are_counted_and_what_is_open_is_not(title: str, told: Tolls) -> None:
    """«عاملين» are two and «أم وأطفالها الثلاثة» four; «أم وأطفالها» nobody can count."""
    facts = read_facts(title)
    assert (facts.killed, facts.injured) == told


def test_a_dual_that_may_be_a_plural_yields_to_a_number() -> None:
    """«مقتل سائقين» over «قتل ثلاثة سائقين» are three."""
    assert read_facts("مقتل سائقين على الطريق", "قتل ثلاثة سائقين في كمين.").killed == 3


def test_a_number_that_was_taken_back_is_news_only_where_it_is_said_to_have_risen() -> None:
    """Outlets go on to tell it for hours."""
    told = Facts(killed=9, withdrawn=frozenset({("killed", 13)}))
    assert news(told, read_facts("13 قتيلاً في حريق دار المسنين")) == []
    [risen] = news(told, read_facts("ارتفاع حصيلة حريق دار المسنين إلى 13 قتيلاً"))
    assert risen == Change("killed", 9, 13)
    assert news(told, read_facts("10 قتلى في الحريق")) == [Change("killed", 9, 10)]


@pytest.mark.parametrize("title", ["تصحيح: وفيات الحريق", "(تصويب) خبر الحريق"])
def test_a_title_that_begins_with_it_corrects(title: str) -> None:
    """A title that begins with «تصحيح» corrects, whatever else it says."""
    assert news(Facts(), read_facts(title)) == [Change("corrected")]


def test_who_lost_his_brother_misses_nobody() -> None:
    """«فقد شقيقه» is mourning; «فقدان أربعة صيادين» is a toll."""
    assert read_facts("يروي رجل فقد شقيقه في الانفجار").missing is None
    assert read_facts("فقدان أربعة صيادين قبالة أرواد").missing == 4


@pytest.mark.parametrize(
    ("title", "tells"),
    [
        ("12 بين قتيل ومفقود بغرق قارب قبالة طرطوس", True),
        ("انفجار في طرطوس يوقع قتلى وجرحى", True),
        ("مقتل أم وأطفالها في حريق", True),
        ("مقتل مدنيين بقصف على ريف جبلة", True),
        ("مقتل قيادي وعدد من مرافقيه", True),
        ("استشهاد عشرات المدنيين", True),
        ("انفجار دون سقوط ضحايا", False),
        ("الدفاع المدني ينفي سقوط قتلى", False),
        ("مخاوف من سقوط ضحايا", False),
        ("تشييع ضحايا القارب", False),
        ("ذكرى سقوط شهداء الانفجار", False),
        ("هل أوقع الانفجار قتلى؟", False),
    ],
)
def test_dead_that_nobody_counts_are_news_before_any_number(title: str, tells: bool) -> None:
    """No number is invented for them, and readers hear of them; a number told goes before."""
    now = read_facts(title)
    assert now.killed is None
    assert (Change("dead") in news(Facts(), now)) == tells
    assert Change("dead") not in news(Facts(killed=1), now)
    heard = Facts(mentioned=now.triggers)
    assert Change("dead") not in news(heard, now)
    assert judge(Facts(), now, SOON).material == tells
