"""What a story's posts say, before anybody renders it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import get_args
from urllib.parse import urlsplit

import pytest

from builders import NOON, RULES, a_configuration, a_source, an_article
from monitor.alert.act import Act
from monitor.alert.facts import Change
from monitor.alert.learned import Learned
from monitor.group.outcomes import Trigger
from monitor.match.rules import Severity
from monitor.render.changes import in_arabic, labels
from monitor.render.compose import Composer
from monitor.render.report import Report
from spiders.contract import Article

COMPOSER = Composer(
    a_configuration().rules, [a_source(), a_source(id="marfa", name="وكالة المرفأ")]
)


def report(article: Article, number: int = 1, seen_at: datetime = NOON) -> Report:
    """An archived article that was first seen at noon, unless said."""
    return Report(number, article, "first", "", None, NOON, seen_at)


def test_the_first_report_gives_the_title_and_the_time():
    """Readers find again what they have read, whoever joins later."""
    later = an_article(source="marfa", url="https://marfa.example/2", title="عنوان آخر عن طرطوس")
    content = COMPOSER.post(
        [report(an_article()), report(later, 2)], severity="high", updated_at=NOON
    )
    assert content.title == an_article().title
    assert content.first_at == NOON - timedelta(hours=1)
    assert [line.name for line in content.sources] == ["الساحل اليوم", "وكالة المرفأ"]
    assert content.hashtags == ("#الساحل",)


def test_a_rule_in_shadow_adds_no_hashtag():
    """A rule in shadow that an article meets leaves no hashtag in the story's post."""
    rules = RULES.replace("any: [صافيتا]", 'any: [صافيتا]\n    hashtags: ["#صافيتا"]')
    composer = Composer(a_configuration(rules).rules, [a_source()])
    both = an_article(title="انقطاع المياه بين طرطوس وصافيتا")
    assert composer.post([report(both)], severity="high", updated_at=None).hashtags == ("#الساحل",)


def test_outlets_stand_in_the_order_of_the_times_that_are_shown():
    """Within one minute, and for one outlet that reports twice, who joined first comes first."""
    minutes = {"marfa": 40, "sahel": 0, "banias": 5, "jabal": 5}
    seconds = {"banias": 50, "jabal": 10}
    reports = [
        report(
            an_article(
                source=source,
                url=f"https://{source}.example/{number}",
                published_at=NOON + timedelta(minutes=minute, seconds=seconds.get(source, 0)),
            ),
            number,
            seen_at=NOON + timedelta(hours=1),
        )
        for number, (source, minute) in enumerate([*minutes.items(), ("marfa", -9)])
    ]
    content = COMPOSER.post(reports, severity="high", updated_at=NOON)
    assert [urlsplit(line.url).path for line in content.sources] == ["/1", "/2", "/3", "/0"]
    assert content.first_at == NOON + timedelta(minutes=40)


def test_an_outlet_is_listed_once():
    """Two articles of one outlet are one line, with the address of the first."""
    again = an_article(url="https://sahel.example/2", title="طرطوس مجددًا")
    content = COMPOSER.post(
        [report(an_article()), report(again, 2)], severity="high", updated_at=None
    )
    assert [line.url for line in content.sources] == ["https://sahel.example/1"]


def test_an_outlet_that_is_not_configured_goes_by_what_is_known():
    """An unknown outlet goes by its own short name, else by the host of its address."""
    named = an_article(source="bawaba")
    unnamed = an_article(source="", url="https://bawaba.example/5")
    contents = [
        COMPOSER.post([report(one)], severity="low", updated_at=None) for one in (named, unnamed)
    ]
    assert [content.sources[0].name for content in contents] == ["bawaba", "bawaba.example"]


def test_an_undated_article_says_so_and_shows_when_it_was_seen():
    """A guessed date would be worse than none."""
    content = COMPOSER.post(
        [report(an_article(published_at=None))], severity="low", updated_at=None
    )
    assert content.undated
    assert content.first_at == NOON


def test_a_time_to_come_is_none():
    """A time ahead of us is shown as seen; a few minutes are forgiven without a word."""
    for ahead, said in ((5, None), (11, "ahead"), (30 * 24 * 60, "ahead")):
        article = an_article(published_at=NOON + timedelta(minutes=ahead))
        content = COMPOSER.post([report(article)], severity="low", updated_at=None)
        assert content.undated == said
        assert content.first_at == NOON


def test_a_post_that_says_what_it_said_at_first_speaks_of_no_update():
    """As after a merge that was taken back; a report that its outlet changed is an update."""
    first = report(an_article())
    later = replace(first, version=2, joined_at=NOON - timedelta(days=1))
    for reports, at in (([first], None), ([later], NOON), ([first, report(LONG, 2)], NOON)):
        assert COMPOSER.post(reports, severity="low", updated_at=NOON).updated_at == at


def test_a_number_that_was_taken_back_is_in_no_earlier_title():
    """Of what waited, a title whose number holds no more is left out; its turn is told."""
    out = report(an_article(title="إخماد حريق الصوامع وسبعة قتلى", source="b"), 2)
    last = report(an_article(title="قتلى الحريق ستة لا سبعة", source="c"), 3)
    for now, told in ((6, "إخماد الحريق"), (8, "إخماد حريق الصوامع وسبعة قتلى")):
        act = Act("reply", "news", Severity.HIGH, changes=(Change("killed", 5, now),))
        content = COMPOSER.reply(last, act, also=[(out, [Change("put out")])])
        assert [title for title, _ in content.also] == [told]


FLASH = an_article(title="هزة أرضية تضرب طرطوس", body="هزة أرضية تضرب طرطوس قبل قليل")
LONG = an_article(
    source="marfa",
    url="https://marfa.example/2",
    title="هزة بقوة 4.3 درجات قبالة طرطوس",
    body="بلغت قوة الهزة التي شعر بها سكان طرطوس 4.3 درجات، ومركزها في البحر، ولم تقع أضرار.",
)


def test_a_flash_leaves_the_quote_to_a_report_that_says_more():
    """The quote is the first that tells something, and names whose it is; the title stays."""
    content = COMPOSER.post(
        [report(FLASH), report(LONG, 2), report(an_article(), 3)], severity="high", updated_at=NOON
    )
    assert content.title == FLASH.title
    assert content.excerpt.text == LONG.body
    assert content.quoted is not None
    assert (content.quoted.name, content.quoted.url) == ("وكالة المرفأ", LONG.url)


@pytest.mark.parametrize("later", [[], [replace(report(LONG, 2), removed_at=NOON)]])
def test_a_flash_alone_is_quoted(later: list[Report]):
    """Better its few words than none, or than those that an outlet took back."""
    content = COMPOSER.post([report(FLASH), *later], severity="high", updated_at=NOON)
    assert content.excerpt.text == FLASH.body
    assert content.quoted is None


def test_what_two_tell_independently_is_told_in_full():
    """A story that may be part of another says so while one outlet, or its copies, tells it."""
    copied = an_article(source="x", url="https://x.example/3", attribution=("الساحل اليوم",))
    told = [report(an_article()), report(copied, 2), report(LONG, 3)]
    shown = [
        COMPOSER.post(told[:count], severity="high", updated_at=NOON, maybe=True).maybe
        for count in (1, 2, 3)
    ]
    assert shown == [True, True, False]


def test_an_article_without_a_title_is_named_by_its_first_words():
    """A post always has a headline."""
    content = COMPOSER.post([report(an_article(title=""))], severity="low", updated_at=None)
    assert content.title.startswith("انقطعت المياه عن الأحياء الشرقية")
    assert content.title.endswith("…")


def test_a_copy_names_its_origin():
    """The line of an outlet that quotes another says whom."""
    article = an_article(attribution=("وكالة المرفأ", "سانا"))
    content = COMPOSER.post([report(article)], severity="low", updated_at=None)
    assert content.sources[0].attribution == "وكالة المرفأ"


def test_an_outlet_that_names_itself_quotes_nobody():
    """An agency's dateline in its own report is no origin."""
    article = an_article(attribution=("الساحل اليوم",))
    content = COMPOSER.post([report(article)], severity="low", updated_at=None)
    assert (content.sources[0].name, content.sources[0].attribution) == ("الساحل اليوم", None)


def test_a_reply_says_what_is_new():
    """The article that brought the news tells it, under the severity of the act."""
    act = Act(
        "reply", "news", Severity.URGENT, changes=(Change("killed", 3, 7),), hashtags=("#أ",)
    )
    content = COMPOSER.reply(report(an_article()), act)
    assert (content.news, content.severity, content.hashtags) == (
        "القتلى 3 ← 7",
        "urgent",
        ("#أ",),
    )
    assert content.excerpt.text


# --- what is known by now -------------------------------------------------------------------


def known(*told: Learned, **fields: object) -> list[tuple[str, str]]:
    """What a post of three reports says of what was learned."""
    titles = {1: "حريق في طرطوس", 2: "نفي وقوع قتلى", 3: "تصحيح: حصيلة الحريق قتيل واحد"}
    reports = [
        replace(report(an_article(title=title, source=f"s{number}"), number), **fields)
        for number, title in titles.items()
    ]
    content = COMPOSER.post(reports, severity="high", updated_at=NOON, learned=told)
    return [(line.kind, line.words) for line in content.latest]


def told(article: int, *changes: Change, corrects: bool = False, hours: float = 0) -> Learned:
    """What one of these reports added, so many hours after noon."""
    return Learned(article, NOON + timedelta(hours=hours), changes, corrects)


def test_the_newest_of_what_was_told_is_known():
    """A toll by its figures, a turn by label and title, a correction by what holds."""
    toll = told(2, Change("killed", 3, 7), Change("injured", None, 2), Change("death"))
    assert known() == []
    assert known(toll) == [("news", "7 قتلى وجريحان")]
    freed = told(2, Change("arrested", None, 3), Change("arrest"), Change("freed"))
    assert known(freed) == [("news", "3 موقوفين، إطلاق سراح | نفي وقوع قتلى")]
    assert known(told(2, Change("claim"))) == [("news", "تبنٍّ | نفي وقوع قتلى")]
    assert known(told(2)) == [("news", "تفاصيل جديدة | نفي وقوع قتلى")]
    correction = told(3, Change("killed", 7, 5), corrects=True)
    assert known(toll, correction) == [("correction", "عدد القتلى 5 لا 7، وذُكر من قبل جريحان")]
    said = told(3, Change("corrected"))
    assert known(toll, said) == [("correction", "حصيلة الحريق قتيل واحد")]


def test_a_turn_leaves_the_toll_standing():
    """The number of the dead is not lost to a turn; after a denial it is the word of its outlet."""
    toll = told(3, Change("killed", 3, 7), Change("missing", None, 2))
    assert known(toll, told(2, Change("claim"))) == [
        ("news", "تبنٍّ | نفي وقوع قتلى"),
        ("toll", "7 قتلى"),
    ]
    assert known(toll, told(2, Change("denial"))) == [
        ("news", "نفي وقوع قتلى"),
        ("toll", "7 قتلى، بحسب s3"),
    ]
    more = told(3, Change("killed", 7, 8), hours=1)
    assert known(toll, told(2, Change("denial")), more) == [("news", "8 قتلى")]
    assert known(told(3, Change("missing", None, 2)), told(2, Change("denial"))) == [
        ("news", "نفي وقوع قتلى")
    ]


def test_the_dead_and_the_hurt_that_were_counted_before_are_not_lost():
    """The dead are no fewer since; the hurt may have died, and are told as of before."""
    both = told(2, Change("killed", None, 2), Change("injured", None, 4))
    more = told(3, Change("killed", 2, 5), hours=1)
    assert known(both, more) == [("news", "5 قتلى، وذُكر من قبل 4 جرحى")]
    hurt = told(3, Change("injured", 4, 6), hours=1)
    assert known(both, hurt) == [("news", "قتيلان و6 جرحى")]
    turn = told(2, Change("claim"), hours=2)
    assert known(both, more, turn)[1] == ("toll", "5 قتلى، وذُكر من قبل 4 جرحى")
    fewer = told(3, Change("killed", 2, 1), corrects=True, hours=1)
    assert known(both, fewer, replace(hurt, at=NOON + timedelta(hours=2))) == [
        ("news", "قتيل واحد و6 جرحى")
    ]


def test_a_correction_without_a_number_leaves_none_standing():
    """What it takes back is known no more, though nobody knows what holds."""
    both, said = told(2, Change("killed", None, 2)), told(3, Change("corrected"), hours=1)
    assert known(both, said, told(2, Change("claim"), hours=2)) == [
        ("news", "تبنٍّ | نفي وقوع قتلى")
    ]
    hurt = told(2, Change("injured", None, 6), hours=2)
    assert known(both, said, hurt) == [("news", "6 جرحى")]


def test_what_is_read_late_is_not_the_newest():
    """A turn that was published before what readers know stays below it; a higher toll does not."""
    newer = told(2, Change("claim"), hours=2)
    assert known(newer, told(3, Change("arrest"))) == [("news", "تبنٍّ | نفي وقوع قتلى")]
    assert known(newer, told(3, Change("killed", 3, 7))) == [("news", "7 قتلى")]


def test_a_correction_leaves_standing_what_it_does_not_speak_of():
    """The dead beside the hurt, the fire that is out, the denial; one in so many words nothing."""
    seven = told(2, Change("killed", 3, 7), Change("injured", None, 9))
    hurt = told(3, Change("injured", 9, 8), corrects=True, hours=2)
    assert known(seven, hurt) == [("correction", "عدد الجرحى 8 لا 9، وعدد القتلى 7")]
    out, denied = told(2, Change("put out")), told(2, Change("denial"), hours=1)
    dead = told(3, Change("killed", 7, 6), corrects=True, hours=2)
    assert known(out, denied, dead) == [
        ("correction", "عدد القتلى 6 لا 7"),
        ("before", "نفي وقوع قتلى"),
        ("before", "السيطرة على الحريق | نفي وقوع قتلى"),
    ]
    assert known(out, told(3, Change("killed", 3, 7), hours=1)) == [
        ("news", "7 قتلى"),
        ("before", "السيطرة على الحريق | نفي وقوع قتلى"),
    ]
    assert known(denied, told(3, Change("killed", 3, 7), hours=2)) == [("news", "7 قتلى")]
    assert known(out, told(3, Change("corrected"), hours=1)) == [
        ("correction", "حصيلة الحريق قتيل واحد")
    ]


def test_a_number_that_was_corrected_does_not_return_in_a_title():
    """«إخماد الحريق وسبعة قتلى»: of a title that counts, only the label is told again."""
    both = told(2, Change("killed", 3, 7), Change("put out"))
    dead = told(3, Change("killed", 7, 6), corrects=True, hours=2)
    assert known(both, dead)[1] == ("before", "السيطرة على الحريق")


SOURCED = "مصدر يتحدث عن إصابة جنديين في حميميم"


@pytest.mark.parametrize(
    ("first", "then", "line"),
    [
        # Whom the first report counts is known, though that was never news.
        ("مقتل 3 وإصابة 9 في حريق", Change("killed", 3, 4), "4 قتلى، وذُكر من قبل 9 جرحى"),
        ("مقتل 3 وإصابة 9 في حريق", Change("injured", 9, 11), "3 قتلى و11 جريحًا"),
        ("أنباء عن مقتل 3 في حريق", Change("injured", None, 2), "جريحان، وذُكر من قبل 3 قتلى"),
    ],
)
def test_whom_the_first_report_counts_is_known(first: str, then: Change, line: str):
    """The hurt as of before; the dead as a fact, unless nobody vouches for them."""
    reports = [report(an_article(title=first)), report(an_article(title="تحديث", source="b"), 2)]
    content = COMPOSER.post(
        reports, severity="high", updated_at=NOON, learned=[told(2, then, hours=1)]
    )
    assert [one.words for one in content.latest] == [line]


def test_what_nobody_vouches_for_is_told_as_such():
    """In the answer and below the title, until another report says so itself."""
    change = Change("injured", None, 2)
    source = report(an_article(title=SOURCED, source="b"), 2)
    act = Act("reply", "news", Severity.URGENT, changes=(change,))
    assert COMPOSER.reply(source, act).news == "جريحان في حصيلة غير مؤكدة"
    other = report(an_article(title="الدفاع تتحدث عن هجوم", source="d"), 4)
    assert COMPOSER.reply(other, act, also=[(source, ())]).news == "جريحان في حصيلة غير مؤكدة"
    reports = [report(an_article(title="هجوم على حميميم")), source]
    learned = [told(2, change)]
    content = COMPOSER.post(reports, severity="high", updated_at=NOON, learned=learned)
    assert [one.words for one in content.latest] == ["جريحان في حصيلة غير مؤكدة"]
    sure = report(an_article(title="مديرية الصحة: إصابة جنديين في حميميم", source="c"), 3)
    content = COMPOSER.post([*reports, sure], severity="high", updated_at=NOON, learned=learned)
    assert [one.words for one in content.latest] == ["جريحان"]


def test_hearsay_is_no_answer_to_a_denial():
    """A number that nobody vouches for leaves the denial before it standing."""
    reports = [
        report(an_article(title="هجوم على حميميم")),
        report(an_article(title="الدفاع تنفي وقوع قتلى", source="b"), 2),
        report(an_article(title="ناشطون: ثلاثة قتلى في هجوم حميميم", source="c"), 3),
    ]
    learned = [told(2, Change("denial")), told(3, Change("killed", None, 3), hours=1)]
    content = COMPOSER.post(reports, severity="high", updated_at=NOON, learned=learned)
    assert [line.words for line in content.latest] == [
        "3 قتلى في حصيلة غير مؤكدة",
        "نفي | الدفاع تنفي وقوع قتلى",
    ]


def test_no_denial_and_no_end_is_quoted_below_the_title_of_an_event():
    """A flash is then quoted itself; where its title denies, so may the quote."""
    flash = "انقطاع الكهرباء عن طرطوس بعد عطل في محطة عمريت"
    denial = "نفت شركة الكهرباء خروج المحطة عن الخدمة، وقالت إن ما جرى تقنين طارئ يومي معلن سلفًا."
    reports = [
        report(an_article(title=flash, body=flash)),
        report(an_article(title="الشركة تنفي العطل", body=denial, source="b"), 2),
    ]
    content = COMPOSER.post(reports, severity="high", updated_at=NOON)
    assert (content.quoted, content.excerpt.text) == (None, flash)
    denied = replace(
        reports[0], article=an_article(title="الشركة تنفي انقطاع الكهرباء", body="لا")
    )
    content = COMPOSER.post([denied, reports[1]], severity="high", updated_at=NOON)
    assert content.excerpt.text == denial


def test_what_the_first_report_says_is_not_said_again():
    """What title and quote say is not said again, until the outlet changes its report."""
    assert known(told(1, Change("killed", None, 2))) == []
    changed = {"version": 2, "joined_at": NOON - timedelta(days=1)}
    assert known(told(1, Change("resumed")), **changed) == [("news", "عودة بعد توقف")]
    assert known(told(1), **changed) == []


def test_what_was_taken_down_is_known_no_more():
    """The number of a report that its outlet removed stands under no title."""
    assert known(told(2, Change("killed", 3, 7)), removed_at=NOON) == []
    assert known(told(9, Change("killed", 3, 7))) == []


def test_changes_are_told_in_a_few_words():
    """A rise shows both numbers, a first figure counts its people, a turn has its name."""
    changes = [Change("injured", None, 4), Change("arrested", 1, 2), Change("claim")]
    assert in_arabic(changes) == "الموقوفون 1 ← 2، 4 جرحى، تبنٍّ"


@pytest.mark.parametrize(
    ("changes", "corrects", "said"),
    [
        ([Change("killed", None, 1)], False, "قتيل واحد"),
        ([Change("killed", None, 2), Change("injured", None, 4)], False, "قتيلان و4 جرحى"),
        ([Change("killed", None, 11), Change("missing", None, 3)], False, "11 قتيلًا و3 مفقودين"),
        ([Change("arrested", None, 100)], False, "100 موقوف"),
        ([Change("missing", 2, 0)], False, "لا مفقودين بعد الآن"),
        ([Change("killed", None, 0)], False, "لا قتلى"),
        ([Change("killed", 7, 5)], True, "عدد القتلى 5 لا 7"),
        (
            [Change("killed", 7, 5), Change("injured", 9, 3)],
            True,
            "عدد القتلى 5 لا 7، وعدد الجرحى 3 لا 9",
        ),
        ([Change("injured", 2, 0)], True, "لا جرحى، خلافًا لما نُشر"),
    ],
)
def test_people_are_counted_as_arabic_counts(changes: list[Change], corrects: bool, said: str):
    """One, two, few and many each have their form, and nobody is a word."""
    assert in_arabic(changes, corrects=corrects) == said


def test_a_label_that_a_figure_tells_is_left_out():
    """Three who are held are arrests, and four dead were found; that somebody lives is news."""
    held = [Change("arrested", None, 3), Change("arrest"), Change("freed")]
    assert labels(held, "تحرير مخطوف وتوقيف خاطفيه") == ["تحرير"]
    found = [Change("killed", 2, 4), Change("found")]
    assert labels(found, "العثور على جثث أخرى") == []
    assert labels(found, "العثور على طفلة حية بين القتلى") == ["نجاة"]


@pytest.mark.parametrize(
    ("turn", "title", "label"),
    [
        ("found", "انتشال جثث ثلاثة صيادين قبالة أرواد", "العثور على جثث"),
        ("found", "فرق الإنقاذ تعثر على جثة طفل", "العثور على جثة"),
        ("found", "العثور على جثة في أحد أحياء بانياس", "العثور على جثة"),
        ("found", "انتشال ناجين وجثتين من تحت الأنقاض", "العثور على مفقودين"),
        ("found", "انتشال ثلاثة أحياء من تحت الأنقاض", "نجاة"),
        ("found", "استعادة اللوحات المسروقة من متحف طرطوس", "استعادة مسروقات"),
        ("found", "العثور على المفقودين في جبال القدموس", "العثور على مفقودين"),
        ("found", "العثور على المفقود في جبال القدموس", "العثور على مفقود"),
        ("found", "إنقاذ طاقم سفينة قبالة طرطوس", "إنقاذ"),
        ("found", "انتشال القارب الغارق من مرفأ أرواد", "انتشال"),
        ("found", "العثور على قذيفة قديمة في أحياء طرطوس", "العثور"),
        ("freed", "الأمن الداخلي يحرر مخطوفًا في ريف صافيتا", "تحرير"),
        ("freed", "الإفراج عن موقوفي بانياس", "إطلاق سراح"),
        ("put out", "الدفاع المدني يسيطر على حريق المرفأ", "السيطرة على الحريق"),
        ("put out", "فرق الإطفاء تخمد حريق المرفأ", "إخماد الحريق"),
        ("home", "العثور على الصياد الأخير حيًّا", "نجاة"),
        ("home", "العثور على المفقود جثة هامدة", "العثور على جثة"),
        ("home", "عودة المخطوفين إلى عائلاتهم", "عودة مخطوفين"),
        ("home", "العثور على المختطفة في ريف حمص", "العثور على مخطوف"),
        ("home", "الطفل يعود إلى أهله في بانياس", "عودة إلى الأهل"),
    ],
)
def test_what_was_found_is_named_by_its_title(turn: str, title: str, label: str):
    """The living, the dead and stolen goods are found in the same words."""
    assert labels([Change(turn)], title) == [label]


def test_every_turn_has_a_name_of_its_own():
    """Whatever turns a story is said in Arabic; «heard» is never told, as it turns none."""
    turns = [turn for turn in get_args(Trigger) if turn != "heard"]
    assert len({in_arabic([Change(turn)]) for turn in turns}) == len(turns)
