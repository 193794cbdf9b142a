"""What a changed rule would have done is counted over the archive, article by article."""

import json
import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from builders import NOON, RULES, an_article
from commandline import a_config, marqab
from monitor import clock
from monitor.archive import scan as scans
from monitor.archive.rulebook import Rulebook
from monitor.archive.store import Store
from monitor.commands.rules.backtest import Comparison, backtest
from monitor.commands.rules.picture import draw
from monitor.commands.rules.report import as_dict, lines
from monitor.errors import StoreError
from monitor.match.rulefile import read_rules
from monitor.match.rules import RuleSet, compile_rules

DAMASCUS = ZoneInfo("Asia/Damascus")
TARTUS, JABLA, SAFITA, NOTHING = (
    "انقطاع المياه في طرطوس", "افتتاح معرض في جبلة", "حريق قرب صافيتا", "أخبار الطقس",
)  # fmt: skip


def rules(text: str) -> RuleSet:
    """Compiled rules."""
    return compile_rules(read_rules(text, name="rules.yaml"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty database where the command looks for it."""
    store = Store(tmp_path / "marqab.sqlite3").open()
    yield store
    store.close()


def archive(store: Store, *titles: str, at: datetime = NOON, source: str = "sahel") -> None:
    """Archive an article under each title."""
    with store.transaction():
        for title in titles:
            n = store.counts(["articles"])["articles"]
            url = f"https://{source}.example/{n}"
            article = an_article(
                url=url, source=source, title=title, body="نص.", published_at=at, fetched_at=at
            )
            store.save_article(article, identity=url, link_identity=url)


def compare(store: Store, candidate: str, live: str = RULES, days: int = 30) -> Comparison:
    """The candidate beside the live rules."""
    return backtest(
        Path(store.path), rules(live), rules(candidate),
        since=NOON - timedelta(days=days), until=NOON + timedelta(hours=1), zone=DAMASCUS,
    )  # fmt: skip


def kinds(found: Comparison) -> list[tuple[str, str]]:
    """Each difference, and its title."""
    return [(one.kind, one.title) for one in found.counts.differences]


def test_a_term_more_brings_new_alerts(store: Store):
    """One term more brings new alerts with the words it found, and changes nothing else."""
    archive(store, TARTUS, JABLA, NOTHING)
    found = compare(store, RULES.replace("[طرطوس, حميميم]", "[طرطوس, حميميم, جبلة]"))
    assert kinds(found) == [("new", JABLA)]
    [one] = found.counts.differences
    assert (one.before, one.after, one.surfaces) == ((), ("place",), ("جبلة",))
    assert (found.counts.articles, found.counts.before["place"], found.counts.after["place"]) == (
        3, 1, 2,
    )  # fmt: skip


def test_a_term_less_loses_alerts(store: Store):
    """One term less loses alerts, and the rule that made them is named."""
    archive(store, TARTUS, JABLA)
    found = compare(store, RULES.replace("[طرطوس, حميميم]", "[حميميم]"))
    assert kinds(found) == [("lost", TARTUS)]
    assert found.counts.dropped["place"] == 1


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("severity: high", "severity: low", "moved place high → low  "),
        (
            "severity: high",
            "severity: high\n    channels: [economy]",
            "moved place main → economy  ",
        ),
        ('["#الساحل"]', "[]", "moved place #الساحل → none  "),
        ("id: place", "id: places", "moved place → places  "),
    ],
)
def test_an_alert_that_goes_elsewhere_has_moved(store: Store, old: str, new: str, shown: str):
    """An alert moves by severity, chat, hashtag or rule, not by name; the line says by which."""
    archive(store, TARTUS, NOTHING)
    found = compare(store, RULES.replace(old, new))
    assert kinds(found) == [("moved", TARTUS)]
    assert [line for line in lines(found) if line.startswith(shown)]
    assert kinds(compare(store, RULES.replace("name: طرطوس أو حميميم", "name: غيره"))) == []


def test_a_rule_in_shadow_is_counted_and_alerts_nobody(store: Store):
    """Taking it out of the shadow makes its hits alerts."""
    archive(store, SAFITA)
    hidden = RULES.replace("[صافيتا]", "[صافيتا, حريق]")
    assert kinds(compare(store, hidden)) == []
    live = RULES.replace("    shadow: true\n", "")
    found = compare(store, live)
    assert kinds(found) == [("new", SAFITA)]
    assert found.counts.before["quiet"] == found.counts.after["quiet"] == 1


def test_an_alert_of_an_unchanged_rule_does_not_count_as_new(store: Store):
    """A second rule on an article that alerted before moves it; the unchanged rule still counts."""
    archive(store, f"{TARTUS} {JABLA}", JABLA)
    more = RULES + "  - {id: jabla, any: [جبلة]}\n"
    found = compare(store, more)
    assert sorted(kinds(found)) == [("moved", f"{TARTUS} {JABLA}"), ("new", JABLA)]
    moved = next(one for one in found.counts.differences if one.kind == "moved")
    assert (moved.before, moved.after) == (("place",), ("place", "jabla"))
    assert set(found.counts.after) == {"jabla"}


def test_without_a_change_every_rule_is_counted(store: Store):
    """The answer to «how often do they hit?»."""
    archive(store, TARTUS, SAFITA)
    found = compare(store, RULES)
    assert (found.changes, kinds(found)) == (found.changes.__class__(), [])
    assert found.counts.before == found.counts.after == {"place": 1, "quiet": 1}


def test_an_alert_that_was_held_is_marked(store: Store):
    """Readers never had it, so losing it takes nothing from them; the lost say how many are so."""
    archive(store, TARTUS, TARTUS)
    store.save_decision(1, act="hold", reason="old news", now=NOON)
    store.save_decision(2, act="post", reason="first article of its story", now=NOON)
    found = compare(store, RULES.replace("[طرطوس, حميميم]", "[حميميم]"))
    assert [(one.kind, one.held) for one in found.counts.differences] == [
        ("lost", True), ("lost", False),
    ]  # fmt: skip
    shown = list(lines(found))
    assert "alerts   0 new, 2 lost, 0 moved; 1 of the lost had been held" in shown
    assert "lost  place → nothing, which was held  https://sahel.example/0" in shown
    assert "lost  place → nothing  https://sahel.example/1" in shown
    assert as_dict(found)["lost_though_held"] == 1


def test_days_are_those_of_the_readers_zone(store: Store):
    """Half past ten in the evening in London is another day in Damascus; quiet days are there."""
    late = datetime(2026, 1, 12, 22, 30, tzinfo=UTC)
    archive(store, JABLA, at=late)
    archive(store, JABLA, source="marfa")
    archive(store, JABLA, at=NOON + timedelta(days=9))  # a wrong date, into the future
    found = compare(store, RULES.replace("طرطوس,", "جبلة,"), days=3)
    days = {str(day): counts.total() for day, counts in found.by_day().items()}
    assert days == {"2026-01-12": 0, "2026-01-13": 1, "2026-01-14": 0, "2026-01-15": 2}
    assert {name: counts["new"] for name, counts in found.by_outlet().items()} == {
        "sahel": 2, "marfa": 1,
    }  # fmt: skip


def test_older_articles_are_left_out(store: Store):
    """Articles are left out that were seen, or published, before the span."""
    archive(store, TARTUS, at=NOON - timedelta(days=40))
    old = an_article(published_at=NOON - timedelta(days=40))
    store.save_article(old, identity="old", link_identity="old")
    assert compare(store, RULES).counts.articles == 0
    assert compare(store, RULES, days=50).counts.articles == 2


def test_several_processes_find_what_one_finds(store: Store, monkeypatch: pytest.MonkeyPatch):
    """Pieces are worked on at the same time and come back in order."""
    archive(store, *([TARTUS, JABLA, NOTHING] * 6))
    monkeypatch.setattr(scans, "PIECE", 4)
    candidate = RULES.replace("[طرطوس, حميميم]", "[جبلة]")
    spread = compare(store, candidate)
    monkeypatch.setattr(scans, "PIECE", 1000)
    assert spread.counts == compare(store, candidate).counts
    assert (spread.total("new"), spread.total("lost")) == (6, 6)


def dying() -> scans.Work[int]:
    """Work whose process is ended from outside."""
    return lambda articles: os._exit(sum(1 for _ in articles))


def test_a_process_that_dies_ends_the_command_with_a_line(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    """A process that the machine ends is one clear line."""
    archive(store, *([NOTHING] * 8))
    monkeypatch.setattr(scans, "PIECE", 2)
    found = scans.scan(Path(store.path), since=NOON - timedelta(days=1), make=dying)
    with pytest.raises(StoreError, match="ended from outside"):
        list(found)


def test_a_service_may_write_meanwhile(store: Store):
    """Reading waits for nobody and holds nobody up."""
    archive(store, TARTUS)
    with store.transaction():
        store.db.execute("UPDATE articles SET title = ''")
        assert compare(store, RULES).counts.before["place"] == 1


def test_a_file_that_is_no_database_is_said(tmp_path: Path):
    """A file that is no database is named, with exit code 1."""
    db = tmp_path / "marqab.sqlite3"
    db.write_text("not a database", encoding="utf-8")
    with pytest.raises(StoreError, match=r"marqab\.sqlite3"):
        list(scans.scan(db, since=NOON, make=lambda: list))
    with pytest.raises(StoreError, match=r"nowhere\.sqlite3"):
        scans.scan(tmp_path / "nowhere.sqlite3", since=NOON, make=lambda: list)


def test_a_table_that_is_gone_is_said(store: Store):
    """While pieces are read as well."""
    archive(store, TARTUS)
    found = scans.scan(Path(store.path), since=NOON - timedelta(days=1), make=lambda: list)
    with sqlite3.connect(store.path) as db:
        db.execute("ALTER TABLE articles RENAME TO away")
    with pytest.raises(StoreError, match="no such table"):
        list(found)


# --- as an editor meets it ------------------------------------------------------------------


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The configuration beside the database."""
    return a_config(tmp_path)


def test_a_new_file_is_compared_with_what_is_live(store: Store, config: Path):
    """Short lines: what changed, how much was read, totals, rules, days, outlets, samples."""
    now = clock.now()
    archive(store, TARTUS, JABLA, at=now - timedelta(hours=2))
    new = config.parent / "new.yaml"
    new.write_text(RULES.replace("[طرطوس, حميميم]", "[جبلة]"), encoding="utf-8")
    shown = marqab(config, "rules", "backtest", "--rules", str(new), "--days", "7").stdout
    assert shown.splitlines()[:5] == [
        "changed  ~place",
        "archive  2 articles in 7 days",
        "alerts   1 new, 1 lost, 0 moved",
        "rule                            before   after    new   lost",
        "place                                1       1      1      1",
    ]
    assert f"new   nothing → place  https://sahel.example/1\n      {JABLA}" in shown
    assert f"lost  place → nothing  https://sahel.example/0\n      {TARTUS}" in shown


def test_a_draft_whose_examples_fail_is_compared_and_told_so(store: Store, config: Path):
    """A draft whose examples fail is compared; stderr says so, with the first of them."""
    archive(store, TARTUS, at=clock.now() - timedelta(hours=2))
    new = config.parent / "new.yaml"
    new.write_text(f"{RULES}    should_match: [جبلة]\n", encoding="utf-8")
    result = marqab(config, "rules", "backtest", "--rules", str(new))
    assert result.exit_code == 0
    assert "1 of its examples fail, so it could not go live" in result.stderr
    assert "«quiet» should match «جبلة»" in result.stderr
    assert "archive  1 articles" in result.stdout


def told(config: Path, *options: str) -> dict[str, Any]:
    """The JSON of a backtest."""
    answer: dict[str, Any] = json.loads(
        marqab(config, "rules", "backtest", "--json", *options).stdout
    )
    return answer


def test_what_is_live_is_the_last_version_the_service_used(store: Store, config: Path):
    """What is live is the version that the service last used, unless `--against` names one."""
    archive(store, JABLA, at=clock.now() - timedelta(hours=2))
    jabla = RULES.replace("[طرطوس, حميميم]", "[جبلة]")
    Rulebook(store).keep(rules(RULES), NOON)
    Rulebook(store).keep(rules(jabla), NOON)
    assert told(config)["alerts"] == {"new": 0, "lost": 1, "moved": 0}
    assert told(config, "--against", rules(RULES).sha256)["alerts"]["lost"] == 0
    (config / "rules.yaml").write_text(jabla, encoding="utf-8")
    assert told(config)["rules"] == {"place": {"before": 1, "after": 1, "gained": 0, "dropped": 0}}


def test_without_a_database_there_is_nothing_to_compare(config: Path):
    """Without a database there is nothing to compare, which is said with exit code 1."""
    result = marqab(config, "rules", "backtest")
    assert result.exit_code == 1
    assert "there is no database yet" in result.stderr


def test_the_picture_is_a_png(store: Store, config: Path):
    """1280 × 720, also when nothing differs; a folder that is not there is said."""
    picture = config.parent / "effect.png"
    assert marqab(config, "rules", "backtest", "--picture", str(picture)).exit_code == 0
    head = picture.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(head[16:20]), int.from_bytes(head[20:24])) == (1280, 720)
    missing = str(config / "no" / "where.png")
    assert marqab(config, "rules", "backtest", "--picture", missing).exit_code == 1


def test_the_picture_shows_what_is_lost_below_the_line(store: Store, tmp_path: Path):
    """Green above, red below: as the colours of its middle column say."""
    from matplotlib.image import imread

    archive(store, TARTUS, JABLA)
    draw(compare(store, RULES.replace("[طرطوس, حميميم]", "[جبلة]"), days=0), tmp_path / "one.png")
    middle = imread(tmp_path / "one.png")[:, 640, :3]
    green, red = (
        [y for y, (r, g, b) in enumerate(middle) if is_it(r, g, b)]
        for is_it in (
            lambda r, g, b: g > r + 0.2 and g > b + 0.2,
            lambda r, g, b: r > g + 0.4 and r > b + 0.4,
        )
    )
    assert green
    assert red
    assert max(green) < min(red)


def test_json_and_lines_say_the_same(store: Store):
    """The totals of the one are those of the other."""
    archive(store, TARTUS, JABLA, SAFITA)
    found = compare(store, RULES.replace("[طرطوس, حميميم]", "[جبلة, صافيتا]"))
    answer = as_dict(found)
    assert answer["alerts"] == {"new": 2, "lost": 1, "moved": 0}
    assert sum(day["new"] for day in answer["days"].values()) == 2
    assert answer["outlets"] == {"sahel": {"new": 2, "lost": 1, "moved": 0}}
    assert {one["title"] for one in answer["samples"]["new"]} == {JABLA, SAFITA}
    assert "alerts   2 new, 1 lost, 0 moved" in list(lines(found))


def test_lint_asks_the_archive(store: Store, config: Path):
    """A rule without a hit in sixty days of archive is dead; `--no-archive` does not ask."""
    now = clock.now()
    archive(store, NOTHING, SAFITA, at=now - timedelta(days=60, hours=1))
    said = marqab(config, "rules", "lint").stdout
    assert "«place» hit none of 2 articles in 60 days" in said
    assert "«quiet» hit none" not in said
    assert "hit none" not in marqab(config, "rules", "lint", "--no-archive").stdout
