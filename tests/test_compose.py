"""What a story's posts say, before anybody renders it."""

from datetime import timedelta
from typing import get_args
from urllib.parse import urlsplit

from builders import NOON, a_configuration, a_source, an_article
from monitor.alert.decision import Act
from monitor.alert.facts import Change
from monitor.group.outcomes import Trigger
from monitor.match.rules import Severity
from monitor.render.compose import Composer, Report, in_arabic
from spiders.contract import Article

COMPOSER = Composer(
    a_configuration().rules, [a_source(), a_source(id="marfa", name="وكالة المرفأ")]
)


def report(article: Article, number: int = 1) -> Report:
    """An archived article that was first seen at noon."""
    return Report(number, article, "first", "", None, NOON, NOON)


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
    """Its own short name, else the host of the address."""
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


def test_changes_are_told_in_a_few_words():
    """A rise shows both numbers, a first figure one, a turn its name."""
    changes = [Change("injured", None, 4), Change("arrested", 1, 2), Change("claim")]
    assert in_arabic(changes) == "الجرحى: 4، الموقوفون 1 ← 2، تبنٍّ"


def test_every_turn_has_a_name_of_its_own():
    """Whatever turns a story is said in Arabic; «heard» is never told, as it turns none."""
    turns = [turn for turn in get_args(Trigger) if turn != "heard"]
    assert len({in_arabic([Change(turn)]) for turn in turns}) == len(turns)
