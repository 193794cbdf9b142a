"""Which captions are read as text."""

from datetime import UTC, datetime

import pytest

from spiders.contract import Article, Link
from spiders.extract import extract

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
TITLE = "بالصور: يوم في الميناء القديم"
INTRO = "جال مصورنا على أرصفة الميناء القديم منذ الفجر، وعاد بهذه المشاهد من يوم عادي."
CAPTIONS = (
    "سفينة حبوب تفرغ حمولتها في مرفأ طرطوس صباح السبت",
    "عمال الميناء يستريحون في ظل الرافعة الكبيرة",
    "قوارب الصيد عائدة قبل الغروب إلى رصيفها القديم",
    "أسواق السمك في انتظار الزبائن مع أول النهار",
)
FIGURE = '<figure><img src="a.jpg" alt="{0}"><figcaption>{0}</figcaption></figure>'


def body_of(inside: str) -> list[str]:
    """The lines read on a page that says of itself that it is an article."""
    head = f'<title>{TITLE}</title><meta property="og:type" content="article">'
    page = f"<html><head>{head}</head><body>{inside}</body></html>"
    url = "https://rasid.example/n/5"
    article = extract(page, url=url, source=None, link=None, fetched_at=NOW)
    assert isinstance(article, Article), article
    return article.body.splitlines()


def pictures(make: str) -> str:
    """Every caption in this make."""
    return "".join(map(make.format, CAPTIONS))


@pytest.mark.parametrize(
    "inside",
    [
        f"<article><h1>{TITLE}</h1><p>{INTRO}</p><div>{pictures(FIGURE)}</div></article>",
        (
            f'<h1>{TITLE}</h1><div class="entry-content"><p>{INTRO}</p>'
            f'<figure class="wp-block-gallery">{pictures(FIGURE)}</figure></div>'
        ),
        f'<h1>{TITLE}</h1><div class="entry-content"><p>{INTRO}</p>'
        + pictures('<dl><dt><img></dt><dd class="wp-caption-text gallery-caption">{}</dd></dl>')
        + "</div>",
        f'<h1>{TITLE}</h1><div class="post-content"><p>{INTRO}</p>'
        + pictures('<div class="slide"><figure><figcaption><p>{}</p></figcaption></figure></div>')
        + "</div>",
    ],
    ids=["figures", "wordpress_block", "wordpress_classic", "slides"],
)
def test_captions_of_a_gallery_are_its_text(inside: str) -> None:
    """Three pictures or more whose captions say more than the text beside them are the text."""
    assert body_of(inside) == [INTRO, *CAPTIONS]


def test_a_gallery_from_discovery_has_its_captions() -> None:
    """WordPress REST carries the gallery's markup; its captions are text there too."""
    markup = f"<p>{INTRO}</p>{pictures(FIGURE)}"
    link = Link(url="https://rasid.example/n/5", title=TITLE, html=markup)
    article = extract(markup, url=link.url, source=None, link=link, fetched_at=NOW)
    assert isinstance(article, Article)
    assert article.body.splitlines() == [INTRO, *CAPTIONS]


@pytest.mark.parametrize(
    "inside",
    [
        f"<article><h1>{TITLE}</h1>{FIGURE.format(CAPTIONS[0])}<p>{INTRO}</p></article>",
        f"<article><h1>{TITLE}</h1><p>{INTRO}</p></article><div>{pictures(FIGURE)}</div>",
        f"<article><h1>{TITLE}</h1><p>{INTRO}</p><div>"
        + pictures('<a href="/n/1"><figure><img><figcaption>{}</figcaption></figure></a>')
        + "</div></article>",
    ],
    ids=["one_picture", "outside", "links"],
)
def test_captions_beside_a_text_are_not(inside: str) -> None:
    """The article's own picture, other albums and linked pictures have no text of this article."""
    assert body_of(inside) == [INTRO]


def test_captions_of_a_long_report_are_not() -> None:
    """Pictures between more text than their captions stay pictures."""
    lines = [f"{INTRO} وهذه هي الفقرة رقم {number} من التقرير." for number in range(5)]
    inside = "".join(f"<p>{line}</p>" for line in lines)
    assert body_of(f"<article><h1>{TITLE}</h1>{pictures(FIGURE)}{inside}</article>") == lines
