"""One line per event, with no secret in it.

Telegram's address holds the token, and httpx logs addresses: every handler formats through
`Redacting`, tracebacks included, which alone take further lines.
"""

import logging
import re
import sys
from urllib.parse import quote

#: A bot token as it stands in addresses and messages.
#: No ``\b`` before it: in ``/bot123:AA`` there is no word boundary.
_TOKEN = re.compile(r"(?<!\d)\d{5,12}(?::|%3A)[\w-]{20,}")

#: Secrets as they were configured, and as addresses spell them.
_HIDDEN: set[str] = set()

#: A shorter one would be found in words, and the stars would tell more than they hide.
_SHORTEST = 8

#: What ends a line, or steers a terminal; a site may have put it into a title or an address.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

#: These write a line per request, with the address in it.
_CHATTY = ("httpx", "httpcore", "scrapy", "twisted", "apscheduler", "trafilatura", "asyncio")


def hide(secret: str) -> None:
    """Let no line hold this secret from now on, of whatever shape it is."""
    if len(secret) >= _SHORTEST:
        spelt = (quote(secret, safe=safe, errors="surrogateescape") for safe in ("/", ":", ""))
        _HIDDEN.update((secret, *spelt))


def redact(text: str) -> str:
    """The text with every hidden secret in it replaced, and with all that looks like a token.

    >>> redact("POST /bot123456:AAAAAAAAAAAAAAAAAAAAAAAAAA/sendMessage")
    'POST /bot***/sendMessage'
    >>> redact("طرطوس 12:30")
    'طرطوس 12:30'
    """
    for secret in sorted(_HIDDEN, key=len, reverse=True):
        text = text.replace(secret, "***")
    return _TOKEN.sub("***", text)


class Redacting(logging.Formatter):
    """A formatter whose output, tracebacks included, never holds a secret."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line, redacted, and its traceback behind it."""
        return redact(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 logging's name
        """The record itself, in which what would end its line is an escape."""
        return _CONTROL.sub(_escape, super().formatMessage(record))


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


def configure_logging(*, verbose: bool = False) -> None:
    """Send log lines to stderr; libraries speak up only when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.INFO, handlers=[handler], force=True
    )
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    # A turn that is skipped because the last poll still runs is as it should be.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
