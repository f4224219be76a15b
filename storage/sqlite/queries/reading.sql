-- name: match
SELECT rowid AS post_id FROM post_index
WHERE post_index MATCH :expression AND rowid >= :first_id AND rowid < :end_id
ORDER BY rowid DESC LIMIT :limit OFFSET :offset;

-- name: words
SELECT r.post_id, r.words, CAST(p.text AS BLOB) AS text FROM readings AS r
CROSS JOIN posts AS p ON p.post_id = r.post_id
WHERE r.post_id IN (SELECT value FROM json_each(:ids));

-- name: reach
SELECT count(*) AS matches, min(post_id) AS oldest_id FROM (
    SELECT rowid AS post_id FROM post_index WHERE post_index MATCH :expression ORDER BY rowid DESC LIMIT :newest
);

-- name: reach_of_posts
SELECT
    count(*) AS matches, min(post_id) AS oldest_id, max(post_id) AS newest_id,
    (SELECT coalesce(sum(posts), 0) FROM channels) AS posts
FROM (SELECT post_id FROM posts ORDER BY post_id DESC LIMIT :newest);

-- name: span
SELECT (SELECT min(post_id) FROM posts) AS oldest_id, (SELECT max(post_id) FROM posts) AS newest_id;

-- name: count_matches
SELECT count(*) AS matches FROM (
    SELECT 1 FROM post_index
    WHERE post_index MATCH :expression AND rowid >= :first_id AND rowid < :end_id LIMIT :most
);

-- name: match_and_check
SELECT i.rowid AS post_id
FROM post_index AS i
CROSS JOIN posts AS p ON p.post_id = i.rowid
CROSS JOIN readings AS r ON r.post_id = i.rowid
WHERE i.post_index MATCH :expression AND i.rowid >= :first_id AND i.rowid < :end_id
    AND p.posted_us >= :after_us AND p.posted_us < :before_us AND (:among IS NULL OR i.rowid IN (SELECT value FROM json_each(:among)))
    AND holds(r.words, CAST(p.text AS BLOB))
ORDER BY i.rowid DESC LIMIT :most;

-- name: posts
SELECT * FROM posts_now WHERE post_id IN (SELECT value FROM json_each(:ids)) ORDER BY post_id DESC;

-- name: post
SELECT * FROM posts_now WHERE channel_key = :key AND message_id = :message_id;

-- name: flags
SELECT f.* FROM flags AS f CROSS JOIN readings AS r ON r.post_id = f.post_id AND r.revision = f.revision
WHERE f.post_id IN (SELECT value FROM json_each(:ids)) ORDER BY f.post_id, f.signal;

-- name: places_and_revisions
SELECT r.post_id, r.places, (SELECT count(*) FROM revisions AS v WHERE v.post_id = r.post_id) AS revisions
FROM readings AS r WHERE r.post_id IN (SELECT value FROM json_each(:ids));

-- name: channel_reports
SELECT
    c.*,
    (SELECT count(*) FROM posts AS p
        WHERE p.channel_key = c.channel_key AND p.service IS NULL AND p.post_id >= :day_id) AS posts_last_day,
    (SELECT last_id FROM covered_ranges AS r
        WHERE r.channel_key = c.channel_key ORDER BY first_id LIMIT 1) AS cursor
FROM channels AS c;

-- name: figures
SELECT
    (SELECT coalesce(sum(posts), 0) FROM channels) AS posts,
    (SELECT count(*) FROM readings WHERE error IS NOT NULL) AS faulty,
    (SELECT count(*) FROM changes
        WHERE urgent = 1 AND position > coalesce((SELECT position FROM lanes WHERE lane = 'urgent'), 0))
    + (SELECT count(*) FROM changes
        WHERE urgent = 0 AND position > coalesce((SELECT position FROM lanes WHERE lane = 'bulk'), 0)) AS behind;
