"""monitor.deliver.markup: what TDLib showed, pinned."""

import pytest

from monitor.deliver.markup import Entity, Parsed, Rejected, judge, links_by_itself


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ("a < b", "can't parse entities: unsupported start tag"),
        ("<p>طرطوس</p>", 'can\'t parse entities: unsupported start tag "p" at byte offset 0'),
        ("طرطوس<br>", "can't parse entities: unsupported start tag"),
        ("<!-- x -->", "can't parse entities: unsupported start tag"),
        ("<b>طرطوس", "can't parse entities: can't find end tag corresponding to start tag"),
        ("<b><i>طرطوس</b></i>", "can't parse entities: unmatched end tag"),
        ("ط" * 4097, "message is too long"),
        ("👍" * 2049, "message is too long"),
        ("<b></b> \n", "message text is empty"),
        ('<a href="https://x.example/' + "%D8" * 12_000 + '">ط</a>', "text is too long"),
    ],
)
def test_what_telegram_refuses(html: str, message: str) -> None:
    """Each of these is refused before it is sent, in the server's own words."""
    verdict = judge(html)
    assert isinstance(verdict, Rejected)
    assert verdict.code == 400
    assert verdict.message.lower().startswith(f"bad request: {message.lower()}")


def test_more_formatting_than_telegram_shows_is_refused() -> None:
    """The hundred-and-first entity would vanish without a word."""
    assert isinstance(judge("<b>ط</b> " * 100), Parsed)
    assert judge("<b>ط</b> " * 101) == Rejected(400, "Telegram would ignore 1 entities")


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:x", "ftp://x.example", "//x", ""])
def test_a_link_that_is_none_keeps_its_text(href: str) -> None:
    """Telegram drops such a link and shows the words."""
    assert judge(f'<a href="{href}">سانا</a>') == Parsed("سانا", ())


def test_links_quotes_and_offsets() -> None:
    """Offsets count UTF-16 code units, and quotes and links keep their kind."""
    html = '🔴 <a href="https://x.example/">سانا</a>\n<blockquote expandable>ط</blockquote>'
    assert judge(html) == Parsed(
        "🔴 سانا\nط",
        (
            Entity("text_url", 3, 4, "https://x.example/"),
            Entity("expandable_block_quote", 8, 1),
        ),
    )


def test_only_four_names_are_decoded() -> None:
    """Other named entities stay as they are written."""
    assert judge("&lt;&gt;&amp;&quot;&nbsp;&#1591;") == Parsed('<>&"&nbsp;ط', ())


def test_direction_marks_survive() -> None:
    """The marks that every line of ours carries reach the reader."""
    assert judge("\u200fط \u2068SANA\u2069") == Parsed("\u200fط \u2068SANA\u2069", ())


def test_what_becomes_a_link_by_itself() -> None:
    """Bare domains and app addresses do; the broken form of an app address does not."""
    assert links_by_itself("sana.sy tg://user?id=1 tg: /user") == ("sana.sy", "tg://user?id=1")
