"""Telegram's objects in our own words: nothing lost, nothing invented (TELEGRAM 8 to 11, 17)."""

from datetime import UTC, datetime
from typing import Any

import pytest
from telethon.tl import types

from bot.model.channel import ChannelRef
from bot.model.message import Entity, EntityKind
from bot.model.post import ForwardOrigin, MediaFact, Origin, SeenPost
from bot.telegram.convert import channel_ref, known_peers, seen_deletions, seen_post

CHANNEL = ChannelRef(telegram_id=1500, handle="frontnews", title="Front news")
POSTED = datetime(2023, 5, 11, 18, 14, tzinfo=UTC)
EDITED = datetime(2023, 5, 11, 18, 20, tzinfo=UTC)


def message(**fields: Any) -> Any:
    """A message of the channel."""
    return types.Message(**{"id": 7, "peer_id": types.PeerChannel(1500), "date": POSTED, "message": "Text"} | fields)


def converted(told: Any, **options: Any) -> SeenPost:
    """The post of a message that is one."""
    post = seen_post(told, CHANNEL, Origin.LIVE, **options)
    assert post is not None
    return post


def document(*attributes: Any, mime: str = "video/mp4", **media: Any) -> Any:
    """A message with a file of these attributes."""
    told = types.Document(
        id=99,
        access_hash=1,
        file_reference=b"",
        date=POSTED,
        mime_type=mime,
        size=5000,
        dc_id=2,
        attributes=list(attributes),
    )
    return message(media=types.MessageMediaDocument(document=told, **media))


def test_a_plain_post() -> None:
    assert converted(message(views=12, grouped_id=44)) == SeenPost(
        channel=CHANNEL,
        message_id=7,
        date=POSTED,
        text="Text",
        origin=Origin.LIVE,
        views=12,
        grouped_id=44,
        url="https://t.me/frontnews/7",
    )


def test_an_edit_is_told_with_its_time() -> None:
    post = converted(message(edit_date=EDITED), is_edit=True)

    assert (post.is_edit, post.edited_at, post.date) == (True, EDITED, POSTED)


def test_a_reaction_s_hidden_edit_has_no_time_and_the_same_content() -> None:
    plain = converted(message())
    reacted = converted(message(edit_date=EDITED, edit_hide=True, views=900), is_edit=True)

    assert reacted.edited_at is None
    assert reacted.content_hash == plain.content_hash


def test_an_empty_message_is_no_post() -> None:
    assert seen_post(types.MessageEmpty(id=7, peer_id=None), CHANNEL, Origin.LIVE) is None


def test_a_service_message_is_named_after_its_action() -> None:
    told = types.MessageService(
        id=7, peer_id=types.PeerChannel(1500), date=POSTED, action=types.MessageActionChatEditTitle("New")
    )

    assert (converted(told).service, converted(told).text) == ("chat_edit_title", "")


@pytest.mark.parametrize(
    ("told", "kind", "url"),
    [
        (types.MessageEntityBold(0, 4), EntityKind.BOLD, None),
        (types.MessageEntityTextUrl(0, 4, "https://example.org"), EntityKind.LINK, "https://example.org"),
        (types.MessageEntityUrl(0, 4), EntityKind.URL, None),
        (types.MessageEntityMentionName(0, 4, 5), EntityKind.MENTION, None),
        (types.MessageEntityPre(0, 4, "python"), EntityKind.PRE, None),
        (types.MessageEntityBlockquote(0, 4, collapsed=True), EntityKind.BLOCKQUOTE, None),
        (types.MessageEntityCustomEmoji(0, 4, 1), EntityKind.OTHER, None),
    ],
)
def test_markup_keeps_its_place_in_utf16_units(told: Any, kind: EntityKind, url: str | None) -> None:
    assert converted(message(entities=[told])).entities == (Entity(kind=kind, offset=0, length=4, url=url),)


def forward(**fields: Any) -> Any:
    """A forwarded message."""
    return message(fwd_from=types.MessageFwdHeader(date=POSTED, **fields))


def test_a_forward_from_a_channel_names_it_as_well_as_it_is_known() -> None:
    told = forward(from_id=types.PeerChannel(1600), channel_post=5)
    source = types.Channel(
        id=1600, title="Origin", username="origin", photo=types.ChatPhotoEmpty(), date=POSTED, access_hash=1
    )

    unknown = converted(told)
    known = converted(told, known=known_peers([source]))

    assert unknown.forwarded_from == ForwardOrigin(channel=ChannelRef(telegram_id=1600), message_id=5)
    assert known.forwarded_from == ForwardOrigin(
        channel=ChannelRef(telegram_id=1600, handle="origin", title="Origin"), message_id=5
    )


def test_a_forward_from_somebody_who_hides_has_the_name_only() -> None:
    hidden = converted(forward(from_name="Somebody"))
    nameless = converted(forward())
    person = converted(
        forward(from_id=types.PeerUser(3)), known=known_peers([types.User(id=3, first_name="Anna", last_name="K")])
    )

    assert hidden.forwarded_from == ForwardOrigin(channel=ChannelRef(title="Somebody"))
    assert nameless.forwarded_from == ForwardOrigin(channel=None)
    assert person.forwarded_from == ForwardOrigin(channel=ChannelRef(title="Anna K"))


def test_a_reply_is_to_a_post_of_the_same_channel() -> None:
    assert converted(message(reply_to=types.MessageReplyHeader(reply_to_msg_id=3))).reply_to == 3
    elsewhere = types.MessageReplyHeader(reply_to_msg_id=3, reply_to_peer_id=types.PeerChannel(9))
    assert converted(message(reply_to=elsewhere)).reply_to is None
    story = types.MessageReplyStoryHeader(peer=types.PeerChannel(9), story_id=3)
    assert converted(message(reply_to=story)).reply_to is None


def test_a_photo_is_told_by_its_largest_size() -> None:
    sizes = [
        types.PhotoStrippedSize("i", b"x"),
        types.PhotoSize("m", 320, 240, 900),
        types.PhotoSizeProgressive("x", 1280, 960, [100, 7000, 4000]),
    ]
    photo = types.Photo(id=55, access_hash=1, file_reference=b"", date=POSTED, sizes=sizes, dc_id=2)

    told = converted(message(media=types.MessageMediaPhoto(photo=photo)))

    assert told.media == (
        MediaFact(kind="photo", media_id=55, mime="image/jpeg", size_bytes=7000, width=1280, height=960),
    )


def test_a_video_is_told_with_length_and_name() -> None:
    told = document(
        types.DocumentAttributeVideo(12.5, 640, 360), types.DocumentAttributeFilename("film.mp4"), video=True
    )

    assert converted(told).media == (
        MediaFact(
            kind="video",
            media_id=99,
            mime="video/mp4",
            size_bytes=5000,
            name="film.mp4",
            duration_seconds=12.5,
            width=640,
            height=360,
        ),
    )


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (document(types.DocumentAttributeVideo(3, 240, 240, round_message=True)), "video_note"),
        (document(types.DocumentAttributeVideo(3, 240, 240), types.DocumentAttributeAnimated()), "animation"),
        (document(types.DocumentAttributeAudio(3, voice=True), mime="audio/ogg"), "voice"),
        (document(types.DocumentAttributeAudio(200), mime="audio/mpeg"), "audio"),
        (document(types.DocumentAttributeSticker("x", types.InputStickerSetEmpty()), mime="image/webp"), "sticker"),
        (document(types.DocumentAttributeFilename("map.pdf"), mime="application/pdf"), "document"),
        (message(media=types.MessageMediaDocument()), "document"),
        (message(media=types.MessageMediaPhoto()), "photo"),
        (message(media=types.MessageMediaGeo(types.GeoPointEmpty())), "location"),
        (message(media=types.MessageMediaContact("1", "A", "B", "", 5)), "contact"),
        (message(media=types.MessageMediaUnsupported()), "unsupported"),
    ],
)
def test_every_kind_of_media_has_a_name(told: Any, kind: str) -> None:
    (fact,) = converted(told).media
    assert fact.kind == kind


def test_a_poll_is_known_by_its_id() -> None:
    poll = types.Poll(id=77, question=types.TextWithEntities("Who?", []), answers=[], hash=0)

    (fact,) = converted(message(media=types.MessageMediaPoll(poll, types.PollResults()))).media

    assert fact == MediaFact(kind="poll", media_id=77)


def test_a_preview_that_comes_later_is_no_change() -> None:
    preview = types.MessageMediaWebPage(types.WebPagePending(id=1, date=POSTED))

    assert converted(message(media=preview)).content_hash == converted(message()).content_hash


def test_deletions_are_told_one_by_one() -> None:
    told = seen_deletions([3, 4], CHANNEL, Origin.LIVE, told_at=EDITED)

    assert [(deletion.message_id, deletion.deleted_at) for deletion in told] == [(3, EDITED), (4, EDITED)]


def test_a_channel_with_several_names_shows_the_active_one() -> None:
    several = types.Channel(
        id=1500,
        title="Front news",
        photo=types.ChatPhotoEmpty(),
        date=POSTED,
        usernames=[types.Username("old_name"), types.Username("frontnews", active=True)],
    )

    assert channel_ref(several) == CHANNEL
