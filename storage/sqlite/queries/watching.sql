-- name: add
INSERT INTO watch_words (chat_id, "key", text, standing, added_by, added_us)
SELECT :chat_id, :key, :text, :standing, :added_by, :added_us
WHERE :standing OR (SELECT count(*) FROM watch_words WHERE chat_id = :chat_id AND NOT standing) < :most
ON CONFLICT (chat_id, "key") DO NOTHING;

-- name: one
SELECT * FROM watch_words WHERE chat_id = :chat_id AND "key" = :key;

-- name: of_chat
SELECT * FROM watch_words WHERE chat_id = :chat_id ORDER BY word_id;

-- name: remove
DELETE FROM watch_words WHERE word_id = :word_id;

-- name: heads_alone
SELECT w.chat_id, m.head_id
FROM word_matches AS m JOIN watch_words AS w USING (word_id)
WHERE m.word_id = :word_id AND m.post_id = m.head_id AND NOT EXISTS (
    SELECT 1 FROM word_matches AS o JOIN watch_words AS ow USING (word_id)
    WHERE o.head_id = m.head_id AND o.post_id = m.head_id AND o.word_id <> m.word_id AND ow.chat_id = w.chat_id
);

-- name: standing
SELECT * FROM watch_words WHERE standing;

-- name: forget_chat
DELETE FROM watch_words WHERE chat_id = :chat_id;

-- name: forget_who_added
UPDATE watch_words SET added_by = NULL WHERE added_by = :user_id;

-- name: move
UPDATE OR REPLACE watch_words SET chat_id = :new_chat_id WHERE chat_id = :chat_id;

-- name: keys
SELECT DISTINCT "key" FROM watch_words ORDER BY "key";

-- name: mark
SELECT
    (SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = 'watch_words') AS last_id,
    (SELECT count(*) FROM watch_words) AS words;

-- name: by_keys
SELECT * FROM watch_words WHERE "key" IN (SELECT value FROM json_each(:keys)) ORDER BY word_id;

-- name: matched
SELECT word_id, post_id FROM word_matches
WHERE word_id IN (SELECT value FROM json_each(:words)) AND post_id IN (SELECT value FROM json_each(:posts));

-- name: heads
SELECT w.chat_id, w.word_id, w.text AS word, m.head_id, m.at_us, m.open_until_us
FROM word_matches AS m JOIN watch_words AS w USING (word_id)
WHERE m.post_id = m.head_id AND m.head_id IN (
    SELECT own.head_id FROM word_matches AS own
    WHERE own.word_id IN (SELECT value FROM json_each(:words)) AND own.post_id = own.head_id AND own.at_us >= :since_us
)
ORDER BY m.at_us, m.head_id, w.word_id;

-- name: counted
SELECT
    w.chat_id, m.head_id,
    count(DISTINCT m.post_id) FILTER (WHERE NOT m.copy) AS others,
    count(DISTINCT m.post_id) FILTER (WHERE m.copy) AS copies
FROM word_matches AS m JOIN watch_words AS w USING (word_id)
WHERE m.post_id <> m.head_id AND m.head_id IN (SELECT value FROM json_each(:heads))
GROUP BY w.chat_id, m.head_id;

-- name: posts
SELECT post_id, channel_key, message_id, text, origin FROM posts_now
WHERE post_id IN (SELECT value FROM json_each(:heads));

-- name: add_match
INSERT OR IGNORE INTO word_matches (word_id, post_id, head_id, copy, at_us, open_until_us)
SELECT :word_id, :post_id, :head_id, :copy, :at_us, :open_until_us
WHERE EXISTS (SELECT 1 FROM watch_words WHERE word_id = :word_id);

-- name: forget_matches
DELETE FROM word_matches WHERE at_us < :before_us;
