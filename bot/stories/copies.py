"""Which parts tell the same in the same words (RULES 12, 13): near-duplicates, and forwards of a named origin."""

import heapq
from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial

from bot.model.flagged import FlaggedPost
from bot.model.post import ForwardOrigin
from bot.stories.duplicates import NearTexts, VersionKey
from bot.stories.parts import Part

_MOST_REPEATED = 32
"""Of so many earlier versions, the earliest, it is known that a version repeats them.

What it is a copy of is one of the first of them: the rest of a mass of copies would be remembered, pair by pair,
for nothing.
"""


class Copies:
    """The texts of all versions of the posts that are on the board, and which repeat which.

    Whoever copied a text copied it as it stood then: so an edit makes no copy an original.
    """

    def __init__(self) -> None:
        self._near = NearTexts()
        self._keys: dict[tuple[int, int], VersionKey] = {}
        self._compared: set[VersionKey] = set()
        self._repeated: dict[VersionKey, list[VersionKey]] = {}
        self._repeating: defaultdict[VersionKey, set[VersionKey]] = defaultdict(set)
        self._by_name: dict[tuple[str, int], int] = {}
        self._by_title: dict[tuple[str, int], int] = {}

    def add(self, flagged: FlaggedPost) -> None:
        """Put in the versions of a post that are not in yet."""
        post = flagged.post
        self._by_name[post.channel.name.casefold(), post.message_id] = post.post_id
        self._by_title[post.channel.title, post.message_id] = post.post_id
        for version in flagged.versions:
            key = VersionKey(post.date, post.channel.name, post.message_id, post.post_id, version.number)
            if not version.flags or key in self._compared:
                continue
            self._name(key)
            self._compared.add(key)
            near = self._near.add(key, version.text)
            self._note(key, near.before())
            for later in near.after(partial(self._has_room_for, key)):
                self._note(later, (key,))

    def remove(self, flagged: FlaggedPost) -> None:
        """Take a post out with all its versions."""
        post = flagged.post
        self._by_name.pop((post.channel.name.casefold(), post.message_id), None)
        self._by_title.pop((post.channel.title, post.message_id), None)
        for version in flagged.versions:
            key = self._keys.pop((post.post_id, version.number), None)
            if key is not None:
                self._take_out(key)

    def forget_before(self, moment: datetime) -> None:
        """Keep no texts dated before a moment for comparing; what was found alike stays known."""
        self._near.forget_before(moment)
        self._compared = {key for key in self._compared if key.date >= moment}

    def before(self, part: Part) -> Iterator[VersionKey]:
        """The versions of other posts that the part repeats, the earliest first; the first few of a mass of them."""
        return heapq.merge(*(self._repeated.get(key, ()) for key in self._keys_of(part)))

    def after(self, part: Part) -> Iterator[VersionKey]:
        """The versions of other posts of which it is known that they repeat the part, in no order."""
        return (later for key in self._keys_of(part) for later in self._repeating.get(key, ()))

    def origin_of(self, forwarded_from: ForwardOrigin | None) -> int | None:
        """The post that a forward names as its origin, if it is in."""
        if forwarded_from is None or forwarded_from.channel is None or forwarded_from.message_id is None:
            return None
        channel, number = forwarded_from.channel, forwarded_from.message_id
        found = self._by_name.get((channel.handle.casefold(), number)) if channel.handle else None
        return self._by_title.get((channel.title, number)) if found is None and channel.title else found

    def _keys_of(self, part: Part) -> Iterator[VersionKey]:
        keys = (self._keys.get((part.post.post_id, number)) for number in part.versions)
        return (key for key in keys if key is not None)

    def _name(self, key: VersionKey) -> None:
        """Remember a version's key; the one that it had before its channel got another name is gone."""
        before = self._keys.get((key.post_id, key.number), key)
        if before != key:
            self._take_out(before)
        self._keys[key.post_id, key.number] = key

    def _note(self, key: VersionKey, earlier: Iterable[VersionKey]) -> None:
        """Note which versions one repeats, told from the earliest on, until the rest makes no difference."""
        known = self._repeated.setdefault(key, [])
        for each in earlier:
            if not self._has_room_for(each, key):
                break
            if each.post_id == key.post_id or each in known:
                continue
            insort(known, each)
            self._repeating[each].add(key)
            if len(known) > _MOST_REPEATED:
                self._repeating[known.pop()].discard(key)

    def _has_room_for(self, earlier: VersionKey, key: VersionKey) -> bool:
        known = self._repeated.get(key, [])
        return len(known) < _MOST_REPEATED or earlier < known[-1]

    def _take_out(self, key: VersionKey) -> None:
        self._near.remove(key)
        self._compared.discard(key)
        for earlier in self._repeated.pop(key, ()):
            self._repeating[earlier].discard(key)
        for later in self._repeating.pop(key, ()):
            self._repeated[later].remove(key)
