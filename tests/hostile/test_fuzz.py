"""Hostile inputs through the code of the commands: each ends with a word, soon, and in bounded memory."""

from __future__ import annotations

import pytest

from bench.fuzz import MEGABYTES, SECONDS, measure_peak, try_inputs

SEED = 20261125
CHUNK = 250
INPUTS = 5_000


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """Load dictionaries and models before anything is measured."""
    list(try_inputs(SEED, range(1, 60)))


@pytest.mark.parametrize("first", range(0, INPUTS, CHUNK))
def test_no_input_crashes_lasts_or_is_a_fault_of_ours(first: int) -> None:
    before = measure_peak()
    trials = list(try_inputs(SEED, range(first, first + CHUNK)))
    assert [(t.number, t.name, t.fault) for t in trials if t.fault] == []
    assert max(trial.seconds for trial in trials) < SECONDS
    assert measure_peak() < max(MEGABYTES, before + 1)
