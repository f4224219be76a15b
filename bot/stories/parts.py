"""What one post is to the stories of a signal: a part, read off all of the post's versions (RULES 5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.model.channel import ChannelClass
from bot.model.flag import Flag, Mention, Stance
from bot.model.flagged import FlaggedPost, FlaggedVersion
from bot.model.post import ForwardOrigin
from bot.model.story import Role, StoryPost
from bot.stories.timeline import ADVANCES, WITHDRAWAL, concedes, order_of
from bot.stories.where import AxisOf, Where, where

PartKey = tuple[datetime, str, int, int, str, int]
"""Names a part, and orders parts by time: date, channel, message, post, signal, and which of the post's parts.

The order is that of the posts' own dates and names, so that it does not depend on what arrived first.
"""


class Lane(Enum):
    """How a part comes to its story."""

    CLAIMS = "founds one or joins"
    MENTIONS = "joins: a fear, a blogger's denial, a claim that names too many places (RULES 8)"
    DENIALS = "answers: an official denial (RULES 10)"


_WEIGHT = {Lane.CLAIMS: 2, Lane.DENIALS: 1, Lane.MENTIONS: 0}
"""Which of two things that a post said of the same place is kept, when it was edited from one to the other."""

OWN_ROLE = {
    Stance.CLAIMED: Role.CLAIM,
    Stance.DENIED: Role.DENIAL,
    Stance.FEARED: Role.MENTION,
    Stance.PAST: Role.MENTION,
}
"""What a post is that says something in its own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a post says, or once said, of one signal; ``post.withdrawn`` tells that an edit took it back.

    ``versions`` are the numbers of the versions that say it, ``withdrawn_at`` the time of that edit, if known.
    """

    key: PartKey
    signal: str
    lane: Lane
    post: StoryPost
    where: Where
    versions: tuple[int, ...]
    forwarded_from: ForwardOrigin | None = None
    withdrawn_at: datetime | None = None

    @property
    def stance(self) -> Stance:
        """How the signal is meant."""
        return self.post.stance

    @property
    def date(self) -> datetime:
        """When it was posted."""
        return self.post.date

    @property
    def may_admit(self) -> bool:
        """Whether a ministry concedes something by it that others may have claimed (RULES 11)."""
        return self.signal in ADVANCES | {WITHDRAWAL} and concedes(self.post, self.signal)


def may_copy(part: Part, other: Part) -> bool:
    """Whether one that tells the same as another is a mere copy: a ministry that concedes copies only officials."""
    channel_class = other.post.channel_class
    return not part.may_admit or (channel_class is not None and channel_class.is_official)


def parts_of(flagged: FlaggedPost, axis_of: AxisOf) -> list[Part]:
    """All parts of a post, those that stand first."""
    signals = {flag.signal: None for version in flagged.versions for flag in version.flags}
    return [part for signal in signals for part in _of_signal(flagged, signal, axis_of)]


@dataclass(slots=True)
class _Said:
    """A flag, the latest version that says it, all that do, and the first; ``gone_at`` is when it was edited away."""

    flag: Flag
    spot: Where
    lane: Lane
    version: FlaggedVersion
    covered: list[int]
    first: FlaggedVersion
    gone_at: datetime | None
    stands: bool


def _of_signal(flagged: FlaggedPost, signal: str, axis_of: AxisOf) -> Iterator[Part]:
    for index, said in enumerate(_said(flagged, signal, axis_of)):
        yield _part(flagged, signal, index, said)


def _said(flagged: FlaggedPost, signal: str, axis_of: AxisOf) -> list[_Said]:
    """What the versions say of a signal, the latest first; one that a later one says again is part of it.

    A claim stays, as one that was taken back, unless a later version claims the same; so does an official denial,
    if the post does not claim the same instead. Anything else gives way to whatever is said of the same place
    later.
    """
    found: list[_Said] = []
    gone_at: datetime | None = None
    for age, version in enumerate(reversed(flagged.versions)):
        flag = next((flag for flag in version.flags if flag.signal == signal and flag.stance is not Stance.PAST), None)
        if flag is not None:
            spot = where(version.text, flag.places, axis_of)
            lane = _lane(flag.stance, spot, flagged.post.channel.channel_class)
            heirs = [said for said in found if not _moved(said.flag, flag)]
            heir = next((said for said in heirs if (said.flag.stance, said.lane) == (flag.stance, lane)), None)
            if heir is not None:
                heir.covered.append(version.number)
                heir.first = version
            elif all(_WEIGHT[said.lane] < _WEIGHT[lane] for said in heirs):
                found = [said for said in found if said not in heirs or said.flag.stance is Stance.CLAIMED]
                found.append(_Said(flag, spot, lane, version, [version.number], version, gone_at, age == 0))
        gone_at = version.edited_at
    return found


def _lane(stance: Stance, spot: Where, channel_class: ChannelClass | None) -> Lane:
    if stance is Stance.CLAIMED and not spot.is_too_wide:
        return Lane.CLAIMS
    is_official = channel_class is not None and channel_class.is_official
    return Lane.DENIALS if stance is Stance.DENIED and is_official else Lane.MENTIONS


def _moved(one: Flag, other: Flag) -> bool:
    return bool(one.places and other.places) and not set(one.places) & set(other.places)


def _part(flagged: FlaggedPost, signal: str, index: int, said: _Said) -> Part:
    post, mention = flagged.post, deciding_mention(said.flag)
    text = said.version.text
    part = StoryPost(
        post_id=post.post_id,
        channel_key=post.channel.key,
        channel_name=post.channel.name,
        channel_title=post.channel.title,
        channel_class=post.channel.channel_class,
        message_id=post.message_id,
        url=post.link,
        date=post.date,
        origin=said.first.origin,
        text=text,
        role=OWN_ROLE[said.flag.stance],
        stance=said.flag.stance,
        start=mention.start,
        end=mention.end,
        term=mention.term,
        places=said.flag.places,
        cue=mention.cue,
        side=mention.side,
        euphemism=mention.euphemism,
        deleted_at=post.deleted_at,
        withdrawn=not said.stands,
    )
    return Part(
        key=(*order_of(part), signal, index),
        signal=signal,
        post=part,
        where=said.spot,
        lane=said.lane,
        versions=tuple(said.covered),
        forwarded_from=post.forwarded_from,
        withdrawn_at=None if said.stands else said.gone_at,
    )


def deciding_mention(flag: Flag) -> Mention:
    """The first mention that has the flag's own stance; one that tells its side is preferred."""
    decisive = [mention for mention in flag.mentions if mention.stance is flag.stance] or list(flag.mentions)
    return next((mention for mention in decisive if mention.side), decisive[0])
