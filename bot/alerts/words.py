"""Which chat is told of which post that holds a word it watches, and why the others are not (RULES 19)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.alerts.edits import edit_due
from bot.alerts.quiet import held_until
from bot.model.delivery import DeliveryKind, NewDelivery, Priority
from bot.model.post import Origin, Post
from bot.model.subscriber import Subscriber, SubscriberState
from bot.model.watch import WatchWord, WordAlert, WordHistory, WordMatch, word_alert_key

PAUSE = timedelta(minutes=15)
"""At most one alert for a word and chat in this time; what comes meanwhile is counted in it."""

LOOK_BACK = timedelta(days=1)
"""How far back a copy of what was told is known as such."""

SameNews = Callable[[str, str], bool]
"""Whether one text is a near-duplicate of the other (RULES 13)."""


class WordReason(StrEnum):
    """What decided whether a chat is told of a post."""

    NEWS = "news for this chat"
    HELD = "news, held until the quiet hours end"
    COUNTED = "counted in the word's last alert"
    COPY = "a copy of what was told"
    KNOWN = "the post was told or counted before"
    FROM_BEFORE = "an edit of a post from before the word was watched"
    NOT_LIVE = "imported or backfilled posts alert nobody"
    TOO_OLD = "the post is too old"
    DELETED = "the post was deleted"
    INACTIVE = "the chat is not an active subscriber"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordHit:
    """A post that holds watched words; ``origin`` is that of the change which told it (RULES 4)."""

    post: Post
    origin: Origin
    is_revision: bool
    words: tuple[WatchWord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordDecision:
    """What was decided for one word and post."""

    word: WatchWord
    post_id: int
    reason: WordReason


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsDecided:
    """All that follows from some hits: what to remember, what to send, and every decision with its reason."""

    matches: tuple[WordMatch, ...] = ()
    deliveries: tuple[NewDelivery, ...] = ()
    decisions: tuple[WordDecision, ...] = ()


def decide_words(
    hits: Iterable[WordHit],
    history: WordHistory,
    subscribers: Mapping[int, Subscriber],
    *,
    now: datetime,
    max_age: timedelta,
    same_news: SameNews,
) -> WordsDecided:
    """Decide for each hit and chat whether an alert is wanted; ``history`` is of the hits' words and posts.

    Words that one post gives news of are told in one alert. Those of them that were told a moment ago are not
    named in it: they count the post in their own alert.
    """
    book = _Book(history, now)
    for hit in sorted(hits, key=lambda each: each.post.post_id):
        by_chat: defaultdict[int, list[WatchWord]] = defaultdict(list)
        for word in sorted(hit.words, key=lambda each: each.word_id):
            by_chat[word.chat_id].append(word)
        for chat_id, words in by_chat.items():
            subscriber = subscribers.get(chat_id)
            reason = _reason_against(hit, subscriber, now, max_age)
            if reason is not None or subscriber is None:
                book.pass_over(hit, words, reason or WordReason.INACTIVE)
            else:
                book.weigh(hit, words, held_until(subscriber.preferences, now), same_news)
    return book.decided()


def rehearse(
    word: WatchWord, posts: Iterable[Post], subscriber: Subscriber, *, same_news: SameNews
) -> tuple[WordAlert, ...]:
    """The alerts that the word would have brought if each of these posts had come live at its own date."""
    alerts: tuple[WordAlert, ...] = ()
    for post in sorted(posts, key=lambda each: each.post_id):
        recent = tuple(alert for alert in alerts if alert.told_at >= post.date - LOOK_BACK)
        book = _Book(WordHistory(alerts=recent), post.date)
        hit = WordHit(post=post, origin=Origin.LIVE, is_revision=False, words=(word,))
        book.weigh(hit, [word], held_until(subscriber.preferences, post.date), same_news)
        alerts = (*alerts[: len(alerts) - len(recent)], *book.alerts)
    return alerts


def _reason_against(
    hit: WordHit, subscriber: Subscriber | None, now: datetime, max_age: timedelta
) -> WordReason | None:
    if subscriber is None or subscriber.state is not SubscriberState.ACTIVE:
        return WordReason.INACTIVE
    if not hit.origin.is_urgent:
        return WordReason.NOT_LIVE
    if now - hit.post.date >= max_age:
        return WordReason.TOO_OLD
    return WordReason.DELETED if hit.post.deleted_at is not None else None


class _Book:
    """The alerts as they come to stand while one hit after the other is weighed."""

    def __init__(self, history: WordHistory, now: datetime) -> None:
        self._now = now
        self._matched = set(history.matched)
        self._alerts = {(alert.chat_id, alert.head_id): alert for alert in history.alerts}
        self._known = frozenset(self._alerts)
        self._touched: dict[tuple[int, int], None] = {}
        self._matches: list[WordMatch] = []
        self._decisions: list[WordDecision] = []

    @property
    def alerts(self) -> tuple[WordAlert, ...]:
        """All of them, the newest last."""
        return tuple(self._alerts.values())

    def pass_over(self, hit: WordHit, words: Iterable[WatchWord], reason: WordReason) -> None:
        self._decisions += [WordDecision(word=word, post_id=hit.post.post_id, reason=reason) for word in words]

    def weigh(self, hit: WordHit, words: Sequence[WatchWord], held: datetime | None, same_news: SameNews) -> None:
        """Tell, count or pass over one post for the words of one chat."""
        fresh: list[WatchWord] = []
        counted_in: set[tuple[int, int]] = set()
        for word in words:
            if (word.word_id, hit.post.post_id) in self._matched:
                self.pass_over(hit, [word], WordReason.KNOWN)
            elif hit.is_revision and hit.post.date < word.added_at:
                self.pass_over(hit, [word], WordReason.FROM_BEFORE)
            elif (copied := self._copied(hit.post, word, same_news)) is not None:
                self._count(hit, word, copied, counted_in, WordReason.COPY)
            elif (still_open := self._open(word)) is not None:
                self._count(hit, word, still_open, counted_in, WordReason.COUNTED)
            else:
                fresh.append(word)
        if fresh:
            self._tell(hit, fresh, held)

    def decided(self) -> WordsDecided:
        deliveries = (self._delivery(pair) for pair in self._touched)
        return WordsDecided(
            matches=tuple(self._matches),
            deliveries=tuple(delivery for delivery in deliveries if delivery is not None),
            decisions=tuple(self._decisions),
        )

    def _of_word(self, word: WatchWord) -> Iterator[WordAlert]:
        """The word's alerts, the newest first."""
        return (alert for alert in reversed(self._alerts.values()) if word.word_id in alert.word_ids)

    def _copied(self, post: Post, word: WatchWord, same_news: SameNews) -> WordAlert | None:
        told = (alert for alert in self._of_word(word) if alert.head_id != post.post_id)
        return next((alert for alert in told if same_news(alert.text, post.text)), None)

    def _open(self, word: WatchWord) -> WordAlert | None:
        return next((alert for alert in self._of_word(word) if self._now < alert.open_until), None)

    def _count(
        self, hit: WordHit, word: WatchWord, alert: WordAlert, counted_in: set[tuple[int, int]], reason: WordReason
    ) -> None:
        pair = (alert.chat_id, alert.head_id)
        if pair not in counted_in:
            counted_in.add(pair)
            is_copy = reason is WordReason.COPY
            self._alerts[pair] = replace(alert, copies=alert.copies + is_copy, others=alert.others + (not is_copy))
            self._touched[pair] = None
        self._remember(hit, word, alert, reason)

    def _tell(self, hit: WordHit, words: Sequence[WatchWord], held: datetime | None) -> None:
        post = hit.post
        alert = WordAlert(
            chat_id=words[0].chat_id,
            head_id=post.post_id,
            channel_key=post.channel.key,
            message_id=post.message_id,
            text=post.text,
            origin=hit.origin,
            word_ids=tuple(word.word_id for word in words),
            words=tuple(word.text for word in words),
            told_at=self._now,
            open_until=(held or self._now) + PAUSE,
        )
        pair = (alert.chat_id, alert.head_id)
        self._alerts[pair] = alert
        self._touched[pair] = None
        for word in words:
            self._remember(hit, word, alert, WordReason.HELD if held else WordReason.NEWS)

    def _remember(self, hit: WordHit, word: WatchWord, alert: WordAlert, reason: WordReason) -> None:
        self.pass_over(hit, [word], reason)
        self._matched.add((word.word_id, hit.post.post_id))
        self._matches.append(
            WordMatch(
                word_id=word.word_id,
                post_id=hit.post.post_id,
                head_id=alert.head_id,
                at=self._now,
                open_until=alert.open_until,
                is_copy=reason is WordReason.COPY,
            )
        )

    def _delivery(self, pair: tuple[int, int]) -> NewDelivery | None:
        """The row of a new alert, or the edit of one; None when it is too old to be edited."""
        alert = self._alerts[pair]
        told_at = alert.open_until - PAUSE  # as far as the quiet hours let it
        not_before = told_at if pair not in self._known else edit_due(told_at, self._now)
        if not_before is None:
            return None
        return NewDelivery(
            key=word_alert_key(alert.chat_id, alert.head_id),
            chat_id=alert.chat_id,
            kind=DeliveryKind.WORD,
            priority=Priority.NOTICE,  # the alerts of stories go first
            created_at=self._now,
            version=1 + alert.others + alert.copies,
            not_before=not_before if not_before > self._now else None,
            about=word_alert_key(alert.chat_id, alert.head_id),
            facts={
                "words": list(alert.words),
                "channel": alert.channel_key,
                "message": alert.message_id,
                "recovered": alert.origin is Origin.RECOVERED,
                "since": alert.told_at.isoformat(),
                "others": alert.others,
                "copies": alert.copies,
            },
        )
