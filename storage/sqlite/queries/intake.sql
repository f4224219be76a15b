-- name: known_posts
SELECT p.post_id, p.channel_key, p.message_id, 0 AS number, p.content_hash, p.edited_us, p.vouched_us
FROM json_each(:pairs) AS wanted CROSS JOIN posts AS p
WHERE p.channel_key = wanted.value ->> 0 AND p.message_id = wanted.value ->> 1;

-- name: known_revisions
SELECT post_id, number, content_hash, edited_us, vouched_us FROM revisions
WHERE post_id IN (SELECT value FROM json_each(:ids)) ORDER BY post_id, number;

-- name: known_tombstones
SELECT t.channel_key, t.message_id
FROM json_each(:pairs) AS wanted CROSS JOIN tombstones AS t
WHERE t.channel_key = wanted.value ->> 0 AND t.message_id = wanted.value ->> 1;

-- name: last_of_seconds
SELECT wanted.value AS first_id, (
    SELECT max(post_id) FROM posts
    WHERE post_id >= wanted.value AND post_id < wanted.value + 1048576
) AS last_id
FROM json_each(:firsts) AS wanted;

-- name: add_post
INSERT INTO posts (
    post_id, channel_key, message_id, posted_us, origin, seen_us, edited_us, vouched_us, current_revision,
    content_hash, reply_to, grouped_id, views, url, service, entities, text
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: add_revision
INSERT INTO revisions (post_id, number, edited_us, vouched_us, seen_us, origin, content_hash, entities, text)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: vouch_for_first
UPDATE posts SET vouched_us = ? WHERE post_id = ?;

-- name: vouch_for_revision
UPDATE revisions SET vouched_us = ? WHERE post_id = ? AND number = ?;

-- name: set_current
UPDATE posts SET current_revision = ? WHERE post_id = ?;

-- name: add_media
INSERT INTO media (
    post_id, revision, position, kind, media_id, mime, size_bytes, name, duration_seconds, width, height
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: add_forward
INSERT INTO forwards (post_id, telegram_id, handle, title, message_id) VALUES (?, ?, ?, ?, ?);

-- name: add_tombstone
INSERT INTO tombstones (channel_key, message_id, deleted_us, seen_us, origin) VALUES (?, ?, ?, ?, ?);

-- name: add_change
INSERT INTO changes (post_id, kind, origin, urgent, seen_us) VALUES (?, ?, ?, ?, ?);

-- name: tally
UPDATE channels SET
    posts = posts + :posts,
    recovered = recovered + :recovered,
    service_messages = service_messages + :service_messages
WHERE channel_key = :key;

-- name: tally_last
UPDATE channels SET last_posted_us = :last_us, last_stored_us = :now
WHERE channel_key = :key AND (last_posted_us IS NULL OR last_posted_us <= :last_us);
