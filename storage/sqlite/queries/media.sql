-- name: cursor
SELECT
    (SELECT position FROM lanes WHERE lane = 'media') AS seen,
    coalesce((SELECT position FROM lanes WHERE lane = 'urgent'), 0) AS worked;

-- name: news
SELECT c.position, p.post_id, p.channel_key, p.grouped_id
FROM changes AS c CROSS JOIN posts AS p ON p.post_id = c.post_id
WHERE c.urgent = 1 AND c.position > :seen AND c.position <= :worked
ORDER BY c.position LIMIT :most;

-- name: album
SELECT post_id FROM posts
WHERE channel_key = :channel_key AND grouped_id = :grouped_id
    AND post_id BETWEEN :post_id - (3600 << 20) AND :post_id + (3600 << 20);

-- name: facts
SELECT m.post_id, m.media_id, m.kind, m.size_bytes
FROM media AS m JOIN posts AS p ON p.post_id = m.post_id AND m.revision = p.current_revision
WHERE m.post_id IN (SELECT value FROM json_each(:ids)) AND m.media_id IS NOT NULL
ORDER BY m.post_id, m.position;

-- name: flagged
SELECT DISTINCT f.post_id FROM flags AS f JOIN readings AS r ON r.post_id = f.post_id AND r.revision = f.revision
WHERE f.post_id IN (SELECT value FROM json_each(:ids));

-- name: want
INSERT INTO media_files (media_id, post_id, state, flagged, wanted_us)
VALUES (:media_id, :post_id, 'wanted', :flagged, :now_us)
ON CONFLICT (media_id) DO UPDATE SET
    post_id = CASE state WHEN 'gone' THEN excluded.post_id ELSE post_id END,
    attempts = CASE state WHEN 'gone' THEN 0 ELSE attempts END,
    not_before_us = CASE state WHEN 'gone' THEN 0 ELSE not_before_us END,
    flagged = max(flagged, excluded.flagged),
    state = 'wanted'
WHERE state IN ('gone', 'wanted') AND (state = 'wanted' OR post_id IS NOT excluded.post_id);

-- name: move_cursor
INSERT INTO lanes (lane, position) VALUES ('media', :position)
ON CONFLICT (lane) DO UPDATE SET position = max(position, excluded.position);

-- name: alert_is_due
SELECT 1 FROM outbox
WHERE kind = 'alert' AND state = 'waiting' AND confirmed_version = 0
    AND not_before_us <= :now_us AND created_us > :since_us
LIMIT 1;

-- name: next
SELECT w.media_id, w.attempts, c.telegram_id, p.message_id
FROM media_files AS w
CROSS JOIN posts AS p ON p.post_id = w.post_id
CROSS JOIN channels AS c ON c.channel_key = p.channel_key
WHERE w.state = 'wanted' AND w.not_before_us <= :now_us AND c.telegram_id IS NOT NULL
ORDER BY w.flagged DESC, w.wanted_us, p.post_id LIMIT 1;

-- name: keep
UPDATE media_files SET state = 'kept', sha256 = :sha256, kept_bytes = :size_bytes WHERE media_id = :media_id;

-- name: give_up
UPDATE media_files SET state = :state WHERE media_id = :media_id;

-- name: put_off
UPDATE media_files SET attempts = attempts + 1, not_before_us = :until_us WHERE media_id = :media_id;
