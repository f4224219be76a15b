-- name: save
INSERT INTO stories (
    story_id, event_id, signal, place, axis, state, severity, reasons,
    founded_us, last_claim_us, version, transition, continues, title, weight,
    merged_into
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (story_id) DO UPDATE SET
    event_id = excluded.event_id, signal = excluded.signal, place = excluded.place, axis = excluded.axis,
    state = excluded.state, severity = excluded.severity, reasons = excluded.reasons,
    founded_us = excluded.founded_us, last_claim_us = excluded.last_claim_us,
    version = excluded.version, transition = excluded.transition, continues = excluded.continues,
    title = excluded.title, weight = excluded.weight, merged_into = excluded.merged_into;

-- name: drop_posts
DELETE FROM story_posts WHERE story_id = ?;

-- name: add_post
INSERT INTO story_posts (
    story_id, post_id, revision, origin, role, stance, "start", "end", term, cue, side, euphemism, places, copy_of, withdrawn, answers
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: versions_of_revised
SELECT p.post_id, 0 AS number, p.text, p.current_revision FROM posts AS p
WHERE p.post_id IN (SELECT value FROM json_each(:ids))
    AND EXISTS (SELECT 1 FROM revisions AS r WHERE r.post_id = p.post_id)
UNION ALL
SELECT r.post_id, r.number, r.text, p.current_revision
FROM revisions AS r JOIN posts AS p USING (post_id)
WHERE r.post_id IN (SELECT value FROM json_each(:ids));

-- name: by_ids
SELECT * FROM stories
WHERE story_id IN (SELECT value FROM json_each(:ids)) AND merged_into IS NULL ORDER BY story_id;

-- name: survivor
WITH RECURSIVE way (story_id, merged_into) AS (
    SELECT story_id, merged_into FROM stories WHERE story_id = :story_id
    UNION
    SELECT s.story_id, s.merged_into FROM way JOIN stories AS s ON s.story_id = way.merged_into
)
SELECT story_id FROM way WHERE merged_into IS NULL;

-- name: posts_by_ids
SELECT
    s.*, p.channel_key, p.message_id, p.posted_us, p.url, t.deleted_us,
    CASE WHEN s.revision = 0 THEN p.text ELSE r.text END AS text
FROM story_posts AS s
JOIN posts AS p USING (post_id)
LEFT JOIN revisions AS r ON r.post_id = s.post_id AND r.number = s.revision
LEFT JOIN tombstones AS t ON t.channel_key = p.channel_key AND t.message_id = p.message_id
WHERE s.story_id IN (SELECT value FROM json_each(:ids))
ORDER BY s.story_id, p.posted_us, s.post_id;

-- name: between
SELECT DISTINCT s.story_id
FROM story_posts AS s INDEXED BY story_posts_by_post CROSS JOIN posts AS p ON p.post_id = s.post_id
WHERE s.post_id >= :first_id AND s.post_id < :end_id AND p.posted_us BETWEEN :earliest_us AND :latest_us;

-- name: of_posts
SELECT DISTINCT story_id FROM story_posts WHERE post_id IN (SELECT value FROM json_each(:ids));

-- name: of_events
SELECT story_id FROM stories WHERE event_id IN (SELECT value FROM json_each(:ids));

-- name: newest_claims
SELECT story_id FROM stories WHERE merged_into IS NULL ORDER BY last_claim_us DESC, story_id DESC LIMIT :limit;

-- name: last_id
SELECT coalesce(max(story_id), 0) AS story_id FROM stories;
