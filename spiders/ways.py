"""In which ways can an outlet's articles be found, as ``config/sources.yaml`` writes each?

One record a way; the key that is named like the way holds where to ask.
How an answer is read is left to `spiders.discover`, one module a way.
"""

from typing import Annotated, Self

from pydantic import Field, model_validator

from spiders.values import Css, Pattern, Record, WebAddress


class FeedDiscovery(Record):
    """An RSS or Atom feed."""

    feed: WebAddress
    #: Whether every entry carries its whole article; its page is not asked for then.
    whole: bool = False


class WordPressDiscovery(Record):
    """A WordPress site: its REST interface, edits included, and its feed where that is closed."""

    wordpress: WebAddress


class WordPressEditsDiscovery(Record):
    """What a WordPress site has edited of late, for outlets that are read by their feed."""

    wordpress_edits: WebAddress


class SitemapDiscovery(Record):
    """A sitemap, or an index of sitemaps; the newest entries are read."""

    #: ``{yyyy}``, ``{mm}``, ``{m}``, ``{dd}`` and ``{d}`` are the day, where each has a sitemap.
    sitemap: WebAddress
    #: Of an index, the sitemaps with this in their address; without it all but those that by
    #: their name list sections, authors and the like.
    children: Pattern | None = None
    #: Only addresses with this in them are articles.
    articles: Pattern | None = None


class NewsSitemapDiscovery(Record):
    """A Google News sitemap: the articles of two days, each with its title and date."""

    news_sitemap: WebAddress
    children: Pattern | None = None
    articles: Pattern | None = None


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
    #: The link to the page with older articles.
    next: Css | None = None
    #: Or the address of the nth page, with ``{page}`` for its number; `url` has number `first`.
    pages: WebAddress | None = None
    first: int = 1

    @model_validator(mode="after")
    def _one_way_on(self) -> Self:
        _check_next(self.next, self.pages)
        return self


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
    modified: str | None = None
    summary: str | None = None
    section: str | None = None
    tags: str | None = None
    image: str | None = None
    #: The whole article's markup or text, where the list already holds it.
    text: str | None = None
    #: Template of a JSON address that holds one whole article, and the path of its body there.
    article: str | None = None
    body: str | None = None
    #: Template of the address that lists older articles, filled from the answer as a whole.
    next: str | None = None
    #: Or the address of the nth page, with ``{page}`` for its number; `url` has number `first`.
    pages: WebAddress | None = None
    first: int = 1

    @model_validator(mode="after")
    def _article_with_body(self) -> Self:
        if (self.article is None) != (self.body is None):
            raise ValueError("«article» and «body» are written together or not at all")
        if self.article and self.text:
            raise ValueError("«text» and «article» exclude each other")
        _check_next(self.next, self.pages)
        return self


class ListingDiscovery(Record):
    """A listing page."""

    listing: Listing


class ApiDiscovery(Record):
    """A JSON list."""

    api: Api


class TelegramDiscovery(Record):
    """A public Telegram channel, by the preview that Telegram shows without an account."""

    #: The channel's name without @; Telegram allows 4 to 32 letters, digits and underscores.
    telegram: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{3,31}$")]


Discovery = (
    FeedDiscovery
    | WordPressDiscovery
    | WordPressEditsDiscovery
    | SitemapDiscovery
    | NewsSitemapDiscovery
    | ListingDiscovery
    | ApiDiscovery
    | TelegramDiscovery
)


def _check_next(following: str | None, pages: str | None) -> None:
    if following and pages:
        raise ValueError("«next» and «pages» exclude each other")
    if pages and "{page}" not in pages:
        raise ValueError("«pages» has no {page} in it")
