"""Which addresses a post may link to.

In: an address from a site.
Out: the same address fit for a link, or None: then the outlet's name stands without one.
Knows nothing of posts or of what stands behind an address.
"""

from urllib.parse import quote, urlsplit, urlunsplit

import idna
import regex

#: An Arabic headline in an address is six bytes a letter; the longest of real outlets stay
#: under this, and twelve of them fit into one message.
LONGEST_BYTES = 1500

_ASCII_LETTER = regex.compile(r"[A-Za-z]")
_OTHER_LETTER = regex.compile(r"[^\P{L}A-Za-z]")


def web_link(url: str, *, private: bool = False) -> str | None:
    """The address as ASCII, or None when it is not one to send people to.

    Only http and https, no user name (``https://good.example@bad.example/``), no host that is
    a bare number or a single word, no label that mixes scripts, none too long.
    With `private`, hosts of this machine pass: a demo's outlets live there.

    >>> web_link("https://خبر.example/طرطوس?a=1")
    'https://xn--ngblk.example/%D8%B7%D8%B1%D8%B7%D9%88%D8%B3?a=1'
    >>> web_link("javascript:alert(1)"), web_link("https://good.example@bad.example/")
    (None, None)
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or "\\" in url:
        return None
    ascii_host = host if private and _is_of_this_machine(host) else _public_host(host)
    if ascii_host is None:
        return None
    netloc = ascii_host if port is None else f"{ascii_host}:{port}"
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=~-._[]")
    link = urlunsplit((parts.scheme, netloc, path, query, quote(parts.fragment, safe="/?%=&-._")))
    return link if len(link) <= LONGEST_BYTES else None


def message_link(destination: str, message_id: int) -> str | None:
    """Where a message of a channel is found, or None where a chat has no such addresses.

    Those of a private channel open for its members only.

    >>> message_link("@marqab", 7), message_link("-1001234567890", 7), message_link("page", 7)
    ('https://t.me/marqab/7', 'https://t.me/c/1234567890/7', None)
    """
    if destination.startswith("@"):
        return f"https://t.me/{destination[1:]}/{message_id}"
    channel = destination.removeprefix("-100")
    if channel != destination and channel.isdigit():
        return f"https://t.me/c/{channel}/{message_id}"
    return None


def _is_of_this_machine(host: str) -> bool:
    return host in ("localhost", "127.0.0.1")


def _public_host(host: str) -> str | None:
    labels = host.rstrip(".").split(".")
    # 2130706433 and 0x7f.1 are addresses of this machine to some programs.
    if len(labels) == 1 or labels[-1][:1].isdigit():
        return None
    if any(_ASCII_LETTER.search(label) and _OTHER_LETTER.search(label) for label in labels):
        return None
    try:
        return idna.encode(host, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return None
