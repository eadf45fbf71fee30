"""A program that is told to end brings to its end what must not be cut in two; told twice it ends at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.config.settings import ROOT
from pipeline.programs import Program, ProgramKilled
from pipeline.programs.signals import hold_signals

# Who starts the tests in the background makes what they start deaf to SIGINT.
HOLDING = """
import signal, sys, time
from pathlib import Path
from pipeline.programs.signals import hold_signals
signal.signal(signal.SIGINT, signal.default_int_handler)
with hold_signals():
    Path(sys.argv[1]).write_text("begun")
    time.sleep(float(sys.argv[2]))
    Path(sys.argv[1]).write_text("done")
time.sleep(30)
"""


def start(path: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", HOLDING, str(path), "1"], cwd=ROOT)
    while not path.exists() or path.read_text() != "begun":
        time.sleep(0.01)
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_is_in_hand_is_done_first(tmp_path: Path, number: signal.Signals) -> None:
    path = tmp_path / "state"
    with start(path) as process:
        process.send_signal(number)
        assert process.wait(20) in {-number, 130, 1}
    assert path.read_text() == "done"


def test_a_second_signal_ends_it_at_once(tmp_path: Path) -> None:
    path = tmp_path / "state"
    with start(path) as process:
        process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == -signal.SIGTERM
    assert path.read_text() == "begun"


def test_handlers_are_as_they_were() -> None:
    came: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: came.append(number))
    try:
        with hold_signals():
            os.kill(os.getpid(), signal.SIGTERM)
            assert came == []
        assert came == [signal.SIGTERM]
        os.kill(os.getpid(), signal.SIGTERM)
        assert len(came) == 2
    finally:
        signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize(("grace", "state"), [(10.0, "done"), (0.0, "begun")])
def test_a_program_with_grace_is_asked_before_it_is_killed(tmp_path: Path, grace: float, state: str) -> None:
    path = tmp_path / "state"
    (tmp_path / "holding.py").write_text(HOLDING)
    environment = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    program = Program("holding", environment, tmp_path / "log" / "azvn.log", grace=grace)
    began = time.monotonic()
    with pytest.raises(ProgramKilled):
        program.run([str(path), "3"], "", seconds=2.0)
    assert path.read_text() == state
    assert time.monotonic() - began < 10
