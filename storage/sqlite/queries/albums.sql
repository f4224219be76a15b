-- name: members
-- An album has at most ten messages, numbered one after the other.
SELECT DISTINCT s.post_id, s.channel_key, s.grouped_id, s.message_id,
    CASE WHEN s.current_revision = 0 THEN s.text ELSE v.text END <> '' AS has_text,
    EXISTS (SELECT 1 FROM tombstones AS t WHERE t.channel_key = s.channel_key AND t.message_id = s.message_id) AS is_deleted
FROM json_each(:ids) AS wanted
CROSS JOIN posts AS p ON p.post_id = wanted.value
CROSS JOIN posts AS s ON s.channel_key = p.channel_key AND s.message_id BETWEEN p.message_id - 9 AND p.message_id + 9
LEFT JOIN revisions AS v ON v.post_id = s.post_id AND v.number = s.current_revision
WHERE p.grouped_id IS NOT NULL AND s.grouped_id = p.grouped_id AND s.service IS NULL
ORDER BY s.message_id;
