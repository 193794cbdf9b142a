"""Which addresses are the same page?

In: an address as a site, a feed or a person wrote it.
Out: one canonical address, or an outlet's own identity for the article.
Knows nothing of what stands behind an address: no request, no redirect, no ``rel=canonical``.

A canonical address is a name to compare by, always ``https``; ask the site under the address
it gave, which may be ``http``.
"""

import re
import unicodedata
from functools import lru_cache
from ipaddress import IPv6Address
from urllib.parse import quote, unquote, unquote_to_bytes, urlsplit

from spiders.contract import Source

#: Left by copying from right-to-left text: bidi marks and the byte order mark.
_INVISIBLE = dict.fromkeys(
    map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
)
#: A colon before digits alone is a port: ``localhost:8041``.
_SCHEME = re.compile(r"(?:(?P<scheme>[a-z][a-z0-9+.-]*):(?!\d)|(?=//))(?://)?", re.IGNORECASE)
#: Labels before the host that only say for which device or machine a page is made.
_DEVICE_LABEL = re.compile(
    r"www\d*|m|mobile|amp|wap|android|instance\d*|preview|(?:www-)?staging|test\d*"
)
_INDEX_PAGE = re.compile(r"index\.\w+|default\.aspx?", re.IGNORECASE)
_AMP_SUFFIX = re.compile(r"\.amp(?=(?:\.html)?$)", re.IGNORECASE)
#: Names of query parameters that say how a reader came or how a page looks.
_TRACKING = re.compile(
    r"utm_.*|at_.*|ns_.*|fbclid|gclid|yclid|igshid|mc_cid|mc_eid|ref|ref_src|source"
    r"|traffic_source|share|shared|nb|output|outputtype|format|link|amp|ot|feed|print|ali|slide"
    r"|profile|tab|hf|s_cid|cmpid|spm|from|via|__twitter_impression|rss|ocid"
)
#: Names that may choose the article even where the value holds no digit.
_CHOOSING = re.compile(
    "p|id|nid|page_id|article|articleid|newsid|story|cdate|app|post|a|n|t|s|idnews|id_cat|cid"
    "|section|lang"
)
#: What RFC 3986 lets stand in a path segment as it is.
_SAFE_IN_SEGMENT = "!$&'()*+,;=:@~"
#: sitemaps.org allows 2048; an Arabic slug of 200 letters takes 1800 when percent-encoded.
_LONGEST_CODE_POINTS = 4096
_DEFAULT_PORTS = (None, 80, 443)


# A list names the same pages at each poll, and an article's address is asked for four times.
@lru_cache(maxsize=4096)
def canonical(url: str) -> str:
    """The one address of all spellings of this page; the canonical of it is itself.

    An address without a scheme is taken for a web address.

    Raises:
        ValueError: no web address; the text says why.

    >>> canonical("http://www.sahel.example/amp/a/7-طرطوس/?utm_source=tg#comments")
    'https://sahel.example/a/7-%D8%B7%D8%B1%D8%B7%D9%88%D8%B3'
    >>> canonical("sham-news.info/index.php?p=16426&share=x")
    'https://sham-news.info/?p=16426'
    >>> canonical("mailto:desk@sahel.example")
    Traceback (most recent call last):
    ValueError: «mailto:desk@sahel.example» is no web address: only http and https are
    """
    address = url.translate(_INVISIBLE).strip()
    if len(address) > _LONGEST_CODE_POINTS:
        raise _no_address(f"{address[:80]}…", f"longer than {_LONGEST_CODE_POINTS} characters")
    if found := _SCHEME.match(address):
        if (found["scheme"] or "https").lower() not in ("http", "https"):
            raise _no_address(url, "only http and https are")
        address = address[found.end() :]
    try:
        parts = urlsplit("https://" + address)
        netloc = _netloc(parts.hostname or "", parts.port)
        return f"https://{netloc}/{_path(parts.path)}{_query(parts.query)}"
    except ValueError as error:
        raise _no_address(url, str(error)) from None


def host(url: str) -> str:
    """The canonical host, with its port where that is not the usual one.

    Raises:
        ValueError: as `canonical`.

    >>> host("https://www.enabbaladi.net/feed/"), host("http://127.0.0.1:8041/a")
    ('enabbaladi.net', '127.0.0.1:8041')
    """
    return urlsplit(canonical(url)).netloc


def host_or_address(url: str) -> str:
    """The host as `host` gives it; of an address that names none, the address as it is.

    For who may be asked at the same time; what is wrong with the address the crawl will say.

    >>> host_or_address("https://www.enabbaladi.net/feed/"), host_or_address("nothing")
    ('enabbaladi.net', 'nothing')
    """
    try:
        return host(url)
    except ValueError:
        return url


def same_site(one: str, other: str) -> bool:
    """Whether two addresses have the same host, or one host is a subdomain of the other.

    Two subdomains of one site count as two sites: ``blogspot.com`` has many owners.

    Raises:
        ValueError: as `canonical`.

    >>> same_site("https://sana.sy/a", "https://www.sana.sy/b")
    True
    >>> same_site("https://api.skynewsarabia.com/x", "https://www.skynewsarabia.com/")
    True
    >>> same_site("https://notsana.sy/", "https://sana.sy/")
    False
    """
    a, b = "." + host(one), "." + host(other)
    return a.endswith(b) or b.endswith(a)


def identity(url: str, source: Source | None) -> str:
    """What the outlet's `identity` finds in the canonical address, else that address.

    Never empty; unique inside the outlet only.

    Raises:
        ValueError: as `canonical`.
    """
    address = canonical(url)
    found = re.search(source.identity, address) if source and source.identity else None
    return (found and found[1]) or address


def _no_address(url: str, why: str) -> ValueError:
    return ValueError(f"«{url}» is no web address: {why}")


def _netloc(name: str, port: int | None) -> str:
    if ":" in name:
        literal = IPv6Address(name)
        if literal.scope_id:
            raise ValueError("a zone stands in its host")
        name = f"[{literal.compressed}]"
    else:
        name = _host_name(name)
    return name if port in _DEFAULT_PORTS else f"{name}:{port}"


def _host_name(name: str) -> str:
    name = unquote(name).translate(_INVISIBLE).rstrip(".")
    name = name.encode("idna").decode().lower().rstrip(".")
    if not re.fullmatch(r"[a-z0-9_.-]+", name):
        raise ValueError("it names no host")
    label, _, rest = name.partition(".")
    while "." in rest and _DEVICE_LABEL.fullmatch(label):
        name = rest
        label, _, rest = name.partition(".")
    return name


def _path(path: str) -> str:
    segments = [_readable(segment) for segment in path.split("/")]
    while (simpler := _simpler(segments)) != segments:
        segments = simpler
    return "/".join(_written(segment, _SAFE_IN_SEGMENT) for segment in segments)


def _simpler(segments: list[str]) -> list[str]:
    """The path with one layer of what names no page taken off."""
    kept: list[str] = []
    for segment in segments:
        if segment == "..":
            kept = kept[:-1]
        elif segment.lower() not in ("", ".", "amp", "amphtml"):
            kept.append(segment)
    if kept and _INDEX_PAGE.fullmatch(kept[-1]):
        kept.pop()
    if kept:
        kept[-1] = _AMP_SUFFIX.sub("", kept[-1])
    if len(kept) > 1 and kept[0] in ("public", "index.php"):
        kept.pop(0)
    return kept


def _query(query: str) -> str:
    kept = set()
    for pair in query.replace("&amp;", "&").split("&"):
        name, _, value = (_readable(part.replace("+", " ")) for part in pair.partition("="))
        # «\u0130» falls apart when it becomes small, and its dot may stand before another mark.
        name = unicodedata.normalize("NFC", name.lower())
        if not value or _TRACKING.fullmatch(name):
            continue
        if _CHOOSING.fullmatch(name) or any(character.isdigit() for character in value):
            kept.add(f"{_written(name)}={_written(value)}")
    return "?" + "&".join(sorted(kept)) if kept else ""


def _readable(part: str) -> str:
    """Percent-decoded and composed; bytes that are no UTF-8 are kept as they are."""
    raw = unquote_to_bytes(part)
    try:
        return unicodedata.normalize("NFC", raw.decode().translate(_INVISIBLE))
    except UnicodeDecodeError:
        return raw.decode("utf-8", "surrogateescape")


def _written(part: str, safe: str = "") -> str:
    return quote(part, safe=safe, errors="surrogateescape")
