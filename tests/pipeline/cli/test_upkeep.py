"""Indices made and looked after by hand."""

from __future__ import annotations

import json

import pytest

from pipeline.config.settings import PREFIX
from tests.pipeline.cli.conftest import Run


def test_provision_says_what_it_made_and_nothing_the_second_time(
    indexed: Run, index_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PREFIX + "INDEX_PREFIX", index_prefix)
    first = json.loads(indexed("provision", "--json")[1])
    assert sum(line.startswith("seed: ") for line in first) == 2
    assert json.loads(indexed("provision", "--json")[1]) == []
    assert indexed("provision", "--reindex")[0] == 0
    assert indexed("search", "partnership")[0] == 0


def test_status_is_unhealthy_until_a_cycle_has_run(indexed: Run) -> None:
    indexed("provision")
    code, out, _ = indexed("status", "--json")
    state = json.loads(out)
    assert (code, state["healthy"], state["last_cycle"]) == (1, False, None)
    assert sum(state["articles"].values()) >= 2
    assert "No cycle has run yet" in indexed("status")[1]
