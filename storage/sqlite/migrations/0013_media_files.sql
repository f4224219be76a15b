-- Files of media that are wanted or kept, whichever posts show them.
CREATE TABLE media_files (
    media_id INTEGER PRIMARY KEY,
    post_id INTEGER REFERENCES posts ON DELETE SET NULL,
    state TEXT NOT NULL,
    flagged INTEGER NOT NULL,
    wanted_us INTEGER NOT NULL,
    not_before_us INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    sha256 TEXT,
    kept_bytes INTEGER
) STRICT;
CREATE INDEX media_files_by_turn ON media_files (flagged DESC, wanted_us) WHERE state = 'wanted';
CREATE INDEX media_files_by_post ON media_files (post_id);
