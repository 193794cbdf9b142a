"""What has this public Telegram channel said?

In: the page on which Telegram shows a channel's last messages to people without an account, or
one message of it. Out: Links that carry their whole text.
Many Syrian outlets write there first and on their site later.
Channels can switch the page off; then it is refused, and nothing else is tried.
The structure is that of public code which reads the page (2026); never tried live.
"""

import re
from datetime import datetime

from parsel import Selector

from spiders.contract import Link, Refused, Source, TelegramDiscovery
from spiders.decode import decode
from spiders.discover.entries import Discovered, dated, gather, plain, web

_SITE = "https://t.me"
_MESSAGE = re.compile(r"https?://t\.me/(?:s/)?(\w+/\d+)(?=$|\?)")
_POST = re.compile(r"\w+/\d+")
#: A message has no headline: its first line is one, up to here. Posts cut titles at 200 anyway.
_TITLE_CODE_POINTS = 160
#: Lines at a message's end that may be its channel's signature, and how many messages tell so.
_SIGNATURE_LINES = 4
_SIGNED = 3
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LABEL = re.compile(r"[\W_]*(?:(?:#\w+|عاجل)[\W_]*)+")
_LINE_BREAK = re.compile(r"<br\s*/?>|\n", re.IGNORECASE)
_PICTURE = re.compile(r"url\(['\"]?([^'\")]+)")
#: Not the text of the message that this one answers, which has the same class.
_TEXT = (
    ".tgme_widget_message_text.js-message_text, .tgme_widget_message_text:not([class*='reply'])"
)


def requests(way: TelegramDiscovery) -> tuple[str, ...]:
    """The channel's page.

    >>> requests(TelegramDiscovery(telegram="sana_gov"))
    ('https://t.me/s/sana_gov',)
    """
    return (f"{_SITE}/s/{way.telegram}",)


def is_message(url: str) -> bool:
    """Whether an address is that of one message.

    >>> is_message("https://t.me/sana_gov/7"), is_message("https://t.me/s/sana_gov")
    (True, False)
    """
    return bool(_MESSAGE.match(url))


def single(url: str) -> str:
    """The address of the page that ends with one message, if that is still there.

    Not the message's own page: what a channel signs with shows only beside other messages.

    >>> single("https://t.me/sana_gov/7")
    'https://t.me/s/sana_gov?before=8'
    """
    channel, _, number = url.partition("?")[0].removeprefix(f"{_SITE}/").partition("/")
    return f"{_SITE}/s/{channel}?before={int(number) + 1}"


def parse(
    body: bytes, *, url: str, charset: str | None, source: Source, now: datetime
) -> Discovered | Refused:
    """Every message with text, newest first, and where older ones are listed.

    Never raises on any bytes. Refuses ``no_preview`` where there is no message at all; each
    message without text, a picture or a poll, is a refusal ``no_text``.
    """
    page = _page(body, charset)
    messages = page.css(".tgme_widget_message[data-post]")
    if not messages:
        detail = f"no message on the page «{plain(page.css('title').get(''))[:80]}»"
        return Refused(url=url, reason="no_preview", detail=detail)
    texts = [_lines(message) for message in messages]
    signature = _signature(texts)
    # Telegram shows the newest last.
    found = gather(
        (
            _read(message, _unsigned(lines, signature), url, source, now)
            for message, lines in zip(messages[::-1], texts[::-1], strict=True)
        ),
        source,
    )
    return found._replace(older=_older(page, url))


def parse_article(
    body: bytes, *, link: Link, charset: str | None, source: Source, now: datetime
) -> Link | Refused:
    """The link with the text that its message has now.

    Never raises on any bytes.
    Refuses ``deleted`` where the page shows the messages before it and not this one.
    """
    url = link.data_url or link.url
    found = parse(body, url=url, charset=charset, source=source, now=now)
    if isinstance(found, Refused):
        return found
    entries: list[Link | Refused] = [*found.links, *found.refused]
    gone = Refused(url=link.url, reason="deleted", detail="the messages before it are there")
    return next((entry for entry in entries if entry.url == link.url), gone)


def _page(body: bytes, charset: str | None) -> Selector:
    text = _CONTROL.sub("", decode(body, charset, "html").text)
    return Selector(text=text or " ", type="html")


def _lines(message: Selector) -> list[str]:
    """The markup of a message's own text, line by line; not of the one that it answers."""
    for text in message.css(_TEXT):
        if not text.xpath("ancestor::*[contains(@class, 'tgme_widget_message_reply')]"):
            return _LINE_BREAK.split(text.get())
    return []


def _signature(texts: list[list[str]]) -> set[str]:
    """What the channel signs with: last lines that half of its messages share, and three at least.

    «تابعونا على شبكة أخبار طرطوس» below every message would make each one news of Tartus.
    Messages that begin alike count once: one that is sent three times is no signature.
    """
    beginnings: dict[str, set[str]] = {}
    for lines in texts:
        said = [text for text in map(plain, lines) if text]
        for line in said[1:][-_SIGNATURE_LINES:]:
            beginnings.setdefault(line, set()).add(said[0])
    least = max(_SIGNED, (sum(map(bool, texts)) + 1) // 2)
    return {line for line, above in beginnings.items() if len(above) >= least}


def _unsigned(lines: list[str], signature: set[str]) -> list[str]:
    """The lines without the signature and the empty lines at their end; the first one stays."""
    while len(lines) > 1 and (not plain(lines[-1]) or plain(lines[-1]) in signature):
        lines = lines[:-1]
    return lines


def _read(
    message: Selector, lines: list[str], url: str, source: Source, now: datetime
) -> Link | Refused:
    post = message.attrib["data-post"].strip()
    if not _POST.fullmatch(post):
        return Refused(url=url, reason="bad_link", detail=f"data-post «{post[:80]}»")
    address = f"{_SITE}/{post}"
    title = _title(lines)
    if not title:
        return Refused(url=address, reason="no_text", detail=_what(message))
    stated = message.css(".tgme_widget_message_date time::attr(datetime)").get("")
    when = dated(stated, "telegram time", source.timezone, now)
    meta = plain(message.css(".tgme_widget_message_meta").get(""))
    forwarded = plain(message.css(".tgme_widget_message_forwarded_from_name").get(""))
    return Link(
        url=address,
        title=title,
        published_at=when.at,
        published_reason=when.reason,
        # Telegram shows the word and not the time.
        edited="edited" in meta.split(),
        html="<br>".join(lines),
        authors=(forwarded,) if forwarded else (),
        image_url=_picture(message, url),
    )


def _title(lines: list[str]) -> str:
    """The first line that says something, cut at a word's end; «#عاجل» alone says nothing."""
    said = [text for text in map(plain, lines) if any(map(str.isalnum, text))]
    line = next((line for line in said if not _LABEL.fullmatch(line)), next(iter(said), ""))
    if len(line) <= _TITLE_CODE_POINTS:
        return line
    return line[:_TITLE_CODE_POINTS].rpartition(" ")[0] + "…"


def _what(message: Selector) -> str:
    """What a message without text holds, for people."""
    for name in ("photo", "video", "poll", "document", "voice", "sticker", "location"):
        if message.css(f"[class*='tgme_widget_message_{name}']"):
            return f"only a {name}"
    return "service message" if "service_message" in message.attrib.get("class", "") else "no text"


def _picture(message: Selector, url: str) -> str | None:
    style = message.css(".tgme_widget_message_photo_wrap::attr(style)").get("")
    found = _PICTURE.search(style)
    try:
        return web(url, found[1]) if found else None
    except ValueError:
        return None


def _older(page: Selector, url: str) -> str | None:
    """Where the messages before these are."""
    link = page.css("link[rel=prev]::attr(href), a.tme_messages_more[data-before]::attr(href)")
    try:
        return web(url, link[0].get()) if link else None
    except ValueError:
        return None
