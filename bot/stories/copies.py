"""Which parts tell the same in the same words (RULES 12, 13): near-duplicates, and forwards of a named origin."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import count

from bot.model.flagged import FlaggedPost
from bot.model.post import ForwardOrigin
from bot.stories.duplicates import NearTexts
from bot.stories.parts import Part

_Version = tuple[int, int]
"""A post's id and the number of one of its versions."""


class Copies:
    """The texts of all versions of the posts that are on the board, and which are alike.

    Whoever copied a text copied it as it stood then: so an edit makes no copy an original.
    """

    def __init__(self) -> None:
        self._near = NearTexts()
        self._numbers = count()
        self._keys: dict[_Version, int] = {}
        self._versions: dict[int, _Version] = {}
        self._compared: dict[int, datetime] = {}
        self._alike: defaultdict[int, set[int]] = defaultdict(set)
        self._by_name: dict[tuple[str, int], int] = {}
        self._by_title: dict[tuple[str, int], int] = {}

    def add(self, flagged: FlaggedPost) -> None:
        """Put in the versions of a post that are not in yet."""
        post = flagged.post
        self._by_name[post.channel.name.casefold(), post.message_id] = post.post_id
        self._by_title[post.channel.title, post.message_id] = post.post_id
        for version in flagged.versions:
            name = (post.post_id, version.number)
            if not version.flags or self._keys.get(name) in self._compared:
                continue
            key = self._keys.get(name)
            if key is None:
                key = self._keys[name] = next(self._numbers)
            self._versions[key] = name
            self._compared[key] = post.date
            for other in self._near.add(key, post.date, version.text):
                self._alike[key].add(other)
                self._alike[other].add(key)

    def remove(self, flagged: FlaggedPost) -> None:
        """Take a post out with all its versions."""
        post = flagged.post
        self._by_name.pop((post.channel.name.casefold(), post.message_id), None)
        self._by_title.pop((post.channel.title, post.message_id), None)
        for version in flagged.versions:
            key = self._keys.pop((post.post_id, version.number), None)
            if key is not None:
                self._near.remove(key)
                self._compared.pop(key, None)
                del self._versions[key]
                for other in self._alike.pop(key, ()):
                    self._alike[other].discard(key)

    def forget_before(self, moment: datetime) -> None:
        """Keep no texts dated before a moment for comparing; what was found alike stays known."""
        self._near.forget_before(moment)
        self._compared = {key: date for key, date in self._compared.items() if date >= moment}

    def of(self, part: Part) -> Iterator[_Version]:
        """The versions of other posts that are near-duplicates of one of the part's."""
        for number in part.versions:
            for other in self._alike.get(self._keys.get((part.post.post_id, number), -1), ()):
                version = self._versions[other]
                if version[0] != part.post.post_id:
                    yield version

    def origin_of(self, forwarded_from: ForwardOrigin | None) -> int | None:
        """The post that a forward names as its origin, if it is in."""
        if forwarded_from is None or forwarded_from.channel is None or forwarded_from.message_id is None:
            return None
        channel, number = forwarded_from.channel, forwarded_from.message_id
        found = self._by_name.get((channel.handle.casefold(), number)) if channel.handle else None
        return self._by_title.get((channel.title, number)) if found is None and channel.title else found
