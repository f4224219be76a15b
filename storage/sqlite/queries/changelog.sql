-- name: pending
SELECT
    p.*, c.position, c.kind AS change_kind, c.origin AS change_origin, c.seen_us
FROM changes AS c CROSS JOIN posts_now AS p ON p.post_id = c.post_id
WHERE c.urgent = :urgent AND c.position > max(:after, coalesce((SELECT position FROM lanes WHERE lane = :lane), 0))
ORDER BY c.position LIMIT :limit;

-- name: move_cursor
INSERT INTO lanes (lane, position) VALUES (:lane, :position)
ON CONFLICT (lane) DO UPDATE SET position = max(position, excluded.position);

-- name: revisions
SELECT 0 AS number, text, origin, edited_us, vouched_us, seen_us FROM posts WHERE post_id = :post_id
UNION ALL
SELECT number, text, origin, edited_us, vouched_us, seen_us FROM revisions WHERE post_id = :post_id
ORDER BY vouched_us NULLS FIRST, number;

-- name: lanes
SELECT lane, position FROM lanes;
