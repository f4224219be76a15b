-- name: one
SELECT * FROM subscribers WHERE chat_id = :chat_id;

-- name: all
SELECT * FROM subscribers ORDER BY chat_id;

-- name: save
-- Since when a chat is parked stands only in its row, and is kept as long as it is.
INSERT INTO subscribers (
    chat_id, kind, title, state, since_us, subscribed_by, access_hash, parked_reason, preferences
) VALUES (
    :chat_id, :kind, :title, :state, :since_us, :subscribed_by, :access_hash, :parked_reason, :preferences
)
ON CONFLICT (chat_id) DO UPDATE SET
    kind = excluded.kind, title = excluded.title, state = excluded.state, since_us = excluded.since_us,
    subscribed_by = excluded.subscribed_by, access_hash = excluded.access_hash,
    parked_reason = excluded.parked_reason, preferences = excluded.preferences,
    parked_us = CASE excluded.state WHEN 'parked' THEN parked_us END;

-- name: park
UPDATE subscribers SET state = 'parked', parked_reason = :reason, parked_us = :now WHERE chat_id = :chat_id;

-- name: move
UPDATE OR REPLACE subscribers SET chat_id = :new_chat_id, moved_from = :chat_id WHERE chat_id = :chat_id;

-- name: forget
DELETE FROM subscribers WHERE chat_id = :chat_id;

-- name: forget_who_subscribed
UPDATE subscribers SET subscribed_by = NULL WHERE subscribed_by = :user_id;
