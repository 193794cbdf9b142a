"""`marqab check --online`: does every source answer, and may the bot post and edit?"""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from monitor.config import Configuration
from monitor.credentials import read_secrets
from monitor.deliver.office import telegram_channel
from spiders import crawl
from spiders.contract import CrawlReport, CrawlState, Source
from spiders.crawl import Limits

#: Enough pages to see that articles can be read, few enough to be polite.
PAGES_TRIED = 3


async def check_online(configuration: Configuration, say: Callable[[str], None]) -> int:
    """Try the bot and every enabled source; 0 when all is well, 1 otherwise."""
    troubles = await _bot(configuration)
    for line in troubles or ["bot      ok"]:
        say(line)
    enabled = [source for source in configuration.sources if source.enabled]
    gate = asyncio.Semaphore(configuration.settings.crawling.at_once)

    async def probe(source: Source) -> CrawlReport:
        async with gate:
            return await _probe(source, configuration.settings.crawling.deadline)

    reports = [asyncio.ensure_future(probe(source)) for source in enabled]
    failed = 0
    for done in asyncio.as_completed(reports):
        report = await done
        problem = report.problem or (None if report.articles else "no article could be read")
        failed += problem is not None
        say(f"{report.source:20} {'FAILED  ' + problem if problem else 'ok  ' + _found(report)}")
    return 1 if failed or troubles else 0


async def _bot(configuration: Configuration) -> list[str]:
    channel = telegram_channel(configuration.settings, read_secrets())
    if channel is None:
        return ["bot      no token: set MARQAB_TELEGRAM_TOKEN; posts go to a page until then"]
    troubles = []
    try:
        for name, chat in configuration.settings.chats.items():
            if chat.id:
                troubles += [f"{name:8} {line}" for line in await channel.check(chat.id)]
            else:
                troubles.append(f"{name:8} has no id in monitor.yaml")
    finally:
        await channel.close()
    return troubles


async def _probe(source: Source, deadline: timedelta) -> CrawlReport:
    limits = Limits(pages=PAGES_TRIED)
    async for found in crawl.crawl(source, CrawlState(), deadline, limits=limits):
        if isinstance(found, CrawlReport):
            return found
    raise AssertionError("the door always ends with a report")


def _found(report: CrawlReport) -> str:
    return f"{report.links_seen} links by {report.discovery}, {report.articles} articles read"
