"""What is noted of what runs and ran on this machine: the parts and settings of the stack, the last demo.

Comes in: a workplace that works. Goes out: its settings by their names in the environment, for the commands
that come later and must look at the same indices.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from local import elasticsearch, parts, places
from pipeline.config.settings import PREFIX
from pipeline.runs.workplace import Noted, Workplace

SAMPLE_PREFIX = "azvn-sample-"
SAMPLE_INTERVAL = 60.0
"""Seconds from one cycle of the sample outlets to the next; real outlets are asked every ten minutes."""
STORE = tuple(f"{PREFIX}ELASTICSEARCH_{name}" for name in ("URL", "USER", "PASSWORD"))
"""Not noted of the server of this machine: it may have another port after its next start."""
OF_DEMO = tuple(f"{PREFIX}{name}" for name in ("INDEX_PREFIX", "CONFIG", "ARCHIVE"))
"""What is noted of a demo besides its Elasticsearch: its outlets and its mailbox answer no more."""


@dataclass(frozen=True, slots=True)
class Stack:
    """Where the stack keeps what is its own, and how it watches the sample outlets.

    `more` are variables that Airflow's parts get besides.
    """

    state: Path = field(default_factory=lambda: places.STATE)
    prefix: str = SAMPLE_PREFIX
    interval: float = SAMPLE_INTERVAL
    more: dict[str, str] = field(default_factory=dict)

    @property
    def noted(self) -> Path:
        """The file with the parts that run."""
        return self.state / "stack.json"

    @property
    def log(self) -> Path:
        """The folder of the parts' logs."""
        return self.state / "log"

    def locate_airflow(self, *, sample: bool) -> Path:
        """Give the folder of Airflow: runs over the sample outlets have a history of their own."""
        return self.state / ("airflow-sample" if sample else "airflow")

    @property
    def mode(self) -> Path:
        """The file that says whether the sample outlets are watched, and with which settings."""
        return self.state / "stack.mode"

    @property
    def lock(self) -> Path:
        """The file that keeps two commands from starting and stopping it at once."""
        return self.state / "stack.lock"


def note_stack(stack: Stack, place: Workplace, running: list[parts.Part], *, sample: bool) -> None:
    """Note down what runs and the settings it works with, readable by us alone."""
    parts.write_parts(stack.noted, running)
    note = {"sample": sample, "settings": _list_settings(place)}
    parts.write_private(stack.mode, json.dumps(note))


def read_stack(stack: Stack) -> Noted | None:
    """Give what was noted of the stack that was started last, whether it lives or not."""
    try:
        note = json.loads(stack.mode.read_text())
        return Noted(note["settings"], invented=bool(note["sample"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def find_airflow(stack: Stack) -> Path:
    """Give the folder of Airflow of the stack that was started last."""
    noted = read_stack(stack)
    return stack.locate_airflow(sample=noted is not None and noted.invented)


def read_running_stack(stack: Stack | None = None) -> Noted | None:
    """Give what was noted of the stack that runs; None when none does."""
    where = stack or Stack()
    noted = read_stack(where)
    return noted if noted and any(part.alive for part in parts.read_parts(where.noted)) else None


def forget_stack(stack: Stack) -> None:
    """Remove the note of a stack that was stopped; sample outlets that it watched count as the last demo."""
    noted = read_stack(stack)
    if noted and noted.invented:
        _write_demo(stack.state, noted.settings, left_by="azvn up --sample")
    drop_notes(stack)


def drop_notes(stack: Stack) -> None:
    """Remove the notes of a stack that does not run."""
    stack.noted.unlink(missing_ok=True)
    stack.mode.unlink(missing_ok=True)


def note_demo(place: Workplace) -> None:
    """Note down a demo that came to its end: from now on commands look at what it found."""
    _write_demo(places.STATE, _list_settings(place), left_by="azvn demo")


def read_last_demo() -> Noted | None:
    """Give what the last finished demo noted; None without one, or when its configuration is gone."""
    try:
        note = json.loads(_locate_demo(places.STATE).read_text())
        settings: Mapping[str, str] = note["settings"]
        there = Path(settings[f"{PREFIX}CONFIG"]).is_dir()
        return Noted(settings, invented=True, left_by=note["left_by"]) if there else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def forget_demo() -> None:
    """Let commands look at the real indices again; what the demo found stays until the next."""
    _locate_demo(places.STATE).unlink(missing_ok=True)


def _locate_demo(state: Path) -> Path:
    return state / "demo.json"


def _write_demo(state: Path, settings: Mapping[str, str], *, left_by: str) -> None:
    kept = {name: value for name, value in settings.items() if name in OF_DEMO or "_ELASTICSEARCH_" in name}
    parts.write_private(_locate_demo(state), json.dumps({"left_by": left_by, "settings": kept}))


def _list_settings(place: Workplace) -> dict[str, str]:
    settings = place.environment
    server = elasticsearch.find_server()
    ours = server is not None and server.url == place.settings.elasticsearch_url
    return {name: value for name, value in settings.items() if not (ours and name in STORE)}
