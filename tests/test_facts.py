"""What `monitor.alert.facts` and `monitor.group.numerals` read, and what they must not."""

import pytest

from monitor.alert.facts import OPENING_LENGTH, Change, Facts, news, read_facts
from monitor.group.numerals import read_number
from monitor.group.terms import words

NUMBERS = [
    ("٧", 7),
    ("۳۲", 32),
    ("1,250", 1250),
    ("ثلاثة", 3),
    ("عشرة", 10),
    ("أحد عشر", 11),
    ("اثنتي عشرة", 12),
    ("تسعة عشر", 19),
    ("عشرون", 20),
    ("واحداً وعشرين", 21),
    ("خمساً", 5),
    ("عشراً", 10),
    ("ثمانياً وثلاثين", 38),
    ("خمسة وثلاثين", 35),
    ("مئة", 100),
    ("مائة وعشرة", 110),
    ("مئتين وخمسة وأربعين", 245),
    ("ثلاثمئة", 300),
    ("أربعمائة وواحد", 401),
    ("ثلاثة آلاف", 3000),
    ("70 ألف", 70000),
    ("ألف", 1000),
    ("ألفين", 2000),
    ("ألف وخمسمئة", 1500),
    ("ثلاثة آلاف وخمسة وعشرين", 3025),
]


@pytest.mark.parametrize(("written", "number"), NUMBERS)
def test_a_number_is_read_to_its_end(written: str, number: int) -> None:
    """Digits of any script and numbers in words are read whole, and nothing after them."""
    counted = words(written)
    assert read_number([*counted, "شخصا"], 0) == (number, len(counted))


@pytest.mark.parametrize(
    "written",
    [
        "القرن",
        "واحداً واحداً",
        "الخامسة",
        "عشرات",
        "0963432251000",
        "12 بالمئة",
        "12 في المئة",
        "وخمسة",
    ],
)
def test_what_counts_nobody_is_no_number(written: str) -> None:
    """Ordinals, vague tens, telephone numbers and percentages are refused."""
    assert read_number(words(written), 0) is None


def test_and_joins_only_what_grammar_joins() -> None:
    """«عشرين وخمسة» are two numbers: Arabic says the ones first."""
    assert read_number(words("عشرين وخمسة"), 0) == (20, 1)
    assert read_number(words("خمسة وقتيل"), 0) == (5, 1)
    assert read_number(words("ألف وقتيل"), 0) == (1000, 1)


COUNTED = ("killed", "injured", "missing", "arrested")

TOLLS = [
    ("39 قتيلاً في انفجار", {"killed": 39}),
    ("مقتل ٣٢ شخصاً وإصابة ٧", {"killed": 32, "injured": 7}),
    ("ثلاثة قتلى في طرطوس", {"killed": 3}),
    ("قتيلان وثلاثة جرحى", {"killed": 2, "injured": 3}),
    ("سقوط قتيلين قرب حميميم", {"killed": 2}),
    ("سقوط قتيل و3 جرحى", {"killed": 1, "injured": 3}),
    ("ارتفاع عدد القتلى إلى 12", {"killed": 12}),
    ("ارتفاع ضحايا الانفجار إلى سبعة والدفاع تتحدث عن مخلفات حرب", {"killed": 7}),
    ("ارتفاع حصيلة انفجار المرفأ إلى 5 قتلى و12 جريحاً", {"killed": 5, "injured": 12}),
    ("ارتفع عدد ضحايا المركب الذي غرق أمس إلى ثلاثة", {"killed": 3}),
    ("لقي ثلاثة أشخاص مصرعهم", {"killed": 3}),
    ("حادث يودي بحياة أربعة من العمال", {"killed": 4}),
    ("قُتل ما لا يقل عن عشرين مدنياً", {"killed": 20}),
    ("استشهاد خمسة وعشرين عنصراً", {"killed": 25}),
    ("مقتل شخصين بانفجار لغم", {"killed": 2}),
    ("مقتل شاب برصاص مجهولين", {"killed": 1}),
    ("وفاة 11 شخصاً وإصابة العشرات", {"killed": 11}),
    ("انتشال أربع جثث من البحر", {"killed": 4}),
    ("مئة وعشرون قتيلاً", {"killed": 120}),
    ("إصابة سبعة آخرين بجروح", {"injured": 7}),
    ("إصابة جندي روسي قرب القاعدة", {"injured": 1}),
    ("أصيب 4 بجروح في مشاجرة", {"injured": 4}),
    ("15 مصاباً بتسمم", {"injured": 15}),
    ("فقدان أربعة صيادين قبالة أرواد", {"missing": 4}),
    ("البحث عن ثلاثة صيادين مفقودين", {"missing": 3}),
    ("توقيف 5 أشخاص في جبلة", {"arrested": 5}),
    ("القبض على ستة أشخاص بتهمة السرقة", {"arrested": 6}),
    ("ارتفاع حصيلة انفجار طرطوس إلى 39", {"killed": 39}),
    ("ارتفاع حصيلة المصابين إلى 39", {"injured": 39}),
    ("39 شخصاً لقوا حتفهم غرقاً", {"killed": 39}),
    ("القتلى: 39، والبحث مستمر", {"killed": 39}),
    ("القتلى 12 والحصيلة مرشحة للارتفاع", {"killed": 12}),
    ("تسعة و ثلاثون قتيلاً", {"killed": 39}),
    ("سقوط ما لا يقل عن 5 قتلى", {"killed": 5}),
    ("مقتل 3 حجاج على الطريق", {"killed": 3}),
    ("مقتل عائلة من خمسة أفراد", {"killed": 5}),
    ("استشهاد ضابط وعنصرين", {"killed": 3}),
    ("مقتل 7 أطفال و5 نساء", {"killed": 12}),
    ("مقتل أم وطفليها", {"killed": 3}),
    ("مقتل رجل وزوجته في انفجار", {"killed": 2}),
    ("مقتل مدني وجرح آخر", {"killed": 1, "injured": 1}),
    ("مقتل مدني و…", {"killed": 1}),
    ("مقتل شخص وعشرة مصابين", {"killed": 1, "injured": 10}),
    ("استشهاد أحد عناصر الدورية", {"killed": 1}),
    ("مقتل أحد عشر شخصاً", {"killed": 11}),
    ("مقتل ألف وخمسمئة شخص", {"killed": 1500}),
    ("وفاة طفل متأثراً بإصابته قبل أيام", {"killed": 1}),
    ("مقتل شاب بعد يومين من خطفه", {"killed": 1}),
    ("ارتفاع عدد قتلى تفجير الأسبوع الماضي إلى 12", {"killed": 12}),
]


@pytest.mark.parametrize(("title", "told"), TOLLS)
def test_tolls_are_read_in_every_usual_wording(title: str, told: dict[str, int]) -> None:
    """Number and noun, verb and number, the dual, the singular and «إلى» all give the toll."""
    facts = read_facts(title)
    assert {name: getattr(facts, name) for name in COUNTED} == dict.fromkeys(COUNTED) | told


TRAPS = [
    "رجل يبلغ 32 عاماً يفوز بالسباق",
    "قتل في 12 أيار 2025",
    "إصابة 3 منازل بأضرار",
    "على بعد 30 كيلومتراً من طرطوس",
    "ارتفاع عدد القتلى بنسبة 12%",
    "ارتفاع عدد القتلى إلى 12 بالمئة",
    "مدفن من القرن الخامس",
    "دون سقوط قتيل أو جريح",
    "لم يسقط أي قتيل",
    "هزة بقوة 4.3 درجات",
    "عشرات القتلى والجرحى",
    "توفي 2014 في دمشق",
    "وصول 31570 طناً من القمح",
    "إصابة 90 بالمئة من المحصول",
    "الداخلية تنفي سقوط 3 قتلى",
    "صيادون لقوا حتفهم غرقاً",
    "نفي مقتل 39 شخصاً",
    "39 شخصاً قضوا ليلتهم في العراء",
    "قضى 3 سنوات في السجن",
    "نفوق ووفاة ألف رأس غنم",
    "ارتفاع حصيلة ضبط الكبتاغون إلى 3 ملايين حبة",
    "إنقاذ 12 شخصاً لقوا معاملة سيئة",
    "بعد عام على مقتل 39 شخصاً في طرطوس",
]


@pytest.mark.parametrize("title", TRAPS)
def test_other_numbers_are_no_toll(title: str) -> None:
    """Ages, dates, years, houses, distances, shares and denied victims count nobody."""
    facts = read_facts(title)
    assert {name: getattr(facts, name) for name in COUNTED} == dict.fromkeys(COUNTED)


def test_the_title_goes_before_the_opening() -> None:
    """The figure an editor put into the title stands, whatever else the text counts."""
    assert read_facts("3 قتلى في بانياس", "قُتل 3 أشخاص. الشهر الفائت قُتل 50 شخصاً.").killed == 3


def test_the_highest_figure_of_an_opening_counts() -> None:
    """A text without a figure in its title gives its highest, not its first."""
    opening = "انتُشلت جثتان صباحاً. وبلغت الحصيلة 9 قتلى."
    assert read_facts("انفجار في المرفأ", opening).killed == 9


def test_a_sentence_that_looks_back_is_not_today() -> None:
    """«وكان …» begins the background of a report; its victims are of another day."""
    assert read_facts("هجوم جديد", "وكان هجوم سابق قد أدى إلى مقتل 40 شخصاً.").killed is None


@pytest.mark.parametrize(
    "background",
    [
        "ويأتي الانفجار بعد أسبوع من مقتل 12 شخصاً في انفجار مماثل بحمص",
        "وشهد الشهر الماضي مقتل 12 شخصاً في انفجار مخلفات حرب في إدلب",
        "وفي آذار الماضي قتل 12 شخصاً بانفجار في حمص",
        "ومنذ بداية العام، قتل 150 مدنياً بمخلفات الحرب",
        "وبلغ عدد ضحايا مخلفات الحرب 540 قتيلاً العام الماضي",
        "وقبل يومين، لقي ثلاثة أشخاص مصرعهم بحادث سير",
        "وقتل 200 شخص هناك في مايو 2013",
        "وتوقع مسؤول أن يرتفع عدد القتلى إلى عشرة",
        "والحصيلة مرشحة لأن ترتفع إلى عشرة قتلى",
    ],
)
def test_the_dead_of_another_day_are_not_counted(background: str) -> None:
    """What a report recalls or expects never goes beyond what it tells."""
    told = "قتل شخصان وأصيب أربعة في انفجار مستودع صباح اليوم"
    for opening in (f"{told}. {background}.", f"{told}، {background.removeprefix('و')}"):
        facts = read_facts("انفجار في مستودع", opening)
        assert (facts.killed, facts.injured) == (2, 4)


def test_a_toll_that_rises_is_read_whenever_its_event_was() -> None:
    """«ارتفع عدد ضحايا حادث الأسبوع الماضي إلى 12» is news of today."""
    opening = "ارتفع عدد قتلى حادث الأسبوع الماضي إلى 12 بعد وفاة جريح قبل ساعات."
    assert read_facts("وفاة جريح", opening).killed == 12


def test_a_title_that_names_the_dead_headlines_the_number_below() -> None:
    """«يوقع قتلى» over «قتل 12 شخصاً» gives the toll in the title."""
    facts = read_facts("انفجار طرطوس يوقع قتلى", "قتل 12 شخصاً وأصيب العشرات.")
    assert facts.killed == 12
    assert facts.headlined == {"killed"}


@pytest.mark.parametrize(
    "title",
    [
        "أول تعليق رسمي على انفجار طرطوس",
        "بيان رسمي حول الانفجار",
        "وزارة الداخلية تصدر بياناً حول انفجار طرطوس",
        "المتحدث باسم الداخلية فلان بن فلان يكشف تفاصيل الانفجار",
    ],
)
def test_whoever_is_official_states_something(title: str) -> None:
    """A statement is one whether its author is named or only called official."""
    assert read_facts(title).stating


def test_only_the_opening_is_read_and_never_half_a_number() -> None:
    """What stands beyond the opening is background, and the cut falls between words."""
    filler = "ا " * (OPENING_LENGTH // 2 - 3)
    assert read_facts("", f"{filler} قتل 39 شخصاً").killed is None
    assert read_facts("", f"قتل 39 شخصاً {filler}").killed == 39
    assert read_facts("", "ا" * (OPENING_LENGTH + 1)) == Facts()


TRIGGERS = [
    ("الهيئة تنفي إلغاء العقد", {"denial", "cancelled"}),
    ("لا صحة لشائعات إلغاء العقد", {"denial", "cancelled"}),
    ("موسكو: ما يجري تناوب لا انسحاب", {"denial"}),
    ("الكرملين: لا قرارات بعد", set()),
    ("سكان طرطوس: هذا دخان لا حريق", set()),
    ("تأكيد رسمي لمقتل القائد", {"confirmation"}),
    ("الوزارة تؤكد وقوع الهجوم", {"confirmation", "attack"}),
    ("فصيل مجهول يتبنى الهجوم على حميميم", {"claim", "attack"}),
    ("جماعة مجهولة الاسم تعلن في تسجيل مصور بث ليلاً مسؤوليتها", {"claim"}),
    ("جماعة تعلن مسؤوليتها عن التفجير", {"claim"}),
    ("الحكومة تتبنى قراراً جديداً", set()),
    ("روسيا تعلن عملية إجلاء", {"evacuated"}),
    ("وفاة جريح متأثراً بإصابته", {"death"}),
    ("وفاة رجل متأثراً بالجراح التي أصيب بها", {"death"}),
    ("قرى متأثرة بالفيضانات", set()),
    ("وقفة من أجل المخطوفين", set()),
    ("المجلس أجل جلسته", {"postponed"}),
    ("أجلت الفرق عشر عائلات", {"evacuated"}),
    ("استئناف الملاحة في المرفأ", {"resumed"}),
    ("عودة التيار إلى صافيتا", {"resumed"}),
    ("إخماد حريق المستودع", {"put out"}),
    ("هزة بقوة 4.3 درجات", {"magnitude"}),
    ("العقد بقيمة 40 مليون دولار لمدة 20 عاماً", {"value", "term"}),
    ("تشكيل لجنة تحقيق", {"probe"}),
    ("توقيف موظفين في المرفأ", {"arrest"}),
    ("دمشق تدين العدوان", {"condemned"}),
    ("وفاة العامل الثاني في حادث الرافعة", {"another"}),
    ("خاطفو الصيدلي يطلبون فدية", {"ransom"}),
    ("نادٍ من طرطوس يعترض رسمياً على النتيجة", {"appealed"}),
    ("زورق يعترض قارباً قبالة أرواد", set()),
    ("صور أقمار صناعية للرصيف الشمالي", {"shown"}),
    ("السفينة تغادر المرفأ", {"departed"}),
    ("الحرائق تجبر عائلات على مغادرة منازلها", set()),
    ("مصدر عسكري: إسقاط مسيّرتين قرب حميميم", {"source", "downed"}),
    ("العثور على جثة شاب رابع", {"found", "another"}),
    ("أمهات طرطوس: نريد أسماء لا وعوداً", set()),
    ("الكشف عن أسماء الضحايا", {"identified"}),
    ("إنهاء احتجاج الأهالي", {"ended"}),
    ("عادت رنيم إلى أهلها", {"home"}),
    ("العثور على الطبيب المخطوف حياً", {"found", "home"}),
    ("عائلة الطالبة تتلقى طلب فدية", {"ransom"}),
    ("خاطفو الدكتور نزار سلهب يطلبون 200 ألف دولار", {"ransom", "value"}),
    ("الموقوفون أقروا بصنع المسيّرات", {"confessed"}),
    ("اعتراف قاتل المختار", {"confessed"}),
    ("جيش الاحتلال يعترف بقصف مستودع", {"confirmation"}),
    ("الكهرباء تعود تدريجياً إلى طرطوس", {"resumed"}),
    ("مصفاة بانياس تعاود الإنتاج", {"resumed"}),
    ("عطل في المحطة يقطع التيار", {"cause"}),
    ("عودة محطة بانياس الحرارية إلى العمل", {"resumed"}),
    ("عادت مجموعة التوليد الثانية في محطة بانياس إلى الخدمة", {"resumed"}),
    ("معمل الإسمنت يعود للعمل", {"resumed"}),
    ("عودة العمل في المرفأ", {"resumed"}),
    ("المجموعة الثالثة في الخدمة من جديد", {"resumed"}),
    ("محطة بانياس خارج الخدمة من جديد", set()),
    ("محطة بانياس تخرج من الخدمة مجدداً", set()),
    ("استياء من عدم عودة المحطة إلى العمل", set()),
    ("محطة جديدة تدخل الخدمة في طرطوس", set()),
    ("عودة المحافظ إلى العمل الحزبي", set()),
    ("عودة الاحتياط إلى الخدمة العسكرية", set()),
    ("المحطة لا تعود إلى العمل قبل شهر", set()),
    ("سبب توقف المحطة يعود إلى العمل الزائد", {"decided"}),
    ("من المتوقع عودة المحطة الحرارية إلى العمل", set()),
    ("رحلة العودة", set()),
    ("رحلة بلا عودة", set()),
    ("تضرر 1250 بيتاً بلاستيكياً", {"damaged"}),
    ("التهم الحريق مئات الدونمات", set()),
    ("تضرر مئات المنازل", {"damaged"}),
    ("احتراق الفندق السياحي", set()),
    ("تدمير 12 مسيّرة فوق حميميم", set()),
    ("الكهرباء تعود بعد انقطاع", {"resumed"}),
    ("الكهرباء تعود إلى الانقطاع", set()),
    ("تقنين الكهرباء يعود اليوم", set()),
    ("القاتل يعترف", {"confessed"}),
    ("البرلمان يقر قانون القاتل", set()),
    ("تصحيح: الحصيلة قتيل واحد", {"corrected"}),
    ("تصحيح أوراق الشهادة الثانوية", set()),
    ("إسرائيل تقول إنها دمرت زوارق", {"claim"}),
    ("سكان يقولون إنها دمرت زوارق", set()),
    ("القضاء على خلية في ريف حمص", set()),
    ("القضاء يعيد فتح الملف", {"court"}),
    ("المحكمة ترفع الجلسة إلى تموز", {"court", "postponed"}),
    ("بدء تفريغ القمح في المرفأ", {"started"}),
    ("الجيش الإسرائيلي يعلن قصف مستودع", {"claim", "attack"}),
    ("الوزارة تعلن قصف مستودع", {"attack"}),
    ("البلدان يعلنان مسودة اتفاق", {"agreed"}),
    ("المحافظ يؤكد أهمية الزراعة", set()),
    ("ارتفاع أسعار النفط", set()),
    ("عودة جزئية للتيار إلى الدريكيش", {"resumed"}),
    ("رجعت اللنشات بين أرواد وطرطوس", {"resumed"}),
    ("السرافيس تعود إلى الشوارع", {"resumed"}),
    ("البحر يلفظ جثة الصياد", {"found"}),
    ("إخلاء سبيل المحتجين", {"freed"}),
    ("إخلاء المبنى من سكانه", {"evacuated"}),
    ("قائمة العمال تفوز بسبعة مقاعد", {"ended"}),
    ("وقف إطلاق النار في ريف بانياس", {"ended"}),
    ("خرق وقف إطلاق النار في ريف بانياس", set()),
    ("هيئة تحرير الشام تعلن حل نفسها", set()),
    ("تموين طرطوس: تحرير 20 ضبطاً", set()),
    ("وصل الوفد الروسي إلى مطار حميميم", set()),
    ("وصل التيار إلى أحياء بانياس", {"resumed"}),
    ("فتح تحقيق في حريق المرفأ", {"probe"}),
    ("فتح باب التسجيل في الجامعة", set()),
    ("إخلاء سبيلهما بعد يومين", {"freed"}),
    ("البحر يلفظ جثتين", {"found"}),
    ("مسيرات شعبية في ساحات طرطوس", set()),
]


@pytest.mark.parametrize(("title", "triggers"), TRIGGERS)
def test_a_turn_of_the_story_is_read_in_its_title(title: str, triggers: set[str]) -> None:
    """Denials, confirmations and claims of an act are triggers; everyday announcing is none."""
    assert read_facts(title).triggers == triggers


def test_a_trigger_of_the_text_is_mentioned_but_turns_nothing() -> None:
    """A denial far down in a text is remembered, so that its headline later is no news."""
    facts = read_facts("عقد المرفأ قائم", "يستمر العمل في المرفأ. ونفت الهيئة بيع العقد.")
    assert facts.triggers == frozenset()
    assert facts.mentioned == {"denial"}
    assert news(facts, read_facts("الهيئة تنفي بيع العقد")) == []


def test_a_text_that_opens_with_a_denial_denies_under_any_title() -> None:
    """«مصدر: … تناوب معتاد» over «نفى مصدر …» is news; a denial within the sentence is not."""
    told = read_facts("السفينة تغادر طرطوس", "غادرت سفينة الشحن ميناء طرطوس.")
    title = "مصدر عسكري: المغادرة تناوب معتاد"
    denied = read_facts(title, "موسكو (وكالة) - نفى مصدر عسكري ما تردد عن الانسحاب.")
    assert news(told, denied) == [Change("denial")]
    by_the_way = "قال مصدر عسكري في موسكو إن الحركة معتادة، وإن الوزارة نفت الانسحاب."
    assert "denial" not in read_facts(title, by_the_way).triggers


def test_an_outcome_that_a_text_names_by_the_way_is_news_in_a_title() -> None:
    """Bodies speak of other arrests; the headline is the first to tell of this one."""
    arrest = read_facts("توقيف متورطين بحريق المرفأ", "")
    for by_the_way in (
        "وكانت الشرطة أعلنت توقيف حراس الشهر الماضي.",
        "اندلع حريق. احترق مستودع. حضر الإطفاء. في حلب جرى توقيف حراس مخزن.",
    ):
        facts = read_facts("حريق في المرفأ", by_the_way)
        assert news(facts, arrest) == [Change("arrest")]
        assert news(facts, arrest, copied=True) == []
    assert news(read_facts("حريق في المرفأ", "تم توقيف حراس."), arrest) == []


@pytest.mark.parametrize(
    ("hoped_for", "title"),
    [
        ("تعمل الفرق منذ الظهر على إخماد الحريق.", "إخماد حريق المرفأ"),
        ("ولم تعلن أي جهة مسؤوليتها عن الهجوم.", "جماعة مجهولة تتبنى الهجوم"),
        ("من المتوقع عودة التيار غدا.", "عودة التيار إلى المدينة"),
    ],
)
def test_what_is_only_hoped_for_has_not_been_told(hoped_for: str, title: str) -> None:
    """The outcome itself is news, and a question tells none."""
    before = read_facts("ليلة في طرطوس", hoped_for)
    assert news(before, read_facts(title))
    assert not news(before, read_facts(f"هل حدث {title}؟"))


NEWS = [
    (Facts(killed=5), Facts(killed=8), [Change("killed", 5, 8)]),
    (Facts(killed=8), Facts(killed=5), []),
    (Facts(killed=8), Facts(killed=8), []),
    (Facts(), Facts(injured=4), [Change("injured", None, 4)]),
    (Facts(killed=2), Facts(killed=2, injured=7), []),
    (Facts(injured=2), Facts(killed=1, injured=2), [Change("killed", None, 1)]),
    (Facts(missing=2), Facts(), []),
]


@pytest.mark.parametrize(("told", "now", "changes"), NEWS)
def test_only_what_rises_is_news(told: Facts, now: Facts, changes: list[Change]) -> None:
    """A toll that rises is news, a smaller or repeated one and one more detail are none."""
    assert news(told, now) == changes


def test_a_trigger_is_news_once() -> None:
    """A claim that an earlier member already reported is not news again."""
    claim = read_facts("فصيل يتبنى الهجوم")
    assert news(Facts(), claim) == [Change("claim")]
    assert news(claim, claim) == []


def test_told_facts_add_up() -> None:
    """Of two members a story keeps the highest of each number and every trigger."""
    both = Facts(killed=2, missing=3).and_also(Facts(killed=1, injured=4, triggers=frozenset()))
    assert both == Facts(killed=2, injured=4, missing=3)


def test_a_ministry_that_confirms_what_others_told_is_news() -> None:
    """A ministry that confirms is news, once; one that only speaks states, or denies."""
    told = read_facts("سفينة تغادر طرطوس", "أظهرت بيانات الملاحة مغادرة سفينة عسكرية.")
    confirmed = read_facts("الدفاع الروسية تؤكد نقل معدات من طرطوس")
    assert news(told, confirmed) == [Change("confirmation")]
    assert news(told.and_also(confirmed), confirmed) == []
    assert news(told, read_facts("وزارة الدفاع توضح ما جرى في طرطوس")) == [Change("statement")]
    assert news(told, read_facts("الدفاع الروسية: نقل معدات من طرطوس")) == [Change("statement")]
    assert news(told, read_facts("لقاء في دمشق: نقل معدات من طرطوس")) == []
    assert news(told, read_facts("الدفاع الروسية تؤكد وتنفي")) == [Change("denial")]


def test_another_official_only_admits_news() -> None:
    """Where a ministry was heard, another that only speaks brings nothing."""
    told = read_facts("غارة قرب طرطوس", "قالت وزارة الداخلية إن الغارة استهدفت ثكنة.")
    assert news(told, read_facts("الخارجية السورية تعلق على الغارة")) == []
    assert news(told, read_facts("الجيش الإسرائيلي يعترف بالغارة")) == [Change("confirmation")]


@pytest.mark.parametrize("title", ["الدفاع المدني يؤكد إخماد الحريق", "مدير", "سكان طرطوس يؤكدون"])
def test_who_speaks_for_no_state_confirms_nothing(title: str) -> None:
    """Rescuers and neighbours are the reports themselves."""
    assert not read_facts(title).admitting


@pytest.mark.parametrize("title", ["أنباء العقد عارية عن الصحة", "مصدر: ما نشر غير صحيح"])
def test_untrue_is_a_denial(title: str) -> None:
    """However it is put."""
    assert "denial" in read_facts(title).triggers


def test_an_attack_is_news_where_only_its_noise_was_heard() -> None:
    """«هجوم» is news where only blasts were heard; in another story it is a word by the way."""
    heard = read_facts("دوي انفجارات في جبلة")
    attack = read_facts("مسيّرات تستهدف القاعدة")
    assert news(heard, attack) == [Change("attack")]
    assert news(read_facts("حريق في جبلة"), attack) == []


def test_one_return_is_told_once() -> None:
    """«تحرير» after «عودة», and the other way round, is the same news in another word."""
    home, freed = read_facts("عودة الطبيب المخطوف"), read_facts("تحرير الطبيب من خاطفيه")
    kidnapped = read_facts("خطف طبيب في صافيتا")
    assert news(kidnapped, freed) == [Change("freed")]
    assert news(kidnapped.and_also(home), freed) == []
    assert news(kidnapped.and_also(freed), home) == []
