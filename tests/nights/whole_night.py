"""Another night like the demo's: other places, channels, sides and words, the same course of things."""

import random

from bot.model.flag import Side
from tests.nights.one_event import MINISTRIES, Line, Writer
from tests.nights.sentences import ADMISSIONS, CLAIMS, DENIALS, EVERYDAY, GENERAL_DENIALS, RUMOURS, SPOTS

BLOGGERS = {"ru": "milblogger_ru", "uk": "milblogger_ua", "en": "media"}


def whole_night(seed: int) -> list[Line]:
    """A claim, copies, a second voice, a rumour elsewhere that is deleted, a denial, and an admission at noon."""
    chance = random.Random(seed)  # noqa: S311  # an invented night, no secret
    writer, side = Writer(), chance.choice(list(Side))
    spot, elsewhere = chance.sample(SPOTS, 2)
    prefix = chance.choice(("zapisky", "notes", "golos", "dnevnik"))

    def about(minutes: float) -> float:
        return minutes + chance.randrange(4)

    first, second = chance.sample(sorted(CLAIMS), 2)
    claim = writer.post(
        f"{prefix}_one", about(0), chance.choice(CLAIMS[first]).format(at=spot.at[first]), BLOGGERS[first]
    )
    for number in range(chance.randrange(2, 6)):
        writer.post(f"svodka_{number}", about(5 + number), f"‼️ {claim['text']}", "aggregator")
    writer.post(f"{prefix}_two", about(40), chance.choice(CLAIMS[second]).format(at=spot.at[second]), BLOGGERS[second])
    language = chance.choice(("ru", "uk"))
    rumour = writer.post(
        f"{prefix}_three", about(70), RUMOURS[language].format(at=elsewhere.at[language]), BLOGGERS[language]
    )
    writer.delete(rumour, about(110))
    language, denial = DENIALS[side]
    text = chance.choice((denial.format(at=spot.at[language]), GENERAL_DENIALS[side]))
    writer.post("vedomstvo", about(160), text, MINISTRIES[side])
    language, admission = ADMISSIONS[side]
    writer.post("vedomstvo", about(900), admission.format(at=spot.at[language]), MINISTRIES[side])
    for number in range(40):
        text = chance.choice(EVERYDAY).format(n=10 + number)
        writer.post(f"budni_{number % 9}", number * 25, text, "media")
    return writer.by_date()
