"""Who may look into the watch room?

In: where it listens, its token, and the headers of a request.
Out: an answer that refuses, or none.
Knows nothing of pages, sockets or the database.

A page of some site, open in the operator's browser, can make a name of its own lead to 127.0.0.1
and read what is there (DNS rebinding); so without a token only requests for a name of this
machine are answered.
"""

import hmac
import re
from base64 import b64decode
from binascii import Error as NotBase64
from dataclasses import dataclass, field
from ipaddress import ip_address

from monitor.errors import MarqabError

#: Shorter tokens can be guessed (our own choice; 16 random letters and digits are 95 bits).
SHORTEST_TOKEN = 16

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]:/\s]+)(?::\d{1,5})?")


def is_local(host: str) -> bool:
    """Whether only this machine reaches what listens there.

    >>> is_local("127.0.0.1"), is_local("::1"), is_local("localhost"), is_local("0.0.0.0")
    (True, True, True, False)
    """
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Access:
    """Where the room listens, and the token that opens it; "" for none.

    Raises:
        MarqabError: others could reach it and there is no token, or the token is too short.
    """

    host: str
    token: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if self.token and len(self.token) < SHORTEST_TOKEN:
            raise MarqabError(f"the token of the watch room needs {SHORTEST_TOKEN} characters")
        if not self.token and not is_local(self.host):
            raise MarqabError(
                f"{self.host}: others can reach this address, so the watch room needs a token; "
                "give --token-file or MARQAB_WEB_TOKEN, or listen on 127.0.0.1"
            )

    def refusal(self, host: str | None, authorization: str | None) -> int | None:
        """The status that refuses a request with these headers; None lets it in.

        >>> Access("127.0.0.1").refusal("evil.example", None)
        421
        >>> Access("127.0.0.1").refusal("localhost:8765", None) is None
        True
        >>> Access("0.0.0.0", "a token of many letters").refusal("room.example", None)
        401
        """
        if self.token:
            given = _password(authorization).encode()
            return None if hmac.compare_digest(given, self.token.encode()) else 401
        named = _HOST.fullmatch(host or "")
        return None if named and is_local(named[1].strip("[]")) else 421


def _password(authorization: str | None) -> str:
    """The password of HTTP Basic, whoever the user; "" where there is none."""
    scheme, _, value = (authorization or "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return b64decode(value, validate=True).decode().partition(":")[2]
    except (NotBase64, UnicodeDecodeError):
        return ""
