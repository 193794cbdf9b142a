"""The demo plays the main job to its end, and the commands that look at it tell the truth."""

import asyncio
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest
from click.testing import CliRunner, Result
from lxml import html as lxml_html

from monitor.cli import main
from monitor.web.access import Access
from monitor.web.server import WatchRoom

PROJECT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A demo that has run: what it printed, and the folder it left."""
    out = tmp_path_factory.mktemp("demo") / "out"
    command = [sys.executable, "-m", "monitor.cli", "demo", "--out", str(out)]
    ran = subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, timeout=100, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout, out


def marqab(out: Path, *command: str) -> Result:
    """A command on the demo's own configuration and database."""
    options = ["--config", str(out / "config"), "--db", str(out / "marqab.sqlite3")]
    result = CliRunner().invoke(main, [*options, *command])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_the_demo_prints_what_was_posted(demo: tuple[str, Path]):
    """The demo prints two rounds in Latin: posts, then edits and replies."""
    printed, _ = demo
    assert printed.isascii()
    first, second = printed.split("round 2")
    assert "-> channel: 4 new, 0 edited" in first
    assert "-> channel: 2 new, 2 edited" in second
    assert "-> admin chat: 1 new" in second
    for what in ("another outlet", "news: resumed", "news: killed 3 -> 7"):
        assert what in second


def test_the_demo_posts_each_event_once(demo: tuple[str, Path]):
    """Four events, one of them told by four outlets, are four posts; a toll and an end have replies."""
    _, out = demo
    with sqlite3.connect(out / "marqab.sqlite3") as db:
        sent = db.execute(
            "SELECT kind, count(*) FROM posts WHERE chat = 'main' AND state = 'sent' GROUP BY kind"
        ).fetchall()
        silent = db.execute(
            "SELECT count(*) FROM articles WHERE id NOT IN (SELECT article_id FROM matches)"
        ).fetchone()
    assert dict(sent) == {"edit": 2, "post": 4, "reply": 2}
    assert silent == (3,)  # the intimate evening, the surname, the road


def test_the_page_shows_the_channel_in_a_browser(demo: tuple[str, Path], tmp_path: Path):
    """A real browser lays the page out right to left, with every message of the channel."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        assert not os.environ.get("CI"), ".ci/run must install Chromium"
        pytest.skip("no Chromium on this machine; .ci/run installs one")
    _, out = demo
    quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
    quiet += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    shown = subprocess.run(
        [
            chromium,
            *quiet,
            f"--user-data-dir={tmp_path}",
            "--dump-dom",
            (out / "channel.html").as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    ).stdout
    assert re.search(r'<html[^>]*dir="rtl"', shown)
    assert shown.count("<blockquote>") == 5  # an answer to its own rewritten report has none
    assert "القتلى 3 ← 7" in shown
    assert "نقلًا عن وكالة المرفأ" in shown


def test_status_says_what_is_wrong(demo: tuple[str, Path]):
    """The broken outlet makes the exit code 1; the others are well."""
    said, out = demo
    last = said.rstrip().splitlines()[-1]
    place = f"--config {out / 'config'} --db {out / 'marqab.sqlite3'}"
    assert last == f"how it went, and what is wrong: marqab {place} status"
    result = marqab(out, "status")
    assert result.exit_code == 1
    wrong = [line for line in result.stdout.splitlines() if line.startswith("WRONG")]
    assert len(wrong) == 1
    assert "qasioun" in wrong[0]
    assert "http_503" in wrong[0]
    found = json.loads(marqab(out, "status", "--json").stdout)
    states = {source["id"]: source["problem"] is None for source in found["sources"]}
    assert states == {
        "marfa": True, "sahel": True, "banias": True, "jabal": True, "qasioun": False,
    }  # fmt: skip


def test_status_of_one_source_tells_its_last_crawl(demo: tuple[str, Path]):
    """What was refused stands there with its reason and address."""
    _, out = demo
    result = marqab(out, "status", "qasioun")
    assert "refused   http_503: http://127.0.0.1" in result.stdout
    unknown = marqab(out, "status", "nobody")
    assert (unknown.exit_code, "no source «nobody»" in unknown.stderr) == (1, True)


def test_explain_gives_the_reason_of_every_stage(demo: tuple[str, Path]):
    """Of a told article `explain` says where its date came from, its rules, story and posts."""
    _, out = demo
    with sqlite3.connect(out / "marqab.sqlite3") as db:
        article_id, url = db.execute(
            "SELECT id, url FROM articles WHERE url LIKE '%/20874/%'"
        ).fetchone()
    result = marqab(out, "explain", url)
    assert result.exit_code == 0
    for stage in (
        "extract",
        "date",
        "match    tartus_hmeimim: FIRED",
        "group    story",
        "deliver",
    ):
        assert stage in result.stdout
    told = json.loads(marqab(out, "explain", str(article_id), "--json").stdout)
    assert told["group"]["kind"] == "retelling"
    assert told["extract"]["published_reason"]
    assert {post["state"] for post in told["posts"]} <= {"sent", "superseded"}


def test_explain_says_why_an_article_was_silent(demo: tuple[str, Path]):
    """For an article that no rule met, every rule says which clause decided."""
    _, out = demo
    with sqlite3.connect(out / "marqab.sqlite3") as db:
        (url,) = db.execute("SELECT url FROM articles WHERE url LIKE '%/20872/%'").fetchone()
    result = marqab(out, "explain", url)
    assert "tartus_hmeimim: silent" in result.stdout
    assert "in no story" in result.stdout


def test_the_watch_room_shows_the_demo_in_arabic(demo: tuple[str, Path]):
    """What is wrong, every story and every article; for each reason it has Arabic words."""
    _, out = demo
    paths = ["", "stories", *(f"stories/{n}" for n in range(1, 6)), "articles", "rules"]
    paths += [f"articles/{n}" for n in range(1, 12)]

    async def look() -> dict[str, str]:
        where = (out / "config", out / "marqab.sqlite3")
        async with (
            WatchRoom(*where, Access("127.0.0.1")) as room,
            aiohttp.ClientSession(raise_for_status=True) as session,
        ):
            answers = [await session.get(room.address + path) for path in paths]
            return dict(zip(paths, [await one.text() for one in answers], strict=True))

    pages = asyncio.run(look())
    assert "«شبكة قاسيون»" in pages[""]
    # Outlets are asked at the same time: which story gets which number is anybody's guess.
    assert sum("القتلى 3 ← 7" in pages[f"stories/{n}"] for n in range(1, 6)) == 1
    assert sum("<mark>حميميم</mark>" in pages[f"articles/{n}"] for n in range(1, 12)) == 4
    for path in paths[1:]:
        reasons = lxml_html.fromstring(pages[path]).cssselect(".why, .notice, .rule p:last-child")
        assert not [one for why in reasons for one in why.cssselect("bdi[dir=ltr]")], path


def test_a_backup_is_the_whole_archive(demo: tuple[str, Path], tmp_path: Path):
    """The copy answers like the original."""
    _, out = demo
    copy = tmp_path / "copy.sqlite3"
    result = marqab(out, "backup", str(copy))
    assert result.exit_code == 0
    with sqlite3.connect(copy) as db:
        assert db.execute("SELECT count(*) FROM articles").fetchone() == (11,)


def test_nothing_is_left_in_the_queue(demo: tuple[str, Path]):
    """`marqab posts` is empty once everything is delivered; a settled post is no doubt."""
    _, out = demo
    assert marqab(out, "posts").stdout == ""
    settled = marqab(out, "posts", "settle", "1", "--absent")
    assert settled.exit_code == 1
    assert "not in doubt" in settled.stderr
