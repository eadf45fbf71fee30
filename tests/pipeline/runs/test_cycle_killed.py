"""A cycle killed anywhere, and run again, ends in the documents of an undisturbed one.

CYCLE_KILLS=20 in the environment kills at so many moments; each takes as long as a cycle.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from local.sample.server import Sample
from pipeline.store import cycles
from tests.indices import empty_indices
from tests.kills import spread_moments
from tests.pipeline.runs.worlds import KINDS, Calm, World, calm, differing, made, release, sample

__all__ = ["calm", "sample"]
KILLS = int(os.environ.get("CYCLE_KILLS", "4"))
SOONEST = 0.2
STARTING = 2.0
"""Seconds in which the program of a cycle is still being loaded."""
SCRIPT = """
import json, sys
from pipeline.config.settings import load_settings
from pipeline.runs.cycle import run_cycle
from pipeline.runs.order import Order
from pipeline.runs.workplace import Workplace
print(json.dumps(run_cycle(Workplace(load_settings()), Order(now=True)).build_json()))
"""


def run_and_kill(world: World, after: float) -> float | None:
    """Run a cycle as a process group of its own and kill all of it after some seconds; None, or the seconds
    that it took when it had ended before.
    """
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AZVN_")} | world.place.environment
    began = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        _, err = child.communicate(timeout=after)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        return None
    assert child.returncode == 0, err.decode()
    return time.monotonic() - began


def test_cycles_killed_anywhere_end_in_the_same_documents(
    calm: Calm, sample: tuple[Sample, str], elasticsearch_server: Any, empty_prefix: str, tmp_path: Path
) -> None:
    moments = spread_moments(random.Random(20261125), KILLS)
    # What is left of a cycle that was killed takes less time than a whole one.
    usual = STARTING + calm.seconds / 2
    for number in range(2 * KILLS):
        if not moments:
            break
        disturbed = made(sample, elasticsearch_server, empty_prefix, tmp_path / f"killed-{number}")
        usual = kill_until_it_ends(disturbed, moments, usual)
        difference = differing(calm.documents, disturbed.documents(*KINDS))
        assert not difference, json.dumps(difference, ensure_ascii=False, default=str)[:3000]
        empty_indices(disturbed.place.store)
    assert not moments


def kill_until_it_ends(world: World, moments: list[float], usual: float) -> float:
    """Interrupt one cycle at these shares of the usual time, taking out each at which it was: it goes on
    under its own id until it comes to its end. Return the usual time as it is now: the machine may be less
    busy than it was.
    """
    fresh = True
    while not cycles.find_last_cycle(world.place.store):
        if not moments:
            assert world.cycle()["faults"] == []
            return usual
        took = run_and_kill(world, SOONEST + moments[0] * (usual - SOONEST))
        release(world)
        if took is None:
            moments.pop(0)
        elif fresh:
            usual = took
        fresh = False
    return usual
