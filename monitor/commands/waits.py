"""Which listed articles could not be read yet, and when are their pages asked for again?

In: what the crawls of a source left behind. Out: records, for `marqab status` and `explain`.
Times are ISO 8601 text, in UTC.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from monitor.archive.store import Store
from spiders.contract import Deferred, Link, Source
from spiders.urls import canonical, identity, same_site


@dataclass(frozen=True, slots=True)
class Wait:
    """One article whose page was refused, failed, or was not asked for yet."""

    source: str
    #: What makes two links the same article.
    identity: str
    url: str
    #: How often its page was asked for in vain.
    times: int
    #: `spiders.contract.Refused.reason` of the last time; "" where it was not kept.
    reason: str = ""
    #: None for one that is asked for at the next poll, as nothing says that it will be refused.
    refused_at: str | None = None
    #: Asked for by the first poll from then on; None for one refused: not before it is edited.
    again_at: str | None = None

    @property
    def over(self) -> bool:
        """Whether it is asked for no more, unless its outlet says that it was edited."""
        return self.refused_at is not None and self.again_at is None

    def line(self) -> str:
        """For a terminal.

        >>> print(Wait("naba", "4", "", 2, "empty", "2026-11-23T02:48").line())
        refused 2 times, last at 2026-11-23T02:48: empty; asked no more unless it is edited
        """
        if not self.times:
            return "not asked for yet; asked at the next poll"
        times = "once" if self.times == 1 else f"{self.times} times"
        if self.refused_at is None:
            return f"failed {times}; asked again at the next poll"
        reason = self.reason or "for a reason that was not kept"
        last = f"refused {times}, last at {self.refused_at[:16]}: {reason}"
        if self.again_at is None:
            return f"{last}; asked no more unless it is edited"
        return f"{last}; asked again from {self.again_at[:16]}"


def waits_of(source: Source, store: Store) -> list[Wait]:
    """All of one source, those first that are asked for soonest."""
    state = store.unread(source.id)
    refused = [_refused(source, key, one) for key, one in state.deferred.items()]
    refused.sort(key=lambda one: (one.again_at is None, one.again_at or one.refused_at))
    return [*_left_over(source, state.pending), *refused]


def wait_for(url: str, sources: Sequence[Source], store: Store) -> Wait | None:
    """What keeps the article behind an address from being read; None where nothing does.

    None also for what is no web address.
    """
    try:
        canonical(url)
    except ValueError:
        return None
    for source in sources:
        sought = identity(url, source)
        for wait in waits_of(source, store):
            # Two outlets may number their articles alike.
            here = same_site(wait.url or source.url, url)
            if wait.identity == sought and here:
                return wait
    return None


def _left_over(source: Source, pending: Iterable[Link]) -> Iterator[Wait]:
    for link in pending:
        yield Wait(source.id, identity(link.url, source), link.url, link.attempts)


def _refused(source: Source, key: str, one: Deferred) -> Wait:
    url = one.link.url if one.link else ""
    again_at = one.again_at.isoformat() if one.again_at else None
    at = one.refused_at.isoformat()
    return Wait(source.id, key, url, one.times, one.reason, at, again_at)
