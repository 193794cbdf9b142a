"""What is new soon after an answer is told when the gap ends: once, in order, in one answer."""

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from builders import a_configuration, an_article
from couriers import ADMIN, CHANNEL, Listener, VirtualTime, run
from monitor.alert.facts import Change, Facts
from monitor.alert.learned import Learned
from monitor.alert.waiting import Gathered, beyond, gather
from monitor.archive.store import Store
from monitor.deliver.channel import TelegramChannel
from monitor.deliver.courier import Courier
from monitor.deliver.outcome import Refused
from monitor.deliver.post import Post
from monitor.demo.botapi import DEMO_TOKEN, BotApi, Drop
from monitor.demo.botrecords import Chat
from monitor.pipeline import Pipeline
from monitor.render.inline import visible
from test_tell import (
    DAY,
    FAIR,
    MINUTE,
    MORNING,
    NIGHT,
    OUTLETS,
    QUIET,
    ROAD,
    RULES,
    Newsroom,
    kinds,
)

AWAKE = {"main": {"id": CHANNEL}, "admin": {"id": ADMIN}}
TITLE = "انفجار مستودع كيميائي في حي الرادار بطرطوس يوقع {} قتيلاً"
BODY = (
    "دوى انفجار كبير في حي الرادار بمدينة طرطوس داخل مستودع للمواد الكيميائية، وقال سكان إن "
    "النيران امتدت إلى أبنية مجاورة. وقتل في الانفجار {} شخصاً، وفق مصادر طبية."
)
DENIED = (
    "الداخلية تنفي سقوط قتلى في انفجار مستودع حي الرادار بطرطوس",
    "نفت وزارة الداخلية سقوط قتلى في انفجار مستودع المواد الكيميائية في حي الرادار بطرطوس.",
)
OWN = "https://sahel.example/own"
SOURCES = [source.id for source in OUTLETS]


def dead(number: int) -> tuple[str, str]:
    """A report that counts so many."""
    return TITLE.format(number), BODY.format(number)


@pytest.fixture
def store() -> Iterator[Store]:
    """An empty archive."""
    store = Store(":memory:").open()
    yield store
    store.close()


@pytest.fixture
def newsroom(store: Store) -> Newsroom:
    """One chat that is awake all day."""
    return Newsroom(store, chats=AWAKE)


def answers(posts: list[Post]) -> list[str]:
    """The first lines of the answers among what left."""
    return [visible(one.html).split("\n")[0][3:] for one in posts if one.kind == "reply"]


def told_until(newsroom: Newsroom, minute: int) -> list[tuple[int, str]]:
    """Every answer that left by then, a look each minute, and the minute it left."""
    told = []
    for at in range(minute):
        told += [(at, answer) for answer in answers(newsroom.send(DAY + at * MINUTE))]
    return told


# --- one answer for all that wait, pure -------------------------------------------------------

AT = datetime(2026, 1, 15, 9, tzinfo=UTC)


def learned(*changes: Change, article: int = 1, corrects: bool = False) -> Learned:
    """What one report added."""
    return Learned(article, AT, changes, corrects)


RISEN = learned(Change("killed", 5, 9))
DENIAL = learned(Change("denial"))
UNNAMED = learned()


@pytest.mark.parametrize(
    ("waiting", "told"),
    [
        ([RISEN], Gathered((Change("killed", 5, 9),), (0,), corrects=False, speaking=(0,))),
        (
            [RISEN, learned(Change("killed", 9, 6), corrects=True)],
            Gathered((Change("killed", 5, 6),), (1,), corrects=False, speaking=(1,)),
        ),
        (
            [RISEN, learned(Change("killed", 9, 4), corrects=True)],
            Gathered((Change("killed", 5, 4),), (1,), corrects=True, speaking=(1,)),
        ),
        (
            [learned(Change("killed", 9, 4), corrects=True), learned(Change("killed", 4, 6))],
            Gathered((Change("killed", 9, 6),), (1,), corrects=True, speaking=(1,)),
        ),
        (
            [learned(Change("killed", 9, 4), corrects=True), learned(Change("killed", 4, 12))],
            Gathered((Change("killed", 9, 12),), (1,), corrects=False, speaking=(1,)),
        ),
        (
            [learned(Change("killed", None, 9)), learned(Change("killed", 9, 4), corrects=True)],
            Gathered((Change("killed", None, 4),), (1,), corrects=False, speaking=(1,)),
        ),
        (
            [RISEN, DENIAL, learned(Change("killed", 9, 5), corrects=True)],
            Gathered((Change("denial"),), (1,), corrects=False, speaking=(1,)),
        ),
        # What two stories said that an editor merged.
        (
            [RISEN, learned(Change("killed", None, 7), Change("denial")), DENIAL],
            Gathered(
                (Change("killed", 5, 9), Change("denial")), (0, 1), corrects=False, speaking=(0, 1)
            ),
        ),
        (
            [UNNAMED, RISEN],
            Gathered((Change("killed", 5, 9),), (1,), corrects=False, speaking=(0, 1)),
        ),
    ],
)
def test_one_answer_tells_from_what_is_known_to_what_is_new(
    waiting: list[Learned], told: Gathered
) -> None:
    """Steps of one toll are one step, what was taken back is none, and nothing else is lost."""
    assert gather(waiting) == told


def test_what_is_known_elsewhere_is_not_told_again() -> None:
    """A toll that readers of the other story know is left out; titles and corrections never are."""
    assert beyond(RISEN, Facts(killed=9)) is None
    assert beyond(RISEN, Facts()) == RISEN
    assert beyond(UNNAMED, Facts(killed=9)) == UNNAMED
    taken_back = learned(Change("killed", 9, 4), corrects=True)
    assert beyond(taken_back, Facts(killed=9)) == taken_back


# --- the gap ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("news", "told"),
    [
        ((50, dead(45)), "تحديث: القتلى 39 ← 45"),
        ((50, DENIED), f"نفي | {DENIED[0]}"),
    ],
)
def test_news_right_after_an_answer_is_told_when_the_gap_ends(
    newsroom: Newsroom, news: tuple[int, tuple[str, str]], told: str
) -> None:
    """Half an hour after the last answer comes the next, and then no more."""
    newsroom.take(dead(32), DAY)
    newsroom.send(DAY)
    newsroom.take(dead(39), DAY + 40 * MINUTE, source="marfa")
    assert answers(newsroom.send(DAY + 40 * MINUTE)) == ["تحديث: القتلى 32 ← 39"]
    taken = newsroom.take(news[1], DAY + news[0] * MINUTE, source="nabd")
    assert taken.act == "reply"
    assert taken.reason.endswith("the last reply is too recent, told in 20 min")
    found = told_until(newsroom, 400)
    assert [minute for minute, _ in found] == [70]
    assert told.startswith(found[0][1])


def test_all_that_waited_is_one_answer(newsroom: Newsroom) -> None:
    """2, 5, 9 and 11 dead in half an hour are two answers: 2 to 5 at once, 5 to 11 later."""
    for minute, number, source in (
        (0, 2, "sahel"),
        (5, 5, "marfa"),
        (8, 9, "nabd"),
        (29, 11, "marfa"),
    ):
        newsroom.take(dead(number), DAY + minute * MINUTE, source=source)
        told = answers(newsroom.send(DAY + minute * MINUTE))
        assert told == (["تحديث: القتلى 2 ← 5"] if minute == 5 else [])
        newsroom.restart()
    assert told_until(newsroom, 300) == [(35, "تحديث: القتلى 5 ← 11")]


def test_a_cooldown_only_puts_off(newsroom: Newsroom) -> None:
    """What a rule's `same_story` keeps back comes when it ends, and stands in the post at once."""
    rules = "version: 1\nrules:\n  - {id: place, any: [طرطوس], cooldown: {same_story: 2h}}\n"
    newsroom = Newsroom(newsroom.store, rules, chats=AWAKE)
    newsroom.take(dead(32), DAY)
    newsroom.send(DAY)
    newsroom.take(dead(39), DAY + 40 * MINUTE, source="marfa")
    [edit] = newsroom.send(DAY + 43 * MINUTE)
    assert "39 قتيلًا" in visible(edit.html)
    assert told_until(newsroom, 400) == [(120, "تحديث: القتلى 32 ← 39")]


def test_a_rise_in_an_outlets_own_article_is_told(newsroom: Newsroom) -> None:
    """The change of an article that was told before waits like any other news, and is told once."""
    for minute, number in ((0, 2), (40, 5), (50, 9)):
        newsroom.take(dead(number), DAY + minute * MINUTE, url=OWN, published_at=DAY)
        newsroom.send(DAY + minute * MINUTE)
    again = ("حصيلة انفجار حي الرادار في طرطوس: 9 قتلى", BODY.format("تسعة"))
    newsroom.send(DAY + 70 * MINUTE)
    assert newsroom.take(again, DAY + 180 * MINUTE, source="marfa").act == "edit"
    ledger = newsroom.pipeline.ledger
    assert answers([one for one in ledger.about(1) if one.state == "sent"]) == [
        "تحديث: القتلى 2 ← 5",
        "تحديث: القتلى 5 ← 9",
    ]


def test_what_an_outlet_strikes_out_stays_told(newsroom: Newsroom) -> None:
    """Nine dead, of which its own outlet speaks no more, are no news when another counts them."""
    for minute, piece in ((0, dead(2)), (40, dead(9)), (80, DENIED)):
        newsroom.take(piece, DAY + minute * MINUTE, url=OWN, published_at=DAY)
        newsroom.send(DAY + minute * MINUTE)
    assert newsroom.take(dead(9), DAY + 120 * MINUTE, source="marfa").act == "edit"
    assert newsroom.take(DENIED, DAY + 121 * MINUTE, source="nabd").act == "edit"
    newsroom.take(dead(9), DAY + 125 * MINUTE, url=OWN, published_at=DAY)
    more = newsroom.take(DENIED, DAY + 150 * MINUTE, url=OWN, published_at=DAY)
    assert more.reason == "sahel changed its article"


def test_a_number_that_is_taken_back_in_time_is_never_told(newsroom: Newsroom) -> None:
    """5 to 9 and back to 5 within the gap is no answer; what else waited is one."""
    newsroom.take(dead(2), DAY)
    newsroom.send(DAY)
    newsroom.take(dead(5), DAY + 40 * MINUTE, source="marfa", url="https://marfa.example/own")
    newsroom.send(DAY + 40 * MINUTE)
    own = {"source": "marfa", "url": "https://marfa.example/own", "published_at": DAY}
    newsroom.take(dead(9), DAY + 45 * MINUTE, **own)
    back = newsroom.take(dead(5), DAY + 50 * MINUTE, **own)
    assert back.reason.startswith("correction: killed 9 -> 5; ")
    assert told_until(newsroom, 300) == []
    states = [(one.state, one.error) for one in newsroom.pipeline.ledger.about(1)]
    assert states.count(("superseded", "taken back before it was told")) == 2


def test_news_in_unknown_words_keeps_its_title(newsroom: Newsroom) -> None:
    """An answer that tells of several shows the title of each, and leaves alone in the morning."""
    newsroom.take(dead(2), DAY)
    newsroom.send(DAY)
    newsroom.take(dead(5), DAY + 40 * MINUTE, source="marfa")
    newsroom.send(DAY + 40 * MINUTE)
    newsroom.take(DENIED, DAY + 45 * MINUTE, source="nabd")
    newsroom.take(dead(9), DAY + 50 * MINUTE, source="marfa")
    [answer] = newsroom.send(DAY + 70 * MINUTE)[-1:]
    text = visible(answer.html)
    assert text.split("\n")[0][3:] == "تحديث: القتلى 5 ← 9"
    assert f"واستجدّ قبله\n\u200f• نفي | {DENIED[0]} — نبض، 12:45" in text


def test_an_urgent_turn_takes_along_what_waits(newsroom: Newsroom) -> None:
    """A story that turns urgent is answered at once, with the toll that was to wait."""
    newsroom.take(dead(2), DAY)
    newsroom.send(DAY)
    newsroom.take(dead(5), DAY + 40 * MINUTE, source="marfa")
    newsroom.send(DAY + 40 * MINUTE)
    newsroom.take(dead(9), DAY + 45 * MINUTE, source="nabd")
    title, body = dead(9)
    newsroom.take((title, f"{body} وتبين أن السبب قصف."), DAY + 50 * MINUTE, source="marfa")
    [answer] = [one for one in newsroom.send(DAY + 50 * MINUTE) if one.kind == "reply"]
    assert (answer.severity, answer.silent) == ("urgent", False)
    assert "القتلى 5 ← 9" in visible(answer.html)
    assert told_until(newsroom, 300) == []


def test_a_clock_that_was_ahead_keeps_nothing_back(newsroom: Newsroom) -> None:
    """An answer that was put off under a clock of next year leaves when it is set right."""
    ahead = DAY + timedelta(days=300)
    newsroom.take(dead(2), ahead)
    newsroom.send(ahead)
    newsroom.take(dead(5), ahead + 40 * MINUTE, source="marfa")
    newsroom.send(ahead + 40 * MINUTE)
    newsroom.take(dead(9), ahead + 45 * MINUTE, source="nabd")
    newsroom.restart()
    assert answers(newsroom.send(DAY)) == ["تحديث: القتلى 5 ← 9"]


def test_what_a_person_gives_up_counts_as_told(newsroom: Newsroom) -> None:
    """An answer that is stopped before it leaves is told by no other; what follows it is."""
    newsroom.take(dead(2), DAY)
    newsroom.send(DAY)
    newsroom.take(dead(5), DAY + 40 * MINUTE, source="marfa")
    ledger = newsroom.pipeline.ledger
    stopped = next(one.id for one in ledger.about(1) if one.kind == "reply")
    ledger.settle_by_hand(stopped, Refused("given up by hand"), DAY + 40 * MINUTE)
    newsroom.restart()
    assert newsroom.take(dead(5), DAY + 45 * MINUTE, source="nabd").act != "reply"
    newsroom.take(dead(9), DAY + 50 * MINUTE, source="nabd")
    assert [answer for _, answer in told_until(newsroom, 300)] == ["تحديث: القتلى 5 ← 9"]


def test_what_a_person_holds_back_is_not_told_with_what_follows(newsroom: Newsroom) -> None:
    """An answer in a hold waits for its person; the next one is an answer of its own."""
    newsroom.take(dead(2), DAY)
    newsroom.send(DAY)
    newsroom.take(dead(5), DAY + 40 * MINUTE, source="marfa")
    db, ledger = newsroom.store.db, newsroom.pipeline.ledger
    held = next(one.id for one in ledger.about(1) if one.kind == "reply")
    with newsroom.store.transaction():
        db.execute(
            "INSERT INTO holds (id, scope, name, reason, text, opened_at) "
            "VALUES (1, 'source', 'marfa', 'r', 't', ?)",
            (DAY.isoformat(),),
        )
        db.execute("INSERT INTO held (post_id, hold_id) VALUES (?, 1)", (held,))
    newsroom.take(dead(9), DAY + 45 * MINUTE, source="nabd")
    waiting = [one for one in ledger.about(1) if one.kind == "reply"]
    assert [one.state for one in waiting] == ["planned", "planned"]
    assert answers(waiting) == ["تحديث: القتلى 2 ← 5", "تحديث: القتلى 5 ← 9"]


# --- the night ----------------------------------------------------------------------------------


@pytest.fixture
def by_night(store: Store) -> Newsroom:
    """One chat that sleeps."""
    return Newsroom(store, chats=QUIET)


def test_three_rises_of_one_night_are_one_answer(by_night: Newsroom) -> None:
    """A toll that rises three times in a night is one answer in the morning."""
    by_night.take(dead(2), DAY)
    by_night.send(DAY)
    for hour, number, source in ((0, 5, "marfa"), (1, 9, "nabd"), (2, 11, "marfa")):
        by_night.take(dead(number), NIGHT + hour * 60 * MINUTE, source=source)
        by_night.send(NIGHT + (hour * 60 + 5) * MINUTE)
    assert answers(by_night.send(MORNING)) == ["تحديث: القتلى 2 ← 11"]
    assert by_night.send(MORNING + 60 * MINUTE) == []


def test_a_gap_that_ends_in_quiet_hours_ends_in_the_morning(by_night: Newsroom) -> None:
    """News of 23:05 after an answer of 22:50 is told at seven."""
    late = NIGHT - 40 * MINUTE
    by_night.take(dead(2), DAY)
    by_night.send(DAY)
    by_night.take(dead(5), late, source="marfa")
    assert answers(by_night.send(late)) == ["تحديث: القتلى 2 ← 5"]
    waits = by_night.take(dead(9), late + 15 * MINUTE, source="nabd")
    assert waits.reason.endswith("told in 15 min; quiet hours until 07:00")
    assert answers(by_night.send(late + 60 * MINUTE)) == []
    assert answers(by_night.send(MORNING)) == ["تحديث: القتلى 5 ← 9"]


@pytest.mark.parametrize("beside", [(), (FAIR, ROAD)])
def test_the_end_of_quiet_hours_ends_no_cooldown(
    store: Store, beside: tuple[tuple[str, str], ...]
) -> None:
    """An answer that both keep waits for the later, alone or while others are bundled."""
    rules = RULES.replace("high, any", "high, cooldown: {same_story: 20h}, any")
    newsroom = Newsroom(store, rules, chats=QUIET)
    newsroom.take(dead(2), DAY)
    newsroom.send(DAY)
    newsroom.take(dead(5), NIGHT, source="marfa")
    for story in beside:
        newsroom.take(story, NIGHT)
    assert kinds(newsroom.send(MORNING)) == ["edit"] + ["bundle"] * bool(beside)
    assert answers(newsroom.send(DAY + 20 * 60 * MINUTE)) == ["تحديث: القتلى 2 ← 5"]


def test_an_answer_of_several_titles_is_no_line_of_a_bundle(by_night: Newsroom) -> None:
    """A line has room for one title, so in the morning it leaves beside the bundle."""
    by_night.take(dead(2), DAY)
    by_night.send(DAY)
    by_night.take(DENIED, NIGHT, source="nabd")
    by_night.take(dead(9), NIGHT + 5 * MINUTE, source="marfa")
    by_night.take(FAIR, NIGHT + 6 * MINUTE)
    by_night.send(NIGHT + 10 * MINUTE)
    left = by_night.send(MORNING)
    assert sorted(kinds(left)) == ["post", "reply"]
    assert DENIED[0] in "".join(visible(one.html) for one in left)


# --- editors ------------------------------------------------------------------------------------

OTHER = (
    "حريق يلتهم متجرًا في سوق بانياس بريف طرطوس ويودي بحياة {} أشخاص",
    "التهم حريق متجرًا للأقمشة في سوق بانياس بريف طرطوس، وقتل {} أشخاص كانوا في الطابق العلوي.",
)


def burnt(number: int) -> tuple[str, str]:
    """A report of another event that counts so many."""
    return OTHER[0].format(number), OTHER[1].format(number)


@pytest.fixture
def two(newsroom: Newsroom) -> Newsroom:
    """Two stories, of each an answer that left at 40 minutes and one that waits."""
    newsroom.take(dead(2), DAY)
    newsroom.take(burnt(3), DAY + MINUTE, source="marfa")
    newsroom.send(DAY + 5 * MINUTE)
    newsroom.take(dead(5), DAY + 40 * MINUTE, source="nabd")
    newsroom.take(burnt(4), DAY + 40 * MINUTE, source="nabd")
    newsroom.send(DAY + 40 * MINUTE)
    newsroom.take(burnt(7), DAY + 45 * MINUTE, source="sahel")
    assert [row["id"] for row in newsroom.store.db.query("SELECT id FROM stories")] == [1, 2]
    return newsroom


def later(newsroom: Newsroom, story: int) -> list[str]:
    """The answers that leave within hours, all to the message of this story."""
    sent = newsroom.send(DAY + 400 * MINUTE)
    ledger = newsroom.pipeline.ledger
    for one in sent:
        if one.kind == "reply":
            assert ledger.post(one.target_id or 0).story_id == story
            assert one.story_id == story
    return answers(sent)


def test_what_waits_follows_a_merge(two: Newsroom) -> None:
    """What waits answers the post that stays, with what readers of that post do not know yet."""
    two.pipeline.editor.merge(1, 2, by="x", now=DAY + 50 * MINUTE)
    assert later(two, 1) == ["تحديث: القتلى 5 ← 7"]


def test_what_waits_follows_a_merge_and_its_undoing(two: Newsroom) -> None:
    """Taken apart again it answers its own post, with what those readers do not know."""
    done = two.pipeline.editor.merge(1, 2, by="x", now=DAY + 50 * MINUTE)
    two.pipeline.editor.undo(done.id, by="x", now=DAY + 51 * MINUTE)
    assert later(two, 2) == ["تحديث: القتلى 4 ← 7"]


def test_what_readers_of_the_other_story_know_is_told_there_no_more(newsroom: Newsroom) -> None:
    """Seven dead, where nine were told; after the undoing it is news again."""
    newsroom.take(dead(2), DAY)
    newsroom.take(burnt(3), DAY + MINUTE, source="marfa")
    newsroom.send(DAY + 5 * MINUTE)
    newsroom.take(dead(9), DAY + 40 * MINUTE, source="nabd")
    newsroom.take(burnt(4), DAY + 40 * MINUTE, source="nabd")
    newsroom.send(DAY + 40 * MINUTE)
    newsroom.take(burnt(7), DAY + 45 * MINUTE, source="sahel")
    done = newsroom.pipeline.editor.merge(1, 2, by="x", now=DAY + 50 * MINUTE)
    assert answers(newsroom.send(DAY + 100 * MINUTE)) == []
    newsroom.pipeline.editor.undo(done.id, by="x", now=DAY + 101 * MINUTE)
    assert later(newsroom, 2) == ["تحديث: القتلى 4 ← 7"]


@pytest.fixture
def waits(newsroom: Newsroom) -> Newsroom:
    """A story of whose four articles the last two wait in one answer: a denial, and nine dead."""
    newsroom.take(dead(2), DAY)
    newsroom.send(DAY)
    newsroom.take(dead(5), DAY + 40 * MINUTE, source="marfa")
    newsroom.send(DAY + 40 * MINUTE)
    newsroom.take(DENIED, DAY + 45 * MINUTE, source="nabd")
    newsroom.take(dead(9), DAY + 46 * MINUTE, source="nabd")
    newsroom.send(DAY + 50 * MINUTE)
    return newsroom


@pytest.mark.parametrize(
    ("moved", "left"), [([4], f"نفي | {DENIED[0]}"), ([3], "تحديث: القتلى 5 ← 9"), ([3, 4], "")]
)
def test_what_waits_is_parted_with_its_articles(
    waits: Newsroom, moved: list[int], left: str
) -> None:
    """What was split off has a post that says it; the answer tells the rest, or never leaves."""
    waits.pipeline.editor.split(1, moved, by="x", now=DAY + 55 * MINUTE)
    sent = waits.send(DAY + 400 * MINUTE)
    told = answers([one for one in sent if one.story_id == 1])
    assert told == [left[: len(told[0])]] if left else told == []
    [post] = [one for one in sent if one.kind == "post"]
    assert post.story_id == 2
    said = answers([one for one in sent if one.story_id == 2])
    assert said == (["تحديث: القتلى 5 ← 9"] if moved == [3, 4] else [])


def test_a_split_that_is_undone_in_time_changes_nothing(waits: Newsroom) -> None:
    """What waited is told as if nobody had touched it."""
    done = waits.pipeline.editor.split(1, [4], by="x", now=DAY + 55 * MINUTE)
    waits.pipeline.editor.undo(done.id, by="x", now=DAY + 56 * MINUTE)
    [answer] = [one for one in waits.send(DAY + 400 * MINUTE) if one.kind == "reply"]
    assert answers([answer]) == ["تحديث: القتلى 5 ← 9"]
    assert f"نفي | {DENIED[0]}" in visible(answer.html)


# --- whatever comes -----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_every_toll_is_told_once_and_in_order(newsroom: Newsroom, seed: int) -> None:
    """However tolls rise and processes end: each answer begins where the one before it ended."""
    chance = random.Random(seed)
    known, minute = 2, 0
    newsroom.take(dead(known), DAY)
    newsroom.send(DAY)
    told: list[tuple[int, str]] = []
    for _ in range(12):
        for _ in range(chance.randint(1, 25)):
            minute += 1
            told += [(minute, said) for said in answers(newsroom.send(DAY + minute * MINUTE))]
        known += chance.choice((0, 0, 1, 4))
        newsroom.take(dead(known), DAY + minute * MINUTE, source=chance.choice(SOURCES))
        if chance.random() < 0.3:
            newsroom.restart()
    told += [(minute + 60, said) for said in answers(newsroom.send(DAY + (minute + 60) * MINUTE))]
    steps = [tuple(map(int, re.findall(r"\d+", said))) for _, said in told]
    assert [2, *(after for _, after in steps)] == [*(before for before, _ in steps), known]
    assert min(later - earlier for (earlier, _), (later, _) in pairwise(told)) >= 30


class House:
    """A pipeline and a courier on one file, a Bot API over real HTTP, and virtual time."""

    def __init__(self, path: Path, api: BotApi, time: VirtualTime) -> None:
        self.path = path
        self.time = time
        self.channel = api.add_chat(Chat(int(CHANNEL)))
        self.admin = api.add_chat(Chat(int(ADMIN), "supergroup"))
        self.telegram = TelegramChannel(DEMO_TOKEN, api.base_url)
        self.store = Store(path).open()
        self.numbers = 0
        #: What the operator hears: nothing, in the end.
        self.told: list[str] = []
        self.restart()

    def restart(self) -> None:
        """The process is gone, without a chance to tidy up, and there is another."""
        self.store.db.conn.close()
        self.store = Store(self.path).open()
        configuration = a_configuration(RULES, sources=OUTLETS, chats=AWAKE)
        addresses = {"main": CHANNEL, "admin": ADMIN}
        self.pipeline = Pipeline(self.store, configuration, addresses.__getitem__)
        self.pipeline.ledger.recover(self.time.now())
        self.courier = Courier(
            destination=CHANNEL,
            channel=self.telegram,
            ledger=self.pipeline.ledger,
            run=run,
            now=self.time.now,
            steady=self.time.steady,
            sleep=self.time.sleep,
            operator=Listener(self.told),
            admin=ADMIN,
        )

    def take(self, piece: tuple[str, str], source: str) -> None:
        """An article that is seen now."""
        self.numbers += 1
        now = self.time.now()
        article = an_article(
            source=source,
            url=f"https://{source}.example/{self.numbers}",
            title=piece[0],
            body=piece[1],
            published_at=now,
            fetched_at=now,
        )
        with self.store.transaction():
            self.pipeline.take(article, now=now)

    async def go_on(self, minutes: int) -> None:
        """So long nothing comes, and what is due is delivered."""
        end = self.time.at + minutes * MINUTE
        self.pipeline.keep_time(self.time.now())
        await self.courier.deliver_all(end - self.time.at)
        self.time.at = max(end, self.time.at)


@pytest.mark.anyio
async def test_what_waits_outlives_the_process_and_a_lost_answer(tmp_path: Path) -> None:
    """Killed while news waits, and again while it is sent: told once, half an hour after the last.

    Its time comes without another look of the pipeline: the row says when it may leave.
    """
    time = VirtualTime()
    async with BotApi(now=time.now) as api:
        house = House(tmp_path / "m.sqlite3", api, time)
        house.take(dead(2), "sahel")
        await house.go_on(5)
        house.take(dead(5), "marfa")
        await house.go_on(3)
        house.take(dead(9), "nabd")
        house.restart()
        await house.go_on(4)
        house.take(dead(11), "marfa")
        house.restart()
        api.script(Drop("after"))
        await house.go_on(120)
        await house.telegram.close()
    assert house.told == []
    told = [message for message in house.channel.messages.values() if message.own]
    assert [one.text.split("\n")[0][3:] for one in told[1:]] == [
        "تحديث: القتلى 2 ← 5",
        "تحديث: القتلى 5 ← 11",
    ]
    assert told[2].at - told[1].at >= 30 * MINUTE
    assert {one.reply_to for one in told[1:]} == {told[0].message_id}
