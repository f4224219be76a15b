-- How many alerts a chat had in the last hour is asked before each of them is sent.
CREATE INDEX outbox_alerts ON outbox (chat_id, sent_us) WHERE kind = 'alert';
