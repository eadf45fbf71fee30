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


class _Begin(NamedTuple):
    """When a call began, and what its process had used until then."""

    at: float
    cpu: float
    memory: int


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
        self._waiting = 0
        self._began: _Begin | None = None

    def start(self) -> None:
        """Start the host, which loads the function while the caller does something else."""
        if self._host is None:
            self._host = Host((self.megabytes, self._function, self._kept), by_fork=self._by_fork)

    def call(self, *arguments: Any) -> Any:
        """Call it and give what it returns; threads that call at once wait for each other.

        Raise Overrun, or CallFailed for an error of its own.
        """
        with self._lock:
            self.submit([arguments])
            return self.collect()

    def submit(self, calls: Sequence[tuple[Any, ...]]) -> None:
        """Begin calls, each given by its arguments, when those before are over; `collect` gives what comes
        of them, one by one.
        """
        if self._wire is None:
            self._take_worker()
        try:
            self._send(calls)
        except OSError:
            # It ended between two calls: that was no fault of these.
            self._take_worker()
            self._send(calls)
        self._waiting = len(calls)
        self._note_begin()

    def collect(self, seconds: float | None = None) -> Any:
        """Wait for the first call under way and give what it returned; raise Overrun or CallFailed.

        After an Overrun those behind it are gone, and have to be submitted again.
        """
        began = self._began
        if not self._waiting or began is None or self._wire is None:
            raise ValueError("nothing was submitted")
        while not self._wire.poll(LOOK_EVERY):
            self._raise_overrun(began, seconds or self.seconds)
        kind, value = self._receive()
        self._waiting -= 1
        self._note_begin()
        if kind == "memory":
            self._drop_worker()
            raise Overrun(Outcome.TOO_MUCH_MEMORY, f"more than {self.megabytes} MB")
        if not self._waiting and self._memory - self._fresh > RENEWED_ABOVE * MEGABYTE:
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

    def _send(self, calls: Sequence[tuple[Any, ...]]) -> None:
        if self._wire:
            self._wire.send(calls)

    def _note_begin(self) -> None:
        """A call begins when the one before it has been answered."""
        self._began = _Begin(time.monotonic(), self._cpu, self._memory)

    def _receive(self) -> tuple[str, Any]:
        try:
            kind, value, self._cpu, self._memory = self._wire.recv()  # type: ignore[union-attr]
        except (EOFError, OSError, pickle.UnpicklingError):
            status = self._take_worker()
            raise Overrun(Outcome.CRASHED, _describe_status(status)) from None
        return kind, value

    def _raise_overrun(self, began: _Begin, seconds: float) -> None:
        """Raise Overrun when the call has used up what it may use."""
        try:
            used = self._process.cpu_times() if self._process else None
            memory = self._process.memory_info().rss if self._process else 0
        except psutil.Error:
            return  # it has ended; the wire says so
        took = time.monotonic() - began.at
        spent = used.user + used.system - began.cpu if used else 0.0
        if spent > seconds or took > seconds * WALL_TO_CPU:
            self._drop_worker()
            raise Overrun(Outcome.TOO_SLOW, f"more than {seconds:g} s")
        if memory - began.memory > self.megabytes * MEGABYTE:
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
        self._waiting = 0
        if wire:
            wire.close()
            if self._host:
                self._host.end_worker()


def _describe_status(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"it ended its process by signal {os.WTERMSIG(status)}"
    return f"it ended its process with {os.waitstatus_to_exitcode(status)}"
