-- Questions whose answers have buttons.
CREATE TABLE questions (
    question_id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL,
    user_id INTEGER,
    text TEXT NOT NULL,
    asked_us INTEGER NOT NULL
) STRICT;
CREATE INDEX questions_by_time ON questions (asked_us);
CREATE INDEX questions_by_person ON questions (user_id);
