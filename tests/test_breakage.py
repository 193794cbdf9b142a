"""An outlet that breaks in each of the usual manners raises the alarm that says so."""

import asyncio
import re
from collections.abc import Callable
from datetime import timedelta

import pytest

import loopback
from builders import a_configuration
from loopback import Answer, Question, article_text, crawled, reply, site
from monitor.archive.store import Store
from monitor.archive.watchbook import Watchbook
from monitor.pipeline import Pipeline
from reactor import run

CHALLENGE = (
    "<!doctype html><html><head><title>Just a moment...</title></head><body>"
    "<h1>Just a moment...</h1><p>Checking your browser before accessing the site. Please enable "
    "JavaScript and cookies to continue.</p></body></html>"
)
NOT_FOUND = (
    '<!doctype html><html lang="ar"><head><title>الصفحة غير موجودة</title></head>'
    "<body><h1>عذرًا، الصفحة غير موجودة</h1><p>404</p></body></html>"
)
EMPTIED = (
    '<!doctype html><html lang="ar"><head><meta property="og:type" content="article">'
    '<meta property="article:published_time" content="2026-11-22T09:00:00+03:00">'
    "<title>خبر من الساحل</title></head><body><h1>خبر من الساحل</h1></body></html>"
)


def changed(pattern: str, to: str) -> Callable[[str], str]:
    """What a sound page becomes when its outlet changes one thing about it."""
    return lambda page: re.sub(pattern, to, page, flags=re.DOTALL)


ENGLISH = changed(
    "<article>.*</article>",
    "<article><h1>Port resumes work</h1>"
    + "<p>Local sources said on Sunday that the port had resumed its usual work after several "
    "hours, while technical teams went on with maintenance until the evening.</p>"
    * 4
    + "</article>",
)

LISTS: dict[str, tuple[Answer, str]] = {
    "down": (reply("x", 503), "server"),
    "moved": (reply("x", 404), "moved"),
    "blocked": (reply("x", 403), "blocked"),
    "torn": (loopback.reset, "network"),
    "no feed any more": (reply("<!doctype html><html><p>مرحبًا</p></html>"), "layout"),
}
PAGES: dict[str, tuple[Callable[[str], str], tuple[str, str]]] = {
    "challenge": (lambda _: CHALLENGE, ("reading", "challenge")),
    "200 but not found": (lambda _: NOT_FOUND, ("reading", "not_found")),
    "without text": (lambda _: EMPTIED, ("bodies", "bodies")),
    "without dates": (changed('<meta property="article:[^>]*>', ""), ("dates", "dates")),
    "old": (changed('content="2026-11-22', 'content="2009-11-22'), ("age", "age")),
    "another language": (ENGLISH, ("language", "language")),
}


async def scene(store: Store, broken_list: Answer | None, page: Callable[[str], str]) -> None:
    """Two good crawls, then two of the outlet as it is by then."""
    pipeline = Pipeline(store, a_configuration(max_age="5000d"), lambda _: "")
    async with site({}) as home:
        source = home.source()
        pipeline.use(a_configuration(sources=(source,), max_age="5000d"))

        async def answer(question: Question, writer: asyncio.StreamWriter) -> None:
            number = int(question.path.removeprefix("/"))
            text = article_text(f"خبر رقم {number} من مرفأ الساحل")
            text = text.replace("مصادر محلية", f"مصادر محلية في يوم {number}")
            await reply(text if number < 9 else page(text))(question, writer)

        home.pages["*"] = answer
        for last in (9, 9, 18, 18):
            titles = {home.url(f"/{n}"): f"خبر {n}" for n in range(last - 8, last + 1)}
            feed = re.sub("<pubDate>.*?</pubDate>", "", loopback.rss_text(titles))
            home.pages["/feed"] = broken_list if broken_list and last > 9 else reply(feed)
            state = store.crawl_state(source.id)
            articles, report = await crawled(source, state)
            ago = timedelta(hours=2 if last == 9 else 0)  # or all would be of one hour
            times = {name: getattr(report, name) - ago for name in ("started_at", "finished_at")}
            report = report.model_copy(update=times)
            pipeline.take_in(source, articles, report, now=report.finished_at)


@pytest.fixture(scope="module")
def alarms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, str]]]:
    """What is wrong in the end with an outlet that broke in each manner, and with a sound one."""
    manners: dict[str, tuple[Answer | None, Callable[[str], str]]] = {"sound": (None, str)}
    manners |= {name: (answer, str) for name, (answer, _) in LISTS.items()}
    manners |= {name: (None, page) for name, (page, _) in PAGES.items()}
    found = {}

    async def scenes() -> None:
        for name, (answer, page) in manners.items():
            store = Store(tmp_path_factory.mktemp("outlet") / "marqab.sqlite3").open()
            await scene(store, answer, page)
            open_ones = Watchbook(store).open_alarms()
            found[name] = [(alarm.topic, alarm.cause) for alarm in open_ones]
            store.close()

    run(scenes(), timeout=110)
    return found  # type: ignore[return-value]


Alarms = dict[str, list[tuple[str, str]]]


def test_an_outlet_that_does_not_break_raises_no_alarm(alarms: Alarms) -> None:
    """Nine new articles, as good as those before."""
    assert alarms["sound"] == []


@pytest.mark.parametrize("manner", LISTS)
def test_a_list_that_cannot_be_read_is_an_alarm_of_reading(manner: str, alarms: Alarms) -> None:
    """Two crawls in a row are enough, and the cause is named."""
    assert alarms[manner] == [("reading", LISTS[manner][1])]


@pytest.mark.parametrize("manner", PAGES)
def test_pages_that_changed_are_an_alarm_of_their_own(manner: str, alarms: Alarms) -> None:
    """The list is as good as ever; what it leads to is not."""
    assert alarms[manner] == [PAGES[manner][1]]
