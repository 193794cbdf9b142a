"""Pages that only a browser can show, behind a guard that it cannot go round."""

import asyncio
import contextlib
import json
import os
import sys
from datetime import timedelta
from typing import Any

import psutil
import pytest

import loopback
from loopback import crawled, reply, rss, site
from reactor import run
from spiders.contract import Article, CrawlReport
from spiders.fetch import chromium, guard, proxy


@pytest.fixture
def browser() -> None:
    """Chromium, which only CI is sure to have."""
    if chromium.chromium() is None:
        assert not os.environ.get("CI"), ".ci/run must install Chromium"
        pytest.skip("no Chromium on this machine; .ci/run installs one")


TITLE = "وصول سفينة شحن إلى المرفأ"
SENTENCES = [
    f"{start} إدارة المرفأ إن السفينة تحمل قمحا وإن الحركة عادت إلى طبيعتها بعد ساعات من التوقف."
    for start in ("وقالت", "وأضافت", "وأوضحت", "وأكدت")
]


def built_by_script(text: str = "") -> str:
    """A page that is empty until its script has fetched the article from ``/data``."""
    return f"""<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8">
      <title>{TITLE}</title><meta property="og:type" content="article"></head>
      <body><div id="app"></div>{text}<script>
      fetch('/data').then(answer => answer.json()).then(found => {{
        const paragraphs = found.text.map(line => `<p>${{line}}</p>`).join('');
        document.getElementById('app').innerHTML =
          `<article><h1>${{found.title}}</h1>${{paragraphs}}</article>`;
      }});
      </script></body></html>"""


#: A list that a script writes.
LIST_SCRIPT = """<!doctype html><body><script>
  for (const n of [1, 2]) {
    document.body.insertAdjacentHTML('beforeend', `<a class=story href=/${n}>خبر ${n}</a>`);
  }</script></body>"""


def data() -> loopback.Answer:
    """What the page's script fetches."""
    return reply(json.dumps({"title": TITLE, "text": SENTENCES}), kind="application/json")


@pytest.mark.usefixtures("browser")
def test_pages_that_scripts_build_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list and articles that only scripts write are read, honestly and without memory.

    Every request names Marqab, no page shows a cookie that another was given, nobody else is
    asked for anything, and without `render` the same pages hold nothing.
    """
    hosts: set[str] = set()
    connect = proxy.GuardingProxy._connect

    async def noted(self: proxy.GuardingProxy, host: str, port: int) -> Any:
        hosts.add(f"{host}:{port}")
        return await connect(self, host, port)

    monkeypatch.setattr(proxy.GuardingProxy, "_connect", noted)

    async def scene() -> tuple[list[Article], CrawlReport, CrawlReport, loopback.Site]:
        async with site({}) as home:
            page = reply(built_by_script(), Set_Cookie="seen=1; Path=/data")
            home.pages |= {"/1": page, "/2": page, "/data": data(), "/list": reply(LIST_SCRIPT)}
            way = {"listing": {"url": home.url("/list"), "link": "a.story"}}
            articles, report = await crawled(home.source(render=True, discover=[way]))
            asked, home.asked = home.asked, []
            _, without = await crawled(home.source("plain", discover=[way]))
            home.asked = asked
            return articles, report, without, home

    articles, report, without, home = run(scene())
    assert [found.title for found in articles] == [TITLE, TITLE]
    assert {found.body for found in articles} == {"\n".join(SENTENCES)}
    assert report.refused == {}
    # What a browser shows is another text at each visit.
    assert report.validators == {}
    assert without.refused == {"no_links": 1}
    browsed = [question for question in home.asked if question.path != "/robots.txt"]
    assert sorted(q.path for q in browsed) == ["/1", "/2", "/data", "/data", "/list"]
    assert all(q.headers["user-agent"].startswith("Marqab/") for q in browsed)
    # Its own page's cookie comes with /data; no page comes with another's.
    assert all("cookie" not in q.headers for q in browsed if q.path != "/data")
    assert hosts == {f"127.0.0.1:{home.port}"}


# --- what the browser may not -----------------------------------------------------------------


@pytest.mark.usefixtures("browser")
# Or the net around the tests would refuse what the guard is to refuse.
@pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.2"])
def test_page_cannot_make_the_browser_look_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing a public page does reaches a private address, and the rest of it is read.

    127.0.0.1 is a public address here, and everything else is what it is.
    """
    real = guard.why_private
    for module in (guard, proxy):
        monkeypatch.setattr(module, "why_private", lambda a: None if a == "127.0.0.1" else real(a))

    async def scene() -> tuple[list[Article], CrawlReport, list[loopback.Question]]:
        async with (
            site({"*": loopback.article("سر")}, host="127.0.0.2") as inside,
            site({}) as out,
        ):
            to = inside.url
            attempts = f"""<script>
              const quiet = {{mode: 'no-cors'}}, port = {inside.port};
              const urls = ['{to("/fetch")}', `http://2130706434:${{port}}/number`,
                `http://[::ffff:7f00:2]:${{port}}/mapped`, `http://0x7f.2:${{port}}/hex`];
              urls.forEach(url => fetch(url, quiet).catch(() => 0));
              try {{ new WebSocket('ws://127.0.0.2:{inside.port}/socket'); }} catch (_) {{}}
              navigator.sendBeacon('{to("/beacon")}', 'x');
              new Worker(URL.createObjectURL(new Blob(["fetch('{to("/worker")}')"])));
              </script><iframe src="{to("/frame")}"></iframe>
              <link rel=stylesheet href="{to("/style")}"><img src="{to("/image")}">
              <link rel=preconnect href="{to("/")}"><link rel=prefetch href="{to("/prefetch")}">"""
            out.pages |= {
                "/1": reply(built_by_script(attempts)),
                "/data": data(),
                "/redirect": loopback.redirect(to("/redirected")),
            }
            links = [out.url("/1"), out.url("/redirect"), to("/direct")]
            out.pages["/feed"] = rss(dict.fromkeys(links, TITLE))
            source = out.source(render=True, allow_private=False)
            return *await crawled(source), inside.asked

    articles, report, asked = run(scene())
    assert asked == []
    assert [found.title for found in articles] == [TITLE]
    assert report.refused == {"private_address": 2}
    assert {refused.detail for refused in report.refusals} == {"127.0.0.2 is loopback"}


# --- what goes wrong --------------------------------------------------------------------------


FAULTS = {
    # Each takes its whole time on any machine.
    timedelta(seconds=2): {
        "/silence": (loopback.silence, "timeout"),
        "/endless": (reply("<script>for(;;);</script>"), "timeout"),
        "/cut": (
            loopback.raw(b"HTTP/1.1 200 X\r\nContent-Length: 9000\r\n\r\n<p>half"),
            "timeout",
        ),
    },
    timedelta(seconds=20): {
        "/forbidden": (reply("no", 403), "http_403"),
        "/long": (reply("<!--" + "x" * 600_000 + "-->"), "too_large"),
        "/grows": (reply("<script>document.write('x'.repeat(450_000))</script>"), "too_large"),
    },
}


@pytest.mark.usefixtures("browser")
@pytest.mark.parametrize("limit", FAULTS, ids=["time", "rest"])
def test_page_that_the_browser_cannot_show_is_a_counted_refusal(limit: timedelta) -> None:
    """A page that fails in the browser is counted by the same words as without one."""
    bad = FAULTS[limit]

    async def scene() -> CrawlReport:
        async with site({path: answer for path, (answer, _) in bad.items()}) as home:
            home.pages["/feed"] = rss({home.url(path): path for path in bad})
            source = home.source(render=True)
            return (await crawled(source, request=limit, size_bytes=400_000))[1]

    report = run(scene())
    found = {refused.url[refused.url.rindex("/") :]: refused.reason for refused in report.refusals}
    assert found == {path: reason for path, (_, reason) in bad.items()}
    assert "Page.goto" not in report.model_dump_json()


def browsers() -> list[str]:
    """The browser's processes that this one has started, however deep."""
    found = []
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            found.append(child.name())
    return [name for name in found if name.startswith(("chrom", "node"))]


@pytest.mark.usefixtures("browser")
def test_browser_ends_with_a_crawl_that_is_ended() -> None:
    """A crawl that is cut off at its deadline leaves no browser behind, also while it starts."""

    async def scene() -> CrawlReport:
        async with site({"/1": loopback.silence}) as home:
            home.pages["/feed"] = rss({home.url("/1"): TITLE})
            moment = timedelta(seconds=1)
            _, report = await crawled(home.source(render=True), deadline=moment, grace=moment)
            # The start of a browser is waited for, and then it is ended.
            for _ in range(200):
                if not browsers():
                    break
                await asyncio.sleep(0.1)
            return report

    assert run(scene()).finish_reason == "deadline"
    assert browsers() == []


@pytest.mark.parametrize(
    ("hidden", "detail"), [("extra", "pip install 'marqab[render]'"), ("chromium", "apt install")]
)
def test_missing_browser_is_a_refusal_that_says_what_to_install(
    hidden: str, detail: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the extra or without Chromium nothing is asked, and the problem names the remedy."""
    monkeypatch.setenv("MARQAB_CHROMIUM", sys.executable)
    if hidden == "extra":
        monkeypatch.setattr(chromium.importlib.util, "find_spec", lambda _: None)
    else:
        monkeypatch.setenv("MARQAB_CHROMIUM", "/nowhere/chromium")

    async def scene() -> tuple[CrawlReport, list[str]]:
        async with site({}) as home:
            home.pages["/feed"] = rss({home.url("/1"): TITLE})
            return (await crawled(home.source(render=True)))[1], home.paths()

    report, asked = run(scene())
    assert asked == ["/feed"]
    assert report.refused == {"no_browser": 1}
    assert report.problem
    assert detail in report.refusals[0].detail
