"""One page, from a file or an address, as the Article that a crawl would make of it."""

from collections.abc import Sequence
from pathlib import Path

from monitor import clock
from monitor.commands.progress import waiting
from monitor.errors import MarqabError
from spiders import crawl
from spiders.contract import Article, Refused, Source
from spiders.saved import UNKNOWN, address_of, read_saved
from spiders.urls import canonical, same_site


def is_address(text: str) -> bool:
    """Whether a person who writes this means a page on the web.

    >>> is_address("https://sahel.example/1"), is_address("page.html")
    (True, False)
    """
    return text.lower().startswith(("http://", "https://"))


def extract_page(
    file_or_url: str,
    *,
    sources: Sequence[Source],
    url: str | None = None,
    source_id: str | None = None,
) -> Article | Refused:
    """The Article on a saved page or behind an address, or why there is none.

    Without `source_id` the host of the address chooses the outlet; a page of an unknown host is
    read by the general extractor. A saved page without `url` has the address that it states.

    Raises:
        MarqabError: there is no such file or outlet, or an address given is none.
    """
    given = _checked(url) if url else None
    if is_address(file_or_url):
        address = _checked(file_or_url)
        return _fetch(address, _source(sources, source_id, given or address))
    try:
        page = Path(file_or_url).read_bytes()
    except OSError as error:
        raise MarqabError(f"{file_or_url}: cannot be read: {error.strerror}") from error
    address = given or _stated(page)
    source = _source(sources, source_id, address)
    return read_saved(page, url=address, source=source, fetched_at=clock.now())


def _checked(address: str) -> str:
    if not is_address(address):
        raise MarqabError(f"«{address}» is no web address: it must begin with http:// or https://")
    try:
        address.encode()
        canonical(address)
    except UnicodeEncodeError:
        raise MarqabError(f"«{address}» is no web address: it is not UTF-8") from None
    except ValueError as error:
        raise MarqabError(str(error)) from None
    return address


def _stated(page: bytes) -> str:
    """The address that the page gives as its own; `UNKNOWN` where it gives none that is right."""
    try:
        return _checked(address_of(page) or UNKNOWN)
    except MarqabError:
        return UNKNOWN


def _fetch(url: str, source: Source | None) -> Article | Refused:
    with waiting(f"fetching {url}"):
        return crawl.run(lambda: crawl.read_page(url, source))


def _source(sources: Sequence[Source], source_id: str | None, address: str) -> Source | None:
    if source_id:
        for source in sources:
            if source.id == source_id:
                return source
        raise MarqabError(f"there is no source «{source_id}» in sources.yaml")
    try:
        return next((one for one in sources if same_site(one.url, address)), None)
    except ValueError as error:
        raise MarqabError(f"an outlet in sources.yaml: {error}") from None
