"""Scrapy's own command knows every outlet of the list of sources."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.settings import Settings

import loopback
from loopback import site
from reactor import run
from spiders.loader import SourceLoader
from spiders.outlet import OutletSpider
from spiders.sources import read_sources

ROOT = Path(__file__).parent.parent
SOURCES = """\
sources:
  - id: sahel
    name: منبر الساحل
    url: {home}/
    timezone: Asia/Damascus
    discover:
      - feed: {home}/feed
    allow_private: true
  - id: jabal
    name: منبر الجبل
    url: https://jabal.example/
    discover:
      - wordpress: https://jabal.example/
    enabled: false
"""


def loader(path: Path) -> SourceLoader:
    """The loader of the project whose sources stand in this file."""
    return SourceLoader.from_settings(Settings({"MARQAB_SOURCES": str(path)}))


def scrapy(*arguments: str, sources: Path) -> subprocess.CompletedProcess[str]:
    """Run the ``scrapy`` command in the project."""
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=ROOT,
        env={**os.environ, "MARQAB_SOURCES": str(sources)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.fixture
def two_sources(tmp_path: Path) -> Path:
    """A list of two sources on no reachable site."""
    path = tmp_path / "sources.yaml"
    path.write_text(SOURCES.format(home="https://sahel.example"), encoding="utf-8")
    return path


def test_every_source_is_a_spider_of_its_own(two_sources: Path) -> None:
    """Each entry of the list is a spider class with the entry's id as its name."""
    found = loader(two_sources)
    assert found.list() == ["sahel", "jabal"]
    spiders = [found.load(name) for name in found.list()]
    assert [spider.name for spider in spiders] == ["sahel", "jabal"]
    assert [spider.source.name for spider in spiders] == ["منبر الساحل", "منبر الجبل"]
    assert all(issubclass(spider, OutletSpider) for spider in spiders)


def test_unknown_source_is_no_spider(two_sources: Path) -> None:
    """A name that is no source's id is the error that Scrapy expects."""
    with pytest.raises(KeyError):
        loader(two_sources).load("nobody")


def test_address_finds_the_spider_of_its_site(two_sources: Path) -> None:
    """``scrapy fetch`` finds the outlet by the host of an address."""
    found = loader(two_sources)
    assert found.find_by_request(Request("https://www.jabal.example/7")) == ["jabal"]
    assert found.find_by_request(Request("https://other.example/")) == []


def test_faulty_list_is_named_line_by_line(tmp_path: Path) -> None:
    """A list with faults ends the command with every fault, and without a traceback."""
    path = tmp_path / "sources.yaml"
    path.write_text("sources:\n  - id: Sahel\n    nam: x\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"sources\.yaml:\d+:\d+: "):
        loader(path)


def test_default_list_is_the_one_beside_scrapy_cfg(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the setting the spiders are those of the project's own list."""
    monkeypatch.chdir(ROOT / "tests")
    expected = [source.id for source in read_sources(ROOT / "config" / "sources.yaml")]
    assert SourceLoader.from_settings(Settings()).list() == expected


def test_scrapy_list_names_the_outlets(two_sources: Path) -> None:
    """``scrapy list`` prints the ids of all sources."""
    result = scrapy("list", sources=two_sources)
    assert result.returncode == 0, result.stderr
    assert sorted(result.stdout.split()) == ["jabal", "sahel"]


def test_scrapy_crawl_writes_articles_as_json_lines(tmp_path: Path) -> None:
    """``scrapy crawl … -O out.jsonl`` writes whole Articles with ISO times and Arabic letters."""
    out, sources = tmp_path / "out.jsonl", tmp_path / "sources.yaml"

    async def scene() -> subprocess.CompletedProcess[str]:
        import asyncio

        async with site({"/1": loopback.article("مرفأ طرطوس")}) as home:
            home.pages["/feed"] = loopback.rss({home.url("/1"): "مرفأ طرطوس"})
            sources.write_text(SOURCES.format(home=home.url("")), encoding="utf-8")
            return await asyncio.to_thread(
                scrapy, "crawl", "sahel", "-O", str(out), sources=sources
            )

    result = run(scene(), timeout=110)
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    (line,) = out.read_text(encoding="utf-8").splitlines()
    assert "مرفأ طرطوس" in line
    article = json.loads(line)
    assert (article["source"], article["title"]) == ("sahel", "مرفأ طرطوس")
    published = datetime.fromisoformat(article["published_at"])
    assert published.utcoffset() is not None
    assert article["body"].count("\n") == 3
