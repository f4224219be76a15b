"""Every sentence that a subscriber can read, at one place: to translate the bot, translate this file.

Templates are filled by ``str.format`` with named fields, which are named in the template itself; a count
that changes the words around it goes through ``counted``. Each room of the bot has its own section, in
the order of the headings below; names start with the section's word. Texts are plain: markup is added by
``bot.wording.rich_text``, never written in here.
"""

from collections.abc import Mapping
from typing import Final

from bot.model.channel import ChannelClass
from bot.model.flag import Stance
from bot.model.story import Severity, StoryState

# ── Words of the field ────────────────────────────────────────────────────────────────────────────────

SIGNAL_NAMES: Final[Mapping[str, str]] = {
    "breakthrough": "breakthrough",
    "encirclement": "encirclement",
    "withdrawal": "withdrawal",
    "offensive": "offensive",
    "capture": "capture",
}
"""The five signals that ship; one that an operator added is shown by its own id."""

STATE_NAMES: Final[Mapping[StoryState, str]] = {
    StoryState.CLAIMED: "claimed",
    StoryState.CONTESTED: "contested",
    StoryState.DENIED: "denied",
    StoryState.ADMITTED: "admitted",
    StoryState.RETRACTED: "retracted",
    StoryState.FADING: "fading",
}

STANCE_NAMES: Final[Mapping[Stance, str]] = {
    Stance.CLAIMED: "claimed",
    Stance.DENIED: "denied",
    Stance.FEARED: "feared",
    Stance.PAST: "past",
}

SEVERITY_NAMES: Final[Mapping[Severity, str]] = {
    Severity.LOW: "low",
    Severity.MEDIUM: "medium",
    Severity.HIGH: "high",
    Severity.CRITICAL: "critical",
}

SEVERITY_MARKS: Final[Mapping[Severity, str]] = {
    Severity.LOW: "⚪",
    Severity.MEDIUM: "🟡",
    Severity.HIGH: "🟠",
    Severity.CRITICAL: "🔴",
}

CLASS_NAMES: Final[Mapping[ChannelClass, str]] = {
    ChannelClass.MINISTRY_RU: "ministry, RU",
    ChannelClass.MINISTRY_UA: "ministry, UA",
    ChannelClass.OFFICIAL: "official",
    ChannelClass.MILBLOGGER_RU: "blogger, RU",
    ChannelClass.MILBLOGGER_UA: "blogger, UA",
    ChannelClass.PMC: "private army",
    ChannelClass.MEDIA: "media",
    ChannelClass.ANALYST: "analyst",
    ChannelClass.AGGREGATOR: "aggregator",
}

MONTH_NAMES: Final = ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")

# ── Times and spans (bot/wording/times.py) ────────────────────────────────────────────────────────────

TIME_OF_DAY: Final = "{hour:02}:{minute:02}"
TIME_DATE: Final = "{day} {month}"
TIME_DATE_OF_YEAR: Final = "{day} {month} {year}"
TIME_DATE_AND_TIME: Final = "{date}, {time}"
TIME_WITH_ZONE: Final = "{moment} {zone}"
TIME_MINUTES: Final = "{count} min"
TIME_HOURS: Final = "{count} h"
TIME_DAYS: Final = "{count} d"

# ── Stories, in alerts and digests alike (bot/wording/stories.py) ─────────────────────────────────────

STORY_HEADLINE: Final = "{signal} {state}"
STORY_PLACE_WITH_AXIS: Final = "{place} ({axis} axis)"
STORY_AXIS_ONLY: Final = "{axis} axis"
STORY_NO_PLACE: Final = "place not named"
STORY_SPEAKER_WITH_HANDLE: Final = "{title} @{handle}"
STORY_SPEAKER_WITH_CLASS: Final = "{speaker} ({channel_class})"
STORY_UNVERIFIED: Final = "unverified claim"
STORY_SOURCES: Final = ("{count} source", "{count} independent sources")
STORY_COPIES: Final = ("{count} copy", "{count} copies")
STORY_COPIES_WITHIN: Final = "{copies} in {span}"
STORY_POST_LINK: Final = "post"
STORY_POST_DELETED: Final = "deleted {time}"
STORY_POST_WITHDRAWN: Final = "edited since: no longer says so"
STORY_CONTINUES: Final = "Continues story #{number}"

# ── Alerts (bot/wording/alerts.py) ────────────────────────────────────────────────────────────────────

ALERT_RECOVERED: Final = "recovered, posted {time}"
ALERT_OFFICIAL_DENIED: Final = "Official: {speaker} denied at {time}"
ALERT_OFFICIAL_ADMITTED: Final = "Official: {speaker} admitted at {time}"
ALERT_OFFICIAL_ADMITTED_SOFTLY: Final = "Official: {speaker} admitted at {time}, in softened words"
ALERT_WHY: Final = "Why flagged: {why}"
ALERT_WHY_TERM: Final = "«{term}»"
ALERT_WHY_TERM_AND_PLACE: Final = "«{term}» + place"
ALERT_WHY_CUE: Final = "{stance} by «{cue}»"
ALERT_SEVERITY: Final = "Severity {severity}: {reasons}"
ALERT_SEVERITY_ALONE: Final = "Severity {severity}"
ALERT_BUTTON_OPEN_POST: Final = "Open post"

# ── Digests (bot/wording/digests.py) ──────────────────────────────────────────────────────────────────

DIGEST_HEADER: Final = "Digest"
DIGEST_SPAN: Final = "{since} – {until}"
DIGEST_NOTHING: Final = "Nothing to tell: no story moved."
DIGEST_FLAGS: Final = "Flagged: {counts}"
DIGEST_FLAG_COUNT: Final = "{count} {stance}"
DIGEST_MORE_POSTS: Final = ("and {count} more post", "and {count} more posts")
DIGEST_MORE_STORIES: Final = ("and {count} more story of low severity", "and {count} more stories of low severity")
DIGEST_ADMISSION: Final = "{stance}: an admission"
DIGEST_SOFT_ADMISSION: Final = "{stance}: an admission in softened words"
DIGEST_CHANGED_HEADER: Final = "Changed after it was flagged"
DIGEST_CHANGED_EDITED: Final = "edited {time}"
DIGEST_CHANGED_DELETED: Final = "deleted {time}"
DIGEST_CHANGED_WAS: Final = "was: {excerpt}"
DIGEST_CHANGED_NOW: Final = "now: {excerpt}"
DIGEST_CHANGED_MORE: Final = ("and {count} more changed post", "and {count} more changed posts")

HONESTY_LIVE: Final = "{live} of {all} channels live"
HONESTY_FROM_FILES: Final = ("{count} channel, read from files", "{count} channels, read from files")
HONESTY_NO_CHANNELS: Final = "no channels are followed"
HONESTY_SILENT_FOR: Final = "{channel} silent {span}"
HONESTY_SILENT: Final = "{channel} silent"
HONESTY_POLLED: Final = "{channel} polled"
HONESTY_LOST: Final = "{channel} lost"
HONESTY_MORE_NOT_LIVE: Final = "{count} more not live"
HONESTY_RECOVERED: Final = ("{count} missed post recovered", "{count} missed posts recovered")

# ── Conversation (bot/commands) ───────────────────────────────────────────────────────────────────────

QUERY_EXAMPLE: Final = "прорыв from:@epoddubny after:7d"
QUERY_NOTHING_ASKED: Final = "Nothing to search for. Type words or filters, for example: {example}"
QUERY_TOO_LONG: Final = "Only the first {most} words and filters were read."
QUERY_NO_WORD: Final = "{typed} holds no word and was left out."
QUERY_OPEN_QUOTE: Final = "The quote in {typed} is not closed; it was read to the end."
QUERY_OR_JOINS_WORDS: Final = "OR joins single words, as in: прорыв OR окружение. Each part was searched for together."
QUERY_NO_SUCH_FILTER: Final = (
    "{typed} was left out: there is no such filter. Filters: {known}. Example: signal:breakthrough"
)
QUERY_FILTER_EMPTY: Final = (
    "{key}: has no value and was left out; no blank may stand after the colon. Example: {example}"
)
QUERY_FILTER_NOT_EXCLUDED: Final = "{typed} was left out: only words and phrases can be excluded. Example: -учения"
QUERY_BAD_CHANNEL: Final = "from:{typed} was left out: it names no channel. Example: from:@epoddubny"
QUERY_NO_CHANNEL: Final = "No channel {name} is in the archive; /channels lists them."
QUERY_BAD_MOMENT: Final = "{key}:{typed} was left out: it is no date. Examples: {key}:2023-05-01, {key}:7d, {key}:12h"
QUERY_NO_TIME_BETWEEN: Final = "Nothing lies between after: and before: as they stand."
QUERY_BAD_SIGNAL: Final = "signal:{typed} was left out. Signals: {known}. Example: signal:breakthrough"
QUERY_BAD_STANCE: Final = "stance:{typed} was left out. Stances: {known}. Example: stance:claimed"
QUERY_BAD_PLACE: Final = "place:{typed} was left out: the gazetteer has no such place. To search for the word: {typed}"
QUERY_BAD_HAS: Final = "has:{typed} was left out. Example: has:media"
QUERY_MORE_REMARKS: Final = (
    "And {count} more thing was not understood.",
    "And {count} more things were not understood.",
)


def counted(forms: tuple[str, str], count: int) -> str:
    """The form of a (one, many) pair that fits ``count``, with ``{count}`` filled in."""
    return forms[0 if count == 1 else 1].format(count=count)
