"""The canonical address."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from builders import a_source
from spiders.urls import canonical, host, identity, same_site

SLUG = "%D8%B3%D9%88%D8%B1%D9%8A%D8%A7"

EQUAL = [
    (
        "https://enabbaladi.net/242167/x",
        "enabbaladi.net/242167/x/?amp=1",
        "www.enabbaladi.net/242167/x",
    ),
    (
        "https://aljarida.com/article/83926",
        "aljarida.com/article/83926/amp",
        "aljarida.com/article/83926",
    ),
    (
        f"https://skynewsarabia.com/middle-east/1771207-{SLUG}",
        "skynewsarabia.com/amp/middle-east/1771207-سوريا",
        f"http://www.skynewsarabia.com/middle-east/1771207-{SLUG}",
    ),
    (
        "https://baladi-news.com/ar/articles/58441/x",
        "baladi-news.com/public/ar/articles/58441/x",
        "baladi-news.com/public/index.php/ar/articles/58441/x",
    ),
    (
        "https://aljazeera.net/news/2025/9/9/x",
        "www.aljazeera.net/news/2025/9/9/x?traffic_source=rss",
        "www.aljazeera.net/news/2025/9/9/x",
    ),
    (
        "https://iamahumanstory.com/a/b",
        "www.iamahumanstory.com/a/b/?share=telegram",
        "iamahumanstory.com/a/b",
    ),
    (
        "https://okaz.com.sa/news/politics/2212760",
        "www.okaz.com.sa/news/politics/2212760?ref=rss&format=simple&link=link",
        "www.okaz.com.sa/news/politics/2212760",
    ),
    (
        "https://7al.net/2019/12/01/%D9%85%D8%A7",
        "7al.net/2019/12/01/%D9%85%D8%A7?=ali&slide",
        "7al.net/2019/12/01/%d9%85%d8%a7/",
    ),
    (
        "https://shorouknews.com/news/view.aspx?cdate=31012025&id=db20",
        "test6.shorouknews.com/news/view.aspx?cdate=31012025&id=db20",
        "www.shorouknews.com/news/view.aspx?id=db20&cdate=31012025",
    ),
    (
        "https://arabkhabar.com/a/4330906",
        "arabkhabar.com/a/4330906",
        "http://www.arabkhabar.com/a/4330906#comments",
    ),
    (
        "https://dw.com/ar/x/a-19526828",
        "amp.dw.com/ar/x/a-19526828",
        "www.dw.com/ar/x/a-19526828",
    ),
    (
        "https://fontanka.ru/2018/08/30/079",
        "www.fontanka.ru/2018/08/30/079/?feed",
        "fontanka.ru/2018/08/30/079/",
    ),
    (
        "https://sarabic.ae/20251016/x-1106053700.html",
        "sarabic.ae/20251016/x-1106053700.html?utm_source=tg",
        "sarabic.ae/20251016/x-1106053700.html",
    ),
]

APART = [
    ("sham-news.info/?p=16426", "sham-news.info/?p=15504"),
    (
        "http://www.knooznet.com/?app=article.show.29856",
        "http://www.knooznet.com/?app=article.show.29857",
    ),
    ("alahednews.news/article.php?id=91648", "alahednews.news/article.php?id=91649"),
    ("hurumat.org/article.php?cid=1&id=3831", "hurumat.org/article.php?cid=1&id=3832"),
    (
        "www.shorouknews.com/news/view.aspx?cdate=15102025&id=794591f6",
        "www.shorouknews.com/news/view.aspx?cdate=15102025&id=bae2cdc9",
    ),
]


@pytest.mark.parametrize(("result", "one", "other"), EQUAL)
def test_two_spellings_of_one_page_have_one_canonical_address(
    result: str, one: str, other: str
) -> None:
    """Two spellings of one page have one canonical address, which is canonical itself."""
    assert (canonical(one), canonical(other), canonical(result)) == (result, result, result)


@pytest.mark.parametrize(("one", "other"), APART)
def test_two_articles_told_apart_by_their_query_stay_apart(one: str, other: str) -> None:
    """Two articles that only their query tells apart keep two canonical addresses."""
    assert canonical(one) != canonical(other)
    assert canonical(canonical(one)) == canonical(one)


@pytest.mark.parametrize(
    ("url", "result"),
    [
        ("\u200f https://Sana.SY./locals/7/\ufeff", "https://sana.sy/locals/7"),
        ("//sana.sy/a", "https://sana.sy/a"),
        ("HTTP://sana.sy:80/a", "https://sana.sy/a"),
        ("https://sana.sy:443", "https://sana.sy/"),
        ("http://127.0.0.1:8041/a", "https://127.0.0.1:8041/a"),
        ("localhost:8041/a", "https://localhost:8041/a"),
        ("http://[::1]:8041/a", "https://[::1]:8041/a"),
        ("https://desk:word@sana.sy/a", "https://sana.sy/a"),
        ("https://m.com/a", "https://m.com/a"),
        ("https://www2.m.sana.sy/a", "https://sana.sy/a"),
        ("https://موقع.sy/أ", "https://xn--4gbrim.sy/%D8%A3"),
        ("https://sana.sy/%D8%A7%D9%94", "https://sana.sy/%D8%A3"),
        ("https://sana.sy//a/./b/../c/", "https://sana.sy/a/c"),
        ("https://sana.sy/../a", "https://sana.sy/a"),
        ("https://sana.sy/a/x.amp.html", "https://sana.sy/a/x.html"),
        ("https://sana.sy/a/x.amp", "https://sana.sy/a/x"),
        ("https://sana.sy/A/Default.aspx", "https://sana.sy/A"),
        ("https://sana.sy/public", "https://sana.sy/public"),
        ("https://sana.sy/a%2Fb", "https://sana.sy/a%2Fb"),
        ("https://sana.sy/%E3%CD", "https://sana.sy/%E3%CD"),
        ("https://sana.sy/a%E2%80%8F", "https://sana.sy/a"),
        ("https://sana.sy/?a=1&amp;P=2&p=2&q=x&t", "https://sana.sy/?a=1&p=2"),
        ("https://sana.sy/?q=٣", "https://sana.sy/?q=%D9%A3"),
        ("https://sana.sy/?cat=x+1", "https://sana.sy/?cat=x%201"),
    ],
)
def test_each_rule_gives_this_address(url: str, result: str) -> None:
    """Each rule of the canonical address gives exactly this result."""
    assert canonical(url) == result


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "names no host"),
        ("/story/1", "names no host"),
        ("javascript:void(0)", "only http and https"),
        ("ftp://sana.sy/a", "only http and https"),
        ("tel:099123456789", "Port"),
        ("https://sana.sy:x/", "Port"),
        ("https://[::1/a", "IPv6"),
        ("https://[::x]/a", "IPv6"),
        ("https://[fe80::1%25eth0]/a", "a zone"),
        ("https://a b/", "names no host"),
        ("https://a..b/", "label"),
        ("https://sana.sy/\ud800", "surrogates"),
    ],
)
def test_what_is_no_web_address_is_refused_with_the_reason(url: str, why: str) -> None:
    """What is no web address raises a ValueError that quotes it and says why."""
    with pytest.raises(ValueError, match=why) as error:
        canonical(url)
    assert str(error.value).startswith(f"«{url}» is no web address: ")


ODD = st.sampled_from(
    [
        *"/?&=%#.:@+ ;",
        *"aطةً1٣é\u0301\u200f\u212aİß\udcd8",
        "amp", "public", "index.php", "index.html", ".amp", ".html", "www.", "%D8", "%cc%81",
        "%2F", "%25", "&amp;", "utm_x=1", "id=", "..", "p=1", "https://", "[::1]",
    ]
)  # fmt: skip


@given(st.lists(ODD, max_size=14).map("".join))
@example("?\u0130\u064butm_x=1")
def test_the_canonical_of_a_canonical_address_is_itself(rest: str) -> None:
    """Whatever the address, its canonical form does not change when taken again."""
    for url in (f"https://www.sahel.example/{rest}", rest):
        try:
            once = canonical(url)
        except ValueError:
            continue
        assert canonical(once) == once
        assert once.startswith("https://")


def test_the_number_in_the_address_is_the_identity_where_the_outlet_has_one() -> None:
    """Old and new addresses of one numbered article have one identity, its number."""
    source = a_source(identity=r"enabbaladi\.net/(?:archives/)?(\d+)")
    old, new = "https://www.enabbaladi.net/archives/746308", "https://enabbaladi.net/746308/x/"
    assert identity(old, source) == identity(new, source) == "746308"


def test_without_a_number_the_canonical_address_is_the_identity() -> None:
    """An address without the outlet's number, or an outlet without one, is its own identity."""
    numbered = a_source(identity=r"/(\d+)|/about")
    assert identity("http://www.sana.sy/x/", numbered) == "https://sana.sy/x"
    assert identity("http://www.sana.sy/about", numbered) == "https://sana.sy/about"
    assert identity("http://www.sana.sy/7", a_source()) == "https://sana.sy/7"
    assert identity("http://www.sana.sy/7", None) == "https://sana.sy/7"


def test_a_host_is_compared_without_device_label_and_with_its_port() -> None:
    """Two ports of this machine are two sites; www and the bare name are one."""
    assert host("http://www.sana.sy:8000") == "sana.sy:8000"
    assert not same_site("http://127.0.0.1:8001/", "http://127.0.0.1:8002/")
    assert same_site("https://www.sana.sy/", "http://m.sana.sy/")
    assert not same_site("https://a.blog.example/", "https://b.blog.example/")
