-- Excerpts in the languages of their readers (RULES 20).
CREATE TABLE translations (
    post_id INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    language TEXT NOT NULL,
    excerpt TEXT NOT NULL,
    text TEXT NOT NULL,
    translated_us INTEGER NOT NULL,
    PRIMARY KEY (post_id, language, excerpt)
) STRICT, WITHOUT ROWID;
