"""One crawl becomes stored articles, matches, stories and planned posts, whole or not at all."""

from datetime import datetime, timedelta

import pytest

from builders import NOON, RULES, a_configuration, a_report, a_source, an_article
from couriers import planned
from monitor.archive.store import Saved, Store
from monitor.deliver.ledger import Ledger
from monitor.deliver.outcome import Blocked, Sent
from monitor.deliver.post import Post
from monitor.pipeline import Pipeline
from monitor.taken import Taken
from spiders.contract import Article, Link, Source

SAHEL = a_source()
MARFA = a_source(id="marfa", name="وكالة المرفأ", url="https://marfa.example/")

WATER = "انقطاع المياه عن الأحياء الشرقية في طرطوس إثر عطل في محطة الضخ"
WATER_BODY = (
    "انقطعت مياه الشرب عن الأحياء الشرقية في مدينة طرطوس منذ صباح اليوم، إثر عطل كهربائي "
    "أصاب محطة الضخ الرئيسية.\nوقالت مؤسسة المياه إن ورش الصيانة تعمل على إصلاح العطل."
)


@pytest.fixture
def store():
    """An empty archive."""
    store = Store(":memory:").open()
    yield store
    store.close()


@pytest.fixture
def pipeline(store: Store) -> Pipeline:
    """The stages, with two outlets and two chats."""
    configuration = a_configuration(sources=(SAHEL, MARFA))
    return Pipeline(store, configuration, destination=lambda chat: f"@{chat}_chat")


def crawl(
    pipeline: Pipeline,
    *articles: Article,
    source: Source = SAHEL,
    now: datetime = NOON,
    **report: object,
) -> list[Taken]:
    """A crawl of `source` that brought these articles and ended at `now`."""
    found = a_report(source=source.id, started_at=now, finished_at=now, **report)
    return pipeline.take_in(source, articles, found, now=now)


def prime(pipeline: Pipeline, *sources: Source) -> None:
    """A first crawl of each source, which brought nothing."""
    for source in sources:
        crawl(pipeline, source=source, now=NOON - timedelta(days=1))


def posts(pipeline: Pipeline, story: int = 1) -> list[Post]:
    """What is planned about a story."""
    return Ledger(pipeline.store.db).about(story)


def test_a_matched_article_becomes_a_planned_post(pipeline: Pipeline):
    """The article, its match with evidence, its story and its post stand in the store."""
    prime(pipeline, SAHEL)
    (taken,) = crawl(pipeline, an_article())
    assert (taken.act, taken.story, taken.rules) == ("post", 1, ("place",))
    (match,) = pipeline.store.matches(1)
    assert {found["field"] for found in match["evidence"]} == {"title", "body"}
    (post,) = posts(pipeline)
    assert (post.kind, post.state, post.destination) == ("post", "planned", "@main_chat")
    assert "<b>طرطوس</b>" in post.html
    assert "الساحل اليوم" in post.html


def test_an_article_that_no_rule_meets_is_only_archived(pipeline: Pipeline):
    """What does not match is kept, for rules of later days."""
    prime(pipeline, SAHEL)
    (taken,) = crawl(pipeline, an_article(title="أسعار الذهب", body="ارتفعت اليوم."))
    assert (taken.act, taken.story) == ("drop", None)
    assert pipeline.store.counts() == {"articles": 1, "matches": 0, "stories": 0}


def test_a_second_outlet_edits_the_post_and_adds_itself(pipeline: Pipeline):
    """Another outlet's report of the event joins the story and is listed in its post."""
    prime(pipeline, SAHEL, MARFA)
    crawl(pipeline, an_article(title=WATER, body=WATER_BODY))
    later = NOON + timedelta(minutes=20)
    (taken,) = crawl(
        pipeline,
        an_article(
            source="marfa",
            url="https://marfa.example/9",
            title="عطل في محطة الضخ يقطع المياه عن أحياء شرقي طرطوس",
            body="تسبب عطل كهربائي في محطة الضخ الرئيسية بانقطاع مياه الشرب عن الأحياء "
            "الشرقية من مدينة طرطوس، وفق مؤسسة المياه.",
            published_at=NOON,
            fetched_at=later,
        ),
        source=MARFA,
        now=later,
    )
    assert (taken.act, taken.story) == ("edit", 1)
    post, edit = posts(pipeline)
    # The post had not left yet, so it took the new text.
    assert edit.state == "superseded"
    assert post.state == "planned"
    assert "وكالة المرفأ" in post.html
    assert post.html == taken.html


def test_a_toll_that_rises_answers_the_post(pipeline: Pipeline):
    """A materially new fact is a reply, which notifies, and an edit of the post."""
    prime(pipeline, SAHEL, MARFA)
    body = "قُتل {} أشخاص في هجوم بطائرات مسيّرة على محيط قاعدة حميميم في ريف جبلة فجر اليوم."
    crawl(pipeline, an_article(title="هجوم مسيّرات قرب حميميم", body=body.format("ثلاثة")))
    later = NOON + timedelta(hours=1)
    (taken,) = crawl(
        pipeline,
        an_article(
            source="marfa",
            url="https://marfa.example/9",
            title="ارتفاع قتلى هجوم المسيّرات قرب حميميم إلى سبعة",
            body=body.format("سبعة"),
            published_at=later,
            fetched_at=later,
        ),
        source=MARFA,
        now=later,
    )
    assert taken.act == "reply"
    assert [post.kind for post in posts(pipeline)] == ["post", "edit", "reply"]
    assert "القتلى 3 ← 7" in posts(pipeline)[-1].html


def test_a_changed_article_is_matched_again(pipeline: Pipeline):
    """A correction that brings a hit is news; the version before stays in the archive."""
    prime(pipeline, SAHEL)
    silent = an_article(title="عطل في محطة ضخ", body="انقطعت المياه عن بعض الأحياء.")
    assert crawl(pipeline, silent)[0].act == "drop"
    changed = an_article(fetched_at=NOON + timedelta(minutes=30))
    (taken,) = crawl(pipeline, changed, now=NOON + timedelta(minutes=30))
    assert taken.act == "post"
    versions = pipeline.store.db.execute("SELECT version, title FROM article_versions").fetchall()
    assert versions == [(1, silent.title), (2, changed.title)]


@pytest.mark.parametrize(
    ("title", "act"),
    [("مياه الشرب مقطوعة عن طرطوس", "edit"), ("عودة المياه إلى طرطوس", "reply")],
)
def test_a_changed_title_reaches_the_post(pipeline: Pipeline, title: str, act: str):
    """A told article that its outlet changes renews the post; what has come of it is an alert."""
    prime(pipeline, SAHEL)
    crawl(pipeline, an_article(title=WATER, body=WATER_BODY))
    later = NOON + timedelta(hours=2)
    changed = an_article(title=title, body=WATER_BODY, fetched_at=later)
    (taken,) = crawl(pipeline, changed, now=later)
    assert taken.act == act
    assert any(title in post.html for post in posts(pipeline))


def test_the_same_article_again_changes_nothing(pipeline: Pipeline):
    """An article fetched twice without a word changed is no new version and no new post."""
    prime(pipeline, SAHEL)
    crawl(pipeline, an_article())
    again = an_article(fetched_at=NOON + timedelta(hours=1))
    (taken,) = crawl(pipeline, again, now=NOON + timedelta(hours=1))
    assert (taken.act, taken.story) == ("hold", 1)
    assert len(posts(pipeline)) == 1


def test_one_page_under_two_addresses_is_one_article(pipeline: Pipeline):
    """The canonical address decides, whichever outlet's crawl brings it."""
    prime(pipeline, SAHEL, MARFA)
    crawl(pipeline, an_article())
    twin = an_article(
        url="https://sahel.example/1?utm_source=tg", canonical_url="https://sahel.example/1"
    )
    crawl(pipeline, twin, source=MARFA)
    assert pipeline.store.counts(["articles"]) == {"articles": 1}


def test_the_first_crawl_of_a_source_posts_no_old_news(pipeline: Pipeline):
    """What is older than `max_age`, or undated, is archived at first sight and never posted."""
    old = an_article(url="https://sahel.example/1", published_at=NOON - timedelta(hours=30))
    undated = an_article(
        url="https://sahel.example/2", title="حميميم", body="خبر", published_at=None
    )
    fresh = an_article(
        url="https://sahel.example/3", title="صيد وفير", body="في مرفأ طرطوس القديم."
    )
    acts = {taken.url[-1]: taken.act for taken in crawl(pipeline, old, undated, fresh)}
    assert acts == {"1": "hold", "2": "hold", "3": "post"}


def test_an_undated_article_is_told_later_on(pipeline: Pipeline):
    """After the first crawl an article without a date counts as published when it was seen."""
    prime(pipeline, SAHEL)
    (taken,) = crawl(pipeline, an_article(published_at=None))
    assert taken.act == "post"
    assert "undated" in taken.reason


def test_a_rule_in_shadow_makes_no_story_urgent(store: Store):
    """A story has the severity of the rules that post, not that of a stronger one in shadow."""
    rules = RULES.replace("severity: low", "severity: urgent")
    pipeline = Pipeline(store, a_configuration(rules), destination=lambda chat: f"@{chat}_chat")
    prime(pipeline, SAHEL)
    (taken,) = crawl(pipeline, an_article(title="انقطاع المياه بين طرطوس وصافيتا"))
    assert taken.rules == ("quiet", "place")
    assert (taken.severity, pipeline.stories.severity(1)) == ("high", "high")


def test_a_change_that_meets_a_rule_in_shadow_is_told_all_the_same(pipeline: Pipeline):
    """A told article whose toll rises answers its post, whatever rule in shadow it newly meets."""
    prime(pipeline, SAHEL)
    crawl(pipeline, an_article(title="مقتل 3 أشخاص بحريق في طرطوس"))
    changed = an_article(title="مقتل 7 أشخاص بحريق في طرطوس وصافيتا")
    (taken,) = crawl(pipeline, changed, now=NOON + timedelta(hours=1))
    assert (taken.act, taken.rules) == ("reply", ("place", "quiet"))
    assert [match["rule"] for match in pipeline.store.matches(1)] == ["place", "quiet"]
    gone = an_article(title="حريق في صافيتا", body="أُخمد الحريق.")
    (taken,) = crawl(pipeline, gone, now=NOON + timedelta(hours=2))
    assert taken.reason.startswith("the changed article no longer matches")


def test_a_rule_in_shadow_posts_nothing(pipeline: Pipeline):
    """A rule in shadow is counted, and its article held."""
    prime(pipeline, SAHEL)
    (taken,) = crawl(pipeline, an_article(title="مهرجان في صافيتا", body="افتُتح اليوم."))
    assert (taken.act, taken.rules) == ("hold", ("quiet",))
    assert posts(pipeline) == []
    assert len(pipeline.store.matches(1)) == 1


def test_what_breaks_half_way_leaves_nothing_behind(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
):
    """Article, match, story, post and validators are stored together or not at all."""
    prime(pipeline, SAHEL)

    def fail(*_: object, **__: object) -> None:
        raise OSError("the plug was pulled")

    with monkeypatch.context() as broken:
        broken.setattr(pipeline.store, "save_report", fail)
        with pytest.raises(OSError, match="plug"):
            crawl(pipeline, an_article())
    assert pipeline.store.counts() == {"articles": 0, "matches": 0, "stories": 0}
    assert posts(pipeline) == []
    # The same crawl again brings it all, and the story is not one that never was.
    (taken,) = crawl(pipeline, an_article())
    assert (taken.act, taken.story) == ("post", 1)


def test_stories_are_remembered_across_a_restart(pipeline: Pipeline):
    """A new process finds the open stories in the archive."""
    prime(pipeline, SAHEL, MARFA)
    crawl(pipeline, an_article(title=WATER, body=WATER_BODY))
    configuration = a_configuration(sources=(SAHEL, MARFA))
    restarted = Pipeline(pipeline.store, configuration, destination=lambda _: "@main_chat")
    copy = an_article(source="marfa", url="https://marfa.example/9", title=WATER, body=WATER_BODY)
    (taken,) = crawl(restarted, copy, source=MARFA, now=NOON + timedelta(hours=1))
    assert (taken.act, taken.story) == ("edit", 1)
    assert "the same text" in Ledger(pipeline.store.db).about(1)[-1].reason or taken.score == 1.0


def test_a_text_posted_again_after_months_is_old_news(pipeline: Pipeline):
    """A copy is found in the whole archive, by a pipeline that has only just started."""
    prime(pipeline, SAHEL, MARFA)
    crawl(pipeline, an_article(title=WATER, body=WATER_BODY))
    later = NOON + timedelta(days=90)
    again = an_article(
        url="https://sahel.example/2",
        title=WATER,
        body=WATER_BODY,
        published_at=later,
        fetched_at=later,
    )
    restarted = Pipeline(pipeline.store, a_configuration(), destination=str)
    crawl(restarted, an_article(url="https://sahel.example/3", title="رياح"), now=later)
    (taken,) = crawl(restarted, again, now=later)
    assert (taken.act, taken.story) == ("hold", 1)
    assert taken.reason.endswith("re-posted after 90 days")


def test_an_article_that_breaks_a_stage_costs_none_of_the_others(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """One odd page is logged, counted and left alone for a day; its source goes on."""
    prime(pipeline, SAHEL)
    real = pipeline._archive

    def break_on_one(article: Article) -> Saved:
        saved = real(article)
        if article.url.endswith("/1"):
            raise ValueError("an odd page")
        return saved

    monkeypatch.setattr(pipeline, "_archive", break_on_one)
    odd = an_article(title="صيد وفير في طرطوس", body="صيد")
    good = an_article(url="https://sahel.example/2", published_at=NOON)
    (taken,) = crawl(pipeline, odd, good)
    assert (taken.url, taken.act) == (good.url, "post")
    assert "an odd page" in caplog.text
    (row,) = pipeline.store.source_rows()
    assert row["report"]["refused"] == {"not_stored": 1}
    waits = pipeline.store.crawl_state("sahel").deferred["https://sahel.example/1"]
    assert (waits.reason, waits.again_at) == ("not_stored", waits.refused_at + timedelta(days=1))


def test_articles_under_their_sections_address_stay_apart(pipeline: Pipeline):
    """An outlet that names its section as the canonical address of every article is not believed."""
    prime(pipeline, SAHEL)
    section = "https://sahel.example/news"
    pages = [
        an_article(url="https://sahel.example/1", canonical_url=section),
        an_article(
            url="https://sahel.example/2",
            canonical_url=section,
            title="حريق في مستودع قرب حميميم",
            body="أخمدت فرق الإطفاء حريقًا في مستودع قرب قاعدة حميميم.",
        ),
    ]
    assert {taken.act for taken in crawl(pipeline, *pages)} == {"post"}
    later = NOON + timedelta(hours=1)
    again = [page.model_copy(update={"fetched_at": later}) for page in pages]
    assert {taken.act for taken in crawl(pipeline, *again, now=later)} == {"hold"}
    assert pipeline.store.counts(["articles", "article_versions"]) == {
        "articles": 2,
        "article_versions": 2,
    }


def test_a_page_that_two_sources_list_is_known_to_both(pipeline: Pipeline):
    """Neither asks for it again, and only the one that brought it first makes versions of it."""
    prime(pipeline, SAHEL, MARFA)
    crawl(pipeline, an_article())
    other = an_article(source="marfa", body="مقتطف آخر من الصفحة نفسها عن طرطوس.")
    (taken,) = crawl(pipeline, other, source=MARFA)
    assert taken.act == "hold"
    for source in ("sahel", "marfa"):
        assert "https://sahel.example/1" in pipeline.store.crawl_state(source).known
    assert pipeline.store.counts(["article_versions"]) == {"article_versions": 1}


def test_a_held_article_is_not_posted_for_a_small_change(pipeline: Pipeline):
    """What was held, too old or undated, stays held when a word of it changes."""
    undated = an_article(published_at=None)
    assert crawl(pipeline, undated)[0].act == "hold"
    later = NOON + timedelta(days=20)
    changed = an_article(published_at=None, body=undated.body + " وعادت لاحقًا.", fetched_at=later)
    (taken,) = crawl(pipeline, changed, now=later)
    assert (taken.act, taken.reason) == ("hold", "held before, and its change brought no new hit")


def test_a_hit_that_a_change_brings_is_as_new_as_the_change(pipeline: Pipeline):
    """A live page that comes to our places after two days is told."""
    prime(pipeline, SAHEL)
    crawl(pipeline, an_article(title="متابعة مباشرة", body="آخر أخبار البلاد."))
    later = NOON + timedelta(days=2)
    (taken,) = crawl(
        pipeline,
        an_article(title="متابعة مباشرة", body="انفجار في طرطوس.", fetched_at=later),
        now=later,
    )
    assert taken.act == "post"


def test_a_source_is_primed_once_all_of_it_was_seen(pipeline: Pipeline):
    """Links that still wait for their page are first sight as well."""
    crawl(pipeline, pending=(Link(url="https://sahel.example/2"),))
    undated = an_article(url="https://sahel.example/2", published_at=None)
    assert crawl(pipeline, undated)[0].act == "hold"
    other = an_article(url="https://sahel.example/3", title="مهرجان في حميميم", published_at=None)
    assert crawl(pipeline, other)[0].act == "post"


def test_a_source_that_was_silent_for_days_is_primed_anew(pipeline: Pipeline):
    """After an outage, undated items may be of any of its days."""
    crawl(pipeline, now=NOON - timedelta(days=4))
    assert crawl(pipeline, an_article(published_at=None))[0].act == "hold"


def test_a_correction_that_takes_the_place_away_changes_the_post(pipeline: Pipeline):
    """A post does not go on claiming what its outlet has withdrawn."""
    prime(pipeline, SAHEL)
    crawl(pipeline, an_article(title="انفجار في طرطوس", body="انفجار في طرطوس."))
    later = NOON + timedelta(minutes=30)
    corrected = an_article(
        title="تصحيح: الانفجار في طرابلس", body="وقع الانفجار في طرابلس.", fetched_at=later
    )
    (taken,) = crawl(pipeline, corrected, now=later)
    assert (taken.act, taken.reason) == ("edit", "the changed article no longer matches")
    assert "تصحيح" in posts(pipeline)[0].html


def test_readers_of_a_new_chat_have_read_nothing_yet(pipeline: Pipeline):
    """A story that stood on the page is posted to the channel once there is one."""
    prime(pipeline, SAHEL, MARFA)
    crawl(pipeline, an_article(title=WATER, body=WATER_BODY))
    moved = Pipeline(
        pipeline.store,
        a_configuration(sources=(SAHEL, MARFA)),
        destination=lambda chat: f"@new_{chat}",
    )
    copy = an_article(source="marfa", url="https://marfa.example/9", title=WATER, body=WATER_BODY)
    (taken,) = crawl(moved, copy, source=MARFA, now=NOON + timedelta(hours=1))
    assert taken.act == "post"
    assert posts(pipeline)[-1].destination == "@new_main"


def test_readers_of_a_group_that_became_a_supergroup_have_read_all(pipeline: Pipeline):
    """The story is not told them again; its news comes to the new group and stands alone."""
    prime(pipeline, SAHEL, MARFA)
    body = "قُتل {} أشخاص في هجوم بطائرات مسيّرة على محيط قاعدة حميميم في ريف جبلة فجر اليوم."
    crawl(pipeline, an_article(title="هجوم مسيّرات قرب حميميم", body=body.format("ثلاثة")))
    pipeline.ledger.record(posts(pipeline)[0].id, Sent(7), NOON)
    [other] = pipeline.ledger.plan([planned(destination="@main_chat")], NOON)
    pipeline.ledger.record(other.post_id, Blocked("moved", moved_to="-1009"), NOON)
    for hours, toll, act in ((1, "ثلاثة", "edit"), (2, "سبعة", "reply")):
        later = NOON + timedelta(hours=hours)
        report = an_article(
            source="marfa",
            url=f"https://marfa.example/{hours}",
            title=f"مقتل {toll} في هجوم المسيّرات قرب حميميم",
            body=body.format(toll),
            published_at=later,
            fetched_at=later,
        )
        assert [taken.act for taken in crawl(pipeline, report, source=MARFA, now=later)] == [act]
    told = [(post.kind, post.destination, post.state) for post in posts(pipeline)]
    assert told == [
        ("post", "@main_chat", "sent"),
        ("edit", "@main_chat", "superseded"),
        ("edit", "@main_chat", "superseded"),
        ("reply", "-1009", "planned"),
    ]
    assert posts(pipeline)[-1].target_id is None


def test_what_was_decided_is_kept_with_its_reason(pipeline: Pipeline):
    """`explain` can say later why an article was silent."""
    prime(pipeline, SAHEL)
    crawl(pipeline, an_article(title="أسعار", body="ذهب"))
    decision = pipeline.store.decision(1)
    assert decision == {"act": "drop", "reason": "no rule matched", "at": NOON.isoformat()}
