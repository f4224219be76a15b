-- Which state of a channel the administrators were told last, so that a start repeats nothing.
ALTER TABLE channels ADD COLUMN told_state TEXT;
