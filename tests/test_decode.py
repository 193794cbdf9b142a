"""Bytes into text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.decode import decode

NEWS = (
    "أفاد مراسلنا في محافظة طرطوس بأن القوة البحرية غادرت المرفأ صباح اليوم، وأن حركة السفن "
    "عادت إلى طبيعتها قرب قاعدة حميميم الجوية."
)
RUSSIAN = "Корабли покинули порт утром, сообщил представитель администрации области журналистам."
FRENCH = "Après la réunion, le ministre a déclaré que l'été s'achève; où est-ce que ça mène? Noël"
#: What servers and pages declare, right or wrong.
LABELS = [
    None, "utf-8", "UTF8", "windows-1256", "cp1256", "iso-8859-6", "ISO-8859-1", "us-ascii",
    "unicode_escape", "utf-7", "utf-16", "base64", "nonsense", "windows-9999", "", "\x00", "'utf-8'",
]  # fmt: skip


@pytest.mark.parametrize("declared", LABELS)
@pytest.mark.parametrize("charset", ["utf-8", "cp1256", "iso8859-6"])
def test_arabic_is_read_rightly_whatever_its_server_declares(
    charset: str, declared: str | None
) -> None:
    """An Arabic text in any of its three charsets is read rightly under any declaration."""
    assert decode(NEWS.encode(charset), declared)[:2] == (NEWS, charset)


@pytest.mark.parametrize("label", ["utf-8", "windows-1256", "iso-8859-6", "windows-1252"])
@pytest.mark.parametrize("charset", ["utf-8", "cp1256", "iso8859-6"])
def test_a_lying_declaration_inside_the_page_gives_no_mojibake(charset: str, label: str) -> None:
    """An Arabic page or feed that declares another charset than its own is read rightly."""
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={label}">'
    feed = f'<?xml version="1.0" encoding="{label}"?><rss>'
    assert decode((page + NEWS).encode(charset), None, "html").text == page + NEWS
    assert decode((feed + NEWS).encode(charset), None, "xml").text == feed + NEWS


@pytest.mark.parametrize("kept", [1, 10, 50])
def test_utf_8_with_bad_bytes_stays_utf_8(kept: int) -> None:
    """UTF-8 with a bad byte after every sentence, or a cut tail, loses nothing but those."""
    body = (NEWS.encode() + b"\xd8\xff") * kept
    assert decode(body, "windows-1256").text == (NEWS + "\ufffd\ufffd") * kept
    cut = decode((NEWS + "ط").encode()[:-1], "windows-1256")
    assert cut == (NEWS + "\ufffd", "utf-8", "UTF-8, 1 bad bytes")


def test_windows_1256_is_nowhere_near_utf_8() -> None:
    """Arabic in windows-1256 has less than one well-formed UTF-8 character for ten bad bytes."""
    text = NEWS.encode("cp1256").decode("utf-8", "surrogateescape")
    bad = sum("\udc80" <= character <= "\udcff" for character in text)
    good = sum(not character.isascii() for character in text) - bad
    assert good * 10 < bad


@pytest.mark.parametrize("kind", ["html", "xml", "json"])
def test_a_byte_order_mark_decides_and_is_taken_off(kind: str) -> None:
    """A byte order mark of UTF-8 or UTF-16 decides, and the text begins after it."""
    for charset in ("utf-8", "utf-16-le", "utf-16-be"):
        mark = "\ufeff".encode(charset)
        found = decode(mark + NEWS.encode(charset), "windows-1256", kind)  # type: ignore[arg-type]
        assert found == (NEWS, charset, "byte order mark")


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_known_by_its_zeros(charset: str) -> None:
    """UTF-16 without a byte order mark is read when it begins with markup."""
    assert decode(f"<p>{NEWS}".encode(charset))[:2] == (f"<p>{NEWS}", charset)


@pytest.mark.parametrize(
    ("text", "charset", "declared"),
    [
        (RUSSIAN, "cp1251", "windows-1251"),
        (FRENCH, "latin-1", "iso-8859-1"),
        (FRENCH, "cp1256", "windows-1256"),
        (FRENCH, "latin-1", None),
    ],
)
def test_other_languages_keep_their_declared_charset(
    text: str, charset: str, declared: str | None
) -> None:
    """A Russian or French page is read as it declares and never as Arabic."""
    assert decode(text.encode(charset), declared).text == text


def test_a_declaration_inside_the_page_goes_before_the_servers() -> None:
    """Where nothing reads as Arabic, the page's own declaration is believed first."""
    page = f'<meta charset="windows-1251"><p>{RUSSIAN}'
    assert decode(page.encode("cp1251"), "iso-8859-1").text == page
    # JSON has no such place, and a feed none but its first line.
    assert decode(page.encode("cp1251"), "koi8-r", "xml").charset == "koi8-r"


def test_ascii_needs_no_declaration() -> None:
    """Plain ASCII, and nothing at all, is UTF-8."""
    assert decode(b"port of Tartus", "windows-1256") == ("port of Tartus", "utf-8", "plain ASCII")
    assert decode(b"").text == ""


def test_a_declared_charset_that_does_not_fit_is_read_with_marks_for_what_is_lost() -> None:
    """Bytes outside the declared charset become U+FFFD where no reading gives Arabic."""
    assert decode(b"caf\xe9 \xff", "iso-8859-6").text == "caf\u0649 \ufffd"


@given(st.binary(max_size=60), st.sampled_from(LABELS), st.sampled_from(["html", "xml", "json"]))
def test_no_bytes_raise(body: bytes, declared: str | None, kind: str) -> None:
    """Any bytes under any declaration give a text without surrogates, and a reason."""
    found = decode(body, declared, kind)  # type: ignore[arg-type]
    found.text.encode()
    assert found.reason
