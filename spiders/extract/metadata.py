"""What does a page say about its article outside the text?

In: the tree of a whole page. Out: a `Metadata`: JSON-LD, ``<meta>`` and microdata, unjudged.
Knows nothing of the outlet, of dates, or of where the body is.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from lxml.html import HtmlElement

from spiders.skeleton import skeleton

_ARTICLE_TYPES = re.compile(r"(?:article|posting|report|review)$", re.IGNORECASE)
#: A shorter name («فيديو») says of no page that it is its own, nor a shorter title of a video.
_NAME_CODE_POINTS = 15
_LISTING_TYPES = frozenset(("CollectionPage", "SearchResultsPage", "ProfilePage"))
#: Microdata properties whose value is another article than the page's.
_PARTS = frozenset(("itemListElement", "hasPart", "liveBlogUpdate", "mentions", "citation"))
#: A login name, an address or a number instead of an author: «admin», «Bouthina», «editor7».
#: Agencies sign in capitals: «AFP».
_NO_AUTHOR = re.compile(r"(?![A-Z]+$)[\x21-\x7e]*|https?://.*|.*@.*", re.DOTALL)


@dataclass(frozen=True)
class Metadata:
    """What the page states about itself; empty where it states nothing."""

    #: The JSON-LD object of the one article the page is about.
    article: dict[str, Any] = field(default_factory=dict)
    #: Types of all JSON-LD objects at the top of the page.
    types: frozenset[str] = frozenset()
    #: How many articles the JSON-LD describes; more than one is a list.
    articles: int = 0
    #: ``property``, ``name`` or ``itemprop`` in lower case → contents in order.
    meta: dict[str, list[str]] = field(default_factory=dict)
    #: When the page itself was published, by JSON-LD; SEO plug-ins write the post's time there.
    page_published: str = ""
    #: When the video that the page is about was uploaded.
    video_uploaded: str = ""
    #: The text of ``<title>``.
    page_title: str = ""
    html_lang: str = ""

    def first(self, *names: str) -> str:
        """The first non-empty content of the first of these ``<meta>`` names, else ""."""
        return next((text for name in names for text in self.meta.get(name, ()) if text), "")

    def stated(self, key: str) -> str:
        """A text of the article's JSON-LD, else ""; entities are read, twice if escaped twice."""
        value = self.article.get(key)
        value = value[0] if isinstance(value, list) and value else value
        return _unescape(value) if isinstance(value, str) else ""

    @property
    def site_names(self) -> frozenset[str]:
        """Skeletons of the outlet's names, to be cut from titles."""
        return frozenset(skeleton(name) for name in self._sites)

    @property
    def _sites(self) -> list[str]:
        named = self.first("og:site_name", "application-name", "twitter:site")
        return [name for name in (named, *_names(self.article.get("publisher"))) if name]

    @property
    def is_article(self) -> bool:
        """Whether the page itself says that it is one article."""
        kind = self.first("og:type").lower()
        dated = self.first("article:published_time", "datepublished")
        return bool(self.article) or bool(dated) or (kind == "article" and not self.is_listing)

    @property
    def is_listing(self) -> bool:
        """Whether the page itself says that it is a list."""
        if self.article or self.first("article:published_time", "datepublished"):
            return False
        return self.articles > 1 or bool(self.types & _LISTING_TYPES)

    @property
    def authors(self) -> tuple[str, ...]:
        """Persons or desks named as authors, each once; logins and the outlet itself are none."""
        named = _names(self.article.get("author")) or [
            *self.meta.get("author", ()),
            *self.meta.get("article:author", ()),
        ]
        # «فرانس24» by «فرانس 24 / France 24» is the outlet itself.
        outlets = {_letters(part) for name in self._sites for part in re.split(r"[/|]", name)}
        return _unique(
            name
            for name in map(_unescape, named)
            if not _NO_AUTHOR.fullmatch(name) and _letters(name) not in outlets
        )

    @property
    def tags(self) -> tuple[str, ...]:
        """The article's tags, each once. ``<meta name=keywords>`` is the site's own too often."""
        keywords = self.article.get("keywords")
        listed = keywords if isinstance(keywords, list) else [keywords]
        texts = [text for text in listed if isinstance(text, str)]
        if not texts:
            texts = self.meta.get("article:tag", []) or self.meta.get("news_keywords", [])
        return _unique(
            tag for text in texts for tag in re.split(r"[,،;|\n]", _unescape(text)) if tag
        )

    @property
    def section(self) -> str | None:
        """The section the article stands in, as named by the outlet."""
        return self.stated("articleSection") or self.first("article:section") or None

    def image(self, url: str) -> str | None:
        """The address of the article's picture."""
        image = self.article.get("image")
        image = image[0] if isinstance(image, list) and image else image
        image = image.get("url") if isinstance(image, dict) else image
        stated = [self.first("og:image", "og:image:url"), image, self.first("twitter:image")]
        return next(
            (full for text in stated if isinstance(text, str) and (full := web(url, text))), None
        )


def web(base: str, address: str) -> str | None:
    """The absolute http(s) form of an address on a page, or None where it has none."""
    if not address.strip():
        return None
    try:
        full = urljoin(base, address.strip())
    except ValueError:
        return None
    return full if re.match(r"https?://[^/\s]", full) else None


def read_metadata(tree: HtmlElement) -> Metadata:
    """All that a page states about itself; never raises, broken JSON-LD is passed over.

    >>> from spiders.extract.page import parse
    >>> read_metadata(parse('<meta property="og:title" content="حريق &amp;quot;كبير&amp;quot;">')
    ...     ).first("og:title")
    'حريق "كبير"'
    """
    objects = [found for text in _scripts(tree) for found in _objects(text)]
    articles, meta = _main_articles(objects), _meta(tree)
    page_title = _unescape(tree.findtext(".//title") or "")
    shown = list(filter(None, map(skeleton, (*meta.get("og:title", []), page_title))))
    return Metadata(
        article=_own(articles, shown),
        types=frozenset(kind for found in objects for kind in _types(found)),
        articles=len(articles),
        page_published=_page_published(objects),
        video_uploaded=_video_uploaded(objects, shown),
        meta=meta,
        page_title=page_title,
        html_lang=(tree.get("lang") or tree.get("xml:lang") or "").lower(),
    )


def _scripts(tree: HtmlElement) -> Iterator[str]:
    for script in tree.iter("script"):
        if "ld+json" in script.get("type", "").lower():
            yield script.text or ""


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """The JSON-LD objects of one script, graphs and lists opened."""
    text = re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*.*?\*/|<!\[CDATA\[)+", "", text.strip())
    text = re.sub(r"(?:-->|//\s*\]\]>|/\*.*?\*/|\]\]>|;)+\s*$", "", text)
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        # Trailing commas are the one repair that cannot change a meaning.
        try:
            data = json.loads(re.sub(r",(\s*[}\]])", r"\1", text), strict=False)
        except (ValueError, RecursionError):
            return
    waiting = [data]
    while waiting:
        found = waiting.pop(0)
        if isinstance(found, list):
            waiting[:0] = found
        elif isinstance(found, dict):
            yield found
            waiting[:0] = [found[key] for key in ("@graph", "mainEntity") if key in found]


def _types(found: dict[str, Any]) -> list[str]:
    kinds = found.get("@type")
    return [
        kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)
    ]


def _main_articles(objects: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The objects that are articles, each headline once; one without a headline only alone."""
    found: dict[str, dict[str, Any]] = {}
    for thing in objects:
        if any(_ARTICLE_TYPES.search(kind) for kind in _types(thing)):
            name = str(thing.get("headline") or thing.get("name") or "")
            found[skeleton(name)] = {**found.get(skeleton(name), {}), **thing}
    if len(found) > 1:
        found.pop("", None)
    return list(found.values())


def _page_published(objects: Iterable[dict[str, Any]]) -> str:
    """``datePublished`` of the one ``WebPage``, "" where there is none or more than one."""
    pages = [thing for thing in objects if "WebPage" in _types(thing)]
    stated = pages[0].get("datePublished") if len(pages) == 1 else None
    return stated if isinstance(stated, str) else ""


def _video_uploaded(objects: Iterable[dict[str, Any]], shown: Sequence[str]) -> str:
    """``uploadDate`` of the video that has the page's name; one within an article is any old."""
    shown = [title for title in shown if len(title) >= _NAME_CODE_POINTS]
    stated = {
        str(thing.get("uploadDate") or "")
        for thing in objects
        if "VideoObject" in _types(thing)
        and len(name := skeleton(_unescape(str(thing.get("name") or "")))) >= _NAME_CODE_POINTS
        and any(name in title or title in name for title in shown)
    }
    return stated.pop() if len(stated) == 1 else ""


def _own(articles: list[dict[str, Any]], shown: Sequence[str]) -> dict[str, Any]:
    """The article the page is about: the one whose headline the page's own title repeats."""
    if len(articles) == 1:
        return articles[0]
    for article in articles:
        headline = skeleton(_unescape(str(article.get("headline") or "")))
        if headline and any(headline in title or title in headline for title in shown):
            return article
    return {}


def _meta(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    several: set[str] = set()
    for element in tree.iter("meta"):
        content = _unescape(element.get("content") or "")
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if name := element.get(attribute):
                # Microdata of related items stands in the body, inside an item of their own.
                if attribute == "itemprop" and _in_foreign_item(element):
                    continue
                if attribute == "itemprop" and found.get(name.lower(), [content])[0] != content:
                    several.add(name.lower())
                found.setdefault(name.strip().lower(), []).append(content)
    for name, text in _shown_dates(tree):
        if found.get(name, [text])[0] != text:
            several.add(name)
        found.setdefault(name, []).append(text)
    # Microdata that says two things is that of a list of articles.
    return {name: texts for name, texts in found.items() if name not in several}


def _shown_dates(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """Microdata dates that stand in the page as text, inside an article's own item."""
    for element in tree.iter("div", "span", "time", "p", "abbr"):
        name = element.get("itemprop") or ""
        if name not in ("datePublished", "dateModified") or _in_foreign_item(element):
            continue
        if any("itemscope" in above.attrib for above in element.iterancestors()):
            text = element.get("datetime") or element.get("content")
            text = text or element.get("title") or element.text_content()
            yield name.lower(), " ".join(text.split())


def _in_foreign_item(element: HtmlElement) -> bool:
    scope = next((above for above in element.iterancestors() if "itemscope" in above.attrib), None)
    if scope is None:
        return False
    # An article that is a part of another item is one of its list, or an entry of a live blog.
    part = not _PARTS.isdisjoint(scope.get("itemprop", "").split())
    return part or not _ARTICLE_TYPES.search(scope.get("itemtype", "").rstrip("/"))


def _letters(name: str) -> str:
    return skeleton(name).replace(" ", "")


def _names(value: Any) -> list[str]:
    things = value if isinstance(value, list) else [value]
    names = [thing.get("name") if isinstance(thing, dict) else thing for thing in things]
    return [name for name in names if isinstance(name, str)]


def _unescape(text: str) -> str:
    text = html.unescape(text)
    if re.search(r"&(?:#\d+|#x[0-9a-f]+|[a-z]+);", text, re.IGNORECASE):
        text = html.unescape(text)
    return " ".join(text.split())


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))
