"""The processes that make workers: what starts them, speaks with them and ends them."""

from __future__ import annotations

import logging
import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
import threading
import weakref
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn

import psutil

from pipeline.programs import bounded_host

HOST = "pipeline.programs.bounded_host"
ALONE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""A library's threads for arithmetic would not outlive a fork."""
PATIENCE = 5
"""Seconds in which a host ends once its caller hangs up."""
_THREADS = Path("/proc/self/task")
log = logging.getLogger(__name__)

Work = tuple[int, str, tuple[Any, ...]]
"""Megabytes of a call, the function as module:function, and its first arguments."""


class Host:
    """The process that has the function loaded and makes workers of itself, each in some milliseconds.

    It is a program of its own; with `by_fork` a copy of this process, where that has one thread.
    """

    def __init__(self, work: Work, *, by_fork: bool = False) -> None:
        self._control, theirs = socket.socketpair()
        _CONTROLS.add(self._control)
        start = _fork_host if by_fork and _is_single() else _spawn_host
        with theirs:
            child = start(theirs, (logging.getLogger().getEffectiveLevel(), *work))
        self.close = weakref.finalize(self, _end_host, self._control, child)

    def make_worker(self) -> tuple[Connection, int, int]:
        """Give the wire to a fresh worker, how the one before ended, and the new one's process number."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [b"w"], [theirs.fileno()])
        reply = bounded_host.REPLY
        try:
            status, number = reply.unpack(self._control.recv(reply.size, socket.MSG_WAITALL))
        except (OSError, struct.error):
            ours.close()
            raise
        return Connection(ours.detach()), status, number

    def end_worker(self) -> None:
        """Have the worker ended; it is told of no more."""
        with suppress(OSError):  # the host has gone, and its worker with it
            self._control.send(b"e")


_CONTROLS: weakref.WeakSet[socket.socket] = weakref.WeakSet()
"""Our ends of the sockets of all hosts: a copy of one kept open elsewhere would keep its host alive."""


def _is_single() -> bool:
    """Whether this process has one thread, of which a fork is a whole copy."""
    if threading.active_count() > 1:
        return False
    try:
        return len(list(_THREADS.iterdir())) == 1
    except OSError:
        return False


def _spawn_host(theirs: socket.socket, work: tuple[int, *Work]) -> subprocess.Popen[bytes]:
    child = subprocess.Popen(
        [sys.executable, "-m", HOST, str(theirs.fileno())],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        pass_fds=[theirs.fileno()],
        env={**os.environ, **ALONE},
    )
    if child.stdin:
        try:
            with child.stdin as stdin:
                stdin.write(pickle.dumps(work))
        except BrokenPipeError:
            pass  # the first worker is asked for in vain, which says it
    return child


def _fork_host(theirs: socket.socket, work: tuple[int, *Work]) -> psutil.Process:
    child = os.fork()
    if not child:
        _run_copy(theirs, work)
    return psutil.Process(child)


def _run_copy(control: socket.socket, work: tuple[int, *Work]) -> NoReturn:
    """Be the host in a copy of the caller that keeps what is loaded and nothing else; never return."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # for the caller, who ends us
        for ours in list(_CONTROLS):
            ours.close()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.environ.update(ALONE)
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1):
            os.dup2(nothing, standard)
        bounded_host.serve(control, *work)
    except BaseException:
        log.exception("a host ends for a fault of this program")
        os._exit(70)
    os._exit(0)


def _end_host(control: socket.socket, child: subprocess.Popen[bytes] | psutil.Process) -> None:
    control.close()
    try:
        child.wait(timeout=PATIENCE)
    except (subprocess.TimeoutExpired, psutil.TimeoutExpired):
        child.kill()
        child.wait()
