"""A function called in a process of its own, with a limit of processor time and of memory for each call.

Code in C that does not return (a regular expression, a parser) holds the interpreter: no thread and no signal
handler of the same process can stop it. So the caller looks on from outside and has the process ended.
"""

from __future__ import annotations

import os
import pickle
import struct
import threading
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

import psutil

from pipeline.model.faults import KnownFault
from pipeline.model.outcomes import Outcome
from pipeline.programs.bounded_host import MEGABYTE
from pipeline.programs.hosts import Host

LOOK_EVERY = 0.05
"""Seconds between two looks at a call that is not over."""
WALL_TO_CPU = 4
"""How much longer a call may take by the clock than by its processor time: a machine that is busy with
something else makes no page guilty.
"""
RENEWED_ABOVE = 160
"""Megabytes that a worker may have kept of earlier calls before a fresh one takes its place; what it loads at
its first calls, the data of languages above all, are some 110.
"""


class Overrun(Exception):
    """A call outlasted its limits or ended its process: which word says so, and by how much."""

    def __init__(self, outcome: Outcome, detail: str) -> None:
        super().__init__(detail)
        self.outcome, self.detail = outcome, detail


class CallFailed(Exception):
    """The function raised an error, which is in the log; the message is its name."""


class HostLost(KnownFault):
    """The process that makes workers is gone; another try begins with a new one."""


class _Call(NamedTuple):
    """A call under way: when it began, what its process had used until then, and its seconds."""

    began: float
    cpu: float
    memory: int
    seconds: float


class BoundedFunction:
    """Calls a function with `seconds` of processor time and `megabytes` beyond the program's own a call.

    `function` is named as module:function, so that the caller need not load it; `kept` are its first
    arguments, handed over once. One call at a time; between `submit` and `collect` the caller may do
    something else. `by_fork`: the caller is a command of one thread, which need not be loaded a second time.
    """

    def __init__(
        self, function: str, kept: Sequence[Any], *, seconds: float, megabytes: int, by_fork: bool = False
    ) -> None:
        self.seconds, self.megabytes, self._by_fork = seconds, megabytes, by_fork
        self._function, self._kept = function, tuple(kept)
        self._lock = threading.Lock()
        self._host: Host | None = None
        self._wire: Connection | None = None
        self._process: psutil.Process | None = None
        self._fresh = self._memory = 0
        self._cpu = 0.0
        self._running: _Call | None = None

    def start(self) -> None:
        """Start the host, which loads the function while the caller does something else."""
        if self._host is None:
            self._host = Host((self.megabytes, self._function, self._kept), by_fork=self._by_fork)

    def call(self, *arguments: Any) -> Any:
        """Call it and give what it returns; threads that call at once wait for each other.

        Raise Overrun, or CallFailed for an error of its own.
        """
        with self._lock:
            self.submit(*arguments)
            return self.collect()

    def submit(self, *arguments: Any, seconds: float | None = None) -> None:
        """Begin a call; `collect` gives what comes of it."""
        if self._wire is None:
            self._take_worker()
        try:
            self._send(arguments)
        except OSError:
            # It ended between two calls: that was no fault of this one.
            self._take_worker()
            self._send(arguments)
        self._running = _Call(time.monotonic(), self._cpu, self._memory, seconds or self.seconds)

    def collect(self) -> Any:
        """Wait for the call under way and give what it returned; raise Overrun or CallFailed."""
        running, self._running = self._running, None
        if running is None or self._wire is None:
            raise ValueError("nothing was submitted")
        while not self._wire.poll(LOOK_EVERY):
            self._raise_overrun(running)
        kind, value = self._receive()
        if kind == "memory":
            self._drop_worker()
            raise Overrun(Outcome.TOO_MUCH_MEMORY, f"more than {self.megabytes} MB")
        if self._memory - self._fresh > RENEWED_ABOVE * MEGABYTE:
            self._drop_worker()
        if kind == "raised":
            raise CallFailed(value)
        return value

    def close(self) -> None:
        """End its processes; a later call begins with new ones."""
        self._drop_worker()
        if self._host:
            self._host.close()
            self._host = None

    def _send(self, arguments: tuple[Any, ...]) -> None:
        if self._wire:
            self._wire.send(arguments)

    def _receive(self) -> tuple[str, Any]:
        try:
            kind, value, self._cpu, self._memory = self._wire.recv()  # type: ignore[union-attr]
        except (EOFError, OSError, pickle.UnpicklingError):
            status = self._take_worker()
            raise Overrun(Outcome.CRASHED, _describe_status(status)) from None
        return kind, value

    def _raise_overrun(self, running: _Call) -> None:
        """Raise Overrun when the call has used up what it may use."""
        try:
            used = self._process.cpu_times() if self._process else None
            memory = self._process.memory_info().rss if self._process else 0
        except psutil.Error:
            return  # it has ended; the wire says so
        took = time.monotonic() - running.began
        spent = used.user + used.system - running.cpu if used else 0.0
        if spent > running.seconds or took > running.seconds * WALL_TO_CPU:
            self._drop_worker()
            raise Overrun(Outcome.TOO_SLOW, f"more than {running.seconds:g} s")
        if memory - running.memory > self.megabytes * MEGABYTE:
            self._drop_worker()
            raise Overrun(Outcome.TOO_MUCH_MEMORY, f"more than {self.megabytes} MB")

    def _take_worker(self) -> int:
        """Have a fresh worker in place of the one that is there; give how that one ended."""
        self._drop_worker()
        self.start()
        host = self._host
        if host is None:
            raise HostLost("No process could be started that reads pages.")
        try:
            self._wire, status, number = host.make_worker()
            _, _, self._cpu, self._memory = self._wire.recv()
            self._process = psutil.Process(number)
        except (OSError, EOFError, struct.error, psutil.Error) as error:
            self.close()
            raise HostLost(f"The process that reads pages has ended ({type(error).__name__}).") from None
        self._fresh = self._memory
        return status

    def _drop_worker(self) -> None:
        wire, self._wire, self._process = self._wire, None, None
        if wire:
            wire.close()
            if self._host:
                self._host.end_worker()


def _describe_status(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"it ended its process by signal {os.WTERMSIG(status)}"
    return f"it ended its process with {os.waitstatus_to_exitcode(status)}"
