"""Processes that outlive the command that started them: recognising them again and ending exactly those."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PAUSE = 0.1  # seconds between two looks


class Process(NamedTuple):
    """One row of the process table; `started` tells a process from a later one with its number."""

    pid: int
    group: int
    started: str


def find_process(pid: int) -> Process | None:
    """Return the living process with this number; one that ended and waits to be reaped counts as gone."""
    return next((process for process in list_processes() if process.pid == pid), None)


def is_alive(pid: int, started: str) -> bool:
    """Say whether the very process that was noted down still lives, not one that got its number later."""
    process = find_process(pid)
    return process is not None and process.started == started


def end_process(pid: int, started: str, patience: float) -> bool:
    """End a process that leads a group of its own: SIGTERM, `patience` seconds, SIGKILL to the group.

    False, and nothing is touched, when that very process is not there any more.
    """
    if not is_alive(pid, started):
        return False
    os.kill(pid, signal.SIGTERM)
    if not _wait_for_group(pid, patience):
        os.killpg(pid, signal.SIGKILL)
        _wait_for_group(pid, patience)
    return True


def _wait_for_group(group: int, patience: float) -> bool:
    """Wait until no process of the group lives; False when one still does after `patience` seconds."""
    deadline = time.monotonic() + patience
    while any(process.group == group for process in list_processes()):
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE)
    return True


def list_processes() -> Iterator[Process]:
    """Yield every process of this machine that has not ended."""
    return _read_proc() if Path("/proc/self/stat").exists() else _read_ps()


def _read_proc() -> Iterator[Process]:
    # Start times count from the last boot, so the boot belongs to them.
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            line = (entry / "stat").read_text(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            continue
        fields = line.rpartition(")")[2].split()
        if fields[0] not in "ZX":
            yield Process(int(entry.name), int(fields[2]), f"{boot} {fields[19]}")


def _read_ps() -> Iterator[Process]:
    command = ["ps", "-axo", "pid=,pgid=,state=,lstart="]
    table = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "LC_ALL": "C"}
    )
    for line in table.stdout.splitlines():
        pid, group, state, started = line.split(None, 3)
        if not state.startswith("Z"):
            yield Process(int(pid), int(group), started.strip())
