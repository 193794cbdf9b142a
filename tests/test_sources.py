"""The file of outlets, and what the shipped one makes of its fixtures."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.alert.outlets import key_of
from spiders import discover, urls
from spiders.contract import Link, ListingDiscovery, Refused, Source
from spiders.sources import read_sources
from spiders.yamlfile import Faults

ROOT = Path(__file__).parent.parent
SHIPPED = {source.id: source for source in read_sources(ROOT / "config" / "sources.yaml")}
ANSWERS = sorted((ROOT / "tests" / "pages").glob("*/discovery*/expected.json"))

ENTRY = """\
sources:
  - id: sahel
    name: الساحل اليوم
    url: https://sahel.example/
    discover: [feed: https://sahel.example/feed]
"""


def faults(text: str) -> list[str]:
    """Every fault of a text, as a line each."""
    with pytest.raises(Faults) as raised:
        read_sources(text, name="sources.yaml", key_of=key_of)
    return str(raised.value).splitlines()


def test_four_keys_make_a_source() -> None:
    """Only id, name, url and discover are needed; the rest has defaults."""
    [source] = read_sources(ENTRY)
    assert source.name == "الساحل اليوم"
    assert source.every == timedelta(minutes=10)
    assert source.enabled
    assert not source.allow_private
    assert source.verified == "never"


def test_a_source_survives_being_written_as_json() -> None:
    """Every shipped source is the same after the way to another machine and back."""
    for source in SHIPPED.values():
        assert Source.model_validate_json(source.model_dump_json()) == source


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("[feeed: https://x.example/]", "unknown key «feeed», did you mean «feed»?"),
        ("[wordpres: https://x.example/]", "unknown key «wordpres», did you mean «wordpress»?"),
        ("[feed: x.example/feed]", "«x.example/feed» is no web address"),
        ("[https://x.example/feed]", "must hold keys and values"),
        ("{feed: https://x.example/}", "must be a list"),
        ("[]", "must hold at least 1"),
        ("[listing: {url: https://x.example/}]", "«link» is missing"),
        ("[listing: {url: https://x.example/, link: 'a[['}]", "«a[[» is no CSS selector"),
        ("[api: {url: https://x.example/, link: u, body: b}]", "«article» and «body»"),
    ],
)
def test_a_wrong_way_of_discovery_is_named_with_its_place(written: str, message: str) -> None:
    """A wrong way of discovery gives exactly one fault, on its line, in an operator's words."""
    [fault] = faults(ENTRY.replace("[feed: https://sahel.example/feed]", written))
    assert fault.startswith("sources.yaml:5:")
    assert message in fault


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("every: 5", "«5» is no duration"),
        ("every: 0m", "«0m» is no duration: it must be more than nothing"),
        ("timezone: Asia/Tartus", "«Asia/Tartus» is no time zone"),
        ("identity: '/a/\\d+'", "must hold exactly one group"),
        ("extract: {body: 'p:::x'}", "«p:::x» is no CSS selector"),
        ("extract: {drop: [div, '!']}", "«!» is no CSS selector"),
        ("also: [listing: {url: https://x.example/, link: '>>'}]", "«>>» is no CSS selector"),
        ("allow_private: 'yes'", "«yes» is neither true nor false"),
        ("enabled: no", "«no» is neither true nor false"),
        ("render: 1", "«1» is neither true nor false"),
        ("verified: yesterday", "«yesterday» is no date like 2026-11-22 and not «never»"),
        ("enabeld: true", "unknown key «enabeld», did you mean «enabled»?"),
    ],
)
def test_a_wrong_key_is_named_with_its_place(line: str, message: str) -> None:
    """A wrong key or value gives exactly one fault on its own line."""
    [fault] = faults(f"{ENTRY}    {line}\n")
    assert fault.startswith("sources.yaml:6:")
    assert message in fault


def test_an_id_is_latin() -> None:
    """The message says of what letters, not by which pattern."""
    [fault] = faults(ENTRY.replace("id: sahel", "id: My-Outlet"))
    assert "«My-Outlet» must be Latin small letters, digits and _, like enab_baladi" in fault


def test_an_id_stands_once() -> None:
    """The second entry with an id is the faulty one, and the message names the first."""
    second = ENTRY.removeprefix("sources:\n")
    assert faults(ENTRY + second) == [
        "sources.yaml:6:5: the id «sahel» is already in line 2",
    ]


SECOND = """\
  - id: jabal
    name: الجبل
    url: https://jabal.example/
    discover: [feed: https://jabal.example/feed/]
"""


@pytest.mark.parametrize(
    ("first", "second", "fault"),
    [
        (
            "[JBL]",
            "[Mountain, jbl]",
            "11:25: the alias «jbl» is already another outlet's in line 6",
        ),
        ("[الجبل]", "[]", "6:15: the alias «الجبل» is already another outlet's in line 8"),
        ("[قناة جبل]", "[]", "6:15: the alias «قناة جبل» is already another outlet's in line 8"),
        ("[JBL, JBL]", "[الجبل, jabal]", None),
        ("[وكالات]", "[وكالات]", None),
    ],
)
def test_an_alias_is_of_one_outlet(first: str, second: str, fault: str | None) -> None:
    """A name that two outlets have would give one the reports of the other; its own do no harm."""
    text = f"{ENTRY}    aliases: {first}\n{SECOND}    aliases: {second}\n"
    if fault is None:
        assert len(read_sources(text, key_of=key_of)) == 2
    else:
        assert faults(text) == [f"sources.yaml:{fault}"]


@pytest.mark.parametrize("text", ["sources: []", "sources:", "", "- 1", "sources: [1]", "a: 1"])
def test_a_file_without_outlets_is_a_fault(text: str) -> None:
    """A file that lists no outlet is refused, whatever it holds instead."""
    assert faults(text)


def test_all_faults_come_at_once() -> None:
    """Faults of the model, of ids and of selectors are reported together, by line."""
    text = ENTRY + ENTRY.removeprefix("sources:\n") + "    every: soon\n    extract: {body: '['}\n"
    assert [fault.split(":")[1] for fault in faults(text)] == ["6", "10", "11"]


# --- the shipped file ------------------------------------------------------------------------


def test_the_outlets_that_must_be_watched_are_watched() -> None:
    """The outlets the monitor is for are enabled, a plain WordPress site among them."""
    musts = {"arabi21", "enab_baladi", "lebanon_debate", "shaam", "arab_khabar", "thiqa"}
    assert musts <= {source.id for source in SHIPPED.values() if source.enabled}


def test_no_outlet_claims_to_have_been_seen_live() -> None:
    """Nobody has asked these outlets yet, and no entry says otherwise."""
    assert {source.verified for source in SHIPPED.values()} == {"never"}


@pytest.mark.parametrize(
    "source", [s for s in SHIPPED.values() if not s.enabled], ids=lambda source: source.id
)
def test_an_outlet_that_is_switched_off_says_why(source: Source) -> None:
    """An operator who meets `enabled: false` finds the reason in the same entry."""
    assert source.note


def test_every_enabled_outlet_has_an_answer_of_its_first_way() -> None:
    """An outlet is enabled only with a fixture for the way of discovery that it prefers."""
    for source in filter(lambda source: source.enabled, SHIPPED.values()):
        meta = json.loads((ROOT / "tests/pages" / source.id / "discovery/meta.json").read_text())
        now = datetime.fromisoformat(meta["now"])
        assert meta["url"] in discover.requests(source.discover[0], source, now)


@pytest.mark.parametrize(
    "source", [s for s in SHIPPED.values() if s.enabled], ids=lambda source: source.id
)
def test_every_kind_of_way_an_enabled_outlet_is_asked_in_has_an_answer(source: Source) -> None:
    """A fallback that is only needed in trouble has been read at least once before that."""
    folders = (ROOT / "tests/pages" / source.id).glob("discovery*/meta.json")
    saved = {json.loads(meta.read_text())["way"] for meta in folders}
    assert {discover.name(way) for way in (*source.discover, *source.also)} <= saved


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: f"{path.parts[-3]}-{path.parts[-2]}")
def test_an_outlets_answer_gives_exactly_these_links(path: Path) -> None:
    """Each saved answer gives exactly the links and refusals that stand beside it."""
    assert read_answer(path.parent) == json.loads(path.read_text())


def read_answer(case: Path) -> dict[str, Any]:
    """What the outlet's shipped configuration makes of one saved answer."""
    source = SHIPPED[case.parent.name]
    meta = json.loads((case / "meta.json").read_text())
    body = next(case.glob("answer.*")).read_bytes()
    charset = meta["content_type"].partition("charset=")[2] or None
    now = datetime.fromisoformat(meta["now"])
    if "link" in meta:
        link = Link.model_validate(meta["link"])
        read = discover.parse_article(body, link=link, charset=charset, source=source, now=now)
        return read.model_dump(mode="json", exclude_defaults=True)
    [way] = [
        way
        for way in (*source.discover, *source.also)
        if discover.name(way) == meta["way"] and meta["url"] in discover.requests(way, source, now)
    ]
    found = discover.parse(body, url=meta["url"], charset=charset, source=source, way=way, now=now)
    assert not isinstance(found, Refused), found
    return {
        "links": [link.model_dump(mode="json", exclude_defaults=True) for link in found.links],
        "refused": [refused.model_dump(mode="json") for refused in found.refused],
    }


@pytest.mark.parametrize(
    ("source", "one", "other"),
    [
        ("arabi21", "https://arabi21.com/story/1790411/وصول", "http://arabi21.co/story/1790411"),
        (
            "enab_baladi",
            "https://www.enabbaladi.net/archives/731869",
            "https://www.enabbaladi.net/731869/x/?amp=1",
        ),
        ("enab_baladi", "https://www.enabbaladi.net/?p=731869", "https://enabbaladi.net/731869/x"),
        (
            "lebanon_debate",
            "https://www.lebanondebate.com/article/891204-بحارة",
            "https://lebanondebate.com/article/891204",
        ),
        ("shaam", "https://shaam.org/news/x/خبر", "https://www.shaam.org/news/x/%d8%ae%d8%a8%d8%b1/"),
        ("arab_khabar", "http://www.arabkhabar.com/a/1#comments", "https://arabkhabar.com/a/1"),
        ("sana", "https://sana.sy/locals/2531177/", "https://sana.sy/?p=2531177"),
        ("sana", "https://sana.sy/governorates/tartus/2531177/", "https://www.sana.sy/?p=2531177"),
        (
            "aawsat",
            "https://aawsat.com/العالم-العربي/المشرق-العربي/5229177-ترميم-جسر",
            "https://aawsat.com/node/5229177",
        ),
        ("aawsat", "https://aawsat.com/home/article/3012345/جسر", "https://aawsat.com/node/3012345"),
        ("rt_arabic", "https://arabic.rt.com/world/1742010-x/", "https://arabic.rt.com/world/1742010"),
        (
            "sputnik_arabic",
            "https://sarabic.ae/20251228/موسم-1108712345.html",
            "https://arabic.sputniknews.com/20251228/1108712345.html",
        ),
        ("bbc_arabic", "https://www.bbc.com/arabic/articles/c4g7x2k9m1po", "https://www.bbc.co.uk/arabic/articles/c4g7x2k9m1po?at_medium=RSS"),
        ("dw_arabic", "https://www.dw.com/ar/طلاب-سوريون/a-75290011", "https://www.dw.com/ar/a-75290011?maca=ara"),
        ("anadolu", "https://www.aa.com.tr/ar/الدول-العربية/سوريا-مخبز-2025/3785512", "https://aa.com.tr/ar/3785512"),
        ("lbc", "https://www.lbcgroup.tv/news/lebanon/905111/افتتاح-معبر/ar", "https://www.lbcgroup.tv/news/lebanon-news/905111/x/ar?src=rss"),
        ("halab_today", "https://halabtodaytv.net/archives/281244", "https://halabtodaytv.net/?p=281244"),
        ("north_press", "https://npasyria.com/211456/", "https://npasyria.com/?p=211456"),
        ("baladi_news", "https://baladi-news.com/ar/articles/98120/رصف", "https://baladi-news.com/ar/articles/98120"),
        ("tass", "https://tass.ru/armiya-i-opk/26010180", "https://tass.ru/armiya-i-opk/26010180/amp"),
        ("interfax", "https://www.interfax.ru/world/1065120", "https://interfax.ru/world/1065120?utm_source=x"),
        ("kremlin", "http://kremlin.ru/events/president/news/79012", "http://www.kremlin.ru/d/79012"),
        (
            "sky_news_arabia",
            "https://www.skynewsarabia.com/middle-east/1829911-طائرة",
            "https://www.skynewsarabia.com/amp/world/1829911",
        ),
    ],
)  # fmt: skip
def test_two_addresses_of_an_outlets_article_are_one_identity(
    source: str, one: str, other: str
) -> None:
    """The addresses under which an outlet has one article have one identity."""
    outlet = SHIPPED[source]
    assert urls.identity(one, outlet) == urls.identity(other, outlet)


def test_a_section_page_of_sana_is_no_article() -> None:
    """A number that does not end the address is no identity."""
    section = "https://sana.sy/governorates/tartus/"
    assert urls.identity(section, SHIPPED["sana"]) == "https://sana.sy/governorates/tartus"


def test_the_sections_where_tartus_and_hmeimim_lie_are_asked_too() -> None:
    """SANA is asked for Tartus and for Latakia besides its main list."""
    sana, now = SHIPPED["sana"], datetime(2026, 11, 22, tzinfo=UTC)
    asked = [address for way in sana.also for address in discover.requests(way, sana, now)]
    assert {
        "https://sana.sy/governorates/tartus/feed/",
        "https://sana.sy/governorates/latakia/feed/",
    } <= set(asked)


def test_listings_read_only_the_card() -> None:
    """A link outside the cards, such as a ticker's, is not in any outlet's list."""
    way = SHIPPED["shaam"].discover[0]
    assert isinstance(way, ListingDiscovery)
    read = read_answer(ROOT / "tests/pages/shaam/discovery")
    assert "حميميم" not in json.dumps(read, ensure_ascii=False)


@pytest.mark.parametrize(
    ("key", "line"), [("extract: {body: 'div..text'}", 6), ("extract: {drop: ['p[']}", 6)]
)
def test_a_selector_that_is_no_css_is_a_fault(key: str, line: int) -> None:
    """A slip in a selector is found when the file is read, not when a page is."""
    [fault] = faults(f"{ENTRY}    {key}\n")
    assert fault.startswith(f"sources.yaml:{line}:")
    assert "is no CSS selector" in fault


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("[telegram: '@sahel']", "«@sahel»"),
        ("[telegram: x]", "«x»"),
        ("[{sitemap: https://x.example/, articles: '('}]", "«(» is no regular expression"),
        ("[{sitemap: https://x.example/, article: x}]", "unknown key «article», did you mean «articles»?"),
        ("[listing: {url: https://x.example/, link: a, next: 'a[['}]", "«a[[» is no CSS selector"),
        ("[listing: {url: https://x.example/, link: a, pages: https://x.example/2}]", "{page}"),
    ],
)  # fmt: skip
def test_wrong_keys_of_sitemaps_channels_and_pages_are_named(written: str, message: str) -> None:
    """A wrong key of a way of discovery gives exactly one fault, on its line."""
    [fault] = faults(ENTRY.replace("[feed: https://sahel.example/feed]", written))
    assert fault.startswith("sources.yaml:5:")
    assert message in fault
