"""monitor.deliver.page: the channel as a page, and delivering to it."""

import resource
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from lxml import html as lxml_html

from couriers import Listener, VirtualTime, open_ledger, planned, run
from monitor.deliver.courier import Courier
from monitor.deliver.outcome import Cannot, NotSent
from monitor.deliver.page import PageChannel, write_page
from monitor.deliver.post import PAGE, Shown
from monitor.render.excerpt import Excerpt
from monitor.render.layout import PostContent, SourceLine, post

DAMASCUS = ZoneInfo("Asia/Damascus")
AT = datetime(2025, 2, 17, 11, 35, tzinfo=UTC)


def read(path: Path) -> lxml_html.HtmlElement:
    """The page as a browser would parse it."""
    return lxml_html.fromstring(path.read_text(encoding="utf-8"))


def texts(page: lxml_html.HtmlElement, css: str) -> list[str]:
    """The words of all elements that match."""
    return [element.text_content().strip() for element in page.cssselect(css)]


def shown(message_id: int, html: str, **fields: object) -> Shown:
    """A message of a channel."""
    return Shown(message_id=message_id, html=html, **{"at": AT} | fields)  # type: ignore[arg-type]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A page in a folder that does not exist yet."""
    return tmp_path / "data" / "channel.html"


def test_a_page_is_right_to_left_and_needs_nothing_else(path: Path) -> None:
    """No script and no address outside the page is in it, and nothing else is left on disk."""
    write_page(path, [shown(1, "نص")], name="مرقب", zone=DAMASCUS)
    page = read(path)
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    assert page.cssselect("script, link, img, iframe") == []
    assert "@import" not in path.read_text(encoding="utf-8")
    assert [one.name for one in path.parent.iterdir()] == ["channel.html"]


def test_posts_stand_under_their_day(path: Path) -> None:
    """Days of Damascus separate the posts; the header counts them."""
    late = AT + timedelta(hours=10)
    write_page(path, [shown(1, "أ"), shown(2, "ب", at=late)], name="مرقب", zone=DAMASCUS)
    page = read(path)
    assert texts(page, ".day") == ["الاثنين 17 شباط 2025", "الثلاثاء 18 شباط 2025"]
    assert texts(page, "time") == ["14:35", "00:35"]
    assert texts(page, "header p") == ["قناة · منشوران"]


def test_an_edited_post_shows_when(path: Path) -> None:
    """The time of an edited post is that of its edit, and it says so."""
    edited = shown(1, "أ", edited_at=AT + timedelta(minutes=52))
    write_page(path, [edited, shown(2, "ب")], name="مرقب", zone=DAMASCUS)
    assert texts(read(path), "footer") == ["معدَّلة15:27", "14:35"]


def test_a_reply_quotes_what_it_answers(path: Path) -> None:
    """A reply quotes what it answers, and links to it if that is on the page."""
    posts = [shown(3, "<b>أول</b>\nسطر"), shown(4, "رد", reply_to=3), shown(5, "رد", reply_to=1)]
    write_page(path, posts, name="مرقب", zone=DAMASCUS)
    [quote] = read(path).cssselect(".answers")
    assert quote.get("href") == "#m3"
    assert quote.cssselect("span")[0].text == "أول"


def test_a_real_post_keeps_its_parts(path: Path) -> None:
    """Bold words, unfolding quote, links and hashtags look as in Telegram."""
    body = "انقطعت المياه في طرطوس صباح اليوم. " * 8
    html = post(
        PostContent(
            severity="urgent",
            title="انقطاع المياه",
            excerpt=Excerpt(body, ((17, 22),)),
            sources=[SourceLine("سانا & غيرها", "https://x.example/?a=1&b=2", AT)],
            first_at=AT,
            hashtags=["طرطوس", "ريف دمشق"],
        ),
        DAMASCUS,
    )
    write_page(path, [shown(1, html)], name="مرقب", zone=DAMASCUS)
    page = read(path)
    assert texts(page, ".text b") == ["انقطاع المياه", "طرطوس"]
    assert len(page.cssselect("blockquote label > input[type=checkbox] + p")) == 1
    [link] = page.cssselect(".text a")
    assert (link.get("href"), link.text) == ("https://x.example/?a=1&b=2", "سانا & غيرها")
    assert link.get("rel") == "noopener noreferrer"
    assert texts(page, ".tag") == ["#طرطوس", "#ريف_دمشق"]


def test_quotation_marks_are_no_hashtags(path: Path) -> None:
    """Straight quotes and apostrophes show as themselves, whatever they are in HTML."""
    said = "\"سبوتنيك\": مسيّرات 'قرب' <حميميم> #طرطوس"
    html = said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    write_page(path, [shown(1, html)], name="مرقب", zone=DAMASCUS)
    page = read(path)
    assert texts(page, ".text") == [said]
    assert texts(page, ".tag") == ["#طرطوس"]


def test_a_short_quote_has_no_arrow(path: Path) -> None:
    """What is short is shown whole."""
    html = "<blockquote expandable>قصير #وسم</blockquote>"
    write_page(path, [shown(1, html)], name="مرقب", zone=DAMASCUS)
    assert texts(read(path), "blockquote > p") == ["قصير #وسم"]
    assert read(path).cssselect("input") == []


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        '<b onclick="alert(1)">x</b>',
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        '<a href="https://x.example/" onclick="x">x</a>',
    ],
)
def test_whatever_is_not_a_posts_own_tag_is_text(path: Path, hostile: str) -> None:
    """Markup that no post of ours holds is shown, not obeyed; so is a name."""
    write_page(path, [shown(1, hostile)], name=hostile, zone=DAMASCUS)
    page = read(path)
    assert page.cssselect("script, img, [onclick], [onerror], article .text a") == []
    assert "alert" in page.cssselect(".text")[0].text_content() or "onclick" in hostile


def test_a_hashtag_inside_a_link_stays_a_link(path: Path) -> None:
    """Colouring does not reach into a link's words."""
    html = '<a href="https://x.example/#a"><b>#وسم</b> #آخر</a> #حر'
    write_page(path, [shown(1, html)], name="مرقب", zone=DAMASCUS)
    assert texts(read(path), ".tag") == ["#حر"]


def test_an_empty_channel_says_so(path: Path) -> None:
    """A page exists from the first moment on."""
    write_page(path, [], name="مرقب", zone=DAMASCUS)
    assert texts(read(path), ".empty") == ["لا منشورات بعد"]
    assert texts(read(path), "header p") == ["قناة · لا منشورات بعد"]


def test_a_bare_page_holds_only_the_messages(path: Path) -> None:
    """For a picture of one post there is no header and no day."""
    write_page(path, [shown(1, "نص")], name="مرقب", zone=DAMASCUS, bare=True)
    assert read(path).cssselect("header, .day") == []
    assert texts(read(path), ".text") == ["نص"]


def test_a_full_disk_leaves_the_page_as_it_was(path: Path) -> None:
    """Nothing of the page that could not be written stays behind."""
    write_page(path, [shown(1, "قديم")], name="مرقب", zone=DAMASCUS)
    before = path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            write_page(path, [shown(1, "جديد")], name="مرقب", zone=DAMASCUS)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [*path.parent.iterdir()] == [path]
    assert path.read_bytes() == before


def test_a_page_that_cannot_be_put_in_its_place_leaves_nothing(path: Path) -> None:
    """A folder of that name is in the way; what was written for it is taken away."""
    path.mkdir(parents=True)
    with pytest.raises(OSError, match="directory"):
        write_page(path, [], name="مرقب", zone=DAMASCUS)
    assert [*path.parent.iterdir()] == [path]


def courier(path: Path, database: Path) -> Courier:
    """A courier who delivers to that page."""
    time = VirtualTime()
    ledger = open_ledger(database)
    channel = PageChannel(path, ledger, run, name="مرقب", zone=DAMASCUS)
    told: list[str] = []
    return Courier(
        PAGE,
        channel,
        ledger,
        run,
        now=time.now,
        sleep=time.sleep,
        operator=Listener(told),
        admin=None,
    )


@pytest.mark.anyio
async def test_delivering_is_writing_the_page(path: Path, tmp_path: Path) -> None:
    """Posts get numbers in order, edits and replies change the page, and the ledger agrees."""
    worker = courier(path, tmp_path / "m.sqlite3")
    ledger = worker._ledger
    first, _ = ledger.plan(
        [planned("أول", destination=PAGE), planned("ثان", destination=PAGE)], AT
    )
    await worker.deliver_all(timedelta(hours=1))
    assert texts(read(path), ".text") == ["أول", "ثان"]
    ledger.plan(
        [
            planned("أول، محدث", destination=PAGE, kind="edit", target_id=first.post_id),
            planned("رد", destination=PAGE, kind="reply", target_id=first.post_id),
        ],
        AT,
    )
    await worker.deliver_all(timedelta(hours=1))
    page = read(path)
    assert texts(page, ".text") == ["أول، محدث", "ثان", "رد"]
    assert [one.get("id") for one in page.cssselect("article")] == ["m1", "m2", "m3"]
    assert texts(page, ".answers span") == ["أول، محدث"]
    assert ledger.counts() == {PAGE: {"sent": 4}}


@pytest.mark.anyio
async def test_a_crash_while_writing_the_page_repeats_nothing(path: Path, tmp_path: Path) -> None:
    """The post is written again under the same number."""
    worker = courier(path, tmp_path / "m.sqlite3")
    worker._ledger.plan([planned("أول", destination=PAGE)], AT)
    worker._ledger.take(PAGE, AT)
    await worker._channel.send(PAGE, "أول")

    again = courier(path, tmp_path / "m.sqlite3")
    assert again._ledger.recover(AT) == []
    await again.deliver_all(timedelta(hours=1))
    assert texts(read(path), ".text") == ["أول"]
    assert again._ledger.last_message_id(PAGE) == 1


@pytest.mark.anyio
async def test_a_page_that_cannot_be_written_is_not_sent(tmp_path: Path) -> None:
    """The post waits, and the reason names the file."""
    blocked = tmp_path / "file"
    blocked.write_text("")
    path = blocked / "channel.html"
    channel = courier(path, tmp_path / "m.sqlite3")._channel
    outcome = await channel.send(PAGE, "نص")
    assert outcome == NotSent(f"{path}: File exists")


@pytest.mark.anyio
async def test_a_page_is_never_in_doubt(path: Path, tmp_path: Path) -> None:
    """There is nothing to read back."""
    channel = PageChannel(
        path, open_ledger(tmp_path / "m.sqlite3"), run, name="مرقب", zone=DAMASCUS
    )
    assert isinstance(await channel.probe(PAGE, 1, PAGE), Cannot)
