-- name: posts_since
-- Channel by channel, since then an index alone answers; no join, for which the planner may filter all posts beforehand.
SELECT
    coalesce(sum((
        SELECT count(*) FROM posts AS p
        WHERE p.channel_key = c.channel_key AND p.post_id >= :first_id AND p.service IS NULL
    )), 0) AS posts,
    (SELECT min(post_id) FROM posts) AS first_id
FROM channels AS c;

-- name: flags_since
SELECT f.signal, f.stance, count(*) AS flags
FROM flags AS f CROSS JOIN readings AS r ON r.post_id = f.post_id AND r.revision = f.revision
WHERE f.post_id >= :first_id GROUP BY f.signal, f.stance;

-- name: stories_since
-- Stories that somebody claimed, with their first claim and the first official answer to it that stands.
WITH claimed AS (
    SELECT s.state, s.founded_us, s.last_claim_us, s.story_id, (
        SELECT min(c.post_id) FROM story_posts AS c
        WHERE c.story_id = s.story_id AND c.stance = 'claimed' AND c.role IN ('claim', 'copy')
    ) AS claim_id
    FROM stories AS s WHERE s.last_claim_us >= :since_us AND s.merged_into IS NULL
)
SELECT state, founded_us, last_claim_us, claim_id, (
    SELECT min(a.post_id)
    FROM story_posts AS a
    JOIN posts AS p ON p.post_id = a.post_id
    JOIN channels AS c ON c.channel_key = p.channel_key
    LEFT JOIN tombstones AS t ON t.channel_key = p.channel_key AND t.message_id = p.message_id
    WHERE a.story_id = claimed.story_id AND a.post_id > claim_id AND a.withdrawn = 0 AND t.message_id IS NULL
        AND (a.role = 'admission' OR a.role = 'denial' AND c.class IN (SELECT value FROM json_each(:officials)))
) AS answer_id
FROM claimed WHERE claim_id IS NOT NULL;

-- name: claims_since
-- Each channel's stories that it claimed in its own words: whether none of its claims stands, and what officials said later.
WITH claimed AS (
    SELECT p.channel_key, s.story_id, min(s.post_id) AS claim_id, min(s.withdrawn OR t.message_id IS NOT NULL) AS gone
    FROM story_posts AS s INDEXED BY story_posts_by_post
    CROSS JOIN posts AS p ON p.post_id = s.post_id
    LEFT JOIN tombstones AS t ON t.channel_key = p.channel_key AND t.message_id = p.message_id
    WHERE s.post_id >= :first_id AND s.role = 'claim'
    GROUP BY p.channel_key, s.story_id
)
SELECT channel_key, gone, (
    SELECT group_concat(DISTINCT a.role)
    FROM story_posts AS a
    JOIN posts AS p ON p.post_id = a.post_id
    JOIN channels AS c ON c.channel_key = p.channel_key
    LEFT JOIN tombstones AS t ON t.channel_key = p.channel_key AND t.message_id = p.message_id
    WHERE a.story_id = claimed.story_id AND a.post_id > claim_id AND a.withdrawn = 0 AND t.message_id IS NULL
        AND (a.role = 'admission' OR a.role = 'denial' AND c.class IN (SELECT value FROM json_each(:officials)))
) AS answers
FROM claimed ORDER BY channel_key;
