"""What is there to do in this crawl, and how is it going?

In: what earlier crawls left behind, and what the spider meets, as it meets it.
Out: the links to settle, and one `CrawlReport`, at any moment.
Nothing is dropped silently: a link stays in `todo` until it has become an Article or a counted
refusal, and what is left there at the end is the report's `pending`.
Knows nothing of Scrapy, HTTP or pages.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from spiders.contract import (
    Article,
    CrawlReport,
    CrawlState,
    Deferred,
    Link,
    Refused,
    Source,
    Validator,
)
from spiders.fetch.failures import GONE, GONE_IF_KNOWN, is_outage, is_passing
from spiders.fetch.limits import Limits
from spiders.later import NO_BODY, defer, is_due, is_edited

#: Refusals shown to people; see `CrawlReport.refusals`.
_SAMPLES = 10
#: The newest of `CrawlReport.deferred` that are kept; no listing in use holds as many links.
_DEFERRED = 500
#: So many pages say that an outlet cannot be read; a video without text or two say nothing.
_TELLING = 3


@dataclass
class Tally:
    """The running count of one crawl."""

    source: Source
    state: CrawlState
    limits: Limits
    started_at: datetime
    discovery: str | None = None
    not_modified: bool = False
    #: Whether every address asked has listed something, so that what is missing there is gone.
    listed_all: bool = False
    links_seen: int = 0
    links_new: int = 0
    retry_after: datetime | None = None
    #: See `CrawlReport.clock_ahead`.
    clock_ahead: timedelta | None = None
    #: For each list that was read: how long it calls itself fresh, zero where it does not say.
    freshness: list[timedelta] = field(default_factory=list)
    #: Links not yet settled, by identity; new ones before those of earlier crawls.
    todo: dict[str, Link] = field(default_factory=dict)
    #: Those of them that nobody has asked for yet; the others say nothing new of the outlet.
    untried: set[str] = field(default_factory=set)
    #: Those of them that `CrawlState.recheck` asks for, and those that nothing else does.
    asked_for: set[str] = field(default_factory=set)
    rechecked: set[str] = field(default_factory=set)
    looked_at: list[str] = field(default_factory=list)
    #: See `CrawlReport.gone`.
    gone: dict[str, str] = field(default_factory=dict)
    #: See `CrawlReport.deferred`; those of them that this crawl asks for because it is time.
    deferred: dict[str, Deferred] = field(init=False)
    due: set[str] = field(default_factory=set)
    #: By address; believed only if the crawl comes to its end.
    validators: dict[str, Validator] = field(default_factory=dict)
    articles: int = 0
    missing: Counter[str] = field(default_factory=Counter)
    #: Everything refused, by reason; of links untried before also in `page_failures`.
    refused: Counter[str] = field(default_factory=Counter)
    page_failures: Counter[str] = field(default_factory=Counter)
    refusals: list[Refused] = field(default_factory=list)
    #: One line for each way of discovery that failed.
    undiscovered: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.deferred = dict(self.state.deferred)

    def plan(
        self,
        listed: Iterable[tuple[str, Link]],
        left: Mapping[str, Link],
        deferred: Mapping[str, Link],
        again: Mapping[str, Link],
    ) -> None:
        """Put every link that is new, edited, left over or to be asked for again on the list.

        `deferred` are those of `CrawlState.deferred` that may be asked for where no list repeats
        them, `again` those of `CrawlState.recheck`.
        """
        seen, waiting = set(), dict(deferred)
        for identity, link in listed:
            self.links_seen += 1
            seen.add(identity)
            if identity in self.deferred:
                waiting[identity] = link  # as it is listed now
            if identity not in self.todo and self._is_news(identity, link):
                attempts = left[identity].attempts if identity in left else 0
                self.todo[identity] = link.model_copy(update={"attempts": attempts})
        self.links_new = len(self.todo)
        for identity, link in left.items():
            if self._is_news(identity, link):
                self.todo.setdefault(identity, link)
        self._ask_deferred(waiting)
        only_again = {key: link for key, link in again.items() if key not in self.todo}
        self.asked_for, self.rechecked = set(again), set(only_again)
        self.todo |= only_again
        untried = {identity for identity, link in self.todo.items() if not link.attempts}
        self.untried = untried.difference(self.deferred, self.state.known, again)
        if self.listed_all:
            self.deferred = {
                key: one
                for key, one in self.deferred.items()
                if key in seen or (key in deferred and one.again_at)
            }

    def _ask_deferred(self, waiting: Mapping[str, Link]) -> None:
        """Of refused pages put those on the list that are due, the freshest of them first."""
        due = [key for key, link in waiting.items() if self._is_due(key, link)]
        due.sort(key=lambda key: self.deferred[key].times)
        self.due = set(due[: self.limits.again_pages])
        self.todo |= {key: waiting[key] for key in due if key in self.due}

    def _is_due(self, identity: str, link: Link) -> bool:
        refused = self.deferred[identity]
        if identity in self.todo or not is_due(refused, self.started_at):
            return False
        return refused.reason == NO_BODY or self._is_unread(identity, link)

    def _is_news(self, identity: str, link: Link) -> bool:
        """True for an article never asked for, and for one edited since it was asked for last."""
        if refused := self.deferred.get(identity):
            return is_edited(refused, link)
        return self._is_unread(identity, link)

    def _is_unread(self, identity: str, link: Link) -> bool:
        """True for an article never archived, and for one edited since."""
        if identity not in self.state.known:
            return True
        archived = self.state.known[identity]
        if archived is None:
            return False
        if link.edited and self.started_at >= archived + self.limits.reread:
            return True
        return bool(link.modified_at and link.modified_at > archived)

    def is_still_empty(self, identity: str, outcome: Article | Refused) -> bool:
        """Whether an article that is archived without a text has none yet."""
        waits = self.deferred.get(identity)
        empty = isinstance(outcome, Article) and not outcome.body
        return bool(empty and waits and waits.reason == NO_BODY)

    def refuse(self, refused: Refused) -> None:
        """Count one refusal and keep it as a sample."""
        self.refused[refused.reason] += 1
        if len(self.refusals) < _SAMPLES:
            self.refusals.append(refused)

    def be_patient(self, until: datetime | None) -> None:
        """Note that a server asked to be left alone; the longest wish counts."""
        if until and (self.retry_after is None or until > self.retry_after):
            self.retry_after = until

    def hear_clock(self, ahead: timedelta | None) -> None:
        """Note how far our clock is ahead of a server's; a stale answer only says more."""
        if ahead is not None and (self.clock_ahead is None or ahead < self.clock_ahead):
            self.clock_ahead = ahead

    def fresh_for(self, *said: timedelta | None) -> None:
        """Note how long a list calls itself fresh; of several sayings the longest counts."""
        self.freshness.append(max((one for one in said if one), default=timedelta()))

    def settle(
        self, identity: str, outcome: Article | Refused, at: datetime, *, is_news: bool = True
    ) -> None:
        """Take a link off the list, or leave it there for the next crawl.

        A failure that may pass is tried at `Limits.attempts` crawls in a row, then deferred as
        every refused page is at once.
        An Article that is no news only shows that it is still there.
        """
        link = self.todo.pop(identity)
        before = self.deferred.pop(identity, None)
        times = before.times + 1 if before else 1
        if isinstance(outcome, Article):
            self.articles += is_news
            self.missing.update(outcome.missing if is_news else ())
            if identity in self.asked_for:
                self.looked_at.append(identity)
            if not outcome.body and link.html is None:
                dated = {"published_at": link.published_at or outcome.published_at}
                self._defer(identity, link.model_copy(update=dated), NO_BODY, times, at)
            return
        self.refuse(outcome)
        was_there = identity in self.asked_for or identity in self.state.known
        if was_there and outcome.reason in GONE_IF_KNOWN:
            self.gone[identity] = outcome.reason
        if identity in self.rechecked:
            if before:
                self.deferred[identity] = before
            return  # whoever asked for it asks again
        if identity in self.untried:
            self.page_failures[outcome.reason] += 1
        if is_passing(outcome.reason) and not before:
            times = link.attempts + 1
            if times < self.limits.attempts:
                self.todo[identity] = link.model_copy(update={"attempts": times})
                return
            self.refuse(Refused(url=link.url, reason="gave_up", detail=f"last: {outcome.reason}"))
        self._defer(identity, link, outcome.reason, times, at)

    def _defer(self, identity: str, link: Link, reason: str, times: int, at: datetime) -> None:
        self.deferred[identity] = defer(
            link, reason, at, times=times, asked_at=self.started_at, limits=self.limits
        )

    def report(self, *, finish_reason: str, finished_at: datetime, requests: int) -> CrawlReport:
        """The report as of now; `finish_reason` other than ``finished`` withholds validators."""
        finished = finish_reason == "finished"
        by_age = sorted(self.deferred.items(), key=lambda item: item[1].refused_at)
        elsewhere = self.rechecked | self.due
        return CrawlReport(
            source=self.source.id,
            started_at=self.started_at,
            finished_at=finished_at,
            finish_reason=finish_reason,
            discovery=self.discovery,
            failed_ways=tuple(self.undiscovered),
            not_modified=self.not_modified,
            requests=requests,
            links_seen=self.links_seen,
            links_new=self.links_new,
            articles=self.articles,
            without_title=self.missing["title"],
            without_body=self.missing["body"],
            without_time=self.missing["published_at"],
            refused=dict(self.refused),
            new_refused=dict(self.page_failures),
            refusals=tuple(self.refusals),
            validators=self.validators if finished else {},
            pending=tuple(link for key, link in self.todo.items() if key not in elsewhere),
            gone=self.gone,
            looked_at=tuple(self.looked_at),
            deferred=dict(by_age[-_DEFERRED:]),
            retry_after=self.retry_after,
            clock_ahead=self.clock_ahead,
            fresh_until=self._fresh_until(),
            problem=self._problem(finish_reason),
        )

    def _fresh_until(self) -> datetime | None:
        shortest = min(self.freshness, default=timedelta())
        # A year is what a misconfigured cache says, and more would not fit into a date.
        return self.started_at + min(shortest, timedelta(days=365)) if shortest else None

    def _problem(self, finish_reason: str) -> str | None:
        """What the operator must know, in one line; None when the crawl did its work."""
        if finish_reason == "deadline":
            return f"not finished at its deadline, {len(self.todo)} links left"
        if finish_reason != "finished":
            return f"the crawl broke off: {finish_reason}"
        if self.discovery is None:
            return "no way of discovery worked: " + "; ".join(self.undiscovered)
        failures = self.page_failures
        telling = Counter({reason: n for reason, n in failures.items() if reason not in GONE})
        many = telling.total() >= _TELLING
        if not self.articles and (many or (telling and all(map(is_outage, telling)))):
            counts = ", ".join(f"{reason} {n}" for reason, n in failures.most_common())
            return f"not one of {failures.total()} pages could be read: {counts}"
        return None
