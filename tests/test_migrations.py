"""monitor.archive.migrations: what an older Marqab has stored is there after every step."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from monitor.archive.migrations import migrations
from monitor.archive.store import Store
from monitor.deliver.ledger import Ledger

OLD_POST = """
INSERT INTO posts (id, key, chat, destination, kind, target_id, html, severity, reason, state,
    planned_at, message_id)
VALUES (?, ?, 'main', '-1001', ?, ?, 'نص', 'high', 'a rule matched', 'sent',
    '2025-02-17T11:35:00+00:00', 7)
"""


def a_database_before(step: str, path: Path) -> Database:
    """A file as a Marqab without this step and those after it has left it."""
    db = Database(path)
    migrations.apply(db, stop_before=step)
    return db


def test_posts_survive_the_step_that_lets_them_be_routed(tmp_path: Path):
    """Numbers, targets and states stay; what is new is empty; new kinds are taken."""
    path = tmp_path / "marqab.sqlite3"
    db = a_database_before("let_posts_be_routed", path)
    for row in ((1, "post", "post", None), (2, "edit", "edit", 1), (3, "reply", "reply", 1)):
        db.execute(OLD_POST, row)
    db.conn.commit()
    db.conn.close()
    store = Store(path).open()
    ledger = Ledger(store.db)
    posts = [ledger.post(number) for number in (1, 2, 3)]
    assert [(post.kind, post.target_id) for post in posts] == [
        ("post", None),
        ("edit", 1),
        ("reply", 1),
    ]
    assert {post.message_id for post in posts} == {7}
    assert {(post.topic, post.headline, post.bundle_at, post.told_in) for post in posts} == {
        (None, "", None, None)
    }
    references = {row["table"] for row in store.db.query("PRAGMA foreign_key_list(posts)")}
    assert references == {"posts", "stories", "articles"}
    assert store.db.execute("PRAGMA foreign_key_check").fetchall() == []
    store.db.execute("UPDATE posts SET kind = 'bundle', told_in = 1 WHERE id = 3")
    store.close()


def test_posts_survive_the_step_that_remembers_what_was_learned(tmp_path: Path):
    """Of what was told before it nobody knows what was new, and that breaks nothing."""
    path = tmp_path / "marqab.sqlite3"
    db = a_database_before("remember_what_was_learned", path)
    db.execute(OLD_POST, (1, "reply", "reply", None))
    db.conn.commit()
    db.conn.close()
    store = Store(path).open()
    assert Ledger(store.db).post(1).learned is None
    store.close()


WORDED_POST = """
INSERT INTO posts (id, key, chat, destination, kind, html, severity, reason, state, planned_at,
    error)
VALUES (?, ?, 'main', '-1001', 'post', 'نص', 'high', 'a rule matched', ?,
    '2025-02-17T11:35:00+00:00', ?)
"""


@pytest.mark.parametrize(
    ("state", "error", "remark", "withdrawn_for"),
    [
        ("sent", "deleted by a person", "deleted", None),
        ("sent", "this bot may not edit it", "locked", None),
        ("sent", "a person saw it arrive; its number is not known", "unnumbered", None),
        ("sent", None, None, None),
        ("unknown", "not read back yet: Timed out", "searched", None),
        ("unknown", "cannot be read back: Timed out", "asked", None),
        ("unknown", "Timed out", None, None),
        ("planned", "asked to wait", None, None),
        ("superseded", "withdrawn: story 2 merged into story 1 by سلمى", None, "c1"),
        ("superseded", "withdrawn: story 2 merged into story 1 by سلمى, undone by x", None, "u1"),
        ("superseded", "withdrawn: story 3 split off story 1 by y", None, "c2"),
        ("superseded", "edit 7 is newer", None, None),
    ],
)
def test_what_stood_in_words_is_remarked(
    tmp_path: Path, state: str, error: str | None, remark: str | None, withdrawn_for: str | None
):
    """The words stay; an editor's act that has kept a post from leaving is found by them."""
    path = tmp_path / "marqab.sqlite3"
    db = a_database_before("remark_what_no_state_says", path)
    for row in ((1, "merge", 2, "سلمى", "x"), (2, "split", 3, "y", None)):
        db.execute(
            "INSERT INTO corrections (id, action, story_id, other_id, articles, by, at, undone_by)"
            " VALUES (?, ?, 1, ?, '[]', ?, '2025-02-17T12:00:00+00:00', ?)",
            row,
        )
    db.execute(WORDED_POST, (1, "post", state, error))
    db.conn.commit()
    migrations.apply(db)
    post = Ledger(db).post(1)
    assert (post.error, post.remark, post.withdrawn_for) == (error, remark, withdrawn_for)
    db.conn.close()


def test_what_an_older_marqab_gave_up_is_asked_again_a_day_later(tmp_path: Path):
    """Its time is kept, and stands for a first refusal whose link and reason nobody knows."""
    path = tmp_path / "marqab.sqlite3"
    db = a_database_before("plan_when_refused_pages_are_asked_again", path)
    given_up = '{"https://sahel.example/قارب": "2026-11-22T06:00:00.5Z"}'
    db.execute(
        "INSERT INTO sources (id, given_up) VALUES ('sahel', ?), ('marfa', '{}')", [given_up]
    )
    db.conn.commit()
    db.conn.close()
    store = Store(path).open()
    at = datetime(2026, 11, 22, 6, tzinfo=UTC)
    [(key, waits)] = store.crawl_state("sahel").deferred.items()
    assert key == "https://sahel.example/قارب"
    assert (waits.link, waits.times, waits.again_at) == (None, 1, at + timedelta(days=1))
    assert waits.refused_at == at + timedelta(milliseconds=500)
    assert store.crawl_state("marfa").deferred == {}
    store.close()
