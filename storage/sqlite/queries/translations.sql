-- name: of
SELECT t.post_id, t.excerpt, t.text
FROM json_each(:excerpts) AS asked
JOIN translations AS t ON t.post_id = asked.value ->> 0 AND t.excerpt = asked.value ->> 1
WHERE t.language = :language;

-- name: keep
INSERT INTO translations (post_id, language, excerpt, text, translated_us)
SELECT :post_id, :language, :excerpt, :text, :translated_us
WHERE EXISTS (SELECT 1 FROM posts WHERE post_id = :post_id)
ON CONFLICT DO NOTHING;
