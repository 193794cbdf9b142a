"""JSON lists, and JSON articles."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import a_source
from spiders import discover
from spiders.contract import Api, ApiDiscovery, Link, Refused
from spiders.discover import Discovered

URL = "https://api.sahel.example/latest.json"
NOW = datetime(2026, 11, 14, 10, tzinfo=UTC)
ARTICLE = {"article": "/article/{id}.json", "body": "data.body"}


def way(**api: Any) -> ApiDiscovery:
    """A list whose items hold url, title and date at its top."""
    defaults = {"url": URL, "link": "url", "title": "title", "date": "date"}
    return ApiDiscovery(api=Api(**(defaults | api)))


def read(answer: Any, **api: Any) -> Discovered | Refused:
    """What an answer lists; anything but bytes is sent as JSON."""
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return discover.parse(body, url=URL, charset=None, source=a_source(), way=way(**api), now=NOW)


def read_article(answer: Any, data_url: str | None = URL, **api: Any) -> Link | Refused:
    """What a JSON article's answer makes of its link."""
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return discover.parse_article(
        body,
        link=Link(url="https://sahel.example/1", title="أ", data_url=data_url),
        charset=None,
        source=a_source(discover=[way(**api)]),
        now=NOW,
    )


def test_a_plain_list_is_read() -> None:
    """An item gives link, title and date, each read like any other of its kind."""
    found = read(
        [
            {"url": "/a/1", "title": "مرفأ &quot;طرطوس&quot;", "date": "2026-11-14 11:00:00"},
            {"url": "https://sahel.example/a/2", "title": None, "date": 1_794_643_200},
        ]
    )
    assert found == Discovered(
        (
            Link(
                url="https://api.sahel.example/a/1",
                title='مرفأ "طرطوس"',
                published_at=datetime(2026, 11, 14, 8, tzinfo=UTC),
                published_reason="api date «2026-11-14 11:00:00»",
            ),
            Link(
                url="https://sahel.example/a/2",
                published_at=datetime(2026, 11, 14, 8, tzinfo=UTC),
                published_reason="api date «1794643200», seconds since 1970",
            ),
        )
    )


def test_paths_and_templates_lead_through_the_answer() -> None:
    """Dotted paths go through objects and lists; braces in a template hold such paths."""
    found = read(
        {
            "data": {
                "items": [{"id": 7, "in": {"slug": "طرطوس"}, "heads": ["عنوان"], "lead": "موجز"}]
            }
        },
        items="data.items",
        link="https://sahel.example/a/{id}-{in.slug}",
        title="heads.0",
        date=None,
        summary="lead",
        **ARTICLE,
    )
    assert isinstance(found, Discovered)
    [link] = found.links
    assert link.url == "https://sahel.example/a/7-طرطوس"
    assert link.data_url == "https://api.sahel.example/article/7.json"
    assert (link.title, link.summary, link.published_reason) == ("عنوان", "موجز", "")


@pytest.mark.parametrize(
    ("answer", "api", "reason", "detail"),
    [
        (b"<html>", {}, "not_json", "line 1 column 1"),
        (b'[{"url": "/1"', {}, "not_json", "line 1 column"),
        (b"[" * 100_000, {}, "not_json", "nested too deeply"),
        (b"1" * 5000, {}, "not_json", "integer"),
        (b"", {}, "empty", ""),
        ({"items": []}, {}, "wrong_shape", "«» holds an object, not a list"),
        ({"a": {}}, {"items": "a.b"}, "wrong_shape", "«a.b»: there is no «b»"),
        ({"a": [1]}, {"items": "a.1"}, "wrong_shape", "«a.1»: there is no «1»"),
        ({"a": None}, {"items": "a"}, "wrong_shape", "«a» holds nothing, not a list"),
        ({"a": 1}, {"items": "a"}, "wrong_shape", "«a» holds a number, not a list"),
        ([{"link": "/1"}, {"link": "/2"}], {}, "wrong_shape", "item 0: «url»: there is no «url»"),
        ([{"url": {}}], {}, "wrong_shape", "item 0: «url» holds an object, not text"),
        ([{"url": True}], {}, "wrong_shape", "item 0: «url» holds yes or no, not text"),
        ([7], {"link": "/a/{id}"}, "wrong_shape", "item 0: «id»: there is no «id»"),
    ],
)
def test_an_answer_of_another_shape_is_refused_naming_the_path(
    answer: Any, api: dict[str, Any], reason: str, detail: str
) -> None:
    """What is no JSON, or has no such path anywhere, is refused with the path that fails."""
    refused = read(answer, **api)
    assert isinstance(refused, Refused)
    assert (refused.url, refused.reason) == (URL, reason)
    assert detail in refused.detail


def test_an_empty_list_is_understood() -> None:
    """A list without items is an answer."""
    assert read([]) == Discovered(())


def test_one_item_of_another_shape_is_refused_and_the_others_stay() -> None:
    """Items without the path, or with an address that leads nowhere, are counted."""
    found = read([{"url": "/1"}, {}, {"url": "mailto:x@y.example"}, {"url": ""}])
    assert isinstance(found, Discovered)
    assert len(found.links) == 1
    assert [refused.reason for refused in found.refused] == ["wrong_shape", "bad_link", "bad_link"]


@pytest.mark.parametrize(
    ("body", "html"),
    [("<p>النص.</p>", "<p>النص.</p>"), (["<p>أ</p>", "<p>ب</p>"], "<p>أ</p>\n<p>ب</p>")],
)
def test_a_json_article_becomes_the_links_markup(body: Any, html: str) -> None:
    """The body, one text or a list of them, is the link's html; the rest of it stays."""
    link = read_article({"data": {"body": body}}, **ARTICLE)
    assert isinstance(link, Link)
    assert (link.html, link.title, link.data_url) == (html, "أ", URL)


@pytest.mark.parametrize(
    ("answer", "reason", "detail"),
    [
        (b"<html>", "not_json", "line 1"),
        ({}, "wrong_shape", "«data.body»: there is no «data»"),
        ({"data": {"body": 1}}, "wrong_shape", "«data.body» holds a number, not text"),
        ({"data": {"body": [{}]}}, "wrong_shape", "«data.body» holds a list, not text"),
        ({"data": {"body": "<p> </p>"}}, "empty", "«data.body» holds no text"),
        ({"data": {"body": []}}, "empty", "«data.body» holds no text"),
    ],
)
def test_a_json_article_without_its_text_is_refused(answer: Any, reason: str, detail: str) -> None:
    """A JSON article of another shape is refused, so that its page can be asked."""
    refused = read_article(answer, **ARTICLE)
    assert isinstance(refused, Refused)
    assert (refused.url, refused.reason) == (URL, reason)
    assert detail in refused.detail


def test_a_source_without_json_articles_refuses_them() -> None:
    """A link left over from another configuration is refused and names its page."""
    refused = read_article({"data": {"body": "x"}}, data_url=None)
    assert isinstance(refused, Refused)
    assert refused.url == "https://sahel.example/1"


def test_an_item_may_say_more() -> None:
    """Section, tags, picture and the time of a later change come along where a path is given."""
    item = {"url": "/1", "date": "2026-11-14T08:00:00Z", "changed": "2026-11-14T09:00:00Z",
            "desk": "محليات", "tags": ["طرطوس", {"name": "مرفأ"}, {"x": 1}, 7], "photo": "/i.jpg"}  # fmt: skip
    found = read([item], modified="changed", section="desk", tags="tags", image="photo")
    assert isinstance(found, Discovered)
    [link] = found.links
    assert link.modified_at == datetime(2026, 11, 14, 9, tzinfo=UTC)
    assert (link.section, link.tags) == ("محليات", ("طرطوس", "مرفأ"))
    assert link.image_url == "https://api.sahel.example/i.jpg"


@pytest.mark.parametrize(
    ("item", "tags", "modified"),
    [
        ({"tags": "طرطوس، مرفأ", "changed": "2026-11-14T08:00:00Z"}, ("طرطوس", "مرفأ"), None),
        ({"tags": 7, "changed": "قبل قليل"}, (), None),
        ({}, (), None),
    ],
)
def test_what_an_item_does_not_say_is_left_open(
    item: dict[str, Any], tags: tuple[str, ...], modified: None
) -> None:
    """Hints of another kind or missing, and a change no later than the article, are nothing."""
    found = read(
        [{"url": "/1", "date": "2026-11-14T08:00:00Z"} | item], modified="changed", tags="tags"
    )
    assert isinstance(found, Discovered)
    assert (found.links[0].tags, found.links[0].modified_at) == (tags, modified)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<p>النص كله.</p>", "<p>النص كله.</p>"),
        (["أول", "ثان"], "أول\nثان"),
        ("", None),
        ([7], None),
        (None, None),
    ],
)
def test_a_list_may_hold_whole_articles(text: Any, html: str | None) -> None:
    """`text` is the article itself; an item without one is asked for by its page."""
    found = read([{"url": "/1", "text": text}, {"url": "/2"}], text="text")
    assert isinstance(found, Discovered)
    assert [link.html for link in found.links] == [html, None]


@pytest.mark.parametrize(
    ("options", "older"),
    [
        ({"next": "?token={paging.next}"}, "https://api.sahel.example/latest.json?token=x7"),
        ({"next": "paging.none"}, None),
        ({"next": "https://[{paging.next}"}, None),
        ({"pages": f"{URL}?page={{page}}"}, f"{URL}?page=2"),
        ({"pages": f"{URL}?offset={{page}}", "first": 0}, f"{URL}?offset=1"),
        ({}, None),
    ],
)
def test_older_items_are_listed_elsewhere(options: dict[str, Any], older: str | None) -> None:
    """The next list is what the answer names, or one by number; some have none."""
    found = read({"items": [{"url": "/1"}], "paging": {"next": "x7"}}, items="items", **options)
    assert isinstance(found, Discovered)
    assert found.older == older


def test_whole_articles_stand_in_the_list_or_elsewhere() -> None:
    """`text` and `article` exclude each other."""
    with pytest.raises(ValueError, match="exclude each other"):
        way(text="text", **ARTICLE)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["", "/x", "https://["]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["url", "title", "date", "data", "body"]), inner, max_size=4
        )
    ),
    max_leaves=10,
)


@settings(deadline=None, max_examples=150)
@given(JSON)
def test_no_json_raises(answer: Any) -> None:
    """Any JSON is understood or refused, as a list and as an article."""
    assert isinstance(read(answer, **ARTICLE), Discovered | Refused)
    assert isinstance(read_article(answer, **ARTICLE), Link | Refused)
