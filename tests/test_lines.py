"""JSON lines in: good ones become Articles, bad ones say where they stand."""

import json
from io import BytesIO

import pytest

from monitor.commands.lines import BadLine, GoodLines, read_lines
from spiders.contract import Article

GOOD = {
    "url": "https://x.sy/1",
    "title": "طرطوس",
    "body": "نص",
    "published_at": "2026-01-02T03:04:05Z",
}


def read(*lines: object) -> list[Article | BadLine]:
    """The outcome of each line; what is neither bytes nor text is written as JSON first."""
    texts = [line if isinstance(line, str | bytes) else json.dumps(line) for line in lines]
    raw = [line if isinstance(line, bytes) else line.encode() for line in texts]
    return list(read_lines(raw, name="in.jsonl"))


def test_four_fields_make_an_article():
    """An article needs no more than an address, a title, a body and one time."""
    (article,) = read(GOOD)
    assert isinstance(article, Article)
    assert article.title == "طرطوس"
    assert article.fetched_at == article.published_at


def test_the_canonical_address_is_worked_out_when_it_is_not_given():
    """An article without a canonical address gets the one its address folds to."""
    (article,) = read(GOOD | {"url": "http://www.x.sy/1/?utm_source=a"})
    assert isinstance(article, Article)
    assert article.canonical_url == "https://x.sy/1"


def test_null_stands_for_what_the_outlet_did_not_say():
    """A null is no fault: the field keeps its empty value."""
    (article,) = read(GOOD | {"body": None, "tags": None, "section": None, "source": None})
    assert isinstance(article, Article)
    assert (article.body, article.tags, article.section) == ("", (), None)
    assert article.source == "x.sy"


def test_whom_a_text_names_as_its_source_is_read_in_it():
    """Two copies of one agency are one voice in a file too; what the file itself says goes first."""
    copied = GOOD | {"body": "طرطوس (سانا) - نص"}
    found = read(copied, copied | {"attribution": ["رويترز"]}, copied | {"attribution": []})
    assert [one.attribution for one in found if isinstance(one, Article)] == [
        ("سانا",),
        ("رويترز",),
        (),
    ]


def test_labels_of_a_labelled_set_are_left_alone():
    """A key that an Article does not have is no fault."""
    (article,) = read(GOOD | {"event": 7})
    assert isinstance(article, Article)


def test_a_key_that_is_nearly_one_is_named_once():
    """A slip would give every article to its host; a label that resembles no key is left alone."""
    slips = GOOD | {"source_id": "sahel", "event": 7, "gold": []}
    said: list[BadLine] = []
    lines = GoodLines(BytesIO("\n".join([json.dumps(slips)] * 2).encode()), said.append)
    assert len(list(lines)) == 2
    assert list(map(str, said)) == [
        "-: «source_id» is no key of an article, did you mean «source»?"
    ]
    assert lines.exit_code == 0


def test_blank_lines_are_skipped_but_counted():
    """The number in a message is the line's number in the file."""
    (bad,) = read("", "   ", "{")
    assert isinstance(bad, BadLine)
    assert bad.where == "in.jsonl:3"


def test_a_file_may_begin_with_a_byte_order_mark():
    """What a Windows editor puts before the first line is no part of it."""
    (article,) = read(b"\xef\xbb\xbf" + json.dumps(GOOD).encode())
    assert isinstance(article, Article)


def test_a_character_beyond_the_first_plane_is_whole():
    """JSON spells an emoji as two halves, which together are one character."""
    (article,) = read(GOOD | {"title": "\U0001f534"})
    assert isinstance(article, Article)
    assert article.title == "\U0001f534"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{nonsense", "no JSON"),
        ("[1]", "a JSON object"),
        ("هجوم على طرطوس", "…}; `marqab explain -` takes plain text"),
        ({"url": "https://x.sy/1", "title": "a"}, "«body» is missing"),
        ({"title": "a"}, "«url», «body» are missing"),
        ({"url": "https://x.sy/1", "title": "a", "body": "b"}, "one of «published_at»"),
        (GOOD | {"published_at": "yesterday"}, "«yesterday» is no time: write one like 2026-"),
        (GOOD | {"published_at": 1763622000}, "published_at: «1763622000» is no time"),
        (GOOD | {"published_at": "1763622000"}, "published_at: «1763622000» is no time"),
        (GOOD | {"modified_at": "2026-01-02"}, "modified_at: «2026-01-02» is no time"),
        (
            GOOD | {"modified_at": "2026-13-02T03:04:05Z"},
            "modified_at: «2026-13-02T03:04:05Z» is no",
        ),
        (GOOD | {"tags": "طرطوس"}, "tags: must be a list: [one, two]"),
        (GOOD | {"tags": [7]}, "tags.0: must be text"),
        ('{"event": ' + "7" * 5000 + "}", "a number of 5000 digits stands in it"),
        (GOOD | {"published_at": "2026-01-02T03:04:05"}, "05» names no zone: write +03:00 or Z"),
        (GOOD | {"url": "ftp://x.sy/1"}, "ftp"),
        (GOOD | {"title": 7}, "title: must be text"),
        (GOOD | {"title": None}, "«title» is empty"),
        (GOOD | {"title": "  \u200f"}, "«title» is empty"),
        (GOOD | {"url": ""}, "«url» is empty"),
        (GOOD | {"url": 5}, "url: must be text"),
        (GOOD | {"url": ["https://x.sy/1"]}, "url: must be one text"),
        (GOOD | {"url": True}, "url: must be text"),
        (GOOD | {"source": 5}, "source: must be text"),
        (GOOD | {"canonical_url": {}}, "canonical_url: must be one text"),
        (GOOD | {"body": ["نص"]}, "body: must be one text"),
        (GOOD | {"fetched_at": {}}, "fetched_at: «{}» is no time"),
        (GOOD | {"fetched_at": True}, "fetched_at: «True» is no time"),
        (GOOD | {"attribution": "سانا"}, "attribution: must be a list"),
        (GOOD | {"attribution": [None]}, "attribution.0: is empty"),
        (GOOD | {"image_url": 3}, "image_url: must be text"),
        (GOOD | {"language": []}, "language: must be one text"),
        (b'{"title": "\xd8\xb7\xff"}', "not UTF-8 at byte 14"),
        ("طرطوس".encode("windows-1256"), "not UTF-8 at byte 1"),
        ("[" * 100_000, "nested too deeply"),
        ('{"tags": ' * 100_000, "nested too deeply"),
        (GOOD | {"title": "a\ud800"}, r"«title» holds half a character, \ud800"),
        (GOOD | {"tags": ["\udc80"]}, "«tags» holds half a character"),
        (GOOD | {"url": "https://x.sy/\ud800"}, "«url» holds half a character"),
        (GOOD | {"published_at": "0001-01-01T00:00:00Z"}, "edge of the calendar"),
        (GOOD | {"modified_at": "9999-12-31T23:59:00-14:00"}, "edge of the calendar"),
    ],
)
def test_a_broken_line_says_what_is_wrong(line: object, message: str):
    """A broken line becomes ``file:line: message``, and the lines around it are still read."""
    before, bad, after = read(GOOD, line, GOOD)
    assert isinstance(before, Article)
    assert isinstance(after, Article)
    assert str(bad).startswith("in.jsonl:2: ")
    assert message in str(bad)


def test_an_outlet_without_a_name_goes_by_its_host():
    """Two articles from two hosts are two outlets, whatever else the lines leave out."""
    articles = read(GOOD, GOOD | {"url": "https://www.y.sy/1"})
    assert [article.source for article in articles] == ["x.sy", "y.sy"]  # type: ignore[union-attr]
