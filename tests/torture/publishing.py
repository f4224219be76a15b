"""What the channels do: everyday posts, their edits and deletions, claims, and what follows from those."""

import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.load.posts import claim, everyday, mark, places
from tests.telegram_server.rooms import Channel
from tests.telegram_server.server import TelegramServer
from tests.torture.asking import ask
from tests.torture.readers import Readers
from tests.torture.sequels import TEXTS, Sequels, Step

CLASSES = ("milblogger_ru", "milblogger_ua", "media")
CHANNELS = 6
MINISTRIES = {"milblogger_ru": "ministry_ru", "milblogger_ua": "ministry_ua", "media": "ministry_ua"}
"""Who answers a claim by a channel of each class: the side against which it goes."""

_WORKED = (
    "SELECT 1 FROM posts JOIN channels USING (channel_key) JOIN changes USING (post_id) WHERE handle = '{handle}'"
    " AND message_id = {post} AND position <= (SELECT position FROM lanes WHERE lane = 'urgent')"
)
_YOUNG = 300
"""Edits and deletions befall one of so many newest posts of a channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is to happen: at least so many kills and posts, ``claims`` of them at distinct places.

    ``posts_a_second`` come at most; they never run far ahead of the kills, however slow the machine is. ``living``
    lets claims be echoed and answered, and readers of all kinds be told; with ``digests`` somebody gets those, too.
    """

    seed: int
    kills: int
    posts: int
    claims: int
    posts_a_second: float
    living: bool = False
    digests: bool = False


class Publisher:
    """All channels of a scene."""

    def __init__(
        self, telegram: TelegramServer, plan: Plan, chance: random.Random, done: Counter[str], archive_file: Path
    ) -> None:
        self._archive_file = archive_file
        self._telegram = telegram
        self._plan = plan
        self._chance = chance
        self._done = done
        self.readers = Readers(telegram, all_kinds=plan.living)
        self.sequels = Sequels(self.readers)
        self._classes = [CLASSES[n % len(CLASSES)] for n in range(CHANNELS)]
        self._classes += sorted(set(MINISTRIES.values())) if plan.living else []
        self.channels = [telegram.add_channel(f"Voice {n}", username=f"voice_{n}") for n, _ in enumerate(self._classes)]
        self.claimed: list[int] = []
        """Numbers of the claims that were published; each owes one alert to each reader."""
        self._claims: list[tuple[Channel, int]] = []
        self._unseen: list[tuple[Channel, int]] = []
        """What follows claims, and may not have been worked by the bot yet."""
        self._seen: set[int] = set()
        """The claims that were."""
        self._own: dict[Channel, list[int]] = {channel: [] for channel in self.channels}
        self._places = chance.sample(places(), plan.claims)

    def watch_file(self) -> str:
        """The settings that name the channels."""
        return "\n".join(
            f'[[channels]]\nname = "{channel.username}"\nclass = "{name}"\n'
            for channel, name in zip(self.channels, self._classes, strict=True)
        )

    @property
    def is_done(self) -> bool:
        """Whether all posts of the plan were published, but for what follows claims."""
        return self._done["posts"] >= self._plan.posts

    @property
    def are_all_followed(self) -> bool:
        """Whether all that follows claims was published, too."""
        return not (self._plan.living and any(self.sequels.step_after(number) for number in self.claimed))

    def publish_one(self) -> None:
        """The next post, mostly with something else that befalls an older one."""
        every = max(1, self._plan.posts // self._plan.claims)
        if len(self.claimed) < self._plan.claims and self._done["posts"] >= len(self.claimed) * every:
            self._claim()
        else:
            channel = self._chance.choice(self.channels)
            self._own[channel].append(self._telegram.publish(channel, everyday(self._chance)))
        self._done["posts"] += 1
        if self._chance.random() < 0.1:
            self.edit_one()
        if self._chance.random() < 0.03:
            self.delete_one()
        if self._chance.random() < 0.01:
            self._telegram.skip(self._chance.choice(self.channels))

    def follow_up(self) -> None:
        """All that may follow the claims now."""
        self._unseen = [post for post in self._unseen if not self._is_seen(*post)]
        while self._plan.living and (following := self.sequels.next(self._past(), unseen=len(self._unseen))):
            number, step = following
            channel, post = self._claims[number]
            text = TEXTS.get(step, channel.box.messages[post].text)
            speaker = self._speaker(channel, step)
            told = self._telegram.publish(speaker, text.format(place=self._places[number], number=mark(number)))
            self.sequels.of[number].append(step)
            self._done[f"claims followed by {step}"] += 1
            if step is not Step.COPY:
                self._unseen.append((speaker, told))

    def edit_one(self) -> tuple[Channel, int] | None:
        """Another text for a young post that claims nothing."""
        found = self._young()
        if found is not None:
            channel, post = found
            self._telegram.edit(channel, post, everyday(self._chance))
            self._done["edits"] += 1
        return found

    def delete_one(self) -> tuple[Channel, int] | None:
        """A young post that claims nothing is gone."""
        found = self._young()
        if found is not None:
            channel, post = found
            self._telegram.delete(channel, post)
            self._own[channel].remove(post)
            self._done["deletions"] += 1
        return found

    def _past(self) -> list[int]:
        """The claims of a past second that the bot has worked: what answers another is taken to answer one nearby."""
        now = self._telegram.world.now()
        past = [n for n, (channel, post) in enumerate(self._claims) if channel.box.messages[post].date < now]
        self._seen |= {n for n in past if n not in self._seen and self._is_seen(*self._claims[n])}
        return [n for n in past if n in self._seen]

    def _is_seen(self, channel: Channel, post: int) -> bool:
        return bool(ask(self._archive_file, _WORKED.format(handle=channel.username, post=post)))

    def _claim(self) -> None:
        number = len(self.claimed)
        channel = self._chance.choice(self.channels[:CHANNELS])
        self._claims.append((channel, self._telegram.publish(channel, claim(self._places[number], number))))
        self.claimed.append(number)
        if self._plan.living and number == self._plan.claims // 3:
            self.readers.is_to_move = True
        if self._plan.living and number == self._plan.claims // 2:
            self.readers.block()

    def _speaker(self, claimed_by: Channel, step: Step) -> Channel:
        """Who says what follows a claim of this channel: another of its class, or whom it goes against.

        To a channel of another class "the enemy" would be somebody else.
        """
        name = self._classes[self.channels.index(claimed_by)]
        if step in (Step.ECHO, Step.COPY):
            others = [each for each, of in zip(self.channels, self._classes, strict=True) if of == name]
            return self._chance.choice([each for each in others if each is not claimed_by])
        ministry = MINISTRIES[name]
        return self.channels[self._classes.index(ministry)]

    def _young(self) -> tuple[Channel, int] | None:
        channel = self._chance.choice(self.channels)
        young = self._own[channel][-_YOUNG:]
        return (channel, self._chance.choice(young)) if young else None
