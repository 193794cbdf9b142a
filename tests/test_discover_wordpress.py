"""WordPress by REST, and by its feed where that is closed."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import a_source
from spiders import discover
from spiders.contract import Link, Refused, WordPressDiscovery, WordPressEditsDiscovery
from spiders.discover import Discovered

WAY = WordPressDiscovery(wordpress="https://thiqa.example")
NOW = datetime(2026, 11, 14, 10, tzinfo=UTC)
REST, PLAIN_REST, FEED, PLAIN_FEED = discover.requests(WAY, a_source(), NOW)


def read(answer: Any, url: str = REST, **source: Any) -> Discovered | Refused:
    """What an answer of the site lists; anything but bytes is sent as JSON."""
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return discover.parse(
        body, url=url, charset="UTF-8", source=a_source(**source), way=WAY, now=NOW
    )


def read_one(**post: Any) -> Link:
    """The link of one post, with every field that matters filled in."""
    defaults = {
        "link": "https://thiqa.example/x/",
        "title": {"rendered": "عنوان"},
        "date": "2026-11-14T11:00:00",
        "date_gmt": "2026-11-14T08:00:00",
        "modified_gmt": "2026-11-14T08:00:00",
        "content": {"rendered": "<p>النص كله.</p>", "protected": False},
        "excerpt": {"rendered": "<p>النص</p>"},
    }
    found = read([defaults | post])
    assert isinstance(found, Discovered), found
    [link] = found.links
    return link


def test_the_feed_is_asked_after_rest() -> None:
    """REST goes first, in both spellings, then the feed, in both spellings."""
    assert "/wp-json/wp/v2/posts?per_page=" in REST
    assert "/?rest_route=/wp/v2/posts&per_page=" in PLAIN_REST
    assert (FEED, PLAIN_FEED) == (
        "https://thiqa.example/feed/",
        "https://thiqa.example/?feed=rss2",
    )


@pytest.mark.parametrize("url", [REST, PLAIN_REST])
def test_a_post_is_a_link_with_its_whole_text(url: str) -> None:
    """A post gives text, UTC times, section, tags, authors and picture."""
    post = {
        "link": "/2026/11/x/",
        "title": {"rendered": "مرفأ <em>طرطوس</em> &#8211; اليوم"},
        "date_gmt": "2026-11-14T08:00:00",
        "modified_gmt": "2026-11-14T09:00:00",
        "content": {"rendered": "<p>النص.</p>", "protected": False},
        "excerpt": {"rendered": "<p>موجز [&hellip;]</p>"},
        "_embedded": {
            "author": [{"name": "مراسل"}],
            "wp:term": [
                [{"taxonomy": "category", "name": "أخبار &amp; تقارير"}],
                [{"taxonomy": "post_tag", "name": "طرطوس"}, {"taxonomy": "city", "name": "x"}],
            ],
            "wp:featuredmedia": [{"source_url": "/photo.jpg"}],
        },
    }
    found = read([post], url)
    assert isinstance(found, Discovered)
    assert found.links == (
        Link(
            url="https://thiqa.example/2026/11/x/",
            title="مرفأ طرطوس – اليوم",
            published_at=datetime(2026, 11, 14, 8, tzinfo=UTC),
            published_reason="rest date_gmt «2026-11-14T08:00:00»",
            modified_at=datetime(2026, 11, 14, 9, tzinfo=UTC),
            html="<p>النص.</p>",
            summary="موجز […]",
            section="أخبار & تقارير",
            tags=("طرطوس", "أخبار & تقارير"),
            authors=("مراسل",),
            image_url="https://thiqa.example/photo.jpg",
        ),
    )


@pytest.mark.parametrize("url", [FEED, PLAIN_FEED])
def test_a_feeds_answer_is_read_as_a_feed(url: str) -> None:
    """The site's feed gives links without text, so that the pages are asked."""
    feed = (
        '<rss version="2.0"><channel><item><title>أ</title><link>https://thiqa.example/x/</link>'
        "</item></channel></rss>"
    )
    found = read(feed.encode(), url)
    assert isinstance(found, Discovered)
    assert [(link.title, link.html) for link in found.links] == [("أ", None)]


@pytest.mark.parametrize(
    ("answer", "reason", "detail"),
    [
        ({"code": "rest_not_logged_in", "data": {"status": 401}}, "rest_closed",
         "rest_not_logged_in"),
        ({}, "rest_closed", "a dict, not a list of posts"),
        ("no", "rest_closed", "a str, not a list of posts"),
        (b"<!DOCTYPE html><title>404</title>", "rest_closed", "no JSON"),
        (b"[" * 100_000, "rest_closed", "nested too deeply"),
        (b"", "empty", ""),
    ],
)  # fmt: skip
def test_closed_rest_is_refused_so_that_the_feed_is_asked(
    answer: Any, reason: str, detail: str
) -> None:
    """An error object, a page and broken JSON are refused with what was found."""
    refused = read(answer)
    assert isinstance(refused, Refused)
    assert refused.reason == reason
    assert detail in refused.detail


def test_a_site_without_posts_is_understood() -> None:
    """An empty list is an answer."""
    assert read([]) == Discovered(())


@pytest.mark.parametrize(
    "content",
    [
        {"rendered": "", "protected": False},
        {"rendered": "<p>اكتب كلمة السر</p>", "protected": True},
        {"rendered": "<p>النص […]</p>", "protected": False},
        {"rendered": "[vc_row][vc_column width=1]النص[/vc_column][/vc_row]"},
        {"rendered": None},
        None,
    ],
)
def test_a_post_without_its_text_is_asked_for_by_its_page(content: Any) -> None:
    """A locked, cut, empty or unbuilt text is no article, and the link stays."""
    assert read_one(content=content, excerpt={"rendered": "<p>النص […]</p>"}).html is None


def test_a_text_that_ends_in_dots_is_whole_where_it_is_not_the_excerpt() -> None:
    """Three dots at the end of a text cut nothing by themselves."""
    assert read_one(content={"rendered": "<p>وللحديث بقية...</p>"}).html


@pytest.mark.parametrize(
    ("times", "zone", "at", "reason"),
    [
        ({"date_gmt": "2026-11-14T08:00:00Z"}, None, 8, "rest date_gmt"),
        ({"date_gmt": None}, "Asia/Damascus", 8, "rest date «2026-11-14T11:00:00»"),
        ({"date_gmt": "0000-00-00T00:00:00"}, None, None, "rest date_gmt «0000"),
        ({"date_gmt": None, "date": None}, "Asia/Damascus", None, "rest date_gmt missing"),
    ],
)
def test_a_time_is_utc_or_the_outlets_or_nothing(
    times: dict[str, Any], zone: str | None, at: int | None, reason: str
) -> None:
    """`date_gmt` is UTC though it does not say so; `date` needs the outlet's zone."""
    post = {"link": "/x", "date": "2026-11-14T11:00:00"} | times
    found = read([post], timezone=zone)
    assert isinstance(found, Discovered)
    [link] = found.links
    assert link.published_at == (None if at is None else datetime(2026, 11, 14, at, tzinfo=UTC))
    assert link.published_reason.startswith(reason)


@pytest.mark.parametrize(
    ("modified", "at"),
    [("2026-11-14T08:00:01", True), ("2026-11-14T08:00:00", False), ("2026-11-14T07:00:00", False),
     (None, False), ("", False)],
)  # fmt: skip
def test_only_a_later_time_is_a_modification(modified: str | None, at: bool) -> None:
    """A post scheduled ahead is modified before it is published, which is no edit."""
    assert bool(read_one(modified_gmt=modified).modified_at) is at


def test_entries_that_are_no_posts_are_refused_and_counted() -> None:
    """An entry without an address, or that is no object, is refused; the others stay."""
    found = read([{"title": {"rendered": "أ"}}, 7, None, {"link": "https://thiqa.example/x/"}])
    assert isinstance(found, Discovered)
    assert [link.url for link in found.links] == ["https://thiqa.example/x/"]
    assert [refused.reason for refused in found.refused] == ["bad_link"] * 3


def test_half_an_emoji_does_not_break_the_text() -> None:
    """A surrogate without its other half is U+FFFD; whole emoji stay."""
    link = read_one(content={"rendered": "<p>بحر \ud83d \U0001f30a</p>"})
    assert link.html == "<p>بحر \ufffd \U0001f30a</p>"
    link.model_dump_json()


# --- what was edited, and what is older -------------------------------------------------------

EDITED = {
    "id": 7,
    "link": "https://thiqa.example/x/",
    "title": {"rendered": "أ"},
    "date_gmt": "2026-11-13T08:00:00",
    "modified_gmt": "2026-11-14T09:00:00",
}


@pytest.mark.parametrize(
    ("listed", "single"),
    [
        (REST, "https://thiqa.example/wp-json/wp/v2/posts/7?_embed="),
        (PLAIN_REST, "https://thiqa.example/?rest_route=/wp/v2/posts/7&_embed="),
    ],
)
def test_edits_are_asked_for_beside_the_list(listed: str, single: str) -> None:
    """Where REST lists the posts, those edited within a day are asked for and read from REST."""
    address = discover.besides(WAY, listed, NOW)
    assert address
    assert "modified_after=2026-11-13T10:00:00Z&" in address
    found = read([EDITED, EDITED | {"id": None, "link": "/y"}], address)
    assert isinstance(found, Discovered)
    first, second = found.links
    assert first.modified_at == datetime(2026, 11, 14, 9, tzinfo=UTC)
    assert first.data_url
    assert first.data_url.startswith(single)
    # Without a number there is nothing to ask REST by, and the page is asked.
    assert second.data_url is None
    assert found.older is None


@pytest.mark.parametrize("listed", [FEED, PLAIN_FEED])
def test_edits_are_not_asked_for_where_rest_is_closed(listed: str) -> None:
    """A site that answers by its feed alone has no list of edits."""
    assert discover.besides(WAY, listed, NOW) is None


def test_edits_beside_a_feed_are_read_from_their_pages() -> None:
    """An outlet whose articles come from its pages reads their edits there, too."""
    way = WordPressEditsDiscovery(wordpress_edits="https://thiqa.example/")
    address, plain = discover.requests(way, a_source(), NOW)
    assert "/wp-json/wp/v2/posts?modified_after=" in address
    assert "?rest_route=/wp/v2/posts&modified_after=" in plain
    found = discover.parse(
        json.dumps([EDITED]).encode(),
        url=address,
        charset=None,
        source=a_source(),
        way=way,
        now=NOW,
    )
    assert isinstance(found, Discovered)
    assert [(link.data_url, link.html) for link in found.links] == [(None, None)]


def test_a_post_is_read_alone() -> None:
    """The answer for one post gives its link the text, and keeps the count of attempts."""
    url = "https://thiqa.example/wp-json/wp/v2/posts/7"
    link = Link(url="https://thiqa.example/x/", data_url=url, attempts=2)

    def read_post(answer: Any) -> Link | Refused:
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        return discover.parse_article(body, link=link, charset=None, source=a_source(), now=NOW)

    found = read_post(EDITED | {"content": {"rendered": "<p>النص.</p>"}})
    assert isinstance(found, Link)
    assert (found.html, found.attempts) == ("<p>النص.</p>", 2)
    reasons = []
    for answer in (EDITED, {"code": "rest_forbidden"}, b"<html>"):
        refused = read_post(answer)
        assert isinstance(refused, Refused)
        reasons.append(refused.reason)
    assert reasons == ["empty", "bad_link", "not_json"]


@pytest.mark.parametrize(("count", "page", "older"), [(30, 1, 2), (30, 4, 5), (29, 1, None)])
def test_a_full_page_of_posts_has_another_behind_it(
    count: int, page: int, older: int | None
) -> None:
    """Thirty posts are a full page; a shorter one is the last."""
    posts = [{"link": f"https://thiqa.example/{n}/"} for n in range(count)]
    url = REST if page == 1 else f"{REST}&page={page}"
    found = discover.parse(
        json.dumps(posts).encode(),
        url=url,
        charset=None,
        source=a_source(),
        way=WAY,
        now=NOW,
        page=page,
    )
    assert isinstance(found, Discovered)
    assert found.older == (older and f"{REST}&page={older}")


@pytest.mark.parametrize("page", [1, 3])
def test_older_entries_of_a_sites_feed_stand_on_numbered_pages(page: int) -> None:
    """Behind page three of the feed stands page four."""
    feed = (
        '<rss version="2.0"><channel><generator>https://wordpress.org/?v=6.8</generator>'
        "<item><title>أ</title><link>https://thiqa.example/x/</link></item></channel></rss>"
    )
    url = FEED if page == 1 else f"{FEED}?paged={page}"
    found = discover.parse(
        feed.encode(), url=url, charset=None, source=a_source(), way=WAY, now=NOW, page=page
    )
    assert isinstance(found, Discovered)
    assert found.older == f"{FEED}?paged={page + 1}"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["", "/x", "<p>ط</p>", "https://["]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["link", "title", "rendered", "content", "_embedded", "author", "wp:term", "name",
             "wp:featuredmedia", "source_url", "date_gmt", "code", "taxonomy"]
        ),
        inner,
        max_size=6,
    ),
    max_leaves=15,
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(JSON)
def test_no_json_raises(answer: Any) -> None:
    """Any JSON is understood or refused."""
    assert isinstance(read(answer), Discovered | Refused)
