"""Background parts of the stack: each a session with a log, noted down so that it can be ended again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from local import daemon
from local.places import PROJECT
from pipeline.programs.private import write_private_file

GENTLE = 8.0
"""Seconds for ending in good order: idle parts take 3 to 6; a scheduler would wait for a task of minutes."""
INSISTENT = 4.0
PAUSE = 0.1
LAST_LINES = 12


@dataclass(frozen=True, slots=True)
class Part:
    """A running part, which its command can start again.

    `started` tells its process from a later one with the same number.
    """

    name: str
    pid: int
    started: str
    log: str
    command: tuple[str, ...]

    @property
    def alive(self) -> bool:
        """Whether its very process still lives."""
        return daemon.is_alive(self.pid, self.started)

    def read_tail(self) -> str:
        """The last lines of its log."""
        return read_last_lines(Path(self.log))


# Kept so that Python neither reaps nor complains about parts that go on after this process.
_children: list[subprocess.Popen[bytes]] = []


def start_part(name: str, command: Sequence[str], environment: Mapping[str, str], log: Path) -> Part:
    """Start a part that outlives this process; the log of the one before is kept beside the new one."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists():
        log.replace(log.with_suffix(".before.log"))
    with log.open("wb") as output:
        log.chmod(0o600)
        child = subprocess.Popen(
            [*command],
            cwd=PROJECT,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_hear_signals,
        )
    _children.append(child)
    found = daemon.find_process(child.pid)
    return Part(name, child.pid, found.started if found else "", str(log), tuple(command))


def stop_parts(parts: Iterable[Part]) -> None:
    """End parts side by side: SIGINT, SIGINT after a while, SIGKILL to what is left of their sessions.

    A SIGTERM leaves children of Airflow behind, and a scheduler now and then hangs waiting for an idle
    worker.
    """
    sessions = {part.pid for part in parts if part.alive or find_members({part.pid})}
    for sign, patience in ((signal.SIGINT, GENTLE), (signal.SIGINT, INSISTENT), (signal.SIGKILL, INSISTENT)):
        whom = sorted(find_members(sessions)) if sign is signal.SIGKILL else sorted(sessions)
        for pid in whom:
            _send_signal(pid, sign)
        if _wait_for_sessions(sessions, patience):
            break
    for child in _children:
        child.poll()


def read_parts(path: Path) -> list[Part]:
    """Give the parts noted down last, alive or not."""
    try:
        return [
            Part(**{**entry, "command": tuple(entry["command"])}) for entry in json.loads(path.read_text())
        ]
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return []


def write_parts(path: Path, parts: Sequence[Part]) -> None:
    """Note parts down, readable by us alone, in one step."""
    write_private(path, json.dumps([asdict(part) for part in parts], indent=1))


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_private_file(path, text.encode())


def read_last_lines(log: Path, lines: int = LAST_LINES) -> str:
    """Give the last lines of a log."""
    if not log.exists():
        return ""
    return "\n".join(line[:200] for line in deque(log.read_text(errors="replace").splitlines(), lines))


def _hear_signals() -> None:
    # A shell that runs `azvn up &` makes its children deaf to SIGINT, by which they are to be ended.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def find_members(sessions: set[int]) -> set[int]:
    """Every living process of these sessions: a task of Airflow has a group of its own, but not a session."""
    return {process.pid for process in daemon.list_processes() if _find_session(process.pid) in sessions}


def _find_session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except (ProcessLookupError, PermissionError):
        return 0


def _send_signal(pid: int, sign: signal.Signals) -> None:
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        return


def _wait_for_sessions(sessions: set[int], patience: float) -> bool:
    deadline = time.monotonic() + patience
    while find_members(sessions):
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE)
    return True
