-- Own watch words, and the alerts that told of them (RULES 19).
CREATE TABLE watch_words (
    word_id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    text TEXT NOT NULL,
    standing INTEGER NOT NULL,
    added_by INTEGER,
    added_us INTEGER NOT NULL,
    UNIQUE (chat_id, "key")
) STRICT;
CREATE INDEX watch_words_by_key ON watch_words ("key");

CREATE TABLE word_matches (
    word_id INTEGER NOT NULL REFERENCES watch_words ON DELETE CASCADE,
    post_id INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    head_id INTEGER NOT NULL,
    copy INTEGER NOT NULL,
    at_us INTEGER NOT NULL,
    open_until_us INTEGER NOT NULL,
    PRIMARY KEY (word_id, post_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX word_matches_by_post ON word_matches (post_id);
CREATE INDEX word_matches_by_head ON word_matches (head_id);
CREATE INDEX word_matches_by_time ON word_matches (at_us);
