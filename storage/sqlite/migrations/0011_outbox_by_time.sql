-- What is due is found by its time: thousands of edits may wait for theirs.
CREATE INDEX outbox_by_time ON outbox (
    max(
        postponed_us, lease_until_us,
        CASE confirmed_version WHEN 0 THEN not_before_us ELSE ifnull(edit_not_before_us, 0) END
    )
) WHERE state = 'waiting';
