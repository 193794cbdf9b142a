"""What does an outlet list that may be new?  Its ways of discovery, each to its end.

In: a Source, the CrawlState, and the spider's means to ask and to parse.
Out: the links of the first way that works and of every way of `Source.also`.
A way may take several addresses: the sitemaps of an index, the edits beside a list, and, after an
outage, page after page until one names an article that is known.
Keeps its account in the Tally; how an answer is read it leaves to `spiders.discover`.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import NamedTuple, Protocol

from spiders import discover, urls
from spiders.contract import (
    CrawlState,
    Discovery,
    Link,
    ListingDiscovery,
    Refused,
    Source,
    Validator,
    WordPressEditsDiscovery,
)
from spiders.discover import Discovered
from spiders.fetch.answer import Answer, conditional
from spiders.fetch.limits import Limits
from spiders.pool import Record
from spiders.tally import Tally

Work = Callable[..., Awaitable[Record]]


class Ask(Protocol):
    """The spider's way to ask one address."""

    def __call__(
        self, address: str, fields: Mapping[str, str], *, render: bool
    ) -> Awaitable[Answer | Refused]:
        """The answer, or why there is none."""


#: An index of indexes is followed this far.
_DEPTH = 2
#: What servers answer to a page beyond the last one.
_PAST_THE_END = {"http_404", "http_400", "http_410", "no_links", "no_preview"}


class Look(NamedTuple):
    """A way of discovery that worked: its name with the address, and what it lists.

    `links` is None when nothing has changed since the last crawl.
    """

    name: str
    links: tuple[Link, ...] | None


class Survey:
    """The discovery of one crawl."""

    def __init__(
        self,
        outlet: Source,
        state: CrawlState,
        limits: Limits,
        tally: Tally,
        ask: Ask,
        work: Work,
        now: Callable[[], datetime],
    ) -> None:
        self._outlet, self._state, self._limits, self._tally = outlet, state, limits, tally
        self._ask, self._work, self._now = ask, work, now
        waiting = {key for link in state.pending if (key := _identity(link, outlet))}
        #: Every article that an earlier crawl has met, read or not.
        self._met = waiting | state.known.keys() | state.deferred.keys()

    async def links(self) -> list[Link]:
        """What the first way of discovery that works lists, and every way of `Source.also`."""
        main = await self._first_of(self._outlet.discover)
        besides = [await self._first_of([way]) for way in self._outlet.also]
        seen = [look for look in (main, *besides) if look]
        tally = self._tally
        lists = [
            look
            for look, way in zip(besides, self._outlet.also, strict=True)
            if not isinstance(way, WordPressEditsDiscovery)
        ]
        tally.listed_all = all(look and look.links for look in (main, *lists))
        tally.discovery = main.name if main else None
        tally.not_modified = bool(main) and all(look.links is None for look in seen)
        return [link for look in seen for link in look.links or ()]

    async def _first_of(self, ways: Iterable[Discovery]) -> Look | None:
        """What the first address that works lists; None when none does."""
        for way in ways:
            for address in discover.requests(way, self._outlet, self._now()):
                # A server that asked for patience is asked nothing more in this crawl.
                if self._tally.retry_after:
                    return None
                links = await self._look(way, address)
                if not isinstance(links, Refused):
                    return Look(f"{discover.name(way)} {address}", links)
                self._tally.refuse(links)
                failed = f"{address} {links.reason} {links.detail}".strip()
                self._tally.undiscovered.append(failed)
        return None

    async def _look(self, way: Discovery, address: str) -> tuple[Link, ...] | Refused | None:
        """All that one address leads to; None when nothing of it has changed."""
        found = await self._list(way, address)
        if isinstance(found, Refused):
            return found
        if found and isinstance(way, WordPressEditsDiscovery):
            return self._met_before(found)
        links = None if found is None else found.links
        if found and found.older:
            links = found.links + await self._older(way, found)
        beside = discover.besides(way, address, self._now())
        if beside and self._met and not self._tally.retry_after:
            edited = await self._list(way, beside)
            if isinstance(edited, Refused):
                self._tally.refuse(edited)
            elif edited and (again := self._met_before(edited)):
                links = (links or ()) + again
        return links

    def _met_before(self, edits: Discovered) -> tuple[Link, ...]:
        """Of edited articles those met before; another is old, or stands on the list itself.

        A site that puts a hundred old articles into another section brings no news.
        """
        return tuple(link for link in edits.links if _identity(link, self._outlet) in self._met)

    async def _list(
        self, way: Discovery, address: str, depth: int = _DEPTH
    ) -> Discovered | Refused | None:
        """One list, or the lists that it is made of; None when it has not changed."""
        validator = self._state.validators.get(address)
        if validator:
            # An address that fails keeps the validator it had.
            self._tally.validators[address] = validator
        found = await self._page(way, address, validator)
        if not isinstance(found, Discovered) or not found.parts:
            return found
        # What an index leads to may change without it.
        self._tally.validators.pop(address, None)
        if not depth:
            return Refused(url=address, reason="too_deep", detail="indexes inside indexes")
        return await self._parts(way, found.parts, depth)

    async def _parts(
        self, way: Discovery, addresses: Iterable[str], depth: int
    ) -> Discovered | Refused | None:
        parts = []
        for address in addresses:
            if self._tally.retry_after:
                break
            parts.append(await self._list(way, address, depth - 1))
        failed = [part for part in parts if isinstance(part, Refused)]
        if failed and len(failed) == len(parts):
            for refused in failed[1:]:
                self._tally.refuse(refused)
            return failed[0]
        for refused in failed:
            self._tally.refuse(refused)
        listed = [part for part in parts if isinstance(part, Discovered)]
        if not listed:
            return None
        return Discovered(tuple(link for part in listed for link in part.links))

    async def _older(self, way: Discovery, newest: Discovered) -> tuple[Link, ...]:
        """The links of the pages after the first, until one of them is known.

        At first sight nothing is known, and what is not on the first page is no news.
        """
        links: tuple[Link, ...] = ()
        found, number = newest, 1
        seen = self._keys(found)
        while self._state.known and found.older and not self._keys(found) & self._met:
            if self._tally.retry_after:
                break
            if number == self._limits.lists:
                detail = f"nothing known on {number} pages; what was older is not read"
                self._tally.refuse(Refused(url=found.older, reason="gap", detail=detail))
                break
            number += 1
            further = await self._page(way, found.older, None, number)
            if isinstance(further, Refused):
                if further.reason not in _PAST_THE_END:
                    self._tally.refuse(further)
                break
            assert further is not None  # only what is asked with a validator can be unchanged
            if further.links and self._keys(further) <= seen:
                break  # a server that has one page, whatever number it is asked for
            seen |= self._keys(further)
            links += further.links
            found = further
        return links

    def _keys(self, page: Discovered) -> set[str]:
        """The identities of the articles that a page lists."""
        return {key for link in page.links if (key := _identity(link, self._outlet))}

    async def _page(
        self, way: Discovery, address: str, validator: Validator | None, number: int = 1
    ) -> Discovered | Refused | None:
        """What one address lists; None when that has not changed since it was last asked."""
        # Only a page has scripts, and what a browser shows has no validators.
        render = self._outlet.render and isinstance(way, ListingDiscovery)
        validator = None if render else validator
        answer = await self._ask(address, conditional(validator), render=render)
        if isinstance(answer, Refused):
            return answer
        if validator and answer.is_unchanged(validator):
            self._tally.fresh_for(answer.fresh_for, validator.ttl)
            return None
        if answer.status == HTTPStatus.NOT_MODIFIED:
            return Refused(url=address, reason="http_304", detail="without having been asked")
        found = await self._work(
            "discover:parse",
            address,
            body=answer.body,
            url=answer.url,
            charset=answer.charset,
            source=self._outlet,
            way=way,
            now=self._now(),
            page=number,
        )
        if isinstance(found, Refused):
            return found
        assert isinstance(found, Discovered)
        for refused in found.refused:
            self._tally.refuse(refused)
        if found.refused and not found.links:
            detail = f"not one of {len(found.refused)} entries leads anywhere"
            return Refused(url=address, reason="no_links", detail=detail)
        if number == 1:
            self._tally.fresh_for(answer.fresh_for, found.ttl)
            kept = answer.validator.model_copy(update={"ttl": found.ttl})
            if not render:
                self._tally.validators[address] = kept
        return found


def _identity(link: Link, outlet: Source) -> str | None:
    try:
        return urls.identity(link.url, outlet)
    except ValueError:
        return None
