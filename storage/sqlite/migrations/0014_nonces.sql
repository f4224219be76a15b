-- Rows that stand keep 0, so that what was begun is finished under the same random_id.
ALTER TABLE outbox ADD COLUMN nonce INTEGER NOT NULL DEFAULT 0;
