"""Which article does a page hold, if any?

In: a page as it came (bytes or text), its address, the outlet, discovery's hints, the time of
the fetch. Out: an `Article` of plain text, or `Refused` with the reason.
Pure: no network, clock or storage; it runs in a pool worker.

The cascade, in `extract`: decode → parse → what the page states about itself → furniture out →
body → is it an article at all → title, lead, dates, attribution.
"""

import html
import re
from datetime import datetime
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from spiders.attribution import attribution, is_credit
from spiders.contract import Article, Link, Refused, Selectors, Source
from spiders.decode import decode
from spiders.extract.cards import drop_cards
from spiders.extract.furniture import clear, cut
from spiders.extract.gallery import captions_of, set_aside, settle
from spiders.extract.language import language_of
from spiders.extract.lines import trim
from spiders.extract.metadata import Metadata, read_metadata, web
from spiders.extract.neighbours import drop_neighbours
from spiders.extract.page import beginning, blocks, parse, readable, select, text_of
from spiders.extract.paywall import drop_paywall
from spiders.extract.published import read_published
from spiders.extract.refuse import (
    LITTLE,
    SMALL_PAGE,
    Signs,
    count_headlines,
    foreign,
    has_own_text,
    is_home,
    is_noise,
    is_sentence,
    judge,
)
from spiders.extract.stated_dates import read_entry_date, read_modified
from spiders.extract.text import find_body
from spiders.extract.titles import is_lead, read_lead, read_title, title_above, title_element
from spiders.urls import canonical, same_site


def extract(
    page: bytes | str,
    *,
    url: str,
    source: Source | None,
    link: Link | None,
    fetched_at: datetime,
    charset: str | None = None,
    status: int = 200,
    fresh: bool = True,
) -> Article | Refused:
    """The article on `page`, or why there is none; never raises on any page.

    `charset` is what the server declared. A page that is not `fresh` was fetched nobody knows
    when: «منذ ساعتين» is no date on it.
    Where `link.html` is the page, discovery already carried the whole article and nothing else
    of it is expected on the page.

    `Refused.reason` is one of ``not_html``, ``empty``, ``challenge``, ``error_page``,
    ``listing``, ``stub``.

    >>> from datetime import UTC
    >>> page = "<h1>حريق في مرفأ طرطوس</h1><p>أخمدت فرق الإطفاء حريقاً في مستودع قرب المرفأ.</p>"
    >>> at = datetime(2025, 12, 29, tzinfo=UTC)
    >>> article = extract(page, url="https://x.example/7", source=None, link=None, fetched_at=at)
    >>> article.title, article.body
    ('حريق في مرفأ طرطوس', 'أخمدت فرق الإطفاء حريقاً في مستودع قرب المرفأ.')
    """
    if link and link.html is not None and page == link.html:
        return _from_discovery(link.html, url, source, link, fetched_at)
    if foreign(page):
        return Refused(url=url, reason="not_html")
    raw = page if isinstance(page, str) else decode(page, charset).text
    if is_noise(raw):
        return Refused(url=url, reason="not_html", detail="no text")
    tree = parse(raw)
    if tree is None:
        return Refused(url=url, reason="empty")
    link = link or Link.model_construct(url=url)
    # lxml makes a Python object anew for each element each time it is met; as long as these
    # live it finds them again (a 60 KB page took 4.1 ms without, 3.5 ms with; 2026-11).
    _alive = list(tree.iter())
    selectors = source.extract if source else Selectors()
    zone = ZoneInfo(source.timezone) if source and source.timezone else None

    # What the page says about itself, while all of it is there.
    metadata = read_metadata(tree)
    root = readable(tree, selectors.drop)
    headlines = 0 if metadata.is_article else count_headlines(root.iter("a"))
    names = (source.name,) if source else ()
    title = read_title(metadata, root, selector=selectors.title, hint=link.title, site_names=names)
    shown = title_element(root, title)
    section = _section(metadata, root, selectors, link)
    tags = _tags(metadata, root, selectors, link)

    # The article alone.
    if shown is not None:
        drop_neighbours(shown)
    source_line = cut(root, shown, selectors.stop)
    entry_date = read_entry_date(shown)
    captions = _strip(root, shown, metadata, selectors, url)
    found = find_body(root, shown, selector=selectors.body, stated=_article_body(metadata))
    if shown is None and (above := title_above(metadata, root, found.blocks)):
        title, shown = above, title_element(root, above)
    labels = (*metadata.authors, section or "")
    lines = trim(found.blocks, title=title, captions=captions, stop=selectors.stop, labels=labels)
    body, first_line = "\n".join(lines), lines[0] if lines else ""
    # This tree is no longer whole; but who has a body is hardly ever asked for the rest.
    little = len(body) < LITTLE
    whole = beginning(raw, selectors.drop, SMALL_PAGE + 1) if little else body
    credit = next((block.text for block in found.blocks if is_credit(block.text)), "")
    signs = Signs(
        raw=raw,
        whole=whole,
        headings=(metadata.page_title, title, *map(text_of, root.iter("h1"))),
        headlines=headlines,
        own_text=has_own_text(root, shown, lines, metadata.page_title),
        first_line=first_line,
        sentences=any(map(is_sentence, lines)),
        body_code_points=len(body),
        status=status,
    )
    if refusal := judge(signs, metadata, url=url):
        return Refused(url=url, reason=refusal[0], detail=refusal[1])

    published = read_published(
        metadata,
        root,
        shown,
        first_line,
        entry_date=entry_date,
        selector=selectors.date,
        link=link,
        url=url,
        zone=zone,
        now=fetched_at,
        fresh=fresh,
    )
    if not (title or published.at or metadata.is_article):
        return Refused(url=url, reason="stub", detail="neither a title nor a date")
    return Article(
        source=source.id if source else "",
        url=url,
        canonical_url=_canonical(tree, metadata, url),
        title=title,
        lead=read_lead(
            metadata, root, selector=selectors.lead, hint=link.summary, title=title, body=body
        ),
        body=body,
        published_at=published.at,
        published_reason=published.reason,
        modified_at=read_modified(metadata, published.at, link=link, zone=zone, now=fetched_at),
        fetched_at=fetched_at,
        authors=metadata.authors or link.authors,
        section=section,
        tags=tags,
        image_url=metadata.image(url) or link.image_url,
        language=language_of(f"{title} {body}", metadata.html_lang),
        attribution=attribution("\n".join((title, body, source_line or credit))),
        extractor=found.step,
    )


def _from_discovery(
    markup: str, url: str, source: Source | None, link: Link, fetched_at: datetime
) -> Article | Refused:
    """The article whose whole text discovery carried: WordPress REST, a listing, an API."""
    tree = parse(markup)
    lines: list[str] = []
    if tree is not None:
        root = readable(tree, source.extract.drop if source else ())
        captions, pictured = captions_of(root), set_aside(root, None)
        clear(root, ())
        captions -= settle(pictured, root)
        stop = source.extract.stop if source else ()
        written = list(blocks(root))
        lines = trim(written, title=link.title, captions=captions, stop=stop)
        # A message of one line is both its title and its text.
        if not lines and [block.text for block in written] == [link.title]:
            lines = [link.title]
    body = "\n".join(lines)
    if not body and not link.title:
        return Refused(url=url, reason="empty")
    return Article(
        source=source.id if source else "",
        url=url,
        canonical_url=_canonical(None, Metadata(), url),
        title=link.title,
        lead=link.summary if is_lead(link.summary, link.title, body) else "",
        body=body,
        published_at=link.published_at,
        published_reason=link.published_reason or "not stated",
        modified_at=link.modified_at,
        fetched_at=fetched_at,
        authors=link.authors,
        section=link.section,
        tags=link.tags,
        image_url=link.image_url,
        language=language_of(f"{link.title} {body}"),
        attribution=attribution(f"{link.title}\n{body}"),
        extractor="discovery",
    )


def _strip(
    tree: HtmlElement,
    title: HtmlElement | None,
    metadata: Metadata,
    selectors: Selectors,
    url: str,
) -> frozenset[str]:
    """Take out what is not the article; returns the captions that are no text, as `trim` asks."""
    captions, pictured = captions_of(tree), set_aside(tree, title)
    kept = _kept(tree, title, selectors)
    clear(tree, kept)
    drop_paywall(tree, kept)
    if "LiveBlogPosting" not in metadata.types:
        drop_cards(tree, title, url, kept)
    return captions - settle(pictured, tree)


def _kept(tree: HtmlElement, title: HtmlElement | None, selectors: Selectors) -> list[HtmlElement]:
    """What may not go with the furniture, whatever it is called."""
    kept = [title] if title is not None else []
    kept += [element for element in tree.iter() if "articleBody" in element.get("itemprop", "")]
    for selector in filter(None, (selectors.body, selectors.date, selectors.lead)):
        kept += select(tree, selector)
    return kept


def _article_body(metadata: Metadata) -> str:
    """``articleBody`` as text; some outlets put markup into it."""
    stated = metadata.article.get("articleBody")
    if not isinstance(stated, str):
        return ""
    text = html.unescape(stated)
    if re.search(r"</?(?:p|br|div|span|a|strong|b)\b", text):
        tree = parse(text)
        text = "\n".join(block.text for block in blocks(tree)) if tree is not None else ""
    return text


def _canonical(tree: HtmlElement | None, metadata: Metadata, url: str) -> str:
    """The address the page gives itself, if it is one of the same site and no front page."""
    stated = (
        []
        if tree is None
        else [
            element.get("href", "")
            for element in tree.iter("link")
            if "canonical" in (element.get("rel") or "").lower().split()
        ]
    )
    for address in (*stated, metadata.first("og:url")):
        full = web(url, address)
        try:
            if full and not is_home(full) and same_site(full, url):
                return canonical(full)
        except ValueError:
            continue
    try:
        return canonical(url)
    except ValueError:
        return url


def _section(
    metadata: Metadata, tree: HtmlElement, selectors: Selectors, link: Link
) -> str | None:
    shown = [text_of(e) for e in select(tree, selectors.section)] if selectors.section else []
    return next(filter(None, shown), None) or metadata.section or link.section


def _tags(
    metadata: Metadata, tree: HtmlElement, selectors: Selectors, link: Link
) -> tuple[str, ...]:
    """The article's tags: the outlet's selector, metadata, ``rel=tag`` links, discovery."""
    shown = [text_of(e) for e in select(tree, selectors.tags)] if selectors.tags else []
    if not shown and not metadata.tags:
        marked = (a for a in tree.iter("a") if "tag" in (a.get("rel") or "").split())
        shown = [text_of(element) for element in marked]
    own = tuple(dict.fromkeys(text.lstrip("#").strip() for text in shown if text))
    return own or metadata.tags or link.tags
