"""Which addresses a post may link to.

In: an address from a site.
Out: the same address fit for a link, or None: then the outlet's name stands without one.
Knows nothing of posts or of what stands behind an address.
"""

from ipaddress import ip_address
from urllib.parse import quote, urlsplit, urlunsplit

import idna
import regex

#: An Arabic headline in an address is six bytes a letter; the longest of real outlets stay
#: under this, and twelve of them fit into one message.
LONGEST_BYTES = 1500

#: A name that only this machine or its own network knows (RFC 6761 gives it localhost).
_OWN_NAME = regex.compile(r"(?:[a-z0-9-]+\.)*localhost|[a-z][a-z0-9-]*")
_SIX = 6

#: Chats as Telegram names them: by their public name, and by the number of a channel or
#: supergroup, whose links leave out the "-100".
_PUBLIC = regex.compile(r"@(\w+)")
_PRIVATE = regex.compile(r"-100(\d+)")

_ASCII_LETTER = regex.compile(r"[A-Za-z]")
_OTHER_LETTER = regex.compile(r"[^\P{L}A-Za-z]")


def web_link(url: str, *, private: bool = False) -> str | None:
    """The address as ASCII, or None when it is not one to send people to.

    Only http and https, no user name (``https://good.example@bad.example/``), no host that is
    a bare number or a single word, no label that mixes scripts, none too long.
    With `private`, hosts of this machine and its own network pass: a demo's outlets live there.

    >>> web_link("https://خبر.example/طرطوس?a=1")
    'https://xn--ngblk.example/%D8%B7%D8%B1%D8%B7%D9%88%D8%B3?a=1'
    >>> web_link("javascript:alert(1)"), web_link("https://good.example@bad.example/")
    (None, None)
    >>> web_link("http://[::1]:8080/خبر"), web_link("http://[::1]:8080/خبر", private=True)
    (None, 'http://[::1]:8080/%D8%AE%D8%A8%D8%B1')
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or "\\" in url:
        return None
    ascii_host = (_private_host(host) if private else None) or _public_host(host)
    if ascii_host is None:
        return None
    netloc = ascii_host if port is None else f"{ascii_host}:{port}"
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=~-._[]")
    link = urlunsplit((parts.scheme, netloc, path, query, quote(parts.fragment, safe="/?%=&-._")))
    return link if len(link) <= LONGEST_BYTES else None


def message_link(destination: str, message_id: int | None) -> str | None:
    """Where a message of a channel or supergroup can be opened.

    None where that kind of chat has no such addresses, and for a message without a number.
    The address of a message in a private chat opens for its members only.

    >>> message_link("@marqab", 7), message_link("-1001234567890", 7)
    ('https://t.me/marqab/7', 'https://t.me/c/1234567890/7')
    >>> message_link("page", 7), message_link("@marqab", None)
    (None, None)
    """
    if message_id is None:
        return None
    if public := _PUBLIC.fullmatch(destination):
        return f"https://t.me/{public[1]}/{message_id}"
    if private := _PRIVATE.fullmatch(destination):
        return f"https://t.me/c/{private[1]}/{message_id}"
    return None


def _private_host(host: str) -> str | None:
    """A host of this machine or its own network, as an address spells it; None for any other.

    >>> [_private_host(host) for host in ("127.0.0.2", "10.1.2.3", "::1", "a.localhost", "nas")]
    ['127.0.0.2', '10.1.2.3', '[::1]', 'a.localhost', 'nas']
    >>> [_private_host(host) for host in ("93.184.216.34", "sana.sy", "2130706433")]
    [None, None, None]
    """
    try:
        address = ip_address(host)
    except ValueError:
        return host if _OWN_NAME.fullmatch(host) else None
    if not address.is_private or "%" in host:
        return None
    return f"[{address}]" if address.version == _SIX else str(address)


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
