-- name: last_slot
SELECT digest_slot AS slot FROM outbox
WHERE chat_id = :chat_id AND kind = 'digest' AND digest_slot IS NOT NULL
ORDER BY digest_until_us DESC, digest_slot DESC LIMIT 1;

-- name: last_told
SELECT digest_until_us AS until_us, digest_up_to AS up_to, digest_empty AS empty FROM outbox
WHERE chat_id = :chat_id AND kind = 'digest' AND (confirmed_version > 0 OR state = 'passed')
ORDER BY digest_until_us DESC LIMIT 1;

-- name: waiting
SELECT o.delivery_key, (
    o.lease_until_us > 0 OR o.message_ids <> '[]'
    OR EXISTS (SELECT 1 FROM outbox_parts AS p WHERE p.delivery_id = o.delivery_id)
) AS begun
FROM outbox AS o WHERE o.chat_id = :chat_id AND o.kind = 'digest' AND o.state = 'waiting' AND o.confirmed_version = 0
ORDER BY begun DESC LIMIT 1;

-- name: drop_waiting
DELETE FROM outbox AS o
WHERE o.chat_id = :chat_id AND o.kind = 'digest' AND o.state = 'waiting' AND o.lease_until_us = 0
    AND o.confirmed_version = 0 AND o.message_ids = '[]' AND NOT EXISTS (SELECT 1 FROM outbox_parts AS p WHERE p.delivery_id = o.delivery_id);

-- name: pass
UPDATE outbox SET state = 'passed', sent_us = created_us WHERE delivery_key = :key AND state = 'waiting';

-- name: known_up_to
SELECT coalesce((SELECT position FROM lanes WHERE lane = 'urgent'), 0) AS position;

-- name: known_before
SELECT position FROM changes WHERE urgent = 1 AND seen_us < :moment_us ORDER BY position DESC LIMIT 1;

-- name: last_heard
SELECT seen_us FROM changes WHERE urgent = 1 ORDER BY position DESC LIMIT 1;

-- name: keep_news
INSERT INTO story_news (story_id, post_id, part, position, first_position)
VALUES (
    :story_id, :post_id, :part,
    coalesce((SELECT min(position) FROM story_news WHERE post_id = :post_id AND part = :part), :position),
    coalesce((SELECT min(first_position) FROM story_news WHERE post_id = :post_id AND part = :part), :position)
)
ON CONFLICT (story_id, post_id) DO UPDATE SET
    position = CASE :position WHEN 0 THEN position ELSE :position END, part = excluded.part
WHERE part <> excluded.part;

-- name: news
SELECT n.story_id, n.post_id, n.position, n.first_position
FROM story_news AS n JOIN story_posts AS p USING (story_id, post_id)
WHERE n.story_id IN (SELECT story_id FROM story_news WHERE position > :after AND position <= :up_to)
ORDER BY n.story_id, n.post_id;

-- name: changed_posts
SELECT DISTINCT post_id FROM changes AS c
WHERE urgent = 1 AND position > :after AND position <= :up_to AND kind <> 'post'
    AND EXISTS (SELECT 1 FROM flags AS f WHERE f.post_id = c.post_id);

-- name: ever_flagged
SELECT DISTINCT post_id, signal FROM flags
WHERE post_id IN (SELECT value FROM json_each(:ids)) ORDER BY post_id, signal;

-- name: first_versions
SELECT post_id, 0 AS number, text, edited_us, seen_us FROM posts
WHERE post_id IN (SELECT value FROM json_each(:ids));

-- name: recovered
SELECT count(*) AS posts FROM changes
WHERE urgent = 1 AND position > :after AND position <= :up_to AND kind = 'post' AND origin = 'recovered';

-- name: words
SELECT
    w.text AS word,
    count(*) FILTER (WHERE NOT m.copy) AS posts,
    count(*) FILTER (WHERE m.copy) AS copies
FROM watch_words AS w JOIN word_matches AS m USING (word_id)
WHERE w.chat_id = :chat_id AND m.at_us > :since_us AND m.at_us <= :until_us
GROUP BY w.word_id ORDER BY posts DESC, w.word_id;

-- name: alarms
SELECT DISTINCT post_id, signal FROM flags
WHERE post_id >= :first_id AND post_id < :end_id AND stance IN ('claimed', 'feared')
ORDER BY post_id;

-- name: first_post
SELECT min(post_id) AS post_id FROM posts WHERE post_id >= :first_id AND post_id < :end_id;

-- name: days_heard
-- From each day that has a post to the next that has one, without a look at the posts between.
WITH RECURSIVE days (day) AS (
    SELECT min(post_id) / :ids_a_day FROM posts WHERE post_id >= :first_id AND post_id < :end_id
    UNION ALL
    SELECT (SELECT min(post_id) FROM posts WHERE post_id >= (day + 1) * :ids_a_day AND post_id < :end_id) / :ids_a_day
    FROM days WHERE day IS NOT NULL
)
SELECT day FROM days WHERE day IS NOT NULL;
