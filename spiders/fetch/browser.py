"""What does a page say once its scripts have run?

In: a Scrapy request marked ``playwright``. Out: the page as a browser shows it, or an exception
that `spiders.fetch.failures` names; requests without the mark go their usual way.
For sources that say ``render: true``, with the extra ``render`` and Debian's Chromium.
The browser has no way to the network but `spiders.fetch.proxy`, says who asks like any other
request, keeps nothing from one page to the next, and is no way round a block: a page that
refuses Marqab refuses it here too.
"""

import asyncio
import os
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, Page
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Request as BrowserRequest
from playwright.async_api import TimeoutError as PlaywrightTimeoutError
from scrapy import Request
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, DownloadTimeoutError
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod
from scrapy_playwright.provider import PlaywrightBrowserProvider

from spiders.fetch.chromium import chromium
from spiders.fetch.download import GuardedDownloadHandler
from spiders.fetch.failures import CertificateError, PrivateAddressError
from spiders.fetch.proxy import GuardingProxy

#: Whatever would go round the proxy, and Chromium's own errands.
_FLAGS = (
    "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    # Chromium resolves no name itself; the proxy's own address is a number.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--dns-prefetch-disable",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--no-pings",
    # A page that fills its memory ends itself, at half a gigabyte.
    "--js-flags=--max-old-space-size=512",
)
#: Port 9 is «discard» (RFC 863), and nobody listens.
_NOWHERE = "http://127.0.0.1:9"
#: What a text does not need.
_NOT_NEEDED = frozenset({"image", "media", "font", "websocket", "eventsource", "manifest"})
#: After «load»: pages that fetch their text themselves get this long to fall silent.
_QUIET_MILLISECONDS = 3000
#: What the whole of one page may take, in times of one request.
_REQUESTS_A_PAGE = 3


def not_needed(request: BrowserRequest) -> bool:
    """Whether the browser is not to ask for a part of the page."""
    return request.resource_type in _NOT_NEEDED or not request.url.startswith(
        ("http:", "https:", "data:", "blob:")
    )


class GuardedProvider(PlaywrightBrowserProvider):  # type: ignore[misc]
    """Chromium behind the proxy, started when the first page is asked for."""

    _launching: asyncio.Future[Browser] | None = None

    async def start(self) -> None:
        """Nothing yet: most polls of a source find nothing new."""

    async def launch_browser(self) -> Browser:
        """Chromium; a caller who is cancelled meanwhile leaves it to `close` to end it."""
        self._launching = asyncio.ensure_future(self._launch())
        return await asyncio.shield(self._launching)

    async def close(self) -> None:
        """End Chromium with everything that it has started."""
        if self._launching:
            with suppress(PlaywrightError):
                browser = await self._launching
                await browser.close()
        await super().close()

    async def _launch(self) -> Browser:
        await super().start()
        browser: Browser = await super().launch_browser()
        return browser


class BrowserDownloadHandler(ScrapyPlaywrightDownloadHandler, GuardedDownloadHandler):  # type: ignore[misc]
    """scrapy-playwright's handler with the guarded one beneath it, and its browser guarded too."""

    lazy = False

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._seconds: float = settings.getfloat("DOWNLOAD_TIMEOUT")
        self._maxsize: int = settings.getint("DOWNLOAD_MAXSIZE")
        self._user_agent: str = settings["USER_AGENT"]
        self._loopback = getattr(crawler.spider, "allow_private", False)
        self._pages = 0
        self._renderings: set[asyncio.Future[Response]] = set()
        self._ending: asyncio.Future[None] | None = None
        # A crawl that is ended by force closes no handler.
        getattr(crawler.spider, "leaving", []).append(self.close)
        self.config.navigation_timeout_ms = self._seconds * 1000
        self.config.launch_options = {
            "executable_path": chromium(),
            "args": list(_FLAGS),
            # Chromium's own errands go nowhere; each page has a proxy of its own.
            "proxy": {"server": _NOWHERE},
            # Chromium refuses its sandbox to root.
            "chromium_sandbox": os.geteuid() != 0,
            "timeout": self._seconds * 1000,
        }

    async def download_request(self, request: Request) -> Response:
        """The answer to `request`, rendered where it is marked.

        Raises:
            PrivateAddressError: the host, or a redirect, leads to a private address.
            Exception: what the other handlers raise.
        """
        if not request.meta.get("playwright"):
            return await super().download_request(request)
        rendering = asyncio.ensure_future(self._render(request))
        self._renderings.add(rendering)
        try:
            return await rendering
        finally:
            rendering.cancel()
            self._renderings.discard(rendering)

    async def close(self) -> None:
        """Ends every page and the browser, also when nobody waits for that any more."""
        if self._ending is None:
            self._ending = asyncio.ensure_future(self._end())
        await asyncio.shield(self._ending)

    async def _end(self) -> None:
        renderings = tuple(self._renderings)
        for rendering in renderings:
            rendering.cancel()
        await asyncio.gather(*renderings, return_exceptions=True)
        await super().close()

    async def _render(self, request: Request) -> Response:
        if self._ending:
            raise DownloadFailedError("the crawl has ended")
        proxy = GuardingProxy(
            loopback=self._loopback, size_bytes=self._maxsize, connect_seconds=self._seconds
        )
        async with proxy:
            context = self._prepare(request, proxy.port)
            try:
                response = await self._rendered(request, proxy)
            except (PlaywrightError, TimeoutError) as error:
                raise _named(error, proxy, request.url) from error
            finally:
                if wrapper := self.context_wrappers.get(context):
                    with suppress(PlaywrightError):
                        await wrapper.context.close()
        if len(response.body) > self._maxsize:
            raise DownloadCancelledError(f"{len(response.body)} bytes")
        return response

    async def _rendered(self, request: Request, proxy: GuardingProxy) -> Response:
        """The page, or the failure of its host as soon as there is one.

        Chromium would wait for an answer that broke off, or show what came of it as if whole.
        """
        page = asyncio.ensure_future(super().download_request(request))
        failure = asyncio.ensure_future(proxy.failure(urlsplit(request.url).hostname or ""))
        try:
            async with asyncio.timeout(self._seconds * _REQUESTS_A_PAGE):
                await asyncio.wait({page, failure}, return_when=asyncio.FIRST_COMPLETED)
            if failure.done():
                raise failure.result()
            return await page
        finally:
            for task in (page, failure):
                task.cancel()
            await asyncio.gather(page, failure, return_exceptions=True)

    def _prepare(self, request: Request, port: int) -> str:
        """Give a request a browser context of its own: no cookie outlives its page."""
        self._pages += 1
        name = f"page {self._pages}"
        request.meta.update(
            playwright_context=name,
            playwright_context_kwargs={
                # The bypass takes back Chromium's rule that loopback needs no proxy.
                "proxy": {"server": f"http://127.0.0.1:{port}", "bypass": "<-loopback>"},
                "user_agent": self._user_agent,
                "locale": "ar",
                "service_workers": "block",
                "accept_downloads": False,
            },
            playwright_page_methods=[PageMethod(self._settle)],
        )
        return name

    async def _settle(self, page: Page) -> None:
        """Wait for what a page's scripts bring; one that never rests is taken as it stands."""
        with suppress(PlaywrightTimeoutError):
            await page.wait_for_load_state("networkidle", timeout=_QUIET_MILLISECONDS)
        length = await page.evaluate("document.documentElement.outerHTML.length")
        if isinstance(length, int) and length > self._maxsize:
            raise DownloadCancelledError(f"{length} characters")


def _named(error: Exception, proxy: GuardingProxy, address: str) -> Exception:
    """The exception that says what kept a page from coming."""
    if own := proxy.failures.get(urlsplit(address).hostname or ""):
        return own
    if isinstance(error, PlaywrightTimeoutError | TimeoutError):
        return DownloadTimeoutError(str(error))
    for failure in proxy.failures.values():
        if isinstance(failure, PrivateAddressError):
            return failure
    said = str(error).splitlines()[0]
    return CertificateError(said) if "ERR_CERT" in said else DownloadFailedError(said)
