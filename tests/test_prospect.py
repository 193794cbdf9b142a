"""What a front page gives away about how its site can be read."""

import pytest

from spiders.contract import RawPage
from spiders.prospect import Prospect, article_number, prospect

HOME = "https://www.sahel.example/"


def front_page(*inside: str, head: str = "") -> RawPage:
    """A front page with this in it."""
    text = f"<html><head><title>الساحل اليوم</title>{head}</head><body>{''.join(inside)}</body></html>"
    return RawPage(url=HOME, status=200, content_type="text/html", body=text.encode())


def headlines(css: str, count: int, path: str = "/news/{}") -> str:
    """A list of headlines under one class."""
    links = (
        f'<a href="{path.format(7400 + n)}">مجلس المدينة يبحث أعمال الصيانة رقم {n}</a>'
        for n in range(count)
    )
    return f'<div class="{css}">{"".join(links)}</div>'


def ways(found: Prospect) -> list[dict[str, object]]:
    """The candidates as ``sources.yaml`` writes them."""
    return [one.way.model_dump(mode="json", exclude_defaults=True) for one in found.candidates]


def test_a_feed_that_the_page_names_is_tried_first_and_none_is_guessed():
    """A feed in the head is the only feed among the candidates; that of the comments is none."""
    head = (
        '<link rel="alternate" type="application/rss+xml" title="الأخبار" href="/rss/all">'
        '<link rel="alternate" type="application/rss+xml" title="تعليقات" href="/rss/talk">'
    )
    found = ways(prospect(front_page(head=head), None))
    assert found[0] == {"feed": "https://www.sahel.example/rss/all"}
    assert sum("feed" in way for way in found) == 1


def test_wordpress_is_recognised_by_what_it_leaves_in_a_page():
    """A script out of wp-content makes the REST interface a candidate."""
    page = front_page('<script src="/wp-content/themes/x/a.js"></script>')
    assert {"wordpress": HOME} in ways(prospect(page, None))


def test_sitemaps_of_robots_txt_take_the_place_of_guesses():
    """A news sitemap is told from another by its name."""
    lines = b"User-agent: *\nSitemap: https://www.sahel.example/map.xml\nsitemap: /news_map.xml\n"
    robots = RawPage(url=HOME + "robots.txt", status=200, body=lines)
    found = ways(prospect(front_page(), robots))
    assert [way for way in found if "sitemap" in way] == [{"sitemap": HOME + "map.xml"}]
    assert [way for way in found if "news_sitemap" in way] == [
        {"news_sitemap": HOME + "news_map.xml"}
    ]


def test_the_longest_list_of_headlines_becomes_a_listing():
    """Menus, short boxes and links that lead away do not."""
    menu = '<ul class="menu">' + "".join(f'<li><a href="/s/{n}">قسم</a></li>' for n in range(30))
    away = headlines("partners", 20, "https://ads.example/{}")
    page = front_page(menu + "</ul>", headlines("box", 4), headlines("latest x9f3", 9), away)
    assert {"listing": {"url": HOME, "link": "div.latest a"}} in ways(prospect(page, None))


@pytest.mark.parametrize(("count", "found"), [(2, False), (3, True)])
def test_a_young_outlet_has_few_headlines(count: int, found: bool):
    """Three are a list where no longer one stands on the page."""
    page = front_page(headlines("news", count))
    assert any("listing" in way for way in ways(prospect(page, None))) is found


def test_a_class_that_a_tool_made_up_is_not_relied_on():
    """A link is named by the next element around it with a class that a person chose."""
    inside = headlines("css-1q2w3e", 6)
    page = front_page(f'<section class="latest-news">{inside}</section>')
    [listing] = [way["listing"] for way in ways(prospect(page, None)) if "listing" in way]
    assert listing == {"url": HOME, "link": "section.latest-news a"}


def test_a_linked_channel_is_the_last_resort():
    """A public Telegram channel comes after everything else; a private invitation is none."""
    links = '<a href="https://t.me/sahel_news">قناتنا</a><a href="https://t.me/+AbCd">دعوة</a>'
    found = ways(prospect(front_page(links), None))
    assert found[-1] == {"telegram": "sahel_news"}
    assert sum("telegram" in way for way in found) == 1


def test_sections_about_syria_are_named():
    """A short link with the country's name in it is a section, each address once."""
    links = '<a href="/cat/4">أخبار سوريا</a><a href="/cat/4">سوريا</a><a href="/cat/5">رياضة</a>'
    assert prospect(front_page(links), None).sections == (("أخبار سوريا", HOME + "cat/4"),)


@pytest.mark.parametrize("body", [b"", b"\0\xff\xfe", b"<", b"<a href='http://[::1'>x</a>"])
def test_any_answer_leaves_at_least_the_guesses(body: bytes):
    """A front page of nonsense is no error; the usual addresses remain to be tried."""
    found = prospect(RawPage(url=HOME, status=200, body=body), None)
    assert {"feed": HOME + "feed/"} in ways(found)


def test_the_site_is_called_as_it_calls_itself():
    """The name in the page's data goes before its title."""
    head = '<meta property="og:site_name" content="شبكة الساحل">'
    assert prospect(front_page(head=head), None).name == "شبكة الساحل"
    assert prospect(front_page(), None).name == "الساحل اليوم"


@pytest.mark.parametrize(
    ("addresses", "pattern"),
    [
        (["https://x.sy/article/88-a", "https://x.sy/article/884-b"], None),
        (["https://x.sy/article/883-a", "https://x.sy/article/884-b"], r"x\.sy/article/(\d+)"),
        (["https://x.sy/2026/11/a", "https://x.sy/2026/11/b"], None),
        (["https://x.sy/article/883"], None),
        (["https://x.sy/a/883", "https://x.sy/b/884"], None),
    ],
)
def test_an_articles_number_is_found_only_where_every_address_has_one(
    addresses: list[str], pattern: str | None
):
    """Years, short numbers and addresses of different shapes are no numbers of articles."""
    assert article_number(addresses) == pattern
