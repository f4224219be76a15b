-- name: channel
SELECT * FROM channels WHERE channel_key = :key;

-- name: doubles
SELECT g.post_id AS given_id, k.post_id AS kept_id
FROM posts AS g JOIN posts AS k ON k.channel_key = :kept AND k.message_id = g.message_id
WHERE g.channel_key = :given ORDER BY g.post_id;

-- name: versions
SELECT 0 AS number, content_hash, edited_us, vouched_us FROM posts WHERE post_id = :post_id
UNION ALL
SELECT number, content_hash, edited_us, vouched_us FROM revisions WHERE post_id = :post_id
ORDER BY number;

-- name: take_version
INSERT INTO revisions (post_id, number, edited_us, vouched_us, seen_us, origin, content_hash, entities, text)
SELECT :kept_id, :number, :edited_us, :vouched_us, v.seen_us, v.origin, v.content_hash, v.entities, v.text
FROM (
    SELECT 0 AS number, seen_us, origin, content_hash, entities, text FROM posts WHERE post_id = :given_id
    UNION ALL
    SELECT number, seen_us, origin, content_hash, entities, text FROM revisions WHERE post_id = :given_id
) AS v WHERE v.number = :given_number;

-- name: take_media
INSERT INTO media (
    post_id, revision, position, kind, media_id, mime, size_bytes, name, duration_seconds, width, height
)
SELECT :kept_id, :number, position, kind, media_id, mime, size_bytes, name, duration_seconds, width, height
FROM media WHERE post_id = :given_id AND revision = :given_number;

-- name: set_current
UPDATE posts SET current_revision = :number WHERE post_id = :kept_id;

-- name: vouch_for_first
UPDATE posts SET vouched_us = :vouched_us WHERE post_id = :kept_id;

-- name: vouch_for_revision
UPDATE revisions SET vouched_us = :vouched_us WHERE post_id = :kept_id AND number = :number;

-- name: take_facts
UPDATE posts AS k SET
    views = coalesce(k.views, g.views), url = coalesce(k.url, g.url),
    reply_to = coalesce(k.reply_to, g.reply_to), grouped_id = coalesce(k.grouped_id, g.grouped_id)
FROM posts AS g WHERE k.post_id = :kept_id AND g.post_id = :given_id;

-- name: take_forward
INSERT OR IGNORE INTO forwards (post_id, telegram_id, handle, title, message_id)
SELECT :kept_id, telegram_id, handle, title, message_id FROM forwards WHERE post_id = :given_id;

-- name: take_changes
UPDATE changes SET post_id = :kept_id WHERE post_id = :given_id;

-- name: take_matches
UPDATE OR IGNORE word_matches SET post_id = :kept_id WHERE post_id = :given_id;

-- name: take_heads
UPDATE word_matches SET head_id = :kept_id WHERE head_id = :given_id;

-- name: take_translations
UPDATE OR IGNORE translations SET post_id = :kept_id WHERE post_id = :given_id;

-- name: take_copies
UPDATE story_posts SET copy_of = CASE post_id WHEN :kept_id THEN NULL ELSE :kept_id END WHERE copy_of = :given_id;

-- name: places_in_stories
SELECT s.story_id, sp.revision, (
    SELECT t.story_id FROM story_posts AS tp JOIN stories AS t USING (story_id)
    WHERE tp.post_id = :kept_id AND t.signal = s.signal ORDER BY t.story_id LIMIT 1
) AS other_id
FROM story_posts AS sp JOIN stories AS s USING (story_id) WHERE sp.post_id = :given_id;

-- name: take_place
UPDATE story_posts SET post_id = :kept_id, revision = :number WHERE story_id = :story_id AND post_id = :given_id;

-- name: take_news
UPDATE OR IGNORE story_news SET post_id = :kept_id WHERE story_id = :story_id AND post_id = :given_id;

-- name: leave_story
DELETE FROM story_posts WHERE story_id = :story_id AND post_id = :given_id;

-- name: merge_if_empty
UPDATE stories SET
    merged_into = :other_id, event_id = (SELECT event_id FROM stories WHERE story_id = :other_id)
WHERE story_id = :story_id AND story_id <> :other_id
    AND NOT EXISTS (SELECT 1 FROM story_posts WHERE story_id = :story_id);

-- name: indexed
SELECT r.tags, r.words, p.text AS first_text FROM readings AS r JOIN posts AS p USING (post_id)
WHERE r.post_id = :given_id;

-- name: unindex
INSERT INTO post_index (post_index, rowid, words, tags) VALUES ('delete', :given_id, :words, :tags);

-- name: drop_reading
DELETE FROM readings WHERE post_id = :given_id;

-- name: drop_post
DELETE FROM posts WHERE post_id = :given_id;

-- name: work_again
-- Not urgent, so that nobody is alerted.
INSERT INTO changes (post_id, kind, origin, urgent, seen_us)
SELECT post_id, 'revision', 'import', 0, :now FROM posts WHERE post_id IN (SELECT value FROM json_each(:ids));

-- name: to_move
SELECT post_id FROM posts WHERE channel_key = :given ORDER BY post_id;

-- name: move_posts
UPDATE posts SET channel_key = :kept WHERE channel_key = :given;

-- name: late_deletions
SELECT p.post_id FROM tombstones AS t CROSS JOIN posts AS p ON p.channel_key = :kept AND p.message_id = t.message_id
WHERE t.channel_key = :given;

-- name: move_tombstones
UPDATE OR IGNORE tombstones SET channel_key = :kept WHERE channel_key = :given;

-- name: drop_tombstones
DELETE FROM tombstones WHERE channel_key = :given;

-- name: ranges
SELECT first_id, last_id FROM covered_ranges WHERE channel_key = :given ORDER BY first_id;

-- name: give_names
UPDATE OR IGNORE channel_names SET channel_key = :kept WHERE channel_key = :given;

-- name: drop_channel
DELETE FROM channels WHERE channel_key = :given;

-- name: become_both
UPDATE channels SET
    telegram_id = coalesce(telegram_id, :telegram_id), handle = coalesce(handle, :handle),
    class = CASE WHEN :followed AND NOT followed THEN coalesce(:class, class) ELSE coalesce(class, :class) END,
    follow_state = coalesce(follow_state, :follow_state), follow_note = coalesce(follow_note, :follow_note),
    follow_state_us = coalesce(follow_state_us, :follow_state_us), followed_us = coalesce(followed_us, :followed_us),
    followed = followed OR :followed, recovered = recovered + :recovered
WHERE channel_key = :kept;

-- name: tally
UPDATE channels SET
    posts = (SELECT count(*) FROM posts WHERE channel_key = :kept AND service IS NULL),
    service_messages = (SELECT count(*) FROM posts WHERE channel_key = :kept AND service IS NOT NULL),
    (last_posted_us, last_stored_us) = (
        SELECT posted_us, seen_us FROM posts WHERE channel_key = :kept AND service IS NULL ORDER BY post_id DESC LIMIT 1
    )
WHERE channel_key = :kept;
