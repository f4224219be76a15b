"""Records kept as JSON are read by later programs too."""

import json

from bot.model.story import Severity
from bot.model.subscriber import Preferences
from storage.sqlite.codec import preferences_json, preferences_of


def test_wishes_that_an_older_program_did_not_know_are_as_they_are_by_default() -> None:
    older = json.loads(preferences_json(Preferences(least_severity=Severity.HIGH, alerts_an_hour=3)))
    for unknown in ("wakes", "alerts_an_hour", "mutes", "digest_of_nothing", "translate_to"):
        del older[unknown]
    assert preferences_of(json.dumps(older)) == Preferences(least_severity=Severity.HIGH)
