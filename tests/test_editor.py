"""Editors merge, split and undo; posts follow, and what was said is remembered."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from monitor.archive.corrections import Corrections
from monitor.archive.doubts import Doubts
from monitor.archive.store import Store
from monitor.deliver.outcome import NotSent, Sent, Unknown
from monitor.deliver.post import Post
from monitor.errors import MarqabError
from monitor.render.inline import visible
from test_tell import DAY, FAIR, MINUTE, WATER, Newsroom

RETOLD = (
    "عطل في محطة ضخ السن يقطع المياه عن أحياء طرطوس الشرقية",
    "قالت مؤسسة المياه إن أحياء طرطوس الشرقية بلا مياه منذ صباح الخميس بسبب عطل في محطة ضخ السن.",
)


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    """One chat that is awake all day, and an admin chat."""
    store = Store(":memory:").open()
    chats = {"main": {"id": "@channel"}, "admin": {"id": "@admin"}}
    yield Newsroom(store, chats=chats)
    store.close()


@pytest.fixture
def two_stories(newsroom: Newsroom) -> Newsroom:
    """Story 1 of two outlets and story 2 of one, told and sent."""
    newsroom.take(WATER, DAY)
    newsroom.take(RETOLD, DAY + MINUTE, source="marfa")
    newsroom.take(FAIR, DAY + 2 * MINUTE, source="nabd")
    newsroom.send(DAY + 5 * MINUTE)
    return newsroom


def stories(newsroom: Newsroom) -> dict[int, list[int]]:
    """The articles of each story."""
    rows = newsroom.store.db.execute(
        "SELECT story_id, article_id FROM story_articles ORDER BY story_id, article_id"
    )
    found: dict[int, list[int]] = {}
    for story, article in rows:
        found.setdefault(story, []).append(article)
    return found


def shown(newsroom: Newsroom, story: int) -> str:
    """What readers see in the story's message, once everything has left."""
    newsroom.send(DAY + timedelta(hours=20))
    last: dict[int, Post] = {}
    for post in newsroom.pipeline.ledger.about(story):
        if post.state == "sent" and post.kind in ("post", "edit"):
            last[post.id if post.kind == "post" else post.target_id or 0] = post
    assert len(last) == 1, last
    return visible(next(iter(last.values())).html)


LATER = DAY + timedelta(minutes=30)


# --- merge ----------------------------------------------------------------------------------


def test_a_merged_story_is_told_in_the_older_post(two_stories: Newsroom) -> None:
    """The older post lists every outlet; the younger says where its story is told now."""
    done = two_stories.pipeline.editor.merge(2, 1, by="سامي", now=LATER)
    assert (done.story, done.other, done.articles) == (1, 2, (3,))
    assert stories(two_stories) == {1: [1, 2, 3]}
    assert "نبض" in shown(two_stories, 1)
    pointer = shown(two_stories, 2)
    assert "تجد هذا الخبر في منشور سابق" in pointer
    assert FAIR[0] in pointer
    link = two_stories.pipeline.ledger.about(2)[-1].html
    assert 'href="https://t.me/main/1"' in link


def test_later_reports_join_what_was_merged(two_stories: Newsroom) -> None:
    """The next report of either is an edit of the one post, which still lists all outlets."""
    two_stories.pipeline.editor.merge(1, 2, by="x", now=LATER)
    assert two_stories.take(FAIR, LATER + MINUTE, source="sahel").story == 1
    assert two_stories.take(RETOLD, LATER + 2 * MINUTE, source="nabd").story == 1
    assert [name in shown(two_stories, 1) for name in ("الساحل", "وكالة المرفأ", "نبض")] == [
        True
    ] * 3


def test_a_post_that_has_not_left_never_leaves(newsroom: Newsroom) -> None:
    """A story merged before its post was sent is told in the older post only."""
    newsroom.take(WATER, DAY)
    newsroom.send(DAY)
    newsroom.take(FAIR, DAY + MINUTE, source="nabd")
    done = newsroom.pipeline.editor.merge(1, 2, by="x", now=DAY + MINUTE)
    sent = newsroom.send(LATER)
    assert [(post.kind, post.story_id) for post in sent] == [("edit", 1)]
    newsroom.pipeline.editor.undo(done.id, by="x", now=LATER)
    sent = newsroom.send(LATER + timedelta(hours=1))
    assert ("post", 2) in [(post.kind, post.story_id) for post in sent]


def test_the_only_post_becomes_that_of_both(newsroom: Newsroom) -> None:
    """When the older story was held, the younger's message tells both, and is given back."""
    old = DAY - timedelta(hours=30)
    held = newsroom.take(WATER, DAY, published_at=old)
    told = newsroom.take(FAIR, DAY, source="nabd")
    assert (held.act, told.act) == ("hold", "post")
    newsroom.send(DAY)
    done = newsroom.pipeline.editor.merge(1, 2, by="x", now=LATER)
    assert FAIR[0] in shown(newsroom, 1)
    newsroom.pipeline.editor.undo(done.id, by="x", now=LATER + timedelta(hours=21))
    assert [post.kind for post in newsroom.pipeline.ledger.about(1)] == []
    assert FAIR[0] in shown(newsroom, 2)


def test_undoing_a_merge_gives_each_story_its_post_again(two_stories: Newsroom) -> None:
    """Articles, posts and pairs are as before; merging again works."""
    editor = two_stories.pipeline.editor
    done = editor.merge(1, 2, by="x", now=LATER)
    shown(two_stories, 1)
    undone = editor.undo(by="y", now=LATER + timedelta(hours=21))
    assert (undone.id, undone.undone_by) == (done.id, "y")
    assert stories(two_stories) == {1: [1, 2], 2: [3]}
    two_stories.send(LATER + timedelta(hours=23))
    assert "نبض" not in shown(two_stories, 1)
    assert "تجد هذا" not in shown(two_stories, 2)
    assert list(Corrections(two_stories.store).pairs()) == []
    assert editor.merge(1, 2, by="x", now=LATER + timedelta(hours=24)).id == 2


# --- split ----------------------------------------------------------------------------------


def test_what_is_split_off_gets_a_post(two_stories: Newsroom) -> None:
    """The old post loses the outlet, the new story is posted."""
    done = two_stories.pipeline.editor.split(1, [2], by="x", now=LATER)
    assert stories(two_stories) == {1: [1], 2: [3], 3: [2]}
    assert done.other == 3
    [edit, post] = sorted(two_stories.send(LATER + timedelta(hours=1)), key=lambda one: one.kind)
    assert (edit.kind, edit.story_id, post.kind, post.story_id) == ("edit", 1, "post", 3)
    assert "وكالة المرفأ" not in visible(edit.html)
    assert RETOLD[0] in visible(post.html)
    assert "وكالة المرفأ" in visible(post.html)


def test_a_post_follows_the_only_article_it_told(newsroom: Newsroom) -> None:
    """When all that readers knew is split off, the message goes with it."""
    newsroom.take(WATER, DAY, published_at=DAY - timedelta(hours=30))
    newsroom.take(RETOLD, DAY + MINUTE, source="marfa", published_at=DAY)
    newsroom.send(DAY + MINUTE)
    assert stories(newsroom) == {1: [1, 2]}
    newsroom.pipeline.editor.split(1, [2], by="x", now=LATER)
    assert newsroom.pipeline.ledger.about(1) == []
    assert RETOLD[0] in shown(newsroom, 2)


def test_a_story_nobody_was_told_of_is_split_in_silence(newsroom: Newsroom) -> None:
    """Nothing is posted that was held."""
    for source in ("sahel", "marfa"):
        newsroom.take(WATER, DAY, source=source, published_at=DAY - timedelta(hours=30))
    newsroom.pipeline.editor.split(1, [2], by="x", now=LATER)
    assert newsroom.pipeline.ledger.open_posts() == []


def test_a_split_pair_is_never_joined_again(two_stories: Newsroom) -> None:
    """The very text that was split off opens a story of its own, or joins its own."""
    newsroom = two_stories
    newsroom.pipeline.editor.split(1, [2], by="x", now=LATER)
    again = newsroom.take(RETOLD, LATER + MINUTE, source="sahel")
    assert again.story == 3
    told = newsroom.take(WATER, LATER + 2 * MINUTE, source="nabd")
    assert told.story == 1


def test_a_merged_pair_is_joined_again(two_stories: Newsroom) -> None:
    """A text that was merged with another's story goes there, though no word is shared."""
    newsroom = two_stories
    newsroom.pipeline.editor.merge(1, 2, by="x", now=LATER)
    assert newsroom.take(FAIR, LATER + timedelta(days=5), source="sahel").story == 1
    assert newsroom.pipeline.stories.why(4)["reason"] == "an editor joined it with article 1"


def test_undoing_a_split_joins_what_came_since(two_stories: Newsroom) -> None:
    """The new story's later reports come back with it; its post points on."""
    editor = two_stories.pipeline.editor
    done = editor.split(1, [2], by="x", now=LATER)
    two_stories.take(RETOLD, LATER + MINUTE, source="nabd")
    two_stories.send(LATER + timedelta(hours=1))
    editor.undo(done.id, by="x", now=LATER + timedelta(hours=2))
    assert stories(two_stories) == {1: [1, 2, 4], 2: [3]}
    assert "وكالة المرفأ" in shown(two_stories, 1)
    assert "تجد هذا الخبر" in shown(two_stories, 3)


# --- what cannot be done --------------------------------------------------------------------


def test_what_cannot_be_corrected_changes_nothing(two_stories: Newsroom) -> None:
    """Every refusal names its reason."""
    editor = two_stories.pipeline.editor
    before = stories(two_stories)

    def refused(do, *args) -> str:
        with pytest.raises(MarqabError) as error:
            do(*args, by="x", now=LATER)
        return str(error.value)

    assert refused(editor.merge, 1, 1) == "story 1 cannot be merged with itself"
    assert refused(editor.merge, 1, 9) == "there is no story 9"
    assert refused(editor.split, 9, [1]) == "there is no story 9"
    assert refused(editor.split, 1, [3]) == "story 1 does not hold article 3"
    assert (
        refused(editor.split, 1, [1, 2]) == "a split of story 1 must leave articles on both sides"
    )
    assert refused(editor.undo) == "there is no correction to undo"
    assert refused(editor.undo, 7) == "there is no correction 7"
    assert stories(two_stories) == before
    editor.merge(1, 2, by="x", now=LATER)
    assert refused(editor.merge, 1, 2) == "story 2 was merged into story 1"
    editor.split(1, [1], by="x", now=LATER)
    assert refused(editor.undo, 1) == "undo correction 2 first: it is about the same story"
    editor.undo(2, by="x", now=LATER)
    assert refused(editor.undo, 2) == "correction 2 was undone already"


# --- doubts ---------------------------------------------------------------------------------


PLAN = (
    "تأهيل محطة ضخ السن بكلفة كبيرة",
    "أعلنت مؤسسة المياه في طرطوس خطة لتأهيل محطة ضخ السن واستبدال مضخاتها القديمة خلال العام.",
)


def doubtful(newsroom: Newsroom) -> Newsroom:
    """A newsroom in which a second report resembles the first, no more."""
    chats = {"main": {"id": "@channel"}, "admin": {"id": "@admin"}}
    strict = Newsroom(newsroom.store, chats=chats, join_at=0.999)
    strict.take(WATER, DAY)
    strict.send(DAY)
    assert strict.take(PLAN, DAY + MINUTE, source="marfa").act == "reply"
    strict.send(DAY + 2 * MINUTE)
    return strict


def test_a_doubt_waits_for_an_editor(newsroom: Newsroom) -> None:
    """A doubt is kept with its score, and the admin chat names both commands."""
    strict = doubtful(newsroom)
    [doubt] = Doubts(newsroom.store).open().values()
    assert (doubt.story, doubt.resembles, doubt.article) == (2, 1, 2)
    assert 0 < doubt.score < 0.999
    [message] = [p for p in strict.pipeline.ledger.posts_for_page("@admin") if p.html]
    assert "marqab stories merge 1 2" in message.html
    assert "marqab stories apart 2" in message.html
    assert "هل الخبر 2 جزء من الخبر 1؟" in visible(message.html).replace("\u200f", "")


def test_a_merge_settles_a_doubt_and_undoing_brings_it_back(newsroom: Newsroom) -> None:
    """The short answer says that it is part of the message it answers."""
    strict = doubtful(newsroom)
    doubts = Doubts(newsroom.store)
    strict.pipeline.editor.merge(1, 2, by="x", now=LATER)
    assert doubts.open() == {}
    assert "في المنشور المشار إليه أعلاه" in shown(strict, 2)
    strict.pipeline.editor.undo(by="x", now=LATER)
    assert [*doubts.open()] == [2]


def test_a_doubt_can_be_denied(newsroom: Newsroom) -> None:
    """Two stories stay two, and nobody is asked again."""
    strict = doubtful(newsroom)
    strict.pipeline.editor.keep_apart(2, now=LATER)
    assert Doubts(newsroom.store).open() == {}
    with pytest.raises(MarqabError, match="story 2 is in no doubt"):
        strict.pipeline.editor.keep_apart(2, now=LATER)


def test_what_an_editor_said_is_a_labelled_pair(two_stories: Newsroom) -> None:
    """Each pair of articles is kept once, with what was said last and by whom."""
    editor = two_stories.pipeline.editor
    editor.merge(1, 2, by="a", now=LATER)
    editor.split(1, [3], by="b", now=LATER + MINUTE)
    pairs = [(p["a"], p["b"], p["same"], p["by"]) for p in Corrections(two_stories.store).pairs()]
    assert pairs == [(1, 3, 0, "b"), (2, 3, 0, "b")]
    editor.undo(by="c", now=LATER + 2 * MINUTE)
    pairs = [(p["a"], p["b"], p["same"], p["by"]) for p in Corrections(two_stories.store).pairs()]
    assert pairs == [(1, 3, 1, "a"), (2, 3, 1, "a")]


def test_a_bot_that_never_sent_the_older_post_gives_no_link(newsroom: Newsroom) -> None:
    """The younger post still says that its story is told elsewhere."""
    newsroom.take(WATER, DAY)
    newsroom.take(FAIR, DAY + MINUTE, source="nabd")
    ledger = newsroom.pipeline.ledger
    ledger.record(2, Sent(50), DAY + MINUTE)
    newsroom.pipeline.editor.merge(1, 2, by="x", now=LATER)
    pointer = ledger.about(2)[-1]
    assert pointer.kind == "edit"
    assert "href" not in pointer.html


def test_a_doubted_post_whose_story_was_merged_does_not_leave_when_it_is_absent(
    newsroom: Newsroom,
):
    """The other post tells it; taken apart again, it has its own."""
    newsroom.take(WATER, DAY)
    newsroom.send(DAY)
    newsroom.take(FAIR, DAY + MINUTE, source="nabd")
    ledger, editor = newsroom.pipeline.ledger, newsroom.pipeline.editor
    [post] = [one for one in ledger.open_posts() if one.kind == "post"]
    ledger.record(post.id, Unknown("lost"), DAY + MINUTE)
    done = editor.merge(1, 2, by="x", now=DAY + 2 * MINUTE)
    ledger.settle(post.id, NotSent("read back"), DAY + 3 * MINUTE)
    left = newsroom.send(DAY + 20 * MINUTE)
    assert {one.kind for one in left} <= {"edit"}
    assert ledger.post(post.id).state == "superseded"
    editor.undo(done.id, by="x", now=DAY + 30 * MINUTE)
    assert post.id in [one.id for one in newsroom.send(DAY + 40 * MINUTE)]
