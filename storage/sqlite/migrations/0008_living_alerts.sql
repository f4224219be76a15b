-- Alerts that live: the more severe go first, and what is over an hour's fill is counted instead of sent.
ALTER TABLE outbox ADD COLUMN weight INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN counted_us INTEGER;
DROP INDEX outbox_by_turn;
CREATE INDEX outbox_by_turn ON outbox (state, priority, weight DESC, created_us, delivery_id);
CREATE INDEX stories_by_event ON stories (event_id);
