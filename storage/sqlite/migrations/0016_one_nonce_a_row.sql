-- A row that is about the same as an earlier one takes another nonce, so each new row looks for its own.
CREATE INDEX outbox_nonces ON outbox (nonce);
