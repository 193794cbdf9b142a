"""What is new at this outlet?  discover → fetch → extract, from top to bottom.

In: a Source and the CrawlState that earlier crawls left behind.
Out: Articles, as soon as each is extracted, and the Tally that the door turns into a CrawlReport.
This is the one spider class; every entry of ``config/sources.yaml`` is a subclass of it that
`spiders.loader` makes.
Keeps nothing beyond its crawl; which lists are asked it leaves to `spiders.survey`, how a page or
a feed is read to `spiders.discover` and `spiders.extract`.
"""

import asyncio
import logging
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
    Iterator,
    Mapping,
)
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Self

from scrapy import Spider
from scrapy.crawler import Crawler

from spiders import discover, pool, urls
from spiders.contract import Article, CrawlState, Link, Refused, Source
from spiders.fetch import robots
from spiders.fetch.answer import Answer
from spiders.fetch.chromium import why_no_browser
from spiders.fetch.limits import Limits
from spiders.fetch.request import fetch
from spiders.survey import Survey
from spiders.tally import Tally

log = logging.getLogger(__name__)


def now() -> datetime:
    """The current moment; the one clock of the crawl."""
    return datetime.now(UTC)  # noqa: TID251 whatever is stamped or compared takes it from here


def addresses(source: Source) -> list[str]:
    """Every address that discovery may ask for."""
    ways = (*source.discover, *source.also)
    return [address for way in ways for address in discover.requests(way, source, now())]


class OutletSpider(Spider):
    """One crawl of one outlet."""

    name = "outlet"
    source: ClassVar[Source]

    def __init__(
        self,
        *args: Any,
        source: Source | None = None,
        state: CrawlState | None = None,
        limits: Limits | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.outlet: Source = source or self.source
        self.state = state or CrawlState()
        self.limits = limits or Limits()
        known = self.state.validators
        # An address not asked keeps the validator it had; one no longer configured does not.
        kept = {address: known[address] for address in addresses(self.outlet) if address in known}
        self.tally = Tally(self.outlet, self.state, self.limits, now(), validators=kept)
        #: Scrapy's own limit counts a request only once its transfer begins, and lets through
        #: whatever is asked for in the same moment (eight instead of two, Scrapy 2.19).
        self.turn = asyncio.Semaphore(self.limits.at_once)
        #: Pages read at once, so that those still waiting are left when others have burnt.
        self.readers = asyncio.Semaphore(self.limits.at_once)
        #: Answers of this crawl that kept their reader busy until its time was up.
        self.burnt = 0
        #: Why pages that need a browser cannot be had.
        self.no_browser = why_no_browser() if self.outlet.render else None
        #: What must end also where a forced end leaves Scrapy no time for it.
        self.leaving: list[Callable[[], Awaitable[None]]] = [self._let_go]
        self._settling: list[asyncio.Task[Article | None]] = []
        self.finish_reason = "cancelled"

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's way to build a spider, and its last chance to change a setting."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        limits = spider.limits
        for name, value in {
            "DOWNLOAD_TIMEOUT": limits.request.total_seconds(),
            "DOWNLOAD_MAXSIZE": limits.size_bytes,
            "REDIRECT_MAX_TIMES": limits.redirects,
            "CONCURRENT_REQUESTS_PER_DOMAIN": limits.at_once,
        }.items():
            crawler.settings.set(name, value, priority="spider")
        if spider.outlet.render and not spider.no_browser:
            handler = "spiders.fetch.browser.BrowserDownloadHandler"
            handlers = {"http": handler, "https": handler}
            crawler.settings["DOWNLOAD_HANDLERS"].update(handlers, priority="spider")
        return spider

    @property
    def allow_private(self) -> bool:
        """Whether this crawl may connect to addresses on this machine (`spiders.fetch.guard`)."""
        return self.outlet.allow_private

    @property
    def requests(self) -> int:
        """Requests sent so far, robots.txt and redirects among them."""
        return int(self.crawler.stats.get_value("downloader/request_count", 0))

    async def start(self) -> AsyncIterator[Article]:
        """Everything new at the outlet."""
        links = await self.discover()
        self.plan(links)
        async for article in self.read():
            yield article

    def closed(self, reason: str) -> None:
        """Scrapy tells how the crawl ended."""
        self.finish_reason = reason

    # --- discover -----------------------------------------------------------------------

    async def discover(self) -> list[Link]:
        """Everything that the outlet lists and that may be new."""
        survey = Survey(self.outlet, self.state, self.limits, self.tally, self.ask, self.work, now)
        return await survey.links()

    def plan(self, links: Iterable[Link]) -> None:
        """Decide which of these links, and of those left over, this crawl is to settle."""
        left = dict(self.identified(self.state.pending))
        again = dict(self.identified(map(discover.again, self.state.recheck)))
        # A text that comes with the list comes anew only with a list that has changed.
        alone = {} if discover.carries_text(self.outlet) else self.state.deferred
        deferred = {key: discover.again(one.link) for key, one in alone.items() if one.link}
        self.tally.plan(self.identified(links), left, deferred, again)

    def identified(self, links: Iterable[Link]) -> Iterator[tuple[str, Link]]:
        """Each link with what makes two links the same article; one without is refused."""
        for link in links:
            try:
                yield urls.identity(link.url, self.outlet), link
            except ValueError as error:
                self.tally.refuse(Refused(url=link.url, reason="bad_address", detail=str(error)))

    # --- fetch and extract ----------------------------------------------------------------

    async def read(self) -> AsyncIterator[Article]:
        """The articles behind the links on the list, in the order in which they are ready."""
        chosen = self._affordable()
        self._settling = [asyncio.ensure_future(self.settle(identity)) for identity in chosen]
        try:
            for ready in asyncio.as_completed(self._settling):
                if article := await ready:
                    yield article
        finally:
            await self._let_go()

    async def _let_go(self) -> None:
        """End what is still being read."""
        for task in self._settling:
            task.cancel()
        await asyncio.gather(*self._settling, return_exceptions=True)

    def _affordable(self) -> list[str]:
        """The links of this crawl; one that carries its own markup costs no request."""
        free = [key for key, link in self.tally.todo.items() if link.html is not None]
        costly = [key for key, link in self.tally.todo.items() if link.html is None]
        asked = (robots.pause(self.tally.todo[key].url) for key in costly)
        pause = max(asked, default=timedelta(0))
        in_time = max(1, self.limits.pauses // pause) if pause else self.limits.pages
        return free + costly[: min(in_time, self.limits.pages)]

    async def settle(self, identity: str) -> Article | None:
        """The article behind one link, or None with the reason counted."""
        link = self.tally.todo[identity]
        outcome = await self.article(link)
        if outcome is None:
            return None
        # A page that stands in for what discovery carried would read as an edit.
        stands_in = identity in self.tally.rechecked and discover.carries_text(self.outlet)
        is_news = not stands_in and not self.tally.is_still_empty(identity, outcome)
        self.tally.settle(identity, outcome, now(), is_news=is_news)
        return outcome if isinstance(outcome, Article) and is_news else None

    async def article(self, link: Link) -> Article | Refused | None:
        """One link's article; None when this crawl is to ask or read no more."""
        if link.data_url and link.html is None:
            found = await self.with_data(link, link.data_url)
            if isinstance(found, Refused):
                return found
            link = found
        if link.html is not None:
            return await self.extract(link.html, link)
        answer = await self.ask_in_turn(link.url, render=True)
        if answer is None or isinstance(answer, Refused):
            return answer
        # What many a site does to the reader of an article it no longer has.
        if answer.is_front_page and answer.url != link.url:
            return Refused(url=link.url, reason="sent_home", detail=answer.url)
        if not answer.is_page:
            return Refused(url=link.url, reason="not_html", detail=answer.content_type)
        return await self.extract(answer.body, link, answer.charset, answer.status)

    async def with_data(self, link: Link, data_url: str) -> Link | Refused:
        """The link with the markup that its `data_url` holds; else as it was, for its page.

        Refused only where the answer says that there is no such article any more.
        """
        answer = await self.ask_in_turn(data_url)
        if not isinstance(answer, Answer):
            found: pool.Record | None = answer
        else:
            hints = {"link": link, "charset": answer.charset, "source": self.outlet, "now": now()}
            found = await self.work("discover:parse_article", data_url, body=answer.body, **hints)
        if isinstance(found, Refused):
            if found.reason == "deleted":
                return found
            self.tally.refuse(found)
        return found if isinstance(found, Link) else link

    async def extract(
        self, page: bytes | str, link: Link, charset: str | None = None, status: int = 200
    ) -> Article | Refused | None:
        """The article on the page; None when this crawl has kept the readers busy long enough.

        The readers serve every source; what is left is read at the next poll.
        """
        async with self.readers:
            if self.burnt >= self.limits.burning:
                return None
            found = await self.work(
                "extract:extract",
                link.url,
                page=page,
                url=link.url,
                source=self.outlet,
                link=link,
                fetched_at=now(),
                charset=charset,
                status=status,
            )
        assert isinstance(found, Article | Refused)
        length = found.length if isinstance(found, Article) else 0
        if length > self.limits.text_code_points:
            return Refused(url=link.url, reason="too_long", detail=f"{length} characters of text")
        return found

    async def work(self, function: str, address: str, **arguments: Any) -> pool.Record:
        """What a worker process finds in what an address answered."""
        stage = function.partition(":")[0]
        try:
            return await pool.run(f"spiders.{function}", self.limits.parsing, **arguments)
        except TimeoutError:
            self.burnt += 1
            took = f"longer than {self.limits.parsing.total_seconds():g} s"
            return Refused(url=address, reason=f"{stage}_timeout", detail=took)
        except pool.WorkerCrashError as crash:
            text = str(crash).strip()
            log.error("%s crashed url=%s\n%s", stage, address, text)  # noqa: TRY400 its own
            return Refused(url=address, reason=f"{stage}_crash", detail=text.splitlines()[-1])

    async def ask_in_turn(self, address: str, *, render: bool = False) -> Answer | Refused | None:
        """`ask`, when its turn comes; None when a server has asked for patience before that."""
        async with self.turn:
            if self.tally.retry_after:
                return None
            return await self.ask(address, render=render)

    async def ask(
        self, address: str, fields: Mapping[str, str] | None = None, *, render: bool = False
    ) -> Answer | Refused:
        """A good answer, or why there is none; a server's wish for patience is noted.

        `render` asks with a browser where the source needs one.
        """
        render = render and self.outlet.render
        if render and self.no_browser:
            return Refused(url=address, reason="no_browser", detail=self.no_browser)
        answer = await fetch(self.crawler, address, fields or {}, render=render)
        if isinstance(answer, Refused):
            return answer
        self.tally.hear_clock(answer.clock_ahead(now()))
        self.tally.be_patient(answer.patience(now(), self.limits.patience))
        return answer if answer.is_good else Refused(url=address, reason=f"http_{answer.status}")
