"""Kibana from an unpacked distribution: started on loopback with its own token, or refused in a sentence.

No Kibana is at hand: a script that serves the stand-in stands in its place, with the settings it was given.
"""

from __future__ import annotations

import json
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from elasticsearch import Elasticsearch

from kibana.door import open_door
from kibana.files import read_objects
from kibana.load import find_changes, write_changes
from local import LocalError, kibana, parts
from local.elasticsearch import Server
from local.notes import Stack
from pipeline.config.settings import ROOT, Settings
from pipeline.runs.workplace import Workplace
from pipeline.store.client import Store
from pipeline.store.connect import read_version

SCRIPT = """#!{python}
import sys
sys.path.insert(0, {root!r})
import yaml
from tests.kibana import standin
config = yaml.safe_load(open(sys.argv[sys.argv.index("--config") + 1]))
standin.SPACE = ""
server = standin.StandIn(address=(config["server.host"], config["server.port"]))
server.credentials = ({user!r}, {password!r})
print("running", flush=True)
server.serve_forever()
"""


@pytest.fixture
def place(provisioned: Store, elasticsearch_server: Server) -> Workplace:
    server = elasticsearch_server
    here = Workplace(Settings(index_prefix=provisioned.prefix, elasticsearch_patience=30))
    return here.switch_store(server.url, server.username, server.password)


@pytest.fixture
def home(
    tmp_path: Path, provisioned: Store, elasticsearch_server: Server, monkeypatch: pytest.MonkeyPatch
) -> Path:
    folder = tmp_path / "kibana-unpacked"
    (folder / "bin").mkdir(parents=True)
    script = folder / "bin" / "kibana"
    user, password = elasticsearch_server.username, elasticsearch_server.password
    script.write_text(SCRIPT.format(python=sys.executable, root=str(ROOT), user=user, password=password))
    script.chmod(0o755)
    (folder / "package.json").write_text(json.dumps({"version": read_version(provisioned)}))
    monkeypatch.setenv(kibana.VARIABLE, str(folder))
    return folder


@pytest.fixture
def running() -> Iterator[list[parts.Part]]:
    started: list[parts.Part] = []
    yield started
    parts.stop_parts(started)


def test_it_is_started_with_its_own_token_and_keys_and_can_be_provisioned(
    home: Path, place: Workplace, tmp_path: Path, running: list[parts.Part]
) -> None:
    where = Stack(state=tmp_path / "state")
    here = kibana.start_kibana(place, where, running)
    (part,) = running
    assert (part.name, part.alive) == ("kibana", True)
    config = tmp_path / "state" / "kibana" / "kibana.yml"
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    said = yaml.safe_load(config.read_text())
    assert said["server.host"] == "127.0.0.1"
    assert here.settings.kibana_url == said["server.publicBaseUrl"]
    token = said["elasticsearch.serviceAccountToken"]
    with Elasticsearch(place.settings.elasticsearch_url, bearer_auth=token) as client:
        assert client.security.authenticate()["username"] == "elastic/kibana"
    assert token not in " ".join(part.command)
    door = open_door(here.settings)
    objects = read_objects(here.settings.index_prefix)
    assert len(write_changes(door, find_changes(door, objects))) == len(objects)
    before = {name: said[name] for name in kibana.KEYS}
    kibana.start_kibana(place, where, running)
    again = yaml.safe_load(config.read_text())
    assert {name: again[name] for name in kibana.KEYS} == before
    assert again["elasticsearch.serviceAccountToken"] != token


def test_another_version_than_that_of_elasticsearch_is_refused(
    home: Path, place: Workplace, tmp_path: Path, running: list[parts.Part]
) -> None:
    (home / "package.json").write_text(json.dumps({"version": "9.9.9"}))
    with pytest.raises(
        LocalError, match=r"^Kibana 9\.9\.9 in KIBANA_HOME does not fit Elasticsearch \d+\.\d+"
    ):
        kibana.start_kibana(place, Stack(state=tmp_path), running)
    assert running == []


def test_a_folder_that_holds_no_kibana_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: Workplace, running: list[parts.Part]
) -> None:
    monkeypatch.setenv(kibana.VARIABLE, str(tmp_path))
    with pytest.raises(LocalError, match=r"is no unpacked Kibana: bin/kibana and package\.json lie in one"):
        kibana.start_kibana(place, Stack(state=tmp_path), running)


def test_without_the_variable_nothing_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: Workplace, running: list[parts.Part]
) -> None:
    monkeypatch.delenv(kibana.VARIABLE, raising=False)
    assert kibana.start_kibana(place, Stack(state=tmp_path), running) is place
    assert running == []
