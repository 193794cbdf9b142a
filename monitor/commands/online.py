"""`marqab check --online`: does every source answer, and may the bot post and edit?"""

from collections.abc import Callable
from contextlib import aclosing

from monitor.commands.counted import counted
from monitor.commands.sources.probe import Probe, probe_all
from monitor.config import Configuration
from monitor.credentials import read_secrets
from monitor.deliver.office import telegram_channel


async def check_online(configuration: Configuration, say: Callable[[str], None]) -> int:
    """Try the bot and every enabled source; the exit code: 0 when all is well, else 1.

    `say` gets a line for the bot and for each source as soon as it was tried.
    """
    troubles = await _bot(configuration)
    for line in troubles or ["bot      ok"]:
        say(line)
    enabled = [source for source in configuration.sources if source.enabled]
    failed = 0
    # Whoever reads the lines may stop early: `| head`.
    async with aclosing(probe_all(enabled, configuration.settings.crawling)) as probes:
        async for found in probes:
            failed += found.problem is not None
            outcome = f"FAILED  {found.problem}" if found.problem else _what(found)
            say(f"{found.source:20} {outcome}")
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


def _what(found: Probe) -> str:
    way = next(tried for tried in found.ways if not tried.problem)
    links, articles = counted(way.links, "link"), counted(len(found.articles), "article")
    return f"ok  {links} by {way.kind}, {articles} read"
