"""`marqab sources`: the table, a live try, a new outlet, pages kept for a repair."""

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

import forked
from builders import NOON, a_source
from forked import PROJECT
from loopback import Answer, article, reply, rss, site
from monitor.cli import main
from monitor.commands.sources.add import Found, find
from monitor.commands.sources.entry import append_entry, ids_in, with_verified
from monitor.errors import MarqabError
from reactor import run
from spiders import discover
from spiders.contract import WordPressDiscovery
from spiders.sources import read_sources
from spiders.yamlfile import Faults

#: Serves the demo's outlets and says where, until its input ends.
NEWSROOM = """
import asyncio, json, sys
from monitor import clock
from monitor.demo.newsroom import Newsroom

async def main():
    async with Newsroom(clock.now()) as newsroom:
        print(json.dumps(newsroom.homes), flush=True)
        await asyncio.to_thread(sys.stdin.read)

asyncio.run(main())
"""


@dataclass
class Desk:
    """A configuration of its own, and outlets on loopback."""

    config: Path
    homes: dict[str, str]

    @property
    def sources(self) -> Path:
        """The file of the outlets."""
        return self.config / "sources.yaml"

    def marqab(self, *arguments: str) -> tuple[int, str, str]:
        """The exit code of a command, what it printed, and what it said on the side.

        In a process of its own, for a reactor runs once in each.
        """
        options = ("--config", str(self.config), "--db", str(self.config / "marqab.sqlite3"))
        program = ("-m", "monitor.cli", *options, *arguments)
        return asyncio.run(forked.run(*program, env=os.environ))

    def refused(self, *arguments: str) -> tuple[int, str]:
        """The exit code and the words of a command that ends before anything is asked."""
        options = ("--config", str(self.config), "--db", str(self.config / "marqab.sqlite3"))
        done = CliRunner().invoke(main, [*options, *arguments])
        return done.exit_code, done.output


@pytest.fixture(scope="module")
def homes() -> Iterator[dict[str, str]]:
    """Where the demo's outlets answer."""
    with subprocess.Popen(
        [sys.executable, "-c", NEWSROOM],
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdin
        yield json.loads(process.stdout.readline())
        process.stdin.close()


@pytest.fixture
def desk(tmp_path: Path, homes: dict[str, str]) -> Desk:
    """One outlet with a listing that works behind a feed that does not."""
    config = tmp_path / "config"
    shutil.copytree(PROJECT / "config", config)
    home = homes["banias"]
    (config / "sources.yaml").write_text(
        "# ما نراقبه\n"
        "sources:\n"
        "  - id: banias   # قبل غيره\n"
        "    name: بانياس الإخبارية\n"
        f"    url: {home}/\n"
        "    timezone: Asia/Damascus\n"
        "    discover:\n"
        f"      - feed: {home}/feed.xml\n"
        f"      - listing: {{url: {home}/news, link: div.cat-item a}}\n"
        "    allow_private: true\n",
        encoding="utf-8",
    )
    return Desk(config, homes)


def test_a_probe_tries_every_way_and_writes_the_date_down(desk: Desk):
    """A way that fails and one that works are both told, with articles, and only a date is new."""
    before = desk.sources.read_text("utf-8")
    code, printed, _ = desk.marqab("sources", "probe", "banias")
    assert code == 0, printed
    assert "http_404" in printed
    assert "article  title" in printed
    [source] = read_sources(desk.sources)
    assert isinstance(source.verified, date)
    lines = desk.sources.read_text("utf-8").splitlines()
    assert [line for line in lines if "verified" not in line] == before.splitlines()


def test_a_probe_of_a_broken_outlet_fails_and_dates_nothing(desk: Desk):
    """No way that works is exit code 1; the JSON says why, and the file stays as it was."""
    text = desk.sources.read_text("utf-8").replace("/news,", "/gone,")
    desk.sources.write_text(text, "utf-8")
    code, printed, _ = desk.marqab("sources", "probe", "--all", "--json")
    found = json.loads(printed)
    assert code == 1
    assert found["ok"] is False
    assert [way["problem"] is None for way in found["ways"]] == [False, False]
    assert desk.sources.read_text("utf-8") == text


def test_probe_wants_one_outlet_or_all(desk: Desk):
    """`probe` wants one outlet or `--all`, not both or neither; an unknown id is named."""
    assert desk.refused("sources", "probe")[0] == 2
    assert desk.refused("sources", "probe", "banias", "--all")[0] == 2
    code, said = desk.refused("sources", "probe", "sana")
    assert (code, "«sana»" in said) == (1, True)


def test_an_added_outlet_can_be_read(desk: Desk):
    """The entry that is written passes the check, and what was tried is told on the side."""
    url = f"{desk.homes['marfa']}/"
    adding = ("sources", "add", url, "--id", "marfa", "--write", "--allow-private")
    code, printed, errors = desk.marqab(*adding)
    assert code == 0, errors
    assert printed in desk.sources.read_text("utf-8")
    assert "article  title" in errors
    added = read_sources(desk.sources)[-1]
    assert (added.id, added.url, added.allow_private) == ("marfa", url, True)
    assert desk.marqab("check")[0] == 0


def test_an_outlet_is_not_added_twice(desk: Desk):
    """An id that is taken is refused before anything is asked."""
    url = f"{desk.homes['banias']}/"
    code, _, errors = desk.marqab("sources", "add", url, "--id", "banias")
    assert code == 1
    assert "--id" in errors


def test_the_pages_of_an_outlet_become_a_fixture(desk: Desk, tmp_path: Path):
    """The list, the articles and what is read from them now are kept, in the tests' layout."""
    folder = tmp_path / "kept"
    code, printed, errors = desk.marqab("sources", "save", "banias", "--to", str(folder))
    assert code == 0, errors
    meta = json.loads((folder / "discovery" / "meta.json").read_text("utf-8"))
    assert meta["way"] == "feed"
    page = folder / "page_1"
    assert "<html" in (page / "page.html").read_text("utf-8")
    assert json.loads((page / "expected.json").read_text("utf-8"))["title"]
    assert "what a reader would say" in printed


def test_the_table_has_a_line_for_each_outlet(desk: Desk):
    """Before the first poll it says so; as JSON it carries the Arabic name."""
    code, printed = desk.refused("sources", "list")
    assert code == 0
    assert printed.split()[:4] == ["banias", "on", "verified", "never"]
    assert "never polled" in printed
    found = json.loads(desk.refused("sources", "list", "--json")[1])
    assert found["name"] == "بانياس الإخبارية"
    assert found["ways"] == ["feed", "listing"]


# --- what is found on a site ----------------------------------------------------------------

TITLES = [f"مجلس المدينة يبحث أعمال الصيانة في الحي {n}" for n in range(6)]


def a_site(front: str) -> dict[str, Answer]:
    """A site of six articles with this front page."""
    articles = {f"/news/{7400 + n}": article(title) for n, title in enumerate(TITLES)}
    return {"/": reply(front)} | articles


def found_on(pages: dict[str, Answer], source_id: str = "new") -> tuple[Found, list[str]]:
    """What `add` finds there, and the ways it says it tried."""

    async def look() -> tuple[Found, list[str]]:
        async with site(pages) as home:
            said: list[str] = []
            found = await find(
                home.url("/"),
                taken=(),
                source_id=source_id,
                allow_private=True,
                deadline=timedelta(seconds=60),
                say=said.append,
            )
            return found, said

    return run(look())


def test_a_list_of_headlines_is_found_where_there_is_nothing_else():
    """Six headlines under one class are an entry that names where it was found."""
    links = "".join(f'<a href="/news/{7400 + n}">{title}</a>' for n, title in enumerate(TITLES))
    found, said = found_on(a_site(f'<div class="latest">{links}</div>'))
    assert [way.kind for way in found.ways] == ["listing"]
    assert len(found.articles) == 3
    entry = found.entry(date(2026, 11, 22))
    [source] = read_sources(f"sources:\n{entry}")
    assert source.identity
    assert "6 headlines on the front page" in entry
    assert sum("FAILED" in line for line in said) == len(said) - 1


def test_the_document_shows_what_is_printed():
    """docs/sources.md has the lines and the entry of such a run, with the outlet's own address."""
    links = "".join(f'<a href="/news/{7400 + n}">{title}</a>' for n, title in enumerate(TITLES))
    feed = rss({f"/news/{7400 + n}": title for n, title in enumerate(TITLES)})
    front = (
        "<html><head><title>الساحل اليوم</title>"
        '<link rel="alternate" type="application/rss+xml" href="/rss/all"></head><body>'
        f'<a href="/cat/4">أخبار سوريا</a><div class="latest">{links}</div></body></html>'
    )
    found, said = found_on(a_site(front) | {"/rss/all": feed}, source_id="sahel")
    document = (PROJECT / "docs" / "sources.md").read_text("utf-8")
    blocks = re.findall(r"```(?:yaml)?\n(.*?)```", document, re.DOTALL)
    entry = found.entry(date(2026, 11, 22)).replace("    allow_private: true\n", "")
    assert named(said, found) in blocks
    assert "sources:\n" + named([entry], found)[:-1] in blocks


def named(lines: list[str], found: Found) -> str:
    """The lines as an outlet with a name would have them, and quick as lightning."""
    there = urlsplit(found.source.url).netloc
    text = "".join(f"{line}\n" for line in lines).replace(
        f"http://{there}", "https://sahel.example"
    )
    text = text.replace(re.escape(there), re.escape("sahel.example"))
    return re.sub(r"\d+\.\d s ", "0.0 s ", text)


def test_wordpress_is_found_though_its_pages_do_not_show_it():
    """The REST interface is asked for on every site that names no way of its own."""
    posts = [
        {
            "id": 7400 + n,
            "link": f"/news/{7400 + n}",
            "date_gmt": "2026-11-22T06:00:00",
            "modified_gmt": "2026-11-22T06:00:00",
            "title": {"rendered": title},
            "content": {"rendered": f"<p>{title}، والأعمال مستمرة.</p>", "protected": False},
            "excerpt": {"rendered": ""},
        }
        for n, title in enumerate(TITLES)
    ]
    rest = reply(json.dumps(posts), kind="application/json")
    way = WordPressDiscovery(wordpress="https://x.sy/")
    address = urlsplit(discover.requests(way, a_source(), NOON)[0])
    pages = a_site("<p>مرحبا</p>") | {f"{address.path}?{address.query}": rest}
    found, _ = found_on(pages)
    assert [way.kind for way in found.ways] == ["wordpress"]
    assert {one.title for one in found.articles} <= set(TITLES)


def test_a_site_that_cannot_be_read_is_said_to_need_a_person():
    """When nothing works, no entry is made up, and what the front page lacks is said."""
    with pytest.raises(MarqabError, match=r"no list of 3 headlines or more .* by hand"):
        found_on(a_site("<p>مرحبا</p>"))


@pytest.mark.parametrize("url", ["sahel.example", "ftp://sahel.example/", "https://"])
def test_what_is_no_address_cannot_be_added(url: str):
    """An address that is none is named before anything is asked."""
    how = {"taken": (), "source_id": None, "allow_private": False, "say": print}
    with pytest.raises(MarqabError, match="cannot become a source"):
        asyncio.run(find(url, deadline=timedelta(seconds=1), **how))


def test_a_front_page_that_is_refused_ends_the_search():
    """The status is named."""
    with pytest.raises(MarqabError, match="answers with 403"):
        found_on({"/": reply("no", 403)})


def test_a_site_on_this_machine_needs_a_flag_that_is_named():
    """Whoever tries an outlet of their own is told how."""
    how = {"taken": (), "source_id": None, "allow_private": False, "say": print}

    async def look() -> None:
        async with site({}) as home:
            await find(home.url("/"), deadline=timedelta(seconds=9), **how)

    with pytest.raises(MarqabError, match=r"say --allow-private$"):
        run(look())


# --- the file itself ------------------------------------------------------------------------

ENTRY = "  - id: b\n    name: ب\n    url: https://b.sy/\n    discover: [feed: https://b.sy/f]\n"


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "# outlets\n",
        "sources:\n",
        "sources: []\n",
        "sources: null  # none\n",
        "sources: [ ]",
    ],
)
def test_the_first_outlet_begins_the_file(tmp_path: Path, text: str | None):
    """No outlet has to be written by hand before `sources add` works, and comments stay."""
    path = tmp_path / "sources.yaml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    assert ids_in(path) == []
    append_entry(path, ENTRY)
    append_entry(path, ENTRY.replace("b", "c"))
    assert ids_in(path) == ["b", "c"]
    written = path.read_text("utf-8")
    assert all(comment in written for comment in re.findall("#.*", text or ""))


def test_ids_of_a_file_with_a_fault_are_not_guessed(tmp_path: Path):
    """What is wrong is said before a site is asked."""
    path = tmp_path / "sources.yaml"
    path.write_text("sources:\n  - id: B\n", encoding="utf-8")
    with pytest.raises(Faults):
        ids_in(path)


def test_an_entry_that_would_break_the_file_is_not_written(tmp_path: Path):
    """A second entry with the same id is refused, and the file stays as it was."""
    path = tmp_path / "sources.yaml"
    append_entry(path, ENTRY)
    before = path.read_text("utf-8")
    with pytest.raises(Faults, match="already in line"):
        append_entry(path, ENTRY)
    assert path.read_text("utf-8") == before


def test_a_date_replaces_a_date_and_leaves_its_comment():
    """Quotes and what stands behind the value are no obstacle."""
    text = "sources:\n" + ENTRY + "    verified: '2026-01-02'  # من المكتب\n"
    changed = with_verified(text, date(2026, 11, 22), ["b"], name="s")
    assert "    verified: 2026-11-22  # من المكتب\n" in changed


def test_an_entry_on_one_line_has_no_place_for_a_date():
    """An entry on one line is named with its line, rather than written wrongly."""
    text = "sources:\n  - {id: b, name: ب, url: https://b.sy/, discover: [feed: https://b.sy/f]}\n"
    with pytest.raises(MarqabError, match=r"s:2:.*verified: 2026-11-22"):
        with_verified(text, date(2026, 11, 22), ["b"], name="s")
