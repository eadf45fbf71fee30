"""A lock between processes of one machine, released by the system when its holder ends however it ends."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from local import LocalError


@contextmanager
def hold_lock(lock: Path, when_waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock file `lock` for the block; call `when_waiting` once when another process has it first.

    Raises LocalError when the file cannot be written, as after a run as root.
    """
    with _open_lock(lock) as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            when_waiting()
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _open_lock(lock: Path) -> IO[str]:
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        return lock.open("a")
    except OSError as error:
        raise LocalError(
            f"{lock} cannot be written ({error.strerror}): give {lock.parent} to this account."
        ) from error
