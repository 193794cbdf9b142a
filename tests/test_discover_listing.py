"""Pages that list articles."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import a_source
from spiders import discover
from spiders.contract import Listing, ListingDiscovery, Refused
from spiders.discover import Discovered

URL = "https://sahel.example/news/all?page=1"
NOW = datetime(2026, 11, 14, 10, tzinfo=UTC)
CARD = {
    "card": "div.card",
    "link": "a",
    "title": "h3",
    "date": "span.date",
    "text": "p",
}


def read(page: str | bytes, charset: str | None = None, **listing: Any) -> Discovered | Refused:
    """What a page of an invented outlet lists."""
    return discover.parse(
        page.encode() if isinstance(page, str) else page,
        url=URL,
        charset=charset,
        source=a_source(),
        way=ListingDiscovery(listing=Listing(url=URL, **({"link": "a.story"} | listing))),
        now=NOW,
    )


def understood(page: str | bytes, charset: str | None = None, **listing: Any) -> Discovered:
    """The same for a page that holds what the selectors look for."""
    found = read(page, charset, **listing)
    assert isinstance(found, Discovered), found
    return found


def test_a_card_gives_title_date_and_text() -> None:
    """Inside a card title, date and text are hints, and the page is still to be asked."""
    page = """<a class=story href=/no>x</a><div class=card><img src=x><h3> مرفأ
      <b>طر</b>طوس &amp; جواره</h3><a href="../a/1">المزيد</a>
      <span class=date>١٤ نوفمبر ٢٠٢٦</span><p>أول.</p><p> </p><p>ثان.</p></div>"""
    [link] = understood(page, **CARD).links
    assert link.url == "https://sahel.example/a/1"
    assert link.title == "مرفأ طرطوس & جواره"
    assert link.published_at == datetime(2026, 11, 13, 21, tzinfo=UTC)
    assert link.published_reason == "listing span.date «١٤ نوفمبر ٢٠٢٦», day only"
    assert link.summary == "أول.\nثان."
    assert link.html is None


def test_a_listing_said_to_be_whole_carries_the_articles() -> None:
    """`whole` makes the card's text the article; a card without text is fetched still."""
    page = (
        "<div class=card><a href=/1>أ</a><p>نص<b>ه</b></p></div><div class=card><a href=/2>ب</a>"
    )
    assert [link.html for link in understood(page, **CARD, whole=True).links] == [
        "<p>نص<b>ه</b></p>",
        None,
    ]


def test_a_link_without_card_is_an_entry_of_its_own() -> None:
    """The link's own text is the title, else its title attribute; a picture's link joins it."""
    page = """<a class=story href=/1><img src=x></a> <a class=story href=/1><h3>أول</h3></a>
      <a class=story href=/2 title="ثان"></a> <a href=/3>قائمة</a>"""
    assert [(link.url[-1], link.title) for link in understood(page).links] == [
        ("1", "أول"),
        ("2", "ثان"),
    ]
    [link] = understood("<a class=story href=/1><h3>أ</h3><i>ب</i></a>", title="i").links
    assert link.title == "ب"
    assert link.published_reason == ""


def test_a_date_that_is_not_understood_is_null_with_the_reason() -> None:
    """A card with an unreadable date keeps its link."""
    page = "<div class=card><a href=/1>أ</a><span class=date>منذ قليل</span></div>"
    [link] = understood(page, **CARD).links
    assert link.published_at is None
    assert link.published_reason == "listing span.date «منذ قليل»: no date in it"


@pytest.mark.parametrize("selectors", [{}, CARD])
def test_a_page_without_the_selected_elements_is_refused(selectors: dict[str, str]) -> None:
    """A changed or a challenge page is refused with the selector and the page's title."""
    refused = read("<html><title>لحظة من فضلك</title><body>x", **selectors)
    assert isinstance(refused, Refused)
    assert (refused.url, refused.reason) == (URL, "no_links")
    assert f"«{selectors.get('card', 'a.story')}»" in refused.detail
    assert "لحظة من فضلك" in refused.detail


@pytest.mark.parametrize("page", [b"", b" \n"])
def test_an_empty_page_is_refused(page: bytes) -> None:
    """An answer without content is refused as empty."""
    refused = read(page)
    assert isinstance(refused, Refused)
    assert refused.reason == "empty"


def test_off_site_and_dead_links_are_refused_and_counted() -> None:
    """Links to other sites, scripts and nothing are refused, each with its reason."""
    page = """<a class=story href="https://ads.example/1">أ</a><a class=story href="#" >ب</a>
      <a class=story href="javascript:x">ج</a><a class=story>د</a>
      <a class=story href="https://m.sahel.example/5">ه</a>"""
    found = understood(page)
    assert [link.url for link in found.links] == [URL, "https://m.sahel.example/5"]
    assert [refused.reason for refused in found.refused] == ["off_site", "bad_link", "bad_link"]
    assert found.refused[0].url == "https://ads.example/1"


def test_a_card_without_a_link_is_refused_and_counted() -> None:
    """A card in which the link's selector finds nothing is named by its text."""
    found = understood("<div class=card><p>إعلان</p></div>", **CARD)
    assert found.links == ()
    [refused] = found.refused
    assert refused.detail == "no «a» in a card «إعلان»"


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("https://sahel.example/x/", "https://sahel.example/x/1"),
        ("/y/", "https://sahel.example/y/1"),
        ("", "https://sahel.example/news/1"),
        ("data:x", "https://sahel.example/news/1"),
    ],
)
def test_a_relative_link_is_seen_from_the_pages_base(base: str, url: str) -> None:
    """<base> moves relative links, where it is a web address."""
    [link] = understood(f'<base href="{base}"><a class=story href="1">أ</a>').links
    assert link.url == url


def test_a_windows_1256_page_that_claims_utf_8_is_read() -> None:
    """Titles survive a lying declaration and control characters."""
    page = '<meta charset="utf-8"><a class=story href=/1>من ال\x0bمرفأ إلى المدينة القديمة</a>'
    [link] = understood(page.encode("cp1256"), "utf-8").links
    assert link.title == "من المرفأ إلى المدينة القديمة"


TAGS = st.sampled_from(
    ["<div class=card>", "</div>", "<a class=story href=/1>", "<a href='https://['>", "</a>", "<p>",
     "<h3>", "<base href='https://['>", "<title>", "<!--", "<svg>", "ط", "\x00", "&#0;", "<![CDATA["]
)  # fmt: skip


@settings(deadline=None, max_examples=100)
@given(st.lists(TAGS, max_size=15).map("".join) | st.binary(max_size=60), st.booleans())
def test_no_bytes_raise(page: str | bytes, with_card: bool) -> None:
    """Any bytes are understood or refused, with and without a card."""
    assert isinstance(read(page, **(CARD if with_card else {})), Discovered | Refused)


LINK = "<a class=story href=/a/1>أ</a>"


@pytest.mark.parametrize(
    ("more", "options", "older"),
    [
        ("<a rel=next href='?page=2'>", {"next": "a[rel=next]"}, "https://sahel.example/news/all?page=2"),
        ("<a rel=next href='#'>", {"next": "a[rel=next]"}, None),
        ("<a rel=next href='javascript:more()'>", {"next": "a[rel=next]"}, None),
        ("", {"next": "a[rel=next]"}, None),
        ("", {"pages": "https://sahel.example/p/{page}"}, "https://sahel.example/p/2"),
        ("", {"pages": "https://sahel.example/p/{page}", "first": 0}, "https://sahel.example/p/1"),
        ("", {}, None),
    ],
)  # fmt: skip
def test_older_articles_stand_on_the_next_page(
    more: str, options: dict[str, Any], older: str | None
) -> None:
    """The next page is what a link on the page or a numbered address says; some lists have none."""
    assert understood(LINK + more, **options).older == older


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"next": "a", "pages": "https://x.example/{page}"}, "exclude each other"),
        ({"pages": "https://x.example/2"}, "no {page} in it"),
    ],
)
def test_only_one_way_leads_to_older_articles(options: dict[str, Any], message: str) -> None:
    """A list goes on by a link or by number, and a number needs its place."""
    with pytest.raises(ValueError, match=message):
        Listing(url=URL, link="a", **options)
