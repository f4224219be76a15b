-- Digests follow the order in which things became known (RULES 18), and know which of their slots passed in silence.
CREATE TABLE story_news (
    story_id INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
    post_id INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    part TEXT NOT NULL,
    position INTEGER NOT NULL,
    first_position INTEGER NOT NULL,
    PRIMARY KEY (story_id, post_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_news_by_position ON story_news (position);
CREATE INDEX story_news_by_post ON story_news (post_id);

ALTER TABLE outbox ADD COLUMN digest_up_to INTEGER;
ALTER TABLE outbox ADD COLUMN digest_empty INTEGER;
CREATE INDEX outbox_digests ON outbox (chat_id, digest_until_us) WHERE kind = 'digest';

-- What digests looked for by date, nobody asks any more.
DROP INDEX posts_recovered;
DROP INDEX revisions_by_time;
DROP INDEX tombstones_by_time;
