"""Feeds, however damaged."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import a_source
from spiders import discover
from spiders.contract import FeedDiscovery, Refused
from spiders.discover import Discovered

URL = "https://sahel.example/feed"
NOW = datetime(2026, 11, 14, 10, tzinfo=UTC)

TITLES = [f"خبر رقم {number} من طرطوس & ريفها" for number in range(50)]
ITEMS = "\n".join(
    f"""<item><title>{title.replace("&", "&amp;")}</title>
<link>https://sahel.example/a/{number}</link>
<description>نص قصير <![CDATA[<b>عن &nbsp; الخبر</b>]]></description>
<pubDate>Sat, 14 Nov 2026 09:00:{number:02} +0300</pubDate></item>"""
    for number, title in enumerate(TITLES)
)
RSS = (
    '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:s="urn:s"><channel>'
    f"<title>الساحل اليوم</title><link>https://sahel.example/</link>{ITEMS}</channel></rss>"
)


def read(
    feed: bytes | str, charset: str | None = None, *, whole: bool = False, **source: Any
) -> Discovered | Refused:
    """What the feed of an invented outlet lists."""
    return discover.parse(
        feed.encode() if isinstance(feed, str) else feed,
        url=URL,
        charset=charset,
        source=a_source(**source),
        way=FeedDiscovery(feed=URL, whole=whole),
        now=NOW,
    )


@pytest.mark.parametrize(
    ("said", "minutes"),
    [("<ttl>30</ttl>", 30), ("<ttl> 0 </ttl>", None), ("<ttl>بعد ساعة</ttl>", None), ("", None)],
)
def test_feed_says_how_long_it_is_fresh(said: str, minutes: int | None):
    """A ttl in minutes is read; anything else is nothing said."""
    found = read(RSS.replace("<channel>", f"<channel>{said}"))
    assert isinstance(found, Discovered)
    assert found.ttl == (timedelta(minutes=minutes) if minutes else None)


def links(feed: bytes | str, charset: str | None = None, **source: Any) -> tuple[Any, ...]:
    """The links of a feed that was understood."""
    found = read(feed, charset, **source)
    assert isinstance(found, Discovered), found
    return found.links


def rss(items: str, attributes: str = "") -> str:
    """A feed around some items."""
    return f'<rss version="2.0" {attributes}><channel><title>x</title>{items}</channel></rss>'


def _declared(charset: str) -> str:
    return RSS.replace('"utf-8"', f'"{charset}"')


def _in(part: str, junk: bytes, count: int = -1) -> bytes:
    return RSS.encode().replace(part.encode(), part.encode() + junk, count)


DAMAGED: dict[str, Callable[[], tuple[bytes, str | None]]] = {
    "sound": lambda: (RSS.encode(), None),
    "one bad byte": lambda: (_in("نص", b"\xff", 1), None),
    "bad bytes in every text": lambda: (_in("نص", b"\xd8\xd8\xff"), "utf-8"),
    "a cut tail": lambda: (RSS.encode()[:-1], None),
    "a tail cut inside a letter": lambda: (RSS.encode()[: RSS.encode().rindex(b"\xd8") + 1], None),
    "a tail cut after the last link": lambda: (RSS[: RSS.rindex("<description>")].encode(), None),
    "windows-1256 declared as utf-8": lambda: (RSS.encode("cp1256"), "utf-8"),
    "utf-8 declared as windows-1256": lambda: (_declared("windows-1256").encode(), "windows-1256"),
    "iso-8859-6 declared as windows-1256": lambda: (
        _declared("windows-1256").encode("iso8859-6"),
        None,
    ),
    "windows-1256 without a declaration": lambda: (RSS.split("?>", 1)[1].encode("cp1256"), None),
    "utf-8 without a declaration": lambda: (RSS.split("?>", 1)[1].encode(), None),
    "utf-16": lambda: (_declared("utf-16").encode("utf-16"), None),
    "undeclared entities": lambda: (_in("نص", b" &nbsp;&raquo;&foo;&hellip; &#0; & &;"), None),
    "control characters": lambda: (_in("نص", b"\x00\x08\x0b\x1f\x7f"), None),
    "repeated attributes": lambda: (
        RSS.replace("<item>", '<item id="1" id="2">')
        .replace('xmlns:s="urn:s"', 'xmlns:s="urn:s" xmlns:s="urn:s"')
        .encode(),
        None,
    ),
    "a byte order mark": lambda: (b"\xef\xbb\xbf" + RSS.encode(), None),
    "leading spaces": lambda: (b"\n\n  \t" + RSS.encode(), None),
    "a space before the byte order mark": lambda: (b"\n\xef\xbb\xbf" + RSS.encode(), None),
    "tags that cross": lambda: (_in("نص", b" <b> <i> </b> <p> < "), None),
    **{
        f"{count} times no {tag}": lambda tag=tag, count=count: (  # type: ignore[misc]
            RSS.replace(tag, "", count).encode(),
            None,
        )
        for tag in ("</title>", "</link>", "</description>", "</pubDate>", "</item>")
        for count in (9, -1)
    },
    "empty elements": lambda: (_in("<item>", b"<guid/><category /> <b"), None),
    "half an end tag": lambda: (RSS.replace("</title>", "</title").encode(), None),
    "an end tag of nothing": lambda: (RSS.replace("<link>", "</guid><link>").encode(), None),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_every_title_of_a_damaged_feed_survives(damage: str) -> None:
    """All 50 titles and links of a 50-item feed survive this damage."""
    found = links(*DAMAGED[damage]())
    assert [link.title for link in found] == TITLES
    assert [link.url for link in found] == [f"https://sahel.example/a/{n}" for n in range(50)]


def test_half_an_address_is_no_address() -> None:
    """A feed cut inside the last link gives no wrong link, and counts the entry as refused."""
    for end in ("<link>https://sahel.example/a/4", "<link><![CDATA[https://sahel.example/a/4"):
        found = read(RSS[: RSS.rindex("<link>")] + end)
        assert isinstance(found, Discovered)
        assert [link.title for link in found.links] == TITLES[:-1]
        [refused] = found.refused
        assert refused.reason == "bad_link"
        assert TITLES[-1] in refused.detail


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"<!DOCTYPE html><html><title>Just a moment</title><body>x", "not_a_feed"),
        (b'{"code": "no_feed"}', "not_a_feed"),
        (b"\x1f\x8b\x08\x00 not unpacked", "not_a_feed"),
        (b"<?xml version='1.0'?><urlset><url><loc>https://x.example/</loc></url></urlset>",
         "not_a_feed"),
        (b"<?xml version='1.0'?><rss version='2.0'><channel><title>x", "truncated"),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_refused_with_a_reason(answer: bytes, reason: str) -> None:
    """An empty answer, a page, JSON, a sitemap and half a feed are refused by name."""
    refused = read(answer)
    assert isinstance(refused, Refused)
    assert (refused.url, refused.reason) == (URL, reason)
    assert refused.detail


@pytest.mark.parametrize(
    "feed",
    [
        rss(""),
        '<feed xmlns="http://www.w3.org/2005/Atom"/>',
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            'xmlns="http://purl.org/rss/1.0/"></rdf:RDF>'
        ),
    ],
)
def test_a_feed_that_lists_nothing_is_understood(feed: str) -> None:
    """A whole feed without entries is no fault."""
    assert read(feed) == Discovered(())


def test_rss_0_91_and_1_0_and_atom_are_read() -> None:
    """Each kind of feed gives title, link and time."""
    kinds = {
        "rss 0.91": '<rss version="0.91"><channel><item><title>أ</title>'
        "<link>https://sahel.example/1</link></item></channel></rss>",
        "rss 1.0": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<item rdf:about="https://sahel.example/1"><title>أ</title>'
        "<link>https://sahel.example/1</link><dc:date>2026-11-14T12:00:00+03:00</dc:date>"
        "</item></rdf:RDF>",
        "atom": '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>أ</title>'
        '<link rel="enclosure" href="/x.mp3"/><link href="/1"/><id>tag:1</id>'
        "<updated>2026-11-14T12:00:00+03:00</updated></entry></feed>",
    }
    at = datetime(2026, 11, 14, 9, tzinfo=UTC)
    for kind, feed in kinds.items():
        [link] = links(feed)
        assert (link.title, link.url) == ("أ", "https://sahel.example/1"), kind
        assert link.published_at == (None if kind == "rss 0.91" else at)
        assert link.modified_at is None


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("<![CDATA[ميناء <b>طر</b>طوس<br/>اليوم]]>", "ميناء طرطوس اليوم"),
        ("&lt;i&gt;ميناء&lt;/i&gt; طرطوس", "ميناء طرطوس"),
        ("أ &amp;amp; ب &amp;#8211; ج", "أ & ب – ج"),
        ("  أ\n\t ب\u00a0ج ", "أ ب ج"),
        ("5 &lt; 6 &gt; 3", "5 < 6 > 3"),
        ("«أ» “ب” ـــ ج؟", "«أ» “ب” ـــ ج؟"),
        ("", ""),
    ],
)
def test_a_title_is_the_text_as_published(title: str, text: str) -> None:
    """Of a title only markup, entities and surplus white space are taken off."""
    [link] = links(rss(f"<item><title>{title}</title><link>/1</link></item>"))
    assert link.title == text


@pytest.mark.parametrize(
    ("date", "zone", "at", "reason"),
    [
        ("Sat, 14 Nov 2026 09:00:00 +0300", None, 6, "«Sat, 14 Nov 2026 09:00:00 +0300»"),
        ("Sat, 14 Nov 2026 09:00:00 GMT", "Asia/Beirut", 9, "GMT»"),
        ("2026-11-14 09:00:00", "Asia/Damascus", 6, "«2026-11-14 09:00:00»"),
        ("2026-11-14 09:00:00", None, None, "naive time and no zone"),
        ("السبت 14 تشرين الثاني 2026 - 09:00", "Asia/Damascus", 6, "تشرين الثاني"),
        ("قريباً", "Asia/Damascus", None, "no date in it"),
        ("", "Asia/Damascus", None, "feed pubDate missing"),
    ],
)
def test_a_date_is_utc_or_nothing_with_the_reason(
    date: str, zone: str | None, at: int | None, reason: str
) -> None:
    """A feed's date is read with its own zone or the outlet's; without either it is null."""
    item = f"<item><title>أ</title><link>/1</link><pubDate>{date}</pubDate></item>"
    [link] = links(rss(item), timezone=zone)
    assert link.published_at == (None if at is None else datetime(2026, 11, 14, at, tzinfo=UTC))
    assert link.published_reason.startswith("feed pubDate ")
    assert reason in link.published_reason


@pytest.mark.parametrize(
    ("updated", "modified"),
    [
        ("2026-11-14T08:00:00Z", datetime(2026, 11, 14, 8, tzinfo=UTC)),
        ("2026-11-14T07:00:00Z", None),
        ("2026-11-14T06:00:00Z", None),
        ("x", None),
    ],
)
def test_only_a_later_time_is_a_modification(updated: str, modified: datetime | None) -> None:
    """`updated` is a modification only where it is later than the publication."""
    [link] = links(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>أ</title><link href="/1"/>'
        f"<published>2026-11-14T07:00:00Z</published><updated>{updated}</updated></entry></feed>"
    )
    assert link.published_at == datetime(2026, 11, 14, 7, tzinfo=UTC)
    assert link.modified_at == modified


def test_links_that_lead_nowhere_are_refused_and_counted() -> None:
    """An entry without a web address is refused with its title; the others stay."""
    found = read(
        rss(
            "<item><title>أ</title></item>"
            "<item><title>ب</title><link>javascript:void(0)</link></item>"
            "<item><title>ج</title><link>HTTPS://Sahel.example/1 </link></item>"
            '<item><title>د</title><guid isPermaLink="true">https://sahel.example/2</guid></item>'
            '<item><title>ه</title><guid isPermaLink="false">n3</guid></item>'
        )
    )
    assert isinstance(found, Discovered)
    assert [link.url for link in found.links] == [
        "https://Sahel.example/1",
        "https://sahel.example/2",
    ]
    assert [(refused.reason, refused.detail[:3]) for refused in found.refused] == [
        ("bad_link", "«أ»"),
        ("bad_link", "«ب»"),
        ("bad_link", "«ه»"),
    ]


def test_an_article_listed_twice_is_one_link() -> None:
    """Two entries of one article are one link at the first place, with the longer title."""
    found = links(
        rss(
            "<item><title>أ</title><link>/1?utm_source=a</link></item>"
            "<item><title>ب</title><link>/2</link></item>"
            "<item><title>أ مطولة</title><link>/1/</link></item>"
        )
    )
    assert [(link.title, link.url[-1]) for link in found] == [("أ مطولة", "a"), ("ب", "2")]


FULL = rss(
    "<item><title>أ</title><link>/1</link><description>موجز [&#8230;]</description>"
    "<content:encoded><![CDATA[<p>النص&nbsp;كله</p>]]></content:encoded></item>"
    "<item><title>ب</title><link>/2</link><description>&lt;p&gt;نص&lt;/p&gt;</description></item>"
    "<item><title>ج</title><link>/3</link><description> &lt;br&gt; </description></item>",
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"',
)


def test_a_feeds_text_is_a_hint_unless_the_source_says_that_it_is_whole() -> None:
    """Only a feed said to be whole carries articles; its empty entries are fetched still."""
    assert [(link.html, link.summary) for link in links(FULL)] == [
        (None, "موجز […]"),
        (None, "نص"),
        (None, ""),
    ]
    assert [link.html for link in links(FULL, whole=True)] == [
        "<p>النص&nbsp;كله</p>",
        "<p>نص</p>",
        None,
    ]


def test_authors_tags_and_a_picture_come_along() -> None:
    """Names come once and in order; the first picture with a web address is taken."""
    [link] = links(
        rss(
            "<item><title>أ</title><link>/1</link><dc:creator>مراسل</dc:creator>"
            "<category>طرطوس</category><category>طرطوس</category><category>بحر</category>"
            '<media:content url="/clip.mp4" medium="video"/>'
            '<media:thumbnail url="javascript:x"/>'
            '<enclosure url="/photo.jpg" type="image/jpeg" length="1"/></item>',
            'xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:media="http://search.yahoo.com/mrss/"',
        )
    )
    assert link.authors == ("مراسل",)
    assert link.tags == ("طرطوس", "بحر")
    assert link.image_url == "https://sahel.example/photo.jpg"


MARKUP = st.sampled_from(
    ["<rss>", "<channel>", "<item>", "</item>", "<title>", "<link>", "<![CDATA[", "]]>", "<!--",
     "-->", "https://x.example/1", "https://[", "<pubDate>", "&", "&#x110000;", "&nbsp;", "ط",
     '<feed xmlns="http://www.w3.org/2005/Atom">', "<entry>", '<link href="', '"', "/>", "\x00",
     "<!DOCTYPE x [<!ENTITY a \"b\">]>", "&a;", "<?xml version='1.0' encoding='cp1256'?>"]
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(st.lists(MARKUP, max_size=20).map("".join) | st.binary(max_size=80))
def test_no_bytes_raise(answer: bytes | str) -> None:
    """Any bytes are understood or refused, whole feed or not."""
    assert isinstance(read(answer, whole=True), Discovered | Refused)


@pytest.mark.parametrize(
    ("inside", "older"),
    [
        ('<atom:link rel="next" href="/feed?p=2"/>', "https://sahel.example/feed?p=2"),
        ('<atom:link rel="next" href="https://["/>', None),
        ("<generator>https://wordpress.org/?v=6.8</generator>", "https://sahel.example/feed?paged=2"),
        ("", None),
    ],
)  # fmt: skip
def test_older_entries_stand_in_another_feed(inside: str, older: str | None) -> None:
    """A feed may name its next page, and WordPress has one without naming it."""
    feed = f"""<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>{inside}
      <item><title>أ</title><link>https://sahel.example/1</link></item></channel></rss>"""
    found = read(feed)
    assert isinstance(found, Discovered)
    assert found.older == older
