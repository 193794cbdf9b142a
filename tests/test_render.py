"""monitor.render.layout with its parts: inline, excerpt, phrases and weblink.

TDLib's own parser judges every kind of post.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from hostile import texts, unhurried
from monitor.deliver.markup import Parsed, judge, links_by_itself
from monitor.match.matcher import Evidence, Match
from monitor.match.rules import Severity
from monitor.render.bidi import BIDI_CONTROLS, FSI, PDI, RLM, Marked
from monitor.render.excerpt import LONGEST_UTF16, Excerpt, clip, excerpt, sentences, utf16_length
from monitor.render.inline import HIGHLIGHTS, hashtag, plain, plain_html, visible
from monitor.render.latest import Latest
from monitor.render.layout import (
    PostContent,
    ReplyContent,
    SourceLine,
    admin,
    post,
    reply,
)
from monitor.render.lines import EMOJI, Undated
from monitor.render.phrases import day, moment, more_outlets, news, outlets
from monitor.render.summary import (
    MOST_LINES,
    DigestContent,
    GapLine,
    StoryLine,
    bundle,
    digest,
)
from monitor.render.weblink import web_link
from spiders.contract import Article

DAMASCUS = ZoneInfo("Asia/Damascus")
AT = datetime(2025, 2, 17, 11, 35, tzinfo=UTC)
OUTLET = SourceLine("عنب بلدي", "https://www.enabbaladi.example/123456/?utm=1&x=2", AT)
BODY = (
    "قال مدير مؤسسة المياه في طرطوس لـ SANA إن عطلًا أصاب محطة الضخ فجر الاثنين 17/2/2025. "
    "وأضاف أن رقم الطوارئ هو +963-43-225-100."
)


def spans(text: str, *words: str) -> tuple[tuple[int, int], ...]:
    """Where these words stand."""
    return tuple(sorted(found.span() for word in words for found in re.finditer(word, text)))


def content(**changes: object) -> PostContent:
    """A usual post with some changes."""
    fields: dict[str, object] = {
        "severity": "urgent",
        "title": "انقطاع المياه عن طرطوس بعد تعطّل محطة <السن> & إصلاحها",
        "excerpt": Excerpt(BODY, spans(BODY, "طرطوس")),
        "sources": [OUTLET],
        "first_at": AT,
        "hashtags": ["طرطوس", "ريف دمشق"],
    }
    return PostContent(**fields | changes)  # type: ignore[arg-type]


def shown(html: str) -> list[str]:
    """The lines of a post with its marks made visible: | for RLM, [ ] for isolates."""
    marks = {RLM: "|", FSI: "[", PDI: "]"}
    return "".join(marks.get(character, character) for character in html).split("\n")


def test_a_new_alert() -> None:
    """Title, quote, outlet, Damascus time and hashtags, each line right to left."""
    assert shown(post(content(), DAMASCUS)) == [
        "|🔴 <b>انقطاع المياه عن طرطوس بعد تعطّل محطة &lt;السن&gt; &amp; إصلاحها</b>",
        "",
        (
            "<blockquote expandable>|قال مدير مؤسسة المياه في <b>طرطوس</b> لـ [SANA] إن عطلًا أصاب "
            "محطة الضخ فجر الاثنين 17/2/2025. وأضاف أن رقم الطوارئ هو [+963-43-225-100]."
            "</blockquote>"
        ),
        '|📰 المصدر: <a href="https://www.enabbaladi.example/123456/?utm=1&amp;x=2">عنب بلدي</a>',
        "|🕒 الاثنين 17 شباط 2025، 14:35 بتوقيت دمشق",
        "|#طرطوس #ريف_دمشق",
    ]


def test_the_same_post_after_more_outlets() -> None:
    """Later outlets stand in order with their times; the first line says that it changed."""
    later = content(
        sources=[
            OUTLET,
            SourceLine("SANA", "https://sana.example/?p=1", AT + timedelta(minutes=9)),
            SourceLine("Syria TV — سوريا", "javascript:x", AT + timedelta(minutes=31), "سانا"),
            SourceLine("", "https://x.example/", AT + timedelta(hours=10)),
        ],
        updated_at=AT + timedelta(minutes=52),
        notes=["حذف الموقع خبره.", " "],
    )
    lines = shown(post(later, DAMASCUS))
    assert lines[1] == "|🔄 <i>آخر تحديث 15:27 · 4 مصادر</i>"
    assert lines[4:] == [
        "|📰 <b>المصادر</b>",
        '|• <a href="https://www.enabbaladi.example/123456/?utm=1&amp;x=2">عنب بلدي</a> — 14:35',
        '|• <a href="https://sana.example/?p=1">[SANA]</a> — 14:44',
        "|• [Syria TV — سوريا] — 15:06، نقلًا عن سانا",
        '|• <a href="https://x.example/">مصدر بلا اسم</a> — 18 شباط 00:35',
        "|📝 حذف الموقع خبره.",
        "|🕒 الاثنين 17 شباط 2025، 14:35 بتوقيت دمشق",
        "|#طرطوس #ريف_دمشق",
    ]


def test_a_change_by_the_same_outlet_counts_no_outlets() -> None:
    """An edited article updates the post without pretending to be a second source."""
    assert "|🔄 <i>آخر تحديث 14:40</i>" in shown(
        post(content(updated_at=AT + timedelta(minutes=5)), DAMASCUS)
    )


def test_twelve_outlets_are_listed_and_the_rest_counted() -> None:
    """A fifteenth outlet is a number, not a line."""
    lines = shown(post(content(sources=[OUTLET] * 15), DAMASCUS))
    assert sum(line.startswith("|• <a") for line in lines) == 12
    assert "|• و3 مصادر أخرى" in lines


def test_an_undated_article_says_so() -> None:
    """A time that is ours is not passed off as the outlet's."""
    assert "|🕒 رُصد الاثنين 17 شباط 2025، 14:35 بتوقيت دمشق (لم يذكر المصدر وقت النشر)" in shown(
        post(content(undated="unstated"), DAMASCUS)
    )


def test_a_time_to_come_is_shown_as_seen() -> None:
    """A publication time that is still to come is shown as first seen, with the reason."""
    when = shown(post(content(undated="ahead"), DAMASCUS))
    seen = "|🕒 رُصد الاثنين 17 شباط 2025، 14:35 بتوقيت دمشق (ذكر المصدر وقتًا لم يأتِ بعد)"
    assert seen in when


def test_a_quote_of_a_later_report_says_whose_it_is() -> None:
    """Below it, with a link; nothing is said where there is no quote."""
    source = SourceLine("عنب بلدي", "https://x.example/2", AT)
    line = '|💬 من نص <a href="https://x.example/2">عنب بلدي</a>'
    lines = shown(post(content(quoted=source), DAMASCUS))
    assert lines[lines.index(line) - 1].startswith("<blockquote")
    assert line not in shown(post(content(quoted=source, excerpt=Excerpt("")), DAMASCUS))
    assert line not in shown(post(content(quoted=source, maybe=True), DAMASCUS))


def test_a_post_without_title_quote_or_hashtags() -> None:
    """What is missing leaves no empty mark behind."""
    bare = content(title="\u202e ", excerpt=Excerpt(""), hashtags=["2025"], severity="low")
    assert shown(post(bare, DAMASCUS)) == [
        "|⚪ <b>خبر بلا عنوان</b>",
        "",
        '|📰 المصدر: <a href="https://www.enabbaladi.example/123456/?utm=1&amp;x=2">عنب بلدي</a>',
        "|🕒 الاثنين 17 شباط 2025، 14:35 بتوقيت دمشق",
    ]


def test_a_reply_names_what_is_new() -> None:
    """The first line is the change, the second the headline that brought it."""
    answer = ReplyContent(
        severity="high",
        news="القتلى 5 ← 8",
        counts=True,
        title="ارتفاع حصيلة الانفجار إلى 8",
        source=OUTLET,
        hashtags=["حميميم"],
    )
    assert shown(reply(answer, DAMASCUS)) == [
        "|🟠 <b>تحديث: القتلى 5 ← 8</b>",
        "|ارتفاع حصيلة الانفجار إلى 8",
        "",
        '|📰 المصدر: <a href="https://www.enabbaladi.example/123456/?utm=1&amp;x=2">عنب بلدي</a>',
        "|🕒 الاثنين 17 شباط 2025، 14:35 بتوقيت دمشق",
        "|#حميميم",
    ]


@pytest.mark.parametrize(
    ("news", "title", "first"),
    [
        ("نفي", "الدفاع تنفي <إصابة> جنود", "|🔴 <b>نفي | الدفاع تنفي &lt;إصابة&gt; جنود</b>"),
        ("إخلاء", "إخلاء مدرسة في بانياس", "|🔴 <b>إخلاء مدرسة في بانياس</b>"),
        ("تفاصيل جديدة", "", "|🔴 <b>تفاصيل جديدة | خبر بلا عنوان</b>"),
    ],
)
def test_a_label_stands_before_its_title(news: str, title: str, first: str) -> None:
    """«نفي» alone would deny the event itself; a title that begins with it says it once."""
    answer = ReplyContent(severity="urgent", news=news, title=title, source=OUTLET)
    assert shown(reply(answer, DAMASCUS))[:2] == [first, ""]


def test_a_correction_is_marked_as_one() -> None:
    """A correction has a pencil in place of the severity, and says what holds instead."""
    answer = ReplyContent(
        severity="high",
        news="عدد القتلى 5 لا 8",
        counts=True,
        title="حصيلة الانفجار 5 قتلى",
        source=OUTLET,
        corrects=True,
    )
    assert shown(reply(answer, DAMASCUS))[0] == "|✏️ <b>تصحيح: عدد القتلى 5 لا 8</b>"
    said = replace(answer, news="تصحيح", counts=False, title="تصحيح: حصيلة الانفجار 5 قتلى")
    assert shown(reply(said, DAMASCUS))[0] == "|✏️ <b>تصحيح: حصيلة الانفجار 5 قتلى</b>"


@pytest.mark.parametrize("undated", [None, "unstated", "ahead"])
def test_news_by_a_change_has_the_time_of_the_change(undated: Undated | None) -> None:
    """An answer says when its report was changed, not when it was published without that."""
    source = replace(OUTLET, changed_at=AT + timedelta(hours=2))
    answer = ReplyContent(severity="high", news="", title="", source=source, undated=undated)
    assert "|🕒 عُدّل الاثنين 17 شباط 2025، 16:35 بتوقيت دمشق" in shown(reply(answer, DAMASCUS))


def test_what_an_outlet_did_to_its_report_stands_in_the_post() -> None:
    """A change stands beside the outlet, a removal in a line of its own."""
    minutes = [AT + timedelta(minutes=number) for number in (9, 20, 40)]
    sources = [
        SourceLine("عنب بلدي", "", AT, changed_at=minutes[1]),
        SourceLine("SANA", "", minutes[0], removed_at=minutes[2]),
    ]
    lines = shown(post(content(sources=sources), DAMASCUS))
    assert "|• عنب بلدي — 14:35 (عُدّل 14:55)" in lines
    assert "|📝 حُذف الخبر من موقع «[SANA]» بعد نشره هنا (لوحظ الحذف عند 15:15)" in lines
    alone = shown(post(content(sources=sources[:1]), DAMASCUS))
    assert "|📰 المصدر: عنب بلدي (عُدّل 14:55)" in alone


def test_old_news_and_what_may_be_a_part_say_so_first() -> None:
    """Below the headline; a short answer has no quote."""
    old = shown(post(content(old_since=AT - timedelta(days=45)), DAMASCUS))
    assert old[1] == "|🗂 <b>خبر قديم</b>: نُشر أول مرة يوم الجمعة 3 كانون الثاني 2025"
    recalls = shown(post(content(recalls=True), DAMASCUS))
    assert {lines[0][1] for lines in (old, recalls)} == {"⚪"}
    assert recalls[1] == "|🗂 <b>ذكرى حدث سابق</b>، وليس حدثًا جديدًا"
    maybe = shown(post(content(maybe=True), DAMASCUS))
    assert maybe[1] == "|↩️ <i>قد يكون جزءًا من الخبر المشار إليه أعلاه</i>"
    assert not any("blockquote" in line for line in maybe)


def test_a_post_says_what_is_known_by_now() -> None:
    """Below its title, with the time it was known; a correction by its pencil."""
    known = [
        Latest("correction", AT + timedelta(hours=8), "عدد القتلى 1 لا 2"),
        Latest("news", AT + timedelta(hours=12), "نفي | الدفاع <SANA>"),
        Latest("toll", AT, "6 قتلى"),
    ]
    lines = shown(post(content(latest=known, updated_at=AT), DAMASCUS))
    assert lines[1:5] == [
        "|✏️ <b>تصحيح</b> (22:35): عدد القتلى 1 لا 2",
        "|📌 <b>آخر ما عُرف</b> (18 شباط 02:35): نفي | الدفاع &lt;[SANA]&gt;",
        "|📌 <b>الحصيلة</b> (14:35): 6 قتلى",
        "|🔄 <i>آخر تحديث 14:35</i>",
    ]


def test_a_frozen_post_says_how_often_it_was_edited() -> None:
    """A post that is edited seldom says how often it was, and where news will come."""
    frozen = "|⏳ <i>تتباعد تعديلات هذا المنشور (10 تحديثات إلى الآن)؛ ما يستجدّ يأتي ردًّا عليه</i>"
    assert frozen in shown(post(content(edits=10), DAMASCUS))


LINE = StoryLine(
    severity="normal", title="وصول باخرة", url="https://x.example/1", outlet="SANA", at=AT
)


def test_a_bundle_tells_stories_and_updates() -> None:
    """A bundle has two lines for each: the linked headline, and the outlet with its time."""
    update = StoryLine(
        severity="high",
        title="ارتفاع الحصيلة",
        url="",
        outlet="عنب بلدي",
        at=AT - timedelta(hours=15),
        outlets=3,
        news="تحديث: القتلى 5 ← 8",
    )
    assert shown(bundle([update, LINE], DAMASCUS)) == [
        "|🗞 <b>موجز: خبر واحد وتحديث واحد</b>",
        "",
        "|🟠 <b>تحديث: القتلى 5 ← 8</b> — ارتفاع الحصيلة",
        "|عنب بلدي — 16 شباط 23:35 · 3 مصادر",
        "",
        '|🟡 <a href="https://x.example/1">وصول باخرة</a>',
        "|[SANA] — 14:35",
    ]
    gone = [replace(LINE, removed=True)]
    assert shown(bundle(gone, DAMASCUS))[-1] == "|[SANA] — 14:35 · حُذف من موقعه"
    changed = [replace(update, at=AT, changed=True)]
    assert shown(bundle(changed, DAMASCUS))[-1] == "|عنب بلدي — عُدّل 14:35 · 3 مصادر"
    only = [update, update]
    assert shown(bundle(only, DAMASCUS))[0] == "|🗞 <b>موجز: تحديثان</b>"


def test_a_summary_says_what_is_known_by_now() -> None:
    """A line of its own below the headline of a story that went on, in bundle and digest."""
    went_on = replace(LINE, latest=[Latest("news", AT - timedelta(hours=15), "6 قتلى")])
    known = "|📌 <b>آخر ما عُرف</b> (16 شباط 23:35): 6 قتلى"
    assert shown(bundle([went_on], DAMASCUS))[3] == known
    lines = shown(digest(a_digest(stories=[went_on, LINE]), DAMASCUS))
    assert lines[5] == known
    assert sum(line == known for line in lines) == 1
    named = replace(LINE, news="إخلاء", title="إخلاء مدرسة", url="")
    assert "|🟡 إخلاء مدرسة" in shown(bundle([named], DAMASCUS))


def test_a_hostile_bundle_loses_its_links_before_a_story() -> None:
    """Twelve addresses of 1 500 bytes that grow when escaped are more than Telegram takes."""
    long = "https://x.example/?" + "&" * 1450
    hostile = StoryLine(severity="low", title="خبر", url=long, outlet="موقع", at=AT)
    html = bundle([hostile] * MOST_LINES, DAMASCUS)
    assert isinstance(judge(html), Parsed)
    assert "<a " not in html
    assert html.count("خبر\n") == MOST_LINES


def a_digest(**changes: object) -> DigestContent:
    """A usual day with some changes."""
    fields: dict[str, object] = {
        "at": AT,
        "stories": [LINE] * 3,
        "outlets": 2,
        "told_before": 5,
        "watched": 12,
        "read": 348,
        "matched": 15,
        "held": 2,
    }
    return DigestContent(**fields | changes)  # type: ignore[arg-type]


def test_a_digest_counts_what_it_does_not_name() -> None:
    """Ten stories and ten gaps are named, the others counted."""
    gap = GapLine(outlet="سانا", since=AT - timedelta(hours=5), until=AT)
    html = digest(a_digest(stories=[LINE] * 12, gaps=[gap] * 11), DAMASCUS)
    lines = shown(html)
    assert lines.count('|🟡 <a href="https://x.example/1">وصول باخرة</a>') == 10
    assert "|• وخبران آخران" in lines
    assert lines.count("|⚠️ تعذّرت قراءة «سانا» من 09:35 إلى 14:35") == 10
    assert "|• وانقطاعات أخرى: 1" in lines


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "|3 أخبار من مصدرين، أقل من أمس بخبرين."),
        ({"told_before": 3}, "|3 أخبار من مصدرين."),
        ({"told_before": None, "outlets": 1}, "|3 أخبار من مصدر واحد."),
        ({"told_before": 2}, "|3 أخبار من مصدرين، أكثر من أمس بخبر واحد."),
        ({"told_before": 14}, "|3 أخبار من مصدرين، أقل من أمس بـ11 خبرًا."),
        (
            {},
            (
                "|قُرئت 348 مادة جديدة في 12 موقعًا، منها 15 مادة تدخل في اهتمام القناة، "
                "ولم تُنشر اثنتان منها."
            ),
        ),
        (
            {"read": 30, "matched": 2, "held": 1},
            (
                "|قُرئت 30 مادة جديدة في 12 موقعًا، منها مادتان تدخلان في اهتمام القناة، "
                "ولم تُنشر واحدة منها."
            ),
        ),
        (
            {"matched": 1, "held": 1},
            (
                "|قُرئت 348 مادة جديدة في 12 موقعًا، منها مادة واحدة تدخل في اهتمام القناة، "
                "ولم يُنشر منها شيء."
            ),
        ),
        ({"read": 0}, "|لم تُقرأ مادة جديدة في 12 موقعًا."),
        ({"watched": 0}, "|لا مصادر مفعّلة للرصد."),
        ({"read": 2, "matched": 0, "held": 0}, "|قُرئت مادتان جديدتان في 12 موقعًا."),
        ({"gaps": [GapLine(outlet=None, since=AT, until=None)]}, "|⚠️ توقف الرصد كله منذ 14:35"),
        (
            {"gaps": [GapLine(outlet="SANA", since=None, until=None)]},
            "|⚠️ لم تُقرأ «[SANA]» بعد",
        ),
        ({"gaps": [GapLine(outlet=None, since=None, until=None)]}, "|⚠️ لم يُقرأ أي مصدر بعد"),
        (
            {"stories": [], "matched": 0},
            "|لا جديد اليوم: لم يرد خبر يدخل في اهتمام القناة.",
        ),
        ({"stories": []}, "|لم يُنشر اليوم خبر جديد."),
        ({}, "|✅ لم ينقطع الرصد."),
        ({}, "|#حصاد_يومي"),
    ],
)
def test_the_lines_of_a_digest(changes: dict[str, object], line: str) -> None:
    """Each line of a digest is good Arabic whatever its numbers are."""
    assert line in shown(digest(a_digest(**changes), DAMASCUS))


def test_a_digest_without_sources_claims_nothing() -> None:
    """Where nothing is to be watched, nothing was watched well."""
    assert not any("لم ينقطع" in line for line in shown(digest(a_digest(watched=0), DAMASCUS)))


def test_an_admin_message_keeps_english_left_to_right() -> None:
    """Only lines with Arabic letters are turned; markup in them is text."""
    message = admin("sana: <silent>", ["المصدر SANA صامت", "last crawl 09:00"])
    assert shown(message) == [
        "⚙️ <b>sana: &lt;silent&gt;</b>",
        "|المصدر [SANA] صامت",
        "last crawl 09:00",
    ]


def test_a_reply_for_several_shows_every_title() -> None:
    """The title of each report whose news waited for it; more than ten are counted."""
    answer = ReplyContent(
        severity="high",
        news="القتلى 5 ← 8",
        counts=True,
        title="ارتفاع الحصيلة",
        source=OUTLET,
        also=[(f"خبر {number}", OUTLET) for number in range(12)],
    )
    lines = visible(reply(answer, DAMASCUS)).replace(RLM, "").split("\n")
    assert lines[5:7] == ["📎 واستجدّ قبله", "• خبر 0 — عنب بلدي، 14:35"]
    assert lines[15:] == ["• خبر 9 — عنب بلدي، 14:35", "• وخبران آخران"]


def test_highlights_are_limited() -> None:
    """At most thirty words are bold, so that Telegram drops none of the links."""
    text = "طرطوس " * 60
    html = post(content(excerpt=Excerpt(text, spans(text, "طرطوس"))), DAMASCUS)
    assert html.count("<b>") == HIGHLIGHTS + 1


def test_a_hostile_post_shrinks_until_it_fits() -> None:
    """Letters that alternate between scripts need an isolate each; less of them is shown."""
    alternating = "aب" * 2000
    big = content(
        title=alternating,
        excerpt=Excerpt(alternating),
        sources=[SourceLine(alternating, "https://x.example/" + "a" * 1480, AT, alternating)] * 12,
        notes=[alternating] * 10,
    )
    html = post(big, DAMASCUS)
    assert isinstance(judge(html), Parsed)
    assert [line[:3] for line in shown(html)].count("|• ") == 3
    assert "|• و10 مصادر أخرى" in shown(html)


def test_bold_beside_and_across_an_isolate() -> None:
    """Bold type and isolates may touch or cross without breaking each other."""
    text = "قالت SANA طرطوس"
    html = post(content(excerpt=Excerpt(text, ((5, 9), (10, 15)))), DAMASCUS)
    assert f"قالت {FSI}<b>SANA</b>{PDI} <b>طرطوس</b>" in html
    assert isinstance(judge(html), Parsed)


severities = st.sampled_from(["low", "normal", "high", "urgent"])
places = st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), max_size=40)
excerpts = st.builds(
    lambda text, pairs: Excerpt(
        text, tuple((min(a, b, len(text)), min(max(a, b), len(text))) for a, b in pairs)
    ),
    texts,
    places,
)
times = st.datetimes(timezones=st.just(UTC)).filter(lambda at: 1950 < at.year < 2100)
urls = st.sampled_from(
    ["https://x.example/" + "ط" * 700, "https://x.example/" + '"&<>' * 100, "tg://x", ""]
) | texts.map(lambda text: f"https://x.example/{text}")
lines = st.builds(
    SourceLine,
    texts,
    urls,
    times,
    st.none() | texts,
    changed_at=st.none() | times,
    removed_at=st.none() | times,
)
latests = st.lists(
    st.builds(Latest, st.sampled_from(["news", "toll", "correction"]), times, texts), max_size=2
)
contents = st.builds(
    PostContent,
    severity=severities,
    title=texts,
    excerpt=excerpts,
    sources=st.lists(lines, min_size=1, max_size=15),
    first_at=times,
    latest=latests,
    undated=st.sampled_from([None, "unstated", "ahead"]),
    updated_at=st.none() | times,
    hashtags=st.lists(texts, max_size=12),
    notes=st.lists(texts, max_size=12),
    old_since=st.none() | times,
    recalls=st.booleans(),
    maybe=st.booleans(),
    edits=st.none() | st.integers(0, 1000),
)
replies = st.builds(
    ReplyContent,
    severity=severities,
    news=texts,
    title=texts,
    source=lines,
    excerpt=excerpts,
    undated=st.sampled_from([None, "unstated", "ahead"]),
    hashtags=st.lists(texts, max_size=5),
    counts=st.booleans(),
    also=st.lists(st.tuples(texts, lines), max_size=12),
    corrects=st.booleans(),
)
story_lines = st.builds(
    StoryLine,
    severity=severities,
    title=texts,
    url=urls,
    outlet=texts,
    at=times,
    outlets=st.integers(1, 200),
    news=texts,
    latest=latests,
    removed=st.booleans(),
)
bundles = st.lists(story_lines, min_size=1, max_size=MOST_LINES)
counts = st.integers(0, 100_000)
digests = st.builds(
    DigestContent,
    at=times,
    stories=st.lists(story_lines, max_size=15),
    outlets=counts,
    told_before=st.none() | counts,
    watched=counts,
    read=counts,
    matched=counts,
    held=counts,
    gaps=st.lists(
        st.builds(
            GapLine, outlet=st.none() | texts, since=st.none() | times, until=st.none() | times
        ),
        max_size=15,
    ),
)


def assert_fit_for_telegram(html: str) -> None:
    """Accepted by TDLib within every limit, no direction mark but ours, each of them closed."""
    verdict = judge(html)
    assert isinstance(verdict, Parsed), verdict
    assert not (BIDI_CONTROLS - {RLM, FSI, PDI}) & set(html)
    assert RLM * 2 not in html
    for line in visible(html).split("\n"):
        assert line.count(FSI) == line.count(PDI)
        assert not re.search(f"{FSI}[^{PDI}]*{FSI}", line)
        assert RLM not in line[1:]
    for link in links_by_itself(verdict.text):
        assert not re.match(r"(?!https?:)[a-z]+://", link, re.IGNORECASE)
    for entity in verdict.entities:
        assert entity.url is None or entity.url.startswith(("http://", "https://"))


@unhurried
@given(contents)
def test_every_post_is_fit_for_telegram(hostile: PostContent) -> None:
    """Whatever the texts are, the post is accepted, and each of its lines is right to left."""
    html = post(hostile, DAMASCUS)
    assert_fit_for_telegram(html)
    assert all(line.startswith(RLM) for line in visible(html).split("\n") if line)


@unhurried
@given(replies)
def test_every_reply_is_fit_for_telegram(hostile: ReplyContent) -> None:
    """Whatever the texts are, the reply is accepted, and each of its lines is right to left."""
    html = reply(hostile, DAMASCUS)
    assert_fit_for_telegram(html)
    assert all(line.startswith(RLM) for line in visible(html).split("\n") if line)


@unhurried
@given(bundles)
def test_every_bundle_is_fit_for_telegram(hostile: list[StoryLine]) -> None:
    """Whatever the texts are, the bundle is accepted, right to left, and no story is left out."""
    html = bundle(hostile, DAMASCUS)
    assert_fit_for_telegram(html)
    shown_lines = [line for line in visible(html).split("\n") if line]
    assert all(line.startswith(RLM) for line in shown_lines)
    marks = [line for line in shown_lines if line[1:].startswith(tuple(EMOJI.values()))]
    assert len(marks) == len(hostile)


@unhurried
@given(digests)
def test_every_digest_is_fit_for_telegram(hostile: DigestContent) -> None:
    """Whatever the texts are, the digest is accepted, and each of its lines is right to left."""
    html = digest(hostile, DAMASCUS)
    assert_fit_for_telegram(html)
    assert all(line.startswith(RLM) for line in visible(html).split("\n") if line)


@unhurried
@given(texts, st.lists(texts, max_size=50))
def test_every_admin_message_is_fit_for_telegram(headline: str, more: list[str]) -> None:
    """Whatever an error says, the operator can be told."""
    assert_fit_for_telegram(admin(headline, more))


@unhurried
@given(contents)
def test_the_plain_form_is_fit_too_and_final(hostile: PostContent) -> None:
    """Without markup the post is still accepted, and its plain form is itself."""
    html = plain_html(post(hostile, DAMASCUS))
    assert isinstance(judge(html), Parsed)
    assert plain_html(html) == html


def test_the_plain_form_keeps_addresses_while_they_fit() -> None:
    """Links become addresses in brackets; where that grows too long, they are left out."""
    html = post(content(), DAMASCUS)
    assert "عنب بلدي (https://www.enabbaladi.example/123456/?utm=1&x=2)" in plain(html)
    long = SourceLine("سانا", "https://x.example/" + "a" * 1400, AT)
    assert "https://" not in plain(post(content(sources=[long] * 5), DAMASCUS))


# --- excerpt --------------------------------------------------------------------------------


def article(body: str, lead: str = "") -> Article:
    """An article with that text."""
    return Article(url="https://x.example/1", fetched_at=AT, body=body, lead=lead)


def found(field: str, text: str, *words: str) -> Match:
    """A match with these words of that field as evidence."""
    evidence = tuple(
        Evidence(field, word, word, *one.span())  # type: ignore[arg-type]
        for word in words
        for one in re.finditer(word, text)
    )
    return Match("r", "", Severity.NORMAL, evidence, (), (), shadow=False)


def test_the_densest_sentence_is_quoted() -> None:
    """The sentence with most different terms wins over one that repeats a single term."""
    filler = "جملة طويلة لا شأن لها بالخبر ولا بالمكان الذي يهم القارئ هنا أبدًا. " * 12
    body = f"طرطوس ثم طرطوس. {filler}انفجار في طرطوس هز المرفأ. {filler}"
    quoted = excerpt(article(body), [found("body", body, "طرطوس", "انفجار")])
    assert "انفجار في طرطوس هز المرفأ." in quoted.text
    assert "طرطوس ثم طرطوس" not in quoted.text
    words = sorted(quoted.text[start:end] for start, end in quoted.spans)
    assert words == ["انفجار", "طرطوس"]
    assert 400 <= utf16_length(quoted.text) <= LONGEST_UTF16


def a_match(evidence: Match, severity: Severity, *, shadow: bool = False) -> Match:
    """The same evidence, found by a rule of this severity."""
    return replace(evidence, severity=severity, shadow=shadow)


def test_the_strongest_rule_chooses_the_sentence() -> None:
    """What readers are alerted for is quoted, however much a weaker rule found elsewhere."""
    filler = "جملة طويلة لا شأن لها بالخبر ولا بالمكان الذي يهم القارئ هنا أبدًا. " * 12
    body = f"وصلت باخرة قمح إلى المرفأ التجاري. {filler}دوّى انفجار قرب طرطوس ليلًا. {filler}"
    trade = a_match(found("body", body, "باخرة", "قمح", "المرفأ"), Severity.LOW)
    blast = a_match(found("body", body, "انفجار"), Severity.HIGH)
    assert "دوّى انفجار" in excerpt(article(body), [blast, trade]).text
    silent = a_match(found("body", body, "انفجار"), Severity.HIGH, shadow=True)
    quoted = excerpt(article(body), [silent, trade])
    assert quoted.text.startswith("وصلت باخرة")
    assert len(quoted.spans) == 3


def test_a_dateline_is_no_sentence() -> None:
    """«طرطوس - سانا» holds the word and says nothing; alone it is still quoted."""
    filler = "جملة طويلة لا شأن لها بالخبر ولا بالمكان الذي يهم القارئ هنا أبدًا. " * 12
    body = f"طرطوس - سانا\n{filler}\nانقطعت المياه عن أحياء طرطوس الشرقية."
    quoted = excerpt(article(body), [found("body", body, "طرطوس")])
    assert quoted.text.endswith("انقطعت المياه عن أحياء طرطوس الشرقية.")
    alone = f"{filler}\nطرطوس - سانا"
    assert excerpt(article(alone), [found("body", alone, "طرطوس")]).text.endswith("طرطوس - سانا")


def test_a_quote_begins_behind_the_dateline() -> None:
    """A quote begins behind the dateline, and whatever follows that stays whole."""
    text = "اندلع حريق في مرفأ طرطوس.\nوأُخمد بعد ساعة."
    body = f"طرطوس-سانا\n{text}"
    named = article(body).model_copy(update={"attribution": ("سانا",)})
    for quoted in (
        excerpt(article(body), [found("body", body, "طرطوس")], ["سانا"]),
        excerpt(named, [found("body", body, "طرطوس")]),
    ):
        assert quoted.text == text
        assert [quoted.text[a:b] for a, b in quoted.spans] == ["طرطوس"]


def test_a_dateline_that_alone_names_the_place_is_quoted() -> None:
    """Or nobody would see why the article was told; a dash keeps it from the sentence."""
    body = "طرطوس-سانا\nافتتح الوزير مشفى جديدًا.\nويضم المشفى ستين سريرًا."
    quoted = excerpt(article(body), [found("body", body, "طرطوس")], ["سانا"])
    assert quoted.text.startswith("طرطوس-سانا — افتتح الوزير مشفى جديدًا.\nويضم")
    assert [quoted.text[a:b] for a, b in quoted.spans] == ["طرطوس"]


def test_lines_without_an_end_do_not_run_together() -> None:
    """Points of a list and headings are parted by a dash, and what is bold stays where it is."""
    body = "الأضرار حتى الآن\nسفينتان في المرفأ\nمستودع في طرطوس\nوقال المحافظ: الوضع تحت السيطرة."
    quoted = excerpt(article(body), [found("body", body, "طرطوس")])
    shown = (
        "الأضرار حتى الآن — سفينتان في المرفأ — مستودع في طرطوس — وقال المحافظ: الوضع تحت السيطرة."
    )
    assert quoted.text == shown
    assert [quoted.text[a:b] for a, b in quoted.spans] == ["طرطوس"]


def test_an_endless_sentence_is_cut_where_the_evidence_is_densest() -> None:
    """A place named in passing at its beginning does not hide what happened at its end."""
    body = (
        "قال سكان في طرطوس " + "كلمة " * 200 + "إن انفجارًا هز حميميم وأصاب طائرة " + "كلمة " * 200
    )
    quoted = excerpt(article(body), [found("body", body, "طرطوس", "انفجار", "حميميم", "طائرة")])
    assert [quoted.text[a:b] for a, b in quoted.spans] == ["انفجار", "حميميم", "طائرة"]
    assert quoted.text.startswith("… كلمة")


def test_the_lead_counts_unless_it_is_in_the_body() -> None:
    """A lead of its own is quoted when the hit is there; a repeated one is not read twice."""
    lead = "انفجار في طرطوس"
    assert excerpt(article("متن.", lead), [found("lead", lead, "طرطوس")]) == Excerpt(
        lead, ((10, 15),)
    )
    body = f"{lead}. والباقي"
    assert excerpt(article(body, lead), [found("lead", lead, "طرطوس")]).text == body


def test_without_evidence_it_is_the_beginning() -> None:
    """Evidence in the title alone still leaves something to read."""
    body = "أولًا. ثانيًا."
    assert excerpt(article(body), [found("title", "طرطوس", "طرطوس")]) == Excerpt(body)
    assert excerpt(article(""), []) == Excerpt("")


def test_the_sentences_before_join_at_the_end_of_a_text() -> None:
    """A hit in the last sentence brings those before it along."""
    body = "أولًا حدث شيء. ثم حدث شيء. انفجار في طرطوس."
    assert excerpt(article(body), [found("body", body, "طرطوس")]).text == body


def test_a_neighbour_that_is_too_long_is_left_out() -> None:
    """The sentence before joins when the one after would be too much, and then neither."""
    endless = "كلمة " * 130 + "."
    body = f"قبل ذلك بقليل. انفجار في طرطوس. {endless}"
    quoted = excerpt(article(body), [found("body", body, "طرطوس")])
    assert quoted.text == "قبل ذلك بقليل. انفجار في طرطوس."
    between = f"{endless} انفجار في طرطوس. {endless}"
    quoted = excerpt(article(between), [found("body", between, "طرطوس")])
    assert quoted.text == "انفجار في طرطوس."


def test_an_endless_sentence_is_cut_around_the_hit() -> None:
    """Words, not letters, are left out on both sides, and the hit is inside."""
    body = "كلمة " * 300 + "طرطوس " + "كلمة " * 300
    quoted = excerpt(article(body), [found("body", body, "طرطوس")])
    assert quoted.text.startswith("… كلمة")
    assert quoted.text.endswith("كلمة…")
    assert [quoted.text[a:b] for a, b in quoted.spans] == ["طرطوس"]
    assert utf16_length(quoted.text) <= LONGEST_UTF16
    nowhere = excerpt(article("كلمة " * 300), []).text
    assert (nowhere[:4], nowhere[-1]) == ("كلمة", "…")
    near = "طرطوس " + "كلمة " * 300
    assert excerpt(article(near), [found("body", near, "طرطوس")]).text.startswith("طرطوس كلمة")
    glued = "ك" * 900 + "طرطوس " + "كلمة " * 300
    assert excerpt(article(glued), [found("body", glued, "طرطوس")]).text.startswith("… طرطوس")


def test_sentences_end_where_people_end_them() -> None:
    """Titles, decimals and dots inside words end nothing; quotes close with their sentence."""
    text = "قال د. سامر «كفى!» ثم مضى 1.5 كلم.\nوسأل: لماذا؟ sana.sy"
    assert [text[a:b] for a, b in sentences(text)] == [
        "قال د. سامر «كفى!»",
        "ثم مضى 1.5 كلم.",
        "وسأل: لماذا؟",
        "sana.sy",
    ]
    glued = "وصل الوفد إلى سوريا.وقال رئيسه إن الزيارة ناجحة"
    assert [glued[a:b] for a, b in sentences(glued)] == [
        "وصل الوفد إلى سوريا.",
        "وقال رئيسه إن الزيارة ناجحة",
    ]


@unhurried
@given(texts, st.integers(2, 700))
def test_clipping_never_cuts_a_grapheme(text: str, limit: int) -> None:
    """What is kept is a run of whole graphemes from the beginning, within the limit."""
    kept = clip(Marked(text), limit).text
    assert utf16_length(kept) <= limit
    if kept != text:
        body = kept.removesuffix("…")
        ends = {0} | {one.end() for one in regex.finditer(r"\X", text)}
        assert any(text[:end].rstrip() == body for end in ends)


def test_clipping_shortens_a_span_that_fills_the_text() -> None:
    """One endless bold word ends with the text."""
    assert clip(Marked("ط" * 50, ((0, 50),)), 10) == Marked("ط" * 9 + "…", ((0, 9),))


# --- phrases, hashtags, addresses -----------------------------------------------------------


def test_arabic_counting() -> None:
    """One, two, few, many and hundreds each have their own form."""
    assert [news(number) for number in (1, 2, 3, 10, 11, 99, 100, 101, 110, 111)] == [
        "خبر واحد",
        "خبران",
        "3 أخبار",
        "10 أخبار",
        "11 خبرًا",
        "99 خبرًا",
        "100 خبر",
        "101 خبر",
        "110 أخبار",
        "111 خبرًا",
    ]
    assert [outlets(1), outlets(100)] == ["مصدر واحد", "100 مصدر"]
    assert more_outlets(102) == "و102 مصدر آخر"


def test_days_and_zones() -> None:
    """Every weekday and month has its Levantine name; zones without a name show their offset."""
    months = [day(datetime(2025, month, 4, tzinfo=UTC), DAMASCUS) for month in range(1, 13)]
    assert months[0] == "السبت 4 كانون الثاني 2025"
    assert months[9] == "السبت 4 تشرين الأول 2025"
    assert len({one.split(" ", 2)[2] for one in months}) == 12
    week = [day(datetime(2025, 2, date, tzinfo=UTC), DAMASCUS) for date in range(17, 24)]
    assert [one.split()[0] for one in week] == [
        *("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
    ]
    assert moment(AT, ZoneInfo("Asia/Kolkata")).endswith("17:05 بتوقيت 05:30 بعد غرينتش")
    assert moment(AT, ZoneInfo("America/New_York")).endswith("06:35 بتوقيت 05:00 قبل غرينتش")


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("طرطوس", "#طرطوس"),
        ("#حميميم", "#حميميم"),
        ("دِمَشْق", "#دمشق"),
        ("ريف - دمشق!", "#ريف_دمشق"),
        ("حصاد_يومي", "#حصاد_يومي"),
        ("طـــرطوس", "#طرطوس"),
        ("2025", None),
        ("", None),
        ("\u202e", None),
    ],
)
def test_hashtags(name: str, tag: str | None) -> None:
    """A hashtag is linked as a whole, or there is none."""
    assert hashtag(name) == tag


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://x.example/",
        "tg://resolve?domain=x",
        "//x.example/",
        "",
        "https://",
        "https://good.example@bad.example/",
        "https://good.example\\@bad.example/",
        "https://localhost/",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "https://intranet/",
        "https://\u0430pple.example/",
        "https://x.example:99999/",
        "https://xn--a.example/",
        "https://x..example/",
        "https://[bad/",
        "https://x.example/" + "a" * 1500,
    ],
)
def test_addresses_nobody_is_sent_to(url: str) -> None:
    """Each of these leaves the outlet's name without a link."""
    assert web_link(url) is None


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://x.example/a?b=1&c=2#d", "https://x.example/a?b=1&c=2#d"),
        ("https://X.Example:8080/%D8%B7", "https://x.example:8080/%D8%B7"),
        ("https://موقع.example/ط", "https://xn--4gbrim.example/%D8%B7"),
        (' https://x.example/"<> ', "https://x.example/%22%3C%3E"),
    ],
)
def test_addresses_that_are_linked(url: str, link: str) -> None:
    """Links are ASCII and cannot leave their attribute."""
    assert web_link(url) == link


def test_a_private_outlet_may_be_linked() -> None:
    """Only an outlet that is said to be on this machine or its network is linked there."""
    assert web_link("http://127.0.0.1:8000/1", private=True) == "http://127.0.0.1:8000/1"
    assert web_link("http://127.0.0.2:8000/1", private=True) == "http://127.0.0.2:8000/1"
    assert web_link("http://10.0.0.1/1", private=True) == "http://10.0.0.1/1"
    assert web_link("http://10.0.0.1/1") is None
    assert web_link("http://93.184.216.34/1", private=True) is None
    assert web_link("https://خبر.example/1", private=True) == web_link("https://خبر.example/1")
    line = SourceLine("محلي", "http://localhost:8000/1", AT, private=True)
    assert '<a href="http://localhost:8000/1">محلي</a>' in post(content(sources=[line]), DAMASCUS)
