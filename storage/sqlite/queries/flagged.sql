-- name: between
SELECT DISTINCT f.post_id
FROM flags AS f CROSS JOIN posts AS p ON p.post_id = f.post_id
WHERE f.post_id >= :first_id AND f.post_id < :end_id AND f.stance <> 'past'
    AND p.posted_us BETWEEN :earliest_us AND :latest_us;

-- name: posts
SELECT * FROM posts_now WHERE post_id IN (SELECT value FROM json_each(:ids)) ORDER BY post_id;

-- name: flags
SELECT * FROM flags WHERE post_id IN (SELECT value FROM json_each(:ids)) ORDER BY post_id, revision, signal;

-- name: versions
SELECT p.post_id, 0 AS number, p.text, p.origin, p.edited_us, p.vouched_us FROM posts AS p
WHERE p.post_id IN (SELECT value FROM json_each(:ids))
UNION ALL
SELECT r.post_id, r.number, r.text, r.origin, r.edited_us, r.vouched_us FROM revisions AS r
WHERE r.post_id IN (SELECT value FROM json_each(:ids))
ORDER BY post_id, vouched_us NULLS FIRST, number;
