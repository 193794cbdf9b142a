"""May this address be connected to?

In: the numeric address a socket is about to be opened to, after DNS and after every redirect.
Out: nothing, or `PrivateAddressError`.
A host name is never judged: ``127.1``, ``2130706433`` and a name that resolves to 10.0.0.1 all
arrive here as what they are.
Knows nothing of Scrapy or sources.
"""

import ipaddress
from typing import Any

from spiders.fetch.failures import PrivateAddressError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

#: An IPv6 address whose last 32 bits are an IPv4 address behind a translator, RFC 6052.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
#: Not public, though Python 3.11 knows only a part of the first as private: protocol
#: assignments of RFC 6890, NAT64 inside one network of RFC 8215, site-local of RFC 3879.
_SPECIAL = tuple(
    ipaddress.ip_network(network) for network in ("192.0.0.0/24", "64:ff9b:1::/48", "fec0::/10")
)


def why_private(address: str) -> str | None:
    """Why the numeric `address` is not on the public internet; None when it is.

    >>> why_private("93.184.215.14"), why_private("2606:2800:21f::1")
    (None, None)
    >>> why_private("::ffff:10.0.0.1")
    '10.0.0.1 inside ::ffff:10.0.0.1 is private'
    """
    ip = ipaddress.ip_address(address)
    inner = _embedded(ip)
    if inner is not None:
        word = _kind(inner)
        return f"{inner} inside {address} is {word}" if word else None
    word = _kind(ip)
    return f"{ip} is {word}" if word else None


def _kind(ip: Address) -> str | None:
    """The kind of a special address, None for one of the public internet."""
    words = {
        "unspecified": ip.is_unspecified,
        "loopback": ip.is_loopback,
        "link-local": ip.is_link_local,
        "multicast": ip.is_multicast,
        "private": ip.is_private or any(ip in network for network in _SPECIAL),
        "reserved": ip.is_reserved,
        "not public": not ip.is_global,
    }
    return next((word for word, holds in words.items() if holds), None)


def _embedded(ip: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that a packet to this IPv6 address ends at, if there is one."""
    if isinstance(ip, ipaddress.IPv4Address):
        return None
    if ip.ipv4_mapped or ip.sixtofour:
        return ip.ipv4_mapped or ip.sixtofour
    if ip.teredo:
        return ip.teredo[1]
    # The last form is "IPv4-compatible", long deprecated and still understood by some stacks.
    if ip in _NAT64 or (int(ip) >> 32 == 0 and int(ip) > 1):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None


class GuardedReactor:
    """A reactor that opens TCP connections to public addresses only; else the one it wraps.

    With `loopback`, this machine's own addresses are allowed as well, and never its network's.
    """

    def __init__(self, reactor: Any, *, loopback: bool = False) -> None:
        self._reactor = reactor
        self._loopback = loopback

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)

    def connectTCP(self, host: str, port: int, *args: Any, **kwargs: Any) -> Any:  # noqa: N802
        """Connect to `host`, which Twisted has resolved to a numeric address by now.

        Raises:
            PrivateAddressError: nothing was sent, no socket was opened.
        """
        why = why_private(host)
        if why and not (self._loopback and ipaddress.ip_address(host).is_loopback):
            raise PrivateAddressError(why)
        return self._reactor.connectTCP(host, port, *args, **kwargs)
