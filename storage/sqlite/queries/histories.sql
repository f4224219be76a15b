-- name: media
SELECT m.post_id, m.kind, m.media_id, m.mime, m.size_bytes, m.name, m.duration_seconds, m.width, m.height, f.sha256
FROM posts AS p
CROSS JOIN media AS m ON m.post_id = p.post_id AND m.revision = p.current_revision
LEFT JOIN media_files AS f ON f.media_id = m.media_id
WHERE p.post_id IN (SELECT value FROM json_each(:ids)) ORDER BY m.post_id, m.position;

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
