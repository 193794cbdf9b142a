"""With which Scrapy settings does every crawl run, and why?

Out: constants by Scrapy's own names, for the door (`spiders.crawl`) and, through `scrapy.cfg`,
for the ``scrapy`` command alike.
What may differ from one crawl to the next is in `spiders.fetch.limits` and set by the spider.
"""

import os

BOT_NAME = "marqab"
SPIDER_LOADER_CLASS = "spiders.loader.SourceLoader"
#: The list of outlets; empty for ``config/sources.yaml`` beside ``scrapy.cfg``.
MARQAB_SOURCES = os.environ.get("MARQAB_SOURCES", "")

# --- who we are -----------------------------------------------------------------------------

#: The name that groups of a robots.txt are compared with.
ROBOT_NAME = "Marqab"
#: An operator an outlet can reach is asked before he is blocked: set MARQAB_CONTACT to an
#: address of a page or a mailbox.
CONTACT = os.environ.get("MARQAB_CONTACT") or "no contact configured"
USER_AGENT = f"{ROBOT_NAME}/0.1 (+{CONTACT})"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "ar,en;q=0.5",
}

# --- manners --------------------------------------------------------------------------------

#: Obeyed by `spiders.fetch.robots`, which remembers the file from one crawl to the next.
ROBOTSTXT_OBEY = True
COOKIES_ENABLED = False
#: A failed page is tried again at the next poll (`CrawlReport.pending`); an immediate second
#: request would press a server that asks for patience with 429 or 503.
RETRY_ENABLED = False

# --- safety ---------------------------------------------------------------------------------

#: Nothing but the web, and every connection judged by the address it really goes to.
DOWNLOAD_HANDLERS = {
    "http": "spiders.fetch.download.GuardedDownloadHandler",
    "https": "spiders.fetch.download.GuardedDownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
#: Used by `spiders.fetch.browser` alone, for sources that say ``render: true``.
PLAYWRIGHT_BROWSER_PROVIDER = "spiders.fetch.browser.GuardedProvider"
PLAYWRIGHT_ABORT_REQUEST = "spiders.fetch.browser.not_needed"
#: Scrapy's default is False.
DOWNLOAD_VERIFY_CERTIFICATES = True
#: A cut answer is refused (``truncated``), never read as if it were whole.
DOWNLOAD_FAIL_ON_DATALOSS = True
#: Scrapy's default opens a server on this machine that runs Python sent to it.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False
#: A proxy from the environment would resolve names itself, behind the guard's back.
HTTPPROXY_ENABLED = False
#: Meta refresh is what challenge pages do, and finding it decodes every page once more.
METAREFRESH_ENABLED = False

# --- components -----------------------------------------------------------------------------

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "spiders.fetch.robots.SharedRobots": 100,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
}
#: Each of these costs every crawl something and answers a question nobody asks here.
EXTENSIONS = {
    "scrapy.extensions.closespider.CloseSpider": None,
    "scrapy.extensions.logcount.LogCount": None,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.memdebug.MemoryDebugger": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.throttle.AutoThrottle": None,
}
STATS_DUMP = False
LOG_LEVEL = "WARNING"

# --- output of the scrapy command -----------------------------------------------------------

#: Real Arabic letters instead of escapes.
FEED_EXPORT_ENCODING = "utf-8"
