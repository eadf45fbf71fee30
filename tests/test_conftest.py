"""The rules that conftest.py lays on every test hold."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.config.settings import ROOT

FAILING = """
import logging
import scrapy  # after which libcst, with which Hypothesis would write a patch, raises AttributeError
from hypothesis import given, strategies

@given(strategies.text())
def test_no_text_has_a_bracket(value):
    assert "[" not in value

def test_half_a_surrogate():
    logging.warning("\\ud800")
"""


@pytest.mark.parametrize("address", ["192.0.2.1", "10.0.0.1", "169.254.169.254"])
def test_a_connection_that_would_leave_the_machine_is_refused(address: str) -> None:
    with socket.socket() as client, pytest.raises(AssertionError, match="loopback only"):
        client.connect((address, 80))


def test_a_datagram_that_would_leave_the_machine_is_refused() -> None:
    with (
        socket.socket(type=socket.SOCK_DGRAM) as client,
        pytest.raises(AssertionError, match="loopback only"),
    ):
        client.sendto(b"x", ("192.0.2.1", 53))


def test_no_name_server_is_asked() -> None:
    with pytest.raises(socket.gaierror):
        socket.create_connection(("outlet.example", 80), timeout=1)


def test_loopback_is_let_through() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()


def test_settings_of_the_person_who_runs_the_tests_are_not_seen() -> None:
    assert not [name for name in os.environ if name.startswith("AZVN_")]


def test_a_property_that_fails_costs_no_other_test_and_gives_its_case(tmp_path: Path) -> None:
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_failing.py").write_text(FAILING)
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "no:cacheprovider",
            "-n",
            "1",
            "--rootdir",
            tmp_path,
            tmp_path,
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "@example(value='[')" in run.stdout
    assert "1 failed, 1 passed" in run.stdout
