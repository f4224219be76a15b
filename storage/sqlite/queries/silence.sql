-- name: heard_channels
SELECT * FROM channels
WHERE followed AND follow_state IN ('live', 'silent') AND last_posted_us IS NOT NULL ORDER BY channel_key;

-- name: habits
-- The last post before each of these moments, of each channel that may be silent.
SELECT c.channel_key, m.value AS moment_id, (
    SELECT post_id FROM posts AS p
    WHERE p.channel_key = c.channel_key AND p.post_id < m.value AND p.service IS NULL ORDER BY p.post_id DESC LIMIT 1
) AS post_id
FROM channels AS c CROSS JOIN json_each(:moments) AS m
WHERE c.followed AND c.follow_state = 'live' AND c.last_posted_us IS NOT NULL;

-- name: mark
UPDATE channels SET follow_state = :after, follow_state_us = :now, follow_note = NULL
WHERE followed AND follow_state = :before AND channel_key IN (SELECT value FROM json_each(:keys));

-- name: untold
SELECT * FROM channels
WHERE followed AND follow_state IS NOT NULL AND follow_state IS NOT told_state ORDER BY channel_key;

-- name: tell
UPDATE channels SET told_state = ? WHERE channel_key = ?;
