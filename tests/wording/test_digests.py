"""Digests as their readers see them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.delivery.digest_text import told_of
from bot.model.channel import Channel, ChannelClass, ChannelReport, FollowState
from bot.model.digest import AlarmHistory, ChangedPost, DigestMaterial, DigestSpan, DigestStory, WordTally
from bot.model.flag import Stance
from bot.model.message import EntityKind, utf16_length
from bot.model.post import Origin, Post, Revision
from bot.model.story import Role, Severity, Story, StoryState
from bot.model.subscriber import Mute, MuteKind, Preferences
from bot.wording.rich_text import ENTITY_LIMIT, TEXT_LIMIT
from tests.wording.samples import CLAIM_TEXT, GAZETTEER, admission, at, claim, copy, denial, story, subscriber

_CHANNEL = Channel(
    key=1,
    telegram_id=5,
    handle="front_diary",
    title="Diary of the Front",
    channel_class=None,
    followed=True,
    follow_state=FollowState.LIVE,
)
_REPORT = ChannelReport(channel=_CHANNEL, posts=1, last_post_at=at(18), posts_last_day=1, recovered=0, cursor=None)


def _news(told: Story, *fresh: int, is_going_on: bool = False) -> DigestStory:
    """A story of which these posts, or all, are new."""
    posts = frozenset(fresh or (post.post_id for post in told.posts))
    return DigestStory(story=told, fresh=posts, is_going_on=is_going_on)


def _material(*stories: Story | DigestStory, **changes: Any) -> DigestMaterial:
    """What a digest of a day is made of, by default nothing."""
    facts: dict[str, Any] = {
        "span": DigestSpan(since=at(17), until=changes.pop("until", at(17, day=12)), after=0, up_to=9),
        "stories": tuple(each if isinstance(each, DigestStory) else _news(each) for each in stories),
        "changed": (),
        "words": (),
        "alarms": _alarms(),
        "channels": (_REPORT,),
        "recovered": 0,
    }
    return DigestMaterial(**(facts | changes))


def _alarms(*moments: datetime, signal: str = "breakthrough", days: int = 40) -> AlarmHistory:
    """Flags at these times, in an archive that has heard something on so many days."""
    today = int(at(17, day=12).timestamp()) // 86_400
    return AlarmHistory(
        raised={signal: tuple(sorted(int(each.timestamp()) << 20 | number for number, each in enumerate(moments)))},
        first_post=at(0, day=12) - timedelta(days=days),
        days_heard=frozenset(range(today - days, today + 1)),
    )


def _changed(before: str, after: str, *, deleted_at: datetime | None = None) -> ChangedPost:
    post = Post(
        post_id=1,
        channel=_CHANNEL,
        message_id=10,
        date=at(18, 14),
        text=after,
        origin=Origin.LIVE,
        revision=1,
        edited_at=at(19),
        deleted_at=deleted_at,
    )
    first = Revision(number=0, text=before, edited_at=None, seen_at=at(18, 14))
    return ChangedPost(post=post, first=first, signals=("breakthrough",))


def _texts(material: DigestMaterial, preferences: Preferences | None = None) -> list[str]:
    reader = subscriber(preferences=preferences or Preferences())
    return [message.text for message in told_of(material, reader, GAZETTEER, material.span.until)]


def test_the_course_of_a_story_in_few_lines() -> None:
    night = story(
        claim(),
        copy(1, at(18, 30)),
        denial(),
        admission(),
        state=StoryState.ADMITTED,
        severity=Severity.CRITICAL,
    )
    (text,) = _texts(_material(night))
    assert text.splitlines() == [
        "Digest · 11 May, 20:00 – 12 May, 20:00 Kyiv",
        "",
        "🔴 BREAKTHROUGH admitted · Soledar (Bakhmut axis)",
        "1 source · 1 copy in 16 min",
        "11 May, 21:14 claimed · Diary of the Front (blogger, RU) → post",
        "«У Соледара прорыв нашей обороны, идёт тяжёлый бой.»",
        "11 May, 23:48 denied · The Ministry (ministry, RU) → post",
        "«Заявления отдельных каналов о прорывах обороны не соответствуют действительности.»",
        "14:05 admitted, in softened words · The Ministry (ministry, RU) → post",
        "«Подразделения заняли более выгодный рубеж вдоль водохранилища, чтобы повысить устойчивость обороны.»",
        "",
        "1 of 1 channels live",
    ]


def test_a_story_that_goes_on_tells_what_is_new_in_it() -> None:
    night = story(claim(), denial(), admission(), state=StoryState.ADMITTED, severity=Severity.CRITICAL)
    (text,) = _texts(_material(_news(night, 3, is_going_on=True)))
    assert text.splitlines()[2:6] == [
        "🔴 BREAKTHROUGH admitted · Soledar (Bakhmut axis)",
        "going on since 11 May, 21:14 · 1 source",
        "14:05 admitted, in softened words · The Ministry (ministry, RU) → post",
        "«Подразделения заняли более выгодный рубеж вдоль водохранилища, чтобы повысить устойчивость обороны.»",
    ]


def test_a_story_with_no_more_than_copies_and_mentions_is_not_told_again() -> None:
    told = story(claim(), copy(1, at(18, 30)), claim(post_id=7, role=Role.MENTION, stance=Stance.FEARED))
    (text,) = _texts(_material(_news(told, 101, 7, is_going_on=True)))
    assert "nothing to tell" in text


def test_in_a_span_of_less_than_a_day_times_need_no_date() -> None:
    (text,) = _texts(_material(story(claim(), denial()), until=at(5, day=12)))
    assert "\n21:14 claimed · " in text
    assert "\n23:48 denied · " in text
    (text,) = _texts(_material(story(claim(date=at(16))), until=at(5, day=12)))
    assert "\n11 May, 19:00 claimed · " in text


def test_a_post_is_quoted_once() -> None:
    both = (story(claim()), story(claim(), story_id=2, signal="encirclement"))
    (text,) = _texts(_material(*both))
    assert text.count("«У Соледара") == 1
    assert text.count("→ post · quoted above\n") == 1


def test_every_post_is_linked_and_every_stance_bold() -> None:
    (message,) = told_of(_material(story(claim(), denial())), subscriber(), GAZETTEER, at(17, day=12))
    links = [entity.url for entity in message.entities if entity.kind is EntityKind.LINK]
    assert links == ["https://t.me/front_diary/10", "https://t.me/ministry_example/20"]
    units = message.text.encode("utf-16-le")
    bold = [
        units[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")
        for entity in message.entities
        if entity.kind is EntityKind.BOLD
    ]
    assert bold == ["Digest", "BREAKTHROUGH fading", "claimed", "denied"]


def test_grave_events_come_first_and_their_stories_stand_together() -> None:
    told = (
        story(story_id=1, event_id=1, signal="capture"),
        story(story_id=2, event_id=2, signal="offensive", founded_at=at(20)),
        story(story_id=3, event_id=3, signal="withdrawal", founded_at=at(19)),
        story(story_id=4, event_id=2, signal="encirclement", severity=Severity.CRITICAL, founded_at=at(21)),
    )
    (text,) = _texts(_material(*told))
    heads = [line.split()[1] for line in text.splitlines() if line[:1] in "🔴🟠🟡⚪" and line]
    assert heads == ["ENCIRCLEMENT", "OFFENSIVE", "CAPTURE", "WITHDRAWAL"]


def test_nothing_to_tell_is_one_line_beside_the_line_of_honesty() -> None:
    (text,) = _texts(_material(until=at(19)))
    assert text == "Digest · 11 May, 20:00 – 22:00 Kyiv: nothing to tell.\n1 of 1 channels live"


def test_a_span_in_which_nothing_was_posted_says_so() -> None:
    silence = DigestSpan(since=at(17), until=at(19), after=9, up_to=9)
    (text,) = _texts(_material(span=silence))
    assert text.splitlines()[1] == "Nothing at all was posted."


def test_fears_that_made_no_story_are_counted() -> None:
    (text,) = _texts(_material(until=at(19), alarms=_alarms(at(18), days=2)))
    assert text.splitlines()[:2] == ["Digest · 11 May, 20:00 – 22:00 Kyiv: no story.", "▃▁ 1 flag"]


def test_the_level_of_alarm_stands_against_the_usual() -> None:
    evening = [at(18, minute) for minute in range(1, 60, 5)]
    usual = [at(18) - timedelta(days=back) for back in range(1, 29)] * 3
    material = _material(story(), until=at(5, day=12), alarms=_alarms(*evening, *usual))
    assert _texts(material)[0].splitlines()[1] == "▁█▁▁▁▁▁▁▁▁▁▁ 12 flags, usually 3"


def test_no_usual_is_told_before_seven_days_of_data() -> None:
    flags = [at(18) - timedelta(days=back) for back in range(28)]
    for days, told in ((6, "1 flag\n"), (8, "1 flag, usually 1\n")):
        assert told in _texts(_material(story(), alarms=_alarms(*flags, days=days)))[0]


def test_the_level_is_of_the_signals_that_the_chat_wants() -> None:
    material = _material(story(), alarms=_alarms(at(18), signal="capture", days=3))
    assert "1 flag" in _texts(material)[0]
    assert "flag" not in _texts(material, Preferences(signals=frozenset({"breakthrough"})))[0]
    muted = Preferences(mutes=(Mute(kind=MuteKind.SIGNAL, target="capture"),))
    assert "flag" not in _texts(material, muted)[0]


def test_watched_words_are_counted() -> None:
    words = (WordTally(word="понтон", posts=3, copies=1), WordTally(word="мост", posts=1, copies=0))
    (text,) = _texts(_material(words=words))
    assert text.splitlines()[2:5] == ["Watched words", "понтон: 3 posts · 1 copy", "мост: 1 post"]


def test_what_is_muted_is_left_out_and_counted() -> None:
    other = story(claim(post_id=5, channel_key=6), story_id=2, event_id=2, signal="capture")
    for kind, target in ((MuteKind.STORY, "1"), (MuteKind.CHANNEL, "1")):
        wishes = Preferences(mutes=(Mute(kind=kind, target=target),))
        (text,) = _texts(_material(story(), other), wishes)
        assert "BREAKTHROUGH" not in text
        assert "CAPTURE" in text
        assert "1 muted story is left out." in text
    (text,) = _texts(_material(story(), other), Preferences(mutes=(Mute(kind=MuteKind.SIGNAL, target="breakthrough"),)))
    assert "BREAKTHROUGH" not in text
    past = Preferences(mutes=(Mute(kind=MuteKind.STORY, target="1", until=at(16, day=12)),))
    assert "BREAKTHROUGH" in _texts(_material(story()), past)[0]


def test_one_muted_channel_silences_no_story_in_which_others_speak() -> None:
    wishes = Preferences(mutes=(Mute(kind=MuteKind.CHANNEL, target="1"),))
    (text,) = _texts(_material(story(claim(), denial())), wishes)
    assert "BREAKTHROUGH" in text
    assert "Diary of the Front" not in text


def test_a_bare_claim_fades_by_the_end_of_the_span() -> None:
    assert "BREAKTHROUGH claimed" in _texts(_material(story(), until=at(5, day=12)))[0]
    assert "BREAKTHROUGH fading" in _texts(_material(story(), until=at(7, day=12)))[0]


def test_alerts_over_the_cap_are_counted() -> None:
    (text,) = _texts(_material(story(), capped=2))
    assert "2 alerts over the hourly cap were not sent; their stories stand here.\n1 of 1 channels live" in text


def test_recovered_posts_say_so_and_when_they_were_posted() -> None:
    late = story(claim(origin=Origin.RECOVERED))
    assert "11 May, 21:14 claimed · Diary of the Front (blogger, RU) → post · recovered" in _texts(_material(late))[0]


def test_signals_that_the_subscriber_switched_off_are_left_out() -> None:
    material = _material(story(), changed=(_changed(CLAIM_TEXT, "Отбой."),))
    only_captures = Preferences(signals=frozenset({"capture"}))
    (text,) = _texts(material, only_captures)
    assert "nothing to tell" in text
    (text,) = _texts(material, Preferences(signals=frozenset({"capture", "breakthrough"})))
    assert "BREAKTHROUGH" in text
    assert "Отбой." in text


def test_edited_posts_show_what_they_said_and_say() -> None:
    (text,) = _texts(_material(changed=(_changed(CLAIM_TEXT, CLAIM_TEXT.replace("прорыв нашей обороны", "тихо")),)))
    assert text.splitlines()[2:6] == [
        "Changed after it was flagged",
        "@front_diary, 11 May, 21:14: edited 22:00 → post",
        "was: «…вечер. У Соледара прорыв нашей обороны, идёт тяжёлый бой.…»",
        "now: «…вечер. У Соледара тихо, идёт тяжёлый бой.…»",
    ]


def test_deleted_posts_show_what_was_deleted() -> None:
    (text,) = _texts(_material(changed=(_changed(CLAIM_TEXT, CLAIM_TEXT, deleted_at=at(22)),)))
    assert "@front_diary, 11 May, 21:14: deleted 12 May, 01:00\n" in text
    assert f"«{CLAIM_TEXT}»" in text


def test_many_changed_posts_are_counted() -> None:
    (text,) = _texts(_material(changed=tuple(_changed("a", "b") for _ in range(13))))
    assert text.count("edited") == 10
    assert "and 3 more changed posts" in text


def test_a_crowded_story_shows_its_key_posts_and_counts_the_others() -> None:
    claims = [claim(post_id=number, channel_key=number, date=at(18, number)) for number in range(10, 16)]
    denials = [denial(post_id=number, date=at(20, number)) for number in range(20, 24)]
    (text,) = _texts(_material(story(*claims, *denials)))
    assert [line[:20] for line in text.splitlines() if " · " in line and "May, 2" in line[:15]] == [
        "11 May, 21:10 claime",
        "11 May, 23:23 denied",
    ]
    assert "6 independent sources · 3 more posts" in text
    (text,) = _texts(_material(_news(story(*claims, *denials), 11, 12, 23, is_going_on=True)))
    assert "6 independent sources · 1 more post\n" in text


def test_the_word_of_an_official_goes_before_that_of_others() -> None:
    media = denial(post_id=9, channel_key=9, channel_class=ChannelClass.MEDIA, channel_title="Desk", date=at(21))
    (text,) = _texts(_material(story(claim(), denial(), media)))
    assert "denied · The Ministry" in text
    assert "Desk" not in text


def test_a_story_of_fears_alone_shows_them() -> None:
    feared = claim(role=Role.MENTION, stance=Stance.FEARED)
    (text,) = _texts(_material(story(feared)))
    assert "🟠 BREAKTHROUGH feared · Soledar (Bakhmut axis)\n11 May, 21:14 feared" in text
    assert "unverified" not in text


def test_copies_of_a_denial_are_not_told_as_weight() -> None:
    denied = story(denial(), replace(copy(1, at(21)), stance=Stance.DENIED))
    (text,) = _texts(_material(denied))
    assert "🟠 BREAKTHROUGH denied · Soledar (Bakhmut axis)\n11 May, 23:48 denied · The Ministry" in text
    assert "Copies 1" not in text


def test_a_copy_speaks_where_the_original_was_never_seen() -> None:
    (text,) = _texts(_material(story(copy(1, at(18, 30)))))
    assert "11 May, 21:30 claimed · Copies 1 (aggregator) → post" in text


def test_posts_that_no_longer_stand_are_marked() -> None:
    told = story(claim(deleted_at=at(19)), denial(withdrawn=True), state=StoryState.RETRACTED)
    (text,) = _texts(_material(told))
    assert "(blogger, RU) → post · deleted 22:00\n" in text
    assert "(ministry, RU) → post · edited since: no longer says so\n" in text


def test_a_long_digest_goes_on_in_another_message_between_two_stories() -> None:
    emoji = "🔥🔥 Прорыв обороны 🇺🇦 у Соледара " + "💥" * 40
    facts = {"start": 3, "end": 17, "origin": Origin.RECOVERED}
    told = [
        story(
            claim(post_id=number, text=f"{number} {emoji}", **facts),
            denial(post_id=100 + number),
            story_id=number,
            event_id=number,
        )
        for number in range(1, 31)
    ]
    messages = told_of(_material(*told), subscriber(), GAZETTEER, at(17, day=12))
    assert len(messages) > 1
    for message in messages:
        assert utf16_length(message.text) <= TEXT_LIMIT
        assert len(message.entities) <= ENTITY_LIMIT
        units = message.text.encode("utf-16-le")
        for entity in message.entities:
            piece = units[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")
            assert piece == piece.strip()
    assert all(message.text.startswith("🟠 BREAKTHROUGH") for message in messages[1:])
    text = "\n".join(message.text for message in messages)
    assert text.count("🟠 BREAKTHROUGH") == 30
    assert text.count("🔥🔥") == 30


def test_what_weighs_less_than_the_chat_wants_is_told_in_one_line() -> None:
    weak = story(severity=Severity.MEDIUM)
    line = "🟡 BREAKTHROUGH fading · Soledar (Bakhmut axis) · 11 May, 21:14 Diary of the Front → post"
    assert line in _texts(_material(weak), Preferences(least_severity=Severity.HIGH))[0].splitlines()
    assert line not in _texts(_material(weak), Preferences(least_severity=Severity.MEDIUM))[0].splitlines()


def test_many_stories_are_counted_not_hidden() -> None:
    told = [story(severity=Severity.LOW, story_id=number, event_id=number) for number in range(1, 16)]
    text = "\n".join(_texts(_material(*told)))
    assert text.count("⚪") == 10
    assert "and 5 more stories: /latest" in text


def test_a_deletion_that_a_story_tells_is_not_told_twice() -> None:
    gone = _changed(CLAIM_TEXT, CLAIM_TEXT, deleted_at=at(22))
    (text,) = _texts(_material(story(claim(deleted_at=at(22))), changed=(gone,)))
    assert "deleted 12 May, 01:00" in text
    assert "Changed after" not in text


def test_a_hostile_channel_cannot_write_markup_into_a_digest() -> None:
    wild = replace(_changed("a", "b\x1b[2J /forget"), post=replace(_changed("a", "/forget\x1b").post))
    (text,) = _texts(_material(changed=(wild,)))
    assert "/\u2060forget" in text
    assert "\x1b" not in text
