"""A call that outlasts its limits, or ends its process, costs itself; the next one is answered."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.config.settings import ROOT
from pipeline.model.outcomes import Outcome
from pipeline.programs.bounded import BoundedFunction, CallFailed, Overrun
from tests.pipeline.programs.calls import DEADLY

TASK = "tests.pipeline.programs.calls:call_named"


@pytest.fixture(scope="module")
def bounded() -> Iterator[BoundedFunction]:
    function = BoundedFunction(TASK, (), seconds=1.0, megabytes=100)
    yield function
    function.close()


@pytest.mark.parametrize(
    ("call", "outcome", "number"),
    [
        (("search", 40), Outcome.TOO_SLOW, "more than 1 s"),
        (("take", 300), Outcome.TOO_MUCH_MEMORY, "more than 100 MB"),
        (("keep", 300), Outcome.TOO_MUCH_MEMORY, "more than 100 MB"),
        *((("end", int(number)), Outcome.CRASHED, f"signal {int(number)}") for number in DEADLY),
    ],
)
def test_what_is_too_much_ends_with_a_word_and_a_number(
    bounded: BoundedFunction, call: tuple[str, int], outcome: Outcome, number: str
) -> None:
    with pytest.raises(Overrun) as caught:
        bounded.call(*call)
    assert caught.value.outcome is outcome
    assert number in caught.value.detail
    assert bounded.call("add", 1, 2) == 3


def test_what_is_within_the_limits_is_answered(bounded: BoundedFunction) -> None:
    assert [bounded.call("take", 40), bounded.call("add", 2, 2)] == [40 * 1024 * 1024, 4]


def test_an_error_of_the_function_is_named_and_its_process_goes_on(bounded: BoundedFunction) -> None:
    with pytest.raises(CallFailed, match="LookupError"):
        bounded.call("fail", "reed")
    assert bounded.call("add", 1, 1) == 2


def test_a_call_may_have_less_time_than_the_others(bounded: BoundedFunction) -> None:
    bounded.submit([("search", 40)])
    with pytest.raises(Overrun, match=r"0\.05 s"):
        bounded.collect(0.05)


def test_calls_that_are_handed_over_at_once_are_answered_one_by_one(bounded: BoundedFunction) -> None:
    bounded.submit([("add", 1, 2), ("fail", "reed"), ("add", 3, 4)])
    assert bounded.collect() == 3
    with pytest.raises(CallFailed):
        bounded.collect()
    assert bounded.collect() == 7


def test_an_overrun_is_told_of_its_own_call_and_takes_those_behind_it_along(bounded: BoundedFunction) -> None:
    bounded.submit([("add", 1, 2), ("search", 40), ("add", 3, 4)])
    assert bounded.collect() == 3
    with pytest.raises(Overrun):
        bounded.collect()
    with pytest.raises(ValueError, match="nothing"):
        bounded.collect()
    assert bounded.call("add", 3, 4) == 7


def test_each_of_many_calls_has_all_its_time(bounded: BoundedFunction) -> None:
    # Together they take longer than one may.
    bounded.submit([("work", 0.4)] * 5)
    assert [bounded.collect() for _ in range(5)] == ["done"] * 5


def test_more_answers_than_the_wire_holds_wait_for_the_caller(bounded: BoundedFunction) -> None:
    bounded.submit([("repeat", 300_000)] * 5)
    time.sleep(0.2)
    assert [len(bounded.collect()) for _ in range(5)] == [300_000] * 5


CALLER = f"""
import sys, threading
from pipeline.programs.bounded import BoundedFunction
by_fork, busy = sys.argv[1] == "fork", sys.argv[2] == "busy"
if busy:
    threading.Thread(target=threading.Event().wait, daemon=True).start()
first = BoundedFunction({TASK!r}, (), seconds=60, megabytes=100, by_fork=by_fork)
other = BoundedFunction({TASK!r}, (), seconds=60, megabytes=100, by_fork=by_fork)
print(first.call("add", 1, 2), other.call("add", 2, 3), flush=True)
first.close()
other.submit([("search", 60)])
print(other._process.pid, flush=True)
sys.stdin.read()
"""
"""A program with two such functions, of which one is closed and the other busy."""


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(
    ("way", "threads", "is_copy"),
    [("spawn", "idle", False), ("fork", "idle", True), ("fork", "busy", False)],
)
def test_a_worker_in_an_endless_call_ends_with_the_program_that_called(
    way: str, threads: str, is_copy: bool
) -> None:
    caller = subprocess.Popen(
        [sys.executable, "-c", CALLER, way, threads],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert caller.stdout is not None
    assert caller.stdout.readline().split() == [b"3", b"5"]
    worker = int(caller.stdout.readline())
    assert is_alive(worker)
    # With a second thread no copy is made, which would lack it.
    assert (b"bounded_host" not in Path(f"/proc/{worker}/cmdline").read_bytes()) is is_copy
    caller.kill()
    caller.communicate()
    end = time.monotonic() + 60
    while is_alive(worker):
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_copy_answers_each_line_once_and_leaves_the_callers_files_alone() -> None:
    program = f"""
import sys
from pipeline.programs.bounded import BoundedFunction
function = BoundedFunction({TASK!r}, (), seconds=60, megabytes=100, by_fork=True)
sys.stdout.write("before ")
for line in sys.stdin:
    print(function.call("add", int(line), 1), end=" ")
function.close()
"""
    asked = "".join(f"{number}\n" for number in range(3000))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], input=asked, capture_output=True, text=True, cwd=ROOT
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["before", *(str(number + 1) for number in range(3000))]
