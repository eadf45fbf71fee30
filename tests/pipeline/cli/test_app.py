"""The edge of the command line: what a person did wrong, and what went wrong, is said in one sentence."""

from __future__ import annotations

import pytest

from pipeline.config.settings import PREFIX
from tests.pipeline.cli.conftest import URL, Run


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["extract", "-"], "needs --url"),
        (["extract", "-", "--url", "file:///etc/passwd"], "not an address of an article"),
        (["extract", "missing.html", "--url", URL], "missing.html"),
        (["extract", "-", "--url", URL, "--seen-at", "yesterday"], "not an ISO 8601 time"),
        (["extract", "-", "--url", URL, "--source", "nobody"], "no source with the id 'nobody'"),
        (["discover", "missing.xml", "--url", URL], "missing.xml"),
        (["frobnicate"], "See `azvn --help`"),
        (["search", "--size", "0", "x"], "See `azvn --help`"),
    ],
)
def test_a_mistake_gets_one_clear_sentence_and_code_2(azvn: Run, arguments: list[str], sentence: str) -> None:
    code, out, err = azvn(*arguments)
    assert (code, out) == (2, "")
    assert sentence in err
    assert "Traceback" not in err


def test_a_wrong_setting_is_named(azvn: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREFIX + "SHARDS", "none")
    monkeypatch.setenv(PREFIX + "COLOUR", "blue")
    code, _, err = azvn("sources", "list")
    assert code == 2
    assert PREFIX + "SHARDS" in err
    assert PREFIX + "COLOUR: no such setting" in err


def test_elasticsearch_out_of_reach_is_said_in_one_sentence(
    azvn: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PREFIX + "ELASTICSEARCH_URL", "http://127.0.0.1:9")
    monkeypatch.setenv(PREFIX + "ELASTICSEARCH_PATIENCE", "0")
    code, out, err = azvn("search", "Baku")
    assert (code, out) == (1, "")
    assert len(err.strip().splitlines()) == 1
    assert "127.0.0.1:9" in err
