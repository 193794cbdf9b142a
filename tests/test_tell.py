"""What readers see as stories grow, wait and are told together: pipeline, teller and ledger."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from builders import a_configuration, a_source, an_article
from monitor.archive.store import Store
from monitor.deliver.outcome import Refused, Sent
from monitor.deliver.post import Post
from monitor.deliver.stuck import stuck
from monitor.pipeline import Pipeline
from monitor.render.inline import visible
from monitor.taken import Taken
from spiders.contract import Article

#: 23:30 in Damascus; quiet hours end at 07:00, which is 04:00 UTC.
NIGHT = datetime(2026, 1, 15, 20, 30, tzinfo=UTC)
MORNING = datetime(2026, 1, 16, 4, 0, tzinfo=UTC)
DAY = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

OUTLETS = tuple(
    a_source(id=name, name=arabic, url=f"https://{name}.example/")
    for name, arabic in (("sahel", "الساحل"), ("marfa", "وكالة المرفأ"), ("nabd", "نبض"))
)
RULES = """
version: 1
rules:
  - {id: place, severity: high, any: [طرطوس, حميميم]}
  - {id: war, severity: urgent, any: [قصف]}
  - {id: trade, severity: low, any: [باخرة]}
"""
QUIET = {"main": {"id": "@channel", "quiet_hours": "23:00-07:00"}, "admin": {"id": ""}}

WATER = (
    "انقطاع المياه عن أحياء طرطوس",
    "انقطعت المياه عن أحياء طرطوس الشرقية إثر عطل في محطة ضخ السن صباح الخميس، وفق مؤسسة المياه.",
)
FAIR = (
    "افتتاح معرض الزهور في حديقة طرطوس",
    "افتتح المجلس معرض الزهور السنوي في الحديقة العامة بمدينة طرطوس بمشاركة ثلاثين مشتلًا من المحافظات.",
)
ROAD = (
    "تعبيد طريق بانياس القدموس",
    "بدأت ورش الخدمات تعبيد الطريق بين بانياس والقدموس في ريف طرطوس بعد سنوات من الانتظار.",
)
STRIKE = (
    "قصف يستهدف مستودعًا قرب صافيتا",
    "استهدف قصف عنيف مستودعًا للأعلاف على أطراف صافيتا، وسمعت أصوات سيارات الإسعاف في المكان.",
)


class Newsroom:
    """A pipeline, a clock, and a courier that is never slow."""

    def __init__(self, store: Store, rules: str = RULES, **settings: Any) -> None:
        self.store = store
        self.configuration = a_configuration(
            rules, sources=OUTLETS, **({"chats": QUIET} | settings)
        )
        self.numbers = 0
        self.restart()

    def restart(self) -> None:
        """A new process on the same database."""
        self.pipeline = Pipeline(self.store, self.configuration, lambda chat: f"@{chat}")

    def take(
        self, piece: tuple[str, str], now: datetime, *, source: str = "sahel", **fields: Any
    ) -> Taken:
        """An article that is published and seen now."""
        self.numbers += 1
        article = an_article(
            source=source,
            url=fields.pop("url", f"https://{source}.example/{self.numbers}"),
            title=piece[0],
            body=piece[1],
            published_at=fields.pop("published_at", now),
            fetched_at=now,
            **fields,
        )
        return self._take(article, now)

    def _take(self, article: Article, now: datetime) -> Taken:
        with self.store.transaction():
            return self.pipeline.take(article, now=now)

    def send(self, now: datetime) -> list[Post]:
        """Plan what has waited, and send all that may leave; what left."""
        self.pipeline.keep_time(now)
        ledger, left = self.pipeline.ledger, []
        for post in ledger.open_posts():
            waits = post.bundle_at or (post.not_before and post.not_before > now)
            if post.state == "planned" and not waits:
                ledger.record(post.id, Sent(post.target_message_id or post.id), now)
                left.append(ledger.post(post.id))
        return left


@pytest.fixture
def store() -> Iterator[Store]:
    """An empty archive."""
    store = Store(":memory:").open()
    yield store
    store.close()


@pytest.fixture
def newsroom(store: Store) -> Newsroom:
    """One chat that is quiet at night."""
    return Newsroom(store)


def kinds(posts: list[Post]) -> list[str]:
    """What kinds of messages left."""
    return [post.kind for post in posts]


# --- quiet hours ----------------------------------------------------------------------------


def test_what_waits_through_the_night_is_told_in_one_message(newsroom: Newsroom):
    """Two stories become one bundle in the morning, which notifies; then nothing waits."""
    taken = newsroom.take(WATER, NIGHT)
    assert taken.reason == "first article of its story; quiet hours until 07:00"
    newsroom.take(FAIR, NIGHT + MINUTE)
    assert newsroom.send(MORNING - MINUTE) == []
    [bundle] = newsroom.send(MORNING)
    assert (bundle.kind, bundle.silent, bundle.preview_url) == ("bundle", False, None)
    text = visible(bundle.html)
    assert "موجز: خبران" in text
    assert "انقطاع المياه" in text
    assert "معرض الزهور" in text
    assert newsroom.send(MORNING + MINUTE) == []


def test_what_waited_alone_leaves_as_it_is(newsroom: Newsroom):
    """One story needs no bundle; a report that came meanwhile is in it already."""
    newsroom.take(WATER, NIGHT)
    newsroom.take(WATER, NIGHT + MINUTE, source="marfa")
    [post] = newsroom.send(MORNING)
    assert post.kind == "post"
    assert "المصادر" in post.html
    assert "آخر تحديث" not in post.html


def test_urgent_news_passes_quiet_hours(newsroom: Newsroom):
    """In quiet hours urgent news leaves at once and notifies."""
    assert newsroom.take(STRIKE, NIGHT).reason == "first article of its story"
    [post] = newsroom.send(NIGHT)
    assert (post.kind, post.silent) == ("post", False)


def test_a_story_that_turns_urgent_waits_no_longer(newsroom: Newsroom):
    """A waiting story that turns urgent leaves at once, with the news in its post."""
    newsroom.take(WATER, NIGHT)
    worse = (WATER[0], f"{WATER[1]} وأفاد سكان بأن قصف المحطة هو السبب.")
    assert newsroom.take(worse, NIGHT + MINUTE, source="marfa").act == "reply"
    assert kinds(newsroom.send(NIGHT + MINUTE)) == ["post"]
    assert newsroom.send(MORNING) == []


def test_after_a_restart_the_night_is_told_once(newsroom: Newsroom):
    """What waits is in the database; a second process and a second look tell nothing twice."""
    newsroom.take(WATER, NIGHT)
    newsroom.take(FAIR, NIGHT + MINUTE)
    newsroom.restart()
    newsroom.pipeline.keep_time(MORNING)
    newsroom.restart()
    assert kinds(newsroom.send(MORNING + 300 * MINUTE)) == ["bundle"]
    newsroom.restart()
    assert newsroom.send(MORNING + 301 * MINUTE) == []


def test_what_a_wrong_clock_put_off_for_years_is_told(newsroom: Newsroom):
    """A bundle's time that lies further off than any night was written under another clock."""
    newsroom.take(WATER, NIGHT + timedelta(days=900))
    assert kinds(newsroom.send(DAY)) == ["post"]


def test_a_bundle_that_cannot_be_written_leaves_all_waiting(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """What breaks half way is undone and logged, and the next look tells it all."""
    newsroom.take(WATER, NIGHT)
    newsroom.take(FAIR, NIGHT + MINUTE)
    with monkeypatch.context() as patch:

        def broken(*_: object) -> str:
            raise RuntimeError("broken")

        patch.setattr("monitor.render.summary.bundle", broken)
        assert newsroom.send(MORNING) == []
        assert [*map(str, newsroom.pipeline.keep_time(MORNING))] == ["broken"]
    assert "not planned: what has waited" in caplog.text
    assert kinds(newsroom.send(MORNING)) == ["bundle"]


def test_what_waited_alone_is_due_from_the_end_of_its_wait(newsroom: Newsroom):
    """Not from the hour in the night when it was planned: in the morning it is not late."""
    newsroom.take(WATER, NIGHT)
    assert newsroom.pipeline.keep_time(MORNING) == []
    ledger = newsroom.pipeline.ledger
    [post] = ledger.open_posts()
    assert (post.kind, post.bundle_at, post.not_before) == ("post", None, MORNING)
    assert stuck(ledger, MORNING + 9 * MINUTE) == []


def test_what_a_refused_bundle_was_to_tell_is_told_one_by_one(newsroom: Newsroom):
    """Each story leaves as its own post, with what was reported meanwhile, and none twice."""
    newsroom.take(WATER, NIGHT)
    newsroom.take(FAIR, NIGHT + MINUTE)
    newsroom.pipeline.keep_time(MORNING)
    ledger = newsroom.pipeline.ledger
    [bundle] = [post for post in ledger.open_posts() if post.kind == "bundle"]
    assert str(bundle.id) in str(ledger.record(bundle.id, Refused("too long"), MORNING))
    newsroom.take(WATER, MORNING + MINUTE, source="marfa")
    left = newsroom.send(MORNING + 10 * MINUTE)
    assert kinds(left) == ["post", "post"]
    assert "مرفأ" in visible(left[0].html)
    assert newsroom.send(MORNING + 60 * MINUTE) == []


def test_a_bundle_follows_an_editor(newsroom: Newsroom):
    """Of two of its stories that are merged, one line is left when the bundle is next edited."""
    newsroom.take(WATER, NIGHT)
    newsroom.take(FAIR, NIGHT + MINUTE)
    newsroom.take(ROAD, NIGHT + 2 * MINUTE)
    newsroom.send(MORNING)
    newsroom.pipeline.editor.merge(1, 2, by="x", now=MORNING + MINUTE)
    newsroom.take(WATER, MORNING + 2 * MINUTE, source="marfa")
    [edit] = newsroom.send(MORNING + 9 * MINUTE)
    text = visible(edit.html)
    assert (edit.kind, text.count(" — ")) == ("edit", 2)
    assert WATER[0] in text
    assert ROAD[0] in text
    assert FAIR[0] not in text


def test_what_waits_may_be_merged_before_its_time(newsroom: Newsroom):
    """Two waiting stories that are one leave in the morning as one post."""
    newsroom.take(WATER, NIGHT)
    newsroom.take(FAIR, NIGHT + MINUTE)
    newsroom.pipeline.editor.merge(1, 2, by="x", now=NIGHT + 2 * MINUTE)
    assert kinds(newsroom.send(MORNING)) == ["post"]


def test_a_long_night_is_told_in_several_messages_and_notifies_once(store: Store):
    """Thirteen stories are two bundles, the strongest first, and not one is left out."""
    rules = "version: 1\nrules:\n" + "".join(
        f"  - {{id: r{i}, any: [{word}], severity: {'high' if i == 12 else 'normal'}}}\n"
        for i, word in enumerate(THINGS)
    )
    newsroom = Newsroom(store, rules)
    for i, word in enumerate(THINGS):
        newsroom.take((f"{word} {i}", f"{word} " * 3), NIGHT + i * MINUTE)
    first, second = newsroom.send(MORNING)
    assert visible(first.html).count(" — ") == 12
    assert visible(first.html).split("\n")[2].startswith(f"\u200f🟠 {THINGS[12]}")
    assert visible(second.html).count(" — ") == 1
    assert (first.silent, second.silent) == (False, True)


THINGS = (
    "زيتون",
    "سكر",
    "قمح",
    "حديد",
    "إسمنت",
    "ليمون",
    "أسماك",
    "كتب",
    "مسرح",
    "جسر",
    "مدرسة",
    "نفط",
    "ملعب",
)


def test_a_story_told_in_a_bundle_goes_on_living(newsroom: Newsroom):
    """Another outlet edits the bundle; a rising toll answers it; the post stands as the bundle."""
    dead = (
        "مقتل ثلاثة أشخاص في حريق بطرطوس",
        "قتل ثلاثة أشخاص في حريق شب بمصنع للنسيج جنوبي مدينة طرطوس مساء اليوم.",
    )
    newsroom.take(dead, NIGHT)
    newsroom.take(FAIR, NIGHT + MINUTE)
    [bundle] = newsroom.send(MORNING)
    later = newsroom.take(dead, MORNING + MINUTE, source="marfa")
    assert (later.act, later.html) == ("edit", newsroom.pipeline.teller.standing(1))
    [edit] = newsroom.send(MORNING + 5 * MINUTE)
    assert (edit.kind, edit.target_id) == ("edit", bundle.id)
    assert "مصدران" in visible(edit.html)
    assert "معرض الزهور" in visible(edit.html)
    assert visible(newsroom.pipeline.teller.standing(2) or "") == visible(bundle.html)
    more = (dead[0].replace("ثلاثة", "سبعة"), dead[1].replace("ثلاثة", "سبعة"))
    assert newsroom.take(more, MORNING + 9 * MINUTE, source="nabd").act == "reply"
    left = newsroom.send(MORNING + 15 * MINUTE)
    [reply] = [post for post in left if post.kind == "reply"]
    assert reply.target_id == bundle.id
    assert "القتلى 3 ← 7" in visible(reply.html)


def test_news_of_the_night_is_one_answer_in_the_morning(newsroom: Newsroom):
    """A toll that rose twice while readers slept is told from what they knew to what is known."""
    fire = (
        "مقتل {} أشخاص في حريق بطرطوس",
        "قتل {} أشخاص في حريق شب بمصنع للنسيج جنوبي مدينة طرطوس مساء اليوم.",
    )

    def toll(number: str) -> tuple[str, str]:
        return (fire[0].format(number), fire[1].format(number))

    newsroom.take(toll("ثلاثة"), DAY)
    assert kinds(newsroom.send(DAY)) == ["post"]
    first = newsroom.take(toll("خمسة"), NIGHT, source="marfa")
    assert first.reason == "news: killed 3 -> 5; quiet hours until 07:00"
    second = newsroom.take(toll("تسعة"), NIGHT + 60 * MINUTE, source="nabd")
    assert (second.act, second.reason[:20]) == ("reply", "news: killed 5 -> 9;")
    assert kinds(newsroom.send(NIGHT + 70 * MINUTE)) == ["edit"]
    [reply] = newsroom.send(MORNING)
    assert (reply.kind, reply.headline) == ("reply", "تحديث: القتلى 3 ← 9")


@pytest.mark.parametrize(
    ("source", "url", "said"),
    [
        ("marfa", "https://marfa.example/fire", "وكالة المرفأ — 23:30"),
        ("sahel", "https://sahel.example/fire", "الساحل — عُدّل 23:30"),
    ],
)
def test_a_bundle_tells_new_stories_and_updates(
    newsroom: Newsroom, source: str, url: str, said: str
):
    """An answer that waited stands in it with what is new, beside the headline.

    Its time is that of the report that brought it, or of the change that did.
    """
    newsroom.take(
        (
            "مقتل ثلاثة في حريق بطرطوس",
            "قتل ثلاثة أشخاص في حريق شب بمصنع للنسيج جنوبي مدينة طرطوس.",
        ),
        DAY,
        url="https://sahel.example/fire",
    )
    newsroom.send(DAY)
    newsroom.take(
        ("مقتل ستة في حريق بطرطوس", "قتل ستة أشخاص في حريق شب بمصنع للنسيج جنوبي مدينة طرطوس."),
        NIGHT,
        source=source,
        url=url,
        published_at=DAY if source == "sahel" else NIGHT,
    )
    newsroom.take(FAIR, NIGHT)
    left = newsroom.send(MORNING)
    [bundle] = [post for post in left if post.kind == "bundle"]
    assert "موجز: خبر واحد وتحديث واحد" in visible(bundle.html)
    lines = visible(bundle.html).replace("\u200f", "").splitlines()
    update = lines.index("🟠 تحديث: القتلى 3 ← 6 — مقتل ستة في حريق بطرطوس")
    assert lines[update + 1] == said


def test_at_night_news_of_an_urgent_story_that_is_no_more_urgent_waits(newsroom: Newsroom):
    """A story whose post waits takes its news in without a word, and waits on."""
    newsroom.take(WATER, NIGHT)
    dead = (WATER[0], f"{WATER[1]} وقتل ثلاثة أشخاص في تدافع عند الصهاريج.")
    assert newsroom.take(dead, NIGHT + MINUTE, source="marfa").act == "reply"
    assert newsroom.send(NIGHT + 2 * MINUTE) == []
    [post] = newsroom.send(MORNING)
    assert (post.kind, "المصادر" in post.html) == ("post", True)


def test_news_of_a_post_that_was_given_up_stands_alone(newsroom: Newsroom):
    """A person who gives a post up does not silence its story."""
    fire = ("مقتل ثلاثة في حريق بطرطوس", "قتل ثلاثة أشخاص في حريق شب بمصنع جنوبي مدينة طرطوس.")
    newsroom.take(fire, DAY)
    ledger = newsroom.pipeline.ledger
    ledger.record(1, Refused("chat write forbidden"), DAY)
    ledger.settle(1, Refused("by hand"), DAY)
    more = (fire[0].replace("ثلاثة", "ستة"), fire[1].replace("ثلاثة", "ستة"))
    assert newsroom.take(more, DAY + 40 * MINUTE, source="marfa").act == "reply"
    [reply] = newsroom.send(DAY + 40 * MINUTE)
    assert (reply.kind, reply.target_message_id) == ("reply", None)


def test_a_chat_that_is_told_of_a_story_later_is_told_all(store: Store):
    """Another rule names another chat: it gets the post, the first one an edit, both the news."""
    rules = (
        "version: 1\nrules:\n  - {id: place, any: [طرطوس]}\n"
        "  - {id: toll, severity: high, any: [قتل], channels: [security]}\n"
    )
    chats = QUIET | {"security": {"id": "-1003"}}
    newsroom = Newsroom(store, rules, chats=chats)
    newsroom.take(
        ("حريق في مصنع بطرطوس", "شب حريق كبير في مصنع للنسيج جنوبي مدينة طرطوس عصر اليوم."), DAY
    )
    newsroom.send(DAY)
    worse = newsroom.take(
        (
            "حريق في مصنع بطرطوس",
            "قتل ثلاثة أشخاص في حريق كبير شب في مصنع للنسيج جنوبي مدينة طرطوس عصر اليوم.",
        ),
        DAY + 40 * MINUTE,
        source="marfa",
    )
    assert worse.act == "reply"
    left = newsroom.send(DAY + 60 * MINUTE)
    assert {(post.chat, post.kind) for post in left} == {
        ("security", "post"),
        ("main", "edit"),
        ("main", "reply"),
    }


# --- cooldowns and the ceiling --------------------------------------------------------------


def test_a_cooldown_of_a_rule_holds_and_says_so(store: Store):
    """The second story within the hour is held with the rule and its limit, and told by nobody."""
    rules = "version: 1\nrules:\n  - {id: place, any: [طرطوس], cooldown: {per_rule: 1/1h}}\n"
    newsroom = Newsroom(store, rules)
    newsroom.take(WATER, DAY)
    held = newsroom.take(FAIR, DAY + MINUTE, source="marfa")
    assert (held.act, held.reason) == ("hold", "cooldown of place: 1 in 1 h")
    assert newsroom.take(FAIR, DAY + 61 * MINUTE, source="nabd").act == "post"


def test_after_a_busy_hour_low_severity_is_bundled(store: Store):
    """The rest of the hour's small news comes in one silent message at the full hour."""
    chats = {"main": {"id": "@channel", "per_hour": 1}, "admin": {"id": ""}}
    newsroom = Newsroom(store, chats=chats)
    newsroom.take(WATER, DAY + 5 * MINUTE)
    grain = (
        "وصول باخرة قمح إلى المرفأ",
        "رست باخرة محملة بثلاثين ألف طن من القمح في المرفأ التجاري.",
    )
    sugar = (
        "وصول باخرة سكر إلى اللاذقية",
        "وصلت باخرة ترفع علم بنما وعلى متنها حمولة من السكر الخام للمعامل.",
    )
    waits = newsroom.take(grain, DAY + 10 * MINUTE)
    assert waits.reason == ("first article of its story; main had 1 in an hour, bundled at 13:00")
    newsroom.take(sugar, DAY + 20 * MINUTE)
    assert newsroom.take(FAIR, DAY + 21 * MINUTE).reason == "first article of its story"
    assert kinds(newsroom.send(DAY + 30 * MINUTE)) == ["post", "post"]
    [bundle] = newsroom.send(DAY + 60 * MINUTE)
    assert (bundle.kind, bundle.silent, bundle.severity) == ("bundle", True, "low")


def test_each_chat_has_its_own_time_and_topic(store: Store):
    """One chat sleeps while the other, a topic of a forum, is told at once."""
    chats = QUIET | {"security": {"id": "-1003", "topic": 12, "loud_from": "never"}}
    rules = "version: 1\nrules:\n  - {id: place, any: [طرطوس], channels: [main, security]}\n"
    newsroom = Newsroom(store, rules, chats=chats)
    taken = newsroom.take(WATER, NIGHT)
    assert taken.reason == "first article of its story; main: quiet hours until 07:00"
    [post] = newsroom.send(NIGHT)
    assert (post.chat, post.topic, post.silent) == ("security", 12, True)
    [post] = newsroom.send(MORNING)
    assert (post.chat, post.topic, post.silent) == ("main", None, False)


# --- what is said of a report ---------------------------------------------------------------


def test_a_toll_that_is_taken_back_is_a_correction(newsroom: Newsroom):
    """The outlet that told eight and now tells five is answered by itself."""
    body = "قتل {} أشخاص في حريق شب بمصنع للنسيج جنوبي مدينة طرطوس مساء اليوم."
    url = "https://sahel.example/fire"
    newsroom.take(("حريق في طرطوس", body.format("ثمانية")), DAY, url=url)
    newsroom.send(DAY)
    taken = newsroom.take(
        ("حريق في طرطوس", body.format("خمسة")), DAY + 20 * MINUTE, url=url, published_at=DAY
    )
    assert (taken.act, taken.reason) == ("reply", "correction: killed 8 -> 5")
    edit, reply = sorted(newsroom.send(DAY + 30 * MINUTE), key=lambda post: post.kind)
    assert "✏️ تصحيح: عدد القتلى 5 لا 8" in visible(reply.html)
    assert "(عُدّل 12:20)" in visible(edit.html)
    assert "🕒 عُدّل الخميس 15 كانون الثاني 2026، 12:20 بتوقيت دمشق" in visible(reply.html)


def test_what_may_be_part_of_a_story_answers_it_shortly(store: Store):
    """A report in the «maybe» zone is a story of its own, told as a short answer to the other."""
    newsroom = Newsroom(store, join_at=0.999)
    newsroom.take(WATER, DAY)
    newsroom.send(DAY)
    near = (
        "تأهيل محطة ضخ السن بكلفة كبيرة",
        "أعلنت مؤسسة المياه في طرطوس خطة لتأهيل محطة ضخ السن واستبدال مضخاتها القديمة خلال العام.",
    )
    taken = newsroom.take(near, DAY + 60 * MINUTE, source="marfa")
    assert (taken.act, taken.story) == ("reply", 2)
    assert taken.reason == "may be part of story 1; first article of its story"
    post, asked = newsroom.send(DAY + 60 * MINUTE)
    assert asked.kind == "admin"
    assert (post.kind, post.story_id, post.target_message_id) == ("post", 2, 1)
    assert "قد يكون جزءًا من الخبر المشار إليه أعلاه" in visible(post.html)
    assert "<blockquote" not in post.html
    assert post.preview_url is None


NEAR = (
    "تأهيل محطة ضخ السن بكلفة كبيرة",
    "أعلنت مؤسسة المياه في طرطوس خطة لتأهيل محطة ضخ السن واستبدال مضخاتها القديمة خلال العام.",
)


@pytest.fixture
def in_doubt(store: Store) -> Newsroom:
    """Story 2 was told as a short answer to story 1, which it may be a part of."""
    strict = Newsroom(store, join_at=0.999)
    strict.take(WATER, DAY)
    strict.send(DAY)
    taken = strict.take(NEAR, DAY + 60 * MINUTE, source="marfa")
    assert taken.reason.startswith("may be part of story 1")
    strict.send(DAY + 60 * MINUTE)
    newsroom = Newsroom(store)
    newsroom.numbers = strict.numbers
    return newsroom


def told_in_full(html: str) -> bool:
    """Whether a post has its quote, and expresses no doubt."""
    return "<blockquote" in html and "قد يكون جزءًا" not in visible(html)


def test_what_another_outlet_tells_too_is_a_post_of_its_own(in_doubt: Newsroom):
    """What a second outlet tells becomes a whole post; the doubt is left to the editor."""
    joined = in_doubt.take(NEAR, DAY + 80 * MINUTE, source="nabd")
    assert joined.story == 2
    [edit] = in_doubt.send(DAY + 90 * MINUTE)
    assert not told_in_full(edit.html), "a copy of it is no second voice"
    own = (
        "تأهيل محطة ضخ السن يبدأ في أيار",
        "قال مدير محطة ضخ السن في طرطوس إن تأهيل المحطة واستبدال المضخات القديمة يبدأ في أيار.",
    )
    assert in_doubt.take(own, DAY + 100 * MINUTE, source="banias").story == 2
    [edit] = in_doubt.send(DAY + 110 * MINUTE)
    assert told_in_full(edit.html)
    assert edit.preview_url == "https://marfa.example/2"
    editor = in_doubt.pipeline.editor
    assert editor.in_doubt(2)
    editor.merge(1, 2, by="test", now=DAY + 120 * MINUTE)
    assert in_doubt.pipeline.stories.about(2)["merged_into"] == 1


def test_what_an_editor_keeps_apart_is_told_in_full(in_doubt: Newsroom):
    """Readers see it as soon as the editor has decided."""
    in_doubt.pipeline.editor.keep_apart(2, now=DAY + 70 * MINUTE)
    [edit] = in_doubt.send(DAY + 80 * MINUTE)
    assert edit.reason == "story 2 is one of its own"
    assert told_in_full(edit.html)
    assert edit.preview_url == "https://marfa.example/2"


def test_a_post_that_was_edited_often_is_edited_seldom(newsroom: Newsroom):
    """After ten edits a post says so, and the next waits until its age has doubled."""
    url = "https://sahel.example/water"
    newsroom.take(WATER, DAY, url=url)
    newsroom.send(DAY)
    for number in range(1, 12):
        now = DAY + number * 10 * MINUTE
        text = (WATER[0], f"{WATER[1]} تحديث {number}.")
        taken = newsroom.take(text, now, url=url, published_at=DAY)
        sent = newsroom.send(now + 5 * MINUTE)
        assert ("تتباعد تعديلات هذا المنشور" in (taken.html or "")) == (number >= 10)
        assert len(sent) == (number <= 10)
    assert (taken.act, taken.reason[-35:]) == ("edit", "; edited 10 times, again in 110 min")
    assert newsroom.send(DAY + 219 * MINUTE) == []
    [edit] = newsroom.send(DAY + 220 * MINUTE)
    assert "تتباعد تعديلات هذا المنشور (11 تحديثًا إلى الآن)" in edit.html


def test_every_outlet_is_counted_in_the_end(store: Store, monkeypatch: pytest.MonkeyPatch):
    """Eighteen outlets in an hour are ten edits and, an hour later, one that has them all."""
    many = [
        a_source(id=f"o{i}", name=f"نافذة {i}", url=f"https://o{i}.example/") for i in range(18)
    ]
    monkeypatch.setattr("test_tell.OUTLETS", tuple(many))
    newsroom, edits = Newsroom(store), []
    for number in range(18):
        now = DAY + number * 3 * MINUTE
        newsroom.take(WATER, now, source=f"o{number}")
        edits += [one for one in newsroom.send(now + 2 * MINUTE) if one.kind == "edit"]
    assert len(edits) == 10
    [last] = newsroom.send(DAY + 66 * MINUTE)
    assert "18 مصدرًا" in visible(last.html)


@pytest.mark.parametrize(("old_news", "act"), [("hold", "hold"), ("label", "post")])
def test_an_old_text_is_held_or_labelled(store: Store, old_news: str, act: str):
    """A text that comes again after weeks, and was never told, is told as old or not at all."""
    newsroom = Newsroom(store, old_news=old_news)
    old = DAY - timedelta(days=20)
    body = f"{WATER[1]} {FAIR[1]} " * 2
    newsroom.take((WATER[0], body), DAY - timedelta(days=18), published_at=old)
    again = newsroom.take((WATER[0], body), DAY, source="marfa")
    assert again.act == act
    if act == "post":
        [post] = newsroom.send(DAY)
        assert post.silent
        assert "خبر قديم: نُشر أول مرة يوم الجمعة 26 كانون الأول 2025" in visible(post.html)


def test_an_anniversary_is_told_as_one(newsroom: Newsroom):
    """An anniversary says what it is and notifies nobody."""
    newsroom.take(
        (
            "في الذكرى العاشرة لفيضان طرطوس",
            "أحيا أهالي طرطوس الذكرى العاشرة للفيضان الذي اجتاح أحياء المدينة القديمة.",
        ),
        DAY,
    )
    [post] = newsroom.send(DAY)
    assert post.silent
    assert "ذكرى حدث سابق، وليس حدثًا جديدًا" in visible(post.html)


FAIR_ELSEWHERE = (
    "افتتاح معرض الكتاب في دمشق",
    "افتتح وزير الثقافة مساء الجمعة معرض الكتاب بمشاركة مئة ناشر عربي وأجنبي.",
)


def test_an_address_that_another_report_was_given_leaves_the_post_as_it_was(newsroom: Newsroom):
    """The post keeps what was told and says what its outlet did; so does each later edit."""
    url = "https://sahel.example/water"
    newsroom.take(WATER, DAY, url=url)
    newsroom.send(DAY)
    for number, text in enumerate((FAIR_ELSEWHERE, (FAIR_ELSEWHERE[0], "يفتح المعرض أبوابه."))):
        now = DAY + (60 + number) * MINUTE
        taken = newsroom.take(text, now, url=url)
        assert (taken.act, taken.reason) == ("edit", "the changed article no longer matches")
        said = visible(taken.html or "")
        assert WATER[0] in said
        assert "انقطعت المياه عن أحياء طرطوس الشرقية" in said
        assert (
            "وضع موقع «الساحل» خبرًا آخر مكان هذا الخبر بعد نشره هنا (لوحظ ذلك عند 13:00)" in said
        )
        assert "15 كانون الثاني 2026، 12:00 بتوقيت دمشق" in said
        assert "معرض" not in said
    # What others tell of it is still compared with what it was; when it is back all is well.
    assert newsroom.take(WATER, DAY + 70 * MINUTE, source="marfa").story == taken.story
    back = newsroom.take(WATER, DAY + 80 * MINUTE, url=url, published_at=DAY)
    assert "خبرًا آخر" not in visible(back.html or "")


def test_a_report_that_was_rewritten_is_shown_as_it_is_now(newsroom: Newsroom):
    """Though it names the place no more: an outlet may have had the place wrong."""
    url = "https://sahel.example/water"
    newsroom.take(WATER, DAY, url=url)
    newsroom.send(DAY)
    elsewhere = (WATER[0].replace("طرطوس", "حمص"), WATER[1].replace("طرطوس", "حمص"))
    taken = newsroom.take(elsewhere, DAY + 60 * MINUTE, url=url, published_at=DAY)
    assert taken.reason == "the changed article no longer matches"
    said = visible(taken.html or "")
    assert elsewhere[0] in said
    assert "(عُدّل 13:00)" in said
    assert "خبرًا آخر" not in said
