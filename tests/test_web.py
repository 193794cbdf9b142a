"""The watch room: real HTTP on loopback, a real database, and pages that nothing can misuse."""

import asyncio
import os
import re
import signal
from base64 import b64encode
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import get_args, get_type_hints
from urllib.parse import quote

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html

from builders import NOON, RULES, a_configuration, a_report, a_source, an_article
from commandline import a_config, marqab
from hostile import texts, unhurried
from monitor.alert.act import Act
from monitor.archive.migrations import migrations
from monitor.archive.store import Store
from monitor.archive.watchbook import Watchbook
from monitor.commands.status import read_status
from monitor.deliver.holds import Cause, Holds
from monitor.deliver.outcome import Refused, Sent, Unknown
from monitor.deliver.post import Kind, State
from monitor.deliver.stuck import UNTRIED, Stuck
from monitor.errors import MarqabError
from monitor.group.kinds import KINDS, TARGETS
from monitor.group.placement import Placement
from monitor.match.reading import FieldName
from monitor.match.rules import Severity
from monitor.pipeline import Pipeline
from monitor.render.bidi import FSI, PDI, clean
from monitor.watch.alarms import Alarm
from monitor.watch.hours import HOUR, Hour
from monitor.watch.signs import Topic
from monitor.web import rules as rules_page
from monitor.web import server, words
from monitor.web.access import Access
from monitor.web.change import changed
from monitor.web.open import serve
from monitor.web.reasons import arabic
from monitor.web.room import Files
from monitor.web.server import WatchRoom
from monitor.web.text import LONGEST, Marks, line

DOCUMENT = Path("docs/web.md").read_text("utf-8")
MINUTE = timedelta(minutes=1)
LOCAL = Access("127.0.0.1")
TOKEN = "a-token-of-many-letters"
EVIL = "<script>alert(1)</script>\u202e <img src=x onerror=alert(1)> طرطوس"

TEXTS = [
    {},
    {"url": "https://marfa.example/7", "source": "marfa"},
    {"url": "https://sahel.example/3", "title": "تحليق فوق حَميميم",
     "body": "حلّقت طائرات فوق القاعدة ليلًا بحسب Coast Press."},
    {"url": "https://sahel.example/4", "title": EVIL, "lead": EVIL, "body": f"{EVIL}\n{EVIL}"},
    {"url": "https://sahel.example/5", "title": "أمسية شعرية", "body": "أمسية في دمشق."},
    {"url": "https://sahel.example/6", "title": "معرض في صافيتا", "body": "معرض."},
]  # fmt: skip
#: Numbered from 1 in this order, for each is a minute younger than the one before.
ARTICLES = [
    an_article(published_at=NOON - timedelta(minutes=60 - place), **fields)
    for place, fields in enumerate(TEXTS)
]
PAGES = [
    *("/", "/stories", "/stories?doubtful=1", "/stories/1", "/stories/2", "/stories/3"),
    *("/articles", *(f"/articles/{number}" for number in range(1, 7))),
    *("/sources/sahel", "/rules", "/?every=minute"),
    *("/articles?q=https://no.example/", f"/stories?q={quote(EVIL)}", "/stories/99", "/nowhere"),
]


@dataclass(frozen=True)
class Answer:
    """What a browser got."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def page(self) -> lxml_html.HtmlElement:
        """The page as a browser would parse it."""
        return lxml_html.document_fromstring(self.text)

    def words(self, css: str = "main") -> str:
        """What a reader sees there, without the marks that only hold it in place."""
        seen = " ".join(one.text_content() for one in self.page.cssselect(css))
        return re.sub(r"[\u2066-\u2069\u200f]", "", " ".join(seen.split()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Marqab that has told three stories, with everything that can be wrong."""
    folder = tmp_path_factory.mktemp("web")
    chats = 'chats: {main: {id: "-1004"}, admin: {id: ""}}'
    (a_config(folder) / "monitor.yaml").write_text(chats, encoding="utf-8")
    store = Store(folder / "marqab.sqlite3").open()
    pipeline = Pipeline(store, a_configuration(), destination=lambda chat: f"-100{len(chat)}")
    report = a_report(refused={"http_503": 1}, problem="http_503 everywhere")
    pipeline.take_in(a_source(), ARTICLES, report, now=NOON)
    ledger = pipeline.ledger
    outcomes = [Sent(7), Refused("Bad Request: <b>chat</b> not found"), Unknown("no answer")]
    posts = [post for post in ledger.open_posts() if post.kind == "post"]
    with store.transaction():
        for post, outcome in zip(posts, outcomes, strict=True):
            ledger.record(post.id, outcome, NOON)
        book = Watchbook(store)
        book.save_alarm(Alarm("sahel", "reading", "server", "http_503 (2 in a row)", NOON))
        book.add("sahel", [Hour(NOON, HOUR, news=4, read=5, without_body=1)])
        Holds(ledger).begin(Cause("source", "sahel", "source sahel: 50 new", "سيل مواد"), NOON)
        store.db.execute("UPDATE articles SET url = 'javascript:alert(1)' WHERE id = 4")
        shared = 'json_set(evidence, \'$.shared\', json(\'["احيا", "طرطوس", "مسيره"]\'))'
        store.db.execute(f"UPDATE story_articles SET evidence = {shared} WHERE article_id = 2")
        store.db.execute(
            "INSERT INTO story_maybes (story_id, resembles, article_id, score, reason, at) "
            "VALUES (2, 1, 3, 0.4, 'story 1 scores 0.40, needs 0.45', ?)",
            (NOON.isoformat(),),
        )
    store.close()
    return folder


def ask(
    folder: Path,
    *paths: str,
    access: Access = LOCAL,
    method: str = "GET",
    **headers: str,
) -> list[Answer]:
    """What a watch room of this folder answers five minutes after noon."""

    async def scene() -> list[Answer]:
        db = folder / "marqab.sqlite3"
        answers = []
        async with (
            WatchRoom(folder / "config", db, access, now=lambda: NOON + 5 * MINUTE) as room,
            aiohttp.ClientSession() as session,
        ):
            for path in paths:
                address = room.address.rstrip("/") + path
                async with session.request(method, address, headers=headers) as answer:
                    text = await answer.text()
                    answers.append(Answer(answer.status, dict(answer.headers), text))
        return answers

    return asyncio.run(scene())


@pytest.fixture(scope="module")
def pages(folder: Path) -> dict[str, Answer]:
    """Every page of the room, by its address."""
    return dict(zip(PAGES, ask(folder, *PAGES), strict=True))


# --- what stands on the pages ---------------------------------------------------------------


def test_the_first_page_tells_what_status_tells(pages: dict[str, Answer], folder: Path):
    """The first page shows all that `status` finds wrong, in Arabic with the next command."""
    first = pages["/"]
    where = (folder / "config", folder / "marqab.sqlite3")
    wrong = read_status(*where, now=NOON + 5 * MINUTE).wrong
    told = first.page.cssselect(".wrongs li")
    assert len(told) == len(wrong) == 4
    assert first.words("h1") == "4 أمور تحتاج إلى نظر"
    words = first.words(".wrongs")
    assert "تعذّرت قراءة «الساحل اليوم»" in words
    assert "خادم الموقع معطّل أو مثقل بالطلبات" in words
    assert "سيل مواد" in words
    assert "لا يُعرف هل وصل المنشور" in words
    assert "رُفض المنشور" in words
    assert "posts settle" in words
    cells = [one.text_content() for one in first.page.cssselect(".sources tbody tr > *")]
    assert cells == ["الساحل اليوم", "تعذّرت قراءته", "قبل 5 دقائق", "بعد 5 دقائق", "0", "1"]


def test_the_first_page_tells_what_the_last_day_held(pages: dict[str, Answer]):
    """The first page counts what was read, met a rule or was held, and names the gaps."""
    day = pages["/"].words("section:has(h3)")
    assert "قُرئ5انطبقت عليه قاعدة5حُجب منه1" in day
    assert "توقف الرصد كله حتى الآن" in day


def test_what_is_wrong_with_many_sources_is_told_once(folder: Path, tmp_path: Path):
    """Many sources that were never read are one thing to look at, with their names."""
    sources = [f"{{id: s{n}, name: منبر{n}, url: https://s{n}.example/, "
               f"discover: [feed: https://s{n}.example/feed]}}" for n in range(3)]  # fmt: skip
    config = a_config(tmp_path)
    Store(tmp_path / "marqab.sqlite3").open().close()
    (config / "sources.yaml").write_text(f"sources: [{', '.join(sources)}]", encoding="utf-8")
    [first] = ask(tmp_path, "/")
    assert first.words("h1") == "أمر واحد يحتاج إلى نظر"
    assert first.words(".wrongs p:first-of-type") == "منبر0، منبر1، منبر2"
    assert "marqab run" in first.words(".wrongs code")


def test_a_source_that_nobody_asks_is_late(folder: Path, tmp_path: Path):
    """A source that nobody asks is late, though its last answer was good."""
    a_config(tmp_path)
    store = Store(tmp_path / "marqab.sqlite3").open()
    store.save_report(a_report(), next_due=NOON - 60 * MINUTE)
    store.save_report(a_report(finished_at=NOON - 60 * MINUTE), next_due=NOON - 50 * MINUTE)
    store.close()
    first, source = ask(tmp_path, "/", "/sources/sahel")
    assert first.words("#sources .dot") == source.words("h1 + .meta .dot") == "تأخرت قراءته"
    assert "لم يُقرأ منذ 55 دقيقة" in first.words(".wrongs")


def test_the_queue_shows_what_is_not_settled(pages: dict[str, Answer]):
    """Refused and doubtful posts stand there with their reason; what was sent is only counted."""
    assert pages["/"].words(".states b") == "main"
    counts = [one.text_content() for one in pages["/"].page.cssselect(".states .tag")]
    assert counts == ["أُرسل: 1", "مشكوك في وصوله: 1", "رُفض: 1", "حلّ غيره محلّه: 1"]
    queue = pages["/"].words("ol.list")
    assert "chat</b> not found" in queue
    assert "أول مادة في هذا الخبر" in queue
    assert queue.count("الخبر") >= 2


def test_stories_stand_newest_first_and_doubtful_ones_are_marked(pages: dict[str, Answer]):
    """A story is listed with its severity, its articles and sources, and whether it was told."""
    stories = pages["/stories"].page.cssselect(".entry")
    assert len(stories) == 4
    assert [one.cssselect(".doubt") != [] for one in stories].count(True) == 1
    assert "مادتان · مصدران" in pages["/stories"].words()
    [doubtful] = pages["/stories?doubtful=1"].page.cssselect(".entry")
    assert "قد يكون من الخبر 1" in doubtful.text_content()


def test_a_search_finds_words_however_they_are_written(folder: Path):
    """A search folds words, looks inside longer ones, and wants all of them in one article."""
    asked = ["حميميم", "حَمِيمِيم القاعده", "وس", "Coast", "حميميم طرطوس", "%", "' OR 1"]
    found = ask(folder, *(f"/stories?q={quote(words)}" for words in asked))
    assert [len(one.page.cssselect(".entry")) for one in found] == [1, 1, 2, 1, 0, 0, 0]
    assert found[0].page.cssselect("input")[0].get("value") == "حميميم"


def test_a_story_shows_the_living_post_and_why_each_article_is_in_it(pages: dict[str, Answer]):
    """The message as it stands, its articles in order with sources and reasons, the commands."""
    story = pages["/stories/1"]
    assert "انقطاع المياه" in story.words(".bubble b")
    assert story.page.cssselect(".bubble a")[0].get("href") == "https://sahel.example/1"
    members = story.words("section:nth-of-type(2) .entry")
    assert "نصه نص المادة 1 نفسه" in members
    assert members.endswith("ما يشتركان فيه: أحياء، طرطوس")  # as it writes them, and what it has
    assert "marqab stories merge 1 NUMBER" in story.words(".commands")
    assert "marqab stories split 1 2" in story.words(".commands")
    doubt = pages["/stories/2"].words(".notice")
    assert "شَبَهه بالخبر 1 هو 0.40" in doubt
    assert "marqab stories merge 1 2" in doubt


def test_an_article_shows_every_stage_and_marks_what_counted(pages: dict[str, Answer]):
    """Evidence is marked in the text as published; a silent article says why it is silent."""
    told = pages["/articles/3"]
    assert told.words("h1 mark") == "حَميميم"
    assert told.page.cssselect(".published mark") == []
    assert told.words(".rule.fired b") == "طرطوس أو حميميم"
    assert "نُشر: أول مادة في هذا الخبر" in told.words(".notice")
    assert "marqab explain 3" in told.words(".commands")
    silent = pages["/articles/5"]
    assert silent.page.cssselect("main .rule.fired, h1 mark, .published mark") == []
    assert "لم تنطبق أي قاعدة" in silent.words(".notice")
    assert "لم يرد شيء من «طرطوس»، «حميميم»" in silent.words(".rule")
    shadow = pages["/articles/6"].words()
    assert "في الظل" in shadow
    assert "لم تنطبق إلا قواعد في الظل" in shadow


def test_an_article_is_found_by_its_address_or_number(folder: Path, pages: dict[str, Answer]):
    """An address that was never read gets the command that fetches and judges it."""
    asked = ["https://marfa.example/7", "2", "\u0662"]
    found = ask(folder, *(f"/articles?q={quote(one)}" for one in asked))
    assert [one.words(".crumb") for one in found] == ["المواد \u203a المادة 2"] * 3
    unknown = pages["/articles?q=https://no.example/"]
    assert "marqab explain https://no.example/" in unknown.words("code")
    held = ask(folder, "/articles?held=1", f"/articles?held=1&q={quote('طرطوس')}")
    assert [len(one.page.cssselect(".entry")) for one in held] == [1, 0]
    assert "إلا قواعد في الظل" in held[0].words(".entry")
    [by_title] = ask(folder, f"/articles?q={quote('امسيه')}")
    assert "أمسية شعرية" in by_title.words(".entry")


def test_words_that_no_title_has_are_looked_for_in_the_texts_of_stories(folder: Path):
    """One link leads from the articles to that search, with the words as they were typed."""
    [none] = ask(folder, f"/articles?q={quote('Coast القاعده')}")
    assert none.page.cssselect(".entry") == []
    [link] = none.page.cssselect("main a[href^='/stories?']")
    [found] = ask(folder, link.get("href"))
    assert "تحليق فوق حَميميم" in found.words(".entry")
    assert found.page.cssselect("input")[0].get("value") == "Coast القاعده"


def test_a_changed_article_shows_what_was_changed(tmp_path: Path):
    """The words that went and those that came, and nothing of the rest."""
    a_config(tmp_path)
    store = Store(tmp_path / "marqab.sqlite3").open()
    for body in ("قُتل ثلاثة <b>أشخاص</b>.\nوهدأ الوضع.", "قُتل سبعة <b>أشخاص</b>.\nوهدأ الوضع."):
        long = an_article(body=body, lead="طرطوس، " * 40)
        store.save_article(long, identity="1", link_identity="1")
    store.close()
    [page] = ask(tmp_path, "/articles/1")
    assert page.words(".rule.fired li:last-child") == "ومواضع أخرى: 29"  # the title's is one of 41
    place = "section:nth-of-type(2) .published p"
    assert page.words(place) == "قُتل ثلاثة سبعة <b>أشخاص</b>."
    assert (page.words(f"{place} del"), page.words(f"{place} ins")) == ("ثلاثة", "سبعة")


def test_a_source_shows_what_it_brings_and_how_its_crawls_went(pages: dict[str, Answer]):
    """News by day, shares of what was read, the crawl that failed, its articles."""
    source = pages["/sources/sahel"]
    bars = [one.text_content() for one in source.page.cssselect("svg title")]
    assert len(bars) == 14
    assert bars[0] == "15/1: 4"
    assert "بنص91%" in source.words(".facts")
    assert "http_503 everywhere" in source.words(".crawls")
    assert len(source.page.cssselect("ol .entry")) == 5
    assert "خادم الموقع معطّل أو مثقل بالطلبات" in source.words("ul .entry")


def test_rules_show_their_hits_those_in_shadow_too(pages: dict[str, Answer]):
    """Each rule, in shadow too, is shown with its days, its state and what it met last."""
    place, quiet = pages["/rules"].page.cssselect(".rule-page")
    assert place.cssselect("svg title")[0].text_content() == "15/1: 4"
    assert len(place.cssselect(".entry")) == 4
    assert "في الظل" in quiet.text_content()
    assert quiet.cssselect("svg title")[0].text_content() == "15/1: 1"


def test_every_word_of_the_database_has_arabic():
    """No word that is kept in English is shown in English."""
    tables = [
        (words.ACTS, get_args(get_type_hints(Act)["kind"])),
        (words.KINDS, get_args(get_type_hints(Placement)["kind"])),
        (words.POSTS, get_args(Kind)),
        (words.STATES, (*get_args(State), "held")),
        (words.TOPICS, get_args(Topic)),
        (words.FIELDS, get_args(FieldName)),
        (words.SEVERITIES, tuple(Severity)),
        (words.HAPPENINGS, frozenset().union(*TARGETS.values(), *KINDS.values())),
    ]
    for table, kept in tables:
        assert table.keys() == set(kept)


def test_every_reason_of_a_whole_day_has_arabic():
    """Every reason that the stages wrote in the day of docs/day.md has Arabic words."""
    day = Path("docs/day.md").read_text("utf-8")
    reasons = re.findall(r"^\| \d\d \w+ .*\| (.*) \|$", day, re.MULTILINE)
    assert len(reasons) > 50
    assert [one for one in reasons if arabic(one, {}) is None] == []
    lacking = arabic("none of $attack: «قصف», «غارة» …", {})
    assert lacking == "لم يرد شيء من $attack: «قصف»، «غارة» …"
    assert arabic("another outlet: sana (copy)", {"sana": "سانا"}) == "مصدر آخر: «سانا» (نقلًا)"
    # On a busy day Telegram asks a chat's courier for patience, which the post keeps as its error.
    assert arabic("asked to wait", {}) == "طلبت تلغرام الانتظار"


def test_what_keeps_posts_from_a_chat_has_arabic():
    """What `marqab status` says of a chat is understood in the watch room."""
    waits = Stuck("-1", NOON, 3, UNTRIED).line("main(-1)")
    assert (arabic(waits, {}) or "").endswith("السبب في سجل الخدمة (marqab run)")
    failed = arabic("main(-1): the courier failed: KeyError: 'url'", {})
    assert failed == "خطأ في البرنامج يمنع الإرسال إلى main(-1)، وتُعاد المحاولة: KeyError: 'url'"


# --- what nobody can do to it ---------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_well_formed_arabic_and_harmless(pages: dict[str, Answer], path: str):
    """Strictly parsed, right to left, with one heading; no script, handler, style or bad link."""
    answer = pages[path]
    assert answer.status == (404 if path in {"/stories/99", "/nowhere"} else 200)
    voids = re.sub(r"<(meta|link|input)([^<>]*)>", r"<\1\2/>", answer.text)
    plain = voids.replace("<!doctype html>", "").replace(" crossorigin", "")
    etree.fromstring(plain)  # as XML: whatever is open is closed, and in order
    page = answer.page
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    assert len(page.cssselect("h1")) == 1
    assert page.cssselect("title")[0].text.strip(" ·مرقب")
    assert page.cssselect("script, img, iframe, style, [style], base, object") == []
    names = {name for element in page.iter(etree.Element) for name in element.keys()}  # noqa: SIM118
    assert not any(name.startswith("on") for name in names)
    for link in page.cssselect("a[href]"):
        assert re.match(r"(https?://|/|#(main|sources)$)", link.get("href")), link.get("href")
        if link.get("href").startswith("http"):
            assert "noreferrer" in link.get("rel")
    assert not re.search(r"[\u202a-\u202e\u2066\u2067]", answer.text)
    for address in re.findall(r"(?:src|@import|url\()\s*=?\s*[\"']?(\S+)", answer.text):
        assert "alert" in address or address.startswith("x"), address  # only as text


@pytest.mark.parametrize("path", ["/", "/stories/99", "/nowhere", "/style.css"])
def test_every_answer_is_guarded(folder: Path, path: str):
    """No script may run, nobody may frame it, nothing is kept."""
    [answer] = ask(folder, path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Server"] == "marqab"


@settings(unhurried, max_examples=20)
@given(text=texts, places=st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), max_size=4))
def test_no_text_breaks_its_line(text: str, places: list[tuple[int, int]]):
    """Whatever text and marks a line holds, its tags are closed and its isolates balanced."""
    spans = tuple((min(pair), max(pair)) for pair in places)
    written = str(line(text, Marks(spans[::2], spans[1::2])))
    parsed = etree.fromstring(f"<p>{written}</p>")
    assert {one.tag for one in parsed.iterdescendants()} <= {"mark"}
    shown = "".join(parsed.itertext())
    assert shown.replace(FSI, "").replace(PDI, "") == clean(text[:LONGEST]).text
    depth = 0
    for letter in shown:
        depth += (letter == FSI) - (letter == PDI)
        assert 0 <= depth <= 1
    assert depth == 0


@pytest.mark.timeout(20)
def test_a_page_that_is_one_word_holds_nobody_up():
    """A name ten thousand times without a space, and a text changed in every other letter."""
    text = "طرطوس" * 10_000
    spans = tuple((at, at + 5) for at in range(0, len(text), 5))
    assert str(line(text, Marks(spans, spans))).count("<mark>") == 1
    assert len(changed("ا " * 800 + "\n" * 9000, "ا ب " * 400)) == 1


def test_a_site_that_points_its_name_here_reads_nothing(folder: Path):
    """DNS rebinding: only names of this machine are answered, whatever the port."""
    [refused] = ask(folder, "/", Host="evil.example:8765")
    assert refused.status == 421
    assert "الساحل" not in refused.text
    assert [ask(folder, "/rules", Host=name)[0].status for name in ("localhost:9", "[::1]:9")] == [
        200,
        200,
    ]
    assert "default-src 'none'" in refused.headers["Content-Security-Policy"]


def test_a_token_opens_the_room_and_nothing_else_does(folder: Path):
    """HTTP Basic with the token as password; then any name will do."""
    access = Access("127.0.0.1", TOKEN)

    def status(given: str) -> int:
        header = {"Authorization": given, "Host": "room.example"}
        [answer] = ask(folder, "/rules", access=access, **header)
        if answer.status == 401:
            assert answer.headers["WWW-Authenticate"].startswith("Basic")
            assert "طرطوس" not in answer.text
        return answer.status

    right = b64encode(f"me:{TOKEN}".encode()).decode()
    wrong = b64encode(f"me:{TOKEN}x".encode()).decode()
    given = ["", f"Basic {wrong}", "Basic ---", f"Bearer {TOKEN}", f"Basic {right}"]
    assert [status(one) for one in given] == [401, 401, 401, 401, 200]
    assert TOKEN not in repr(access)


@pytest.mark.parametrize(("host", "token"), [("0.0.0.0", ""), ("192.0.2.1", ""), ("::", "short")])
def test_others_are_not_let_in_without_a_good_token(folder: Path, host: str, token: str):
    """An address that others reach needs a token, and not one that can be guessed."""
    with pytest.raises(MarqabError, match="token"):
        Access(host, token)
    if not token:
        refused = marqab(folder / "config", "web", "--host", host)
        assert (refused.exit_code, "needs a token" in refused.stderr) == (1, True)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_written(folder: Path, method: str):
    """The room only reads."""
    [answer] = ask(folder, "/stories/1", method=method)
    assert answer.status == 405
    assert answer.headers["Allow"] == "GET,HEAD"


@pytest.mark.parametrize(
    ("query", "status"),
    [("page=0", 400), ("page=x", 400), ("page=99999999999", 400), ("page=٣", 400), ("page=2", 200),
     (f"page=00001{'0' * 5000}", 400), (f"q={'ا' * 201}", 400), ("q=%ff%fe", 200), ("q=%00", 200)],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(folder: Path, query: str, status: int):
    """A page number is a small number, a search is short."""
    [answer] = ask(folder, f"/stories?{query}")
    assert answer.status == status
    assert answer.page.get("dir") == "rtl"


# --- beside a service -----------------------------------------------------------------------


def test_looking_changes_nothing(folder: Path, tmp_path: Path):
    """The room changes not a byte of the database, and its connection could not write."""
    db = folder / "marqab.sqlite3"
    before = db.read_bytes()
    ask(folder, "/", "/stories", "/rules")
    assert db.read_bytes() == before
    store = Store(db).look()
    with pytest.raises(Exception, match="readonly"):
        store.db.execute("DELETE FROM articles")
    store.close()


def test_what_a_service_writes_meanwhile_is_seen_by_the_next_page(folder: Path, tmp_path: Path):
    """A page is of one moment: a writer is not held up and does not change it half-way."""
    store = Store(tmp_path / "marqab.sqlite3").open()
    a_config(tmp_path)
    looking = Store(tmp_path / "marqab.sqlite3").look()
    assert looking.counts()["articles"] == 0
    store.save_article(an_article(), identity="1", link_identity="1")
    assert looking.counts()["articles"] == 0
    looking.close()
    [page] = ask(tmp_path, "/articles")
    assert "انقطاع المياه" in page.words(".entry")
    store.close()


def test_a_database_that_cannot_be_read_is_named(tmp_path: Path):
    """A database that is missing, empty, old or broken is said with what to do."""
    config, db = a_config(tmp_path), tmp_path / "marqab.sqlite3"
    assert "there is no database yet" in marqab(config, "web").stderr
    assert not db.exists()
    [missing] = ask(tmp_path, "/")
    assert missing.status == 503
    assert "marqab run" in missing.words("bdi")
    db.touch()
    assert f"{db}: this file is empty; start `marqab run`" in marqab(config, "web").stderr
    [empty] = ask(tmp_path, "/")
    assert "this file is empty" in empty.words("bdi")
    assert db.read_bytes() == b""
    store = Store(db).open()
    last = list(migrations.applied(store.db))[-1].name
    store.db.execute("DELETE FROM _sqlite_migrations WHERE name = ?", (last,))
    store.db.conn.commit()
    store.close()
    assert "made by an older Marqab" in marqab(config, "web").stderr
    [old] = ask(tmp_path, "/")
    assert "older" in old.words("bdi")
    db.write_text("no database, by far")
    assert "not a database" in ask(tmp_path, "/")[0].words("bdi")


def test_a_broken_file_leaves_the_last_good_one(folder: Path, tmp_path: Path):
    """The fault of a broken file is told in Arabic; rules and sources are shown as they were."""
    config, db = a_config(tmp_path), tmp_path / "marqab.sqlite3"
    Store(db).open().close()

    async def scene() -> list[str]:
        texts = []
        async with (
            WatchRoom(config, db, Access("127.0.0.1")) as room,
            aiohttp.ClientSession() as s,
        ):
            for rules in (RULES, "rules: ["):
                (config / "rules.yaml").write_text(rules, encoding="utf-8")
                for path in ("rules", ""):
                    async with s.get(room.address + path) as answer:
                        texts.append(await answer.text())
        return texts

    before, _, after, first = asyncio.run(scene())
    assert before.count("rule-page") == after.count("rule-page") == 2
    assert "في ملفات الإعداد خطأ" in first


def test_broken_settings_leave_the_last_good_ones(tmp_path: Path):
    """While the settings are broken, times stay in the zone that people chose."""
    config = a_config(tmp_path)
    settings, files = config / "monitor.yaml", Files(config)
    zones = []
    for text in ("timezone: Asia/Tokyo", "timezone: Asia/Tokio", "timezone: Asia/Beirut"):
        settings.write_text(text, encoding="utf-8")
        found = files.read()
        zones.append((found.settings.timezone, len(found.faults)))
    assert zones == [("Asia/Tokyo", 0), ("Asia/Tokyo", 1), ("Asia/Beirut", 0)]


@pytest.mark.parametrize(
    "broken",
    ["rules: [", "", None, "version: 1\nrules: [{id: a, any: [طرطوس], channels: [nobody]}]"],
)
def test_rules_that_are_refused_are_not_shown(tmp_path: Path, broken: str | None):
    """While the rule file is refused or gone, the last good rules are shown."""
    config = a_config(tmp_path)
    files, rules = Files(config), config / "rules.yaml"
    good = files.read().rules
    assert good
    if broken is None:
        rules.unlink()
    else:
        rules.write_text(broken, encoding="utf-8")
    found = files.read()
    assert found.faults
    assert found.rules is good


def test_a_page_that_breaks_tells_no_secrets(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """The log has the traceback; the visitor has a sentence."""

    def broken(_: object) -> int:
        raise ValueError("a secret")

    monkeypatch.setattr(rules_page, "_state", broken)
    [answer] = ask(folder, "/rules")
    assert (answer.status, "secret" in answer.text) == (500, False)


def test_a_question_that_takes_too_long_is_ended(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """A search over years does not hold the machine."""
    monkeypatch.setattr(server, "LONGEST", timedelta(0))
    monkeypatch.setattr("monitor.archive.browse._INSTRUCTIONS", 1)
    [answer] = ask(folder, f"/stories?q={quote('حميميم')}")
    assert (answer.status, answer.words("h1")) == (503, "طال الجواب فأُوقف: ضيّق السؤال.")


def test_the_room_opens_where_it_is_told_and_closes_on_a_signal(folder: Path):
    """The room says where it is and ends with 0 on a signal; a port that is taken is an error."""

    async def scene() -> tuple[int, int]:
        said: list[str] = []
        opened = asyncio.Event()

        def say(line: str) -> None:
            said.append(line)
            opened.set()

        where = (folder / "config", folder / "marqab.sqlite3")
        room = asyncio.create_task(serve(*where, host="127.0.0.1", port=0, token="", say=say))
        await opened.wait()
        address = re.search(r"http://127\.0\.0\.1:(\d+)/", said[0])
        assert address
        assert said[0].replace(address[1], "8765") in DOCUMENT
        with pytest.raises(MarqabError, match="cannot listen"):
            await serve(*where, host="127.0.0.1", port=int(address[1]), token="", say=say)
        async with aiohttp.ClientSession() as session, session.get(address[0]) as answer:
            status = answer.status
        os.kill(os.getpid(), signal.SIGTERM)
        return status, await room

    assert asyncio.run(scene()) == (200, 0)
