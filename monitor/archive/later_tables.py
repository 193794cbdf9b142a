"""The tables that came after the first ones, as their steps made them; never edited.

`monitor.archive.migrations` says in which order.
"""

ROUTED_POSTS = """
CREATE TABLE posts_new (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,        -- one act is planned once, whatever is run twice
    story_id INTEGER REFERENCES stories (id),
    article_id INTEGER REFERENCES articles (id),
    chat TEXT NOT NULL,              -- name in monitor.yaml: main, admin …
    destination TEXT NOT NULL,       -- Telegram's chat id, or 'page'
    topic INTEGER,                   -- of a forum; NULL: the chat has none, or its general one
    kind TEXT NOT NULL CHECK (kind IN
        ('post', 'edit', 'reply', 'admin', 'bundle', 'digest', 'note')),
    target_id INTEGER REFERENCES posts_new (id), -- what an edit changes or a reply answers
    headline TEXT NOT NULL DEFAULT '', -- what it says in a few words, as published
    html TEXT NOT NULL,
    preview_url TEXT,
    silent INTEGER NOT NULL DEFAULT 0,
    severity TEXT NOT NULL,
    reason TEXT NOT NULL,            -- why it was planned
    state TEXT NOT NULL CHECK (state IN
        ('planned', 'sending', 'sent', 'unknown', 'failed', 'superseded')),
    attempts INTEGER NOT NULL DEFAULT 0,
    not_before TEXT,
    bundle_at TEXT,                  -- waits to be told with others then; no courier takes it
    told_in INTEGER REFERENCES posts_new (id), -- the bundle that took its place
    planned_at TEXT NOT NULL,
    sending_at TEXT,                 -- of the last attempt
    settled_at TEXT,                 -- when it became sent, failed or superseded
    last_message_id INTEGER,         -- highest id known in the chat when the request left
    message_id INTEGER,
    error TEXT
) STRICT;

INSERT INTO posts_new (
    id, key, story_id, article_id, chat, destination, kind, target_id, html, preview_url, silent,
    severity, reason, state, attempts, not_before, planned_at, sending_at, settled_at,
    last_message_id, message_id, error
) SELECT
    id, key, story_id, article_id, chat, destination, kind, target_id, html, preview_url, silent,
    severity, reason, state, attempts, not_before, planned_at, sending_at, settled_at,
    last_message_id, message_id, error
FROM posts;

DROP TABLE posts;
ALTER TABLE posts_new RENAME TO posts;
CREATE INDEX posts_by_state ON posts (destination, state);
CREATE INDEX posts_by_story ON posts (story_id);
CREATE INDEX posts_by_attempt ON posts (destination, sending_at);
CREATE INDEX posts_by_target ON posts (target_id, kind);
CREATE INDEX posts_by_plan ON posts (chat, planned_at);
CREATE INDEX posts_by_bundle ON posts (told_in);
"""

ITEMS = """
-- What grouping compares of each article in a story: derived from its text, made anew whenever
-- the reading of texts changes (monitor.archive.items).
CREATE TABLE items (
    id INTEGER PRIMARY KEY,          -- in the order they joined
    article_id INTEGER NOT NULL UNIQUE REFERENCES articles (id),
    reading INTEGER NOT NULL,        -- version of the reading that made it
    source TEXT NOT NULL,            -- the outlet, or its host
    at TEXT NOT NULL,                -- the article's own time, as grouping saw it
    joined_at TEXT NOT NULL,
    stems TEXT NOT NULL,             -- distinct, what item_stems finds it by
    terms TEXT NOT NULL,             -- JSON: stem -> count
    text_sha256 TEXT NOT NULL,       -- of the normalised text
    words INTEGER NOT NULL,
    shingles BLOB NOT NULL,          -- little-endian 32-bit hashes, ascending
    phrases BLOB NOT NULL,
    marks TEXT NOT NULL,             -- JSON
    ignored TEXT NOT NULL            -- JSON: lines left out as the outlet's furniture
) STRICT;
CREATE INDEX items_by_text ON items (text_sha256);
CREATE INDEX items_by_joining ON items (joined_at);
CREATE VIRTUAL TABLE item_stems USING fts5 (
    stems, content = 'items', content_rowid = 'id', detail = none,
    tokenize = "unicode61 remove_diacritics 0 tokenchars '.'"
);

-- In how many items each stem stands; under '' the number of items.
CREATE TABLE stem_counts (stem TEXT PRIMARY KEY, items INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- Lines of one outlet and the titles they stood under, for thirty days.
CREATE TABLE outlet_lines (
    source TEXT NOT NULL,
    line INTEGER NOT NULL,           -- hash of the normalised line
    title INTEGER NOT NULL,          -- hash of the normalised title
    at TEXT NOT NULL,
    PRIMARY KEY (source, line, title)
) STRICT, WITHOUT ROWID;
CREATE INDEX outlet_lines_by_at ON outlet_lines (at);

ALTER TABLE story_articles DROP COLUMN terms;
"""

ALARMS = """
CREATE TABLE alarms (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,            -- '' for many sources at once
    topic TEXT NOT NULL,             -- reading | news | bodies | dates | age | language | flood
    cause TEXT NOT NULL,             -- the probable one, a word
    detail TEXT NOT NULL,            -- what was seen last
    began_at TEXT NOT NULL,
    well_since TEXT,                 -- NULL while its sign is there
    ended_at TEXT,                   -- NULL while it lasts
    told_at TEXT,                    -- when the operator was told that it began
    end_told_at TEXT                 -- and that it ended
) STRICT;
CREATE UNIQUE INDEX alarms_open ON alarms (source, topic) WHERE ended_at IS NULL;
CREATE INDEX alarms_by_source ON alarms (source, began_at);
"""

CORRECTIONS = """
ALTER TABLE stories ADD COLUMN merged_into INTEGER REFERENCES stories (id);

-- What editors did to stories, and what they took back.
CREATE TABLE corrections (
    id INTEGER PRIMARY KEY,
    action TEXT NOT NULL CHECK (action IN ('merge', 'split')),
    story_id INTEGER NOT NULL REFERENCES stories (id),   -- the one that stayed
    other_id INTEGER NOT NULL REFERENCES stories (id),   -- merged into it, or split off it
    articles TEXT NOT NULL,          -- JSON: numbers of the articles that moved
    by TEXT NOT NULL,                -- who
    at TEXT NOT NULL,
    undone_by TEXT,
    undone_at TEXT                   -- NULL: it holds
) STRICT;

-- The editor's word on pairs of articles; the newest that holds counts.
CREATE TABLE article_pairs (
    correction_id INTEGER NOT NULL REFERENCES corrections (id),
    article_a INTEGER NOT NULL REFERENCES articles (id),
    article_b INTEGER NOT NULL REFERENCES articles (id),   -- above article_a
    same INTEGER NOT NULL,           -- 1: one event; 0: two
    PRIMARY KEY (article_a, article_b, correction_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_pairs_by_b ON article_pairs (article_b);
-- `same` is that of the newest correction: SQLite takes bare columns from the row of the max.
CREATE VIEW said_of_pairs AS
SELECT p.article_a, p.article_b, p.same, max(p.correction_id) AS correction_id
FROM article_pairs p JOIN corrections c ON c.id = p.correction_id
WHERE c.undone_at IS NULL GROUP BY p.article_a, p.article_b;

-- Stories that were opened though they resemble another; an editor may say what they are.
CREATE TABLE story_maybes (
    story_id INTEGER PRIMARY KEY REFERENCES stories (id),
    resembles INTEGER NOT NULL REFERENCES stories (id),
    article_id INTEGER NOT NULL REFERENCES articles (id),
    score REAL NOT NULL,
    reason TEXT NOT NULL,
    at TEXT NOT NULL,
    outcome TEXT CHECK (outcome IN ('merged', 'apart')),   -- NULL: nobody has said
    settled_at TEXT
) STRICT;
"""

HOLDS = """
-- A flood that a person is to look at; no state of a post, which stays planned meanwhile.
CREATE TABLE holds (
    id INTEGER PRIMARY KEY,
    scope TEXT NOT NULL CHECK (scope IN ('source', 'rule', 'all', 'chat')),
    name TEXT NOT NULL,              -- of the source or rule, the chat's destination, or ''
    reason TEXT NOT NULL,            -- for a terminal
    text TEXT NOT NULL,              -- the same for the admin chat
    opened_at TEXT NOT NULL,
    closed_at TEXT,
    outcome TEXT CHECK (outcome IN ('released', 'dropped'))
) STRICT;
CREATE UNIQUE INDEX open_holds ON holds (scope, name) WHERE closed_at IS NULL;

CREATE TABLE held (
    post_id INTEGER PRIMARY KEY REFERENCES posts (id),
    hold_id INTEGER NOT NULL REFERENCES holds (id)
) STRICT;
CREATE INDEX held_by_hold ON held (hold_id);

-- What no courier takes and no bundle tells.
CREATE VIEW held_now AS
    SELECT held.post_id, held.hold_id FROM held JOIN holds ON holds.id = held.hold_id
    WHERE holds.closed_at IS NULL;

CREATE INDEX articles_by_text ON articles (source, text_sha256);
CREATE INDEX posts_by_time ON posts (planned_at);
"""
