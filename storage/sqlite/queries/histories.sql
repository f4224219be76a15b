-- name: media
SELECT kind, media_id, mime, size_bytes, name, duration_seconds, width, height FROM media
WHERE post_id = :post_id AND revision = :revision ORDER BY position;

-- name: forwards
SELECT post_id FROM forwards
WHERE message_id = :message_id AND (telegram_id = :telegram_id OR handle = :handle COLLATE NOCASE)
ORDER BY post_id LIMIT :most;

-- name: album
SELECT count(*) AS members FROM posts
WHERE channel_key = :channel_key AND grouped_id = :grouped_id
    AND post_id BETWEEN :post_id - (3600 << 20) AND :post_id + (3600 << 20);
