"""monitor.deliver.digest: a day as a whole, once, whether anything happened or not."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from builders import a_configuration, a_report, a_source, an_article
from monitor.archive.store import Store
from monitor.deliver.outcome import Blocked, Sent
from monitor.deliver.post import Post
from monitor.pipeline import Pipeline
from monitor.render.inline import visible

#: 21:00 in Damascus, when the digest is due.
DUE = datetime(2026, 1, 15, 18, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SAHEL = a_source()
MARFA = a_source(id="marfa", name="وكالة المرفأ", url="https://marfa.example/")
CHATS = {"main": {"id": "@marqab"}, "admin": {"id": "-1002"}}


NEWS = (
    ("سباق زوارق شراعية", "يشارك عشرون بحارًا في سباق الزوارق الشراعية قبالة شاطئ طرطوس."),
    ("مكتبة عامة جديدة", "فتحت مكتبة عامة أبوابها في حي الثورة بطرطوس وفيها آلاف الكتب."),
    ("أمطار غزيرة متوقعة", "توقعت الأرصاد أمطارًا غزيرة فوق طرطوس وجبالها مع رياح شديدة."),
)


class Days:
    """A Marqab that crawls its two outlets every hour."""

    def __init__(self, store: Store, **settings: Any) -> None:
        self.store = store
        configuration = a_configuration(sources=(SAHEL, MARFA), **({"chats": CHATS} | settings))
        self.pipeline = Pipeline(store, configuration, configuration.settings.chat_id)

    def pass_by(self, start: datetime, end: datetime, *, without: tuple[str, ...] = ()) -> None:
        """Crawls that bring nothing."""
        while start < end:
            for source in (SAHEL, MARFA):
                problem = "http_503" if source.id in without else None
                report = a_report(
                    source=source.id, started_at=start, finished_at=start, problem=problem
                )
                self.pipeline.take_in(source, [], report, now=start)
            start += HOUR

    def publish(self, title: str, body: str, now: datetime, source: str = "sahel") -> None:
        """An article that is told at once."""
        url = f"https://{source}.example/{abs(hash((title, now)))}"
        article = an_article(
            source=source, url=url, title=title, body=body, published_at=now, fetched_at=now
        )
        with self.store.transaction():
            self.pipeline.take(article, now=now)
        for post in self.pipeline.ledger.open_posts():
            self.pipeline.ledger.record(post.id, Sent(post.id), now)

    def digests(self, now: datetime) -> list[Post]:
        """The digests planned by then, after the service has looked at its clock."""
        self.pipeline.keep_time(now)
        return [post for post in self.pipeline.ledger.open_posts() if post.kind == "digest"]


@pytest.fixture
def store() -> Iterator[Store]:
    """An empty archive."""
    store = Store(":memory:").open()
    yield store
    store.close()


def lines(post: Post) -> list[str]:
    """What a reader sees, without marks."""
    return visible(post.html).replace("\u200f", "").split("\n")


def test_a_day_is_told_with_its_stories_and_what_was_watched(store: Store):
    """Stories by severity with links to their posts, counts, and every outlet that was silent."""
    days = Days(store)
    days.pass_by(DUE - 24 * HOUR, DUE - 6 * HOUR)
    days.publish(
        "انقطاع المياه عن طرطوس",
        "انقطعت المياه عن أحياء طرطوس إثر عطل في محطة ضخ السن.",
        DUE - 9 * HOUR,
    )
    days.publish(
        "انقطاع المياه عن طرطوس",
        "انقطعت المياه عن أحياء طرطوس إثر عطل في محطة ضخ السن.",
        DUE - 8 * HOUR,
        "marfa",
    )
    days.publish(
        "معرض للزهور في طرطوس",
        "افتتح المجلس معرض الزهور السنوي في حديقة طرطوس العامة.",
        DUE - 7 * HOUR,
    )
    days.pass_by(DUE - 6 * HOUR, DUE, without=("marfa",))
    [digest] = days.digests(DUE)
    assert (digest.chat, digest.silent, digest.severity) == ("main", True, "low")
    assert lines(digest) == [
        "📊 حصاد الخميس 15 كانون الثاني 2026",
        "خبران من مصدرين.",
        "",
        "أبرز الأخبار",
        "🟠 انقطاع المياه عن طرطوس · مصدران",
        "🟠 معرض للزهور في طرطوس",
        "",
        "ما رُصد وما لم يُرصد",
        "قُرئت 3 مواد جديدة في موقعين، منها 3 مواد تدخل في اهتمام القناة.",
        "⚠️ تعذّرت قراءة «وكالة المرفأ» منذ 14:00",
        "#حصاد_يومي",
    ]
    assert 'href="https://t.me/marqab/1"' in digest.html


def test_silence_is_told_too(store: Store):
    """A day without news says that nothing came, and that it was watched."""
    days = Days(store)
    days.pass_by(DUE - 24 * HOUR, DUE)
    [digest] = days.digests(DUE + HOUR)
    assert lines(digest)[1:] == [
        "لا جديد اليوم: لم يرد خبر يدخل في اهتمام القناة.",
        "",
        "ما رُصد وما لم يُرصد",
        "لم تُقرأ مادة جديدة في موقعين.",
        "✅ لم ينقطع الرصد.",
        "#حصاد_يومي",
    ]


def test_a_digest_is_planned_once(store: Store):
    """However often the clock is looked at, before and after a restart; the next day has its own."""
    days = Days(store)
    days.pass_by(DUE - 24 * HOUR, DUE + 30 * HOUR)
    assert days.digests(DUE - timedelta(minutes=1)) == []
    assert len(days.digests(DUE)) == 1
    assert len(days.digests(DUE + timedelta(minutes=1))) == 1
    assert len(Days(store).digests(DUE + HOUR)) == 1
    assert len(days.digests(DUE + 24 * HOUR)) == 2


def test_a_digest_is_not_repeated_in_the_supergroup_that_a_group_became(store: Store):
    """A digest told in a group is not told again in the supergroup that it became."""
    days = Days(store)
    days.pass_by(DUE - 24 * HOUR, DUE)
    [digest] = days.digests(DUE)
    days.pipeline.ledger.record(digest.id, Blocked("moved", moved_to="-1009"), DUE)
    days.pipeline.ledger.record(digest.id, Sent(2), DUE)
    assert days.digests(DUE + HOUR) == []
    [tomorrow] = days.digests(DUE + 24 * HOUR)
    assert tomorrow.destination == "-1009"


def test_a_digest_that_is_hours_late_is_left_out(store: Store):
    """Nobody wants the evening's digest in the morning; the next one states the gap."""
    days = Days(store)
    days.pass_by(DUE - 24 * HOUR, DUE - 2 * HOUR)
    assert days.digests(DUE + 7 * HOUR) == []
    days.pass_by(DUE + 7 * HOUR, DUE + 24 * HOUR)
    [digest] = days.digests(DUE + 24 * HOUR)
    assert "⚠️ توقف الرصد كله من 15 كانون الثاني 18:00 إلى 04:00" in lines(digest)


def test_a_day_that_nobody_watched_has_no_digest(store: Store):
    """A Marqab that was first started after the hour waits for the next day."""
    days = Days(store)
    assert days.digests(DUE) == []
    days.pass_by(DUE + HOUR, DUE + 2 * HOUR)
    assert days.digests(DUE + 2 * HOUR) == []


def test_the_day_before_is_compared_once_it_was_watched(store: Store):
    """On the third day the number of stories is set beside that of the second."""
    days = Days(store)
    days.pass_by(DUE - 72 * HOUR, DUE)
    days.publish("حريق في طرطوس", "اندلع حريق في مصنع للنسيج جنوبي مدينة طرطوس.", DUE - 30 * HOUR)
    for hours, (title, body) in enumerate(NEWS, start=3):
        days.publish(title, body, DUE - hours * HOUR)
    [digest] = days.digests(DUE)
    assert lines(digest)[1] == "3 أخبار من مصدر واحد، أكثر من أمس بخبرين."


def test_each_chat_named_gets_its_digest_and_the_operator_hears_of_all(store: Store):
    """The admin chat's digest tells the stories of every chat; without chats there is none."""
    days = Days(store, digest={"at": "21:00", "chats": ["main", "admin"]})
    days.pass_by(DUE - 24 * HOUR, DUE)
    days.publish("حريق في طرطوس", "اندلع حريق في مصنع للنسيج جنوبي مدينة طرطوس.", DUE - HOUR)
    main, admin = days.digests(DUE)
    assert (main.chat, admin.chat) == ("main", "admin")
    assert "حريق في طرطوس" in admin.html
    assert Days(store, digest={"chats": []}).digests(DUE + 24 * HOUR) == [main, admin]


def test_what_only_a_rule_in_shadow_met_is_not_told_of(store: Store):
    """An article that only a rule in shadow meets is counted as read, and as no more."""
    days = Days(store)
    days.pass_by(DUE - 24 * HOUR, DUE)
    days.publish("معرض في صافيتا", "افتتح المجلس معرض الزهور.", DUE - 7 * HOUR)
    [digest] = days.digests(DUE)
    assert lines(digest)[1] == "لا جديد اليوم: لم يرد خبر يدخل في اهتمام القناة."


def test_a_day_on_which_all_was_held_says_that_nothing_was_told(store: Store):
    """What met a rule and was held is counted, not hidden."""
    days = Days(store)
    days.pass_by(DUE - 24 * HOUR, DUE)
    article = an_article(published_at=DUE - 60 * HOUR, fetched_at=DUE - HOUR)
    with store.transaction():
        days.pipeline.take(article, now=DUE - HOUR)
    [digest] = days.digests(DUE)
    text = lines(digest)
    assert text[1] == "لم يُنشر اليوم خبر جديد."
    assert (
        "قُرئت مادة واحدة جديدة في موقعين، منها مادة واحدة تدخل في اهتمام القناة، "
        "ولم يُنشر منها شيء."
    ) in text


def test_stories_that_an_editor_merged_are_one(store: Store):
    """Stories that an editor merged are counted once, whichever message told them."""
    days = Days(store)
    days.pass_by(DUE - 24 * HOUR, DUE)
    for hours, (title, body) in enumerate(NEWS, start=3):
        days.publish(title, body, DUE - hours * HOUR)
    days.pipeline.editor.merge(1, 2, by="x", now=DUE - HOUR)
    [digest] = days.digests(DUE)
    assert lines(digest)[1] == "خبران من مصدر واحد."


def test_what_is_held_back_was_not_told(store: Store):
    """A story that waits for a person's word is in no digest."""
    days = Days(store)
    days.pass_by(DUE - 24 * HOUR, DUE)
    with store.transaction():
        days.pipeline.take(an_article(published_at=DUE - HOUR, fetched_at=DUE), now=DUE - HOUR)
        store.db.execute(
            "INSERT INTO holds (scope, name, reason, text, opened_at) "
            "VALUES ('source', 'sahel', 'a flood', 'x', '2026-01-15T17:00:00+00:00')"
        )
        store.db.execute("INSERT INTO held (post_id, hold_id) VALUES (1, 1)")
    [digest] = days.digests(DUE)
    assert lines(digest)[1] == "لم يُنشر اليوم خبر جديد."
