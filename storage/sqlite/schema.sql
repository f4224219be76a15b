-- The archive's schema as it is now. A new archive is made from this file; an older one comes to the same
-- by the numbered files in migrations/ (a test holds that both agree).
--
-- Times end in _us: microseconds since 1970-01-01 UTC. Lists and small records are JSON.

-- Channels (RULES 1). posts, service_messages and last_* (its newest post) are tallies kept by the intake.
-- told_state is the follow_state that the administrators were told last.
CREATE TABLE channels (
    channel_key INTEGER PRIMARY KEY,
    telegram_id INTEGER UNIQUE,
    handle TEXT,
    title TEXT NOT NULL,
    class TEXT,
    followed INTEGER NOT NULL DEFAULT 0,
    followed_us INTEGER,
    follow_state TEXT,
    follow_note TEXT,
    follow_state_us INTEGER,
    recovered INTEGER NOT NULL DEFAULT 0,
    posts INTEGER NOT NULL DEFAULT 0,
    service_messages INTEGER NOT NULL DEFAULT 0,
    last_posted_us INTEGER,
    last_stored_us INTEGER,
    told_state TEXT
) STRICT;

-- Every name that a channel was ever met by. value is the bare id, the handle casefolded, or the exact title.
CREATE TABLE channel_names (
    kind TEXT NOT NULL CHECK (kind IN ('id', 'handle', 'title')),
    value TEXT NOT NULL,
    channel_key INTEGER NOT NULL REFERENCES channels ON DELETE CASCADE,
    PRIMARY KEY (kind, value, channel_key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX channel_names_unique ON channel_names (kind, value) WHERE kind <> 'title';
CREATE INDEX channel_names_by_channel ON channel_names (channel_key);

-- Ids known to be stored or confirmed empty (RULES 2); ranges of one channel neither touch nor overlap.
CREATE TABLE covered_ranges (
    channel_key INTEGER NOT NULL REFERENCES channels ON DELETE CASCADE,
    first_id INTEGER NOT NULL,
    last_id INTEGER NOT NULL CHECK (last_id >= first_id),
    PRIMARY KEY (channel_key, first_id)
) STRICT, WITHOUT ROWID;

-- Posts with the version that was seen first; post_id is seconds since 1970 * 2^20 + a sequence (RULES 3).
-- edited_us is the edit that made the version, vouched_us the latest edit that left or put it as it is.
-- text is a BLOB (UTF-8 with surrogates) where a feed gave half a surrogate pair, so that nothing is altered.
CREATE TABLE posts (
    post_id INTEGER PRIMARY KEY,
    channel_key INTEGER NOT NULL REFERENCES channels,
    message_id INTEGER NOT NULL,
    posted_us INTEGER NOT NULL,
    origin TEXT NOT NULL,
    seen_us INTEGER NOT NULL,
    edited_us INTEGER,
    vouched_us INTEGER,
    current_revision INTEGER NOT NULL DEFAULT 0,
    content_hash BLOB NOT NULL,
    reply_to INTEGER,
    grouped_id INTEGER,
    views INTEGER,
    url TEXT,
    service TEXT,
    entities TEXT,
    text ANY NOT NULL,
    UNIQUE (channel_key, message_id)
) STRICT;
CREATE INDEX posts_by_channel ON posts (channel_key, post_id, service);

-- The versions that came after the first, numbered from 1 as they were seen.
CREATE TABLE revisions (
    post_id INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number > 0),
    edited_us INTEGER,
    vouched_us INTEGER,
    seen_us INTEGER NOT NULL,
    origin TEXT NOT NULL,
    content_hash BLOB NOT NULL,
    entities TEXT,
    text ANY NOT NULL,
    PRIMARY KEY (post_id, number)
) STRICT, WITHOUT ROWID;

-- Deletions by Telegram's ids, because one may be told before its post.
CREATE TABLE tombstones (
    channel_key INTEGER NOT NULL REFERENCES channels,
    message_id INTEGER NOT NULL,
    deleted_us INTEGER NOT NULL,
    seen_us INTEGER NOT NULL,
    origin TEXT NOT NULL,
    PRIMARY KEY (channel_key, message_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE media (
    post_id INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    media_id INTEGER,
    mime TEXT,
    size_bytes INTEGER,
    name TEXT,
    duration_seconds REAL,
    width INTEGER,
    height INTEGER,
    PRIMARY KEY (post_id, revision, position)
) STRICT, WITHOUT ROWID;

-- Files of media that were wanted, by Telegram's id of the item, whichever posts show it. state is 'wanted', 'kept'
-- (sha256 is the file's name), 'gone' or 'too_large'; post_id is where it is fetched from.
CREATE TABLE media_files (
    media_id INTEGER PRIMARY KEY,
    post_id INTEGER REFERENCES posts ON DELETE SET NULL,
    state TEXT NOT NULL,
    flagged INTEGER NOT NULL,
    wanted_us INTEGER NOT NULL,
    not_before_us INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    sha256 TEXT,
    kept_bytes INTEGER
) STRICT;
CREATE INDEX media_files_by_turn ON media_files (flagged DESC, wanted_us) WHERE state = 'wanted';
CREATE INDEX media_files_by_post ON media_files (post_id);

CREATE TABLE forwards (
    post_id INTEGER PRIMARY KEY REFERENCES posts ON DELETE CASCADE,
    telegram_id INTEGER,
    handle TEXT,
    title TEXT,
    message_id INTEGER
) STRICT;
CREATE INDEX forwards_by_origin ON forwards (message_id);

-- A post as it stands: its current version, its deletion, where it was forwarded from.
CREATE VIEW posts_now AS
SELECT
    p.post_id, p.channel_key, p.message_id, p.posted_us, p.origin, p.current_revision,
    p.reply_to, p.grouped_id, p.views, p.url, p.service,
    CASE WHEN p.current_revision = 0 THEN p.text ELSE r.text END AS text,
    CASE WHEN p.current_revision = 0 THEN p.edited_us ELSE r.edited_us END AS edited_us,
    t.deleted_us,
    f.post_id IS NOT NULL AS forwarded,
    f.telegram_id AS forward_telegram_id, f.handle AS forward_handle,
    f.title AS forward_title, f.message_id AS forward_message_id
FROM posts AS p
LEFT JOIN revisions AS r ON r.post_id = p.post_id AND r.number = p.current_revision
LEFT JOIN tombstones AS t ON t.channel_key = p.channel_key AND t.message_id = p.message_id
LEFT JOIN forwards AS f ON f.post_id = p.post_id;

-- The change log (RULES 3): positions rise in commit order and are never given twice.
CREATE TABLE changes (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    post_id INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    kind TEXT NOT NULL,
    origin TEXT NOT NULL,
    urgent INTEGER NOT NULL,
    seen_us INTEGER NOT NULL
) STRICT;
CREATE INDEX changes_by_lane ON changes (urgent, position);
CREATE INDEX changes_by_post ON changes (post_id);

CREATE TABLE lanes (
    lane TEXT PRIMARY KEY,
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What the detector last read in a post. words and tags are exactly what stands in post_index for it:
-- words packed by deflate with the post's first text as dictionary.
CREATE TABLE readings (
    post_id INTEGER PRIMARY KEY REFERENCES posts,
    revision INTEGER NOT NULL,
    places TEXT NOT NULL,
    error TEXT,
    tags TEXT NOT NULL,
    words BLOB NOT NULL
) STRICT;
CREATE INDEX readings_faulty ON readings (post_id) WHERE error IS NOT NULL;

-- Full text. Words arrive folded and parted by blanks, so each is one token just as it is written;
-- tags are tokens of our own making (signals, places, the channel), and a person's words never reach that column.
CREATE VIRTUAL TABLE post_index USING fts5 (
    words, tags, content = '', tokenize = "ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'"
);
-- A whole batch of an import is sorted in memory before it becomes a segment, and segments are merged eight
-- at a time: three times the speed of the defaults, measured with 1,000 posts a commit.
INSERT INTO post_index (post_index, rank) VALUES ('hashsize', 16777216);
INSERT INTO post_index (post_index, rank) VALUES ('automerge', 8);

CREATE TABLE flags (
    post_id INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    signal TEXT NOT NULL,
    stance TEXT NOT NULL,
    places TEXT NOT NULL,
    mentions TEXT NOT NULL,
    PRIMARY KEY (post_id, revision, signal)
) STRICT, WITHOUT ROWID;

-- merged_into is the story that took all posts of this one, which has none then.
CREATE TABLE stories (
    story_id INTEGER PRIMARY KEY,
    event_id INTEGER NOT NULL,
    signal TEXT NOT NULL,
    place TEXT,
    axis TEXT,
    state TEXT NOT NULL,
    severity INTEGER NOT NULL,
    reasons TEXT NOT NULL,
    founded_us INTEGER NOT NULL,
    last_claim_us INTEGER NOT NULL,
    version INTEGER NOT NULL,
    transition INTEGER NOT NULL,
    continues INTEGER,
    title TEXT,
    weight INTEGER NOT NULL DEFAULT 1,
    merged_into INTEGER
) STRICT;
CREATE INDEX stories_by_claim ON stories (last_claim_us);
CREATE INDEX stories_by_event ON stories (event_id);

-- start, end and the term are those of the deciding mention in the text of version number revision; origin is
-- how the version came that brought the post into the story; answers marks an official's answer to it.
CREATE TABLE story_posts (
    story_id INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
    post_id INTEGER NOT NULL REFERENCES posts,
    revision INTEGER NOT NULL,
    origin TEXT NOT NULL,
    role TEXT NOT NULL,
    stance TEXT NOT NULL,
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    term TEXT NOT NULL,
    cue TEXT,
    side TEXT,
    euphemism INTEGER NOT NULL,
    places TEXT NOT NULL,
    copy_of INTEGER,
    withdrawn INTEGER NOT NULL,
    answers INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (story_id, post_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_posts_by_post ON story_posts (post_id);

-- What a post is to its story (its part), at which position of the urgent lane it became that, and at which it came
-- into the story: digests follow these positions. 0 is what came in no urgent change, news to nobody (RULES 4).
CREATE TABLE story_news (
    story_id INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
    post_id INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    part TEXT NOT NULL,
    position INTEGER NOT NULL,
    first_position INTEGER NOT NULL,
    PRIMARY KEY (story_id, post_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_news_by_position ON story_news (position);
CREATE INDEX story_news_by_post ON story_news (post_id);

CREATE TABLE subscribers (
    chat_id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    since_us INTEGER NOT NULL,
    subscribed_by INTEGER,
    access_hash INTEGER,
    parked_reason TEXT,
    parked_us INTEGER,
    preferences TEXT NOT NULL,
    -- Where a group was before it became a supergroup: what is decided for the old place goes to the new one.
    moved_from INTEGER
) STRICT;
CREATE INDEX subscribers_moved ON subscribers (moved_from) WHERE moved_from IS NOT NULL;

-- Questions whose answers have buttons; a number is never given twice, so that no old button asks a new one.
CREATE TABLE questions (
    question_id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL,
    user_id INTEGER,
    text TEXT NOT NULL,
    asked_us INTEGER NOT NULL
) STRICT;
CREATE INDEX questions_by_time ON questions (asked_us);
CREATE INDEX questions_by_person ON questions (user_id);

-- Own watch words (RULES 19); key is their one spelling, standing marks those of watch.toml. A number is never
-- given twice: together with the count it tells whether the list has changed.
CREATE TABLE watch_words (
    word_id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    text TEXT NOT NULL,
    standing INTEGER NOT NULL,
    added_by INTEGER,
    added_us INTEGER NOT NULL,
    UNIQUE (chat_id, "key")
) STRICT;
CREATE INDEX watch_words_by_key ON watch_words ("key");

-- Posts of the last days that held a watched word: head_id is the post that the alert shows, which is the post
-- itself or the one that it was counted with.
CREATE TABLE word_matches (
    word_id INTEGER NOT NULL REFERENCES watch_words ON DELETE CASCADE,
    post_id INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    head_id INTEGER NOT NULL,
    copy INTEGER NOT NULL,
    at_us INTEGER NOT NULL,
    open_until_us INTEGER NOT NULL,
    PRIMARY KEY (word_id, post_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX word_matches_by_post ON word_matches (post_id);
CREATE INDEX word_matches_by_head ON word_matches (head_id);
CREATE INDEX word_matches_by_time ON word_matches (at_us);

-- Excerpts in the languages of their readers (RULES 20).
CREATE TABLE translations (
    post_id INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    language TEXT NOT NULL,
    excerpt TEXT NOT NULL,
    text TEXT NOT NULL,
    translated_us INTEGER NOT NULL,
    PRIMARY KEY (post_id, language, excerpt)
) STRICT, WITHOUT ROWID;

-- The outbox (RULES 15): version is the one wanted, confirmed_version the one that was sent or edited in full.
-- not_before_us holds the first send back, edit_not_before_us the next edit (NULL while none is wished),
-- postponed_us and lease_until_us both. digest_* are set for digests only: what was known at position digest_up_to
-- of the urgent lane is told; one whose slot passed in silence is 'passed'.
-- nonce tells this row from one with its key in another archive, or in this one before a backup of it was restored: what
-- the message is about, or else a number of the row's own.
-- Of rows with one priority those of more weight go first; counted_us is when an alert was counted instead of sent.
CREATE TABLE outbox (
    delivery_id INTEGER PRIMARY KEY,
    delivery_key TEXT NOT NULL UNIQUE,
    chat_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    priority INTEGER NOT NULL,
    state TEXT NOT NULL,
    created_us INTEGER NOT NULL,
    version INTEGER NOT NULL,
    confirmed_version INTEGER NOT NULL DEFAULT 0,
    story_id INTEGER,
    silent INTEGER NOT NULL,
    reply_to_key TEXT,
    facts TEXT NOT NULL,
    message_ids TEXT NOT NULL DEFAULT '[]',
    attempts INTEGER NOT NULL DEFAULT 0,
    not_before_us INTEGER NOT NULL DEFAULT 0,
    edit_not_before_us INTEGER,
    postponed_us INTEGER NOT NULL DEFAULT 0,
    lease_until_us INTEGER NOT NULL DEFAULT 0,
    still_running_us INTEGER,
    sent_us INTEGER,
    parked_us INTEGER,
    parked_reason TEXT,
    digest_slot TEXT,
    digest_until_us INTEGER,
    digest_up_to INTEGER,
    digest_empty INTEGER,
    weight INTEGER NOT NULL DEFAULT 0,
    counted_us INTEGER,
    nonce INTEGER NOT NULL DEFAULT 0,
    -- Where a first send may have been made before its group moved.
    begun_in INTEGER
) STRICT;
CREATE INDEX outbox_by_turn ON outbox (state, priority, weight DESC, created_us, delivery_id);
-- When a row that waits comes due; whoever asks has to write it in these words.
CREATE INDEX outbox_by_time ON outbox (
    max(
        postponed_us, lease_until_us,
        CASE confirmed_version WHEN 0 THEN not_before_us ELSE ifnull(edit_not_before_us, 0) END
    )
) WHERE state = 'waiting';
CREATE INDEX outbox_by_chat ON outbox (chat_id);
CREATE INDEX outbox_nonces ON outbox (nonce);
CREATE INDEX outbox_alerts ON outbox (chat_id, sent_us) WHERE kind = 'alert';
CREATE INDEX outbox_digests ON outbox (chat_id, digest_until_us) WHERE kind = 'digest';
CREATE INDEX outbox_replies ON outbox (reply_to_key) WHERE reply_to_key IS NOT NULL;

-- Rendered texts, frozen before the first part is sent; never changed for a version.
CREATE TABLE outbox_parts (
    delivery_id INTEGER NOT NULL REFERENCES outbox ON DELETE CASCADE,
    version INTEGER NOT NULL,
    parts TEXT NOT NULL,
    PRIMARY KEY (delivery_id, version)
) STRICT, WITHOUT ROWID;
