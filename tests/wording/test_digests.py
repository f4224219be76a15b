"""Digests as their readers see them."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.model.channel import Channel, ChannelReport, FollowState
from bot.model.flag import Stance
from bot.model.message import EntityKind, utf16_length
from bot.model.post import Origin, Post, Revision
from bot.model.report import ChangedPost, DigestMaterial
from bot.model.story import Role, Severity, StoryState
from bot.model.subscriber import Preferences
from bot.wording.digests import render_digest
from bot.wording.rich_text import TEXT_LIMIT
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


def _material(**changes: Any) -> DigestMaterial:
    facts: dict[str, Any] = {
        "since": at(17),
        "until": at(17, day=12),
        "stories": (),
        "changed": (),
        "flags_by_stance": {},
        "channels": (_REPORT,),
        "recovered": 0,
    }
    return DigestMaterial(**(facts | changes))


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
    return [message.text for message in render_digest(material, reader, GAZETTEER, material.until)]


def test_the_whole_course_of_a_story_each_post_with_its_stance() -> None:
    night = story(
        claim(),
        copy(1, at(18, 30)),
        denial(),
        admission(),
        state=StoryState.ADMITTED,
        severity=Severity.CRITICAL,
    )
    (text,) = _texts(_material(stories=(night,), flags_by_stance={"claimed": 20, "feared": 8, "denied": 9, "past": 0}))
    assert text.splitlines() == [
        "Digest · 11 May, 20:00 – 12 May, 20:00 Kyiv",
        "Flagged: 20 claimed · 9 denied · 8 feared",
        "",
        "🔴 BREAKTHROUGH admitted · Soledar (Bakhmut axis)",
        "1 source · 1 copy in 16 min",
        "11 May, 21:14 claimed · Diary of the Front (blogger, RU) → post",
        "«У Соледара прорыв нашей обороны, идёт тяжёлый бой.»",
        "11 May, 23:48 denied · The Ministry (ministry, RU) → post",
        "«Заявления отдельных каналов о прорывах обороны не соответствуют действительности.»",
        "14:05 claimed: an admission in softened words · The Ministry (ministry, RU) → post",
        "«Подразделения заняли более выгодный рубеж вдоль водохранилища, чтобы повысить устойчивость обороны.»",
        "",
        "1 of 1 channels live",
    ]


def test_every_post_is_linked_and_every_stance_bold() -> None:
    (message,) = render_digest(_material(stories=(story(claim(), denial()),)), subscriber(), GAZETTEER, at(17, day=12))
    links = [entity.url for entity in message.entities if entity.kind is EntityKind.LINK]
    assert links == ["https://t.me/front_diary/10", "https://t.me/ministry_example/20"]
    units = message.text.encode("utf-16-le")
    bold = [
        units[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")
        for entity in message.entities
        if entity.kind is EntityKind.BOLD
    ]
    assert bold == ["Digest", "BREAKTHROUGH claimed", "claimed", "denied"]


def test_stories_stand_worst_first_then_by_time() -> None:
    told = (
        story(signal="capture", severity=Severity.LOW),
        story(signal="offensive", severity=Severity.HIGH, founded_at=at(20)),
        story(signal="withdrawal", severity=Severity.HIGH, founded_at=at(19)),
        story(signal="encirclement", severity=Severity.CRITICAL),
    )
    (text,) = _texts(_material(stories=told))
    heads = [line.split()[1] for line in text.splitlines() if line[:1] in "🔴🟠🟡⚪" and line]
    assert heads == ["ENCIRCLEMENT", "WITHDRAWAL", "OFFENSIVE", "CAPTURE"]


def test_nothing_to_tell_is_one_line_beside_the_line_of_honesty() -> None:
    (text,) = _texts(_material(until=at(19)))
    assert text == "Digest · 11 May, 20:00 – 22:00 Kyiv: nothing to tell.\n1 of 1 channels live"


def test_signals_that_the_subscriber_switched_off_are_left_out() -> None:
    material = _material(stories=(story(),), changed=(_changed(CLAIM_TEXT, "Отбой."),))
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
    (text,) = _texts(_material(stories=(story(*claims, *denials),)))
    assert [line[:20] for line in text.splitlines() if " · " in line and "May, 2" in line[:15]] == [
        "11 May, 21:10 claime",
        "11 May, 21:11 claime",
        "11 May, 23:22 denied",
        "11 May, 23:23 denied",
    ]
    assert "and 6 more posts" in text


def test_a_story_of_fears_alone_shows_them() -> None:
    feared = claim(role=Role.MENTION, stance=Stance.FEARED)
    (text,) = _texts(_material(stories=(story(feared, severity=Severity.LOW),)))
    assert "⚪ BREAKTHROUGH feared · Soledar (Bakhmut axis)\n11 May, 21:14 feared" in text
    assert "unverified" not in text


def test_copies_of_a_denial_are_not_told_as_weight() -> None:
    denied = story(denial(), replace(copy(1, at(21)), stance=Stance.DENIED), severity=Severity.LOW)
    (text,) = _texts(_material(stories=(denied,)))
    assert "⚪ BREAKTHROUGH denied · Soledar (Bakhmut axis)\n11 May, 23:48 denied · The Ministry" in text
    assert "Copies 1" not in text


def test_a_copy_speaks_where_the_original_was_never_seen() -> None:
    (text,) = _texts(_material(stories=(story(copy(1, at(18, 30))),)))
    assert "11 May, 21:30 claimed · Copies 1 (aggregator) → post" in text


def test_posts_that_no_longer_stand_are_marked() -> None:
    told = story(claim(deleted_at=at(19)), denial(withdrawn=True), state=StoryState.RETRACTED)
    (text,) = _texts(_material(stories=(told,)))
    assert "(blogger, RU) → post · deleted 22:00\n" in text
    assert "(ministry, RU) → post · edited since: no longer says so\n" in text


def test_a_long_digest_goes_on_in_another_message_between_two_stories() -> None:
    told = tuple(story(claim(), denial(), admission(), story_id=number) for number in range(1, 31))
    parts = _texts(_material(stories=told))
    assert len(parts) > 1
    assert all(utf16_length(part) <= TEXT_LIMIT for part in parts)
    assert all(part.startswith("🟠 BREAKTHROUGH") for part in parts[1:])
    assert sum(part.count("🟠 BREAKTHROUGH") for part in parts) == 30


def test_many_stories_of_low_severity_are_counted_not_hidden() -> None:
    told = tuple(story(severity=Severity.LOW, story_id=number) for number in range(1, 16))
    text = "\n".join(_texts(_material(stories=told)))
    assert text.count("⚪") == 10
    assert "and 5 more stories of low severity" in text


def test_a_hostile_channel_cannot_write_markup_into_a_digest() -> None:
    wild = replace(_changed("a", "b\x1b[2J /forget"), post=replace(_changed("a", "/forget\x1b").post))
    (text,) = _texts(_material(changed=(wild,)))
    assert "/\u2060forget" in text
    assert "\x1b" not in text
