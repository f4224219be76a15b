"""The corpus may be absent on a machine of one's own, never in CI."""

import pytest

from tests.corpus import corpus_file

ABSENT = "there-is-no-such-file.jsonl"


def test_an_absent_corpus_is_a_reason_to_skip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=ABSENT):
        corpus_file(ABSENT)


def test_an_absent_corpus_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=ABSENT):
        corpus_file(ABSENT)
