"""Every command in every state of the machine: which indices it looks at, and the line that says so.

Nobody answers in these states: the line comes before the first question.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local import daemon, notes, parts
from pipeline.cli import whereabouts
from pipeline.cli.app import app
from pipeline.config.settings import PREFIX, ROOT, Settings, get_settings
from pipeline.runs.workplace import REAL_PREFIX, Workplace
from tests.pipeline.cli.conftest import URL, Run

NOBODY, OTHER = "http://127.0.0.1:9", "http://127.0.0.1:8"
LOOKING = {
    "search": ["search", "x"],
    "events": ["events"],
    "replay": ["replay", "page.warc"],
    "status": ["status"],
    "mark": ["mark", URL, "right"],
    "forget": ["forget", URL, "--yes"],
    "sources list": ["sources", "list"],
    "sources export": ["sources", "export"],
    "watches list": ["watches", "list"],
    "watches check": ["watches", "check", "--offline"],
    "watches preview": ["watches", "preview", "x"],
    "export": ["export"],
    "backup": ["backup"],
    "restore": ["restore", "--yes"],
    "watches import": ["watches", "import", "x", "--to", "lan"],
    "watches send-test": ["watches", "send-test", "x", "--to", "me@desk.example"],
    "watches key": ["watches", "key", "x"],
    "watches catch-up": ["watches", "catch-up"],
    "mail list": ["mail", "list"],
    "mail show": ["mail", "show", "x"],
    "mail retry": ["mail", "retry", "x"],
    "mail drop": ["mail", "drop", "x"],
    "mail bounces": ["mail", "bounces", "."],
    "mail resume": ["mail", "resume", "x"],
    "mail serve-unsubscribe": ["mail", "serve-unsubscribe"],
    "quarantine list": ["quarantine", "list"],
    "quarantine show": ["quarantine", "show", "x"],
    "quarantine retry": ["quarantine", "retry", "x"],
    "quarantine drop": ["quarantine", "drop", "x"],
    "leases": ["leases"],
    "leases clear": ["leases", "clear", "--yes"],
}
"""Commands that look at what there is, by the one rule."""
ASKING = {
    "cycle": ["cycle", "--source", "nobody"],
    "sources check": ["sources", "check", "--offline"],
    "sources suggest": ["sources", "suggest", "http://127.0.0.1/"],
    "sources import": ["sources", "import", "x", "--offline"],
}
"""Commands that ask outlets: those of the last demo answer nobody any more."""
MAKING = {"demo", "up", "down", "provision", "kibana pull"}
"""Commands that make or stop something of their own: they mean the settings."""
READING = {"extract", "discover", "topic check"}
"""Commands that read files and ask no index."""

SAMPLE = "These are the sample sources of the stack that runs (indices azvn-sample-…)"
DEMO = "These are the sample sources, as `azvn demo` left them (indices azvn-demo-1-…)"
OVER = "The outlets of `azvn demo` answer nobody any more: the real ones are meant."
NAMED = f"; {PREFIX}INDEX_PREFIX={REAL_PREFIX} names the real ones."
TEAM = "These are the sources of the stack that runs (indices azvn-team-…)."
STATES = {
    "a sample stack": f"{SAMPLE}{NAMED}",
    "a sample stack after a demo": f"{SAMPLE}{NAMED}",
    "a demo": f"{DEMO}{NAMED}",
    "a real stack": "",
    "a real stack after a demo": "",
    "a stack under a prefix of its own": TEAM,
    "an Elasticsearch of one's own beside a sample stack": "",
    "the real indices by name beside a sample stack": "",
}


@pytest.fixture
def alive() -> Iterator[parts.Part]:
    """A part of a stack that lives."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    found = daemon.find_process(child.pid)
    yield parts.Part("airflow scheduler", child.pid, found.started if found else "", "log", ())
    child.kill()
    child.wait()


@pytest.fixture(params=STATES)
def state(
    request: pytest.FixtureRequest,
    azvn: Run,
    alive: parts.Part,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    """Bring the machine into a state, and give the line that every command has to say in it."""
    name = str(request.param)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.warc").write_bytes(b"")
    sample, real = _make_place(tmp_path, "azvn-sample-"), _make_place(tmp_path, REAL_PREFIX)
    if "demo" in name:
        notes.note_demo(_make_place(tmp_path, "azvn-demo-1-"))
    if "sample stack" in name:
        notes.note_stack(notes.Stack(), sample, [alive], sample=True)
    if "real stack" in name:
        notes.note_stack(notes.Stack(), real, [alive], sample=False)
    if "of its own" in name:
        notes.note_stack(notes.Stack(), _make_place(tmp_path, "azvn-team-"), [alive], sample=False)
    if "of one's own" in name:
        monkeypatch.setenv(f"{PREFIX}ELASTICSEARCH_URL", OTHER)
    if "by name" in name:
        monkeypatch.setenv(f"{PREFIX}INDEX_PREFIX", REAL_PREFIX)
        monkeypatch.setenv(f"{PREFIX}ELASTICSEARCH_URL", OTHER)
    monkeypatch.setenv(f"{PREFIX}ELASTICSEARCH_PATIENCE", "0")
    return STATES[name]


def _make_place(folder: Path, prefix: str) -> Workplace:
    return Workplace(
        Settings(
            config=ROOT / "config",
            archive=folder / "archive",
            elasticsearch_url=NOBODY,
            index_prefix=prefix,
            elasticsearch_patience=0,
        )
    )


def list_commands() -> set[str]:
    names = {str(command.name) for command in app.registered_commands}
    for group in app.registered_groups:
        inside = group.typer_instance
        if inside is not None:
            names |= {f"{group.name} {command.name}" for command in inside.registered_commands}
    return names


def test_every_command_has_its_place_in_the_table() -> None:
    assert list_commands() | {"leases"} == {*LOOKING, *ASKING, *MAKING, *READING}


def test_a_line_says_which_indices_are_looked_at_when_they_are_not_the_real_ones(
    azvn: Run, state: str
) -> None:
    said = {}
    for name, arguments in LOOKING.items():
        _, _, err = azvn(*arguments)
        said[name] = [line for line in err.splitlines() if line.startswith("These are the ")]
    assert said == dict.fromkeys(LOOKING, [state] if state else [])


def test_what_asks_outlets_never_means_those_of_a_demo(
    state: str, capsys: pytest.CaptureFixture[str]
) -> None:
    get_settings.cache_clear()
    choice = whereabouts.choose_for_command(asks_sources=True)
    expected, said = ("", OVER) if state.startswith(DEMO) else (state, state)
    assert (choice.notice, capsys.readouterr().err.strip()) == (expected, said)
    assert choice.real == (not expected or expected == TEAM)
