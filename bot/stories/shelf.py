"""The stories that a batch of posts may join, changed in memory until the batch is done."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from bot.model.flag import Stance
from bot.model.post import ForwardOrigin
from bot.model.signal import OwnSignal
from bot.model.story import Role, Story, StoryChange, StoryPost
from bot.stories.fingerprints import LEAST_JACCARD, fingerprint, is_near_duplicate, runs_of
from bot.stories.timeline import by_date, is_official_denial

COPIED_WITHIN = timedelta(hours=48)

_Place = tuple[int, int]
"""A post on the shelf: story number and post id."""


class Shelf:
    """Stories by number and by signal, with an index of their posts' texts.

    Nothing here decides: :mod:`bot.stories.grouping` does. A story that is ``put`` counts as touched.
    """

    def __init__(self, stories: Iterable[Story], *, next_id: int, own_signals: Iterable[OwnSignal] = ()) -> None:
        self._own_signals = {signal.name: signal for signal in own_signals}
        self._stories: dict[int, Story] = {}
        self._before: dict[int, Story | None] = {}
        self._by_signal: dict[str, list[int]] = defaultdict(list)
        self._by_post: dict[int, list[int]] = defaultdict(list)
        self._by_shingle: dict[str, dict[bytes, list[_Place]]] = {}
        self._next_id = next_id
        for story in stories:
            self._keep(story)

    def __iter__(self) -> Iterator[Story]:
        return iter(tuple(self._stories.values()))

    def __getitem__(self, story_id: int) -> Story:
        return self._stories[story_id]

    @property
    def touched(self) -> tuple[Story, ...]:
        """The stories that were founded or put back, by number."""
        return tuple(self._stories[story_id] for story_id in sorted(self._before))

    def changes(self) -> tuple[StoryChange, ...]:
        """What became of the touched stories; those that came out as they went in are left out."""
        pairs = ((story, self._before[story.story_id]) for story in self.touched)
        return tuple(StoryChange(story=story, before=before) for story, before in pairs if story != before)

    def before(self, story_id: int) -> Story | None:
        """The story as the batch found it; None for one founded in it."""
        return self._before.get(story_id, self._stories.get(story_id))

    def new_id(self) -> int:
        """The next story number."""
        self._next_id += 1
        return self._next_id - 1

    def own_signal(self, signal: str) -> OwnSignal | None:
        """The operator's own signal of this name; None for one that ships."""
        return self._own_signals.get(signal)

    def of_signal(self, signal: str) -> list[Story]:
        """All stories of a signal, by number."""
        return [self._stories[story_id] for story_id in self._by_signal[signal]]

    def of_post(self, post_id: int) -> list[Story]:
        """All stories that hold a post."""
        return [self._stories[story_id] for story_id in self._by_post[post_id]]

    def put(self, story: Story) -> None:
        """Add a new story, or replace one."""
        self._before.setdefault(story.story_id, self._stories.get(story.story_id))
        self._keep(story)

    def copies_of(self, signal: str, post: StoryPost) -> list[tuple[Story, StoryPost]]:
        """Posts of the signal's stories whose text is nearly the same, within 48 h; the earliest first."""
        own = fingerprint(post.text)
        shared: Counter[_Place] = Counter()
        index = self._index_of(signal)
        runs = set(runs_of(own))
        for shingle in runs:
            shared.update(index.get(shingle, ()))
        found = []
        for (story_id, post_id), count in shared.items():
            if count < LEAST_JACCARD * len(runs) or post_id == post.post_id:
                continue
            story = self._stories[story_id]
            other = next(each for each in story.posts if each.post_id == post_id)
            if abs(other.date - post.date) <= COPIED_WITHIN and is_near_duplicate(own, fingerprint(other.text)):
                found.append((story, other))
        return sorted(found, key=lambda pair: (*by_date(pair[1]), pair[0].story_id))

    def origin_of(self, signal: str, forwarded_from: ForwardOrigin | None) -> tuple[Story, StoryPost] | None:
        """The post of the signal's stories that a forward names as its origin."""
        if forwarded_from is None or forwarded_from.channel is None or forwarded_from.message_id is None:
            return None
        handle, title = forwarded_from.channel.handle, forwarded_from.channel.title
        for story in self.of_signal(signal):
            for post in story.posts:
                is_same_channel = (handle and post.channel_name.casefold() == handle.casefold()) or (
                    title and post.channel_title == title
                )
                if is_same_channel and post.message_id == forwarded_from.message_id:
                    return story, post
        return None

    def _index_of(self, signal: str) -> dict[bytes, list[_Place]]:
        """Where each run of words occurs in a signal's stories; made when it is first asked for."""
        index = self._by_shingle.get(signal)
        if index is None:
            index = self._by_shingle[signal] = defaultdict(list)
            for story in self.of_signal(signal):
                _add_texts(index, story, story.posts)
        return index

    def _keep(self, story: Story) -> None:
        known = self._stories.get(story.story_id)
        if known is None:
            self._by_signal[story.signal].append(story.story_id)
        texts = {post.post_id: post.text for post in known.posts} if known else {}
        self._stories[story.story_id] = story
        for post in story.posts:
            if post.post_id not in texts:
                self._by_post[post.post_id].append(story.story_id)
        if story.signal in self._by_shingle:
            new = [post for post in story.posts if texts.get(post.post_id) != post.text]
            _add_texts(self._by_shingle[story.signal], story, new)


def _add_texts(index: dict[bytes, list[_Place]], story: Story, posts: Iterable[StoryPost]) -> None:
    for post in posts:
        for shingle in set(runs_of(fingerprint(post.text))):
            index[shingle].append((story.story_id, post.post_id))


def with_copies(story: Story, post: StoryPost, alike: Iterable[StoryPost]) -> Story:
    """The story with a post put in and, of those that are alike, all but the first as copies; one stance each.

    Likeness is passed on: a copy of a copy is one. An official's answer is never a mere copy.
    """
    roots = {each.copy_of or each.post_id for each in alike} | {post.post_id}
    posts = (*(each for each in story.posts if each.post_id != post.post_id), post)
    family = [each for each in posts if (each.copy_of or each.post_id) in roots and each.stance is post.stance]
    first = min(family, key=by_date)
    kin = {each.post_id for each in family}
    return replace(story, posts=tuple(_related(each, first) if each.post_id in kin else each for each in posts))


def _related(post: StoryPost, first: StoryPost) -> StoryPost:
    if post.role is Role.ADMISSION or is_official_denial(post):
        return post
    if post.post_id == first.post_id:
        return replace(post, role=_OWN_WORDS[post.stance], copy_of=None)
    return replace(post, role=Role.COPY, copy_of=first.post_id)


_OWN_WORDS = {
    Stance.CLAIMED: Role.CLAIM,
    Stance.DENIED: Role.DENIAL,
    Stance.FEARED: Role.MENTION,
    Stance.PAST: Role.MENTION,
}
