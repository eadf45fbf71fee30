"""`python -m bench.updown`: starts and stops the stack again and again; every stop must be clean, quick and
leave no process.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from local import elasticsearch, parts
from local.stack import Stack

LONGEST = 30.0
IDLE = 5.0
"""Seconds after the start until memory is looked at."""


def main(arguments: Sequence[str]) -> int:
    """Run `azvn up --sample` and `azvn down` in turn; exit code 1 when one failed, a stop took over 30 s, or
    a process was left.
    """
    parser = argparse.ArgumentParser(prog="python -m bench.updown", description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    times = parser.parse_args(arguments).times
    faults = 0
    for number in range(1, times + 1):
        up = _time_command("up", "--sample", "--no-follow")
        sessions = _find_sessions()
        time.sleep(IDLE)
        megabytes = _measure_memory(sessions)
        down = _time_command("down")
        left = parts.find_members(sessions)
        good = up[0] == 0 and down[0] == 0 and down[1] < LONGEST and not left
        faults += not good
        print(
            f"{number:2}: up {up[1]:.0f} s, down {down[1]:.1f} s, {len(left)} processes left,"
            f" {megabytes:.0f} MB idle{'' if good else '  FAULT'}",
            flush=True,
        )
    print(f"{times - faults} of {times} clean")
    return 1 if faults else 0


def _time_command(*arguments: str) -> tuple[int, float]:
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli.app", *arguments],
        stdout=subprocess.DEVNULL,
        check=False,
        env=dict(os.environ),
    )
    return done.returncode, time.monotonic() - began


def _measure_memory(sessions: set[int]) -> float:
    """Memory of the whole stack, shared pages counted once (PSS); 0 where the system does not tell."""
    rows = [
        row for pid in parts.find_members(sessions) for row in _read_rollup(pid) if row.startswith("Pss:")
    ]
    return sum(int(row.split()[1]) for row in rows) / 1024


def _read_rollup(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return []


def _find_sessions() -> set[int]:
    server = elasticsearch.find_server()
    return {part.pid for part in parts.read_parts(Stack().noted)} | ({server.pid} if server else set())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
