-- name: lowest
SELECT last_id FROM covered_ranges WHERE channel_key = :key ORDER BY first_id LIMIT 1;

-- name: touching
SELECT min(first_id) AS first_id, max(last_id) AS last_id FROM covered_ranges
WHERE channel_key = :key AND first_id <= :last_id + 1 AND last_id >= :first_id - 1;

-- name: remove_within
DELETE FROM covered_ranges WHERE channel_key = :key AND first_id >= :first_id AND last_id <= :last_id;

-- name: add
INSERT INTO covered_ranges (channel_key, first_id, last_id) VALUES (:key, :first_id, :last_id);

-- name: cursors
SELECT channel_key, (
    SELECT last_id FROM covered_ranges AS r WHERE r.channel_key = c.channel_key ORDER BY first_id LIMIT 1
) AS cursor
FROM channels AS c
WHERE channel_key IN (SELECT value FROM json_each(:keys)) AND cursor IS NOT NULL;

-- name: missing
-- Whatever is known above the cursor, in order, and the stretches between: the cursor and the newest id are its ends.
WITH known AS (
    SELECT :cursor AS first_id, :cursor AS last_id
    UNION ALL SELECT :newest + 1, :newest + 1
    UNION ALL SELECT message_id, message_id FROM posts
        WHERE channel_key = :key AND message_id > :cursor AND message_id <= :newest
    UNION ALL SELECT message_id, message_id FROM tombstones
        WHERE channel_key = :key AND message_id > :cursor AND message_id <= :newest
    UNION ALL SELECT first_id, last_id FROM covered_ranges
        WHERE channel_key = :key AND last_id > :cursor AND first_id <= :newest
), reached AS (
    SELECT first_id, max(last_id) OVER (
        ORDER BY first_id, last_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS known_to
    FROM known
)
SELECT known_to + 1 AS first_id, first_id - 1 AS last_id FROM reached
WHERE known_to + 1 < first_id AND first_id <= :newest + 1 ORDER BY first_id;

-- name: standings
WITH alarms AS (
    SELECT p.channel_key, count(DISTINCT s.post_id) AS posts
    FROM story_posts AS s INDEXED BY story_posts_by_post CROSS JOIN posts AS p ON p.post_id = s.post_id
    WHERE s.post_id >= :since_id GROUP BY p.channel_key
)
SELECT c.channel_key, coalesce(a.posts, 0) AS alarms, (
    SELECT last_id FROM covered_ranges AS r WHERE r.channel_key = c.channel_key ORDER BY first_id LIMIT 1
) AS cursor
FROM channels AS c LEFT JOIN alarms AS a ON a.channel_key = c.channel_key
WHERE c.followed;

-- name: posts_in_stories
SELECT DISTINCT p.channel_key, p.message_id, p.posted_us
FROM story_posts AS s INDEXED BY story_posts_by_post
CROSS JOIN posts AS p ON p.post_id = s.post_id
JOIN channels AS c ON c.channel_key = p.channel_key
LEFT JOIN tombstones AS t ON t.channel_key = p.channel_key AND t.message_id = p.message_id
WHERE s.post_id >= :since_id AND c.followed AND t.message_id IS NULL;
