-- name: add
INSERT INTO outbox (
    delivery_key, chat_id, kind, priority, state, created_us, version, story_id, silent, reply_to_key, facts,
    not_before_us, digest_slot, digest_until_us, digest_up_to, digest_empty, weight, nonce
) VALUES (
    :key, ifnull((SELECT s.chat_id FROM subscribers AS s WHERE s.moved_from = :chat_id), :chat_id),
    :kind, :priority, 'waiting', :created_us, :version, :story_id, :silent, :reply_to_key, :facts,
    :not_before_us, :digest_slot, :digest_until_us, :digest_up_to, :digest_empty, :weight, ifnull(:nonce, random())
) ON CONFLICT (delivery_key) DO NOTHING;

-- name: has_nonce
SELECT 1 FROM outbox WHERE nonce = :nonce LIMIT 1;

-- name: park_late_answers
UPDATE outbox SET state = 'parked', parked_us = created_us, parked_reason = 'the message it answers was not sent'
WHERE delivery_key = :key AND reply_to_key IN (
    SELECT delivery_key FROM outbox WHERE state = 'parked' AND confirmed_version = 0
);

-- name: want_newer
-- While an edit is under way, or may have been made, what is newer comes as another one, in its own time.
UPDATE outbox SET
    version = :version,
    facts = :facts,
    story_id = :story_id,
    weight = :weight,
    silent = :silent,
    not_before_us = CASE WHEN state = 'counted' THEN :not_before_us WHEN :let_go THEN 0 ELSE not_before_us END,
    edit_not_before_us = CASE
        WHEN confirmed_version > 0 AND (lease_until_us > 0 OR EXISTS (
            SELECT 1 FROM outbox_parts AS p
            WHERE p.delivery_id = outbox.delivery_id AND p.version > outbox.confirmed_version
        )) THEN :not_before_us
        ELSE min(ifnull(edit_not_before_us, :not_before_us), :not_before_us)
    END,
    state = CASE WHEN state IN ('sent', 'counted') THEN 'waiting' ELSE state END
WHERE delivery_key = :key AND version < :version;

-- name: drop_overtaken_edit
-- But not while somebody makes it.
DELETE FROM outbox_parts
WHERE delivery_id = (
        SELECT delivery_id FROM outbox WHERE delivery_key = :key AND confirmed_version > 0 AND lease_until_us = 0
    )
    AND version < :version AND version > (SELECT confirmed_version FROM outbox WHERE delivery_key = :key);

-- name: renew_facts
UPDATE outbox SET facts = :facts WHERE delivery_key = :key AND version = :version;

-- name: is_begun
SELECT 1 FROM outbox AS o WHERE delivery_key = :key AND (
    confirmed_version > 0 OR message_ids <> '[]'
    OR EXISTS (SELECT 1 FROM outbox_parts AS p WHERE p.delivery_id = o.delivery_id)
);

-- name: unbegun_replies
SELECT delivery_id, facts FROM outbox AS o
WHERE reply_to_key = :reply_to_key AND kind = 'reply' AND state = 'waiting' AND confirmed_version = 0
    AND message_ids = '[]' AND NOT EXISTS (SELECT 1 FROM outbox_parts AS p WHERE p.delivery_id = o.delivery_id)
ORDER BY delivery_id;

-- name: withdraw
DELETE FROM outbox
WHERE delivery_key = :key AND version = :version AND confirmed_version = 0 AND message_ids = '[]'
    AND NOT EXISTS (SELECT 1 FROM outbox_parts AS p WHERE p.delivery_id = outbox.delivery_id);

-- name: drop_row
DELETE FROM outbox WHERE delivery_id = :id;

-- name: living_alerts
SELECT
    o.*, n.event_id,
    (o.confirmed_version > 0 OR o.message_ids <> '[]'
        OR EXISTS (SELECT 1 FROM outbox_parts AS p WHERE p.delivery_id = o.delivery_id)) AS begun,
    (SELECT count(*) FROM outbox AS r WHERE r.reply_to_key = o.delivery_key AND (r.confirmed_version > 0
        OR EXISTS (SELECT 1 FROM outbox_parts AS p WHERE p.delivery_id = r.delivery_id))) AS replies
FROM (
    SELECT value AS event_id, value AS number FROM json_each(:event_ids)
    UNION
    SELECT s.event_id, s.story_id FROM stories AS s WHERE s.event_id IN (SELECT value FROM json_each(:event_ids))
) AS n
JOIN outbox AS o ON o.delivery_key >= 'alert:' || n.number || ':' AND o.delivery_key < 'alert:' || n.number || ';'
ORDER BY o.delivery_key <> 'alert:' || n.event_id || ':' || o.chat_id, o.delivery_id;

-- name: alerts_told
SELECT count(*) AS rows FROM outbox WHERE chat_id = :chat_id AND kind = 'alert' AND sent_us > :since_us;

-- name: pass_over
UPDATE outbox SET state = 'counted', counted_us = :now, lease_until_us = 0
WHERE delivery_key = :key AND state = 'waiting' AND confirmed_version = 0;

-- name: alerts_counted
SELECT count(*) AS rows FROM outbox
WHERE chat_id = :chat_id AND state = 'counted' AND counted_us >= :since_us AND counted_us < :until_us;

-- name: add_parts
INSERT OR IGNORE INTO outbox_parts (delivery_id, version, parts)
SELECT delivery_id, :version, :parts FROM outbox
WHERE delivery_key = :key AND (confirmed_version > 0 OR version = :version);

-- name: holds_parts
SELECT 1 FROM outbox_parts AS p JOIN outbox AS o USING (delivery_id)
WHERE o.delivery_key = :key AND p.version = :version;

-- name: count_due
SELECT count(*) AS rows FROM (
    SELECT 1 FROM outbox AS o INDEXED BY outbox_by_time WHERE o.state = 'waiting' AND max(
        o.postponed_us, o.lease_until_us,
        CASE o.confirmed_version WHEN 0 THEN o.not_before_us ELSE ifnull(o.edit_not_before_us, 0) END
    ) <= :now LIMIT :many
);

-- name: due_by_turn
SELECT o.delivery_id, o.chat_id
FROM outbox AS o INDEXED BY outbox_by_turn LEFT JOIN outbox AS answered ON answered.delivery_key = o.reply_to_key
WHERE o.state = 'waiting' AND max(
        o.postponed_us, o.lease_until_us,
        CASE o.confirmed_version WHEN 0 THEN o.not_before_us ELSE ifnull(o.edit_not_before_us, 0) END
    ) <= :now
    AND o.chat_id NOT IN (SELECT value FROM json_each(:resting))
    AND (answered.delivery_id IS NULL OR answered.confirmed_version > 0)
ORDER BY o.priority, o.weight DESC, o.created_us, o.delivery_id;

-- name: due_by_time
SELECT o.delivery_id, o.chat_id
FROM outbox AS o INDEXED BY outbox_by_time LEFT JOIN outbox AS answered ON answered.delivery_key = o.reply_to_key
WHERE o.state = 'waiting' AND max(
        o.postponed_us, o.lease_until_us,
        CASE o.confirmed_version WHEN 0 THEN o.not_before_us ELSE ifnull(o.edit_not_before_us, 0) END
    ) <= :now
    AND o.chat_id NOT IN (SELECT value FROM json_each(:resting))
    AND (answered.delivery_id IS NULL OR answered.confirmed_version > 0)
ORDER BY o.priority, o.weight DESC, o.created_us, o.delivery_id;

-- name: rows
SELECT o.*, answered.message_ids AS answered_ids
FROM outbox AS o LEFT JOIN outbox AS answered ON answered.delivery_key = o.reply_to_key
WHERE o.delivery_id IN (SELECT value FROM json_each(:ids));

-- name: take
UPDATE outbox SET lease_until_us = :until, attempts = attempts + 1 WHERE delivery_id = :id;

-- name: parts
SELECT version, parts FROM outbox_parts WHERE delivery_id = :id ORDER BY version;

-- name: confirm_part
UPDATE outbox SET message_ids = json_insert(message_ids, '$[#]', :message_id) WHERE delivery_key = :key;

-- name: confirm
UPDATE outbox SET
    confirmed_version = max(confirmed_version, :version),
    state = CASE WHEN version > max(confirmed_version, :version) THEN 'waiting' ELSE 'sent' END,
    edit_not_before_us = CASE WHEN version > max(confirmed_version, :version) THEN edit_not_before_us END,
    priority = :edit_priority,
    attempts = 0,
    postponed_us = 0,
    lease_until_us = 0,
    still_running_us = NULL,
    message_ids = CASE WHEN begun_in IS NULL THEN message_ids ELSE '[]' END,
    begun_in = NULL,
    sent_us = ifnull(sent_us, :now)
WHERE delivery_key = :key;

-- name: drop_older_parts
DELETE FROM outbox_parts
WHERE version < :version AND delivery_id = (SELECT delivery_id FROM outbox WHERE delivery_key = :key);

-- name: postpone
UPDATE outbox SET postponed_us = :until, still_running_us = :still_running, lease_until_us = 0
WHERE delivery_key = :key;

-- name: put_off
SELECT chat_id, max(postponed_us) AS until_us FROM outbox
WHERE state = 'waiting' AND postponed_us > :now GROUP BY chat_id;

-- name: release
UPDATE outbox SET lease_until_us = 0 WHERE state = 'waiting' AND lease_until_us > 0;

-- name: park
UPDATE outbox SET state = 'parked', parked_us = :now, parked_reason = :reason, lease_until_us = 0
WHERE delivery_key = :key;

-- name: park_unanswerable
WITH RECURSIVE answers (delivery_key) AS (
    SELECT delivery_key FROM outbox WHERE delivery_key = :key AND confirmed_version = 0
    UNION
    SELECT o.delivery_key FROM outbox AS o JOIN answers AS a ON o.reply_to_key = a.delivery_key
    WHERE o.state = 'waiting' AND o.confirmed_version = 0
)
UPDATE outbox SET
    state = 'parked', parked_us = :now, lease_until_us = 0, parked_reason = 'the message it answers was not sent'
WHERE state = 'waiting' AND delivery_key IN (SELECT delivery_key FROM answers);

-- name: park_chat
UPDATE outbox SET state = 'parked', parked_us = :now, parked_reason = :reason, lease_until_us = 0
WHERE chat_id = :chat_id AND state = 'waiting';

-- name: park_subscription
UPDATE outbox SET state = 'parked', parked_us = created_us, parked_reason = 'unsubscribed', lease_until_us = 0
WHERE chat_id = :chat_id AND state = 'waiting' AND kind <> 'notice';

-- name: free_answers
UPDATE outbox AS reply SET reply_to_key = NULL
WHERE chat_id = :chat_id AND state = 'waiting' AND confirmed_version = 0 AND EXISTS (
    SELECT 1 FROM outbox AS sent WHERE sent.delivery_key = reply.reply_to_key AND sent.confirmed_version > 0
);

-- name: settle_edits
UPDATE outbox SET
    state = CASE state WHEN 'waiting' THEN 'sent' ELSE state END, edit_not_before_us = NULL, message_ids = '[]'
WHERE chat_id = :chat_id AND confirmed_version > 0;

-- name: move_words
-- The key of a word's alert is made of its chat.
UPDATE OR IGNORE outbox
SET delivery_key = replace(delivery_key, 'word:' || :chat_id || ':', 'word:' || :new_chat_id || ':')
WHERE chat_id = :chat_id AND kind = 'word';

-- name: move_chat
UPDATE outbox SET chat_id = :new_chat_id, begun_in = CASE
    WHEN state = 'waiting' AND confirmed_version = 0 AND attempts > 0 AND EXISTS (
        SELECT 1 FROM outbox_parts AS p WHERE p.delivery_id = outbox.delivery_id
    ) THEN :chat_id
END
WHERE chat_id = :chat_id;

-- name: not_begun_elsewhere
UPDATE outbox SET begun_in = NULL WHERE delivery_key = :key;

-- name: drop_unsent
DELETE FROM outbox
WHERE delivery_key = :key AND state = 'waiting' AND confirmed_version = 0 AND message_ids = '[]' AND lease_until_us = 0;

-- name: forget_chat
DELETE FROM outbox WHERE chat_id = :chat_id;

-- name: next_due
SELECT max(
        o.postponed_us, o.lease_until_us,
        CASE o.confirmed_version WHEN 0 THEN o.not_before_us ELSE ifnull(o.edit_not_before_us, 0) END
    ) AS due_us
FROM outbox AS o INDEXED BY outbox_by_time LEFT JOIN outbox AS answered ON answered.delivery_key = o.reply_to_key
WHERE o.state = 'waiting' AND o.chat_id NOT IN (SELECT value FROM json_each(:resting))
    AND (answered.delivery_id IS NULL OR answered.confirmed_version > 0)
ORDER BY 1 LIMIT 1;

-- name: count
SELECT count(*) AS rows FROM outbox WHERE state = :state;

-- name: count_owed
SELECT count(*) AS rows FROM outbox JOIN subscribers AS s USING (chat_id)
WHERE outbox.state = 'parked' AND (s.state = 'active' OR (s.state = 'parked' AND s.subscribed_by IS NULL));
