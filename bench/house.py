"""A Marqab as it runs, for the rows that poll: the real service on a database of its own.

In: the address of a site. Out: the service, primed, with the shipped rules; no bot, and no
courier at work, because delivery is paced by the clock and not by the machine.
"""

import logging
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from bench.corpus import ROOT, Writer
from bench.site import FEED
from monitor import clock
from monitor.archive.store import Store
from monitor.config import Configuration, read_ruleset
from monitor.credentials import Secrets
from monitor.deliver.office import PostOffice
from monitor.match.rules import RuleSet
from monitor.service import Service
from monitor.settings import Settings
from spiders.contract import Article, CrawlReport, Source


def source_of(base: str, number: int = 0) -> Source:
    """An outlet of a bench: a feed, and no selectors, which is the dearer way to extract."""
    return Source.model_validate(
        {
            "id": f"bench_{number}" if number else "bench",
            "name": "منبر",
            "url": f"{base}/",
            "discover": [{"feed": f"{base}{FEED}"}],
            "timezone": "Asia/Damascus",
            "allow_private": True,
        }
    )


@cache
def _rules() -> RuleSet:
    """The shipped rules, read once: in a running service they stay, and remember words."""
    return read_ruleset(ROOT / "config" / "rules.yaml")


@asynccontextmanager
async def house(base: str, outlets: int = 1) -> AsyncIterator[Service]:
    """The service of so many outlets that have been crawled before and brought nothing."""
    logging.getLogger("monitor.deliver.office").setLevel(logging.ERROR)  # that there is no token
    sources = tuple(source_of(base, number) for number in range(outlets))
    with tempfile.TemporaryDirectory(prefix="marqab-bench-") as folder:
        store = Store(Path(folder) / "bench.sqlite3")
        await store.run(store.open)
        configuration = Configuration(Settings(), sources, _rules())
        page = Path(folder) / "channel.html"
        office = PostOffice(store, configuration.settings, Secrets(), page=page)
        await store.run(_prime, store, sources, clock.now())
        try:
            yield Service(configuration, store, office)
        finally:
            await office.close()
            store.close()


def _prime(store: Store, sources: Iterable[Source], now: datetime) -> None:
    with store.transaction():
        for source in sources:
            report = CrawlReport(
                source=source.id, started_at=now, finished_at=now, finish_reason="finished"
            )
            store.save_report(report, next_due=now)


def fill_archive(store: Store, count: int) -> None:
    """Archive so many articles of the outlet; call it in the store's thread."""
    at = clock.now() - timedelta(days=1)
    articles = [text.article(n, at) for n, text in enumerate(Writer(7).texts(count))]
    with store.transaction():
        for article in articles:
            _archive(store, article)


def _archive(store: Store, article: Article) -> None:
    identity = article.canonical_url
    store.save_article(article, identity=identity, link_identity=identity)
