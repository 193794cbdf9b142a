"""Public Telegram channels, as their preview shows them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import a_source
from spiders import discover
from spiders.contract import Article, Link, Refused, TelegramDiscovery
from spiders.discover import Discovered
from spiders.extract import extract

WAY = TelegramDiscovery(telegram="sahel_today")
URL = "https://t.me/s/sahel_today"
NOW = datetime(2026, 11, 14, 10, tzinfo=UTC)
TEXT = (
    "عاجل | وصول سفينة شحن إلى مرفأ <b>طرطوس</b><br/><br/>وقالت إدارة المرفأ إن السفينة تحمل قمحا."
)


def message(number: Any, text: str | None = TEXT, *, inside: str = "", meta: str = "") -> str:
    """One message as the preview writes it; `inside` stands before its text."""
    written = (
        f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>'
        if text is not None
        else ""
    )
    return f"""<div class="tgme_widget_message_wrap js-widget_message_wrap">
      <div class="tgme_widget_message text_not_supported_wrap js-widget_message"
           data-post="sahel_today/{number}">
        <div class="tgme_widget_message_user"><a href="https://t.me/sahel_today"><i></i></a></div>
        <div class="tgme_widget_message_bubble">
          <div class="tgme_widget_message_author"><a class="tgme_widget_message_owner_name">
            <span dir="auto">الساحل اليوم</span></a></div>
          {inside}{written}
          <div class="tgme_widget_message_footer"><div class="tgme_widget_message_info">
            <span class="tgme_widget_message_views">4.02K</span>
            <span class="tgme_widget_message_meta">{meta}<a class="tgme_widget_message_date"
              href="https://t.me/sahel_today/{number}"><time datetime="2026-11-14T08:15:00+00:00"
              class="time">08:15</time></a></span></div></div>
        </div></div></div>"""


def page(*messages: str, more: str = "") -> str:
    """The channel's page."""
    return f"""<!doctype html><html><head><title>الساحل اليوم – Telegram</title></head><body>
      <main><section class="tgme_channel_history js-message_history">{more}
      {"".join(messages)}</section></main></body></html>"""


def read(body: str | bytes) -> Discovered | Refused:
    """What the channel's page lists."""
    return discover.parse(
        body.encode() if isinstance(body, str) else body,
        url=URL,
        charset="utf-8",
        source=a_source(),
        way=WAY,
        now=NOW,
    )


def read_one(*messages: str) -> Link:
    """The link of a page with one message that can be read."""
    found = read(page(*messages))
    assert isinstance(found, Discovered), found
    [link] = found.links
    return link


def test_a_message_is_a_link_with_its_whole_text() -> None:
    """The first line is the title, the time is Telegram's, and nothing more is to be asked."""
    photo = (
        '<a class="tgme_widget_message_photo_wrap" href="https://t.me/sahel_today/7"'
        " style=\"width:800px;background-image:url('https://cdn.example/file/1.jpg')\"></a>"
    )
    link = read_one(message(7, inside=photo))
    assert link.url == "https://t.me/sahel_today/7"
    assert link.title == "عاجل | وصول سفينة شحن إلى مرفأ طرطوس"
    assert link.published_at == datetime(2026, 11, 14, 8, 15, tzinfo=UTC)
    assert link.published_reason == "telegram time «2026-11-14T08:15:00+00:00»"
    assert link.image_url == "https://cdn.example/file/1.jpg"
    assert not link.edited
    assert link.html
    found = extract(link.html, url=link.url, source=a_source(), link=link, fetched_at=NOW)
    assert isinstance(found, Article)
    assert "وقالت إدارة المرفأ إن السفينة تحمل قمحا." in found.body
    assert "4.02K" not in found.body


def test_messages_come_newest_first() -> None:
    """Telegram shows the newest last; the list begins with it, and the channel's number is kept."""
    found = read(page(message(7), message(8), message(9)))
    assert isinstance(found, Discovered)
    assert [link.url.rpartition("/")[2] for link in found.links] == ["9", "8", "7"]


def test_an_answer_does_not_carry_the_message_that_it_answers() -> None:
    """What a message quotes is another message's text."""
    quoted = (
        '<a class="tgme_widget_message_reply" href="https://t.me/sahel_today/3">'
        '<div class="tgme_widget_message_text js-message_reply_text" dir="auto">نص قديم</div></a>'
    )
    assert "نص قديم" not in (read_one(message(7, inside=quoted)).html or "")
    found = read(page(message(7), message(8, None, inside=quoted)))
    assert isinstance(found, Discovered)
    assert [refused.reason for refused in found.refused] == ["no_text"]


def test_a_link_preview_is_not_the_messages_text() -> None:
    """The page that a message links to is another outlet's text."""
    preview = (
        '<a class="tgme_widget_message_link_preview" href="https://x.example/1">'
        '<div class="link_preview_title" dir="auto">عنوان آخر</div></a>'
    )
    assert "عنوان آخر" not in (read_one(message(7, inside=preview)).html or "")


@pytest.mark.parametrize(("meta", "edited"), [("edited ", True), ("", False), ("12 ", False)])
def test_an_edited_message_says_so(meta: str, edited: bool) -> None:
    """Telegram shows that a message was edited and not when, so no time is made up."""
    link = read_one(message(7, meta=meta))
    assert link.edited is edited
    assert link.modified_at is None


def test_a_forwarded_message_names_whose_it_is() -> None:
    """The channel that a message was forwarded from is its author."""
    origin = (
        '<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from '
        '<a class="tgme_widget_message_forwarded_from_name"><span dir="auto">مراسل الجبل</span>'
        "</a></div>"
    )
    assert read_one(message(7, inside=origin)).authors == ("مراسل الجبل",)


@pytest.mark.parametrize(
    ("inside", "text", "detail"),
    [
        ('<a class="tgme_widget_message_photo_wrap"></a>', None, "only a photo"),
        ('<a class="tgme_widget_message_video_player"></a>', None, "only a video"),
        ('<div class="tgme_widget_message_poll"></div>', None, "only a poll"),
        ("", "‼️ 🔴<br/>", "no text"),
        ("", None, "no text"),
    ],
)
def test_a_message_without_text_is_refused_and_counted(
    inside: str, text: str | None, detail: str
) -> None:
    """A picture without a word, a poll and a row of signs are no article."""
    found = read(page(message(7, text, inside=inside), message(8)))
    assert isinstance(found, Discovered)
    assert len(found.links) == 1
    [refused] = found.refused
    assert (refused.url, refused.reason) == ("https://t.me/sahel_today/7", "no_text")
    assert refused.detail == detail


def test_a_service_message_is_named() -> None:
    """«Channel photo updated» is no article either."""
    pinned = message(7, None).replace("text_not_supported_wrap", "service_message")
    found = read(page(pinned, message(8)))
    assert isinstance(found, Discovered)
    assert found.refused[0].detail == "service message"


def test_a_message_without_a_number_is_refused() -> None:
    """A message that cannot be linked to is counted."""
    found = read(page(message("<x>"), message(8)))
    assert isinstance(found, Discovered)
    assert [refused.reason for refused in found.refused] == ["bad_link"]


def test_a_long_first_line_is_cut_at_a_word() -> None:
    """A message of one long line gets a title of 160 letters at most."""
    link = read_one(message(7, "وصلت سفينة شحن جديدة إلى المرفأ " * 20))
    assert len(link.title) <= 161
    assert link.title.endswith("…")
    assert link.title[:-1].split()[-1] in {"وصلت", "سفينة", "شحن", "جديدة", "إلى", "المرفأ"}


@pytest.mark.parametrize(
    "more",
    [
        '<a class="tme_messages_more js-messages_more" href="/s/sahel_today?before=7" data-before="7">',
        '<link rel="prev" href="/s/sahel_today?before=7">',
    ],
)
def test_older_messages_stand_on_another_page(more: str) -> None:
    """The page says where the messages before it are."""
    found = read(page(message(7), more=more))
    assert isinstance(found, Discovered)
    assert found.older == "https://t.me/s/sahel_today?before=7"


def test_a_channel_without_preview_is_refused() -> None:
    """A channel that switched its preview off answers with a page without messages."""
    refused = read("<html><title>Telegram: Contact @sahel_today</title><body></body></html>")
    assert isinstance(refused, Refused)
    assert refused.reason == "no_preview"
    assert "Contact @sahel_today" in refused.detail


# --- what the channel signs with ---------------------------------------------------------------

SIGNED = (
    "<br/><br/>تابعونا على <a href='https://t.me/sahel_today'>شبكة أخبار طرطوس</a><br/>#الساحل"
)


def texts(*messages: str) -> list[str]:
    """The text of each message that can be read, newest first."""
    found = read(page(*messages))
    assert isinstance(found, Discovered)
    return [link.html or "" for link in found.links]


def test_a_signature_below_most_messages_is_not_their_text() -> None:
    """Last lines that half of the messages share are the channel's, whoever else has none."""
    lines = [message(n, f"خبر {n}<br/>تفاصيل {n}{SIGNED}") for n in range(4)]
    found = texts(*lines, message(8, "خبر بلا توقيع"))
    assert len(found) == 5
    assert not [text for text in found if "طرطوس" in text or "#الساحل" in text]
    assert all(f"تفاصيل {n}" in "".join(found) for n in range(4))


def test_what_two_messages_share_is_no_signature() -> None:
    """A place that ends two messages is what they are about."""
    found = texts(*(message(n, f"خبر {n}<br/>طرطوس") for n in range(2)))
    assert all("طرطوس" in text for text in found)


def test_a_message_sent_again_and_again_keeps_its_text() -> None:
    """Three messages with the same words are no signature, and neither is a first line."""
    same = "خبر<br/>تفاصيل من طرطوس"
    found = texts(*(message(n, same) for n in range(4)), message(8, "خبر آخر"))
    assert sum("تفاصيل من طرطوس" in text for text in found) == 4
    flashes = texts(*(message(n, f"طرطوس<br/>{n}") for n in range(4)))
    assert all("طرطوس" in text for text in flashes)


def test_a_message_of_one_line_is_title_and_text() -> None:
    """A flash has a body, so that nobody takes the channel for emptied."""
    link = read_one(message(7, "عاجل: انفجار في طرطوس"))
    found = extract(link.html or "", url=link.url, source=a_source(), link=link, fetched_at=NOW)
    assert isinstance(found, Article)
    assert (found.title, found.body) == ("عاجل: انفجار في طرطوس", "عاجل: انفجار في طرطوس")


# --- one message again ------------------------------------------------------------------------


def read_again(body: str) -> Link | Refused:
    """What the page that should end with a message says of it now."""
    link = discover.again(Link(url="https://t.me/sahel_today/7", html="<p>قديم</p>"))
    assert link.data_url == "https://t.me/s/sahel_today?before=8"
    assert link.html is None
    return discover.parse_article(
        body.encode(), link=link, charset="utf-8", source=a_source(), now=NOW
    )


def test_a_message_is_read_again_as_it_is_now() -> None:
    """A message that is looked at again brings its present text, without the signature."""
    before = [message(n, f"خبر {n}{SIGNED}") for n in range(3, 6)]
    found = read_again(page(*before, message(7, f"نص معدل<br/>تفاصيل{SIGNED}")))
    assert isinstance(found, Link)
    assert found.title == "نص معدل"
    assert "طرطوس" not in (found.html or "")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (page(message(5), message(6)), "deleted"),
        (page(message(6), message(7, None)), "no_text"),
        (page(), "no_preview"),
    ],
    ids=["deleted", "emptied", "closed"],
)
def test_a_deleted_message_is_told_from_a_closed_channel(body: str, reason: str) -> None:
    """A message is gone where those before it are still shown, and only there."""
    refused = read_again(body)
    assert isinstance(refused, Refused)
    assert refused.reason == reason


PIECES = st.sampled_from(
    [message(7), "<div class='tgme_widget_message' data-post='a/1'>", "</div>", "ط", "\x00",
     "<div class='tgme_widget_message_text'>", "<a class=tme_messages_more data-before=1 href='https://['>",
     "<time datetime=x>", "<a class=tgme_widget_message_photo_wrap style='url(https://[)'>"]
)  # fmt: skip


@settings(deadline=None, max_examples=80)
@given(st.lists(PIECES, max_size=8).map("".join) | st.binary(max_size=60))
def test_no_bytes_raise(body: str | bytes) -> None:
    """Any bytes are understood or refused."""
    assert isinstance(read(body), Discovered | Refused)
