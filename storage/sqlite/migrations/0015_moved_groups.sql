-- Where a group was before it became a supergroup: what is decided for the old place goes to the new one.
ALTER TABLE subscribers ADD COLUMN moved_from INTEGER;
CREATE INDEX subscribers_moved ON subscribers (moved_from) WHERE moved_from IS NOT NULL;
-- Where a first send may have been made before its group moved.
ALTER TABLE outbox ADD COLUMN begun_in INTEGER;
