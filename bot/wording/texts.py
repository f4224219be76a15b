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
from bot.model.story import Role, Severity, StoryState
from bot.model.subscriber import SubscriberState
from bot.model.watch import WordFault

# ── Words of the field ────────────────────────────────────────────────────────────────────────────────

SIGNAL_NAMES: Final[Mapping[str, str]] = {
    "breakthrough": "breakthrough",
    "encirclement": "encirclement",
    "withdrawal": "withdrawal",
    "offensive": "offensive",
    "capture": "capture",
}
"""The five signals that ship; one that an operator added is shown by its own name, over its stories by its title."""

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

ROLE_NAMES: Final[Mapping[Role, str]] = {
    Role.CLAIM: "a claim",
    Role.COPY: "a copy",
    Role.DENIAL: "a denial",
    Role.ADMISSION: "an admission",
    Role.MENTION: "a mention",
}

MONTH_NAMES: Final = ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")

# ── Times and spans (bot/wording/times.py) ────────────────────────────────────────────────────────────

TIME_OF_DAY: Final = "{hour:02}:{minute:02}"
TIME_DATE: Final = "{day} {month}"
TIME_DATE_OF_YEAR: Final = "{day} {month} {year}"
TIME_DATE_AND_TIME: Final = "{date}, {time}"
TIME_AT: Final = "at {time}"
TIME_ON_AT: Final = "on {date} at {time}"
TIME_WITH_ZONE: Final = "{moment} {zone}"
TIME_MINUTES: Final = "{count} min"
TIME_HOURS: Final = "{count} h"
TIME_DAYS: Final = "{count} d"

# ── Stories, in alerts and digests alike (bot/wording/stories.py) ─────────────────────────────────────

TRANSLATED: Final = "In {language}: “{text}”"
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
STORY_POST_ADMITTED: Final = "admitted"
STORY_POST_ADMITTED_SOFTLY: Final = "admitted, in softened words"
STORY_POST_WITHDRAWN: Final = "edited since: no longer says so"
STORY_CONTINUES: Final = "Continues story #{number}"

# ── Alerts (bot/wording/alerts.py) ────────────────────────────────────────────────────────────────────

ALERT_RECOVERED: Final = "recovered, posted {time}"
ALERT_OFFICIAL_DENIED: Final = "Official: {speaker} denied {when}"
ALERT_OFFICIAL_ADMITTED: Final = "Official: {speaker} admitted {when}"
ALERT_OFFICIAL_ADMITTED_SOFTLY: Final = "Official: {speaker} admitted {when}, in softened words"
ALERT_OFFICIAL_AFTER: Final = "{answered}, {span} after the claim"
ALERT_FURTHER: Final = "Also: {headline} · {place}"
ALERT_WHY: Final = "Why flagged: {why}"
ALERT_WHY_TERM: Final = "«{term}»"
ALERT_WHY_TERM_AND_PLACE: Final = "«{term}» + place"
ALERT_WHY_TERM_AND_AXIS: Final = "«{term}» + axis"
ALERT_WHY_CUE: Final = "{stance} by «{cue}»"
ALERT_BUTTON_OPEN_POST: Final = "Open post"
ALERT_BUTTON_WHOLE_STORY: Final = "Whole story"
ALERT_BUTTON_MUTE: Final = "Mute this story"
ALERT_MORE: Final = ("{count} more story this hour: /latest", "{count} more stories this hour: /latest")

# ── Replies to alerts (bot/wording/replies.py) ────────────────────────────────────────────────────────

REPLY_SAYS_TOO: Final = "{speaker} says so too, {when}"
REPLY_SAYS_ALL_THE_SAME: Final = "{speaker} says so all the same, {when}"
REPLY_SAYS_AGAIN: Final = "{speaker} says so again, {when}"
REPLY_WEIGHS_MORE: Final = "More severe now: {reasons}"
REPLY_SAYS: Final = "{speaker}, {when}"
REPLY_DELETED: Final = "{speaker} deleted the post {when}; no other source says so"
REPLY_EDITED: Final = "{speaker} edited the post: it no longer says so, and no other source does"
REPLY_MORE: Final = ("and {count} more story: /latest", "and {count} more stories: /latest")

# ── Alerts of watched words (bot/wording/words.py) ────────────────────────────────────────────────────

WORD_MARK: Final = "👁"
WORD_MORE: Final = "and {counts} since {since}"
WORD_MORE_POSTS: Final = ("{count} more post", "{count} more posts")
WORD_COPIES: Final = ("{count} copy", "{count} copies")
WORD_SEARCH: Final = "/search {query} after:{after}"
WORD_WHY: Final = "A watch word of this chat: /watching lists them, /unwatch takes one out."

# ── Digests (bot/wording/digests.py) ──────────────────────────────────────────────────────────────────

DIGEST_HEADER: Final = "Digest"
DIGEST_SPAN: Final = "{since} – {until} {zone}"
DIGEST_NOTHING: Final = ": nothing to tell."
DIGEST_NO_STORY: Final = ": no story."
DIGEST_NOTHING_POSTED: Final = "Nothing at all was posted."
DIGEST_FLAGS: Final = ("{count} flag", "{count} flags")
DIGEST_FLAGS_USUALLY: Final = "{flags}, usually {usual}"
DIGEST_GOING_ON: Final = "going on since {since}"
DIGEST_MORE_POSTS: Final = ("{count} more post", "{count} more posts")
DIGEST_MORE_STORIES: Final = ("and {count} more story: /latest", "and {count} more stories: /latest")
DIGEST_QUOTED_ABOVE: Final = "quoted above"
DIGEST_RECOVERED: Final = "recovered"
DIGEST_WORDS_HEADER: Final = "Watched words"
DIGEST_WORD: Final = "{word}: {counts}"
DIGEST_WORD_POSTS: Final = ("{count} post", "{count} posts")
DIGEST_MORE_WORDS: Final = ("and {count} more word", "and {count} more words")
DIGEST_CAPPED: Final = (
    "{count} alert over the hourly cap was not sent; its story stands here.",
    "{count} alerts over the hourly cap were not sent; their stories stand here.",
)
DIGEST_MUTED: Final = ("{count} muted story is left out.", "{count} muted stories are left out.")
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

# ── Messages shown in a terminal (bot/delivery/console.py) ────────────────────────────────────────────

CONSOLE_EDITED: Final = "{message} edited"
CONSOLE_REPLY: Final = "{message} ↳ reply to {answered}"
CONSOLE_SILENT: Final = "silent"

# ── Conversation (bot/commands) ───────────────────────────────────────────────────────────────────────

QUERY_EXAMPLE: Final = "прорыв from:@epoddubny after:7d"
QUERY_NOTHING_ASKED: Final = "Nothing to search for. Type words or filters, for example: {example}"
QUERY_TOO_LONG: Final = "Only the first {most} words and filters were read."
QUERY_NO_WORD: Final = "{typed} holds no word and was left out."
QUERY_NO_PREFIX: Final = (
    "The * in {typed} was passed over: it stands at the end of one word of {least} letters or more. A word is found"
    " in all its forms without it."
)
QUERY_OPEN_QUOTE: Final = "The quote in {typed} is not closed; it was read to the end."
QUERY_OR_JOINS_WORDS: Final = (
    "{typed}: OR joins words and phrases, or filters of one kind; ask for these one after the other. "
    'Example: прорыв OR "линия фронта"'
)
QUERY_AND: Final = "AND was passed over: a post has to hold all words anyway. Example: прорыв обороны"
QUERY_NOT: Final = "NOT was read as a minus: {typed}. Example: прорыв -учения"
QUERY_NOT_ALONE: Final = "NOT was passed over: what a post must not hold has a minus before it. Example: прорыв -учения"
QUERY_BRACKETS: Final = (
    "Brackets were passed over: OR joins what stands beside it, and a minus leaves out one word or phrase."
    " Example: прорыв OR отход Бахмут -учения"
)
QUERY_MERE_WORD: Final = (
    "“{typed}” was looked for as a word. A post has to hold all words; OR in capitals joins two, and a minus leaves one"
    " out. Example: прорыв OR отход -учения"
)
QUERY_NO_SUCH_FILTER: Final = (
    "{typed} was left out: there is no such filter. Filters: {known}. Example: signal:breakthrough"
)
QUERY_FILTER_EMPTY: Final = (
    "{key}: has no value and was left out; no blank may stand after the colon. Example: {example}"
)
QUERY_FILTER_NOT_EXCLUDED: Final = "{typed} was left out: only words and phrases can be excluded. Example: -учения"
QUERY_NO_CHANNEL: Final = "No channel {name} is in the archive, and so no post of it."
QUERY_BAD_MOMENT: Final = "{key}:{typed} was left out: it is no date. Examples: {key}:2023-05-01, {key}:7d, {key}:12h"
QUERY_NO_CHANNEL_OF_CLASS: Final = "No channel of the class {classes} is in the archive, and so no post of it."
QUERY_BAD_CLASS: Final = "class:{typed} was left out. Classes: {known}. Example: class:milblogger_ru"
QUERY_BAD_STORY: Final = "story:{typed} was left out: it is no story's number. Example: story:41"
QUERY_NO_STORY: Final = "There is no story #{number}, and so no post of it."
QUERY_BAD_DELETED: Final = "deleted:{typed} was left out. Examples: deleted:yes, deleted:no"
QUERY_BAD_SORT: Final = "sort:{typed} was left out: answers come newest first, or with sort:relevance."
QUERY_NO_TIME_BETWEEN: Final = "Nothing lies between after: and before: as they stand."
QUERY_BAD_SIGNAL: Final = "signal:{typed} was left out. Signals: {known}. Example: signal:breakthrough"
QUERY_BAD_STANCE: Final = "stance:{typed} was left out. Stances: {known}. Example: stance:claimed"
QUERY_BAD_PLACE: Final = "place:{typed} was left out: the gazetteer has no such place. To search for the word: {typed}"
QUERY_BAD_HAS: Final = "has:{typed} was left out. A post can have: {known}. Example: has:media"
QUERY_MORE_REMARKS: Final = (
    "And {count} more thing was not understood.",
    "And {count} more things were not understood.",
)

START: Final = (
    "Frontwatch reads public war channels and tells once when a breakthrough, an encirclement or a retreat is"
    " claimed: who said it first, who only copied it, who denied it. /help lists what you can ask."
)
HELP_COMMANDS: Final[Mapping[str, str]] = {
    "latest": "the newest stories",
    "story": "one story from its first post on",
    "digest": "what became known since the last digest",
    "search": "posts that hold all of your words, in any form",
    "export": "all posts of a search as a file: CSV or JSON lines",
    "trend": "flags by hour or day against the usual, as a picture",
    "post": "one post: its edits, copies, flags and stories",
    "channels": "what is read, how it stands, what became of its claims",
    "stats": "figures of the archive",
    "watch": "be told of posts with a word or phrase, in any form",
    "unwatch": "no more of that word",
    "watching": "the words that this chat watches",
    "settings": "signals, severity, digest hours, quiet hours, zone, translation",
    "mute": "no more of a story, a signal or a channel",
    "unmute": "hear of it again",
    "subscribe": "alerts and digests in this chat",
    "unsubscribe": "no more of them",
    "forget": "stop, and delete what is kept about you",
    "help": "what you can ask",
}
"""In the order of the menu that Telegram shows."""

HELP_ADMIN_COMMANDS: Final[Mapping[str, str]] = {
    "subscribers": "who is told",
    "approve": "let a waiting chat in; without a number, who waits",
    "status": "archive and queues",
}
HELP_COMMAND: Final = "/{name} – {meaning}"
HELP_FOR_ADMINS: Final = "For administrators, in private:"
HELP_SEARCH: Final = """\
A search can be narrowed:
"these very words"   ~"words in any form"   -without
from:@channel   after:2023-05-01   before:7d
signal:breakthrough   stance:claimed   place:bakhmut
class:milblogger_ru   story:41   deleted:yes
has:media   has:link   has:forward   has:edit
прорыв OR отход   прорыв*   sort:relevance
Example: /search прорыв обороны from:@epoddubny after:7d"""

SUBSCRIBED: Final = "Subscribed: you are told once when something is claimed. /unsubscribe stops it."
SUBSCRIBED_WITH_DIGESTS: Final = (
    "Subscribed: you are told once when something is claimed, and get digests at {times} ({zone})."
    " /unsubscribe stops both."
)
SUBSCRIBED_ALREADY: Final = "This chat is subscribed. /unsubscribe stops alerts and digests."
SUBSCRIBED_PENDING: Final = "An administrator has to let you in first; they have been told. You will hear from me here."
SUBSCRIBED_STILL_PENDING: Final = (
    "An administrator has to let you in first, and has not yet. You will hear from me here."
)
UNSUBSCRIBED: Final = (
    "Unsubscribed: nothing more comes. /subscribe starts it again, /forget deletes what is kept of you."
)
UNSUBSCRIBED_ALREADY: Final = "This chat is not subscribed. /subscribe starts alerts and digests."
FORGOTTEN: Final = "Done: your subscription, your settings, your watch words and your questions are deleted."
FORGET_ONLY_IN_PRIVATE: Final = "Send /forget to me in a private chat: it is about you, not about this group."
FORGET_ANONYMOUS: Final = "As an anonymous administrator you are nobody in particular; nothing is kept about you."

SUBSCRIBER_STATE_NAMES: Final[Mapping[SubscriberState, str]] = {
    SubscriberState.ACTIVE: "active",
    SubscriberState.PENDING: "waits",
    SubscriberState.PARKED: "parked",
    SubscriberState.LEFT: "left",
}
SUBSCRIBERS_HEADER: Final = ("{count} subscriber", "{count} subscribers")
SUBSCRIBERS_COLUMNS: Final = ("Chat", "ID", "State")
APPROVED: Final = "{name} is let in and has been told."
APPROVED_ALREADY: Final = "{name} is in already."
APPROVE_NOT_WAITING: Final = "{name} does not wait: it has left, or takes no messages. It can ask again by /start."
APPROVE_NOBODY: Final = "No chat {chat_id} has asked. /approve without a number lists who waits."
APPROVE_BAD_ID: Final = "{typed} is no chat's number. Example: /approve 123456789. /approve alone lists who waits."
APPROVE_NOBODY_WAITS: Final = "Nobody waits to be let in."
APPROVE_WAITING_HEADER: Final = ("{count} chat waits to be let in:", "{count} chats wait to be let in:")
APPROVE_WAITING: Final = "{name}: /approve {chat_id}"
NOTICE_WAITING: Final = "{name} asks to be let in: /approve {chat_id}"
NOTICE_STATES_HEADER: Final = "How channels are read has changed"
NOTICE_STATE_LIVE: Final = "{channel} is live again"
NOTICE_STATE_SILENT: Final = "{channel} is silent against its habit, since {span}"
NOTICE_STATE_POLLED: Final = "{channel}: {note}"
NOTICE_STATE_LOST: Final = "{channel} is lost: {note}"
NOTICE_STATES_MORE: Final = ("and {count} more; see /channels", "and {count} more; see /channels")
NOTICE_APPROVED: Final = "You are let in: alerts and digests come here from now on, and I answer questions. See /help."

REFUSED_ANONYMOUS: Final = (
    'You write as an anonymous administrator, so I cannot tell who you are. Switch "Remain anonymous" off, or ask'
    " me in a private chat."
)
REFUSED_CLOSED: Final = "Sorry, this bot takes no new subscribers, and answers questions only to those it has."
REFUSED_NOT_APPROVED: Final = (
    "Sorry, I answer questions only to people who were let in. Send me /start in private to ask."
)
REFUSED_NOT_THEIR_CHAT: Final = (
    "The group's subscription can only be changed by the person who made it, or by an administrator of the bot."
)
REFUSED_NOT_ADMIN: Final = "That is for the bot's administrators. /help lists what you can ask."
REFUSED_ONLY_IN_PRIVATE: Final = "Ask me that in our private chat: the group would read the answer along."
WAIT: Final = "That was quick: please wait {seconds} s, then ask again."
WAIT_A_LITTLE: Final = "Please wait a few seconds."
ARCHIVE_FAILED: Final = "The archive does not answer just now. Please try again in a minute."
NOT_A_COMMAND: Final = (
    "I read that as plain text, not as a command. To look for it: {example}\n/help lists all commands."
)
UNKNOWN_COMMAND: Final = "There is no command /{typed}. Example: /search прорыв. /help lists all commands."
UNKNOWN_COMMAND_ALIKE: Final = "There is no command /{typed}. Did you mean /{alike}? /help lists all commands."
BUTTON_UNKNOWN: Final = "This button is not known any more. Please send the command again."
FILE_REFUSED: Final = "(The file that belongs to this could not be sent here.)"

PAGE_PREVIOUS: Final = "‹ Back"
PAGE_NEXT: Final = "More ›"
SEARCH_TOTAL: Final = ("{count:,} post", "{count:,} posts")
SEARCH_OVER: Final = "over {most} posts"
SEARCH_NEWEST_FIRST: Final = "newest first"
SEARCH_MOST_RELEVANT_FIRST: Final = "most relevant of the newest thousand first"
SEARCH_NOTHING: Final = "no post"
SEARCH_PAGE: Final = "page {number}"
SEARCH_NO_TEXT: Final = "(no text)"
SEARCH_EARLIER_VERSION: Final = "The words stand in an earlier version."
SEARCH_FLAG: Final = "{signal} {stance}"
SEARCH_EDITED: Final = ("edited once", "edited {count} times")
SEARCH_FORGOTTEN: Final = "This search is too old. Please send it again."
SEARCH_NO_SUCH_PAGE: Final = "There are no more posts."
SEARCH_NOT_WEIGHED: Final = (
    "Only the newest thousand posts are put in order of relevance. Without sort:relevance you can go further back."
)

EXPORT_HOW: Final = (
    "All posts of a search as a file for spreadsheets: /export прорыв from:@epoddubny after:7d\n"
    "As JSON lines, for programs: /export jsonl прорыв"
)
EXPORT_NO_FORMAT: Final = "There is no format {typed}. Formats: csv, jsonl. Example: /export jsonl прорыв"
EXPORT_UNDER_WAY: Final = "Your last file is still under way. Ask again when it is here."
EXPORT_OTHERS_UNDER_WAY: Final = "Several files are under way just now. Please try again in a minute."
EXPORT_FAILED: Final = "The file could not be written. Please try again later, and tell the operator if it stays so."
EXPORT_NEWEST_FIRST: Final = "A file comes newest first and whole: sort: was passed over."
EXPORT_NOTHING: Final = "no post, so no file"
EXPORT_CUT: Final = (
    "the first {count} of {total}: a file holds {megabytes:g} MB here. Narrow the search, or ask the operator for"
    " frontwatch export."
)

WATCH_HOW: Final = "To be told of every post with a word or phrase, in any form: /watch понтон, /watch прорвать оборону"
WATCH_NEW: Final = "Watched from now on: {word}"
WATCH_ALREADY: Final = "This chat watches that already: {word}"
WATCH_FORMS: Final = ("One form: {shown}", "{count} forms: {shown}")
WATCH_FORMS_OF: Final = ("{word} – one form: {shown}", "{word} – {count} forms: {shown}")
WATCH_FORMS_MORE: Final = "{shown} …"
WATCH_IN_ORDER: Final = "The words are found in this order, with up to {gap} others between."
WATCH_AS_PATTERN: Final = "A regular expression, in lower case, ё as е; \\b and \\w know all letters."
WATCH_LAST_WEEK_NONE: Final = "In the last {days} days no post would have fired."
WATCH_LAST_WEEK: Final = "In the last {days} days: {posts}, which would have made {alerts}."
WATCH_POSTS: Final = ("{count} post", "{count} posts")
WATCH_ALERTS: Final = ("{count} alert", "{count} alerts")
WATCH_LAST_WEEK_OVER: Final = "In the last {days} days: over {most} posts. A phrase would be told of less often."
WATCH_LATEST_SCANNED: Final = "Of the newest {most} posts, {count} would have fired."
WATCH_HOW_TOLD: Final = (
    "One alert tells of copies together, and at most one comes in {minutes} minutes; the rest are counted in it."
)
WATCH_STOP: Final = "To stop: /unwatch {word}"
WATCH_TOO_MANY: Final = "A chat can watch {most} words, and this one does. Take one out first: /watching lists them."
WATCH_NOT_SUBSCRIBED: Final = "This chat gets no alerts, so there is nothing to watch for. Send /subscribe first."
WATCH_PATTERN_FOR_ADMINS: Final = (
    "Regular expressions are for administrators. A plain word is found in all its forms: /watch понтон"
)
WATCH_FAULTS: Final[Mapping[WordFault, str]] = {
    WordFault.NO_WORD: "There is no word in that. Example: /watch понтон",
    WordFault.TOO_LONG: "That is too long: at most {words} words, or {characters} characters of an expression.",
    WordFault.NOT_SUPPORTED: "This part of the expression is not supported: {detail}",
    WordFault.MALFORMED: "That is no regular expression: {detail}",
    WordFault.MATCHES_NOTHING: "That expression also matches where nothing stands, so every post would fire.",
}
UNWATCH_HOW: Final = "Which word? /watching lists what this chat watches. Example: /unwatch понтон"
UNWATCH_EXAMPLE: Final = "To stop one: /unwatch WORD"
UNWATCHED: Final = "Watched no more: {word}"
UNWATCH_NOT_WATCHED: Final = "This chat does not watch {word}. /watching lists what it watches."
UNWATCH_SEVERAL: Final = "That could be any of these; send one as it stands: {words}"
UNWATCH_STANDING: Final = "{word} stands in the operator's watch.toml; only there it can be taken out."
WATCHING_HEADER: Final = ("{count} word is watched in this chat:", "{count} words are watched in this chat:")
WATCHING_ROW: Final = "{word}"
WATCHING_STANDING: Final = "{word} (by the operator)"
WATCHING_NOTHING: Final = "This chat watches no words of its own."

TIMELINE_NUMBER: Final = "Story #{number}, since {since}"
TIMELINE_SEVERITY: Final = "Severity {severity}: {reasons}"
TIMELINE_AFTER: Final = "{span} after the claim"
TIMELINE_COPIED: Final = ("repeated by {by}", "repeated {count} times, by {by}")
TIMELINE_AND_MORE: Final = "{shown} and {count} more"
TIMELINE_MORE: Final = ("and {count} later post", "and {count} later posts")
TIMELINE_SAME_EVENT: Final = "Same event: {headline} · /story {number}"
TIMELINE_HOW: Final = "Which story? Example: /story 41. /latest shows the newest, with their numbers."
TIMELINE_NO_NUMBER: Final = "{typed} is no story's number. Example: /story 41. /latest shows the newest."
TIMELINE_NO_STORY: Final = "There is no story #{number}. /latest shows the newest, with their numbers."

TREND_ALL: Final = "all signals"
TREND_HOURS: Final = ("last hour", "last {count} hours")
TREND_DAYS: Final = ("last day", "last {count} days")
TREND_TITLE: Final = "{what}, {span}"
TREND_SPAN: Final = "{since} – {until}"
TREND_SERIES: Final = "{stance} {count:,}"
TREND_USUAL: Final = "usual"
TREND_FLAGS: Final = ("{count:,} flag: {stances}.", "{count:,} flags: {stances}.")
TREND_STANCE: Final = "{count:,} {stance}"
TREND_ALARMS: Final = "Claimed or feared: {count:,}, usually {usual:,}."
TREND_ALARMS_A_DAY: Final = "Claimed or feared: {count:,}; on a usual day {usual:,}."
TREND_MOST_HOUR: Final = "Most in the hour from {hour}: {count:,}, usually {usual:,}."
TREND_MOST_DAY: Final = "Most on {day}: {count:,}, usually {usual:,}."
TREND_TOO_YOUNG: Final = "No usual yet: less than {days} days of data."
TREND_GAPS: Final = "No usual: too few earlier days to compare with."
TREND_STORIES: Final = "Biggest stories:"
TREND_STORY: Final = (
    "{headline} · {place}: {count} post, /story {number}",
    "{headline} · {place}: {count} posts, /story {number}",
)
TREND_STORY_MARK: Final = "#{number}"
TREND_NOTHING: Final = "No flag at all: {what}, {span}."
TREND_FURTHER_BACK: Final = "To look further back: /trend {example}"
TREND_NOT_DRAWN: Final = "The picture could not be drawn; these are its figures."
TREND_NOT_UNDERSTOOD: Final = (
    "Not understood: {typed}. Understood: {understood}. One of {known}, and a number of days from 1 to {most}."
    " Example: /trend breakthrough 7"
)
TREND_SEVERAL_SIGNALS: Final = "One signal at a time, or all. Example: /trend breakthrough 7"
TREND_TOO_LONG: Final = "Days can be from 1 to {most}, not {typed}. Example: /trend {example}"

POST_HOW: Final = "Which post? Send its link: /post https://t.me/channel/123, or /post @channel 123"
POST_NO_LINK: Final = "{typed} is no link to a post."
POST_NOT_STORED: Final = "The archive holds no post {number} of {name}."
POST_FORWARDED: Final = "Forwarded from {origin}"
POST_HIDDEN_ORIGIN: Final = "somebody who stays hidden"
POST_MEDIA_KEPT: Final = "(kept: {sha256}…)"
POST_ALBUM: Final = "album of {count}"
POST_ALBUM_TEXT: Final = "Text of its album:"
POST_MEDIA_PIXELS: Final = "{width}×{height}"
POST_MEDIA_SIZE: Final = "{megabytes:.1f} MB"
POST_MEDIA_SECONDS: Final = "{seconds} s"
POST_ONLY_MARKUP: Final = "only markup or media changed"
POST_EARLIER_EDITS: Final = ("{count} earlier edit", "{count} earlier edits")
POST_FLAGGED: Final = "Flagged: {facts}"
POST_IN_STORY: Final = "/story {number}: {headline}, as {role}"
POST_COPY_OF: Final = "a copy of {origin}"
POST_REPEATED: Final = ("Repeated by {count} post", "Repeated by {count} posts")
POST_MORE_REPEATED: Final = ("and {count} more", "and {count} more")

SETTINGS_HEADER: Final = "Settings of this chat"
SETTINGS_TITLES: Final[Mapping[str, str]] = {
    "signals": "Signals",
    "severity": "Severity",
    "stances": "Stances",
    "digests": "Digests",
    "quiet": "Quiet hours",
    "wake": "Wakes in quiet hours",
    "cap": "Most alerts",
    "empty": "Nothing to tell",
    "language": "Translation",
    "zone": "Time zone",
}
SETTINGS_MEANINGS: Final[Mapping[str, str]] = {
    "signals": "What this chat is told of.",
    "severity": "What is less severe stands in the digests only.",
    "stances": "Which posts raise an alert; whoever adds denied or feared hears of every one.",
    "digests": "When digests come, in this chat's time zone.",
    "quiet": "Alerts are held and come when the quiet hours end.",
    "wake": "What is so severe comes in the quiet hours too.",
    "cap": "What goes over it is counted in one line; the digest has it all.",
    "empty": "What comes at a digest's hour when there is nothing to tell.",
    "language": "Quoted posts are translated by Telegram, where that is allowed.",
    "zone": "Times are told, and digests come, by it.",
}
SETTINGS_EXAMPLES: Final[Mapping[str, str]] = {
    "signals": "/settings signals breakthrough encirclement",
    "severity": "/settings severity high",
    "stances": "/settings stances claimed denied",
    "digests": "/settings digests 07:30 21:00",
    "quiet": "/settings quiet 23:00-06:30",
    "wake": "/settings wake high",
    "cap": "/settings cap 15",
    "empty": "/settings empty no",
    "language": "/settings language de",
    "zone": "/settings zone Europe/Warsaw",
}
SETTINGS_EXAMPLE: Final = "Typed: {example}"
SETTINGS_CHOSEN: Final = "✓ {label}"
SETTINGS_SAVED: Final = "Saved."
SETTINGS_CHANGED: Final = "{title}: {value}. /settings shows all."
SETTINGS_MUTES: Final = ("{count} thing is muted: /mute", "{count} things are muted: /mute")
SETTINGS_ALL: Final = "all"
SETTINGS_NONE: Final = "none"
SETTINGS_NOTHING: Final = "nothing"
SETTINGS_OFF: Final = "off"
SETTINGS_AT_LEAST: Final = "{severity} and up"
SETTINGS_SPAN: Final = "{start}–{end}"
SETTINGS_AN_HOUR: Final = "{count} an hour"
SETTINGS_EMPTY_LINE: Final = "one line"
SETTINGS_EMPTY_NOT_SENT: Final = "no message"
SETTINGS_NOT_SUBSCRIBED: Final = "This chat gets no alerts, so it has no settings. /subscribe starts them."
SETTINGS_NO_WISH: Final = "There is no setting {typed}. Settings: {known}. Example: {example}"
SETTINGS_NO_NAME: Final = "{typed} is none of: {known}."
SETTINGS_NO_TIME: Final = "{typed} is no time of day such as 07:30."
SETTINGS_NO_SPAN: Final = "{typed} is no span such as 23:00-06:30."
SETTINGS_NO_NUMBER: Final = "{typed} is no number from 1 to {most}."
SETTINGS_NOT_YES_OR_NO: Final = "{typed} is neither yes nor no."
SETTINGS_NO_LANGUAGE: Final = "{typed} is no language that is offered; write its two letters, or off."
SETTINGS_NO_ZONE: Final = "{typed} is no time zone; write it as Region/City."
SETTINGS_SEVERAL_ZONES: Final = "That could be any of these; write one as it stands: {zones}."
SETTINGS_TOO_MANY_DIGESTS: Final = "At most {most} digests a day."
MUTE_HOW: Final = "To mute: /mute 41 (a story), /mute offensive, /mute @channel; for a while: /mute offensive 8h"
MUTE_NOTHING: Final = "Nothing is muted in this chat."
MUTE_HEADER: Final = ("{count} thing is muted in this chat:", "{count} things are muted in this chat:")
MUTE_STORY: Final = "story #{number} and all of its event"
MUTE_SIGNAL: Final = "every {signal}"
MUTE_CHANNEL: Final = "what only {channel} tells"
MUTE_CHANNEL_GONE: Final = "a channel"
MUTE_UNTIL: Final = "{what}, until {until}"
MUTED: Final = "Muted: {what}. /mute lists what is muted, /unmute ends it."
MUTED_TOAST: Final = "Muted. /mute lists what is muted."
MUTE_NO_STORY: Final = "There is no story #{number}. /latest shows the newest, with their numbers."
MUTE_NO_SUCH: Final = "{typed} is no story, signal or channel here. Signals: {known}."
MUTE_NOT_SUBSCRIBED: Final = "This chat gets no alerts, so there is nothing to mute. /subscribe starts them."
MUTE_TOO_MANY: Final = "{most} things are muted already; /unmute one first."
UNMUTE_HOW: Final = "What? Example: /unmute 41, /unmute offensive, /unmute @channel. /mute lists what is muted."
UNMUTE_BUTTON: Final = "Hear again: {what}"
UNMUTED: Final = "No longer muted: {what}."
UNMUTE_NOT_MUTED: Final = "That is not muted. /mute lists what is."

LANGUAGE_NAMES: Final[Mapping[str, str]] = {
    "ar": "Arabic",
    "bg": "Bulgarian",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "it": "Italian",
    "ja": "Japanese",
    "ka": "Georgian",
    "kk": "Kazakh",
    "ko": "Korean",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "zh": "Chinese",
}
"""Languages that excerpts can be translated to, by ISO 639-1; Telegram translates to more."""

LATEST_HEADER: Final = "Newest stories"
LATEST_STORY: Final = "/story {number}"
LATEST_NOTHING: Final = "No story yet: nothing has been flagged."

CHANNELS_HEADER: Final = ("{count} channel", "{count} channels")
CHANNELS_COLUMNS: Final = ("Channel", "Last", "24 h", "Posts")
CHANNELS_NO_POST: Final = "–"
CHANNELS_CLAIMS_HEADER: Final = "Claims of the last {days} days, and what became of them"
CHANNELS_CLAIMS_OF: Final = "{channel}: {record}"
CHANNELS_CLAIMS: Final = ("{count:,} claim", "{count:,} claims")
CHANNELS_DENIED: Final = "{count} denied"
CHANNELS_ADMITTED: Final = "{count} admitted"
CHANNELS_RETRACTED: Final = "{count} retracted"
STATS_HEADER: Final = "Archive: {posts}, {channels}"
STATS_POSTS: Final = ("{count:,} post", "{count:,} posts")
STATS_DAYS: Final = "{days} d"
STATS_POSTS_ROW: Final = "Posts"
STATS_A_DAY: Final = "Posts a day"
STATS_FLAGS: Final = "Flags"
STATS_STORIES: Final = "Stories now"
STATS_ITEM: Final = "  {item}"
STATS_NONE: Final = "–"
STATS_ANSWERED: Final = "Officially answered"
STATS_TIME_TO_ANSWER: Final = "Answer after (median)"
STATUS_HEADER: Final = "Status"
STATUS_POSTS: Final = "Posts"
STATUS_DATABASE: Final = "Database"
STATUS_MEGABYTES: Final = "{megabytes:,.1f} MB"
STATUS_BEHIND: Final = "Not yet worked"
STATUS_FAULTY: Final = "Faulty posts"
STATUS_WAITING: Final = "Waiting to be sent"
STATUS_PARKED: Final = "Parked messages"

# ── What the commands of the shell count ──────────────────────────────────────────────────────────────

SHELL_POSTS: Final = ("{count:,} post", "{count:,} posts")
SHELL_POSTS_ADDED: Final = ("{count:,} post added", "{count:,} posts added")
SHELL_SERVICE: Final = ("{count:,} service message", "{count:,} service messages")
SHELL_NOTHING_NEW: Final = (
    "Nothing new: the one entry was in the archive already",
    "Nothing new: all {count:,} entries were in the archive already",
)
SHELL_INDEXED: Final = ("{count:,} post was indexed anew.", "{count:,} posts were indexed anew.")
SHELL_CHANGES: Final = ("{count:,} change", "{count:,} changes")
SHELL_CHANGES_WAIT: Final = ("{count:,} change waits for the worker", "{count:,} changes wait for the worker")
SHELL_MESSAGES: Final = ("{count:,} message", "{count:,} messages")
SHELL_KEPT: Final = ("{count:,} translation or question", "{count:,} translations and questions")
SHELL_MOVED: Final = ("{count:,} post moved", "{count:,} posts moved")
SHELL_DOUBLES: Final = (
    "{count:,} was there already, {versions:,} of its versions were not",
    "{count:,} were there already, {versions:,} of their versions were not",
)
SHELL_CHANNELS: Final = ("{count:,} channel", "{count:,} channels")
SHELL_CHATS: Final = ("{count:,} chat", "{count:,} chats")
SHELL_ADMINS: Final = ("{count:,} admin", "{count:,} admins")
SHELL_FORMS: Final = ("{word}: {count:,} form", "{word}: {count:,} forms")
SHELL_WORDS: Final = ("{word}: {count:,} word", "{word}: {count:,} words")


def counted(forms: tuple[str, str], count: int, **others: str | int) -> str:
    """The form of a (one, many) pair that fits ``count``, with ``{count}`` and the other fields filled in."""
    return forms[0 if count == 1 else 1].format(count=count, **others)
