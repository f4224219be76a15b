-- A story may be merged into another when a late post shows that they are one; an official's answer to a story is
-- told from its own posts.
ALTER TABLE stories ADD COLUMN merged_into INTEGER;
ALTER TABLE story_posts ADD COLUMN answers INTEGER NOT NULL DEFAULT 0;
