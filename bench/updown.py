"""`python -m bench.updown`: starts and stops the stack again and again; every stop must be clean, quick and leave no process."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence

from local import elasticsearch, parts
from local.stack import Stack

LONGEST = 30.0


def main(arguments: Sequence[str]) -> int:
    """Run `azvn up --sample` and `azvn down` in turn; exit code 1 when one failed, a stop took over 30 s, or a process was left."""
    parser = argparse.ArgumentParser(prog="python -m bench.updown", description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    times = parser.parse_args(arguments).times
    faults = 0
    for number in range(1, times + 1):
        up = _timed("up", "--sample", "--no-follow")
        sessions = _sessions()
        down = _timed("down")
        left = parts.members(sessions)
        good = up[0] == 0 and down[0] == 0 and down[1] < LONGEST and not left
        faults += not good
        print(f"{number:2}: up {up[1]:.0f} s, down {down[1]:.1f} s, {len(left)} processes left{'' if good else '  FAULT'}", flush=True)
    print(f"{times - faults} of {times} clean")
    return 1 if faults else 0


def _timed(*arguments: str) -> tuple[int, float]:
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-m", "pipeline.cli", *arguments], stdout=subprocess.DEVNULL, check=False, env=dict(os.environ))
    return done.returncode, time.monotonic() - began


def _sessions() -> set[int]:
    server = elasticsearch.running()
    return {part.pid for part in parts.read(Stack().noted)} | ({server.pid} if server else set())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
