"""The archive: what is kept, and what happens to a file that cannot be used."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3

from builders import NOON, a_report, an_article
from monitor.archive.schema import missing
from monitor.archive.store import Store, looking
from monitor.errors import StoreError, UnfitError
from monitor.match.matcher import Evidence, Match
from monitor.match.rules import Severity
from spiders.contract import Link, Validator

FEED = "https://sahel.example/feed"


@pytest.fixture
def store(tmp_path: Path):
    """A new archive in a file."""
    store = Store(tmp_path / "sub" / "marqab.sqlite3").open()
    yield store
    store.close()


def save(store: Store, **fields: object):
    """Archive an article under its own address."""
    article = an_article(**fields)
    return store.save_article(article, identity=article.canonical_url, link_identity=article.url)


# --- articles --------------------------------------------------------------------------------


def test_an_article_comes_back_as_it_went_in(store: Store):
    """Every field of an Article survives the archive."""
    article = an_article(
        lead="موجز",
        authors=("هيئة التحرير",),
        tags=("طرطوس", "مياه"),
        section="محليات",
        attribution=("سانا",),
        modified_at=NOON,
    )
    saved = store.save_article(article, identity="x", link_identity="x")
    assert store.article(saved.article_id) == article


def test_an_article_without_title_body_and_date_is_archived_with_what_it_lacks(store: Store):
    """What is missing is written beside the article."""
    saved = save(store, title="", body="", published_at=None)
    (row,) = store.db.query("SELECT missing FROM articles")
    assert row["missing"] == '["title","body","published_at"]'
    assert saved.kind == "new"


def test_a_changed_article_is_a_new_version(store: Store):
    """The text before the change stays, with the number of its version."""
    first = save(store, body="قبل")
    second = save(store, body="بعد")
    assert (second.article_id, second.version, second.kind) == (first.article_id, 2, "changed")
    assert second.before is not None
    assert second.before.body == "قبل"
    bodies = [row["body"] for row in store.db.query("SELECT body FROM article_versions")]
    assert bodies == ["قبل", "بعد"]


def test_an_article_with_the_same_words_is_no_new_version(store: Store):
    """Only a change of title, lead or body makes a version; the modification time is noted."""
    save(store)
    again = save(store, modified_at=NOON + timedelta(hours=1))
    assert again.kind == "same"
    state = store.crawl_state("sahel")
    assert set(state.known.values()) == {NOON + timedelta(hours=1)}


def test_an_article_is_found_by_number_and_by_any_address(store: Store):
    """`explain` takes what people have at hand."""
    saved = save(store, url="https://sahel.example/1?x=y", canonical_url="https://sahel.example/1")
    for known_as in (
        str(saved.article_id),
        "https://sahel.example/1",
        "https://sahel.example/1?x=y",
    ):
        found = store.find_article(known_as)
        assert found is not None
        assert found[0] == saved.article_id
    assert store.find_article("https://sahel.example/2") is None
    assert store.find_article("1x") is None


def test_matches_keep_their_evidence_and_the_rules_that_made_them(store: Store):
    """Field, term, surface and span stand beside each match."""
    saved = save(store)
    evidence = Evidence("title", "طرطوس", "طرطوس", 26, 31)
    match = Match("place", "مكان", Severity.HIGH, (evidence,), (), ("main",), shadow=False)
    with store.transaction():
        store.save_matches(saved, [match], rules_sha256="abc", now=NOON)
    (kept,) = store.matches(saved.article_id)
    assert kept["evidence"] == [
        {"field": "title", "term": "طرطوس", "surface": "طرطوس", "start": 26, "end": 31}
    ]
    assert (kept["rule"], kept["version"], kept["rules_sha256"]) == ("place", 1, "abc")


# --- sources ---------------------------------------------------------------------------------


def test_the_state_of_a_source_is_what_its_last_crawl_left(store: Store):
    """Known articles, validators and pending links are given to the next crawl."""
    save(store)
    pending = Link(url="https://sahel.example/2", attempts=1)
    report = a_report(validators={FEED: Validator(etag='"1"')}, pending=(pending,))
    with store.transaction():
        store.save_report(report, next_due=NOON)
    state = store.crawl_state("sahel")
    assert state.known == {"https://sahel.example/1": NOON}
    assert state.validators == {FEED: Validator(etag='"1"')}
    assert state.pending == (pending,)


def test_a_crawl_without_validators_keeps_the_old_ones(store: Store):
    """A crawl that failed or was cut short does not forget what the feed answered before."""
    with store.transaction():
        store.save_report(a_report(validators={FEED: Validator(etag='"1"')}), next_due=NOON)
        store.save_report(a_report(problem="http_503"), next_due=NOON)
    assert store.crawl_state("sahel").validators == {FEED: Validator(etag='"1"')}


def test_failures_are_counted_until_a_crawl_goes_well(store: Store):
    """A source is primed by its first good crawl, and forgiven by every later one."""
    with store.transaction():
        store.save_report(a_report(problem="timeout"), next_due=NOON)
        assert (store.failures("sahel"), store.is_primed("sahel", since=NOON)) == (1, False)
        store.save_report(a_report(), next_due=NOON + timedelta(minutes=5))
    assert (store.failures("sahel"), store.is_primed("sahel", since=NOON)) == (0, True)
    assert store.next_due("sahel") == NOON + timedelta(minutes=5)


def test_every_crawl_leaves_a_row(store: Store):
    """The reports of all crawls are kept, without what only the next crawl needs."""
    with store.transaction():
        store.save_report(a_report(refused={"http_404": 2}), next_due=NOON)
        store.save_report(a_report(links_new=3), next_due=NOON)
    assert store.counts(["crawls"]) == {"crawls": 2}
    (row,) = store.source_rows()
    assert row["report"]["links_new"] == 3
    assert "validators" not in row["report"]


# --- the file --------------------------------------------------------------------------------


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path):
    """A file that is no database is one clear line, and not a byte of it changes."""
    path = tmp_path / "marqab.sqlite3"
    path.write_bytes(b"this is a letter to the editor, and no database at all" * 20)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="not a database"):
        Store(path).open()
    assert path.read_bytes() == before


def test_a_database_of_a_newer_program_is_refused_and_left_alone(tmp_path: Path):
    """A migration this program does not know means: update, do not touch."""
    path = tmp_path / "marqab.sqlite3"
    store = Store(path).open()
    store.db.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
        "VALUES ('marqab', 'of_next_year', '2027-01-01')"
    )
    store.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"newer Marqab .*of_next_year"):
        Store(path).open()
    assert path.read_bytes() == before


def test_someone_elses_database_is_refused_and_left_alone(tmp_path: Path):
    """A database with other tables is not filled with ours."""
    path = tmp_path / "other.sqlite3"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE recipes (name TEXT)")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="not one of Marqab's"):
        Store(path).open()
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path):
    """The path of the database may not lead through a file."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        Store(tmp_path / "file" / "marqab.sqlite3").open()


def test_a_database_locked_by_another_writer_is_a_clear_error(store: Store):
    """Nothing is half-written while another process holds the file."""
    other = sqlite3.connect(store.path)
    other.execute("BEGIN IMMEDIATE")
    store.db.execute("PRAGMA busy_timeout=1")
    with pytest.raises(StoreError, match="locked"), store.transaction():
        raise AssertionError("never reached")
    other.rollback()
    other.close()
    with store.transaction():
        save(store)
    assert store.counts(["articles"]) == {"articles": 1}


def test_a_full_disk_is_a_clear_error_and_leaves_nothing_half_written(store: Store):
    """A transaction that does not fit is undone; once there is room, it fits."""
    pages = store.db.execute("PRAGMA page_count").fetchone()[0]
    store.db.execute(f"PRAGMA max_page_count={pages}")

    def save_too_much() -> None:
        with store.transaction():
            for number in range(100):
                save(store, url=f"https://sahel.example/{number}", body="نص " * 3000)

    with pytest.raises(StoreError, match="full"):
        save_too_much()
    assert store.counts(["articles"]) == {"articles": 0}
    store.db.execute("PRAGMA max_page_count=1000000")
    with store.transaction():
        save(store)
    assert store.counts(["articles"]) == {"articles": 1}


def test_a_backup_is_whole_and_never_overwrites(store: Store, tmp_path: Path):
    """The copy opens as an archive; an existing file is refused."""
    save(store)
    target = tmp_path / "copy.sqlite3"
    store.backup(target)
    copy = Store(target).open()
    assert copy.counts(["articles"]) == {"articles": 1}
    copy.close()
    with pytest.raises(StoreError, match="exists already"):
        store.backup(target)


def test_a_backup_is_made_of_a_file_that_is_only_looked_at(store: Store, tmp_path: Path):
    """Reading is enough, also beside a writer, and of a database that an older Marqab made."""
    save(store)
    store.db.execute(
        "DELETE FROM _sqlite_migrations WHERE id = (SELECT max(id) FROM _sqlite_migrations)"
    )
    store.db.conn.commit()
    with looking(Path(store.path), older=True) as looked:
        looked.backup(tmp_path / "copy.sqlite3")
    copy = Store(tmp_path / "copy.sqlite3").look(older=True)
    assert copy.counts(["articles"]) == {"articles": 1}
    copy.close()


def cannot_be_made(path: Path) -> None:
    """Keep SQLite from making this file, whoever runs it: it follows no link."""
    path.symlink_to(path.parent / "nowhere")


def test_what_cannot_be_written_beside_the_file_does_not_keep_from_reading(
    store: Store, tmp_path: Path
):
    """On a disk that can only be read, SQLite cannot make its files beside a database."""
    save(store)
    path = Path(store.path)
    store.close()
    cannot_be_made(Path(f"{path}-shm"))
    with looking(path) as looked:
        assert looked.counts(["articles"]) == {"articles": 1}
        looked.backup(tmp_path / "copy.sqlite3")
    assert (tmp_path / "copy.sqlite3").stat().st_size > 0


def test_changes_that_cannot_be_read_are_not_left_out_in_silence(store: Store, tmp_path: Path):
    """What a writer left beside the file is part of it: without that, nothing is shown."""
    save(store)
    path = tmp_path / "copy.sqlite3"
    for part in ("", "-wal"):
        Path(f"{path}{part}").write_bytes(Path(f"{store.path}{part}").read_bytes())
    cannot_be_made(Path(f"{path}-shm"))
    with pytest.raises(StoreError, match="this file, or its folder, is not one that user"):
        Store(path).look()


def test_whoever_changes_something_brings_nothing_up_to_date(store: Store):
    """A service that runs knows the tables it made; an empty file stays empty."""
    path = Path(store.path)
    store.db.execute(
        "DELETE FROM _sqlite_migrations WHERE id = (SELECT max(id) FROM _sqlite_migrations)"
    )
    store.db.conn.commit()
    for opening in (Store.look, Store.join):
        with pytest.raises(StoreError, match=r"older Marqab; `marqab run` brings it up to date"):
            opening(Store(path))
    empty = path.with_name("empty.sqlite3")
    empty.touch()
    for opening in (Store.look, Store.join):
        with pytest.raises(StoreError, match="this file is empty"):
            opening(Store(empty))
    assert empty.read_bytes() == b""


def test_a_file_that_may_not_be_written_is_named_with_its_reader(store: Store):
    """Who is to be given the right is in the line."""
    store.db.execute("PRAGMA query_only=ON")
    with pytest.raises(StoreError, match=r"not one that user \w+ can write"), store.transaction():
        save(store)


@pytest.mark.parametrize(
    ("change", "lacking"),
    [
        ("ALTER TABLE posts RENAME topic TO away", "posts.topic"),
        ("DROP TABLE alarms", "alarms"),
        ("DROP VIEW held_now", "held_now"),
        ("DROP TABLE held", "held"),
    ],
)
def test_a_file_that_lacks_what_the_program_asks_for_is_refused(
    store: Store, change: str, lacking: str
):
    """By whoever opens it, with what is missing; a copy can be made of it all the same."""
    store.db.execute(change)
    for enter in (Store(store.path).open, Store(store.path).join, Store(store.path).look):
        with pytest.raises(UnfitError, match=f"{lacking} is missing: .*restore a copy"):
            enter()
    Store(store.path).look(older=True)


def test_what_another_sqlite_keeps_of_its_own_is_not_missing(store: Store):
    """Tables behind the index, and the list of migrations: the program asks for none of them."""
    store.db.execute("ALTER TABLE _sqlite_migrations DROP COLUMN applied_at")
    store.db.execute("DROP TABLE item_stems")
    store.db.execute("CREATE VIRTUAL TABLE item_stems USING fts5(stems, columnsize=0)")
    assert missing(store.db) == []


@pytest.mark.anyio
async def test_a_question_that_the_tables_cannot_answer_is_no_full_disk(store: Store):
    """Waiting for it would be waiting for ever."""
    with pytest.raises(UnfitError, match="no such column: missing"):
        await store.run(store.rows, "SELECT missing FROM posts")


def test_a_damaged_database_says_what_to_do(store: Store, tmp_path: Path):
    """A copy that broke off: every command names the way out, a backup as well."""
    save(store, body="نص " * 9000)
    copy = tmp_path / "whole.sqlite3"
    store.backup(copy)
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    for use in (
        lambda looked: looked.find_article("1"),
        lambda looked: looked.backup(tmp_path / "b"),
    ):
        way_out = pytest.raises(StoreError, match=r"broken.*stop the service and restore a copy")
        with way_out, looking(broken) as looked:
            use(looked)
    assert not (tmp_path / "b").exists()


def test_only_a_database_that_was_just_made_is_new(store: Store):
    """A database is new only when it was just made, so that a lost one is noticed."""
    again = Store(Path(store.path)).open()
    assert (store.is_new, again.is_new) == (True, False)
    again.close()


def test_writing_is_tried_without_a_trace(store: Store):
    """A disk that takes nothing is known before the first crawl is lost."""
    store.try_writing()
    store.db.execute("PRAGMA query_only=ON")
    with pytest.raises(StoreError):
        store.try_writing()


@pytest.mark.anyio
async def test_everything_runs_in_one_thread(tmp_path: Path):
    """Calls from the loop are answered one after the other by the thread that writes."""
    import threading

    store = Store(tmp_path / "marqab.sqlite3")
    await store.run(store.open)
    names = await asyncio.gather(*(store.run(threading.current_thread) for _ in range(20)))
    store.close()
    assert len(set(names)) == 1
    assert names[0] is not threading.main_thread()
