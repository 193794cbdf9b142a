"""What a story's message says is known by now, as its reports come, wait, move and are taken back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from monitor.archive.store import Store
from monitor.render.inline import visible
from test_tell import DAY, FAIR, MINUTE, MORNING, NIGHT, Newsroom

FIRE = "حريق في مصنع للنسيج جنوبي طرطوس"
BODY = "اندلع حريق في مصنع للنسيج جنوبي مدينة طرطوس مساء اليوم، {}."
FIRST = (FIRE, BODY.format("ولم ترد بعد معلومات عن إصابات"))
URL = "https://sahel.example/fire"


def toll(killed: str) -> tuple[str, str]:
    """A report of the same fire that counts the dead."""
    said = f"وقتل {killed} أشخاص فيه"
    return (f"مقتل {killed} أشخاص في حريق مصنع للنسيج جنوبي طرطوس", BODY.format(said))


DENIED = (
    "محافظ طرطوس ينفي وقوع قتلى في حريق مصنع النسيج",
    BODY.format("ونفى محافظ طرطوس وقوع قتلى فيه"),
)


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    """One chat that is quiet at night, and an admin chat."""
    store = Store(":memory:").open()
    chats = {
        "main": {"id": "@channel", "quiet_hours": "23:00-07:00"},
        "admin": {"id": "@admin"},
    }
    yield Newsroom(store, chats=chats)
    store.close()


def known(html: str | None) -> list[str]:
    """The lines of a message that say what is known."""
    seen = visible(html or "").replace("\u200f", "").splitlines()
    return [line for line in seen if line.startswith(("📌", "✏️"))]


def standing(newsroom: Newsroom, story: int) -> list[str]:
    """What the story's message says is known."""
    return known(newsroom.pipeline.teller.standing(story))


def test_the_post_shows_what_was_last_learned(newsroom: Newsroom):
    """Each answer renews the line below a post's title; another outlet does not."""
    assert known(newsroom.take(FIRST, DAY).html) == []
    newsroom.send(DAY)
    newsroom.take(toll("ثلاثة"), DAY + 40 * MINUTE, source="marfa")
    assert standing(newsroom, 1) == ["📌 آخر ما عُرف (12:40): 3 قتلى"]
    same = newsroom.take(toll("ثلاثة"), DAY + 50 * MINUTE, source="nabd")
    assert (same.act, known(same.html)) == ("edit", ["📌 آخر ما عُرف (12:40): 3 قتلى"])
    newsroom.send(DAY + 60 * MINUTE)
    denied = newsroom.take(DENIED, DAY + 90 * MINUTE, source="marfa")
    assert denied.act == "reply"
    assert known(denied.html) == [
        f"📌 آخر ما عُرف (13:30): نفي | {DENIED[0]}",
        "📌 الحصيلة (12:40): 3 قتلى، بحسب وكالة المرفأ",
    ]
    assert FIRE in visible(denied.html or "").splitlines()[0]


def test_news_that_comes_too_soon_is_known_all_the_same(newsroom: Newsroom):
    """News that comes too soon is edited in at once, while its answer waits."""
    newsroom.take(FIRST, DAY)
    newsroom.send(DAY)
    newsroom.take(toll("ثلاثة"), DAY + MINUTE, source="marfa")
    newsroom.take(toll("خمسة"), DAY + 5 * MINUTE, source="marfa")
    newsroom.send(DAY + 5 * MINUTE)
    soon = newsroom.take(toll("تسعة"), DAY + 9 * MINUTE, source="nabd")
    why = "news: killed 5 -> 9; the last reply is too recent, told in 26 min"
    assert (soon.act, soon.reason) == ("reply", why)
    assert known(soon.html) == ["📌 آخر ما عُرف (12:09): 9 قتلى"]


def test_what_is_worth_no_answer_is_known_all_the_same(newsroom: Newsroom):
    """Readers are held to know it from then on, so it is not only in the list of outlets."""
    newsroom.take(FIRST, DAY)
    newsroom.send(DAY)
    title, body = toll("ثلاثة")
    hurt = (title.replace("مقتل", "إصابة"), body.replace("قتل", "أصيب"))
    quiet = newsroom.take(hurt, DAY + MINUTE, source="marfa")
    assert (quiet.act, "hardly news" in quiet.reason) == ("edit", True)
    assert known(quiet.html) == ["📌 آخر ما عُرف (12:01): 3 جرحى"]


@pytest.mark.parametrize("minutes", [50, 20])
def test_a_correction_shows_as_one(newsroom: Newsroom, minutes: int):
    """Whether it may be answered already or must wait for that; its time is that of the change."""
    newsroom.take(FIRST, DAY)
    newsroom.send(DAY)
    newsroom.take(toll("ثلاثة"), DAY + MINUTE, source="nabd")
    newsroom.take(toll("ثمانية"), DAY + 10 * MINUTE, source="marfa", url=URL)
    before = DAY + 10 * MINUTE
    newsroom.send(before)
    now = DAY + minutes * MINUTE
    taken = newsroom.take(toll("خمسة"), now, source="marfa", url=URL, published_at=before)
    assert ("too recent" in taken.reason) == (minutes < 40)
    assert known(taken.html) == [f"✏️ تصحيح (12:{minutes}): عدد القتلى 5 لا 8"]


def test_another_outlet_takes_a_number_back(newsroom: Newsroom):
    """A number that another outlet takes back is corrected aloud, and the new one stands."""
    newsroom.take(FIRST, DAY)
    newsroom.send(DAY)
    newsroom.take(toll("ثمانية"), DAY + 40 * MINUTE, source="nabd")
    newsroom.send(DAY + 60 * MINUTE)
    title = "الصحة: قتلى حريق مصنع النسيج جنوبي طرطوس خمسة لا ثمانية"
    body = BODY.format("وقتل فيه خمسة أشخاص لا ثمانية كما أُعلن")
    taken = newsroom.take((title, body), DAY + 100 * MINUTE, source="marfa")
    assert (taken.act, taken.reason) == ("reply", "correction: killed 8 -> 5")
    assert known(taken.html) == ["✏️ تصحيح (13:40): عدد القتلى 5 لا 8"]
    newsroom.send(DAY + 120 * MINUTE)
    late = newsroom.take(toll("ثمانية"), DAY + 140 * MINUTE, source="marfa")
    assert "killed" not in late.reason
    newsroom.take(DENIED, DAY + 180 * MINUTE, source="nabd")
    assert standing(newsroom, 1)[1:] == ["📌 الحصيلة (13:40): 5 قتلى، بحسب وكالة المرفأ"]
    risen = newsroom.take(toll("ستة"), DAY + 240 * MINUTE, source="nabd")
    assert risen.reason.startswith("news: killed 5 -> 6")
    assert standing(newsroom, 1) == ["📌 آخر ما عُرف (16:00): 6 قتلى"]


def test_a_report_read_again_changes_nothing(newsroom: Newsroom):
    """The same article plans no edit, and the post says what it said."""
    newsroom.take(FIRST, DAY)
    newsroom.send(DAY)
    told = newsroom.take(toll("ثلاثة"), DAY + 40 * MINUTE, source="marfa", url=URL)
    planned = newsroom.pipeline.ledger.about(1)
    again = newsroom.take(
        toll("ثلاثة"), DAY + 41 * MINUTE, source="marfa", url=URL, published_at=DAY + 40 * MINUTE
    )
    assert (again.act, again.html) == ("hold", told.html)
    assert newsroom.pipeline.ledger.about(1) == planned


def test_edits_that_wait_become_one_that_knows_the_newest(newsroom: Newsroom):
    """What a newer edit replaced is not forgotten: after a turn the toll still stands."""
    newsroom.take(FIRST, DAY)
    newsroom.send(DAY)
    newsroom.take(toll("ثلاثة"), DAY + 40 * MINUTE, source="marfa")
    newsroom.take(DENIED, DAY + 43 * MINUTE, source="nabd")
    [edit] = [post for post in newsroom.send(DAY + 60 * MINUTE) if post.kind == "edit"]
    assert known(edit.html) == [
        f"📌 آخر ما عُرف (12:43): نفي | {DENIED[0]}",
        "📌 الحصيلة (12:40): 3 قتلى، بحسب وكالة المرفأ",
    ]


def test_a_bundle_says_it_of_a_story_that_went_on_while_it_waited(newsroom: Newsroom):
    """No answer was sent at night, so the line of the story says what came; later ones edit it."""
    newsroom.take(FIRST, NIGHT)
    newsroom.take(FAIR, NIGHT)
    newsroom.take(toll("ثلاثة"), NIGHT + MINUTE, source="marfa")
    [bundle] = newsroom.send(MORNING)
    assert known(bundle.html) == ["📌 آخر ما عُرف (23:31): 3 قتلى"]
    newsroom.take(toll("تسعة"), MORNING + 60 * MINUTE, source="nabd")
    assert standing(newsroom, 1) == ["📌 آخر ما عُرف (16 كانون الثاني 08:00): 9 قتلى"]


def test_what_is_known_follows_its_article(newsroom: Newsroom):
    """Split off it is the other story's title, put back it is known again; so when merged."""
    newsroom.take(FIRST, DAY)
    newsroom.send(DAY)
    newsroom.take(toll("ثلاثة"), DAY + 40 * MINUTE, source="marfa")
    newsroom.take(toll("خمسة"), DAY + 80 * MINUTE, source="nabd")
    newsroom.take(FAIR, DAY + 81 * MINUTE)
    newsroom.send(DAY + 90 * MINUTE)
    newest, before = "📌 آخر ما عُرف (13:20): 5 قتلى", "📌 آخر ما عُرف (12:40): 3 قتلى"
    assert standing(newsroom, 1) == [newest]
    editor, now = newsroom.pipeline.editor, DAY + timedelta(hours=3)
    split = editor.split(1, [3], by="x", now=now)
    newsroom.send(now + 10 * MINUTE)
    assert standing(newsroom, 1) == [before]
    assert standing(newsroom, split.other) == []
    editor.undo(split.id, by="x", now=now + 20 * MINUTE)
    newsroom.send(now + 30 * MINUTE)
    assert standing(newsroom, 1) == [newest]
    merged = editor.merge(2, 1, by="x", now=now + 40 * MINUTE)
    newsroom.send(now + 50 * MINUTE)
    assert standing(newsroom, merged.story) == [newest]
    editor.undo(merged.id, by="x", now=now + 60 * MINUTE)
    newsroom.send(now + 70 * MINUTE)
    assert (standing(newsroom, 1), standing(newsroom, 2)) == ([newest], [])


def test_an_answer_to_a_post_that_quotes_the_same_report_does_not_quote_it(newsroom: Newsroom):
    """An outlet that rewrites the report behind the post gives post and answer the same words."""
    newsroom.take(FIRST, DAY, url=URL)
    newsroom.send(DAY)
    taken = newsroom.take(toll("ثلاثة"), DAY + 40 * MINUTE, url=URL, published_at=DAY)
    assert taken.act == "reply"
    left = {post.kind: post.html for post in newsroom.send(DAY + 60 * MINUTE)}
    assert known(left["edit"]) == ["📌 آخر ما عُرف (12:40): 3 قتلى"]
    assert ("<blockquote" in left["edit"], "<blockquote" in left["reply"]) == (True, False)


def test_a_digest_says_it_below_the_title(newsroom: Newsroom):
    """A story is summed up as it stands in the evening."""
    newsroom.take(FIRST, DAY)
    newsroom.send(DAY)
    newsroom.take(toll("ثلاثة"), DAY + 40 * MINUTE, source="marfa")
    newsroom.send(DAY + 60 * MINUTE)
    post = next(one for one in newsroom.pipeline.ledger.about(1) if one.kind == "post")
    line = newsroom.pipeline.digests.line(post)
    assert [(one.kind, one.words) for one in line.latest] == [("news", "3 قتلى")]
