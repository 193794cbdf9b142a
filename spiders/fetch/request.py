"""What does one address answer?

In: an address and header fields. Out: an Answer, or Refused with the word for the failure.
Every request of a crawl goes through here, and through Scrapy's downloader with its middlewares:
robots.txt, redirects, decompression, limits, the guard.
"""

import logging
from collections.abc import Mapping

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http.request import NO_CALLBACK

from spiders.contract import Refused
from spiders.fetch.answer import Answer
from spiders.fetch.failures import EXPECTED, detail, word

log = logging.getLogger(__name__)


async def fetch(
    crawler: Crawler, address: str, fields: Mapping[str, str], *, render: bool = False
) -> Answer | Refused:
    """The answer to one GET, whatever its status; never raises for what a server does.

    With `render` a browser asks, and the body is the page after its scripts have run.
    """
    try:
        meta = {"playwright": True} if render else {}
        request = Request(address, headers=dict(fields), callback=NO_CALLBACK, meta=meta)
        response = await crawler.engine.download_async(request)
    except EXPECTED as error:
        return Refused(url=address, reason=word(error), detail=detail(error))
    except Exception as error:
        # Contained like the others, but a fault of ours or of a library: loud.
        log.exception("unexpected failure url=%s", address)
        return Refused(url=address, reason=word(error), detail=detail(error))
    return Answer(
        url=response.url,
        status=response.status,
        body=response.body,
        fields={
            name.decode("latin-1").lower(): values[-1].decode("latin-1")
            for name, values in response.headers.items()
            if values
        },
    )
