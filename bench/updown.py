"""`python -m bench.updown`: starts and stops the stack; every stop must be clean and leave no process."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from local import elasticsearch, parts
from local.notes import Stack

LONGEST = 30.0
IDLE = 5.0
"""Seconds after the start until memory is looked at."""


def main(arguments: Sequence[str]) -> int:
    """Run `azvn up --sample` and `azvn down` in turn; exit code 1 when one was not clean.

    That is: it failed, a stop took over 30 s, or a process was left.
    """
    parser = argparse.ArgumentParser(prog="python -m bench.updown", description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    times = parser.parse_args(arguments).times
    clean = [_run_round(number) for number in range(1, times + 1)]
    print(f"{sum(clean)} of {times} clean")
    return 0 if all(clean) else 1


def _run_round(number: int) -> bool:
    """Start and stop once and print a line; say whether it was clean."""
    up_code, up_seconds = _time_command("up", "--sample", "--no-follow")
    sessions = _find_sessions()
    time.sleep(IDLE)
    megabytes = _measure_memory(sessions)
    down_code, down_seconds = _time_command("down")
    left = parts.find_members(sessions)
    clean = up_code == down_code == 0 and down_seconds < LONGEST and not left
    print(
        f"{number:2}: up {up_seconds:.0f} s, down {down_seconds:.1f} s, {len(left)} processes left,"
        f" {megabytes:.0f} MB idle{'' if clean else '  FAULT'}",
        flush=True,
    )
    return clean


def _time_command(*arguments: str) -> tuple[int, float]:
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *arguments],
        stdout=subprocess.DEVNULL,
        check=False,
        env=dict(os.environ),
    )
    return done.returncode, time.monotonic() - began


def _measure_memory(sessions: set[int]) -> float:
    """Memory of the whole stack, shared pages counted once (PSS); 0 where the system does not tell."""
    return sum(map(_measure_process, parts.find_members(sessions))) / 1024


def _measure_process(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    for row in rollup.splitlines():
        if row.startswith("Pss:"):
            return int(row.split()[1])
    return 0


def _find_sessions() -> set[int]:
    sessions = {part.pid for part in parts.read_parts(Stack().noted)}
    server = elasticsearch.find_server()
    if server:
        sessions.add(server.pid)
    return sessions


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
