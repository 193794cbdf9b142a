"""The article that a person means: archived, behind an address, or typed.

In: what the person wrote, the configuration, the database. Out: an Article.
"""

import sys
from pathlib import Path

from monitor import clock
from monitor.archive.store import looking
from monitor.commands.lines import BadLine, read_lines
from monitor.commands.pages import extract_page, is_address
from monitor.config import SOURCES_FILE
from monitor.errors import MarqabError
from spiders.contract import Article, Refused
from spiders.sources import read_sources

#: The address of a text that was typed; no host can have this name (RFC 2606).
NOWHERE = "https://text.invalid/"


def archived_or_fetched(url_or_text: str, config: Path, db: Path) -> Article | None:
    """An archived article by its number or address, else the page that is behind the address now.

    None where it is neither a number of the archive nor an address.

    Raises:
        MarqabError: the page is no article, or cannot be fetched.
    """
    if db.exists():
        with looking(db) as store:
            if found := store.find_article(url_or_text):
                return found[1]
    if not is_address(url_or_text):
        return None
    page = extract_page(url_or_text, sources=read_sources(config / SOURCES_FILE))
    if isinstance(page, Refused):
        raise MarqabError(f"{url_or_text}: no article: {page.reason} {page.detail}".rstrip())
    return page


def from_stdin() -> Article:
    """The text on standard input: its first line the title, the rest the body; or one JSON line.

    Raises:
        MarqabError: there is none, or it is not UTF-8.
    """
    raw = sys.stdin.buffer.read()
    try:
        text = raw.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise MarqabError(f"the text is not UTF-8 at byte {error.start + 1}") from None
    if not text:
        raise MarqabError("there is no text on standard input")
    if text.startswith("{"):
        found = next(read_lines([text.encode()], name="-"))
        if isinstance(found, BadLine):
            raise MarqabError(str(found))
        return found
    return as_article(text)


def as_article(text: str) -> Article:
    r"""A text as an article: its first line the title, the rest the body.

    >>> found = as_article("عنوان\nمتن أول\nمتن ثان")
    >>> found.title, found.body
    ('عنوان', 'متن أول\nمتن ثان')
    """
    title, _, body = text.partition("\n")
    return Article.model_validate(
        {
            "url": NOWHERE,
            "title": title.strip(),
            "body": body.strip(),
            "fetched_at": clock.now(),
            "extractor": "typed",
        }
    )
