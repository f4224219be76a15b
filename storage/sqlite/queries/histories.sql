-- name: media
SELECT m.kind, m.media_id, m.mime, m.size_bytes, m.name, m.duration_seconds, m.width, m.height, f.sha256
FROM media AS m LEFT JOIN media_files AS f ON f.media_id = m.media_id
WHERE m.post_id = :post_id AND m.revision = :revision ORDER BY m.position;

-- name: forwards
SELECT post_id FROM forwards
WHERE message_id = :message_id AND (telegram_id = :telegram_id OR handle = :handle COLLATE NOCASE)
ORDER BY post_id LIMIT :most;

-- name: album
SELECT CASE WHEN p.current_revision = 0 THEN p.text ELSE v.text END AS text
FROM posts AS p LEFT JOIN revisions AS v ON v.post_id = p.post_id AND v.number = p.current_revision
WHERE p.channel_key = :channel_key AND p.grouped_id = :grouped_id
    AND p.post_id BETWEEN :post_id - (3600 << 20) AND :post_id + (3600 << 20)
ORDER BY p.message_id;
