"""The line of honesty: what of the watched channels was really heard, so that silence is not taken for calm."""

from collections.abc import Iterable
from datetime import datetime

from bot.model.channel import Channel, ChannelReport, FollowState
from bot.wording import texts
from bot.wording.excerpt import short_name
from bot.wording.stories import joined
from bot.wording.times import span

_MOST_NAMED = 5
_URGENCY = (FollowState.LOST, FollowState.SILENT, FollowState.POLLED)


def honesty_line(channels: Iterable[ChannelReport], *, recovered: int, now: datetime) -> str:
    """``19 of 20 channels live · @x silent 3 h · 14 missed posts recovered``.

    Lost channels are named first, then silent and polled ones, each kind by name; beyond five they are counted.
    """
    reports = tuple(channels)
    followed = [report for report in reports if report.channel.followed]
    if not followed:
        heard = texts.counted(texts.HONESTY_FROM_FILES, len(reports)) if reports else texts.HONESTY_NO_CHANNELS
        return joined((heard, _recovered(recovered)))
    live = sum(report.channel.follow_state is FollowState.LIVE for report in followed)
    others = sorted((report for report in followed if report.channel.follow_state in _URGENCY), key=_rank)
    told = [texts.HONESTY_LIVE.format(live=live, all=len(followed))]
    told += [_state(report, now) for report in others[:_MOST_NAMED]]
    if len(others) > _MOST_NAMED:
        told.append(texts.HONESTY_MORE_NOT_LIVE.format(count=len(others) - _MOST_NAMED))
    return joined((*told, _recovered(recovered)))


def channel_name(channel: Channel) -> str:
    """``@handle``, else the title."""
    return f"@{channel.handle}" if channel.handle else short_name(channel.title)


def _rank(report: ChannelReport) -> tuple[int, str]:
    state = report.channel.follow_state
    return (_URGENCY.index(state) if state in _URGENCY else len(_URGENCY), channel_name(report.channel).casefold())


def _state(report: ChannelReport, now: datetime) -> str:
    name = channel_name(report.channel)
    match report.channel.follow_state:
        case FollowState.LOST:
            return texts.HONESTY_LOST.format(channel=name)
        case FollowState.POLLED:
            return texts.HONESTY_POLLED.format(channel=name)
        case _ if report.last_post_at is None:
            return texts.HONESTY_SILENT.format(channel=name)
        case _:
            return texts.HONESTY_SILENT_FOR.format(channel=name, span=span(now - report.last_post_at))


def _recovered(count: int) -> str:
    return texts.counted(texts.HONESTY_RECOVERED, count) if count else ""
