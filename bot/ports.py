"""What the upper floors need of the world, as Protocols.

``storage/``, ``bot/telegram/`` and ``bot/delivery/`` fulfil them.

Every method of a store may raise ArchiveError (ArchiveBusyError when the database is locked by another
process). Every method that writes is one transaction: all of it or nothing, also when it is cancelled.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.model.channel import Channel, ChannelClass, ChannelRef, ChannelReport, ClaimRecord, FollowState
from bot.model.delivery import Delivery, LivingAlert, NewDelivery
from bot.model.digest import AlarmHistory, DigestMaterial, DigestSpan, DigestStanding
from bot.model.flagged import FlaggedPost
from bot.model.message import Message
from bot.model.post import Arrival, Change, CoveredRange, IntakeCounts, Post, Revision
from bot.model.query import HitPage, Query, Question, Stretch
from bot.model.report import ArchiveStatus, PeriodFigures, PostHistory
from bot.model.story import Story
from bot.model.subscriber import Subscriber
from bot.model.translation import Excerpt
from bot.model.trend import Chart, TrendMaterial
from bot.model.watch import NewWatchWord, WatchWord, WordHistory
from bot.model.work import Lane, WorkDone


class Clock(Protocol):
    """Where ``now`` comes from; replay and tests have virtual ones."""

    def now(self) -> datetime:
        """The present instant, UTC-aware."""
        ...

    async def sleep(self, duration: timedelta) -> None:
        """Return when ``duration`` has passed on this clock."""
        ...


class IntakeStore(Protocol):
    """The first commit: posts and their changes."""

    async def take_in(
        self, arrivals: Sequence[Arrival], *, now: datetime, covered: CoveredRange | None = None
    ) -> IntakeCounts:
        """Store arrivals, and their changes, in one commit; idempotent on (channel, message id).

        Unknown channels are made as RULES 1 has it. A known post with another content becomes a
        revision (TELEGRAM 8; an older copy that equals a stored version is no change), an edit of an
        unseen id an insert, a deletion of an unseen id a tombstone that waits for its post. ``covered``
        is committed together with the posts: only it moves the channel's cursor (RULES 2).
        """
        ...

    async def follow(self, channels: Sequence[ChannelRef], *, now: datetime) -> tuple[Channel, ...]:
        """Mark exactly these channels as followed, making the unknown ones; returned in the order given.

        Their classes and titles are kept up to date.
        """
        ...

    async def identify(self, key: int, ref: ChannelRef) -> Channel:
        """Record the id, handle and title that Telegram tells for a channel that the archive knows by ``key``."""
        ...

    async def cursor(self, key: int) -> int | None:
        """The highest id below which everything is stored or confirmed empty; None before the first coverage."""
        ...

    async def set_follow_state(self, key: int, state: FollowState, *, note: str | None, now: datetime) -> None:
        """Record how a channel is being read, with a remark for ``status``."""
        ...

    async def add_recovered(self, key: int, posts: int) -> None:
        """Count posts that the reconciler brought in after a gap."""
        ...


class WorkStore(Protocol):
    """The second commit: what follows from the changes."""

    async def pending(self, lane: Lane, *, limit: int) -> Sequence[Change]:
        """The lane's next changes after its cursor, in position order; no later call tells a lower position."""
        ...

    async def revisions(self, post_id: int) -> Sequence[Revision]:
        """All versions of a post, the first included, by edit time."""
        ...

    async def stories_between(self, earliest: datetime, latest: datetime) -> Sequence[Story]:
        """Stories with a post dated in that span (both ends included), with all their posts, by number."""
        ...

    async def stories_of(self, post_ids: Sequence[int]) -> Sequence[Story]:
        """Stories that hold any of these posts, with all their posts, by number."""
        ...

    async def stories_of_events(self, event_ids: Sequence[int]) -> Sequence[Story]:
        """All stories of these events, with all their posts, by number."""
        ...

    async def living_alerts(self, event_ids: Sequence[int]) -> Sequence[LivingAlert]:
        """The rows of these events' alerts in all chats, whatever became of them.

        A chat may have more than one where events became one: the event's own comes first, then the oldest.
        """
        ...

    async def flagged_between(self, earliest: datetime, latest: datetime) -> Sequence[FlaggedPost]:
        """Posts dated in that span (both ends included) that a story may hold: some version of each is flagged.

        With all their versions in the order in which they stood, by post id; flags of the past alone do not count.
        """
        ...

    async def flagged_posts(self, post_ids: Sequence[int]) -> Sequence[FlaggedPost]:
        """These posts in the same way, whatever is flagged in them."""
        ...

    async def work_mark(self) -> tuple[int, int]:
        """Something that differs whenever any worker has committed; cheap to ask."""
        ...

    async def last_story_id(self) -> int:
        """The highest story number given so far; 0 for none. There is one worker, so it may count on."""
        ...

    async def alarms(self, *, since: datetime, until: datetime | None = None) -> AlarmHistory:
        """Which posts of these seconds (both included) raised an alarm, as far as worked; without end if not told."""
        ...

    async def commit_work(self, work: WorkDone) -> None:
        """Store readings, index rows, stories, word matches and deliveries, and move the lane's cursor, as one commit.

        A delivery whose key exists raises that row's wanted version instead (RULES 15); with the same version it
        only renews the row's facts. A reply takes the place of those to the same message whose text is not frozen
        yet, and tells their news first; to a message whose own text is not frozen yet no reply is stored, since
        that text will tell it all. A match of a word that is watched no more is passed over.
        """
        ...


class OutboxStore(Protocol):
    """Rows to be sent."""

    async def enqueue(self, deliveries: Sequence[NewDelivery]) -> int:
        """Add rows; ones whose key exists already are left as they are. Returns how many were added."""
        ...

    async def lease(
        self, *, now: datetime, limit: int, lease_for: timedelta, max_per_chat: int = 1
    ) -> Sequence[Delivery]:
        """Take rows that are due, by priority then age, so that no other pump takes them until the lease ends.

        At most ``max_per_chat`` rows a chat, so that each chat has a fair turn; a reply is due only when
        the row that it answers has been sent.
        """
        ...

    async def freeze(self, key: str, parts: Sequence[Message], *, version: int) -> bool:
        """Keep the rendered parts before the first of them is sent; they never change for this version.

        False when they are not kept, because the row is gone, or because its first send is wanted in a newer
        version by now: then they must not be sent, but be rendered anew.
        """
        ...

    async def withdraw(self, key: str, *, version: int) -> None:
        """Delete a row that was not begun, unless a newer version than ``version`` is wanted by now."""
        ...

    async def alerts_told(self, chat_id: int, *, since: datetime) -> int:
        """How many alerts of stories the chat was sent after ``since``."""
        ...

    async def pass_over(self, key: str, notice: NewDelivery, *, now: datetime) -> None:
        """Count an alert that was not begun instead of sending it, and put the notice of it into the outbox.

        Both in one commit; a notice whose key exists stays as it is.
        """
        ...

    async def confirm_part(self, key: str, *, message_id: int) -> None:
        """Record that the next part was sent as ``message_id``."""
        ...

    async def confirm(self, key: str, *, version: int, now: datetime) -> None:
        """Record that ``version`` has been sent or edited in full."""
        ...

    async def postpone(self, key: str, *, until: datetime, still_running_since: datetime | None = None) -> None:
        """Give the row back, not to be leased before ``until``."""
        ...

    async def park(self, key: str, *, reason: str, now: datetime) -> None:
        """Give up on the row, with the reason; told in ``status``."""
        ...

    async def release_leases(self) -> int:
        """Give back what a pump that died had leased, and return how many rows.

        For the start of the only pump, so that nothing waits for the leases of the dead to end.
        """
        ...

    async def next_due(self, *, now: datetime) -> datetime | None:
        """When the earliest waiting row becomes due; None when nothing waits."""
        ...


class SubscriberStore(Protocol):
    """Who is told."""

    async def subscriber(self, chat_id: int) -> Subscriber | None:
        """One subscriber, whatever its state."""
        ...

    async def subscribers(self) -> Sequence[Subscriber]:
        """All of them, whatever their state, by chat id."""
        ...

    async def save_subscriber(self, subscriber: Subscriber) -> None:
        """Add or replace a subscriber."""
        ...

    async def park_subscriber(self, chat_id: int, *, reason: str, now: datetime) -> None:
        """Stop telling a chat that takes no messages; its waiting rows are parked with it."""
        ...

    async def migrate_subscriber(self, chat_id: int, new_chat_id: int) -> None:
        """A group became a supergroup: subscriber and waiting rows go on under the new id."""
        ...

    async def forget_person(self, user_id: int) -> None:
        """Delete all that is kept about a person and their private chat (RULES 21)."""
        ...


class DigestStore(Protocol):
    """What chats have been told by digests (RULES 18)."""

    async def digest_standing(self, chat_id: int) -> DigestStanding:
        """Where the chat's digests stand; a digest that was parked, or waits, has told nothing yet."""
        ...

    async def put_digest(self, delivery: NewDelivery, *, is_passed: bool = False) -> bool:
        """Add a digest's row in place of one that waits and that nobody has begun; False if it was not added.

        It is not while another is under way, or when its key exists. ``is_passed`` is for a slot that
        passes in silence: it counts as told, and nothing is sent.
        """
        ...

    async def known_up_to(self, *, before: datetime | None = None) -> int:
        """The position of the urgent lane up to which all is worked; with ``before``, the last one stored before then.

        0 before the first.
        """
        ...

    async def last_heard(self) -> datetime | None:
        """When the newest change of the urgent lane was stored; None when there is none."""
        ...


class ReadingRoom(Protocol):
    """Answers from the archive; never waits for the writer."""

    async def search(self, query: Query, *, limit: int, offset: int = 0, total_cap: int = 10_000) -> HitPage:
        """Posts that answer ``query``, newest first unless it asks for another order."""
        ...

    async def stretch(self, query: Query, *, below: int | None, look_at: int) -> Stretch:
        """The answers among the next ``look_at`` posts that may be some, always newest first.

        ``below`` None is the beginning, and later what the stretch before told. Each is read by itself, on a
        connection that serves nothing else: all answers of an archive can be had while it is written and asked.
        """
        ...

    async def count_hits(self, query: Query, *, most: int) -> int:
        """How many posts answer, counted up to ``most``; on the connection of ``stretch``."""
        ...

    async def find_channel(self, ref: ChannelRef) -> Channel | None:
        """The channel that a name means (RULES 1), or None."""
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


class Archive(
    IntakeStore,
    WorkStore,
    OutboxStore,
    SubscriberStore,
    DigestStore,
    ReadingRoom,
    QuestionStore,
    TranslationStore,
    WatchStore,
    Protocol,
):
    """All of it; opened by ``storage.open_archive`` and closed by ``close``."""

    async def close(self) -> None:
        """Finish the write under way and release the database."""
        ...


class Messenger(Protocol):
    """Sends messages to chats: Telegram's bot, or the console."""

    async def send(
        self,
        chat_id: int,
        message: Message,
        *,
        random_id: int,
        silent: bool = False,
        reply_to: int | None = None,
    ) -> int:
        """Send one message and return its id; a repeated ``random_id`` returns the first message's id.

        Raises the DeliveryError that says what the outbox must do.
        """
        ...

    async def edit(self, chat_id: int, message_id: int, message: Message) -> None:
        """Replace a sent message's text and buttons; "not modified" is no failure. Raises DeliveryError."""
        ...


class Translator(Protocol):
    """Translates texts: the listening account's own Telegram."""

    async def translate(self, text: str, language: str) -> str:
        """``text`` in ``language`` (two letters, ISO 639-1), of whatever language it is.

        Raises TranslationPausedError when nothing can be translated for a while, and TranslationError when
        this text cannot be.
        """
        ...


class Draughtsman(Protocol):
    """Draws pictures."""

    async def draw(self, chart: Chart) -> bytes:
        """The chart as a PNG. Raises DrawingError when there will be none."""
        ...
