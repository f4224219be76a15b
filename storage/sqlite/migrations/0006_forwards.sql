-- Which posts name another as their origin is asked for by /post.
CREATE INDEX forwards_by_origin ON forwards (message_id);
