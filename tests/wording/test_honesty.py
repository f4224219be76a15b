"""The line of honesty."""

from datetime import timedelta

from bot.model.channel import Channel, ChannelReport, FollowState
from bot.wording.honesty import honesty_line
from tests.wording.samples import NIGHT


def _report(name: str, state: FollowState | None = FollowState.LIVE, hours_ago: int | None = 0) -> ChannelReport:
    channel = Channel(
        key=1,
        telegram_id=None,
        handle=name,
        title=name,
        channel_class=None,
        followed=state is not None,
        follow_state=state,
    )
    last = None if hours_ago is None else NIGHT - timedelta(hours=hours_ago)
    return ChannelReport(channel=channel, posts=1, last_post_at=last, posts_last_day=1, recovered=0, cursor=None)


def test_all_is_well() -> None:
    assert honesty_line([_report("aaaa"), _report("bbbb")], recovered=0, now=NIGHT) == "2 of 2 channels live"


def test_what_was_not_heard_is_named_worst_first() -> None:
    reports = [
        _report("aaaa"),
        _report("poll", FollowState.POLLED),
        _report("quiet", FollowState.SILENT, 3),
        _report("never", FollowState.SILENT, None),
        _report("gone", FollowState.LOST),
    ]
    assert honesty_line(reports, recovered=14, now=NIGHT) == (
        "1 of 5 channels live · @gone lost · @never silent · @quiet silent 3 h · @poll polled"
        " · 14 missed posts recovered"
    )


def test_many_silent_channels_are_counted() -> None:
    reports = [_report(f"ch_{number}", FollowState.SILENT, 5) for number in range(8)]
    assert honesty_line(reports, recovered=1, now=NIGHT).endswith(
        "@ch_4 silent 5 h · 3 more not live · 1 missed post recovered"
    )


def test_channels_that_nobody_follows_are_not_called_live() -> None:
    assert honesty_line([_report("aaaa", None)], recovered=0, now=NIGHT) == "1 channel, read from files"
    assert honesty_line([], recovered=0, now=NIGHT) == "no channels are followed"
