-- name: last_known
SELECT position AS now_us FROM lanes WHERE lane = 'proof';

-- name: shift_waits
UPDATE outbox SET
    postponed_us = CASE postponed_us WHEN 0 THEN 0 ELSE max(0, postponed_us + :by) END,
    lease_until_us = CASE lease_until_us WHEN 0 THEN 0 ELSE max(0, lease_until_us + :by) END,
    still_running_us = still_running_us + :by
WHERE state = 'waiting' AND (postponed_us > 0 OR lease_until_us > 0 OR still_running_us IS NOT NULL);

-- name: bring_near
UPDATE outbox SET not_before_us = not_before_us - :day * ((not_before_us - :now - :longest + :day - 1) / :day)
WHERE state = 'waiting' AND confirmed_version = 0 AND not_before_us > :now + :longest;

-- name: hasten_edits
UPDATE outbox SET edit_not_before_us = :now + :longest_edit
WHERE state = 'waiting' AND confirmed_version > 0 AND edit_not_before_us > :now + :longest_edit;

-- name: sent_by_now
UPDATE outbox SET sent_us = :now WHERE sent_us > :now;

-- name: counted_by_now
UPDATE outbox SET counted_us = :now WHERE counted_us > :now;

-- name: drop_early_digests
DELETE FROM outbox
WHERE kind = 'digest' AND digest_until_us > :now AND state = 'waiting' AND lease_until_us = 0 AND confirmed_version = 0
    AND message_ids = '[]' AND NOT EXISTS (SELECT 1 FROM outbox_parts AS p WHERE p.delivery_id = outbox.delivery_id);

-- name: free_slots
UPDATE outbox SET
    delivery_key = CASE state WHEN 'waiting' THEN delivery_key ELSE delivery_key || ':early:' || delivery_id END,
    digest_slot = NULL,
    digest_until_us = :now
WHERE kind = 'digest' AND digest_until_us > :now;

-- name: words_told_by_now
UPDATE word_matches SET open_until_us = :now + (open_until_us - at_us), at_us = :now WHERE at_us > :now;
