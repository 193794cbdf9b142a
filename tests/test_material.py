"""monitor.alert.material and monitor.group.novelty: which reports of a story are news."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.alert.facts import Change, Facts
from monitor.alert.material import judge
from monitor.group.frequencies import Frequencies
from monitor.group.novelty import Novelty, novelty
from monitor.group.score import weigh
from test_group import BLAST, RETOLD, an_item

BEAT = Frequencies.of_the_beat()
HOUR = timedelta(hours=1)

#: The second report of an hour, in another outlet's words.
SOON = Novelty(HOUR / 2, 1, 0.5, new_figure=False, told_by_its_outlet=False, sourced=0, words=80)
#: The next day, short, and most of it new.
LATER = Novelty(20 * HOUR, 4, 0.7, new_figure=False, told_by_its_outlet=False, sourced=2, words=60)
TURN = Facts(triggers=frozenset({"put out"}))
CIRCUMSTANCE = Facts(triggers=frozenset({"magnitude"}))
NOTHING = Facts()


def test_a_toll_that_rises_is_always_news() -> None:
    """However soon, however little else is new, and in a copy too."""
    change = (Change("killed", 2, 5),)
    for copied in (False, True):
        new = judge(Facts(killed=2), Facts(killed=5), None if copied else SOON, copied=copied)
        assert (new.changes, new.score, new.material) == (change, 1.0, True)


def test_the_first_dead_in_a_title_are_always_news() -> None:
    """An hour's second report that first counts the dead is told; those of its text may wait."""
    told, now = Facts(injured=2), Facts(killed=2, injured=2)
    assert judge(told, replace(now, headlined=frozenset({"killed"})), SOON).score == 1
    assert judge(told, now, SOON).score < 1


def test_a_title_that_counts_the_dead_as_they_are_known_is_a_retelling() -> None:
    """However new its words are, for some hours; what turns besides is judged as ever."""
    told = Facts(killed=13)
    same = Facts(killed=13, headlined=frozenset({"killed"}))
    soon = LATER._replace(since=HOUR, new_words=0.95, told_by_its_outlet=True)
    assert not judge(told, same, soon).material
    assert judge(told, replace(same, headlined=frozenset()), soon).material
    assert judge(told, replace(same, triggers=TURN.triggers), soon).material
    assert judge(told, same, LATER).material


@pytest.mark.parametrize("now", [TURN, CIRCUMSTANCE, Facts(killed=2)])
def test_what_the_second_report_of_an_hour_adds_is_hardly_news(now: Facts) -> None:
    """The fire is out, the quake had a strength, two are dead: the next day each would be news."""
    soon, later = judge(NOTHING, now, SOON), judge(NOTHING, now, LATER)
    assert soon.changes == later.changes
    assert not soon.material
    assert later.material
    assert soon.score < later.score


def test_a_turn_tells_more_than_a_circumstance() -> None:
    """What turns a story speaks for news more than a circumstance of it."""
    turn, circumstance = (judge(NOTHING, now, SOON).score for now in (TURN, CIRCUMSTANCE))
    assert circumstance < turn


def test_much_that_is_new_is_news_in_words_that_no_table_holds() -> None:
    """No change is understood, and the report is worth a reply all the same."""
    new = judge(NOTHING, NOTHING, LATER)
    assert new.changes == ()
    assert new.material
    assert not judge(NOTHING, NOTHING, LATER._replace(new_words=0.1)).material


def test_without_a_novelty_every_change_is_news() -> None:
    """A text that was changed has none."""
    assert judge(NOTHING, TURN, None).material
    assert not judge(NOTHING, NOTHING, None).material


def test_another_headline_over_a_copied_text_is_no_news() -> None:
    """A copy turns nothing."""
    assert not judge(NOTHING, TURN, None, copied=True).material


def test_novelty_is_counted_beside_all_reports_of_a_story() -> None:
    """Hours since the newest, new words beside all, and whether its outlet was among them."""
    story = [
        an_item(BLAST, article_id=1, source="sahel"),
        an_item(("هدوء في المرفأ", "عاد الهدوء."), article_id=2, hours=3, source="nabd"),
    ]
    item = an_item(RETOLD, article_id=3, hours=5, source="sahel")
    weights = weigh(item, BEAT).text.weights
    new = novelty(item, story, weights)
    assert (new.since, new.reports, new.told_by_its_outlet) == (2 * HOUR, 2, True)
    assert 0 < new.new_words < 1
    assert new.words == item.words
    assert novelty(item, [*story, item], weights).new_words == 0
    early = an_item(RETOLD, article_id=4, hours=1, source="barq")
    before = novelty(early, story, weights)
    assert (before.since, before.told_by_its_outlet) == (timedelta(0), False)


def test_who_says_so_is_counted_in_the_first_words() -> None:
    """A ministry's statement names its source; what follows the opening counts no more."""
    said = an_item(("خبر", "أعلنت وزارة الدفاع في بيان، بحسب مصدر فيها، ما يلي"), source="nabd")
    late = an_item(("خبر", "كلمة " * 40 + "بيان وزارة"), source="nabd")
    assert (said.marks.sourced, late.marks.sourced) == (4, 0)


def test_what_was_told_by_the_way_turns_half_when_a_title_tells_it() -> None:
    """«فدية» in a report of other kidnappings; the day it is demanded, that is named and news."""
    told, now = Facts(mentioned=frozenset({"ransom"})), Facts(triggers=frozenset({"ransom"}))
    new = judge(told, now, LATER)
    assert (new.changes, new.material) == ((Change("ransom"),), True)
    first, again = judge(NOTHING, now, SOON), judge(told.and_also(now), now, SOON)
    assert again.changes == ()
    assert first.score > judge(told, now, SOON).score > again.score
    strength = Facts(mentioned=frozenset({"magnitude"}))
    assert judge(strength, CIRCUMSTANCE, LATER).changes == ()


def test_a_new_figure_in_the_title_speaks_for_news() -> None:
    """A figure in the title speaks for news if no report of the story holds it."""
    told = an_item(("تضرر بيوت في السهل", "تضررت 300 بيت."), article_id=1)
    for title, new in (("تضرر 1250 بيتاً", True), ("تضرر 300 بيت", False), ("تضرر بيوت", False)):
        item = an_item((title, "تضررت بيوت كثيرة."))
        assert novelty(item, (told,), weigh(item, BEAT).text.weights).new_figure is new
    assert (
        judge(NOTHING, NOTHING, SOON._replace(new_figure=True)).score
        > judge(NOTHING, NOTHING, SOON).score
    )
