"""Which indices the commands look at, while a sample stack runs, after a demo, and by name.

The stack is one process that lives and its notes; outlets, Elasticsearch and the programs are real.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from local import daemon, notes, parts, places
from local.demo import prepare_workplace
from local.demo_mail import write_watch
from local.elasticsearch import Server
from local.sample.server import Sample
from pipeline.cli.stack import name_search
from pipeline.cli.whereabouts import open_elasticsearch, turn_to_real_indices
from pipeline.config.settings import PREFIX, Settings, get_settings
from pipeline.runs.provision import provision_store
from pipeline.runs.workplace import REAL_PREFIX, Workplace
from pipeline.store.schema import templates
from tests.pipeline.cli.conftest import Run, write_warc

OUTLET = "caspian-wire"


@dataclass
class Machine:
    """A machine with sample outlets that answer, and an Elasticsearch; `place` is that of the outlets."""

    place: Workplace
    part: parts.Part

    @property
    def notice(self) -> str:
        """What is said of the indices."""
        return f"(indices {self.place.settings.index_prefix}…); AZVN_INDEX_PREFIX=azvn- names the real ones."

    def start_stack(self, *, sample: bool = True) -> None:
        """Note down a stack that works in the place."""
        notes.note_stack(notes.Stack(), self.place, [self.part], sample=sample)

    def list_indices(self, prefix: str) -> dict[str, object]:
        """Give the indices under a prefix."""
        return templates.read_indices(self.place.change_settings(index_prefix=prefix).store)


@pytest.fixture
def machine(
    azvn: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    elasticsearch_server: Server,
    index_prefix: str,
) -> Iterator[Machine]:
    """Return a machine on which nothing runs and nothing ran."""
    # Whatever the commands name for themselves comes from the notes.
    monkeypatch.delenv(f"{PREFIX}ARCHIVE")
    server, sample = elasticsearch_server, Sample()
    base = Workplace(Settings()).switch_store(server.url, server.username, server.password)
    let_through = sample.format_let_through(sample.start())
    place = prepare_workplace(base, tmp_path / "sample", index_prefix, let_through)
    write_watch(place)
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    found = daemon.find_process(child.pid)
    part = parts.Part("airflow scheduler", child.pid, found.started if found else "", "log", ())
    yield Machine(place, part)
    child.kill()
    child.wait()
    sample.stop()


def test_every_command_looks_at_the_indices_of_the_sample_that_runs(azvn: Run, machine: Machine) -> None:
    prefix, before = machine.place.settings.index_prefix, machine.list_indices(REAL_PREFIX)
    machine.start_stack()
    # A source that there is not leaves no indices behind, here or there.
    code, _, err = azvn("cycle", "--source", "trend")
    assert (code, "no source with the id 'trend'" in err) == (2, True)
    assert machine.list_indices(prefix) == {}

    code, out, err = azvn("cycle", "--source", OUTLET, "--json")
    report = json.loads(out)
    assert (code, report["feeds"]) == (0, {"ok": 1})
    assert err.splitlines()[0] == f"These are the sample sources of the stack that runs {machine.notice}"
    assert report["stages"]["index"]["indexed"] > 1

    found = json.loads(azvn("search", "Vietnam", "--json")[1])
    url = found["stories"][0]["url"]
    assert found["prefix"] == prefix
    assert ".example/" in url
    state = json.loads(azvn("status", "--json")[1])
    assert state["last_cycle"]["cycle"] == report["cycle"]
    assert [watch["id"] for watch in json.loads(azvn("watches", "list", "--json")[1])] == ["demo"]
    listed = json.loads(azvn("sources", "list", "--json")[1])
    assert OUTLET in [source["id"] for source in listed]
    checked = json.loads(azvn("sources", "check", "--source", OUTLET, "--json")[1])
    assert checked["trouble"] == 0
    for command in (
        ("mail", "list"),
        ("watches", "check", "--offline"),
        ("mark", url, "right"),
        ("forget", url, "--yes"),
    ):
        code, _, err = azvn(*command)
        assert (code, machine.notice in err) == (0, True), command

    (archived,) = (machine.place.settings.archive).glob("20*/*/*.warc.gz")
    code, out, err = azvn("replay", str(archived), "--json")
    assert (code, json.loads(out)["items"]["index"]["forgotten"], machine.notice in err) == (0, 1, True)
    assert machine.list_indices(REAL_PREFIX) == before, "nothing invented comes into the real ones"


def test_after_a_demo_commands_look_at_what_it_left_until_something_real_is_asked_for(
    azvn: Run, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    provision_store(machine.place)
    notes.note_demo(machine.place)
    line = f"These are the sample sources, as `azvn demo` left them {machine.notice}\n"
    assert azvn("search", "partnership", "--json")[2] == line
    assert len(json.loads(azvn("sources", "list", "--json")[1])) == 13
    # Its outlets answer nobody any more: to check them would find all of them in trouble.
    code, out, err = azvn("sources", "check", "--offline")
    over = "The outlets of `azvn demo` answer nobody any more: the real ones are meant.\n"
    assert (code, "116 outlets" in out, err) == (0, True, over)

    turn_to_real_indices(machine.place)
    assert notes.read_last_demo() is not None, "only the real ones end the demo"
    turn_to_real_indices(machine.place.change_settings(index_prefix=REAL_PREFIX))
    assert "From now on commands look at the real indices azvn-…" in capsys.readouterr().err
    assert notes.read_last_demo() is None
    assert len(json.loads(azvn("sources", "list", "--json")[1])) == 116


def test_a_stack_that_runs_comes_before_a_demo_and_a_name_before_both(
    azvn: Run, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    provision_store(machine.place)
    machine.start_stack()
    notes.note_demo(machine.place.change_settings(index_prefix="azvn-test-of-a-demo-"))
    assert json.loads(azvn("search", "partnership", "--json")[1])["prefix"] == (
        machine.place.settings.index_prefix
    )
    monkeypatch.setenv(f"{PREFIX}INDEX_PREFIX", "azvn-test-of-a-demo-")
    code, out, err = azvn("search", "partnership")
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "These are the sample sources, as `azvn demo` left them (indices azvn-test-of-a-demo-…);"
        " AZVN_INDEX_PREFIX=azvn- names the real ones.",
        "The index azvn-test-of-a-demo-articles does not exist: `azvn provision` makes it.",
    ]


def test_what_is_invented_is_not_written_into_real_indices(
    azvn: Run, machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = machine.list_indices(REAL_PREFIX)
    archive = write_warc(tmp_path / "sample.warc.gz", {f"http://{OUTLET}.example/news/x": "<p>Invented</p>"})
    monkeypatch.setenv(f"{PREFIX}INDEX_PREFIX", REAL_PREFIX)
    machine.start_stack()
    code, out, err = azvn("replay", str(archive))
    assert (code, out) == (2, "")
    assert err == (
        f"sample.warc.gz holds pages of the sample outlets (http://{OUTLET}.example/news/x): nothing invented"
        " is written into the real indices; name others with AZVN_INDEX_PREFIX.\n"
    )
    monkeypatch.setenv(f"{PREFIX}CONFIG", str(machine.place.settings.config))
    code, out, err = azvn("cycle")
    assert (code, out) == (2, "")
    assert err.startswith("AZVN_CONFIG names sample outlets (")
    assert machine.list_indices(REAL_PREFIX) == before


def test_making_indices_and_starting_the_stack_mean_the_real_ones(machine: Machine) -> None:
    machine.start_stack()
    get_settings.cache_clear()
    assert open_elasticsearch().settings.index_prefix == REAL_PREFIX


def test_what_a_demo_says_to_try_finds_the_demo_also_while_a_stack_runs(machine: Machine) -> None:
    assert name_search("azvn-demo-1-") == ".venv/bin/azvn"
    machine.start_stack()
    assert name_search("azvn-demo-1-") == "AZVN_INDEX_PREFIX=azvn-demo-1- .venv/bin/azvn"


def test_the_note_of_a_stack_that_ended_hides_nothing(azvn: Run, machine: Machine) -> None:
    machine.start_stack()
    subprocess.run(["kill", "-9", str(machine.part.pid)], check=True)
    while machine.part.alive:
        pass
    assert places.STATE.exists()
    assert len(json.loads(azvn("sources", "list", "--json")[1])) == 116
