"""What ``status`` prints: the figures of the archive as JSON (CONTRACTS.md) and for people."""

from datetime import datetime, timedelta

from bot.model.channel import ChannelReport
from bot.model.report import ArchiveStatus
from bot.wording.excerpt import one_line


def status_as_json(status: ArchiveStatus) -> dict[str, object]:
    """``status --json``; ``state`` and ``lag_seconds`` are null for a channel that is only imported, not followed."""
    return {
        "posts": status.posts,
        "channels": [_channel_as_json(report) for report in status.channels],
        "outbox": {"waiting": status.outbox_waiting, "parked": status.outbox_parked},
        "change_log_behind": status.change_log_behind,
        "faulty_posts": status.faulty_posts,
        "database_bytes": status.database_bytes,
    }


def status_as_text(status: ArchiveStatus, now: datetime) -> str:
    """The same for a person at a terminal, at most 80 columns wide."""
    lines = [
        f"Posts            {status.posts:>12,}",
        f"Database         {status.database_bytes / 1e6:>12,.1f} MB",
        f"Not yet worked   {status.change_log_behind:>12,}",
        f"Outbox           {status.outbox_waiting:>12,} waiting, {status.outbox_parked} parked",
        f"Faulty posts     {status.faulty_posts:>12,}",
    ]
    if status.channels:
        lines += ["", f"{'Channel':<32} {'State':<8} {'Posts':>9}  Last post"]
        lines += [_channel_line(report, now) for report in status.channels]
    return "\n".join(lines)


def needs_attention(status: ArchiveStatus) -> bool:
    """Whether an operator should look: a message that a subscriber misses, a faulty post, a channel out of reach.

    Answers to strangers that could not be sent are no concern of the operator's: anybody could cause them.
    """
    lost = any(report.channel.follow_state == "lost" for report in status.channels)
    return bool(status.outbox_owed or status.faulty_posts or lost)


def _channel_as_json(report: ChannelReport) -> dict[str, object]:
    last = report.last_post_at
    lag = report.last_post_lag if report.channel.followed else None
    state = report.channel.follow_state
    return {
        "channel": report.channel.name,
        "state": state.value if state else None,
        "last_post": last.isoformat() if last else None,
        "lag_seconds": max(0, int(lag.total_seconds())) if lag is not None else None,
        "recovered": report.recovered,
    }


def _channel_line(report: ChannelReport, now: datetime) -> str:
    name = one_line(report.channel.name)
    shown = name if len(name) <= 32 else name[:31] + "…"
    state = report.channel.follow_state or "archive"
    last = f"{_age(now - report.last_post_at)} ago" if report.last_post_at else "none yet"
    return f"{shown:<32} {state:<8} {report.posts:>9,}  {last}"


def _age(age: timedelta) -> str:
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // (24 * 60):,} days"
