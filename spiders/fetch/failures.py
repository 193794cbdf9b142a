"""In which of a few stable words did a request fail?

In: the exception a download ended with, or a word already found.
Out: the word that `CrawlReport.refused` counts by, and whether asking again later may help.
Knows nothing of sources, feeds or pages.
"""

import zlib
from typing import Final

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from twisted.internet.error import ConnectError, ConnectionClosed
from twisted.web._newclient import ConnectionAborted
from twisted.web.client import ResponseFailed


class PrivateAddressError(Exception):
    """A connection to an address that is not on the public internet was refused."""


class CertificateError(Exception):
    """A browser was shown a certificate that nobody vouches for."""


class HeadTooLargeError(Exception):
    """An answer's header fields did not end where those of every honest one do."""


class RobotsForbiddenError(IgnoreRequest):
    """The site's robots.txt asks robots like this one not to ask for an address."""


#: The first that fits names the failure.
_WORDS: Final[tuple[tuple[type[Exception], str], ...]] = (
    (PrivateAddressError, "private_address"),
    (CertificateError, "tls"),
    (RobotsForbiddenError, "robots"),
    (DownloadTimeoutError, "timeout"),
    (CannotResolveHostError, "dns"),
    # Scrapy's handler cancels a download for its size alone.
    (DownloadCancelledError, "too_large"),
    (ResponseDataLossError, "truncated"),
    (UnsupportedURLSchemeError, "bad_address"),
    (NotSupported, "bad_address"),
    (DownloadConnectionRefusedError, "connection"),
    (DownloadFailedError, "connection"),
    (ConnectError, "connection"),
    (ConnectionClosed, "connection"),
    # Scrapy leaves these to whoever decompresses.
    (zlib.error, "bad_encoding"),
    (EOFError, "bad_encoding"),
    (OSError, "bad_encoding"),
    # An address that is none: a redirect to «http://», a label of 64 letters.
    (ValueError, "bad_address"),
)

#: What an operator reads where the exception's own text names only parts of Scrapy or Twisted.
_SENTENCES: Final = {
    "timeout": "no whole answer in the time a request may take",
    "too_large": "larger than a crawl reads, or becoming so when decompressed",
    "truncated": "the answer ended before its announced end",
    "connection": "the connection was refused, or closed before an answer came",
    "bad_encoding": "compressed data that cannot be decompressed",
    "redirect_loop": "too many redirects",
    "robots": "forbidden by robots.txt",
}
#: What a download may end with through no fault of this program.
EXPECTED: Final[tuple[type[Exception], ...]] = (IgnoreRequest, *(kind for kind, _ in _WORDS))

#: Words of failures that may be gone at the next poll; a site that is under attack challenges
#: or refuses everybody for ten minutes.
_PASSING: Final = {"timeout", "dns", "connection", "truncated", "challenge", "http_403"} | {
    "http_408", "http_425", "http_429",
}  # fmt: skip
#: Words of failures that will stay, and are the outlet's rather than one page's.
_OUTLET: Final = {"private_address", "tls", "bad_response", "no_browser"}
#: An article that is gone says nothing about the health of its outlet.
GONE: Final = {"http_404", "http_410", "deleted"}
#: Of an article that was there before it is gone, too, where a page says so with status 200.
GONE_IF_KNOWN: Final = GONE | {"sent_home", "error_page"}


def word(error: Exception) -> str:
    """The word for an exception of `EXPECTED`; ``unexpected`` for any other."""
    if isinstance(error, DownloadFailedError):
        return _broken(error)
    for kind, name in _WORDS:
        if isinstance(error, kind):
            return name
    if isinstance(error, IgnoreRequest):
        # Two of Scrapy's middlewares say it, and differ in the text alone:
        # «max redirections reached» and «… exceeded DOWNLOAD_MAXSIZE … during decompression».
        return "redirect_loop" if "redirect" in str(error) else "too_large"
    return "unexpected"


def detail(error: Exception) -> str:
    """What went wrong, for people: one line without the names of Python's exceptions.

    >>> detail(ResponseDataLossError())
    'the answer ended before its announced end'
    """
    name = word(error)
    if name in _SENTENCES:
        return _SENTENCES[name]
    inner = _reasons(error)[0] if _reasons(error) else error
    said = inner.args[0] if inner.args else ""
    if name == "tls":
        # OpenSSL's own list of (library, function, reason).
        said = "; ".join(part[-1] for part in said) if isinstance(said, list) else said
    text = str(said).strip() or type(error).__name__
    return text.splitlines()[0][:200]


def _reasons(error: Exception) -> list[BaseException]:
    """What Twisted says were the causes of a failed exchange."""
    cause = error.__cause__
    return [reason.value for reason in cause.reasons] if isinstance(cause, ResponseFailed) else []


def _broken(error: DownloadFailedError) -> str:
    """Where an exchange that had begun broke off: at TLS, at the connection, or at the answer."""
    reasons = _reasons(error)
    modules = {type(reason).__module__.partition(".")[0] for reason in reasons}
    if any(isinstance(reason, HeadTooLargeError) for reason in reasons):
        return "too_large"
    if modules & {"OpenSSL", "service_identity"}:
        return "tls"
    broken = all(isinstance(reason, ConnectionClosed | ConnectionAborted) for reason in reasons)
    return "connection" if broken else "bad_response"


def is_passing(reason: str) -> bool:
    """True when the same request may well be answered at the next poll.

    >>> [is_passing(reason) for reason in ("timeout", "http_503", "http_404", "challenge")]
    [True, True, False, True]
    >>> is_passing("extract_timeout")  # a machine that stalls, more often than a page that burns
    True
    """
    return (
        reason in _PASSING
        or reason.startswith("http_5")
        or reason.endswith(("_crash", "_timeout"))
    )


def is_outage(reason: str) -> bool:
    """True when a page failed for what would fail any other page of its outlet as well.

    >>> [is_outage(reason) for reason in ("timeout", "private_address", "http_403", "stub")]
    [True, True, False, False]
    """
    # One page that answers 403 may be for subscribers only.
    return (is_passing(reason) and reason != "http_403") or reason in _OUTLET
