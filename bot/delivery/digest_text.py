"""A digest's text from what its span holds: for the slots' digests and for the one that is asked for."""

from collections.abc import Sequence
from datetime import datetime

from bot.alerts.digest_news import digest_news
from bot.alerts.wishes import wants_signal
from bot.model.digest import DigestMaterial, DigestSpan
from bot.model.message import Message
from bot.model.subscriber import Subscriber
from bot.ports import ReadingRoom
from bot.signals.places import Gazetteer
from bot.stories.bursts import Alarms
from bot.wording.digests import render_digest
from bot.wording.glossary import Glossary


async def digest_text(
    archive: ReadingRoom, span: DigestSpan, subscriber: Subscriber, gazetteer: Gazetteer, now: datetime
) -> Sequence[Message]:
    """What became known in ``span``, for this subscriber. Raises ArchiveError."""
    return told_of(await archive.digest_material(span, chat_id=subscriber.chat_id), subscriber, gazetteer, now)


def told_of(
    material: DigestMaterial,
    subscriber: Subscriber,
    gazetteer: Gazetteer,
    now: datetime,
    glossary: Glossary | None = None,
) -> tuple[Message, ...]:
    """The messages that this material makes for this subscriber."""
    wishes, span = subscriber.preferences, material.span
    news = digest_news(material, wishes)
    wanted = [signal for signal in material.alarms.raised if wants_signal(wishes, signal, span.until)]
    level = Alarms(material.alarms).level(span.since, span.until, wanted)
    return render_digest(material, news, level, subscriber, gazetteer, now, glossary)
