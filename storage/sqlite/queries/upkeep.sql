-- name: merge_index
INSERT INTO post_index (post_index, rank) VALUES ('merge', :pages);

-- name: tables
-- Our own that have an index of all their rows; one that has none would be counted from end to end.
SELECT m.name FROM sqlite_master AS m
WHERE m.type = 'table' AND m.name NOT GLOB 'post_index*' AND m.name NOT GLOB 'sqlite_*'
    AND EXISTS (SELECT 1 FROM pragma_index_list(m.name) WHERE partial = 0);

-- name: prove
INSERT INTO lanes (lane, position) VALUES ('proof', :now)
ON CONFLICT (lane) DO UPDATE SET position = excluded.position;

-- name: progress
SELECT
    coalesce((SELECT position FROM lanes WHERE lane = 'urgent'), 0) AS worked,
    EXISTS (SELECT 1 FROM changes WHERE urgent = 1
        AND position > coalesce((SELECT position FROM lanes WHERE lane = 'urgent'), 0)) AS has_work;

-- name: outbox_mark
SELECT count(*) AS rows, coalesce(sum(attempts), 0) AS attempts FROM outbox WHERE state = 'waiting';

-- name: needed_from
-- The first position of the urgent lane that a digest may still ask for. Each chat's next digest begins where its last
-- one ended, or, before the first, at the newest change that was stored before the chat came.
SELECT min(coalesce(
    (SELECT o.digest_up_to FROM outbox AS o
        WHERE o.chat_id = s.chat_id AND o.kind = 'digest' AND (o.confirmed_version > 0 OR o.state = 'passed')
            AND o.digest_until_us >= s.since_us
        ORDER BY o.digest_until_us DESC LIMIT 1),
    (SELECT c.position FROM changes AS c
        WHERE c.urgent = 1 AND c.seen_us < s.since_us ORDER BY c.position DESC LIMIT 1),
    0
)) AS position
FROM subscribers AS s WHERE s.state = 'active';

-- name: newest_urgent
SELECT coalesce(max(position), 0) AS position FROM changes WHERE urgent = 1;

-- name: worked
SELECT coalesce((SELECT position FROM lanes WHERE lane = :lane), 0) AS position;

-- name: drop_changes
-- The lane's oldest, as far as they are worked, needed by no digest, and old: positions rise with the time of storing.
DELETE FROM changes WHERE position IN (
    SELECT position FROM (
        SELECT position, seen_us FROM changes
        WHERE urgent = :urgent AND position < :end ORDER BY position LIMIT :most
    )
    WHERE seen_us < :before_us
);

-- name: outbox_stretch
SELECT max(delivery_id) AS last_id, min(created_us) AS oldest_us FROM (
    SELECT delivery_id, created_us FROM outbox WHERE delivery_id > :after ORDER BY delivery_id LIMIT :most
);

-- name: drop_deliveries
DELETE FROM outbox AS o
WHERE o.delivery_id > :after AND o.delivery_id <= :last_id
    AND o.state IN ('sent', 'parked', 'passed', 'counted')
    AND max(o.created_us, ifnull(o.sent_us, 0), ifnull(o.parked_us, 0), ifnull(o.counted_us, 0)) < :before_us
    -- Notices that are said once are known by their rows; those of an hour's turn are not.
    AND (o.kind <> 'notice' OR o.delivery_key GLOB 'more:*')
    -- A digest's row says where the chat's next one begins; newer ones say it instead.
    AND (o.kind <> 'digest' OR EXISTS (
        SELECT 1 FROM outbox AS n
        WHERE n.chat_id = o.chat_id AND n.kind = 'digest' AND n.digest_until_us > o.digest_until_us
            AND (n.confirmed_version > 0 OR n.state = 'passed')
    ))
    -- The next digest tells how many alerts were only counted.
    AND (o.state <> 'counted' OR NOT EXISTS (
        SELECT 1 FROM subscribers AS s WHERE s.chat_id = o.chat_id AND s.state = 'active'
    ) OR EXISTS (
        SELECT 1 FROM outbox AS n
        WHERE n.chat_id = o.chat_id AND n.kind = 'digest' AND n.digest_until_us > o.counted_us
            AND (n.confirmed_version > 0 OR n.state = 'passed')
    ))
    -- An event that goes on keeps its alert, and what answers it.
    AND NOT EXISTS (
        SELECT 1 FROM stories AS s JOIN stories AS e USING (event_id)
        WHERE s.story_id = o.story_id AND e.last_claim_us >= :before_us
    )
    AND NOT EXISTS (
        SELECT 1 FROM outbox AS r WHERE r.reply_to_key = o.delivery_key AND r.state = 'waiting'
    );

-- name: drop_translations
DELETE FROM translations WHERE (post_id, language, excerpt) IN (
    SELECT post_id, language, excerpt FROM translations
    WHERE post_id < :first_id AND translated_us < :before_us LIMIT :most
);

-- name: drop_questions
DELETE FROM questions WHERE question_id IN (
    SELECT question_id FROM questions WHERE asked_us < :before_us ORDER BY asked_us LIMIT :most
);
