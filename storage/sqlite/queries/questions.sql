-- name: remember
INSERT INTO questions (chat_id, user_id, text, asked_us)
VALUES (:chat_id, :user_id, :text, :asked_us) RETURNING question_id;

-- name: one
SELECT * FROM questions WHERE question_id = :question_id;

-- name: forget_before
DELETE FROM questions WHERE asked_us < :before;

-- name: forget_person
DELETE FROM questions WHERE user_id = :user_id;
