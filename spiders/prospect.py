"""In which ways might an unknown site be read?

In: its front page and its robots.txt, as they were answered.
Out: the site's name, and candidates for ``discover``, each with where it was found.
Whether a candidate works only asking it can tell; nothing is asked here.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from spiders.contract import (
    Discovery,
    FeedDiscovery,
    Listing,
    ListingDiscovery,
    NewsSitemapDiscovery,
    RawPage,
    SitemapDiscovery,
    TelegramDiscovery,
    WordPressDiscovery,
)
from spiders.decode import decode
from spiders.extract.page import parse, select
from spiders.urls import canonical, host, identity, same_site

#: Asked only where the site itself names none; in the order of how often they are right on the
#: Arabic sites of ``config/sources.yaml``.
_FEEDS = ("/feed/", "/rss", "/rss.xml", "/feed.xml")
_NEWS_SITEMAPS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml")
_SITEMAPS = ("/sitemap_index.xml", "/sitemap.xml")

_FEED_LINKS = (
    "link[rel~=alternate][type='application/rss+xml'],"
    "link[rel~=alternate][type='application/atom+xml']"
)
_WORDPRESS = (
    "link[rel='https://api.w.org/'], meta[name=generator][content^=WordPress],"
    "link[href*='/wp-content/'], script[src*='/wp-content/'], script[src*='/wp-includes/']"
)
_COMMENTS = re.compile("comment|تعليق", re.IGNORECASE)
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_CHANNEL = re.compile(r"^https?://(?:t|telegram)\.me/(?:s/)?([A-Za-z][A-Za-z0-9_]{3,31})/?$")
_SYRIA = re.compile("سوريا|سورية|syria", re.IGNORECASE)
#: A class that a style tool made up changes with the next build of the site.
_STABLE_CLASS = re.compile(r"[A-Za-z][A-Za-z_-]{2,40}")
#: A headline has at least so many words; a section's name seldom has.
_HEADLINE_WORDS = 4
#: The longest list of a page is its news; one shorter than this may be anything (our choice).
SHORTEST_LIST = 3
#: Of a list's links so many lead to articles, or it is a menu.
_MOSTLY = 0.8


#: Kinds of ways, those that bring titles and times first.
_ORDER: tuple[type, ...] = (
    FeedDiscovery,
    WordPressDiscovery,
    NewsSitemapDiscovery,
    SitemapDiscovery,
    ListingDiscovery,
    TelegramDiscovery,
)


class Candidate(NamedTuple):
    """A way that may work, and where it was found, for people."""

    way: Discovery
    found: str


class Prospect(NamedTuple):
    """What a front page gives away."""

    #: As the site calls itself, as published; "" when it does not.
    name: str
    #: Best first; of a kind that the site names itself, no guesses.
    candidates: tuple[Candidate, ...]
    #: Name and address of sections about Syria, in the order of the page, each address once.
    sections: tuple[tuple[str, str], ...]


def prospect(home: RawPage, robots: RawPage | None) -> Prospect:
    """What may be tried on the site with this front page; never raises on any bytes."""
    tree = parse(decode(home.body, None, "html").text)
    if tree is None:
        return Prospect("", tuple(_guesses(home.url, set())), ())
    named = [*_named(tree, home.url), *_in_robots(robots, home.url)]
    kinds = {type(candidate.way) for candidate in named}
    listed = [*named, *_guesses(home.url, kinds), *_listing(tree, home.url)]
    listed.sort(key=lambda candidate: _ORDER.index(type(candidate.way)))
    return Prospect(_name(tree), tuple(listed), tuple(_sections(tree, home.url)))


def article_number(addresses: list[str]) -> str | None:
    r"""A regular expression for `Source.identity`: the number at one place of all addresses.

    >>> article_number(["https://www.x.sy/archives/7411", "https://www.x.sy/archives/7419"])
    'x\\.sy/archives/(\\d+)'
    >>> article_number(["https://x.sy/أخبار/طرطوس", "https://x.sy/أخبار/بانياس"]) is None
    True
    """
    shapes = set()
    for address in addresses:
        path = urlsplit(canonical(address)).path
        shapes.add(host(address) + re.sub(r"\d{3,}.*", "", path))
    if len(shapes) != 1:
        return None
    pattern = re.escape(shapes.pop().removeprefix("www.")) + r"(\d+)"
    found = [re.search(pattern, canonical(one)) for one in addresses]
    numbers = {match[1] for match in found if match}
    return pattern if len(numbers) == len(set(addresses)) > 1 else None


def _name(tree: HtmlElement) -> str:
    stated = [
        str(meta.get("content", "")) for meta in select(tree, "meta[property='og:site_name']")
    ]
    titles = [str(title.text_content()) for title in select(tree, "title")]
    names = (" ".join(one.split()) for one in (*stated, *titles))
    return next(filter(None, names), "")


def _named(tree: HtmlElement, home: str) -> Iterator[Candidate]:
    """The ways that the page itself names."""
    for link in select(tree, _FEED_LINKS):
        address = _web(home, link.get("href"))
        if address and not _COMMENTS.search(address + str(link.get("title", ""))):
            yield Candidate(FeedDiscovery(feed=address), "named on the front page")
    if select(tree, _WORDPRESS):
        yield Candidate(WordPressDiscovery(wordpress=home), "the page was made by WordPress")
    channels = {found[1] for address in _hrefs(tree) if (found := _CHANNEL.match(address))}
    for channel in sorted(channels):
        yield Candidate(TelegramDiscovery(telegram=channel), "linked on the front page")


def _in_robots(robots: RawPage | None, home: str) -> Iterator[Candidate]:
    if robots is None:
        return
    for named in dict.fromkeys(_SITEMAP_LINE.findall(decode(robots.body, None).text)):
        address = _web(home, named)
        if address and "news" in address.lower():
            yield Candidate(NewsSitemapDiscovery(news_sitemap=address), "named in robots.txt")
        elif address:
            yield Candidate(SitemapDiscovery(sitemap=address), "named in robots.txt")


def _guesses(home: str, named: set[type]) -> Iterator[Candidate]:
    """The usual addresses, of every kind that the site does not name itself."""
    found = "guessed"
    if FeedDiscovery not in named:
        for path in _FEEDS:
            yield Candidate(FeedDiscovery(feed=urljoin(home, path)), found)
    if WordPressDiscovery not in named:
        yield Candidate(WordPressDiscovery(wordpress=home), found)
    if NewsSitemapDiscovery not in named:
        for path in _NEWS_SITEMAPS:
            yield Candidate(NewsSitemapDiscovery(news_sitemap=urljoin(home, path)), found)
    if SitemapDiscovery not in named:
        for path in _SITEMAPS:
            yield Candidate(SitemapDiscovery(sitemap=urljoin(home, path)), found)


def _listing(tree: HtmlElement, home: str) -> Iterator[Candidate]:
    """The longest list of headlines on the page, by the class they stand under."""
    links: dict[str, Counter[str]] = defaultdict(Counter)
    others: Counter[str] = Counter()
    for link in select(tree, "a[href]"):
        address = _web(home, link.get("href"))
        selector = _selector(link)
        if not address or not selector:
            continue
        if same_site(address, home) and _is_headline(link):
            links[selector][identity(address, None)] += 1
        else:
            others[selector] += 1
    lists = [
        (len(found), selector)
        for selector, found in links.items()
        if found.total() >= _MOSTLY * (found.total() + others[selector])
    ]
    longest, selector = max(lists, default=(0, ""))
    if longest >= SHORTEST_LIST:
        way = ListingDiscovery(listing=Listing(url=home, link=selector))
        yield Candidate(way, f"{longest} headlines on the front page")


def _selector(link: HtmlElement) -> str:
    """The nearest element around a link, or the link itself, that has a class to name it by."""
    for element in (link, *link.iterancestors()):
        for name in str(element.get("class", "")).split():
            if _STABLE_CLASS.fullmatch(name):
                tag = str(element.tag)
                return f"{tag}.{name}" + ("" if element is link else " a")
    return ""


def _is_headline(link: HtmlElement) -> bool:
    text = str(link.text_content()) or str(link.get("title", ""))
    return len(text.split()) >= _HEADLINE_WORDS


def _sections(tree: HtmlElement, home: str) -> Iterator[tuple[str, str]]:
    seen = set()
    for link in select(tree, "a[href]"):
        text, address = " ".join(str(link.text_content()).split()), _web(home, link.get("href"))
        short = 0 < len(text.split()) < _HEADLINE_WORDS
        if not address or not short or address in seen or not same_site(address, home):
            continue
        if _SYRIA.search(text + urlsplit(address).path):
            seen.add(address)
            yield text, address


def _hrefs(tree: HtmlElement) -> Iterator[str]:
    for link in select(tree, "a[href]"):
        yield str(link.get("href")).strip()


def _web(home: str, address: str | None) -> str | None:
    """The address seen from the front page; None where it leads to nothing on the web."""
    try:
        whole = urljoin(home, (address or "").strip())
        canonical(whole)
    except ValueError:
        return None
    return whole if urlsplit(whole).geturl() != urlsplit(home).geturl() else None
