"""A cycle killed anywhere, and run again, ends in the documents of an undisturbed one."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from local.sample.server import Sample
from pipeline.store import cycles
from tests.indices import empty_indices
from tests.kills import spread_moments
from tests.pipeline.runs.worlds import KINDS, Calm, World, calm, differing, made, release, sample

__all__ = ["calm", "sample"]
KILLS = 10
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


def run_and_kill(world: World, after: float) -> bool:
    """Run a cycle as a process group of its own and kill all of it after some seconds; say whether it had
    ended before.
    """
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AZVN_")} | world.place.environment
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
        return False
    assert child.returncode == 0, err.decode()
    return True


def test_cycles_killed_anywhere_end_in_the_same_documents(
    calm: Calm, sample: tuple[Sample, str], elasticsearch_server: Any, empty_prefix: str, tmp_path: Path
) -> None:
    # What is left of a cycle that was killed takes less time than a whole one.
    usual = STARTING + calm.seconds / 2
    moments = [0.2 + share * (usual - 0.2) for share in spread_moments(random.Random(20261125), KILLS)]
    for number in range(KILLS):
        if not moments:
            break
        disturbed = made(sample, elasticsearch_server, empty_prefix, tmp_path / f"killed-{number}")
        kill_until_it_ends(disturbed, moments)
        difference = differing(calm.documents, disturbed.documents(*KINDS))
        assert not difference, json.dumps(difference, ensure_ascii=False, default=str)[:3000]
        empty_indices(disturbed.place.store)
    assert not moments


def kill_until_it_ends(world: World, moments: list[float]) -> None:
    """Interrupt one cycle after these seconds, taking out each at which it was: it goes on under its own id
    until it comes to its end.
    """
    while not cycles.find_last_cycle(world.place.store):
        if not moments:
            assert world.cycle()["faults"] == []
        elif not run_and_kill(world, moments[0]):
            moments.pop(0)
        release(world)
