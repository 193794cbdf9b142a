r"""Every record that crosses between the crawl and the monitor.

`Source` and `CrawlState` go in through the door (`spiders.crawl`), `Article`s and one
`CrawlReport` come out.
All are frozen and can be written as JSON, so the same door can serve a worker on another
machine.
Times are aware and in UTC; text is *as published* (plain, no markup, paragraphs by ``\n``).
"""

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from spiders.values import Css, Duration, Flag, Identity, OutletId, Text, Utc, WebAddress, ZoneName
from spiders.values import Record as Record
from spiders.ways import Api as Api
from spiders.ways import ApiDiscovery as ApiDiscovery
from spiders.ways import Discovery as Discovery
from spiders.ways import FeedDiscovery as FeedDiscovery
from spiders.ways import Listing as Listing
from spiders.ways import ListingDiscovery as ListingDiscovery
from spiders.ways import NewsSitemapDiscovery as NewsSitemapDiscovery
from spiders.ways import SitemapDiscovery as SitemapDiscovery
from spiders.ways import TelegramDiscovery as TelegramDiscovery
from spiders.ways import WordPressDiscovery as WordPressDiscovery
from spiders.ways import WordPressEditsDiscovery as WordPressEditsDiscovery


def _not_empty(value: tuple[Any, ...]) -> tuple[Any, ...]:
    # Unlike Field(min_length=1) it does not count an item that has a fault of its own as missing.
    if not value:
        raise ValueError("must hold at least 1")
    return value


# --- going in ------------------------------------------------------------------------------


class Selectors(Record):
    """What this outlet's article pages need beyond the general extractor; all CSS."""

    title: Css | None = None
    lead: Css | None = None
    body: Css | None = None
    date: Css | None = None
    section: Css | None = None
    tags: Css | None = None
    #: Elements taken out of the page before anything is read.
    drop: tuple[Css, ...] = ()
    #: A block that begins with one of these texts ends the article.
    stop: tuple[str, ...] = ()


class AtLeast(Record):
    """Floors; a source below them is reported as broken."""

    articles_per_day: Annotated[int, Field(ge=0)] = 0
    with_body: Annotated[float, Field(ge=0, le=1)] = 0.0
    with_time: Annotated[float, Field(ge=0, le=1)] = 0.0


class Source(Record):
    """One outlet, as an entry of ``config/sources.yaml`` says it."""

    id: OutletId
    name: Annotated[str, Field(min_length=1)]
    #: What other outlets call it beside its name; «قناة» and «وكالة» before it say nothing.
    aliases: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    url: WebAddress
    #: In order of preference; the next one is tried when one fails.
    discover: Annotated[tuple[Discovery, ...], AfterValidator(_not_empty)]
    #: Asked every time besides the one of `discover` that works, for sections that matter more
    #: than their share of the main list; one that fails is counted and nothing more.
    also: tuple[Discovery, ...] = ()
    #: Zone of times the outlet prints without one; None: such times are not understood.
    timezone: ZoneName | None = None
    extract: Selectors = Selectors()
    #: The one group is an article's identity inside this outlet, found in its address.
    identity: Identity | None = None
    #: How often it is asked while it brings news.
    every: Duration = timedelta(minutes=10)
    #: ``fixed``: always so often, however quiet it is.
    pace: Literal["adaptive", "fixed"] = "adaptive"
    #: The longest it is left alone in quiet hours; never less than `every`.
    slowest: Duration = timedelta(minutes=30)
    at_least: AtLeast = AtLeast()
    enabled: Flag = True
    #: Whether its pages exist only after their scripts have run, so that a browser fetches them,
    #: and its listings; never a way round a block.
    render: Flag = False
    #: True only for a site on this machine.
    allow_private: Flag = False
    #: Date of the last successful live probe.
    verified: date | Literal["never"] = "never"
    #: What an operator should know, for example why `enabled` is false.
    note: str = ""


class Validator(Record):
    """What one address answered last time, to ask it only for what has changed since."""

    #: Without a leading ``W/``: WordPress behind gzip never recognises a weak tag again.
    etag: str | None = None
    last_modified: str | None = None
    #: For servers that offer neither.
    body_sha256: str | None = None
    #: How long the document calls itself fresh (a feed's ``<ttl>``), for answers without a body.
    ttl: Duration | None = None


class Link(Record):
    """One article as discovery saw it, with whatever hints came along."""

    url: WebAddress
    title: Text = ""
    published_at: Utc | None = None
    published_reason: Text = ""
    modified_at: Utc | None = None
    #: Edited at a time that nobody states (Telegram); read again every `Limits.reread`.
    edited: bool = False
    #: The article's own markup where discovery already carries all of it (REST, listing).
    html: Text | None = None
    #: A JSON address that holds the whole article, better than its page; its answer is read by
    #: `spiders.discover.api.parse_article`.
    data_url: WebAddress | None = None
    summary: Text = ""
    section: Text | None = None
    tags: tuple[Text, ...] = ()
    authors: tuple[Text, ...] = ()
    image_url: Text | None = None
    #: How often fetching it has failed; see `CrawlReport.pending`.
    attempts: int = 0


class Deferred(Record):
    """An article whose page was refused, until it is asked for again (`spiders.later`)."""

    #: Without `html`; None where an older Marqab did not keep it.
    link: Link | None = None
    #: As `Refused.reason`; ``no_body``: it is archived, and had no text yet.
    reason: Text = ""
    #: How often in a row, edits between them included.
    times: int = 1
    refused_at: Utc
    #: The first crawl that begins then asks; None: none does, unless it is edited.
    again_at: Utc | None = None


class CrawlState(Record):
    """What the last crawls of this source left behind; spiders keep no database."""

    #: Identity of every article already archived (see `spiders.urls.identity`), with the
    #: modification time it was archived under, or, where the outlet stated none, the time it
    #: was last fetched; None: never fetched again.
    known: dict[str, Utc | None] = {}
    #: By the address that was asked.
    validators: dict[str, Validator] = {}
    #: Links of earlier crawls whose page failed; a feed answering 304 will not repeat them.
    pending: tuple[Link, ...] = ()
    #: `CrawlReport.deferred` of the last crawl.
    deferred: dict[str, Deferred] = {}
    #: Archived articles to be looked at again in this crawl, whatever the outlet lists: those that
    #: readers were told about. What has become of each is in `CrawlReport.looked_at` and `gone`.
    recheck: tuple[Link, ...] = ()


# --- coming out ----------------------------------------------------------------------------


class Article(Record):
    """One article of plain text, as published.

    None means the outlet did not say; "" that it said nothing.
    An article without title, body or date is still an Article; `missing` names what it lacks.
    """

    source: Text = ""
    url: Text
    canonical_url: Text = ""
    title: Text = ""
    lead: Text = ""
    #: Paragraphs separated by ``\n``.
    body: Text = ""
    published_at: Utc | None = None
    #: Where the date came from, or why there is none; never empty.
    published_reason: Text = "not stated"
    modified_at: Utc | None = None
    fetched_at: Utc
    authors: tuple[Text, ...] = ()
    section: Text | None = None
    tags: tuple[Text, ...] = ()
    image_url: Text | None = None
    #: ISO 639-1.
    language: Text | None = None
    #: Outlets the text itself names as its source, as written, in order, each once.
    attribution: tuple[Text, ...] = ()
    #: Which step found the body: ``selectors``, ``json-ld``, ``markup``, ``trafilatura``,
    #: ``density``, ``discovery`` (it came with the link), or "" when there is none.
    extractor: Text = ""

    @property
    def length(self) -> int:
        """Code points of all its texts together."""
        lists = (*self.tags, *self.authors, *self.attribution)
        return sum(map(len, (self.title, self.lead, self.body, self.section or "", *lists)))

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the essential fields this article lacks."""
        has = {"title": self.title, "body": self.body, "published_at": self.published_at}
        return tuple(name for name, value in has.items() if not value)


class Refused(Record):
    """A page or answer that was not turned into an Article, and why.

    `reason` is a short stable word for counting, `detail` is for people.
    """

    url: Text
    reason: Text
    detail: Text = ""


class RawPage(Record):
    """What one address answered, as it came, for whoever keeps it or looks into it."""

    #: After redirects.
    url: Text
    status: int
    #: As declared, true or not; "" when it is not.
    content_type: Text = ""
    body: bytes


class CrawlReport(Record):
    """How one crawl went; the last thing the door yields, also after a forced end."""

    source: str
    started_at: Utc
    finished_at: Utc
    #: ``finished``, ``deadline``, or Scrapy's own reason.
    finish_reason: Text
    #: What answered: ``feed https://…``; None when no way of discovery did.
    discovery: Text | None = None
    #: One line for each way of discovery that was tried and failed, also where a later one worked.
    failed_ways: tuple[Text, ...] = ()
    #: True when every address asked said that nothing has changed.
    not_modified: bool = False
    requests: int = 0
    links_seen: int = 0
    links_new: int = 0
    articles: int = 0
    without_title: int = 0
    without_body: int = 0
    without_time: int = 0
    #: Refusals and errors by reason, each counted.
    refused: dict[str, int] = {}
    #: Of them those of articles never asked for before: what an outlet whose pages cannot be
    #: read shows first.
    new_refused: dict[str, int] = {}
    #: Samples of them for people, at most ten.
    refusals: tuple[Refused, ...] = ()
    #: To be stored in the same transaction as the articles of this crawl, never before.
    validators: dict[str, Validator] = {}
    #: Links to try again next time.
    pending: tuple[Link, ...] = ()
    #: By identity every article whose page was refused, or failed too often at once; takes the
    #: place of `CrawlState.deferred`.
    deferred: dict[str, Deferred] = {}
    #: Identity of every archived article that its outlet no longer has, and the word for what it
    #: answered: ``http_404``, ``http_410``, ``deleted`` (Telegram); less surely ``sent_home`` and
    #: ``error_page`` with status 200.
    gone: dict[str, Text] = {}
    #: Identity of every article of `CrawlState.recheck` that is still there.
    looked_at: tuple[str, ...] = ()
    #: Not before then, when the server asked for patience (Retry-After).
    retry_after: Utc | None = None
    #: How far this machine's clock is ahead of the outlet's (behind: negative), by the latest Date
    #: of its answers; None where none was stated.
    clock_ahead: timedelta | None = None
    #: Until when every list that was read calls itself fresh, by Cache-Control or a feed's
    #: ``<ttl>``, so that asking earlier brings nothing new; None where one of them does not say.
    fresh_until: Utc | None = None
    #: One line for the operator when the crawl as a whole failed; None when it did not.
    problem: Text | None = None
