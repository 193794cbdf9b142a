"""What the extractor makes of single difficulties; whole pages are in test_saved_pages.py."""

import json
import random
import re
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
import trafilatura
from hypothesis import given, settings
from hypothesis import strategies as st

from saved import CASES, expected, read_page
from spiders.contract import Article, Link, Refused, Selectors, Source
from spiders.extract import extract
from spiders.extract.language import language_of
from spiders.extract.lines import trim
from spiders.extract.page import Block, blocks, parse
from spiders.extract.titles import is_lead
from spiders.saved import read_saved
from spiders.skeleton import skeleton

NOW = datetime(2025, 12, 29, 9, 0, tzinfo=UTC)
URL = "https://news.sample.com/politics/7-خبر"
SENTENCE = "أعلنت بلدية المدينة أن أعمال الصيانة في الطريق الرئيسية تستمر أسبوعين كاملين."
MORE = "ودعت البلدية السائقين إلى سلوك الطرق البديلة حتى انتهاء الأعمال، وفق بيان لها."
TITLE = "أعمال صيانة في الطريق الرئيسية"


def page(head: str = "", inside: str = f"<p>{SENTENCE}</p><p>{MORE}</p>", after: str = "") -> str:
    """A small page with a title, a text, and what the test adds."""
    return (
        f"<html><head><title>{TITLE}</title>{head}</head><body><h1>{TITLE}</h1>"
        f'<div class="entry-content">{inside}</div>{after}</body></html>'
    )


def read(
    text: bytes | str, source: Source | None = None, link: Link | None = None, url: str = URL
) -> Article:
    """The article on a page that is one."""
    result = extract(text, url=url, source=source, link=link, fetched_at=NOW)
    assert isinstance(result, Article), result
    return result


def outlet(**fields: Any) -> Source:
    """An outlet with these fields beside the ones it must have."""
    base = {"id": "sample", "name": "نافذة", "url": "https://news.sample.com/"}
    return Source(**{**base, "discover": ({"feed": "https://news.sample.com/f"},), **fields})


def json_ld(**fields: Any) -> str:
    """A JSON-LD script with one NewsArticle."""
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


# --- dates ---------------------------------------------------------------------------------


def test_local_time_labelled_as_utc_is_told_by_lying_in_the_future() -> None:
    """A time later than the fetch that claims UTC is the outlet's local time."""
    head = '<meta property="article:published_time" content="2025-12-29T11:45:00+00:00">'
    article = read(page(head), outlet(timezone="Asia/Damascus"))
    assert article.published_at == datetime(2025, 12, 29, 8, 45, tzinfo=UTC)
    assert article.published_reason.endswith("local time labelled UTC")


def test_structured_date_that_is_not_understood_leaves_room_for_the_next() -> None:
    """Arabic prose in a meta element is read as text; what fails is skipped for the next date."""
    head = (
        '<meta property="article:published_time" content="قبل قليل">'
        '<meta name="date" content="الأربعاء، 24 ديسمبر 2025 - 12:09 م">'
    )
    article = read(page(head), outlet(timezone="Asia/Beirut"))
    assert article.published_at == datetime(2025, 12, 24, 10, 9, tzinfo=UTC)


def test_exact_time_of_the_same_day_beats_a_bare_day() -> None:
    """Where JSON-LD gives only the day, the feed's time of that day is taken."""
    link = Link(
        url=URL, published_at=datetime(2025, 12, 28, 7, 5, tzinfo=UTC), published_reason="feed"
    )
    head = json_ld(headline=TITLE, datePublished="2025-12-28")
    article = read(page(head), outlet(timezone="Asia/Damascus"), link)
    assert (article.published_at, article.published_reason) == (link.published_at, "link feed")


def test_another_day_does_not_replace_a_bare_day() -> None:
    """A time of another day is another event and does not touch the day JSON-LD gives."""
    link = Link(url=URL, published_at=datetime(2025, 12, 20, 7, 5, tzinfo=UTC))
    head = json_ld(headline=TITLE, datePublished="2025-12-28")
    article = read(page(head), outlet(timezone="Asia/Damascus"), link)
    assert article.published_reason.endswith("day only")


def test_times_of_related_items_are_not_the_article_s() -> None:
    """A time element behind the body never dates the article."""
    after = '<div class="x"><a href="/1">خبر آخر</a><time datetime="2025-12-01T10:00:00Z"></time></div>'
    assert read(page(after=after)).published_at is None


def test_update_line_alone_is_no_date_of_publication() -> None:
    """A visible line that says when the page was updated does not date the article."""
    text = page().replace("</h1>", "</h1><span>آخر تحديث: 28 ديسمبر 2025 10:15 بتوقيت دمشق</span>")
    assert read(text).published_at is None


def test_day_in_the_address_is_the_last_resort() -> None:
    """Without any other date the day in the address counts, as a day."""
    url = "https://news.sample.com/2025/12/27/خبر"
    article = read(page(), outlet(timezone="Asia/Damascus"), url=url)
    assert article.published_at == datetime(2025, 12, 26, 21, 0, tzinfo=UTC)
    assert article.published_reason == "address «2025-12-27», day only"


def test_date_that_is_the_last_change_yields_to_an_earlier_one() -> None:
    """Where JSON-LD repeats the last change as publication, the earlier meta date counts."""
    head = json_ld(
        headline=TITLE, datePublished="2025-12-28T10:00:00Z", dateModified="2025-12-28T10:00:00Z"
    )
    meta = '<meta property="article:published_time" content="2025-12-28T07:00:00Z">'
    article = read(page(head + meta))
    assert article.published_at == datetime(2025, 12, 28, 7, 0, tzinfo=UTC)
    assert article.modified_at == datetime(2025, 12, 28, 10, 0, tzinfo=UTC)


def test_change_before_publication_is_no_change() -> None:
    """A modification time that lies before publication is dropped."""
    head = json_ld(
        headline=TITLE, datePublished="2025-12-28T10:00:00Z", dateModified="2025-12-28T09:00:00Z"
    )
    assert read(page(head)).modified_at is None


ENTRY = (
    '<html><head><title>{title}</title></head><body><div class="hentry"><h3 class="entry-title">{title}</h3>'
    '<div class="entry-content"><p>{text}</p></div><div class="post-footer">{stamp}</div></div>'
    "{after}</body></html>"
)
STAMP = '<abbr class="published" title="{}">8:00 ص</abbr>'


@pytest.mark.parametrize(
    ("stamp", "after", "at"),
    [
        (
            STAMP.format("2025-12-28T05:12:00-08:00"),
            "",
            datetime(2025, 12, 28, 13, 12, tzinfo=UTC),
        ),
        (
            '<time class="dt-published" datetime="2025-12-28T10:00:00Z"></time>',
            "",
            datetime(2025, 12, 28, 10, 0, tzinfo=UTC),
        ),
        (
            STAMP.format("2025-12-28T10:00:00Z"),
            f'<div class="hentry">{STAMP.format("2020-01-01T10:00:00Z")}</div>',
            datetime(2025, 12, 28, 10, 0, tzinfo=UTC),
        ),
        ("", f'<div class="hentry">{STAMP.format("2020-01-01T10:00:00Z")}</div>', None),
        (STAMP.format("2025-12-28T10:00:00Z") + STAMP.format("2025-12-27T10:00:00Z"), "", None),
        ('<abbr class="updated" title="2025-12-28T10:00:00Z">8:00 ص</abbr>', "", None),
        (STAMP.format("أمس الأول"), "", None),
        (STAMP.format("2025-12-28T10:00:00"), "", None),
    ],
    ids=["hatom", "mf2", "two_entries", "another_s", "two_dates", "updated", "words", "no_zone"],
)
def test_the_entry_around_the_title_dates_it(stamp: str, after: str, at: datetime | None) -> None:
    """The one «published» of the title's hAtom entry counts, at its foot too; no other does."""
    text = ENTRY.format(title=TITLE, text=SENTENCE, stamp=stamp, after=after)
    assert read(text).published_at == at


def video(**fields: Any) -> str:
    """A JSON-LD script with one video of the page's name."""
    thing = {"@type": "VideoObject", "name": TITLE, "uploadDate": "2025-12-28T10:00:00Z", **fields}
    return f'<script type="application/ld+json">{json.dumps(thing)}</script>'


@pytest.mark.parametrize(
    ("head", "hour"),
    [
        (video(), 10),
        (video(name=f"{TITLE} | نافذة"), 10),
        (video() + video(name="فيديو آخر عن موسم القمح", uploadDate="2020-01-01T00:00:00Z"), 10),
        (
            video(uploadDate="2020-01-01T00:00:00Z")
            + json_ld(datePublished="2025-12-28T07:00:00Z"),
            7,
        ),
        (video(name="فيديو قديم عن موسم القمح في الحسكة"), None),
        (video(name="فيديو"), None),
        ('<meta property="og:title" content="…">' + video(name="فيديو قديم عن القمح"), None),
        ('<meta property="og:title" content="القمح">' + video(name="فيديو قديم عن القمح"), None),
        (video() + video(uploadDate="2025-12-27T10:00:00Z"), None),
        (video(uploadDate="2025-12-28"), None),
    ],
    ids=[
        "own",
        "site",
        "beside",
        "article",
        "another",
        "nameless",
        "mark",
        "word",
        "two",
        "no_zone",
    ],
)
def test_a_video_of_the_page_s_name_dates_it(head: str, hour: int | None) -> None:
    """A page that is about its video is as old as the video; one with any video is not."""
    at = hour and datetime(2025, 12, 28, hour, 0, tzinfo=UTC)
    assert read(page(head)).published_at == at


def test_scripts_in_the_head_are_no_text_near_the_title() -> None:
    """A date that stands only in a script is not read as a line beside the title."""
    head = '<script type="application/json">{"built": "2025-12-28T10:00:00Z"}</script>'
    assert read(page(head)).published_at is None


# --- body ----------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [SENTENCE[:46], SENTENCE + " …", ""])
def test_cut_article_body_of_json_ld_is_not_used(body: str) -> None:
    """A truncated articleBody loses to the text on the page."""
    article = read(page(json_ld(headline=TITLE, articleBody=body)))
    assert (article.body, article.extractor) == (f"{SENTENCE}\n{MORE}", "markup")


@pytest.mark.parametrize("around", [page, "<head>{}</head><div id=root></div>".format])
def test_article_body_of_json_ld_is_used_where_the_page_has_no_text(around: Any) -> None:
    """A page filled by scripts gives the whole articleBody, with a heading to be seen or none."""
    body = f"<p>{SENTENCE}</p><p>قالت &quot;البلدية&quot; إنها مستعدة.</p>"
    article = read(around(json_ld(headline=TITLE, articleBody=body), inside=""))
    assert (article.title, article.extractor) == (TITLE, "json-ld")
    assert article.body == f'{SENTENCE}\nقالت "البلدية" إنها مستعدة.'


@pytest.mark.parametrize(
    "broken", ["", "{", "<!-- {} -->", '{"@type": "NewsArticle",}', "[[[", "null", '"text"']
)
def test_broken_json_ld_hides_neither_the_text_nor_the_next_block(broken: str) -> None:
    """One bad block of JSON-LD leaves the others readable."""
    bad = f'<script type="application/ld+json">{broken}</script>'
    article = read(page(bad + json_ld(headline=TITLE, datePublished="2025-12-28T10:00:00Z")))
    assert article.body == f"{SENTENCE}\n{MORE}"
    assert article.published_at == datetime(2025, 12, 28, 10, 0, tzinfo=UTC)


def test_words_are_neither_torn_nor_glued() -> None:
    """Inline markup never breaks a word, block markup never joins two."""
    inside = "<div>و<b>طرطوس</b><span>ية</span><div>ثم</div>حميميم<br>ثم<img>صورة</div>"
    tree = parse(inside)
    assert tree is not None
    assert [block.text for block in blocks(tree)] == ["وطرطوسية", "ثم", "حميميم", "ثم صورة"]


def test_table_of_data_keeps_its_rows() -> None:
    """A table of data is read row by row, its cells apart."""
    table = (
        "<table><tr><td>القمح</td><td>12 طناً</td></tr><tr><td>الشعير</td><td>7</td></tr></table>"
    )
    article = read(page(inside=f"<p>{SENTENCE}</p>{table}"))
    assert article.body == f"{SENTENCE}\nالقمح 12 طناً\nالشعير 7"


def test_body_with_a_furniture_word_in_its_class_is_still_the_body() -> None:
    """A class that only describes the body («comments-open») does not make it furniture."""
    noise = "<div><p>" + "نص آخر طويل من الموقع لا صلة له بالخبر. " * 20 + "</p></div>"
    text = page(after=noise).replace("entry-content", "entry-content comments-open share-enabled")
    assert read(text).body == f"{SENTENCE}\n{MORE}"


def test_selectors_of_the_outlet_come_first() -> None:
    """What the outlet's entry selects is the body, the lead, the section and the tags."""
    source = outlet(
        extract=Selectors(
            body="div.special", lead="p.sum", section="span.cat", tags="a.t", drop=("div.bad",)
        )
    )
    after = (
        f'<p class="sum">ملخص قصير عن أعمال الصيانة في الطريق</p><span class="cat">محليات</span>'
        f'<div class="special"><div class="bad">سيئ</div><p>{MORE}</p></div>'
        '<a class="t" href="/t">#طرق</a>'
    )
    article = read(page(after=after), source)
    assert (article.body, article.extractor) == (MORE, "selectors")
    assert article.lead == "ملخص قصير عن أعمال الصيانة في الطريق"
    assert (article.section, article.tags) == ("محليات", ("طرق",))


LINES = {
    "شارك الخبر": False,
    "شارك في المظاهرة عشرات من أهالي المدينة.": True,
    "المزيد من القوات وصلت إلى المدينة صباح اليوم.": True,
    "تابعونا على تلغرام": False,
    "تابعت اللجنة أعمال الصيانة في المدينة.": True,
    "إعلان": False,
    "إعلان نتائج الانتخابات البلدية غداً.": True,
    "دمشق - سانا": True,
    "تــابــعــوا كل الأخبار مع نافذة اضغط هنا": False,
    "للاشتراك في القناة اضغط هنا": False,
    "شاهد: لحظة وصول أول قطار إلى المدينة": False,
    "شاهد سكان الحي أعمال الصيانة في الطريق.": True,
    "ـــــــــــــ": False,
    "3 دقائق للقراءة": False,
    "جاري تحميل المحتوى .. الرجاء الانتظار": False,
}


@pytest.mark.parametrize(("line", "stays"), LINES.items())
def test_furniture_lines_go_and_sentences_that_begin_alike_stay(line: str, stays: bool) -> None:
    """A share button is no line of the article; a sentence with the same first word is."""
    body = [Block(text, 0.0, "p") for text in (SENTENCE, line, MORE)]
    assert trim(body, title=TITLE) == [SENTENCE, *([line] if stays else []), MORE]


@pytest.mark.parametrize(
    "end", ["التعليقات (3)", "كلمات دلالية: طرق", "الأكثر قراءة", "مقالات مشابهة"]
)
def test_heading_of_other_texts_ends_the_article(end: str) -> None:
    """What stands behind the heading of comments, tags or other articles is not the article."""
    body = [Block(text, 0.0, "p") for text in (SENTENCE, end, MORE)]
    assert trim(body, title=TITLE) == [SENTENCE]


def test_read_also_in_the_middle_takes_only_its_links() -> None:
    """The article goes on behind «اقرأ أيضاً» and its links."""
    link = Block("تقرير آخر عن الطرق في المحافظة", 1.0, "li")
    body = [Block(SENTENCE, 0.0, "p"), Block("اقرأ أيضاً:", 0.0, "p"), link, Block(MORE, 0.0, "p")]
    assert trim(body, title=TITLE) == [SENTENCE, MORE]


# --- title, lead, the rest -----------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        f'<meta property="og:title" content="{TITLE} - نافذة"><meta property="og:site_name" content="نافذة">',
        f'<meta property="og:title" content="نافذة | {TITLE}">',
        json_ld(headline=f"{TITLE[:24]}…"),
        '<meta property="og:title" content="نافذة">',
    ],
)
def test_site_s_name_is_no_part_of_the_title(head: str) -> None:
    """The title is the article's, without the outlet's name, whole where it was cut."""
    assert read(page(head), outlet()).title == TITLE


def test_double_escaped_headline_is_read() -> None:
    """Entities that were escaped twice become the characters they mean."""
    text = page(json_ld(headline="حملة &amp;quot;طريق&amp;quot; تبدأ غداً")).replace(
        f"<h1>{TITLE}</h1>", ""
    )
    assert read(text).title == 'حملة "طريق" تبدأ غداً'


def test_title_of_a_page_without_headings_is_the_part_it_shows() -> None:
    """Without any heading the part of the page's title that stands on the page is the title."""
    text = f"<title>نافذة اليوم - {TITLE}</title><b>{TITLE}</b><br>{SENTENCE}<br>{MORE}"
    assert read(text).title == TITLE


@pytest.mark.parametrize(
    ("lead", "is_one"),
    [
        ("البلدية تطلب من السائقين الصبر أسبوعين", True),
        (SENTENCE[:40] + "…", False),
        (TITLE, False),
        ("موقع إخباري شامل يهتم بالسياسة والفن", False),
        ("", False),
    ],
)
def test_lead_says_more_than_the_body_s_beginning(lead: str, is_one: bool) -> None:
    """A lead is of this article, and neither its title nor the beginning of its body."""
    assert is_lead(lead, TITLE, f"{SENTENCE}\n{MORE}") is is_one


def test_login_names_are_no_authors() -> None:
    """A login name is dropped, a person's name and an agency's sign stay."""
    head = json_ld(headline=TITLE, author=[{"name": "admin"}, {"name": "هيئة التحرير"}, "AFP"])
    assert read(page(head)).authors == ("هيئة التحرير", "AFP")


@pytest.mark.parametrize(
    ("canonical", "expected_url"),
    [
        ("https://www.news.sample.com/7/", "https://news.sample.com/7"),
        ("/7?utm_source=x", "https://news.sample.com/7"),
        ("https://other.example/7", "https://news.sample.com/politics/7-x"),
        ("https://news.sample.com/", "https://news.sample.com/politics/7-x"),
        ("http://[", "https://news.sample.com/politics/7-x"),
    ],
)
def test_canonical_link_counts_on_the_same_site_only(canonical: str, expected_url: str) -> None:
    """A canonical address of another site, or of the front page, is not the article's."""
    url = "https://news.sample.com/politics/7-x"
    text = page(f'<link rel="canonical" href="{canonical}">')
    assert read(text, url=url).canonical_url == expected_url


def test_address_that_is_none_is_kept_as_it_is() -> None:
    """A page read from a file has no canonical address, and is an article all the same."""
    assert read(page(), url="saved.html").canonical_url == "https://saved.html/"
    assert read(page(), url="http://[").canonical_url == "http://["


@pytest.mark.parametrize(
    ("text", "claimed", "language"),
    [
        ("قصف على طرطوس", "en-US", "ar"),
        ("این خبر را بخوانید و گزارش دهید", "", "fa"),
        ("یہ خبر پڑھیے اور ہمیں بتائیں ٹی وی", "", "ur"),
        ("ئەم هەواڵە بڵاوکراوەتەوە", "", "ckb"),
        ("Взрыв в Тартусе", "", "ru"),
        ("Explosion à Tartous", "fr", "fr"),
        ("Explosion in Tartus", "ar", "en"),
        ("2025", "ar", None),
    ],
)
def test_language_is_that_of_the_letters(text: str, claimed: str, language: str | None) -> None:
    """The letters decide; the page's claim only chooses between languages of one script."""
    assert language_of(text, claimed) == language


def test_article_without_title_body_and_date_is_still_an_article() -> None:
    """A page that says it is an article is one, whatever it lacks."""
    head = '<meta property="article:published_time" content="bald">'
    article = read(f"<html><head>{head}</head><body><p>فيديو</p></body></html>")
    assert article.missing == ("title", "body", "published_at")


# --- what discovery carried ----------------------------------------------------------------


def test_text_carried_by_discovery_needs_no_page() -> None:
    """Markup that discovery carried is the article, with discovery's hints."""
    link = Link(url=URL, title=TITLE, html=f"<p>{SENTENCE}</p>", summary=SENTENCE[:30])
    article = read(link.html or "", link=link)
    assert (article.title, article.body, article.lead) == (TITLE, SENTENCE, "")
    assert article.extractor == "discovery"


def test_empty_text_carried_by_discovery_is_archived_by_its_title() -> None:
    """An empty text with a title is an article without a body; without a title it is nothing."""
    assert read("", link=Link(url=URL, title=TITLE, html="")).missing == ("body", "published_at")
    nothing = extract("", url=URL, source=None, link=Link(url=URL, html=""), fetched_at=NOW)
    assert isinstance(nothing, Refused)
    assert nothing.reason == "empty"


# --- every page ----------------------------------------------------------------------------

_TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div class='related'>",
        "</div>",
        "<table><tr><td>",
        "</table>",
        "<a href=http://[>",
        "<h1>",
        "</h1>",
        "<script>",
        "</script>",
        "<form>",
        "&#0;",
        "&#xD800;",
        "<time datetime=٢٠>",
        "<article itemprop=articleBody>",
        "<meta property=og:type content=article>",
        "اقرأ أيضاً",
        SENTENCE,
        "<script type='application/ld+json'>{",
        "<body>",
        "<frameset>",
        "\x00",
        "المصدر:",
        "<base href=x>",
    ]
)


@pytest.mark.parametrize(
    ("bare", "announced", "reason"),
    [
        ("<p>Just a moment...</p>", None, "challenge"),
        ("<p>Just a moment...</p>", TITLE, "challenge"),
        ("<p>جارٍ التحقق من متصفحك، انتظر قليلًا من فضلك.</p>", TITLE, "challenge"),
        (f"<p>{SENTENCE}</p>", None, "stub"),
        (random.Random(7).randbytes(3000), None, "not_html"),
        (f"<p>{SENTENCE}</p>\x01\x02\x05\x06\x07\x08\x0e\x0f\ufffd\ufffd\ufffd\ufffd", TITLE, "not_html"),
    ],
)  # fmt: skip
def test_a_page_without_anything_of_an_article_is_none(
    bare: str | bytes, announced: str | None, reason: str
) -> None:
    """The smallest challenge, a text with neither title nor date, noise: also where announced."""
    link = Link(url=URL, title=announced) if announced else None
    result = extract(bare, url=URL, source=None, link=link, fetched_at=NOW)
    assert isinstance(result, Refused)
    assert result.reason == reason


@pytest.mark.parametrize("head", [f"<title>{TITLE}</title>", ""])
def test_a_title_or_a_date_makes_a_bare_text_an_article(head: str) -> None:
    """Either will do, and a feed that announced it as well."""
    text = f"<html><head>{head}</head><body><p>{SENTENCE}</p></body></html>"
    link = None if head else Link(url=URL, published_at=NOW)
    assert read(text, link=link).body == SENTENCE


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(), st.text(), st.lists(_TAGS, max_size=30).map("".join)))
def test_no_page_raises(text: bytes | str) -> None:
    """Whatever comes, the answer is an Article or a refusal with a reason."""
    source = outlet(timezone="Asia/Beirut", extract=Selectors(body="div p", stop=("المصدر",)))
    result = extract(text, url=URL, source=source, link=None, fetched_at=NOW)
    assert isinstance(result, Article) or result.reason


@pytest.mark.parametrize("text", ["<div>" * 50_000, "<p>نص</p>" * 5_000, "<a href=/x>" * 5_000])
def test_monstrous_page_is_contained(text: str) -> None:
    """Deep nesting and thousands of elements neither raise nor recurse."""
    result = extract(text, url=URL, source=None, link=None, fetched_at=NOW)
    assert isinstance(result, Article | Refused)


def _f1(got: str, wanted: str) -> float:
    found, right = (Counter(re.findall(r"\w+", text)) for text in (got, wanted))
    shared = (found & right).total()
    return 2 * shared / max(1, found.total() + right.total())


def test_text_is_nearer_to_the_article_than_trafilatura_s() -> None:
    """Over all saved articles the words are exact, and plain trafilatura's are not."""
    ours, theirs = [], []
    for case in CASES:
        result = read_page(case)
        if isinstance(result, Article) and result.extractor != "discovery":
            wanted = expected(case)["body"]
            raw = (case / "page.html").read_bytes()
            plain = trafilatura.extract(raw, favor_precision=True, include_comments=False)
            ours.append(_f1(result.body, wanted))
            theirs.append(_f1(plain or "", wanted))
    assert min(ours) == 1.0
    assert sum(theirs) / len(theirs) < 0.95


def test_skeleton_makes_spellings_one() -> None:
    """Marks, tatweel and alef forms do not tell two lines apart."""
    assert skeleton("إقــرأ أَيضًا:") == skeleton("اقرأ ايضا")


@pytest.mark.parametrize("stamp", ["منذ 3 ساعات", "أمس 18:30 بتوقيت دمشق", "17 شباط 10:00 غرينتش"])
def test_saved_page_gives_no_date_that_depends_on_the_fetch(stamp: str) -> None:
    """A time counted from a fetch nobody remembers is no date; the same page fetched now is."""
    text = page().replace("</h1>", f'</h1><div class="date">{stamp}</div>')
    saved = read_saved(text.encode(), url=URL, source=None, fetched_at=NOW)
    assert isinstance(saved, Article)
    assert saved.published_at is None
    assert saved.published_reason.endswith("which nobody knows")
    assert read(text).published_at is not None


def test_stray_json_ld_headline_is_not_the_title() -> None:
    """Where ``<title>`` and ``<h1>`` agree, a headline that shares no word with them is stray."""
    stray = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"test"}</script>'
    assert read(page(stray)).title == TITLE


def test_standfirst_of_known_systems_is_the_lead() -> None:
    """The standfirst is matched too, so it may not get lost beside the body."""
    lead = "توقعت البلدية انتهاء أعمال الطريق قبل موسم الأمطار بعد تأخير طويل."
    text = page().replace("</h1>", f'</h1><p class="t-content__chapo">{lead}</p>')
    assert read(text).lead == lead


# --- pages that state nothing about themselves ------------------------------------------------

#: Enough headlines of other articles for a list.
NEIGHBOURS = "".join(
    f'<div class="row"><a href="/n/{n}">{SENTENCE[:40]} في الحي رقم {n}</a></div>'
    for n in range(9)
)
LONG = f"<p>{SENTENCE} {MORE}</p><p>{MORE} {SENTENCE}</p><p>{SENTENCE} {MORE} {MORE}</p>"


def bare(head: str, body: str) -> str:
    """A page without any metadata: its ``<title>``, a text, and headlines of other articles."""
    return f"<html><head><title>{TITLE} - نافذة</title></head><body>{head}{body}{NEIGHBOURS}</body></html>"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        pytest.param(
            f"<h1>{TITLE}</h1>",
            f'<div class="x"><p>وكانت <a href="/n/1">{SENTENCE[:45]}</a> {MORE}</p>{LONG}</div>',
            id="a link in the first paragraph",
        ),
        pytest.param(
            f'<h1><a href="/politics/7-خبر">{TITLE}</a></h1>',
            f'<div class="x">{LONG}</div>',
            id="a title that links to its own page",
        ),
        pytest.param(
            f'<h1 class="toggle">القائمة</h1><h1>{TITLE}</h1>',
            f'<div class="x">{LONG}</div>',
            id="a heading of the menu before the title",
        ),
        pytest.param(
            f"<h1>{TITLE}</h1>",
            f'<div class="entry themeform share">{LONG}</div>',
            id="a body that is called a share bar",
        ),
        pytest.param(
            f"<h1>{TITLE}</h1>",
            f'<div class="x">{LONG}</div><div class="block"><div class="field--name-body">'
            "<p>دورات تدريبية عن بعد في الإدارة والمحاسبة واللغات.</p></div></div>",
            id="an advertisement that is named as a body",
        ),
    ],
)
def test_an_article_that_says_nothing_of_itself_is_no_list(head: str, body: str) -> None:
    """An article without metadata is told from a list by its own text, headlines around or not."""
    article = read(bare(head, body))
    assert article.title == TITLE
    assert SENTENCE in article.body
    assert "الحي رقم" not in article.body


def test_a_list_whose_title_links_elsewhere_stays_a_list() -> None:
    """A section page, where the first heading is an article's, is no article."""
    cards = "".join(
        f'<div class="card"><h1><a href="/n/{n}">{SENTENCE[:40]} {n}</a></h1><p>{MORE}</p></div>'
        for n in range(9)
    )
    section = f"<html><head><title>سوريا - نافذة</title></head><body>{cards}</body></html>"
    result = extract(section, url=URL, source=None, link=None, fetched_at=NOW)
    assert isinstance(result, Refused)
    assert result.reason == "listing"


def test_whole_articles_below_the_one_asked_for_are_left_out() -> None:
    """Boxes made like the article's own, with a headline on top, are other articles."""
    own = f'<div class="story"><h1>{TITLE}</h1><div class="t">{LONG}</div></div>'
    other = (
        '<div class="story"><h2><a href="/n/2">سفينة في المرفأ</a></h2>'
        "<div class=t><p>رست سفينة شحن في المرفأ صباح اليوم بعد رحلة طويلة من أقصى الشمال.</p></div></div>"
    )
    assert "رست سفينة" not in read(bare("", own + other * 2)).body


def test_a_publication_in_the_future_is_no_time() -> None:
    """A machine date ahead of the fetch, beyond what clocks differ, is nothing to believe."""
    head = '<meta property="article:published_time" content="2025-12-29T11:00:00+00:00">'
    article = read(page(head))
    assert article.published_at is None
    assert "in the future" in article.published_reason


def test_evening_stays_evening_beside_a_link() -> None:
    """«08:15 م» and the section's link that follows at once are two things."""
    outlet_in_damascus = outlet(timezone="Asia/Damascus")
    line = '<div class="date"><span>28/12/2025 08:15 م</span><a href="/s">أخبار</a></div>'
    article = read(page().replace("</h1>", f"</h1>{line}"), outlet_in_damascus)
    assert article.published_at == datetime(2025, 12, 28, 17, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "stated", ["2025-12-27", "2025-12-27T23:30:00", "السبت 27 كانون الأول 2025 - 14:05"]
)
def test_a_naive_time_without_a_zone_is_no_date(stated: str) -> None:
    """Nobody knows the moment; midnight in some zone would make news look a day old."""
    article = read(page(f'<meta name="date" content="{stated}">'))
    assert article.published_at is None
    assert article.published_reason.endswith("naive time and no zone")


def test_a_moment_is_better_than_the_day_of_a_naive_time() -> None:
    """Where the feed says when, with its zone, the page's naive time is not needed."""
    link = Link(url=URL, published_at=datetime(2025, 12, 27, 7, 5, tzinfo=UTC))
    article = read(page('<meta name="date" content="2025-12-27T10:05:00">'), link=link)
    assert article.published_at == link.published_at


def test_microdata_of_listed_articles_does_not_hide_the_article_s_own() -> None:
    """The date of an entry of a list is that of the entry, though both are articles."""
    item = '<div itemscope itemtype="https://schema.org/NewsArticle"'
    date = '<meta itemprop="datePublished" content="2025-12-{}T10:00:00+03:00">'
    listed = f'{item} itemprop="itemListElement">{date.format(20)}</div>'
    article = read(page(after=f"{item}>{date.format(27)}{listed}</div>"))
    assert article.published_at == datetime(2025, 12, 27, 7, tzinfo=UTC)


def test_the_time_in_a_footer_at_the_top_is_the_article_s() -> None:
    """Drupal says who sent an article, and when, in a footer that stands above its text."""
    meta = '<footer class="node__meta">أضافه زائر <time datetime="2025-12-27T07:00:00Z">27</time></footer>'
    text = page().replace("</h1>", f"</h1>{meta}")
    assert read(text).published_at == datetime(2025, 12, 27, 7, tzinfo=UTC)


def test_a_line_that_says_by_whom_and_when_is_read() -> None:
    """«نشرت بواسطة …» says when, whatever its element is called."""
    line = "<p>نشرت بواسطة <b>admin</b> في سبت, 12/27/2025 - 21:40</p>"
    article = read(page().replace("</h1>", f"</h1>{line}"))
    assert article.published_reason.endswith("12/27/2025 - 21:40»: naive time and no zone")


def test_cards_of_other_articles_are_no_body() -> None:
    """A linked headline with a line below is another article, whatever the box is called."""
    card = f'<div class="post__text"><h3><a href="/n">{SENTENCE}</a></h3><p>{SENTENCE} وأخرى</p></div>'
    text = page(after=card).replace("entry-content", "e-7")
    assert read(text).body == f"{SENTENCE}\n{MORE}"


def test_subheadings_between_selected_paragraphs_stay() -> None:
    """An outlet's selector of paragraphs leaves out no heading above one of them."""
    source = outlet(extract=Selectors(body="div.entry-content > p"))
    inside = f"<p>{SENTENCE}</p><h3>طرق بديلة</h3><p>{MORE}</p><h3>شارك</h3>"
    assert read(page(inside=inside), source).body == f"{SENTENCE}\nطرق بديلة\n{MORE}"


def test_a_linked_date_is_no_headline() -> None:
    """Themes link the post's two dates, which are as long as a headline together."""
    dates = '<a href="/p"><time>27 ديسمبر، 2025</time><time>28 ديسمبر، 2025</time></a>'
    head = f"<h1>{TITLE}</h1><div>{dates}</div>"
    assert SENTENCE in read(bare(head, f"<p>{SENTENCE}</p><p>{MORE}</p>")).body


@pytest.mark.parametrize("tag", ["div", "font", "td"])
def test_a_title_without_a_heading_is_found_by_its_words(tag: str) -> None:
    """Old pages show the title in a cell or in large letters; what follows is an article."""
    head = f"<table><tr><td><{tag}>{TITLE}</{tag}></td></tr></table>"
    assert SENTENCE in read(bare(head, f"<div>{SENTENCE}<br>{MORE}</div>")).body


@pytest.mark.parametrize(
    ("line", "title"),
    [
        (TITLE, TITLE),
        ("طقس اليوم مشمس في جميع المحافظات", "أخبار الريف"),
        (f"{TITLE}.", "أخبار الريف"),
    ],
)
def test_the_line_above_the_text_is_the_title_of_a_page_that_names_only_its_site(
    line: str, title: str
) -> None:
    """``<title>`` says nothing of the text; the line above it does, if it shares its words."""
    text = (
        "<html><head><title>أخبار الريف</title></head><body>"
        f"<div>{line}</div><div>{SENTENCE}<p>{MORE}</div></body></html>"
    )
    assert read(text).title == title


def test_the_line_above_the_text_does_not_replace_a_title_that_fits() -> None:
    """``<title>`` that shares a word with the text is the article's."""
    text = (
        "<html><head><title>صيانة الطريق</title></head><body>"
        f"<div>{TITLE}</div><div>{SENTENCE}<p>{MORE}</div></body></html>"
    )
    assert read(text).title == "صيانة الطريق"
