"""`python -m pipeline.programs.bounded_host`: loads a function once and makes workers that call it.

It has one thread, so that a worker can be made by fork; it ends with its caller, and its worker with it.
"""

from __future__ import annotations

import gc
import logging
import os
import pickle
import resource
import signal
import socket
import struct
import sys
import warnings
from collections import deque
from collections.abc import Callable
from functools import partial
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

REPLY = struct.Struct("<qq")
"""What the host answers: how the worker before ended, and the number of the new one."""
MEGABYTE = 1024 * 1024
LOAD = "load"
"""A function of the module that gives, for the first arguments, what takes their place: loaded once, here."""
WARM_UP = "warm_up"
"""A function of the module, with the same first arguments, that loads what the first call would load."""
STATM = Path("/proc/self/statm")
log = logging.getLogger(__name__)


def main(arguments: list[str]) -> int:
    """Serve the caller at the other end of a socket, with what it says on standard input."""
    work = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - our own caller's
    serve(socket.socket(fileno=int(arguments[0])), *work)
    return 0


def serve(control: socket.socket, level: int, megabytes: int, name: str, kept: tuple[Any, ...]) -> None:
    """Load a function, named as module:function, and make workers for the caller until it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # for the caller, who ends us
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True)
    module, _, word = name.partition(":")
    gc.disable()  # what is loaded stays: nothing of it is to be looked for meanwhile
    home = import_module(module)
    if load := getattr(home, LOAD, None):
        kept = (load(*kept),)
    function, warm_up = partial(getattr(home, word), *kept), getattr(home, WARM_UP, None)
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    # What is loaded stays shared with the workers. To look for garbage first takes a tenth of a second, and
    # finds a thousand small objects.
    gc.freeze()
    gc.enable()
    with control:
        _serve_caller(control, function, megabytes, partial(warm_up, *kept) if warm_up else None)


def _serve_caller(
    control: socket.socket,
    function: Callable[..., Any],
    megabytes: int,
    warm_up: Callable[[], object] | None,
) -> None:
    worker = status = made = 0
    while True:
        asked, wires, _, _ = socket.recv_fds(control, 1, 1)
        if worker:
            status, worker = _end_worker(worker), 0
        if not asked:
            return
        if asked == b"w":
            made += 1
            if made == 2 and warm_up:
                # The first worker loads what it needs; no later one is to pay for that out of its own time.
                warm_up()
                gc.freeze()
            worker = os.fork()
            if not worker:
                control.close()
                _serve_calls(Connection(wires[0]), function, megabytes)
            os.close(wires[0])
            control.sendall(REPLY.pack(status, worker))
            status = 0


def _end_worker(worker: int) -> int:
    """End a worker and give how it ended: by itself, if it had already."""
    ended, status = os.waitpid(worker, os.WNOHANG)
    if not ended:
        os.kill(worker, signal.SIGKILL)
        _, status = os.waitpid(worker, 0)
    return status


def _serve_calls(wire: Connection, function: Callable[..., Any], megabytes: int) -> None:
    """Call the function for each of the calls in a message, until the caller hangs up; never return."""
    try:
        wire.send(("ready", None, *_measure_use()))
        while True:
            calls = deque(wire.recv())
            while calls:
                _limit_memory(megabytes)
                wire.send((*_call_function(function, calls.popleft()), *_measure_use()))
    except (EOFError, OSError):
        os._exit(0)
    except BaseException:
        log.exception("a worker ends for a fault of this program")
        os._exit(70)


def _call_function(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[str, Any]:
    try:
        return "done", function(*arguments)
    except MemoryError:
        return "memory", None
    except Exception as error:
        log.exception("a call failed for a fault of this program")
        return "raised", type(error).__name__


def _measure_use() -> tuple[float, int]:
    """Give the processor time and the memory of this process: seconds, bytes."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime, _read_pages(1)


def _limit_memory(megabytes: int) -> None:
    """Let this process have so much more than it has now; where the kernel does not, the caller looks."""
    own = _read_pages(5)
    if own:
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        soft = own + megabytes * MEGABYTE
        resource.setrlimit(resource.RLIMIT_DATA, (soft if hard < 0 else min(soft, hard), hard))


def _read_pages(column: int) -> int:
    """Give a size out of /proc in bytes: 1 what is resident, 5 the data; 0 where there is no /proc."""
    try:
        return int(STATM.read_bytes().split()[column]) * resource.getpagesize()
    except OSError:
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
