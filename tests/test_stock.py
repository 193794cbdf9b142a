"""Sentences that stand under many events tell of none; judged on a day of them, too."""

import json

import pytest

from bench.fit import begun_elsewhere
from bench.stream import QUALITY, b_cubed, grouped, read_stream
from monitor.group.items import Story
from monitor.group.stock import apart, begins_alike, tells_title, titled
from test_group import BEAT, an_item, put

FLOORS = json.loads((QUALITY / "story_floors.json").read_text(encoding="utf-8"))

BACKGROUND = (
    "وتتخذ القوات الروسية من حميميم قاعدة جوية منذ عشر سنوات وتدير مركزاً للإمداد في طرطوس."
    " وأضاف المصدر أن الجهات المختصة تتابع الأمر وستعلن ما يستجد لديها."
)
KILLED = (
    "مقتل عامل بناء في حميميم",
    f"قتل عامل بناء سقط من سطح مستودع قيد الإنشاء كان يعمل فيه مع إخوته. {BACKGROUND}",
)
VISIT = ("وزير السياحة يزور فنادق الساحل", f"جال الوزير على ثلاثة فنادق في طرطوس. {BACKGROUND}")


@pytest.mark.parametrize("name", ["stock", "flashes", "people"])
def test_a_day_of_events_that_are_told_alike_keeps_them_apart(name: str) -> None:
    """Sixty reports with seven sentences between them; thirty flashes of one town; a week of people."""
    items = read_stream(name=name)
    placed = grouped(items)
    f1, _, _ = b_cubed([story for story, _ in placed], [one.event for one in items])
    assert f1 >= FLOORS[name]["b_cubed_f1"]
    assert begun_elsewhere(items, placed) <= FLOORS[name]["begun_elsewhere"]


def test_strangers_with_borrowed_sentences_are_no_copies() -> None:
    """Three of four word pairs are an agency's background: neither a copy nor a retelling."""
    story = Story(3, (an_item(KILLED, article_id=4),))
    placed = put(an_item(VISIT, hours=1), story)
    assert placed.story_id is None
    assert placed.evidence["containment"] > 0.55


def test_an_event_with_borrowed_sentences_is_known_by_its_opening() -> None:
    """The same event in other words joins, whatever stands under it; a copy with another end too."""
    story = Story(3, (an_item(KILLED, article_id=4),))
    retold = (
        "عامل بناء يلقى حتفه في حميميم",
        f"سقط عامل من سطح مستودع لم يكتمل بناؤه فمات قبل وصول الإسعاف إليه. {BACKGROUND}",
    )
    assert put(an_item(retold, hours=1), story).kind == "retelling"
    longer = f"{KILLED[1]} وتقع القاعدة قرب جبلة ويعمل فيها عشرات من القرى المجاورة."
    copied = put(an_item(("سقوط عامل", longer), hours=1), story)
    assert copied.kind == "copy"


def test_what_two_share_word_for_word_is_left_out_of_both() -> None:
    """What two texts share word for word is left out of both, but for their openings."""
    own, told = an_item(VISIT), an_item(KILLED, article_id=4)
    bare, (left,) = apart(own, [told], BEAT)
    assert bare.body == "جال الوزير على ثلاثة فنادق في طرطوس."
    assert bare.terms.keys() < own.terms.keys()
    assert left.terms.keys() & bare.terms.keys() == set()
    assert told.marks.title <= left.terms.keys()
    stranger = an_item(("معرض للكتاب", "افتتح المعرض."), article_id=5)
    assert apart(own, [stranger], BEAT) == (own, [stranger])
    assert apart(stranger, [own], BEAT)[0] is stranger


def test_a_sentence_that_tells_a_title_is_not_borrowed() -> None:
    """An update that repeats what happened, under what is new, says which event it is of."""
    news = "قتل عامل بناء سقط من سطح مستودع في حميميم أمس."
    told = an_item((KILLED[0], news), article_id=4)
    later = an_item(("توقيف متعهد", f"أوقفت الشرطة المتعهد الذي شغله دون تأمين. {news}"), hours=9)
    bare, _ = apart(later, [told], BEAT)
    assert bare is later
    assert tells_title(later, told, BEAT)
    assert not begins_alike(later, told)
    assert begins_alike(told, an_item(KILLED))
    assert not tells_title(an_item(VISIT), an_item(KILLED), BEAT)
    assert titled([], told, BEAT) == 0.0
