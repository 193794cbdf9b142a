"""Whose text a page holds beside its article's: cards, lists and whole other articles."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from spiders.contract import Article
from spiders.extract import extract

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
URL = "https://rasid.example/2026/11/library"
TITLE = "افتتاح مكتبة عامة في مدينة السلمية"
TEXT = (
    "افتتحت بلدية السلمية صباح الأحد مكتبة عامة تضم اثني عشر ألف كتاب بعد ترميم استمر عامين.",
    "وقالت أمينة المكتبة رهام الأسعد إن قاعة الأطفال تتسع لأربعين قارئاً وإن الإعارة مجانية.",
    "وتبرع أهالي المدينة بنصف الكتب، وتكفلت جمعية محلية بالرفوف والإنارة والحواسيب.",
    "وتفتح المكتبة أبوابها من التاسعة صباحاً حتى السابعة مساءً ما عدا يوم الجمعة.",
)
PARAGRAPHS = "".join(f"<p>{line}</p>" for line in TEXT)
HEADLINES = (
    "دوي انفجار قرب مرفأ طرطوس وسيارات إسعاف تهرع إليه",
    "هجوم بطائرة مسيرة على قاعدة حميميم الجوية",
    "رتل روسي يغادر قاعدة حميميم نحو الساحل",
    "أسعار المازوت ترتفع في أسواق المدينة",
)
EXCERPTS = (
    "أفادت مصادر محلية بسماع دوي انفجار كبير في محيط المرفأ مساء أمس.",
    "قال مصدر عسكري إن الدفاعات الجوية تصدت لطائرتين فوق القاعدة من دون إصابات.",
    "شوهد رتل من عشرين آلية يسلك الطريق الساحلي باتجاه الغرب قبل الفجر.",
    "سجلت الأسواق ارتفاعاً جديداً في أسعار المحروقات مع اقتراب الشتاء.",
)


def body_of(inside: str, *, head: str = "", url: str = URL) -> list[str]:
    """The lines that are read on a page which says of itself that it is an article."""
    page = (
        f'<html><head><title>{TITLE}</title><meta property="og:type" content="article">{head}'
        f"</head><body>{inside}</body></html>"
    )
    article = extract(page, url=url, source=None, link=None, fetched_at=NOW)
    assert isinstance(article, Article), article
    return article.body.splitlines()


def cards(count: int, card: str) -> str:
    """So many cards of one make, each with its number, headline and excerpt."""
    return "".join(
        card.format(n=n, headline=f"{HEADLINES[n % 4]} {n}", excerpt=f"{EXCERPTS[n % 4]} ({n})")
        for n in range(count)
    )


ARTICLE_CARD = (
    '<article class="c{n}"><h3><a href="/n/{n}">{headline}</a></h3><p>{excerpt}</p></article>'
)
PICTURE_CARD = (
    '<div class="k"><a href="/n/{n}"><img src="x.jpg"></a><span>محليات</span>'
    '<h4><a href="/n/{n}">{headline}</a></h4><p>{excerpt}</p><span class="date">منذ ساعة</span></div>'
)
LINKED_BOX = '<div><a href="/n/{n}"><img src="x.jpg"><h3>{headline}</h3></a><p>{excerpt}</p></div>'
BUTTON_CARD = (
    '<div class="q"><h3>{headline}</h3><p>{excerpt}</p><a href="/n/{n}">اقرأ المزيد</a></div>'
)
COVERED_CARD = '<div class="tile"><a class="overlay" href="/n/{n}"></a><h3>{headline}</h3><p>{excerpt}</p></div>'
LINE_CARD = '<li><a href="https://rasid.example/n/{n}">{headline}</a><div>{excerpt}</div></li>'
NUMBERED = '<li><span>{n}</span><a href="/n/{n}">{headline}</a><p>{excerpt}</p></li>'
SCRIPTED = "<div onclick=\"location='/n/{n}'\"><h3>{headline}</h3><p>{excerpt}</p></div>"
LONG_CARD = (
    '<div><h3><a href="/n/{n}">{headline}</a></h3><p>{excerpt}</p><p>{excerpt} أولاً.</p>'
    "<p>{excerpt} ثانياً وأخيراً.</p></div>"
)
FLAT = '<h3><a href="/n/{n}">{headline}</a></h3><p>{excerpt}</p>'
TERMS = '<dt><a href="/n/{n}">{headline}</a></dt><dd>{excerpt}</dd>'
CELL = '<tr><td><a href="show.php?id={n}"><b>{headline}</b></a><br>{excerpt}</td></tr>'
MAIN = f'<main><h1>{TITLE}</h1><div class="txt">{PARAGRAPHS}</div>{{}}</main>'


@pytest.mark.parametrize(
    "inside",
    [
        (
            f"<main><article><h1>{TITLE}</h1><div>{PARAGRAPHS}</div></article></main>"
            f'<section class="z"><h2>ملف الساحل</h2>{cards(22, ARTICLE_CARD)}</section>'
        ),
        MAIN.format(f'<div class="g">{cards(9, PICTURE_CARD)}</div>'),
        MAIN.format(f"<div>{cards(6, LINKED_BOX)}</div>"),
        MAIN.format(f'<div class="r">{cards(5, BUTTON_CARD)}</div>'),
        MAIN.format(f'<div class="r">{cards(6, COVERED_CARD)}</div>'),
        MAIN.format(f"<ul>{cards(10, LINE_CARD)}</ul>"),
        MAIN.format(f"<ol>{cards(6, NUMBERED)}</ol>"),
        MAIN.format(f"<div>{cards(6, SCRIPTED)}</div>"),
        MAIN.format(f"<div>{cards(6, LONG_CARD)}</div>"),
        MAIN.format(f'<div class="t2">{cards(6, FLAT)}</div>'),
        MAIN.format(f"<dl>{cards(6, TERMS)}</dl>"),
        MAIN.format(f'<div class="related-posts">{cards(40, PICTURE_CARD)}</div>'),
        (
            f"<table><tr><td><h1>{TITLE}</h1>{PARAGRAPHS}</td></tr>"
            f"<tr><td><table>{cards(6, CELL)}</table></td></tr></table>"
        ),
    ],
    ids=[
        "article_tags",
        "grid_in_main",
        "headline_and_picture_in_one_link",
        "read_more_button",
        "link_laid_over",
        "list_of_links",
        "numbered_links",
        "script",
        "three_paragraphs",
        "no_box_around_a_card",
        "terms",
        "more_than_half_of_the_page",
        "table",
    ],
)
def test_cards_of_other_articles_are_no_text(inside: str) -> None:
    """Whatever cards are made of, and however many there are, the body is the article's."""
    assert body_of(inside) == list(TEXT)


def test_a_heading_goes_with_the_cards_below_it() -> None:
    """«أخبار طرطوس» above a grid of cards is no line of the article."""
    grid = f'<h2>أخبار طرطوس</h2><div class="g">{cards(3, PICTURE_CARD)}</div>'
    assert body_of(MAIN.format(grid)) == list(TEXT)


def test_a_card_within_the_text_is_told_by_its_linked_picture() -> None:
    """A lone box whose picture and headline lead to one other page is no paragraph."""
    first, *rest = TEXT
    inside = f"<p>{first}</p>{cards(1, PICTURE_CARD)}{''.join(f'<p>{line}</p>' for line in rest)}"
    assert body_of(f"<main><h1>{TITLE}</h1><div>{inside}</div></main>") == list(TEXT)


def test_a_linked_picture_does_not_make_a_card_of_the_text_around_it() -> None:
    """A headline and its picture between the paragraphs leave these where they are."""
    first, second, *_ = TEXT
    link = f'<a href="/n/1"><img></a><h4><a href="/n/1">{HEADLINES[0]}</a></h4>'
    body = body_of(f"<main><h1>{TITLE}</h1><div><p>{first}</p>{link}<p>{second}</p></div></main>")
    assert [line for line in body if line in TEXT] == [first, second]


def test_a_page_of_a_title_and_cards_has_no_text() -> None:
    """Below a video without a description the excerpts of others are not its text."""
    assert body_of(f"<main><h1>{TITLE}</h1><div>{cards(8, PICTURE_CARD)}</div></main>") == []


def entries(entry: str) -> str:
    """Three boxes of one make, each with a line of the article."""
    return "".join(entry.format(n=n, line=line) for n, line in enumerate(TEXT[1:], 1))


@pytest.mark.parametrize(
    "entry",
    [
        '<div class="e"><h3><a href="#e{n}">تطور جديد رقم {n}</a></h3><p>{line}</p></div>',
        (
            '<div class="e"><h3><a href="/2026/11/library/update/{n}">تطور جديد رقم {n}</a></h3>'
            "<p>{line}</p></div>"
        ),
        (
            '<div class="e"><h3><a href="https://books.example/{n}">كتاب رقم {n} من الرفوف</a></h3>'
            "<p>{line}</p></div>"
        ),
        '<div class="e"><h3>كيف يستفيد القراء من القاعة رقم {n}؟</h3><p>{line}</p></div>',
        (
            '<div class="e"><h3>مرحلة {n} من أعمال الترميم</h3><a href="/uploads/{n}.jpg"><img></a>'
            "<p>{line}</p></div>"
        ),
        '<div class="e"><h4><a href="/tag/{n}">أصدقاء المكتبة العامة {n}</a></h4><p>{line}</p></div>',
        '<div class="e"><h4><a href="/person/{n}">رهام {n}</a></h4><p>{line}</p></div>',
        '<p>{line} <a href="/n/{n}">تقرير سابق عن مشروع المكتبة</a> رقم {n}.</p>',
    ],
    ids=["place", "below", "elsewhere", "question", "picture", "tag", "name", "in_a_sentence"],
)
def test_boxes_of_the_article_itself_stay(entry: str) -> None:
    """Entries of a live blog, questions, stages and lists of books are text, made alike or not."""
    inside = f'<main><h1>{TITLE}</h1><div class="t"><p>{TEXT[0]}</p>{entries(entry)}</div></main>'
    body = "\n".join(body_of(inside))
    assert [line for line in TEXT if line not in body] == []


def test_a_digest_in_the_body_stays() -> None:
    """Linked subheadings between the paragraphs of a named body are the article's own."""
    digest = entries('<h3><a href="/n/{n}">عنوان مرتبط بتقرير سابق {n}</a></h3><p>{line}</p>')
    inside = f'<h1>{TITLE}</h1><div class="entry-content"><p>{TEXT[0]}</p>{digest}</div>'
    assert [line for line in body_of(inside) if line in TEXT] == list(TEXT)


def test_updates_of_a_live_blog_stay_though_each_has_its_page() -> None:
    """What JSON-LD calls a live blog keeps its entries, also those with an address of their own."""
    head = '<script type="application/ld+json">{"@type": "LiveBlogPosting"}</script>'
    entry = '<div class="e"><h3><a href="/n/{n}">تطور جديد رقم {n}</a></h3><p>{line}</p></div>'
    inside = f"<main><h1>{TITLE}</h1><p>{TEXT[0]}</p>{entries(entry)}</main>"
    assert [line for line in body_of(inside, head=head) if line in TEXT] == list(TEXT)


def test_a_lone_article_is_a_card_only_beside_a_longer_text() -> None:
    """A text that begins with a link to an earlier report stays, with its title outside of it."""
    assert body_of(MAIN.format("") + cards(1, ARTICLE_CARD)) == list(TEXT)
    linked = f'<p><a href="/n/4">{HEADLINES[0]}</a></p>'
    body = body_of(f"<h1>{TITLE}</h1><article>{linked}<p>{TEXT[0]}</p></article>")
    assert TEXT[0] in body


def test_cards_are_told_by_another_number_in_their_address() -> None:
    """On «show.php?id=7» a link to «show.php?id=8» leads to another article."""
    grid = cards(3, '<div><h4><a href="?id=9{n}">{headline}</a></h4><p>{excerpt}</p></div>')
    url = "https://rasid.example/show.php?id=7"
    assert body_of(MAIN.format(f"<div>{grid}</div>"), url=url) == list(TEXT)


@pytest.mark.parametrize("href", ["http://[", "mailto:a@b.example", "javascript:void(0)", "", "/"])
def test_links_that_lead_to_no_article_make_no_card(href: str) -> None:
    """Broken addresses, scripts, mail and the front page are passed over."""
    entry = (
        f'<div class="e"><h3><a href="{href}">تطور جديد رقم {{n}}</a></h3><p>{{line}}</p></div>'
    )
    inside = f"<main><h1>{TITLE}</h1><p>{TEXT[0]}</p><div>{entries(entry)}</div></main>"
    assert [line for line in body_of(inside) if line in TEXT] == list(TEXT)


# --- whole articles ------------------------------------------------------------------------


def endless(box: Callable[[str, str, str], str]) -> str:
    """A page that goes on with other articles, made like its own."""
    own = box("h1", TITLE, PARAGRAPHS)
    others = [
        box("h2", headline, f"<p>{EXCERPTS[1]}</p><p>{EXCERPTS[2]}</p>") for headline in HEADLINES
    ]
    return f'<div class="page">{own}{"".join(others)}</div>'


@pytest.mark.parametrize(
    "box",
    [
        lambda tag, name, text: (
            f'<div class="single"><{tag}>{name}</{tag}><div>{text}</div></div>'
        ),
        lambda tag, name, text: f'<article class="x"><{tag}>{name}</{tag}>{text}</article>',
        lambda tag, name, text: (
            f'<div class="x" data-url="/n/{len(name)}"><{tag}>{name}</{tag}>{text}</div>'
        ),
        lambda tag, name, text: (
            f'<div class="x"><{tag}>{name}</{tag}><time>22 نوفمبر 2026</time>{text}</div>'
        ),
    ],
    ids=["name", "tag", "address", "date"],
)
def test_the_next_articles_of_an_endless_page_are_no_text(
    box: Callable[[str, str, str], str],
) -> None:
    """Boxes beside the article's own that are named, addressed or dated like it are others."""
    assert body_of(endless(box)) == list(TEXT)


def test_direct_talks_are_no_live_blog() -> None:
    """«مباشرة» in a title is not «مباشر»: the next articles below are left out as ever."""
    page = endless(
        lambda tag, name, text: f'<div class="single"><{tag}>{name}</{tag}><div>{text}</div></div>'
    ).replace(f"<h1>{TITLE}", f"<h1>محادثات مباشرة: {TITLE}")
    assert body_of(page) == list(TEXT)


@pytest.mark.parametrize(
    ("kind", "title"),
    [("block", TITLE), ("page", TITLE), ("item", TITLE), ("post", f"تغطية مباشرة: {TITLE}")],
)
def test_sections_made_like_the_first_stay(kind: str, title: str) -> None:
    """Sections of one article, and entries of a live one, may all have the make of the first."""
    section = f'<div class="{kind}"><h2>محطة رقم {{n}}</h2><p>{{line}}</p></div>'
    first = f'<div class="{kind}"><h1>{title}</h1><p>{TEXT[0]}</p></div>'
    body = body_of(f"<main>{first}{entries(section)}</main>")
    assert [line for line in body if line in TEXT] == list(TEXT)
