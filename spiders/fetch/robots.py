"""May this address be asked for, by the site's own robots.txt, and after what pause?

In: requests. Out: nothing, or `RobotsForbiddenError`; the pause is the downloader's to keep.
The rules of a site outlive one crawl: asking again at every poll would double its requests.
"""

import asyncio
import logging
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from typing import Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from spiders.fetch.failures import EXPECTED, RobotsForbiddenError

log = logging.getLogger(__name__)

#: RFC 9309, section 2.4: a copy should not be used for more than 24 hours.
_KEPT_SECONDS = 24 * 3600
#: After a failure; long enough not to ask at every poll of a site that is down.
_FAILED_SECONDS = 300
#: RFC 9309, section 2.5: at least 500 KiB must be read; more is of no use to anyone.
_READ_BYTES = 500 << 10
#: The longest pause (``Crawl-delay``) that is kept. No standard knows it, and what asks for more
#: would leave an outlet unread: three pages fit into one crawl with this one.
LONGEST_PAUSE = timedelta(seconds=30)
#: Sites remembered at once; the one asked longest ago goes first.
_SITES = 1000


@dataclass(frozen=True)
class _Rules:
    parsed: Protego | None
    until_monotonic: float
    pause: timedelta = timedelta(0)


#: By scheme and host with port, in the order in which they were asked.
_remembered: dict[tuple[str, str], _Rules] = {}


def forget() -> None:
    """Every site is asked again; for tests, whose ports come back with another site behind."""
    _remembered.clear()


def pause(url: str) -> timedelta:
    """The pause between two requests that the site of this address asks for, as far as known."""
    address = urlsplit(url)
    rules = _remembered.get((address.scheme, address.netloc))
    return rules.pause if rules else timedelta(0)


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
        if rules.parsed and not rules.parsed.can_fetch(request.url, self._name):
            raise RobotsForbiddenError("forbidden by robots.txt")
        if rules.pause:
            self._keep(rules.pause, request)

    def _keep(self, pause: timedelta, request: Request) -> None:
        """Let the downloader wait so long between two requests to this host, and no less."""
        downloader = self._crawler.engine.downloader
        host = downloader.get_slot_key(request)
        seconds = pause.total_seconds()
        downloader.per_slot_settings[host] = {"delay": seconds, "jitter": 0}
        if slot := downloader.slots.get(host):
            slot.delay, slot.jitter = seconds, 0

    async def _rules(self, request: Request) -> _Rules:
        address = urlparse_cached(request)
        site = (address.scheme, address.netloc)
        # One lock a site: pages of a new host are asked for together, its robots.txt once.
        async with self._asking.setdefault(site, asyncio.Lock()):
            known = _remembered.get(site)
            if known and time.monotonic() < known.until_monotonic:
                return known
            _remembered.pop(site, None)
            rules = await self._ask(site, known or _Rules(None, 0))
            while len(_remembered) >= _SITES:
                del _remembered[next(iter(_remembered))]
            _remembered[site] = rules
            return rules

    async def _ask(self, site: tuple[str, str], last: _Rules) -> _Rules:
        request = Request(
            "{}://{}/robots.txt".format(*site),
            callback=NO_CALLBACK,
            meta={"dont_obey_robotstxt": True},
        )
        failed = replace(last, until_monotonic=time.monotonic() + _FAILED_SECONDS)
        try:
            response = await self._crawler.engine.download_async(request)
        except EXPECTED:
            return failed
        later = time.monotonic() + _KEPT_SECONDS
        if response.status == HTTPStatus.OK:
            text = response.body[:_READ_BYTES].decode("utf-8-sig", "ignore")
            parsed = Protego.parse(text)
            return _Rules(parsed, later, self._pause(parsed, site[1]))
        missing = HTTPStatus.BAD_REQUEST <= response.status < HTTPStatus.INTERNAL_SERVER_ERROR
        if missing and response.status != HTTPStatus.TOO_MANY_REQUESTS:
            return _Rules(None, later)
        return failed

    def _pause(self, rules: Protego, host: str) -> timedelta:
        asked = rules.crawl_delay(self._name) or 0.0
        longest = LONGEST_PAUSE.total_seconds()
        if asked > longest:
            log.warning(
                "robots.txt of %s asks for %g s between requests, %g are kept",
                host,
                asked,
                longest,
            )
        return timedelta(seconds=min(asked, longest))
