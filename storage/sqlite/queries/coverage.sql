-- name: lowest
SELECT last_id FROM covered_ranges WHERE channel_key = :key ORDER BY first_id LIMIT 1;

-- name: touching
SELECT min(first_id) AS first_id, max(last_id) AS last_id FROM covered_ranges
WHERE channel_key = :key AND first_id <= :last_id + 1 AND last_id >= :first_id - 1;

-- name: remove_within
DELETE FROM covered_ranges WHERE channel_key = :key AND first_id >= :first_id AND last_id <= :last_id;

-- name: add
INSERT INTO covered_ranges (channel_key, first_id, last_id) VALUES (:key, :first_id, :last_id);
