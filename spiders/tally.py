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

from spiders.contract import Article, CrawlReport, CrawlState, Link, Refused, Source, Validator
from spiders.fetch.failures import GONE, GONE_IF_KNOWN, is_outage, is_passing
from spiders.fetch.limits import Limits

#: Refusals shown to people; see `CrawlReport.refusals`.
_SAMPLES = 10
#: The newest of `CrawlReport.given_up` that are kept; no listing in use holds as many links.
_GIVEN_UP = 500
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
    #: See `CrawlReport.given_up`.
    given_up: dict[str, datetime] = field(init=False)
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
        self.given_up = dict(self.state.given_up)

    def plan(
        self,
        listed: Iterable[tuple[str, Link]],
        left: Mapping[str, Link],
        again: Mapping[str, Link],
    ) -> None:
        """Put every link that is new, edited, left over or to be looked at again on the list."""
        seen = set()
        for identity, link in listed:
            self.links_seen += 1
            seen.add(identity)
            if identity in self.todo or not self._is_news(identity, link):
                continue
            if identity in left:
                attempts = left[identity].attempts
            else:
                # One that was given up before has a single attempt.
                attempts = self.limits.attempts - 1 if identity in self.given_up else 0
            self.todo[identity] = link.model_copy(update={"attempts": attempts})
        self.links_new = len(self.todo)
        for identity, link in left.items():
            if self._is_news(identity, link):
                self.todo.setdefault(identity, link)
        only_again = {key: link for key, link in again.items() if key not in self.todo}
        self.asked_for, self.rechecked = set(again), set(only_again)
        self.todo |= only_again
        untried = {identity for identity, link in self.todo.items() if not link.attempts}
        self.untried = untried.difference(self.given_up, self.state.known, again)
        if self.listed_all:
            self.given_up = {key: at for key, at in self.given_up.items() if key in seen}

    def _is_news(self, identity: str, link: Link) -> bool:
        """True for an article never archived, and for one edited since it was asked for last."""
        given_up = self.given_up.get(identity)
        if given_up and self.started_at < given_up + self.limits.again:
            return bool(link.modified_at and link.modified_at > given_up)
        if identity not in self.state.known:
            return True
        archived = self.state.known[identity]
        if archived is None:
            return False
        if link.edited and self.started_at >= archived + self.limits.reread:
            return True
        return bool(link.modified_at and link.modified_at > archived)

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

        A failure that may pass is tried `Limits.attempts` times in all, then given up.
        An Article that is no news only shows that it is still there.
        """
        link = self.todo.pop(identity)
        if isinstance(outcome, Article):
            self.articles += is_news
            self.missing.update(outcome.missing if is_news else ())
            self.given_up.pop(identity, None)
            if identity in self.asked_for:
                self.looked_at.append(identity)
            return
        self.refuse(outcome)
        was_there = identity in self.asked_for or identity in self.state.known
        if was_there and outcome.reason in GONE_IF_KNOWN:
            self.gone[identity] = outcome.reason
        if identity in self.rechecked:
            return  # whoever asked for it asks again
        if identity in self.untried:
            self.page_failures[outcome.reason] += 1
        if is_passing(outcome.reason):
            if link.attempts + 1 < self.limits.attempts:
                self.todo[identity] = link.model_copy(update={"attempts": link.attempts + 1})
                return
            self.refuse(Refused(url=link.url, reason="gave_up", detail=f"last: {outcome.reason}"))
        # A time of change in the future, from an outlet's wrong clock, would be news at each poll.
        self.given_up[identity] = max(at, link.modified_at or at)

    def report(self, *, finish_reason: str, finished_at: datetime, requests: int) -> CrawlReport:
        """The report as of now; `finish_reason` other than ``finished`` withholds validators."""
        finished = finish_reason == "finished"
        newest = sorted(self.given_up.items(), key=lambda item: item[1])[-_GIVEN_UP:]
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
            pending=tuple(link for key, link in self.todo.items() if key not in self.rechecked),
            gone=self.gone,
            looked_at=tuple(self.looked_at),
            given_up=dict(newest),
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
