"""Settings: read from the environment, checked at once, and told in the documentation."""

from __future__ import annotations

import re

import pytest

from pipeline.config.errors import ConfigError
from pipeline.config.settings import ROOT, Settings, load_settings


def test_every_setting_has_a_default_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().index_prefix == "azvn-"


def test_an_unknown_name_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZVN_ARCHIV", "x")
    with pytest.raises(ConfigError, match="AZVN_ARCHIV: no such setting"):
        load_settings()


def test_an_unknown_name_is_answered_with_the_one_that_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZVN_ELASTICSERCH_URL", "http://127.0.0.1:9200")
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert str(caught.value) == (
        "AZVN_ELASTICSERCH_URL: no such setting: did you mean AZVN_ELASTICSEARCH_URL?"
    )


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SHARDS", "many", "is a whole number (found 'many')"),
        ("SHARDS", "65", "is at most 64 (found '65')"),
        ("MAX_BYTES", "1.5", "is a whole number (found '1.5')"),
        ("DELAY", "-1", "is at least 0 (found '-1')"),
        ("TIMEOUT", "0", "is more than 0 (found '0')"),
        ("ASK_ALL", "perhaps", "is true or false (found 'perhaps')"),
        (
            "INDEX_PREFIX",
            "Has Spaces",
            "is made of small letters, digits, points and hyphens, the last a hyphen (found 'Has Spaces')",
        ),
        (
            "ARCHIVE_STORE",
            "bucket",
            "is an address such as s3://bucket/folder (or gs://, az://, file://) (found 'bucket')",
        ),
        ("LOG_LEVEL", "LOUD", "is one of: DEBUG, INFO, WARNING, ERROR (found 'LOUD')"),
        ("KIBANA_URL", "localhost", "begins with http:// or https:// (found 'localhost')"),
        ("ELASTICSEARCH_URL", "ftp://me:hunter2@x.example", "begins with http:// or https://"),
        ("HEARTBEAT_URL", "hunter2", "begins with http:// or https://"),
    ],
)
def test_a_wrong_value_is_told_in_words_and_a_secret_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(f"AZVN_{name}", value)
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert str(caught.value) == f"AZVN_{name}: {sentence}"


def test_all_wrong_values_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZVN_SHARDS", "many")
    monkeypatch.setenv("AZVN_INDEX_PREFIX", "Has Spaces")
    monkeypatch.setenv("AZVN_ELASTICSEARCH_URL", "localhost:9200")
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert {line.partition(":")[0] for line in str(caught.value).splitlines()} == {
        "AZVN_SHARDS",
        "AZVN_INDEX_PREFIX",
        "AZVN_ELASTICSEARCH_URL",
    }


def test_a_password_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZVN_ELASTICSEARCH_USER", "elastic")
    monkeypatch.setenv("AZVN_ELASTICSEARCH_PASSWORD", "hunter2")
    chosen = load_settings()
    assert "hunter2" not in f"{chosen!r} {chosen}"


def test_strangers_are_never_asked_without_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZVN_ASK_ALL", "1")
    with pytest.raises(ConfigError, match="AZVN_LET_THROUGH"):
        load_settings()


def test_the_example_names_every_setting() -> None:
    named = set(
        re.findall(r"^#?(AZVN_\w+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert named == {f"AZVN_{name.upper()}" for name in Settings.model_fields}
