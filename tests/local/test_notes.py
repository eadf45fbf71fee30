"""What is noted of what runs and ran, so that later commands look at the same indices."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local import daemon, notes, parts, places
from local.elasticsearch import Server
from pipeline.config.settings import Settings
from pipeline.runs.workplace import Workplace


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the notes."""
    monkeypatch.setattr(places, "STATE", tmp_path / "state")
    return tmp_path / "state"


@pytest.fixture
def part(tmp_path: Path) -> Iterator[parts.Part]:
    """Return a part of a stack that lives."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    found = daemon.find_process(child.pid)
    yield parts.Part(
        "airflow scheduler", child.pid, found.started if found else "", str(tmp_path / "log"), ()
    )
    child.kill()
    child.wait()


def open_sample(tmp_path: Path, **more: str) -> Workplace:
    """Give a place of the sample outlets."""
    (tmp_path / "config").mkdir(exist_ok=True)
    changes = {"config": tmp_path / "config", "index_prefix": "azvn-sample-", "let_through": "a.example:80"}
    return Workplace(Settings()).change_settings(**{**changes, **more})


def test_a_stack_is_noted_for_its_owner_alone_and_counts_while_a_part_of_it_lives(
    tmp_path: Path, part: parts.Part
) -> None:
    where = notes.Stack()
    assert notes.read_running_stack() is None
    notes.note_stack(where, open_sample(tmp_path), [part], sample=True)
    for path in (where.noted, where.mode):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    noted = notes.read_running_stack()
    assert noted is not None
    assert (noted.prefix, noted.invented) == ("azvn-sample-", True)
    assert noted.settings["AZVN_LET_THROUGH"] == "a.example:80"
    os.kill(part.pid, 9)
    while part.alive:
        pass
    assert notes.read_running_stack() is None


def test_the_server_of_this_machine_is_not_noted_for_it_may_move(
    tmp_path: Path, part: parts.Part, elasticsearch_server: Server
) -> None:
    server = elasticsearch_server
    named = open_sample(tmp_path).switch_store("https://es.example", "me", "hunter2")
    notes.note_stack(notes.Stack(), named, [part], sample=False)
    noted = notes.read_running_stack()
    assert noted is not None
    assert noted.settings["AZVN_ELASTICSEARCH_PASSWORD"] == "hunter2"
    if server.pid:
        own = open_sample(tmp_path).switch_store(server.url, server.username, server.password)
        notes.note_stack(notes.Stack(), own, [part], sample=False)
        assert server.password not in notes.Stack().mode.read_text()


def test_a_finished_demo_is_noted_until_it_is_forgotten(tmp_path: Path) -> None:
    assert notes.read_last_demo() is None
    notes.note_demo(open_sample(tmp_path))
    demo = notes.read_last_demo()
    assert demo is not None
    assert (demo.prefix, demo.left_by, demo.invented) == ("azvn-sample-", "azvn demo", True)
    assert "AZVN_LET_THROUGH" not in demo.settings, "its outlets answer no more"
    notes.forget_demo()
    assert notes.read_last_demo() is None


def test_a_demo_whose_configuration_is_gone_does_not_count(tmp_path: Path) -> None:
    notes.note_demo(open_sample(tmp_path))
    (tmp_path / "config").rmdir()
    assert notes.read_last_demo() is None


@pytest.mark.parametrize("text", ["", "{}", '{"prefix": "azvn-demo-1-"}', "[]", '{"settings": 3}'])
def test_a_note_that_cannot_be_read_is_none(state: Path, text: str) -> None:
    state.mkdir()
    (state / "demo.json").write_text(text)
    (state / "stack.mode").write_text(text)
    assert notes.read_last_demo() is None
    assert notes.read_running_stack() is None


@pytest.mark.parametrize(("sample", "left_by"), [(True, "azvn up --sample"), (False, None)])
def test_sample_outlets_of_a_stack_that_was_stopped_count_as_the_last_demo(
    tmp_path: Path, part: parts.Part, sample: bool, left_by: str | None
) -> None:
    notes.note_stack(notes.Stack(), open_sample(tmp_path), [part], sample=sample)
    notes.forget_stack(notes.Stack())
    assert notes.read_running_stack() is None
    demo = notes.read_last_demo()
    assert (demo.left_by if demo else None) == left_by
    assert json.loads(json.dumps(sorted(p.name for p in places.STATE.iterdir()))) == (
        ["demo.json"] if sample else []
    )
