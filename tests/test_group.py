"""Where one article lands among the open stories, and what is said about it."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import log1p

import pytest

from monitor.group.differences import (
    contradiction,
    differences,
    doubts,
    other_people,
    other_site,
    reaction_to,
    told_already,
)
from monitor.group.frequencies import Frequencies
from monitor.group.items import Item, Story, prepare
from monitor.group.marks import read_marks
from monitor.group.placement import JOIN_AT, MAYBE_AT, Placement, place
from spiders.contract import Article

NOON = datetime(2026, 5, 2, 12, tzinfo=UTC)
BEAT = Frequencies.of_the_beat()

BLAST = (
    "انفجار يهز مستودع وقود في مرفأ طرطوس",
    (
        "دوّى انفجار عنيف في مستودع للوقود داخل مرفأ طرطوس، ما أدى إلى مقتل شخصين وإصابة سبعة."
        " وعملت ست فرق إطفاء على إخماد النيران التي امتدت إلى ساحة الحاويات المجاورة، ونُقل"
        " المصابون إلى مشفى الباسل، وفُتح تحقيق في أسباب الانفجار الذي سُمع دويه في أحياء بعيدة."
    ),
)
RETOLD = (
    "حريق كبير في المرفأ بعد انفجار خزان وقود",
    (
        "غطت سحابة دخان الكورنيش بعد انفجار خزان وقود داخل مستودع في المرفأ. ووصلت النيران إلى"
        " ساحة الحاويات قبل أن يخمدها الإطفاء، وتحدث مشفى الباسل عن قتيلين وعدد من المصابين."
    ),
)
FAIR = (
    "معرض لزيت الزيتون في صالة طرطوس القديمة",
    "تشارك خمس وثلاثون معصرة من صافيتا والدريكيش في معرض يهدف إلى تسويق فائض الموسم.",
)


def an_item(
    text: tuple[str, str], *, article_id: int = 9, hours: float = 0, source: str = "nabd"
) -> Item:
    """A prepared article, published so many hours after noon."""
    at = NOON + timedelta(hours=hours)
    url = f"https://{source}.example/{article_id}"
    article = Article(
        source=source, url=url, title=text[0], body=text[1], published_at=at, fetched_at=at
    )
    return prepare(article_id, article, at)


STORY = Story(7, (an_item(BLAST, article_id=1, source="sahel"),))


def put(item: Item, *stories: Story) -> Placement:
    """Place an item among stories with the beat's frequencies."""
    return place(item, stories or (STORY,), BEAT)


def test_an_article_without_neighbours_opens_a_story() -> None:
    """With nothing to compare with, the score is 0 and the reason says so."""
    placed = place(an_item(BLAST), (), BEAT)
    assert (placed.story_id, placed.kind, placed.score) == (None, "first", 0.0)
    assert placed.reason == "no open story shares its words"


def test_the_same_text_is_a_copy() -> None:
    """Marks, digits and stretching do not hide that two texts are one."""
    disguised = (BLAST[0], BLAST[1].replace("طرطوس", "طَرطـوس"))
    placed = put(an_item(disguised, hours=30))
    assert (placed.story_id, placed.kind, placed.score) == (7, "copy", 1.0)
    assert placed.evidence["layer"] == "same text"
    assert not placed.reposted


def test_an_edited_copy_is_a_copy() -> None:
    """Another headline and a cut ending leave most word pairs in place."""
    edited = ("قتيلان في انفجار المرفأ", " ".join(BLAST[1].split()[:-8]))
    placed = put(an_item(edited))
    assert (placed.story_id, placed.kind, placed.score) == (7, "copy", 0.99)
    assert placed.evidence["containment"] > 0.8
    assert "word pairs are those of article 1" in placed.reason


def test_of_two_copies_the_closer_one_decides() -> None:
    """An item joins the member whose words it holds most of, whichever is asked first."""
    rewritten = BLAST[1].replace("عنيف في", "ضخم داخل").replace("فرق إطفاء", "سيارات إطفاء")
    edited = Story(5, (an_item((BLAST[0], rewritten), article_id=2),))
    assert put(an_item((BLAST[0], rewritten + " تابعونا")), STORY, edited).story_id == 5
    assert put(an_item((BLAST[0], BLAST[1] + " تابعونا")), STORY, edited).story_id == 7
    assert put(an_item((BLAST[0], BLAST[1] + " تابعونا")), edited, STORY).story_id == 7


def test_short_texts_must_be_more_alike_to_be_copies() -> None:
    """Below forty words a shared phrase weighs too much, so .55 is not enough."""
    short = ("إغلاق مرفأ طرطوس بسبب العاصفة", "أغلق المرفأ أمام السفن حتى تحسن الطقس")
    other = (short[0], "أغلق المرفأ أمام السفن والصيادين ثلاثة أيام قادمة على الأقل")
    placed = put(an_item(other), Story(3, (an_item(short, article_id=4),)))
    assert placed.kind == "retelling"
    assert 0.55 <= placed.evidence["containment"] < 0.75


def test_an_old_text_with_a_new_date_is_reposted() -> None:
    """A copy of what was news before the window joins its story and is marked."""
    placed = put(an_item(BLAST, hours=22 * 24))
    assert (placed.story_id, placed.kind, placed.reposted) == (7, "copy", True)
    assert placed.reason.endswith("re-posted after 22 days")


def test_a_flash_in_the_words_of_an_old_one_is_no_repost() -> None:
    """An attack on another checkpoint, half a year on, must not be held as old news."""
    flash = "مجهولون يهاجمون بالأسلحة الرشاشة حاجزاً للأمن العام على طريق {} بريف طرطوس وأنباء عن إصابات"
    title = "هجوم مسلح على حاجز للأمن العام قرب {}"
    old, new = ((title.format(at), flash.format(at)) for at in ("الكسارات", "المزرعة"))
    told = Story(3, (an_item(old, article_id=4),))
    placed = put(an_item(new, hours=180 * 24), told)
    assert (placed.kind, placed.reposted) == ("first", False)
    assert put(an_item(old, hours=180 * 24), told).reposted


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("مقتل ثلاثة عمال بانفجار لغم في ريف القدموس", "copy"),
        ("عاجل: مقتل ثلاثة عمال بانفجار لغم في القدموس", "first"),
        ("انقطاع الكهرباء عن أحياء طرطوس الجنوبية حتى المساء", "first"),
        ("حريق في أحراج القدموس", "first"),
        ("مواعيد رحلات الزوارق بين طرطوس وجزيرة أرواد", "first"),
    ],
)
def test_a_few_equal_words_are_reposted_where_they_tell_an_event(title: str, kind: str) -> None:
    """Of what comes daily, or happens now, the same words are written anew."""
    told = Story(3, (an_item((title, ""), article_id=4),))
    assert put(an_item((title, ""), hours=70 * 24), told).kind == kind


@pytest.mark.parametrize(
    ("told", "now", "why"),
    [
        ("وزير يتفقد سير العمل في محطة بانياس", "حادث سير عند مدخل بانياس", "two flashes that"),
        ("باخرة فوسفات تغادر المرفأ", "باخرة سيارات تصل المرفأ", "two flashes that share"),
        (
            "حريق في محل لبيع الأقمشة في شارع الثورة أخمده فوج الإطفاء دون إصابات",
            "حريق في محل لبيع الأدوات في سوق المشبكة أخمده فوج الإطفاء دون إصابات",
            "other sites: ",
        ),
    ],
)
def test_flashes_of_one_day_share_a_place_and_a_word(told: str, now: str, why: str) -> None:
    """However high that scores, it joins nothing, and says why."""
    story = Story(3, (an_item((told, ""), article_id=4, source="sahel"),))
    placed = place(an_item((now, ""), hours=1), [story], BEAT, join_at=0.01)
    assert (placed.story_id, placed.kind) == (None, "first")
    assert why in placed.reason
    again = place(an_item((f"{told} اليوم", ""), hours=1), [story], BEAT)
    assert again.story_id == 3


@pytest.mark.parametrize(
    ("told", "now"),
    [
        ("حريق في شارع الثورة", "حريق في سوق المشبكة قرب شارع الثورة"),
        ("حريق في شارع الثورة وسوق المشبكة", "حريق في سوق المشبكة"),
        ("حريق في شارع الثورة", "حريق في المدينة"),
        ("حريق في شارع الثورة", "اعتصام في ساحة السعدي"),
        ("هزة تشعر بها قرية المنطار", "هزة تشعر بها جزيرة أرواد"),
    ],
)
def test_a_street_that_both_know_parts_nothing(told: str, now: str) -> None:
    """A street parts nothing that both know, that one alone names, or that fills many streets."""
    assert other_site(an_item((now, "")), [an_item((told, ""), article_id=4)]) is None


@pytest.mark.parametrize(
    ("told", "now"),
    [
        ("غرق شاب في نهر الأبرش", "غرق طفلة في نهر الأبرش"),
        ("وفاة سائق حافلة على طريق صافيتا", "وفاة صياد على طريق صافيتا"),
        ("اغتيال مختار قرية بريف طرطوس", "اغتيال طبيب بريف طرطوس"),
        ("القبض على سارق محال في صافيتا", "توقيف مطلق نار في عرس بصافيتا"),
        ("القبض على قيادي سابق في بانياس", "القبض على متهم بقتل سائق تكسي في بانياس"),
        ("وقفة احتجاجية للمعلمين في طرطوس", "وقفة احتجاجية لمزارعين في طرطوس"),
        ("فتح تحقيق في خطف امرأة في صافيتا", "فتح تحقيق في خطف مهندس في صافيتا"),
    ],
)
def test_two_titles_of_other_people_are_two_events(told: str, now: str) -> None:
    """However alike the rest reads, the later one joins nothing, and answers the first."""
    body = "أفاد بذلك مصدر محلي صباح اليوم، وتجمع الأهالي في المكان بعد ساعات من الحادثة."
    story = Story(3, (an_item((told, body), article_id=4, source="sahel"),))
    placed = place(an_item((now, body), hours=4), [story], BEAT)
    assert (placed.story_id, placed.evidence["zone"]) == (None, "maybe")
    assert "other people: " in placed.reason


@pytest.mark.parametrize(
    ("told", "now"),
    [
        (("غرق شاب في النهر", ""), ("غرق شخص في النهر", "")),
        (("غرق شاب في النهر", ""), ("غرق فتى في النهر", "")),
        (("مقتل سائق حافلة", ""), ("مقتل شاب بحادث حافلة", "")),
        (("مقتل سائق حافلة", "وأصيبت طفلة."), ("إصابة طفلة بحادث حافلة", "")),
        (("وفاة طفلة في حريق", ""), ("وفاة شابة في حريق", "توفيت شابة بعد شقيقتها الطفلة.")),
        (("وفاة امرأة وإصابة طفليها", ""), ("وفاة أحد الطفلين المصابين", "")),
        (("مقتل رجل وزوجته بحادث حافلة", ""), ("وفاة امرأة بحادث حافلة", "")),
        (("مقتل معلم ووالده بحادث حافلة", ""), ("وفاة رجل مسن بحادث حافلة", "")),
        (("وفاة ابنة المختار في حريق", ""), ("وفاة طفلة في حريق", "")),
        (("غرق طالب في النهر", ""), ("طالب الأهالي بسياج بعد غرق شاب في النهر", "")),
        (("مقتل مروج مخدرات باشتباك", ""), ("مقتل قيادي سابق باشتباك", "")),
        (("مقتل تاجر في طرطوس", "قتله لصوص."), ("القبض على قاتل التاجر في طرطوس", "")),
    ],
)
def test_people_that_one_may_call_so_too_part_nothing(
    told: tuple[str, str], now: tuple[str, str]
) -> None:
    """People part nothing if the other text may mean the same ones, or tells of them too."""
    assert other_people(an_item(now), [an_item(told, article_id=4)]) is None


def test_what_an_outlet_announced_in_a_flash_it_tells_at_length() -> None:
    """The long report after its own eight words is no second event; after a report it may be."""
    flash = an_item(("انفجارات عنيفة تهز محيط قاعدة حميميم", "دوي انفجارات في محيط المطار"))
    report = an_item(("المضادات تتصدى لمسيّرات", "سُمع الدوي فجراً في جبلة ولا خسائر."), hours=1)
    assert told_already(report, [flash]) == 0
    told = "ذكر شهود من القرى المجاورة أن أعمدة دخان ارتفعت من المكان بعد خمسة انفجارات متتالية."
    longer = an_item(("انفجارات عنيفة تهز محيط قاعدة حميميم", told))
    assert told_already(report, [longer]) == longer.article_id


def test_the_same_event_in_other_words_joins() -> None:
    """A retelling by another outlet joins, and the evidence names the shared words."""
    placed = put(an_item(RETOLD, hours=1.5))
    assert (placed.story_id, placed.kind) == (7, "retelling")
    assert placed.score >= 0.5
    assert placed.evidence["zone"] == "join"
    assert placed.evidence["gap_hours"] == 1.5
    assert placed.evidence["best_member"] == 1
    assert {"خزان", "مستودع"} & set(placed.evidence["shared"]) == {"مستودع"}
    assert json.loads(json.dumps(placed.evidence)) == placed.evidence


def test_another_event_at_the_same_place_opens_a_story() -> None:
    """What only shares the town is another event."""
    placed = put(an_item(FAIR))
    assert (placed.story_id, placed.evidence["zone"]) == (None, "new")
    assert f"needs {JOIN_AT:.2f}" in placed.reason


def test_the_threshold_is_the_callers() -> None:
    """What joins as shipped is a maybe for a stricter channel, with the same score."""
    item = an_item((RETOLD[0].replace("في المرفأ ", ""), RETOLD[1]), hours=30)
    strict = place(item, (STORY,), BEAT, join_at=0.999)
    assert (strict.story_id, strict.resembles) == (None, 7)
    assert strict.evidence["zone"] == "maybe"
    assert strict.score == put(item).score


def test_a_story_takes_retellings_for_three_days() -> None:
    """After 72 hours of silence the event is told anew; a later member keeps a story open."""
    late = an_item(RETOLD, hours=73)
    assert put(late).reason == "no open story shares its words"
    alive = Story(7, (*STORY.members, an_item(RETOLD, article_id=2, hours=60, source="barq")))
    assert put(late, alive).story_id == 7


def test_a_story_ends_after_ten_days() -> None:
    """A running affair becomes a new story, however alike the next piece is."""
    members = [an_item(RETOLD, article_id=10 + day, hours=24 * day) for day in range(12)]
    members = [replace(one, text_sha256=str(i), shingles=()) for i, one in enumerate(members)]
    latest = replace(members[-1], article_id=99, source="barq")
    assert put(latest, Story(1, tuple(members[:-1]))).story_id is None
    assert put(latest, Story(1, tuple(members[2:-1]))).story_id == 1


def test_what_its_outlet_has_told_is_less_likely_told_again() -> None:
    """What an outlet has told counts against one event; its denial goes on from it."""
    own, others = (put(an_item(RETOLD, hours=1, source=source)) for source in ("sahel", "another"))
    assert own.evidence["against"] == ["sahel told it in article 1"]
    assert others.evidence["against"] == []
    assert own.score < others.score
    denial = ("المحافظة تنفي سقوط ضحايا في المرفأ", RETOLD[1])
    assert put(an_item(denial, hours=1, source="sahel")).evidence["against"] == []


def test_what_its_outlet_goes_on_to_tell_may_belong_to_it() -> None:
    """Too unlike to join, it answers the story; other goods do not, however alike."""
    own = an_item(RETOLD, hours=1, source="sahel")
    placed = place(own, (STORY,), BEAT, join_at=0.999)
    assert placed.evidence["against"] == ["sahel told it in article 1"]
    assert placed.resembles == 7
    story = Story(7, (an_item(SAUCERS, article_id=1, source="sahel"),))
    other = place(an_item(FIREWORKS, hours=5), (story,), BEAT, join_at=0.999)
    assert other.score >= MAYBE_AT
    assert (other.resembles, other.evidence["zone"]) == (None, "new")


def test_an_outlet_may_correct_itself() -> None:
    """What holds much of its first text is the same news with more words."""
    again = ("انفجار في مرفأ طرطوس", BLAST[1][:90] + RETOLD[1])
    placed = put(an_item(again, hours=0.2, source="sahel"))
    assert placed.evidence["containment"] >= 0.3
    assert placed.story_id == 7


def test_what_speaks_against_one_story_leaves_another_its_chance() -> None:
    """The outlet's own story is less likely than another outlet's."""
    free = Story(8, (an_item(BLAST, article_id=3, source="barq"),))
    assert put(an_item(RETOLD, hours=0.2, source="sahel"), STORY, free).story_id == 8


def test_an_article_is_not_compared_with_itself() -> None:
    """Placing an archived article again explains it by the others only."""
    alone = put(an_item(BLAST, article_id=1), STORY)
    assert alone.reason == "no open story shares its words"
    both = Story(7, (*STORY.members, an_item(RETOLD, article_id=2, hours=1)))
    assert put(an_item(BLAST, article_id=1), both).evidence["best_member"] == 2


def test_a_text_without_terms_resembles_nothing() -> None:
    """An article of particles and punctuation opens a story instead of failing."""
    placed = put(an_item(("…", "")))
    assert placed.story_id is None
    assert placed.score < 0.01


def test_a_few_equal_words_are_no_copy() -> None:
    """A standing headline without a body is not old news when it comes again next week."""
    headline = ("نشرة الطقس في طرطوس", "")
    last_week = Story(4, (an_item(headline, article_id=5, hours=-7 * 24),))
    assert put(an_item(headline), last_week).kind == "first"


def test_a_story_knows_its_span() -> None:
    """Members may join in any order of time."""
    story = Story(1, (an_item(FAIR, hours=5), an_item(FAIR, hours=2), an_item(FAIR, hours=9)))
    assert story.opened_at == NOON + timedelta(hours=2)
    assert story.last_at == NOON + timedelta(hours=9)


def test_a_publication_time_ahead_of_its_sighting_is_corrected() -> None:
    """An article cannot be published after it was seen; an undated one is as old as its sighting."""
    seen = NOON
    ahead = Article(
        url="https://a.example/1", published_at=NOON + timedelta(hours=3), fetched_at=seen
    )
    undated = Article(url="https://a.example/1", fetched_at=seen)
    assert prepare(1, ahead, seen).at == prepare(1, undated, seen).at == seen


def test_an_article_without_outlet_goes_by_its_host() -> None:
    """Articles replayed from a file may name no source; an address without host has none."""
    assert (
        prepare(1, Article(url="https://a.example/1", fetched_at=NOON), NOON).source == "a.example"
    )
    assert prepare(1, Article(url="urn:x", fetched_at=NOON), NOON).source == ""


def test_a_lead_counts_once() -> None:
    """A lead that also opens the body adds nothing; one that does not, does."""
    article = Article(
        url="u", title="خبر", lead="انفجار", body="انفجار في المرفأ", fetched_at=NOON
    )
    assert prepare(1, article, NOON).words == 4
    other = article.model_copy(update={"lead": "حريق"})
    assert prepare(1, other, NOON).words == 5


WHEAT = (
    "وصول باخرة محملة بـ 27500 طن من القمح إلى مرفأ طرطوس",
    (
        "وصلت إلى مرفأ طرطوس الباخرة «بولار» وعلى متنها 27500 طن من القمح الطري لصالح المؤسسة"
        " السورية للحبوب، وبدأت ورشات المرفأ تفريغ الحمولة تمهيداً لنقلها إلى صوامع المحافظات."
    ),
)
OTHER_WHEAT = (
    "باخرة محملة بـ 31800 طن من القمح تصل مرفأ طرطوس",
    (
        "وصلت الباخرة «ماريا» إلى المرفأ حاملة 31800 طن من القمح للمؤسسة السورية للحبوب، وباشرت"
        " الكوادر تفريغ الحمولة ونقلها إلى الصوامع وفق برنامج معد مسبقاً."
    ),
)


def test_another_load_is_another_ship() -> None:
    """Arrivals are written alike: the tonnage tells them apart, unless the ship is the same."""
    story = Story(7, (an_item(WHEAT, article_id=1, source="sahel"),))
    other = put(an_item(OTHER_WHEAT, hours=5), story)
    assert (other.story_id, other.evidence["zone"]) == (None, "new")
    assert other.evidence["against"][0] == "31800 tonnes, not 27500"
    about = tuple(text.replace("31800", "٢٨ ألف") for text in OTHER_WHEAT)
    assert put(an_item((about[0], about[1]), hours=5), story).story_id == 7
    named = (OTHER_WHEAT[0], OTHER_WHEAT[1].replace("ماريا", "بولار"))
    assert put(an_item(named, hours=5), story).story_id == 7


def test_a_load_that_is_told_by_the_way_is_no_other_ship() -> None:
    """What stands behind the lead parts nothing, but in a form that its own outlet fills in anew."""
    talks = " ".join(["بحث الوفدان في دمشق مستقبل القاعدتين والديون والنقل والتعليم."] * 4)
    told, now = (
        (f"ختام المحادثات السورية الروسية {number}", f"{talks} واتفقا على توريد {load} طن قمح.")
        for number, load in (("الأولى", 500000), ("الثانية", 900000))
    )
    story = [an_item(told, article_id=1, source="sahel")]
    assert contradiction(an_item(now, hours=2, source="barq"), story) is None
    own = contradiction(an_item(now, hours=2, source="sahel"), story)
    assert own == "900000 tonnes, not 500000"


def test_two_readings_of_one_quake_are_one_quake() -> None:
    """Agencies differ by a few tenths, two quakes by more."""
    told = (
        "هزة بقوة {} درجات تضرب الساحل",
        "سجل المركز الوطني للزلازل هزة مركزها البحر قبالة أرواد.",
    )
    again = "هزة بقوة {} تهز أرواد", "المركز الوطني للزلازل: بؤرة الهزة في البحر قبالة الساحل."
    story = Story(7, (an_item((told[0].format("4.3"), told[1]), article_id=1, source="sahel"),))
    assert put(an_item((again[0].format("4.5"), again[1]), hours=1), story).story_id == 7
    other = put(an_item((again[0].format("3.1"), again[1]), hours=1), story)
    assert other.evidence["against"][0] == "3.1 magnitude, not 4.3"


@pytest.mark.parametrize(
    ("told", "now", "why"),
    [
        ("السجن سبع سنوات لموظف", "الحكم بالسجن المؤبد على ضابط", "100 years, not 7"),
        ("السجن 12 عاماً لمدير سابق", "مدير سابق يعاقب بالسجن لمدة 12 سنة", None),
        ("حكم بالسجن تسع سنوات على مدير", "مدير يدخل السجن في قضية الروافع", None),
        ("السجن 15 عاماً لضابط", "ضابط يعاقب بالسجن لـ12 عاماً", "12 years, not 15"),
        ("السجن 15 عاماً لضابط", "سجن ضابط سابق خمسة عشر عاماً", None),
        ("الحبس ستة أشهر لصاحب فرن", "الحبس سنتين لصاحب فرن", "2 years, not 0.5"),
        ("السجن سبع سنوات لموظف", "خرج من السجن بعد 20 عاماً", None),
        ("السجن سبع سنوات لموظف", "توسيع السجن المركزي في طرطوس", None),
        ("السجن 12 عاماً لمدير", "أحكام بالسجن بين ثلاثة أعوام و12 عاماً", None),
    ],
)
def test_another_sentence_is_another_trial(told: str, now: str, why: str | None) -> None:
    """Courts pass several in one day; «تسع سنوات على مدير» is no anniversary."""
    story = [an_item((told, ""), article_id=1, source="sahel")]
    assert contradiction(an_item((now, ""), hours=2), story) == why


PLANNED = (
    "نائب وزير الدفاع الروسي يزور دمشق الأربعاء المقبل",
    "يعتزم نائب وزير الدفاع الروسي سيرغي ماكاروف زيارة دمشق لبحث مصير قاعدة حميميم مع نظيره.",
)
VISITED = (
    "نائب وزير الدفاع الروسي في دمشق",
    "استقبل وزير الدفاع نائب وزير الدفاع الروسي سيرغي ماكاروف وبحثا مصير قاعدة حميميم.",
)


def test_what_was_announced_is_news_when_it_comes() -> None:
    """The visit is another event than its announcement, once it can have come."""
    story = Story(7, (an_item(PLANNED, article_id=1, source="sahel"),))
    assert put(an_item(VISITED, hours=2), story).story_id == 7
    visited = put(an_item(VISITED, hours=20), story)
    assert visited.evidence["against"][0] == "article 1 announced what is told now"


def test_what_is_planned_on_arrival_does_not_announce_it() -> None:
    """«وصول الوفد … ومن المقرر أن يلتقي» tells of a thing that has come; most members announced it."""
    story = Story(7, (an_item(PLANNED, article_id=1), an_item(VISITED, article_id=2, hours=1)))
    arrived = ("وصول نائب وزير الدفاع الروسي", f"{VISITED[1]} ومن المقرر أن يزور طرطوس غداً.")
    announced = "article 1 announced what is told now"
    assert contradiction(an_item(arrived, hours=20), story.members[:1]) == announced
    assert contradiction(an_item(arrived, hours=20), story.members) is None


@pytest.mark.parametrize(
    ("title", "lead", "ahead"),
    [
        ("الوفد سيتوجه إلى دمشق", "", True),
        ("الوفد سيصل إلى دمشق", "", True),
        ("مسلحون سيطروا على حاجز", "تشكلت سيول وسيولاً وستمئة فسيفساء.", False),
        ("موسكو توفد نائب الوزير", "قالت الخارجية إنه سيقود الوفد.", True),
        ("الوفد يصل دمشق", "ومن المقرر أن يلتقي الوزير.", False),
        ("الوفد يصل دمشق السبت", "ومن المقرر أن يلتقي الوزير.", True),
        ("سيارات وسياسيون وسيدات", "سيطرت الفرق على النار في ستة منازل وسيول.", False),
    ],
)
def test_the_future_is_told_from_words_that_look_like_it(
    title: str, lead: str, ahead: bool
) -> None:
    """«سيتوجه» is to come, «سيارات» is not; an arrival has come whatever is planned then."""
    assert read_marks(title, lead).ahead is ahead


MEMORY = (
    "عشر سنوات على انفجار مستودع الوقود في مرفأ طرطوس",
    (
        "أضاء أهالي طرطوس الشموع أمام مستودع الوقود في المرفأ حيث وقع الانفجار العنيف الذي امتدت"
        " نيرانه إلى ساحة الحاويات المجاورة، وزار وفد منهم مشفى الباسل."
    ),
)


def test_an_anniversary_is_not_the_event() -> None:
    """An anniversary and its event stay apart, whichever is told first."""
    memory = put(an_item(MEMORY, hours=1))
    assert memory.evidence["against"][0] == "it is about an anniversary"
    story = Story(7, (an_item(MEMORY, article_id=1, source="sahel"),))
    assert (
        put(an_item(BLAST, hours=1), story).evidence["against"][0]
        == "article 1 is about an anniversary"
    )


def test_a_round_up_is_none_of_what_it_tells() -> None:
    """A round-up joins nothing and nothing joins it, though it shares the words of all."""
    week = ("حصاد الأسبوع في الساحل: انفجار المرفأ وعاصفة", BLAST[1])
    own = ("الساحل في أسبوع: انفجار ومعرض وعاصفة", RETOLD[1])
    assert put(an_item(own, hours=1)).evidence["against"][0] == "it is a round-up"
    story = Story(7, (an_item(week, article_id=1, source="sahel"),))
    assert put(an_item(RETOLD, hours=1), story).evidence["against"][0] == "the story is a round-up"


def test_a_title_that_lists_what_happened_is_a_round_up() -> None:
    """Three kinds of event after a colon; a fire that cuts the power is one event."""
    assert read_marks("يوم طويل في طرطوس: انفجار وغرق وحرائق", "").genre == "a round-up"
    for title in (
        "انفجار وحريق في المرفأ",
        "غارة تشعل حريقاً في مستودع وتقطع الكهرباء",
        "انفجار المرفأ: حريق وقتلى ودخان",
        "ثاني هجوم على القاعدة في أسبوع",
        "تحليل مياه الشرب يكشف تلوثاً",
    ):
        assert read_marks(title, "").genre == "", title
    for title in ("الساحل في أسبوع: غارة ثانية على جبلة", "سوريا في 24 ساعة: غارة على جبلة"):
        assert read_marks(title, "").genre == "a round-up", title
    assert read_marks("هجومان على حميميم في 24 ساعة", "").genre == ""


def test_an_opinion_is_beside_the_event() -> None:
    """An opinion stays beside the event where its title says that it is one."""
    argued = ("تحليل: من المستفيد من انفجار المرفأ؟", RETOLD[1])
    assert put(an_item(argued, hours=1)).evidence["against"][0] == "it is an opinion"
    story = Story(7, (an_item((argued[0], BLAST[1]), article_id=1, source="sahel"),))
    assert put(an_item(RETOLD, hours=1), story).evidence["against"][0] == "the story is an opinion"


def test_an_inquiry_that_tells_the_cause_is_of_the_story() -> None:
    """A committee that is formed is a reaction to a fire; what it found is news of the fire."""
    fire = ("حريق في سفينة قبالة طرطوس", "شب حريق في محرك السفينة وأخمده طاقمها.")
    found = ("التحقيق الأولي: ماس كهربائي وراء حريق السفينة", "قال التحقيق إن الحريق نجم عن ماس.")
    story = (an_item(fire, article_id=1, source="sahel"),)
    assert reaction_to(an_item(found, hours=5), story) is None
    for title in ("تحقيق في حريق السفينة", "وزارة النقل: تشكيل لجنة للتحقيق في حريق السفينة"):
        formed = an_item((title, "فتحت النيابة تحقيقاً في الحريق."), hours=5)
        assert reaction_to(formed, story) == "it is a probe about the story"


@pytest.mark.parametrize(
    ("otherwise", "said", "kind"),
    [
        ("المحافظ عقد اجتماعاً مع الصيادين", "عقد توريد القمح", "deal"),
        ("تحقيق الاكتفاء من القمح", "تحقيق في حريق المرفأ", "probe"),
        ("تدهور الليرة أمام الدولار", "تدهور حافلة قرب صافيتا", "crash"),
        ("حجز مواعيد الجوازات", "حجز باخرة في المرفأ", "seizure"),
        ("مسيرة تضامنية في طرطوس", "مسيرة فوق حميميم", "attack"),
    ],
)
def test_a_word_may_name_no_event_before_another(otherwise: str, said: str, kind: str) -> None:
    """«عقد» is a deal, and in «عقد اجتماعاً» it is none."""
    assert kind not in read_marks(otherwise, "").kinds
    assert kind in read_marks(said, "").kinds
    assert read_marks(otherwise, "").reaction == ""


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("مجهولون يختطفون صيدلانياً", "kidnap"),
        ("اختطاف صيدلاني في ريف بانياس", "kidnap"),
        ("اعتقالات في ريف جبلة", "arrest"),
        ("شاحنة تصطدم بحافلة", "crash"),
        ("مستودع يحترق في بانياس", "fire"),
        ("سقف مدرسة ينهار", "collapse"),
    ],
)
def test_verbs_tell_a_kind_as_nouns_do(title: str, kind: str) -> None:
    """Flashes say what happened with a verb, agencies with a noun."""
    assert kind in read_marks(title, "").kinds


@pytest.mark.parametrize(
    ("title", "where"),
    [
        ("الرئيس أحمد الشرع يستقبل وفداً روسياً", set()),
        ("تعرض حافلة لإطلاق نار", set()),
        ("الهلال الأحمر يوزع سللاً في جبال الساحل", set()),
        ("غارة تدمر مستودعاً", set()),
        ("أسعار السوق السوداء في طرطوس", set()),
        ("حماية الشواطئ تنتشل غريقاً", set()),
        ("حريق ببانياس وآخر في العريضة", {"بنس", "عرض"}),
        ("ناقلة في ميناء بانياس", {"مين", "بنس"}),
    ],
)
def test_a_word_of_the_root_of_a_town_is_no_town(title: str, where: set[str]) -> None:
    """«محمد» and «الحميدية» have one root, and so have «الأحمر» and «يحمور»."""
    assert read_marks(title, "").places == where


def test_how_many_thousands_is_no_cargo() -> None:
    """«بـ 27 ألف طن من القمح» carries wheat, and shares no «ألف» with another ship's maize."""
    wheat = read_marks("وصول باخرة محملة بـ 27 ألف طن من القمح", "").goods
    maize = read_marks("وصول باخرة محملة بـ 18 آلاف طن من الذرة", "").goods
    assert (wheat, maize) == ({"قمح"}, {"ذره"})


def test_arrests_follow_from_what_happened() -> None:
    """Arrests after a robbery do not contradict it, though they are of another kind."""
    robbery = ("هجوم مسلح على مكتب صرافة في طرطوس", "سطا مسلحون على مكتب صرافة وأطلقوا الرصاص.")
    arrests = ("توقيف اثنين من منفذي السطو في طرطوس", "أوقفت الشرطة اثنين بعد سطو مكتب الصرافة.")
    story = (an_item(robbery, article_id=1, source="sahel"),)
    assert contradiction(an_item(arrests, hours=5), story) is None


def test_a_burial_at_the_end_of_a_title_is_not_what_it_tells() -> None:
    """«توقيف السائق وتشييع الضحايا» follows from the crash; «تشييع الضحايا» is an event beside it."""
    assert read_marks("توقيف سائق الشاحنة وتشييع الضحايا", "").kinds == {"arrest"}
    assert read_marks("تشييع ضحايا الشاحنة وتوقيف سائقها", "").kinds == {"funeral"}


SAUCERS = (
    "الجمارك تضبط لوحات فسيفساء مهربة في مرفأ طرطوس",
    "ضبطت الجمارك في مرفأ طرطوس اثنتي عشرة لوحة مخبأة في حاوية أثاث وأوقفت صاحب الحاوية.",
)
FIREWORKS = (
    "ضبط حاوية ألعاب نارية مخالفة في مرفأ طرطوس",
    "ضبطت الجمارك في مرفأ طرطوس حاوية ألعاب نارية بلا إجازة استيراد تزن ستة أطنان وصادرتها.",
)


def test_other_goods_are_another_seizure() -> None:
    """Two containers in one port on one day are two events; a retelling knows the goods."""
    story = Story(7, (an_item(SAUCERS, article_id=1, source="sahel"),))
    other = put(an_item(FIREWORKS, hours=5), story)
    assert other.score >= 0.5
    assert other.evidence["against"][0] == "other goods: عاب نار, not سفس لوح"
    retold = ("إحباط تهريب قطع أثرية عبر مرفأ طرطوس", SAUCERS[1].replace("لوحة", "لوحة فسيفساء"))
    assert put(an_item(retold, hours=1), story).story_id == 7


FOREST = "اندلع حريق في أحراج السنديان قرب {} بريف طرطوس وتعمل ست سيارات إطفاء على تطويقه وسط رياح شرقية."


def test_another_town_is_another_fire() -> None:
    """The towns that titles name tell fires apart, though the words are nearly the same."""
    told = ("حريق أحراج في القدموس", FOREST.format("القدموس"))
    story = Story(7, (an_item(told, article_id=1, source="sahel"),))
    other = put(an_item(("حريق أحراج في الدريكيش", FOREST.format("الدريكيش")), hours=1), story)
    assert other.evidence["containment"] >= 0.75
    assert other.evidence["against"][0] == "other places: دركش, not قدمس"
    spread = ("حريق القدموس يقترب من الدريكيش", FOREST.format("القدموس"))
    assert put(an_item(spread, hours=1), story).story_id == 7
    nowhere = ("سيارات الإطفاء تطوق حريق الأحراج", FOREST.format("القدموس")[:60])
    assert put(an_item(nowhere, hours=1), story).story_id == 7


def test_a_form_that_is_filled_in_anew_is_no_copy() -> None:
    """Another load in the same words is another ship; other prices of another day are no repost."""
    load = (
        "وصلت إلى مرفأ طرطوس باخرة محملة بـ {} طن من القمح لصالح مؤسسة الحبوب وبدأ التفريغ فوراً."
    )
    ship = Story(7, (an_item(("باخرة قمح في طرطوس", load.format(27500)), article_id=1),))
    other = put(an_item(("باخرة قمح في طرطوس", load.format(31000)), hours=3, source="barq"), ship)
    assert other.evidence["against"][0] == "31000 tonnes, not 27500"
    prices = (
        "بلغ سعر كيلو البندورة في سوق طرطوس {} ليرة وسعر كيلو الخيار {} ليرة وفق نشرة المحافظة."
    )
    week = Story(8, (an_item(("أسعار الخضار في طرطوس", prices.format(4100, 3800)), article_id=1),))
    title = "أسعار الخضار في طرطوس"
    again = put(an_item((title, prices.format(4300, 3600)), hours=24 * 7), week)
    assert (again.story_id, again.kind) == (None, "first")
    same_day = put(an_item((title, prices.format(4300, 3600)), hours=5), week)
    assert same_day.kind == "copy"


@pytest.mark.parametrize(
    ("told", "now", "veto"),
    [
        ("حريق في سوق طرطوس القديم", "حريق في مستودع بطرطوس", "other targets: depot, not market"),
        ("تصادم على طريق بانياس", "حريق على طريق بانياس", "other kinds: fire, not crash"),
        ("هجوم بالمسيرات على حميميم", "هجوم ثانٍ بالمسيرات على حميميم", "happened again"),
        ("حريق كبير في الكراج بطرطوس", "عاجل: حريق كبير في الكراج بطرطوس", "it happens now"),
        ("فوز الساحل في كرة القدم", "فوز الساحل في كرة اليد", "other targets: اليد, not القدم"),
        ("وفد روسي يصل دمشق", "وزير الخارجية إلى موسكو", "other capitals: موسكو, not دمشق"),
    ],
)
def test_what_happened_and_to_what_tells_events_apart(told: str, now: str, veto: str) -> None:
    """However alike the rest is: another kind, another target, once more, or now."""
    item = an_item((now, ""), hours=8)
    story = [an_item((told, ""), article_id=1, source="sahel")]
    assert veto in str([contradiction(item, story), *differences(item, story)])


@pytest.mark.parametrize(
    ("now", "doubt"),
    [
        ("وفد يزور المرفأ", "it says nothing of: attack"),
        ("هجوم وحريق في حميميم", "nothing is told there of: fire"),
        ("هجوم على «نور» في حميميم", "other names: نور, not امل"),
        ("هجوم في بانياس", "other places: بنس, not حممم"),
        ("هجوم متوقع غداً على حميميم", "it is about something to come"),
        ("الهجوم على «أمل» في حميميم: صدفة أم رسالة؟", "its title asks"),
    ],
)
def test_what_may_be_another_event_is_doubted(now: str, doubt: str) -> None:
    """Each doubt lowers the score a little; a story that is told again raises none."""
    story = [an_item(("هجوم على «أمل» في حميميم", ""), article_id=1, source="sahel")]
    assert doubt in list(doubts(an_item((now, ""), hours=1), story))
    assert not list(doubts(an_item(("هجوم على «أمل» في حميميم", ""), hours=1), story))


def test_the_lead_says_what_the_news_is() -> None:
    """The event as background, under a lead about something else, is less alike than as news."""
    news, rest = f"{RETOLD[1]}", f"{FAIR[1]} {FAIR[1]}"
    as_news = put(an_item((RETOLD[0], f"{news} {rest}"), hours=1))
    as_background = put(an_item((RETOLD[0], f"{rest} {news}"), hours=1))
    assert as_news.evidence["signs"]["lead"] > as_background.evidence["signs"]["lead"]
    assert as_news.score > as_background.score


def test_signs_say_what_they_are_named_for() -> None:
    """How long the story is open, what the title turns, and how much of a headline is said."""
    placed = put(an_item(("إخماد حريق خزان الوقود في المرفأ", RETOLD[1]), hours=9))
    signs = placed.evidence["signs"]
    assert signs["hours_open"] == round(log1p(9), 3)
    assert signs["turns"] == 1
    assert 0.5 < signs["headline"] < 1
    two = Story(7, (*STORY.members, an_item(FAIR, article_id=2, hours=1, source="barq")))
    assert put(an_item(RETOLD, hours=9), two).evidence["signs"]["likeness"] < signs["likeness"]


def test_accusatives_are_read_and_adverbs_are_not() -> None:
    """«مستودعاً» is a depot; «سيراً على الأقدام» is no crash, «ما» no water, «عزا» no burial."""
    assert read_marks("انفجار أصاب مستودعاً", "").targets == {"depot"}
    assert not read_marks("لاجئون يعبرون سيراً على الأقدام", "عزا المصدر ذلك إلى ما جرى").mentioned


def test_one_kind_of_event_at_one_place_speaks_for_one() -> None:
    """A flash has hardly a word in common with the report that follows it."""
    flash = ("عاجل: دوي انفجارات ومضادات في حميميم", "أصوات قوية تسمع في جبلة وريفها الآن.")
    report = (
        "مسيّرات مجهولة تستهدف القاعدة الروسية في حميميم",
        "هاجم سرب من الطائرات المجهولة القاعدة قرابة الخامسة وشوهدت صواريخ اعتراضية فوق جبلة.",
    )
    story = Story(7, (an_item(flash, article_id=1, source="sahel"),))
    here = put(an_item(report, hours=1), story)
    assert here.evidence["signs"]["same_kind_and_place"] == 1
    elsewhere = put(an_item((report[0].replace("حميميم", "القدموس"), report[1]), hours=1), story)
    assert "same_kind_and_place" not in elsewhere.evidence["signs"]
    assert elsewhere.score < here.score
