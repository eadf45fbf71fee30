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
