"""monitor.archive.migrations: what an older Marqab has stored is there after every step."""

from pathlib import Path

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
