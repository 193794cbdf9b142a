r"""Which text do these bytes hold?

In: the bytes of a page, a feed or a JSON answer, and the charset its header declares.
Out: the text, the charset it was read as, and why that one.
Knows nothing of what the text says.

Declarations lie: a server that says utf-8 over a windows-1256 page, or the reverse, is common
on Arabic sites, and one bad byte must not turn a whole feed into mojibake.
So the bytes decide, and a declaration only chooses between readings that are both Arabic.
"""

import codecs
import re
from typing import Literal, NamedTuple

Kind = Literal["html", "xml", "json"]


class Decoded(NamedTuple):
    """A text without byte order mark, as published; bytes that fit nothing are U+FFFD."""

    text: str
    #: Python's name of the charset.
    charset: str
    reason: str


#: A page may put scripts before its <meta>; the standard asks browsers for 1024 bytes only.
_HEAD_BYTES = 8192
_IN_PROLOG = re.compile(rb"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE)
_IN_META = re.compile(rb"""<meta\s[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
#: Charsets of bytes. UTF-8 is known by its form, UTF-16 by its mark or its zeros, and Python's
#: other codecs (``unicode_escape``, ``utf-7`` …) are nothing a site may choose.
_OF_BYTES = re.compile(r"(?:x-)?(?:windows|cp|iso|latin|koi8|mac|gb|big5|shift|sjis|euc)[\w.:-]*")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: UTF-16 without a mark: the first character of markup or JSON, and a zero beside it.
_ZEROS = re.compile(rb"(?P<le>[<{\[\s]\x00)|\x00[<{\[\s]")
#: Well-formed characters for one bad byte, at least. A damaged UTF-8 feed has hundreds;
#: windows-1256 read as UTF-8 has 0.1 (tests/test_decode.py measures both).
_GOOD_FOR_ONE_BAD = 4
#: Share of the letters beyond ASCII that stand in Arabic words, at least. Arabic has 0.9 and
#: more; Russian, or ISO 8859-6, read as windows-1256 has less than half.
_ARABIC_SHARE = 0.6
_ARABIC_WORD = re.compile(r"[\u0621-\u0652]{3,}")


def decode(body: bytes, declared: str | None = None, kind: Kind = "html") -> Decoded:
    """The text of `body`; `declared` is the charset of its Content-Type header.

    Never raises on any bytes.

    >>> decode("خبر من طرطوس".encode("windows-1256"), "utf-8")
    Decoded(text='خبر من طرطوس', charset='cp1256', reason='reads as Arabic')
    >>> decode("خبر من حميميم".encode()[:-1], "iso-8859-1").text
    'خبر من حميمي\ufffd'
    """
    for mark, charset in _MARKS:
        if body.startswith(mark):
            text = body[len(mark) :].decode(charset, "replace")
            return Decoded(text, charset, "byte order mark")
    if found := _ZEROS.match(body):
        charset = "utf-16-le" if found["le"] else "utf-16-be"
        return Decoded(body.decode(charset, "replace"), charset, "every second byte is zero")
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = body.decode("utf-8", "surrogateescape")
    else:
        return Decoded(text, "utf-8", "plain ASCII" if text.isascii() else "well-formed UTF-8")
    bad = len(re.findall(r"[\udc80-\udcff]", text))
    good = len(re.findall(r"[^\x00-\x7f\udc80-\udcff]", text))
    if good >= _GOOD_FOR_ONE_BAD * bad:
        return Decoded(body.decode("utf-8", "replace"), "utf-8", f"UTF-8, {bad} bad bytes")
    return _of_bytes(body, _declarations(body, declared, kind))


def _declarations(body: bytes, declared: str | None, kind: Kind) -> list[str]:
    """Python's names of the declared charsets of bytes, most trusted first."""
    head = body[:_HEAD_BYTES]
    stated = [_IN_PROLOG.match(head) if kind != "json" else None]
    stated.append(_IN_META.search(head) if kind == "html" else None)
    labels = [found[1].decode("ascii", "replace") for found in stated if found] + [declared or ""]
    names = []
    for label in (label.strip(" \t\"'").lower() for label in labels):
        if not _OF_BYTES.fullmatch(label):
            continue
        try:
            name = codecs.lookup(label.removeprefix("x-").replace("windows-", "cp")).name
        except LookupError:
            continue
        # As browsers do: who declares Latin-1 means windows-1252.
        names.append("cp1252" if name == "iso8859-1" else name)
    return names


def _of_bytes(body: bytes, declared: list[str]) -> Decoded:
    readings = {}
    for charset in (*declared, "cp1256", "iso8859-6"):
        try:
            text = body.decode(charset)
        except UnicodeDecodeError:
            continue
        if _looks_arabic(text):
            readings[charset] = text
    if readings:
        # The two Arabic charsets share half their letters; the article «ال» tells them apart.
        best = max(readings, key=lambda charset: readings[charset].count("ال"))
        reason = "declared, and reads as Arabic" if best in declared else "reads as Arabic"
        return Decoded(readings[best], best, reason)
    charset = declared[0] if declared else "cp1256"
    reason = "declared" if declared else "nothing declared, no charset reads as Arabic"
    return Decoded(body.decode(charset, "replace"), charset, reason)


def _looks_arabic(text: str) -> bool:
    letters = sum(character.isalpha() for character in text if not character.isascii())
    in_words = sum(len(found) for found in _ARABIC_WORD.findall(text))
    return in_words > 0 and in_words >= _ARABIC_SHARE * letters
