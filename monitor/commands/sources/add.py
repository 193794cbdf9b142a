"""A new outlet: look its front page over, try what might work, write the entry.

In: the address of a site. Out: the ways tried, three articles, and the YAML of an entry.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin

from monitor.commands.counted import counted
from monitor.commands.sources.entry import entry_text, zone_hint
from monitor.commands.sources.probe import PAGES_TRIED, Probe, WayTried, probe
from monitor.errors import MarqabError
from spiders import crawl
from spiders.contract import Article, Discovery, FeedDiscovery, ListingDiscovery, Refused, Source
from spiders.prospect import SHORTEST_LIST, Candidate, Prospect, article_number, prospect
from spiders.urls import canonical, host

#: An entry names so many ways at most: more of them make it no safer (our own choice).
_WAYS = 3


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a site after everything was tried."""

    source: Source
    prospect: Prospect
    #: The first way of each kind that works, by kind.
    ways: tuple[WayTried, ...]
    articles: tuple[Article, ...]

    def entry(self, today: date) -> str:
        """The entry for ``sources.yaml``."""
        fields: dict[str, Any] = {
            "id": self.source.id,
            "name": self.source.name,
            "url": self.source.url,
            "discover": [tried.way for tried in self.ways],
        }
        if number := article_number([article.url for article in self.articles]):
            fields["identity"] = number
        fields |= {"every": "10m", "verified": today}
        if self.source.allow_private:
            fields["allow_private"] = True
        return entry_text(fields, list(self._comments(today)))

    def _comments(self, today: date) -> Iterator[str]:
        yield f"Found by trying on {today}; look at the articles before you trust it."
        yield from (
            f"{tried.kind}: {counted(tried.links, 'link')}, {found}"
            for tried in self.ways
            for found in self._where(tried)
        )
        if not all(article.published_at for article in self.articles):
            yield "Some articles have no time that could be read."
            yield from zone_hint(host(self.source.url))
        yield from (f"section: {name} {address}" for name, address in self.prospect.sections)
        yield "Add floors (at_least) after a month of counts."

    def _where(self, tried: WayTried) -> Iterator[str]:
        for candidate in self.prospect.candidates:
            if candidate.way.model_dump(mode="json", exclude_defaults=True) == tried.way:
                yield candidate.found
                return


async def find(
    url: str,
    *,
    taken: Sequence[str],
    source_id: str | None,
    allow_private: bool,
    deadline: timedelta,
    say: Callable[[str], None],
) -> Found:
    """Try the site at `url`; `say` gets a line for each way that is tried.

    Raises:
        MarqabError: it is no address, its front page does not answer, its id is `taken`, or no
            way of reading it works.
    """
    source = _source(url, source_id, allow_private=allow_private)
    if source.id in taken:
        raise MarqabError(f"there is a source «{source.id}» already; name another with --id")
    home, robots = await crawl.ask([source.url, urljoin(source.url, "/robots.txt")], source)
    if isinstance(home, Refused):
        why = f"{url}: the front page cannot be had: {home.reason} {home.detail}".rstrip()
        private = home.reason == "private_address"
        raise MarqabError(why + "; for a site of your own say --allow-private" * private)
    if home.status != HTTPStatus.OK:
        raise MarqabError(f"{url}: the front page answers with {home.status}")
    if isinstance(robots, Refused) or robots.status != HTTPStatus.OK:
        over = prospect(home, None)
    else:
        over = prospect(home, robots)
    source = source.model_copy(update={"url": home.url, "name": over.name or source.name})
    tried = await _try(source, over.candidates, deadline, say)
    working = {way.kind: way for way in reversed(tried.ways) if way.problem is None}
    if not working or not tried.articles:
        kinds = {type(candidate.way) for candidate in over.candidates}
        few = f"no list of {SHORTEST_LIST} headlines or more stands on the front page, and "
        raise MarqabError(
            f"{url}: {few if ListingDiscovery not in kinds else ''}"
            f"not one of {len(tried.ways)} ways brings articles that can be read; "
            "the entry has to be written by hand (config/README.md)"
        )
    ways = [way for way in tried.ways if working.get(way.kind) is way]
    return Found(source, over, tuple(ways[:_WAYS]), tried.articles)


async def _try(
    source: Source,
    candidates: Sequence[Candidate],
    deadline: timedelta,
    say: Callable[[str], None],
) -> Probe:
    """Try each candidate by itself; once one of a kind works, no further one of that kind."""
    ways: list[WayTried] = []
    articles: tuple[Article, ...] = ()
    done: set[type[Discovery]] = set()
    for candidate in candidates:
        if type(candidate.way) in done:
            continue
        only = source.model_copy(update={"discover": (candidate.way,)})
        found = await probe(only, deadline, pages=0 if articles else PAGES_TRIED)
        say(found.ways[0].line())
        ways += found.ways
        if not found.ways[0].problem:
            done.add(type(candidate.way))
            articles = articles or found.articles
    return Probe(source.id, tuple(ways), articles)


def _source(url: str, source_id: str | None, *, allow_private: bool) -> Source:
    try:
        canonical(url)
        name = host(url)
        return Source(
            id=source_id or _id(name),
            name=name,
            url=url,
            discover=(FeedDiscovery(feed=url),),
            allow_private=allow_private,
        )
    except ValueError as error:
        raise MarqabError(f"«{url}» cannot become a source: {_reason(error)}") from None


def _reason(error: ValueError) -> str:
    return str(error).splitlines()[-1].strip()


def _id(name: str) -> str:
    """A short name from a host.

    >>> _id("www.enabbaladi.net"), _id("127.0.0.1:8080"), _id("north-press.com.sy")
    ('enabbaladi', 'site_127_0_0_1', 'north_press')
    """
    bare = name.partition(":")[0]
    if re.fullmatch(r"[\d.]+", bare):
        return "site_" + bare.replace(".", "_")
    parts = bare.removeprefix("www.").split(".")
    return re.sub(r"[^a-z0-9]+", "_", parts[0].lower()).strip("_")
