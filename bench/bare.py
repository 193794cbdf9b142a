"""Scrapy with nothing of ours in it, to compare with.

The same runner in the same loop, the same extensions switched off, the same number of requests
at once; no robots.txt, no guard, no limits, no extraction: the least that a crawl can cost.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from functools import cache
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.http import Response

from spiders import settings
from spiders.fetch.limits import Limits


class BareSpider(Spider):
    """Asks for some addresses and hands every answer to `look`, which may do nothing."""

    name = "bare"

    def __init__(
        self,
        addresses: Sequence[str],
        fields: Mapping[str, str],
        look: Callable[[str], object] | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._addresses, self._fields, self._look = addresses, fields, look
        self.handle_httpstatus_list = [304]
        self.answers = 0

    async def start(self) -> AsyncIterator[Request]:
        """One request for each address."""
        for address in self._addresses:
            yield Request(address, headers=dict(self._fields), dont_filter=True)

    def parse(self, response: Response) -> None:
        """Count the answer."""
        if self._look:
            self._look(response.text)
        self.answers += 1


@cache
def _runner() -> AsyncCrawlerRunner:
    return AsyncCrawlerRunner(
        {
            "ROBOTSTXT_OBEY": False,
            "COOKIES_ENABLED": False,
            "RETRY_ENABLED": False,
            "METAREFRESH_ENABLED": False,
            "CONCURRENT_REQUESTS_PER_DOMAIN": Limits().at_once,
            "EXTENSIONS": settings.EXTENSIONS,
            "REMOTE_CONTROL_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
            "STATS_DUMP": False,
            "LOG_LEVEL": "WARNING",
        }
    )


async def crawl_bare(
    addresses: Sequence[str],
    fields: Mapping[str, str] | None = None,
    look: Callable[[str], object] | None = None,
) -> None:
    """Ask for every address once; fails when one was not answered."""
    crawler = _runner().create_crawler(BareSpider)
    await _runner().crawl(crawler, addresses=addresses, fields=fields or {}, look=look)
    assert isinstance(crawler.spider, BareSpider)
    if crawler.spider.answers != len(addresses):
        raise RuntimeError(f"{crawler.spider.answers} of {len(addresses)} pages answered")
