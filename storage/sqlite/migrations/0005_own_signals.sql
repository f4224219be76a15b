-- Stories of an operator's own signals: their heading, and what a claim that names a place weighs (1: medium).
ALTER TABLE stories ADD COLUMN title TEXT;
ALTER TABLE stories ADD COLUMN weight INTEGER NOT NULL DEFAULT 1;
