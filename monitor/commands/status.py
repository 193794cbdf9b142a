"""How is it going? Sources, last polls, the queue, and what is wrong.

In: the configuration and the database, which is only read.
Out: lines for people, a dict for programs, and the list of what a person must look at.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.archive.clockbook import Clockbook
from monitor.archive.store import Store, looking
from monitor.archive.watchbook import Watchbook
from monitor.commands.disk import disk_trouble
from monitor.commands.waits import Wait, waits_of
from monitor.config import InPart, read_in_part
from monitor.deliver.holds import Holds
from monitor.deliver.ledger import Ledger
from monitor.deliver.stuck import stuck
from monitor.errors import MarqabError
from monitor.settings import Settings
from monitor.watch.alarms import Alarm
from monitor.watch.turn import furthest
from spiders.contract import Source
from spiders.yamlfile import Faults

#: A source that was not asked for this many of its intervals is not being watched (our choice).
LATE = 3

#: A time that lies further ahead was written under another clock: NTP corrects by less than this
#: once it runs (our own choice).
AHEAD = timedelta(minutes=1)

#: So many pages that are asked for again are shown of one source.
SHOWN = 10

#: How long a refused post is among what is wrong (our own choice); `marqab posts` lists it for
#: ever.
FRESH = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One outlet as the last crawls left it."""

    id: str
    enabled: bool
    last_crawl_at: str | None
    last_ok_at: str | None
    next_due: str | None
    #: Why then; "" where nothing was decided yet.
    due_reason: str
    failures: int
    problem: str | None
    #: What of it is wrong, as ``docs/sources.md`` names it: ``reading/moved``.
    alarms: tuple[str, ...]
    #: Why nobody asks it, for people; None while it is asked at its turns, or is off.
    not_asked: str | None
    #: Listed articles whose pages are asked for again, the soonest first.
    waits: tuple[Wait, ...]
    #: The last CrawlReport; empty before the first crawl.
    report: Mapping[str, Any]

    def line(self) -> str:
        """One line for a terminal."""
        if not self.enabled:
            return f"{self.id:20} off"
        if not self.last_crawl_at:
            return f"{self.id:20} never polled"
        report = self.report
        refused = sum(report.get("refused", {}).values())
        state = f"FAILING x{self.failures}: {self.problem}" if self.problem else "ok"
        if self.alarms and not self.problem:
            state = f"ALARM {', '.join(self.alarms)}"
        waiting = f", {len(self.waits)} waiting" if self.waits else ""
        counts = f"{report.get('articles', 0)} new, {refused} refused{waiting}"
        return f"{self.id:20} {self.last_crawl_at[:16]}  {counts:34} {state}"


@dataclass(frozen=True, slots=True)
class Status:
    """Everything `marqab status` shows."""

    sources: tuple[SourceStatus, ...]
    #: Posts by state, by destination; a destination is Telegram's id of a chat, or "page".
    posts: Mapping[str, Mapping[str, int]]
    #: Articles, matches and stories archived.
    archive: Mapping[str, int]
    #: One line each; empty when nobody needs to look.
    wrong: tuple[str, ...]
    #: Names in ``monitor.yaml`` by destination; a destination may have none, or several.
    chats: Mapping[str, Sequence[str]]

    def lines(self) -> Iterator[str]:
        """For a terminal: short and Latin."""
        for source in self.sources:
            yield source.line()
            if len(self.sources) == 1:
                yield from _details(source)
        yield "archive  " + ", ".join(f"{count} {name}" for name, count in self.archive.items())
        for destination, states in self.posts.items():
            counts = ", ".join(f"{count} {state}" for state, count in states.items())
            yield f"posts    {named(destination, self.chats)}: {counts}"
        if not self.posts:
            yield "posts    none"
        yield from (f"WRONG    {line}" for line in self.wrong)
        failing = sum(source.problem is not None for source in self.sources)
        if not self.wrong and failing:
            yield f"{failing} failing, not yet long enough to count as broken"
        elif not self.wrong:
            yield "all well"

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self)


def named(destination: str, chats: Mapping[str, Sequence[str]]) -> str:
    """A destination as an operator knows it: its names in ``monitor.yaml``, and its id.

    The part of a chat that `PostBook.troubles` names stands behind it.

    >>> named("-1001", {"-1001": ["main", "admin"]}), named("page", {})
    ('main/admin(-1001)', 'page')
    >>> named("-1001/edits", {"-1001": ["main"]})
    'main(-1001)/edits'
    """
    address, *part = destination.split("/")
    names = "/".join(chats.get(address, ()))
    return "/".join([f"{names}({address})" if names else address, *part])


def _details(source: SourceStatus) -> Iterator[str]:
    report = source.report
    if source.next_due:
        yield f"  next      {source.next_due[:16]}: {source.due_reason}"
    yield f"  found by  {report.get('discovery') or 'nothing: no way of discovery worked'}"
    yield f"  links     {report.get('links_seen', 0)} seen, {report.get('links_new', 0)} new"
    yield f"  lacking   {report.get('without_body', 0)} body, {report.get('without_time', 0)} time"
    for refusal in report.get("refusals", ()):
        yield f"  refused   {refusal['reason']}: {refusal['url']} {refusal['detail']}".rstrip()
    for wait in source.waits[:SHOWN]:
        yield f"  waiting   {wait.url or wait.identity} {wait.line()}"
    if more := len(source.waits[SHOWN:]):
        yield f"  waiting   and {more} more; --json lists all"


def read_status(config: Path, db: Path, *, now: datetime, only: str | None = None) -> Status:
    """The state of everything; with `only`, of that one source and of all that is no source.

    A file in `config` that cannot be read is among what is wrong. The sources are missing only
    where that file is ``sources.yaml``.

    Raises:
        MarqabError: nothing has ever run here, the database cannot be read or was made by an older
            Marqab, or there is no such source.
        spiders.yamlfile.Faults: the source `only` stands in a file that cannot be read.
    """
    if not db.exists():
        raise MarqabError(f"{db}: nothing has run yet; start `marqab run`")
    files = read_in_part(config)
    known = files.sources
    chosen = tuple(source for source in known if only in {None, source.id})
    if only and not known:
        raise Faults(files.faults)
    if only and not chosen:
        raise MarqabError(f"there is no source «{only}» in sources.yaml")
    with looking(db) as store:
        return status_of(store, replace(files, sources=chosen), now=now)


def status_of(store: Store, files: InPart, *, now: datetime) -> Status:
    """The state of the sources in `files` and of everything else, in an open database."""
    rows = {row["id"]: row for row in store.source_rows()}
    alarms = Watchbook(store).open_alarms()
    chosen = files.sources
    sources = tuple(
        _source_status(source, rows.get(source.id, {}), alarms, waits_of(source, store), now)
        for source in chosen
    )
    watched = {source.id for source in chosen if source.enabled}
    ledger = Ledger(store.db)
    chats = _chats(files.settings, ledger)
    disk = disk_trouble(store.path) if isinstance(store.path, Path) else None
    clock = Clockbook(store).doubt()
    not_asked = (source.not_asked for source in sources)
    wrong = (
        *map(str, files.faults),
        *(alarm.line() for alarm in alarms if not alarm.source or alarm.source in watched),
        *filter(None, [disk, clock and f"{clock}; nothing is stored meanwhile", *not_asked]),
        *_blocked(ledger, chats),
        *(one.line(named(one.destination, chats)) for one in stuck(ledger, now)),
        *_stale(files.settings, ledger),
        *(
            f"{hold.posts} posts are held: {hold.reason}; see `marqab held`"
            for hold in Holds(ledger).open()
        ),
        *(
            f"post {post.id} may or may not have arrived: {post.error}"
            for post in ledger.unsettled()
        ),
        *(
            f"post {post.id} failed: {post.error}"
            for post in ledger.failed()
            if post.settled_at is None or now - post.settled_at <= FRESH
        ),
    )
    return Status(sources, ledger.counts(), store.counts(), wrong, chats)


def _source_status(
    source: Source,
    row: Mapping[str, Any],
    alarms: Sequence[Alarm],
    waits: Sequence[Wait],
    now: datetime,
) -> SourceStatus:
    return SourceStatus(
        id=source.id,
        enabled=source.enabled,
        last_crawl_at=row.get("last_crawl_at"),
        last_ok_at=row.get("last_ok_at"),
        next_due=row.get("next_due"),
        due_reason=row.get("due_reason") or "",
        failures=row.get("failures", 0),
        problem=row.get("problem"),
        alarms=tuple(f"{one.topic}/{one.cause}" for one in alarms if one.source == source.id),
        not_asked=_not_asked(source, row, now),
        waits=tuple(wait for wait in waits if not wait.over),
        report=row.get("report", {}),
    )


def _chats(settings: Settings, ledger: Ledger) -> dict[str, list[str]]:
    chats: dict[str, list[str]] = {}
    for name, chat in settings.chats.items():
        for address in ledger.addresses(chat.id) if chat.id else ():
            chats.setdefault(address, []).append(name)
    return chats


def _blocked(ledger: Ledger, chats: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """What a person must mend before anything arrives: a line for each cause, such as a token."""
    blocked: dict[str, list[str]] = {}
    for destination, trouble in ledger.troubles().items():
        blocked.setdefault(trouble, []).append(named(destination, chats))
    return (f"{', '.join(where)}: {trouble}" for trouble, where in blocked.items())


def _stale(settings: Settings, ledger: Ledger) -> list[str]:
    """The chats that monitor.yaml names by an address they had once."""
    return [
        f"chats.{name} is {new} now, which {chat.id} has become; write that into monitor.yaml"
        for name, chat in settings.chats.items()
        if (new := ledger.now_at(chat.id)) != chat.id
    ]


def _not_asked(source: Source, row: Mapping[str, Any], now: datetime) -> str | None:
    """Why nobody asks this source: the service does not run, or the clock is wrong; else None."""
    if not source.enabled:
        return None
    if row.get("last_crawl_at") is None:
        return f"{source.id}: never polled"
    last = datetime.fromisoformat(row["last_crawl_at"])
    due = datetime.fromisoformat(row["next_due"] or row["last_crawl_at"])
    if last - now > AHEAD:
        return f"{source.id}: last polled in the future, {last:%Y-%m-%d %H:%M}; {_CLOCK}"
    if due - now > furthest(source) + AHEAD:
        return f"{source.id}: not due before {due:%Y-%m-%d %H:%M}; {_CLOCK}"
    late = now - max(due, last)
    if late <= source.every * LATE:
        return None
    return f"{source.id}: not polled for {_span(late)}; is `marqab run` running?"


def _span(late: timedelta) -> str:
    """A span as short as an operator says it.

    >>> _span(timedelta(minutes=35)), _span(timedelta(hours=2.25)), _span(timedelta(days=9))
    ('35 min', '2.2 h', '9 days')
    """
    if late < timedelta(hours=1):
        return f"{late // timedelta(minutes=1)} min"
    if late < timedelta(days=2):
        return f"{late / timedelta(hours=1):.1f} h"
    return f"{late.days} days"


_CLOCK = "was the clock of this machine set back?"
