"""What an edit or a deletion does to the stories that hold the post (RULES 5)."""

from dataclasses import replace

from bot.model.flag import Flag, Stance
from bot.model.story import Role, Story, StoryPost
from bot.stories.shelf import Shelf
from bot.stories.sighting import AxisOf, Sighting
from bot.stories.timeline import settle


def take_back(shelf: Shelf, sighting: Sighting, axis_of: AxisOf) -> None:
    """Mark the post in the stories that it no longer supports, or that it was deleted from."""
    flags = {flag.signal: flag for flag in sighting.reading.flags}
    for story in shelf.of_post(sighting.post.post_id):
        post = _part(story, sighting.post.post_id)
        withdrawn = not _still_says(story.signal, post, flags)
        # The archive may tell a deletion with the story already, so the story is settled again in any case.
        changed = replace(post, withdrawn=withdrawn, deleted_at=sighting.post.deleted_at)
        _replace(shelf, story, changed, axis_of)


def update(shelf: Shelf, signal: str, post: StoryPost, axis_of: AxisOf) -> bool:
    """Bring the post up to date in the stories of this signal that hold it; tell whether there is one.

    One whose text now names other places supports its story no longer, and may found or join another.
    """
    is_known = False
    for story in shelf.of_post(post.post_id):
        known = _part(story, post.post_id)
        if story.signal != signal or _has_moved(known, post.places):
            continue
        is_known = True
        if known.stance is post.stance:
            kept = replace(post, role=known.role, copy_of=known.copy_of, origin=known.origin)
            _replace(shelf, story, replace(kept, places=post.places or known.places), axis_of)
        elif known.stance is not Stance.CLAIMED:
            _replace(shelf, story, post, axis_of)
    return is_known


def _still_says(signal: str, post: StoryPost, flags: dict[str, Flag]) -> bool:
    """Whether the flags still make the post what it is; an admission may be one by a flag of another signal."""
    grounds = flags.values() if post.role is Role.ADMISSION else (flags[signal],) if signal in flags else ()
    return any(flag.stance is post.stance and not _has_moved(post, flag.places) for flag in grounds)


def _has_moved(known: StoryPost, places: tuple[str, ...]) -> bool:
    return bool(known.places and places) and not set(known.places) & set(places)


def _part(story: Story, post_id: int) -> StoryPost:
    return next(post for post in story.posts if post.post_id == post_id)


def _replace(shelf: Shelf, story: Story, changed: StoryPost, axis_of: AxisOf) -> None:
    posts = tuple(changed if post.post_id == changed.post_id else post for post in story.posts)
    shelf.put(settle(replace(story, posts=posts), axis_of))
