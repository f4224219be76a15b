-- name: flags_by_stretch
-- Each stretch is one range of the flags' own order, so that the time taken grows with the span and not the archive.
-- Stances are ranked by alarm: claimed, feared, denied, past.
SELECT stretch, rank, count(*) AS flags
FROM (
    SELECT
        s.key AS stretch,
        min(CASE f.stance WHEN 'claimed' THEN 0 WHEN 'feared' THEN 1 WHEN 'denied' THEN 2 ELSE 3 END) AS rank
    FROM json_each(:stretches) AS s
    CROSS JOIN flags AS f
        ON f.post_id >= json_extract(s.value, '$[0]') AND f.post_id < json_extract(s.value, '$[1]')
    WHERE :signal IS NULL OR f.signal = :signal
    GROUP BY s.key, f.post_id, f.signal
)
GROUP BY stretch, rank;

-- name: biggest_stories
SELECT p.story_id, count(*) AS posts
FROM story_posts AS p INDEXED BY story_posts_by_post
CROSS JOIN stories AS s USING (story_id)
WHERE p.post_id >= :first_id AND p.post_id < :end_id
    AND s.merged_into IS NULL AND (:signal IS NULL OR s.signal = :signal)
GROUP BY p.story_id ORDER BY posts DESC, s.severity DESC, p.story_id LIMIT :most;
