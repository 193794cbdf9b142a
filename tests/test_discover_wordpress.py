"""WordPress by REST, and by its feed where that is closed."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import a_source
from spiders import discover
from spiders.contract import Link, Refused, WordPressDiscovery
from spiders.discover import Discovered

WAY = WordPressDiscovery(wordpress="https://thiqa.example")
REST, PLAIN_REST, FEED, PLAIN_FEED = discover.requests(WAY)
NOW = datetime(2026, 11, 14, 10, tzinfo=UTC)


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
