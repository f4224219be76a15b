-- name: mark
SELECT position FROM lanes WHERE lane = 'reindex';

-- name: set_mark
INSERT INTO lanes (lane, position) VALUES ('reindex', :post_id)
ON CONFLICT (lane) DO UPDATE SET position = excluded.position;

-- name: drop_marks
DELETE FROM lanes WHERE lane IN ('reindex', 'index made');

-- name: is_made
SELECT 1 FROM lanes WHERE lane = 'index made';

-- name: set_made
INSERT INTO lanes (lane, position) VALUES ('index made', 0);

-- name: has_index
SELECT 1 FROM sqlite_master WHERE name = 'post_index';

-- name: mend_data
CREATE TABLE IF NOT EXISTS post_index_data (id INTEGER PRIMARY KEY, block BLOB);

-- name: mend_structure
-- An index of no segment.
INSERT OR REPLACE INTO post_index_data (id, block) VALUES (10, x'00000000000000');

-- name: mend_config
CREATE TABLE IF NOT EXISTS post_index_config (k PRIMARY KEY, v) WITHOUT ROWID;

-- name: mend_version
INSERT OR REPLACE INTO post_index_config (k, v) VALUES ('version', 4);

-- name: drop_index
DROP TABLE post_index;

-- name: next_posts
SELECT r.post_id FROM readings AS r WHERE r.post_id > :after ORDER BY r.post_id LIMIT :most;

-- name: versions
SELECT post_id, 0 AS number, text, vouched_us FROM posts WHERE post_id IN (SELECT value FROM json_each(:ids))
UNION ALL
SELECT post_id, number, text, vouched_us FROM revisions WHERE post_id IN (SELECT value FROM json_each(:ids))
ORDER BY post_id, vouched_us NULLS FIRST, number;

-- name: stored
SELECT r.post_id, r.revision, r.places, r.error,
    1 + (SELECT count(*) FROM revisions AS v WHERE v.post_id = r.post_id) AS versions
FROM readings AS r WHERE r.post_id IN (SELECT value FROM json_each(:ids));

-- name: read_again
-- Not urgent, so that nobody is alerted.
INSERT INTO changes (post_id, kind, origin, urgent, seen_us)
SELECT post_id, 'revision', 'import', 0, :now FROM readings
WHERE error IS NOT NULL AND post_id IN (SELECT value FROM json_each(:ids));

-- name: flags
SELECT f.post_id, f.signal, f.stance, f.places FROM flags AS f CROSS JOIN readings AS r ON r.post_id = f.post_id AND r.revision = f.revision
WHERE f.post_id IN (SELECT value FROM json_each(:ids)) ORDER BY f.post_id, f.signal;
