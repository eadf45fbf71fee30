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
from pipeline.store.schema import templates
from tests.pipeline.runs.worlds import KINDS, Calm, World, calm, differing, made, release, sample

__all__ = ["calm", "sample"]
KILLS = 30
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
    calm: Calm, sample: tuple[Sample, str], elasticsearch_server: Any, index_prefix: str, tmp_path: Path
) -> None:
    chance, kills = random.Random(20261125), 0
    for number in range(KILLS):
        if kills == KILLS:
            break
        disturbed = made(
            sample, elasticsearch_server, f"{index_prefix}killed-{number}-", tmp_path / f"killed-{number}"
        )
        # What is left of a cycle that was killed takes less time than a whole one.
        kills += killed_until_it_ends(disturbed, chance, STARTING + calm.seconds / 2, KILLS - kills)
        difference = differing(calm.documents, disturbed.documents(*KINDS))
        assert not difference, json.dumps(difference, ensure_ascii=False, default=str)[:3000]
        templates.remove_indices(disturbed.place.store)
    assert kills == KILLS


def killed_until_it_ends(world: World, chance: random.Random, usual: float, most: int) -> int:
    """Interrupt one cycle again and again, at most so often, and give how often: it goes on under its own id
    until it comes to its end.
    """
    kills = 0
    while not cycles.find_last_cycle(world.place.store):
        if kills == most:
            assert world.cycle()["faults"] == []
        else:
            kills += not run_and_kill(world, chance.uniform(0.2, usual))
            release(world)
    return kills
