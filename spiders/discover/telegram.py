"""What has this public Telegram channel said?

In: the page on which Telegram shows a channel's last messages to people without an account, or
one message of it. Out: Links that carry their whole text.
Many Syrian outlets write there first and on their site later.
Channels can switch the page off; then it is refused, and nothing else is tried.
The structure is that of public code which reads the page (2026); never tried live.
"""

import re
from collections.abc import Iterator
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
    """The address that shows one message alone, or says that it is gone.

    >>> single("https://t.me/sana_gov/7")
    'https://t.me/sana_gov/7?embed=1&mode=tme'
    """
    return f"{url.partition('?')[0]}?embed=1&mode=tme"


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
    # Telegram shows the newest last.
    found = gather((_read(message, url, source, now) for message in messages[::-1]), source)
    return found._replace(older=_older(page, url))


def parse_article(
    body: bytes, *, link: Link, charset: str | None, source: Source, now: datetime
) -> Link | Refused:
    """The link with the text that its message has now.

    Never raises on any bytes. Refuses ``deleted`` where Telegram says that there is no such post.
    """
    url = link.data_url or link.url
    page = _page(body, charset)
    messages = page.css(".tgme_widget_message[data-post]")
    if messages:
        return _read(messages[0], url, source, now)
    said = plain(page.css(".tgme_widget_message_error").get(""))
    # «Post not found»; a channel that went private says so, which deletes nothing.
    reason = "deleted" if "not found" in said.lower() else "no_preview"
    return Refused(url=link.url, reason=reason, detail=said[:80] or "no message on the page")


def _page(body: bytes, charset: str | None) -> Selector:
    text = _CONTROL.sub("", decode(body, charset, "html").text)
    return Selector(text=text or " ", type="html")


def _read(message: Selector, url: str, source: Source, now: datetime) -> Link | Refused:
    post = message.attrib["data-post"].strip()
    if not _POST.fullmatch(post):
        return Refused(url=url, reason="bad_link", detail=f"data-post «{post[:80]}»")
    address = f"{_SITE}/{post}"
    text = next(iter(_own_texts(message)), None)
    title = _title(text) if text else ""
    if text is None or not title:
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
        html=text,
        authors=(forwarded,) if forwarded else (),
        image_url=_picture(message, url),
    )


def _own_texts(message: Selector) -> Iterator[str]:
    for text in message.css(_TEXT):
        if not text.xpath("ancestor::*[contains(@class, 'tgme_widget_message_reply')]"):
            yield text.get()


def _title(markup: str) -> str:
    """The first line that says something, cut at a word's end; «#عاجل» alone says nothing."""
    lines = [plain(line) for line in _LINE_BREAK.split(markup)]
    said = [line for line in lines if any(map(str.isalnum, line))]
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
