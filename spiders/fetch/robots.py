"""May this address be asked for, by the site's own robots.txt?

In: requests. Out: nothing, or `RobotsForbiddenError`.
The rules of a site outlive one crawl: asking again at every poll would double its requests.
"""

import asyncio
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import Self

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from spiders.fetch.failures import EXPECTED, RobotsForbiddenError

#: RFC 9309, section 2.4: a copy should not be used for more than 24 hours.
_KEPT_SECONDS = 24 * 3600
#: After a failure; long enough not to ask at every poll of a site that is down.
_FAILED_SECONDS = 300
#: RFC 9309, section 2.5: at least 500 KiB must be read; more is of no use to anyone.
_READ_BYTES = 500 << 10
#: Sites remembered at once; the one asked longest ago goes first.
_SITES = 1000


@dataclass(frozen=True)
class _Rules:
    parsed: Protego | None
    until_monotonic: float


#: By scheme and host with port, in the order in which they were asked.
_remembered: dict[tuple[str, str], _Rules] = {}


def forget() -> None:
    """Every site is asked again; for tests, whose ports come back with another site behind."""
    _remembered.clear()


class SharedRobots:
    """Scrapy middleware that obeys robots.txt and shares its rules between crawls.

    A site without one (any 4xx) allows everything, RFC 9309, section 2.3.1.3.
    When it cannot be read for the moment the rules known last hold; without any, the crawl goes
    on, because the site's own answers decide then.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._name: str = crawler.settings["ROBOT_NAME"]
        self._asking: dict[tuple[str, str], asyncio.Lock] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to build a component."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let `request` pass.

        Raises:
            RobotsForbiddenError: the rules of its site forbid it.
        """
        if request.meta.get("dont_obey_robotstxt"):
            return
        rules = await self._rules(request)
        if rules and not rules.can_fetch(request.url, self._name):
            raise RobotsForbiddenError("forbidden by robots.txt")

    async def _rules(self, request: Request) -> Protego | None:
        address = urlparse_cached(request)
        site = (address.scheme, address.netloc)
        # One lock a site: pages of a new host are asked for together, its robots.txt once.
        async with self._asking.setdefault(site, asyncio.Lock()):
            known = _remembered.get(site)
            if known and time.monotonic() < known.until_monotonic:
                return known.parsed
            _remembered.pop(site, None)
            rules = await self._ask(site, known.parsed if known else None)
            while len(_remembered) >= _SITES:
                del _remembered[next(iter(_remembered))]
            _remembered[site] = rules
            return rules.parsed

    async def _ask(self, site: tuple[str, str], last: Protego | None) -> _Rules:
        request = Request(
            "{}://{}/robots.txt".format(*site),
            callback=NO_CALLBACK,
            meta={"dont_obey_robotstxt": True},
        )
        soon = time.monotonic() + _FAILED_SECONDS
        try:
            response = await self._crawler.engine.download_async(request)
        except EXPECTED:
            return _Rules(last, soon)
        later = time.monotonic() + _KEPT_SECONDS
        if response.status == HTTPStatus.OK:
            text = response.body[:_READ_BYTES].decode("utf-8-sig", "ignore")
            return _Rules(Protego.parse(text), later)
        missing = HTTPStatus.BAD_REQUEST <= response.status < HTTPStatus.INTERNAL_SERVER_ERROR
        if missing and response.status != HTTPStatus.TOO_MANY_REQUESTS:
            return _Rules(None, later)
        return _Rules(last, soon)
