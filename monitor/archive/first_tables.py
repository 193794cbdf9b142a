"""The tables of the first release; `monitor.archive.migrations` has what was changed since."""

FIRST = """
CREATE TABLE sources (
    id TEXT PRIMARY KEY,
    primed_at TEXT,                  -- end of the first good crawl
    next_due TEXT,                   -- NULL: due at once
    lease_until TEXT,                -- a worker holds this source until then
    last_crawl_at TEXT,
    last_ok_at TEXT,
    failures INTEGER NOT NULL DEFAULT 0,   -- crawls in a row with a problem
    problem TEXT,                    -- NULL while it works
    validators TEXT NOT NULL DEFAULT '{}', -- JSON: address -> Validator
    pending TEXT NOT NULL DEFAULT '[]',    -- JSON: Links whose page failed
    given_up TEXT NOT NULL DEFAULT '{}'    -- JSON: identity -> when its page was refused
) STRICT;

CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    identity TEXT NOT NULL,          -- of canonical_url (spiders.urls.identity)
    url TEXT NOT NULL,               -- as discovery saw it
    canonical_url TEXT NOT NULL,
    title TEXT NOT NULL,
    lead TEXT NOT NULL,
    body TEXT NOT NULL,
    published_at TEXT,
    published_reason TEXT NOT NULL,
    modified_at TEXT,
    fetched_at TEXT NOT NULL,        -- when it was last looked at
    first_seen_at TEXT NOT NULL,
    authors TEXT NOT NULL,
    section TEXT,
    tags TEXT NOT NULL,
    image_url TEXT,
    language TEXT,
    attribution TEXT NOT NULL,
    extractor TEXT NOT NULL,
    missing TEXT NOT NULL,           -- JSON: essential fields it lacks
    text_sha256 TEXT NOT NULL,       -- of title, lead and body
    version INTEGER NOT NULL DEFAULT 1,
    act TEXT,                        -- post | edit | reply | hold | drop, as last decided
    act_reason TEXT,
    act_at TEXT,
    UNIQUE (source, identity)
) STRICT;
CREATE INDEX articles_by_canonical_url ON articles (canonical_url);
CREATE INDEX articles_by_source ON articles (source, first_seen_at);

-- What a source lists: a short link never learns where it leads, and two sources may list one
-- page, so an article is known under every address that led to it.
CREATE TABLE known (
    source TEXT NOT NULL,
    identity TEXT NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles (id),
    modified_at TEXT NOT NULL,       -- as stated, or when it was last looked at
    seen_at TEXT NOT NULL,
    PRIMARY KEY (source, identity)
) STRICT;
-- Answers what every poll asks without touching the table (Store.crawl_state).
CREATE INDEX known_by_time ON known (source, seen_at, identity, modified_at);

CREATE TABLE article_versions (
    article_id INTEGER NOT NULL REFERENCES articles (id),
    version INTEGER NOT NULL,
    fetched_at TEXT NOT NULL,
    title TEXT NOT NULL,
    lead TEXT NOT NULL,
    body TEXT NOT NULL,
    text_sha256 TEXT NOT NULL,
    PRIMARY KEY (article_id, version)
) STRICT;

CREATE TABLE matches (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id),
    version INTEGER NOT NULL,
    rule TEXT NOT NULL,
    severity TEXT NOT NULL,
    rules_sha256 TEXT NOT NULL,      -- of the rule file that made it
    evidence TEXT NOT NULL,          -- JSON: [{field, term, surface, start, end}]
    at TEXT NOT NULL,
    UNIQUE (article_id, version, rule)
) STRICT;

CREATE TABLE stories (
    id INTEGER PRIMARY KEY,
    opened_at TEXT NOT NULL,
    last_at TEXT NOT NULL,           -- time of the newest member
    headline TEXT NOT NULL,
    severity TEXT NOT NULL
) STRICT;
CREATE INDEX stories_by_last_at ON stories (last_at);

CREATE TABLE story_articles (
    story_id INTEGER NOT NULL REFERENCES stories (id),
    article_id INTEGER NOT NULL UNIQUE REFERENCES articles (id),
    kind TEXT NOT NULL,              -- first | copy | retelling
    reason TEXT NOT NULL,            -- why it joined, for people
    score REAL,                      -- 0 to 1; NULL for the first
    evidence TEXT NOT NULL,          -- JSON
    terms TEXT NOT NULL,             -- JSON: stem -> count, what grouping compares
    at TEXT NOT NULL,                -- the article's own time, as grouping saw it
    joined_at TEXT NOT NULL,
    PRIMARY KEY (story_id, article_id)
) STRICT;
CREATE INDEX story_articles_by_at ON story_articles (at);

CREATE TABLE posts (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,        -- one act is planned once, whatever is run twice
    story_id INTEGER REFERENCES stories (id),
    article_id INTEGER REFERENCES articles (id),
    chat TEXT NOT NULL,              -- name in monitor.yaml: main, admin …
    destination TEXT NOT NULL,       -- Telegram's chat id, or 'page'
    kind TEXT NOT NULL CHECK (kind IN ('post', 'edit', 'reply', 'admin')),
    target_id INTEGER REFERENCES posts (id),   -- the post an edit changes or a reply answers
    html TEXT NOT NULL,
    preview_url TEXT,
    silent INTEGER NOT NULL DEFAULT 0,
    severity TEXT NOT NULL,
    reason TEXT NOT NULL,            -- why it was planned
    state TEXT NOT NULL CHECK (state IN
        ('planned', 'sending', 'sent', 'unknown', 'failed', 'superseded')),
    attempts INTEGER NOT NULL DEFAULT 0,
    not_before TEXT,
    planned_at TEXT NOT NULL,
    sending_at TEXT,                 -- of the last attempt
    settled_at TEXT,                 -- when it became sent, failed or superseded
    last_message_id INTEGER,         -- highest id known in the chat when the request left
    message_id INTEGER,
    error TEXT
) STRICT;
CREATE INDEX posts_by_state ON posts (destination, state);
CREATE INDEX posts_by_story ON posts (story_id);
CREATE INDEX posts_by_attempt ON posts (destination, sending_at);
CREATE INDEX posts_by_target ON posts (target_id, kind);

CREATE TABLE chats (
    destination TEXT PRIMARY KEY,
    last_message_id INTEGER NOT NULL DEFAULT 0,
    blocked_until TEXT,              -- Telegram asked for patience
    trouble TEXT                     -- what an operator must mend before anything can be sent
) STRICT;

CREATE TABLE crawls (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT NOT NULL,
    finish_reason TEXT NOT NULL,
    problem TEXT,
    report TEXT NOT NULL             -- JSON: the whole CrawlReport but validators and pending
) STRICT;
CREATE INDEX crawls_by_source ON crawls (source, started_at);
"""
