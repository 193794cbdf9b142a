"""One line per event, with no secret in it.

Telegram's address holds the token, and httpx logs addresses: every handler formats through
`Redacting`, tracebacks included.
"""

import logging
import re
import sys

#: A bot token as it stands in addresses and messages.
#: No ``\b`` before it: in ``/bot123:AA`` there is no word boundary.
_TOKEN = re.compile(r"(?<!\d)\d{5,12}(?::|%3A)[\w-]{20,}")

#: These write a line per request, with the address in it.
_CHATTY = ("httpx", "httpcore", "scrapy", "twisted", "apscheduler", "trafilatura", "asyncio")


def redact(text: str) -> str:
    """The text with every bot token in it replaced.

    >>> redact("POST /bot123456:AAAAAAAAAAAAAAAAAAAAAAAAAA/sendMessage")
    'POST /bot***/sendMessage'
    >>> redact("طرطوس 12:30")
    'طرطوس 12:30'
    """
    return _TOKEN.sub("***", text)


class Redacting(logging.Formatter):
    """A formatter whose output, tracebacks included, never holds a token."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line, redacted."""
        return redact(super().format(record))


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
