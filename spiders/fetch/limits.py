"""How much may one crawl take?

Knows nothing of Scrapy; `spiders.outlet` translates.
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one crawl may take; the defaults are for production, tests use smaller ones."""

    #: Article pages asked for in one crawl; the rest waits in `CrawlReport.pending`.
    pages: int = 60
    #: What the pauses between these pages may take together, where robots.txt asks for any: half
    #: of the deadline of a crawl, which is three minutes if not said; the rest is for lists.
    pauses: timedelta = timedelta(seconds=90)
    #: Pages of one list asked for until one names an article already known.
    lists: int = 5
    #: An article edited at a time that nobody states is read again when this has passed.
    reread: timedelta = timedelta(minutes=15)
    #: The whole of one request: name, connection, headers and body.
    request: timedelta = timedelta(seconds=20)
    #: Of one answer, on the wire and again after decompression.
    #: The largest real article page seen was 500 KB (measured on 19 Arabic outlets, 2026-11).
    size_bytes: int = 8 << 20
    redirects: int = 5
    #: Requests to one host at the same time.
    at_once: int = 2
    #: Parsing one feed or page, from the moment a worker begins with it.
    parsing: timedelta = timedelta(seconds=20)
    #: So many answers of one crawl may take all of that; the rest is left for the next crawl.
    burning: int = 3
    #: Of one article in all; the longest report seen has 60 000, and a book is no news.
    text_code_points: int = 300_000
    #: At so many polls in a row a page that fails for the moment is asked for; then as below.
    attempts: int = 5
    #: The pauses after which a page that was refused is asked for again, the n-th after the n-th
    #: refusal: listed before it was whole, or challenged for some hours. After the last it is
    #: left alone. A poll is hardly more often than the first (our choice).
    again: tuple[timedelta, ...] = (
        *(timedelta(minutes=n) for n in (1, 5, 10, 20, 45)),
        *(timedelta(hours=n) for n in (2, 6, 24)),
    )
    #: So many of them in one crawl, those refused least often first.
    again_pages: int = 10
    #: What a crawl past its deadline gets to end by itself before it is cancelled.
    grace: timedelta = timedelta(seconds=10)
    #: The longest a server may ask for patience and be believed.
    patience: timedelta = timedelta(hours=6)
