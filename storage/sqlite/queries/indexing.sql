-- name: posts_to_read
SELECT
    p.post_id, p.channel_key, p.grouped_id, p.current_revision, p.text AS first_text,
    (f.post_id IS NOT NULL) AS forwarded,
    EXISTS (SELECT 1 FROM media AS m WHERE m.post_id = p.post_id) AS has_media,
    EXISTS (SELECT 1 FROM tombstones AS t WHERE t.channel_key = p.channel_key AND t.message_id = p.message_id) AS deleted,
    EXISTS (SELECT 1 FROM revisions AS e WHERE e.post_id = p.post_id) AS edited,
    v.text AS later_text,  -- NULL where the first text stands: each text is long, and is told once
    CASE WHEN p.current_revision = 0 THEN p.entities ELSE v.entities END AS entities,
    r.tags AS old_tags, r.words AS old_words,
    -- A row that is not there must not be taken out: the index would be damaged.
    r.post_id IS NOT NULL AND EXISTS (SELECT 1 FROM post_index_docsize AS d WHERE d.id = p.post_id) AS indexed
FROM json_each(:ids) AS wanted
CROSS JOIN posts AS p ON p.post_id = wanted.value
LEFT JOIN forwards AS f ON f.post_id = p.post_id
LEFT JOIN revisions AS v ON v.post_id = p.post_id AND v.number = p.current_revision
LEFT JOIN readings AS r ON r.post_id = p.post_id
WHERE p.service IS NULL;

-- name: tagged
SELECT
    r.post_id, p.text AS first_text, r.tags, r.words,
    EXISTS (SELECT 1 FROM post_index_docsize AS d WHERE d.id = r.post_id) AS indexed
FROM readings AS r CROSS JOIN posts AS p ON p.post_id = r.post_id
WHERE r.post_id IN (SELECT value FROM json_each(:ids)) ORDER BY r.post_id;

-- name: retag
UPDATE readings SET tags = ? WHERE post_id = ?;

-- name: unindex
INSERT INTO post_index (post_index, rowid, words, tags) VALUES ('delete', ?, ?, ?);

-- name: index
INSERT INTO post_index (rowid, words, tags) VALUES (?, ?, ?);

-- name: keep_reading
INSERT INTO readings (post_id, revision, places, error, tags, words) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (post_id) DO UPDATE SET
    revision = excluded.revision, places = excluded.places, error = excluded.error,
    tags = excluded.tags, words = excluded.words;

-- name: drop_flags
DELETE FROM flags WHERE post_id = ? AND revision = ?;

-- name: add_flag
INSERT INTO flags (post_id, revision, signal, stance, places, mentions) VALUES (?, ?, ?, ?, ?, ?);
