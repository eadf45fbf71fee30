"""Kibana by command: what would be written, what was, and a saved search that becomes a watch."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.elasticsearch import Server
from pipeline.config.settings import PREFIX, ROOT, Settings
from pipeline.model.states import WatchState
from pipeline.runs.workplace import Workplace
from pipeline.store.client import Store
from pipeline.store.watches import load_watch_states, save_watch_states
from tests.kibana.standin import SPACE, StandIn, run_standin
from tests.kibana.test_watch_import import save
from tests.pipeline.cli.conftest import Run


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration folder with watches in it."""
    folder = tmp_path / "config"
    shutil.copytree(ROOT / "config", folder)
    shutil.copy(folder / "watches.example.yml", folder / "watches.yml")
    monkeypatch.setenv(PREFIX + "CONFIG", str(folder))
    return folder


@pytest.fixture
def kibana(elasticsearch_server: Server, monkeypatch: pytest.MonkeyPatch, indexed: Run) -> Iterator[StandIn]:
    with run_standin() as server:
        server.credentials = (elasticsearch_server.username, elasticsearch_server.password)
        monkeypatch.setenv(PREFIX + "KIBANA_URL", f"http://127.0.0.1:{server.server_port}{SPACE}")
        yield server


@pytest.fixture(scope="session")
def shared_prefix(provisioned: Store) -> str:
    """The indices that tests share: making others would take most of the time."""
    return provisioned.prefix


def test_a_dry_run_prints_the_difference_and_writes_nothing(
    indexed: Run, kibana: StandIn, config: Path, shared_prefix: str
) -> None:
    code, out, err = indexed("provision", "--dry-run")
    assert (code, kibana.wrote) == (0, []), err
    assert f"Kibana: dashboard Azerbaijan–Vietnam ({shared_prefix.rstrip('-')})" in out
    assert "+++ file: " in out and '+  "time_range": {"from": "now-30d", "to": "now"},' in out
    indexed("provision")
    wrote = len(kibana.wrote)
    assert wrote == 24
    assert indexed("provision", "--dry-run")[1] == "Everything is in place.\n"
    assert (indexed("provision", "--json")[1].strip(), len(kibana.wrote)) == ("[]", wrote)


def test_a_watch_in_use_is_marked_once_kibana_has_its_search(
    indexed: Run, kibana: StandIn, config: Path, provisioned: Store
) -> None:
    indexed("provision")
    now = "2026-11-29T00:00:00Z"
    state = {"id": "energy", "query_hash": "h", "since": now, "matched_until": now}
    save_watch_states(provisioned, [WatchState.model_validate(state)])
    indexed("provision")
    watch = next(one for one in Workplace(Settings(config=config)).watchbook.watches if one.id == "energy")
    assert load_watch_states(provisioned)["energy"].session == watch.query_hash
    assert f"{provisioned.prefix}watch-energy" in kibana.sessions


def test_a_saved_search_becomes_a_watch(indexed: Run, kibana: StandIn, config: Path) -> None:
    indexed("provision")
    save(kibana, "abc", "Ferries", "ferry AND port")
    code, out, err = indexed("watches", "import", "Ferries", "--to", "lan", "--json")
    assert (code, json.loads(out)["query"]) == (0, "ferry AND port"), err
    assert "ferry" not in (config / "watches.yml").read_text()
    assert indexed("watches", "import", "abc", "--to", "lan", "--rhythm", "hourly", "--write")[0] == 0
    listed = json.loads(indexed("watches", "list", "--json")[1])
    assert "ferries" in json.dumps(listed)
    code, _, err = indexed("watches", "import", "abc", "--to", "lan", "--write")
    assert (code, "there is a watch ferries already" in err) == (2, True)


def test_without_kibana_provision_says_so_and_goes_on(indexed: Run) -> None:
    code, _, err = indexed("provision")
    assert (code, err.strip()) == (0, "Kibana is left out: AZVN_KIBANA_URL is not set.")
