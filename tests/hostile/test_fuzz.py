"""Hostile inputs through the code of the commands: each ends with a word, soon, and in bounded memory.

FUZZ_INPUTS=5000 in the environment tries so many.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest

from bench.attacks import make_attack
from bench.fuzz import MEGABYTES, SECONDS, Trial, try_in_processes

SEED = 20261125
INPUTS = int(os.environ.get("FUZZ_INPUTS", "2000"))


@pytest.fixture(scope="module")
def trials() -> Sequence[Trial]:
    return try_in_processes(SEED, 0, INPUTS)


def test_no_input_crashes_lasts_or_is_a_fault_of_ours(trials: Sequence[Trial]) -> None:
    assert [trial.number for trial in trials] == list(range(INPUTS))
    assert [(t.number, t.name, t.fault) for t in trials if t.fault] == []
    assert max(trial.seconds for trial in trials) < SECONDS


def test_memory_stays_bounded_whatever_comes(trials: Sequence[Trial]) -> None:
    assert 0 < max(trial.megabytes for trial in trials) < MEGABYTES


def test_an_input_is_the_same_each_time_it_is_made() -> None:
    assert [make_attack(SEED, number) for number in (20, 21)] == [
        make_attack(SEED, number) for number in (20, 21)
    ]
