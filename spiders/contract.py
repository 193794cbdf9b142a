r"""Every record that crosses between the crawl and the monitor.

`Source` and `CrawlState` go in through the door (`spiders.crawl`), `Article`s and one
`CrawlReport` come out.
All are frozen and can be written as JSON, so the same door can serve a worker on another
machine.
Times are aware and in UTC; text is *as published* (plain, no markup, paragraphs by ``\n``).
"""

from datetime import date, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from spiders.values import Css, Duration, Identity, Text, Utc, WebAddress, ZoneName


def _not_empty(value: tuple[Any, ...]) -> tuple[Any, ...]:
    # Unlike Field(min_length=1) it does not count an item that has a fault of its own as missing.
    if not value:
        raise ValueError("must hold at least 1")
    return value


class Record(BaseModel):
    """A frozen record that refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# --- going in ------------------------------------------------------------------------------


class Listing(Record):
    """A page that lists articles, and the CSS that finds them on it."""

    url: WebAddress
    #: The links themselves, or, with `card`, the link inside one card.
    link: Css
    #: One card of the list; without it every match of `link` is an entry of its own.
    card: Css | None = None
    #: Inside the card, or inside the link where there is no card.
    title: Css | None = None
    date: Css | None = None
    text: Css | None = None
    #: Whether `text` is the whole article; its page is not asked for then.
    whole: bool = False


class Api(Record):
    """A JSON list of articles; paths are keys joined by dots, empty for the top.

    A path with ``{…}`` in it is a template; each pair of braces holds a path.
    """

    url: WebAddress
    items: str = ""
    #: A path to the article's address, or a template such as ``https://x/a/{id}``.
    link: str
    title: str | None = None
    date: str | None = None
    summary: str | None = None
    #: Template of a JSON address that holds one whole article, and the path of its body there.
    article: str | None = None
    body: str | None = None

    @model_validator(mode="after")
    def _article_with_body(self) -> Self:
        if (self.article is None) != (self.body is None):
            raise ValueError("«article» and «body» are written together or not at all")
        return self


class FeedDiscovery(Record):
    """An RSS or Atom feed."""

    feed: WebAddress
    #: Whether every entry carries its whole article; its page is not asked for then.
    whole: bool = False


class WordPressDiscovery(Record):
    """A WordPress site: its REST interface, and its feed where that is closed."""

    wordpress: WebAddress


class ListingDiscovery(Record):
    """A listing page."""

    listing: Listing


class ApiDiscovery(Record):
    """A JSON list."""

    api: Api


Discovery = FeedDiscovery | WordPressDiscovery | ListingDiscovery | ApiDiscovery


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

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    name: Annotated[str, Field(min_length=1)]
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
    enabled: bool = True
    #: True only for a site on this machine.
    allow_private: bool = False
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
    #: `CrawlReport.given_up` of the last crawl.
    given_up: dict[str, Utc] = {}


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


class CrawlReport(Record):
    """How one crawl went; the last thing the door yields, also after a forced end."""

    source: str
    started_at: Utc
    finished_at: Utc
    #: ``finished``, ``deadline``, or Scrapy's own reason.
    finish_reason: Text
    #: What answered: ``feed https://…``; None when no way of discovery did.
    discovery: Text | None = None
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
    #: Samples of them for people, at most ten.
    refusals: tuple[Refused, ...] = ()
    #: To be stored in the same transaction as the articles of this crawl, never before.
    validators: dict[str, Validator] = {}
    #: Links to try again next time.
    pending: tuple[Link, ...] = ()
    #: Identity of every article whose page was refused for good or failed too often, and when;
    #: takes the place of `CrawlState.given_up`.
    #: Such a page is asked for again a day later (`Limits.again`), or when it is edited.
    given_up: dict[str, Utc] = {}
    #: Not before then, when the server asked for patience (Retry-After).
    retry_after: Utc | None = None
    #: Until when every list that was read calls itself fresh, by Cache-Control or a feed's
    #: ``<ttl>``, so that asking earlier brings nothing new; None where one of them does not say.
    fresh_until: Utc | None = None
    #: One line for the operator when the crawl as a whole failed; None when it did not.
    problem: Text | None = None
