"""Which spiders does this project have, for the ``scrapy`` command?

In: ``config/sources.yaml``, or the file that the setting or environment variable MARQAB_SOURCES
names. Out: one spider class for each of its entries, named after the entry's id.
``scrapy list`` and ``scrapy crawl enab_baladi -O out.jsonl`` work through this file; the service
does not need it.
"""

import builtins
from pathlib import Path
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings
from scrapy.utils.conf import closest_scrapy_cfg

from spiders.contract import Article, Source
from spiders.outlet import OutletSpider
from spiders.pool import close_pool
from spiders.sources import read_sources
from spiders.urls import same_site
from spiders.yamlfile import Faults


class AsJson:
    """Item pipeline that turns Articles into what every Scrapy exporter can write."""

    def process_item(self, item: Article) -> dict[str, Any]:
        """The article with ISO times; the field names are those of the Article."""
        return item.model_dump(mode="json")


class ProjectSpider(OutletSpider):
    """An outlet's spider when Scrapy's own command runs it: no state, everything is new."""

    custom_settings = {"ITEM_PIPELINES": {AsJson: 1}}  # noqa: RUF012 Scrapy types it without

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's way to build a spider; here it also ends the workers after the crawl."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(close_pool, signals.spider_closed)
        return spider


class SourceLoader:
    """Scrapy's extension point for finding spiders, answered from the list of sources."""

    def __init__(self, sources: list[Source]) -> None:
        self._spiders: dict[str, type[ProjectSpider]] = {
            source.id: type(source.id, (ProjectSpider,), {"name": source.id, "source": source})
            for source in sources
        }

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Read the sources that `settings` point at.

        Raises:
            SystemExit: the file has faults; the message names them all, one a line.
        """
        default = Path(closest_scrapy_cfg()).parent / "config" / "sources.yaml"
        path = Path(settings.get("MARQAB_SOURCES") or default)
        try:
            return cls(read_sources(path))
        except Faults as faults:
            raise SystemExit(str(faults)) from None

    def load(self, spider_name: str) -> type[ProjectSpider]:
        """The spider of one source.

        Raises:
            KeyError: no source has this id.
        """
        return self._spiders[spider_name]

    def list(self) -> list[str]:
        """The ids of all sources, in the order of the file."""
        return [*self._spiders]

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """The ids of the sources on whose site an address lies; for ``scrapy fetch URL``."""
        return [
            name
            for name, spider in self._spiders.items()
            if same_site(spider.source.url, request.url)
        ]
