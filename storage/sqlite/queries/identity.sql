-- name: by_name
SELECT c.* FROM channel_names AS n JOIN channels AS c USING (channel_key)
WHERE n.kind = :kind AND n.value = :value;

-- name: titled_alike
SELECT * FROM channels WHERE channel_key IN (
    SELECT channel_key FROM channel_names WHERE kind = 'title' AND ltrim(casefold(value), '@') = :value
);

-- name: by_key
SELECT * FROM channels WHERE channel_key = :key;

-- name: by_keys
SELECT * FROM channels WHERE channel_key IN (SELECT value FROM json_each(:keys));

-- name: by_classes
SELECT * FROM channels WHERE class IN (SELECT value FROM json_each(:classes)) ORDER BY channel_key;

-- name: add
INSERT INTO channels (telegram_id, handle, title, class) VALUES (:telegram_id, :handle, :title, :class)
RETURNING channel_key;

-- name: update
UPDATE channels SET telegram_id = :telegram_id, handle = :handle, title = :title, class = :class
WHERE channel_key = :key;

-- name: release_handle
UPDATE channels SET handle = NULL
WHERE channel_key <> :key
    AND channel_key IN (SELECT channel_key FROM channel_names WHERE kind = 'handle' AND value = :value);

-- name: release_name
DELETE FROM channel_names WHERE kind = :kind AND value = :value AND channel_key <> :key;

-- name: add_name
INSERT OR IGNORE INTO channel_names (kind, value, channel_key) VALUES (:kind, :value, :key);

-- name: unfollow_others
UPDATE channels SET followed = 0, followed_us = NULL, follow_state = NULL, follow_note = NULL, follow_state_us = NULL,
    told_state = NULL
WHERE followed AND channel_key NOT IN (SELECT value FROM json_each(:keys));

-- name: follow
UPDATE channels SET followed = 1, followed_us = coalesce(followed_us, :now)
WHERE channel_key IN (SELECT value FROM json_each(:keys));

-- name: hand_over
UPDATE channels AS taker SET
    followed = taker.followed OR giver.followed,
    followed_us = coalesce(taker.followed_us, giver.followed_us),
    follow_state = coalesce(giver.follow_state, taker.follow_state),
    follow_note = coalesce(giver.follow_note, taker.follow_note),
    follow_state_us = coalesce(giver.follow_state_us, taker.follow_state_us),
    told_state = coalesce(giver.told_state, taker.told_state),
    class = coalesce(giver.class, taker.class),
    recovered = taker.recovered + giver.recovered
FROM channels AS giver
WHERE taker.channel_key = :taker AND giver.channel_key = :giver;

-- name: is_empty
SELECT NOT EXISTS (SELECT 1 FROM posts WHERE channel_key = :key)
    AND NOT EXISTS (SELECT 1 FROM tombstones WHERE channel_key = :key) AS is_empty;

-- name: give_names
UPDATE OR IGNORE channel_names SET channel_key = :taker WHERE channel_key = :giver;

-- name: stop_following
UPDATE channels SET followed = 0, followed_us = NULL, follow_state = NULL, follow_note = NULL, follow_state_us = NULL,
    told_state = NULL, recovered = 0
WHERE channel_key = :key;

-- name: remove
DELETE FROM channels WHERE channel_key = :key;

-- name: set_follow_state
UPDATE channels SET follow_state = :state, follow_note = :note, follow_state_us = :now
WHERE channel_key = :key AND NOT (follow_state IS 'silent' AND :state = 'live');
