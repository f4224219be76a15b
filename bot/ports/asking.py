"""Answers from the archive, and what is kept for those who ask."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Protocol

from bot.model.channel import Channel, ChannelClass, ChannelRef, ChannelReport, ClaimRecord
from bot.model.digest import DigestMaterial, DigestSpan
from bot.model.post import MediaFact, Post
from bot.model.query import HitPage, Query, Question, Stretch, Total
from bot.model.report import ArchiveStatus, PeriodFigures, PostHistory
from bot.model.story import Story
from bot.model.translation import Excerpt
from bot.model.trend import TrendMaterial
from bot.model.watch import NewWatchWord, WatchWord, WordHistory

MOST_WEIGHED: Final = 1_000
"""So many of the newest answers are put in the order of relevance; a query that asks for it has no further ones."""


class ReadingRoom(Protocol):
    """Answers from the archive; never waits for the writer."""

    async def search(self, query: Query, *, limit: int, offset: int = 0) -> HitPage:
        """Posts that answer ``query``, newest first unless it asks for another order: then of MOST_WEIGHED only."""
        ...

    async def stretch(self, query: Query, *, below: int | None, look_at: int) -> Stretch:
        """The answers among the next ``look_at`` posts that may be some, always newest first.

        ``below`` None is the beginning, and later what the stretch before told. Each is read by itself, on a
        connection that serves nothing else: all answers of an archive can be had while it is written and asked.
        """
        ...

    async def media_of(self, post_ids: Sequence[int]) -> Mapping[int, tuple[MediaFact, ...]]:
        """The media of those posts that show some, as they stand now; on the connection of ``stretch``."""
        ...

    async def count_hits(self, query: Query, *, most: int) -> Total:
        """How many posts answer, counted up to ``most``, and no further than is done within about half a second.

        On the connection of ``stretch``, so that a page can be asked for meanwhile.
        """
        ...

    async def find_channel(self, ref: ChannelRef) -> Channel | None:
        """The channel that a name means (RULES 1), or None."""
        ...

    async def channel_meant(self, ref: ChannelRef) -> Channel | None:
        """The channel that a person means who asks: as ``find_channel``, but more is forgiven.

        An @ may stand before any name, and a title may have other capitals where that leaves one channel.
        """
        ...

    async def channels_of(self, classes: Sequence[ChannelClass]) -> Sequence[Channel]:
        """The channels of any of these classes, followed or not."""
        ...

    async def post(self, channel_key: int, message_id: int) -> Post | None:
        """One post."""
        ...

    async def post_history(self, channel_key: int, message_id: int, *, most_forwards: int) -> PostHistory | None:
        """One post with its versions, flags, media, stories, and the first ``most_forwards`` that repeat it."""
        ...

    async def story(self, story_id: int) -> Story | None:
        """One story, or the one that it was merged into."""
        ...

    async def stories_of_events(self, event_ids: Sequence[int]) -> Sequence[Story]:
        """All stories of these events, by number."""
        ...

    async def alerts_counted(self, chat_id: int, *, since: datetime, until: datetime) -> int:
        """How many alerts were counted instead of sent from ``since`` until ``until``, and still are not sent."""
        ...

    async def latest_stories(self, *, limit: int) -> Sequence[Story]:
        """The stories with the newest claims first."""
        ...

    async def channel_reports(self, *, now: datetime) -> Sequence[ChannelReport]:
        """Every channel with its figures, by name."""
        ...

    async def claim_records(self, *, since: datetime) -> Mapping[int, ClaimRecord]:
        """What became of the claims that channels made from ``since`` on, by the keys of those that made any."""
        ...

    async def period_figures(self, *, since: datetime, now: datetime) -> PeriodFigures:
        """The figures of the posts from ``since`` on."""
        ...

    async def digest_material(self, span: DigestSpan, *, chat_id: int) -> DigestMaterial:
        """What became known in a span, for a chat's digest."""
        ...

    async def trend_material(
        self, edges: Sequence[datetime], *, signal: str | None, most_stories: int
    ) -> TrendMaterial:
        """Flags of a signal (None: of all) in the stretches between these edges, each including its start."""
        ...

    async def status(self, *, now: datetime) -> ArchiveStatus:
        """The figures of ``status``."""
        ...


class QuestionStore(Protocol):
    """Questions whose answers have more pages than one."""

    async def remember_question(self, question: Question, *, forget_before: datetime) -> int:
        """Keep a question and return its number; ones asked before ``forget_before`` are deleted.

        ``forget_person`` deletes all that the person asked.
        """
        ...

    async def question(self, question_id: int) -> Question | None:
        """A question by its number; None when there is none, or no more."""
        ...


class TranslationStore(Protocol):
    """Translations of excerpts, so that no excerpt is translated twice (RULES 20)."""

    async def translations(self, excerpts: Sequence[Excerpt], language: str) -> Mapping[Excerpt, str]:
        """Those of the excerpts that were translated to ``language`` before."""
        ...

    async def keep_translation(self, excerpt: Excerpt, language: str, text: str, *, now: datetime) -> None:
        """Keep a translation for as long as its post is kept."""
        ...


class WatchStore(Protocol):
    """Own watch words, and what was told of them (RULES 19).

    ``forget_person`` deletes those of the person's chat, ``migrate_subscriber`` takes a group's along.
    """

    async def watch(self, word: NewWatchWord, *, most: int) -> WatchWord | None:
        """Watch a word, and return it as it is kept; one that the chat watches already stays as it was.

        None when the chat watches ``most`` words of its own already; standing words do not count.
        """
        ...

    async def unwatch(self, word_id: int) -> None:
        """Watch a word no more, and forget what was told of it; an alert of it alone that waits is dropped."""
        ...

    async def watch_words(self, chat_id: int) -> Sequence[WatchWord]:
        """A chat's words, the operator's for it included, in the order in which they were added."""
        ...

    async def set_standing_words(self, words: Sequence[NewWatchWord]) -> None:
        """Make exactly these the operator's words; one that a chat watches of its own stays its own."""
        ...

    async def watched_keys(self) -> Sequence[str]:
        """The keys of all words of all chats, each once."""
        ...

    async def watch_list_mark(self) -> tuple[int, int]:
        """Something that differs whenever ``watched_keys`` may have changed; cheap to ask."""
        ...

    async def watchers(self, keys: Sequence[str]) -> Sequence[WatchWord]:
        """The words of all chats with one of these keys, by number."""
        ...

    async def word_history(self, word_ids: Sequence[int], post_ids: Sequence[int], *, since: datetime) -> WordHistory:
        """The alerts of these words from ``since`` on, and which of these posts were matched with them already."""
        ...
