"""Can this source be read at this moment? Every way of discovery is tried, and a few pages.

In: a Source, and the web.
Out: a `Probe`: each stage with its outcome and how long it took; nothing is stored.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from monitor.commands.counted import counted
from monitor.settings import Crawling
from spiders import crawl
from spiders.contract import Article, CrawlReport, CrawlState, Discovery, Refused, Source
from spiders.crawl import Limits

#: Enough pages to see that articles can be read, few enough to be polite.
PAGES_TRIED = 3


@dataclass(frozen=True, slots=True)
class WayTried:
    """One way of discovery, asked by itself."""

    #: As ``sources.yaml`` writes it.
    way: dict[str, Any]
    #: Whether it is one of ``also``.
    besides: bool
    links: int
    requests: int
    took: timedelta
    #: None when it worked.
    problem: str | None
    #: Refusals by reason, pages included.
    refused: dict[str, int]
    #: Samples of them; at most ten.
    refusals: tuple[Refused, ...]

    @property
    def kind(self) -> str:
        """The key that names the way."""
        return next(iter(self.way))

    @property
    def where(self) -> str:
        """The address, or what stands for it: the first that is asked."""
        value = self.way[self.kind]
        return str(value.get("url", "") if isinstance(value, dict) else value)

    def line(self) -> str:
        """One line for a terminal; what was refused is named, the samples say where."""
        outcome = counted(self.links, "link")
        if self.problem:
            outcome = f"FAILED  {', '.join(self.refused) or self.problem}"
        name = f"also {self.kind}" if self.besides else self.kind
        return f"  {name:18} {self.took.total_seconds():5.1f} s  {outcome}  {self.where}"


@dataclass(frozen=True, slots=True)
class Probe:
    """How one live try went."""

    source: str
    ways: tuple[WayTried, ...]
    #: The articles of the first way that works, at most `PAGES_TRIED`.
    articles: tuple[Article, ...]

    @property
    def problem(self) -> str | None:
        """Why the source cannot be watched; None when it can."""
        main = [tried for tried in self.ways if not tried.besides]
        if all(tried.problem for tried in main):
            return "; ".join(str(one.problem) for one in main)
        if not any(article.title and article.body for article in self.articles):
            return "no article could be read"
        return None

    def lines(self) -> Iterator[str]:
        """For a terminal; Arabic is counted, not shown."""
        yield f"{self.source:20} {'FAILED  ' + self.problem if self.problem else 'ok'}"
        for tried in self.ways:
            yield tried.line()
            yield from (f"    refused  {one.reason}  {one.url}" for one in tried.refusals)
        yield from map(article_line, self.articles)

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return {
            "source": self.source,
            "ok": self.problem is None,
            "problem": self.problem,
            "ways": [
                {
                    "way": tried.way,
                    "also": tried.besides,
                    "links": tried.links,
                    "requests": tried.requests,
                    "seconds": round(tried.took.total_seconds(), 3),
                    "problem": tried.problem,
                    "refused": tried.refused,
                    "refusals": [one.model_dump(mode="json") for one in tried.refusals],
                }
                for tried in self.ways
            ],
            "articles": [one.model_dump(mode="json") for one in self.articles],
        }


async def probe_all(sources: Sequence[Source], crawling: Crawling) -> AsyncGenerator[Probe, None]:
    """A live try of each source, in the order they end; as many at a time as the service runs.

    To be closed (`contextlib.aclosing`) by who leaves early: that ends the tries that still run.
    """
    gate = asyncio.Semaphore(crawling.at_once)

    async def one(source: Source) -> Probe:
        async with gate:
            return await probe(source, crawling.deadline)

    tries = [asyncio.ensure_future(one(each)) for each in sources]
    try:
        for done in asyncio.as_completed(tries):
            yield await done
    finally:
        for one_try in tries:
            one_try.cancel()
        await asyncio.gather(*tries, return_exceptions=True)


async def probe(source: Source, deadline: timedelta, *, pages: int = PAGES_TRIED) -> Probe:
    """Ask every way of discovery by itself, and read some pages by the first that works."""
    ways = [(way, False) for way in source.discover] + [(way, True) for way in source.also]
    tried: list[WayTried] = []
    articles: list[Article] = []
    for way, besides in ways:
        wanted = 0 if articles else pages
        found, report = await _crawl(source, way, deadline, pages=wanted)
        articles = articles or found[:wanted]
        tried.append(_tried(way, report, besides=besides))
    return Probe(source.id, tuple(tried), tuple(articles))


async def _crawl(
    source: Source, way: Discovery, deadline: timedelta, *, pages: int
) -> tuple[list[Article], CrawlReport]:
    """One crawl of the source as if it had only this way, and were never seen before."""
    only = source.model_copy(update={"discover": (way,), "also": ()})
    records = [
        record
        async for record in crawl.crawl(only, CrawlState(), deadline, limits=Limits(pages=pages))
    ]
    report = records[-1]
    assert isinstance(report, CrawlReport), "the door always ends with a report"
    return [record for record in records if isinstance(record, Article)], report


def _tried(way: Discovery, report: CrawlReport, *, besides: bool) -> WayTried:
    problem = "; ".join(report.failed_ways) or report.problem
    if problem is None and not report.links_seen:
        problem = "it answers, and lists nothing"
    return WayTried(
        way=way.model_dump(mode="json", exclude_defaults=True),
        besides=besides,
        links=report.links_seen,
        requests=report.requests,
        took=report.finished_at - report.started_at,
        problem=problem,
        refused=report.refused,
        refusals=report.refusals,
    )


def article_line(article: Article) -> str:
    """What could be read of an article, without its Arabic.

    >>> from datetime import UTC, datetime
    >>> at = datetime(2026, 1, 1, 9, tzinfo=UTC)
    >>> article_line(Article(url="https://x.sy/1", title="طرطوس", body="متن", fetched_at=at))
    '  article  title 5, body 3 letters, no time (not stated)  https://x.sy/1'
    """
    at = article.published_at
    time = f"{at:%Y-%m-%d %H:%M} UTC" if at else f"no time ({article.published_reason})"
    letters = f"title {len(article.title)}, body {len(article.body)} letters"
    return f"  article  {letters}, {time}  {article.url}"
