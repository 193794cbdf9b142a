"""The shape of the database, as numbered steps that are applied once and never edited.

Times are ISO 8601 UTC text with an offset, as `datetime.isoformat` writes them.
Lists and maps are JSON text with real letters.
"""

from sqlite_utils import Database, Migrations

from monitor.archive.first_tables import FIRST
from monitor.archive.later_tables import ALARMS, CORRECTIONS, HOLDS, ITEMS, ROUTED_POSTS

migrations = Migrations("marqab")


def _run(db: Database, statements: str) -> None:
    # One by one: executescript would commit the migration's own transaction.
    for statement in filter(str.strip, statements.split(";\n")):
        db.execute(statement)


@migrations()
def create_the_tables(db: Database) -> None:
    """Everything of the first release."""
    _run(db, FIRST)


@migrations()
def let_posts_be_routed(db: Database) -> None:
    """Topics, posts that wait to be told together, bundles and digests.

    SQLite cannot change a CHECK, so the table is written anew; a reference to ``posts_new``
    follows its name.
    """
    _run(db, ROUTED_POSTS)


_RULE_VERSIONS = """
CREATE TABLE rule_versions (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL,            -- of what the rules say, as matches.rules_sha256
    text TEXT NOT NULL,              -- the whole file, comments included
    at TEXT NOT NULL                 -- when it came into use
) STRICT;
CREATE INDEX rule_versions_by_sha256 ON rule_versions (sha256);

CREATE TABLE verdicts (
    article_id INTEGER NOT NULL REFERENCES articles (id),
    version INTEGER NOT NULL,
    rules_sha256 TEXT NOT NULL,
    verdicts TEXT NOT NULL,          -- JSON: why each rule fired or did not
    PRIMARY KEY (article_id, version)
) STRICT;
"""


@migrations()
def add_rule_versions_and_verdicts(db: Database) -> None:
    """Which rules made a match, word for word, and why every rule judged as it did."""
    _run(db, _RULE_VERSIONS)


@migrations()
def count_what_each_hour_brings(db: Database) -> None:
    """What is known of a source's habits outlives its crawls, and a turn has a reason."""
    db.execute(
        """
        CREATE TABLE hours (
            source TEXT NOT NULL,
            at TEXT NOT NULL,                -- its beginning
            watched_s REAL NOT NULL,         -- seconds of it that good crawls cover
            news INTEGER NOT NULL,
            read INTEGER NOT NULL,
            without_body INTEGER NOT NULL,
            without_time INTEGER NOT NULL,
            old INTEGER NOT NULL,
            not_arabic INTEGER NOT NULL,
            refused TEXT NOT NULL,           -- JSON: reason -> count
            PRIMARY KEY (source, at)
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute("ALTER TABLE sources ADD COLUMN due_reason TEXT")


@migrations()
def keep_what_grouping_compares(db: Database) -> None:
    """Candidates are found by SQLite, not in memory; items are filled in at the next start."""
    _run(db, ITEMS)


@migrations()
def find_what_waits(db: Database) -> None:
    """Posts that wait for a bundle are asked for every few seconds."""
    db.execute(
        "CREATE INDEX posts_by_wait ON posts (bundle_at) "
        "WHERE state = 'planned' AND bundle_at IS NOT NULL"
    )


@migrations()
def remember_alarms(db: Database) -> None:
    """A restart neither repeats nor forgets what the operator was told."""
    _run(db, ALARMS)


@migrations()
def notice_removed_articles(db: Database) -> None:
    """Articles that readers were told of are looked at again."""
    for column in ("checked_at", "missing_since", "removed_at", "removed_reason"):
        db.execute(f"ALTER TABLE articles ADD COLUMN {column} TEXT")


@migrations()
def let_editors_correct_stories(db: Database) -> None:
    """Merges and splits with their undoing, the pairs they teach, and stories in doubt."""
    _run(db, CORRECTIONS)


_BY_AGE = """
CREATE INDEX crawls_by_time ON crawls (started_at);
CREATE INDEX hours_by_time ON hours (at);
CREATE INDEX articles_with_text ON articles (first_seen_at) WHERE body <> '';
"""


@migrations()
def find_what_is_old(db: Database) -> None:
    """Pruning looks at what is old, and not at every row there is."""
    _run(db, _BY_AGE)


@migrations()
def hold_floods(db: Database) -> None:
    """Posts can be held back until a person says what becomes of them."""
    _run(db, HOLDS)


@migrations()
def ask_by_buttons(db: Database) -> None:
    """A message to the operator may ask something that one tap answers."""
    db.execute(
        """
        CREATE TABLE questions (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,              -- what is asked: monitor.deliver.questions.KINDS
            subject TEXT NOT NULL,           -- what it is asked about, as that kind names it
            post_id INTEGER REFERENCES posts (id), -- the message that asks
            secret TEXT NOT NULL,            -- part of what a button sends back
            buttons TEXT NOT NULL,           -- JSON: [[label, data]]
            asked_at TEXT NOT NULL,
            expires_at TEXT NOT NULL,
            answer TEXT,                     -- NULL: open
            answered_at TEXT,
            answered_by TEXT
        ) STRICT
        """
    )
    db.execute(
        "CREATE UNIQUE INDEX open_questions ON questions (kind, subject) WHERE answer IS NULL"
    )
    db.execute("CREATE INDEX questions_by_post ON questions (post_id)")


@migrations()
def follow_chats_that_move(db: Database) -> None:
    """A group that became a supergroup says which."""
    db.execute("ALTER TABLE chats ADD COLUMN moved_to TEXT")


@migrations()
def forget_phrases(db: Database) -> None:
    """Which stems stand side by side tells nothing that is asked any more."""
    db.execute("ALTER TABLE items DROP COLUMN phrases")


@migrations()
def remember_what_was_learned(db: Database) -> None:
    """A story's post shows what its reports added; of those told before, nobody knows it."""
    # JSON of monitor.alert.learned; NULL for what only adds an outlet.
    db.execute("ALTER TABLE posts ADD COLUMN learned TEXT")
    # An edit reads what its articles told, of whatever story they were.
    db.execute("CREATE INDEX posts_that_told_news ON posts (article_id) WHERE learned IS NOT NULL")


@migrations()
def hold_whole_chats(db: Database) -> None:
    """A hold of a chat holds all that is planned for it, whatever it is about."""
    db.execute("DROP VIEW held_now")
    db.execute(
        """
        CREATE VIEW held_now AS
            SELECT held.post_id, held.hold_id FROM held JOIN holds ON holds.id = held.hold_id
            WHERE holds.closed_at IS NULL
            UNION
            SELECT posts.id, holds.id FROM holds JOIN posts ON posts.destination = holds.name
            WHERE holds.scope = 'chat' AND holds.closed_at IS NULL
            AND posts.state = 'planned' AND posts.chat <> 'admin'
        """
    )


@migrations()
def remember_the_doubt_about_the_clock(db: Database) -> None:
    """While the clock is in doubt nothing is stored, and only this says so to another process."""
    db.execute("CREATE TABLE clock_doubt (said TEXT NOT NULL) STRICT")


_REMARKS = """
UPDATE posts SET remark = CASE error
    WHEN 'deleted by a person' THEN 'deleted'
    WHEN 'this bot may not edit it' THEN 'locked'
    WHEN 'a person saw it arrive; its number is not known' THEN 'unnumbered' END
WHERE state = 'sent' OR (state = 'superseded' AND kind = 'edit');

UPDATE posts SET remark = CASE
    WHEN error LIKE 'not read back yet: %' THEN 'searched'
    WHEN error LIKE 'cannot be read back: %' THEN 'asked' END
WHERE state = 'unknown';

WITH acts AS (
    SELECT id, undone_by, 'withdrawn: story ' || other_id ||
        CASE action WHEN 'merge' THEN ' merged into' ELSE ' split off' END ||
        ' story ' || story_id || ' by ' || "by" AS done
    FROM corrections
), said AS (
    SELECT id, done AS words, 'c' || id AS mark FROM acts
    UNION ALL SELECT id, done || ', undone by ' || undone_by, 'u' || id FROM acts
)
UPDATE posts SET withdrawn_for = coalesce(
    (SELECT mark FROM said WHERE words = posts.error ORDER BY id DESC LIMIT 1), '')
WHERE state = 'superseded' AND error LIKE 'withdrawn: %';
"""


@migrations()
def remark_what_no_state_says(db: Database) -> None:
    """What the program must know of a post beside its state stood in words meant for people."""
    # monitor.deliver.post.Remark, and Correction.mark in monitor.archive.corrections
    db.execute(
        "ALTER TABLE posts ADD COLUMN remark TEXT CHECK "
        "(remark IN ('deleted', 'locked', 'unnumbered', 'searched', 'asked'))"
    )
    db.execute("ALTER TABLE posts ADD COLUMN withdrawn_for TEXT")
    _run(db, _REMARKS)


@migrations()
def keep_what_was_told_of_a_replaced_article(db: Database) -> None:
    """Outlets give the address of one report to another; readers were told of the first."""
    # The version in which the other one stands, or null: in every version stands the same report.
    db.execute("ALTER TABLE articles ADD COLUMN replaced_in INTEGER")


@migrations()
def merge_what_finds_candidates_sooner(db: Database) -> None:
    """A search opens every part of the index, and each kept article makes a part of its own."""
    # Parts of one size, of sixteen; docs/decisions.md has what was measured.
    db.execute("INSERT INTO item_stems (item_stems, rank) VALUES ('crisismerge', 4)")


_DEFERRED = """
ALTER TABLE sources RENAME COLUMN given_up TO deferred;

UPDATE sources SET deferred = (
    SELECT json_group_object(key, json_object(
        'refused_at', value, 'again_at', strftime('%Y-%m-%dT%H:%M:%SZ', value, '+1 day')))
    FROM json_each(sources.deferred)
);
"""


@migrations()
def plan_when_refused_pages_are_asked_again(db: Database) -> None:
    """Of a page that was refused only the time was kept, and it was asked again a day later."""
    _run(db, _DEFERRED)  # JSON: identity -> spiders.contract.Deferred
